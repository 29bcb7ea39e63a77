//! NVD: yearly feeds first, then the API, each continued where it was left.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod server;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use noroshi_sources::{Ending, FailureKind, Party};
use server::{Answer, Question, Server, Trial, gz, ok, sha256, status};

const NOW: &str = "2026-11-23T09:00:00Z";

fn meta(content: &str, modified: &str) -> Answer {
    let (size, sha) = (content.len(), sha256(content).to_uppercase());
    ok(format!(
        "lastModifiedDate:{modified}\r\nsize:{size}\r\nzipSize:1\r\ngzSize:1\r\nsha256:{sha}\r\n"
    ))
}

fn feed(name: &str, ending: &str) -> String {
    format!("/feeds/json/cve/2.0/nvdcve-2.0-{name}.{ending}")
}

/// What a question to the API asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    from: String,
    to: String,
    start: u64,
    size: u64,
}

fn asked(question: &Question) -> Option<Asked> {
    let (path, query) = question.target.split_once('?')?;
    assert_eq!(path, "/rest/json/cves/2.0");
    let value = |name: &str| {
        query
            .split('&')
            .find_map(|p| p.strip_prefix(name)?.strip_prefix('='))
            .unwrap_or_default()
            .to_owned()
    };
    let day = |name| value(name).get(..13).unwrap_or_default().to_owned();
    Some(Asked {
        from: day("lastModStartDate"),
        to: day("lastModEndDate"),
        start: value("startIndex").parse().unwrap(),
        size: value("resultsPerPage").parse().unwrap(),
    })
}

fn page(start: u64, size: u64, total: u64) -> Answer {
    let entries: Vec<_> = (start..total.min(start + size))
        .map(|i| i.to_string())
        .collect();
    ok(format!(
        "{{\"resultsPerPage\":{size},\"startIndex\":{start},\"totalResults\":{total},\"vulnerabilities\":[{}]}}",
        entries.join(",")
    ))
}

/// An API with so many entries, behind a feed of 2026 stated at the given time.
fn with_api(stated: &'static str, mut api: impl FnMut(Asked) -> Answer + Send + 'static) -> Trial {
    let server = Server::new(move |question| match asked(question) {
        Some(asked) => api(asked),
        None if question.target == feed("2026", "meta") => meta("{}", stated),
        None if question.target == feed("2026", "json.gz") => ok(gz("{}")),
        None => status(404, ""),
    });
    let mut trial = Trial::new("nvd", NOW, server);
    trial.context.first_year = Some(2026);
    trial
}

fn api_questions(trial: &Trial) -> Vec<Asked> {
    trial.server.questions().iter().filter_map(asked).collect()
}

#[test]
fn years_come_first_the_newest_first_and_only_once() {
    let year = |c: &str| (meta(c, "2026-11-23T03:00:00-05:00"), ok(gz(c)));
    let ((m25, f25), (m26, f26), (mm, fm)) = (year("{25}"), year("{26}"), year("{m}"));
    let server = Server::of(&[
        (&feed("2025", "meta"), &[m25]),
        (&feed("2025", "json.gz"), &[f25]),
        (&feed("2026", "meta"), &[m26]),
        (&feed("2026", "json.gz"), &[f26]),
        (&feed("modified", "meta"), &[mm]),
        (&feed("modified", "json.gz"), &[fm]),
        (
            "/rest/json/cves/2.0?lastModStartDate=2026-11-23T06:00:00.000%2B00:00\
             &lastModEndDate=2026-11-23T09:00:00.000%2B00:00&startIndex=0&resultsPerPage=2000",
            &[page(0, 2000, 2)],
        ),
    ]);
    let mut trial = Trial::new("nvd", NOW, server);
    trial.context.first_year = Some(2025);
    let outcome = trial.fetch().unwrap();
    assert_eq!(outcome.ending, Ending::Complete);
    let lines = &trial.book.lines;
    assert_eq!(lines[0], feed("2026", "json.gz") + " = {26}");
    assert_eq!(lines[1], feed("2025", "json.gz") + " = {25}");
    assert_eq!(lines[2], feed("modified", "json.gz") + " ~ {m}");
    assert!(lines[3].starts_with("/rest/json/cves/2.0?"));
    assert_eq!(lines.len(), 4);
    assert_eq!(outcome.cursor, trial.book.cursor);
    // Nothing has happened since: only the description of the modified feed is looked at.
    let before = trial.server.targets().len();
    trial.gives(&[]);
    assert_eq!(trial.server.targets()[before..], [feed("modified", "meta")]);
}

