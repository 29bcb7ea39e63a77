//! `noroshi search QUERY`

use noroshi_api::{atom, csv, v1};
use noroshi_app::{
    Question,
    values::{Mistake, MistakeKind, Row, SearchPage, Sort},
};
use noroshi_model::{Language, Text};
use noroshi_words::{Value, say, say_with};

use crate::{
    cli::{Globals, Search},
    config::Config,
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    render::{self, Cell, Column, Style, Table, Tone},
    talk::Talk,
};

const FORMATS: &[Format] = &[
    Format::Table,
    Format::Json,
    Format::Jsonl,
    Format::Csv,
    Format::Markdown,
    Format::Atom,
];

pub(super) fn run(args: &Search, globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let outputs = Outputs::choose(globals, FORMATS)?;
    let fields = fields(&globals.fields)?;
    let config = Config::read(globals)?;
    let question = Question {
        query: args.query.join(" "),
        sort: args.sort.map_or_else(Sort::default, |o| o.0),
        start: args.start,
        limit: usize::from(args.limit.unwrap_or(config.display.limit)),
        with_facets: false,
    };
    let house = super::open(globals, &config, talk)?;
    let page = house
        .search(&question)
        .map_err(Failure::of("error-search"))?;

    for mistake in &page.mistakes {
        talk.warning(&words_of(mistake, talk.language()));
    }
    let base = format!("http://{}", config.serve.listen);
    outputs.write(talk, |format, style| {
        Ok(match format {
            // A feed is for readers who come back: it names the pages of the server configured here.
            Format::Atom => atom::feed(&page, &base, style.language, None).into_bytes(),
            _ => render(&page, &fields, format, style),
        })
    })?;
    foot(&page, talk);
    Ok(Exit::Done)
}

/// The chosen fields; none means the usual columns.
pub(super) fn fields(names: &[String]) -> Result<Vec<&'static str>, Failure> {
    let known = v1::Row::FIELDS;
    names
        .iter()
        .map(|name| {
            known
                .iter()
                .copied()
                .find(|k| k == name)
                .ok_or_else(|| Failure::Field {
                    name: name.clone(),
                    known: known.to_vec(),
                })
        })
        .collect()
}

