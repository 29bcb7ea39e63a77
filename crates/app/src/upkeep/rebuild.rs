//! Throwing the projections away and building them again from the ledger, row by row.
//!
//! What is current is decided over all revisions of a key at once, so each row is either put into
//! the projections or mentioned in them; the end is the same that an import came to step by step.
//! Each transaction notes how far it came, so that whoever comes next goes on from there.

use std::{
    cmp::Ordering,
    collections::{HashMap, hash_map::Entry},
};

use noroshi_formats::Envelope;
use noroshi_model::Moment;
use noroshi_store::{
    Ahead, Digest, FileRow, KeyName, LedgerRow, Reader, Revision, Store, StoreError,
};

use crate::{
    house::{House, UseError},
    import::{Arrival, Prepared, first_seen, project, read_document},
    link::Touched,
    place::current,
};

/// Rows of one transaction ...
const ROWS: usize = 4_000;
/// ... unless their documents are together larger than this (bytes).
const BYTES: u64 = 16 << 20;

/// What a rebuild did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RebuildReport {
    /// Rows of the ledger that were read.
    pub rows: u64,
    /// Documents that could not be read again, and why: their records are missing.
    pub faults: Vec<String>,
}

impl House {
    /// Throws the projections away and builds them again from the ledger; the match index is built again by whoever asks
    /// for it next. `progress` is told the rows
    /// done and the rows in all. Interrupted, it is continued when the store is opened next.
    ///
    /// # Errors
    ///
    /// What the store says; a document that cannot be read costs itself and is in the report.
    pub fn rebuild(&self, progress: &dyn Fn(u64, u64)) -> Result<RebuildReport, UseError> {
        self.store.write(&mut |writer| {
            writer.clear_projections()?;
            writer.set("projector", &PROJECTOR.to_string())
        })?;
        self.discard_matches();
        Ok(forward(&*self.store, progress)?)
    }
}

/// Raised whenever something else is made of the same documents: other tokens, links or values of lists.
pub(crate) const PROJECTOR: u32 = 2;

/// Who built the projections, beside this release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BuiltBy {
    /// A release that made something else of the documents, or nobody.
    Older,
    /// One that makes the same of them.
    Same,
    /// A newer one: nodes are being renewed one by one. They are its to bring forward, or each would throw away what
    /// the other built.
    Newer,
}

impl BuiltBy {
    pub(crate) fn of(reader: &dyn Reader) -> Result<Self, StoreError> {
        let known = reader.setting("projector")?;
        let known: u32 = known.and_then(|known| known.parse().ok()).unwrap_or(0);
        Ok(match known.cmp(&PROJECTOR) {
            Ordering::Less => Self::Older,
            Ordering::Equal => Self::Same,
            Ordering::Greater => Self::Newer,
        })
    }
}

/// Throws projections away that an older release built, which made something else of the documents. Says who built
/// them.
fn outdate(store: &dyn Store) -> Result<BuiltBy, StoreError> {
    let mut built_by = BuiltBy::Older;
    store.read(&mut |reader| {
        built_by = BuiltBy::of(reader)?;
        Ok(())
    })?;
    if built_by != BuiltBy::Older {
        return Ok(built_by);
    }
    store.write(&mut |writer| {
        // Another node may have been quicker.
        built_by = BuiltBy::of(&*writer)?;
        if built_by != BuiltBy::Older {
            return Ok(());
        }
        if writer.state()?.projected > 0 {
            writer.clear_projections()?;
        }
        writer.set("projector", &PROJECTOR.to_string())
    })?;
    Ok(built_by)
}

