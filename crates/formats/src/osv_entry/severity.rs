//! Severities of an entry and of its packages.

use noroshi_model::{Note, Record, Score, Severity};

use crate::{
    json::{At, shown},
    said,
};

/// The severities that hold for the whole entry.
pub(super) fn of_entry(root: At<'_, '_>, by: &str, record: &mut Record, notes: &mut Vec<Note>) {
    root.each("severity", notes, |severity, notes| {
        record.scores.extend(score(severity, by, notes));
    });
}

/// One severity: a vector with the version of CVSS, or a word of another system.
pub(super) fn score(at: At<'_, '_>, by: &str, notes: &mut Vec<Note>) -> Option<Score> {
    let kind = at.text("type", notes).unwrap_or_default();
    let Some(stated) = at.owned("score", notes) else {
        at.note("score", "no score", notes);
        return None;
    };
    let system = match kind.as_ref() {
        "CVSS_V2" => "2.0",
        "CVSS_V3" if stated.starts_with("CVSS:3.0/") => "3.0",
        "CVSS_V3" => "3.1",
        "CVSS_V4" => "4.0",
        other => {
            let severity = said::severity(&stated, at, "score", notes)?;
            return Some(word(by, other, severity));
        }
    };
    let mut score = Score {
        by: by.to_owned(),
        system: system.to_owned(),
        vector: None,
        stated: None,
        computed: None,
        severity: None,
        primary: false,
    };
    // The schema wants a vector here. Some entries give the number that it computes to.
    let number = stated.trim().parse::<f32>().ok();
    if let Some(number) = number.filter(|n| (0.0..=10.0).contains(n)) {
        at.note("score", "a number where a vector should be", notes);
        score.stated = Some(number);
        return Some(score);
    }
    score.computed = noroshi_cvss::base_score(&stated);
    if score.computed.is_none() {
        let what = format!("a CVSS vector that cannot be read: {}", shown(&stated));
        at.note("score", what, notes);
    }
    score.vector = Some(stated);
    Some(score)
}

/// The database's own word for the severity, in its member `severity`.
pub(super) fn rating(own: At<'_, '_>, by: &str, notes: &mut Vec<Note>) -> Option<Score> {
    let stated = own.text("severity", notes)?;
    let severity = said::severity(&stated, own, "severity", notes)?;
    Some(word(by, "severity rating", severity))
}

fn word(by: &str, system: &str, severity: Severity) -> Score {
    Score {
        by: by.to_owned(),
        system: system.to_owned(),
        vector: None,
        stated: None,
        computed: None,
        severity: Some(severity),
        primary: false,
    }
}

/// Adds the severities of single packages. What holds for all that state one is said once; otherwise
/// the speaker is named with the package, so that two packages do not look like a speaker who
/// contradicts himself.
pub(super) fn of_packages(stated: Vec<(String, Vec<Score>)>, record: &mut Record) {
    let mut stated = stated.into_iter().filter(|(_, scores)| !scores.is_empty());
    let Some((first_package, first)) = stated.next() else {
        return;
    };
    let rest: Vec<_> = stated.collect();
    if rest.iter().all(|(_, scores)| *scores == first) {
        record.scores.extend(first);
        return;
    }
    let mut said: Vec<(Vec<Score>, String)> = Vec::new();
    for (package, scores) in std::iter::once((first_package, first)).chain(rest) {
        // Entries name a package for each release; a handful of different scores is what occurs, and
        // what a hostile entry gains by more is a longer list.
        match said.iter_mut().take(64).find(|(known, _)| *known == scores) {
            Some((_, packages)) if packages.len() < 200 => {
                packages.push_str(", ");
                packages.push_str(&package);
            }
            Some((_, packages)) if !packages.ends_with('…') => packages.push_str(", …"),
            Some(_) => {}
            None => said.push((scores, package)),
        }
    }
    for (scores, packages) in said {
        record.scores.extend(scores.into_iter().map(|score| Score {
            by: format!("{} ({packages})", score.by),
            ..score
        }));
    }
}
