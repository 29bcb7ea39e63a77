//! Which sources are asked, and the states of those that are not.

use noroshi_app::{
    ImportOptions, SyncOptions, SyncOutcome, UseError,
    health::reason_parts,
    values::{Health, Party},
};

use crate::{
    Trial, kev,
    server::{Server, ok},
};

fn trial() -> Trial {
    Trial::new(Server::new(|_| ok(kev(3))))
}

#[test]
fn an_unknown_name_is_said_before_anything_is_asked() {
    let trial = trial();
    let names = ["kev".to_owned(), "kevs".to_owned()];
    let error = trial.house.sync(&names, &trial.options(), &|_, _| ());
    let Err(UseError::NoSuchSource { name, nearest }) = error else {
        panic!("{error:?}");
    };
    assert_eq!((name.as_str(), nearest), ("kevs", Some("kev")));
    assert!(trial.server.asked().is_empty());
}

#[test]
fn a_source_that_is_not_due_is_left_out_unless_it_is_named_without_that_wish() {
    let trial = trial();
    trial.done("kev");
    let due = SyncOptions {
        due_only: true,
        ..trial.options()
    };
    assert_eq!(trial.sync_with(&["kev"], &due), []);
    assert_eq!(trial.done("kev").new, 0);
}

#[test]
fn a_dry_run_asks_nothing_and_says_what_it_would_do() {
    let trial = trial();
    let dry = SyncOptions {
        dry_run: true,
        ..trial.options()
    };
    let planned = |continues| move |o: &SyncOutcome| matches!(o, SyncOutcome::Planned { continues: c, .. } if *c == continues);
    let runs = trial.sync_with(&[], &dry);
    assert_eq!(runs.len(), noroshi_sources::ALL.len());
    assert!(
        runs.iter().map(|r| &r.outcome).all(planned(false)),
        "{runs:?}"
    );
    assert!(trial.server.asked().is_empty());
    trial.done("kev");
    let runs = trial.sync_with(&["kev"], &dry);
    assert!(planned(true)(&runs[0].outcome), "{runs:?}");
}

#[test]
fn what_is_switched_off_or_offline_is_skipped_and_says_so() {
    let mut trial = trial();
    trial
        .settings
        .sources
        .entry("kev".to_owned())
        .or_default()
        .off = true;
    skipped(&trial, "kev", "off");
    trial.settings.offline = true;
    skipped(&trial, "nvd", "offline");
    assert!(trial.server.asked().is_empty());
}

#[test]
fn a_folder_is_read_even_offline_and_other_files_in_it_are_passed_over() {
    let mut trial = trial();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("kev.json"), kev(3)).unwrap();
    std::fs::write(folder.path().join("README.md"), "# What this is").unwrap();
    trial.settings.offline = true;
    trial
        .settings
        .sources
        .entry("kev".to_owned())
        .or_default()
        .folder = Some(folder.path().to_owned());
    let counts = trial.done("kev");
    assert_eq!((counts.new, counts.refused), (3, 0));
    assert!(trial.server.asked().is_empty());
}

#[test]
fn a_source_that_was_never_asked_is_skipped_and_nobody_must_act() {
    let trial = trial();
    let page = trial.page("nvd");
    assert_eq!((page.health, page.act), (Health::Skipped, Party::Nobody));
    assert_eq!(reason_parts(&page.reason).0, "never");
    assert!(page.every_minutes > 0 && !page.attribution.is_empty());
}

#[test]
fn a_source_that_was_only_imported_comes_last_and_says_why_it_is_not_asked() {
    let trial = trial();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kev.json");
    std::fs::write(&path, kev(3)).unwrap();
    let options = ImportOptions {
        source: Some("acme".to_owned()),
        paths: vec![path],
        ..ImportOptions::default()
    };
    trial.house.import(&options, &|_| ()).unwrap();
    let page = trial.house.sources().unwrap();
    let names: Vec<_> = page.sources.iter().map(|s| s.name.as_str()).collect();
    let table = noroshi_sources::ALL.iter().map(|s| s.name());
    assert_eq!(names, table.chain(["acme"]).collect::<Vec<_>>());
    let last = page.sources.last().unwrap();
    assert_eq!((last.health, last.documents), (Health::Skipped, 3));
    assert_eq!(reason_parts(&last.reason).0, "imported");
}

#[track_caller]
fn skipped(trial: &Trial, name: &str, key: &str) {
    let outcome = trial.sync(name);
    let SyncOutcome::Skipped { why } = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(reason_parts(&why).0, key);
    trial.house.configure(&trial.settings);
    let page = trial.page(name);
    assert_eq!((page.health, page.every_minutes), (Health::Skipped, 0));
    assert_eq!((reason_parts(&page.reason).0, page.next), (key, None));
}