#[test]
fn a_fetch_that_was_stopped_continues_with_the_year_that_is_missing() {
    let stated = "2026-11-23T08:00:00Z";
    let server = Server::of(&[
        (&feed("2025", "meta"), &[meta("{25}", stated)]),
        (&feed("2025", "json.gz"), &[ok(gz("{25}"))]),
        (&feed("2026", "meta"), &[meta("{26}", stated)]),
        (&feed("2026", "json.gz"), &[ok(gz("{26}"))]),
    ]);
    let mut trial = Trial::new("nvd", stated, server);
    trial.context.first_year = Some(2025);
    trial.book.stop_after = Some(1);
    assert_eq!(trial.fetch().unwrap().ending, Ending::Stopped);
    assert_eq!(trial.book.lines, [feed("2026", "json.gz") + " = {26}"]);
    trial.book.stop_after = None;
    trial.gives(&[&(feed("2025", "json.gz") + " = {25}")]);
}

#[test]
fn in_january_the_new_year_may_have_no_feed_yet() {
    let stated = "2026-01-02T08:00:00Z";
    let server = Server::of(&[
        (&feed("2025", "meta"), &[meta("{25}", stated)]),
        (&feed("2025", "json.gz"), &[ok(gz("{25}"))]),
    ]);
    let mut trial = Trial::new("nvd", stated, server);
    trial.context.first_year = Some(2025);
    trial.gives(&[&(feed("2025", "json.gz") + " = {25}")]);
}

#[test]
fn a_feed_with_another_digest_is_not_handed_out_and_the_other_years_are() {
    let stated = "2026-11-23T08:00:00Z";
    let server = Server::of(&[
        (&feed("2026", "meta"), &[meta("{other}", stated)]),
        (&feed("2026", "json.gz"), &[ok(gz("{}"))]),
        (&feed("2025", "meta"), &[meta("{25}", stated)]),
        (&feed("2025", "json.gz"), &[ok(gz("{25}"))]),
    ]);
    let mut trial = Trial::new("nvd", "2026-11-23T08:00:00Z", server);
    trial.context.first_year = Some(2025);
    let failure = trial.fails();
    assert_eq!(
        (failure.party, failure.kind),
        (Party::Them, FailureKind::Digest)
    );
    assert!(failure.address.ends_with(&feed("2026", "json.gz")));
    assert_eq!(trial.book.lines, [feed("2025", "json.gz") + " = {25}"]);
}

#[test]
fn half_a_gzip_is_not_handed_out() {
    let whole = gz("{\"vulnerabilities\":[1,2,3,4,5,6,7,8,9,10,11,12,13]}");
    let server = Server::of(&[
        (&feed("2026", "meta"), &[meta("{}", NOW)]),
        (&feed("2026", "json.gz"), &[ok(&whole[..whole.len() / 2])]),
    ]);
    let mut trial = Trial::new("nvd", NOW, server);
    trial.context.first_year = Some(2026);
    let failure = trial.fails();
    assert_eq!(failure.kind, FailureKind::Transport);
    assert!(failure.message.contains("breaks off"), "{failure}");
    assert!(trial.book.lines.is_empty());
}

#[test]
fn a_description_of_no_bytes_is_a_failure_and_not_unchanged() {
    let server = Server::of(&[(&feed("2026", "meta"), &[ok("")])]);
    let mut trial = Trial::new("nvd", NOW, server);
    trial.context.first_year = Some(2026);
    assert_eq!(trial.fails().kind, FailureKind::Transport);
    assert!(trial.book.cursor.is_none());
}

