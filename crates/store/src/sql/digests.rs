//! Digests of the projections that depend on their content alone.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use super::{Ask, Row, Value, rows};
use crate::{RecordId, StoreError};

/// What identifies a record whatever its number here.
const NAMES: &str =
    "SELECT r.id, k.source, k.namespace, k.name, r.name FROM records r JOIN keys k ON k.id = r.key";

const RECORDS: &str = "SELECT k.source, k.namespace, k.name, r.name, r.kind, r.status, r.fullness, r.title_ja, \
     r.title_en, r.products, r.severity, r.score, r.scores, r.exploited, r.fix, r.epss, r.percentile, r.made_public, \
     r.first_published, r.changed, d.digest \
     FROM records r JOIN keys k ON k.id = r.key JOIN revisions v ON v.sequence = r.sequence \
     LEFT JOIN documents d ON d.id = v.document";

const MENTIONS: &str = "SELECT m.identifier, k.source, k.namespace, k.name FROM \
     (SELECT identifier, key FROM mentions UNION \
      SELECT c.identifier, r.key FROM claims c JOIN records r ON r.id = c.record) m \
     JOIN keys k ON k.id = m.key";

/// A digest per projection: the wrapping sum of the digests of its rows, so that no order matters.
pub(crate) fn projections(ask: &dyn Ask) -> Result<Vec<(&'static str, String)>, StoreError> {
    let names = names(ask)?;
    Ok(vec![
        ("records", all_of(ask, RECORDS)?),
        ("links", links(ask, &names)?),
        ("mentions", all_of(ask, MENTIONS)?),
        ("members", members(ask, &names)?),
        ("vulnerabilities", vulnerabilities(ask)?),
        ("text", text(ask, &names)?),
    ])
}

type Names = HashMap<RecordId, String>;

fn names(ask: &dyn Ask) -> Result<Names, StoreError> {
    let mut names = Names::new();
    ask.ask(NAMES, &[], &mut |row| {
        let part = |column| row.get::<String>(column);
        let name = [part(1)?, part(2)?, part(3)?, part(4)?].join("|");
        names.insert(row.get(0)?, name);
        Ok(())
    })?;
    Ok(names)
}

/// Every value of every row.
fn all_of(ask: &dyn Ask, sql: &str) -> Result<String, StoreError> {
    let list = sql.split_once(" FROM ").map_or(sql, |(columns, _)| columns);
    let columns = list.split(',').count();
    let mut sum = Sum::default();
    ask.ask(sql, &[], &mut |row| {
        let mut hash = RowHash::default();
        for column in 0..columns {
            hash.value(&row.value(column)?);
        }
        sum.add(hash);
        Ok(())
    })?;
    Ok(sum.finish())
}

fn links(ask: &dyn Ask, names: &Names) -> Result<String, StoreError> {
    let mut sum = Sum::default();
    let sql = "SELECT identifier, relation, said_by, record FROM claims";
    ask.ask(sql, &[], &mut |row| {
        sum.add(with_name(row, 3, names)?);
        Ok(())
    })?;
    Ok(sum.finish())
}

fn members(ask: &dyn Ask, names: &Names) -> Result<String, StoreError> {
    let mut sum = Sum::default();
    let sql = "SELECT v.name, m.relation, m.record FROM members m \
         JOIN vulnerabilities v ON v.id = m.vulnerability";
    ask.ask(sql, &[], &mut |row| {
        sum.add(with_name(row, 2, names)?);
        Ok(())
    })?;
    Ok(sum.finish())
}

/// The values before a column, and the name of the record whose number stands in it.
fn with_name(row: &dyn Row, column: usize, names: &Names) -> Result<RowHash, StoreError> {
    let mut hash = RowHash::default();
    for before in 0..column {
        hash.value(&row.value(before)?);
    }
    hash.name(names.get(&row.get(column)?));
    Ok(hash)
}

fn vulnerabilities(ask: &dyn Ask) -> Result<String, StoreError> {
    let sources = ask.all(
        &format!("SELECT {} FROM sources ORDER BY name", rows::SOURCE),
        &[],
        rows::source,
    )?;
    let mut sum = Sum::default();
    let sql = "SELECT name, members, severity, score, scored_by, differs, exploited, fix, status, languages, epss, \
         made_public, changed, sources FROM vulnerabilities WHERE members > 0";
    ask.ask(sql, &[], &mut |row| {
        let mut hash = RowHash::default();
        for column in 0..13 {
            hash.value(&row.value(column)?);
        }
        // A source's number is this store's own affair.
        let bits = row.get::<i64>(13)?;
        for source in sources.iter().filter(|s| bits >> s.id & 1 == 1) {
            hash.value(&Value::from(&source.name));
        }
        sum.add(hash);
        Ok(())
    })?;
    Ok(sum.finish())
}

fn text(ask: &dyn Ask, names: &Names) -> Result<String, StoreError> {
    let mut sum = Sum::default();
    ask.text_seen(&mut |token, position, record| {
        let mut hash = RowHash::default();
        hash.value(&Value::Blob(token));
        hash.value(&Value::from(position));
        hash.name(names.get(&record));
        sum.add(hash);
    })?;
    Ok(sum.finish())
}

/// The digest of one row.
#[derive(Default)]
struct RowHash(Sha256);

impl RowHash {
    fn value(&mut self, value: &Value<'_>) {
        match value {
            Value::Null => self.0.update([0]),
            Value::Integer(number) => {
                self.0.update([1]);
                self.0.update(number.to_be_bytes());
            }
            Value::Real(number) => {
                self.0.update([2]);
                // All are read as `f32`: what is beyond its precision is no content.
                #[expect(clippy::cast_possible_truncation, reason = "that is the point")]
                let read = *number as f32;
                self.0.update(read.to_be_bytes());
            }
            Value::Text(text) => self.bytes(text.as_bytes()),
            Value::Blob(bytes) => self.bytes(bytes),
        }
    }

    fn name(&mut self, name: Option<&String>) {
        self.value(&Value::from(name));
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update([3]);
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }
}

/// The sum over rows in any order.
#[derive(Default)]
struct Sum {
    total: [u64; 4],
    count: u64,
}

impl Sum {
    fn add(&mut self, row: RowHash) {
        let digest: [u8; 32] = row.0.finalize().into();
        for (sum, part) in self.total.iter_mut().zip(digest.chunks_exact(8)) {
            let part = part.try_into().map_or(0, u64::from_be_bytes);
            *sum = sum.wrapping_add(part);
        }
        self.count += 1;
    }

    fn finish(self) -> String {
        let hex: String = self
            .total
            .iter()
            .map(|part| format!("{part:016x}"))
            .collect();
        format!("{}:{hex}", self.count)
    }
}
