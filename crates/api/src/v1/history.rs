//! What changed, when, and who said so.

use noroshi_app::values;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Provenance, VERSION, text::each};

/// The history of one vulnerability, newest arrival first.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct HistoryPage {
    /// The version of this form.
    pub version: u8,
    /// The best known identifier.
    pub id: String,
    /// Whether only material changes are listed.
    pub material_only: bool,
    /// How many entries there are without that restriction.
    pub all: usize,
    /// The revisions of all its records.
    pub entries: Vec<HistoryEntry>,
    /// The address of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl HistoryPage {
    /// Some of the entries, and where the others are.
    pub fn part(
        page: &values::HistoryPage,
        entries: &[values::HistoryEntry],
        next: Option<String>,
    ) -> Self {
        Self {
            version: VERSION,
            id: page.id.clone(),
            material_only: page.material_only,
            all: page.all,
            entries: each(entries),
            next,
        }
    }
}

impl From<&values::HistoryPage> for HistoryPage {
    fn from(page: &values::HistoryPage) -> Self {
        Self::part(page, &page.entries, None)
    }
}

/// One revision of one record.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct HistoryEntry {
    /// The source.
    pub source: String,
    /// The identifier under which the source publishes the record.
    pub record: String,
    /// Where the revision comes from, and when.
    pub provenance: Provenance,
    /// Whether it is the first revision here.
    pub first: bool,
    /// Whether it is the current one.
    pub current: bool,
    /// Whether any of its changes is material.
    pub material: bool,
    /// What differs from the revision before it.
    pub changes: Vec<Change>,
}

impl From<&values::HistoryEntry> for HistoryEntry {
    fn from(entry: &values::HistoryEntry) -> Self {
        Self {
            source: entry.source.clone(),
            record: entry.record.clone(),
            provenance: Provenance::from(&entry.provenance),
            first: entry.first,
            current: entry.current,
            material: entry.material,
            changes: each(&entry.changes),
        }
    }
}

/// One item in which two revisions differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Change {
    /// Which item.
    pub item: &'static str,
    /// What no longer stands there.
    pub before: Vec<String>,
    /// What is new there.
    pub after: Vec<String>,
    /// Whether it should interrupt a person.
    pub material: bool,
}

impl From<&noroshi_model::Change> for Change {
    fn from(change: &noroshi_model::Change) -> Self {
        Self {
            item: change.item.word(),
            before: change.before.clone(),
            after: change.after.clone(),
            material: change.material,
        }
    }
}
