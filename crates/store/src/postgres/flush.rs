//! Writing out what waits.
//!
//! Bulk comes in two steps: by `COPY` into tables that only this connection sees, then by one statement for each table
//! into its place. The first step may take longer than the pen is held without a word, over a link that is narrow; so it
//! comes before the transaction, and the pen is kept meanwhile. Between the first lock that anybody else could wait for
//! and the end nothing is left to think about.

use std::{collections::BTreeMap, thread, time::Duration};

use tokio_postgres::types::ToSql;

use super::{
    failed,
    pool::Connection,
    session::{Session, Work},
    tables::{self, STAGED, Table},
    words::{self, PackedToken},
};
use crate::{
    RecordId, StoreError,
    sql::{Row, Value, leases, rows, sums, values},
};

/// So few rows are written one by one.
const FEW: usize = 16;
/// So much is copied between two looks at the pen (bytes, about).
const PIECE: usize = 2 << 20;
/// How often it is tried to bring transactions into an order.
const TRIES: u64 = 8;

/// Rows for a table, and what happens to those that stand there.
struct Rows<'a> {
    table: &'static Table,
    rows: Vec<Vec<Value<'a>>>,
    /// What follows the values.
    then: &'static str,
}

impl Session<'_> {
    /// Brings everything that waits to where it belongs; with `last`, for good.
    pub(super) fn flush(&self, last: bool) -> Result<(), StoreError> {
        let generation = {
            let mut work = self.work.borrow_mut();
            let has_texts = !work.delta.texts.is_empty();
            has_texts.then(|| work.next_generation())
        };
        let was_open = self.asking.in_transaction.get();
        let confirmed = self.confirmed()?;
        let work = self.work.borrow();
        let words = generation.map(|generation| {
            let texts = work.delta.texts.iter().filter(|(_, text)| !text.is_empty());
            let texts = texts
                .map(|(record, text)| (*record, text.as_str()))
                .collect();
            (generation, words::pack(generation, &texts))
        });
        let mut tries = 0;
        loop {
            let done = self.attempt(&work, &confirmed, words.as_ref(), last);
            if done.is_err() && !was_open {
                self.asking
                    .with(|c| c.batch("rolling back", "ROLLBACK"))
                    .ok();
            }
            match done {
                // The engine could not bring transactions into an order: the same again, from the beginning.
                Err(StoreError::Busy) if !was_open && tries < TRIES => {
                    tries += 1;
                    thread::sleep(Duration::from_millis(10 * tries));
                }
                Ok(()) => {
                    self.asking.in_transaction.set(!last);
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn attempt(
        &self,
        work: &Work,
        confirmed: &[Vec<Value<'static>>],
        words: Option<&(u64, Vec<PackedToken>)>,
        last: bool,
    ) -> Result<(), StoreError> {
        let tables = rows_of(work, confirmed, words);
        let bulk: Vec<&Rows<'_>> = tables.iter().filter(|t| t.rows.len() > FEW).collect();
        let used: Vec<String> = bulk
            .iter()
            .map(|t| format!("stage_{}", t.table.name))
            .collect();
        let empty = match used.is_empty() {
            true => String::new(),
            false => format!("TRUNCATE {}; ", used.join(", ")),
        };
        let is_open = self.asking.in_transaction.get();
        if !is_open && !bulk.is_empty() {
            // What did not come to its end may have left something.
            self.asking.with(|c| c.batch("writing", &empty))?;
        }
        for table in bulk {
            for rows in pieces(&table.rows) {
                if !is_open {
                    self.pen.borrow_mut().keep(&self.asking)?;
                }
                self.asking.with(|c| stage(c, table.table, rows))?;
            }
        }
        if !is_open {
            self.asking
                .with(|c| c.batch("beginning to write", "BEGIN"))?;
        }
        for lease in [self.pen.borrow().lease()].into_iter().chain(&work.under) {
            leases::hold(&self.asking, lease, "FOR UPDATE")?;
        }
        self.asking.with(|connection| {
            few(connection, work)?;
            replace(connection, work, words)?;
            tables
                .iter()
                .try_for_each(|table| place(connection, table))?;
            if let Some((generation, packed)) = words {
                segment(connection, *generation, packed)?;
            }
            Ok(())
        })?;
        if last {
            leases::release(&mut &self.asking, self.pen.borrow().lease())?;
            let commit = format!("{empty}COMMIT");
            return self.asking.with(|c| c.batch("committing", &commit));
        }
        if empty.is_empty() {
            return Ok(());
        }
        self.asking.with(|c| c.batch("writing", &empty))
    }

    /// The rows of revisions that were confirmed later than what stands there.
    fn confirmed(&self) -> Result<Vec<Vec<Value<'static>>>, StoreError> {
        let waiting = self.work.borrow();
        let waiting = &waiting.delta.confirmed;
        if waiting.is_empty() {
            return Ok(Vec::new());
        }
        let sequences: Vec<i64> = waiting.keys().map(|s| s.cast_signed()).collect();
        let sql = format!(
            "SELECT {} FROM revisions WHERE sequence = ANY($1)",
            sums::REVISION
        );
        let found = self.asking.rows(&sql, &[&sequences])?;
        let mut later = Vec::new();
        for row in &found {
            let row: &dyn Row = &super::asking::Seen(row);
            let sequence: u64 = row.get(0)?;
            let now = waiting.get(&sequence).copied().unwrap_or(i64::MIN);
            if now <= row.get::<i64>(CONFIRMED)? {
                continue;
            }
            let mut row: Vec<Value<'_>> =
                (0..13).map(|at| row.value(at)).collect::<Result<_, _>>()?;
            row[CONFIRMED] = now.into();
            later.push(vec![sequence.into(), now.into(), sums::of(&row).into()]);
        }
        Ok(later)
    }
}

/// Where `confirmed` stands among the columns of [`sums::REVISION`].
const CONFIRMED: usize = 9;

impl Connection {
    /// Makes the tables that bulk goes through, once.
    pub(super) fn stage(&mut self) -> Result<(), StoreError> {
        if self.staged {
            return Ok(());
        }
        let mut sql = String::from(
            "CREATE TEMPORARY TABLE stage_confirmed (sequence BIGINT, confirmed BIGINT, sum BIGINT);",
        );
        for table in STAGED.iter().filter(|t| t.name != "confirmed") {
            let name = table.name;
            sql.push_str(&format!(
                "CREATE TEMPORARY TABLE stage_{name} (LIKE {name});"
            ));
        }
        // One that stands keeps its name, and has none here.
        sql.push_str("ALTER TABLE stage_vulnerabilities ALTER COLUMN name DROP NOT NULL");
        self.batch("preparing to write", &sql)?;
        self.staged = true;
        Ok(())
    }

    /// Runs a statement and gives the number of rows it concerned.
    pub(super) fn run(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let statement = self.statement(sql)?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as _).collect();
        let run = self.wire.execute(&statement, &values);
        run.map_err(|e| failed("writing", e))
    }

    /// As [`Connection::run`], with numbers in the place of `$1`.
    fn run_for(&mut self, sql: &str, numbers: &[i64]) -> Result<u64, StoreError> {
        if numbers.is_empty() {
            return Ok(0);
        }
        let statement = self.statement(sql)?;
        let run = self.wire.execute(&statement, &[&numbers]);
        run.map_err(|e| failed("writing", e))
    }
}

/// What waits for the tables that are written in bulk.
fn rows_of<'a>(
    work: &'a Work,
    confirmed: &[Vec<Value<'static>>],
    words: Option<&'a (u64, Vec<PackedToken>)>,
) -> Vec<Rows<'a>> {
    let delta = &work.delta;
    let plain = |table, rows| Rows {
        table,
        rows,
        then: "",
    };
    let files = delta.files.iter().map(|(id, file)| {
        let row = rows::file_values(*id, file);
        [&row[..], values![sums::of(&row)]].concat()
    });
    let documents = delta.documents.iter().map(|d| {
        let row = values![
            d.id,
            &d.digest.0[..],
            d.dictionary,
            d.size,
            d.records,
            d.notes
        ];
        [&row[..], values![sums::of(row), &d.body]].concat()
    });
    let keys = delta
        .keys
        .iter()
        .map(|(id, name)| values![*id, &name.source, &name.namespace, &name.name].to_vec());
    let revisions = delta.revisions.values().map(|new| {
        let r = &new.revision;
        let row = values![
            r.sequence,
            new.key,
            new.document,
            &r.format,
            r.file,
            r.offset,
            r.seen,
            r.changed,
            r.made,
            r.confirmed,
            new.source,
            new.first,
            &new.link[..]
        ];
        [&row[..], values![sums::of(row)]].concat()
    });
    let records = delta.records.values().flatten().map(|row| {
        let source = work.sources.iter().find(|s| s.row.name == row.source);
        let has_text = delta
            .texts
            .get(&row.id)
            .is_some_and(|text| !text.is_empty());
        let source = source.map_or(0, |s| s.row.id);
        [
            &rows::record_values(row.id, source, row)[..],
            values![has_text],
        ]
        .concat()
    });
    let claims = delta
        .claims
        .values()
        .flatten()
        .map(|c| values![&c.identifier, c.record, c.relation, &c.by].to_vec());
    let mentions = delta
        .mentions
        .iter()
        .map(|(identifier, key)| values![identifier, *key].to_vec());
    let members = delta.memberships.iter().flat_map(|(record, of)| {
        of.iter()
            .map(|(vulnerability, relation)| values![*vulnerability, *record, *relation].to_vec())
    });
    let vulnerabilities = delta.vulnerabilities.values().map(|v| {
        let mut row = rows::vulnerability_values(v).to_vec();
        if !delta.is_new_vulnerability.contains(&v.id) {
            row[1] = Value::Null;
        }
        row
    });
    let mut tables = vec![
        plain(&tables::FILES, files.collect()),
        plain(&tables::DOCUMENTS, documents.collect()),
        plain(&tables::KEYS, keys.collect()),
        plain(&tables::REVISIONS, revisions.collect()),
        Rows {
            table: &tables::CONFIRMED,
            rows: confirmed.to_vec(),
            then: "",
        },
        plain(&tables::RECORDS, records.collect()),
        plain(&tables::CLAIMS, claims.collect()),
        Rows {
            table: &tables::MENTIONS,
            rows: mentions.collect(),
            then: "ON CONFLICT (identifier, key) DO NOTHING",
        },
        plain(&tables::MEMBERS, members.collect()),
        plain(&tables::VULNERABILITIES, vulnerabilities.collect()),
    ];
    if let Some((generation, packed)) = words {
        let row = |(beginning, rest, places): &'a PackedToken| {
            values![*generation, beginning, rest, places].to_vec()
        };
        tables.push(plain(&tables::WORDS, packed.iter().map(row).collect()));
    }
    tables.retain(|t| !t.rows.is_empty());
    tables
}

