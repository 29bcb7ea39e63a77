//! What the formats of JVN promise, over real documents and over hostile ones.

mod common;

use std::collections::BTreeSet;

use common::{data, files, one, read};
use noroshi_formats::{Envelope, Reading, by_name};
use noroshi_model::{AffectedStatus, Identifier, Kind, Record, Relation, StatusKind};

/// Every document of the real data in one of JVN's formats: file name, format, readings, refusals.
fn real() -> Vec<(String, &'static str, common::Outcome)> {
    let Some(folder) = data("jvn") else {
        return Vec::new();
    };
    let folders = [
        "api-hnd",
        "api-hnd-history",
        "api-v3.2",
        "feed-detail",
        "feed-product",
        "feed-rss",
    ];
    let files = folders.iter().flat_map(|f| files(&folder.join(f)));
    files
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let (format, outcome) = read(&path, 1);
            (name, format.name(), outcome)
        })
        .collect()
}

#[test]
fn every_real_document_is_read_and_counted() {
    let real = real();
    if real.is_empty() {
        return;
    }
    for (name, format, o) in &real {
        println!(
            "{name} {format} {} {} {:?} {:?} {:?} {:?}",
            o.documents, o.records, o.refusals, o.broken, o.envelope.lang, o.envelope.announced
        );
        for r in &o.readings {
            for n in &r.notes {
                println!("   {} {}: {}", r.key.id, n.place, n.what);
            }
        }
    }
    let distinct = |wanted: &str| -> usize {
        let of = real.iter().filter(|(_, format, _)| *format == wanted);
        let ids: BTreeSet<_> = of
            .flat_map(|(_, _, o)| &o.readings)
            .flat_map(|r| &r.records)
            .map(|r| r.id.clone())
            .collect();
        ids.len()
    };
    println!(
        "{} {} {} {}",
        distinct("vuldef"),
        distinct("jvnrss"),
        distinct("myjvn-alert"),
        distinct("myjvn-alert-json")
    );
}
