//! Writing what was read gives the same values, over NVD's real files.

#![expect(clippy::unwrap_used, reason = "a test may")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use noroshi_nvd::{v1, v2};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

fn data(folder: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../../shared/data/nvd"
    ))
    .join(folder);
    if !path.exists() {
        println!("skipped: ../shared/data is not here");
        return None;
    }
    Some(path)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn text(path: &Path) -> String {
    let file = fs::File::open(path).unwrap();
    if path.extension().is_some_and(|e| e == "zst") {
        let mut reader = zstd::Decoder::new(file).unwrap();
        reader.window_log_max(27).unwrap();
        std::io::read_to_string(reader).unwrap()
    } else {
        std::io::read_to_string(file).unwrap()
    }
}

/// Reads and writes every `step`th element of `list`, and the rest of the file.
fn check<T: Serialize + DeserializeOwned>(path: &Path, list: &str, step: usize) {
    let mut page: Value = serde_json::from_str(&text(path)).unwrap();
    let elements = page[list].as_array_mut().unwrap();
    let mut number = 0;
    elements.retain(|_| {
        number += 1;
        (number - 1) % step == 0
    });
    let read: T = serde_json::from_value(page.clone()).unwrap();
    let written = serde_json::to_value(&read).unwrap();
    assert!(
        written == page,
        "{} is not written as it was read",
        path.display()
    );
}

#[test]
fn pages_of_every_service_are_lossless() {
    let Some(folder) = data("api-pages") else {
        return;
    };
    for (part, list) in [
        ("cve", "vulnerabilities"),
        ("cpe", "products"),
        ("cpematch", "matchStrings"),
        ("cvehistory", "cveChanges"),
    ] {
        for path in files(&folder.join(part)) {
            check::<v2::Page>(&path, list, 1);
        }
    }
}

#[test]
fn entries_with_the_members_of_2026_are_lossless() {
    let Some(folder) = data("modified") else {
        return;
    };
    for path in files(&folder) {
        check::<v2::Page>(&path, "vulnerabilities", 10);
    }
    for path in files(&data("selected-2.0").unwrap()) {
        check::<v2::Page>(&path, "vulnerabilities", 1);
    }
}

#[test]
fn yearly_feeds_are_lossless() {
    let Some(folder) = data("feed-2.0-2026") else {
        return;
    };
    check::<v2::Page>(
        &folder.join("nvdcve-2.0-2003.2026-06-22.json.zst"),
        "vulnerabilities",
        10,
    );
}

#[test]
fn legacy_feeds_are_lossless() {
    let Some(folder) = data("feed-1.1") else {
        return;
    };
    check::<v1::Feed>(&folder.join("nvdcve-1.1-2019.json.zst"), "CVE_Items", 50);
}

#[test]
fn the_types_know_every_member_of_real_entries() {
    let Some(folder) = data("modified") else {
        return;
    };
    let page: v2::Page =
        serde_json::from_str(&text(&folder.join("nvdcve-2.0-recent.2026-08-22.json.zst"))).unwrap();
    assert!(page.extra.is_empty());
    for item in page.vulnerabilities.unwrap() {
        let cve = item.cve;
        assert_eq!(cve.extra.keys().next(), None);
        assert!(cve.status().is_some());
        assert!(cve.criteria().all(|c| c.extra.is_empty()));
        assert!(cve.metrics.iter().all(|m| m.extra.is_empty()));
        let products = cve
            .affected
            .iter()
            .flatten()
            .flat_map(|a| a.affected_data.iter().flatten());
        assert!(products.into_iter().all(|p| p.extra.is_empty()));
    }
}

#[test]
fn the_next_page_follows_from_this_one() {
    #[track_caller]
    fn check(page: &str, next: Option<u64>) {
        let page: v2::Page = serde_json::from_str(page).unwrap();
        assert_eq!(page.next_index(), next);
    }
    check(
        r#"{"resultsPerPage":3,"startIndex":3,"totalResults":8}"#,
        Some(6),
    );
    check(
        r#"{"resultsPerPage":2,"startIndex":6,"totalResults":8}"#,
        None,
    );
    check(
        r#"{"resultsPerPage":0,"startIndex":0,"totalResults":8}"#,
        None,
    );
    check("{}", None);
}
