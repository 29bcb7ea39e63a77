//! Users, tokens and sessions: texts by kind and name. The trail of what was done: entries in a chain.

use super::{Ask, Row, Write, values};
use crate::{StoreError, TrailRow, chain};

pub(crate) fn one(view: &dyn Ask, kind: &str, name: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT value FROM accounts WHERE kind = $1 AND name = $2";
    view.one(sql, values![kind, name], |r| r.get(0))
}

pub(crate) fn all(view: &dyn Ask, kind: &str) -> Result<Vec<(String, String)>, StoreError> {
    let sql = "SELECT name, value FROM accounts WHERE kind = $1 ORDER BY name";
    view.all(sql, values![kind], |r| Ok((r.get(0)?, r.get(1)?)))
}

pub(crate) fn put(
    session: &mut dyn Write,
    kind: &str,
    name: &str,
    value: Option<&str>,
) -> Result<(), StoreError> {
    session.run(
        "DELETE FROM accounts WHERE kind = $1 AND name = $2",
        values![kind, name],
    )?;
    if let Some(value) = value {
        session.put(
            "INSERT INTO accounts (kind, name, value, sum) VALUES ($1, $2, $3, $4)",
            values![kind, name, value],
        )?;
    }
    Ok(())
}

/// The entries of the trail after a sequence.
pub(crate) fn trail(view: &dyn Ask, after: u64, limit: usize) -> Result<Vec<TrailRow>, StoreError> {
    let sql =
        "SELECT sequence, entry, link FROM trail WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    view.all(sql, values![after, limit], row)
}

/// The last entry of the trail.
pub(crate) fn trail_end(view: &dyn Ask) -> Result<Option<TrailRow>, StoreError> {
    let sql = "SELECT sequence, entry, link FROM trail ORDER BY sequence DESC LIMIT 1";
    view.one(sql, &[], row)
}

pub(crate) fn append(session: &mut dyn Write, entry: &str) -> Result<u64, StoreError> {
    let last = trail_end(session.ask())?;
    let (before, link) = last.map_or((0, chain::BEGIN), |last| (last.sequence, last.link));
    let (sequence, link) = (before + 1, chain::entry(&link, entry));
    session.run(
        "INSERT INTO trail (sequence, entry, link) VALUES ($1, $2, $3)",
        values![sequence, entry, &link[..]],
    )?;
    Ok(sequence)
}

fn row(row: &dyn Row) -> Result<TrailRow, StoreError> {
    let link: Vec<u8> = row.get(2)?;
    Ok(TrailRow {
        sequence: row.get(0)?,
        entry: row.get(1)?,
        // One of another length proves nothing, and the check names it.
        link: link.try_into().unwrap_or_default(),
    })
}
