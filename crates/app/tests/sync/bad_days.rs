//! Answers that are no answers: each is a failure of somebody's, and costs nothing that is here.

use noroshi_app::{
    SyncOutcome,
    health::reason_parts,
    values::{Health, Party},
};

use crate::{
    Trial, gz, kev, make,
    server::{Answer, Server, ok, status},
};

#[test]
fn a_web_page_with_status_200_is_their_transport_failure() {
    check(
        "kev",
        || ok("<!DOCTYPE html><html>Checking"),
        "transport",
        Party::Them,
    );
}

#[test]
fn half_a_gzip_is_their_transport_failure() {
    let whole = || gz(make::epss(5, &[("CVE-2026-1000".to_owned(), 4)]));
    check("epss", move || ok(&whole()[..20]), "transport", Party::Them);
}

#[test]
fn a_server_that_is_down_is_their_transport_failure() {
    check("kev", || status(500, ""), "transport", Party::Them);
}

#[test]
fn a_rejected_key_is_for_the_person_who_set_it() {
    check("kev", || status(401, ""), "key", Party::You);
}

#[test]
fn entries_that_our_reader_refuses_in_numbers_are_for_us() {
    let odd = r#"{"title":"CISA Catalog of Known Exploited Vulnerabilities","catalogVersion":"2026.01.02","dateReleased":"2026-01-02T00:00:00.0000Z","count":3,"vulnerabilities":[1,2,3]}"#;
    check("kev", move || ok(odd), "not-understood", Party::Us);
}

#[test]
fn a_file_that_no_format_recognises_is_for_us() {
    check("kev", || ok(r#"{"known":[]}"#), "not-understood", Party::Us);
}

#[test]
fn an_empty_list_from_a_source_that_never_gave_anything_is_a_failure() {
    let trial = Trial::new(Server::new(|_| ok(kev(0))));
    let (party, reason, _) = trial.fails("kev");
    assert_eq!((party, reason_parts(&reason).0), (Party::Them, "empty"));
}

#[test]
fn an_empty_list_where_there_were_many_is_a_failure_until_the_list_is_back() {
    let trial = Trial::new(Server::new(|_| ok(kev(150)).with("etag", "\"full\"")));
    trial.done("kev");
    let before = trial.digests();
    trial.server.now(|_| ok(kev(0)).with("etag", "\"empty\""));
    trial.server.asked();
    for _ in 0..2 {
        let (party, reason, kept) = trial.fails("kev");
        assert_eq!(
            (party, reason_parts(&reason).0),
            (Party::Them, "incomplete")
        );
        assert_eq!((kept.new, kept.changed), (0, 0));
    }
    // It was asked under the condition of what is here, not of what was suspicious.
    for question in trial.server.asked() {
        assert_eq!(question.headers["if-none-match"], "\"full\"");
    }
    assert_eq!(trial.digests(), before);
    trial.server.now(|_| status(304, ""));
    trial.done("kev");
    assert_eq!(trial.page("kev").health, Health::Fresh);
}

#[test]
fn retry_after_is_kept_by_the_schedule() {
    let trial = Trial::new(Server::new(|_| status(503, "").with("retry-after", "7200")));
    let SyncOutcome::Failed {
        party,
        message,
        since,
        next,
        ..
    } = trial.sync("kev")
    else {
        panic!("it did not fail");
    };
    assert_eq!(
        (party, reason_parts(&message).0),
        (Party::Them, "throttled")
    );
    let hours = (next - since) as f64 / 3_600_000.0;
    assert!((2.0..2.3).contains(&hours), "{hours}");
    assert_eq!(trial.page("kev").next, Some(next));
}

#[test]
fn one_failing_source_does_not_hinder_the_others() {
    let trial = Trial::new(Server::new(|question| {
        match question.target.contains("epss") {
            true => ok(gz(make::epss(5, &[("CVE-2026-1000".to_owned(), 4)]))),
            false => status(500, ""),
        }
    }));
    let runs = trial.sync_with(&["kev", "epss"], &trial.options());
    let names: Vec<_> = runs.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names, ["epss", "kev"]);
    assert!(matches!(runs[0].outcome, SyncOutcome::Done(c) if c.new == 1));
    assert!(matches!(runs[1].outcome, SyncOutcome::Failed { .. }));
}

/// A source does well; then the answer fails with this key and party, twice; then it does well again.
#[track_caller]
fn check(
    name: &str,
    answer: impl Fn() -> Answer + Clone + Send + 'static,
    key: &str,
    party: Party,
) {
    let good = |_: &_| ok(kev(3));
    let good_scores = |_: &_| ok(gz(make::epss(4, &[("CVE-2026-1000".to_owned(), 9)])));
    let trial = Trial::new(Server::new(good));
    let be_good = || match name {
        "kev" => trial.server.now(good),
        _ => trial.server.now(good_scores),
    };
    be_good();
    trial.done(name);
    let before = trial.digests();
    let then = trial.page(name);
    assert_eq!(then.health, Health::Fresh);
    trial.server.now(move |_| answer());
    let mut since = None;
    for _ in 0..2 {
        let (found, reason, kept) = trial.fails(name);
        assert_eq!((found, reason_parts(&reason).0), (party, key), "{reason}");
        assert_eq!((kept.new, kept.changed), (0, 0));
        let page = trial.page(name);
        assert_eq!((page.health, page.act), (Health::Failing, party));
        assert_eq!(page.last_success, then.last_success);
        assert!(since.is_none() || page.since == since, "since moves");
        since = page.since;
    }
    assert_eq!(trial.digests(), before, "what was here is as it was");
    be_good();
    trial.done(name);
    let page = trial.page(name);
    assert_eq!((page.health, page.act), (Health::Fresh, Party::Nobody));
    assert_eq!(page.reason, "");
}
