//! Scores of a CSAF document in the making: those of the publisher as scores, those of others in words.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use noroshi_cvss::{Vector, Version};
use noroshi_model::Score;
use serde_json::{Value, json};

/// The scores of one vulnerability and the products they are given for.
#[derive(Default)]
pub(super) struct Scored<'s> {
    scores: Vec<(&'s Score, BTreeSet<String>)>,
}

impl<'s> Scored<'s> {
    pub(super) fn take(&mut self, scores: &'s [Score], product: &str) {
        for score in scores {
            match self.scores.iter_mut().find(|(known, _)| *known == score) {
                Some((_, products)) => drop(products.insert(product.to_owned())),
                None => self
                    .scores
                    .push((score, BTreeSet::from([product.to_owned()]))),
            }
        }
    }
}

/// The list of scores, and a line for each that cannot stand there: the form knows one score of each version for a
/// product, given by the publisher, versions 2.0 to 3.1, whose number is that of the vector (mandatory tests 6.1.7 to
/// 6.1.9).
pub(super) fn scores(scored: &Scored<'_>, publisher: &str) -> (Vec<Value>, Vec<String>) {
    let mut written: Vec<(Vec<&str>, BTreeMap<&str, Value>)> = Vec::new();
    let mut told = Vec::new();
    let mut taken: BTreeMap<&str, HashSet<&str>> = BTreeMap::new();
    for (score, products) in &scored.scores {
        let own = score.by.is_empty() || score.by == publisher;
        let Some((member, value)) = cvss(score).filter(|_| own) else {
            told.push(line(score));
            continue;
        };
        // Version 3.0 and 3.1 share a place.
        let taken = taken.entry(member).or_default();
        let free: Vec<&str> = products
            .iter()
            .map(String::as_str)
            .filter(|id| taken.insert(*id))
            .collect();
        if free.len() < products.len() {
            told.push(line(score));
        }
        if free.is_empty() {
            continue;
        }
        match written
            .iter_mut()
            .find(|(ids, found)| *ids == free && !found.contains_key(member))
        {
            Some((_, found)) => drop(found.insert(member, value)),
            None => written.push((free, BTreeMap::from([(member, value)]))),
        }
    }
    let written = written.into_iter().map(|(ids, found)| {
        let mut out = json!(found);
        out["products"] = json!(ids);
        out
    });
    (written.collect(), told)
}

fn cvss(score: &Score) -> Option<(&'static str, Value)> {
    let text = score.vector.as_deref()?;
    // Some leave out the prefix, and name the version beside it.
    let text = match score.system.as_str() {
        system @ ("3.0" | "3.1") if !text.starts_with("CVSS:") => format!("CVSS:{system}/{text}"),
        _ => text.to_owned(),
    };
    let vector = Vector::parse(&text).ok()?;
    let base = vector.base_score();
    if score
        .stated
        .is_some_and(|stated| (stated - base).abs() > 0.01)
    {
        return None;
    }
    let number = (f64::from(base) * 10.0).round() / 10.0;
    let severity = noroshi_model::Severity::of_score(base)
        .word()
        .to_uppercase();
    let three = |version: &str| json!({"version": version, "vectorString": text, "baseScore": number, "baseSeverity": severity});
    Some(match vector.version() {
        Version::V2 => (
            "cvss_v2",
            json!({"version": "2.0", "vectorString": text, "baseScore": number}),
        ),
        Version::V30 => ("cvss_v3", three("3.0")),
        Version::V31 => ("cvss_v3", three("3.1")),
        Version::V40 => return None,
    })
}

fn line(score: &Score) -> String {
    let mut words = Vec::new();
    if let Some(value) = score.value() {
        words.push(format!("{value:.1}"));
    }
    words.extend(score.band().map(|band| band.word().to_owned()));
    if score.system.starts_with(|c: char| c.is_ascii_digit()) {
        words.push(format!("CVSS {}", score.system));
    } else if !score.system.is_empty() {
        words.push(score.system.clone());
    }
    words.extend(score.vector.clone());
    let by = if score.by.is_empty() {
        "the publisher"
    } else {
        &score.by
    };
    format!("{by}: {}", words.join(", "))
}
