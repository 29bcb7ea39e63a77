//! Signing in and out.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use noroshi_app::Lane;
use noroshi_app::identity::{
    self,
    sessions::{LASTS, SignIn},
};

use super::refused;
use crate::form::Form;
use crate::frame::{Failure, Frame, Web};
use crate::links;
use crate::visit::{Visit, cookie};

/// The cookie that a session's secret stands in; the gate reads it.
const SESSION: &str = "session";
/// The cookie that a form for signing in has to carry as well: nobody else can set it.
const FORM: &str = "sign-in";

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    frame: &'a Frame,
    name: &'a str,
    /// Where to go afterwards.
    to: &'a str,
    /// What the form carries.
    carried: &'a str,
    why: String,
}

pub(crate) async fn form(State(web): State<Web>, visit: Visit) -> Result<Response, Failure> {
    let to = local(visit.param("to").unwrap_or_default()).to_owned();
    if visit.visitor.caller.name.is_some() {
        return Ok(Redirect::to(&to).into_response());
    }
    show(&web, visit, StatusCode::OK, "", &to, None).await
}

pub(crate) async fn answer(
    State(web): State<Web>,
    visit: Visit,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Failure> {
    let to = local(form.text("to")).to_owned();
    let name = form.text("name").trim().to_owned();
    let carried = form.text("carried");
    if carried.is_empty() || cookie(&headers, FORM).as_deref() != Some(carried) {
        let why = Some(("sign-in-stale", 0));
        return show(&web, visit, StatusCode::FORBIDDEN, &name, &to, why).await;
    }
    let password = form.text("password").to_owned();
    let (from, is_secure) = (visit.visitor.address, visit.visitor.is_secure);
    let asked = name.clone();
    let (_, done) = web
        .ask_in(Lane::Hard, visit.clone(), move |answers| {
            let house = answers.accounts().filter(|house| house.has_users());
            house
                .map(|house| house.sign_in(&asked, &password, from))
                .transpose()
        })
        .await?;
    let (status, why) = match done {
        Some(SignIn::Done(secret)) => {
            let session = set(SESSION, &secret, is_secure, LASTS / 1000);
            let over = set(FORM, "", is_secure, 0);
            let cookies =
                AppendHeaders([(header::SET_COOKIE, session), (header::SET_COOKIE, over)]);
            return Ok((cookies, Redirect::to(&to)).into_response());
        }
        Some(SignIn::Refused) => (StatusCode::FORBIDDEN, ("sign-in-refused", 0)),
        Some(SignIn::Wait(seconds)) => (StatusCode::TOO_MANY_REQUESTS, ("sign-in-wait", seconds)),
        None => return Ok(refused::show(visit, StatusCode::NOT_FOUND, "no-users")),
    };
    show(&web, visit, status, &name, &to, Some(why)).await
}

pub(crate) async fn leave(
    State(web): State<Web>,
    visit: Visit,
    _: Form,
) -> Result<Response, Failure> {
    let visitor = visit.visitor.clone();
    let is_secure = visitor.is_secure;
    web.ask_house(visit, move |house| {
        house.sign_out(&visitor.caller, visitor.address)
    })
    .await?;
    let over = set(SESSION, "", is_secure, 0);
    let cookies = AppendHeaders([(header::SET_COOKIE, over)]);
    Ok((cookies, Redirect::to("/")).into_response())
}

async fn show(
    web: &Web,
    visit: Visit,
    status: StatusCode,
    name: &str,
    to: &str,
    why: Option<(&str, u64)>,
) -> Result<Response, Failure> {
    if !web.has_users() {
        return Ok(refused::show(visit, StatusCode::NOT_FOUND, "no-users"));
    }
    let is_secure = visit.visitor.is_secure;
    let carried = identity::random().map_err(|error| Failure::new(visit.clone(), &error))?;
    let frame = Frame::alone(visit);
    let page = SignInPage {
        frame: &frame,
        name,
        to,
        carried: &carried,
        why: why.map_or_else(String::new, |(key, count)| frame.count(key, count)),
    };
    let cookie = set(FORM, &carried, is_secure, 3600);
    let cookies = AppendHeaders([(header::SET_COOKIE, cookie)]);
    Ok((cookies, frame.page(status, &page)).into_response())
}

/// A page of ours, or the first.
fn local(to: &str) -> &str {
    if links::is_local(to) && !to.starts_with("/sign-in") {
        to
    } else {
        "/"
    }
}

/// A cookie that no script reads and that no other site's form brings along.
fn set(name: &str, value: &str, is_secure: bool, seconds: i64) -> String {
    let secure = if is_secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax; HttpOnly{secure}")
}
