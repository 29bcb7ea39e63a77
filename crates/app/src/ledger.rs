//! Rows of the ledger by their sequence.

use noroshi_store::{LedgerRow, Reader, StoreError};

/// A row of the ledger, if it is there.
pub(crate) fn row(reader: &dyn Reader, sequence: u64) -> Result<Option<LedgerRow>, StoreError> {
    let Some(before) = sequence.checked_sub(1) else {
        return Ok(None);
    };
    let rows = reader.ledger(before, 1)?.into_iter();
    Ok(rows
        .into_iter()
        .find(|row| row.revision.sequence == sequence))
}

/// The hash of a row of the ledger, which proves everything before it.
pub(crate) fn link(reader: &dyn Reader, sequence: u64) -> Result<Option<[u8; 32]>, StoreError> {
    Ok(row(reader, sequence)?.map(|row| row.link))
}

/// When the last row of the ledger arrived, before any time where there is none. What comes after it arrives no earlier,
/// also where another node wrote it whose clock is ahead of ours.
pub(crate) fn last_seen(reader: &dyn Reader) -> Result<i64, StoreError> {
    let last = row(reader, reader.state()?.sequence)?;
    Ok(last.map_or(i64::MIN, |row| row.revision.seen))
}
