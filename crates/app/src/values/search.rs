//! The answer to a query.

use noroshi_model::{Severity, Text};

use crate::search::Place;

/// One page of an answer, with everything a list needs around it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchPage {
    /// The query as typed.
    pub query: String,
    /// The query line in its canonical spelling: what was understood.
    pub understood: String,
    /// What was not understood, and what was made of it.
    pub mistakes: Vec<Mistake>,
    /// How many vulnerabilities fit.
    pub total: usize,
    /// Position of the first row, from 0.
    pub start: usize,
    /// How many rows a page holds.
    pub limit: usize,
    /// The order.
    pub sort: Sort,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// The place of the last of them, behind which the next page begins.
    pub last: Option<Place>,
    /// Facets with counts over the whole answer.
    pub facets: Vec<Facet>,
    /// Vulnerabilities made public per year over the whole answer, oldest first.
    pub years: Vec<Bar>,
    /// Vulnerabilities per severity band over the whole answer, worst first, unknown last.
    pub bands: Vec<Bar>,
    /// Where nothing fits: what each part of the query alone would give.
    pub parts: Vec<Part>,
    /// Where nothing fits: identifiers that are spelt nearly like a word of the query.
    pub nearest: Vec<String>,
    /// How many vulnerabilities are known altogether.
    pub known: usize,
    /// The ledger's sequence that this answer stands on.
    pub sequence: u64,
}

/// A word of the query that was not taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The word as typed.
    pub word: String,
    /// What was wrong.
    pub kind: MistakeKind,
    /// The nearest field or value that exists.
    pub nearest: Option<String>,
}

/// What was wrong with a word of the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MistakeKind {
    /// No such field; it was searched as a word.
    Field,
    /// The field does not take that value; the condition was left out.
    Value,
    /// A quotation mark or bracket is missing; it was supplied.
    Unbalanced,
}

/// The order of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// Last changed by any source, newest first.
    #[default]
    Changed,
    /// Made public, newest first.
    Public,
    /// First seen here, newest first.
    Seen,
    /// Highest score first.
    Score,
    /// Highest likelihood of exploitation (EPSS) first.
    Epss,
    /// By identifier, newest number first.
    Id,
}

impl Sort {
    /// Every order, as offered.
    pub const ALL: [Self; 6] = [
        Self::Changed,
        Self::Public,
        Self::Seen,
        Self::Score,
        Self::Epss,
        Self::Id,
    ];

    /// The word used in addresses and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Public => "public",
            Self::Seen => "seen",
            Self::Score => "score",
            Self::Epss => "epss",
            Self::Id => "id",
        }
    }

    /// The order of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// One vulnerability in a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// The best known identifier.
    pub id: String,
    /// Titles (or first sentences) in the languages there are; may be empty.
    pub titles: Vec<Text>,
    /// The products in a few words, for example `Apache Log4j +3`; empty where nobody says.
    pub products: String,
    /// The worst band any source states.
    pub severity: Option<Severity>,
    /// The score that belongs to it.
    pub score: Option<f32>,
    /// The source that gave it.
    pub scored_by: String,
    /// When that source last changed the record it stands in, or else when that arrived here
    /// (milliseconds since 1970).
    pub scored_at: Option<i64>,
    /// Whether sources differ in severity under the same version of CVSS.
    pub differs: bool,
    /// Whether a source says that it is exploited.
    pub exploited: bool,
    /// Whether a source gives a fix or an advice.
    pub fix: bool,
    /// Whether every source that describes it has rejected it.
    pub rejected: bool,
    /// EPSS probability, 0.0 to 1.0.
    pub epss: Option<f32>,
    /// The day it is for, or else when it arrived here (milliseconds since 1970).
    pub epss_at: Option<i64>,
    /// The sources that speak about it.
    pub sources: Vec<String>,
    /// Earliest date any source states for its becoming public (milliseconds since 1970).
    pub made_public: Option<i64>,
    /// When the first document about it arrived here.
    pub first_seen: Option<i64>,
    /// Latest change any source states.
    pub last_changed: Option<i64>,
}

/// A way to narrow the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The query field it writes: `source`, `severity`, `exploited`, `fix`, `differs`,
    /// `status`, `lang`, `public`.
    pub field: &'static str,
    /// Its values with counts, in their natural order.
    pub values: Vec<FacetValue>,
}

/// A value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// A bar of a chart: a label and a count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// The label, for example `2024` or `critical`.
    pub label: String,
    /// The count.
    pub count: usize,
}

/// A part of a query and what it alone would give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The part, as a query line.
    pub query: String,
    /// How many fit.
    pub count: usize,
}
