//! What is not for everybody is not there for whoever may not see it, however it is asked for.

#![expect(clippy::unwrap_used, reason = "a test may")]

#[path = "ledger/make.rs"]
mod make;

use std::sync::Arc;

use noroshi_app::{
    At, Found, House, ImportOptions, Question, UseError, changes::Since, identity::Admission,
};
use noroshi_model::Tlp;
use noroshi_store::Digest;
use tempfile::TempDir;

/// What a partner says in confidence: of a vulnerability that others know, and of one that nobody else does.
fn confidential() -> [(&'static str, String); 2] {
    ["CVE-2099-7001", "CVE-2099-0001"].map(|id| {
        let text = format!(
            r#"{{"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{{"cveId":"{id}","assignerOrgId":"00000000-0000-4000-9000-000000000000","state":"PUBLISHED","dateUpdated":"2099-06-01T00:00:00Z"}},"containers":{{"cna":{{"providerMetadata":{{"orgId":"00000000-0000-4000-9000-000000000000","shortName":"partner"}},"descriptions":[{{"lang":"en","value":"Confidential words about a hidden lantern"}}],"affected":[],"references":[]}}}}}}"#
        );
        (id, text)
    })
}

fn filled() -> (TempDir, Arc<House>) {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&folder.path().join("store")).unwrap();
    let import = |name: &str, text: &str, source: Option<&str>| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let options = ImportOptions {
            paths: vec![path],
            source: source.map(str::to_owned),
            ..ImportOptions::default()
        };
        house.import(&options, &|_| ()).unwrap();
    };
    let [hidden, common] = confidential();
    // What others say comes before and after, so that rows of both stand between each other.
    let (one, other) = make::world(12)
        .into_iter()
        .partition::<Vec<_>, _>(|(name, _)| name.len() % 2 == 0);
    for (name, text) in one {
        import(&name, &String::from_utf8_lossy(text.as_ref()), None);
    }
    import("hidden.json", &hidden.1, Some("partner"));
    let shown = common.1.replace("Confidential words", "Public words");
    import("shown.json", &shown, Some("other"));
    import("common.json", &common.1, Some("partner"));
    for (name, text) in other {
        import(&name, &String::from_utf8_lossy(text.as_ref()), None);
    }
    house.admit(Admission {
        labels: [("partner".to_owned(), Tlp::Amber)].into(),
        ..Admission::default()
    });
    (folder, Arc::new(house))
}

fn hits(house: &House, query: &str) -> usize {
    let question = Question {
        query: query.to_owned(),
        limit: 100,
        with_facets: true,
        ..Question::default()
    };
    house.search(&question).unwrap().rows.len()
}

#[test]
fn whoever_is_cleared_sees_everything_in_the_same_house() {
    let (_folder, house) = filled();
    for clearance in [Tlp::Amber, Tlp::AmberStrict, Tlp::Red] {
        assert!(Arc::ptr_eq(&house.seen_by(clearance), &house));
    }
    let others = house.seen_by(Tlp::Green);
    assert!(!Arc::ptr_eq(&others, &house));
    assert!(Arc::ptr_eq(&others, &house.seen_by(Tlp::Clear)));
    assert_eq!(hits(&house, "confidential lantern"), 2);
}

#[test]
fn nothing_of_a_hidden_source_is_found_shown_listed_or_opened() {
    let (_folder, house) = filled();
    let seen = house.seen_by(Tlp::Green);
    assert_eq!(hits(&seen, "confidential"), 0);
    assert_eq!(hits(&seen, "lantern"), 1, "what another says of it is seen");
    assert_eq!(hits(&seen, "CVE-2099-7001"), 0);
    assert_eq!(hits(&seen, "source:partner"), 0);
    assert_eq!(hits(&house, "source:partner"), 2);

    let at = |at| seen.vulnerability("CVE-2099-7001", at).unwrap();
    for found in [at(None), at(Some(At::Sequence(1_000_000)))] {
        let Found::Nothing { nearest } = found else {
            panic!("{found:?}");
        };
        assert!(
            !nearest.contains(&"CVE-2099-7001".to_owned()),
            "{nearest:?}"
        );
    }
    assert!(seen.history("CVE-2099-7001", false).unwrap().is_none());
    let whole = format!("{:?}", house.vulnerability("CVE-2099-0001", None).unwrap());
    let part = format!("{:?}", seen.vulnerability("CVE-2099-0001", None).unwrap());
    assert!(whole.contains("Confidential") && whole.contains("Public words"));
    assert!(part.contains("Public words") && !part.contains("Confidential"));
    assert!(!part.contains("partner"), "{part}");
    let history = format!("{:?}", seen.history("CVE-2099-0001", false).unwrap());
    assert!(!history.contains("partner"), "{history}");

    let sources = format!("{:?}", seen.sources().unwrap());
    assert!(!sources.contains("partner"));
    for (_, text) in confidential() {
        let digest = Digest::of(text.as_bytes()).to_string();
        assert!(house.original(&digest).unwrap().is_some());
        assert_eq!(seen.original(&digest).unwrap(), None);
    }
}

#[test]
fn the_ledger_is_followed_without_names_and_handed_on_only_as_a_whole() {
    let (_folder, house) = filled();
    let seen = house.seen_by(Tlp::Clear);
    let since = |house: &House| {
        let all = Since {
            limit: 10_000,
            ..Since::default()
        };
        house.changes(&all).unwrap().unwrap()
    };
    let (whole, part) = (since(&house), since(&seen));
    assert_eq!((whole.upto, &whole.link), (part.upto, &part.link));
    assert_eq!(whole.changes.len(), part.changes.len() + 2);
    assert!(!format!("{part:?}").contains("partner"));
    assert!(house.offer(0, None).unwrap().is_some());
    assert!(matches!(seen.offer(0, None), Err(UseError::Withheld)));
}

#[test]
fn what_comes_later_is_hidden_as_well() {
    let (folder, house) = filled();
    let seen = house.seen_by(Tlp::Clear);
    assert_eq!(hits(&seen, "lantern"), 1);
    let path = folder.path().join("later.json");
    let [(id, text), _] = confidential();
    std::fs::write(&path, text.replace(id, "CVE-2099-7002")).unwrap();
    let options = ImportOptions {
        paths: vec![path],
        source: Some("partner".to_owned()),
        ..ImportOptions::default()
    };
    house.import(&options, &|_| ()).unwrap();
    assert_eq!(hits(&house, "lantern"), 3);
    assert_eq!(hits(&seen, "lantern"), 1);
}
