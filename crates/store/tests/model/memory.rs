//! A store over plain collections, as simple as it can be: a transaction works on a copy of everything,
//! which takes the place of the original at its end.

mod reading;
mod writing;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::Write as _,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use noroshi_model::NameVerdict;
use noroshi_store::{
    ClaimRow, Digest, FileRow, KeyId, KeyName, Lease, LedgerRow, NodeRow, PackedDocument,
    ProductState, Reader, RecordId, RecordRow, SourceRow, Store, StoreError, TrailRow,
    VulnerabilityRow, Writer,
};

/// The model of a store.
#[derive(Default)]
pub(crate) struct Memory {
    contents: Mutex<Contents>,
    /// One writes at a time.
    writing: Mutex<()>,
}

/// Everything that is kept.
#[derive(Clone, Default)]
struct Contents {
    settings: BTreeMap<String, String>,
    dictionaries: Vec<(u32, String, Vec<u8>)>,
    documents: BTreeMap<Digest, Document>,
    files: BTreeMap<u64, FileRow>,
    keys: BTreeMap<KeyId, KeyName>,
    ledger: Vec<LedgerRow>,
    sources: Vec<SourceRow>,
    lists: Vec<(Digest, Vec<u8>)>,
    products: Vec<ProductState>,
    verdicts: Vec<NameVerdict>,
    accounts: BTreeMap<(String, String), String>,
    trail: Vec<TrailRow>,

    records: BTreeMap<RecordId, RecordRow>,
    claims: BTreeMap<(RecordId, String), ClaimRow>,
    texts: BTreeMap<RecordId, String>,
    mentions: BTreeSet<(String, KeyId)>,
    vulnerabilities: BTreeMap<u32, VulnerabilityRow>,
    /// How a record belongs to a vulnerability.
    members: BTreeMap<(RecordId, u32), u8>,

    /// The sequence up to which the projections are built.
    projected: u64,
    /// How often the projections were thrown away.
    cleared: u64,
    /// How many transactions changed products or verdicts.
    products_changed: u64,
    /// Holder, token and end.
    leases: BTreeMap<String, (String, u64, Instant)>,
    /// Each with when it was heard of.
    nodes: BTreeMap<String, (NodeRow, Instant)>,
    now: Transaction,
}

/// What is kept of a document.
#[derive(Clone)]
struct Document {
    bytes: Vec<u8>,
    packed: PackedDocument,
    /// The source it first came from.
    source: String,
}

/// What holds for one transaction. Numbers are given from the highest at its beginning on, so that
/// one that becomes free in it is not given again before its end.
#[derive(Clone, Default)]
struct Transaction {
    next_file: u64,
    next_record: RecordId,
    next_vulnerability: u32,
    /// What the rows of vulnerabilities written in it carry.
    stamp: u64,
    /// Whether it counts among those that changed products or verdicts.
    changes_products: bool,
}

impl Contents {
    fn begin(&mut self) {
        self.now = Transaction {
            next_file: self.files.keys().last().unwrap_or(&0) + 1,
            next_record: self.records.keys().last().unwrap_or(&0) + 1,
            next_vulnerability: self.vulnerabilities.keys().last().unwrap_or(&0) + 1,
            stamp: self.last_stamp() + 1,
            changes_products: false,
        };
    }

    fn last_stamp(&self) -> u64 {
        let stamps = self.vulnerabilities.values().map(|v| v.stamp);
        stamps.max().unwrap_or(0)
    }
}

impl Memory {
    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn copy(&self) -> Contents {
        self.contents().clone()
    }
}

impl Store for Memory {
    fn write(
        &self,
        work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let _alone = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut contents = self.copy();
        contents.begin();
        work(&mut contents)?;
        *self.contents() = contents;
        Ok(())
    }

    fn read(
        &self,
        work: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        work(&self.copy())
    }

    /// There is nothing to come back from: the file only says that it was asked for.
    fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let written = File::create_new(to).and_then(|mut file| file.write_all(b"memory"));
        written.map_err(|error| StoreError::Unusable {
            path: to.display().to_string(),
            reason: error.to_string(),
        })
    }

    fn structure(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }

    /// Digests of its own kind; they say no more than that two contents are the same.
    fn projection_digests(&self) -> Result<Vec<(&'static str, String)>, StoreError> {
        let contents = self.copy();
        let mut records = Vec::new();
        for row in contents.records.values() {
            let key = &contents.keys[&row.key];
            let claims: Vec<_> = contents.claims_of(row.id)?;
            let claims: Vec<_> = claims.iter().map(|c| (&c.identifier, c.relation)).collect();
            let text = contents.texts.get(&row.id);
            records.push(format!("{key:?} {} {claims:?} {text:?}", row.name));
        }
        records.sort();
        let digest = Digest::of(records.join("\n").as_bytes());
        Ok(vec![("records", digest.to_string())])
    }

    fn lease(&self, name: &str, holder: &str, lasts: u64) -> Result<Option<Lease>, StoreError> {
        let leases = &mut self.contents().leases;
        let known = leases.get(name);
        if known.is_some_and(|(_, _, until)| *until > Instant::now()) {
            return Ok(None);
        }
        let token = known.map_or(1, |(_, token, _)| token + 1);
        let name = name.to_owned();
        leases.insert(name.clone(), (holder.to_owned(), token, after(lasts)));
        Ok(Some(Lease { name, token }))
    }

    fn renew(&self, lease: &Lease, lasts: u64) -> Result<bool, StoreError> {
        let leases = &mut self.contents().leases;
        let held = leases.get_mut(&lease.name);
        let held = held.filter(|(_, token, _)| *token == lease.token);
        let is_held = held.is_some();
        held.into_iter().for_each(|held| held.2 = after(lasts));
        Ok(is_held)
    }

    fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        self.renew(lease, 0).map(drop)
    }

    fn beat(&self, node: &NodeRow) -> Result<(), StoreError> {
        let nodes = &mut self.contents().nodes;
        nodes.insert(node.name.clone(), (node.clone(), Instant::now()));
        Ok(())
    }

    fn leave(&self, node: &str) -> Result<(), StoreError> {
        self.contents().nodes.remove(node);
        Ok(())
    }

    fn size(&self) -> u64 {
        1
    }

    fn path(&self) -> &Path {
        Path::new("memory")
    }

    fn version(&self) -> u32 {
        1
    }
}

fn after(lasts: u64) -> Instant {
    Instant::now() + Duration::from_millis(lasts)
}
