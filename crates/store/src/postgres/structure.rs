//! The check of what only this engine can tell: the schema, and the sums over rows.

use super::{asking::Asking, tables};
use crate::{
    StoreError,
    sql::{Ask, sums, values},
};

/// A line per fault.
pub(super) fn faults(asking: &Asking<'_>) -> Result<Vec<String>, StoreError> {
    let ask: &dyn Ask = asking;
    let mut faults = columns(ask)?;
    match sums::faults(ask) {
        Ok(found) => faults.extend(found),
        Err(error) => faults.push(error.to_string()),
    }
    faults.extend(twice(ask)?);
    Ok(faults)
}

/// Whether the tables have the columns this release writes.
fn columns(ask: &dyn Ask) -> Result<Vec<String>, StoreError> {
    let mut faults = Vec::new();
    let sql = "SELECT CAST(column_name AS TEXT) FROM information_schema.columns
               WHERE table_schema = current_schema() AND CAST(table_name AS TEXT) = $1";
    for table in tables::STAGED.iter().filter(|t| t.name != "confirmed") {
        let found: Vec<String> = ask.all(sql, values![table.name], |r| r.get(0))?;
        let missing = table
            .columns
            .iter()
            .filter(|(name, _)| !found.iter().any(|f| f == name));
        faults
            .extend(missing.map(|(name, _)| format!("column {name} of {} is missing", table.name)));
    }
    Ok(faults)
}

/// What must be there once and is there more often: an index that is damaged lets that pass.
fn twice(ask: &dyn Ask) -> Result<Vec<String>, StoreError> {
    let mut faults = Vec::new();
    for (table, columns) in [
        ("documents", "digest"),
        ("revisions", "sequence"),
        ("keys", "name, source, namespace"),
        ("vulnerabilities", "name"),
    ] {
        let sql = format!(
            "SELECT count(*) FROM (SELECT {columns} FROM {table} GROUP BY {columns} HAVING count(*) > 1) twice"
        );
        let count: u64 = ask.one(&sql, &[], |r| r.get(0))?.unwrap_or(0);
        if count > 0 {
            faults.push(format!(
                "{count} rows of {table} stand there more than once"
            ));
        }
    }
    Ok(faults)
}
