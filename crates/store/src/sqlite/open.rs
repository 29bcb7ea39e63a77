//! Opening the file: settings, and the schema's version.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::failed;
use crate::StoreError;

/// The newest schema this release knows. Migrations only go forward.
pub(super) const VERSION: u32 = 5;
/// The file in a store's folder.
const FILE: &str = "noroshi.db";
/// Schemas of trial versions, before the first release: their rows carry no sums.
const TRIAL: u32 = 1;
/// How much memory all connections for reading take for pages, in KiB.
const PAGES: usize = 48 << 10;
/// The ledger and the projections: all there was in version 2.
const LEDGER: &str = include_str!("schema.sql");
/// Products and verdicts, since version 3.
const PRODUCTS: &str = include_str!("products.sql");
/// Leases and nodes, since version 4.
const NODES: &str = include_str!("nodes.sql");
/// Users, tokens and sessions, since version 5.
const ACCOUNTS: &str = include_str!("accounts.sql");
/// What a store of the newest version consists of, in the order in which it came about. The check compares
/// the tables with these words, so a later version adds words and changes none.
pub(super) const SCHEMA: &[&str] = &[LEDGER, PRODUCTS, NODES, ACCOUNTS];

pub(super) fn writer(folder: &Path) -> Result<(PathBuf, Connection), StoreError> {
    make(folder).map_err(|e| StoreError::Unusable {
        path: folder.display().to_string(),
        reason: e.to_string(),
    })?;
    let path = folder.join(FILE);
    let connection = Connection::open(&path).map_err(|e| unusable(&path, &e))?;
    // FULL: what was acknowledged is on the disk. The cost is one sync for some thousand documents.
    connection
        .execute_batch(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             PRAGMA busy_timeout = 20000; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;
             PRAGMA journal_size_limit = 67108864;",
        )
        .map_err(|e| unusable(&path, &e))?;
    settle(&connection).map_err(|e| unusable(&path, &e))?;
    migrate(&connection).map_err(|e| of_file(e, &path))?;
    Ok((path, connection))
}

/// Copies the file of a store into a folder, if it is one and is whole by itself.
pub(super) fn copy(file: &Path, folder: &Path) -> Result<(), StoreError> {
    let failed = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Full,
        _ => StoreError::Unusable {
            path: file.display().to_string(),
            reason: e.to_string(),
        },
    };
    // The engine's magic, and at byte 60 the schema's version, which a database of somebody else has not.
    let mut head = [0; 64];
    let length = std::fs::File::open(file)
        .and_then(|opened| std::io::copy(&mut opened.take(64), &mut &mut head[..]))
        .map_err(failed)?;
    if length < 64 || !head.starts_with(b"SQLite format 3\0") || head[60..] == [0; 4] {
        return Err(StoreError::Damaged {
            what: "it is no file of a store".to_owned(),
        });
    }
    let version = u32::from_be_bytes([head[60], head[61], head[62], head[63]]);
    missing(version).map_err(|e| of_file(e, file))?;
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    if Path::new(&log).metadata().is_ok_and(|log| log.len() > 0) {
        return Err(StoreError::Unusable {
            path: file.display().to_string(),
            reason: "it is in use, or was not closed: part of it stands in the file beside it"
                .to_owned(),
        });
    }
    // Its bytes alone: a backup that nobody may write is no reason for a copy that cannot be opened.
    let whole = std::fs::File::open(file);
    whole
        .and_then(|mut whole| {
            std::io::copy(&mut whole, &mut std::fs::File::create(folder.join(FILE))?)
        })
        .map_err(failed)?;
    Ok(())
}

/// Opens a connection for reading, one of so many that share what memory there is for pages.
pub(super) fn reader(path: &Path, of: usize) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(|e| unusable(path, &e))?;
    connection
        .execute_batch(&format!(
            "PRAGMA query_only = 1; PRAGMA busy_timeout = 20000; PRAGMA cache_size = -{};
             PRAGMA temp_store = MEMORY;",
            PAGES / of
        ))
        .and_then(|()| settle(&connection))
        .map_err(|e| failed("opening for reading", e))?;
    Ok(connection)
}

/// Statements are planned once. Without the guarantee of a stable plan SQLite looks at the values
/// bound and plans many of them anew each time, which cost a third of an import.
fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(64);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// The same error, about a file.
fn of_file(error: StoreError, file: &Path) -> StoreError {
    match error {
        StoreError::Unusable { reason, .. } => StoreError::Unusable {
            path: file.display().to_string(),
            reason,
        },
        other => other,
    }
}

pub(super) fn unusable(path: &Path, error: &rusqlite::Error) -> StoreError {
    StoreError::Unusable {
        path: path.display().to_string(),
        reason: error.to_string(),
    }
}

fn migrate(connection: &Connection) -> Result<(), StoreError> {
    let failed = |e| failed("preparing the schema", e);
    let version = || -> Result<u32, StoreError> {
        connection
            .query_row("PRAGMA user_version", [], |r| r.get(0))
            .map_err(failed)
    };
    if missing(version()?)?.is_empty() {
        return Ok(());
    }
    connection
        .execute_batch("BEGIN IMMEDIATE")
        .map_err(failed)?;
    // Asked again, because another process may have done it while this one waited.
    let done = version().and_then(|found| {
        let parts = missing(found)?.concat();
        connection
            .execute_batch(&format!("{parts} PRAGMA user_version = {VERSION}; COMMIT;"))
            .map_err(failed)
    });
    if done.is_err() {
        connection.execute_batch("ROLLBACK").ok();
    }
    done
}

/// What a store of that version has not got yet.
fn missing(found: u32) -> Result<&'static [&'static str], StoreError> {
    match found {
        VERSION => Ok(&[]),
        0 => Ok(SCHEMA),
        // Products were added, then leases and nodes, then accounts, and nothing else is different.
        2 => Ok(&[PRODUCTS, NODES, ACCOUNTS]),
        3 => Ok(&[NODES, ACCOUNTS]),
        4 => Ok(&[ACCOUNTS]),
        found if found > VERSION => Err(StoreError::Newer {
            found,
            known: VERSION,
        }),
        TRIAL => Err(StoreError::Unusable {
            path: String::new(),
            reason: "a trial version wrote this store, before the first release; import or sync into a new folder"
                .to_owned(),
        }),
        found => Err(StoreError::Damaged {
            what: format!("the schema's version {found} never existed"),
        }),
    }
}

/// Makes the folder, where it is missing, for its owner alone: lists of products say what somebody runs.
fn make(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}
