//! What somebody keeps of themselves: their password and their tokens.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use noroshi_app::UseError;
use noroshi_app::identity::{
    Right, SHORTEST, Visitor,
    tokens::{self, NewToken, Token},
    users::{User, UserChange},
};

use super::refused;
use crate::form::Form;
use crate::frame::{Failure, Frame, Web};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    frame: &'a Frame,
    user: &'a User,
    tokens: &'a [Token],
    /// What this user may do, so what a token may be for.
    rights: Vec<Right>,
    /// A token that was just made, to be read this once.
    secret: String,
    done: String,
    why: String,
    days: u32,
    shortest: usize,
}

/// What came of a form.
#[derive(Default)]
struct Became {
    /// A token that was just made.
    secret: String,
    /// What was done, as a text's name.
    done: &'static str,
    /// What was not done, and why.
    why: Option<UseError>,
}

pub(crate) async fn show(State(web): State<Web>, visit: Visit) -> Result<Response, Failure> {
    page(&web, visit, Became::default()).await
}

pub(crate) async fn change(
    State(web): State<Web>,
    visit: Visit,
    form: Form,
) -> Result<Response, Failure> {
    let visitor = visit.visitor.clone();
    let (_, became) = web
        .ask_house(visit.clone(), move |house| {
            let done = changed(house, &visitor, &form);
            Ok(done.unwrap_or_else(|error| Became {
                why: Some(error),
                ..Became::default()
            }))
        })
        .await?;
    page(&web, visit, became.unwrap_or_default()).await
}

fn changed(house: &noroshi_app::House, visitor: &Visitor, form: &Form) -> Result<Became, UseError> {
    let user = visitor.caller.name.clone().unwrap_or_default();
    let by = visitor.actor();
    let done = |done| Became {
        done,
        ..Became::default()
    };
    Ok(match form.text("do") {
        "make-token" => {
            let new = NewToken {
                user,
                note: form.text("note").trim().to_owned(),
                scopes: form.all("scope").filter_map(Right::read).collect(),
                days: form.text("days").trim().parse().unwrap_or(0),
            };
            let (_, secret) = house.make_token(&new, &by)?;
            Became {
                secret,
                ..done("token-made")
            }
        }
        "end-token" => match house.end_token(form.text("number"), Some(&user), &by)? {
            true => done("token-ended"),
            false => Became::default(),
        },
        "password" => {
            if !house.is_password(&user, form.text("old"), visitor.address)? {
                return Ok(done("password-wrong"));
            }
            let change = UserChange::Password(form.text("new").to_owned());
            house.change_user(&user, &change, &by)?;
            done("password-set")
        }
        _ => Became::default(),
    })
}

async fn page(web: &Web, visit: Visit, became: Became) -> Result<Response, Failure> {
    let name = visit.visitor.caller.name.clone().unwrap_or_default();
    let caller = visit.visitor.caller.clone();
    let own = name.clone();
    let (frame, found) = web
        .ask_house(visit.clone(), move |house| {
            let user = house.users()?.into_iter().find(|user| user.name == own);
            Ok((user, house.tokens(Some(&own))?))
        })
        .await?;
    let Some((Some(user), tokens)) = found else {
        return Ok(refused::show(visit, StatusCode::NOT_FOUND, "no-users"));
    };
    let page = AccountPage {
        user: &user,
        tokens: &tokens,
        rights: Right::ALL.into_iter().filter(|r| caller.may(*r)).collect(),
        done: match became.done {
            "" => String::new(),
            done => frame.say(done),
        },
        why: frame.unfit(became.why.as_ref()),
        secret: became.secret,
        frame: &frame,
        days: tokens::USUAL,
        shortest: SHORTEST,
    };
    let status = match page.why.is_empty() && became.done != "password-wrong" {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(frame.page(status, &page))
}
