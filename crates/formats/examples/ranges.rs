//! Counts what the real documents say of versions, by who says it, and how much of it is read as ranges; writes every
//! text that is not, with how often it occurs. For `conformance/ranges.sh`.
//!
//! Usage: `ranges DATA OUT`, where DATA is the folder that holds `jvn`, `nvd`, `cve5` and `osv`. The counts go to
//! standard output. OUT gets a line per unread text: how often, who says it, the text in Rust's escapes.

#![expect(clippy::print_stdout, reason = "an example prints its answer")]

use std::{
    collections::{BTreeMap, HashSet},
    env,
    error::Error,
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use noroshi_formats::{
    Envelope, detect,
    framing::{Limits, Piece, cut},
};
use noroshi_model::{Condition, Record};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let mut argument = |what: &'static str| arguments.next().ok_or(what);
    let data = PathBuf::from(argument("give the folder of real data")?);
    let out = argument("give a file for the unread texts")?;
    let mut counts = Counts::default();
    for folder in ["jvn", "nvd", "cve5", "osv"] {
        for path in files(&data.join(folder))? {
            file(&path, &mut counts)?;
        }
    }
    counts.print();
    counts.write(BufWriter::new(File::create(out)?))?;
    Ok(())
}

/// What was found, by who says it and in which form.
#[derive(Default)]
struct Counts {
    said: BTreeMap<&'static str, Count>,
}

#[derive(Default)]
struct Count {
    texts: u64,
    ranges: u64,
    /// Texts that say nothing: `n/a`.
    nothing: u64,
    distinct: HashSet<String>,
    unread: BTreeMap<String, u64>,
}

impl Counts {
    fn record(&mut self, format: &str, document: &[u8], record: &Record) {
        let adps = if format == "cve-5" {
            adps(document)
        } else {
            Vec::new()
        };
        let mut criteria = HashSet::new();
        for configuration in &record.configurations {
            products(&configuration.condition, &mut criteria);
        }
        for (place, affected) in record.affected.iter().enumerate() {
            let who = match format {
                "nvd-2.0" | "nvd-2.0-single" if criteria.contains(&place) => "NVD 2.0, criteria",
                "nvd-2.0" | "nvd-2.0-single" => "NVD 2.0, `affected`",
                "nvd-1.1" => "NVD 1.1, criteria",
                "cve-5" if criteria.contains(&place) => "CVE, criteria",
                "cve-5" if adps.contains(&affected.by) => "CVE, ADP",
                "cve-5" => "CVE, CNA",
                "osv" | "osv-yaml" => "OSV",
                _ => "JVN",
            };
            let count = self.said.entry(who).or_default();
            for versions in &affected.versions {
                count.texts += 1;
                count.distinct.insert(versions.text.clone());
                if versions.range.is_some() {
                    count.ranges += 1;
                    continue;
                }
                let text = versions.text.trim().to_lowercase();
                if [
                    "",
                    "-",
                    "n/a",
                    "na",
                    "none",
                    "not specified",
                    "unknown",
                    "unspecified",
                ]
                .contains(&text.as_str())
                {
                    count.nothing += 1;
                }
                *count.unread.entry(versions.text.clone()).or_default() += 1;
            }
        }
    }

    fn print(&self) {
        let row = |cells: [&str; 7]| {
            let [who, rest @ ..] = cells;
            print!("{who:<22}");
            rest.iter().for_each(|cell| print!(" {cell:>12}"));
            println!();
        };
        row([
            "who",
            "texts",
            "distinct",
            "ranges",
            "share",
            "say nothing",
            "unread",
        ]);
        for (who, count) in &self.said {
            #[expect(clippy::cast_precision_loss, reason = "a share in percent")]
            let share = 100.0 * count.ranges as f64 / count.texts.max(1) as f64;
            row([
                who,
                &count.texts.to_string(),
                &count.distinct.len().to_string(),
                &count.ranges.to_string(),
                &format!("{share:.2} %"),
                &count.nothing.to_string(),
                &(count.texts - count.ranges - count.nothing).to_string(),
            ]);
        }
    }

    fn write(&self, mut out: impl Write) -> io::Result<()> {
        let said = self.said.iter();
        let unread =
            said.flat_map(|(who, count)| count.unread.iter().map(move |(t, n)| (n, who, t)));
        let mut unread: Vec<_> = unread.collect();
        unread.sort_by(|a, b| b.0.cmp(a.0).then(a.cmp(b)));
        for (times, who, text) in unread {
            writeln!(out, "{times}\t{who}\t{text:?}")?;
        }
        out.flush()
    }
}

/// Who speaks in the containers of ADPs.
fn adps(document: &[u8]) -> Vec<String> {
    let document: serde_json::Value = serde_json::from_slice(document).unwrap_or_default();
    let containers = &document["containers"];
    let name = |c: &serde_json::Value| {
        c["providerMetadata"]["shortName"]
            .as_str()
            .map(str::to_owned)
    };
    let cna = name(&containers["cna"]);
    let adps = containers["adp"].as_array().into_iter().flatten();
    adps.filter_map(name)
        .filter(|n| Some(n) != cna.as_ref())
        .collect()
}

/// The places of the statements in a condition.
fn products(condition: &Condition, found: &mut HashSet<usize>) {
    match condition {
        Condition::Product(place) => {
            found.insert(*place);
        }
        Condition::All(operands) | Condition::Any(operands) => {
            operands.iter().for_each(|c| products(c, found));
        }
        Condition::Not(operand) => products(operand, found),
        Condition::Unread => {}
    }
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn file(path: &Path, counts: &mut Counts) -> Result<(), Box<dyn Error>> {
    let name = path.to_string_lossy();
    let packed = File::open(path)?;
    if !name.ends_with(".zst") {
        return documents(BufReader::new(packed), counts);
    }
    let mut unpacked = zstd::Decoder::new(packed)?;
    unpacked.window_log_max(27)?;
    let unpacked = BufReader::with_capacity(256 << 10, unpacked);
    if !name.ends_with(".tar.zst") {
        return documents(unpacked, counts);
    }
    for entry in tar::Archive::new(unpacked).entries()? {
        documents(BufReader::new(entry?), counts)?;
    }
    Ok(())
}

/// Reads a file as the import does. What is of no format of ours is passed over.
fn documents(mut stream: impl BufRead, counts: &mut Counts) -> Result<(), Box<dyn Error>> {
    let mut head = Vec::new();
    stream.by_ref().take(64 << 10).read_to_end(&mut head)?;
    let Some(format) = detect(&head) else {
        return Ok(());
    };
    let mut stream = head.as_slice().chain(stream);
    let mut envelope = Envelope::default();
    cut(
        format.frame(),
        &mut stream,
        Limits::default(),
        &mut |piece| {
            match piece {
                Piece::Header(header) => envelope = format.envelope(&header),
                Piece::Document { bytes, .. } => {
                    let reading = format.read(&bytes, &envelope).unwrap_or_default();
                    for record in &reading.records {
                        counts.record(format.name(), &bytes, record);
                    }
                }
                Piece::Refused { .. } | Piece::Trailer(_) | Piece::Broken { .. } => {}
            }
            true
        },
    )?;
    Ok(())
}
