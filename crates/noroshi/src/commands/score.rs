//! `noroshi score VECTOR…`

use noroshi_cvss::{Difference, Error, Mending, Vector, Version, differing};
use noroshi_model::{Language, Severity};
use noroshi_words::{Value, say, say_with};
use serde::Serialize;

use super::cases;
use crate::{
    cli::Globals,
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    render::{Cell, Column, Style, Table, Tone},
    talk::Talk,
};

pub(super) fn run(vectors: &[String], globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let language = talk.language();
    if vectors == ["-"] {
        let one = |text: &str| match scores(text) {
            Ok(scores) => (Answer::Scores(scores), Exit::Done),
            Err(error) => (Answer::refusal(text, why(language, &error)), Exit::Invalid),
        };
        return cases::answer(language, one, |why| Answer::refusal("", why));
    }
    let outputs = Outputs::choose(globals, Format::LIST)?;
    let mut read = Vec::with_capacity(vectors.len());
    for text in vectors {
        read.push(scores(text).map_err(|error| Failure::Vector {
            vector: text.chars().take(200).collect(),
            cause: why(language, &error),
        })?);
    }
    let differences = match &read[..] {
        [first, second] => differing(&first.parsed, &second.parsed),
        _ => Some(Vec::new()),
    };
    outputs.write(talk, |format, style| {
        Ok(render(&read, differences.as_deref(), format, style))
    })?;
    for scores in read.iter().filter(|s| !s.mended.is_empty()) {
        let what: Vec<String> = scores
            .mended
            .iter()
            .map(|m| mending(language, *m))
            .collect();
        let what = what.join(", ");
        let values = [
            ("vector", scores.vector.as_str().into()),
            ("what", what.as_str().into()),
        ];
        talk.say("score-mended", &values);
    }
    if differences.is_none() {
        talk.say("score-incomparable", &[]);
    }
    Ok(Exit::Done)
}

/// What is said of one vector.
#[derive(Serialize)]
struct Scores {
    /// As given.
    vector: String,
    version: &'static str,
    base: f32,
    /// v2 and v3. Where no such metric is given, as the standard computes it with all of them undefined.
    #[serde(skip_serializing_if = "Option::is_none")]
    temporal: Option<f32>,
    /// v4: with the threat metrics that are given.
    #[serde(skip_serializing_if = "Option::is_none")]
    threat: Option<f32>,
    /// With every metric that is given.
    environmental: f32,
    /// Of the widest group that is given.
    overall: f32,
    /// Of the overall score.
    severity: &'static str,
    /// v4: which groups the overall score stands on.
    #[serde(skip_serializing_if = "Option::is_none")]
    nomenclature: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "names")]
    mended: Vec<Mending>,
    #[serde(skip)]
    parsed: Vector,
}

/// A line of JSON.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Scores(Scores),
    Refusal { vector: String, error: String },
}

impl Answer {
    fn refusal(vector: &str, error: String) -> Self {
        let vector = vector.chars().take(1_000).collect();
        Self::Refusal { vector, error }
    }
}

fn names<S: serde::Serializer>(mended: &[Mending], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(mended.iter().map(|m| m.name()))
}

fn scores(text: &str) -> Result<Scores, Error> {
    let (parsed, mended) = Vector::parse_lenient(text)?;
    let version = parsed.version();
    let between = parsed.temporal_score();
    let is_v4 = version == Version::V40;
    Ok(Scores {
        vector: text.to_owned(),
        version: version.as_str(),
        base: parsed.base_score(),
        temporal: (!is_v4).then_some(between),
        threat: is_v4.then_some(between),
        environmental: parsed.environmental_score(),
        overall: parsed.score(),
        severity: parsed.severity().word(),
        nomenclature: parsed.nomenclature(),
        mended,
        parsed,
    })
}

fn render(
    read: &[Scores],
    differences: Option<&[Difference]>,
    format: Format,
    style: &Style,
) -> Vec<u8> {
    let table = table(read, style);
    let differences = differences.unwrap_or_default();
    let other = (!differences.is_empty()).then(|| comparison(read, differences, style));
    match format {
        Format::Json => super::json(&read),
        Format::Jsonl => super::jsonl(read),
        Format::Csv => table.csv().into_bytes(),
        Format::Markdown => {
            let other = other.map_or_else(String::new, |t| format!("\n{}", t.markdown()));
            (table.markdown() + &other).into_bytes()
        }
        _ => {
            let other = other.map_or_else(String::new, |t| format!("\n{}", t.text(style)));
            (table.text(style) + &other).into_bytes()
        }
    }
}

fn table(read: &[Scores], style: &Style) -> Table {
    let language = style.language;
    let heading = |key: &str| Column::new(say(language, key));
    let mut table = Table::new(vec![
        heading("column-vector").gives_way(30),
        heading("column-version"),
        heading("column-base").right(),
        heading("column-temporal").right(),
        heading("column-environmental").right(),
        heading("column-overall").right(),
        heading("column-severity"),
    ]);
    let number = |score: f32| format!("{score:.1}");
    for scores in read {
        let band = Severity::from_word(scores.severity);
        let tone = band.map_or(Tone::Faint, Tone::of);
        table.row(vec![
            Cell::new(&scores.vector),
            Cell::new(scores.nomenclature.unwrap_or(scores.version)),
            Cell::new(number(scores.base)),
            Cell::new(number(
                scores.temporal.or(scores.threat).unwrap_or_default(),
            )),
            Cell::new(number(scores.environmental)),
            Cell::toned(number(scores.overall), tone),
            Cell::toned(noroshi_words::severity_or_unknown(language, band), tone),
        ]);
    }
    table
}

/// The metrics in which two vectors differ.
fn comparison(read: &[Scores], differences: &[Difference], style: &Style) -> Table {
    let language = style.language;
    let mut columns = vec![Column::new(say(language, "column-metric")), Column::new("")];
    columns.extend(read.iter().map(|s| Column::new(&s.vector).gives_way(10)));
    let mut table = Table::new(columns);
    let is_v4 = read.iter().any(|s| s.threat.is_some());
    for Difference {
        metric,
        first,
        second,
    } in differences
    {
        table.row(vec![
            Cell::new(noroshi_words::cvss_metric(language, metric, is_v4)),
            Cell::new(metric),
            Cell::new(first.unwrap_or("-")),
            Cell::new(second.unwrap_or("-")),
        ]);
    }
    table
}

fn mending(language: Language, mending: Mending) -> String {
    say(language, &format!("mending-{}", mending.name()))
}

/// Why a text is no vector, in the reader's language.
fn why(language: Language, error: &Error) -> String {
    let what;
    let values: Vec<(&str, Value<'_>)> = match error {
        Error::Empty | Error::TooLong(_) | Error::UnknownVersion(_) => Vec::new(),
        Error::NotAMetric(part) => vec![("part", part.into())],
        Error::UnknownMetric { version, metric } => {
            vec![("version", (*version).into()), ("metric", metric.into())]
        }
        Error::UnknownValue {
            version,
            metric,
            value,
        } => vec![
            ("version", (*version).into()),
            ("metric", (*metric).into()),
            ("value", value.into()),
        ],
        Error::Contradiction { metric } | Error::Missing { metric } => {
            vec![("metric", (*metric).into())]
        }
        Error::NotStandard(mended) => {
            what = mending(language, *mended);
            vec![("what", (&what).into())]
        }
    };
    say_with(language, &format!("vector-{}", error.name()), &values)
}
