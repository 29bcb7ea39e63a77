//! `noroshi history ID`

use noroshi_api::v1;
use noroshi_app::values::{HistoryEntry, HistoryPage};
use noroshi_model::Change;
use noroshi_words::{item, say};

use crate::{
    cli::{Globals, History},
    config::Config,
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    render::{self, Cell, Column, Style, Table, Tone},
    talk::Talk,
};

pub(super) fn run(args: &History, globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let outputs = Outputs::choose(globals, Format::LIST)?;
    let since = args
        .since
        .as_deref()
        .map(|text| super::since(text, talk.language()))
        .transpose()?;
    let config = Config::read(globals)?;
    let house = super::open(globals, &config, talk)?;
    let page = house
        .history(&args.id, args.material)
        .map_err(Failure::of("error-history"))?;
    let mut page = page.ok_or_else(|| Failure::UnknownId {
        id: args.id.clone(),
        nearest: Vec::new(),
    })?;
    if let Some(since) = since {
        page.entries.retain(|e| e.provenance.seen >= since);
    }
    outputs.write(talk, |format, style| Ok(render(&page, format, style)))?;
    let values = [
        ("shown", page.entries.len().into()),
        ("all", page.all.into()),
    ];
    talk.say("history-shown", &values);
    Ok(Exit::Done)
}

fn render(page: &HistoryPage, format: Format, style: &Style) -> Vec<u8> {
    match format {
        Format::Json => super::json(&v1::HistoryPage::from(page)),
        Format::Jsonl => super::jsonl(&v1::HistoryPage::from(page).entries),
        format => table(page, style).written(format, style),
    }
}

/// One line per changed item; a revision without any has one line of its own.
pub(crate) fn table(page: &HistoryPage, style: &Style) -> Table {
    let heading = |key: &str| say(style.language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-seen")),
        Column::new(heading("column-source")),
        Column::new(heading("column-record")),
        Column::new(heading("column-material")),
        Column::new(heading("column-item")),
        Column::new(heading("column-before")).gives_way(12),
        Column::new(heading("column-after")).gives_way(12),
    ]);
    for entry in &page.entries {
        rows(&mut table, entry, page.material_only, style);
    }
    table
}

fn rows(table: &mut Table, entry: &HistoryEntry, material_only: bool, style: &Style) {
    let language = style.language;
    let mut row = |material: bool, what: String, before: &[String], after: &[String]| {
        let (word, tone) = if material {
            (say(language, "change-material"), Tone::Strong)
        } else {
            (String::new(), Tone::Plain)
        };
        table.row(vec![
            Cell::new(render::minute(Some(entry.provenance.seen), language)),
            Cell::new(&entry.source),
            Cell::new(&entry.record),
            Cell::toned(word, tone),
            Cell::new(what),
            Cell::new(before.join("; ")),
            Cell::new(after.join("; ")),
        ]);
    };
    if entry.first {
        row(entry.material, say(language, "change-first"), &[], &[]);
    } else if !entry.current && entry.changes.is_empty() {
        row(false, say(language, "change-late"), &[], &[]);
    } else if entry.changes.is_empty() {
        row(false, say(language, "change-bytes"), &[], &[]);
    }
    let wanted = |c: &&Change| c.material || !material_only;
    for change in entry.changes.iter().filter(wanted) {
        let name = item(language, change.item);
        row(change.material, name, &change.before, &change.after);
    }
}
