//! What one record says about one item, in lines.

use noroshi_model::{Item, Language, Record, Role, Text};
use noroshi_words as words;

/// The statements of a record about an item, each naming its speaker where it is not the source as a
/// whole. Nothing where the record is silent.
pub(crate) fn of(record: &Record, item: Item, language: Language) -> Vec<String> {
    match item {
        Item::Status => vec![status(record, language)],
        Item::Names => record
            .claims
            .iter()
            .map(|c| {
                let how = words::relation(language, c.relation);
                by(format!("{} ({how})", c.id), &c.by)
            })
            .collect(),
        Item::Title => texts(&record.titles, language),
        Item::Summary => texts(&record.summaries, language),
        Item::Severity => record.scores.iter().map(|s| score(s, language)).collect(),
        Item::Weaknesses => record
            .weaknesses
            .iter()
            .map(|w| match &w.name {
                Some(name) => by(format!("{} {}", w.id, name.value), &w.by),
                None => by(w.id.clone(), &w.by),
            })
            .collect(),
        Item::Affected => record
            .affected
            .iter()
            .map(|a| affected(a, language))
            .collect(),
        Item::Impact => said(&record.impacts),
        Item::Credits => said(&record.credits),
        Item::Remedies => record
            .remedies
            .iter()
            .map(|r| {
                let mut line = r.text.value.clone();
                if !r.kind.is_empty() {
                    line = format!("{}: {line}", r.kind);
                }
                if let Some(due) = &r.due {
                    let label = words::say(language, "mark-due");
                    line = format!("{line} [{label} {}]", due.day(words::zone(language)));
                }
                by(line, &r.by)
            })
            .collect(),
        Item::References => record
            .references
            .iter()
            .map(|r| {
                let mut parts = vec![r.url.clone()];
                parts.extend(r.title.clone().filter(|t| *t != r.url));
                if !r.tags.is_empty() {
                    parts.push(format!("[{}]", r.tags.join(", ")));
                }
                parts.retain(|p| !p.is_empty());
                parts.join(" ")
            })
            .collect(),
        Item::Exploitation => record
            .exploitation
            .iter()
            .map(|e| exploitation(e, language))
            .collect(),
        Item::Likelihood => record
            .likelihood
            .iter()
            .map(|l| likelihood(l, language))
            .collect(),
        Item::Assessments => record
            .assessments
            .iter()
            .map(|a| {
                let line = format!("{}: {}", a.point, a.value);
                match &a.when {
                    Some(when) => by(
                        format!("{line} ({})", when.day(words::zone(language))),
                        &a.by,
                    ),
                    None => by(line, &a.by),
                }
            })
            .collect(),
        Item::Dates => dates(record, language),
    }
}

fn status(record: &Record, language: Language) -> String {
    let word = words::status(language, record.status.kind);
    if record.status.original.is_empty() {
        word
    } else {
        format!("{word} ({})", record.status.original)
    }
}

/// The reader's language first; another one names itself.
fn texts(texts: &[Text], language: Language) -> Vec<String> {
    let mut ordered: Vec<_> = texts.iter().collect();
    ordered.sort_by_key(|t| !t.is(language));
    ordered
        .iter()
        .map(|t| {
            if t.is(language) || t.lang == "und" {
                t.value.clone()
            } else {
                format!("{} [{}]", t.value, t.lang)
            }
        })
        .collect()
}

fn score(score: &noroshi_model::Score, language: Language) -> String {
    let (text, _) = super::severity(score.value(), score.band(), language);
    let cvss = score.system.starts_with(|c: char| c.is_ascii_digit());
    let mut parts = vec![text.trim().to_owned()];
    parts.push(if cvss {
        format!("CVSS {}", score.system)
    } else {
        score.system.clone()
    });
    parts.extend(score.vector.clone());
    by(parts.join("  "), &score.by)
}

fn affected(affected: &noroshi_model::Affected, language: Language) -> String {
    let mut name = [&affected.vendor, &affected.product, &affected.package]
        .into_iter()
        .flatten()
        .cloned()
        .collect::<Vec<_>>()
        .join(" ");
    if name.is_empty() {
        name = affected.cpes.join(" ");
    }
    let versions: Vec<_> = affected
        .versions
        .iter()
        .map(|v| {
            if v.status == noroshi_model::AffectedStatus::Affected {
                v.text.clone()
            } else {
                format!("{} ({})", v.text, words::affected(language, v.status))
            }
        })
        .collect();
    let versions = if versions.is_empty() {
        words::affected(language, affected.default)
    } else {
        versions.join("; ")
    };
    let mut line = format!("{name}: {versions}");
    if affected.role == Role::Environment {
        line = format!("{line} [{}]", words::role(language, affected.role));
    }
    by(line, &affected.by)
}

fn exploitation(e: &noroshi_model::Exploitation, language: Language) -> String {
    let word = match e.state.as_str() {
        "active" => words::say(language, "exploitation-active"),
        "poc" => words::say(language, "exploitation-poc"),
        "none" => words::say(language, "exploitation-none"),
        other => other.to_owned(),
    };
    let mut parts = vec![word];
    parts.extend(e.since.as_ref().map(|s| s.day(words::zone(language))));
    parts.extend(
        e.ransomware.as_ref().map(|value| {
            words::say_with(language, "ransomware", &[("value", value.as_str().into())])
        }),
    );
    by(parts.join("  "), &e.by)
}

fn likelihood(l: &noroshi_model::Likelihood, language: Language) -> String {
    let mut parts = vec![format!("EPSS {}", l.probability)];
    parts.extend(l.percentile.map(|p| {
        let share = format!("{:.2}", p * 100.0);
        words::say_with(
            language,
            "show-percentile",
            &[("share", share.as_str().into())],
        )
    }));
    parts.extend(l.model.clone());
    parts.extend(l.date.as_ref().map(|d| d.day(words::zone(language))));
    parts.join("  ")
}

fn dates(record: &Record, language: Language) -> Vec<String> {
    [
        ("date-made-public", &record.dates.made_public),
        ("date-first-published", &record.dates.first_published),
        ("date-last-changed", &record.dates.last_changed),
    ]
    .into_iter()
    .filter_map(|(key, when)| {
        let when = when.as_ref()?;
        Some(format!(
            "{} {}",
            words::say(language, key),
            when.day(words::zone(language))
        ))
    })
    .collect()
}

fn said(said: &[noroshi_model::Said]) -> Vec<String> {
    said.iter()
        .map(|s| by(s.text.value.clone(), &s.by))
        .collect()
}

fn by(line: String, speaker: &str) -> String {
    if speaker.is_empty() {
        line
    } else {
        format!("{line}  – {speaker}")
    }
}
