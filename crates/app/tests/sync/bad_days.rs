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

/// A catalogue that says when it was made, with these entries: number and name.
fn catalogue(made: &str, entries: &[(u32, &str)]) -> String {
    let entry = |(number, name): &(u32, &str)| {
        format!(
            r#"{{"cveID":"CVE-2026-{number:04}","vendorProject":"Example","product":"Beacon","vulnerabilityName":"{name}","dateAdded":"2026-01-01","shortDescription":"Smoke.","requiredAction":"Put it out.","dueDate":"2026-01-20","knownRansomwareCampaignUse":"Unknown","notes":""}}"#
        )
    };
    let all: Vec<String> = entries.iter().map(entry).collect();
    format!(
        r#"{{"title":"CISA Catalog of Known Exploited Vulnerabilities","catalogVersion":"1","dateReleased":"{made}","count":{},"vulnerabilities":[{}]}}"#,
        entries.len(),
        all.join(",")
    )
}

/// The name that is shown of an entry.
fn name_of(trial: &Trial, number: u32) -> Option<String> {
    let found = trial
        .house
        .vulnerability(&format!("CVE-2026-{number:04}"), None);
    match found.unwrap() {
        noroshi_app::Found::One(page) => page.titles.first().map(|title| title.value.clone()),
        _ => None,
    }
}

#[test]
fn a_clock_that_jumped_ahead_does_not_hide_what_comes_after_it() {
    let trial = Trial::new(Server::new(|_| {
        ok(catalogue(
            "2099-01-01T00:00:00Z",
            &[(1, "Before"), (2, "Two")],
        ))
    }));
    trial.done("kev");
    assert_eq!(name_of(&trial, 1).as_deref(), Some("Before"));
    let today = jiff::Timestamp::now().to_string();
    trial
        .server
        .now(move |_| ok(catalogue(&today, &[(1, "After"), (2, "Two"), (3, "Three")])));
    trial.done("kev");
    assert_eq!(name_of(&trial, 1).as_deref(), Some("After"));
    assert_eq!(name_of(&trial, 3).as_deref(), Some("Three"));
    let before = trial.digests();
    let again = trial.done("kev");
    assert_eq!((again.new, again.changed), (0, 0));
    assert_eq!(trial.digests(), before);
}

#[test]
fn an_entry_changed_in_the_future_does_not_hide_what_comes_after_it() {
    let trial = Trial::new(Server::new(|_| status(404, "")));
    let folder = tempfile::tempdir().unwrap();
    let take = |name: &str, changed: &str, text: &str| {
        let entry = make::nvd_entry("CVE-2026-1000", 3, text).replace("2026-01-03T", changed);
        let page = format!(
            r#"{{"resultsPerPage":1,"startIndex":0,"totalResults":1,"format":"NVD_CVE","version":"2.0","timestamp":"2026-01-07T00:00:00.000","vulnerabilities":[{entry}]}}"#
        );
        let path = folder.path().join(name);
        std::fs::write(&path, page).unwrap();
        let options = noroshi_app::ImportOptions {
            paths: vec![path],
            ..Default::default()
        };
        trial.house.import(&options, &|_| ()).unwrap();
        let found = trial.house.vulnerability("CVE-2026-1000", None).unwrap();
        let noroshi_app::Found::One(page) = found else {
            panic!("{found:?}")
        };
        format!("{:?}", page.records[0].record)
    };
    assert!(take("ahead", "2099-01-01T", "Smoke.").contains("Smoke."));
    // The first moment of the day, which nothing that is seen on it counts as earlier than.
    let today = format!("{}T", &jiff::Timestamp::now().to_string()[..10]);
    assert!(take("then", &today, "Fire.").contains("Fire."));
}

#[test]
fn an_entry_that_a_list_holds_twice_is_one_and_stays_as_it_is() {
    let trial = Trial::new(Server::new(|_| {
        ok(catalogue(
            "2026-01-02T00:00:00Z",
            &[(1, "One"), (1, "Again"), (2, "Two")],
        ))
    }));
    let first = trial.done("kev");
    let before = trial.digests();
    let second = trial.done("kev");
    assert_eq!((second.new, second.changed), (0, 0), "{first:?}");
    assert_eq!(trial.digests(), before);
}

#[test]
fn a_refusal_with_a_web_page_is_never_data() {
    for code in [403, 404, 429, 502, 503, 524] {
        let trial = Trial::new(Server::new(move |_| {
            status(code, "<!DOCTYPE html><title>Just a moment</title>")
        }));
        let (party, reason, kept) = trial.fails("kev");
        assert_eq!((kept.new, kept.changed), (0, 0), "{code}");
        let expected = if code == 403 {
            vec![Party::Them, Party::You]
        } else {
            vec![Party::Them]
        };
        assert!(expected.contains(&party), "{code}: {party:?} {reason}");
    }
}
