//! The second engine: a PostgreSQL database, for several nodes and more than one machine holds.

mod asking;
mod base;
mod delta;
mod flush;
mod open;
mod pen;
mod pool;
mod session;
mod structure;
mod tables;
mod wire;
mod words;

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use tokio_postgres::error::SqlState;

use crate::{
    Lease, NodeRow, Reader, Store, StoreError, Writer,
    sql::{Decoders, Write, digests, leases, lock, reading::View},
};
use asking::Asking;
use open::Connector;
pub use open::Database;
use pool::{Lent, Pool};
use session::Session;

/// A store in a PostgreSQL database.
pub struct Postgres {
    pool: Pool,
    /// Where this node keeps files of its own.
    folder: PathBuf,
    /// Who we are, among others on the same database.
    node: String,
    decoders: Decoders,
    gone: words::Gone,
    /// How much there was when the planner last counted, as far as this process knows.
    counted: AtomicU64,
}

/// Reads one state from its beginning to its end, also where others write meanwhile.
const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// A transaction that takes longer is one of many, as a rule.
const LONG: Duration = Duration::from_millis(500);
/// Longer than somebody who waits for the pen waits between two looks.
const TURN: Duration = Duration::from_millis(20);

impl Postgres {
    /// Opens the store in a database, creating its tables where there are none. Files of this node go beside
    /// `folder`; `node` is its name among others.
    ///
    /// # Errors
    ///
    /// [`StoreError::Unreachable`] where the server does not answer, [`StoreError::Unusable`] where it lets us not in,
    /// [`StoreError::Newer`] where a newer release prepared it and this one's code no longer works on it.
    pub fn open(database: &Database, folder: &Path, node: &str) -> Result<Self, StoreError> {
        let connector = Connector::new(database)?;
        let mut wire = connector.connect()?;
        open::migrate(&mut wire, &connector.shown)?;
        Ok(Self {
            pool: Pool::new(connector),
            folder: folder.join("node"),
            node: node.to_owned(),
            decoders: Decoders::default(),
            gone: words::Gone::default(),
            counted: AtomicU64::new(0),
        })
    }

    /// Asks over one consistent state.
    fn asked<T>(
        &self,
        work: impl FnOnce(&Asking<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut lent = self.pool.lend()?;
        let connection = lent.get()?;
        connection.wire.begin_with(READ);
        let done = work(&Asking::new(
            &mut *connection,
            &self.decoders,
            &self.gone,
            true,
        ));
        connection.wire.end();
        done
    }

    /// Lets the planner count anew where a transaction that found so much left much more: a plan made for empty tables
    /// reads them from end to end when they are full. Later the server does so by itself.
    fn count(&self, mut lent: Lent<'_>, before: u64, after: u64) {
        let known = self
            .counted
            .fetch_max(before, Ordering::Relaxed)
            .max(before);
        if after < 1_000 || after < 2 * known {
            return;
        }
        self.counted.store(after, Ordering::Relaxed);
        for table in tables::STAGED.iter().filter(|t| t.name != "confirmed") {
            // A server that does not let us goes by what it knows.
            let counted = lent
                .get()
                .and_then(|c| c.batch("counting", &format!("ANALYZE {}", table.name)));
            if counted.is_err() {
                return finish(lent, "counting", "ROLLBACK");
            }
        }
    }

    /// Runs statements that are a transaction each.
    fn alone<T>(
        &self,
        work: impl FnOnce(&mut dyn Write) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut lent = self.pool.lend()?;
        let asking = Asking::new(lent.get()?, &self.decoders, &self.gone, false);
        work(&mut &asking)
    }
}

/// Ends what was begun on a connection; one that cannot is not used again.
fn finish(mut lent: Lent<'_>, doing: &'static str, how: &str) {
    let ended = lent.get().and_then(|c| c.batch(doing, how));
    if ended.is_err() {
        lent.discard();
    }
}

impl Store for Postgres {
    fn write(
        &self,
        work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let began = Instant::now();
        let mut lent = self.pool.lend()?;
        // What this transaction sees may come to nothing, so nobody else is to remember it.
        let (decoders, gone) = <(Decoders, words::Gone)>::default();
        let begun = Session::new(lent.get()?, &decoders, &gone, &self.node);
        let done = begun.and_then(|mut session| {
            work(&mut session)?;
            session.finish()
        });
        match done {
            Ok((before, after)) => {
                self.count(lent, before, after);
                if began.elapsed() > LONG {
                    // Whoever waited meanwhile is let through, before an import takes the pen again.
                    thread::sleep(TURN);
                }
                Ok(())
            }
            Err(error) => {
                finish(lent, "rolling back", "ROLLBACK");
                Err(error)
            }
        }
    }

