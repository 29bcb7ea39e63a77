//! Real data for the tests, and what every reading of it must keep to.

#![allow(dead_code, reason = "not every test needs all of it")]
#![allow(clippy::unwrap_used, reason = "a test may")]

use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use noroshi_formats::{
    Envelope, Format, Reading, by_name, detect,
    framing::{Limits, Piece, cut},
};
use noroshi_model::Note;

/// A folder of the real data; says so and gives nothing where it is not there.
pub(crate) fn data(folder: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(folder);
    if path.exists() {
        return Some(path);
    }
    #[expect(clippy::print_stdout, reason = "a skipped test says so")]
    {
        println!("skipped: ../shared/data is not here");
    }
    None
}

/// Every file below a folder, in order.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A file, decompressed.
pub(crate) fn open(path: &Path) -> Box<dyn BufRead> {
    let file = File::open(path).unwrap();
    if path.extension().is_some_and(|e| e == "zst") {
        let mut reader = zstd::Decoder::new(file).unwrap();
        reader.window_log_max(27).unwrap();
        Box::new(BufReader::with_capacity(256 << 10, reader))
    } else {
        Box::new(BufReader::with_capacity(256 << 10, file))
    }
}

/// What came of one file.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) documents: usize,
    pub(crate) records: usize,
    pub(crate) refusals: Vec<String>,
    pub(crate) broken: Vec<String>,
    pub(crate) readings: Vec<Reading>,
    pub(crate) envelope: Envelope,
}

/// Reads a file as the import does: detect, cut, read. Only every `step`th document is read.
pub(crate) fn read(path: &Path, step: usize) -> (&'static dyn Format, Outcome) {
    import(open(path), step)
}

fn import(mut stream: Box<dyn BufRead>, step: usize) -> (&'static dyn Format, Outcome) {
    let mut head = Vec::new();
    (&mut stream).take(64 << 10).read_to_end(&mut head).unwrap();
    let format = detect(&head).expect("a known format");
    let mut stream = (&head[..]).chain(stream);
    let mut outcome = Outcome::default();
    cut(
        format.frame(),
        &mut stream,
        Limits::default(),
        &mut |piece| {
            match piece {
                Piece::Header(header) => outcome.envelope = format.envelope(&header),
                Piece::Document { bytes, .. } => {
                    outcome.documents += 1;
                    if (outcome.documents - 1) % step == 0 {
                        match format.read(&bytes, &outcome.envelope) {
                            Ok(reading) => {
                                outcome.records += reading.records.len();
                                outcome.readings.push(reading);
                            }
                            Err(error) => outcome.refusals.push(error.to_string()),
                        }
                    }
                }
                Piece::Refused { reason, .. } => {
                    outcome.documents += 1;
                    outcome.refusals.push(reason);
                }
                Piece::Trailer(_) => {}
                Piece::Broken { reason, .. } => outcome.broken.push(reason),
            }
            true
        },
    )
    .unwrap();
    (format, outcome)
}

/// Reads one file that is at hand as bytes.
pub(crate) fn one(bytes: &[u8]) -> (&'static dyn Format, Outcome) {
    import(Box::new(io::Cursor::new(bytes.to_vec())), 1)
}

/// The notes on a document, in words.
pub(crate) fn notes(format: &str, document: &str) -> Vec<String> {
    let format = by_name(format).unwrap();
    let reading = format.read(document.as_bytes(), &Envelope::default());
    let notes = reading.unwrap().notes;
    let show = |n: &Note| format!("{}: {}", n.place, n.what);
    notes.iter().map(show).collect()
}

/// Why a document is refused.
pub(crate) fn refused(format: &str, document: &[u8]) -> String {
    let format = by_name(format).unwrap();
    format
        .read(document, &Envelope::default())
        .unwrap_err()
        .reason
}

/// Visits every `step`th JSON or YAML file of a compressed archive.
pub(crate) fn tar(path: &Path, step: usize, mut visit: impl FnMut(&str, &[u8])) {
    let mut archive = tar::Archive::new(open(path));
    let mut seen = 0;
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().display().to_string();
        if !name.ends_with(".json") && !name.ends_with(".yaml") {
            continue;
        }
        seen += 1;
        if seen % step == 0 {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            visit(&name, &bytes);
        }
    }
}
