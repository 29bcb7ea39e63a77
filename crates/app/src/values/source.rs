//! The health of the sources.

use noroshi_model::Language;

/// All sources.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SourcesPage {
    /// One entry per source, in the order of the source table, then sources that were only imported.
    pub sources: Vec<SourcePage>,
    /// Whether this store holds the built-in sample.
    pub sample: bool,
    /// When this was asked (milliseconds since 1970).
    pub now: i64,
    /// The ledger's sequence.
    pub sequence: u64,
}

/// One source and how it fares.
#[derive(Debug, Clone, PartialEq)]
pub struct SourcePage {
    /// Its name in commands and queries.
    pub name: String,
    /// Its title, Japanese then English.
    pub titles: [(Language, String); 2],
    /// Where its publisher presents it.
    pub home: String,
    /// The notice its publisher asks users to show; may be empty.
    pub attribution: String,
    /// Its terms or licence in a line.
    pub terms: String,
    /// The formats it speaks.
    pub formats: Vec<String>,
    /// The state.
    pub health: Health,
    /// Who must act.
    pub act: Party,
    /// Why it is late, failing or skipped: see [`crate::health::reason_parts`].
    pub reason: String,
    /// Since when it is in this state, where known.
    pub since: Option<i64>,
    /// When it last answered whole.
    pub last_success: Option<i64>,
    /// When it was last asked.
    pub last_attempt: Option<i64>,
    /// When it will be asked next.
    pub next: Option<i64>,
    /// How often it is asked, in minutes; 0 where it is not asked by itself.
    pub every_minutes: u32,
    /// Documents, revisions and current records.
    pub documents: u64,
    /// Revisions in the ledger.
    pub revisions: u64,
    /// Current records.
    pub records: u64,
    /// New revisions in the last 24 hours that began a new key.
    pub new_today: u64,
    /// New revisions in the last 24 hours of known keys.
    pub changed_today: u64,
    /// Notes readers made on current documents.
    pub notes: u64,
    /// Entries refused, with reasons, over the last run.
    pub refusals: u64,
    /// The newest date of change that any of its documents states.
    pub newest: Option<i64>,
    /// A run under way.
    pub progress: Option<Progress>,
}

/// The four states, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Answered whole within its schedule.
    Fresh,
    /// Answered whole, but longer ago than its schedule allows.
    Late,
    /// The last attempt failed.
    Failing,
    /// Not asked, with a reason (switched off, no key, offline, never due yet).
    Skipped,
}

impl Health {
    /// The word used in JSON and queries.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Late => "late",
            Self::Failing => "failing",
            Self::Skipped => "skipped",
        }
    }
}

/// Who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// Nobody.
    Nobody,
    /// The source's operator.
    Them,
    /// This program: its reader does not understand what came.
    Us,
    /// The person who runs it: a key, a setting, disk space.
    You,
}

impl Party {
    /// The word used in JSON and in the keys of its texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Them => "them",
            Self::Us => "us",
            Self::You => "you",
        }
    }
}

/// A run under way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// When it began.
    pub began: i64,
    /// Files taken so far.
    pub files: u64,
    /// Files expected, where known.
    pub files_expected: Option<u64>,
    /// Entries read so far.
    pub entries: u64,
    /// New revisions so far.
    pub revisions: u64,
    /// What it is busy with.
    pub now: String,
}
