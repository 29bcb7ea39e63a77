//! `noroshi product show NAME`

use noroshi_api::v1;
use noroshi_app::{
    House,
    products::version_of,
    values::{Component, ProductPage},
};
use noroshi_model::Note;
use noroshi_words::{number, say, say_with, zone};

use crate::{
    commands::{json, jsonl},
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs, to_stdout},
    render::{self, Cell, Column, Style, Table, Tone, table::pairs, text::clean},
    talk::Talk,
};

pub(super) fn run(
    house: &House,
    name: &str,
    original: bool,
    outputs: &Outputs,
    talk: &Talk,
) -> Result<Exit, Failure> {
    if original {
        return write_original(house, name);
    }
    let page = house
        .product(name)
        .map_err(Failure::of("error-product-show"))?;
    outputs.write(talk, |format, style| Ok(render(&page, format, style)))?;
    if page.sample {
        talk.say("sample-notice", &[]);
    }
    let Some(why) = &page.unreadable else {
        return Ok(Exit::Done);
    };
    let file = page.product.list.as_ref().map_or("", |l| l.file.as_str());
    let values = [("file", file.into()), ("what", why.as_str().into())];
    talk.warning(&say_with(talk.language(), "import-complaint", &values));
    Ok(Exit::Invalid)
}

/// The list as it came.
fn write_original(house: &House, name: &str) -> Result<Exit, Failure> {
    let found = house
        .product_original(name)
        .map_err(Failure::of("error-product-show"))?;
    let bytes = found.ok_or_else(|| Failure::NoList {
        name: name.to_owned(),
    })?;
    to_stdout(&bytes)?;
    Ok(Exit::Done)
}

fn render(page: &ProductPage, format: Format, style: &Style) -> Vec<u8> {
    let wire = || v1::ProductDocument::new(page, 0, usize::MAX);
    match format {
        Format::Json => json(&wire()),
        Format::Jsonl => jsonl(&wire().components),
        Format::Table => text(page, style).into_bytes(),
        format => table(&page.inventory.components, style).written(format, style),
    }
}

/// What is known of the product, its components, what was odd in its list, and how it came about.
fn text(page: &ProductPage, style: &Style) -> String {
    let language = style.language;
    let mut out = pairs(&lines(page, style), style);
    if !page.inventory.components.is_empty() {
        out.push('\n');
        out.push_str(&table(&page.inventory.components, style).text(style));
    }
    for (key, notes) in [
        ("products-refusals", &page.inventory.refusals),
        ("products-notes", &page.inventory.notes),
    ] {
        if !notes.is_empty() {
            out.push_str(&format!("\n{}\n", style.paint.strong(&say(language, key))));
        }
        for Note { place, what } in notes {
            let place = match place.is_empty() {
                true => String::new(),
                false => format!("{}: ", clean(place)),
            };
            out.push_str(&format!("  {place}{}\n", clean(what)));
        }
    }
    if page.states.len() > 1 {
        out.push('\n');
        out.push_str(&states(page, style).text(style));
    }
    out
}

fn lines(page: &ProductPage, style: &Style) -> Vec<(String, String)> {
    let language = style.language;
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut line = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            lines.push((say(language, key), value));
        }
    };
    let product = &page.product;
    let given = &product.given;
    line("column-name", Some(product.name.clone()));
    line("column-group", product.group.clone());
    line("column-version", given.version.clone());
    line("column-vendor", given.vendor.clone());
    line("column-product", given.product.clone());
    for name in given.cpes.iter().chain(&given.purls) {
        line("column-names", Some(name.clone()));
    }
    line("products-note", product.note.clone());
    line(
        "products-added",
        Some(render::minute(Some(product.added), language)),
    );
    if let Some(list) = &product.list {
        let version = page.inventory.version.as_deref().unwrap_or_default();
        let kind = format!("{} {version}", list.kind);
        line("column-kind", Some(kind.trim_end().to_owned()));
        line("column-file", Some(list.file.clone()));
        line("products-digest", Some(format!("sha256:{}", list.digest)));
        line(
            "column-made",
            list.made.as_ref().map(|made| made.day(zone(language))),
        );
        line(
            "column-imported",
            Some(render::minute(Some(list.imported), language)),
        );
    }
    let counts = page.inventory.counts;
    let numbers = [
        ("entries", counts.entries.into()),
        ("components", counts.components.into()),
        ("noted", counts.noted.into()),
        ("refused", counts.refused.into()),
    ];
    line(
        "column-components",
        Some(say_with(language, "list-added-up", &numbers)),
    );
    let components = page.inventory.components.iter();
    let without = components.filter(|c| version_of(c).is_none()).count();
    line("products-without-version", Some(number(without as u64)));
    lines
}

/// The components with the names by which the world may know them.
fn table(components: &[Component], style: &Style) -> Table {
    let heading = |key: &str| say(style.language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-component")).gives_way(16),
        Column::new(heading("column-version")).gives_way(8),
        Column::new(heading("column-names")).gives_way(16),
        Column::new(heading("column-vendor")).gives_way(8),
        Column::new(heading("column-place")).gives_way(8),
    ]);
    for component in components {
        let name = match &component.group {
            Some(group) => format!("{group}/{}", component.name),
            None => component.name.clone(),
        };
        let purls = component.purls.iter().chain(&component.made_purl);
        let names: Vec<String> = purls
            .map(ToString::to_string)
            .chain(component.cpes.iter().cloned())
            .collect();
        let vendors: Vec<&str> = component.vendors.iter().map(|v| v.name.as_str()).collect();
        table.row(vec![
            Cell::toned(name, Tone::Strong),
            Cell::new(version_of(component).unwrap_or_default()),
            Cell::new(names.join(" ")),
            Cell::new(vendors.join(", ")),
            Cell::new(&component.place),
        ]);
    }
    table
}

/// Every state the product was in.
fn states(page: &ProductPage, style: &Style) -> Table {
    let language = style.language;
    let heading = |key: &str| say(language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-since")),
        Column::new(heading("column-until")),
        Column::new(heading("column-version")),
        Column::new(heading("column-components")).right(),
        Column::new(heading("column-file")).gives_way(16),
        Column::new(heading("products-digest")).gives_way(16),
    ]);
    for state in &page.states {
        let list = state.product.list.as_ref();
        table.row(vec![
            Cell::new(render::minute(Some(state.began), language)),
            Cell::new(render::minute(state.ended, language)),
            Cell::new(state.product.given.version.as_deref().unwrap_or_default()),
            Cell::new(number(state.product.components())),
            Cell::new(list.map_or("", |list| list.file.as_str())),
            Cell::new(list.map_or_else(String::new, |list| format!("sha256:{}", list.digest))),
        ]);
    }
    table
}
