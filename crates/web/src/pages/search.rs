//! The answer to a query: rows, ways to narrow it, charts, and the same answer in other forms.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use noroshi_app::Question;
use noroshi_app::values::{Bar, Facet, FacetValue, Mistake, MistakeKind, Row, SearchPage, Sort};
use noroshi_model::{Identifier, Severity, Text};

use super::paste;
use crate::frame::{Failure, Frame, Web};
use crate::links;
use crate::parts::{self, Markup};
use crate::visit::Visit;

/// Rows on a page.
const LIMIT: usize = 50;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchTemplate<'a> {
    frame: &'a Frame,
    page: &'a SearchPage,
    rows: Rows<'a>,
    charts: Charts<'a>,
    facets: Vec<ShownFacet<'a>>,
    sorts: Vec<Choice>,
    paging: Paging,
    mistakes: Vec<String>,
    atom: String,
    csv: String,
}

pub(crate) async fn show(State(web): State<Web>, visit: Visit) -> Result<Response, Failure> {
    let query = visit.param("q").unwrap_or_default().trim().to_owned();
    if let Some(id) = Identifier::parse(&query) {
        return Ok(Redirect::to(&links::address_of(id.as_str())).into_response());
    }
    if let Some(answered) = paste::from_search(&web, &visit, &query).await {
        return answered;
    }
    let question = Question {
        query,
        sort: visit
            .param("sort")
            .and_then(Sort::from_word)
            .unwrap_or_default(),
        start: visit
            .param("start")
            .and_then(|s| s.parse().ok())
            .unwrap_or(0),
        limit: LIMIT,
        with_facets: true,
    };
    let (mut frame, page) = web
        .ask_in(question.lane(), visit, move |house| house.search(&question))
        .await?;
    frame.query.clone_from(&page.query);
    frame.json = links::search_as("json", &page.query, page.sort);
    let template = SearchTemplate {
        frame: &frame,
        rows: Rows::new(&page),
        charts: Charts::new(&frame, &page),
        facets: facets(&frame, &page),
        sorts: sorts(&frame, &page),
        paging: Paging::new(&page),
        mistakes: page.mistakes.iter().map(|m| explain(&frame, m)).collect(),
        atom: links::search_as("atom", &page.query, page.sort),
        csv: links::search_as("csv", &page.query, page.sort),
        page: &page,
    };
    Ok(frame.page(StatusCode::OK, &template))
}

/// The table of vulnerabilities, as lists show it.
pub(crate) struct Rows<'a> {
    pub(crate) rows: &'a [Row],
    /// Whether the date column beside *made public* is *first seen here* rather than *last changed*.
    pub(crate) seen: bool,
    /// Whether a column shows EPSS.
    pub(crate) epss: bool,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(page: &'a SearchPage) -> Self {
        Self {
            rows: &page.rows,
            seen: page.sort == Sort::Seen,
            epss: page.sort == Sort::Epss,
        }
    }

    /// Rows alone, in the order of dates of change.
    pub(crate) fn of(rows: &'a [Row]) -> Self {
        Self {
            rows,
            seen: false,
            epss: false,
        }
    }

    /// The title for a reader, and the text in the other language is left to the page.
    pub(crate) fn title<'r>(&self, row: &'r Row, frame: &Frame) -> Option<&'r Text> {
        Text::choose(&row.titles, frame.language())
    }

    pub(crate) fn score(&self, row: &Row) -> String {
        row.score.map(|s| format!("{s:.1}")).unwrap_or_default()
    }

    pub(crate) fn percent(&self, row: &Row) -> String {
        row.epss
            .map(|p| format!("{:.1} %", p * 100.0))
            .unwrap_or_default()
    }
}

