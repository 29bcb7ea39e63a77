//! What is said of a folder of dumps.

use noroshi_api::v1::instant;
use noroshi_app::bundle::{Applied, DumpFile, Index, Inspected};
use noroshi_words::{number, say};
use serde::Serialize;

use crate::{
    failure::Failure,
    output::{Format, Outputs},
    render::{Cell, Column, Style, Table},
    talk::Talk,
};

/// Says which files there are; with what was found in them where they were inspected.
pub(super) fn files(
    files: &[DumpFile],
    seen: Option<&(Index, Vec<Inspected>)>,
    outputs: &Outputs,
    talk: &Talk,
) -> Result<(), Failure> {
    outputs.write(talk, |format, style| {
        Ok(match format {
            Format::Json => super::super::json(&Dump::of(files, seen)),
            _ => table(files, seen, style).into_bytes(),
        })
    })
}

/// Says what came of applying a folder: a line for each file that was not here yet.
pub(super) fn applied(all: &[Applied], outputs: &Outputs, talk: &Talk) -> Result<(), Failure> {
    outputs.write(talk, |format, style| {
        Ok(match format {
            Format::Json => super::super::json(&Came {
                applied: all.iter().map(CameFile::of).collect(),
            }),
            _ => came(all, style).into_bytes(),
        })
    })
}

fn table(files: &[DumpFile], seen: Option<&(Index, Vec<Inspected>)>, style: &Style) -> String {
    let name = |key: &str| say(style.language, key);
    let mut columns = vec![
        Column::new(name("bundle-file")),
        Column::new(name("column-source")),
        Column::new(name("bundle-rows")).right(),
        Column::new(name("bundle-size")).right(),
        Column::new(name("column-last-success")),
    ];
    if seen.is_some() {
        columns.push(Column::new(name("bundle-signed")));
    }
    let mut table = Table::new(columns);
    for (at, file) in files.iter().enumerate() {
        let mut row = vec![
            Cell::new(&file.file),
            Cell::new(&file.source),
            Cell::new(number(file.rows)),
            Cell::new(number(file.size)),
            Cell::new(file.last_success.map(instant).unwrap_or_default()),
        ];
        if let Some((_, seen)) = seen {
            let signed = seen.get(at).and_then(|seen| seen.signed_by.clone());
            row.push(Cell::new(signed.unwrap_or_else(|| name("bundle-unsigned"))));
        }
        table.row(row);
    }
    table.text(style)
}

fn came(all: &[Applied], style: &Style) -> String {
    let name = |key: &str| say(style.language, key);
    let mut table = Table::new(vec![
        Column::new(name("column-source")),
        Column::new(name("bundle-rows")).right(),
        Column::new(name("bundle-new")).right(),
        Column::new(name("bundle-known")).right(),
        Column::new(name("bundle-before")).right(),
    ]);
    for applied in all {
        table.row(vec![
            Cell::new(applied.manifest.only.as_deref().unwrap_or_default()),
            Cell::new(number(applied.manifest.rows)),
            Cell::new(number(applied.new)),
            Cell::new(number(applied.known)),
            Cell::new(number(applied.before)),
        ]);
    }
    table.text(style)
}

#[derive(Serialize)]
struct Dump<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    ledger: Option<&'a str>,
    files: Vec<File<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sources: Option<Vec<Source<'a>>>,
}

#[derive(Serialize)]
struct File<'a> {
    file: &'a str,
    source: &'a str,
    base: bool,
    after: u64,
    upto: u64,
    rows: u64,
    size: u64,
    sha256: &'a str,
    made: String,
    last_success: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<&'a str>,
}

#[derive(Serialize)]
struct Source<'a> {
    source: &'a str,
    upto: u64,
    rows: u64,
    last_success: Option<String>,
}

impl<'a> Dump<'a> {
    fn of(files: &'a [DumpFile], seen: Option<&'a (Index, Vec<Inspected>)>) -> Self {
        let signed_by = |at: usize| seen.and_then(|seen| seen.1.get(at)?.signed_by.as_deref());
        let files = files.iter().enumerate().map(|(at, file)| File {
            file: &file.file,
            source: &file.source,
            base: file.base,
            after: file.after.sequence,
            upto: file.upto.sequence,
            rows: file.rows,
            size: file.size,
            sha256: &file.sha256,
            made: instant(file.made),
            last_success: file.last_success.map(instant),
            signed_by: signed_by(at),
        });
        let sources = seen.map(|(index, _)| {
            let states = index.sources.iter();
            let states = states.map(|state| Source {
                source: &state.source,
                upto: state.upto.sequence,
                rows: state.rows,
                last_success: state.last_success.map(instant),
            });
            states.collect()
        });
        Self {
            ledger: seen.map(|(index, _)| &*index.origin),
            files: files.collect(),
            sources,
        }
    }
}

#[derive(Serialize)]
struct Came<'a> {
    applied: Vec<CameFile<'a>>,
}

#[derive(Serialize)]
struct CameFile<'a> {
    source: Option<&'a str>,
    after: u64,
    upto: u64,
    rows: u64,
    before: u64,
    new: u64,
    known: u64,
}

impl<'a> CameFile<'a> {
    fn of(applied: &'a Applied) -> Self {
        let manifest = &applied.manifest;
        Self {
            source: manifest.only.as_deref(),
            after: manifest.after.sequence,
            upto: manifest.upto.sequence,
            rows: manifest.rows,
            before: applied.before,
            new: applied.new,
            known: applied.known,
        }
    }
}
