//! A check of everything: chain, documents, projections, and the engine's own structures.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hasher as _},
};

use noroshi_store::{
    ClaimRow, Digest, LedgerRow, Reader, RecordId, State, StoreError,
    chain::{self, Proved},
};

use super::{
    mentions::Mentions,
    rebuild::{Files, ahead},
    said,
};
use crate::{
    house::{House, UseError},
    import::{Prepared, first_seen},
    link,
    place::current,
    summary::Summary,
};

/// Rows looked at over one state of the store.
const ROWS: usize = 500;
/// Faults listed; beyond them only their number is told.
const FAULTS: usize = 100;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    /// Rows of the ledger whose link was recomputed.
    pub rows: u64,
    /// Distinct documents that were decompressed and hashed.
    pub documents: u64,
    /// Current records that were compared with what their documents say.
    pub records: u64,
    /// Distinct lists of products that were decompressed and hashed.
    pub lists: u64,
    /// The first row of the ledger, in its order, that is not as it was written.
    pub first_bad: Option<BadRow>,
    /// Whether something is damaged that a rebuild does not make anew.
    pub is_loss: bool,
    /// Everything found, in words; none where all is well. At most a hundred are listed.
    pub faults: Vec<String>,
    /// How many were found in all.
    pub fault_count: u64,
}

/// A row of the ledger that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Its place in the ledger.
    pub sequence: u64,
    /// The digest of its document, in hexadecimal digits; empty where there is none or it is lost.
    pub digest: String,
    /// What is wrong with it.
    pub what: String,
}

impl CheckReport {
    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.fault_count == 0
    }

    fn fault(&mut self, what: String) {
        self.fault_count += 1;
        if self.faults.len() < FAULTS {
            self.faults.push(what);
        }
    }

    fn bad_row(&mut self, sequence: u64, digest: Option<Digest>, what: String) {
        self.fault(format!("row {sequence}: {what}"));
        self.is_loss = true;
        self.first_bad.get_or_insert_with(|| BadRow {
            sequence,
            digest: digest.map(|d| d.to_string()).unwrap_or_default(),
            what,
        });
    }
}

impl House {
    /// Checks the store: recomputes the chain over the whole ledger in order, decompresses and hashes
    /// every document, compares every current record with what its document says, hashes every list of
    /// a product and every file of the match index, and lets the engine check its own structures. `progress` is told the rows done and the rows in all.
    ///
    /// Damage ends up in the report, never in an error: whoever asks wants to know all of it.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read at all.
    pub fn check(&self, progress: &dyn Fn(u64, u64)) -> Result<CheckReport, UseError> {
        let mut walk = Walk::default();
        match self.store.structure() {
            Ok(faults) => faults
                .into_iter()
                .for_each(|f| walk.report.fault(format!("structure: {f}"))),
            Err(error) => walk.report.fault(format!("structure: {error}")),
        }
        let mut state = State::default();
        if let Err(error) = self.store.read(&mut |reader| {
            state = reader.state()?;
            Ok(())
        }) {
            walk.report
                .fault(format!("the state of the store cannot be read: {error}"));
        }
        if state.projected != state.sequence {
            walk.report.fault(format!(
                "the projections are built up to row {} of {}",
                state.projected, state.sequence
            ));
        }
        while walk.at < state.sequence {
            let done = self
                .store
                .read(&mut |reader| walk.some(reader, state.sequence));
            if let Err(error) = done {
                walk.unreadable(&error);
            }
            progress(walk.at.min(state.sequence), state.sequence);
        }
        if let Err(error) = self.store.read(&mut |reader| walk.whole(reader, state)) {
            walk.report
                .fault(format!("the projections cannot be read: {error}"));
        }
        if let Err(error) = self.store.read(&mut |reader| {
            let said = said::check(reader);
            walk.report.lists = said.lists;
            walk.report.is_loss |= !said.faults.is_empty();
            said.faults.into_iter().for_each(|f| walk.report.fault(f));
            Ok(())
        }) {
            walk.report
                .fault(format!("the products cannot be read: {error}"));
        }
        match self.match_faults() {
            Ok(faults) => faults.into_iter().for_each(|f| walk.report.fault(f)),
            Err(error) => walk.report.fault(format!("match index: {error}")),
        }
        Ok(walk.report)
    }
}

