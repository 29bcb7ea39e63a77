//! `noroshi doctor`: looks over this installation and says what to do.

use noroshi_app::doctor::{Finding, Weight};
use noroshi_words::{Value, say, say_with};
use serde::Serialize;

use crate::{
    cli::Globals,
    config::Config,
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    render::{self, Cell, Column, Style, Table, Tone},
    talk::Talk,
};

pub(super) fn run(globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let outputs = Outputs::choose(globals, Format::LIST)?;
    let config = Config::read(globals)?;
    let house = super::open(globals, &config, talk)?;
    let mut found = vec![settings(&config)];
    found.extend(address(&config));
    let settings = config.sources(globals.offline)?;
    found.extend(
        house
            .examine(&settings)
            .map_err(Failure::of("error-doctor"))?,
    );
    outputs.write(talk, |format, style| {
        let lines: Vec<Line> = found.iter().map(|f| Line::of(f, style)).collect();
        Ok(match format {
            Format::Json => super::json(&lines),
            Format::Jsonl => super::jsonl(&lines),
            format => table(&found, &lines, style).written(format, style),
        })
    })?;
    let worst = found.iter().map(|f| f.weight).max();
    Ok(match worst {
        Some(Weight::Bad) => Exit::Setup,
        _ => Exit::Done,
    })
}

/// A finding in words.
#[derive(Debug, Serialize)]
struct Line {
    about: &'static str,
    state: &'static str,
    what: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    hint: String,
}

impl Line {
    fn of(finding: &Finding, style: &Style) -> Self {
        let language = style.language;
        let values: Vec<(&str, String)> = finding
            .values
            .iter()
            .map(|(name, value)| match *name {
                "reason" => (*name, render::reason(value, language)),
                "rows" | "count" | "left" => (*name, counted(value)),
                _ => (*name, value.clone()),
            })
            .collect();
        let values: Vec<(&str, Value<'_>)> = values
            .iter()
            .map(|(n, v)| (*n, v.as_str().into()))
            .collect();
        let hint = match finding.weight {
            Weight::Well => String::new(),
            _ => say_with(language, &format!("{}-hint", finding.key), &values),
        };
        Self {
            about: finding.key.trim_start_matches("doctor-"),
            state: finding.weight.word(),
            what: say_with(language, finding.key, &values),
            hint,
        }
    }
}

fn counted(value: &str) -> String {
    value
        .parse()
        .map_or(value.to_owned(), |n: u64| noroshi_words::number(n))
}

fn table(found: &[Finding], lines: &[Line], style: &Style) -> Table {
    let heading = |key: &str| say(style.language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-state")),
        Column::new(heading("column-what")),
        Column::new(heading("column-to-do")),
    ]);
    for (finding, line) in found.iter().zip(lines) {
        let tone = match finding.weight {
            Weight::Well => Tone::Plain,
            Weight::Look => Tone::Medium,
            Weight::Bad => Tone::Critical,
        };
        table.row(vec![
            Cell::toned(say(style.language, &format!("weight-{}", line.state)), tone),
            Cell::new(&line.what),
            Cell::new(&line.hint),
        ]);
    }
    table
}

fn settings(config: &Config) -> Finding {
    let (key, values) = match &config.file {
        Some(file) => (
            "doctor-settings",
            vec![("file", file.display().to_string())],
        ),
        None => ("doctor-no-settings", Vec::new()),
    };
    Finding {
        key,
        weight: Weight::Well,
        values,
    }
}

/// Whether others may reach the pages, though nobody is asked who they are.
fn address(config: &Config) -> Option<Finding> {
    let listen = config.serve.listen.as_str();
    let host = listen.rsplit_once(':').map_or(listen, |(host, _)| host);
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    let is_loopback = address.map_or(host == "localhost", |address| address.is_loopback());
    (!is_loopback).then(|| Finding {
        key: "doctor-reachable",
        weight: Weight::Look,
        values: vec![("address", listen.to_owned())],
    })
}
