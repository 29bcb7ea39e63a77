//! What is not for everybody, and who sees it: decided here, for every page and every door.
//!
//! A source may be labelled with the Traffic Light Protocol. Who is not cleared for it gets a house of their own over the
//! same store, in which what that source says is not there: no record, no document, no vulnerability that only it knows,
//! and nothing of it in the sum of what others say. Its rows of the ledger stand there without a name or a document, so
//! that the chain can be followed. How many rows there are is no secret, and neither is that two records are about the
//! same thing where only a hidden one says so.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use noroshi_model::Tlp;
use noroshi_store::{
    Ahead, ClaimRow, Digest, FileRow, KeyId, KeyName, Known, Lease, LeaseRow, LedgerRow, Member,
    NodeRow, PackedDocument, ProductState, Reader, RecordId, RecordRow, Revision, SourceCounts,
    SourceRow, State, Store, StoreError, StoredDocument, TrailRow, VulnerabilityRow, Writer,
};

use crate::{house::House, link};

impl House {
    /// The house as somebody sees it who is cleared up to a label: this one, where there is nothing that is kept from
    /// them.
    pub fn seen_by(self: &Arc<Self>, clearance: Tlp) -> Arc<Self> {
        let labels = self.labels();
        let above = labels.into_iter().filter(|(_, label)| *label > clearance);
        let hidden: BTreeSet<String> = above.map(|(source, _)| source).collect();
        if hidden.is_empty() {
            return Arc::clone(self);
        }
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        let view = views.entry(hidden).or_insert_with_key(|hidden| {
            let store = Sighted::new(Arc::clone(&self.store), hidden.clone(), clearance);
            Arc::new(self.over_the_same(Arc::new(store)))
        });
        Arc::clone(view)
    }
}

/// Houses by what is kept back in them.
pub(crate) type Views = Mutex<BTreeMap<BTreeSet<String>, Arc<House>>>;

/// A store without what some sources say.
struct Sighted {
    store: Arc<dyn Store>,
    sources: BTreeSet<String>,
    /// What follows from that, for the state that it was last asked for.
    hidden: Mutex<Option<(State, Arc<Hidden>)>>,
    /// Files beside the store would be of all that is in it.
    path: PathBuf,
}

/// What is kept back.
#[derive(Default)]
struct Hidden {
    sources: BTreeSet<String>,
    records: HashSet<RecordId>,
    /// Those that a hidden record belongs to.
    vulnerabilities: HashSet<u32>,
    bits: BTreeMap<String, u8>,
}

impl Sighted {
    fn new(store: Arc<dyn Store>, sources: BTreeSet<String>, clearance: Tlp) -> Self {
        let beside = store.path().parent().unwrap_or(Path::new("."));
        let name = clearance.word().replace('+', "-");
        Self {
            path: beside.join(format!("seen-by-{name}")).join("noroshi.db"),
            store,
            sources,
            hidden: Mutex::default(),
        }
    }

    fn hidden(&self, reader: &dyn Reader) -> Result<Arc<Hidden>, StoreError> {
        let state = reader.state()?;
        let mut kept = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, hidden)) = &*kept
            && *of == state
        {
            return Ok(Arc::clone(hidden));
        }
        let hidden = Arc::new(Hidden::in_state(reader, &self.sources)?);
        *kept = Some((state, Arc::clone(&hidden)));
        Ok(hidden)
    }
}

impl Hidden {
    fn in_state(reader: &dyn Reader, sources: &BTreeSet<String>) -> Result<Self, StoreError> {
        let mut hidden = Self {
            sources: sources.clone(),
            ..Self::default()
        };
        for row in reader.sources()? {
            hidden.bits.insert(row.name, row.id);
        }
        for source in sources {
            // No file is made after the end of time: all of its keys.
            for key in reader.unconfirmed(source, i64::MAX)? {
                for (record, _) in reader.names_of(key)? {
                    hidden.records.insert(record);
                    hidden.vulnerabilities.extend(reader.memberships(record)?);
                }
            }
        }
        Ok(hidden)
    }
}

impl Store for Sighted {
    fn write(
        &self,
        work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.store.write(work)
    }

    fn read(
        &self,
        work: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.store.read(&mut |reader| {
            let hidden = self.hidden(reader)?;
            work(&Seen {
                all: reader,
                hidden: &hidden,
            })
        })
    }

    fn backup(&self, _: &Path) -> Result<(), StoreError> {
        Err(StoreError::ReadOnly)
    }

    fn structure(&self) -> Result<Vec<String>, StoreError> {
        self.store.structure()
    }