/// The way through the ledger.
#[derive(Default)]
struct Walk {
    report: CheckReport,
    /// The sequence reached.
    at: u64,
    /// The link of the row reached; `None` where it could not be read.
    before: Option<[u8; 32]>,
    /// The documents that were met, each by a few bytes of its digest.
    documents: HashSet<u64>,
    files: Files,
    /// How far to step over rows that cannot be read.
    step: u64,
    /// What the text index should hold.
    text: TextSum,
    /// What any document claimed, by key.
    mentions: Mentions,
    /// Rows of each source, and how many of them began a key.
    sources: HashMap<String, (u64, u64)>,
}

impl Walk {
    /// Looks at the next rows.
    fn some(&mut self, reader: &dyn Reader, end: u64) -> Result<(), StoreError> {
        let rows = match reader.ledger(self.at, ROWS) {
            Ok(rows) => rows,
            // One of them is damaged: come as near to it as can be.
            Err(_) => reader.ledger(self.at, 1)?,
        };
        if rows.is_empty() {
            let what = "it and all after it are missing".to_owned();
            self.report.bad_row(self.at + 1, None, what);
            self.at = end;
        }
        // Where it fails, what is asked for below fails one by one.
        ahead(reader, &rows).ok();
        for row in rows.iter().take_while(|row| row.revision.sequence <= end) {
            self.row(reader, row);
        }
        // A ledger that grew meanwhile is not looked at beyond its end of then.
        self.at = rows.last().map_or(self.at, |r| r.revision.sequence);
        self.step = 0;
        Ok(())
    }

    /// Steps over rows that cannot be read, further each time.
    fn unreadable(&mut self, error: &StoreError) {
        if self.step == 0 {
            let what = format!("it cannot be read: {error}");
            self.report.bad_row(self.at + 1, None, what);
        }
        self.step = (self.step * 2).max(1);
        self.at += self.step;
        self.before = None;
    }

    fn row(&mut self, reader: &dyn Reader, row: &LedgerRow) {
        let sequence = row.revision.sequence;
        let digest = row.revision.digest;
        if sequence != self.at + 1 && self.before.is_some() {
            let what = "it is missing".to_owned();
            self.report.bad_row(self.at + 1, None, what);
            self.before = None;
        }
        if sequence == 1 {
            self.before = Some(chain::BEGIN);
        }
        let expected = self.before.map(|before| {
            let proved = Proved {
                sequence,
                name: &row.name,
                digest,
                format: &row.revision.format,
                seen: row.revision.seen,
                changed: row.revision.changed,
                made: row.revision.made,
            };
            chain::link(&before, &proved)
        });
        if expected.is_some_and(|expected| expected != row.link) {
            let what = "its link does not follow from the row before and its own content";
            self.report.bad_row(sequence, digest, what.to_owned());
        }
        self.report.rows += 1;
        // The next row is judged by the link that stands here, so that one bad row is one fault.
        self.before = Some(row.link);
        self.at = sequence;
        self.document(reader, row);
    }

