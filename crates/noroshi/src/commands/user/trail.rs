//! `noroshi user trail`: what was done here, by whom

use noroshi_api::v1::instant;
use noroshi_app::identity::trail::Entry;
use noroshi_words::say;
use serde::Serialize;

use crate::{
    cli::Globals,
    commands::{json, jsonl, open},
    config::Config,
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    render::{self, Cell, Column, Style, Table},
    talk::Talk,
};

pub(super) fn run(
    limit: Option<u16>,
    start: usize,
    globals: &Globals,
    talk: &Talk,
) -> Result<Exit, Failure> {
    let outputs = Outputs::choose(globals, Format::LIST)?;
    let config = Config::read(globals)?;
    let house = open(globals, &config, talk)?;
    let limit = usize::from(limit.unwrap_or(config.display.limit));
    let entries = house
        .trail(start, limit)
        .map_err(Failure::of("error-trail"))?;
    outputs.write(talk, |format, style| Ok(render(&entries, format, style)))?;
    if entries.is_empty() {
        talk.say("trail-none", &[]);
        return Ok(Exit::Nothing);
    }
    Ok(Exit::Done)
}

#[derive(Serialize)]
struct Wire<'a> {
    sequence: u64,
    when: String,
    by: &'a str,
    from: Option<String>,
    deed: &'static str,
    to: &'a str,
    said: &'a str,
}

impl<'a> From<&'a Entry> for Wire<'a> {
    fn from(entry: &'a Entry) -> Self {
        Self {
            sequence: entry.sequence,
            when: instant(entry.when),
            by: &entry.by,
            from: entry.from.map(|from| from.to_string()),
            deed: entry.deed.word(),
            to: &entry.to,
            said: &entry.said,
        }
    }
}

fn render(entries: &[Entry], format: Format, style: &Style) -> Vec<u8> {
    let wire: Vec<Wire<'_>> = entries.iter().map(Wire::from).collect();
    match format {
        Format::Json => json(&wire),
        Format::Jsonl => jsonl(&wire),
        format => table(entries, style).written(format, style),
    }
}

fn table(entries: &[Entry], style: &Style) -> Table {
    let language = style.language;
    let heading = |key: &str| say(language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-when")),
        Column::new(heading("column-who")),
        Column::new(heading("column-from")),
        Column::new(heading("column-deed")),
        Column::new(heading("column-to")),
        Column::new(heading("column-note")).gives_way(12),
    ]);
    for entry in entries {
        let from = entry.from.map(|from| from.to_string()).unwrap_or_default();
        table.row(vec![
            Cell::new(render::minute(Some(entry.when), language)),
            Cell::new(&entry.by),
            Cell::new(from),
            Cell::new(heading(&format!("deed-{}", entry.deed.word()))),
            Cell::new(&entry.to),
            Cell::new(&entry.said),
        ]);
    }
    table
}