/// Rows in pieces of about [`PIECE`] bytes.
fn pieces<'r, 'v>(rows: &'r [Vec<Value<'v>>]) -> impl Iterator<Item = &'r [Vec<Value<'v>>]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let mut size = 0;
        let many = rest.iter().take_while(|row| {
            let fits = size < PIECE;
            size += row.iter().map(size_of).sum::<usize>();
            fits
        });
        let (piece, after) = rest.split_at(many.count());
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Bytes on the wire, about.
fn size_of(value: &Value<'_>) -> usize {
    8 + match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        _ => 4,
    }
}

/// Copies rows to where only this connection sees them.
fn stage(
    connection: &mut Connection,
    table: &Table,
    rows: &[Vec<Value<'_>>],
) -> Result<(), StoreError> {
    let sql = format!(
        "COPY stage_{} ({}) FROM STDIN BINARY",
        table.name,
        table.columns()
    );
    let types: Vec<_> = table.columns.iter().map(|(_, kind)| kind.wire()).collect();
    let rows = rows
        .iter()
        .map(|row| row.iter().map(|v| v as &(dyn ToSql + Sync)).collect());
    let copied = connection.wire.copy(&sql, &types, rows);
    copied.map_err(|e| failed("writing in bulk", e))
}

/// Brings rows into their table, from where they were copied to or one by one.
fn place(connection: &mut Connection, rows: &Rows<'_>) -> Result<(), StoreError> {
    let Rows { table, rows, then } = rows;
    let (name, columns) = (table.name, table.columns());
    let is_staged = rows.len() > FEW;
    match name {
        "confirmed" if is_staged => {
            let sql =
                "UPDATE revisions SET confirmed = s.confirmed, sum = s.sum FROM stage_confirmed s
                       WHERE revisions.sequence = s.sequence";
            connection.run(sql, &[])?;
        }
        "confirmed" => {
            let sql = "UPDATE revisions SET confirmed = $1, sum = $2 WHERE sequence = $3";
            for row in rows {
                connection.run(sql, &[row[1].clone(), row[2].clone(), row[0].clone()])?;
            }
        }
        // One that is new has a name; one that stands keeps its own.
        "vulnerabilities" if is_staged => {
            let set = assignments(table, |column, _| format!("s.{column}"));
            connection.run(
                &format!("UPDATE {name} SET {set} FROM stage_{name} s WHERE {name}.id = s.id AND s.name IS NULL"),
                &[],
            )?;
            connection.run(
                &format!("INSERT INTO {name} ({columns}) SELECT {columns} FROM stage_{name} WHERE name IS NOT NULL"),
                &[],
            )?;
        }
        "vulnerabilities" => {
            let set = assignments(table, |_, at| format!("${}", at - 1));
            let update = format!(
                "UPDATE {name} SET {set} WHERE id = ${}",
                table.columns.len() - 1
            );
            let insert = insert(table, then);
            for row in rows {
                if row[1] == Value::Null {
                    let values = [&row[2..], &row[..1]].concat();
                    connection.run(&update, &values)?;
                } else {
                    connection.run(&insert, row)?;
                }
            }
        }
        _ if is_staged => {
            let sql =
                format!("INSERT INTO {name} ({columns}) SELECT {columns} FROM stage_{name} {then}");
            connection.run(&sql, &[])?;
        }
        _ => {
            let sql = insert(table, then);
            for row in rows {
                connection.run(&sql, row)?;
            }
        }
    }
    Ok(())
}

fn insert(table: &Table, then: &str) -> String {
    let places: Vec<String> = (1..=table.columns.len())
        .map(|at| format!("${at}"))
        .collect();
    format!(
        "INSERT INTO {} ({}) VALUES ({}) {then}",
        table.name,
        table.columns(),
        places.join(", ")
    )
}

/// All columns after number and name, each with its new value; columns are counted from 1.
fn assignments(table: &Table, value: impl Fn(&str, usize) -> String) -> String {
    let set: Vec<String> = table
        .columns
        .iter()
        .enumerate()
        .skip(2)
        .map(|(at, (column, _))| format!("{column} = {}", value(column, at)))
        .collect();
    set.join(", ")
}

/// Settings and sources: a handful.
fn few(connection: &mut Connection, work: &Work) -> Result<(), StoreError> {
    for (name, value) in &work.delta.settings {
        let row = values![name, value];
        connection.run(
            "INSERT INTO settings (name, value, sum) VALUES ($1, $2, $3)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value, sum = excluded.sum",
            &[&row[..], values![sums::of(row)]].concat(),
        )?;
    }
    for source in work.sources.iter().filter(|s| s.changed) {
        let id = source.row.id;
        let counts = values![
            source.documents,
            source.revisions,
            source.notes,
            source.newest
        ];
        let row = [
            values![id, &source.row.name],
            &rows::source_values(&source.row)[..],
            counts,
        ]
        .concat();
        connection.run("DELETE FROM sources WHERE id = $1", values![id])?;
        let sql = format!(
            "INSERT INTO sources ({}, sum) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            sums::SOURCE
        );
        connection.run(&sql, &[&row[..], values![sums::of(&row)]].concat())?;
    }
    Ok(())
}

/// Takes away what is written anew, and what is gone.
fn replace(
    connection: &mut Connection,
    work: &Work,
    words: Option<&(u64, Vec<PackedToken>)>,
) -> Result<(), StoreError> {
    let delta = &work.delta;
    let known = |record: &RecordId| !delta.new_records.contains(record);
    fn numbers<T>(of: &BTreeMap<RecordId, T>, known: impl Fn(&RecordId) -> bool) -> Vec<i64> {
        let known = of.keys().filter(|record| known(record));
        known.map(|record| record.cast_signed()).collect()
    }
    let files: Vec<i64> = delta.files.keys().map(|id| id.cast_signed()).collect();
    connection.run_for("DELETE FROM files WHERE id = ANY($1)", &files)?;
    if let Some((generation, _)) = words {
        let sql = format!(
            "INSERT INTO words_gone (since, record)
             SELECT {generation}, id FROM records WHERE id = ANY($1) AND has_text = 1"
        );
        // Not kept ready: it is another one each time.
        let texts = numbers(&delta.texts, known);
        if !texts.is_empty() {
            let gone = connection.wire.execute(&sql, &[&texts]);
            gone.map_err(|e| failed("writing", e))?;
        }
    }
    connection.run_for(
        "DELETE FROM records WHERE id = ANY($1)",
        &numbers(&delta.records, known),
    )?;
    connection.run_for(
        "DELETE FROM claims WHERE record = ANY($1)",
        &numbers(&delta.claims, known),
    )?;
    connection.run_for(
        "DELETE FROM members WHERE record = ANY($1)",
        &numbers(&delta.memberships, known),
    )?;
    Ok(())
}

/// Enters a new segment, and joins those of one size where there are many.
fn segment(
    connection: &mut Connection,
    generation: u64,
    packed: &[PackedToken],
) -> Result<(), StoreError> {
    if packed.is_empty() {
        return Ok(());
    }
    let size: usize = packed.iter().map(|(_, _, places)| places.len()).sum();
    let enter = "INSERT INTO segments (id, size) VALUES ($1, $2)";
    connection.run(enter, values![generation, size])?;
    loop {
        let mut by_class: BTreeMap<u32, Vec<(i64, i64)>> = BTreeMap::new();
        let segments = connection
            .wire
            .query("SELECT id, size FROM segments ORDER BY id", &[]);
        for row in segments.map_err(|e| failed("writing", e))? {
            let (id, size): (i64, i64) = (row.get(0), row.get(1));
            let class = words::size_class(size.cast_unsigned());
            by_class.entry(class).or_default().push((id, size));
        }
        let Some(many) = by_class.into_values().find(|s| s.len() >= words::MANY) else {
            return Ok(());
        };
        join(connection, &many)?;
    }
}

/// Joins segments, given by number and size, into the last of them.
fn join(connection: &mut Connection, segments: &[(i64, i64)]) -> Result<(), StoreError> {
    let Some((last, _)) = segments.last() else {
        return Ok(());
    };
    let ids: Vec<i64> = segments.iter().map(|(id, _)| *id).collect();
    let size: i64 = segments.iter().map(|(_, size)| size).sum();
    // Nobody has a segment with a number below zero; so the old rows and the new ones are told apart.
    connection.run_for(
        "INSERT INTO words (segment, beginning, rest, places)
         SELECT -1, beginning, rest, string_agg(places, '' ORDER BY segment) FROM words
         WHERE segment = ANY($1) GROUP BY beginning, rest",
        &ids,
    )?;
    connection.run_for("DELETE FROM words WHERE segment = ANY($1)", &ids)?;
    connection.run_for("DELETE FROM segments WHERE id = ANY($1)", &ids)?;
    let last = last.cast_unsigned();
    connection.run(
        "UPDATE words SET segment = $1 WHERE segment = -1",
        values![last],
    )?;
    connection.run(
        "INSERT INTO segments (id, size) VALUES ($1, $2)",
        values![last, size],
    )?;
    Ok(())
}