/// Brings the projections forward to the end of the ledger, from wherever they are; from the beginning where another
/// release built them.
pub(crate) fn forward(
    store: &dyn Store,
    progress: &dyn Fn(u64, u64),
) -> Result<RebuildReport, StoreError> {
    let mut report = RebuildReport::default();
    if outdate(store)? == BuiltBy::Newer {
        return Ok(report);
    }
    let mut files = Files::default();
    loop {
        let Some(batch) = next(store, &mut files)? else {
            return Ok(report);
        };
        let read = read(store, &files, &batch.rows)?;
        let (mut taken, mut built_by) = (true, BuiltBy::Same);
        store.write(&mut |writer| {
            // Another process may be at the same work; whoever comes second takes up from there.
            built_by = BuiltBy::of(&*writer)?;
            taken = writer.state()?.projected == batch.after && built_by == BuiltBy::Same;
            if !taken {
                return Ok(());
            }
            let mut touched = Touched::default();
            let names: Vec<&KeyName> = batch.rows.iter().map(|row| &row.name).collect();
            writer.ahead(Ahead::Keys(&names))?;
            for (row, prepared) in batch.rows.iter().zip(&read) {
                let revisions = writer.revisions(row.key)?;
                let head = current(&revisions);
                if row.revision.digest.is_some() && prepared.is_err() {
                    continue;
                }
                let arrival = Arrival {
                    key: row.key,
                    is_new_key: false,
                    sequence: row.revision.sequence,
                    first_seen: first_seen(&revisions, row.revision.seen),
                    current: head.is_some_and(|h| h.sequence == row.revision.sequence),
                    prepared: prepared.as_ref().ok().and_then(Option::as_ref),
                };
                project(writer, &mut touched, &arrival)?;
            }
            touched.settle(writer)?;
            writer.projected(batch.last())
        })?;
        if built_by != BuiltBy::Same {
            // A newer release has come; they are its to build.
            return Ok(report);
        }
        if taken {
            report.rows += batch.rows.len() as u64;
            report
                .faults
                .extend(read.into_iter().filter_map(Result::err));
            progress(batch.last(), batch.of);
        }
    }
}

impl House {
    /// Brings the projections forward where somebody wrote to the ledger alone, as a node of an older release does; one
    /// node does so at a time.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub(crate) fn forward_projections(&self) -> Result<(), UseError> {
        let is_behind = self.look(|reader| {
            let state = reader.state()?;
            Ok(state.projected < state.sequence && BuiltBy::of(reader)? != BuiltBy::Newer)
        })?;
        if !is_behind {
            return Ok(());
        }
        if let Some(lease) = self.store.lease(LEASE, &self.node(), LASTS)? {
            // Whoever lost it meanwhile does no harm: each step looks where the one before it ended.
            let keep = |_, _| drop(self.store.renew(&lease, LASTS));
            let done = forward(&*self.store, &keep);
            self.store.release(&lease)?;
            done?;
        }
        Ok(())
    }
}

/// The lease on bringing the projections forward, and how long it lasts between two steps (milliseconds).
const LEASE: &str = "projections";
const LASTS: u64 = 60_000;

/// Rows to be read in one go.
struct Batch {
    /// The sequence before its first row.
    after: u64,
    rows: Vec<LedgerRow>,
    /// The ledger's last sequence.
    of: u64,
}

impl Batch {
    fn last(&self) -> u64 {
        self.rows
            .last()
            .map_or(self.after, |row| row.revision.sequence)
    }
}

fn next(store: &dyn Store, files: &mut Files) -> Result<Option<Batch>, StoreError> {
    let mut batch = None;
    store.read(&mut |reader| {
        let state = reader.state()?;
        if state.projected >= state.sequence {
            return Ok(());
        }
        let mut rows = reader.ledger(state.projected, ROWS)?;
        let mut bytes = 0;
        let fitting = rows.iter().take_while(|row| {
            bytes += row.revision.size;
            bytes <= BYTES
        });
        let fitting = fitting.count().max(1);
        rows.truncate(fitting);
        if rows.is_empty() {
            return Err(StoreError::Damaged {
                what: format!("the ledger's row after {} is missing", state.projected),
            });
        }
        for row in &rows {
            files.know(reader, row)?;
        }
        batch = Some(Batch {
            after: state.projected,
            rows,
            of: state.sequence,
        });
        Ok(())
    })?;
    Ok(batch)
}

