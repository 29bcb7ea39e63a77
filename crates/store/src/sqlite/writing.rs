//! One write transaction. Numbers and running counts are held here and written once at its end.
//!
//! No statement here may be of the kind for which SQLite opens a savepoint of its own, `INSERT OR
//! REPLACE` above all: the full text index would put what it gathered on the disk each time.

use std::collections::{HashMap, HashSet};

use noroshi_model::{NameVerdict, Product};
use rusqlite::Connection;

use super::{Decoders, asking::Asking, failed};
use crate::{
    Ahead, ClaimRow, Digest, FileRow, KeyId, KeyName, Known, Lease, LeaseRow, LedgerRow, Member,
    NewList, NewRevision, NodeRow, PackedDocument, ProductState, Reader, RecordId, RecordRow,
    Revision, SourceCounts, SourceRow, State, StoreError, StoredDocument, TrailRow,
    VulnerabilityRow, Writer, chain,
    sql::{Ask, Row, Value, Write, accounts, leases, products, reading::View, rows, sums, values},
};

/// A write transaction.
pub(super) struct Session<'a> {
    asking: Asking<'a>,
    next: Numbers,
    link: [u8; 32],
    stamp: u64,
    sources: HashMap<String, (u8, Running)>,
    /// Keys made in this transaction that have no revision yet.
    bare_keys: HashSet<KeyId>,
    /// Vulnerabilities made in this transaction that have no members yet.
    bare_vulnerabilities: HashSet<u32>,
    records: i64,
    vulnerabilities: i64,
    /// Whether what people say of themselves was changed.
    products: bool,
}

/// The next number of each table.
struct Numbers {
    document: u64,
    key: u64,
    sequence: u64,
    file: u64,
    record: u64,
    vulnerability: u64,
}

/// What a source gained in this transaction.
#[derive(Default)]
struct Running {
    documents: u64,
    revisions: u64,
    notes: u64,
    newest: Option<i64>,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        connection: &'a Connection,
        decoders: &'a Decoders,
    ) -> Result<Self, StoreError> {
        let asking = Asking {
            connection,
            decoders,
        };
        let ask: &dyn Ask = &asking;
        let top = |table: &str, column: &str| -> Result<u64, StoreError> {
            let sql = format!("SELECT coalesce(max({column}), 0) + 1 FROM {table}");
            Ok(ask.one(&sql, &[], |r| r.get(0))?.unwrap_or(1))
        };
        let next = Numbers {
            document: top("documents", "id")?,
            key: top("keys", "id")?,
            sequence: top("revisions", "sequence")?,
            file: top("files", "id")?,
            record: top("records", "id")?,
            vulnerability: top("vulnerabilities", "id")?,
        };
        let link = ask.one(
            "SELECT link FROM revisions WHERE sequence = ?1",
            values![next.sequence - 1],
            |r| r.get(0),
        )?;
        let mut sources = HashMap::new();
        for row in View::over(ask).sources()? {
            sources.insert(row.name, (row.id, Running::default()));
        }
        let stamp = View::over(ask).state()?.stamp + 1;
        let link = rows::digest(link).map_or(chain::BEGIN, |d| d.0);
        Ok(Self {
            asking,
            next,
            link,
            stamp,
            sources,
            bare_keys: HashSet::new(),
            bare_vulnerabilities: HashSet::new(),
            records: 0,
            vulnerabilities: 0,
            products: false,
        })
    }

    /// Writes the running counts.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        for (id, gained) in std::mem::take(&mut self.sources).into_values() {
            if gained.revisions > 0 {
                self.execute(
                    "UPDATE sources SET documents = documents + ?2, revisions = revisions + ?3, notes = notes + ?4,
                     newest = max(coalesce(newest, ?5), coalesce(?5, newest)) WHERE id = ?1",
                    values![id, gained.documents, gained.revisions, gained.notes, gained.newest],
                )?;
                self.sum_source(id)?;
            }
        }
        for (name, by) in [
            ("records", self.records),
            ("vulnerabilities", self.vulnerabilities),
        ] {
            if by != 0 {
                let before = self.view().setting(name)?.and_then(|n| n.parse().ok());
                self.keep(name, &(before.unwrap_or(0_i64) + by).to_string())?;
            }
        }
        Ok(())
    }

    fn keep(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.put(
            "INSERT INTO settings VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET value = ?2, sum = ?3",
            values![name, value],
        )?;
        Ok(())
    }

    /// Writes a row with its sum as the last value.
    fn put(&self, sql: &str, row: &[Value<'_>]) -> Result<u64, StoreError> {
        self.execute(sql, &[row, values![sums::of(row)]].concat())
    }

    /// Sums the row of a source anew.
    fn sum_source(&mut self, id: u8) -> Result<(), StoreError> {
        let session: &mut dyn Write = self;
        session.sum_anew("sources", sums::SOURCE, "id", id.into())
    }

    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        execute(self.asking.connection, sql, values)
    }

    fn one<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        map: impl Fn(&dyn Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let ask: &dyn Ask = &self.asking;
        ask.one(sql, values, map)
    }

    fn view(&self) -> View<'_> {
        View::over(&self.asking)
    }

    /// The number of a source, given on first sight.
    fn source(&mut self, name: &str) -> Result<u8, StoreError> {
        if let Some((id, _)) = self.sources.get(name) {
            return Ok(*id);
        }
        let taken = self.sources.len();
        let id = u8::try_from(taken)
            .ok()
            .filter(|id| *id < 64)
            .ok_or_else(|| StoreError::Unusable {
                path: name.to_owned(),
                reason: "a store holds at most 64 sources".to_owned(),
            })?;
        self.execute(
            "INSERT INTO sources (id, name) VALUES (?1, ?2)",
            values![id, name],
        )?;
        self.sum_source(id)?;
        self.sources
            .insert(name.to_owned(), (id, Running::default()));
        Ok(id)
    }
}

