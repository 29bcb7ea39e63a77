//! SQLite's own check of pages, indexes, the text index and the schema.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::{
    Decoders,
    asking::{Asking, look_anew},
    failed, open,
};
use crate::{StoreError, sql::sums};

/// SQLite's own check of pages, indexes and the text index: a line per fault.
pub(super) fn structure(
    connection: &Connection,
    decoders: &Decoders,
) -> Result<Vec<String>, StoreError> {
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
    match sums::faults(&Asking {
        connection,
        decoders,
    }) {
        Ok(found) => faults.extend(found),
        Err(error) => faults.push(error.to_string()),
    }
    Ok(faults)
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
