//! The MyJVN door: its rules over small documents of our own, and its answers beside those of the operator.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may")]

mod compare;
mod oka;
mod oka_real;
mod real;
mod rules;

use std::fs;

use noroshi_app::{
    House, ImportOptions,
    myjvn::{Asked, Fault, Reply},
};
use noroshi_jvn::{Body, Document, Status};
use tempfile::TempDir;

/// A house with these documents, each in a file of its own.
fn with(documents: &[String]) -> (House, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&folder.path().join("store")).unwrap();
    import(&house, documents);
    (house, folder)
}

fn import(house: &House, documents: &[String]) {
    let folder = tempfile::tempdir().unwrap();
    for (number, document) in documents.iter().enumerate() {
        fs::write(folder.path().join(format!("{number:03}.xml")), document).unwrap();
    }
    let paths = [folder.path().to_owned()];
    let options = ImportOptions {
        paths: paths.to_vec(),
        ..ImportOptions::default()
    };
    house.import(&options, &|_| ()).unwrap();
}

/// A request as a line of parameters, without percent signs.
fn asked(line: &str) -> Asked {
    let pairs = line.split('&').filter_map(|pair| pair.split_once('='));
    Asked::new(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect())
}

fn reply(house: &House, line: &str, now: i64) -> Result<Reply, Fault> {
    house.myjvn_at(&asked(line), now).unwrap()
}

fn document(house: &House, line: &str, now: i64) -> Document {
    match reply(house, line, now) {
        Ok(Reply::Xml(document)) => *document,
        other => panic!("{line}: {other:?}"),
    }
}

fn status(document: &Document) -> Status {
    match &document.body {
        Body::Vuldef(d) => d.status.clone(),
        Body::Jvnrss(d) => d.status.clone(),
        Body::Alerts(d) => d.status.clone(),
        Body::Result(d) => d.status.clone(),
    }
    .unwrap()
}

/// Milliseconds since 1970.
fn at(instant: &str) -> i64 {
    instant.parse::<jiff::Timestamp>().unwrap().as_millisecond()
}
