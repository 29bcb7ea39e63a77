//! Repeats an archive of CVE records with changed identifiers until it has the number asked for:
//!
//! ```text
//! zstd -dc records.tar.zst | cargo run --release -p noroshi-app --example corpus -- 350000 | zstd > many.tar.zst
//! ```
//!
//! Every identifier in a document moves with its copy, also those that it refers to, so that each
//! copy of the archive is as connected within itself as the original and touches no other.

use std::{
    env,
    error::Error,
    io::{self, BufReader, BufWriter, Read, Write},
    process::ExitCode,
};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let Some(wanted) = env::args().nth(1) else {
        return Ok(ExitCode::FAILURE);
    };
    let wanted: usize = wanted.parse()?;
    let originals = read(BufReader::new(io::stdin().lock()))?;
    if originals.is_empty() {
        return Err("no CVE record on the standard input".into());
    }
    let mut out = tar::Builder::new(BufWriter::with_capacity(1 << 20, io::stdout().lock()));
    let copies = (0_u64..).flat_map(|copy| originals.iter().map(move |original| (copy, original)));
    for (copy, (path, text)) in copies.take(wanted) {
        let text = moved(text, copy);
        let mut header = tar::Header::new_ustar();
        header.set_size(text.len().try_into()?);
        header.set_mode(0o644);
        out.append_data(&mut header, moved(path, copy), text.as_bytes())?;
    }
    out.into_inner()?.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// The path and the text of each record; anything else in the archive is passed over.
fn read(archive: impl Read) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut originals = Vec::new();
    for entry in tar::Archive::new(archive).entries()? {
        let mut entry = entry?;
        let path = entry.path()?.to_string_lossy().into_owned();
        let name = path.rsplit('/').next().unwrap_or_default();
        if name.starts_with("CVE-") && path.ends_with(".json") {
            let mut text = String::new();
            entry.read_to_string(&mut text)?;
            originals.push((path, text));
        }
    }
    Ok(originals)
}

/// The text with every CVE identifier moved to the range of this copy; copy 0 is the original.
fn moved(text: &str, copy: u64) -> String {
    if copy == 0 {
        return text.to_owned();
    }
    let mut parts = text.split("CVE-");
    let mut result = String::with_capacity(text.len() + 64);
    result.push_str(parts.next().unwrap_or_default());
    for part in parts {
        result.push_str("CVE-");
        match serial(part) {
            Some((year, number, rest)) => {
                result.push_str(&format!("{year}-{}{rest}", copy * RANGE + number));
            }
            None => result.push_str(part),
        }
    }
    result
}

/// How far apart the serial numbers of two copies are; real ones are smaller than this.
const RANGE: u64 = 100_000_000;

/// What follows `CVE-`: year, serial number, and the text after them.
fn serial(part: &str) -> Option<(&str, u64, &str)> {
    let (year, rest) = part.split_once('-')?;
    let end = rest
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(rest.len());
    let (digits, rest) = rest.split_at(end);
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse().ok().filter(|number| *number < RANGE)?;
    (is_year && digits.len() >= 4).then_some((year, number, rest))
}
