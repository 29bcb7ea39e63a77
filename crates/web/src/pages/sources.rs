//! The health of the sources, all and one by one, and of the nodes that ask them.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use noroshi_app::values::{Health, SourcePage, SourcesPage};

use super::missing::MissingPage;
use crate::frame::{Failure, Frame, Web};
use crate::links;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesTemplate<'a> {
    frame: &'a Frame,
    page: &'a SourcesPage,
    on: usize,
    late: usize,
    failing: usize,
}

#[derive(Template)]
#[template(path = "source.html")]
struct SourceTemplate<'a> {
    frame: &'a Frame,
    source: &'a SourcePage,
    title: String,
}

pub(crate) async fn list(State(web): State<Web>, visit: Visit) -> Result<Response, Failure> {
    let (mut frame, page) = web.ask(visit, |house| house.sources()).await?;
    frame.json = "/sources.json".to_owned();
    let count = |health| page.sources.iter().filter(|s| s.health == health).count();
    let template = SourcesTemplate {
        on: page.sources.len() - count(Health::Skipped),
        late: count(Health::Late),
        failing: count(Health::Failing),
        frame: &frame,
        page: &page,
    };
    Ok(frame.page(StatusCode::OK, &template))
}

pub(crate) async fn show(
    State(web): State<Web>,
    Path(name): Path<String>,
    visit: Visit,
) -> Result<Response, Failure> {
    let (mut frame, page) = web.ask(visit, |house| house.sources()).await?;
    let Some(source) = page.sources.iter().find(|s| s.name == name) else {
        let missing = MissingPage {
            frame: &frame,
            wanted: &name,
            at: "",
            nearest: &[],
        };
        return Ok(missing.answer());
    };
    frame.json = format!("{}.json", links::source(&name));
    let template = SourceTemplate {
        title: frame.title_of(&source.titles),
        frame: &frame,
        source,
    };
    Ok(frame.page(StatusCode::OK, &template))
}
