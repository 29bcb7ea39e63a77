//! All sources at once.

use std::sync::LazyLock;

use noroshi_app::{
    Found, SyncOutcome,
    values::{Health, Party},
};

use crate::{
    Trial,
    archives::{RECORD, baseline, pack},
    follow, gz, kev, make, nvd,
    server::{Answer, Question, Server, ok, status},
    sha256, this_year,
    windows::jvn,
};

#[test]
fn without_names_every_source_is_asked_in_the_order_of_the_table() {
    let trial = Trial::new(Server::new(everybody));
    trial.house.configure(&trial.settings);
    let runs = trial.sync_with(&[], &trial.options());
    let names: Vec<_> = runs.iter().map(|run| run.name.as_str()).collect();
    let all: Vec<_> = noroshi_sources::ALL.iter().map(|s| s.name()).collect();
    assert_eq!(names, all);
    for run in &runs {
        let done = matches!(run.outcome, SyncOutcome::Done(counts) if counts.new > 0);
        assert!(done, "{run:?}");
        let page = trial.page(&run.name);
        assert_eq!((page.health, page.act), (Health::Fresh, Party::Nobody));
    }
    // What they say about one vulnerability stands side by side.
    let Found::One(page) = trial.house.vulnerability("CVE-2026-1000", None).unwrap() else {
        panic!("it is not one");
    };
    let mut speakers: Vec<_> = page.records.iter().map(|r| r.source.as_str()).collect();
    speakers.sort_unstable();
    assert_eq!(speakers, ["cve", "epss", "jvndb", "kev", "nvd"]);
    let before = trial.digests();
    for run in trial.sync_with(&[], &trial.options()) {
        let nothing = matches!(run.outcome, SyncOutcome::Done(c) if c.new + c.changed == 0);
        assert!(nothing, "{run:?}");
    }
    assert_eq!(trial.digests(), before);
}

#[test]
fn without_names_each_fares_on_its_own() {
    let trial = Trial::new(Server::new(|question| match question.target.as_str() {
        target if target.contains("known_exploited") => status(500, ""),
        _ => everybody(question),
    }));
    for run in trial.sync_with(&[], &trial.options()) {
        let failed = matches!(run.outcome, SyncOutcome::Failed { .. });
        assert_eq!(failed, run.name == "kev", "{run:?}");
    }
}

/// Answers for every source.
fn everybody(question: &Question) -> Answer {
    let target = question.target.as_str();
    let year = this_year();
    let details = |language: &str| format!("/{language}/feed/detail/jvndb_detail_{year}.rdf");
    if target.contains("/nvdcve-") || target.starts_with("/rest/") {
        nvd::whole(question)
    } else if target.contains("/cve_") {
        baseline(question, &pack(&[("cves/CVE-2026-1000.json", RECORD)]))
    } else if target.contains("epss_scores") {
        ok(gz(make::epss(5, &[("CVE-2026-1000".to_owned(), 4)])))
    } else if target.contains("known_exploited") {
        ok(kev(3))
    } else if target.starts_with("/bundle?") {
        static LEADER: LazyLock<follow::Leader> = LazyLock::new(|| follow::Leader::fed(&["cve"]));
        follow::answer(&LEADER.house, question)
    } else if target.ends_with("/rss/jvn.rdf") {
        ok(jvn(2, ""))
    } else if let Some((language, "feed/checksum.txt")) = target[1..].split_once('/') {
        let path = details(language);
        let (digest, size) = (sha256(entry()), entry().len());
        ok(format!(
            r#"[{{"url":"https://jvndb.jvn.jp{path}","sha256":"{digest}","size":{size}}}]"#
        ))
    } else if target == details("ja") || target == details("en") {
        ok(entry())
    } else {
        status(404, "")
    }
}

fn entry() -> String {
    make::vuldef("JVNDB-2026-000001", 2, "狼煙の脆弱性", &["CVE-2026-1000"])
}
