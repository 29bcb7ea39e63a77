//! One document into ledger and projections: the same step for an import and for a rebuild.

use std::collections::HashMap;

use noroshi_store::{ClaimRow, KeyId, RecordId, Revision, StoreError, Writer};

use super::prepare::Prepared;
use crate::link::Touched;

/// A revision that has just come to stand in the ledger, or is read from it again.
pub(crate) struct Arrival<'a> {
    pub(crate) key: KeyId,
    /// Whether the key has no records yet.
    pub(crate) is_new_key: bool,
    pub(crate) sequence: u64,
    /// When the first revision of its key arrived.
    pub(crate) first_seen: i64,
    /// Whether it is the current revision of its key.
    pub(crate) current: bool,
    /// Its records; `None` where a snapshot no longer lists the key.
    pub(crate) prepared: Option<&'a Prepared>,
}

/// Brings the projections forward by one revision.
pub(crate) fn project(
    writer: &mut dyn Writer,
    touched: &mut Touched,
    arrival: &Arrival<'_>,
) -> Result<(), StoreError> {
    if !arrival.current {
        // It is kept, and can be found as of its day; today it says nothing.
        let claims = arrival
            .prepared
            .iter()
            .flat_map(|p| &p.records)
            .flat_map(|r| &r.claims);
        let identifiers: Vec<String> = claims.map(|c| c.identifier.clone()).collect();
        return writer.mention(arrival.key, &identifiers);
    }
    // Nothing keeps a document from holding two records of one name.
    let mut before: Before = HashMap::new();
    if !arrival.is_new_key {
        for (id, name) in writer.names_of(arrival.key)?.into_iter().rev() {
            before.entry(name).or_default().push(id);
        }
    }
    replace(writer, touched, arrival, before)
}

/// The records of a key before, by name, the last first.
type Before = HashMap<String, Vec<RecordId>>;

fn replace(
    writer: &mut dyn Writer,
    touched: &mut Touched,
    arrival: &Arrival<'_>,
    mut before: Before,
) -> Result<(), StoreError> {
    for summary in arrival.prepared.iter().flat_map(|p| &p.records) {
        let mut row = summary.row.clone();
        row.key = arrival.key;
        row.sequence = arrival.sequence;
        row.first_seen = arrival.first_seen;
        let claims = &summary.claims;
        if let Some(old) = before.get_mut(&row.name).and_then(Vec::pop) {
            row.id = old;
            let said = writer.claims_of(old)?;
            if same(&said, claims) {
                // It is about the same as before, and only its values changed.
                writer.put_record(&row, None, &summary.text)?;
                touched.revalued(writer, old)?;
                continue;
            }
            forget(writer, touched, arrival.key, said, claims)?;
        }
        let id = writer.put_record(&row, Some(claims), &summary.text)?;
        touched.wrote(id, claims);
    }
    for old in before.into_values().flatten() {
        let said = writer.claims_of(old)?;
        forget(writer, touched, arrival.key, said, &[])?;
        touched.left(writer.memberships(old)?);
        touched.removed(old);
        writer.delete_record(old)?;
    }
    Ok(())
}

/// Whether two lists hold the same claims, whatever their order.
fn same(old: &[ClaimRow], new: &[ClaimRow]) -> bool {
    let has = |c: &ClaimRow| {
        old.iter()
            .any(|o| (&o.identifier, o.relation, &o.by) == (&c.identifier, c.relation, &c.by))
    };
    old.len() == new.len() && new.iter().all(has)
}

/// Remembers what a record claimed and no longer does.
fn forget(
    writer: &mut dyn Writer,
    touched: &mut Touched,
    key: KeyId,
    old: Vec<ClaimRow>,
    now: &[ClaimRow],
) -> Result<(), StoreError> {
    touched.loosen(&old);
    let gone: Vec<String> = old
        .into_iter()
        .filter(|o| !now.iter().any(|n| n.identifier == o.identifier))
        .map(|o| o.identifier)
        .collect();
    if gone.is_empty() {
        Ok(())
    } else {
        writer.mention(key, &gone)
    }
}

/// When the first revision of a key arrived.
pub(crate) fn first_seen(known: &[Revision], now: i64) -> i64 {
    known
        .iter()
        .map(|r| r.seen)
        .min()
        .map_or(now, |seen| seen.min(now))
}
