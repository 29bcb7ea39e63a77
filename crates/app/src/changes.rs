//! Changes: what arrived in the ledger after a place in it, so that others can follow.

use noroshi_store::{LedgerRow, Reader};

use crate::{
    digits::hex,
    house::{House, UseError},
    ledger,
    values::{Arrival, ChangesPage},
};

/// Rows of the ledger that one answer looks through at most: of a source that seldom speaks there may be none among
/// them, and the reader goes on from there.
const SCANNED: u64 = 50_000;
const ROWS: usize = 2_000;

/// Which changes are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Since {
    /// Those behind this row of the ledger; 0 for all.
    pub after: u64,
    /// The hash of that row, where the reader knows it: another row in its place is another past.
    pub link: Option<String>,
    /// Of this source only.
    pub source: Option<String>,
    /// So many at most.
    pub limit: usize,
}

impl House {
    /// What arrived after a place in the ledger, in its order; nothing where the ledger has no such row, or another one
    /// in its place: then it is not the one that somebody followed.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn changes(&self, since: &Since) -> Result<Option<ChangesPage>, UseError> {
        self.look(|reader| {
            let end = reader.state()?.sequence;
            let mut link = ledger::link(reader, since.after)?.map(|link| hex(&link));
            let is_known = since.after == 0 || link.is_some();
            let is_same = since.link.is_none() || since.link == link;
            if !is_known || !is_same {
                return Ok(None);
            }
            let mut changes = Vec::new();
            let mut at = since.after;
            let last = end.min(since.after.saturating_add(SCANNED));
            'scanning: while at < last && changes.len() < since.limit {
                let rows = reader.ledger(at, ROWS)?;
                if rows.is_empty() {
                    break;
                }
                for row in rows {
                    if row.revision.sequence > last || changes.len() == since.limit {
                        break 'scanning;
                    }
                    at = row.revision.sequence;
                    link = Some(hex(&row.link));
                    let wanted = since.source.as_ref();
                    // A row without a name is not for whoever asks.
                    if !row.name.source.is_empty()
                        && wanted.is_none_or(|source| *source == row.name.source)
                    {
                        changes.push(arrival(reader, row)?);
                    }
                }
            }
            Ok(Some(ChangesPage {
                after: since.after,
                upto: at,
                link: link.unwrap_or_default(),
                sequence: end,
                changes,
            }))
        })
    }
}

fn arrival(reader: &dyn Reader, row: LedgerRow) -> Result<Arrival, UseError> {
    let first = reader
        .revisions(row.key)?
        .into_iter()
        .map(|r| r.sequence)
        .min();
    let LedgerRow { name, revision, .. } = row;
    Ok(Arrival {
        sequence: revision.sequence,
        source: name.source,
        namespace: name.namespace,
        name: name.name,
        is_first: first == Some(revision.sequence),
        digest: revision.digest.map(|digest| digest.to_string()),
        size: revision.size,
        format: revision.format,
        seen: revision.seen,
        changed: revision.changed,
    })
}
