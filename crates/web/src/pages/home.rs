//! The first page: one search box, what today brought, and what changed last.

use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use noroshi_app::Question;
use noroshi_app::identity::Right;
use noroshi_app::values::{Health, SearchPage, SourcesPage, Standings};

use super::search::{Charts, Rows};
use crate::frame::{Failure, Frame, Web};
use crate::upload::MIB;
use crate::visit::Visit;

/// How long a visitor waits for products that are not judged yet.
const PATIENCE: Duration = Duration::from_millis(50);

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    frame: &'a Frame,
    page: &'a SearchPage,
    rows: Rows<'a>,
    charts: Charts<'a>,
    today: Today,
    yours: Standings,
    /// What was pasted, where it shall stand in the field again.
    text: &'a str,
}

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage<'a> {
    frame: &'a Frame,
    sources: &'a SourcesPage,
}

/// The line about today.
struct Today {
    new: u64,
    changed: u64,
    exploited: usize,
    differs: usize,
    not_fresh: usize,
    fresh: usize,
}

impl Today {
    fn new(page: &SearchPage, sources: &SourcesPage) -> Self {
        let facet = |field: &str| {
            page.facets
                .iter()
                .filter(|f| f.field == field)
                .flat_map(|f| &f.values)
                .filter(|v| v.value != "no")
                .map(|v| v.count)
                .max()
                .unwrap_or(0)
        };
        Self {
            new: sources.sources.iter().map(|s| s.new_today).sum(),
            changed: sources.sources.iter().map(|s| s.changed_today).sum(),
            exploited: facet("exploited"),
            differs: facet("differs"),
            not_fresh: sources
                .sources
                .iter()
                .filter(|s| matches!(s.health, Health::Late | Health::Failing))
                .count(),
            fresh: sources
                .sources
                .iter()
                .filter(|s| s.health == Health::Fresh)
                .count(),
        }
    }
}

pub(crate) async fn show(State(web): State<Web>, visit: Visit) -> Result<Response, Failure> {
    let question = Question {
        limit: 12,
        with_facets: true,
        ..Question::default()
    };
    let may = visit.may(Right::Products);
    let (mut frame, (page, sources, yours)) = web
        .ask_in(question.lane(), visit, move |house| {
            let yours = match may {
                true => house.standings(PATIENCE)?,
                false => Standings::default(),
            };
            Ok((house.search(&question)?, house.sources()?, yours))
        })
        .await?;
    if page.known == 0 {
        frame.json = "/sources.json".to_owned();
        let start = StartPage {
            frame: &frame,
            sources: &sources,
        };
        return Ok(frame.page(StatusCode::OK, &start));
    }
    frame.json = "/search.json?q=".to_owned();
    let home = HomePage {
        frame: &frame,
        page: &page,
        rows: Rows::new(&page),
        charts: Charts::new(&frame, &page),
        today: Today::new(&page, &sources),
        yours,
        text: "",
    };
    Ok(frame.page(StatusCode::OK, &home))
}
