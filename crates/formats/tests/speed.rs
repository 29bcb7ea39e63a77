//! How fast the hot path is: `cargo test --release -p noroshi-formats --test speed -- --ignored --nocapture`.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod common;

use std::{hint::black_box, io::Read, time::Instant};

use common::{data, open, tar};
use noroshi_formats::{
    Envelope, by_name,
    framing::{Limits, Piece, cut},
};

/// Microseconds for each document, best of five runs.
fn each(documents: &[Vec<u8>], mut read: impl FnMut(&[u8])) -> f64 {
    (0..5)
        .map(|_| {
            let start = Instant::now();
            for document in documents {
                read(document);
            }
            start.elapsed().as_secs_f64() * 1e6 / documents.len() as f64
        })
        .fold(f64::INFINITY, f64::min)
}

#[expect(clippy::print_stdout, reason = "a measurement is told")]
fn tell(what: &str, documents: &[Vec<u8>], format: &str, typed: impl FnMut(&[u8])) {
    let format = by_name(format).unwrap();
    let bytes: usize = documents.iter().map(Vec::len).sum();
    let ours = each(documents, |d| {
        black_box(format.read(d, &Envelope::default()).unwrap());
    });
    let typed = each(documents, typed);
    let value = each(documents, |d| {
        black_box(serde_json::from_slice::<serde_json::Value>(d).unwrap());
    });
    println!(
        "{what}: {} documents of {} bytes: read {ours:.1} µs, complete types {typed:.1} µs, serde_json::Value {value:.1} µs",
        documents.len(),
        bytes / documents.len()
    );
}

#[test]
#[ignore = "a measurement"]
fn the_hot_path() {
    let Some(folder) = data("nvd") else { return };
    for file in [
        "feed-2.0-2026/nvdcve-2.0-2015.2026-02-28.json.zst",
        "modified/nvdcve-2.0-recent.2026-08-22.json.zst",
    ] {
        let mut text = Vec::new();
        open(&folder.join(file)).read_to_end(&mut text).unwrap();
        let frame = by_name("nvd-2.0").unwrap().frame();
        let mut documents = Vec::new();
        let mut best = f64::INFINITY;
        for _ in 0..5 {
            documents.clear();
            let start = Instant::now();
            let mut stream = std::io::BufReader::with_capacity(256 << 10, &text[..]);
            cut(frame, &mut stream, Limits::default(), &mut |piece| {
                if let Piece::Document { bytes, .. } = piece {
                    documents.push(bytes);
                }
                true
            })
            .unwrap();
            best = best.min(start.elapsed().as_secs_f64());
        }
        println!("cutter: {:.0} MB/s", text.len() as f64 / best / 1e6);
        tell(file, &documents, "nvd-2.0", |d| {
            black_box(serde_json::from_slice::<noroshi_nvd::v2::VulnerabilityItem>(d).unwrap());
        });
    }
    let mut documents = Vec::new();
    let records = data("cve5").unwrap().join("vulnrichment.tar.zst");
    tar(&records, 10, |_, bytes| documents.push(bytes.to_vec()));
    tell("cve5", &documents, "cve-5", |d| {
        black_box(serde_json::from_slice::<noroshi_cve::Record>(d).unwrap());
    });
}