    fn read(
        &self,
        work: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.asked(|asking| work(&View::over(asking)))
    }

    fn backup(&self, _to: &Path) -> Result<(), StoreError> {
        Err(StoreError::Unusable {
            path: self.pool.connector.shown.clone(),
            reason: "a database is backed up by being carried into a file".to_owned(),
        })
    }

    fn backs_up_itself(&self) -> bool {
        false
    }

    fn structure(&self) -> Result<Vec<String>, StoreError> {
        self.asked(structure::faults)
    }

    fn projection_digests(&self) -> Result<Vec<(&'static str, String)>, StoreError> {
        self.asked(|asking| digests::projections(asking))
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
        let sql = "SELECT pg_database_size(current_database())";
        let size = self.alone(|writes| writes.ask().one(sql, &[], |r| r.get(0)));
        size.ok().flatten().unwrap_or(0)
    }

    fn path(&self) -> &Path {
        &self.folder
    }

    fn forget(&self) {
        lock(&self.decoders).clear();
        self.gone.forget();
    }

    fn is_far(&self) -> bool {
        true
    }

    fn shown(&self) -> String {
        self.pool.connector.shown.clone()
    }

    fn version(&self) -> u32 {
        open::VERSION
    }
}

/// Turns what PostgreSQL says into our words.
fn failed(doing: &'static str, error: tokio_postgres::Error) -> StoreError {
    let unreachable = |reason: String| StoreError::Unreachable {
        place: "the database".to_owned(),
        reason: format!("while {doing}: {reason}"),
    };
    let Some(said) = error.as_db_error() else {
        let is_link = error.is_closed()
            || std::error::Error::source(&error).is_some_and(|e| e.is::<std::io::Error>());
        return if is_link {
            unreachable(open::reason(&error))
        } else {
            StoreError::Engine {
                doing,
                cause: Box::new(error),
            }
        };
    };
    let words = said.message().to_owned();
    match said.code() {
        &SqlState::DISK_FULL => StoreError::Full,
        &SqlState::T_R_SERIALIZATION_FAILURE
        | &SqlState::T_R_DEADLOCK_DETECTED
        | &SqlState::LOCK_NOT_AVAILABLE
        | &SqlState::TOO_MANY_CONNECTIONS => StoreError::Busy,
        &SqlState::READ_ONLY_SQL_TRANSACTION => StoreError::ReadOnly,
        &SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED => StoreError::Damaged {
            what: format!("the database, while {doing}: {words}"),
        },
        &SqlState::ADMIN_SHUTDOWN
        | &SqlState::CRASH_SHUTDOWN
        | &SqlState::CANNOT_CONNECT_NOW
        | &SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => unreachable(words),
        code if code.code().starts_with("28")
            || code.code().starts_with("3D")
            || code == &SqlState::INSUFFICIENT_PRIVILEGE =>
        {
            StoreError::Unusable {
                path: "the database".to_owned(),
                reason: words,
            }
        }
        _ => StoreError::Engine {
            doing,
            cause: Box::new(error),
        },
    }
}
