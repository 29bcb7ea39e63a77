//! `noroshi db status`, `check`, `rebuild`, `backup FILE`, `restore FILE`, `move --to PLACE`

mod carry;

use std::collections::BTreeMap;

use noroshi_app::{CheckReport, House, RebuildReport, StatusReport};
use noroshi_words::{number, say, say_with};
use serde::Serialize;

use crate::{
    cli::{DbVerb, Globals},
    config::Config,
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    progress::Bars,
    render::{Cell, Column, Style, Table, table::pairs},
    talk::Talk,
};

const FORMATS: &[Format] = &[Format::Table, Format::Json];

pub(super) fn run(verb: &DbVerb, globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let outputs = Outputs::choose(globals, FORMATS)?;
    let config = Config::read(globals)?;
    let house = super::open(globals, &config, talk)?;
    match verb {
        DbVerb::Status => status(&house, &outputs, talk),
        DbVerb::Check => check(&house, &outputs, talk),
        DbVerb::Rebuild => rebuild(&house, &outputs, talk),
        DbVerb::Restore { file } => {
            let folder = config.store.folder(globals);
            carry::restore(&house, file, &folder, &outputs, talk)
        }
        DbVerb::Move { to } => {
            let place = config.store.other(to, globals);
            let place = place.ok_or_else(|| carry::no_place(to, talk.language()))?;
            carry::move_to(&house, &place, &outputs, talk)
        }
        DbVerb::Backup { file } => {
            let bars = Bars::new(talk);
            house
                .backup_and_tell(file, &carry::tell(&bars))
                .map_err(Failure::of("error-backup"))?;
            drop(bars);
            let name = file.display().to_string();
            talk.say("db-backed-up", &[("file", name.as_str().into())]);
            Ok(Exit::Done)
        }
    }
}

fn status(house: &House, outputs: &Outputs, talk: &Talk) -> Result<Exit, Failure> {
    let report = house.status().map_err(Failure::of("error-status"))?;
    outputs.write(talk, |format, style| {
        Ok(match format {
            Format::Json => super::json(&WireStatus::from(&report)),
            _ => status_text(&report, style).into_bytes(),
        })
    })?;
    if report.projected < report.sequence {
        talk.hint(&say(talk.language(), "hint-rebuild"));
    }
    Ok(Exit::Done)
}

fn status_text(report: &StatusReport, style: &Style) -> String {
    let name = |key: &str| say(style.language, key);
    let mut lines = vec![
        (name("db-path"), report.path.display().to_string()),
        (name("db-size"), megabytes(report.size)),
        (name("db-version"), report.version.to_string()),
        (name("db-sequence"), number(report.sequence)),
        (name("db-projected"), number(report.projected)),
        (name("source-documents"), number(report.documents)),
        (name("column-records"), number(report.records)),
        (name("db-vulnerabilities"), number(report.vulnerabilities)),
        (name("db-products"), number(report.products)),
    ];
    if !report.link.is_empty() {
        lines.push((name("db-link"), report.link.clone()));
    }
    let mut text = pairs(&lines, style);
    if !report.sources.is_empty() {
        let mut table = Table::new(vec![
            Column::new(name("column-source")),
            Column::new(name("source-documents")).right(),
            Column::new(name("source-revisions")).right(),
            Column::new(name("column-records")).right(),
        ]);
        for (source, counts) in &report.sources {
            table.row(vec![
                Cell::new(source),
                Cell::new(number(counts.documents)),
                Cell::new(number(counts.revisions)),
                Cell::new(number(counts.records)),
            ]);
        }
        text.push('\n');
        text.push_str(&table.text(style));
    }
    text
}

fn check(house: &House, outputs: &Outputs, talk: &Talk) -> Result<Exit, Failure> {
    let bars = Bars::new(talk);
    let report = house
        .check(&|done, all| bars.count("check", done, all))
        .map_err(Failure::of("error-check"))?;
    drop(bars);
    outputs.write(talk, |format, style| {
        Ok(match format {
            Format::Json => {
                // A damaged store may not be readable to its end; then there is nothing to compare.
                let projections = house.projection_digests().unwrap_or_default();
                super::json(&WireCheck::new(&report, projections.into_iter().collect()))
            }
            _ => check_text(&report, style).into_bytes(),
        })
    })?;
    if report.is_clean() {
        return Ok(Exit::Done);
    }
    // Ledger and products cannot be made anew from something else here.
    let hint = if report.is_loss {
        "hint-restore"
    } else {
        "hint-rebuild"
    };
    talk.hint(&say(talk.language(), hint));
    Ok(Exit::Invalid)
}

