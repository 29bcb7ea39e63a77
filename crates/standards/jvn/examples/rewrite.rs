//! Reads a document of JVN and writes it again: `rewrite IN OUT`.
//!
//! Ends with 0 where the written document is equal to the original as a tree, 3 where it is not,
//! 2 where the original could not be read.

use std::{env, fs, process::ExitCode};

use noroshi_jvn::{Document, read};

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return ExitCode::from(64);
    };
    let Ok(bytes) = fs::read(from) else {
        return ExitCode::from(66);
    };
    let Ok(document) = Document::read(&bytes) else {
        return ExitCode::from(2);
    };
    let written = document.write();
    if fs::write(to, &written).is_err() {
        return ExitCode::from(74);
    }
    if read(&bytes) == read(written.as_bytes()) {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(3)
    }
}
