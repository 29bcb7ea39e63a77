//! What arrived in the ledger.

/// Arrivals after a place in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangesPage {
    /// The place asked for.
    pub after: u64,
    /// The last row that was looked at: who asks again goes on from here.
    pub upto: u64,
    /// The hash of that row, hexadecimal; empty at the beginning.
    pub link: String,
    /// The ledger's last row.
    pub sequence: u64,
    /// What arrived, in the order of the ledger.
    pub changes: Vec<Arrival>,
}

/// A document's arrival, or the end of its listing.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub is_first: bool,
    /// SHA-256 of the document, hexadecimal; none where the source no longer lists it.
    pub digest: Option<String>,
    /// Its size in bytes.
    pub size: u64,
    /// Its format.
    pub format: String,
    /// When it arrived here (milliseconds since 1970).
    pub seen: i64,
    /// When the source says that it changed (milliseconds since 1970).
    pub changed: Option<i64>,
}