    fn document(&mut self, reader: &dyn Reader, row: &LedgerRow) {
        let sequence = row.revision.sequence;
        let revisions = match reader.revisions(row.key) {
            Ok(revisions) => revisions,
            Err(error) => {
                let what = format!("the revisions of its key cannot be read: {error}");
                return self.report.bad_row(sequence, row.revision.digest, what);
            }
        };
        let tally = self.sources.entry(row.name.source.clone()).or_default();
        tally.0 += 1;
        tally.1 += u64::from(revisions.first().is_some_and(|r| r.sequence == sequence));
        let is_current = current(&revisions).is_some_and(|head| head.sequence == sequence);
        let bytes = match row.revision.digest.map(|digest| intact(reader, &digest)) {
            None => None,
            Some(Ok(bytes)) => Some(bytes),
            Some(Err(what)) => {
                self.report.bad_row(sequence, row.revision.digest, what);
                return;
            }
        };
        if let Some(digest) = row.revision.digest
            && self.documents.insert(short(&digest))
        {
            self.report.documents += 1;
        }
        let place = format!("{} {}", row.name.source, row.name.name);
        let compared = self
            .files
            .know(reader, row)
            .map_err(|error| format!("{place}: the row of its file cannot be read: {error}"))
            .and_then(|()| {
                bytes
                    .map(|bytes| self.files.understand(row, &bytes))
                    .transpose()
            })
            .and_then(|prepared| {
                let mut side_by_side = SideBySide {
                    reader,
                    row,
                    first_seen: first_seen(&revisions, row.revision.seen),
                    records: 0,
                    differing: Vec::new(),
                    text: &mut self.text,
                };
                let done = if is_current {
                    side_by_side.current(prepared.as_ref())
                } else {
                    Ok(())
                };
                let records = prepared.iter().flat_map(|p| &p.records);
                let mentions = records.flat_map(|r| &r.claims);
                for claim in mentions {
                    self.mentions.add(&claim.identifier, row.key);
                }
                done.map_err(|error| format!("{place}: its records cannot be read: {error}"))?;
                Ok((side_by_side.records, side_by_side.differing))
            });
        match compared {
            Ok((records, differing)) => {
                self.report.records += records;
                for what in differing {
                    self.report.fault(format!("{place}: {what}"));
                }
            }
            Err(what) => self.report.fault(what),
        }
    }

    /// What can be said only of the projections as a whole.
    fn whole(&mut self, reader: &dyn Reader, then: State) -> Result<(), StoreError> {
        let now = reader.state()?;
        if now.sequence != then.sequence || now.projected != now.sequence {
            // They moved on meanwhile, or are known to be incomplete.
            return Ok(());
        }
        let bits = reader
            .sources()?
            .into_iter()
            .map(|s| (s.name, s.id))
            .collect();
        let mut shown = 0;
        let mut judged = Ok(());
        reader.vulnerabilities_after(0, &mut |row| {
            shown += u64::from(row.members > 0);
            match link::is_sum(reader, &row, &bits) {
                Ok(true) => {}
                Ok(false) => {
                    let name = &row.name;
                    let what = format!("the row of {name} is not what its records say");
                    self.report.fault(what);
                }
                Err(error) => judged = Err(error),
            }
        })?;
        judged?;
        if now.vulnerabilities != shown {
            self.report.fault(format!(
                "there are said to be {} vulnerabilities, and there are {shown}",
                now.vulnerabilities
            ));
        }
        for source in reader.sources()? {
            let counts = reader.source_counts(&source.name, 0)?;
            let (rows, first) = self.sources.get(&source.name).copied().unwrap_or_default();
            if (counts.revisions, counts.new, counts.changed) != (rows, first, rows - first) {
                self.report.fault(format!(
                    "{} is said to have {} revisions of {} keys, and the ledger holds {rows} of {first}",
                    source.name, counts.revisions, counts.new
                ));
            }
        }
        if !self.report.is_clean() {
            // What follows are sums: they would only repeat that something is wrong.
            return Ok(());
        }
        if now.records != self.report.records {
            self.report.fault(format!(
                "there are {} records, and the ledger accounts for {}",
                now.records, self.report.records
            ));
        }
        let (forgotten, unknown) = std::mem::take(&mut self.mentions).compare(reader)?;
        if forgotten + unknown > 0 {
            self.report.fault(format!(
                "of the identifiers ever claimed {forgotten} are forgotten, and {unknown} were never claimed"
            ));
        }
        let mut seen = TextSum::default();
        reader.text_seen(&mut |token, position, record| seen.add(token, position, record))?;
        if seen != self.text {
            self.report
                .fault("the text index is not what the documents say".to_owned());
        }
        Ok(())
    }
}

