//! The answer to a query.

use noroshi_app::values;
use noroshi_model::Language;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Text, VERSION, instant, text::each};

/// One page of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SearchPage {
    /// The version of this form.
    pub version: u8,
    /// The query as typed.
    pub query: String,
    /// What was understood, in canonical spelling.
    pub understood: String,
    /// Words that were not taken as they stand.
    pub mistakes: Vec<Mistake>,
    /// How many vulnerabilities fit.
    pub total: usize,
    /// Position of the first row, from 0.
    pub start: usize,
    /// Rows on a page.
    pub limit: usize,
    /// The order.
    pub sort: &'static str,
    /// The address of the next page, where there is one.
    pub next: Option<String>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Ways to narrow the answer.
    pub facets: Vec<Facet>,
    /// Made public per year.
    pub years: Vec<Bar>,
    /// Per severity band.
    pub bands: Vec<Bar>,
    /// Where nothing fits: what each part alone would give.
    pub parts: Vec<Part>,
    /// Where nothing fits: identifiers spelt nearly so.
    pub nearest: Vec<String>,
    /// How many vulnerabilities are known altogether.
    pub known: usize,
    /// The ledger's sequence that the answer stands on.
    pub sequence: u64,
}

impl From<&values::SearchPage> for SearchPage {
    fn from(page: &values::SearchPage) -> Self {
        Self {
            version: VERSION,
            query: page.query.clone(),
            understood: page.understood.clone(),
            mistakes: each(&page.mistakes),
            total: page.total,
            start: page.start,
            limit: page.limit,
            sort: page.sort.word(),
            next: None,
            rows: each(&page.rows),
            facets: each(&page.facets),
            years: each(&page.years),
            bands: each(&page.bands),
            parts: each(&page.parts),
            nearest: page.nearest.clone(),
            known: page.known,
            sequence: page.sequence,
        }
    }
}

/// A word of the query that was not taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Mistake {
    /// The word as typed.
    pub word: String,
    /// `field`, `value` or `unbalanced`.
    pub kind: &'static str,
    /// The nearest field or value that exists.
    pub nearest: Option<String>,
}

impl From<&values::Mistake> for Mistake {
    fn from(mistake: &values::Mistake) -> Self {
        Self {
            word: mistake.word.clone(),
            kind: match mistake.kind {
                values::MistakeKind::Field => "field",
                values::MistakeKind::Value => "value",
                values::MistakeKind::Unbalanced => "unbalanced",
            },
            nearest: mistake.nearest.clone(),
        }
    }
}

/// One vulnerability in a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Row {
    /// The best known identifier.
    pub id: String,
    /// Titles in the languages there are.
    pub titles: Vec<Text>,
    /// The products in a few words.
    pub products: String,
    /// The worst band any source states: `none`, `low`, `medium`, `high`, `critical`.
    pub severity: Option<&'static str>,
    /// The score that belongs to it.
    pub score: Option<f32>,
    /// The source that gave the score.
    pub scored_by: String,
    /// When that source last changed the record it stands in, or else when that arrived here.
    pub scored_at: Option<String>,
    /// Whether sources differ in severity.
    pub differs: bool,
    /// Whether a source says that it is exploited.
    pub exploited: bool,
    /// Whether a source gives a fix or an advice.
    pub fix: bool,
    /// Whether every source that describes it has rejected it.
    pub rejected: bool,
    /// EPSS probability, 0 to 1.
    pub epss: Option<f32>,
    /// The day it is for, or else when it arrived here.
    pub epss_at: Option<String>,
    /// The sources that speak about it.
    pub sources: Vec<String>,
    /// Earliest date any source states for its becoming public.
    pub made_public: Option<String>,
    /// When the first document about it arrived here.
    pub first_seen: Option<String>,
    /// Latest change any source states.
    pub last_changed: Option<String>,
}

impl Row {
    /// The fields that can be picked for a table or CSV, in their usual order.
    pub const FIELDS: [&'static str; 17] = [
        "id",
        "severity",
        "score",
        "scored_by",
        "scored_at",
        "differs",
        "exploited",
        "fix",
        "rejected",
        "epss",
        "epss_at",
        "products",
        "title",
        "sources",
        "made_public",
        "first_seen",
        "last_changed",
    ];

