//! One writing transaction: what it reads, what it has written, and how one covers the other.

mod reading;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap, HashSet},
};

use noroshi_model::{NameVerdict, Product};

use super::{
    asking::Asking,
    base::Base,
    delta::{Delta, NewDocumentRow, NewRevisionRow},
    pen::Pen,
    pool::Connection,
    words,
};
use crate::{
    ClaimRow, FileRow, KeyId, KeyName, Lease, NewList, NewRevision, Reader, RecordId, RecordRow,
    Revision, SourceRow, State, StoreError, VulnerabilityRow, Writer, chain,
    sql::{Ask, Decoders, Value, Write, accounts, leases, products, reading::View, rows, values},
};

/// What waits is written out where it is more than this (bytes).
const MOST: usize = 96 << 20;

/// A writing transaction.
pub(super) struct Session<'a> {
    pub(super) asking: Asking<'a>,
    pub(super) pen: RefCell<Pen>,
    base: RefCell<Base>,
    pub(super) work: RefCell<Work>,
    /// The last record and the last vulnerability that were asked for alone: who goes on from there is given many.
    last: Cell<(RecordId, u32)>,
    /// Whether everything holds.
    done: Cell<bool>,
}

/// What did not come to its end leaves everything as it was, and lets others write.
impl Drop for Session<'_> {
    fn drop(&mut self) {
        if self.done.get() {
            return;
        }
        // What cannot be told to a server that is gone, it finds out by itself.
        let _ = self.asking.with(|c| c.batch("rolling back", "ROLLBACK"));
        if let Ok(pen) = self.pen.try_borrow() {
            let _ = leases::release(&mut &self.asking, pen.lease());
        }
    }
}

/// What is to be written, and the numbers it gets.
pub(super) struct Work {
    pub(super) delta: Delta,
    next: Numbers,
    link: [u8; 32],
    stamp: u64,
    /// The newest stamp that anything has.
    stamped: u64,
    /// As they hold now.
    settings: HashMap<String, String>,
    pub(super) sources: Vec<Source>,
    /// Keys made in this transaction that have no revision yet.
    bare_keys: HashSet<KeyId>,
    records: i64,
    vulnerabilities: i64,
    /// Whether what people say of themselves was changed.
    products: bool,
    /// Leases that must still be held in the end.
    pub(super) under: Vec<Lease>,
    /// How many rows of the ledger and records there were at the beginning.
    began: u64,
}

/// The next number of each table.
#[derive(Default)]
struct Numbers {
    document: u64,
    key: u64,
    sequence: u64,
    file: u64,
    record: u64,
    vulnerability: u64,
    generation: u64,
}

/// A source's row with the counts that stand beside it.
pub(super) struct Source {
    pub(super) row: SourceRow,
    pub(super) documents: u64,
    pub(super) revisions: u64,
    pub(super) notes: u64,
    pub(super) newest: Option<i64>,
    /// Whether it is to be written.
    pub(super) changed: bool,
}

impl<'a> Session<'a> {
    /// Waits until nobody else writes, and begins.
    pub(super) fn new(
        connection: &'a mut Connection,
        decoders: &'a Decoders,
        gone: &'a words::Gone,
        node: &str,
    ) -> Result<Self, StoreError> {
        connection.stage()?;
        let asking = Asking::new(connection, decoders, gone, false);
        let pen = Pen::take(&asking, node)?;
        let begun = Work::begin(&asking);
        let session = |work| Self {
            asking,
            pen: RefCell::new(pen),
            base: RefCell::default(),
            work: RefCell::new(work),
            last: Cell::default(),
            done: Cell::new(false),
        };
        match begun {
            Ok(work) => Ok(session(work)),
            Err(error) => {
                drop(session(Work::default()));
                Err(error)
            }
        }
    }

