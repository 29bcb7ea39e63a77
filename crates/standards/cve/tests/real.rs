//! Writing what was read gives the same values, over real records.

#![expect(clippy::unwrap_used, reason = "a test may")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use noroshi_cve::Record;
use serde_json::Value;

fn data() -> Option<PathBuf> {
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../../shared/data/cve5"
    ));
    if !path.exists() {
        println!("skipped: ../shared/data is not here");
        return None;
    }
    Some(path.to_owned())
}

/// Reads and writes every `step`th record of an archive, and hands it on.
fn archive(name: &str, step: usize, mut each: impl FnMut(&Record)) -> usize {
    let Some(folder) = data() else { return 0 };
    let mut stream = zstd::Decoder::new(fs::File::open(folder.join(name)).unwrap()).unwrap();
    stream.window_log_max(27).unwrap();
    let mut read = 0;
    for (number, entry) in tar::Archive::new(stream).entries().unwrap().enumerate() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().display().to_string();
        if number % step == 0 && path.ends_with(".json") {
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            each(&check(&text, &path));
            read += 1;
        }
    }
    read
}

#[track_caller]
fn check(text: &str, name: &str) -> Record {
    let original: Value = serde_json::from_str(text).unwrap();
    let record: Record = serde_json::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}"));
    let written = serde_json::to_value(&record).unwrap();
    assert!(written == original, "{name} is not written as it was read");
    record
}

#[test]
fn records_with_a_container_of_cisa_are_lossless_and_known() {
    if data().is_none() {
        return;
    }
    let mut decisions = 0;
    let read = archive("vulnrichment.tar.zst", 30, |record| {
        assert!(record.state().is_some());
        assert!(record.extra.is_empty());
        for container in record.containers() {
            decisions += container.ssvc().count();
            assert!(container.provider().is_some() || container.provider_metadata.is_some());
            assert!(
                container.extra.keys().all(|k| k.starts_with("x_")),
                "{:?}",
                container.extra.keys()
            );
            for product in container.affected.iter().flatten() {
                assert_eq!(product.extra.keys().next(), None);
            }
        }
    });
    assert!(read > 1000 && decisions > read);
}

#[test]
fn records_of_an_authoritys_own_archive_are_lossless() {
    if data().is_some() {
        assert!(archive("go-vulndb-cve5.tar.zst", 3, |_| ()) > 50);
    }
}

#[test]
fn records_of_every_kind_are_lossless() {
    let Some(folder) = data() else { return };
    for part in ["selected", "selected/cvelistV5", "selected/mixed"] {
        for entry in fs::read_dir(folder.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "json") {
                check(
                    &fs::read_to_string(&path).unwrap(),
                    &path.display().to_string(),
                );
            }
        }
    }
}

#[test]
fn members_of_5_1_and_5_2_are_lossless() {
    let record = check(
        r#"{"dataType":"CVE_RECORD","dataVersion":"5.2","containers":{"cna":{
            "affected":[{"packageURL":"pkg:npm/lodash","defaultStatus":"Affected"}],
            "cpeApplicability":[{"operator":"AND","nodes":[{"operator":"OR","negate":false,
                "cpeMatch":[{"vulnerable":true,"criteria":"cpe:2.3:a:b:c:*:*:*:*:*:*:*:*","versionEndExcluding":"2"}]}]}],
            "metrics":[{"cvssV4_0":{"version":"4.0","baseScore":10,"AV":"N"}}],
            "x_new":{"a":[1.0,2]}}}}"#,
        "ours",
    );
    let cna = record.containers().next().unwrap();
    assert_eq!(
        cna.metrics.as_ref().unwrap()[0]
            .cvss()
            .unwrap()
            .version
            .as_deref(),
        Some("4.0")
    );
    // A word that the schema does not know is kept, and answers as if absent.
    let product = &cna.affected.as_ref().unwrap()[0];
    assert_eq!(product.default.as_deref(), Some("Affected"));
    assert_eq!(product.default_status(), noroshi_cve::Status::Unknown);
}
