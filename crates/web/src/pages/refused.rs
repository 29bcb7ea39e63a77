//! Something that is not allowed, or not here.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::frame::Frame;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage<'a> {
    frame: &'a Frame,
    title: String,
    text: String,
}

/// The page of a text, whose heading's name has `-title` behind it, in a frame that tells nothing of the house.
pub(crate) fn show(visit: Visit, status: StatusCode, why: &str) -> Response {
    let frame = Frame::alone(visit);
    let page = RefusedPage {
        title: frame.say(&format!("{why}-title")),
        text: frame.say(why),
        frame: &frame,
    };
    frame.page(status, &page)
}
