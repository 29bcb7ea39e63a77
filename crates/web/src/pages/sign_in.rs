//! Signing in and out.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use noroshi_app::identity::{
    self,
    elsewhere::{Departure, NotIn, Return},
    sessions::{LASTS, SignIn},
};

use noroshi_app::{House, Lane};

use super::refused;
use crate::form::Form;
use crate::frame::{Failure, Frame, Web};
use crate::links;
use crate::visit::{Visit, cookie};

/// The cookie that a session's secret stands in; the gate reads it.
const SESSION: &str = "session";
/// The cookie that a form for signing in has to carry as well: nobody else can set it.
const FORM: &str = "sign-in";
/// The cookie that remembers a sign-in elsewhere until the browser comes back.
const ELSEWHERE: &str = "elsewhere";

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    frame: &'a Frame,
    name: &'a str,
    /// Where to go afterwards.
    to: &'a str,
    /// What the form carries.
    carried: &'a str,
    /// Who else vouches for users; empty for nobody.
    elsewhere: String,
    why: String,
}

pub(crate) async fn form(State(web): State<Web>, visit: Visit) -> Result<Response, Failure> {
    let to = local(visit.param("to").unwrap_or_default()).to_owned();
    if visit.visitor.caller.name.is_some() {
        return Ok(Redirect::to(&to).into_response());
    }
    show(&web, visit, StatusCode::OK, "", &to, String::new()).await
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
        let why = noroshi_words::say(visit.language, "sign-in-stale");
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
    let count = [("count", i64::try_from(why.1).unwrap_or(i64::MAX).into())];
    let why = noroshi_words::say_with(visit.language, why.0, &count);
    show(&web, visit, status, &name, &to, why).await
}

/// Sends the browser to who vouches for users.
pub(crate) async fn depart(State(web): State<Web>, visit: Visit) -> Result<Response, Failure> {
    let to = local(visit.param("to").unwrap_or_default()).to_owned();
    let is_secure = visit.visitor.is_secure;
    let (_, departure) = web
        .ask_in(Lane::Hard, visit.clone(), |answers| {
            let house = answers.accounts().filter(|house| house.has_users());
            house.map(House::depart).transpose()
        })
        .await?;
    match departure {
        Some(Ok(Departure { address, kept })) => {
            let kept = format!("{kept}.{}", links::encode(&to).replace('.', "%2E"));
            let cookie = set(ELSEWHERE, &kept, is_secure, 600);
            let cookies = AppendHeaders([(header::SET_COOKIE, cookie)]);
            Ok((cookies, Redirect::to(&address)).into_response())
        }
        Some(Err(why)) => refuse(&web, visit, &to, &why).await,
        None => Ok(refused::show(visit, StatusCode::NOT_FOUND, "no-users")),
    }
}

/// Takes the browser back from there.
pub(crate) async fn arrive(
    State(web): State<Web>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let kept = cookie(&headers, ELSEWHERE).unwrap_or_default();
    let (kept, to) = kept.rsplit_once('.').unwrap_or_default();
    let to = links::decode(to);
    let to = local(&to).to_owned();
    let given = |name: &str| visit.param(name).unwrap_or_default().to_owned();
    let is_secure = visit.visitor.is_secure;
    let back = Return {
        kept: kept.to_owned(),
        state: given("state"),
        code: given("code"),
        issuer: visit.param("iss").map(str::to_owned),
        from: visit.visitor.address,
    };
    let (_, arrived) = web
        .ask_in(Lane::Hard, visit.clone(), move |answers| {
            let house = answers.accounts().filter(|house| house.has_users());
            house.map(|house| house.arrive(&back)).transpose()
        })
        .await?;
    match arrived {
        Some(Ok(secret)) => {
            let session = set(SESSION, &secret, is_secure, LASTS / 1000);
            let over = set(ELSEWHERE, "", is_secure, 0);
            let cookies =
                AppendHeaders([(header::SET_COOKIE, session), (header::SET_COOKIE, over)]);
            Ok((cookies, Redirect::to(&to)).into_response())
        }
        Some(Err(why)) => refuse(&web, visit, &to, &why).await,
        None => Ok(refused::show(visit, StatusCode::NOT_FOUND, "no-users")),
    }
}

/// The form once more, with why nobody is signed in.
async fn refuse(web: &Web, visit: Visit, to: &str, why: &NotIn) -> Result<Response, Failure> {
    let (status, key, name) = match why {
        NotIn::Stale => (StatusCode::FORBIDDEN, "sign-in-stale", ""),
        NotIn::Provider(reason) => (StatusCode::BAD_GATEWAY, "sign-in-provider", reason.as_str()),
        NotIn::NoRole => (StatusCode::FORBIDDEN, "sign-in-no-role", ""),
        NotIn::Taken(name) => (StatusCode::FORBIDDEN, "sign-in-taken", name.as_str()),
    };
    let why = noroshi_words::say_with(visit.language, key, &[("name", name.into())]);
    show(web, visit, status, "", to, why).await
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
    why: String,
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
        elsewhere: web.provider().unwrap_or_default(),
        why,
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
