//! Real bundles, as they lie on disk.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]
#![allow(clippy::print_stdout, reason = "a skipped test says so")]

use std::path::PathBuf;

use noroshi_sources::{
    File, Receiver, Refusal, Stopped, Taken,
    files::{Options, walk},
};

/// Counts files and bytes; a broken stream or a refusal is remembered.
#[derive(Default)]
struct Tally {
    files: u64,
    bytes: u64,
    json: u64,
    trouble: Vec<String>,
}

impl Receiver for Tally {
    fn file(&mut self, file: File<'_>) -> Result<Taken, Stopped> {
        self.files += 1;
        self.json += u64::from(file.address.ends_with(".json"));
        loop {
            let count = match file.stream.fill_buf() {
                Ok([]) => break,
                Ok(piece) => piece.len(),
                Err(error) => {
                    self.trouble.push(error.to_string());
                    break;
                }
            };
            self.bytes += count as u64;
            file.stream.consume(count);
        }
        Ok(Taken::Continue)
    }

    fn refused(&mut self, refusal: Refusal) -> Result<Taken, Stopped> {
        self.trouble
            .push(format!("{}: {}", refusal.address, refusal.reason));
        Ok(Taken::Continue)
    }
}

/// Reads a path of the real data, or says that it is not there.
fn tally(path: &str) -> Option<Tally> {
    let path = PathBuf::from(format!(
        "{}/../../../shared/data/{path}",
        env!("CARGO_MANIFEST_DIR")
    ));
    if !path.exists() {
        println!("skipped: ../shared/data is not here");
        return None;
    }
    let mut tally = Tally::default();
    walk(&[path], &Options::default(), &mut tally).unwrap();
    Some(tally)
}

#[test]
fn every_record_of_a_large_bundle_is_handed_out() {
    let Some(tally) = tally("cve5/vulnrichment.tar.zst") else {
        return;
    };
    assert_eq!(tally.trouble, [""; 0]);
    assert!(tally.json >= 37_453, "{} of {}", tally.json, tally.files);
}

#[test]
fn feeds_of_many_shapes_unpack_without_trouble() {
    for (folder, least) in [("nvd", 10), ("kev", 2), ("epss", 1), ("jvn", 50)] {
        let Some(tally) = tally(folder) else { return };
        assert_eq!(tally.trouble, [""; 0], "{folder}");
        assert!(tally.files >= least && tally.bytes > 0, "{folder}");
    }
}
