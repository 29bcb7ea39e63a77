//! The manual inside the program, in both languages.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use noroshi_model::Language;

use super::missing::MissingPage;
use crate::frame::{Failure, Frame, Web};
use crate::parts::Markup;
use crate::visit::Visit;

/// A topic: its name in addresses, the key of its title, its text in both languages.
struct Topic {
    name: &'static str,
    title: &'static str,
    ja: &'static str,
    en: &'static str,
}

macro_rules! topic {
    ($name:literal) => {
        Topic {
            name: $name,
            title: concat!("help-", $name),
            ja: include_str!(concat!("../../templates/help/ja/", $name, ".html")),
            en: include_str!(concat!("../../templates/help/en/", $name, ".html")),
        }
    };
}

/// Every topic, in reading order.
static TOPICS: [Topic; 6] = [
    topic!("start"),
    topic!("query"),
    topic!("reading"),
    topic!("dates"),
    topic!("keys"),
    topic!("accessibility"),
];

impl Topic {
    fn text(&self, language: Language) -> &'static str {
        match language {
            Language::Ja => self.ja,
            Language::En => self.en,
        }
    }
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage<'a> {
    frame: &'a Frame,
    title: String,
    /// Name and title of every topic.
    topics: Vec<(&'static str, String)>,
    /// The topic shown; empty on the list.
    chosen: &'a str,
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
    let (frame, ()) = web.ask(visit, |_| Ok(())).await?;
    let topic = TOPICS.iter().find(|t| t.name == wanted);
    if topic.is_none() && !wanted.is_empty() {
        let missing = MissingPage {
            frame: &frame,
            wanted: &wanted,
            at: "",
            nearest: &[],
        };
        return Ok(missing.answer());
    }
    let mut text = Markup::default();
    text.raw(topic.map_or("", |t| t.text(frame.language())));
    let help = HelpPage {
        title: frame.say(topic.map_or("help", |t| t.title)),
        topics: TOPICS
            .iter()
            .map(|t| (t.name, frame.say(t.title)))
            .collect(),
        chosen: topic.map_or("", |t| t.name),
        text,
        frame: &frame,
    };
    Ok(frame.page(StatusCode::OK, &help))
}
