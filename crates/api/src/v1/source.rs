//! The sources and how they fare, and the nodes that ask them.

use noroshi_app::{health::reason_parts, values};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Text, VERSION, instant};

/// All sources.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Sources {
    /// The version of this form.
    pub version: u8,
    /// One entry per source.
    pub sources: Vec<Source>,
    /// Whether this store holds the built-in sample.
    pub sample: bool,
    /// When this was asked.
    pub now: String,
    /// The ledger's sequence.
    pub sequence: u64,
    /// Where nothing can be written: since when, and why.
    pub unwritable: Option<Unwritable>,
    /// The nodes on this store; none where it is certain that there is only one.
    pub nodes: Vec<Node>,
    /// What one node does for all of them, where nodes are named.
    pub holds: Vec<Hold>,
}

impl From<&values::SourcesPage> for Sources {
    fn from(page: &values::SourcesPage) -> Self {
        Self {
            version: VERSION,
            sources: page.sources.iter().map(Source::from).collect(),
            sample: page.sample,
            now: instant(page.now),
            sequence: page.sequence,
            unwritable: page.unwritable.as_ref().map(Unwritable::from),
            nodes: page.nodes.iter().map(Node::from).collect(),
            holds: page.holds.iter().map(Hold::from).collect(),
        }
    }
}

/// Nothing can be written where everything is kept. Whoever runs the program must act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Unwritable {
    /// Since when, as far as the program knows.
    pub since: String,
    /// What the store says.
    pub detail: String,
}

impl From<&values::Unwritable> for Unwritable {
    fn from(unwritable: &values::Unwritable) -> Self {
        let (_, detail) = reason_parts(&unwritable.reason);
        Self {
            since: instant(unwritable.since),
            detail: detail.to_owned(),
        }
    }
}

/// A node: a process that serves this store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Node {
    /// Its name among the others.
    pub name: String,
    /// Whether it is the one that answers.
    pub here: bool,
    /// Whether it was not heard of for longer than it should be.
    pub silent: bool,
    /// When it was last heard of.
    pub heard: String,
    /// The release it runs.
    pub release: String,
    /// Since when it runs, by its own clock.
    pub started: String,
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

impl From<&values::Node> for Node {
    fn from(node: &values::Node) -> Self {
        Self {
            name: node.name.clone(),
            here: node.is_here,
            silent: node.is_silent,
            heard: instant(node.heard),
            release: node.release.clone(),
            started: instant(node.started),
            sequence: node.sequence,
            behind: node.behind,
            matched: node.matched,
            matches_behind: node.matches_behind,
            asks: node.asks.clone(),
        }
    }
}

/// A work that one node does for all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hold {
    /// The work, such as `source:nvd`.
    pub work: String,
    /// Who does it: a node, or a command on some machine.
    pub holder: String,
    /// How long nobody else may, unless it is prolonged, in milliseconds.
    pub left_ms: u64,
}

impl From<&values::Hold> for Hold {
    fn from(hold: &values::Hold) -> Self {
        Self {
            work: hold.work.clone(),
            holder: hold.holder.clone(),
            left_ms: hold.left_ms,
        }
    }
}

/// One source as a document of its own.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SourceDocument {
    /// The version of this form.
    pub version: u8,
    /// Whether this store holds the built-in sample.
    pub sample: bool,
    /// When this was asked.
    pub now: String,
    /// The ledger's sequence.
    pub sequence: u64,
    /// The source.
    #[serde(flatten)]
    pub source: Source,
}

impl SourceDocument {
    /// The source of that name out of all.
    pub fn named(page: &values::SourcesPage, name: &str) -> Option<Self> {
        Some(Self {
            version: VERSION,
            sample: page.sample,
            now: instant(page.now),
            sequence: page.sequence,
            source: page.sources.iter().find(|s| s.name == name)?.into(),
        })
    }
}

/// One source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Source {
    /// Its name in commands and queries.
    pub name: String,
    /// Its title in Japanese and English.
    pub titles: Vec<Text>,
    /// Where its publisher presents it.
    pub home: String,
    /// The notice its publisher asks users to show.
    pub attribution: String,
    /// Its terms or licence in a line.
    pub terms: String,
    /// The formats it speaks.
    pub formats: Vec<String>,
    /// `fresh`, `late`, `failing` or `skipped`.
    pub health: &'static str,
    /// Who must act: `nobody`, `them`, `us` or `you`.
    pub act: &'static str,
    /// Why it is not fresh: the key of the reason, such as `transport`; empty where it is fresh.
    pub reason: String,
    /// The technical detail behind the reason: status, address, count.
    pub detail: String,
    /// Since when it is in this state.
    pub since: Option<String>,
    /// When it last answered whole.
    pub last_success: Option<String>,
    /// When it was last asked.
    pub last_attempt: Option<String>,
    /// When it will be asked next.
    pub next: Option<String>,
    /// How often it is asked, in minutes; 0 where it is not asked by itself.
    pub every_minutes: u32,
    /// Documents kept.
    pub documents: u64,
    /// Revisions in the ledger.
    pub revisions: u64,
    /// Current records.
    pub records: u64,
    /// New keys in the last 24 hours.
    pub new_today: u64,
    /// New revisions of known keys in the last 24 hours.
    pub changed_today: u64,
    /// Notes on current documents.
    pub notes: u64,
    /// Entries refused over the last run.
    pub refusals: u64,
    /// The newest date of change that any of its documents states.
    pub newest: Option<String>,
    /// A run under way here.
    pub progress: Option<Progress>,
    /// The node, or the command, that is asking it elsewhere.
    pub asked_by: Option<String>,
}

impl From<&values::SourcePage> for Source {
    fn from(source: &values::SourcePage) -> Self {
        let text = |(language, title): &(noroshi_model::Language, String)| Text {
            lang: language.tag().to_owned(),
            text: title.clone(),
        };
        let (reason, detail) = reason_parts(&source.reason);
        Self {
            name: source.name.clone(),
            titles: source.titles.iter().map(text).collect(),
            home: source.home.clone(),
            attribution: source.attribution.clone(),
            terms: source.terms.clone(),
            formats: source.formats.clone(),
            health: source.health.word(),
            act: source.act.word(),
            reason: reason.to_owned(),
            detail: detail.to_owned(),
            since: source.since.map(instant),
            last_success: source.last_success.map(instant),
            last_attempt: source.last_attempt.map(instant),
            next: source.next.map(instant),
            every_minutes: source.every_minutes,
            documents: source.documents,
            revisions: source.revisions,
            records: source.records,
            new_today: source.new_today,
            changed_today: source.changed_today,
            notes: source.notes,
            refusals: source.refusals,
            newest: source.newest.map(instant),
            progress: source.progress.as_ref().map(Progress::from),
            asked_by: source.asked_by.clone(),
        }
    }
}

/// A run under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Progress {
    /// When it began.
    pub began: String,
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

impl From<&values::Progress> for Progress {
    fn from(progress: &values::Progress) -> Self {
        Self {
            began: instant(progress.began),
            files: progress.files,
            files_expected: progress.files_expected,
            entries: progress.entries,
            revisions: progress.revisions,
            now: progress.now.clone(),
        }
    }
}
