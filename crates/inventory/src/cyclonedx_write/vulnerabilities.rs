//! Vulnerabilities of CycloneDX, out of statements and out of findings.

use std::collections::{BTreeMap, HashSet};

use noroshi_model::{AffectedStatus, Note, Reference, Score, Severity};
use serde_json::{Map, Value, json};

use super::{components::Components, date};
use crate::{Action, Finding, Justification, Product, Statement, Status, cyclonedx, vex::namer};

/// A statement as a vulnerability with its author's analysis. `None` where no product is left that can be named.
pub(super) fn of_statement(
    statement: &Statement,
    components: &mut Components<'_>,
    speaker: Option<&str>,
    place: &str,
    notes: &mut Vec<Note>,
) -> Option<Value> {
    let mut note = |what: &str| notes.push(Note::new(place, what));
    let mut affects = Vec::new();
    for product in &statement.products {
        // A product and its part may be a component together. Otherwise the statement cannot be written:
        if !product.parts.is_empty() && product.component.is_none() {
            // without them the statement would say more than was said.
            note("a product is left out: parts meant within it cannot be carried");
            continue;
        }
        affects.push(affected(product, components));
    }
    if affects.is_empty() {
        note("left out: no product that can be named");
        return None;
    }
    let mut analysis = Map::new();
    let mut details: Vec<&str> = Vec::new();
    analysis.insert("state".to_owned(), json!(state(statement)));
    match justification(statement) {
        Some((word, true)) => drop(analysis.insert("justification".to_owned(), json!(word))),
        Some((word, false)) => {
            note(&format!(
                "the form has no word for {word}; it stands before the explanation"
            ));
            details.push(word);
        }
        None => {}
    }
    details.extend(statement.words.as_deref());
    if !details.is_empty() {
        analysis.insert("detail".to_owned(), json!(details.join("\n")));
    }
    let responses: HashSet<&str> = statement
        .actions
        .iter()
        .filter_map(|a| a.kind?.cyclonedx_word())
        .collect();
    let mut responses: Vec<&str> = responses.into_iter().collect();
    responses.sort_unstable();
    if !responses.is_empty() {
        analysis.insert("response".to_owned(), json!(responses));
    }
    if let Some(when) = statement.when.as_ref().and_then(date) {
        analysis.insert("lastUpdated".to_owned(), json!(when));
    }
    let says_more = |action: &&Action| {
        !action.text.is_empty() || action.kind.and_then(|k| k.cyclonedx_word()).is_none()
    };
    let advice: Vec<String> = statement
        .actions
        .iter()
        .filter(says_more)
        .map(Action::in_words)
        .collect();
    let mut out = about(
        &statement.vulnerability,
        &statement.aliases,
        statement.description.as_deref(),
        &statement.scores,
        &statement.references,
    );
    if !advice.is_empty() {
        out.insert("recommendation".to_owned(), json!(advice.join("\n")));
    }
    out.insert("analysis".to_owned(), Value::Object(analysis));
    if let Some(author) = statement
        .author
        .as_deref()
        .filter(|by| Some(*by) != speaker)
    {
        note("said by another than the document; the form has no place of its own for that");
        out.insert(
            "properties".to_owned(),
            json!([{"name": "noroshi:author", "value": author}]),
        );
    }
    affects.dedup();
    out.insert("affects".to_owned(), Value::Array(affects));
    Some(Value::Object(out))
}

/// A finding as a vulnerability. Each component's version is marked by the answer that asks for most care; who says
/// what, and why, stands in the details.
pub(super) fn of_finding(
    finding: &Finding,
    components: &Components<'_>,
    place: &str,
    notes: &mut Vec<Note>,
) -> Option<Value> {
    let mut worst: BTreeMap<usize, AffectedStatus> = BTreeMap::new();
    let mut details = Vec::new();
    let mut fixes = Vec::new();
    for answer in &finding.answers {
        let Some(reference) = components.reference(answer.component) else {
            let what = format!("no component {} in the list", answer.component);
            notes.push(Note::new(place, what));
            continue;
        };
        let own = worst.entry(answer.component).or_insert(answer.answer);
        if care(answer.answer) > care(*own) {
            *own = answer.answer;
        }
        details.push(format!(
            "{reference}: {} by {}: {}",
            word(answer.answer),
            answer.by,
            answer.why
        ));
        if let Some(version) = &answer.fixed {
            fixes.push(format!("Update {reference} to {version}."));
        }
    }
    if worst.is_empty() {
        notes.push(Note::new(place, "left out: no answer for any component"));
        return None;
    }
    let affects: Vec<Value> = worst
        .iter()
        .filter_map(|(at, answer)| {
            let status = status(*answer);
            let versions = match components.version(*at) {
                Some(version) => json!([{"version": version, "status": status}]),
                // Nobody knows which version it is.
                None => json!([{"range": "vers:generic/*", "status": status}]),
            };
            Some(json!({"ref": components.reference(*at)?, "versions": versions}))
        })
        .collect();
    let clean = worst
        .values()
        .all(|answer| *answer == AffectedStatus::NotAffected);
    let state = if clean { "not_affected" } else { "in_triage" };
    let mut out = about(
        &finding.vulnerability,
        &finding.aliases,
        finding.description.as_deref(),
        &finding.scores,
        &finding.references,
    );
    fixes.dedup();
    if !fixes.is_empty() {
        out.insert("recommendation".to_owned(), json!(fixes.join("\n")));
    }
    out.insert(
        "analysis".to_owned(),
        json!({"state": state, "detail": details.join("\n")}),
    );
    out.insert("affects".to_owned(), Value::Array(affects));
    Some(Value::Object(out))
}

