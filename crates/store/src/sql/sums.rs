//! Sums over rows that nothing else can prove: what a source's state is, how many entries a file had.
//!
//! A document is proved by its digest, a revision's content by the chain, a projection by its
//! document. The rest is what was written once, and only a sum written with it tells that it is not
//! any more. It finds accidents; whoever forges a row computes its sum.

use sha2::{Digest as _, Sha256};

use super::{Ask, Row, Value};
use crate::StoreError;

/// The tables whose rows hold a sum of the columns named.
const SUMMED: [(&str, &str); 10] = [
    ("settings", "name, value"),
    ("dictionaries", "id, format, body"),
    ("documents", "id, digest, dictionary, size, records, notes"),
    (
        "files",
        "id, source, address, format, header, digest, size, made, arrived, entries, records, noted, refused, complete, \
         snapshot",
    ),
    ("revisions", REVISION),
    ("sources", SOURCE),
    ("lists", "id, digest, size"),
    ("products", PRODUCT),
    ("verdicts", VERDICT),
    ("accounts", "kind, name, value"),
];

/// The columns of a revision that its sum is over.
pub(crate) const REVISION: &str = "sequence, key, document, format, file, position, seen, changed, made, confirmed, \
     source, first, link";
/// The columns of a source that its sum is over.
pub(crate) const SOURCE: &str = "id, name, cursor, last_success, last_attempt, next, failures, party, reason, \
     failing_since, refusals, documents, revisions, notes, newest";

/// The columns of a product that its sum is over.
pub(crate) const PRODUCT: &str = "sequence, name, began, ended, \"group\", version, vendor, product, cpes, purls, \
     note, added, list, kind, file, made, made_text, made_zone_assumed, imported, components, noted, refused";
/// The columns of a verdict that its sum is over.
pub(crate) const VERDICT: &str = "sequence, ours, theirs, same, said_by, said, reason, ended";

/// The sum over values that are about to be written, in the order of the columns named above.
pub(crate) fn of(values: &[Value<'_>]) -> u32 {
    let mut sum = Sum::default();
    for value in values {
        sum.add(value);
    }
    sum.finish()
}

/// The sum over the first `columns` values of a row.
pub(crate) fn of_row(row: &dyn Row, columns: usize) -> Result<u32, StoreError> {
    let mut sum = Sum::default();
    for column in 0..columns {
        sum.add(&row.value(column)?);
    }
    Ok(sum.finish())
}

/// A line for each row that is not as it was written.
pub(crate) fn faults(ask: &dyn Ask) -> Result<Vec<String>, StoreError> {
    let mut faults = Vec::new();
    for (table, columns) in SUMMED {
        let count = columns.split(',').count();
        let question = format!("SELECT {columns}, sum FROM {table}");
        ask.ask(&question, &[], &mut |row| {
            // Text that is no text any more is a fault like any other.
            let is_whole = of_row(row, count)
                .is_ok_and(|sum| row.value(count).ok() == Some(Value::Integer(sum.into())));
            if !is_whole {
                let name = match row.value(0) {
                    Ok(Value::Integer(number)) => number.to_string(),
                    Ok(Value::Text(text)) => text.into_owned(),
                    _ => String::new(),
                };
                faults.push(format!("row {name} of {table} is not as it was written"));
            }
            Ok(())
        })?;
    }
    Ok(faults)
}

#[derive(Default)]
struct Sum(Sha256);

impl Sum {
    fn add(&mut self, value: &Value<'_>) {
        match value {
            Value::Null => self.0.update([0]),
            Value::Integer(number) => {
                self.0.update([1]);
                self.0.update(number.to_be_bytes());
            }
            Value::Real(number) => {
                self.0.update([2]);
                self.0.update(number.to_bits().to_be_bytes());
            }
            Value::Text(text) => self.bytes(text.as_bytes()),
            Value::Blob(bytes) => self.bytes(bytes),
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update([3]);
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    /// Four bytes: one accident in four thousand million goes unseen.
    fn finish(self) -> u32 {
        let digest: [u8; 32] = self.0.finalize().into();
        u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
    }
}
