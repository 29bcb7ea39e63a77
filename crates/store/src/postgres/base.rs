//! What a writing transaction has read: the store as it was when it began, as far as anybody asked.
//!
//! Nobody else writes meanwhile, so what was read once holds. Most of it is fetched ahead, for many at a time: asking
//! for one thing after the other would cost more than everything else.

use std::collections::{HashMap, HashSet};

use tokio_postgres::types::ToSql;

use super::asking::{Asking, Seen, written};
use crate::{
    ClaimRow, Digest, FileRow, KeyId, KeyName, RecordId, RecordRow, Revision, StoreError,
    sql::{Row, rows},
};

/// More than so many entries are forgotten and read again when they are asked for.
const MOST: usize = 100_000;

/// What is known; what is asked for and not there is `None` or empty.
#[derive(Default)]
pub(super) struct Base {
    pub(super) keys: HashMap<KeyName, Option<KeyId>>,
    pub(super) documents: HashMap<Digest, Option<u64>>,
    /// The last complete file at an address, by source and address.
    pub(super) files: HashMap<(String, String), Option<FileRow>>,
    pub(super) revisions: HashMap<KeyId, Vec<Revision>>,
    pub(super) records_of: HashMap<KeyId, Vec<(RecordId, String)>>,
    pub(super) rows: HashMap<RecordId, Option<RecordRow>>,
    pub(super) claims_of: HashMap<RecordId, Vec<ClaimRow>>,
    pub(super) claiming: HashMap<String, Vec<ClaimRow>>,
    pub(super) memberships: HashMap<RecordId, Vec<(u32, u8)>>,
    pub(super) members: HashMap<u32, Vec<(RecordId, u8)>>,
    pub(super) vulnerabilities: HashMap<String, Option<u32>>,
    /// How many members a vulnerability had.
    pub(super) sizes: HashMap<u32, u32>,
}

impl Base {
    /// Forgets what is too much.
    pub(super) fn trim(&mut self) {
        if self.rows.len() > MOST
            || self.files.len() > MOST
            || self.claims_of.len() > MOST
            || self.memberships.len() > MOST
        {
            *self = Self::default();
        }
    }

    /// Fetches keys by their names, and what there is of them.
    pub(super) fn everything_of(
        &mut self,
        asking: &Asking<'_>,
        names: &[&KeyName],
    ) -> Result<(), StoreError> {
        self.keys(asking, names)?;
        let keys = names.iter().filter_map(|name| self.keys.get(*name));
        let keys: Vec<KeyId> = keys.copied().flatten().collect();
        self.revisions(asking, &keys)?;
        self.records_of(asking, &keys)?;
        let records = keys.iter().filter_map(|key| self.records_of.get(key));
        let records: Vec<RecordId> = records.flatten().map(|(id, _)| *id).collect();
        // A score file has 300,000: they are fetched on the way.
        if records.len() < MOST / 5 {
            self.claims_of(asking, &records)?;
            self.memberships(asking, &records)?;
        }
        Ok(())
    }

    /// Fetches keys by their names.
    pub(super) fn keys(
        &mut self,
        asking: &Asking<'_>,
        names: &[&KeyName],
    ) -> Result<(), StoreError> {
        let unknown: Vec<&KeyName> = names
            .iter()
            .copied()
            .filter(|name| !self.keys.contains_key(*name))
            .collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let texts: Vec<_> = unknown.iter().map(|name| written(&name.name)).collect();
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        let sql = "SELECT id, source, namespace, name FROM keys WHERE name = ANY($1)";
        let found = asking.rows(sql, &[&texts])?;
        for name in unknown {
            self.keys.insert(name.clone(), None);
        }
        for row in &found {
            let row: &dyn Row = &Seen(row);
            let name = KeyName {
                source: row.get(1)?,
                namespace: row.get(2)?,
                name: row.get(3)?,
            };
            self.keys.insert(name, Some(row.get(0)?));
        }
        Ok(())
    }

    /// Fetches the numbers of documents by their digests.
    pub(super) fn documents(
        &mut self,
        asking: &Asking<'_>,
        digests: &[Digest],
    ) -> Result<(), StoreError> {
        let unknown: Vec<Digest> = unknown(digests, &self.documents);
        if unknown.is_empty() {
            return Ok(());
        }
        let bytes: Vec<&[u8]> = unknown.iter().map(|d| &d.0[..]).collect();
        let sql = "SELECT id, digest FROM documents WHERE digest = ANY($1)";
        let found = asking.rows(sql, &[&bytes])?;
        self.documents.extend(unknown.iter().map(|d| (*d, None)));
        for row in &found {
            let row: &dyn Row = &Seen(row);
            if let Some(digest) = rows::digest(row.get(1)?) {
                self.documents.insert(digest, Some(row.get(0)?));
            }
        }
        Ok(())
    }