fn check_text(report: &CheckReport, style: &Style) -> String {
    let language = style.language;
    let numbers = [
        ("rows", report.rows.into()),
        ("documents", report.documents.into()),
        ("records", report.records.into()),
        ("lists", report.lists.into()),
    ];
    let mut out = format!("{}\n", say_with(language, "db-checked", &numbers));
    if report.is_clean() {
        out.push_str(&format!("{}\n", say(language, "db-clean")));
        return out;
    }
    if let Some(bad) = &report.first_bad {
        let values = [
            ("sequence", bad.sequence.into()),
            ("what", bad.what.as_str().into()),
            ("digest", bad.digest.as_str().into()),
        ];
        out.push_str(&format!(
            "{}\n",
            say_with(language, "db-first-bad", &values)
        ));
    }
    for fault in &report.faults {
        out.push_str(&format!("  {}\n", crate::render::text::clean(fault)));
    }
    let count = [("count", report.fault_count.into())];
    out.push_str(&format!("{}\n", say_with(language, "db-faults", &count)));
    out
}

fn rebuild(house: &House, outputs: &Outputs, talk: &Talk) -> Result<Exit, Failure> {
    let bars = Bars::new(talk);
    let report = house
        .rebuild(&|done, all| bars.count("rebuild", done, all))
        .map_err(Failure::of("error-rebuild"))?;
    drop(bars);
    outputs.write(talk, |format, style| {
        Ok(match format {
            Format::Json => super::json(&WireRebuild::from(&report)),
            _ => rebuild_text(&report, style).into_bytes(),
        })
    })?;
    if report.faults.is_empty() {
        return Ok(Exit::Done);
    }
    talk.hint(&say(talk.language(), "hint-check"));
    Ok(Exit::Invalid)
}

fn rebuild_text(report: &RebuildReport, style: &Style) -> String {
    let rows = [("rows", report.rows.into())];
    let mut out = format!("{}\n", say_with(style.language, "db-rebuilt", &rows));
    for fault in &report.faults {
        out.push_str(&format!("  {}\n", crate::render::text::clean(fault)));
    }
    out
}

/// Bytes in megabytes, as disks are sold: 1,000,000 bytes.
fn megabytes(bytes: u64) -> String {
    format!(
        "{}.{} MB",
        number(bytes / 1_000_000),
        bytes % 1_000_000 / 100_000
    )
}

#[derive(Serialize)]
struct WireStatus<'a> {
    version: u8,
    store_version: u32,
    path: String,
    bytes: u64,
    sequence: u64,
    projected: u64,
    documents: u64,
    records: u64,
    vulnerabilities: u64,
    products: u64,
    link: &'a str,
    sources: Vec<WireCounts<'a>>,
}

#[derive(Serialize)]
struct WireCounts<'a> {
    name: &'a str,
    documents: u64,
    revisions: u64,
    records: u64,
}

impl<'a> From<&'a StatusReport> for WireStatus<'a> {
    fn from(report: &'a StatusReport) -> Self {
        Self {
            version: 1,
            store_version: report.version,
            path: report.path.display().to_string(),
            bytes: report.size,
            sequence: report.sequence,
            projected: report.projected,
            documents: report.documents,
            records: report.records,
            vulnerabilities: report.vulnerabilities,
            products: report.products,
            link: &report.link,
            sources: report
                .sources
                .iter()
                .map(|(name, counts)| WireCounts {
                    name,
                    documents: counts.documents,
                    revisions: counts.revisions,
                    records: counts.records,
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct WireCheck<'a> {
    version: u8,
    clean: bool,
    rows: u64,
    documents: u64,
    records: u64,
    lists: u64,
    first_bad: Option<WireBadRow<'a>>,
    fault_count: u64,
    faults: &'a [String],
    /// What two stores can be compared by: a digest per projection that no order of arrival changes.
    projections: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct WireBadRow<'a> {
    sequence: u64,
    digest: &'a str,
    what: &'a str,
}

impl<'a> WireCheck<'a> {
    fn new(report: &'a CheckReport, projections: BTreeMap<&'static str, String>) -> Self {
        Self {
            version: 1,
            clean: report.is_clean(),
            rows: report.rows,
            documents: report.documents,
            records: report.records,
            lists: report.lists,
            first_bad: report.first_bad.as_ref().map(|bad| WireBadRow {
                sequence: bad.sequence,
                digest: &bad.digest,
                what: &bad.what,
            }),
            fault_count: report.fault_count,
            faults: &report.faults,
            projections,
        }
    }
}

#[derive(Serialize)]
struct WireRebuild<'a> {
    version: u8,
    rows: u64,
    faults: &'a [String],
}

impl<'a> From<&'a RebuildReport> for WireRebuild<'a> {
    fn from(report: &'a RebuildReport) -> Self {
        Self {
            version: 1,
            rows: report.rows,
            faults: &report.faults,
        }
    }
}
