//! My products: what each consists of, how many components come to what, and the worst that affects it.

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use noroshi_app::values::{ProductsPage, Standing, Standings};
use noroshi_model::Product;

use crate::frame::{Failure, Frame, Web};
use crate::links;
use crate::visit::Visit;

/// Products on a page.
const LIMIT: usize = 100;
/// How long a visitor waits for products that are not judged yet.
const PATIENCE: Duration = Duration::from_millis(800);

#[derive(Template)]
#[template(path = "products.html")]
struct ProductsTemplate<'a> {
    frame: &'a Frame,
    page: &'a ProductsPage,
    standings: &'a Standings,
    rows: Vec<ProductRow<'a>>,
    groups: Vec<Choice>,
    sorts: Vec<Choice>,
    previous: Option<String>,
    next: Option<String>,
}

/// A product and how it stands.
struct ProductRow<'a> {
    product: &'a Product,
    standing: Option<&'a Standing>,
}

impl ProductRow<'_> {
    fn score(&self) -> String {
        let worst = self.standing.and_then(|s| s.worst.as_ref());
        let score = worst.and_then(|worst| worst.score);
        score.map(|s| format!("{s:.1}")).unwrap_or_default()
    }
}

/// A link among several of which one holds.
struct Choice {
    name: String,
    address: String,
    chosen: bool,
}

pub(crate) async fn show(State(web): State<Web>, visit: Visit) -> Result<Response, Failure> {
    let group = visit.param("group").filter(|g| !g.is_empty());
    let group = group.map(str::to_owned);
    let by_worst = visit.param("sort") == Some("worst");
    let start = visit.param("start").and_then(|s| s.parse().ok());
    let start: usize = start.unwrap_or(0);
    let wanted = group.clone();
    let (mut frame, (page, standings)) = web
        .ask(visit, move |house| {
            let page = house.products(wanted.as_deref())?;
            Ok((page, house.standings(PATIENCE)?))
        })
        .await?;
    frame.json = match &group {
        Some(group) => format!("/products.json?group={}", links::encode(group)),
        None => "/products.json".to_owned(),
    };
    let rows = rows(&page, &standings, by_worst);
    let total = rows.len();
    let address = |start| links::products(group.as_deref(), by_worst, start);
    let template = ProductsTemplate {
        groups: groups(&frame, &page, group.as_deref(), by_worst),
        sorts: sorts(&frame, group.as_deref(), by_worst),
        rows: rows.into_iter().skip(start).take(LIMIT).collect(),
        previous: (start > 0).then(|| address(start.saturating_sub(LIMIT))),
        next: (start.saturating_add(LIMIT) < total).then(|| address(start + LIMIT)),
        frame: &frame,
        page: &page,
        standings: &standings,
    };
    Ok(frame.page(StatusCode::OK, &template))
}

fn rows<'a>(
    page: &'a ProductsPage,
    standings: &'a Standings,
    by_worst: bool,
) -> Vec<ProductRow<'a>> {
    let mut rows: Vec<ProductRow<'a>> = page
        .products
        .iter()
        .map(|product| ProductRow {
            product,
            standing: standings.of.get(&product.name).map(Arc::as_ref),
        })
        .collect();
    if by_worst {
        rows.sort_by_key(|row| {
            let standing = row.standing;
            let worst = standing.and_then(|s| s.worst.as_ref());
            let score = worst.and_then(|w| w.score);
            Reverse((
                standing.is_some_and(|s| s.exploited > 0),
                worst.and_then(|w| w.severity),
                score.map(|s| (s * 10.0).round() as i32),
                standing.map_or(0, |s| s.vulnerabilities),
            ))
        });
    }
    rows
}

fn groups(frame: &Frame, page: &ProductsPage, group: Option<&str>, by_worst: bool) -> Vec<Choice> {
    if page.groups.is_empty() {
        return Vec::new();
    }
    let mut choices = vec![Choice {
        name: format!(
            "{} ({})",
            frame.say("products-all"),
            frame.number(page.total)
        ),
        address: links::products(None, by_worst, 0),
        chosen: group.is_none(),
    }];
    choices.extend(page.groups.iter().map(|(name, count)| Choice {
        name: format!("{} ({})", frame.plain(name), frame.number(*count)),
        address: links::products(Some(name), by_worst, 0),
        chosen: group == Some(name),
    }));
    choices
}

fn sorts(frame: &Frame, group: Option<&str>, by_worst: bool) -> Vec<Choice> {
    [("products-by-name", false), ("products-by-worst", true)]
        .map(|(key, worst)| Choice {
            name: frame.say(key),
            address: links::products(group, worst, 0),
            chosen: worst == by_worst,
        })
        .into()
}
