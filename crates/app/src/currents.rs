//! Reads the current documents of the keys of which something arrived, on all cores.

use crossbeam_channel::bounded;
use noroshi_formats::{Envelope, Format};
use noroshi_store::{KeyId, KeyName, LedgerRow, Reader, Revision, Store, StoreError};

use crate::{
    place::current,
    upkeep::{Files, ahead},
};

/// A current document.
pub(crate) struct Current<'a> {
    pub(crate) name: &'a KeyName,
    pub(crate) revision: &'a Revision,
    pub(crate) format: &'static dyn Format,
    pub(crate) bytes: &'a [u8],
    pub(crate) envelope: &'a Envelope,
}

/// A key of which something arrived, and what was made of its current document.
pub(crate) struct Changed<T> {
    pub(crate) key: KeyId,
    /// None where the key is no longer listed, or its document cannot be had, which the check of the store says.
    pub(crate) made: Option<T>,
}

/// Which part of the ledger is read, and what is made of it.
pub(crate) struct Part<'a, W, M> {
    /// The part begins behind this row.
    pub(crate) after: u64,
    /// And ends with this one.
    pub(crate) upto: u64,
    /// Whether somebody is interested in a row's key at all.
    pub(crate) wants: W,
    /// What is made of a document.
    pub(crate) make: M,
    /// Is told the rows read, and the rows there are.
    pub(crate) progress: &'a dyn Fn(u64, u64),
}

/// Rows of the ledger that are looked at in one go.
const ROWS: usize = 2_000;

impl<W, M, T> Part<'_, W, M>
where
    W: Fn(&LedgerRow) -> bool + Sync,
    M: Fn(&Current<'_>) -> T + Sync,
    T: Send,
{
    /// Hands on what is made of the current document of each key of which something arrived in this part, in no
    /// particular order, each once.
    pub(crate) fn read(
        &self,
        store: &dyn Store,
        take: &mut dyn FnMut(Changed<T>),
    ) -> Result<(), StoreError> {
        let workers = std::thread::available_parallelism().map_or(2, usize::from);
        let (after, upto) = (self.after, self.upto);
        let (wants, make) = (&self.wants, &self.make);
        let (ask, asked) = bounded::<u64>(workers);
        let (tell, told) = bounded::<Result<(u64, Vec<Changed<T>>), StoreError>>(workers);
        std::thread::scope(|scope| {
            for _ in 0..workers {
                let (asked, tell) = (asked.clone(), tell.clone());
                scope.spawn(move || {
                    let mut files = Files::default();
                    for from in asked {
                        let read = rows(store, from, upto, &mut files, wants, make);
                        if tell.send(read).is_err() {
                            return;
                        }
                    }
                });
            }
            drop((asked, tell));
            scope.spawn(move || {
                for from in (after..upto).step_by(ROWS) {
                    if ask.send(from).is_err() {
                        return;
                    }
                }
            });
            let mut done = 0;
            for part in told {
                let (rows, changed) = part?;
                changed.into_iter().for_each(&mut *take);
                done += rows;
                (self.progress)(done, upto - after);
            }
            Ok(())
        })
    }
}

/// What the rows after a sequence changed. A key is told where its last row stands that belongs to the part asked for,
/// so that none is told twice.
fn rows<T>(
    store: &dyn Store,
    from: u64,
    upto: u64,
    files: &mut Files,
    wants: &impl Fn(&LedgerRow) -> bool,
    make: &impl Fn(&Current<'_>) -> T,
) -> Result<(u64, Vec<Changed<T>>), StoreError> {
    let mut rows = 0;
    let mut changed = Vec::new();
    store.read(&mut |reader| {
        let last = upto.min(from + ROWS as u64);
        let mut list = reader.ledger(from, ROWS)?;
        list.retain(|row| row.revision.sequence <= last);
        rows = list.len() as u64;
        list.retain(wants);
        ahead(reader, &list)?;
        for row in list {
            let revisions = reader.revisions(row.key)?;
            let within = revisions.iter().filter(|r| r.sequence <= upto);
            if within.map(|r| r.sequence).max() != Some(row.revision.sequence) {
                continue;
            }
            let made = match current(&revisions) {
                Some(revision) => document(files, reader, &row.name, revision, make)?,
                None => None,
            };
            changed.push(Changed { key: row.key, made });
        }
        Ok(())
    })?;
    Ok((rows, changed))
}

fn document<T>(
    files: &mut Files,
    reader: &dyn Reader,
    name: &KeyName,
    revision: &Revision,
    make: &impl Fn(&Current<'_>) -> T,
) -> Result<Option<T>, StoreError> {
    let (Some(digest), Some(format)) =
        (revision.digest, noroshi_formats::by_name(&revision.format))
    else {
        return Ok(None);
    };
    let Some(document) = reader.document(&digest)? else {
        return Ok(None);
    };
    let envelope = files.envelope(reader, revision)?;
    Ok(Some(make(&Current {
        name,
        revision,
        format,
        bytes: &document.bytes,
        envelope,
    })))
}
