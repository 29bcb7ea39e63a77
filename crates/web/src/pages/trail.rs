//! What was done here, by whom, for who administers.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use noroshi_app::identity::trail::Entry;

use super::refused;
use crate::frame::{Failure, Frame, Web};
use crate::visit::Visit;

/// Entries on a page.
const LIMIT: usize = 100;

#[derive(Template)]
#[template(path = "trail.html")]
struct TrailPage<'a> {
    frame: &'a Frame,
    entries: &'a [Entry],
    previous: Option<String>,
    next: Option<String>,
}

pub(crate) async fn show(State(web): State<Web>, visit: Visit) -> Result<Response, Failure> {
    let start = visit.param("start").and_then(|s| s.parse().ok());
    let start: usize = start.unwrap_or(0);
    let (frame, found) = web
        .ask_house(visit.clone(), move |house| house.trail(start, LIMIT + 1))
        .await?;
    let Some(mut entries) = found else {
        return Ok(refused::show(visit, StatusCode::NOT_FOUND, "no-users"));
    };
    let has_more = entries.len() > LIMIT;
    entries.truncate(LIMIT);
    let address = |start| format!("/trail?start={start}");
    let page = TrailPage {
        frame: &frame,
        entries: &entries,
        previous: (start > 0).then(|| address(start.saturating_sub(LIMIT))),
        next: has_more.then(|| address(start + LIMIT)),
    };
    Ok(frame.page(StatusCode::OK, &page))
}
