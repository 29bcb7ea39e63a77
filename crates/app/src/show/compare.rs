//! What the speakers agree and differ in, item by item, where that can be judged.

use std::collections::{BTreeMap, BTreeSet};

use noroshi_model::{Item, Record, StatusKind};

use crate::values::{Agreement, Cell, ComparedItem, ShownRecord};

/// The items in an order in which readers of JVN and of NVD both find their way: what it is, how bad,
/// what is affected, what it means, what to do, then the rest.
const ORDER: [Item; 15] = [
    Item::Title,
    Item::Summary,
    Item::Severity,
    Item::Affected,
    Item::Impact,
    Item::Remedies,
    Item::Exploitation,
    Item::Likelihood,
    Item::Weaknesses,
    Item::Assessments,
    Item::References,
    Item::Names,
    Item::Status,
    Item::Dates,
    Item::Credits,
];

/// Aligns and judges every item that anybody speaks about.
pub(super) fn items(records: &[ShownRecord]) -> Vec<ComparedItem> {
    let all: Vec<&Record> = records.iter().map(|r| &r.record).collect();
    let items = ORDER.into_iter().map(|item| {
        let cells: Vec<Cell> = all
            .iter()
            .map(|r| match statements(item, r) {
                0 => Cell::Silent,
                n => Cell::Says(n),
            })
            .collect();
        let speaking = cells.iter().filter(|c| **c != Cell::Silent).count();
        let (agreement, causes) = match (speaking, item) {
            (0, _) => (Agreement::Silent, Vec::new()),
            (_, Item::Severity) => severity(&all),
            (1, _) => (Agreement::OnlyHere, Vec::new()),
            (_, Item::Weaknesses) => (sets(all.iter().map(|r| weaknesses(r))), Vec::new()),
            (_, Item::Status) => (sets(all.iter().map(|r| status(r))), Vec::new()),
            (_, Item::Exploitation) => (exploitation(&all), Vec::new()),
            (_, Item::Assessments) => assessments(&all),
            _ => (Agreement::NotCompared, Vec::new()),
        };
        ComparedItem {
            item,
            agreement,
            cells,
            causes,
        }
    });
    items.filter(|i| i.agreement != Agreement::Silent).collect()
}

/// How many statements a record makes about an item.
fn statements(item: Item, r: &Record) -> usize {
    match item {
        Item::Status => 1,
        Item::Names => r.claims.len(),
        Item::Title => r.titles.len(),
        Item::Summary => r.summaries.len(),
        Item::Severity => r.scores.len(),
        Item::Weaknesses => r.weaknesses.len(),
        Item::Affected => r.affected.len(),
        Item::Impact => r.impacts.len(),
        Item::Remedies => r.remedies.len(),
        Item::References => r.references.len(),
        Item::Exploitation => r.exploitation.len(),
        Item::Likelihood => usize::from(r.likelihood.is_some()),
        Item::Assessments => r.assessments.len(),
        Item::Dates => {
            let dates = &r.dates;
            [
                &dates.made_public,
                &dates.first_published,
                &dates.last_changed,
            ]
            .into_iter()
            .flatten()
            .count()
        }
        Item::Credits => r.credits.len(),
    }
}

/// Scores are compared under the same major version of CVSS only: a 7.5 of version 2 and a 9.8 of
/// version 3 are no disagreement. Where vectors differ, the metrics that differ are the cause.
fn severity(records: &[&Record]) -> (Agreement, Vec<String>) {
    let mut by_version: BTreeMap<char, Vec<(i64, Option<&str>)>> = BTreeMap::new();
    for score in records.iter().flat_map(|r| &r.scores) {
        let (Some(version), Some(value)) = (score.system.chars().next(), score.value()) else {
            continue;
        };
        if version.is_ascii_digit() {
            #[expect(clippy::cast_possible_truncation, reason = "a score has one decimal")]
            let tenths = (value * 10.0).round() as i64;
            by_version
                .entry(version)
                .or_default()
                .push((tenths, score.vector.as_deref()));
        }
    }
    let mut differs = false;
    let mut causes = BTreeSet::new();
    for said in by_version.values() {
        let distinct: BTreeSet<i64> = said.iter().map(|(tenths, _)| *tenths).collect();
        differs |= distinct.len() > 1;
        for (i, (a, a_vector)) in said.iter().enumerate() {
            for (b, b_vector) in &said[i + 1..] {
                if a != b
                    && let (Some(x), Some(y)) = (a_vector, b_vector)
                {
                    causes.extend(metrics_that_differ(x, y));
                }
            }
        }
    }
    let agreement = if differs {
        Agreement::Differs
    } else if by_version.values().any(|said| said.len() > 1) {
        Agreement::Agrees
    } else if by_version.len() > 1 {
        Agreement::NotCompared
    } else {
        Agreement::OnlyHere
    };
    (agreement, causes.into_iter().collect())
}