/// What is said of the vulnerability itself.
fn about(
    id: &str,
    aliases: &[String],
    description: Option<&str>,
    scores: &[Score],
    references: &[Reference],
) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("id".to_owned(), json!(id));
    let others: Vec<Value> = unique(
        aliases
            .iter()
            .map(|id| json!({"id": id, "source": {"name": namer(id)}})),
    );
    if !others.is_empty() {
        out.insert("references".to_owned(), Value::Array(others));
    }
    let ratings: Vec<Value> = scores.iter().map(rating).collect();
    if !ratings.is_empty() {
        out.insert("ratings".to_owned(), Value::Array(ratings));
    }
    if let Some(description) = description {
        out.insert("description".to_owned(), json!(description));
    }
    let advisories: Vec<Value> = unique(references.iter().filter(|r| !r.url.is_empty()).map(
        |reference| match &reference.title {
            Some(title) => json!({"title": title, "url": reference.url}),
            None => json!({"url": reference.url}),
        },
    ));
    if !advisories.is_empty() {
        out.insert("advisories".to_owned(), Value::Array(advisories));
    }
    out
}

fn rating(score: &Score) -> Value {
    let mut out = Map::new();
    if !score.by.is_empty() {
        let member = if score.by.contains("://") {
            "url"
        } else {
            "name"
        };
        out.insert("source".to_owned(), json!({member: score.by}));
    }
    if let Some(value) = score.value() {
        // One decimal is all that a score has.
        let rounded = (f64::from(value) * 10.0).round() / 10.0;
        out.insert("score".to_owned(), json!(rounded));
    }
    if let Some(severity) = score.severity {
        out.insert("severity".to_owned(), json!(severity.word()));
    } else if score.value().is_some() {
        let band = score.band().unwrap_or(Severity::None);
        out.insert("severity".to_owned(), json!(band.word()));
    }
    if !score.system.is_empty() {
        out.insert("method".to_owned(), json!(cyclonedx::method(&score.system)));
    }
    if let Some(vector) = &score.vector {
        out.insert("vector".to_owned(), json!(vector));
    }
    Value::Object(out)
}

fn affected(product: &Product, components: &mut Components<'_>) -> Value {
    let mut out = Map::new();
    out.insert("ref".to_owned(), json!(components.of_product(product)));
    let versions: Vec<Value> = product
        .versions
        .iter()
        .map(|said| {
            let member = if said.is_range { "range" } else { "version" };
            let status = match said.affected {
                Some(true) => "affected",
                Some(false) => "unaffected",
                None => "unknown",
            };
            json!({member: said.version, "status": status})
        })
        .collect();
    if !versions.is_empty() {
        out.insert("versions".to_owned(), Value::Array(versions));
    }
    Value::Object(out)
}

/// The author's own word where it is one of this form's, else the nearest.
fn state(statement: &Statement) -> &str {
    let own = statement.said.first().map(String::as_str);
    match own.filter(|word| cyclonedx::status(word) == Some(statement.status)) {
        Some(word) => word,
        None => match statement.status {
            Status::Affected => "exploitable",
            Status::NotAffected => "not_affected",
            Status::Fixed => "resolved",
            Status::UnderInvestigation => "in_triage",
        },
    }
}

/// The word for the justification, and whether the form knows it.
fn justification(statement: &Statement) -> Option<(&str, bool)> {
    let own = statement
        .said
        .iter()
        .skip(1)
        .find(|word| cyclonedx::is_justification(word));
    if let Some(word) = own {
        return Some((word, true));
    }
    let justification = statement.justification?;
    Some(match justification {
        Justification::VulnerableCodeNotPresent => ("code_not_present", true),
        Justification::VulnerableCodeNotInExecutePath => ("code_not_reachable", true),
        Justification::InlineMitigationsAlreadyExist => ("protected_by_mitigating_control", true),
        Justification::ComponentNotPresent
        | Justification::VulnerableCodeCannotBeControlledByAdversary => {
            (justification.word(), false)
        }
    })
}

fn unique(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut seen = HashSet::new();
    values
        .filter(|value| seen.insert(value.to_string()))
        .collect()
}

fn care(answer: AffectedStatus) -> u8 {
    match answer {
        AffectedStatus::Affected => 3,
        AffectedStatus::Unknown => 2,
        AffectedStatus::NotAffected => 1,
        AffectedStatus::Silent => 0,
    }
}

fn status(answer: AffectedStatus) -> &'static str {
    match answer {
        AffectedStatus::Affected => "affected",
        AffectedStatus::NotAffected => "unaffected",
        AffectedStatus::Unknown | AffectedStatus::Silent => "unknown",
    }
}

fn word(answer: AffectedStatus) -> &'static str {
    match answer {
        AffectedStatus::Affected => "affected",
        AffectedStatus::NotAffected => "not affected",
        AffectedStatus::Unknown => "unknown",
        AffectedStatus::Silent => "silent",
    }
}
