//! `noroshi cpe match A B`

use noroshi_cpe::{Attribute, Dash, Error, Name, Note, Reading, Relation, Strictness};
use noroshi_model::Language;
use noroshi_words::{Value, say, say_with};
use serde::Serialize;

use super::cases;
use crate::{
    cli::{CpeVerb, DashMeaning, Globals},
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    render::{Cell, Column, Style, Table, Tone},
    talk::Talk,
};

pub(super) fn run(verb: &CpeVerb, globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let CpeVerb::Match {
        source,
        target,
        strict,
        dash,
    } = verb;
    let rules = Rules {
        strictness: match strict {
            true => Strictness::Strict,
            false => Strictness::Tolerant,
        },
        dash: match dash.unwrap_or_default() {
            DashMeaning::Standard => Dash::NotApplicable,
            DashMeaning::Nvd => Dash::Unspecified,
        },
    };
    let language = talk.language();
    match target {
        Some(target) => pair(source, target, rules, globals, talk),
        None if source == "-" => cases::answer(
            language,
            |line| case(line, rules, language),
            |error| Answer::Refusal { name: None, error },
        ),
        None => Err(Failure::Usage {
            key: "usage-missing",
            values: vec![("argument", "<B>".to_owned())],
            hint: Some(say(language, "hint-help")),
        }),
    }
}

/// How names are read and related.
#[derive(Clone, Copy)]
struct Rules {
    strictness: Strictness,
    dash: Dash,
}

/// One pair, with all that can be said of it.
fn pair(
    source: &str,
    target: &str,
    rules: Rules,
    globals: &Globals,
    talk: &Talk,
) -> Result<Exit, Failure> {
    let outputs = Outputs::choose(globals, Format::LIST)?;
    let read = |text: &str| {
        Name::read(text, rules.strictness).map_err(|error| Failure::CpeName {
            name: text.chars().take(200).collect(),
            cause: why(talk.language(), &error),
        })
    };
    let (a, b) = (read(source)?, read(target)?);
    outputs.write(talk, |format, style| {
        Ok(render(&a, &b, rules.dash, format, style))
    })?;
    for (text, reading) in [(source, &a), (target, &b)] {
        if reading.notes.is_empty() {
            continue;
        }
        let what: Vec<_> = reading
            .notes
            .iter()
            .map(|note| tolerated(talk.language(), note))
            .collect();
        let what = what.join(", ");
        let values = [("name", text.into()), ("what", what.as_str().into())];
        talk.say("names-tolerated", &values);
    }
    Ok(Exit::Done)
}

/// A line of standard input.
fn case(line: &str, rules: Rules, language: Language) -> (Answer, Exit) {
    let names = line.split_once('\t').filter(|(_, b)| !b.contains('\t'));
    let Some((source, target)) = names else {
        let error = say(language, "case-no-pair");
        return (Answer::Refusal { name: None, error }, Exit::Invalid);
    };
    let read = |text: &str| {
        Name::read(text, rules.strictness).map_err(|error| Answer::Refusal {
            name: Some(text.chars().take(1_000).collect()),
            error: why(language, &error),
        })
    };
    match read(source).and_then(|a| Ok((a, read(target)?))) {
        Ok((a, b)) => (
            Answer::Related(Related::new(&a, &b, rules.dash)),
            Exit::Done,
        ),
        Err(refusal) => (refusal, Exit::Invalid),
    }
}

/// A line of JSON.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Related(Related),
    Refusal {
        /// The one that could not be read.
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        error: String,
    },
}

/// How two names relate.
#[derive(Serialize)]
struct Related {
    relation: &'static str,
    matches: bool,
    #[serde(skip_serializing_if = "Tolerated::is_empty")]
    tolerated: Tolerated,
}

/// What was tolerated in each name, in the short names of the notes.
#[derive(Serialize)]
struct Tolerated {
    a: Vec<&'static str>,
    b: Vec<&'static str>,
}

/// The same with all values.
#[derive(Serialize)]
struct Detailed {
    a: String,
    b: String,
    #[serde(flatten)]
    related: Related,
    attributes: Vec<Row>,
}

/// The values of one attribute as they stand in a formatted string.
#[derive(Serialize)]
struct Row {
    attribute: &'static str,
    a: String,
    b: String,
    relation: &'static str,
}

impl Related {
    fn new(a: &Reading, b: &Reading, dash: Dash) -> Self {
        let relation = a.name.compare_with(&b.name, dash);
        let names = |reading: &Reading| reading.notes.iter().map(Note::name).collect();
        Self {
            relation: relation.word(),
            matches: relation.matches(),
            tolerated: Tolerated {
                a: names(a),
                b: names(b),
            },
        }
    }
}

