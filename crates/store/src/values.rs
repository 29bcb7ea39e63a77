//! What goes in and out of a store: rows in the words of the house, no SQL.

use noroshi_model::Product;

use crate::Digest;

/// A key's number in this store.
pub type KeyId = u64;
/// A current record's number in this store.
pub type RecordId = u64;

/// A document's key: source, the publisher's own namespace, id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName {
    /// The source, for example `nvd`.
    pub source: String,
    /// The publisher's namespace.
    pub namespace: String,
    /// The identifier in it.
    pub name: String,
}

/// What will be asked for soon.
#[derive(Debug, Clone, Copy)]
pub enum Ahead<'a> {
    /// The state, and a vulnerability by name with its members.
    Named(&'a str),
    /// Keys, each with a revision that will be opened: their names and revisions, and the document and the file of that
    /// one.
    Shown(&'a [(KeyId, u64)]),
    /// Keys by name, their revisions, and what there is of their records.
    Keys(&'a [&'a KeyName]),
    /// The revisions of keys.
    Revisions(&'a [KeyId]),
    /// Whether documents are there.
    Documents(&'a [Digest]),
    /// The last complete files of a source at addresses: source, addresses.
    Files(&'a str, &'a [&'a str]),
    /// Who claims identifiers.
    Identifiers(&'a [&'a str]),
    /// The claims and memberships of records.
    Records(&'a [RecordId]),
    /// Vulnerabilities by name.
    Names(&'a [&'a str]),
    /// The members of vulnerabilities.
    Members(&'a [u32]),
}

/// The right to do a work alone, for a while. Its token tells it from all that were held before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The work.
    pub name: String,
    /// Rises each time the lease is taken.
    pub token: u64,
}

/// A lease as others see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseRow {
    /// The work.
    pub name: String,
    /// The node that holds it, or held it last.
    pub holder: String,
    /// How much longer it lasts (milliseconds, by the store's clock); 0 where it has run out or was given back.
    pub left: u64,
}

/// A node: a process that serves this store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NodeRow {
    /// Its name among the others.
    pub name: String,
    /// The release it runs.
    pub release: String,
    /// When it began (milliseconds since 1970, by its own clock).
    pub started: i64,
    /// How long ago it was last heard of (milliseconds, by the store's clock).
    pub silent: u64,
    /// How far it has followed the ledger.
    pub sequence: u64,
    /// How far its match index has.
    pub matched: u64,
    /// What it is doing, as words of ours separated by spaces; empty where it waits.
    pub doing: String,
}

/// How far a store is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct State {
    /// The ledger's last sequence, 0 where it is empty.
    pub sequence: u64,
    /// The sequence up to which the projections are built.
    pub projected: u64,
    /// Documents kept.
    pub documents: u64,
    /// Current records.
    pub records: u64,
    /// Vulnerabilities.
    pub vulnerabilities: u64,
    /// The last stamp of a vulnerability row.
    pub stamp: u64,
    /// How often the projections were thrown away: numbers and stamps from before mean nothing after.
    pub cleared: u64,
    /// How often what people say of themselves was changed: products and verdicts. Rises with every
    /// transaction that changed any, and never falls.
    pub products: u64,
}

/// A document as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// Its digest.
    pub digest: Digest,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A document that is in the ledger already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its key; the first, where it stands under several.
    pub key: KeyId,
    /// The key's namespace.
    pub namespace: String,
    /// The revisions that hold it.
    pub revisions: Vec<Revision>,
    /// How many records were read from it.
    pub records: u32,
    /// How many notes.
    pub notes: u32,
}

/// A revision: one document's arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its place in the ledger.
    pub sequence: u64,
    /// The document; `None` where a snapshot no longer lists the key.
    pub digest: Option<Digest>,
    /// The document's size in bytes.
    pub size: u64,
    /// The format's name.
    pub format: String,
    /// The file it came in.
    pub file: u64,
    /// Its offset there.
    pub offset: u64,
    /// When it arrived (milliseconds since 1970).
    pub seen: i64,
    /// When the source says it last changed.
    pub changed: Option<i64>,
    /// When the file it came in says it was made; 0 where it does not say.
    pub made: i64,
    /// The latest such time of a file in which it was found unchanged.
    pub confirmed: i64,
}

