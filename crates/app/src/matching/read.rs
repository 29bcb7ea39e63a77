//! Reads from the ledger what the current documents of keys state of products.

use crossbeam_channel::bounded;
use noroshi_matching::Stated;
use noroshi_store::{KeyId, Reader, Revision, Store, StoreError};

use crate::{
    place::current,
    upkeep::{Files, ahead},
};

/// A key of which something arrived, and what its current document states.
pub(super) struct Changed {
    pub(super) key: KeyId,
    /// The records by name; none where the key is no longer listed.
    pub(super) records: Vec<(String, Stated)>,
}

/// Rows of the ledger that are looked at in one go.
const ROWS: usize = 2_000;

/// Reads the current documents of every key of which something arrived after one sequence and up to another, on all
/// cores, and hands on what each states, in no particular order.
pub(super) fn read(
    store: &dyn Store,
    after: u64,
    upto: u64,
    progress: &dyn Fn(u64, u64),
    take: &mut dyn FnMut(Changed),
) -> Result<(), StoreError> {
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let (ask, asked) = bounded::<u64>(workers);
    let (tell, told) = bounded::<Result<(u64, Vec<Changed>), StoreError>>(workers);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (asked, tell) = (asked.clone(), tell.clone());
            scope.spawn(move || {
                let mut files = Files::default();
                for from in asked {
                    let read = part(store, from, upto, &mut files);
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
            progress(done, upto - after);
        }
        Ok(())
    })
}

/// What the rows after a sequence changed. A key is told where its first row of all stands that belongs to the part
/// asked for, so that none is told twice.
fn part(
    store: &dyn Store,
    from: u64,
    upto: u64,
    files: &mut Files,
) -> Result<(u64, Vec<Changed>), StoreError> {
    let mut rows = 0;
    let mut changed = Vec::new();
    store.read(&mut |reader| {
        let last = upto.min(from + ROWS as u64);
        let mut list = reader.ledger(from, ROWS)?;
        list.retain(|row| row.revision.sequence <= last);
        rows = list.len() as u64;
        ahead(reader, &list)?;
        for row in list {
            let revisions = reader.revisions(row.key)?;
            // The last row that belongs to the part tells it.
            let within = revisions.iter().filter(|r| r.sequence <= upto);
            if within.map(|r| r.sequence).max() != Some(row.revision.sequence) {
                continue;
            }
            let records = match current(&revisions) {
                Some(revision) => stated(files, reader, revision)?,
                None => Vec::new(),
            };
            changed.push(Changed {
                key: row.key,
                records,
            });
        }
        Ok(())
    })?;
    Ok((rows, changed))
}

/// What a revision's document states of products; nothing where it cannot be read, which the check of the store says.
fn stated(
    files: &mut Files,
    reader: &dyn Reader,
    revision: &Revision,
) -> Result<Vec<(String, Stated)>, StoreError> {
    let mut records = Vec::new();
    let (Some(digest), Some(format)) =
        (revision.digest, noroshi_formats::by_name(&revision.format))
    else {
        return Ok(records);
    };
    let Some(document) = reader.document(&digest)? else {
        return Ok(records);
    };
    let envelope = files.envelope(reader, revision)?;
    // Each record goes as soon as its products are taken: a score file holds 300,000 and names none.
    let read = format.read_each(&document.bytes, envelope, &mut |record| {
        if !record.affected.is_empty() {
            records.push((record.id.as_str().to_owned(), Stated::from(record)));
        }
    });
    if read.is_err() {
        records.clear();
    }
    Ok(records)
}
