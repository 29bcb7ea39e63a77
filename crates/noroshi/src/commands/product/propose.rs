//! `noroshi product confirm --propose FILE|PRODUCT`

use noroshi_app::{
    House,
    values::{Alike, Inventory, Proposal},
};
use noroshi_words::say;
use serde::Serialize;

use crate::{
    commands::{json, jsonl, matching::list},
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    render::{Cell, Column, Style, Table, Tone},
    talk::Talk,
};

pub(super) fn run(
    house: &House,
    name: &str,
    outputs: &Outputs,
    talk: &Talk,
) -> Result<Exit, Failure> {
    let failed = || Failure::of("error-product-confirm");
    let inventory = list(house, name).map_err(failed())?;
    let proposals = house.proposals(&inventory).map_err(failed())?;
    outputs.write(talk, |format, style| {
        Ok(render(&proposals, &inventory, format, style))
    })?;
    talk.say("proposal-count", &[("count", proposals.len().into())]);
    Ok(Exit::Done)
}

/// A proposal as it goes out.
#[derive(Debug, Serialize)]
struct Wire<'a> {
    component: usize,
    name: &'a str,
    ours: &'a str,
    theirs: &'a str,
    alike: &'static str,
}

fn render(proposals: &[Proposal], inventory: &Inventory, format: Format, style: &Style) -> Vec<u8> {
    let called = |p: &Proposal| {
        let component = inventory.components.get(p.component);
        component.map_or("", |c| c.name.as_str()).to_owned()
    };
    let names: Vec<String> = proposals.iter().map(called).collect();
    let wire = || {
        let both = proposals.iter().zip(&names);
        let one = both.map(|(p, name)| Wire {
            component: p.component,
            name,
            ours: &p.ours,
            theirs: &p.theirs,
            alike: match p.alike {
                Alike::Maker => "maker",
                Alike::Word => "word",
            },
        });
        one.collect::<Vec<_>>()
    };
    match format {
        Format::Json => json(&wire()),
        Format::Jsonl => jsonl(&wire()),
        format => table(proposals, &names, style).written(format, style),
    }
}

fn table(proposals: &[Proposal], names: &[String], style: &Style) -> Table {
    let heading = |key: &str| say(style.language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-component")).gives_way(12),
        Column::new(heading("column-ours")).gives_way(16),
        Column::new(heading("column-theirs")).gives_way(16),
        Column::new(heading("column-alike")),
    ]);
    for (proposal, name) in proposals.iter().zip(names) {
        let alike = match proposal.alike {
            Alike::Maker => "alike-maker",
            Alike::Word => "alike-word",
        };
        table.row(vec![
            Cell::toned(name, Tone::Strong),
            Cell::new(&proposal.ours),
            Cell::new(&proposal.theirs),
            Cell::new(heading(alike)),
        ]);
    }
    table
}
