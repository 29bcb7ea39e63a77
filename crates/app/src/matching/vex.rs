//! Statements about this very product (VEX), beside what records say of versions.

use std::collections::HashMap;

use noroshi_inventory::{About, Inventory, Meaning, Statement, Status};
use noroshi_matching::{Basis, Finding, Key, Missing, Strength};
use noroshi_model::AffectedStatus;

use super::{
    is_open,
    join::{Found, Join, settle},
};
use crate::{house::UseError, values::Judged};

/// Brings in the statements of the list itself and of documents beside it.
pub(super) fn apply(
    join: &mut Join<'_>,
    rows: &mut Vec<Found>,
    list: &Inventory,
    beside: &[Inventory],
) -> Result<(), UseError> {
    let mut by_component: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, (_, row)) in rows.iter().enumerate() {
        by_component.entry(row.component).or_default().push(at);
    }
    for document in std::iter::once(list).chain(beside) {
        if document.statements.is_empty() {
            continue;
        }
        let about = About::new(document, list);
        for statement in &document.statements {
            for meant in about.statement(statement) {
                let sure = match meant.meaning {
                    Meaning::Yes(_) => true,
                    Meaning::CannotTell(_) => false,
                    Meaning::No(_) => continue,
                };
                let components = match meant.component {
                    Some(component) => component..component + 1,
                    None => 0..list.components.len(),
                };
                let version = meant.version.and_then(|at| {
                    let product = statement.products.get(meant.product)?;
                    product.versions.get(at)
                });
                // What is said of this version comes before what is said of all.
                let answer = match version.map(|said| said.affected) {
                    Some(Some(true)) => AffectedStatus::Affected,
                    Some(Some(false)) => AffectedStatus::NotAffected,
                    Some(None) => AffectedStatus::Unknown,
                    None => answer(statement.status),
                };
                for component in components {
                    let word = word(statement, document, answer, sure);
                    let of_it = by_component.entry(component).or_default();
                    say(join, rows, of_it, component, statement, word)?;
                }
            }
        }
    }
    Ok(())
}

/// Puts a statement beside what records say; where they say nothing, it stands alone. `of_it` are the places of the
/// component's rows.
fn say(
    join: &mut Join<'_>,
    rows: &mut Vec<Found>,
    of_it: &mut Vec<usize>,
    component: usize,
    statement: &Statement,
    word: Judged,
) -> Result<(), UseError> {
    let names = || std::iter::once(&statement.vulnerability).chain(&statement.aliases);
    let mut told = false;
    for at in of_it.iter() {
        let (number, row) = &mut rows[*at];
        let known = join.names(*number)?;
        let own = &row.vulnerability.id;
        let is_it = |name: &String| {
            let same = |other: &String| other.eq_ignore_ascii_case(name);
            same(own) || known.iter().any(same)
        };
        if names().any(is_it) {
            row.said.push(word.clone());
            settle(row);
            told = true;
        }
    }
    if !told && is_open(word.finding.answer) {
        let (number, mut row) = join.bare(component, &statement.vulnerability)?;
        row.said.push(word);
        settle(&mut row);
        of_it.push(rows.len());
        rows.push((number, row));
    }
    Ok(())
}

fn word(statement: &Statement, document: &Inventory, answer: AffectedStatus, sure: bool) -> Judged {
    let author = statement
        .author
        .clone()
        .or_else(|| document.by.first().cloned());
    let mut words: Vec<&str> = Vec::new();
    words.extend(statement.justification.map(|j| j.word()));
    words.extend(statement.words.as_deref());
    words.extend(
        statement
            .actions
            .iter()
            .map(|a| a.text.as_str())
            .filter(|t| !t.is_empty()),
    );
    Judged {
        source: String::new(),
        record: statement.vulnerability.clone(),
        when: statement.when.as_ref().and_then(|when| when.instant),
        versions: None,
        fixed_in: None,
        wanted: Vec::new(),
        words: (!words.is_empty()).then(|| words.join(": ")),
        finding: Finding {
            by: author.unwrap_or_else(|| document.kind.to_owned()),
            answer,
            strength: match sure {
                true => Strength::Exact,
                false => Strength::Name,
            },
            statement: 0,
            name: Key::kept(statement.products.first().map_or("", |p| p.id.as_str())),
            // One that may be about another product informs, and decides nothing by itself.
            basis: match sure {
                true => Basis::Word,
                false => Basis::Product,
            },
            condition: None,
            missing: match sure {
                true => Vec::new(),
                false => vec![Missing::Confirmation],
            },
        },
    }
}

fn answer(status: Status) -> AffectedStatus {
    match status {
        Status::Affected => AffectedStatus::Affected,
        Status::NotAffected | Status::Fixed => AffectedStatus::NotAffected,
        Status::UnderInvestigation => AffectedStatus::Unknown,
    }
}