impl Revision {
    /// The order of a key's revisions by what the source says, independent of arrival: its date of
    /// change, then the date of the file, then the digest as a last resort that is the same
    /// everywhere.
    pub fn order(&self) -> Order {
        order(self.changed, self.seen, self.confirmed, self.digest)
    }
}

/// See [`Revision::order`].
pub type Order = (i64, i64, i64, [u8; 32]);

/// The order of a revision that is seen at that time. A date of change that [`is_ahead`] counts as the moment before the
/// day on which it was seen began, or it would hide everything that comes after it. Among such dates of one day their
/// own order holds.
pub fn order(changed: Option<i64>, seen: i64, confirmed: i64, digest: Option<Digest>) -> Order {
    let stated = changed.unwrap_or(i64::MIN);
    let credible = match is_ahead(stated, seen) {
        true => seen - seen.rem_euclid(DAY) - 1,
        false => stated,
    };
    (credible, stated, confirmed, digest.map_or([0; 32], |d| d.0))
}

const DAY: i64 = 24 * 60 * 60 * 1000;

/// Whether a date that a source states is so far ahead of when it was seen that its clock is wrong. A date without a zone
/// may be most of a day ahead.
pub fn is_ahead(stated: i64, seen: i64) -> bool {
    stated > seen.saturating_add(DAY)
}

/// A revision to append.
#[derive(Debug, Clone)]
pub struct NewRevision<'a> {
    /// Its key.
    pub key: KeyId,
    /// The key's name, for the chain.
    pub name: &'a KeyName,
    /// The document; `None` for the end of a listing.
    pub document: Option<NewDocument<'a>>,
    /// The format's name.
    pub format: &'a str,
    /// The file it came in.
    pub file: u64,
    /// Its offset there.
    pub offset: u64,
    /// When it arrived.
    pub seen: i64,
    /// When the source says it last changed.
    pub changed: Option<i64>,
    /// When the file says it was made; 0 where it does not say.
    pub made: i64,
}

/// A document to keep, compressed already.
#[derive(Debug, Clone, Copy)]
pub struct NewDocument<'a> {
    /// The digest of the original bytes.
    pub digest: Digest,
    /// The compressed bytes.
    pub body: &'a [u8],
    /// The dictionary they were compressed with; 0 for none.
    pub dictionary: u32,
    /// The original size.
    pub size: u64,
    /// How many records were read from it.
    pub records: u32,
    /// How many notes.
    pub notes: u32,
}

/// A document as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedDocument {
    /// The digest of the original bytes.
    pub digest: Digest,
    /// The compressed bytes.
    pub body: Vec<u8>,
    /// The dictionary they were compressed with; 0 for none.
    pub dictionary: u32,
    /// The original size.
    pub size: u64,
    /// How many records were read from it.
    pub records: u32,
    /// How many notes.
    pub notes: u32,
}

impl PackedDocument {
    /// The same document, to keep in another store.
    pub fn as_new(&self) -> NewDocument<'_> {
        NewDocument {
            digest: self.digest,
            body: &self.body,
            dictionary: self.dictionary,
            size: self.size,
            records: self.records,
            notes: self.notes,
        }
    }
}

/// A ledger row with what is needed to read its document again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    /// The key.
    pub key: KeyId,
    /// Its name.
    pub name: KeyName,
    /// The revision.
    pub revision: Revision,
    /// The hash that chains it to the row before.
    pub link: [u8; 32],
}

/// An entry of the trail of what was done here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailRow {
    /// Its place in the trail, from 1.
    pub sequence: u64,
    /// The entry; the store does not look into it.
    pub entry: String,
    /// The hash that chains it to the one before it: [`crate::chain::entry`].
    pub link: [u8; 32],
}

/// A list of components to keep, compressed already.
#[derive(Debug, Clone, Copy)]
pub struct NewList<'a> {
    /// The digest of the original bytes.
    pub digest: Digest,
    /// The compressed bytes, without a dictionary.
    pub body: &'a [u8],
    /// The original size.
    pub size: u64,
}

/// A state that a product was in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductState {
    /// The product as it was.
    pub product: Product,
    /// Since when (milliseconds since 1970).
    pub began: i64,
    /// Until when; `None` where it still is.
    pub ended: Option<i64>,
}