    /// Makes everything hold. Says how many rows of the ledger and records there were before, and are now.
    pub(super) fn finish(self) -> Result<(u64, u64), StoreError> {
        let mut work = self.work.borrow_mut();
        work.count();
        let amounts = (work.began, work.amount());
        drop(work);
        self.flush(true)?;
        self.done.set(true);
        Ok(amounts)
    }

    /// Writes out what waits, for questions that only the engine can answer. From here on the transaction is open on
    /// the server.
    fn spill(&self) -> Result<(), StoreError> {
        if self.work.borrow().has_nothing() {
            return Ok(());
        }
        self.flush(false)?;
        self.work.borrow_mut().written();
        *self.base.borrow_mut() = Base::default();
        Ok(())
    }

    fn spill_if_much(&self) -> Result<(), StoreError> {
        let size = self.work.borrow().delta.size;
        if size > MOST { self.spill() } else { Ok(()) }
    }

    /// As the engine sees it, once it has everything.
    fn cold(&self) -> Result<View<'_>, StoreError> {
        self.spill()?;
        Ok(View::over(&self.asking))
    }

    /// What was read, with something fetched that is about to be asked for.
    fn base(
        &self,
        fetch: impl FnOnce(&mut Base, &Asking<'_>) -> Result<(), StoreError>,
    ) -> Result<std::cell::Ref<'_, Base>, StoreError> {
        if !self.asking.in_transaction.get() {
            self.pen.borrow_mut().keep(&self.asking)?;
        }
        {
            let mut base = self.base.borrow_mut();
            base.trim();
            fetch(&mut base, &self.asking)?;
        }
        Ok(self.base.borrow())
    }

    /// The records to fetch where this one is asked for: many, where somebody goes through them.
    fn along(&self, record: RecordId) -> Vec<RecordId> {
        let (before, other) = self.last.get();
        self.last.set((record, other));
        let goes_on = before < record && record - before <= 2_000;
        if goes_on {
            (record..record + 1_000).collect()
        } else {
            vec![record]
        }
    }
}