    fn projection_digests(&self) -> Result<Vec<(&'static str, String)>, StoreError> {
        Err(StoreError::ReadOnly)
    }

    fn lease(&self, name: &str, holder: &str, lasts: u64) -> Result<Option<Lease>, StoreError> {
        self.store.lease(name, holder, lasts)
    }

    fn renew(&self, lease: &Lease, lasts: u64) -> Result<bool, StoreError> {
        self.store.renew(lease, lasts)
    }

    fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        self.store.release(lease)
    }

    fn beat(&self, node: &NodeRow) -> Result<(), StoreError> {
        self.store.beat(node)
    }

    fn leave(&self, node: &str) -> Result<(), StoreError> {
        self.store.leave(node)
    }

    fn size(&self) -> u64 {
        self.store.size()
    }

    fn forget(&self) {
        let mut hidden = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        *hidden = None;
    }

    fn is_far(&self) -> bool {
        self.store.is_far()
    }

    fn path(&self) -> &Path {
        &self.path
    }

    fn version(&self) -> u32 {
        self.store.version()
    }
}

/// One state of a store, without what is hidden.
struct Seen<'a> {
    all: &'a dyn Reader,
    hidden: &'a Hidden,
}

impl Seen<'_> {
    fn shows(&self, source: &str) -> bool {
        !self.hidden.sources.contains(source)
    }

    fn shows_record(&self, record: RecordId) -> bool {
        !self.hidden.records.contains(&record)
    }

    /// A vulnerability as what is seen of it comes to.
    fn seen(&self, row: VulnerabilityRow) -> Result<VulnerabilityRow, StoreError> {
        if !self.hidden.vulnerabilities.contains(&row.id) {
            return Ok(row);
        }
        let members = self.members(row.id)?;
        Ok(VulnerabilityRow {
            name: row.name,
            stamp: row.stamp,
            ..link::sum_up(row.id, &members, &self.hidden.bits)
        })
    }

    fn is_there(&self, row: &VulnerabilityRow) -> bool {
        row.members > 0
    }
}

