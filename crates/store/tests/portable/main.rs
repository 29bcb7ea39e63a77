//! No SQL outside the portable subset: neither in what both engines share nor in what PostgreSQL alone is told, so that
//! distributed engines that speak its protocol stay within reach.

#![expect(clippy::unwrap_used, reason = "a test: what is missing must end it")]

mod literals;
mod rules;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use literals::Literal;
use rules::{STATEMENTS, Whose, faults_of};

/// Texts that stand outside of the subset, each with the reason why nothing that must be right rests on it.
const EXCEPTIONS: &[(&str, &str)] = &[(
    "SELECT pg_database_size(current_database())",
    "the size of the store is shown to people and decides nothing; where it cannot be asked, none is shown",
)];

#[test]
fn all_sql_stays_within_the_portable_subset() {
    let mut faults = Vec::new();
    let mut excepted = BTreeSet::new();
    let mut statements = 0;
    for (whose, folder) in [(Whose::Shared, "sql"), (Whose::Postgres, "postgres")] {
        for file in files(folder) {
            for Literal { line, text } in texts(&file) {
                if let Some((known, _)) = EXCEPTIONS.iter().find(|(known, _)| *known == text) {
                    excepted.insert(*known);
                    continue;
                }
                statements += usize::from(STATEMENTS.iter().any(|s| text.starts_with(s)));
                let place = format!("{}:{line}", file.display());
                let found = faults_of(whose, &text).into_iter();
                faults.extend(found.map(|fault| format!("{place}: {fault}")));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "outside of the subset:\n{}",
        faults.join("\n")
    );
    assert!(
        statements > 100,
        "only {statements} questions and statements were found"
    );
    assert_eq!(
        excepted.len(),
        EXCEPTIONS.len(),
        "an exception that nobody needs any more"
    );
}

#[test]
fn what_is_outside_of_the_subset_is_refused() {
    use Whose::{Postgres, Shared};
    // What is refused here would pass on PostgreSQL, on SQLite, or on both.
    check(Shared, "SELECT a FROM t WHERE b = $1 AND c = $2", &[]);
    check(
        Postgres,
        "SELECT a FROM t WHERE b = ANY($2) AND c = $1",
        &[],
    );
    check(
        Shared,
        "SELECT a FROM t WHERE b = $2 AND c = $1",
        &["$2 stands before $1"],
    );
    check(
        Shared,
        "SELECT a FROM t WHERE b = $1 AND c = $3",
        &["$3 stands before $2"],
    );
    check(Shared, "SELECT a FROM t WHERE b = ?1", &["?1"]);
    check(
        Shared,
        "SELECT a FROM t WHERE b = ANY($1)",
        &["any", "any()"],
    );
    check(
        Shared,
        "SELECT rowid FROM t WHERE b MATCH $1",
        &["rowid", "match"],
    );
    check(
        Shared,
        "INSERT OR IGNORE INTO t (a) VALUES ($1)",
        &["insert or", "INSERT OR"],
    );
    check(Shared, "PRAGMA user_version", &["pragma"]);
    check(
        Postgres,
        "SELECT Nextval('numbers')",
        &["nextval", "nextval()"],
    );
    check(Postgres, "LISTEN changes", &["listen"]);
    check(
        Postgres,
        "SELECT pg_advisory_lock(1)",
        &["pg_*", "pg_advisory_lock()"],
    );
    check(Postgres, "SELECT a::TEXT FROM t", &["::"]);
    check(Postgres, "SELECT xmin, ctid FROM t", &["ctid", "xmin"]);
    check(Postgres, "SELECT to_json(a) FROM t", &["to_json()"]);
    check(Postgres, "DO $$ BEGIN END $$", &["$$", "DO $$"]);
    check(Postgres, "LOCK TABLE t", &["LOCK TABLE"]);
    check(Postgres, "BEGIN; DROP TABLE t; COMMIT", &["DROP TABLE"]);
    check(Postgres, "COPY t (a) FROM STDIN BINARY", &["COPY t"]);
    check(
        Postgres,
        "CREATE UNLOGGED TABLE t (a BIGINT)",
        &["unlogged", "CREATE UNLOGGED"],
    );
    check(
        Postgres,
        "CREATE TABLE t (a BIGINT) PARTITION BY HASH (a)",
        &["partition by"],
    );
    check(
        Postgres,
        "CREATE TABLE t (\n    a JSONB NOT NULL\n)",
        &["jsonb", "a JSONB"],
    );
    check(
        Postgres,
        "CREATE TABLE t (\n    a BIGINT,\n    b UUID\n)",
        &["b UUID"],
    );
    check(
        Postgres,
        "CREATE INDEX i ON t USING gin (a)",
        &["using gin"],
    );
    // Words that only look alike.
    check(
        Shared,
        "SELECT sequence, matched, position FROM nodes WHERE {lock} = $1",
        &[],
    );
    check(
        Postgres,
        "only a text about a notification, a listener (and a serialization)",
        &[],
    );
}

#[track_caller]
fn check(whose: Whose, text: &str, expected: &[&str]) {
    assert_eq!(faults_of(whose, text), expected, "{text}");
}

/// The texts of a file: the strings of a program, the statements of a schema.
fn texts(file: &Path) -> Vec<Literal> {
    let content = fs::read_to_string(file).unwrap();
    if file.extension().is_some_and(|e| e == "rs") {
        return literals::of(&content);
    }
    // A comment may hold what looks like the end of a statement.
    let lines = content.lines().map(|l| l.split("--").next().unwrap_or(""));
    let content = lines.collect::<Vec<_>>().join("\n");
    let mut line = 1;
    let mut texts = Vec::new();
    for statement in content.split_inclusive(';') {
        let text = statement.trim().to_owned();
        texts.push(Literal { line, text });
        line += statement.matches('\n').count();
    }
    texts
}

/// The files of a folder of the crate that may hold SQL, and of those within it.
fn files(folder: &str) -> Vec<PathBuf> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![src.join(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push(path),
            }
        }
    }
    files.sort();
    files
}