#[test]
fn a_long_absence_is_asked_for_in_windows_of_120_days() {
    let mut trial = with_api("2026-02-01T02:00:00Z", |a| page(a.start, a.size, 1));
    trial.fetch().unwrap();
    let windows: Vec<_> = api_questions(&trial)
        .into_iter()
        .map(|a| (a.from, a.to))
        .collect();
    let expected = [
        ("2026-02-01T00", "2026-06-01T00"),
        ("2026-05-31T22", "2026-09-28T22"),
        ("2026-09-28T20", "2026-11-23T09"),
    ];
    assert_eq!(windows, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
}

#[test]
fn after_a_failure_the_next_fetch_continues_from_the_page_that_is_missing() {
    let broken = Arc::new(Mutex::new(true));
    let switch = Arc::clone(&broken);
    let mut trial = with_api("2026-11-20T00:00:00Z", move |a| {
        match a.start >= 4000 && *switch.lock().unwrap() {
            true => status(429, "").with("retry-after", "9999"),
            false => page(a.start, a.size, 5000),
        }
    });
    assert!(matches!(trial.fails().kind, FailureKind::Throttled { .. }));
    assert_eq!(trial.book.lines.len(), 3, "the feed and two pages");
    *broken.lock().unwrap() = false;
    let before = api_questions(&trial).len();
    // Time goes on; the window does not move under the pages.
    trial.context.now_ms += 3 * 60 * 60 * 1000;
    trial.fetch().unwrap();
    let questions = &api_questions(&trial)[before..];
    assert_eq!(
        (questions[0].start, questions[0].to.as_str()),
        (4000, "2026-11-23T09")
    );
    assert_eq!(
        (questions[1].start, questions[1].from.as_str()),
        (0, "2026-11-23T07")
    );
}

#[test]
fn a_page_that_answers_404_is_halved() {
    let mut trial = with_api("2026-11-20T00:00:00Z", |a| match a.size > 500 {
        true => status(404, ""),
        false => page(a.start, a.size, 700),
    });
    trial.fetch().unwrap();
    let pages: Vec<_> = api_questions(&trial)
        .iter()
        .map(|a| (a.start, a.size))
        .collect();
    assert_eq!(pages, [(0, 2000), (0, 1000), (0, 500), (500, 500)]);
}

#[test]
fn halving_ends_at_250_with_a_failure() {
    let mut trial = with_api("2026-11-20T00:00:00Z", |_| status(404, ""));
    assert_eq!(trial.fails().status, Some(404));
    let pages: Vec<_> = api_questions(&trial).iter().map(|a| a.size).collect();
    assert_eq!(pages, [2000, 1000, 500, 250]);
}

#[test]
fn a_page_shorter_than_announced_leaves_no_gap() {
    let mut trial = with_api("2026-11-20T00:00:00Z", |a| {
        page(a.start, a.size.min(300), 700)
    });
    trial.fetch().unwrap();
    let starts: Vec<_> = api_questions(&trial).iter().map(|a| a.start).collect();
    assert_eq!(starts, [0, 300, 600]);
}

#[test]
fn an_empty_page_where_entries_are_announced_is_a_failure() {
    let mut trial = with_api("2026-11-20T00:00:00Z", |a| match a.start {
        0 => page(0, a.size, 5000),
        start => page(start, 0, 5000),
    });
    let failure = trial.fails();
    assert_eq!(failure.kind, FailureKind::Content);
    assert!(failure.message.contains("at 2000 of 5000"), "{failure}");
}

#[test]
fn a_page_cut_off_inside_its_json_is_not_handed_out() {
    let mut trial = with_api("2026-11-20T00:00:00Z", |_| {
        ok("{\"totalResults\":3,\"vulnerabilities\":[1,2")
    });
    assert_eq!(trial.fails().kind, FailureKind::Transport);
    assert_eq!(trial.book.lines.len(), 1, "the feed");
}

#[test]
fn requests_keep_their_distance_which_a_key_shortens() {
    for (key, distance) in [(None, 6_000), (Some("secret"), 600)] {
        let mut trial = with_api("2026-11-20T00:00:00Z", |a| page(a.start, a.size, 5000));
        trial.context.api_key = key.map(str::to_owned);
        trial.fetch().unwrap();
        let waits = trial.clock.waits();
        let distance = Duration::from_millis(distance);
        assert_eq!(
            waits.iter().filter(|w| **w == distance).count(),
            2,
            "{waits:?}"
        );
        let sent = trial.server.questions();
        assert_eq!(
            sent.last()
                .unwrap()
                .headers
                .get("apikey")
                .map(String::as_str),
            key
        );
        assert!(!trial.book.cursor.as_ref().unwrap().contains("secret"));
    }
}

#[test]
fn a_key_that_is_not_accepted_is_for_the_operator() {
    let mut trial = with_api("2026-11-20T00:00:00Z", |_| {
        status(404, "").with("message", "Invalid apiKey.")
    });
    trial.context.api_key = Some("wrong".to_owned());
    let failure = trial.fails();
    assert_eq!(
        (failure.party, failure.kind),
        (Party::You, FailureKind::KeyMissing)
    );
    assert!(!failure.to_string().contains("wrong"));
    assert_eq!(api_questions(&trial).len(), 1);
}

#[test]
fn where_the_feeds_are_gone_the_api_gives_everything() {
    let server = Server::new(|question| match asked(question) {
        Some(asked) => page(asked.start, asked.size, 2500),
        None => status(410, ""),
    });
    let mut trial = Trial::new("nvd", NOW, server);
    trial.context.first_year = Some(2025);
    trial.fetch().unwrap();
    let pages: Vec<_> = api_questions(&trial)
        .iter()
        .map(|a| (a.from.clone(), a.start))
        .collect();
    assert_eq!(pages, [(String::new(), 0), (String::new(), 2000)]);
    trial.context.now_ms += 60 * 60 * 1000;
    trial.fetch().unwrap();
    let last = api_questions(&trial).pop().unwrap();
    assert_eq!(
        (last.from.as_str(), last.to.as_str()),
        ("2026-11-23T07", "2026-11-23T10")
    );
}

#[test]
fn a_page_that_begins_elsewhere_is_a_failure_and_leaves_the_place_as_it_was() {
    // As a server that does not look at what it is asked for.
    let mut trial = with_api("2026-11-20T00:00:00Z", |_| page(0, 2000, 5000));
    let failure = trial.fails();
    assert_eq!(failure.kind, FailureKind::Content);
    assert!(
        failure.message.contains("begins at 0 where 2000 was"),
        "{failure}"
    );
    assert_eq!(trial.book.lines.len(), 2, "the feed and one page");
}

#[test]
fn entries_that_leave_the_period_while_it_is_read_move_the_place_back() {
    let mut pages = 0;
    let mut trial = with_api("2026-11-20T00:00:00Z", move |a| {
        pages += 1;
        page(a.start, a.size, if pages == 1 { 4100 } else { 4090 })
    });
    trial.fetch().unwrap();
    let starts: Vec<_> = api_questions(&trial).iter().map(|a| a.start).collect();
    assert_eq!(starts, [0, 2000, 1990, 3990]);
}

#[test]
fn a_number_of_entries_that_always_falls_ends_in_a_failure() {
    let mut total = 1_000_000;
    let mut trial = with_api("2026-11-20T00:00:00Z", move |a| {
        total -= 1;
        page(a.start, a.size, total)
    });
    let failure = trial.fails();
    assert!(
        failure.message.contains("falls with every page"),
        "{failure}"
    );
    assert!(api_questions(&trial).len() < 200);
}

#[test]
fn a_page_of_another_form_is_not_asked_for_in_smaller_parts() {
    let mut trial = with_api("2026-11-20T00:00:00Z", |_| {
        ok("{\"data\":[],\"version\":\"3.0\"}")
    });
    let failure = trial.fails();
    assert_eq!(failure.kind, FailureKind::Content);
    assert_eq!(api_questions(&trial).len(), 1);
}

#[test]
fn a_feed_dated_ahead_of_time_leaves_no_gap() {
    let mut trial = with_api("2027-03-01T00:00:00Z", |a| page(a.start, a.size, 0));
    trial.fetch().unwrap();
    let asked = &api_questions(&trial)[0];
    assert_eq!(asked.from, "2026-11-16T07", "seven days and the overlap");
}

#[test]
fn a_place_reached_while_our_clock_was_ahead_is_given_up() {
    let mut trial = with_api("2026-11-20T00:00:00Z", |a| page(a.start, a.size, 0));
    let now = trial.context.now_ms;
    trial.context.now_ms += 20 * 24 * 60 * 60 * 1000;
    trial.fetch().unwrap();
    trial.context.now_ms = now;
    trial.fetch().unwrap();
    let last = api_questions(&trial).pop().unwrap();
    assert_eq!(
        (last.from.as_str(), last.to.as_str()),
        ("2026-11-19T22", "2026-11-23T09")
    );
}
