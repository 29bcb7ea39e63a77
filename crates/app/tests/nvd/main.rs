//! NVD's door over documents of our own: each parameter's rule, what is handed out and in which order.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod cves;
mod feeds;
mod history;
mod others;
mod pages;

use std::fs;

use noroshi_app::{
    House, ImportOptions,
    nvd::{CveQuestion, Parameter},
};
use tempfile::TempDir;

/// A house that was given files one after the other.
fn house(files: &[&str]) -> (House, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let house = match noroshi_cluster::chosen() {
        None => House::open(&folder.path().join("store")).unwrap(),
        Some(address) => {
            let database = noroshi_store::Database {
                address,
                ..Default::default()
            };
            let place = noroshi_store::Place::Database {
                database,
                folder: folder.path().to_owned(),
                node: "test".to_owned(),
            };
            House::at(&place).unwrap()
        }
    };
    for (number, file) in files.iter().enumerate() {
        give(&house, &folder, &format!("{number}.json"), file);
    }
    (house, folder)
}

fn give(house: &House, folder: &TempDir, name: &str, content: &str) {
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    let options = ImportOptions {
        paths: vec![path],
        ..ImportOptions::default()
    };
    house.import(&options, &|_| ()).unwrap();
}

/// A feed of elements.
fn feed(elements: &[&str]) -> String {
    let count = elements.len();
    format!(
        "{{\"resultsPerPage\":{count},\"startIndex\":0,\"totalResults\":{count},\"format\":\"NVD_CVE\",\"version\":\"2.0\",\
         \"timestamp\":\"2099-01-01T00:00:00.000\",\"vulnerabilities\":[{}]}}",
        elements.join(",\n")
    )
}

fn parameters(line: &str) -> Vec<Parameter> {
    let parts = line.split('&').filter(|part| !part.is_empty());
    let parts = parts.map(|part| match part.split_once('=') {
        Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
        None => (part.to_owned(), None),
    });
    parts.collect()
}

/// The elements that a request is answered with, and how many there are in all.
fn ask(house: &House, line: &str) -> (Vec<String>, usize) {
    let question = CveQuestion::read(&parameters(line)).unwrap();
    let page = house.nvd_cves(&question).unwrap();
    let elements = page.items.iter().map(|item| {
        let bytes = house.nvd_elements(std::slice::from_ref(item)).unwrap();
        String::from_utf8(bytes).unwrap()
    });
    (elements.collect(), page.total)
}
