//! Questions to PostgreSQL, over one connection that stands in one consistent state.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    error::Error,
};

use bytes::{BufMut, BytesMut};
use tokio_postgres::{
    Row as Found,
    types::{FromSql, IsNull, ToSql, Type, to_sql_checked},
};

use super::{failed, pool::Connection, words};
use crate::{
    RecordId, StoreError,
    sql::{Ask, Decoders, Row, Value, Write},
};

/// Rows fetched in one go where there may be many.
const PIECE: usize = 4_000;

/// The database's clock, in milliseconds since 1970: the one clock that all nodes go by.
pub(super) const NOW: &str = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)";

/// One consistent state, seen through a connection in a transaction, or through that of the only one who writes.
pub(super) struct Asking<'a> {
    connection: RefCell<&'a mut Connection>,
    decoders: &'a Decoders,
    pub(super) gone: &'a words::Gone,
    /// Whether it stands in a transaction, in which large answers can be fetched piece by piece.
    pub(super) in_transaction: Cell<bool>,
    /// Answers being fetched, one within the other.
    open: Cell<u32>,
}

impl<'a> Asking<'a> {
    pub(super) fn new(
        connection: &'a mut Connection,
        decoders: &'a Decoders,
        gone: &'a words::Gone,
        in_transaction: bool,
    ) -> Self {
        Self {
            connection: RefCell::new(connection),
            decoders,
            gone,
            in_transaction: Cell::new(in_transaction),
            open: Cell::new(0),
        }
    }

    /// Works with the connection itself. Nobody may be asked meanwhile.
    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        work(&mut self.connection.borrow_mut())
    }

    /// Every row of an answer, in one go.
    pub(super) fn rows(
        &self,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Found>, StoreError> {
        self.with(|connection| {
            let statement = connection.statement(sql)?;
            let rows = connection.wire.query(&statement, values);
            rows.map_err(|e| failed("reading", e))
        })
    }

    /// Fetches an answer piece by piece; others may be asked while a piece is looked at.
    fn in_pieces(
        &self,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
        each: &mut dyn FnMut(&dyn Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let cursor = format!("answer_{}", self.open.get());
        self.with(|connection| {
            let declare = format!("DECLARE {cursor} NO SCROLL CURSOR FOR {sql}");
            let statement = connection.statement(&declare)?;
            let opened = connection.wire.execute(&statement, values);
            opened.map_err(|e| failed("reading", e))
        })?;
        self.open.set(self.open.get() + 1);
        let mut fetch = || loop {
            let rows = self.with(|connection| {
                let rows = connection
                    .wire
                    .query(&format!("FETCH {PIECE} FROM {cursor}"), &[]);
                rows.map_err(|e| failed("reading", e))
            })?;
            rows.iter().try_for_each(|row| each(&Seen(row)))?;
            if rows.len() < PIECE {
                return Ok(());
            }
        };
        let done = fetch();
        self.open.set(self.open.get() - 1);
        let closed = self.with(|c| c.batch("reading", &format!("CLOSE {cursor}")));
        done.and(closed)
    }
}

impl Ask for Asking<'_> {
    fn ask(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let bound: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as _).collect();
        if self.in_transaction.get() {
            self.in_pieces(sql, &bound, each)
        } else {
            self.few(sql, values, each)
        }
    }

    fn few(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&dyn Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let bound: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as _).collect();
        let rows = self.rows(sql, &bound)?;
        rows.iter().try_for_each(|row| each(&Seen(row)))
    }

    fn together(
        &self,
        questions: &[(&str, &[Value<'_>])],
        each: &mut dyn FnMut(usize, &dyn Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let answers = self.with(|connection| {
            let mut prepared = Vec::with_capacity(questions.len());
            for (sql, values) in questions {
                let bound: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as _).collect();
                prepared.push((connection.statement(sql)?, bound));
            }
            let answers = connection.wire.query_together(&prepared);
            answers.map_err(|e| failed("reading", e))
        })?;
        for (at, rows) in answers.iter().enumerate() {
            rows.iter().try_for_each(|row| each(at, &Seen(row)))?;
        }
        Ok(())
    }

    fn text(&self, tokens: &[String], each: &mut dyn FnMut(RecordId)) -> Result<(), StoreError> {
        words::find(self, tokens, each)
    }

    fn text_seen(&self, each: &mut dyn FnMut(&[u8], u64, RecordId)) -> Result<(), StoreError> {
        words::all(self, each)
    }

    fn is_far(&self) -> bool {
        true
    }

    fn now(&self) -> &'static str {
        NOW
    }

    fn decoders(&self) -> &Decoders {
        self.decoders
    }
}

impl Write for &Asking<'_> {
    fn ask(&self) -> &dyn Ask {
        *self
    }

    fn run(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        self.with(|connection| connection.run(sql, values))
    }

    fn changes_products(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// A row as it came over the wire.
pub(super) struct Seen<'a>(pub(super) &'a Found);

impl Row for Seen<'_> {
    fn value(&self, column: usize) -> Result<Value<'_>, StoreError> {
        match self.0.try_get::<_, Raw<'_>>(column) {
            Ok(Raw(value)) => Ok(value),
            Err(error) => Err(failed("reading a row", error)),
        }
    }
}

