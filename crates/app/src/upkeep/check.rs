//! A check of everything: chain, documents, projections, and the engine's own structures.

use std::collections::HashSet;

use noroshi_store::{
    ClaimRow, Digest, LedgerRow, Reader, RecordRow, State, StoreError,
    chain::{self, Proved},
};

use super::rebuild::Files;
use crate::{
    house::{House, UseError},
    import::{Prepared, first_seen},
    place::current,
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
    /// The first row of the ledger, in its order, that is not as it was written.
    pub first_bad: Option<BadRow>,
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
        self.first_bad.get_or_insert_with(|| BadRow {
            sequence,
            digest: digest.map(|d| d.to_string()).unwrap_or_default(),
            what,
        });
    }
}

impl House {
    /// Checks the store: recomputes the chain over the whole ledger in order, decompresses and hashes
    /// every document, compares every current record with what its document says, and lets the engine
    /// check its own structures. `progress` is told the rows done and the rows in all.
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
        if let Err(error) = self.store.read(&mut |reader| walk.records(reader, state)) {
            walk.report
                .fault(format!("the records cannot be counted: {error}"));
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
    documents: HashSet<Digest>,
    files: Files,
    /// How far to step over rows that cannot be read.
    step: u64,
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
        let is_current = current(&revisions).is_some_and(|head| head.sequence == sequence);
        if let Some(digest) = row.revision.digest
            && self.documents.insert(digest)
        {
            self.report.documents += 1;
            let wrong = match reader.document(&digest) {
                Ok(Some(document)) if Digest::of(&document.bytes) == digest => None,
                Ok(Some(_)) => Some(format!("document {digest} does not have its digest")),
                Ok(None) => Some(format!("document {digest} is missing")),
                Err(error) => Some(error.to_string()),
            };
            if let Some(what) = wrong {
                return self.report.bad_row(sequence, Some(digest), what);
            }
        }
        if !is_current {
            return;
        }
        let place = format!("{} {}", row.name.source, row.name.name);
        let compared = self
            .files
            .know(reader, row)
            .map_err(|error| format!("{place}: the row of its file cannot be read: {error}"))
            .and_then(|()| self.files.read(reader, row))
            .and_then(|prepared| {
                let first_seen = first_seen(&revisions, row.revision.seen);
                compare(reader, row, first_seen, prepared.as_ref())
                    .map_err(|error| format!("{place}: its records cannot be read: {error}"))
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

    /// Whether there are records that no row of the ledger accounts for.
    fn records(&mut self, reader: &dyn Reader, then: State) -> Result<(), StoreError> {
        let now = reader.state()?;
        let is_still = now.sequence == then.sequence && now.projected == then.sequence;
        if is_still && self.report.is_clean() && now.records != self.report.records {
            self.report.fault(format!(
                "there are {} records, and the ledger accounts for {}",
                now.records, self.report.records
            ));
        }
        Ok(())
    }
}

/// Compares the current records of a key with what its document says: how many there are, and what
/// differs.
fn compare(
    reader: &dyn Reader,
    row: &LedgerRow,
    first_seen: i64,
    prepared: Option<&Prepared>,
) -> Result<(u64, Vec<String>), StoreError> {
    let mut differing = Vec::new();
    let stored = reader.records_of(row.key)?;
    let mut stored: Vec<Option<RecordRow>> = stored.into_iter().map(Some).collect();
    let mut records = 0;
    let mut begin = 0;
    for summary in prepared.iter().flat_map(|p| &p.records) {
        records += 1;
        // Records are stored in the order of their document, so the search is short.
        while stored.get(begin).is_some_and(Option::is_none) {
            begin += 1;
        }
        let found = stored[begin..]
            .iter_mut()
            .find(|s| s.as_ref().is_some_and(|s| s.name == summary.row.name));
        let Some(found) = found.and_then(Option::take) else {
            differing.push(format!("its record {} is missing", summary.row.name));
            continue;
        };
        let mut expected = summary.row.clone();
        expected.id = found.id;
        expected.key = row.key;
        expected.sequence = row.revision.sequence;
        expected.first_seen = first_seen;
        if found != expected {
            differing.push(format!(
                "its record {} is not what its document says",
                expected.name
            ));
        } else if !same_claims(&summary.claims, &reader.claims_of(found.id)?) {
            differing.push(format!(
                "the links of its record {} are not what its document says",
                expected.name
            ));
        }
    }
    for left in stored.into_iter().flatten() {
        differing.push(format!("its record {} is in no document", left.name));
    }
    Ok((records, differing))
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