/// One row's document beside what the projections hold of it.
struct SideBySide<'a> {
    reader: &'a dyn Reader,
    row: &'a LedgerRow,
    first_seen: i64,
    /// Records it accounts for.
    records: u64,
    /// What differs, in words.
    differing: Vec<String>,
    text: &'a mut TextSum,
}

impl SideBySide<'_> {
    /// A current document: its records are there, in every value, and no others are.
    fn current(&mut self, prepared: Option<&Prepared>) -> Result<(), StoreError> {
        let mut stored: HashMap<String, Vec<RecordId>> = HashMap::new();
        for (id, name) in self.reader.names_of(self.row.key)?.into_iter().rev() {
            stored.entry(name).or_default().push(id);
        }
        for summary in prepared.iter().flat_map(|p| &p.records) {
            self.records += 1;
            let id = stored.get_mut(&summary.row.name).and_then(Vec::pop);
            let name = &summary.row.name;
            let differs = match id {
                None => Some(format!("its record {name} is missing")),
                Some(id) => self
                    .record(id, summary)?
                    .map(|what| format!("{what} its record {name} is not what its document says")),
            };
            self.differing.extend(differs);
        }
        for name in stored.into_iter().filter(|(_, ids)| !ids.is_empty()) {
            self.differing
                .push(format!("its record {} is in no document", name.0));
        }
        Ok(())
    }

    /// Which part of a stored record is not as expected.
    fn record(
        &mut self,
        id: RecordId,
        summary: &Summary,
    ) -> Result<Option<&'static str>, StoreError> {
        self.text.add_text(&summary.text, id);
        let mut expected = summary.row.clone();
        expected.id = id;
        expected.key = self.row.key;
        expected.sequence = self.row.revision.sequence;
        expected.first_seen = self.first_seen;
        let claims = self.reader.claims_of(id)?;
        Ok(if self.reader.record(id)? != Some(expected) {
            Some("the row of")
        } else if !same_claims(&summary.claims, &claims) {
            Some("what is claimed by")
        } else if !link::is_joined(self.reader, id, &claims)? {
            Some("the vulnerability of")
        } else {
            None
        })
    }
}

/// The bytes of a document, if they have its digest.
fn intact(reader: &dyn Reader, digest: &Digest) -> Result<Vec<u8>, String> {
    match reader.document(digest) {
        Ok(Some(document)) if Digest::of(&document.bytes) == *digest => Ok(document.bytes),
        Ok(Some(_)) => Err(format!("document {digest} does not have its digest")),
        Ok(None) => Err(format!("document {digest} is missing")),
        Err(error) => Err(error.to_string()),
    }
}

/// Enough of a digest to count by.
fn short(digest: &Digest) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = digest.0;
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

fn same_claims(said: &[ClaimRow], stored: &[ClaimRow]) -> bool {
    let mut said: Vec<_> = said
        .iter()
        .map(|c| (&c.identifier, c.relation, &c.by))
        .collect();
    said.sort_unstable();
    said.into_iter()
        .eq(stored.iter().map(|c| (&c.identifier, c.relation, &c.by)))
}

/// A sum over the tokens of a text index that no order matters to. It finds accidents; whoever forges
/// an index rebuilds it.
#[derive(Debug, Default, PartialEq, Eq)]
struct TextSum {
    tokens: u64,
    sum: u64,
}

/// The longest token the text index keeps, in bytes; the rest of a longer one is cut off.
const TOKEN: usize = 32_768;

impl TextSum {
    fn add(&mut self, token: &[u8], position: u64, record: RecordId) {
        let mut hash = DefaultHasher::new();
        hash.write(token);
        hash.write_u64(position);
        hash.write_u64(record);
        self.tokens += 1;
        self.sum = self.sum.wrapping_add(hash.finish());
    }

    /// Adds a record's tokens, which stand there with spaces between them.
    fn add_text(&mut self, text: &str, record: RecordId) {
        for (position, token) in (0..).zip(text.split_ascii_whitespace()) {
            let token = token.as_bytes();
            self.add(&token[..token.len().min(TOKEN)], position, record);
        }
    }
}
