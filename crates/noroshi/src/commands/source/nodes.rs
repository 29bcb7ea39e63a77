//! The nodes on a store, below the list of the sources.

use noroshi_app::values::{Hold, Node, SourcesPage};
use noroshi_model::Language;
use noroshi_words::{number, say, say_with};

use crate::render::{self, Cell, Column, Style, Table, Tone};

/// The nodes, and what is done by one of them for all; no tables where there is only one node.
pub(super) fn tables(page: &SourcesPage, style: &Style) -> Vec<Table> {
    let language = style.language;
    let mut tables = Vec::new();
    if !page.nodes.is_empty() {
        tables.push(nodes(&page.nodes, language));
    }
    if !page.holds.is_empty() {
        tables.push(holds(&page.holds, language));
    }
    tables
}

fn nodes(nodes: &[Node], language: Language) -> Table {
    let heading = |key: &str| say(language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-node")),
        Column::new(heading("column-state")),
        Column::new(heading("column-heard")),
        Column::new(heading("column-release")),
        Column::new(heading("column-runs-since")),
        Column::new(heading("column-behind")).right(),
        Column::new(heading("column-matches-behind")).right(),
        Column::new(heading("column-asks")).gives_way(16),
    ]);
    for node in nodes {
        let (state, tone) = match node.is_silent {
            true => ("node-silent", Tone::Medium),
            false => ("node-there", Tone::Plain),
        };
        table.row(vec![
            Cell::toned(&node.name, Tone::Strong),
            Cell::toned(say(language, state), tone),
            Cell::new(render::minute(Some(node.heard), language)),
            Cell::new(&node.release),
            Cell::new(render::minute(Some(node.started), language)),
            Cell::new(number(node.behind)),
            Cell::new(number(node.matches_behind)),
            Cell::new(match node.asks.is_empty() {
                true => "-".to_owned(),
                false => node.asks.join(", "),
            }),
        ]);
    }
    table
}

fn holds(holds: &[Hold], language: Language) -> Table {
    let heading = |key: &str| say(language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-work")),
        Column::new(heading("column-holder")),
        Column::new(heading("column-left")).right(),
    ]);
    for hold in holds {
        let left = [("count", (hold.left_ms / 1000).into())];
        table.row(vec![
            Cell::toned(hold.source.as_ref().unwrap_or(&hold.work), Tone::Strong),
            Cell::new(&hold.holder),
            Cell::new(say_with(language, "seconds", &left)),
        ]);
    }
    table
}
