//! How products stand: judged once, kept while nothing changes, never older than what it stands on.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{sync::Arc, time::Duration};

use noroshi_app::{Described, Found, House, ImportOptions, UseError, sample, values::Standings};
use noroshi_model::{AffectedStatus, NameVerdict};
use tempfile::TempDir;

const PATIENT: Duration = Duration::from_secs(60);

fn house() -> (House, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path()).unwrap();
    sample::fill(&house).unwrap();
    (house, folder)
}

fn add(house: &House, name: &str, cpe: &str) {
    let described = Described {
        name: name.to_owned(),
        cpes: vec![cpe.to_owned()],
        ..Described::default()
    };
    house.add_product(&described).unwrap();
}

/// Name, affected components, vulnerabilities that affect.
fn table(standings: &Standings) -> Vec<(&str, usize, usize)> {
    let all = standings.of.iter();
    all.map(|(name, s)| (name.as_str(), s.counts.affected, s.vulnerabilities))
        .collect()
}

#[test]
fn every_product_stands_as_its_own_page_says() {
    let (house, _folder) = house();
    let standings = house.standings(PATIENT).unwrap();
    assert_eq!((standings.products, standings.waiting), (2, 0));
    for (name, standing) in &standings.of {
        let page = house.match_product(name, &Default::default()).unwrap();
        assert_eq!(page.counts, standing.counts, "{name}");
        let affected = page
            .rows
            .iter()
            .filter(|r| r.answer == AffectedStatus::Affected);
        let exploited = affected.clone().filter(|r| r.vulnerability.exploited);
        assert_eq!(exploited.count() > 0, standing.exploited > 0, "{name}");
        let severities = affected.map(|r| r.vulnerability.severity);
        let worst = standing.worst.as_ref().and_then(|w| w.severity);
        assert_eq!(worst, severities.max().flatten(), "{name}");
        if let Some(worst) = &standing.worst {
            assert!(!worst.scored_by.is_empty() && worst.scored_at.is_some());
        }
        assert_eq!(*house.standing_of(name).unwrap(), page);
    }
}

#[test]
fn what_was_judged_is_the_same_answer_until_something_changes() {
    let (house, _folder) = house();
    house.standings(PATIENT).unwrap();
    let first = house.standing_of("shop").unwrap();
    assert!(Arc::ptr_eq(&first, &house.standing_of("shop").unwrap()));
    assert_eq!(house.standings(Duration::ZERO).unwrap().waiting, 0);

    add(
        &house,
        "gateway",
        "cpe:2.3:a:openssl:openssl:1.0.1f:*:*:*:*:*:*:*",
    );
    let standings = house.standings(Duration::ZERO).unwrap();
    assert_eq!((standings.products, standings.waiting), (3, 1));
    assert!(Arc::ptr_eq(&first, &house.standing_of("shop").unwrap()));
    assert_eq!(house.standings(PATIENT).unwrap().waiting, 0);

    house
        .judge_names(&NameVerdict {
            ours: "pkg:npm/lodash".to_owned(),
            theirs: "words:a/b".to_owned(),
            by: "somebody".to_owned(),
            ..NameVerdict::default()
        })
        .unwrap();
    let standings = house.standings(Duration::ZERO).unwrap();
    assert_eq!(
        standings.waiting, 3,
        "a word on names may change every product"
    );
    assert_eq!(standings.of.len(), 3, "they keep their answers meanwhile");
}

#[test]
fn a_product_that_is_removed_is_forgotten_and_one_that_changes_is_judged_anew() {
    let (house, _folder) = house();
    add(
        &house,
        "one",
        "cpe:2.3:a:openssl:openssl:1.0.1f:*:*:*:*:*:*:*",
    );
    let before = house.standings(PATIENT).unwrap();
    let one = before.of["one"].clone();
    add(
        &house,
        "one",
        "cpe:2.3:a:openssl:openssl:3.0.14:*:*:*:*:*:*:*",
    );
    let after = house.standings(PATIENT).unwrap();
    assert_ne!(one.vulnerabilities, 0, "{:?}", table(&before));
    assert_eq!(after.of["one"].vulnerabilities, 0, "{:?}", table(&after));
    house.remove_product("one").unwrap();
    assert!(!house.standings(PATIENT).unwrap().of.contains_key("one"));
    assert!(matches!(
        house.standing_of("one"),
        Err(UseError::NoSuchProduct { .. })
    ));
}

