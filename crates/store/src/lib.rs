//! The one place that knows SQL: ledger and projections behind a narrow trait.
//!
//! The ledger (documents, revisions, files) is kept for ever; the projections (records, claims,
//! vulnerabilities, text) can be thrown away and rebuilt from it. What people say of themselves
//! (products with their lists, verdicts on names) is kept for ever beside it. The traits speak the words of the
//! house; a second engine implements them and passes the same contract.

pub mod body;
pub mod chain;
pub mod contract;
mod place;
mod postgres;
mod sql;
mod sqlite;
mod values;

use std::{collections::HashMap, path::Path};

use noroshi_model::{NameVerdict, Product};

pub use body::Digest;
pub use place::Place;
pub use postgres::{Database, Postgres};
pub use sqlite::Sqlite;
pub use values::{
    Ahead, ClaimRow, FileRow, KeyId, KeyName, Known, Lease, LeaseRow, LedgerRow, Member,
    NewDocument, NewList, NewRevision, NodeRow, Order, PackedDocument, ProductState, RecordId,
    RecordRow, Revision, SourceCounts, SourceRow, State, StoredDocument, TrailRow,
    VulnerabilityRow, is_ahead, order,
};

/// Why a store could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder or file cannot be used: missing rights, read-only, not a store.
    #[error("cannot use the store at {path}: {reason}")]
    Unusable {
        /// Where it is.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// The disk is full. What was acknowledged before is kept.
    #[error("no space is left for the store; what was stored before is kept")]
    Full,
    /// It was written by a newer release.
    #[error("the store has version {found}, this release knows {known}: use a newer release")]
    Newer {
        /// The version found.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// Bytes that were stored are not there any more as they were.
    #[error("damaged: {what}")]
    Damaged {
        /// Which row, and how it shows.
        what: String,
    },
    /// Somebody else is writing and did not finish in time.
    #[error("the store is busy: another process is writing")]
    Busy,
    /// A database that does not answer, or no longer.
    #[error("{place} does not answer: {reason}")]
    Unreachable {
        /// Which.
        place: String,
        /// What the system says.
        reason: String,
    },
    /// It can be read and not be written, as a copy of another one.
    #[error("the database is read-only")]
    ReadOnly,
    /// Another node has taken over the work meanwhile; nothing of this transaction holds.
    #[error("another node has taken over ({lease}) meanwhile; nothing was written")]
    Overtaken {
        /// The lease that was lost.
        lease: String,
    },
    /// Anything else the engine says.
    #[error("the store's engine failed while {doing}")]
    Engine {
        /// What was being done.
        doing: &'static str,
        /// What it said.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// What every engine offers.
pub trait Store: Send + Sync {
    /// Runs `work` in one transaction: all of it holds afterwards, or nothing.
    ///
    /// # Errors
    ///
    /// What the engine says, or the error of `work`.
    fn write(
        &self,
        work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// Runs `work` over one consistent state.
    ///
    /// # Errors
    ///
    /// What the engine says, or the error of `work`.
    fn read(
        &self,
        work: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// Writes a consistent copy while others go on reading and writing.
    ///
    /// # Errors
    ///
    /// Where the target exists or cannot be written.
    fn backup(&self, to: &Path) -> Result<(), StoreError>;

    /// Whether [`Store::backup`] is something this engine does. Where it is not, what the store keeps
    /// is carried into a store that has a file.
    fn backs_up_itself(&self) -> bool {
        true
    }

    /// The engine's own structural check: a line per fault, none where all is well.
    ///
    /// # Errors
    ///
    /// Where the engine cannot even look.
    fn structure(&self) -> Result<Vec<String>, StoreError>;

    /// A digest of each projection that depends on its content alone, not on the order in which it
    /// was built: `(name, digest)`.
    ///
    /// # Errors
    ///
    /// What the engine says.
    fn projection_digests(&self) -> Result<Vec<(&'static str, String)>, StoreError>;

    /// Takes the lease on a work for `lasts` milliseconds in the name of `holder`; `None` where somebody holds it. It
    /// runs out by the store's own clock, and holds at once: it is no part of any transaction.
    ///
    /// # Errors
    ///
    /// What the engine says.
    fn lease(&self, name: &str, holder: &str, lasts: u64) -> Result<Option<Lease>, StoreError>;

    /// Prolongs a lease to `lasts` milliseconds from now; `false` where somebody else has taken it meanwhile.
    ///
    /// # Errors
    ///
    /// What the engine says.
    fn renew(&self, lease: &Lease, lasts: u64) -> Result<bool, StoreError>;

    /// Gives a lease back. One that is lost already stays with its holder.
    ///
    /// # Errors
    ///
    /// What the engine says.
    fn release(&self, lease: &Lease) -> Result<(), StoreError>;

    /// Says that a node is there; its row is written anew, as heard of now.
    ///
    /// # Errors
    ///
    /// What the engine says.
    fn beat(&self, node: &NodeRow) -> Result<(), StoreError>;

    /// Forgets a node that has ended.
    ///
    /// # Errors
    ///
    /// What the engine says.
    fn leave(&self, node: &str) -> Result<(), StoreError>;

    /// Bytes on disk.
    fn size(&self) -> u64;

    /// Forgets what it keeps in memory: what is stored may have changed behind its back, as when a copy takes the place
    /// of a database.
    fn forget(&self) {}

    /// Whether it may be on another machine: whoever asks waits for the way there and back.
    fn is_far(&self) -> bool {
        false
    }

    /// Where it is, or where this node's own files go beside where there is no file.
    fn path(&self) -> &Path;

    /// Where it is, for people to read: without secrets.
    fn shown(&self) -> String {
        self.path().display().to_string()
    }

    /// The version of its schema.
    fn version(&self) -> u32;
}

/// Reading questions, all over one consistent state.
pub trait Reader {
    /// Says what will be asked for soon, so that an engine that is far away can fetch it in one go. It changes no
    /// answer.
    fn ahead(&self, of: Ahead<'_>) -> Result<(), StoreError>;

    /// How far the ledger and the projections are.
    fn state(&self) -> Result<State, StoreError>;

    /// A setting of the store itself, such as `sample`.
    fn setting(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// All settings of the store itself, `(name, value)` in the order of their names. What the engine
    /// counts for itself is among them.
    fn settings(&self) -> Result<Vec<(String, String)>, StoreError>;

    /// A document by its digest, decompressed.
    fn document(&self, digest: &Digest) -> Result<Option<StoredDocument>, StoreError>;

    /// What is known of a document, if it stands in the ledger under a key of this source.
    fn known(&self, source: &str, digest: &Digest) -> Result<Option<Known>, StoreError>;

    /// As [`Reader::known`] for several documents; those that are not known are left out.
    fn known_among(
        &self,
        source: &str,
        digests: &[Digest],
    ) -> Result<HashMap<Digest, Known>, StoreError> {
        let mut all = HashMap::new();
        for digest in digests {
            all.extend(self.known(source, digest)?.map(|known| (*digest, known)));
        }
        Ok(all)
    }

    /// The dictionaries: `(id, format, bytes)`.
    fn dictionaries(&self) -> Result<Vec<(u32, String, Vec<u8>)>, StoreError>;

    /// A key by its name.
    fn key(&self, name: &KeyName) -> Result<Option<KeyId>, StoreError>;

    /// The name of a key.
    fn key_name(&self, key: KeyId) -> Result<Option<KeyName>, StoreError>;

    /// The revisions of a key, in the order of the ledger.
    fn revisions(&self, key: KeyId) -> Result<Vec<Revision>, StoreError>;

    /// The ledger's rows after a sequence, in order, at most `limit`.
    fn ledger(&self, after: u64, limit: usize) -> Result<Vec<LedgerRow>, StoreError>;

    /// The documents of the ledger's rows after a sequence up to `until`, as they are stored, each with
    /// the sequence of its row, in order. Rows without a document are passed over.
    fn packed(
        &self,
        after: u64,
        until: u64,
        each: &mut dyn FnMut(u64, PackedDocument),
    ) -> Result<(), StoreError>;

    /// A file row.
    fn file(&self, id: u64) -> Result<Option<FileRow>, StoreError>;

    /// The file rows after a number, in order, at most `limit`.
    fn files_after(&self, id: u64, limit: usize) -> Result<Vec<FileRow>, StoreError>;

    /// The last complete file of a source with this address.
    fn file_at(&self, source: &str, address: &str) -> Result<Option<FileRow>, StoreError>;

    /// The files that are snapshots of a source: `(id, made)`, oldest first, those of one instant in
    /// the order of their numbers.
    fn snapshots(&self, source: &str) -> Result<Vec<(u64, i64)>, StoreError>;

    /// The keys of a source none of whose revisions was made or confirmed at `made` or later. Those whose
    /// listing has ended are among them.
    fn unconfirmed(&self, source: &str, made: i64) -> Result<Vec<KeyId>, StoreError>;

    /// The current records of a key.
    fn records_of(&self, key: KeyId) -> Result<Vec<RecordRow>, StoreError>;

    /// The numbers and names of the current records of a key, in the order of the numbers: a score
    /// file has 300,000.
    fn names_of(&self, key: KeyId) -> Result<Vec<(RecordId, String)>, StoreError>;

    /// The current records of a source that describe a vulnerability, last changed first and those
    /// without a date last: `limit` of them after the first `skip`. The order is the same in every
    /// store with the same records.
    fn newest_records(
        &self,
        source: &str,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<RecordRow>, StoreError>;

    /// A current record.
    fn record(&self, id: RecordId) -> Result<Option<RecordRow>, StoreError>;

    /// The claims a current record makes.
    fn claims_of(&self, record: RecordId) -> Result<Vec<ClaimRow>, StoreError>;

    /// The current records that claim an identifier.
    fn claiming(&self, identifier: &str) -> Result<Vec<ClaimRow>, StoreError>;

    /// The keys any of whose revisions ever claimed an identifier, current or not.
    fn keys_mentioning(&self, identifier: &str) -> Result<Vec<KeyId>, StoreError>;

    /// Every pair that [`Reader::keys_mentioning`] goes by, some twice. For checking.
    fn mentions_seen(&self, each: &mut dyn FnMut(&str, KeyId)) -> Result<(), StoreError>;

    /// A vulnerability by its best known identifier.
    fn vulnerability(&self, name: &str) -> Result<Option<VulnerabilityRow>, StoreError>;

    /// Vulnerabilities by id, for a page of a list.
    fn vulnerability_at(&self, id: u32) -> Result<Option<VulnerabilityRow>, StoreError>;

    /// The vulnerabilities whose row was written after a stamp, in no particular order.
    fn vulnerabilities_after(
        &self,
        stamp: u64,
        each: &mut dyn FnMut(VulnerabilityRow),
    ) -> Result<(), StoreError>;

    /// All memberships `(record, vulnerability)`, or those of vulnerabilities after a stamp.
    fn memberships_after(
        &self,
        stamp: u64,
        each: &mut dyn FnMut(RecordId, u32),
    ) -> Result<(), StoreError>;

    /// The records of a vulnerability.
    fn members(&self, vulnerability: u32) -> Result<Vec<Member>, StoreError>;

    /// The vulnerabilities a record belongs to.
    fn memberships(&self, record: RecordId) -> Result<Vec<u32>, StoreError>;

    /// How a record belongs to a vulnerability: `Names` 0, `Covers` 1; `None` where it does not.
    fn relation(&self, record: RecordId, vulnerability: u32) -> Result<Option<u8>, StoreError>;

    /// The records whose text holds these tokens one after the other, each record once; the last may end
    /// in `*` and stands for every token that begins so. No tokens find nothing.
    fn text(&self, tokens: &[String], each: &mut dyn FnMut(RecordId)) -> Result<(), StoreError>;

    /// Every token of the text index as it stands there: its bytes, its position in the text, the
    /// record. For checking; there are some hundred for each record.
    fn text_seen(&self, each: &mut dyn FnMut(&[u8], u64, RecordId)) -> Result<(), StoreError>;

    /// The first `limit` identifiers of vulnerabilities that begin with a prefix, in the order of their
    /// bytes; of those that are gone none.
    fn names_beginning(&self, prefix: &str, limit: usize) -> Result<Vec<String>, StoreError>;

    /// The numbers of the vulnerabilities whose identifier begins with a prefix, in no particular
    /// order; those that are gone may be among them.
    fn vulnerabilities_beginning(
        &self,
        prefix: &str,
        each: &mut dyn FnMut(u32),
    ) -> Result<(), StoreError>;

    /// The sources and what is kept of their state.
    fn sources(&self) -> Result<Vec<SourceRow>, StoreError>;

    /// The leases there are, in the order of their names, but for the one that writing itself needs.
    fn leases(&self) -> Result<Vec<LeaseRow>, StoreError>;

    /// The nodes heard of, in the order of their names.
    fn nodes(&self) -> Result<Vec<NodeRow>, StoreError>;

    /// Counts of one source; `since` (milliseconds since 1970) bounds "today".
    fn source_counts(&self, source: &str, since: i64) -> Result<SourceCounts, StoreError>;

    /// The products there are, in the order of their names.
    fn products(&self) -> Result<Vec<Product>, StoreError>;

    /// A product by its name.
    fn product(&self, name: &str) -> Result<Option<Product>, StoreError>;

    /// Every state that a product of this name was in, oldest first; also of one that was removed.
    fn product_history(&self, name: &str) -> Result<Vec<ProductState>, StoreError>;

    /// The names of all products there are or ever were, in order.
    fn product_names(&self) -> Result<Vec<String>, StoreError>;

    /// The original bytes of a list that a product is or was imported from.
    fn list(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError>;

    /// The digests of all lists kept, in the order in which they came.
    fn lists(&self) -> Result<Vec<Digest>, StoreError>;

    /// The verdicts in effect, in the order of their names.
    fn verdicts(&self) -> Result<Vec<NameVerdict>, StoreError>;

    /// The pairs of names `(ours, theirs)` that a verdict was ever given about, in order.
    fn verdict_pairs(&self) -> Result<Vec<(String, String)>, StoreError>;

    /// Every verdict ever given about a pair of names, oldest first; the last is in effect.
    fn verdict_history(&self, ours: &str, theirs: &str) -> Result<Vec<NameVerdict>, StoreError>;

    /// What is kept of a user, a token or a session: of what kind it is, and its name. The store does not look into it.
    fn account(&self, kind: &str, name: &str) -> Result<Option<String>, StoreError>;

    /// All of a kind, `(name, value)` in the order of their names.
    fn accounts(&self, kind: &str) -> Result<Vec<(String, String)>, StoreError>;

    /// The entries of the trail after a sequence, in order, at most `limit`.
    fn trail(&self, after: u64, limit: usize) -> Result<Vec<TrailRow>, StoreError>;

    /// The last entry of the trail.
    fn trail_end(&self) -> Result<Option<TrailRow>, StoreError>;
}

/// Writing. Everything a transaction does becomes visible to others at once, and to itself as it is done.
pub trait Writer: Reader {
    /// Makes this transaction hold only if the lease is still held when it ends: otherwise it fails with
    /// [`StoreError::Overtaken`].
    fn under(&mut self, lease: &Lease) -> Result<(), StoreError>;

    /// Keeps a setting of the store itself. Its counts stand under names of their own: `projected`,
    /// `records`, `vulnerabilities`, `cleared` and `products`.
    fn set(&mut self, name: &str, value: &str) -> Result<(), StoreError>;

    /// Keeps a dictionary and gives its id.
    fn put_dictionary(&mut self, format: &str, bytes: &[u8]) -> Result<u32, StoreError>;

    /// Takes the id for a file whose row will be kept by the end of this transaction.
    fn file_number(&mut self) -> Result<u64, StoreError>;

    /// Keeps the row of a file, a new one where `id` is 0, and gives its id. A number that is not taken
    /// yet is kept, and later transactions count on from the highest.
    fn put_file(&mut self, file: &FileRow) -> Result<u64, StoreError>;

    /// The id of a key, created if need be; the second value says whether it is new. A new one gets its
    /// first revision in the same transaction.
    fn key_or_new(&mut self, name: &KeyName) -> Result<(KeyId, bool), StoreError>;

    /// Appends a revision (and its document, unless it is there already) to the ledger.
    fn append(&mut self, revision: &NewRevision<'_>) -> Result<u64, StoreError>;

    /// Notes that a revision's document was seen unchanged in a file made then.
    fn confirm(&mut self, sequence: u64, made: i64) -> Result<(), StoreError>;

    /// Writes a current record (new where `id` is 0) with its claims (one of an identifier; `None`: those
    /// it has) and its text; gives its id.
    fn put_record(
        &mut self,
        row: &RecordRow,
        claims: Option<&[ClaimRow]>,
        text: &str,
    ) -> Result<RecordId, StoreError>;

    /// Removes a current record with its claims, its text and its memberships.
    fn delete_record(&mut self, record: RecordId) -> Result<(), StoreError>;

    /// Remembers that a revision of a key that is not current claimed these identifiers.
    fn mention(&mut self, key: KeyId, identifiers: &[String]) -> Result<(), StoreError>;

    /// Replaces the memberships of a record, and gives the vulnerabilities it belonged to before.
    fn put_memberships(
        &mut self,
        record: RecordId,
        of: &[(u32, u8)],
    ) -> Result<Vec<u32>, StoreError>;

    /// The id of a vulnerability by its name, created if need be.
    fn vulnerability_or_new(&mut self, name: &str) -> Result<u32, StoreError>;

    /// Writes the row of a vulnerability, which keeps its name; the writer stamps it.
    fn put_vulnerability(&mut self, row: &VulnerabilityRow) -> Result<(), StoreError>;

    /// Keeps the state of a source.
    fn put_source(&mut self, row: &SourceRow) -> Result<(), StoreError>;

    /// Says up to which sequence the projections are built.
    fn projected(&mut self, sequence: u64) -> Result<(), StoreError>;

    /// Keeps a list of components, unless it is there already; says whether it is new.
    fn put_list(&mut self, list: &NewList<'_>) -> Result<bool, StoreError>;

    /// Keeps what a product is from `now` on (milliseconds since 1970): a new one, or a new state of
    /// that name. Its list, if it has one, must be kept already. One that is as it was adds nothing;
    /// says whether it added anything.
    fn put_product(&mut self, product: &Product, now: i64) -> Result<bool, StoreError>;

    /// Ends a product; its history stays. Says whether there was one.
    fn remove_product(&mut self, name: &str, now: i64) -> Result<bool, StoreError>;

    /// Keeps a verdict. It replaces the one about the same pair of names in effect, not in history.
    fn put_verdict(&mut self, verdict: &NameVerdict) -> Result<(), StoreError>;

    /// Keeps what is said of a user, a token or a session in place of what was said before; nothing of it is kept where
    /// it is `None`.
    fn put_account(
        &mut self,
        kind: &str,
        name: &str,
        value: Option<&str>,
    ) -> Result<(), StoreError>;

    /// Adds an entry to the trail of what was done; gives its sequence.
    fn append_trail(&mut self, entry: &str) -> Result<u64, StoreError>;

    /// Throws the projections away.
    fn clear_projections(&mut self) -> Result<(), StoreError>;
}
