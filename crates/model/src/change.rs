//! Changes: the difference between two states of one record, item by item.

use std::collections::BTreeSet;

use crate::{Identifier, Record, Severity, StatusKind, Text};

/// The items of a record that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the record's member of the same name")]
pub enum Item {
    Status,
    Names,
    Title,
    Summary,
    Severity,
    Weaknesses,
    Affected,
    Impact,
    Remedies,
    References,
    Exploitation,
    Likelihood,
    Assessments,
    Dates,
    Credits,
}

impl Item {
    /// The word used in queries, JSON and messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Names => "names",
            Self::Title => "title",
            Self::Summary => "summary",
            Self::Severity => "severity",
            Self::Weaknesses => "weaknesses",
            Self::Affected => "affected",
            Self::Impact => "impact",
            Self::Remedies => "remedies",
            Self::References => "references",
            Self::Exploitation => "exploitation",
            Self::Likelihood => "likelihood",
            Self::Assessments => "assessments",
            Self::Dates => "dates",
            Self::Credits => "credits",
        }
    }
}

/// One item that two states of a record differ in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which item.
    pub item: Item,
    /// What stood there before and no longer does, in words.
    pub before: Vec<String>,
    /// What stands there now and did not.
    pub after: Vec<String>,
    /// Whether it should interrupt a person: the severity band moves, the affected set, exploitation,
    /// a fix, rejection or dispute. All else is housekeeping.
    pub material: bool,
}

/// Lists what differs between two states of one record, in the order of [`Item`].
pub fn between(before: &Record, after: &Record) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut compare = |item: Item, old: BTreeSet<String>, new: BTreeSet<String>, material: bool| {
        if old != new {
            changes.push(Change {
                item,
                before: old.difference(&new).cloned().collect(),
                after: new.difference(&old).cloned().collect(),
                material,
            });
        }
    };
    let grave = |r: &Record| {
        matches!(
            r.status.kind,
            StatusKind::Rejected | StatusKind::Disputed | StatusKind::Closed
        )
    };
    compare(
        Item::Status,
        status(before),
        status(after),
        grave(before) != grave(after),
    );
    compare(Item::Names, names(before), names(after), false);
    compare(
        Item::Title,
        texts(&before.titles),
        texts(&after.titles),
        false,
    );
    compare(
        Item::Summary,
        texts(&before.summaries),
        texts(&after.summaries),
        false,
    );
    compare(
        Item::Severity,
        scores(before),
        scores(after),
        top_band(before) != top_band(after),
    );
    compare(
        Item::Weaknesses,
        weaknesses(before),
        weaknesses(after),
        false,
    );
    compare(Item::Affected, affected(before), affected(after), true);
    compare(
        Item::Impact,
        said(before.impacts.iter()),
        said(after.impacts.iter()),
        false,
    );
    compare(Item::Remedies, remedies(before), remedies(after), true);
    compare(
        Item::References,
        references(before),
        references(after),
        false,
    );
    compare(
        Item::Exploitation,
        exploitation(before),
        exploitation(after),
        true,
    );
    compare(
        Item::Likelihood,
        likelihood(before),
        likelihood(after),
        false,
    );
    compare(
        Item::Assessments,
        assessments(before),
        assessments(after),
        false,
    );
    compare(Item::Dates, dates(before), dates(after), false);
    compare(
        Item::Credits,
        said(before.credits.iter()),
        said(after.credits.iter()),
        false,
    );
    changes
}

/// The band of the score that speaks first.
fn top_band(record: &Record) -> Option<Severity> {
    record
        .scores
        .iter()
        .max_by_key(|s| s.rank())
        .and_then(crate::Score::band)
}

fn status(record: &Record) -> BTreeSet<String> {
    [if record.status.original.is_empty() {
        format!("{:?}", record.status.kind)
    } else {
        record.status.original.clone()
    }]
    .into()
}

fn names(record: &Record) -> BTreeSet<String> {
    record
        .claims
        .iter()
        .map(|c| Identifier::as_str(&c.id).to_owned())
        .collect()
}

fn texts(texts: &[Text]) -> BTreeSet<String> {
    texts.iter().map(|t| t.value.clone()).collect()
}

fn said<'a>(said: impl Iterator<Item = &'a crate::Said>) -> BTreeSet<String> {
    said.map(|s| s.text.value.clone()).collect()
}

fn scores(record: &Record) -> BTreeSet<String> {
    record
        .scores
        .iter()
        .map(|s| {
            let value = s.value().map(|v| format!("{v:.1} ")).unwrap_or_default();
            format!(
                "{value}{} ({})",
                s.vector.as_deref().unwrap_or(&s.system),
                s.by
            )
        })
        .collect()
}

fn weaknesses(record: &Record) -> BTreeSet<String> {
    record
        .weaknesses
        .iter()
        .map(|w| format!("{} ({})", w.id, w.by))
        .collect()
}

fn affected(record: &Record) -> BTreeSet<String> {
    let mut set = BTreeSet::new();
    for a in &record.affected {
        let name = match (&a.vendor, &a.product) {
            (Some(v), Some(p)) => format!("{v} {p}"),
            (None, Some(p)) | (Some(p), None) => p.clone(),
            (None, None) => a.cpes.join(" "),
        };
        if a.versions.is_empty() {
            set.insert(name);
        } else {
            set.extend(
                a.versions
                    .iter()
                    .map(|v| format!("{name} {} [{:?}]", v.text, v.status)),
            );
        }
    }
    set
}

fn remedies(record: &Record) -> BTreeSet<String> {
    record
        .remedies
        .iter()
        .map(|r| r.text.value.clone())
        .collect()
}

fn references(record: &Record) -> BTreeSet<String> {
    record
        .references
        .iter()
        .map(|r| {
            if r.url.is_empty() {
                r.title.clone().unwrap_or_default()
            } else {
                r.url.clone()
            }
        })
        .collect()
}

fn exploitation(record: &Record) -> BTreeSet<String> {
    record
        .exploitation
        .iter()
        .map(|e| {
            format!(
                "{} ({}{})",
                e.state,
                e.by,
                e.ransomware
                    .as_ref()
                    .map(|r| format!(", ransomware {r}"))
                    .unwrap_or_default()
            )
        })
        .collect()
}

fn likelihood(record: &Record) -> BTreeSet<String> {
    record
        .likelihood
        .iter()
        .map(|l| format!("{:.5}", l.probability))
        .collect()
}

fn assessments(record: &Record) -> BTreeSet<String> {
    record
        .assessments
        .iter()
        .map(|a| format!("{} = {} ({})", a.point, a.value, a.by))
        .collect()
}

/// The last-changed date moves with every update and would drown the rest: it is not compared.
fn dates(record: &Record) -> BTreeSet<String> {
    let dates = &record.dates;
    [
        ("made public", &dates.made_public),
        ("first published", &dates.first_published),
    ]
    .into_iter()
    .filter_map(|(word, m)| m.as_ref().map(|m| format!("{word} {}", m.original)))
    .collect()
}
