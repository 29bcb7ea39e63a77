//! The health of the sources, and of the nodes that ask them.

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
    /// Where nothing can be written: since when, and why. Whoever runs this program must act.
    pub unwritable: Option<Unwritable>,
    /// The nodes on this store by name; none where it is certain that there is only this one.
    pub nodes: Vec<Node>,
    /// What is being done by one node for all of them, where nodes are shown.
    pub holds: Vec<Hold>,
}

/// Nothing can be written where everything is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritable {
    /// Since when, as far as this program knows (milliseconds since 1970).
    pub since: i64,
    /// Why: see [`crate::health::reason_parts`].
    pub reason: String,
}

/// A node: a process that serves this store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Node {
    /// Its name among the others.
    pub name: String,
    /// Whether it is the one that answers.
    pub is_here: bool,
    /// The release it runs.
    pub release: String,
    /// Since when it runs (milliseconds since 1970, by its own clock).
    pub started: i64,
    /// When it was last heard of (milliseconds since 1970).
    pub heard: i64,
    /// Whether that is longer ago than it should be.
    pub is_silent: bool,
    /// How far it has followed the ledger.
    pub sequence: u64,
    /// How many entries of the ledger it has not followed yet.
    pub behind: u64,
    /// How far its match index has followed the ledger.
    pub matched: u64,
    /// How many entries of the ledger its match index has not followed yet.
    pub matches_behind: u64,
    /// The sources it is asking, by name.
    pub asks: Vec<String>,
}

/// A work that one node does for all of them: the lease it holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hold {
    /// The work, as the store names it.
    pub work: String,
    /// The source that is being asked, where that is the work.
    pub source: Option<String>,
    /// Who does it: a node, or a command on some machine.
    pub holder: String,
    /// How long nobody else may, unless it is prolonged (milliseconds).
    pub left_ms: u64,
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
    /// A run under way here.
    pub progress: Option<Progress>,
    /// The node, or the command, that is asking it elsewhere.
    pub asked_by: Option<String>,
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