    /// Fetches the last complete files of a source at addresses.
    pub(super) fn files(
        &mut self,
        asking: &Asking<'_>,
        source: &str,
        addresses: &[&str],
    ) -> Result<(), StoreError> {
        let key = |address: &str| (source.to_owned(), address.to_owned());
        let unknown = addresses.iter().copied();
        let unknown: HashSet<&str> = unknown
            .filter(|a| !self.files.contains_key(&key(a)))
            .collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let texts: Vec<_> = unknown.iter().map(|a| written(a)).collect();
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        let sql = format!(
            "SELECT {} FROM files WHERE source = $1 AND address = ANY($2) AND complete = 1 ORDER BY id",
            rows::FILE
        );
        let found = asking.rows(&sql, &[&&*written(source), &texts])?;
        for address in unknown {
            self.files.insert(key(address), None);
        }
        for row in &found {
            let file = rows::file(&Seen(row))?;
            self.files
                .insert((file.source.clone(), file.address.clone()), Some(file));
        }
        Ok(())
    }

    /// Fetches the revisions of keys.
    pub(super) fn revisions(
        &mut self,
        asking: &Asking<'_>,
        keys: &[KeyId],
    ) -> Result<(), StoreError> {
        let columns = rows::REVISION;
        let sql = format!(
            "SELECT {columns}, r.key FROM revisions r LEFT JOIN documents d ON d.id = r.document
             WHERE r.key = ANY($1) ORDER BY r.sequence"
        );
        several(asking, &sql, keys, &mut self.revisions, |row| {
            Ok((row.get(10)?, rows::revision(row)?))
        })
    }