/// The products that a vulnerability hits.
fn yours(house: &House, id: &str) -> noroshi_app::values::YourProducts {
    match house.vulnerability(id, None).unwrap() {
        Found::One(page) => house.your_products(&page, PATIENT).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_vulnerability_names_the_products_it_hits_and_why() {
    let (house, _folder) = house();
    let found = yours(&house, "CVE-2014-0160");
    assert_eq!((found.products, found.waiting), (2, 0));
    assert!(!found.hits.is_empty());
    for hit in &found.hits {
        assert_eq!(hit.row.vulnerability.id, "CVE-2014-0160");
        assert!(!hit.row.why(noroshi_model::Language::En).is_empty());
    }
    assert!(yours(&house, "CVE-2021-44228").hits.is_empty());
}

/// Imports an entry of NVD that calls every version of a product affected.
fn import(house: &House, folder: &TempDir, id: &str, product: &str) {
    let entry = format!(
        r#"{{"resultsPerPage":1,"startIndex":0,"totalResults":1,"format":"NVD_CVE","version":"2.0","timestamp":"2099-07-01T00:00:00.000","vulnerabilities":[{{"cve":{{"id":"{id}","sourceIdentifier":"a@example.org","published":"2099-06-01T00:00:00.000","lastModified":"2099-06-02T00:00:00.000","vulnStatus":"Analyzed","descriptions":[{{"lang":"en","value":"A fault."}}],"metrics":{{}},"configurations":[{{"nodes":[{{"operator":"OR","negate":false,"cpeMatch":[{{"vulnerable":true,"criteria":"cpe:2.3:a:{product}:*:*:*:*:*:*:*:*","matchCriteriaId":"00000000-0000-0000-0000-000000000000"}}]}}]}}],"references":[]}}}}]}}"#
    );
    let path = folder.path().join("entry.json");
    std::fs::write(&path, entry).unwrap();
    let options = ImportOptions {
        paths: vec![path],
        ..ImportOptions::default()
    };
    let before = house.status().unwrap().sequence;
    house.import(&options, &|_| ()).unwrap();
    assert!(house.status().unwrap().sequence > before);
}

#[test]
fn what_arrives_touches_only_the_products_that_it_names() {
    let (house, folder) = house();
    house.standings(PATIENT).unwrap();
    let (shop, router) = (
        house.standing_of("shop").unwrap(),
        house.standing_of("router").unwrap(),
    );
    import(&house, &folder, "CVE-2099-0001", "example:another");
    assert_eq!(house.standings(PATIENT).unwrap().waiting, 0);
    assert!(Arc::ptr_eq(&shop, &house.standing_of("shop").unwrap()));
    assert!(Arc::ptr_eq(&router, &house.standing_of("router").unwrap()));

    import(&house, &folder, "CVE-2099-0002", "openssl:openssl");
    let standings = house.standings(PATIENT).unwrap();
    let hit = |id: &str| yours(&house, id).hits.len();
    assert_eq!((standings.waiting, hit("CVE-2099-0002")), (0, 1));
    assert!(!Arc::ptr_eq(&shop, &house.standing_of("shop").unwrap()));
    assert!(Arc::ptr_eq(&router, &house.standing_of("router").unwrap()));

    import(&house, &folder, "CVE-2099-0002", "example:another");
    house.standings(PATIENT).unwrap();
    assert_eq!(hit("CVE-2099-0002"), 0, "it no longer names openssl");
    for name in ["shop", "router"] {
        let anew = house.match_product(name, &Default::default()).unwrap();
        let kept = house.standing_of(name).unwrap();
        assert_eq!(
            (&anew.rows, anew.counts),
            (&kept.rows, kept.counts),
            "{name}"
        );
    }
}
