//! `noroshi product import FILE|DIR|- ...`

use std::path::PathBuf;

use noroshi_app::{
    House, ListOptions,
    values::{EntryCounts, Kept, ListReport, ListsReport},
};
use noroshi_model::Note;
use noroshi_words::{number, say, say_with};
use serde::Serialize;

use super::{outcome, quoted};
use crate::{
    commands::{json, jsonl},
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    render::{Cell, Column, Style, Table, Tone},
    talk::Talk,
};

pub(super) fn run(
    house: &House,
    paths: &[PathBuf],
    options: &ListOptions,
    outputs: &Outputs,
    talk: &Talk,
) -> Result<Exit, Failure> {
    let report = house
        .import_lists(paths, options)
        .map_err(Failure::of("error-product-import"))?;
    outputs.write(talk, |format, style| Ok(render(&report, format, style)))?;
    talk_about(&report, talk);
    Ok(if report.refused() > 0 {
        Exit::Invalid
    } else if report.lists.iter().all(|list| list.outcome.is_err()) {
        Exit::Nothing
    } else {
        Exit::Done
    })
}

fn render(report: &ListsReport, format: Format, style: &Style) -> Vec<u8> {
    let wire = || report.lists.iter().map(WireList::from).collect::<Vec<_>>();
    match format {
        Format::Json => json(&WireLists {
            version: 1,
            new: report.count(Kept::New),
            changed: report.count(Kept::Changed),
            unchanged: report.count(Kept::Unchanged),
            refused: report.refused(),
            passed_over: report.passed_over(),
            lists: wire(),
        }),
        Format::Jsonl => jsonl(&wire()),
        format => table(report, style).written(format, style),
    }
}

/// A line per list; files that are none and were found in folders are only counted.
fn table(report: &ListsReport, style: &Style) -> Table {
    let heading = |key: &str| say(style.language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-file")).gives_way(20),
        Column::new(heading("column-product")).gives_way(16),
        Column::new(heading("column-outcome")),
        Column::new(heading("column-kind")),
        Column::new(heading("column-entries")).right(),
        Column::new(heading("column-components")).right(),
        Column::new(heading("column-noted")).right(),
        Column::new(heading("column-refused")).right(),
    ]);
    for list in report.lists.iter().filter(|list| !list.passed_over) {
        let (name, word, tone) = match &list.outcome {
            Ok((name, kept)) => (name.as_str(), heading(outcome(*kept)), Tone::Plain),
            Err(_) => ("", heading("list-refused"), Tone::Critical),
        };
        let counts = &list.counts;
        table.row(vec![
            Cell::new(&list.file),
            Cell::toned(name, Tone::Strong),
            Cell::toned(word, tone),
            Cell::new(list.kind),
            Cell::new(number(counts.entries as u64)),
            Cell::new(number(counts.components as u64)),
            Cell::new(number(counts.noted as u64)),
            Cell::new(number(counts.refused as u64)),
        ]);
    }
    table
}

/// The sum, what was refused, and what is worth a look.
fn talk_about(report: &ListsReport, talk: &Talk) {
    let language = talk.language();
    let mut sum = EntryCounts::default();
    for list in &report.lists {
        sum.entries += list.counts.entries;
        sum.components += list.counts.components;
        sum.noted += list.counts.noted;
        sum.refused += list.counts.refused;
        if let Err(why) = &list.outcome
            && !list.passed_over
        {
            let values = [
                ("file", list.file.as_str().into()),
                ("what", why.as_str().into()),
            ];
            talk.warning(&say_with(language, "import-complaint", &values));
        }
    }
    let numbers = [
        ("entries", sum.entries.into()),
        ("components", sum.components.into()),
        ("noted", sum.noted.into()),
        ("refused", sum.refused.into()),
    ];
    talk.say("list-added-up", &numbers);
    if report.passed_over() > 0 {
        let count = [("count", report.passed_over().into())];
        talk.say("list-passed-over", &count);
    }
    let odd = |list: &&ListReport| list.notes + list.counts.refused > 0;
    let mut odd = report.lists.iter().filter(odd);
    if let Some((list, (name, _))) = odd.find_map(|list| Some((list, list.outcome.as_ref().ok()?)))
    {
        for (key, notes) in [
            ("list-refusal", &list.first_refusals),
            ("list-note", &list.first_notes),
        ] {
            for Note { place, what } in notes {
                // What is said of a document as a whole has no place.
                let what = match place.is_empty() {
                    true => what.clone(),
                    false => format!("{what} ({place})"),
                };
                talk.say(key, &[("what", what.as_str().into())]);
            }
        }
        let name = quoted(name);
        let values = [("name", name.as_str().into())];
        talk.hint(&say_with(language, "hint-product-show", &values));
    }
    if report.lists.is_empty() {
        talk.say("import-nothing", &[]);
    }
}

/// What an import did, for programs.
#[derive(Serialize)]
struct WireLists<'a> {
    version: u8,
    new: usize,
    changed: usize,
    unchanged: usize,
    refused: usize,
    passed_over: usize,
    lists: Vec<WireList<'a>>,
}

/// One file of it.
#[derive(Serialize)]
struct WireList<'a> {
    file: &'a str,
    product: Option<&'a str>,
    /// `new`, `changed`, `unchanged`, `refused` or `passed-over`.
    outcome: &'a str,
    /// Why it was refused or passed over.
    reason: Option<&'a str>,
    kind: &'a str,
    entries: usize,
    components: usize,
    noted: usize,
    refused: usize,
    notes: usize,
}

impl<'a> From<&'a ListReport> for WireList<'a> {
    fn from(list: &'a ListReport) -> Self {
        let (product, outcome, reason) = match &list.outcome {
            Ok((name, kept)) => (Some(name.as_str()), kept.word(), None),
            Err(why) if list.passed_over => (None, "passed-over", Some(why.as_str())),
            Err(why) => (None, "refused", Some(why.as_str())),
        };
        Self {
            file: &list.file,
            product,
            outcome,
            reason,
            kind: list.kind,
            entries: list.counts.entries,
            components: list.counts.components,
            noted: list.counts.noted,
            refused: list.counts.refused,
            notes: list.notes,
        }
    }
}