/// The metrics in which two vectors of one major version differ; JVN writes version 3.1 as 3.0.
fn metrics_that_differ(a: &str, b: &str) -> Vec<String> {
    let metrics = |vector: &str| -> BTreeMap<String, String> {
        let inner = vector.trim().trim_matches(['(', ')']);
        inner
            .split('/')
            .filter_map(|m| m.split_once(':'))
            .filter(|(name, value)| *name != "CVSS" && *value != "X" && *value != "ND")
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .collect()
    };
    let (a, b) = (metrics(a), metrics(b));
    // A metric only one of them states (a threat metric, say) is no difference in judgement of base.
    a.iter()
        .filter(|(name, value)| b.get(*name).is_some_and(|other| other != *value))
        .map(|(name, _)| name.clone())
        .collect()
}

/// Compares the sets of those who say anything.
fn sets(said: impl Iterator<Item = BTreeSet<String>>) -> Agreement {
    let mut said: Vec<_> = said.filter(|s| !s.is_empty()).collect();
    let speakers = said.len();
    said.dedup();
    match (speakers, said.len()) {
        (0 | 1, _) => Agreement::OnlyHere,
        (_, 1) => Agreement::Agrees,
        _ => Agreement::Differs,
    }
}

/// Placeholders say that somebody looked and named nothing: silence, not disagreement.
fn weaknesses(record: &Record) -> BTreeSet<String> {
    let named = record.weaknesses.iter().filter(|w| {
        w.id.strip_prefix("CWE-")
            .is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
    });
    named.map(|w| w.id.clone()).collect()
}

/// Whether it holds at all: that one source has analysed it and another not yet is no disagreement.
fn status(record: &Record) -> BTreeSet<String> {
    let word = match record.status.kind {
        StatusKind::Published | StatusKind::Unanalysed => "holds",
        StatusKind::Reserved => return BTreeSet::new(),
        StatusKind::Disputed => "disputed",
        StatusKind::Unsupported => "unsupported",
        StatusKind::Rejected => "rejected",
        StatusKind::Closed => return BTreeSet::new(),
    };
    [word.to_owned()].into()
}

fn exploitation(records: &[&Record]) -> Agreement {
    sets(
        records
            .iter()
            .map(|r| r.exploitation.iter().map(|e| e.state.clone()).collect()),
    )
}

fn assessments(records: &[&Record]) -> (Agreement, Vec<String>) {
    let mut by_point: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for a in records.iter().flat_map(|r| &r.assessments) {
        by_point.entry(&a.point).or_default().insert(&a.value);
    }
    let causes: Vec<String> = by_point
        .iter()
        .filter(|(_, v)| v.len() > 1)
        .map(|(p, _)| (*p).to_owned())
        .collect();
    (
        if causes.is_empty() {
            Agreement::Agrees
        } else {
            Agreement::Differs
        },
        causes,
    )
}

#[cfg(test)]
mod tests {
    use super::metrics_that_differ;

    #[test]
    fn the_metric_that_differs_is_named_across_minor_versions() {
        let a = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
        let b = "CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:H";
        assert_eq!(metrics_that_differ(a, b), ["AC", "UI"]);
        assert_eq!(
            metrics_that_differ("(AV:N/AC:L/Au:N/C:P/I:P/A:P)", "AV:N/AC:L/Au:N/C:P/I:P/A:N"),
            ["A"]
        );
    }
}
