//! Nothing here: what was looked for, and what is near.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::frame::{Failure, Frame, Web};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "missing.html")]
pub(crate) struct MissingPage<'a> {
    pub(crate) frame: &'a Frame,
    /// The identifier or name looked for; empty for an address that is no page.
    pub(crate) wanted: &'a str,
    /// The state asked for; empty for now.
    pub(crate) at: &'a str,
    pub(crate) nearest: &'a [String],
}

impl MissingPage<'_> {
    pub(crate) fn answer(&self) -> Response {
        self.frame.page(StatusCode::NOT_FOUND, self)
    }
}

pub(crate) async fn show(State(web): State<Web>, visit: Visit) -> Result<Response, Failure> {
    let (frame, ()) = web.ask(visit, |_| Ok(())).await?;
    let page = MissingPage {
        frame: &frame,
        wanted: "",
        at: "",
        nearest: &[],
    };
    Ok(page.answer())
}
