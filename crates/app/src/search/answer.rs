//! The set of vulnerabilities that a question holds for.

use std::sync::Arc;

use noroshi_model::{Identifier, tokens};
use noroshi_store::Reader;
use roaring::RoaringBitmap;

use super::terms::Terms;
use crate::{
    columns::{Columns, Kind, NO_BAND},
    house::UseError,
    query::{Condition, Node},
    summary::{self, Field},
};

/// Fewer records than this are found again as fast as they are remembered.
const WORTH: usize = 200;

/// What a question is answered from.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) reader: &'a dyn Reader,
    pub(super) columns: &'a Columns,
    /// The sets of words already found over this state; `None` where reader and columns stand on two.
    pub(super) terms: Option<&'a Terms>,
}

/// Answers a node.
pub(super) fn of(node: &Node, ground: Ground<'_>) -> Result<Arc<RoaringBitmap>, UseError> {
    let all = &ground.columns.all;
    Ok(match node {
        Node::All(nodes) => {
            let mut found: Option<Arc<RoaringBitmap>> = None;
            // What costs least comes first: where nothing fits it, the rest need not be asked.
            let mut nodes: Vec<&Node> = nodes.iter().collect();
            nodes.sort_by_key(|node| asks_for_text(node));
            for node in nodes {
                if found.as_ref().is_some_and(|found| found.is_empty()) {
                    break;
                }
                let also = of(node, ground)?;
                found = Some(match found {
                    None => also,
                    Some(found) => Arc::new(&*found & &*also),
                });
            }
            found.unwrap_or_else(|| all.clone().into())
        }
        Node::Any(nodes) => {
            let mut found = RoaringBitmap::new();
            for node in nodes {
                found |= &*of(node, ground)?;
            }
            found.into()
        }
        Node::Not(node) => (all - &*of(node, ground)?).into(),
        Node::Is(condition) => is(condition, ground)?,
    })
}

fn asks_for_text(node: &Node) -> bool {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().any(asks_for_text),
        Node::Not(node) => asks_for_text(node),
        Node::Is(condition) => matches!(
            condition,
            Condition::Words(_) | Condition::Named(..) | Condition::IdBegins(_)
        ),
    }
}

/// The vulnerabilities a condition holds for; none that are gone.
fn is(condition: &Condition, ground: Ground<'_>) -> Result<Arc<RoaringBitmap>, UseError> {
    let columns = ground.columns;
    // Neither comparison waits for the other: which way dates fall cannot be foretold.
    let within =
        |dates: &crate::query::Dates, value: i64| (value >= dates.from) & (value < dates.until);
    let found = match condition {
        Condition::Words(words) => return text(words, None, ground),
        Condition::Named(field, words) => return text(words, Some(*field), ground),
        Condition::Id(id) => return identifier(id, ground),
        Condition::IdBegins(begin) => return begins(begin, ground),
        Condition::Source(name) => match columns.source_bit(name) {
            Some(bit) => columns.of_kind(|k| k.sources & bit != 0),
            None => RoaringBitmap::new(),
        },
        Condition::Severity(None) => columns.of_kind(|k| k.band == NO_BAND),
        Condition::Severity(Some((from, to))) => {
            let (from, to) = (summary::band(*from), summary::band(*to));
            columns.of_kind(|k| k.band != NO_BAND && (from..=to).contains(&k.band))
        }
        Condition::Score(range) => {
            let holds = range.holds();
            columns.that(&columns.score, |score| {
                (score >= 0.0) & holds(f64::from(score))
            })
        }
        Condition::Epss(range) => {
            let holds = range.holds();
            columns.that(&columns.epss, |epss| (epss >= 0.0) & holds(f64::from(epss)))
        }
        Condition::Exploited(yes) => columns.of_kind(|k| k.exploited == *yes),
        Condition::Fix(yes) => columns.of_kind(|k| k.fix == *yes),
        Condition::Differs(yes) => columns.of_kind(|k| k.differs == *yes),
        Condition::Status(word) => columns.of_kind(|k| has_status(k, word)),
        Condition::Lang(language) => {
            let bit = language_bit(*language);
            columns.of_kind(|k| k.languages & bit != 0)
        }
        Condition::Public(dates) => columns.that(&columns.made_public, |at| within(dates, at)),
        Condition::Seen(dates) => columns.that(&columns.first_seen, |at| within(dates, at)),
        Condition::Changed(dates) => columns.that(&columns.changed, |at| within(dates, at)),
    };
    Ok(found.into())
}

