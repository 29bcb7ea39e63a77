//! The MyJVN door over HTTP: parameters in, documents of JVN out. What is answered is decided in the house.

mod feeds;
mod refuse;

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{RawQuery, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use noroshi_app::{
    House,
    myjvn::{Asked, Fault, FaultKind, Reply},
};
use noroshi_jvn::{Document, alert_json};
use utoipa::OpenApi;

use crate::{
    answer::Answer,
    decode::{self, Stray},
    error::ApiError,
    openapi::doors::MyJvn,
    routes::ask,
    table::Table,
};

/// A request is at most so long, its address and its body each.
pub(crate) const MOST_BYTES: usize = 256 << 10;

/// What is described at the handlers.
#[derive(OpenApi)]
#[openapi(paths(
    by_address,
    by_form,
    feeds::rss_ja,
    feeds::rss_en,
    feeds::feed_ja,
    feeds::feed_en,
    feeds::about,
    feeds::about_by_form
))]
struct Described;

pub(crate) fn described() -> utoipa::openapi::OpenApi {
    Described::openapi()
}

/// The addresses, to be put with the others.
pub(crate) fn add(table: Table) -> Table {
    table
        .get("/myjvn", by_address)
        .post("/myjvn", MOST_BYTES, by_form)
        .with(feeds::add)
}

/// Whatever begins so is for this door: the folders of JVN iPedia's feeds, and two addresses as they stand.
pub(crate) const FOLDERS: &[&str] = &["/ja/rss/", "/ja/feed/", "/en/rss/", "/en/feed/"];
/// See [`FOLDERS`].
pub(crate) const ADDRESSES: &[&str] = &["/myjvn", "/cvesearch"];

#[utoipa::path(get, path = "/myjvn", operation_id = "myjvn", tag = "doors",
    params(MyJvn),
    responses((status = 200, content((String = "application/xml"), (Object = "application/json"))), (status = 503)))]
async fn by_address(
    State(house): State<Arc<House>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    answer(house, query.as_deref().unwrap_or_default(), b"", &headers).await
}

/// Parameters may stand in the address, in a form's body, or in both; those of the address come first.
#[utoipa::path(post, path = "/myjvn", operation_id = "myjvn_form", tag = "doors",
    extensions(("x-without-tag" = json!(true))),
    params(MyJvn),
    request_body(content = Option<HashMap<String, String>>, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, content((String = "application/xml"), (Object = "application/json"))), (status = 503)))]
async fn by_form(
    State(house): State<Arc<House>>,
    RawQuery(query): RawQuery,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    // What a client has already is not asked for by POST.
    let headers = HeaderMap::new();
    match body {
        Ok(body) => answer(house, query.as_deref().unwrap_or_default(), &body, &headers).await,
        Err(rejection) => {
            let kind = match rejection.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => FaultKind::TooMuch,
                _ => FaultKind::Unreadable,
            };
            refused(&Fault::of_unread(kind), &headers)
        }
    }
}

async fn answer(house: Arc<House>, query: &str, body: &[u8], headers: &HeaderMap) -> Response {
    let asked = match read(query, body) {
        Ok(asked) => asked,
        Err(kind) => return refused(&Fault::of_unread(kind), headers),
    };
    let lane = asked.lane();
    match ask(lane, house, move |house| house.myjvn(&asked)).await {
        Ok(Ok(reply)) => written(reply).respond(headers),
        Ok(Err(fault)) => refused(&fault, headers),
        Err(error) => away(&error, headers),
    }
}

fn read(query: &str, body: &[u8]) -> Result<Asked, FaultKind> {
    if query.len() > MOST_BYTES {
        return Err(FaultKind::TooMuch);
    }
    let both = [query.as_bytes(), body.trim_ascii()];
    let mut parameters = Vec::new();
    for line in both {
        parameters.extend(pairs(line).ok_or(FaultKind::Unreadable)?);
    }
    Ok(Asked::new(parameters))
}

/// Names and values; what has no `=` is empty.
fn pairs(line: &[u8]) -> Option<Vec<(String, String)>> {
    let read = decode::parameters(line, Stray::Itself)?.into_iter();
    Some(
        read.map(|(name, value)| (name, value.unwrap_or_default()))
            .collect(),
    )
}

fn written(reply: Reply) -> Answer {
    match reply {
        Reply::Xml(document) => xml(&document),
        Reply::Json(value) => Answer::json(&value, Some(0)),
        Reply::Alerts(file) => Answer {
            // It is made of strings, numbers and lists: writing it does not fail.
            body: alert_json::write(&file).unwrap_or_default().into_bytes(),
            media_type: "application/json; charset=utf-8",
            sequence: Some(0),
            next: None,
        },
    }
}

fn xml(document: &Document) -> Answer {
    Answer {
        body: document.write().into_bytes(),
        media_type: "application/xml; charset=utf-8",
        // An overview says when it was given, by the second; other answers are the same until something arrives.
        sequence: Some(0),
        next: None,
    }
}

/// An answer that says why there is none. Its HTTP status is 200, as the operator's: clients look at `retCd`.
fn refused(fault: &Fault, headers: &HeaderMap) -> Response {
    refuse::answer(fault).respond(headers)
}

/// The house could not answer: said in the form that clients of the door read, with the HTTP status beside it.
fn away(error: &ApiError, headers: &HeaderMap) -> Response {
    let mut response = refused(&Fault::of_unread(FaultKind::Away), headers);
    *response.status_mut() = error.status();
    if error.status() == StatusCode::SERVICE_UNAVAILABLE {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}
