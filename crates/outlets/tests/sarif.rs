//! SARIF, whole outputs and what strangers could put into them.
#![expect(clippy::unwrap_used, reason = "the helpers assert")]

use noroshi_model::{Language, Severity};
use noroshi_outlets::sarif::{Finding, Level, Log, Outcome, Place, Rule};
use serde_json::Value;

fn finding(rule: usize, outcome: Outcome) -> Finding {
    Finding {
        rule,
        component: "bolt 1.2".to_owned(),
        known_as: Some("pkg:npm/bolt@1.2".to_owned()),
        place: Place {
            file: "shop/bom.json".to_owned(),
            line: None,
            within: Some("/components/0".to_owned()),
        },
        outcome,
        message: "NVD says bolt 1.2 is affected: below 1.3. Update to 1.3.".to_owned(),
    }
}

fn log(results: Vec<Finding>) -> Log {
    Log {
        tool: "noroshi".to_owned(),
        version: "0.1.0".to_owned(),
        about: Some("https://vuln.example/".to_owned()),
        language: Language::En,
        rules: vec![
            Rule {
                id: "CVE-2099-0001".to_owned(),
                title: "Bolt lets everybody in".to_owned(),
                description: Some("The door of bolt before 1.3 stays open.".to_owned()),
                help: Some("https://vuln.example/CVE-2099-0001".to_owned()),
                score: Some((9.8, "nvd@nist.gov".to_owned())),
                tags: vec!["CWE-287".to_owned(), "security".to_owned()],
            },
            Rule {
                id: "JVNDB-2099-000001".to_owned(),
                ..Rule::default()
            },
        ],
        results,
    }
}

#[track_caller]
fn written(log: &Log) -> Value {
    serde_json::from_str(&log.to_json()).unwrap()
}

#[test]
fn the_whole_log() {
    let mut listed = finding(1, Outcome::Open);
    listed.known_as = None;
    listed.place = Place {
        file: "資産 1.csv".to_owned(),
        line: Some(3),
        within: None,
    };
    let results = vec![
        finding(0, Outcome::Hit(Level::Error)),
        listed,
        finding(0, Outcome::Clear),
    ];
    insta::assert_snapshot!(log(results).to_json());
}

#[test]
fn nothing_found_is_a_log_with_no_results() {
    let log = written(&log(vec![finding(7, Outcome::Open)]));
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
}

#[test]
fn a_level_goes_with_a_hit_only() {
    let results = vec![
        finding(0, Outcome::Hit(Level::of(None))),
        finding(0, Outcome::Open),
        finding(0, Outcome::Clear),
    ];
    let log = written(&log(results));
    let found: Vec<_> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["kind"].as_str().unwrap(), r["level"].as_str().unwrap()))
        .collect();
    assert_eq!(
        found,
        [("fail", "warning"), ("open", "none"), ("pass", "none")]
    );
    assert_eq!(Level::of(Some(Severity::Low)), Level::Note);
}

#[test]
fn foreign_text_makes_no_placeholder_and_no_link() {
    let mut finding = finding(0, Outcome::Open);
    finding.message = "{0} and [here](https://bad.example) \u{202E}".to_owned();
    let log = written(&log(vec![finding]));
    assert_eq!(
        log["runs"][0]["results"][0]["message"]["text"],
        "{{0}} and \\[here\\](https://bad.example) \u{FFFD}"
    );
}

#[test]
fn files_are_named_by_uris() {
    for (file, uri) in [
        ("a/b.json", "a/b.json"),
        ("a\\b.json", "a/b.json"),
        ("/a b", "file:///a%20b"),
        ("C:\\a.json", "file:///C:/a.json"),
        ("sbom:1.json", "./sbom:1.json"),
        ("50%#?.json", "50%25%23%3F.json"),
    ] {
        let mut finding = finding(0, Outcome::Open);
        finding.place.file = file.to_owned();
        let log = written(&log(vec![finding]));
        let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(location["artifactLocation"]["uri"], uri);
    }
}

#[test]
fn the_fingerprint_outlives_a_move_within_the_file() {
    let mut moved = finding(0, Outcome::Open);
    moved.place.within = Some("/components/9".to_owned());
    moved.message = "said otherwise".to_owned();
    let mut other = finding(0, Outcome::Open);
    other.known_as = Some("pkg:npm/bolt@1.3".to_owned());
    let log = written(&log(vec![finding(0, Outcome::Open), moved, other]));
    let prints: Vec<&Value> = (0..3)
        .map(|n| &log["runs"][0]["results"][n]["partialFingerprints"])
        .collect();
    assert_eq!(prints[0], prints[1]);
    assert_ne!(prints[0], prints[2]);
}
