//! `noroshi product list`, `add`, `import`, `show`, `remove`, `confirm`

mod confirm;
mod import;
mod propose;
mod show;

use noroshi_api::v1;
use noroshi_app::{
    Described, House,
    values::{Kept, ProductsPage},
};
use noroshi_model::Product;
use noroshi_words::{number, say, say_with};

use crate::{
    cli::{AddProduct, Globals, ProductVerb},
    config::Config,
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    render::{self, Cell, Column, Style, Table, Tone},
    talk::Talk,
};

pub(super) fn run(verb: &ProductVerb, globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let outputs = Outputs::choose(globals, Format::LIST)?;
    let config = Config::read(globals)?;
    let house = super::open(globals, &config, talk)?;
    match verb {
        ProductVerb::List { group } => list(&house, group.as_deref(), &outputs, talk),
        ProductVerb::Add(args) => add(&house, args, &outputs, talk),
        ProductVerb::Import { paths, name, group } => {
            let options = noroshi_app::ListOptions {
                name: name.clone(),
                group: group.clone(),
            };
            import::run(&house, paths, &options, &outputs, talk)
        }
        ProductVerb::Show { name, original } => show::run(&house, name, *original, &outputs, talk),
        ProductVerb::Remove { name, undo: false } => remove(&house, name, talk),
        ProductVerb::Remove { name, undo: true } => restore(&house, name, &outputs, talk),
        ProductVerb::Confirm(args) => match &args.propose {
            Some(list) => propose::run(&house, list, &outputs, talk),
            None => confirm::run(&house, args, &outputs, talk),
        },
    }
}

fn list(
    house: &House,
    group: Option<&str>,
    outputs: &Outputs,
    talk: &Talk,
) -> Result<Exit, Failure> {
    let page = house
        .products(group)
        .map_err(Failure::of("error-products"))?;
    outputs.write(talk, |format, style| Ok(render(&page, format, style)))?;
    let values = [
        ("shown", page.products.len().into()),
        ("all", page.total.into()),
    ];
    talk.say("products-shown", &values);
    if page.total == 0 {
        talk.hint(&say(talk.language(), "hint-product-fill"));
    }
    if page.sample {
        talk.say("sample-notice", &[]);
    }
    Ok(Exit::Done)
}

fn add(house: &House, args: &AddProduct, outputs: &Outputs, talk: &Talk) -> Result<Exit, Failure> {
    let described = Described {
        name: args.name.clone(),
        group: args.group.clone(),
        version: args.number.clone(),
        vendor: args.vendor.clone(),
        product: args.product.clone(),
        cpes: args.cpes.clone(),
        purls: args.purls.clone(),
        note: args.note.clone(),
    };
    let kept = house
        .add_product(&described)
        .map_err(Failure::of("error-product-add"))?;
    one(kept, outputs, talk)
}

fn remove(house: &House, name: &str, talk: &Talk) -> Result<Exit, Failure> {
    house
        .remove_product(name)
        .map_err(Failure::of("error-product-remove"))?;
    talk.say("products-removed", &[("name", name.into())]);
    let name = quoted(name);
    let values = [("name", name.as_str().into())];
    talk.hint(&say_with(talk.language(), "hint-product-undo", &values));
    Ok(Exit::Done)
}

fn restore(house: &House, name: &str, outputs: &Outputs, talk: &Talk) -> Result<Exit, Failure> {
    let kept = house
        .restore_product(name)
        .map_err(Failure::of("error-product-remove"))?;
    one(kept, outputs, talk)
}

/// One product, and what became of it.
fn one((product, kept): (Product, Kept), outputs: &Outputs, talk: &Talk) -> Result<Exit, Failure> {
    let outcome = say(talk.language(), outcome(kept));
    let page = ProductsPage {
        products: vec![product],
        ..ProductsPage::default()
    };
    outputs.write(talk, |format, style| {
        let wire = || page.products.iter().map(v1::Product::from).next();
        Ok(match format {
            Format::Json => super::json(&wire()),
            format => render(&page, format, style),
        })
    })?;
    talk.status(&outcome);
    Ok(Exit::Done)
}

fn render(page: &ProductsPage, format: Format, style: &Style) -> Vec<u8> {
    let wire = || v1::Products::new(page, 0, usize::MAX);
    match format {
        Format::Json => super::json(&wire()),
        Format::Jsonl => super::jsonl(&wire().products),
        format => table(&page.products, style).written(format, style),
    }
}

fn table(products: &[Product], style: &Style) -> Table {
    let language = style.language;
    let heading = |key: &str| say(language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-name")).gives_way(16),
        Column::new(heading("column-group")),
        Column::new(heading("column-version")),
        Column::new(heading("column-components")).right(),
        Column::new(heading("column-refused")).right(),
        Column::new(heading("column-kind")),
        Column::new(heading("column-file")).gives_way(12),
        Column::new(heading("column-made")),
        Column::new(heading("column-imported")),
    ]);
    for product in products {
        let list = product.list.as_ref();
        let refused = list.map_or(0, |list| list.refused);
        let tone = match refused {
            0 => Tone::Plain,
            _ => Tone::Critical,
        };
        let made = list.and_then(|list| list.made.as_ref());
        let kind = list.map_or_else(|| say(language, "products-by-hand"), |l| l.kind.clone());
        let since = list.map_or(product.added, |list| list.imported);
        table.row(vec![
            Cell::toned(&product.name, Tone::Strong),
            Cell::new(product.group.as_deref().unwrap_or_default()),
            Cell::new(product.given.version.as_deref().unwrap_or_default()),
            Cell::new(number(product.components())),
            Cell::toned(number(refused), tone),
            Cell::new(kind),
            Cell::new(list.map_or("", |list| list.file.as_str())),
            Cell::new(made.map_or_else(String::new, |m| m.day(noroshi_words::zone(language)))),
            Cell::new(render::minute(Some(since), language)),
        ]);
    }
    table
}

/// The key of what became of something.
fn outcome(kept: Kept) -> &'static str {
    match kept {
        Kept::New => "kept-new",
        Kept::Changed => "kept-changed",
        Kept::Unchanged => "kept-unchanged",
    }
}

/// A name as it can be pasted into a command.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-._/@:+".contains(c);
    match name.chars().all(plain) && !name.starts_with('-') {
        true => name.to_owned(),
        false => format!("'{}'", name.replace('\'', "'\\''")),
    }
}
