//! Other people's tables of names and expected answers, over the real data.

#![expect(clippy::unwrap_used, reason = "a test may")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

mod criteria;
mod dictionary;
mod doctest;
mod nilp0inter;
mod samples;
mod written;

use std::{
    fs,
    io::{BufReader, Read},
    path::{Path, PathBuf},
};

fn data(path: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../../shared/data"
    ))
    .join(path);
    if !path.exists() {
        println!("skipped: ../shared/data is not here");
        return None;
    }
    Some(path)
}

fn stream(path: &Path) -> Box<dyn Read> {
    let file = BufReader::new(fs::File::open(path).unwrap());
    match path.extension().and_then(|e| e.to_str()) {
        Some("zst") => {
            let mut reader = zstd::Decoder::new(file).unwrap();
            reader.window_log_max(27).unwrap();
            Box::new(reader)
        }
        Some("gz") => Box::new(flate2::bufread::GzDecoder::new(file)),
        _ => Box::new(file),
    }
}

fn text(path: &Path) -> String {
    let text = std::io::read_to_string(stream(path)).unwrap();
    text.trim_start_matches('\u{feff}').to_owned()
}