impl Reader for Seen<'_> {
    fn ahead(&self, of: Ahead<'_>) -> Result<(), StoreError> {
        self.all.ahead(of)
    }

    fn state(&self) -> Result<State, StoreError> {
        self.all.state()
    }

    fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.all.setting(name)
    }

    fn settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.all.settings()
    }

    /// Only what stands under a key of somebody who is seen: a digest may be guessed, or known from elsewhere.
    fn document(&self, digest: &Digest) -> Result<Option<StoredDocument>, StoreError> {
        let mut is_hidden = false;
        for source in &self.hidden.sources {
            is_hidden |= self.all.known(source, digest)?.is_some();
        }
        if is_hidden {
            let mut is_seen = false;
            for source in self.sources()? {
                is_seen |= self.all.known(&source.name, digest)?.is_some();
            }
            if !is_seen {
                return Ok(None);
            }
        }
        self.all.document(digest)
    }

    fn known(&self, source: &str, digest: &Digest) -> Result<Option<Known>, StoreError> {
        match self.shows(source) {
            true => self.all.known(source, digest),
            false => Ok(None),
        }
    }

    fn dictionaries(&self) -> Result<Vec<(u32, String, Vec<u8>)>, StoreError> {
        self.all.dictionaries()
    }

    fn key(&self, name: &KeyName) -> Result<Option<KeyId>, StoreError> {
        match self.shows(&name.source) {
            true => self.all.key(name),
            false => Ok(None),
        }
    }

    fn key_name(&self, key: KeyId) -> Result<Option<KeyName>, StoreError> {
        let name = self.all.key_name(key)?;
        Ok(name.filter(|name| self.shows(&name.source)))
    }

    fn revisions(&self, key: KeyId) -> Result<Vec<Revision>, StoreError> {
        match self.key_name(key)? {
            Some(_) => self.all.revisions(key),
            None => Ok(Vec::new()),
        }
    }

    fn ledger(&self, after: u64, limit: usize) -> Result<Vec<LedgerRow>, StoreError> {
        let mut rows = self.all.ledger(after, limit)?;
        for row in &mut rows {
            if !self.shows(&row.name.source) {
                nameless(row);
            }
        }
        Ok(rows)
    }

    fn packed(
        &self,
        _: u64,
        _: u64,
        _: &mut dyn FnMut(u64, PackedDocument),
    ) -> Result<(), StoreError> {
        // A ledger of which a part is not seen is not handed on.
        Err(StoreError::ReadOnly)
    }

    fn file(&self, id: u64) -> Result<Option<FileRow>, StoreError> {
        let file = self.all.file(id)?;
        Ok(file.filter(|file| self.shows(&file.source)))
    }

    fn files_after(&self, id: u64, limit: usize) -> Result<Vec<FileRow>, StoreError> {
        let mut after = id;
        loop {
            let mut files = self.all.files_after(after, limit)?;
            let Some(last) = files.last().map(|file| file.id) else {
                return Ok(files);
            };
            files.retain(|file| self.shows(&file.source));
            if !files.is_empty() {
                return Ok(files);
            }
            after = last;
        }
    }

    fn file_at(&self, source: &str, address: &str) -> Result<Option<FileRow>, StoreError> {
        match self.shows(source) {
            true => self.all.file_at(source, address),
            false => Ok(None),
        }
    }

    fn snapshots(&self, source: &str) -> Result<Vec<(u64, i64)>, StoreError> {
        match self.shows(source) {
            true => self.all.snapshots(source),
            false => Ok(Vec::new()),
        }
    }

    fn unconfirmed(&self, source: &str, made: i64) -> Result<Vec<KeyId>, StoreError> {
        match self.shows(source) {
            true => self.all.unconfirmed(source, made),
            false => Ok(Vec::new()),
        }
    }

    fn records_of(&self, key: KeyId) -> Result<Vec<RecordRow>, StoreError> {
        let mut rows = self.all.records_of(key)?;
        rows.retain(|row| self.shows(&row.source));
        Ok(rows)
    }

    fn names_of(&self, key: KeyId) -> Result<Vec<(RecordId, String)>, StoreError> {
        let mut names = self.all.names_of(key)?;
        names.retain(|(record, _)| self.shows_record(*record));
        Ok(names)
    }

    fn newest_records(
        &self,
        source: &str,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<RecordRow>, StoreError> {
        match self.shows(source) {
            true => self.all.newest_records(source, skip, limit),
            false => Ok(Vec::new()),
        }
    }

    fn record(&self, id: RecordId) -> Result<Option<RecordRow>, StoreError> {
        let row = self.all.record(id)?;
        Ok(row.filter(|row| self.shows(&row.source)))
    }

    fn claims_of(&self, record: RecordId) -> Result<Vec<ClaimRow>, StoreError> {
        match self.shows_record(record) {
            true => self.all.claims_of(record),
            false => Ok(Vec::new()),
        }
    }

    fn claiming(&self, identifier: &str) -> Result<Vec<ClaimRow>, StoreError> {
        let mut claims = self.all.claiming(identifier)?;
        claims.retain(|claim| self.shows_record(claim.record));
        Ok(claims)
    }

    fn keys_mentioning(&self, identifier: &str) -> Result<Vec<KeyId>, StoreError> {
        let mut keys = Vec::new();
        for key in self.all.keys_mentioning(identifier)? {
            keys.extend(self.key_name(key)?.map(|_| key));
        }
        Ok(keys)
    }

    fn mentions_seen(&self, _: &mut dyn FnMut(&str, KeyId)) -> Result<(), StoreError> {
        // For checking, which looks at everything.
        Err(StoreError::ReadOnly)
    }

    fn vulnerability(&self, name: &str) -> Result<Option<VulnerabilityRow>, StoreError> {
        let row = self.all.vulnerability(name)?;
        let row = row.map(|row| self.seen(row)).transpose()?;
        Ok(row.filter(|row| self.is_there(row)))
    }

    fn vulnerability_at(&self, id: u32) -> Result<Option<VulnerabilityRow>, StoreError> {
        let row = self.all.vulnerability_at(id)?;
        row.map(|row| self.seen(row)).transpose()
    }

    fn vulnerabilities_after(
        &self,
        stamp: u64,
        each: &mut dyn FnMut(VulnerabilityRow),
    ) -> Result<(), StoreError> {
        let mut outcome = Ok(());
        self.all
            .vulnerabilities_after(stamp, &mut |row| match self.seen(row) {
                Ok(row) => each(row),
                Err(error) => outcome = Err(error),
            })?;
        outcome
    }

    fn memberships_after(
        &self,
        stamp: u64,
        each: &mut dyn FnMut(RecordId, u32),
    ) -> Result<(), StoreError> {
        self.all
            .memberships_after(stamp, &mut |record, vulnerability| {
                if self.shows_record(record) {
                    each(record, vulnerability);
                }
            })
    }

    fn members(&self, vulnerability: u32) -> Result<Vec<Member>, StoreError> {
        let mut members = self.all.members(vulnerability)?;
        members.retain(|member| self.shows(&member.record.source));
        Ok(members)
    }

    fn memberships(&self, record: RecordId) -> Result<Vec<u32>, StoreError> {
        match self.shows_record(record) {
            true => self.all.memberships(record),
            false => Ok(Vec::new()),
        }
    }

    fn relation(&self, record: RecordId, vulnerability: u32) -> Result<Option<u8>, StoreError> {
        match self.shows_record(record) {
            true => self.all.relation(record, vulnerability),
            false => Ok(None),
        }
    }

    fn text(&self, tokens: &[String], each: &mut dyn FnMut(RecordId)) -> Result<(), StoreError> {
        self.all.text(tokens, &mut |record| {
            if self.shows_record(record) {
                each(record);
            }
        })
    }

    fn text_seen(&self, _: &mut dyn FnMut(&[u8], u64, RecordId)) -> Result<(), StoreError> {
        // For checking, which looks at everything.
        Err(StoreError::ReadOnly)
    }

    fn names_beginning(&self, prefix: &str, limit: usize) -> Result<Vec<String>, StoreError> {
        let more = limit + self.hidden.vulnerabilities.len();
        let mut names = Vec::new();
        for name in self.all.names_beginning(prefix, more)? {
            if names.len() == limit {
                break;
            }
            if self.vulnerability(&name)?.is_some() {
                names.push(name);
            }
        }
        Ok(names)
    }

    fn vulnerabilities_beginning(
        &self,
        prefix: &str,
        each: &mut dyn FnMut(u32),
    ) -> Result<(), StoreError> {
        // Those that are gone may be among them, and so those that are not seen.
        self.all.vulnerabilities_beginning(prefix, each)
    }

    fn sources(&self) -> Result<Vec<SourceRow>, StoreError> {
        let mut rows = self.all.sources()?;
        rows.retain(|row| self.shows(&row.name));
        Ok(rows)
    }

    fn leases(&self) -> Result<Vec<LeaseRow>, StoreError> {
        self.all.leases()
    }

    fn nodes(&self) -> Result<Vec<NodeRow>, StoreError> {
        self.all.nodes()
    }

    fn source_counts(&self, source: &str, since: i64) -> Result<SourceCounts, StoreError> {
        match self.shows(source) {
            true => self.all.source_counts(source, since),
            false => Ok(SourceCounts::default()),
        }
    }

    fn products(&self) -> Result<Vec<noroshi_model::Product>, StoreError> {
        self.all.products()
    }

    fn product(&self, name: &str) -> Result<Option<noroshi_model::Product>, StoreError> {
        self.all.product(name)
    }

    fn product_history(&self, name: &str) -> Result<Vec<ProductState>, StoreError> {
        self.all.product_history(name)
    }

    fn product_names(&self) -> Result<Vec<String>, StoreError> {
        self.all.product_names()
    }

    fn list(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        self.all.list(digest)
    }

    fn lists(&self) -> Result<Vec<Digest>, StoreError> {
        self.all.lists()
    }

    fn verdicts(&self) -> Result<Vec<noroshi_model::NameVerdict>, StoreError> {
        self.all.verdicts()
    }

    fn verdict_pairs(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.all.verdict_pairs()
    }

    fn verdict_history(
        &self,
        ours: &str,
        theirs: &str,
    ) -> Result<Vec<noroshi_model::NameVerdict>, StoreError> {
        self.all.verdict_history(ours, theirs)
    }

    fn account(&self, kind: &str, name: &str) -> Result<Option<String>, StoreError> {
        self.all.account(kind, name)
    }

    fn accounts(&self, kind: &str) -> Result<Vec<(String, String)>, StoreError> {
        self.all.accounts(kind)
    }

    fn trail(&self, after: u64, limit: usize) -> Result<Vec<TrailRow>, StoreError> {
        self.all.trail(after, limit)
    }

    fn trail_end(&self) -> Result<Option<TrailRow>, StoreError> {
        self.all.trail_end()
    }
}

/// Takes from a row of the ledger whatever says what arrived. Its place and its hash stay.
fn nameless(row: &mut LedgerRow) {
    row.key = 0;
    row.name = KeyName {
        source: String::new(),
        namespace: String::new(),
        name: String::new(),
    };
    row.revision = Revision {
        digest: None,
        size: 0,
        format: String::new(),
        file: 0,
        offset: 0,
        changed: None,
        made: 0,
        ..row.revision.clone()
    };
}
