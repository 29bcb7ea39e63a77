//! Imports files, folders and archives into a folder and prints what became of each:
//!
//! ```text
//! cargo run --release -p noroshi-app --example import -- FOLDER PATH...
//! ```

#![expect(clippy::print_stdout, reason = "an example shows what it did")]

use std::{env, error::Error, path::Path, process::ExitCode, time::Instant};

use noroshi_app::{FileReport, House, ImportOptions};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let Some((folder, paths)) = arguments.split_first() else {
        println!("usage: import FOLDER PATH...");
        return Ok(ExitCode::FAILURE);
    };
    let house = House::open(Path::new(folder))?;
    let options = ImportOptions {
        paths: paths.iter().map(Into::into).collect(),
        ..ImportOptions::default()
    };
    let began = Instant::now();
    let report = house.import(&options, &|_| ())?;
    for file in &report.files {
        println!("{} ({}, {})", file.address, file.source, file.format);
        show(file);
    }
    println!("together, in {:.1?}", began.elapsed());
    show(&report.total());
    Ok(if report.is_invalid() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn show(file: &FileReport) {
    println!(
        "    {} entries = {} records + {} noted + {} refused",
        file.entries, file.records, file.noted, file.refused
    );
    println!(
        "    {} new, {} changed, {} known, {} no longer listed",
        file.new, file.changed, file.known, file.closed
    );
    for complaint in &file.complaints {
        println!("    {complaint}");
    }
    for (words, reason) in &file.reasons {
        let first = reason.places.first().map_or("", String::as_str);
        println!("    {} times: {words} (first: {first})", reason.count);
    }
}