/// The bit of a language in a vulnerability's row.
pub(super) fn language_bit(language: noroshi_model::Language) -> u8 {
    match language {
        noroshi_model::Language::Ja => 1,
        noroshi_model::Language::En => 2,
    }
}

fn has_status(kind: &Kind, word: &str) -> bool {
    let bit = match word {
        "rejected" => 1,
        "disputed" => 2,
        _ => 4,
    };
    kind.status & bit != 0
}

/// The vulnerabilities whose identifier begins so.
fn begins(begin: &str, ground: Ground<'_>) -> Result<Arc<RoaringBitmap>, UseError> {
    // No token begins with a space, so no words have this name.
    ground.kept(&format!(" {begin}"), || {
        let mut found = Vec::new();
        ground
            .reader
            .vulnerabilities_beginning(begin, &mut |id| found.push(id))?;
        Ok((ground.columns.set_of(found), true))
    })
}

/// The vulnerabilities an identifier names, or that what it names is about.
fn identifier(id: &Identifier, ground: Ground<'_>) -> Result<Arc<RoaringBitmap>, UseError> {
    if let Some(row) = ground.reader.vulnerability(id.as_str())? {
        let found: RoaringBitmap = [row.id].into();
        return Ok((found & &ground.columns.all).into());
    }
    let mut found = Vec::new();
    for claim in ground.reader.claiming(id.as_str())? {
        if claim.relation != summary::relation(noroshi_model::Relation::Related) {
            ground.columns.add_of_record(claim.record, &mut found);
        }
    }
    if found.is_empty() {
        // An identifier of nobody's may still stand in a text.
        return text(id.as_str(), None, ground);
    }
    Ok((ground.columns.set_of(found) & &ground.columns.all).into())
}

/// Words that follow each other. A single Japanese character, or a word with a star, stands for every
/// token that begins so.
fn text(
    words: &str,
    field: Option<Field>,
    ground: Ground<'_>,
) -> Result<Arc<RoaringBitmap>, UseError> {
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
        return Ok(Arc::default());
    }
    phrase(&wanted, ground)
}

/// The vulnerabilities any of whose records holds these tokens one after the other.
fn phrase(wanted: &[String], ground: Ground<'_>) -> Result<Arc<RoaringBitmap>, UseError> {
    if wanted.len() > 1 {
        // Tokens that never meet in one vulnerability never follow each other, and the set of a single
        // one is often known already.
        let mut met: Option<RoaringBitmap> = None;
        for token in wanted {
            let with = phrase(std::slice::from_ref(token), ground)?;
            let now = match met {
                None => (*with).clone(),
                Some(met) => met & &*with,
            };
            if now.is_empty() {
                return Ok(Arc::default());
            }
            met = Some(now);
        }
    }
    ground.kept(&wanted.join(" "), || {
        let (mut found, mut records) = (Vec::new(), 0);
        ground.reader.text(wanted, &mut |record| {
            records += 1;
            ground.columns.add_of_record(record, &mut found);
        })?;
        Ok((
            ground.columns.set_of(found),
            records >= WORTH || wanted.len() > 1,
        ))
    })
}

impl Ground<'_> {
    /// A set that was found before over this state, else found now, and kept where that was work.
    fn kept(
        self,
        name: &str,
        find: impl FnOnce() -> Result<(RoaringBitmap, bool), UseError>,
    ) -> Result<Arc<RoaringBitmap>, UseError> {
        let version = self.columns.version();
        if let Some(known) = self.terms.and_then(|terms| terms.get(name, version)) {
            return Ok(known);
        }
        let (found, worth) = find()?;
        let found = Arc::new(found & &self.columns.all);
        if let Some(terms) = self.terms.filter(|_| worth) {
            terms.put(name, version, &found);
        }
        Ok(found)
    }
}
