//! Questions to one connection of SQLite.

use std::borrow::Cow;

use rusqlite::{
    Connection, ToSql,
    types::{ToSqlOutput, ValueRef},
};

use super::failed;
use crate::{
    RecordId, StoreError,
    sql::{Ask, Decoders, Row, Value, values},
};

/// The clock, in milliseconds since 1970.
pub(super) const NOW: &str = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/// One consistent state, seen through one connection.
pub(super) struct Asking<'a> {
    pub(super) connection: &'a Connection,
    pub(super) decoders: &'a Decoders,
}

impl Ask for Asking<'_> {
    fn ask(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let failed = |e| failed("reading", e);
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let values = rusqlite::params_from_iter(values);
        let mut rows = statement.query(values).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            each(&Seen(row))?;
        }
        Ok(())
    }

    fn text(&self, tokens: &[String], each: &mut dyn FnMut(RecordId)) -> Result<(), StoreError> {
        let mut phrase = String::from("\"");
        let prefix = tokens.last().is_some_and(|t| t.ends_with('*'));
        for token in tokens {
            phrase.push_str(token.trim_end_matches('*'));
            phrase.push(' ');
        }
        phrase.push_str(if prefix { "\" *" } else { "\"" });
        let question = "SELECT rowid FROM words WHERE words MATCH $1";
        self.ask(question, values![phrase], &mut |row| {
            each(row.get(0)?);
            Ok(())
        })
    }

    fn text_seen(&self, each: &mut dyn FnMut(&[u8], u64, RecordId)) -> Result<(), StoreError> {
        let mut run = || {
            look_anew(self.connection)?;
            let mut statement = self
                .connection
                .prepare("SELECT term, offset, doc FROM words_seen")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let term = row.get_ref(0)?.as_bytes().unwrap_or_default();
                each(term, row.get(1)?, row.get(2)?);
            }
            Ok(())
        };
        run().map_err(|e| failed("reading the text index", e))
    }

    fn is_far(&self) -> bool {
        false
    }

    fn now(&self) -> &'static str {
        NOW
    }

    fn decoders(&self) -> &Decoders {
        self.decoders
    }
}

/// Makes the text index look at its present state. A connection remembers how the index was laid out
/// when it was last asked; only opening a question makes it compare that with the file, and the
/// engine's check and the list of all tokens do not: they would tell of damage where there is none.
pub(super) fn look_anew(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .prepare_cached("SELECT rowid FROM words WHERE words MATCH 'a' LIMIT 1")?
        .exists([])
        .map(|_| ())
}

struct Seen<'r, 's>(&'r rusqlite::Row<'s>);

impl Row for Seen<'_, '_> {
    fn value(&self, column: usize) -> Result<Value<'_>, StoreError> {
        let value = self
            .0
            .get_ref(column)
            .map_err(|e| failed("reading a row", e))?;
        Ok(match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Real(number) => Value::Real(number),
            ValueRef::Blob(bytes) => Value::Blob(bytes),
            ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Value::Text(Cow::Borrowed(text)),
                Err(_) => {
                    return Err(StoreError::Damaged {
                        what: format!("column {column} of a row holds a text that is not UTF-8"),
                    });
                }
            },
        })
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