impl Work {
    fn begin(asking: &Asking<'_>) -> Result<Self, StoreError> {
        let ask: &dyn Ask = asking;
        let sql = "SELECT coalesce((SELECT max(id) FROM documents), 0) + 1, coalesce((SELECT max(id) FROM keys), 0) + 1,
                   coalesce((SELECT max(sequence) FROM revisions), 0) + 1, coalesce((SELECT max(id) FROM files), 0) + 1,
                   coalesce((SELECT max(id) FROM records), 0) + 1,
                   coalesce((SELECT max(id) FROM vulnerabilities), 0) + 1,
                   coalesce((SELECT max(stamp) FROM vulnerabilities), 0),
                   (SELECT link FROM revisions ORDER BY sequence DESC LIMIT 1)";
        let (next, stamped, link) = ask
            .one(sql, &[], |r| {
                let next = Numbers {
                    document: r.get(0)?,
                    key: r.get(1)?,
                    sequence: r.get(2)?,
                    file: r.get(3)?,
                    record: r.get(4)?,
                    vulnerability: r.get(5)?,
                    generation: words::generation(ask)? + 1,
                };
                Ok((next, r.get::<u64>(6)?, rows::digest(r.get(7)?)))
            })?
            .unwrap_or_default();
        let settings = ask.all("SELECT name, value FROM settings", &[], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })?;
        let sql = format!(
            "SELECT {}, documents, revisions, notes, newest FROM sources ORDER BY id",
            rows::SOURCE
        );
        let sources = ask.all(&sql, &[], |r| {
            Ok(Source {
                row: rows::source(r)?,
                documents: r.get(11)?,
                revisions: r.get(12)?,
                notes: r.get(13)?,
                newest: r.get(14)?,
                changed: false,
            })
        })?;
        let mut work = Self {
            next,
            link: link.map_or(chain::BEGIN, |d| d.0),
            stamp: stamped + 1,
            stamped,
            settings: settings.into_iter().collect(),
            sources,
            ..Self::default()
        };
        work.began = work.amount();
        Ok(work)
    }

    fn amount(&self) -> u64 {
        self.next.sequence + self.next.record
    }

    fn has_nothing(&self) -> bool {
        self.delta.is_empty() && self.sources.iter().all(|s| !s.changed)
    }

    /// Everything that waited stands in the database now.
    fn written(&mut self) {
        self.delta = Delta::default();
        self.sources.iter_mut().for_each(|s| s.changed = false);
    }

    /// Brings the counts of records and vulnerabilities forward.
    fn count(&mut self) {
        for (name, by) in [
            ("records", std::mem::take(&mut self.records)),
            ("vulnerabilities", std::mem::take(&mut self.vulnerabilities)),
        ] {
            if by != 0 {
                let before: i64 = self.number(name).cast_signed();
                self.set(name, (before + by).to_string());
            }
        }
    }

    fn number(&self, setting: &str) -> u64 {
        let value = self.settings.get(setting);
        value.and_then(|v| v.parse().ok()).unwrap_or(0)
    }

    pub(super) fn set(&mut self, name: &str, value: String) {
        self.delta.size += 1;
        self.delta.settings.insert(name.to_owned(), value.clone());
        self.settings.insert(name.to_owned(), value);
    }

    /// The generation of the texts that are about to be written.
    pub(super) fn next_generation(&mut self) -> u64 {
        take(&mut self.next.generation)
    }

    /// A source, entered on first sight.
    fn source(&mut self, name: &str) -> Result<&mut Source, StoreError> {
        let known = self.sources.iter().position(|s| s.row.name == name);
        let at = match known {
            Some(at) => at,
            None => {
                let id = u8::try_from(self.sources.len()).ok().filter(|id| *id < 64);
                let id = id.ok_or_else(|| StoreError::Unusable {
                    path: name.to_owned(),
                    reason: "a store holds at most 64 sources".to_owned(),
                })?;
                self.sources.push(Source {
                    row: SourceRow {
                        id,
                        name: name.to_owned(),
                        ..SourceRow::default()
                    },
                    documents: 0,
                    revisions: 0,
                    notes: 0,
                    newest: None,
                    changed: true,
                });
                self.sources.len() - 1
            }
        };
        Ok(&mut self.sources[at])
    }

    fn state(&self) -> State {
        State {
            sequence: self.next.sequence - 1,
            projected: self.number("projected"),
            documents: self.next.document - 1,
            records: self.number("records").saturating_add_signed(self.records),
            vulnerabilities: self
                .number("vulnerabilities")
                .saturating_add_signed(self.vulnerabilities),
            stamp: self.stamped,
            cleared: self.number("cleared"),
            products: self.number("products"),
        }
    }
}

impl Default for Work {
    fn default() -> Self {
        Self {
            delta: Delta::default(),
            next: Numbers::default(),
            link: chain::BEGIN,
            stamp: 1,
            stamped: 0,
            settings: HashMap::new(),
            sources: Vec::new(),
            bare_keys: HashSet::new(),
            records: 0,
            vulnerabilities: 0,
            products: false,
            under: Vec::new(),
            began: 0,
        }
    }
}