/// A file that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileRow {
    /// Its number; 0 for a new one.
    pub id: u64,
    /// The source.
    pub source: String,
    /// Where it came from.
    pub address: String,
    /// The format's name.
    pub format: String,
    /// The bytes before its first document.
    pub header: Vec<u8>,
    /// SHA-256 of its decompressed bytes, once complete.
    pub digest: Option<Digest>,
    /// Its decompressed size.
    pub size: u64,
    /// When it says it was made; 0 where it does not say.
    pub made: i64,
    /// When it arrived.
    pub arrived: i64,
    /// Entries in it.
    pub entries: u64,
    /// Records read.
    pub records: u64,
    /// Entries kept with a note only.
    pub noted: u64,
    /// Entries refused.
    pub refused: u64,
    /// Whether it was taken to its end.
    pub complete: bool,
    /// Whether it lists everything that holds.
    pub snapshot: bool,
}

/// A current record, as lists and links need it.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(
    missing_docs,
    reason = "each is the record's value of the same name, see noroshi-model"
)]
pub struct RecordRow {
    /// Its number; 0 for a new one.
    pub id: RecordId,
    pub key: KeyId,
    /// The current revision.
    pub sequence: u64,
    pub source: String,
    /// The record's identifier.
    pub name: String,
    pub kind: u8,
    pub status: u8,
    pub fullness: u8,
    pub title_ja: Option<String>,
    pub title_en: Option<String>,
    pub products: String,
    pub severity: Option<u8>,
    pub score: Option<f32>,
    /// All distinct `version:score×10`, comma-separated and sorted.
    pub scores: String,
    pub exploited: bool,
    pub fix: bool,
    pub epss: Option<f32>,
    pub percentile: Option<f32>,
    pub made_public: Option<i64>,
    pub first_published: Option<i64>,
    pub changed: Option<i64>,
    /// When the first revision of its key arrived.
    pub first_seen: i64,
}

/// A claim of a current record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimRow {
    /// The record; 0 where it is just being written.
    pub record: RecordId,
    /// The identifier.
    pub identifier: String,
    /// `Names` 0, `Covers` 1, `Related` 2.
    pub relation: u8,
    /// Who says so.
    pub by: String,
}

/// A record's membership in a vulnerability.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The record.
    pub record: RecordRow,
    /// `Names` 0, `Covers` 1.
    pub relation: u8,
}

/// A vulnerability, as lists need it.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(
    missing_docs,
    reason = "each is the value of the same name in a list's row"
)]
pub struct VulnerabilityRow {
    pub id: u32,
    pub name: String,
    /// How many records it has; 0 means that it is gone.
    pub members: u32,
    pub severity: Option<u8>,
    pub score: Option<f32>,
    /// The source whose score it is.
    pub scored_by: String,
    pub differs: bool,
    pub exploited: bool,
    pub fix: bool,
    /// Bits: 1 every description rejected, 2 some source disputes, 4 some source has not analysed it.
    pub status: u8,
    /// Bits: 1 Japanese, 2 English.
    pub languages: u8,
    pub epss: Option<f32>,
    /// A bit per source, by [`SourceRow::id`].
    pub sources: u64,
    pub made_public: Option<i64>,
    pub first_seen: i64,
    pub changed: Option<i64>,
    pub stamp: u64,
}

/// A source and what is kept of its state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceRow {
    /// Its number, 0 to 63: the bit it has in [`VulnerabilityRow::sources`].
    pub id: u8,
    /// Its name.
    pub name: String,
    /// Where it continues; written with the data it belongs to.
    pub cursor: Option<String>,
    /// When it last answered whole.
    pub last_success: Option<i64>,
    /// When it was last asked.
    pub last_attempt: Option<i64>,
    /// When it may be asked next.
    pub next: Option<i64>,
    /// Failures in a row.
    pub failures: u32,
    /// Who must act: `them`, `us`, `you`, or empty.
    pub party: String,
    /// Why it failed or was skipped.
    pub reason: String,
    /// Since when it fails.
    pub failing_since: Option<i64>,
    /// Refusals of the last run.
    pub refusals: u64,
}

/// Counts of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SourceCounts {
    /// Documents that first came from it.
    pub documents: u64,
    /// Revisions.
    pub revisions: u64,
    /// Current records.
    pub records: u64,
    /// New keys since then.
    pub new: u64,
    /// Further revisions of known keys since then.
    pub changed: u64,
    /// Notes on those documents.
    pub notes: u64,
    /// The newest date of change.
    pub newest: Option<i64>,
}
