//! Connections, kept open and handed out.

use std::{
    collections::HashMap,
    sync::{Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio_postgres::Statement;

use super::{failed, open::Connector, wire::Wire};
use crate::{StoreError, sql::lock};

/// Connections at most. A node answers some questions at once for each of its cores, and writes one thing at a time; a
/// server has a hundred, unless somebody decides otherwise.
const MOST: usize = 24;
/// How long somebody waits for one.
const PATIENCE: Duration = Duration::from_secs(20);
/// So long after its last use a connection is not asked whether it is still there.
const TRUSTED: Duration = Duration::from_secs(1);
/// Statements kept ready on a connection.
const STATEMENTS: usize = 256;

/// A connection with the statements it has ready.
pub(super) struct Connection {
    pub(super) wire: Wire,
    statements: HashMap<String, Statement>,
    /// Whether the tables that bulk goes through are there.
    pub(super) staged: bool,
    used: Instant,
}

impl Connection {
    /// A statement, ready to be run.
    pub(super) fn statement(&mut self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(known) = self.statements.get(sql) {
            return Ok(known.clone());
        }
        let statement = self
            .wire
            .prepare(sql)
            .map_err(|e| failed("preparing a question", e))?;
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(super) fn batch(&mut self, doing: &'static str, sql: &str) -> Result<(), StoreError> {
        self.wire.batch(sql).map_err(|e| failed(doing, e))
    }
}

/// The connections of a store.
pub(super) struct Pool {
    pub(super) connector: Connector,
    idle: Mutex<Idle>,
    given_back: Condvar,
}

#[derive(Default)]
struct Idle {
    connections: Vec<Connection>,
    out: usize,
}

impl Pool {
    pub(super) fn new(connector: Connector) -> Self {
        Self {
            connector,
            idle: Mutex::default(),
            given_back: Condvar::new(),
        }
    }

    /// A connection. One that was cut while it lay idle is not given out.
    pub(super) fn lend(&self) -> Result<Lent<'_>, StoreError> {
        loop {
            let (mut lent, is_new) = self.take()?;
            let connection = lent.get()?;
            // One that was used a moment ago is there still, or whoever asks finds out.
            let is_there =
                is_new || connection.used.elapsed() < TRUSTED || connection.wire.batch("").is_ok();
            if is_there {
                return Ok(lent);
            }
            lent.discard();
        }
    }

    fn take(&self) -> Result<(Lent<'_>, bool), StoreError> {
        let mut idle = lock(&self.idle);
        loop {
            while let Some(connection) = idle.connections.pop() {
                if !connection.wire.is_closed() {
                    idle.out += 1;
                    return Ok((Lent::new(self, connection), false));
                }
            }
            if idle.out < MOST {
                idle.out += 1;
                drop(idle);
                // The place is given back with the loan, however this ends.
                let mut lent = Lent {
                    pool: self,
                    connection: None,
                };
                lent.connection = Some(Connection {
                    wire: self.connector.connect()?,
                    statements: HashMap::new(),
                    staged: false,
                    used: Instant::now(),
                });
                return Ok((lent, true));
            }
            let (waited, timeout) = self
                .given_back
                .wait_timeout(idle, PATIENCE)
                .unwrap_or_else(PoisonError::into_inner);
            idle = waited;
            if timeout.timed_out() {
                return Err(StoreError::Busy);
            }
        }
    }
}

/// A connection on loan; it goes back when this is dropped, unless it is cut or in a transaction.
pub(super) struct Lent<'a> {
    pool: &'a Pool,
    connection: Option<Connection>,
}

impl<'a> Lent<'a> {
    fn new(pool: &'a Pool, connection: Connection) -> Self {
        Self {
            pool,
            connection: Some(connection),
        }
    }

    pub(super) fn get(&mut self) -> Result<&mut Connection, StoreError> {
        self.connection.as_mut().ok_or(StoreError::Busy)
    }

    /// It does not go back: nobody knows what state it is in.
    pub(super) fn discard(mut self) {
        self.connection = None;
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // Nobody ended what was begun on it.
            self.connection = None;
        }
        let mut idle = lock(&self.pool.idle);
        idle.out -= 1;
        if let Some(mut connection) = self.connection.take().filter(|c| !c.wire.is_closed()) {
            connection.used = Instant::now();
            idle.connections.push(connection);
        }
        drop(idle);
        self.pool.given_back.notify_one();
    }
}
