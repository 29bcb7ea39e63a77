//! What arrived, for those who follow.

use noroshi_app::values;
use serde::Serialize;
use utoipa::ToSchema;

use super::{VERSION, instant, text::each};

/// Arrivals after a place in the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Changes {
    /// The version of this form.
    pub version: u8,
    /// The place asked for.
    pub after: u64,
    /// The last row of the ledger that was looked at: ask again with it as `after`.
    pub upto: u64,
    /// The hash of that row: given back as `link`, it shows where the ledger is no longer the same one.
    pub link: String,
    /// The ledger's last row.
    pub sequence: u64,
    /// What arrived, in the order of the ledger.
    pub changes: Vec<Arrival>,
    /// The address at which to go on; always there.
    pub next: String,
}

impl Changes {
    /// A page, and the address at which to go on.
    pub fn new(page: &values::ChangesPage, next: String) -> Self {
        Self {
            version: VERSION,
            after: page.after,
            upto: page.upto,
            link: page.link.clone(),
            sequence: page.sequence,
            changes: each(&page.changes),
            next,
        }
    }
}

/// A document's arrival, or the end of its listing.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Arrival {
    /// Its row in the ledger.
    pub sequence: u64,
    /// The source.
    pub source: String,
    /// The publisher's own namespace within it.
    pub namespace: String,
    /// The name of what the document is about, as the publisher writes it.
    pub name: String,
    /// Whether nothing had arrived under this name before.
    pub first: bool,
    /// Whether the source no longer lists it.
    pub ended: bool,
    /// SHA-256 of the document, at `/original/{digest}`.
    pub digest: Option<String>,
    /// Its size in bytes.
    pub size: u64,
    /// Its format.
    pub format: String,
    /// When it arrived here.
    pub seen: String,
    /// When the source says that it changed.
    pub changed: Option<String>,
}

impl From<&values::Arrival> for Arrival {
    fn from(arrival: &values::Arrival) -> Self {
        Self {
            sequence: arrival.sequence,
            source: arrival.source.clone(),
            namespace: arrival.namespace.clone(),
            name: arrival.name.clone(),
            first: arrival.is_first,
            ended: arrival.digest.is_none(),
            digest: arrival.digest.clone(),
            size: arrival.size,
            format: arrival.format.clone(),
            seen: instant(arrival.seen),
            changed: arrival.changed.map(instant),
        }
    }
}
