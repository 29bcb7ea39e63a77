//! Checking the structure, and digests of the projections that depend on content alone.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row, types::ValueRef};
use sha2::{Digest as _, Sha256};

use super::{failed, open, sums};
use crate::StoreError;

/// What identifies a record whatever its number here.
const RECORD_NAME: &str = "(SELECT k.source || '|' || k.namespace || '|' || k.name || '|' || r.name FROM records r \
     JOIN keys k ON k.id = r.key WHERE r.id = ";

/// SQLite's own check of pages, indexes and the text index: a line per fault.
pub(super) fn structure(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let failed = |e| failed("checking the structure", e);
    let mut faults = Vec::new();
    faults.extend(look_anew(connection).err().map(|e| e.to_string()));
    let mut statement = connection
        .prepare("PRAGMA integrity_check(20)")
        .map_err(failed)?;
    let lines = statement
        .query_map([], |r| r.get::<_, String>(0))
        .map_err(failed)?;
    for line in lines {
        match line {
            Ok(line) if line == "ok" => {}
            Ok(line) => faults.push(line),
            Err(error) => {
                faults.push(error.to_string());
                break;
            }
        }
    }
    faults.extend(schema(connection)?);
    match sums::faults(connection) {
        Ok(found) => faults.extend(found),
        Err(error) => faults.push(error.to_string()),
    }
    Ok(faults)
}

/// Makes the text index look at its present state. A connection remembers how the index was laid out
/// when it was last asked; only opening a question makes it compare that with the file, and the
/// engine's check and the list of all tokens do not: they would tell of damage where there is none.
pub(super) fn look_anew(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .prepare_cached("SELECT rowid FROM words WHERE words MATCH 'a' LIMIT 1")?
        .exists([])
        .map(|_| ())
}

/// Whether the tables are defined as this release defines them: the engine's check trusts what is
/// written there.
fn schema(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let failed = |e| failed("checking the schema", e);
    let definitions = |connection: &Connection| -> rusqlite::Result<BTreeSet<String>> {
        connection
            .prepare("SELECT type || ' ' || name || ' ' || tbl_name || ': ' || coalesce(sql, '') FROM sqlite_schema")?
            .query_map([], |r| r.get(0))?
            .collect()
    };
    let fresh = Connection::open_in_memory().map_err(failed)?;
    fresh
        .execute_batch(&open::SCHEMA.concat())
        .map_err(failed)?;
    let expected = definitions(&fresh).map_err(failed)?;
    Ok(match definitions(connection) {
        Ok(found) => found
            .symmetric_difference(&expected)
            .map(|line| format!("not defined as it should be: {line}"))
            .collect(),
        Err(error) => vec![error.to_string()],
    })
}

/// A digest per projection: the wrapping sum of the digests of its rows, so that no order matters.
pub(super) fn projections(
    connection: &Connection,
) -> Result<Vec<(&'static str, String)>, StoreError> {
    let questions: [(&'static str, String); 6] = [
        (
            "records",
            "SELECT k.source, k.namespace, k.name, r.name, r.kind, r.status, r.fullness, r.title_ja, r.title_en,
             r.products, r.severity, r.score, r.scores, r.exploited, r.fix, r.epss, r.percentile, r.made_public,
             r.first_published, r.changed, d.digest
             FROM records r JOIN keys k ON k.id = r.key JOIN revisions v ON v.sequence = r.sequence
             LEFT JOIN documents d ON d.id = v.document"
                .to_owned(),
        ),
        ("links", format!("SELECT c.identifier, c.relation, c.said_by, {RECORD_NAME} c.record) FROM claims c")),
        (
            "mentions",
            "SELECT m.identifier, k.source, k.namespace, k.name FROM
             (SELECT identifier, key FROM mentions UNION
              SELECT c.identifier, r.key FROM claims c JOIN records r ON r.id = c.record) m
             JOIN keys k ON k.id = m.key"
                .to_owned(),
        ),
        (
            "members",
            format!(
                "SELECT v.name, m.relation, {RECORD_NAME} m.record) FROM members m JOIN vulnerabilities v ON v.id = m.vulnerability"
            ),
        ),
        (
            "vulnerabilities",
            "SELECT name, members, severity, score, scored_by, differs, exploited, fix, status, languages, epss,
             (SELECT group_concat(name) FROM (SELECT s.name FROM sources s WHERE (sources >> s.id) & 1 ORDER BY s.name)),
             made_public, changed FROM vulnerabilities WHERE members > 0"
                .to_owned(),
        ),
        ("text", format!("SELECT w.term, w.offset, {RECORD_NAME} w.doc) FROM words_seen w")),
    ];
    look_anew(connection).map_err(|e| failed("digesting a projection", e))?;
    questions
        .into_iter()
        .map(|(name, sql)| Ok((name, sum(connection, &sql)?)))
        .collect()
}

fn sum(connection: &Connection, sql: &str) -> Result<String, StoreError> {
    let failed = |e| failed("digesting a projection", e);
    let mut statement = connection.prepare(sql).map_err(failed)?;
    let columns = statement.column_count();
    let mut rows = statement.query([]).map_err(failed)?;
    let mut total = [0_u64; 4];
    let mut count = 0_u64;
    while let Some(row) = rows.next().map_err(failed)? {
        let digest = row_digest(row, columns).map_err(failed)?;
        for (sum, part) in total.iter_mut().zip(digest.chunks_exact(8)) {
            let part = part.try_into().map_or(0, u64::from_be_bytes);
            *sum = sum.wrapping_add(part);
        }
        count += 1;
    }
    let hex: String = total.iter().map(|part| format!("{part:016x}")).collect();
    Ok(format!("{count}:{hex}"))
}

fn row_digest(row: &Row<'_>, columns: usize) -> rusqlite::Result<[u8; 32]> {
    let mut hash = Sha256::new();
    for column in 0..columns {
        match row.get_ref(column)? {
            ValueRef::Null => hash.update([0]),
            ValueRef::Integer(i) => {
                hash.update([1]);
                hash.update(i.to_be_bytes());
            }
            ValueRef::Real(r) => {
                hash.update([2]);
                // All are read as `f32`: what is beyond its precision is no content.
                #[expect(clippy::cast_possible_truncation, reason = "that is the point")]
                let read = r as f32;
                hash.update(read.to_be_bytes());
            }
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                hash.update([3]);
                hash.update((bytes.len() as u64).to_be_bytes());
                hash.update(bytes);
            }
        }
    }
    Ok(hash.finalize().into())
}