fn render(page: &SearchPage, fields: &[&'static str], format: Format, style: &Style) -> Vec<u8> {
    let wire = || v1::SearchPage::from(page);
    match format {
        Format::Csv => {
            let all = v1::Row::FIELDS;
            let chosen = if fields.is_empty() { &all[..] } else { fields };
            csv::table(&wire().rows, chosen, style.language).into_bytes()
        }
        Format::Json if fields.is_empty() => super::json(&wire()),
        Format::Json => {
            let rows: Vec<_> = wire()
                .rows
                .iter()
                .map(|r| picked(r, fields, style))
                .collect();
            super::json(&rows)
        }
        Format::Jsonl => {
            let mut out = Vec::new();
            for row in wire().rows {
                let line = if fields.is_empty() {
                    serde_json::to_vec(&row)
                } else {
                    serde_json::to_vec(&picked(&row, fields, style))
                };
                out.extend(line.unwrap_or_default());
                out.push(b'\n');
            }
            out
        }
        format => table(&page.rows, fields, style).written(format, style),
    }
}

/// The chosen members of a row, in the order asked for.
struct Picked(Vec<(String, serde_json::Value)>);

impl serde::Serialize for Picked {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

fn picked(row: &v1::Row, fields: &[&str], style: &Style) -> Picked {
    // Through text, where a score of 9.8 is written so; as a value it would become 9.800000190734863.
    let whole = serde_json::to_string(row).unwrap_or_default();
    let whole: serde_json::Value = serde_json::from_str(&whole).unwrap_or_default();
    let member = |name: &&str| {
        // The title for the reader is made for tables; the whole has all titles.
        let value = whole.get(*name).cloned();
        let value = value.unwrap_or_else(|| row.title(style.language).into());
        ((*name).to_owned(), value)
    };
    Picked(fields.iter().map(member).collect())
}

/// The rows as a table: the usual columns, or the chosen fields.
pub(super) fn table(rows: &[Row], fields: &[&'static str], style: &Style) -> Table {
    let language = style.language;
    if !fields.is_empty() {
        let columns = fields.iter().map(|name| {
            let column = Column::new(name.to_uppercase());
            match *name {
                "score" | "epss" => column.right(),
                "title" | "products" => column.gives_way(12),
                _ => column,
            }
        });
        let mut table = Table::new(columns.collect());
        for row in rows {
            let row = v1::Row::from(row);
            let cell = |name: &&str| Cell::new(row.field(name, language).unwrap_or_default());
            table.row(fields.iter().map(cell).collect());
        }
        return table;
    }
    let mut table = Table::new(vec![
        Column::new(say(language, "column-id")),
        Column::new(say(language, "column-severity")),
        Column::new(say(language, "column-product")).gives_way(6),
        Column::new(say(language, "column-changed")),
        Column::new(say(language, "column-marks")),
        Column::new(say(language, "column-title")).gives_way(14),
    ]);
    for row in rows {
        let (mut severity, tone) = render::severity(row.score, row.severity, language);
        if row.differs {
            severity.push_str(" ≠");
        }
        let title = Text::choose(&row.titles, language);
        let title = match title {
            Some(title) => Cell::new(&title.value),
            None => Cell::toned(say(language, "no-title"), Tone::Faint),
        };
        table.row(vec![
            Cell::toned(&row.id, Tone::Strong),
            Cell::toned(severity, tone),
            Cell::new(&row.products),
            Cell::new(render::day(row.last_changed, language)),
            Cell::new(marks(row, language)),
            title,
        ]);
    }
    table
}

/// What stands out about a row, in words.
fn marks(row: &Row, language: Language) -> String {
    let marks = [
        (row.rejected, "status-rejected"),
        (row.exploited, "exploited"),
        (row.fix, "fix"),
    ];
    let words = marks
        .iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, key)| say(language, key));
    words.collect::<Vec<_>>().join(" ")
}

/// How much was shown, and what to try where nothing was.
fn foot(page: &SearchPage, talk: &Talk) {
    let numbers: &[(&str, Value<'_>)] = &[
        ("shown", page.rows.len().into()),
        ("total", page.total.into()),
        ("known", page.known.into()),
    ];
    if page.total > 0 {
        talk.say("search-shown", numbers);
        if page.start + page.rows.len() < page.total {
            talk.hint(&say(talk.language(), "hint-more"));
        }
        return;
    }
    if page.known == 0 {
        talk.say("search-empty-store", &[]);
        talk.hint(&say(talk.language(), "hint-fill"));
        return;
    }
    let understood = page.understood.as_str();
    talk.say("search-nothing", &[("query", understood.into())]);
    for part in &page.parts {
        let values = [
            ("query", part.query.as_str().into()),
            ("count", part.count.into()),
        ];
        talk.say("search-part", &values);
    }
    if !page.nearest.is_empty() {
        let ids = page.nearest.join(" ");
        talk.say("search-nearest", &[("ids", ids.as_str().into())]);
    }
    talk.hint(&say(talk.language(), "hint-query"));
}

fn words_of(mistake: &Mistake, language: Language) -> String {
    let key = match (mistake.kind, &mistake.nearest) {
        (MistakeKind::Field, None) => "mistake-field",
        (MistakeKind::Field, Some(_)) => "mistake-field-nearest",
        (MistakeKind::Value, None) => "mistake-value",
        (MistakeKind::Value, Some(_)) => "mistake-value-nearest",
        (MistakeKind::Unbalanced, _) => "mistake-unbalanced",
    };
    let nearest = mistake.nearest.as_deref().unwrap_or_default();
    let values = [
        ("word", mistake.word.as_str().into()),
        ("nearest", nearest.into()),
    ];
    say_with(language, key, &values)
}
