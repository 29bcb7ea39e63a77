//! What changed about a vulnerability, when, and who said so.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use noroshi_app::values::HistoryPage;

use super::missing::MissingPage;
use super::vulnerability::canonical;
use crate::frame::{Failure, Frame, Web};
use crate::links;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryTemplate<'a> {
    frame: &'a Frame,
    page: &'a HistoryPage,
    address: String,
}

pub(crate) async fn show(
    State(web): State<Web>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Failure> {
    let id = canonical(&id);
    let material = visit.param("material").is_some_and(|m| m != "0");
    let wanted = id.clone();
    let (mut frame, page) = web
        .ask(visit, move |house| house.history(&wanted, material))
        .await?;
    let Some(page) = page else {
        let missing = MissingPage {
            frame: &frame,
            wanted: &id,
            at: "",
            nearest: &[],
        };
        return Ok(missing.answer());
    };
    frame.json = format!("{}.json", links::history(&page.id));
    let template = HistoryTemplate {
        address: links::history(&page.id),
        frame: &frame,
        page: &page,
    };
    Ok(frame.page(StatusCode::OK, &template))
}