/// A value of any type that occurs here.
struct Raw<'a>(Value<'a>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *ty {
            Type::INT2 => Value::Integer(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Value::Integer(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Value::Integer(i64::from_sql(ty, raw)?),
            Type::FLOAT4 => Value::Real(f32::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Value::Real(f64::from_sql(ty, raw)?),
            Type::BYTEA => Value::Blob(raw),
            _ => Value::Text(read(std::str::from_utf8(raw)?)),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Value::Null))
    }

    fn accepts(ty: &Type) -> bool {
        [
            Type::INT2,
            Type::INT4,
            Type::INT8,
            Type::FLOAT4,
            Type::FLOAT8,
            Type::BYTEA,
            Type::TEXT,
            Type::VARCHAR,
        ]
        .contains(ty)
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self, ty) {
            (Self::Null, _) => return Ok(IsNull::Yes),
            (Self::Integer(number), &Type::INT2) => out.put_i16(i16::try_from(*number)?),
            (Self::Integer(number), &Type::INT4) => out.put_i32(i32::try_from(*number)?),
            (Self::Integer(number), &Type::INT8) => out.put_i64(*number),
            #[expect(
                clippy::cast_possible_truncation,
                reason = "it comes from such a number"
            )]
            (Self::Real(number), &Type::FLOAT4) => out.put_f32(*number as f32),
            (Self::Real(number), &Type::FLOAT8) => out.put_f64(*number),
            (Self::Text(text), &(Type::TEXT | Type::VARCHAR)) => {
                out.put_slice(written(text).as_bytes())
            }
            (Self::Blob(bytes), &Type::BYTEA) => out.put_slice(bytes),
            _ => return Err(format!("{self:?} is no {ty}").into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// What stands in the place of U+0000, which PostgreSQL's texts cannot hold, and of U+0001, which would be taken for
/// the beginning of such a place. Texts keep their order, and beginnings stay beginnings.
const ZERO: &str = "\u{1}\u{1}";
const ONE: &str = "\u{1}\u{2}";

/// A text as PostgreSQL can hold it.
pub(super) fn written(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|b| b < 2) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\0' => out.push_str(ZERO),
            '\u{1}' => out.push_str(ONE),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The text that [`written`] wrote.
pub(super) fn read(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|b| b < 2) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\u{1}' if chars.next() == Some('\u{1}') => '\0',
            c => c,
        });
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{read, written};

    proptest! {
        #[test]
        fn every_text_comes_back_and_keeps_its_place_in_the_order(a in "[\0\u{1}\u{2}a狼]{0,5}", b in "[\0\u{1}\u{2}a狼]{0,5}") {
            prop_assert_eq!(read(&written(&a)).into_owned(), a.as_str());
            prop_assert!(!written(&a).contains('\0'));
            prop_assert_eq!(written(&a).cmp(&written(&b)), a.cmp(&b));
            prop_assert_eq!(written(&a).starts_with(&*written(&b)), a.starts_with(&b));
        }
    }
}
