//! What both engines share: questions in the portable subset of SQL, and what is made of their rows.
//!
//! Parameters are written `$1`, `$2` and so on, in the order in which they first stand in the text: so both engines
//! number them alike.

pub(crate) mod accounts;
pub(crate) mod digests;
pub(crate) mod leases;
mod near;
pub(crate) mod products;
pub(crate) mod reading;
pub(crate) mod rows;
pub(crate) mod sums;
mod value;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{RecordId, StoreError, body::Decoder};

pub(crate) use value::{Row, Value, values};

/// Dictionaries made ready, shared by all connections of a store.
pub(crate) type Decoders = Arc<Mutex<HashMap<u32, Arc<Decoder>>>>;

/// One consistent state of an engine, to be asked.
pub(crate) trait Ask {
    /// Asks a question and hands on every row. Others may be asked meanwhile.
    ///
    /// # Errors
    ///
    /// What the engine says, or the error of `each`, which ends it.
    fn ask(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;

    /// As [`Ask::ask`], for questions with few answers: they come in one go.
    fn few(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.ask(sql, values, each)
    }

    /// Several such questions, none of which needs another's answer; `each` is told whose row it is.
    fn together(
        &self,
        questions: &[(&str, &[Value<'_>])],
        each: &mut dyn FnMut(usize, &dyn Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        for (at, (sql, values)) in questions.iter().enumerate() {
            self.few(sql, values, &mut |row| each(at, row))?;
        }
        Ok(())
    }

    /// As [`crate::Reader::text`].
    fn text(&self, tokens: &[String], each: &mut dyn FnMut(RecordId)) -> Result<(), StoreError>;

    /// As [`crate::Reader::text_seen`].
    fn text_seen(&self, each: &mut dyn FnMut(&[u8], u64, RecordId)) -> Result<(), StoreError>;

    /// Whether each question takes so long that it is worth while to ask for more than one thing at a time.
    fn is_far(&self) -> bool;

    /// The engine's clock in a question, in milliseconds since 1970.
    fn now(&self) -> &'static str;

    /// The dictionaries of its documents.
    fn decoders(&self) -> &Decoders;
}

impl dyn Ask + '_ {
    /// The first row's answer, if there is a row.
    pub(crate) fn one<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        map: impl Fn(&dyn Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut first = None;
        self.few(sql, values, &mut |row| {
            if first.is_none() {
                first = Some(map(row)?);
            }
            Ok(())
        })?;
        Ok(first)
    }

    /// Every row's answer.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        map: impl Fn(&dyn Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        self.few(sql, values, &mut |row| {
            all.push(map(row)?);
            Ok(())
        })?;
        Ok(all)
    }
}

/// A transaction that writes.
pub(crate) trait Write {
    /// Its own state: what it wrote is there.
    fn ask(&self) -> &dyn Ask;

    /// Runs a statement and gives the number of rows it concerned.
    ///
    /// # Errors
    ///
    /// What the engine says.
    fn run(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError>;

    /// Counts this transaction among those that changed what people say of themselves.
    ///
    /// # Errors
    ///
    /// What the engine says.
    fn changes_products(&mut self) -> Result<(), StoreError>;
}

impl dyn Write + '_ {
    /// Writes a row with its sum as the last value.
    pub(crate) fn put(&mut self, sql: &str, row: &[Value<'_>]) -> Result<u64, StoreError> {
        self.run(sql, &[row, values![sums::of(row)]].concat())
    }

    /// The sum over some columns of the row with a number.
    pub(crate) fn sum_of(
        &self,
        table: &str,
        columns: &str,
        key: &str,
        number: u64,
    ) -> Result<Option<u32>, StoreError> {
        let sql = format!("SELECT {columns} FROM {table} WHERE {key} = $1");
        let count = columns.split(',').count();
        let ask = self.ask();
        ask.one(&sql, values![number], |row| sums::of_row(row, count))
    }

    /// Sums a row anew after some of its columns were changed.
    pub(crate) fn sum_anew(
        &mut self,
        table: &str,
        columns: &str,
        key: &str,
        number: u64,
    ) -> Result<(), StoreError> {
        let sum = self.sum_of(table, columns, key, number)?;
        let sql = format!("UPDATE {table} SET sum = $1 WHERE {key} = $2");
        self.run(&sql, values![sum, number]).map(drop)
    }
}

/// A poisoned lock means that a thread panicked between two statements; its transaction is rolled back, so what the
/// lock guards is as good as before.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
