//! History: what changed in the records of a vulnerability, when, and who said so.

use std::collections::HashMap;

use noroshi_model::{Identifier, Kind, Record, change};
use noroshi_store::{Reader, RecordRow, Revision};

use crate::{
    house::{House, UseError},
    place,
    show::{Documents, Resolved, resolve},
    summary,
    values::{HistoryEntry, HistoryPage},
};

/// Revisions of one key that are read back; older ones are counted in `all`.
const REVISIONS: usize = 300;

impl House {
    /// Lists the revisions of a vulnerability's records with their changes, newest arrival first;
    /// `None` where the identifier is unknown. Daily score files (EPSS) are left out: each holds
    /// 300,000 records and would have to be read again for each line.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn history(&self, id: &str, material_only: bool) -> Result<Option<HistoryPage>, UseError> {
        let id = Identifier::other(id.trim());
        self.look(|reader| {
            let numbers = match resolve(reader, &id)? {
                Resolved::Nothing => return Ok(None),
                Resolved::One(row) => vec![row.id],
                Resolved::Several(numbers) => numbers,
            };
            let name = match numbers[..] {
                [number] => reader.vulnerability_at(number)?.map(|v| v.name),
                _ => None,
            };
            let mut rows: HashMap<u64, RecordRow> = HashMap::new();
            for number in numbers {
                for member in reader.members(number)? {
                    rows.insert(member.record.id, member.record);
                }
            }
            let mut entries = Vec::new();
            for row in rows
                .values()
                .filter(|r| r.kind != summary::kind(Kind::Likelihood))
            {
                entries.extend(of_record(reader, row)?);
            }
            entries.sort_by_key(|e| std::cmp::Reverse(e.provenance.sequence));
            let all = entries.len();
            if material_only {
                entries.retain(|e| e.first || e.material);
            }
            let id = name.unwrap_or_else(|| id.as_str().to_owned());
            Ok(Some(HistoryPage {
                id,
                entries,
                material_only,
                all,
            }))
        })
    }
}

/// The revisions of one record, each compared with the one before it in the source's own order.
fn of_record(reader: &dyn Reader, row: &RecordRow) -> Result<Vec<HistoryEntry>, UseError> {
    let mut revisions = reader.revisions(row.key)?;
    let current = place::current(&revisions).map(|r| r.sequence);
    revisions.sort_by_key(Revision::order);
    if revisions.len() > REVISIONS {
        revisions.drain(..revisions.len() - REVISIONS);
    }
    let mut documents = Documents::new(reader);
    let mut before: Option<Record> = None;
    let mut entries = Vec::with_capacity(revisions.len());
    for revision in &revisions {
        let (records, _) = documents.records(revision)?;
        let mut record = records.into_iter().find(|r| r.id.as_str() == row.name);
        if record.is_none() && revision.digest.is_none() {
            // The source no longer lists it: the same record, closed.
            record = before.clone().map(|mut record| {
                record.status.kind = noroshi_model::StatusKind::Closed;
                record.status.original = String::new();
                record
            });
        }
        let changes = match (&before, &record) {
            (Some(before), Some(after)) => change::between(before, after),
            _ => Vec::new(),
        };
        entries.push(HistoryEntry {
            source: row.source.clone(),
            record: row.name.clone(),
            provenance: documents.provenance(row.key, revision)?,
            first: before.is_none(),
            current: current == Some(revision.sequence),
            material: changes.iter().any(|c| c.material),
            changes,
        });
        before = record.or(before);
    }
    Ok(entries)
}