impl Write for Session<'_> {
    fn ask(&self) -> &dyn Ask {
        &self.asking
    }

    fn run(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        self.execute(sql, values)
    }

    fn changes_products(&mut self) -> Result<(), StoreError> {
        if !self.products {
            self.products = true;
            let count = self.view().state()?.products + 1;
            self.keep("products", &count.to_string())?;
        }
        Ok(())
    }
}

impl Writer for Session<'_> {
    fn under(&mut self, lease: &Lease) -> Result<(), StoreError> {
        // Nobody else writes until this transaction ends, so the lease is held until then.
        leases::hold(&self.asking, lease, "")
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        self.keep(name, value)
    }

    fn put_dictionary(&mut self, format: &str, bytes: &[u8]) -> Result<u32, StoreError> {
        let last = "SELECT coalesce(max(id), 0) + 1 FROM dictionaries";
        let id: u32 = self.one(last, &[], |r| r.get(0))?.unwrap_or(1);
        self.put(
            "INSERT INTO dictionaries VALUES (?1, ?2, ?3, ?4)",
            values![id, format, bytes],
        )?;
        Ok(id)
    }

    fn file_number(&mut self) -> Result<u64, StoreError> {
        Ok(take(&mut self.next.file))
    }

    fn put_file(&mut self, f: &FileRow) -> Result<u64, StoreError> {
        self.source(&f.source)?;
        let id = if f.id == 0 {
            take(&mut self.next.file)
        } else {
            self.execute("DELETE FROM files WHERE id = ?1", values![f.id])?;
            f.id
        };
        self.put(
            "INSERT INTO files VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16)",
            &rows::file_values(id, f),
        )?;
        Ok(id)
    }

    fn key_or_new(&mut self, name: &KeyName) -> Result<(KeyId, bool), StoreError> {
        if let Some(key) = self.view().key(name)? {
            return Ok((key, false));
        }
        let key = take(&mut self.next.key);
        self.execute(
            "INSERT INTO keys VALUES (?1, ?2, ?3, ?4)",
            values![key, &name.source, &name.namespace, &name.name],
        )?;
        self.bare_keys.insert(key);
        Ok((key, true))
    }

    fn append(&mut self, new: &NewRevision<'_>) -> Result<u64, StoreError> {
        let source = self.source(&new.name.source)?;
        let mut gained = Running {
            revisions: 1,
            newest: new.changed,
            ..Running::default()
        };
        let document = match &new.document {
            None => None,
            Some(document) => {
                let id = self.next.document;
                let digest = &document.digest.0[..];
                let row = values![
                    id,
                    digest,
                    document.dictionary,
                    document.size,
                    document.records,
                    document.notes
                ];
                let row = [&row[..], values![sums::of(row), document.body]].concat();
                let inserted = self.execute(
                    "INSERT INTO documents VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (digest) DO NOTHING",
                    &row,
                )?;
                if inserted == 1 {
                    self.next.document += 1;
                    gained.documents = 1;
                    gained.notes = u64::from(document.notes);
                    Some(id)
                } else {
                    let known = "SELECT id FROM documents WHERE digest = ?1";
                    self.one(known, values![digest], |r| r.get(0))?
                }
            }
        };
        let sequence = take(&mut self.next.sequence);
        let proved = chain::Proved {
            sequence,
            name: new.name,
            digest: new.document.as_ref().map(|d| d.digest),
            format: new.format,
            seen: new.seen,
            changed: new.changed,
            made: new.made,
        };
        self.link = chain::link(&self.link, &proved);
        let first = self.bare_keys.remove(&new.key);
        self.put(
            "INSERT INTO revisions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            values![
                sequence,
                new.key,
                document,
                new.format,
                new.file,
                new.offset,
                new.seen,
                new.changed,
                new.made,
                new.made,
                source,
                first,
                &self.link[..]
            ],
        )?;
        if let Some((_, running)) = self.sources.get_mut(&new.name.source) {
            running.documents += gained.documents;
            running.revisions += gained.revisions;
            running.notes += gained.notes;
            running.newest = running.newest.max(gained.newest);
        }
        Ok(sequence)
    }

    fn confirm(&mut self, sequence: u64, made: i64) -> Result<(), StoreError> {
        let later = self.execute(
            "UPDATE revisions SET confirmed = ?2 WHERE sequence = ?1 AND confirmed < ?2",
            values![sequence, made],
        )?;
        if later > 0 {
            let session: &mut dyn Write = self;
            session.sum_anew("revisions", sums::REVISION, "sequence", sequence)?;
        }
        Ok(())
    }

    fn put_record(
        &mut self,
        row: &RecordRow,
        claims: Option<&[ClaimRow]>,
        text: &str,
    ) -> Result<RecordId, StoreError> {
        let source = self.source(&row.source)?;
        let id = if row.id == 0 {
            self.records += 1;
            take(&mut self.next.record)
        } else {
            if claims.is_some() {
                self.execute("DELETE FROM claims WHERE record = ?1", values![row.id])?;
            }
            self.execute("DELETE FROM words WHERE rowid = ?1", values![row.id])?;
            self.execute("DELETE FROM records WHERE id = ?1", values![row.id])?;
            row.id
        };
        self.execute(
            "INSERT INTO records VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22)",
            &rows::record_values(id, source, row),
        )?;
        for claim in claims.into_iter().flatten() {
            self.execute(
                "INSERT INTO claims VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (identifier, record) DO UPDATE SET relation = ?3, said_by = ?4",
                values![&claim.identifier, id, claim.relation, &claim.by],
            )?;
        }
        if !text.is_empty() {
            self.execute(
                "INSERT INTO words (rowid, tokens) VALUES (?1, ?2)",
                values![id, text],
            )?;
        }
        Ok(id)
    }

    fn delete_record(&mut self, record: RecordId) -> Result<(), StoreError> {
        self.execute("DELETE FROM claims WHERE record = ?1", values![record])?;
        self.execute("DELETE FROM words WHERE rowid = ?1", values![record])?;
        self.execute("DELETE FROM members WHERE record = ?1", values![record])?;
        let gone = self.execute("DELETE FROM records WHERE id = ?1", values![record])?;
        self.records -= i64::from(gone > 0);
        Ok(())
    }

    fn mention(&mut self, key: KeyId, identifiers: &[String]) -> Result<(), StoreError> {
        for identifier in identifiers {
            self.execute(
                "INSERT INTO mentions VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                values![identifier, key],
            )?;
        }
        Ok(())
    }

    fn put_memberships(
        &mut self,
        record: RecordId,
        of: &[(u32, u8)],
    ) -> Result<Vec<u32>, StoreError> {
        let before = self.view().memberships(record)?;
        if !before.is_empty() {
            self.execute("DELETE FROM members WHERE record = ?1", values![record])?;
        }
        for (vulnerability, relation) in of {
            self.execute(
                "INSERT INTO members VALUES (?1, ?2, ?3)",
                values![*vulnerability, record, *relation],
            )?;
        }
        Ok(before)
    }

    fn vulnerability_or_new(&mut self, name: &str) -> Result<u32, StoreError> {
        let known = "SELECT id FROM vulnerabilities WHERE name = ?1";
        let found = self.one(known, values![name], |r| r.get(0))?;
        if let Some(id) = found {
            return Ok(id);
        }
        let id = take(&mut self.next.vulnerability);
        self.execute(
            "INSERT INTO vulnerabilities VALUES (?1, ?2, 0, NULL, NULL, '', 0, 0, 0, 0, 0, NULL, 0, NULL, 0, NULL, ?3)",
            values![id, name, self.stamp],
        )?;
        let id = u32::try_from(id).map_err(|_| StoreError::Damaged {
            what: "vulnerabilities have run out of numbers".to_owned(),
        })?;
        self.bare_vulnerabilities.insert(id);
        Ok(id)
    }

    fn put_vulnerability(&mut self, v: &VulnerabilityRow) -> Result<(), StoreError> {
        let before: Option<u32> = if self.bare_vulnerabilities.remove(&v.id) {
            None
        } else {
            let known = "SELECT members FROM vulnerabilities WHERE id = ?1";
            self.one(known, values![v.id], |r| r.get(0))?
        };
        self.vulnerabilities += i64::from(v.members > 0) - i64::from(before.unwrap_or(0) > 0);
        let stamped = VulnerabilityRow {
            stamp: self.stamp,
            ..v.clone()
        };
        // Its number and its name are what they were.
        let values = &rows::vulnerability_values(&stamped)[2..];
        self.execute(
            "UPDATE vulnerabilities SET members = ?1, severity = ?2, score = ?3, scored_by = ?4, differs = ?5,
             exploited = ?6, fix = ?7, status = ?8, languages = ?9, epss = ?10, sources = ?11, made_public = ?12,
             first_seen = ?13, changed = ?14, stamp = ?15 WHERE id = ?16",
            &[values, values![v.id]].concat(),
        )?;
        Ok(())
    }

    fn put_source(&mut self, row: &SourceRow) -> Result<(), StoreError> {
        let id = self.source(&row.name)?;
        self.execute(
            "UPDATE sources SET cursor = ?2, last_success = ?3, last_attempt = ?4, next = ?5, failures = ?6, party = ?7,
             reason = ?8, failing_since = ?9, refusals = ?10 WHERE id = ?1",
            &[values![id], &rows::source_values(row)[..]].concat(),
        )?;
        self.sum_source(id)
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
        self.asking
            .connection
            .execute_batch(
                "DELETE FROM records; DELETE FROM claims; DELETE FROM mentions; DELETE FROM vulnerabilities;
                 DELETE FROM members; INSERT INTO words (words) VALUES ('delete-all');
                 DELETE FROM settings WHERE name IN ('records', 'vulnerabilities');",
            )
            .map_err(|e| failed("clearing the projections", e))?;
        self.next.record = 1;
        self.next.vulnerability = 1;
        self.records = 0;
        self.vulnerabilities = 0;
        let cleared = self.view().state()?.cleared + 1;
        self.set("cleared", &cleared.to_string())?;
        self.projected(0)
    }
}

