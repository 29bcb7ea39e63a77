//! What hits the components of a list, and why.

use noroshi_app::values;
use noroshi_model::Language;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Row, VERSION,
    component::Component,
    instant,
    record::{affected_word, status_word},
};

/// Everything that hits a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Matches {
    /// The version of this form.
    pub version: u8,
    /// The list: a product's name, or the name of a file.
    pub name: String,
    /// The kind of document it was read from.
    pub kind: &'static str,
    /// How many components come to what.
    pub counts: Counts,
    /// The matches, the worst first.
    pub matches: Vec<Match>,
    /// The address of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The ledger's sequence that this answer stands on.
    pub sequence: u64,
    /// Whether this store holds the built-in sample.
    pub sample: bool,
}

/// How many components come to what. A silent one is named by no source here: nothing is known of it. `unsaid` counts
/// matches of which all that is said is that nobody knows of the versions not named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[expect(missing_docs, reason = "the names are those of the answers")]
pub struct Counts {
    pub components: usize,
    pub without_version: usize,
    pub affected: usize,
    pub unknown: usize,
    pub not_affected: usize,
    pub silent: usize,
    pub unsaid: usize,
}

/// One vulnerability in one component.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Match {
    /// The component.
    pub component: Component,
    /// The vulnerability.
    pub vulnerability: Row,
    /// `affected`, `not-affected`, `unknown` or `silent`.
    pub answer: &'static str,
    /// `exact`, `range` or `name`.
    pub strength: &'static str,
    /// Whether speakers disagree.
    pub differs: bool,
    /// From which versions on it is fixed, and who says so.
    pub fixed: Vec<Fixed>,
    /// The reason in a line.
    pub why: String,
    /// What each speaker says, those who decide first.
    pub said: Vec<Said>,
    /// The records of the vulnerability that say nothing of the component.
    pub silent: Vec<Silent>,
}

/// A version that fixes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[expect(missing_docs, reason = "version, and who says so")]
pub struct Fixed {
    pub version: String,
    pub by: String,
}

/// What one speaker's statement comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Judged)]
pub struct Said {
    /// Who speaks.
    pub by: String,
    /// The source in whose record it stands; empty for a statement about this very product.
    pub source: String,
    /// The record.
    pub record: String,
    /// When it was last changed.
    pub when: Option<String>,
    /// The answer.
    pub answer: &'static str,
    /// How sure it is.
    pub strength: &'static str,
    /// The name by which statement and component met.
    pub name: String,
    /// What decided: `versions`, `name`, `default`, `outside`, `product`, `word`, `commits`.
    pub basis: &'static str,
    /// The statement's own words about versions.
    pub versions: Option<String>,
    /// Whether the condition that the statement stands in holds: `true`, `false`, `unknown`.
    pub condition: Option<&'static str>,
    /// What would change the answer, in words.
    pub missing: Vec<String>,
    /// The speaker's own words, for a statement about this very product.
    pub words: Option<String>,
}

/// A record that says nothing of the component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Silent {
    /// Its source.
    pub source: String,
    /// Its name.
    pub record: String,
    /// Its state; of one that is `unanalysed` nothing can be expected.
    pub status: &'static str,
}

impl From<&values::MatchCounts> for Counts {
    fn from(counts: &values::MatchCounts) -> Self {
        Self {
            components: counts.components,
            without_version: counts.without_version,
            affected: counts.affected,
            unknown: counts.unknown,
            not_affected: counts.not_affected,
            silent: counts.silent,
            unsaid: counts.unsaid,
        }
    }
}

impl Matches {
    /// The page, with reasons in a language.
    pub fn new(page: &values::MatchPage, language: Language) -> Self {
        Self::part(page, (0, usize::MAX), None, language)
    }

    /// So many matches from a position on, and where the others are.
    pub fn part(
        page: &values::MatchPage,
        (start, limit): (usize, usize),
        next: Option<String>,
        language: Language,
    ) -> Self {
        Self {
            version: VERSION,
            name: page.name.clone(),
            kind: page.inventory.kind,
            counts: Counts::from(&page.counts),
            matches: page
                .rows
                .iter()
                .skip(start)
                .take(limit)
                .filter_map(|row| Match::new(page, row, language))
                .collect(),
            next,
            sequence: page.sequence,
            sample: page.sample,
        }
    }
}

impl Match {
    fn new(page: &values::MatchPage, row: &values::MatchRow, language: Language) -> Option<Self> {
        let component = page.inventory.components.get(row.component)?;
        let fixed = row.fixed.iter().map(|(version, by)| Fixed {
            version: version.clone(),
            by: by.clone(),
        });
        let silent = row.silent.iter().map(|silent| Silent {
            source: silent.source.clone(),
            record: silent.record.clone(),
            status: status_word(silent.status),
        });
        Some(Self {
            component: Component::new(row.component, component),
            vulnerability: Row::from(&row.vulnerability),
            answer: affected_word(row.answer),
            strength: strength(row.strength),
            differs: row.differs,
            fixed: fixed.collect(),
            why: row.why(language),
            said: row
                .said
                .iter()
                .map(|judged| Said::new(judged, language))
                .collect(),
            silent: silent.collect(),
        })
    }
}

impl Said {
    fn new(judged: &values::Judged, language: Language) -> Self {
        let finding = &judged.finding;
        Self {
            by: finding.by.clone(),
            source: judged.source.clone(),
            record: judged.record.clone(),
            when: judged.when.map(instant),
            answer: affected_word(finding.answer),
            strength: strength(finding.strength),
            name: finding.name.to_string(),
            basis: match finding.basis {
                values::Basis::Versions(_) => "versions",
                values::Basis::Name => "name",
                values::Basis::Default => "default",
                values::Basis::Outside => "outside",
                values::Basis::Product => "product",
                values::Basis::Word => "word",
                values::Basis::Commits => "commits",
            },
            versions: judged.versions.clone(),
            condition: finding.condition.map(|truth| match truth {
                values::Truth::True => "true",
                values::Truth::False => "false",
                values::Truth::Unknown => "unknown",
            }),
            missing: judged.missing(language),
            words: judged.words.clone(),
        }
    }
}

/// The word for how sure a match is.
pub fn strength(strength: values::Strength) -> &'static str {
    match strength {
        values::Strength::Exact => "exact",
        values::Strength::Range => "range",
        values::Strength::Name => "name",
    }
}
