//! What changed, when, and who said so.

use noroshi_model::Change;

use super::Provenance;

/// The history of one vulnerability, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryPage {
    /// The best known identifier.
    pub id: String,
    /// The revisions of all its records, newest arrival first.
    pub entries: Vec<HistoryEntry>,
    /// Whether only material changes are listed.
    pub material_only: bool,
    /// How many entries there are without that restriction.
    pub all: usize,
}

/// One revision of one record.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    /// The source.
    pub source: String,
    /// The identifier under which the source publishes it.
    pub record: String,
    /// Where the revision comes from.
    pub provenance: Provenance,
    /// Whether this is the first revision here.
    pub first: bool,
    /// Whether this revision is the current one: an older one that arrives late is kept and does not
    /// become current.
    pub current: bool,
    /// What differs from the revision before it in the source's own order.
    pub changes: Vec<Change>,
    /// Whether any of the changes is material.
    pub material: bool,
}