fn execute(connection: &Connection, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
    let failed = |e| failed("writing", e);
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let values = rusqlite::params_from_iter(values);
    Ok(statement.execute(values).map_err(failed)? as u64)
}

/// Statements that are a transaction each.
pub(super) struct Plain<'a>(pub(super) Asking<'a>);

impl Write for Plain<'_> {
    fn ask(&self) -> &dyn Ask {
        &self.0
    }

    fn run(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        execute(self.0.connection, sql, values)
    }

    fn changes_products(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Takes the next number.
fn take(next: &mut u64) -> u64 {
    let number = *next;
    *next += 1;
    number
}

/// A writer reads its own state, to which the counts belong that are written at its end.
macro_rules! reads_through_its_view {
    ($($name:ident($($arg:ident: $type:ty),*) -> $out:ty;)*) => {
        impl Reader for Session<'_> {
            fn ahead(&self, _: Ahead<'_>) -> Result<(), StoreError> {
                // Everything is near.
                Ok(())
            }

            fn state(&self) -> Result<State, StoreError> {
                let mut state = self.view().state()?;
                state.records = state.records.saturating_add_signed(self.records);
                state.vulnerabilities = state.vulnerabilities.saturating_add_signed(self.vulnerabilities);
                Ok(state)
            }

            fn source_counts(&self, source: &str, since: i64) -> Result<SourceCounts, StoreError> {
                let mut counts = self.view().source_counts(source, since)?;
                if let Some((_, gained)) = self.sources.get(source) {
                    counts.documents += gained.documents;
                    counts.revisions += gained.revisions;
                    counts.notes += gained.notes;
                    counts.newest = counts.newest.max(gained.newest);
                }
                Ok(counts)
            }

            $(fn $name(&self, $($arg: $type),*) -> Result<$out, StoreError> { self.view().$name($($arg),*) })*
        }
    };
}

