//! Twice, in any order, and from the ledger alone: the same end.

use std::{fs, path::PathBuf};

use noroshi_app::Found;

use crate::{Own, import, is_there, make, shared};

#[test]
fn importing_twice_adds_no_revision() {
    let own = Own::new();
    let paths = world(&own, 40);
    let first = own.import_paths(&paths);
    let digests = own.digests();
    let again = own.import_paths(&paths);
    assert_eq!(again.sequence, first.sequence);
    assert_eq!(again.total().new + again.total().changed, 0);
    assert_eq!(again.total().entries, first.total().entries);
    assert_eq!(
        again.total().known,
        first.total().known + first.total().new + first.total().changed
    );
    assert_eq!(own.digests(), digests);
    own.is_clean();
}

#[test]
fn every_order_ends_in_the_same_projections() {
    let own = Own::new();
    let mut paths = world(&own, 25);
    own.import_paths(&paths);
    let expected = own.digests();
    let mut random = fastrand::Rng::with_seed(20_260_101);
    for round in 0..12 {
        if round == 0 {
            paths.reverse();
        } else {
            random.shuffle(&mut paths);
        }
        let other = Own::new();
        // One file at a time and all in one go take different ways.
        if round % 2 == 0 {
            other.import_paths(&paths);
        } else {
            for path in &paths {
                other.import_paths(std::slice::from_ref(path));
            }
        }
        assert_eq!(other.digests(), expected, "{paths:?}");
        other.is_clean();
    }
}

#[test]
fn a_rebuild_ends_in_the_same_projections() {
    let own = Own::new();
    own.import_paths(&world(&own, 40));
    let before = (own.digests(), own.house.status().unwrap());
    let report = own.house.rebuild(&|_, _| ()).unwrap();
    assert_eq!(report.rows, before.1.sequence);
    assert_eq!(report.faults, [""; 0]);
    let mut after = own.house.status().unwrap();
    after.size = before.1.size;
    assert_eq!((own.digests(), after), before);
    own.is_clean();
    // Whoever had looked at it before sees what is there now.
    assert!(is_there(&own.house, "CVE-2026-1005"));
}

#[test]
fn what_a_catalogue_no_longer_lists_is_closed() {
    let old = make::kev(2025, &["CVE-2024-0001", "CVE-2024-0002"]);
    let new = make::kev(2026, &["CVE-2024-0001", "CVE-2024-0003"]);
    let forward = Own::new();
    forward.import("old.json", &old);
    let report = forward.import("new.json", &new);
    assert_eq!(report.total().closed, 1);
    let backward = Own::new();
    backward.import("new.json", &new);
    assert_eq!(backward.import("old.json", &old).total().closed, 1);
    for own in [&forward, &backward] {
        own.holds("CVE-2024-0001");
        own.holds("CVE-2024-0003");
        assert!(!is_there(&own.house, "CVE-2024-0002"));
    }
    assert_eq!(forward.digests(), backward.digests());
    // Listed once more, it is back, although its document is the old one.
    let again = make::kev(2027, &["CVE-2024-0001", "CVE-2024-0002", "CVE-2024-0003"]);
    for own in [&forward, &backward] {
        own.import("again.json", &again);
        own.holds("CVE-2024-0002");
        own.is_clean();
    }
    assert_eq!(forward.digests(), backward.digests());
}

#[test]
fn two_records_of_one_name_in_a_document_both_go_with_it() {
    let own = Own::new();
    let twice = [
        ("CVE-2026-1000".to_owned(), 1),
        ("CVE-2026-1000".to_owned(), 2),
    ];
    own.import("a.csv", make::epss(1, &twice));
    own.import("b.csv", make::epss(2, &twice[..1]));
    own.is_clean();
    let backward = Own::new();
    backward.import("b.csv", make::epss(2, &twice[..1]));
    backward.import("a.csv", make::epss(1, &twice));
    assert_eq!(own.digests(), backward.digests());
}

#[test]
fn an_older_revision_arriving_late_is_kept_and_does_not_become_current() {
    let own = Own::new();
    let entry =
        |day, text: &str| make::nvd(day, &[("CVE-2026-1000".to_owned(), day, text.to_owned())]);
    own.import("new.json", entry(9, "Newer words."));
    own.import("old.json", entry(2, "Older words."));
    let Found::One(page) = own.house.vulnerability("CVE-2026-1000", None).unwrap() else {
        panic!("it is there")
    };
    let shown = format!("{page:?}");
    assert!(shown.contains("Newer words.") && !shown.contains("Older words."));
    assert_eq!(own.house.status().unwrap().sequence, 2);
}

#[test]
fn a_backup_is_a_store_with_the_same_content() {
    let own = Own::new();
    own.import_paths(&world(&own, 10));
    let folder = own.folder.path().join("copy");
    fs::create_dir(&folder).unwrap();
    let to = folder.join("noroshi.db");
    own.house.backup(&to).unwrap();
    let copy = noroshi_app::House::open(&folder).unwrap();
    assert_eq!(copy.projection_digests().unwrap(), own.digests());
    assert!(copy.check(&|_, _| ()).unwrap().is_clean());
    let error = own.house.backup(&to).unwrap_err().to_string();
    assert!(error.contains("exists"), "{error}");
}

#[test]
fn real_feeds_add_up_come_back_and_end_the_same_in_any_order() {
    let Some(data) = shared() else { return };
    let mut paths: Vec<PathBuf> = [
        "kev/known_exploited_vulnerabilities.json",
        "kev/known_exploited_vulnerabilities.2026-08-22.json.zst",
        "jvn",
        "cve5/selected",
        "nvd/selected-2.0",
        "osv/selected",
    ]
    .iter()
    .map(|p| data.join(p))
    .collect();
    let own = Own::new();
    let first = own.import_paths(&paths);
    assert!(first.total().records > 1_500, "{:?}", first.total());
    let again = own.import_paths(&paths);
    assert_eq!(again.sequence, first.sequence);
    own.is_clean();
    let expected = own.digests();
    own.house.rebuild(&|_, _| ()).unwrap();
    assert_eq!(own.digests(), expected);
    paths.reverse();
    let other = Own::new();
    import(&other.house, &paths);
    assert_eq!(other.digests(), expected);
}

/// Writes the invented world beside a store.
pub(crate) fn world(own: &Own, size: u32) -> Vec<PathBuf> {
    let write = |(name, content): (String, String)| {
        let path = own.folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    make::world(size).into_iter().map(write).collect()
}
