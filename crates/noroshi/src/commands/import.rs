//! `noroshi import FILE|DIR|- ...`

use noroshi_app::{FileReport, ImportOptions, ImportReport};
use noroshi_model::Language;
use noroshi_words::{Value, number, say, say_with};
use serde::Serialize;

use crate::{
    cli::{Globals, Import},
    config::Config,
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    progress::Bars,
    render::{Cell, Column, Style, Table, Tone},
    talk::Talk,
};

pub(super) fn run(args: &Import, globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let outputs = Outputs::choose(globals, Format::LIST)?;
    let config = Config::read(globals)?;
    let house = super::open(globals, &config, talk)?;
    let options = ImportOptions {
        format: args.format_name.clone(),
        source: args.source.clone(),
        paths: args.paths.clone(),
    };
    let bars = Bars::new(talk);
    let imported = house.import(&options, &|progress| bars.show("import", progress));
    drop(bars);
    let report = imported.map_err(Failure::of("error-import"))?;
    let total = report.total();
    outputs.write(talk, |format, style| {
        Ok(render(&report, &total, format, style))
    })?;
    talk_about(&report.files, &total, talk);
    Ok(exit_of(&report, &total))
}

/// How an import ends: nothing to read is 3, something refused or broken off is 6.
pub(super) fn exit_of(report: &ImportReport, total: &FileReport) -> Exit {
    if report.is_invalid() {
        Exit::Invalid
    } else if total.entries == 0 {
        Exit::Nothing
    } else {
        Exit::Done
    }
}

fn render(report: &ImportReport, total: &FileReport, format: Format, style: &Style) -> Vec<u8> {
    let table = || table(&report.files, total, style);
    let wire = || report.files.iter().map(WireFile::from).collect::<Vec<_>>();
    match format {
        Format::Json => super::json(&WireReport {
            version: 1,
            sequence: report.sequence,
            total: WireFile::from(total),
            files: wire(),
        }),
        Format::Jsonl => super::jsonl(&wire()),
        format => table().written(format, style),
    }
}

/// A line per file, the files of an archive or folder that hold one document each in one; the total
/// last.
pub(super) fn table(files: &[FileReport], total: &FileReport, style: &Style) -> Table {
    let heading = |key: &str| say(style.language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-file")).gives_way(24),
        Column::new(heading("column-source")),
        Column::new(heading("column-format")),
        Column::new(heading("column-files")).right(),
        Column::new(heading("column-entries")).right(),
        Column::new(heading("column-records")).right(),
        Column::new(heading("column-noted")).right(),
        Column::new(heading("column-refused")).right(),
        Column::new(heading("column-import-new")).right(),
        Column::new(heading("column-import-changed")).right(),
        Column::new(heading("column-import-known")).right(),
    ]);
    let mut row = |name: Cell, file: &FileReport| {
        let refused = if file.refused > file.passed_over {
            Tone::Critical
        } else {
            Tone::Plain
        };
        table.row(vec![
            name,
            Cell::new(&file.source),
            Cell::new(&file.format),
            Cell::new(number(file.files)),
            Cell::new(number(file.entries)),
            Cell::new(number(file.records)),
            Cell::new(number(file.noted)),
            Cell::toned(number(file.refused), refused),
            Cell::new(number(file.new)),
            Cell::new(number(file.changed)),
            Cell::new(number(file.known)),
        ]);
    };
    for file in files {
        row(Cell::new(&file.address), file);
    }
    let name = say(style.language, "import-total");
    row(Cell::toned(name, Tone::Strong), total);
    table
}

/// The sum, and every reason with its first places.
pub(super) fn talk_about(files: &[FileReport], total: &FileReport, talk: &Talk) {
    let language = talk.language();
    let numbers: &[(&str, Value<'_>)] = &[
        ("entries", total.entries.into()),
        ("records", total.records.into()),
        ("noted", total.noted.into()),
        ("refused", total.refused.into()),
    ];
    talk.say("import-added-up", numbers);
    for file in files {
        for what in &file.complaints {
            let values = [
                ("file", file.address.as_str().into()),
                ("what", what.as_str().into()),
            ];
            talk.warning(&say_with(language, "import-complaint", &values));
        }
    }
    for line in reasons(total, language) {
        talk.status(&line);
    }
    if total.closed > 0 {
        talk.say("import-closed", &[("count", total.closed.into())]);
    }
    if total.entries == 0 {
        talk.say("import-nothing", &[]);
    } else if total.new + total.changed == 0 {
        talk.say("import-unchanged", &[]);
    }
}

fn reasons(total: &FileReport, language: Language) -> Vec<String> {
    let line = |(words, complaint): (&String, &noroshi_app::import::Complaint)| {
        let key = if complaint.refusal {
            "import-reason-refused"
        } else {
            "import-reason-noted"
        };
        let mut places = complaint.places.join(", ");
        if complaint.count > complaint.places.len() as u64 {
            places.push_str(", …");
        }
        let values = [
            ("count", complaint.count.into()),
            ("reason", words.as_str().into()),
            ("places", places.as_str().into()),
        ];
        say_with(language, key, &values)
    };
    total.reasons.iter().map(line).collect()
}

/// What an import did, for programs.
#[derive(Serialize)]
struct WireReport<'a> {
    version: u8,
    sequence: u64,
    total: WireFile<'a>,
    files: Vec<WireFile<'a>>,
}

/// One file of it.
#[derive(Serialize)]
pub(super) struct WireFile<'a> {
    address: &'a str,
    source: &'a str,
    format: &'a str,
    files: u64,
    entries: u64,
    records: u64,
    noted: u64,
    refused: u64,
    passed_over: u64,
    notes: u64,
    new: u64,
    changed: u64,
    known: u64,
    closed: u64,
    complaints: &'a [String],
    reasons: Vec<WireReason<'a>>,
}

/// Why entries were refused or noted.
#[derive(Serialize)]
struct WireReason<'a> {
    reason: &'a str,
    refusal: bool,
    count: u64,
    places: &'a [String],
}

impl<'a> From<&'a FileReport> for WireFile<'a> {
    fn from(file: &'a FileReport) -> Self {
        Self {
            address: &file.address,
            source: &file.source,
            format: &file.format,
            files: file.files,
            entries: file.entries,
            records: file.records,
            noted: file.noted,
            refused: file.refused,
            passed_over: file.passed_over,
            notes: file.notes,
            new: file.new,
            changed: file.changed,
            known: file.known,
            closed: file.closed,
            complaints: &file.complaints,
            reasons: file
                .reasons
                .iter()
                .map(|(reason, complaint)| WireReason {
                    reason,
                    refusal: complaint.refusal,
                    count: complaint.count,
                    places: &complaint.places,
                })
                .collect(),
        }
    }
}
