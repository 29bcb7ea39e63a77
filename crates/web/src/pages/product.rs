//! One product: how it stands, what hits it and why, its list and its states.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use noroshi_app::values::{Alike, Inventory, MatchPage, MatchRow, ProductPage, Proposal, Standing};
use noroshi_app::{Lane, UseError};
use noroshi_model::AffectedStatus;

use super::hits::Hits;
use crate::frame::{Failure, Frame, Web};
use crate::links;
use crate::visit::Visit;

/// Rows on a page.
const LIMIT: usize = 100;
/// Notes and refusals that are shown; all are in the JSON form.
pub(crate) const NOTES: usize = 100;
/// Names that wait for a word and are shown; the command line has all.
pub(crate) const NAMES: usize = 20;

#[derive(Template)]
#[template(path = "product.html")]
struct ProductTemplate<'a> {
    frame: &'a Frame,
    kept: &'a ProductPage,
    inventory: &'a Inventory,
    /// Nothing while the index is built for the first time.
    page: Option<&'a MatchPage>,
    building: Option<(u64, u64)>,
    standing: Standing,
    hits: Hits<'a>,
    proposals: &'a [Proposal],
    shows: Vec<Choice>,
    show: Show,
    address: String,
    previous: Option<String>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "product_missing.html")]
struct MissingTemplate<'a> {
    frame: &'a Frame,
    wanted: &'a str,
    nearest: Option<&'a str>,
}

/// Which answers are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    Open,
    Affected,
    Unknown,
    All,
}

impl Show {
    const ALL: [Self; 4] = [Self::Open, Self::Affected, Self::Unknown, Self::All];

    fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Affected => "affected",
            Self::Unknown => "unknown",
            Self::All => "all",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Open => "hits-open",
            Self::Affected => "affected",
            Self::Unknown => "unknown",
            Self::All => "hits-all",
        }
    }

    fn holds(self, row: &MatchRow) -> bool {
        match self {
            Self::Open => matches!(
                row.answer,
                AffectedStatus::Affected | AffectedStatus::Unknown
            ),
            Self::Affected => row.answer == AffectedStatus::Affected,
            Self::Unknown => row.answer == AffectedStatus::Unknown,
            Self::All => true,
        }
    }
}

/// A link among several of which one holds.
struct Choice {
    name: String,
    address: String,
    chosen: bool,
}

pub(crate) async fn show(
    State(web): State<Web>,
    Path(name): Path<String>,
    visit: Visit,
) -> Result<Response, Failure> {
    let asked = visit.param("show").unwrap_or_default();
    let show = Show::ALL.into_iter().find(|s| s.word() == asked);
    let show = show.unwrap_or(Show::Open);
    let start = visit.param("start").and_then(|s| s.parse().ok());
    let start: usize = start.unwrap_or(0);
    // What is kept costs a page; everything that is said is found anew.
    let lane = match show {
        Show::All => Lane::Hard,
        _ => Lane::Page,
    };
    let wanted = name.clone();
    let (mut frame, (kept, matched)) = web
        .ask_in(lane, visit, move |house| {
            let kept = match house.product(&wanted) {
                Err(UseError::NoSuchProduct { nearest, .. }) => return Ok((Err(nearest), None)),
                kept => kept?,
            };
            let matched = match house.match_product(&wanted, show == Show::All) {
                Err(UseError::NotReady { done, all }) => Err((done, all)),
                Err(UseError::NotAList { .. }) => return Ok((Ok(kept), None)),
                matched => {
                    let proposals = house.proposals(&kept.inventory)?;
                    Ok((matched?, proposals))
                }
            };
            Ok((Ok(kept), Some(matched)))
        })
        .await?;
    let kept = match kept {
        Ok(kept) => kept,
        Err(nearest) => {
            let missing = MissingTemplate {
                frame: &frame,
                wanted: &name,
                nearest: nearest.as_deref(),
            };
            return Ok(frame.page(StatusCode::NOT_FOUND, &missing));
        }
    };
    let address = links::product(&name);
    frame.json = format!("{address}/matches.json");
    let (page, proposals, building): (Option<&MatchPage>, &[Proposal], _) = match &matched {
        Some(Ok((page, proposals))) => (Some(page), proposals, None),
        Some(Err(building)) => (None, &[], Some(*building)),
        None => (None, &[], None),
    };
    let hits = page.map_or_else(Hits::none, |page| {
        Hits::new(page, |row| show.holds(row), start, LIMIT)
    });
    let of_show = |show: Show, start: usize| {
        let mut address = format!("{address}?show={}", show.word());
        if start > 0 {
            address.push_str(&format!("&start={start}"));
        }
        address
    };
    let template = ProductTemplate {
        shows: Show::ALL
            .map(|choice| Choice {
                name: frame.say(choice.key()),
                address: of_show(choice, 0),
                chosen: choice == show,
            })
            .into(),
        show,
        previous: (start > 0).then(|| of_show(show, start.saturating_sub(LIMIT))),
        next: (start.saturating_add(LIMIT) < hits.total).then(|| of_show(show, start + LIMIT)),
        inventory: &kept.inventory,
        frame: &frame,
        kept: &kept,
        page,
        building,
        standing: page.map(Standing::from).unwrap_or_default(),
        hits,
        proposals,
        address: address.clone(),
    };
    Ok(frame.page(StatusCode::OK, &template))
}

/// The list that a product was imported from, to be saved and never shown as a page.
pub(crate) async fn original(
    State(web): State<Web>,
    Path(name): Path<String>,
    visit: Visit,
) -> Result<Response, Failure> {
    let wanted = name.clone();
    let (frame, found) = web
        .ask(visit, move |house| {
            let product = match house.product(&wanted) {
                Err(UseError::NoSuchProduct { nearest, .. }) => return Ok(Err(nearest)),
                product => product?.product,
            };
            let file = product.list.map(|list| list.file).unwrap_or_default();
            Ok(Ok((file, house.product_original(&wanted)?)))
        })
        .await?;
    let (file, bytes) = match found {
        Ok((file, Some(bytes))) => (file, bytes),
        Ok((_, None)) | Err(_) => {
            let missing = MissingTemplate {
                frame: &frame,
                wanted: &name,
                nearest: None,
            };
            return Ok(frame.page(StatusCode::NOT_FOUND, &missing));
        }
    };
    let disposition = format!(
        "attachment; filename*=UTF-8''{}",
        links::encode(last(&file))
    );
    let mut response = (
        [
            (header::CONTENT_TYPE, "application/octet-stream"),
            (
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; sandbox; frame-ancestors 'none'",
            ),
            (header::CACHE_CONTROL, "private, no-cache"),
        ],
        bytes,
    )
        .into_response();
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// A file's own name; `list` where it came from standard input.
fn last(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
    match name {
        "" | "-" | "." | ".." => "list",
        name => name,
    }
}