/// The charts over an answer.
pub(crate) struct Charts<'a> {
    pub(crate) years: Markup,
    pub(crate) years_said: String,
    pub(crate) year_rows: Vec<(&'a Bar, Option<String>)>,
    pub(crate) bands: Markup,
    pub(crate) bands_said: String,
    pub(crate) band_rows: Vec<(&'a Bar, String)>,
}

impl<'a> Charts<'a> {
    pub(crate) fn new(frame: &Frame, page: &'a SearchPage) -> Self {
        let names: Vec<String> = page
            .bands
            .iter()
            .map(|b| band_name(frame, &b.label))
            .collect();
        let narrowed = |label: &str| {
            page.facets
                .iter()
                .filter(|f| f.field == "public")
                .flat_map(|f| &f.values)
                .find(|v| v.value == label)
                .map(|v| frame.search_address(&v.query))
        };
        Self {
            years: parts::columns(&page.years),
            years_said: most(&page.years).map_or_else(String::new, |bar| {
                let span = (page.years.first(), page.years.last());
                let ends = |b: Option<&Bar>| b.map(|b| b.label.clone()).unwrap_or_default();
                frame.say_with(
                    "years-said",
                    &[
                        ("year", (&bar.label).into()),
                        ("count", bar.count.into()),
                        ("first", (&ends(span.0)).into()),
                        ("last", (&ends(span.1)).into()),
                    ],
                )
            }),
            year_rows: page
                .years
                .iter()
                .rev()
                .map(|b| (b, narrowed(&b.label)))
                .collect(),
            bands: parts::lanes(&page.bands, &names),
            bands_said: most(&page.bands).map_or_else(String::new, |bar| {
                let worst = page
                    .bands
                    .iter()
                    .filter(|b| b.label == "critical")
                    .map(|b| b.count);
                frame.say_with(
                    "bands-said",
                    &[
                        ("band", (&band_name(frame, &bar.label)).into()),
                        ("count", bar.count.into()),
                        ("critical", worst.sum::<usize>().into()),
                    ],
                )
            }),
            band_rows: page.bands.iter().zip(names).collect(),
        }
    }
}

fn most(bars: &[Bar]) -> Option<&Bar> {
    bars.iter().max_by_key(|b| b.count).filter(|b| b.count > 0)
}

fn band_name(frame: &Frame, label: &str) -> String {
    match Severity::from_word(label) {
        Some(band) => frame.severity(&Some(band)),
        None if label == "unknown" => frame.severity(&None),
        None => label.to_owned(),
    }
}

/// A facet with its names in words.
struct ShownFacet<'a> {
    name: String,
    values: Vec<(String, &'a FacetValue)>,
}

fn facets<'a>(frame: &Frame, page: &'a SearchPage) -> Vec<ShownFacet<'a>> {
    page.facets
        .iter()
        .filter(|facet| !facet.values.is_empty())
        .map(|facet| ShownFacet {
            name: facet_name(frame, facet),
            values: facet
                .values
                .iter()
                .map(|value| (value_name(frame, facet.field, &value.value), value))
                .collect(),
        })
        .collect()
}

fn facet_name(frame: &Frame, facet: &Facet) -> String {
    frame.say(&format!("facet-{}", facet.field))
}

fn value_name(frame: &Frame, field: &str, value: &str) -> String {
    match (field, value) {
        ("source", name) => frame.source(name),
        ("severity", label) => band_name(frame, label),
        (_, "yes") => frame.say("yes"),
        (_, "no") => frame.say("no"),
        ("differs", item) => known(frame, "item", item),
        ("status", state) => known(frame, "status", state),
        ("lang", "ja") => frame.say("language-ja"),
        ("lang", "en") => frame.say("language-en"),
        (_, other) => parts::plain(other, 60),
    }
}

/// The word for a value of a family; a value we have no word for stands as it came.
fn known(frame: &Frame, family: &str, value: &str) -> String {
    let key = format!("{family}-{value}");
    if noroshi_words::knows(&key) {
        frame.say(&key)
    } else {
        parts::plain(value, 60)
    }
}

/// A link among several of which one holds.
struct Choice {
    name: String,
    address: String,
    chosen: bool,
}

fn sorts(frame: &Frame, page: &SearchPage) -> Vec<Choice> {
    Sort::ALL
        .into_iter()
        .map(|sort| Choice {
            name: frame.sort(&sort),
            address: links::search(&page.query, sort, 0),
            chosen: sort == page.sort,
        })
        .collect()
}

/// Where this page stands in the answer.
struct Paging {
    first: usize,
    last: usize,
    previous: Option<String>,
    next: Option<String>,
}

impl Paging {
    fn new(page: &SearchPage) -> Self {
        let address = |start| links::search(&page.query, page.sort, start);
        let last = page.start + page.rows.len();
        Self {
            first: page.start + 1,
            last,
            previous: (page.start > 0).then(|| address(page.start.saturating_sub(page.limit))),
            next: (last < page.total && !page.rows.is_empty()).then(|| address(last)),
        }
    }
}

fn explain(frame: &Frame, mistake: &Mistake) -> String {
    let word = parts::plain(&mistake.word, 60);
    let values = |nearest| [("word", (&word).into()), ("nearest", nearest)];
    let nearest = mistake.nearest.as_deref();
    let key = match (mistake.kind, nearest) {
        (MistakeKind::Field, Some(_)) => "mistake-field-nearest",
        (MistakeKind::Field, None) => "mistake-field",
        (MistakeKind::Value, Some(_)) => "mistake-value-nearest",
        (MistakeKind::Value, None) => "mistake-value",
        (MistakeKind::Unbalanced, _) => "mistake-unbalanced",
    };
    frame.say_with(key, &values(nearest.unwrap_or_default().into()))
}
