//! Users and their roles, for who administers.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use noroshi_app::identity::{
    Actor, Roles, SHORTEST,
    tokens::Token,
    users::{User, UserChange},
};
use noroshi_app::{House, UseError};

use super::refused;
use crate::form::Form;
use crate::frame::{Failure, Frame, Web};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "users.html")]
struct UsersPage<'a> {
    frame: &'a Frame,
    users: &'a [User],
    roles: &'a Roles,
    tokens: &'a [Token],
    done: String,
    why: String,
    shortest: usize,
}

pub(crate) async fn show(State(web): State<Web>, visit: Visit) -> Result<Response, Failure> {
    page(&web, visit, Ok("")).await
}

pub(crate) async fn change(
    State(web): State<Web>,
    visit: Visit,
    form: Form,
) -> Result<Response, Failure> {
    let by = visit.visitor.actor();
    let (_, done) = web
        .ask_house(visit.clone(), move |house| Ok(changed(house, &by, &form)))
        .await?;
    page(&web, visit, done.unwrap_or(Ok(""))).await
}

/// Does what a form asks for; gives the name of the text that says so.
fn changed(house: &House, by: &Actor, form: &Form) -> Result<&'static str, UseError> {
    let name = form.text("name").trim();
    let (change, done) = match form.text("do") {
        "add" => {
            house.add_user(name, form.text("role"), form.text("password"), by)?;
            return Ok("user-added");
        }
        "remove" => {
            house.remove_user(name, by)?;
            return Ok("user-removed");
        }
        "end-token" => {
            house.end_token(form.text("number"), None, by)?;
            return Ok("token-ended");
        }
        "role" => (
            UserChange::Role(form.text("role").to_owned()),
            "user-changed",
        ),
        "password" => (
            UserChange::Password(form.text("password").to_owned()),
            "password-set",
        ),
        "disable" => (UserChange::Disabled(true), "user-changed"),
        "enable" => (UserChange::Disabled(false), "user-changed"),
        _ => return Ok(""),
    };
    house.change_user(name, &change, by)?;
    Ok(done)
}

async fn page(
    web: &Web,
    visit: Visit,
    became: Result<&'static str, UseError>,
) -> Result<Response, Failure> {
    let (frame, found) = web
        .ask_house(visit.clone(), |house| {
            Ok((house.users()?, house.roles(), house.tokens(None)?))
        })
        .await?;
    let Some((users, roles, tokens)) = found else {
        return Ok(refused::show(visit, StatusCode::NOT_FOUND, "no-users"));
    };
    let status = match became {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let done = became.as_ref().ok().filter(|done| !done.is_empty());
    let page = UsersPage {
        frame: &frame,
        users: &users,
        roles: &roles,
        tokens: &tokens,
        done: done.map(|done| frame.say(done)).unwrap_or_default(),
        why: frame.unfit(became.as_ref().err()),
        shortest: SHORTEST,
    };
    Ok(frame.page(status, &page))
}