    /// The title for a reader: in that language where there is one, else any; empty where nobody
    /// gives one.
    pub fn title(&self, language: Language) -> &str {
        self.titles
            .iter()
            .find(|t| Language::from_tag(&t.lang) == Some(language))
            .or_else(|| self.titles.first())
            .map_or("", |t| t.text.as_str())
    }

    /// The text of one of [`Row::FIELDS`]; `None` for any other name. Truths are `yes` and `no`.
    pub fn field(&self, name: &str, language: Language) -> Option<String> {
        let truth = |b: bool| if b { "yes" } else { "no" }.to_owned();
        Some(match name {
            "id" => self.id.clone(),
            "severity" => self.severity.unwrap_or("unknown").to_owned(),
            "score" => self.score.map_or_else(String::new, |s| format!("{s:.1}")),
            "scored_by" => self.scored_by.clone(),
            "scored_at" => self.scored_at.clone().unwrap_or_default(),
            "differs" => truth(self.differs),
            "exploited" => truth(self.exploited),
            "fix" => truth(self.fix),
            "rejected" => truth(self.rejected),
            "epss" => self.epss.map_or_else(String::new, |e| e.to_string()),
            "epss_at" => self.epss_at.clone().unwrap_or_default(),
            "products" => self.products.clone(),
            "title" => self.title(language).to_owned(),
            "sources" => self.sources.join(" "),
            "made_public" => self.made_public.clone().unwrap_or_default(),
            "first_seen" => self.first_seen.clone().unwrap_or_default(),
            "last_changed" => self.last_changed.clone().unwrap_or_default(),
            _ => return None,
        })
    }
}

impl From<&values::Row> for Row {
    fn from(row: &values::Row) -> Self {
        Self {
            id: row.id.clone(),
            titles: each(&row.titles),
            products: row.products.clone(),
            severity: row.severity.map(noroshi_model::Severity::word),
            score: row.score,
            scored_by: row.scored_by.clone(),
            scored_at: row.scored_at.map(instant),
            differs: row.differs,
            exploited: row.exploited,
            fix: row.fix,
            rejected: row.rejected,
            epss: row.epss,
            epss_at: row.epss_at.map(instant),
            sources: row.sources.clone(),
            made_public: row.made_public.map(instant),
            first_seen: row.first_seen.map(instant),
            last_changed: row.last_changed.map(instant),
        }
    }
}

/// A way to narrow the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Facet {
    /// The query field it writes.
    pub field: &'static str,
    /// Its values.
    pub values: Vec<FacetValue>,
}

impl From<&values::Facet> for Facet {
    fn from(facet: &values::Facet) -> Self {
        Self {
            field: facet.field,
            values: each(&facet.values),
        }
    }
}

/// A value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FacetValue {
    /// As written in a query.
    pub value: String,
    /// How many of the answer have it.
    pub count: usize,
    /// Whether the query asks for it already.
    pub chosen: bool,
    /// The query line that results from choosing it, or from taking it back.
    pub query: String,
}

impl From<&values::FacetValue> for FacetValue {
    fn from(value: &values::FacetValue) -> Self {
        Self {
            value: value.value.clone(),
            count: value.count,
            chosen: value.chosen,
            query: value.query.clone(),
        }
    }
}

/// A bar of a chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Bar {
    /// The label.
    pub label: String,
    /// The count.
    pub count: usize,
}

impl From<&values::Bar> for Bar {
    fn from(bar: &values::Bar) -> Self {
        Self {
            label: bar.label.clone(),
            count: bar.count,
        }
    }
}

/// A part of a query and what it alone would give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Part {
    /// The part, as a query line.
    pub query: String,
    /// How many fit.
    pub count: usize,
}

impl From<&values::Part> for Part {
    fn from(part: &values::Part) -> Self {
        Self {
            query: part.query.clone(),
            count: part.count,
        }
    }
}

/// An advisory that covers several vulnerabilities: which ones.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Covered {
    /// The version of this form.
    pub version: u8,
    /// The identifier asked for, in canonical spelling.
    pub id: String,
    /// The vulnerabilities it covers.
    pub covers: Vec<Row>,
}

impl Covered {
    /// The answer for an identifier that covers these rows.
    pub fn new(id: &str, covers: &[values::Row]) -> Self {
        Self {
            version: VERSION,
            id: id.to_owned(),
            covers: each(covers),
        }
    }
}