impl Writer for Session<'_> {
    fn under(&mut self, lease: &Lease) -> Result<(), StoreError> {
        self.work.borrow_mut().under.push(lease.clone());
        Ok(())
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        self.work.borrow_mut().set(name, value.to_owned());
        Ok(())
    }

    fn put_dictionary(&mut self, format: &str, bytes: &[u8]) -> Result<u32, StoreError> {
        let ask: &dyn Ask = &self.asking;
        let last = "SELECT coalesce(max(id), 0) + 1 FROM dictionaries";
        let id: u32 = ask.one(last, &[], |r| r.get(0))?.unwrap_or(1);
        let session: &mut dyn Write = self;
        session.put(
            "INSERT INTO dictionaries (id, format, body, sum) VALUES ($1, $2, $3, $4)",
            values![id, format, bytes],
        )?;
        Ok(id)
    }

    fn file_number(&mut self) -> Result<u64, StoreError> {
        Ok(take(&mut self.work.borrow_mut().next.file))
    }

    fn put_file(&mut self, file: &FileRow) -> Result<u64, StoreError> {
        let mut work = self.work.borrow_mut();
        work.source(&file.source)?;
        let id = match file.id {
            0 => take(&mut work.next.file),
            id => id,
        };
        work.delta.put_file(FileRow { id, ..file.clone() });
        Ok(id)
    }

    fn key_or_new(&mut self, name: &KeyName) -> Result<(KeyId, bool), StoreError> {
        if let Some(key) = self.key(name)? {
            return Ok((key, false));
        }
        let mut work = self.work.borrow_mut();
        let key = take(&mut work.next.key);
        work.delta.size += 100;
        work.delta.keys.insert(key, name.clone());
        work.delta.keys_by_name.insert(name.clone(), key);
        work.bare_keys.insert(key);
        Ok((key, true))
    }

    fn append(&mut self, new: &NewRevision<'_>) -> Result<u64, StoreError> {
        self.spill_if_much()?;
        let mut is_new_document = false;
        let document = match &new.document {
            None => None,
            Some(document) => {
                let digest = document.digest;
                let waiting = self
                    .work
                    .borrow()
                    .delta
                    .documents_by_digest
                    .get(&digest)
                    .copied();
                let known = match waiting {
                    Some(id) => Some(id),
                    None => {
                        let base = self.base(|base, asking| base.documents(asking, &[digest]))?;
                        base.documents.get(&digest).copied().flatten()
                    }
                };
                let mut work = self.work.borrow_mut();
                Some(known.unwrap_or_else(|| {
                    is_new_document = true;
                    let id = take(&mut work.next.document);
                    work.delta.size += 100 + document.body.len();
                    work.delta.documents_by_digest.insert(digest, id);
                    work.delta.documents.push(NewDocumentRow {
                        id,
                        digest,
                        dictionary: document.dictionary,
                        size: document.size,
                        records: document.records,
                        notes: document.notes,
                        body: document.body.to_vec(),
                    });
                    id
                }))
            }
        };
        let mut work = self.work.borrow_mut();
        let sequence = take(&mut work.next.sequence);
        let digest = new.document.as_ref().map(|d| d.digest);
        let proved = chain::Proved {
            sequence,
            name: new.name,
            digest,
            format: new.format,
            seen: new.seen,
            changed: new.changed,
            made: new.made,
        };
        work.link = chain::link(&work.link, &proved);
        let first = work.bare_keys.remove(&new.key);
        let source = work.source(&new.name.source)?;
        source.revisions += 1;
        source.documents += u64::from(is_new_document);
        if let Some(document) = new.document.as_ref().filter(|_| is_new_document) {
            source.notes += u64::from(document.notes);
        }
        source.newest = source.newest.max(new.changed);
        source.changed = true;
        let source = source.row.id;
        let link = work.link;
        work.delta.size += 250;
        work.delta
            .revisions_of
            .entry(new.key)
            .or_default()
            .push(sequence);
        work.delta.revisions.insert(
            sequence,
            NewRevisionRow {
                key: new.key,
                document,
                source,
                first,
                link,
                revision: Revision {
                    sequence,
                    digest,
                    size: new.document.as_ref().map_or(0, |d| d.size),
                    format: new.format.to_owned(),
                    file: new.file,
                    offset: new.offset,
                    seen: new.seen,
                    changed: new.changed,
                    made: new.made,
                    confirmed: new.made,
                },
            },
        );
        Ok(sequence)
    }

    fn confirm(&mut self, sequence: u64, made: i64) -> Result<(), StoreError> {
        let mut work = self.work.borrow_mut();
        let delta = &mut work.delta;
        delta.size += 20;
        match delta.revisions.get_mut(&sequence) {
            Some(new) => new.revision.confirmed = new.revision.confirmed.max(made),
            None => {
                // Whether it is later than what stands there is seen when it is written.
                let confirmed = delta.confirmed.entry(sequence).or_insert(made);
                *confirmed = made.max(*confirmed);
            }
        }
        Ok(())
    }

    fn put_record(
        &mut self,
        row: &RecordRow,
        claims: Option<&[ClaimRow]>,
        text: &str,
    ) -> Result<RecordId, StoreError> {
        self.spill_if_much()?;
        let mut work = self.work.borrow_mut();
        work.source(&row.source)?;
        let id = match row.id {
            0 => {
                let id = take(&mut work.next.record);
                work.records += 1;
                work.delta.new_records.insert(id);
                id
            }
            id => id,
        };
        let delta = &mut work.delta;
        delta.put_record(RecordRow { id, ..row.clone() });
        if claims.is_some() || row.id == 0 {
            // One claim for each identifier: the last.
            let by_identifier: BTreeMap<&str, ClaimRow> = claims
                .into_iter()
                .flatten()
                .map(|c| {
                    (
                        c.identifier.as_str(),
                        ClaimRow {
                            record: id,
                            ..c.clone()
                        },
                    )
                })
                .collect();
            delta.put_claims(id, by_identifier.into_values().collect());
        }
        delta.size += text.len();
        delta.texts.insert(id, text.to_owned());
        Ok(id)
    }

    fn delete_record(&mut self, record: RecordId) -> Result<(), StoreError> {
        let is_there = self.record(record)?.is_some();
        let mut work = self.work.borrow_mut();
        work.records -= i64::from(is_there);
        let delta = &mut work.delta;
        delta.records.insert(record, None);
        delta.put_claims(record, Vec::new());
        delta.put_memberships(record, Vec::new());
        delta.texts.insert(record, String::new());
        Ok(())
    }

    fn mention(&mut self, key: KeyId, identifiers: &[String]) -> Result<(), StoreError> {
        let delta = &mut self.work.borrow_mut().delta;
        for identifier in identifiers {
            delta.size += 40 + identifier.len();
            delta.mentions.insert((identifier.clone(), key));
        }
        Ok(())
    }

    fn put_memberships(
        &mut self,
        record: RecordId,
        of: &[(u32, u8)],
    ) -> Result<Vec<u32>, StoreError> {
        let before = self.memberships(record)?;
        self.work
            .borrow_mut()
            .delta
            .put_memberships(record, of.to_vec());
        Ok(before)
    }

    fn vulnerability_or_new(&mut self, name: &str) -> Result<u32, StoreError> {
        if let Some(id) = self.work.borrow().delta.new_vulnerabilities.get(name) {
            return Ok(*id);
        }
        {
            let base = self.base(|base, asking| base.vulnerabilities(asking, &[name]))?;
            if let Some(id) = base.vulnerabilities.get(name).copied().flatten() {
                return Ok(id);
            }
        }
        let mut work = self.work.borrow_mut();
        let id = take(&mut work.next.vulnerability);
        let id = u32::try_from(id).map_err(|_| StoreError::Damaged {
            what: "vulnerabilities have run out of numbers".to_owned(),
        })?;
        work.stamped = work.stamp;
        let stamp = work.stamp;
        let delta = &mut work.delta;
        delta.size += 300;
        delta.new_vulnerabilities.insert(name.to_owned(), id);
        delta.is_new_vulnerability.insert(id);
        delta.vulnerabilities.insert(
            id,
            VulnerabilityRow {
                id,
                name: name.to_owned(),
                stamp,
                ..VulnerabilityRow::default()
            },
        );
        Ok(id)
    }

    fn put_vulnerability(&mut self, row: &VulnerabilityRow) -> Result<(), StoreError> {
        let waiting = self
            .work
            .borrow()
            .delta
            .vulnerabilities
            .get(&row.id)
            .map(|v| (v.members, v.name.clone()));
        let (before, name) = match waiting {
            Some(known) => known,
            None => {
                let base = self.base(|base, asking| base.members(asking, &[row.id]))?;
                (base.sizes.get(&row.id).copied().unwrap_or(0), String::new())
            }
        };
        let mut work = self.work.borrow_mut();
        work.vulnerabilities += i64::from(row.members > 0) - i64::from(before > 0);
        work.stamped = work.stamp;
        let stamp = work.stamp;
        work.delta.size += 300;
        // Its name is what it was.
        work.delta.vulnerabilities.insert(
            row.id,
            VulnerabilityRow {
                name,
                stamp,
                ..row.clone()
            },
        );
        Ok(())
    }

    fn put_source(&mut self, row: &SourceRow) -> Result<(), StoreError> {
        let mut work = self.work.borrow_mut();
        let source = work.source(&row.name)?;
        source.changed = true;
        source.row = SourceRow {
            id: source.row.id,
            ..row.clone()
        };
        Ok(())
    }

    fn projected(&mut self, sequence: u64) -> Result<(), StoreError> {
        self.set("projected", &sequence.to_string())
    }

    fn put_list(&mut self, list: &NewList<'_>) -> Result<bool, StoreError> {
        products::put_list(self, list)
    }

    fn put_product(&mut self, product: &Product, now: i64) -> Result<bool, StoreError> {
        products::put(self, product, now)
    }

    fn remove_product(&mut self, name: &str, now: i64) -> Result<bool, StoreError> {
        products::remove(self, name, now)
    }

    fn put_verdict(&mut self, verdict: &NameVerdict) -> Result<(), StoreError> {
        products::put_verdict(self, verdict)
    }

    fn put_account(
        &mut self,
        kind: &str,
        name: &str,
        value: Option<&str>,
    ) -> Result<(), StoreError> {
        accounts::put(self, kind, name, value)
    }

    fn append_trail(&mut self, entry: &str) -> Result<u64, StoreError> {
        accounts::append(self, entry)
    }

    fn clear_projections(&mut self) -> Result<(), StoreError> {
        self.open()?;
        self.asking.with(|connection| {
            connection.batch(
                "clearing the projections",
                "DELETE FROM records; DELETE FROM claims; DELETE FROM mentions; DELETE FROM vulnerabilities;
                 DELETE FROM members; DELETE FROM words; DELETE FROM words_gone; DELETE FROM segments;
                 DELETE FROM settings WHERE name IN ('records', 'vulnerabilities')",
            )
        })?;
        *self.base.borrow_mut() = Base::default();
        let mut work = self.work.borrow_mut();
        work.next.record = 1;
        work.next.generation = 1;
        work.next.vulnerability = 1;
        work.records = 0;
        work.vulnerabilities = 0;
        work.stamped = 0;
        for name in ["records", "vulnerabilities"] {
            work.settings.remove(name);
        }
        let cleared = work.number("cleared") + 1;
        work.set("cleared", cleared.to_string());
        work.set("projected", "0".to_owned());
        Ok(())
    }
}

impl Session<'_> {
    /// Makes sure that the transaction is open on the server, with everything in it that waited.
    fn open(&self) -> Result<(), StoreError> {
        self.spill()?;
        if self.asking.in_transaction.get() {
            return Ok(());
        }
        self.flush(false)
    }
}

impl Write for Session<'_> {
    fn ask(&self) -> &dyn Ask {
        &self.asking
    }

    fn run(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        self.open()?;
        self.asking.with(|c| c.run(sql, values))
    }

    fn changes_products(&mut self) -> Result<(), StoreError> {
        let mut work = self.work.borrow_mut();
        if !work.products {
            work.products = true;
            let count = work.number("products") + 1;
            work.set("products", count.to_string());
        }
        Ok(())
    }
}

/// Takes the next number.
fn take(next: &mut u64) -> u64 {
    let number = *next;
    *next += 1;
    number
}