    /// Fetches numbers and names of the records of keys.
    pub(super) fn records_of(
        &mut self,
        asking: &Asking<'_>,
        keys: &[KeyId],
    ) -> Result<(), StoreError> {
        let sql = "SELECT key, id, name FROM records WHERE key = ANY($1) ORDER BY id";
        several(asking, sql, keys, &mut self.records_of, |row| {
            Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))
        })
    }

    /// Fetches records by their numbers.
    pub(super) fn rows(
        &mut self,
        asking: &Asking<'_>,
        records: &[RecordId],
    ) -> Result<(), StoreError> {
        let unknown = unknown(records, &self.rows);
        if unknown.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "SELECT {} FROM records r JOIN sources s ON s.id = r.source WHERE r.id = ANY($1)",
            rows::RECORD
        );
        let found = asking.rows(&sql, &[&numbers(&unknown)])?;
        self.rows.extend(unknown.iter().map(|id| (*id, None)));
        for row in &found {
            let row = rows::record(&Seen(row))?;
            self.rows.insert(row.id, Some(row));
        }
        Ok(())
    }

    /// Fetches the claims of records.
    pub(super) fn claims_of(
        &mut self,
        asking: &Asking<'_>,
        records: &[RecordId],
    ) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT {} FROM claims WHERE record = ANY($1) ORDER BY identifier",
            rows::CLAIM
        );
        several(asking, &sql, records, &mut self.claims_of, |row| {
            let claim = rows::claim(row)?;
            Ok((claim.record, claim))
        })
    }

    /// Fetches who claims identifiers, and whatever else they claim.
    pub(super) fn claiming(
        &mut self,
        asking: &Asking<'_>,
        identifiers: &[&str],
    ) -> Result<(), StoreError> {
        let mut unknown: Vec<&str> = identifiers
            .iter()
            .copied()
            .filter(|i| !self.claiming.contains_key(*i))
            .collect();
        unknown.sort_unstable();
        unknown.dedup();
        if unknown.is_empty() {
            return Ok(());
        }
        let texts: Vec<_> = unknown.iter().map(|i| written(i)).collect();
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        let sql = format!(
            "SELECT {} FROM claims WHERE identifier = ANY($1) ORDER BY record",
            rows::CLAIM
        );
        let found = asking.rows(&sql, &[&texts])?;
        for identifier in unknown {
            self.claiming.insert(identifier.to_owned(), Vec::new());
        }
        let mut records = Vec::with_capacity(found.len());
        for row in &found {
            let claim = rows::claim(&Seen(row))?;
            records.push(claim.record);
            self.claiming
                .entry(claim.identifier.clone())
                .or_default()
                .push(claim);
        }
        self.claims_of(asking, &records)
    }

    /// Fetches which vulnerabilities records belong to.
    pub(super) fn memberships(
        &mut self,
        asking: &Asking<'_>,
        records: &[RecordId],
    ) -> Result<(), StoreError> {
        let sql = "SELECT record, vulnerability, relation FROM members WHERE record = ANY($1) ORDER BY vulnerability";
        several(asking, sql, records, &mut self.memberships, |row| {
            Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))
        })
    }

    /// Fetches the members of vulnerabilities, the rows of their records, and how many there were.
    pub(super) fn members(
        &mut self,
        asking: &Asking<'_>,
        vulnerabilities: &[u32],
    ) -> Result<(), StoreError> {
        let unknown = unknown(vulnerabilities, &self.members);
        if unknown.is_empty() {
            return Ok(());
        }
        let ids: Vec<i64> = unknown.iter().map(|v| i64::from(*v)).collect();
        let columns = rows::RECORD;
        let sql = format!(
            "SELECT {columns}, m.relation, m.vulnerability FROM members m JOIN records r ON r.id = m.record
             JOIN sources s ON s.id = r.source WHERE m.vulnerability = ANY($1) ORDER BY r.id"
        );
        let found = asking.rows(&sql, &[&ids])?;
        self.members
            .extend(unknown.iter().map(|v| (*v, Vec::new())));
        for row in &found {
            let row: &dyn Row = &Seen(row);
            let record = rows::record(row)?;
            self.members
                .entry(row.get(23)?)
                .or_default()
                .push((record.id, row.get(22)?));
            self.rows.insert(record.id, Some(record));
        }
        let sizes = "SELECT id, members FROM vulnerabilities WHERE id = ANY($1)";
        for row in &asking.rows(sizes, &[&ids])? {
            let row: &dyn Row = &Seen(row);
            self.sizes.insert(row.get(0)?, row.get(1)?);
        }
        Ok(())
    }

    /// Fetches the numbers of vulnerabilities by their names.
    pub(super) fn vulnerabilities(
        &mut self,
        asking: &Asking<'_>,
        names: &[&str],
    ) -> Result<(), StoreError> {
        let unknown: HashSet<&str> = names
            .iter()
            .copied()
            .filter(|name| !self.vulnerabilities.contains_key(*name))
            .collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let texts: Vec<_> = unknown.iter().map(|name| written(name)).collect();
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        let sql = "SELECT id, name FROM vulnerabilities WHERE name = ANY($1)";
        let found = asking.rows(sql, &[&texts])?;
        for name in unknown {
            self.vulnerabilities.insert(name.to_owned(), None);
        }
        for row in &found {
            let row: &dyn Row = &Seen(row);
            self.vulnerabilities.insert(row.get(1)?, Some(row.get(0)?));
        }
        Ok(())
    }
}

/// Fetches what belongs to each of some numbers, in the order of the answer.
fn several<T>(
    asking: &Asking<'_>,
    sql: &str,
    of: &[u64],
    into: &mut HashMap<u64, Vec<T>>,
    map: impl Fn(&dyn Row) -> Result<(u64, T), StoreError>,
) -> Result<(), StoreError> {
    let unknown = unknown(of, into);
    if unknown.is_empty() {
        return Ok(());
    }
    let values: [&(dyn ToSql + Sync); 1] = [&numbers(&unknown)];
    let found = asking.rows(sql, &values)?;
    into.extend(unknown.into_iter().map(|number| (number, Vec::new())));
    for row in &found {
        let (number, value) = map(&Seen(row))?;
        into.entry(number).or_default().push(value);
    }
    Ok(())
}

/// Those that nobody asked for yet, each once.
fn unknown<K: Copy + Ord + std::hash::Hash, V>(asked: &[K], known: &HashMap<K, V>) -> Vec<K> {
    let mut unknown: Vec<K> = asked
        .iter()
        .copied()
        .filter(|k| !known.contains_key(k))
        .collect();
    unknown.sort_unstable();
    unknown.dedup();
    unknown
}

fn numbers(of: &[u64]) -> Vec<i64> {
    of.iter().map(|n| n.cast_signed()).collect()
}
