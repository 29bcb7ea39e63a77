//! A million components against ranges made from the real ones: how long, and in how much memory.
//!
//! `million build INDEX RANGES` reads NVD's entries from `../shared/data`, repeats them under other products' names until
//! there are so many ranges, and writes the index. `million match INDEX COMPONENTS` makes so many components of its names,
//! a thousand to a list, and asks for each. One core; what is printed is one line of figures.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "it measures, and fails where it cannot"
)]

#[path = "../../formats/tests/common/mod.rs"]
mod common;

use std::{collections::HashSet, env, fs, time::Instant};

use noroshi_cpe::{Attribute, Entry, Name};
use noroshi_matching::{
    Fleet, Installed, Stated,
    index::{Builder, Index, Origin, Search, Segment},
};
use noroshi_model::Record;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [_, "build", file, ranges] => build(file, ranges.parse().unwrap()),
        [_, "match", file, components] => find(file, components.parse().unwrap()),
        _ => println!("million build INDEX RANGES | match INDEX COMPONENTS"),
    }
}

/// The real entries, each number once.
fn records() -> Vec<Record> {
    let mut records = Vec::new();
    let mut known = HashSet::new();
    for folder in ["nvd/feed-2.0-2024-05", "nvd/feed-2.0-2026", "nvd/feed-1.1"] {
        for file in common::files(&common::data(folder).unwrap()) {
            let readings = common::read(&file, 1).1.readings;
            let new = readings.into_iter().flat_map(|r| r.records);
            records.extend(new.filter(|record| known.insert(record.id.clone())));
        }
    }
    records
}

fn build(file: &str, wanted: usize) {
    let began = Instant::now();
    let records = records();
    let read = began.elapsed();
    let began = Instant::now();
    let mut builder = Builder::default();
    let (mut ranges, mut key, mut copy) = (0, 0, 0);
    'all: loop {
        for record in &records {
            if ranges >= wanted {
                break 'all;
            }
            let stated = renamed(record, copy);
            ranges += stated
                .affected
                .iter()
                .map(|a| a.versions.len())
                .sum::<usize>();
            builder.add(key, [(record.id.as_str(), &stated)]);
            key += 1;
        }
        copy += 1;
    }
    let bytes = builder.finish(&Origin::default()).unwrap();
    let built = began.elapsed();
    let size = bytes.len();
    fs::write(file, bytes).unwrap();
    println!(
        "records {key} ranges {ranges} copies {} reading {:.1} s index {:.1} s size {} MB peak {} MB",
        copy + 1,
        read.as_secs_f64(),
        built.as_secs_f64(),
        size >> 20,
        peak()
    );
}

/// The same statements about another product: the first copy is as it was.
fn renamed(record: &Record, copy: usize) -> Stated {
    let mut stated = Stated::from(record);
    if copy > 0 {
        for statement in &mut stated.affected {
            for cpe in &mut statement.cpes {
                if let Ok((name, _)) = Name::parse_tolerant(cpe)
                    && let Some(product) = name.get(Attribute::Product).plain()
                    && let Ok(other) = name.with(
                        Attribute::Product,
                        Entry::Plain(&format!("{product}_{copy}")),
                    )
                {
                    *cpe = other.to_formatted_string();
                }
            }
            statement.product = statement.product.as_ref().map(|p| format!("{p} {copy}"));
        }
    }
    stated
}

fn find(file: &str, wanted: usize) {
    let began = Instant::now();
    let index = Index::new(vec![Segment::open(fs::read(file).unwrap()).unwrap()]);
    let opened = began.elapsed();
    let pool = pool(&index);
    let began = Instant::now();
    let (mut hits, mut findings, mut hit_components, mut seed) = (0, 0, 0, 1u64);
    let mut names = std::time::Duration::ZERO;
    let mut done = 0;
    while done < wanted {
        let reading = Instant::now();
        let list: Vec<Installed> = (0..1_000.min(wanted - done))
            .map(|_| component(&pool, &mut seed))
            .collect();
        names += reading.elapsed();
        let fleet = Fleet::new(list);
        let mut search = Search::new(&index, &fleet);
        for at in 0..fleet.len() {
            let found = search.hits(at).unwrap();
            hit_components += usize::from(!found.is_empty());
            hits += found.len();
            findings += found.iter().map(|hit| hit.findings.len()).sum::<usize>();
        }
        done += fleet.len();
    }
    let took = began.elapsed();
    println!(
        "components {done} products {} ranges {} open {:.3} s match {:.1} s of which reading names {:.1} s hit {hit_components} matches {hits} findings {findings} peak {} MB",
        pool.len(),
        index.ranges(),
        opened.as_secs_f64(),
        took.as_secs_f64(),
        names.as_secs_f64(),
        peak()
    );
}

/// At most 90,000 names of the index, spread over all of it.
fn pool(index: &Index<Vec<u8>>) -> Vec<String> {
    let mut names = Vec::new();
    index.each_name(&mut |name| {
        if name.starts_with("cpe:") && !name.contains('*') {
            names.push(name.replacen("cpe:", "cpe:2.3:", 1));
        }
    });
    let step = names.len().div_ceil(90_000).max(1);
    names.into_iter().step_by(step).collect()
}

/// A component: few products are everywhere and most are rare, and versions are like those people have.
fn component(pool: &[String], seed: &mut u64) -> Installed {
    let mut random = || {
        // Knuth's MMIX constants: the same components on every machine.
        *seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (*seed >> 33) as f64 / f64::from(1u32 << 31)
    };
    // Zipf's law by its inverse: the rank of a product is the number of products to a random power.
    let rank = (pool.len() as f64).powf(random()) as usize;
    let name = &pool[(rank * 7_919) % pool.len()];
    let version = format!(
        "{}.{}.{}",
        (random() * 12.0) as u32,
        (random() * 20.0) as u32,
        (random() * 15.0) as u32
    );
    let has_version = random() > 0.03;
    let version = if has_version { version.as_str() } else { "*" };
    Installed {
        cpes: vec![
            Name::parse_tolerant(&format!("{name}:{version}:*:*:*:*:*:*:*"))
                .unwrap()
                .0,
        ],
        ..Installed::default()
    }
}

/// The most memory this process has held, in MB; 0 where the system does not say.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    number.unwrap_or(0) >> 10
}