/// Reads the documents of some rows, on all cores: what they hold, or why they cannot be read.
fn read(
    store: &dyn Store,
    files: &Files,
    rows: &[LedgerRow],
) -> Result<Vec<Result<Option<Prepared>, String>>, StoreError> {
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let share = rows.len().div_ceil(workers).max(1);
    let parts: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = rows
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    let mut read = Vec::with_capacity(part.len());
                    store.read(&mut |reader| {
                        ahead(reader, part)?;
                        read = part.iter().map(|row| files.read(reader, row)).collect();
                        Ok(())
                    })?;
                    Ok(read)
                })
            })
            .collect();
        running
            .into_iter()
            .map(std::thread::ScopedJoinHandle::join)
            .collect()
    });
    let mut all = Vec::with_capacity(rows.len());
    for part in parts {
        let ended = StoreError::Damaged {
            what: "a thread that read documents ended early".to_owned(),
        };
        all.extend(part.map_err(|_| ended)??);
    }
    Ok(all)
}

/// Says that the documents of these rows are about to be opened.
pub(crate) fn ahead(reader: &dyn Reader, rows: &[LedgerRow]) -> Result<(), StoreError> {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| (row.key, row.revision.sequence))
        .collect();
    reader.ahead(Ahead::Shown(&rows))
}

/// The files that documents came in, with what stood around them.
#[derive(Default)]
pub(crate) struct Files(HashMap<u64, (FileRow, Envelope)>);

/// Files kept in memory: a folder of single documents has one for each.
const KEPT: usize = 10_000;

impl Files {
    /// Makes sure that the file of a row is known.
    pub(crate) fn know(&mut self, reader: &dyn Reader, row: &LedgerRow) -> Result<(), StoreError> {
        self.envelope(reader, &row.revision).map(drop)
    }

    /// What stood around the document of a revision.
    pub(crate) fn envelope(
        &mut self,
        reader: &dyn Reader,
        revision: &Revision,
    ) -> Result<&Envelope, StoreError> {
        if self.0.len() > KEPT {
            self.0.clear();
        }
        let known = match self.0.entry(revision.file) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                let file = reader.file(revision.file)?.unwrap_or_default();
                let mut envelope = noroshi_formats::by_name(&revision.format)
                    .map(|format| format.envelope(&file.header))
                    .unwrap_or_default();
                if envelope.made.is_none() && file.made != 0 {
                    envelope.made = Some(Moment::from_millis(file.made));
                }
                free.insert((file, envelope))
            }
        };
        Ok(&known.1)
    }

    /// Reads the document of a row again, as the import read it; `None` for the end of a listing.
    pub(crate) fn read(
        &self,
        reader: &dyn Reader,
        row: &LedgerRow,
    ) -> Result<Option<Prepared>, String> {
        let Some(digest) = row.revision.digest else {
            return Ok(None);
        };
        let document = reader
            .document(&digest)
            .map_err(|error| format!("{}: {error}", place(row)))?
            .ok_or_else(|| format!("{}: its document {digest} is missing", place(row)))?;
        self.understand(row, &document.bytes).map(Some)
    }

    /// Reads the bytes of a row's document as the import read them.
    pub(crate) fn understand(&self, row: &LedgerRow, bytes: &[u8]) -> Result<Prepared, String> {
        let format = noroshi_formats::by_name(&row.revision.format).ok_or_else(|| {
            let name = &row.revision.format;
            format!(
                "{}: this release does not read the format {name}",
                place(row)
            )
        })?;
        let default = Envelope::default();
        let envelope = self
            .0
            .get(&row.revision.file)
            .map_or(&default, |(_, envelope)| envelope);
        let digest = row.revision.digest.unwrap_or_else(|| Digest::of(bytes));
        read_document(format, envelope, &row.name.source, digest, bytes)
            .map_err(|reason| format!("{}: {reason}", place(row)))
    }
}

/// A row in words.
fn place(row: &LedgerRow) -> String {
    format!(
        "row {} ({} {})",
        row.revision.sequence, row.name.source, row.name.name
    )
}