impl Tolerated {
    fn is_empty(&self) -> bool {
        self.a.is_empty() && self.b.is_empty()
    }
}

fn render(a: &Reading, b: &Reading, dash: Dash, format: Format, style: &Style) -> Vec<u8> {
    let detailed = Detailed {
        a: a.name.to_formatted_string(),
        b: b.name.to_formatted_string(),
        related: Related::new(a, b, dash),
        attributes: Attribute::ALL
            .into_iter()
            .map(|attribute| Row {
                attribute: attribute.name(),
                a: a.name.get(attribute).formatted().to_owned(),
                b: b.name.get(attribute).formatted().to_owned(),
                relation: a
                    .name
                    .compare_attribute_with(&b.name, attribute, dash)
                    .word(),
            })
            .collect(),
    };
    match format {
        Format::Json => super::json(&detailed),
        Format::Jsonl => super::jsonl(&[detailed]),
        format => table(&detailed, style).written(format, style),
    }
}

/// A line per attribute, then the whole name, then the answer.
fn table(detailed: &Detailed, style: &Style) -> Table {
    let language = style.language;
    let mut table = Table::new(vec![
        Column::new(say(language, "column-attribute")),
        Column::new("A").gives_way(12),
        Column::new("B").gives_way(12),
        Column::new(say(language, "column-relation")),
    ]);
    let relation = |word: &str| {
        let tone = match word == Relation::Equal.word() {
            true => Tone::Plain,
            false => Tone::Strong,
        };
        Cell::toned(say(language, &format!("relation-{word}")), tone)
    };
    for row in &detailed.attributes {
        table.row(vec![
            Cell::new(row.attribute),
            Cell::new(&row.a),
            Cell::new(&row.b),
            relation(row.relation),
        ]);
    }
    table.row(vec![
        Cell::new(say(language, "names-whole")),
        Cell::new(""),
        Cell::new(""),
        relation(detailed.related.relation),
    ]);
    let answer = match detailed.related.matches {
        true => "names-match",
        false => "names-differ",
    };
    table.row(vec![
        Cell::toned(say(language, answer), Tone::Strong),
        Cell::new(""),
        Cell::new(""),
        Cell::new(""),
    ]);
    table
}

/// What was tolerated, in the reader's language.
fn tolerated(language: Language, note: &Note) -> String {
    let text;
    let values: Vec<(&str, Value<'_>)> = match note {
        Note::Truncated { found } => vec![("found", (*found).into())],
        Note::Empty { attribute }
        | Note::Quote { attribute }
        | Note::Hyphen { attribute }
        | Note::Percent { attribute }
        | Note::Star { attribute }
        | Note::OnlyWildcards { attribute }
        | Note::BareWildcard { attribute } => vec![("attribute", attribute.name().into())],
        Note::Unquoted {
            attribute,
            character,
        }
        | Note::Character {
            attribute,
            character,
        } => {
            text = format!("{character:?}");
            vec![
                ("attribute", attribute.name().into()),
                ("character", text.as_str().into()),
            ]
        }
        Note::Space | Note::UpperCase | Note::TrailingColons | Note::Language | Note::Packing => {
            Vec::new()
        }
    };
    say_with(language, &format!("tolerated-{}", note.name()), &values)
}

/// Why a text is no name, in the reader's language.
fn why(language: Language, error: &Error) -> String {
    let text;
    let values: Vec<(&str, Value<'_>)> = match error {
        Error::Binding => Vec::new(),
        Error::TooLong { found, limit } => {
            vec![("found", (*found).into()), ("limit", (*limit).into())]
        }
        Error::TooFew { found } | Error::Packing { found } => vec![("found", (*found).into())],
        Error::TooMany { limit } => vec![("limit", (*limit).into())],
        Error::Part { found } | Error::Language { found } | Error::NoAttribute { found } => {
            vec![("found", found.as_str().into())]
        }
        Error::Empty { attribute }
        | Error::Quote { attribute }
        | Error::Wildcard { attribute }
        | Error::Hyphen { attribute }
        | Error::Twice { attribute } => vec![("attribute", attribute.name().into())],
        Error::Unquoted {
            attribute,
            character,
        }
        | Error::Character {
            attribute,
            character,
        } => {
            text = format!("{character:?}");
            vec![
                ("attribute", attribute.name().into()),
                ("character", text.as_str().into()),
            ]
        }
        Error::Percent { attribute, form } => vec![
            ("attribute", attribute.name().into()),
            ("form", form.as_str().into()),
        ],
        Error::Wfn { at } => vec![("at", (*at).into())],
    };
    say_with(language, &format!("name-{}", error.name()), &values)
}
