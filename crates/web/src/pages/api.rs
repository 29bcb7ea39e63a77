//! The description of the API, for people.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::described::{Api, Description, Piece, Values};
use crate::frame::{Failure, Frame, Web};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "api.html")]
struct ApiPage<'a> {
    frame: &'a Frame,
    api: &'a Description,
}

pub(crate) async fn show(
    State(web): State<Web>,
    Extension(api): Extension<Arc<Api>>,
    visit: Visit,
) -> Result<Response, Failure> {
    let (mut frame, ()) = web.ask(visit, |_| Ok(())).await?;
    frame.json = "/api.json".to_owned();
    let page = ApiPage {
        api: api.of(frame.language()),
        frame: &frame,
    };
    Ok(frame.page(StatusCode::OK, &page))
}
