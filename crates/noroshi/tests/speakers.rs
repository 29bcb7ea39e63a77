//! Never a score without who gave it and when: in the values of the uses, and in the JSON made of them.

#![expect(clippy::unwrap_used, reason = "a test: what is missing must end it")]

use std::path::Path;

use noroshi_api::v1;
use noroshi_app::{
    Found, House, ImportOptions, Question, sample,
    values::{Cell, Row, VulnerabilityPage},
};
use noroshi_model::Item;
use serde_json::Value;

#[test]
fn no_score_leaves_without_its_speaker_and_its_date() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path()).unwrap();
    sample::fill(&house).unwrap();
    let (listed, shown) = check(&house);
    assert!(listed > 20 && shown > 40, "{listed} {shown}");
}

#[test]
fn no_score_of_real_documents_leaves_without_its_speaker_and_its_date() {
    let data = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    if !data.is_dir() {
        println!("skipped: ../shared/data is not here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path()).unwrap();
    let paths = ["cve5/selected", "nvd/selected-2.0", "jvn"].map(|p| data.join(p));
    let options = ImportOptions {
        paths: paths.into(),
        ..ImportOptions::default()
    };
    house.import(&options, &|_| ()).unwrap();
    let (listed, shown) = check(&house);
    assert!(listed > 100 && shown > 200, "{listed} {shown}");
}

/// Looks at everything the house lists and shows: scores in lists, and scores in records.
fn check(house: &House) -> (usize, usize) {
    let (mut listed, mut shown) = (0, 0);
    let mut start = 0;
    loop {
        let question = Question {
            start,
            limit: 1_000,
            with_facets: true,
            ..Question::default()
        };
        let answer = house.search(&question).unwrap();
        for row in &answer.rows {
            listed += in_list(row);
            let Found::One(page) = house.vulnerability(&row.id, None).unwrap() else {
                panic!("{} is not one", row.id);
            };
            shown += in_records(&page);
            let page = serde_json::to_value(v1::Vulnerability::from(&*page)).unwrap();
            in_json(&page, &row.id);
        }
        let page = serde_json::to_value(v1::SearchPage::from(&answer)).unwrap();
        in_json(&page, "the list");
        start += answer.rows.len();
        if answer.rows.is_empty() {
            return (listed, shown);
        }
    }
}

fn in_list(row: &Row) -> usize {
    let mut scores = 0;
    if row.score.is_some() || row.severity.is_some() {
        assert!(!row.scored_by.is_empty(), "{}: who scored it?", row.id);
        assert!(row.scored_at.is_some(), "{}: scored when?", row.id);
        assert!(row.sources.contains(&row.scored_by), "{}", row.id);
        scores += 1;
    }
    if row.epss.is_some() {
        assert!(row.epss_at.is_some(), "{}: estimated when?", row.id);
        scores += 1;
    }
    scores
}

fn in_records(page: &VulnerabilityPage) -> usize {
    let mut scores = 0;
    for record in &page.records {
        let place = format!("{}: {} {}", page.id, record.source, record.record.id);
        let dates = &record.record.dates;
        let stated = dates
            .last_changed
            .as_ref()
            .or(dates.first_published.as_ref());
        for score in &record.record.scores {
            assert!(!score.by.trim().is_empty(), "{place}: who gave {score:?}?");
            scores += 1;
        }
        if let Some(likelihood) = &record.record.likelihood {
            assert!(likelihood.date.is_some(), "{place}: estimated when?");
            scores += 1;
        }
        assert!(!record.source.is_empty(), "{place}");
        assert!(stated.is_some() || record.provenance.seen > 0, "{place}");
    }
    // What is compared is compared by record, so each cell has the speaker of its record.
    for item in &page.items {
        assert_eq!(item.cells.len(), page.records.len(), "{}", page.id);
        if item.item == Item::Severity {
            for (cell, record) in item.cells.iter().zip(&page.records) {
                let says = match cell {
                    Cell::Silent => 0,
                    Cell::Says(count) => *count,
                };
                assert_eq!(says, record.record.scores.len(), "{}", page.id);
            }
        }
    }
    scores
}

/// Walks JSON: every object with a score must say who gave it and when, whatever else it is. A member
/// whose name speaks of a score and that is not known here is a new one, and must be added here.
fn in_json(value: &Value, place: &str) {
    match value {
        Value::Array(all) => all.iter().for_each(|v| in_json(v, place)),
        Value::Object(members) => {
            let has = |name: &str| members.get(name).is_some_and(|v| !v.is_null());
            let says = |name: &str| {
                let text = members.get(name).and_then(Value::as_str);
                assert!(
                    text.is_some_and(|t| !t.trim().is_empty()),
                    "{place}: no {name} in {value}"
                );
            };
            for (name, inner) in members {
                match name.as_str() {
                    // A row of a list.
                    "score" | "severity" if has("id") && !inner.is_null() => {
                        says("scored_by");
                        says("scored_at");
                    }
                    "epss" if !inner.is_null() => says("epss_at"),
                    // A score in a record, whose source and dates stand around it.
                    "stated" | "computed" | "severity" if members.contains_key("system") => {
                        says("by")
                    }
                    "probability" => assert!(has("date"), "{place}: no date in {value}"),
                    "scores" => {}
                    "record" if inner.is_object() => {
                        says("source");
                        let seen = &members["provenance"]["seen"];
                        assert!(seen.as_str().is_some_and(|s| !s.is_empty()), "{place}");
                    }
                    other => {
                        let speaks = ["score", "severity", "cvss", "epss", "probability"];
                        let known = [
                            "scored_by",
                            "scored_at",
                            "epss_at",
                            "score",
                            "severity",
                            "epss",
                        ];
                        assert!(
                            known.contains(&other) || !speaks.iter().any(|s| other.contains(s)),
                            "{place}: who gives {other}, and when?"
                        );
                    }
                }
                in_json(inner, place);
            }
        }
        _ => {}
    }
}
