//! What hits what somebody has installed, and why.

use noroshi_model::{AffectedStatus, Language, StatusKind, Text};

pub use noroshi_cpe::{Attribute, Truth};
pub use noroshi_matching::{Basis, Finding, Missing, Strength};

use super::{Inventory, Mistake, Row};

/// What is known here of everything in a list of components.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchPage {
    /// The list: a product's name, or the name of a file.
    pub name: String,
    /// What it consists of; rows name components by their index.
    pub inventory: Inventory,
    /// Whether it is a product that is kept here.
    pub is_product: bool,
    /// The matches, the worst first: affected, unknown, and where asked for the others.
    pub rows: Vec<MatchRow>,
    /// What each component comes to, in the order of the components.
    pub components: Vec<AffectedStatus>,
    /// How many there are of each.
    pub counts: MatchCounts,
    /// The rows, by their place, for which the condition holds that was asked for; none where none was.
    pub meeting: Option<Vec<usize>>,
    /// What of that condition was not understood.
    pub mistakes: Vec<Mistake>,
    /// The ledger's sequence that this answer stands on.
    pub sequence: u64,
    /// Whether this store holds the built-in sample.
    pub sample: bool,
}

/// How many components come to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MatchCounts {
    /// Components in all.
    pub components: usize,
    /// Without a version.
    pub without_version: usize,
    /// With something that affects them.
    pub affected: usize,
    /// With nothing that affects them for sure, and something of which it cannot be told.
    pub unknown: usize,
    /// Named by some source, and by what is said here not affected.
    pub not_affected: usize,
    /// No source here names them: nothing is known, which is not "not affected".
    pub silent: usize,
    /// Matches that affect.
    pub matches: usize,
    /// Matches of which it cannot be told.
    pub open: usize,
    /// Matches left out where not everything was asked for: all that is said is that nobody knows of the versions that
    /// are not named.
    pub unsaid: usize,
}

/// One vulnerability in one component.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchRow {
    /// The component, by its index in the list.
    pub component: usize,
    /// The vulnerability.
    pub vulnerability: Row,
    /// The answer of all speakers together.
    pub answer: AffectedStatus,
    /// How sure the match is.
    pub strength: Strength,
    /// Whether speakers who know disagree.
    pub differs: bool,
    /// What each speaker says, those who decide first.
    pub said: Vec<Judged>,
    /// The records of the vulnerability that say nothing of the component.
    pub silent: Vec<SilentRecord>,
    /// From which version on it is fixed, by those who say "affected"; who says so beside it.
    pub fixed: Vec<(String, String)>,
}

/// What one speaker's statement comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The source whose record it stands in; empty for a statement that came with the list or beside it.
    pub source: String,
    /// The record's own identifier.
    pub record: String,
    /// When the source last changed the record, or else when it arrived here (milliseconds since 1970).
    pub when: Option<i64>,
    /// The finding, with the speaker.
    pub finding: Finding,
    /// What the statement says of versions, in its own words, where that decided.
    pub versions: Option<String>,
    /// From which version on it is fixed, where the range that affects ends before one.
    pub fixed_in: Option<String>,
    /// The products, in words, whose presence is not known.
    pub wanted: Vec<String>,
    /// The speaker's own words, for a statement about this very product (VEX).
    pub words: Option<String>,
}

/// A record that is silent about a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SilentRecord {
    /// Its source.
    pub source: String,
    /// The record's own identifier.
    pub record: String,
    /// Its state: of what is not analysed yet nothing can be expected.
    pub status: StatusKind,
}

impl MatchPage {
    /// The rows of a component.
    pub fn of(&self, component: usize) -> impl Iterator<Item = &MatchRow> {
        self.rows
            .iter()
            .filter(move |row| row.component == component)
    }

    /// How a component is called: name and version.
    pub fn called(&self, component: usize) -> String {
        let Some(component) = self.inventory.components.get(component) else {
            return String::new();
        };
        let name = match &component.group {
            Some(group) if !component.name.contains(group.as_str()) => {
                format!("{group}/{}", component.name)
            }
            _ => component.name.clone(),
        };
        match &component.version {
            Some(version) => format!("{name} {version}"),
            None => name,
        }
    }
}

impl MatchRow {
    /// The title in a language, else in any.
    pub fn title(&self, language: Language) -> &str {
        let title = Text::choose(&self.vulnerability.titles, language);
        title.map_or("", |title| title.value.as_str())
    }

    /// Whether all that is said is "unknown" for versions that the speaker does not name.
    pub fn is_unsaid(&self) -> bool {
        let mut deciding = self.said.iter().filter(|j| j.finding.answer == self.answer);
        self.answer == AffectedStatus::Unknown
            && deciding.all(|j| j.finding.basis == Basis::Default)
    }

    /// The finding that decides.
    pub fn deciding(&self) -> Option<&Judged> {
        self.said.first()
    }
}

/// A name of something installed and a name in records that may mean the same product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The component, by its index in the list.
    pub component: usize,
    /// Its name, as a key.
    pub ours: String,
    /// The name in records, as a key.
    pub theirs: String,
    /// What the two have in common.
    pub alike: Alike,
}

/// What two names have in common, the more first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alike {
    /// The product's word, and a word for who makes it.
    Maker,
    /// The product's word alone.
    Word,
}
