//! The hash that chains each ledger row to the one before, so that order and content of everything
//! ever received can be proved later.

use sha2::{Digest as _, Sha256};

use crate::{Digest, KeyName};

/// The link before the first row.
pub const BEGIN: [u8; 32] = [0; 32];

/// What of a revision is proved by the chain. What may move later (when it was last confirmed) is not
/// part of it.
pub struct Proved<'a> {
    /// Its place in the ledger.
    pub sequence: u64,
    /// Its key.
    pub name: &'a KeyName,
    /// Its document, if it has one.
    pub digest: Option<Digest>,
    /// The format's name.
    pub format: &'a str,
    /// When it arrived.
    pub seen: i64,
    /// When the source says it changed.
    pub changed: Option<i64>,
    /// When its file was made.
    pub made: i64,
}

/// The link of a row: SHA-256 over the link before and the row's fields, each with its length, so
/// that no two rows can be spelt alike.
pub fn link(before: &[u8; 32], row: &Proved<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(row.sequence.to_be_bytes());
    for text in [
        &row.name.source,
        &row.name.namespace,
        &row.name.name,
        row.format,
    ] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hash.update(row.digest.map_or([0; 32], |d| d.0));
    hash.update(row.seen.to_be_bytes());
    hash.update([u8::from(row.changed.is_some())]);
    hash.update(row.changed.unwrap_or(0).to_be_bytes());
    hash.update(row.made.to_be_bytes());
    hash.finalize().into()
}

/// The link of an entry of the trail: SHA-256 over the link before and the entry.
pub fn entry(before: &[u8; 32], entry: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(entry);
    hash.finalize().into()
}