reads_through_its_view! {
    setting(name: &str) -> Option<String>;
    settings() -> Vec<(String, String)>;
    document(digest: &Digest) -> Option<StoredDocument>;
    known(source: &str, digest: &Digest) -> Option<Known>;
    dictionaries() -> Vec<(u32, String, Vec<u8>)>;
    key(name: &KeyName) -> Option<KeyId>;
    key_name(key: KeyId) -> Option<KeyName>;
    revisions(key: KeyId) -> Vec<Revision>;
    ledger(after: u64, limit: usize) -> Vec<LedgerRow>;
    packed(after: u64, until: u64, each: &mut dyn FnMut(u64, PackedDocument)) -> ();
    file(id: u64) -> Option<FileRow>;
    files_after(id: u64, limit: usize) -> Vec<FileRow>;
    file_at(source: &str, address: &str) -> Option<FileRow>;
    snapshots(source: &str) -> Vec<(u64, i64)>;
    unconfirmed(source: &str, made: i64) -> Vec<KeyId>;
    records_of(key: KeyId) -> Vec<RecordRow>;
    names_of(key: KeyId) -> Vec<(RecordId, String)>;
    newest_records(source: &str, skip: usize, limit: usize) -> Vec<RecordRow>;
    record(id: RecordId) -> Option<RecordRow>;
    claims_of(record: RecordId) -> Vec<ClaimRow>;
    claiming(identifier: &str) -> Vec<ClaimRow>;
    keys_mentioning(identifier: &str) -> Vec<KeyId>;
    mentions_seen(each: &mut dyn FnMut(&str, KeyId)) -> ();
    vulnerability(name: &str) -> Option<VulnerabilityRow>;
    vulnerability_at(id: u32) -> Option<VulnerabilityRow>;
    vulnerabilities_after(stamp: u64, each: &mut dyn FnMut(VulnerabilityRow)) -> ();
    memberships_after(stamp: u64, each: &mut dyn FnMut(RecordId, u32)) -> ();
    members(vulnerability: u32) -> Vec<Member>;
    memberships(record: RecordId) -> Vec<u32>;
    relation(record: RecordId, vulnerability: u32) -> Option<u8>;
    text(tokens: &[String], each: &mut dyn FnMut(RecordId)) -> ();
    text_seen(each: &mut dyn FnMut(&[u8], u64, RecordId)) -> ();
    names_beginning(prefix: &str, limit: usize) -> Vec<String>;
    vulnerabilities_beginning(prefix: &str, each: &mut dyn FnMut(u32)) -> ();
    sources() -> Vec<SourceRow>;
    leases() -> Vec<LeaseRow>;
    nodes() -> Vec<NodeRow>;
    products() -> Vec<Product>;
    product(name: &str) -> Option<Product>;
    product_history(name: &str) -> Vec<ProductState>;
    product_names() -> Vec<String>;
    list(digest: &Digest) -> Option<Vec<u8>>;
    lists() -> Vec<Digest>;
    verdicts() -> Vec<NameVerdict>;
    verdict_pairs() -> Vec<(String, String)>;
    verdict_history(ours: &str, theirs: &str) -> Vec<NameVerdict>;
    account(kind: &str, name: &str) -> Option<String>;
    accounts(kind: &str) -> Vec<(String, String)>;
    trail(after: u64, limit: usize) -> Vec<TrailRow>;
    trail_end() -> Option<TrailRow>;
}
