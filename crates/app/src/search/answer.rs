//! The set of vulnerabilities that a question holds for.

use noroshi_model::{Identifier, tokens};
use noroshi_store::Reader;
use roaring::RoaringBitmap;

use crate::{
    columns::{Column, Columns, NO_BAND},
    house::UseError,
    query::{Condition, Node},
    summary::{self, Field},
};

/// Answers a node.
pub(super) fn of(
    node: &Node,
    reader: &dyn Reader,
    columns: &Columns,
) -> Result<RoaringBitmap, UseError> {
    Ok(match node {
        Node::All(nodes) => {
            let mut found = columns.all.clone();
            for node in nodes {
                if found.is_empty() {
                    break;
                }
                found &= of(node, reader, columns)?;
            }
            found
        }
        Node::Any(nodes) => {
            let mut found = RoaringBitmap::new();
            for node in nodes {
                found |= of(node, reader, columns)?;
            }
            found
        }
        Node::Not(node) => &columns.all - of(node, reader, columns)?,
        Node::Is(condition) => is(condition, reader, columns)? & &columns.all,
    })
}

fn is(
    condition: &Condition,
    reader: &dyn Reader,
    columns: &Columns,
) -> Result<RoaringBitmap, UseError> {
    let within =
        |value: i64, dates: &crate::query::Dates| value >= dates.from && value < dates.until;
    Ok(match condition {
        Condition::Words(words) => text(words, None, reader, columns)?,
        Condition::Named(field, words) => text(words, Some(*field), reader, columns)?,
        Condition::Id(id) => identifier(id, reader, columns)?,
        Condition::IdBegins(begin) => {
            let mut found = RoaringBitmap::new();
            for name in reader.names_beginning(begin, 100_000)? {
                found.extend(reader.vulnerability(&name)?.map(|v| v.id));
            }
            found
        }
        Condition::Source(name) => match columns.source_bit(name) {
            Some(bit) => columns.filter(|c| c.sources & bit != 0),
            None => RoaringBitmap::new(),
        },
        Condition::Severity(None) => columns.filter(|c| c.band == NO_BAND),
        Condition::Severity(Some((from, to))) => {
            let (from, to) = (summary::band(*from), summary::band(*to));
            columns.filter(|c| c.band != NO_BAND && (from..=to).contains(&c.band))
        }
        Condition::Score(range) => {
            columns.filter(|c| c.score >= 0.0 && range.holds(f64::from(c.score)))
        }
        Condition::Epss(range) => {
            columns.filter(|c| c.epss >= 0.0 && range.holds(f64::from(c.epss)))
        }
        Condition::Exploited(yes) => columns.filter(|c| c.exploited == *yes),
        Condition::Fix(yes) => columns.filter(|c| c.fix == *yes),
        Condition::Differs(yes) => columns.filter(|c| c.differs == *yes),
        Condition::Status(word) => columns.filter(|c| has_status(c, word)),
        Condition::Lang(language) => {
            let bit = language_bit(*language);
            columns.filter(|c| c.languages & bit != 0)
        }
        Condition::Public(dates) => columns.filter(|c| within(c.made_public, dates)),
        Condition::Seen(dates) => columns.filter(|c| within(c.first_seen, dates)),
        Condition::Changed(dates) => columns.filter(|c| within(c.changed, dates)),
    })
}

/// The bit of a language in a vulnerability's row.
pub(super) fn language_bit(language: noroshi_model::Language) -> u8 {
    match language {
        noroshi_model::Language::Ja => 1,
        noroshi_model::Language::En => 2,
    }
}

fn has_status(column: &Column, word: &str) -> bool {
    let bit = match word {
        "rejected" => 1,
        "disputed" => 2,
        _ => 4,
    };
    column.status & bit != 0
}

/// The vulnerabilities an identifier names, or that what it names is about.
fn identifier(
    id: &Identifier,
    reader: &dyn Reader,
    columns: &Columns,
) -> Result<RoaringBitmap, UseError> {
    if let Some(row) = reader.vulnerability(id.as_str())? {
        return Ok([row.id].into());
    }
    let mut found = Vec::new();
    for claim in reader.claiming(id.as_str())? {
        if claim.relation != summary::relation(noroshi_model::Relation::Related) {
            columns.add_of_record(claim.record, &mut found);
        }
    }
    if found.is_empty() {
        // An identifier of nobody's may still stand in a text.
        return text(id.as_str(), None, reader, columns);
    }
    Ok(found.into_iter().collect())
}

/// Words that follow each other. A single Japanese character, or a word with a star, stands for every
/// token that begins so.
fn text(
    words: &str,
    field: Option<Field>,
    reader: &dyn Reader,
    columns: &Columns,
) -> Result<RoaringBitmap, UseError> {
    let question = tokens::question(words);
    let starred = words.ends_with('*');
    let last = question.len().saturating_sub(1);
    let wanted: Vec<String> = question
        .iter()
        .enumerate()
        .map(|(i, token)| {
            let mut text = String::new();
            text.extend(field.map(Field::mark));
            text.push_str(token.as_str());
            if i == last && (starred || matches!(token, tokens::Token::Single(_))) {
                text.push('*');
            }
            text
        })
        .collect();
    if wanted.is_empty() {
        return Ok(RoaringBitmap::new());
    }
    let mut found = Vec::new();
    reader.text(&wanted, &mut |record| {
        columns.add_of_record(record, &mut found)
    })?;
    found.sort_unstable();
    found.dedup();
    Ok(RoaringBitmap::from_sorted_iter(found).unwrap_or_default())
}
