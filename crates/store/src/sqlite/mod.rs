//! The embedded engine: one SQLite file beside its write-ahead log.

mod asking;
mod open;
mod structure;
mod writing;

use std::{
    path::{Path, PathBuf},
    sync::Mutex,
    thread,
    time::Duration,
};

use rusqlite::{Connection, backup::Backup};

use crate::{
    Lease, NodeRow, Reader, Store, StoreError, Writer,
    sql::{Decoders, Write, digests, leases, lock, reading::View},
};
use asking::Asking;

/// How many connections for reading are kept open: two for each core, as many as are asked at once.
/// Opening one takes as long as answering a question.
fn most_readers() -> usize {
    2 * thread::available_parallelism().map_or(2, |n| n.get().clamp(2, 16))
}

/// The embedded store.
pub struct Sqlite {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// How many of them are kept.
    most: usize,
    decoders: Decoders,
}

impl Sqlite {
    /// Opens the store in a folder, creating both where they are missing.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unusable`] where the folder or file cannot be used, [`StoreError::Newer`] where a
    /// newer release wrote it.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let (path, writer) = open::writer(folder)?;
        Ok(Self {
            path,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            most: most_readers(),
            decoders: Decoders::default(),
        })
    }

    /// Copies a backup into a folder and opens the copy, whatever release wrote it; the backup stays as
    /// it is.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where the file is no store, [`StoreError::Unusable`] where it is in use or
    /// cannot be copied; as [`Sqlite::open`].
    pub fn open_copy(file: &Path, folder: &Path) -> Result<Self, StoreError> {
        open::copy(file, folder)?;
        // The copy is ours to use, so what hinders it is in the file.
        Self::open(folder).map_err(|error| match error {
            StoreError::Unusable { reason, .. } => StoreError::Damaged { what: reason },
            other => other,
        })
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        if let Some(connection) = lock(&self.readers).pop() {
            return Ok(connection);
        }
        open::reader(&self.path, self.most)
    }

    /// Runs a statement that is a transaction by itself.
    fn alone<T>(
        &self,
        work: impl FnOnce(&mut dyn Write) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let connection = lock(&self.writer);
        work(&mut writing::Plain(Asking {
            connection: &connection,
            decoders: &self.decoders,
        }))
    }

    fn give_back(&self, connection: Connection) {
        let mut readers = lock(&self.readers);
        if readers.len() < self.most {
            readers.push(connection);
        }
    }
}

impl Store for Sqlite {
    fn write(
        &self,
        work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let connection = lock(&self.writer);
        let failed = |e| failed("beginning to write", e);
        if !connection.is_autocommit() {
            // Whoever wrote before panicked in the middle.
            connection.execute_batch("ROLLBACK").map_err(failed)?;
            lock(&self.decoders).clear();
        }
        connection
            .execute_batch("BEGIN IMMEDIATE")
            .map_err(failed)?;
        let done = (|| {
            let mut session = writing::Session::new(&connection, &self.decoders)?;
            work(&mut session)?;
            session.finish()
        })();
        let done = done.and_then(|()| {
            let committed = connection.execute_batch("COMMIT");
            committed.map_err(|e| self::failed("committing", e))
        });
        if done.is_err() {
            // A full disk has rolled back already; a second word about that helps nobody.
            connection.execute_batch("ROLLBACK").ok();
            // A dictionary that was taken back leaves its number to another.
            lock(&self.decoders).clear();
        }
        done
    }

    fn read(
        &self,
        work: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let connection = self.reader()?;
        connection
            .execute_batch("BEGIN")
            .map_err(|e| failed("beginning to read", e))?;
        let done = work(&View::over(&Asking {
            connection: &connection,
            decoders: &self.decoders,
        }));
        connection
            .execute_batch("COMMIT")
            .map_err(|e| failed("ending to read", e))?;
        self.give_back(connection);
        done
    }

    fn backup(&self, to: &Path) -> Result<(), StoreError> {
        if to.exists() {
            let reason = "it exists already".to_owned();
            return Err(StoreError::Unusable {
                path: to.display().to_string(),
                reason,
            });
        }
        let from = self.reader()?;
        let failed = |e| failed("writing the backup", e);
        let mut target = Connection::open(to).map_err(|e| open::unusable(to, &e))?;
        // Within one reading transaction the copy is of one state; otherwise every commit of a writer
        // would make it begin again.
        let done = from
            .execute_batch("BEGIN; SELECT count(*) FROM settings")
            .and_then(|()| Backup::new(&from, &mut target))
            .and_then(|b| b.run_to_completion(4096, Duration::ZERO, None));
        drop(target);
        if done.is_err() {
            // Half a copy must not be taken for one.
            std::fs::remove_file(to).ok();
        }
        done.map_err(failed)?;
        from.execute_batch("COMMIT").map_err(failed)?;
        self.give_back(from);
        Ok(())
    }

    fn structure(&self) -> Result<Vec<String>, StoreError> {
        structure::structure(&self.reader()?, &self.decoders)
    }

    fn projection_digests(&self) -> Result<Vec<(&'static str, String)>, StoreError> {
        digests::projections(&Asking {
            connection: &self.reader()?,
            decoders: &self.decoders,
        })
    }

    fn lease(&self, name: &str, holder: &str, lasts: u64) -> Result<Option<Lease>, StoreError> {
        self.alone(|writes| leases::take(writes, name, holder, lasts))
    }

    fn renew(&self, lease: &Lease, lasts: u64) -> Result<bool, StoreError> {
        self.alone(|writes| leases::renew(writes, lease, lasts))
    }

    fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        self.alone(|writes| leases::release(writes, lease))
    }

    fn beat(&self, node: &NodeRow) -> Result<(), StoreError> {
        self.alone(|writes| leases::beat(writes, node))
    }

    fn leave(&self, node: &str) -> Result<(), StoreError> {
        self.alone(|writes| leases::leave(writes, node))
    }

    fn size(&self) -> u64 {
        let wal = self.path.with_extension("db-wal");
        [&self.path, &wal]
            .iter()
            .filter_map(|p| p.metadata().ok())
            .map(|m| m.len())
            .sum()
    }

    fn path(&self) -> &Path {
        &self.path
    }

    fn version(&self) -> u32 {
        open::VERSION
    }
}

/// Turns what SQLite says into our words.
fn failed(doing: &'static str, error: rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Damaged {
            what: format!("the database file, while {doing}: {error}"),
        },
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            StoreError::Unusable {
                path: "its folder".to_owned(),
                reason: error.to_string(),
            }
        }
        _ => StoreError::Engine {
            doing,
            cause: Box::new(error),
        },
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use crate::sql::reading::newest_records_sql;

    #[test]
    fn the_newest_records_are_found_without_looking_at_the_others() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(include_str!("schema.sql"))
            .unwrap();
        let plan: Vec<String> = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {}", newest_records_sql()))
            .unwrap()
            .query_map(rusqlite::params!["jvndb", 50, 0], |row| row.get(3))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let plan = plan.join("; ");
        assert!(plan.contains("records_by_change (source=?)"), "{plan}");
        assert!(!plan.contains("SCAN"), "{plan}");
        // Only records of one and the same instant are sorted.
        assert!(!plan.contains("TEMP B-TREE FOR ORDER BY"), "{plan}");
    }
}
