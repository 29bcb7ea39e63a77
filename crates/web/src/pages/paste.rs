//! A list asked about once: read, answered and forgotten.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use noroshi_app::values::{Alike, Inventory, MatchPage, Proposal, Standing};
use noroshi_app::{Lane, UseError};

use super::hits::Hits;
use super::product::{NAMES, NOTES};
use crate::frame::{Failure, Frame, Web};
use crate::origin;
use crate::upload::{self, MIB, NotTaken, Upload};
use crate::visit::Visit;

/// Rows that are shown; the answer has no further pages, because the list is not kept.
const ROWS: usize = 1_000;

#[derive(Template)]
#[template(path = "paste.html")]
struct FormTemplate<'a> {
    frame: &'a Frame,
    /// Why there is no answer, where one was asked for.
    why: String,
    /// What was pasted, where it shall stand in the field again.
    text: &'a str,
    building: Option<(u64, u64)>,
}

#[derive(Template)]
#[template(path = "pasted.html")]
struct AnswerTemplate<'a> {
    frame: &'a Frame,
    name: String,
    inventory: &'a Inventory,
    standing: Standing,
    hits: Hits<'a>,
    proposals: &'a [Proposal],
    beyond: usize,
}

/// What became of a list.
enum Became {
    Answered(Box<MatchPage>, Vec<Proposal>),
    NotReady(u64, u64),
    Unread(String),
}

pub(crate) async fn form(State(web): State<Web>, visit: Visit) -> Result<Response, Failure> {
    let (frame, ()) = web.ask(visit, |_| Ok(())).await?;
    Ok(empty_form(&frame, StatusCode::OK, String::new()))
}

pub(crate) async fn answer(
    State(web): State<Web>,
    visit: Visit,
    request: Request,
) -> Result<Response, Failure> {
    let (parts, body) = request.into_parts();
    if origin::is_elsewhere(&parts.headers) {
        let (frame, ()) = web.ask(visit, |_| Ok(())).await?;
        let why = frame.say("paste-elsewhere");
        return Ok(empty_form(&frame, StatusCode::FORBIDDEN, why));
    }
    let its_visit = visit.clone();
    let taken = upload::take(&parts.headers, body, async |upload| {
        ask(&web, its_visit, upload).await
    })
    .await;
    let (key, status) = match taken {
        Ok(answered) => return answered,
        Err(NotTaken::Empty) => ("paste-empty", StatusCode::BAD_REQUEST),
        Err(NotTaken::Lost) => ("paste-lost", StatusCode::BAD_REQUEST),
        Err(NotTaken::Busy) => ("paste-busy", StatusCode::SERVICE_UNAVAILABLE),
        Err(NotTaken::TooLarge) => ("paste-too-large", StatusCode::PAYLOAD_TOO_LARGE),
    };
    let (frame, ()) = web.ask(visit, |_| Ok(())).await?;
    let why = frame.count(key, MIB);
    Ok(empty_form(&frame, status, why))
}

/// The answer to a line of the search field that begins as a list does; nothing where it is none. A list is longer than
/// the field is: what was cut is asked for again.
pub(crate) async fn from_search(
    web: &Web,
    visit: &Visit,
    line: &str,
) -> Option<Result<Response, Failure>> {
    let is_like = line.starts_with(['{', '<']) && line.len() >= SHORTEST;
    if !is_like {
        return None;
    }
    let upload = Upload {
        file: String::new(),
        bytes: line.as_bytes().to_vec(),
    };
    let (frame, became) = match became(web, visit.clone(), upload).await {
        Ok(answered) => answered,
        Err(failure) => return Some(Err(failure)),
    };
    if let Became::Unread(_) = became {
        if line.len() < CUT {
            return None;
        }
        let form = FormTemplate {
            frame: &frame,
            why: frame.say("paste-cut"),
            text: line,
            building: None,
        };
        return Some(Ok(frame.page(StatusCode::UNPROCESSABLE_ENTITY, &form)));
    }
    Some(Ok(show(&frame, String::new(), became)))
}

/// Shorter than this is no list.
const SHORTEST: usize = 40;
/// The search field takes 2,000 characters.
const CUT: usize = 1_900;

async fn ask(web: &Web, visit: Visit, upload: Upload) -> Result<Response, Failure> {
    let file = upload.file.clone();
    let (frame, became) = became(web, visit, upload).await?;
    Ok(show(&frame, file, became))
}

async fn became(web: &Web, visit: Visit, upload: Upload) -> Result<(Frame, Became), Failure> {
    web.ask_in(Lane::Hard, visit, move |house| {
        Ok(match house.match_pasted(&upload.file, &upload.bytes) {
            Ok(page) => {
                let proposals = house.proposals(&page.inventory)?;
                Became::Answered(Box::new(page), proposals)
            }
            Err(UseError::NotReady { done, all }) => Became::NotReady(done, all),
            Err(UseError::NotAList { reason, .. }) => Became::Unread(reason),
            Err(error) => return Err(error),
        })
    })
    .await
}

fn show(frame: &Frame, file: String, became: Became) -> Response {
    let (page, proposals) = match became {
        Became::Answered(page, proposals) => (page, proposals),
        Became::NotReady(done, all) => {
            let form = FormTemplate {
                frame,
                why: String::new(),
                text: "",
                building: Some((done, all)),
            };
            return frame.page(StatusCode::SERVICE_UNAVAILABLE, &form);
        }
        Became::Unread(reason) => {
            let why = frame.naming("paste-unread", &frame.plain(&reason));
            return empty_form(frame, StatusCode::UNPROCESSABLE_ENTITY, why);
        }
    };
    let hits = Hits::new(&page, |_| true, 0, ROWS);
    let own = page.inventory.name.clone();
    let name = Some(file).filter(|file| !file.is_empty()).or(own);
    let answer = AnswerTemplate {
        frame,
        name: name.unwrap_or_else(|| frame.say("paste-name")),
        inventory: &page.inventory,
        beyond: hits.total.saturating_sub(ROWS),
        standing: Standing::from(&*page),
        hits,
        proposals: &proposals,
    };
    frame.page(StatusCode::OK, &answer)
}

fn empty_form(frame: &Frame, status: StatusCode, why: String) -> Response {
    let form = FormTemplate {
        frame,
        why,
        text: "",
        building: None,
    };
    frame.page(status, &form)
}
