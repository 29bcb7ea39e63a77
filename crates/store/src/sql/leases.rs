//! Leases and nodes: who does what at present, by the store's clock, with tokens that keep late comers from doing harm.

use super::{Ask, Value, Write, values};
use crate::{Lease, LeaseRow, NodeRow, StoreError};

/// The lease that writing itself needs, in an engine with several writers.
pub(crate) const PEN: &str = "pen";

/// Takes a lease that nobody holds.
pub(crate) fn take(
    writes: &mut dyn Write,
    name: &str,
    holder: &str,
    lasts: u64,
) -> Result<Option<Lease>, StoreError> {
    writes.run(
        "INSERT INTO leases (name, holder, token, until) VALUES ($1, '', 0, 0) ON CONFLICT (name) DO NOTHING",
        values![name],
    )?;
    take_known(writes.ask(), name, holder, lasts)
}

/// Takes a lease that was taken before.
pub(crate) fn take_known(
    ask: &dyn Ask,
    name: &str,
    holder: &str,
    lasts: u64,
) -> Result<Option<Lease>, StoreError> {
    let now = ask.now();
    let sql = format!(
        "UPDATE leases SET holder = $1, token = token + 1, until = {now} + $2
         WHERE name = $3 AND until < {now} RETURNING token"
    );
    ask.one(&sql, values![holder, lasts, name], |r| {
        Ok(Lease {
            name: name.to_owned(),
            token: r.get(0)?,
        })
    })
}

/// Prolongs a lease from now on; `false` where somebody else has taken it meanwhile.
pub(crate) fn renew(writes: &mut dyn Write, lease: &Lease, lasts: u64) -> Result<bool, StoreError> {
    let now = writes.ask().now();
    let sql = format!("UPDATE leases SET until = {now} + $1 WHERE name = $2 AND token = $3");
    let renewed = writes.run(&sql, values![lasts, &lease.name, lease.token])?;
    Ok(renewed == 1)
}

/// Gives a lease back, so that nobody has to wait until it runs out.
pub(crate) fn release(writes: &mut dyn Write, lease: &Lease) -> Result<(), StoreError> {
    let sql = "UPDATE leases SET until = 0 WHERE name = $1 AND token = $2";
    writes.run(sql, values![&lease.name, lease.token]).map(drop)
}

/// Within a transaction: fails where somebody else holds the lease by now. `lock` keeps everybody from taking it until
/// the end, where the engine has other writers.
pub(crate) fn hold(ask: &dyn Ask, lease: &Lease, lock: &str) -> Result<(), StoreError> {
    let sql = format!("SELECT token FROM leases WHERE name = $1 {lock}");
    let token: Option<u64> = ask.one(&sql, values![&lease.name], |r| r.get(0))?;
    if token == Some(lease.token) {
        Ok(())
    } else {
        Err(overtaken(&lease.name))
    }
}

/// Somebody else holds a lease by now.
pub(crate) fn overtaken(name: &str) -> StoreError {
    StoreError::Overtaken {
        lease: name.to_owned(),
    }
}

/// The leases that ever were, and how much longer they last.
pub(crate) fn all(ask: &dyn Ask) -> Result<Vec<LeaseRow>, StoreError> {
    let now = ask.now();
    let sql =
        format!("SELECT name, holder, until - {now} FROM leases WHERE name <> $1 ORDER BY name");
    ask.all(&sql, values![PEN], |r| {
        Ok(LeaseRow {
            name: r.get(0)?,
            holder: r.get(1)?,
            left: r.get::<i64>(2)?.max(0).cast_unsigned(),
        })
    })
}

/// Says that a node is there.
pub(crate) fn beat(writes: &mut dyn Write, node: &NodeRow) -> Result<(), StoreError> {
    let now = writes.ask().now();
    let sql = format!(
        "INSERT INTO nodes (name, release, started, seen, sequence, matched, doing)
         VALUES ($1, $2, $3, {now}, $4, $5, $6)
         ON CONFLICT (name) DO UPDATE SET release = excluded.release, started = excluded.started,
         seen = excluded.seen, sequence = excluded.sequence, matched = excluded.matched, doing = excluded.doing"
    );
    let row: &[Value<'_>] = values![
        &node.name,
        &node.release,
        node.started,
        node.sequence,
        node.matched,
        &node.doing
    ];
    writes.run(&sql, row).map(drop)
}

/// Forgets a node.
pub(crate) fn leave(writes: &mut dyn Write, node: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM nodes WHERE name = $1";
    writes.run(sql, values![node]).map(drop)
}

/// The nodes heard of.
pub(crate) fn nodes(ask: &dyn Ask) -> Result<Vec<NodeRow>, StoreError> {
    let now = ask.now();
    let sql = format!(
        "SELECT name, release, started, {now} - seen, sequence, matched, doing FROM nodes ORDER BY name"
    );
    ask.all(&sql, &[], |r| {
        Ok(NodeRow {
            name: r.get(0)?,
            release: r.get(1)?,
            started: r.get(2)?,
            silent: r.get::<i64>(3)?.max(0).cast_unsigned(),
            sequence: r.get(4)?,
            matched: r.get(5)?,
            doing: r.get(6)?,
        })
    })
}
