//! The manual inside the program, in both languages.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use noroshi_app::help::{self, Help};

use super::missing::MissingPage;
use crate::frame::{Failure, Frame, Web};
use crate::links;
use crate::parts::{Markup, manual};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage<'a> {
    frame: &'a Frame,
    title: String,
    topics: Vec<Help>,
    /// The topic shown; empty on the list.
    chosen: String,
    text: Markup,
}

pub(crate) async fn index(State(web): State<Web>, visit: Visit) -> Result<Response, Failure> {
    page(web, visit, String::new()).await
}

pub(crate) async fn show(
    State(web): State<Web>,
    Path(topic): Path<String>,
    visit: Visit,
) -> Result<Response, Failure> {
    page(web, visit, topic).await
}

async fn page(web: Web, visit: Visit, wanted: String) -> Result<Response, Failure> {
    let (mut frame, ()) = web.ask(visit, |_| Ok(())).await?;
    let topic = help::topic(&wanted, frame.language());
    if topic.is_none() && !wanted.is_empty() {
        let missing = MissingPage {
            frame: &frame,
            wanted: &wanted,
            at: "",
            nearest: &[],
        };
        return Ok(missing.answer());
    }
    frame.json = match &topic {
        Some(topic) => format!("{}.json", links::help(topic.name)),
        None => "/help.json".to_owned(),
    };
    let help = HelpPage {
        title: topic
            .as_ref()
            .map_or_else(|| frame.say("help"), |t| t.title.to_owned()),
        topics: help::all(frame.language()).collect(),
        chosen: topic
            .as_ref()
            .map_or_else(String::new, |t| t.name.to_owned()),
        text: manual(topic.as_ref().map_or("", |t| &t.text)),
        frame: &frame,
    };
    Ok(frame.page(StatusCode::OK, &help))
}
