//! What the doctor finds.

use std::collections::BTreeMap;

use crate::run::{Noroshi, noroshi};

/// What was found, by state; room on a disk is the machine's own.
#[track_caller]
fn check(run: &Noroshi, arguments: &[&str], exit: i32, expected: &[(&str, &[&str])]) {
    let command = [&["doctor", "--format", "json"], arguments].concat();
    let done = run.command(&command).output().unwrap();
    assert_eq!(done.status.code(), Some(exit), "{done:?}");
    let found: Vec<serde_json::Value> = serde_json::from_slice(&done.stdout).unwrap();
    let mut states: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in &found {
        let about = line["about"].as_str().unwrap();
        let is_well = line["state"] == "well";
        assert_ne!(is_well, line["hint"].is_string(), "{line}");
        if !about.contains("room") && !about.contains("scratch") {
            states
                .entry(line["state"].as_str().unwrap())
                .or_default()
                .push(about);
        }
    }
    let expected: BTreeMap<&str, Vec<&str>> =
        expected.iter().map(|(s, a)| (*s, a.to_vec())).collect();
    assert_eq!(states, expected);
}

#[test]
fn an_empty_installation_is_well_and_says_what_comes_next() {
    let well = ["no-settings", "store"];
    check(
        &noroshi(),
        &[],
        0,
        &[("well", &well), ("look", &["empty", "no-source"])],
    );
}

#[test]
fn pages_that_others_can_reach_and_a_source_that_lacks_its_key_are_named() {
    let run = noroshi();
    let file = run.path("noroshi.toml");
    std::fs::write(&file, "[serve]\nlisten = '0.0.0.0:8080'\n").unwrap();
    let well = ["settings", "store"];
    let look = ["reachable", "empty", "no-source"];
    check(
        &run,
        &["--config", &file],
        0,
        &[("well", &well), ("look", &look)],
    );
}

#[test]
fn what_a_source_answered_wrong_says_who_must_act() {
    let run = noroshi();
    // Not a folder of KEV: nothing is there.
    let empty = run.path("nothing");
    std::fs::create_dir(&empty).unwrap();
    let file = run.path("noroshi.toml");
    std::fs::write(&file, format!("[source.kev]\nfolder = '{empty}'\n")).unwrap();
    run.run(&["--config", &file, "sync", "kev"]);
    let well = ["settings", "store"];
    check(
        &run,
        &["--config", &file],
        5,
        &[
            ("well", &well),
            ("look", &["empty"]),
            ("bad", &["failing-you"]),
        ],
    );
}
