//! NVD: feeds, then pages, each a place to go on from.

use noroshi_app::{
    SyncOutcome,
    health::reason_parts,
    values::{Health, Party},
};

use crate::{
    Trial, gz, make,
    server::{Answer, Question, Server, ok, status},
    sha256, this_year,
};

const FEEDS: &str = "/feeds/json/cve/2.0/nvdcve-2.0-";

#[test]
fn a_wrong_digest_is_their_failure_and_nothing_of_the_file_is_taken() {
    let trial = Trial::new(Server::new(|question| match feed(question, "0") {
        Some(answer) => answer,
        None => page(0, 0, 0, 0),
    }));
    let (party, reason, kept) = trial.fails("nvd");
    assert_eq!((party, reason_parts(&reason).0), (Party::Them, "digest"));
    assert_eq!(kept.files, 0);
    assert_eq!(trial.page("nvd").documents, 0);
}

#[test]
fn a_page_shorter_than_announced_is_a_failure_and_is_asked_for_again() {
    let trial = Trial::new(Server::new(|question| {
        feed(question, "").unwrap_or_else(|| page(0, 2, 3, 2))
    }));
    let (party, reason, kept) = trial.fails("nvd");
    assert_eq!(
        (party, reason_parts(&reason).0),
        (Party::Them, "incomplete")
    );
    // Four of the feed, two of the page: what came is kept.
    assert_eq!(kept.new, 6);
    let window = |asked: &[Question]| {
        let page = asked
            .iter()
            .find(|q| q.target.starts_with("/rest"))
            .unwrap();
        page.target.split('&').next().unwrap().to_owned()
    };
    let first = window(&trial.server.asked());
    trial
        .server
        .now(|question| feed(question, "").unwrap_or_else(|| page(0, 3, 3, 3)));
    assert_eq!(trial.done("nvd").new, 1);
    assert_eq!(
        window(&trial.server.asked()),
        first,
        "the same period again"
    );
}

#[test]
fn after_a_failure_it_goes_on_from_its_page() {
    let trial = Trial::new(Server::new(|question| {
        if let Some(answer) = feed(question, "") {
            return answer;
        }
        match question.target.contains("startIndex=0&") {
            true => page(0, 2, 2, 3),
            false => status(503, "").with("retry-after", "3600"),
        }
    }));
    let (party, reason, kept) = trial.fails("nvd");
    assert_eq!((party, reason_parts(&reason).0), (Party::Them, "throttled"));
    assert_eq!(kept.new, 6);
    trial.server.asked();
    trial
        .server
        .now(|question| feed(question, "").unwrap_or_else(|| goes_on(question)));
    assert_eq!(trial.done("nvd").new, 1);
    let asked: Vec<String> = trial.server.asked().into_iter().map(|q| q.target).collect();
    assert!(!asked.iter().any(|t| t.contains(".json.gz")), "{asked:?}");
    let pages: Vec<_> = asked.iter().filter(|t| t.starts_with("/rest")).collect();
    assert!(pages[0].contains("startIndex=2&"), "{asked:?}");
    let found = trial.page("nvd");
    assert_eq!((found.health, found.documents), (Health::Fresh, 7));
}

#[test]
fn from_the_beginning_means_that_everything_is_asked_for_and_nothing_is_doubled() {
    let trial = Trial::new(Server::new(whole));
    assert_eq!(trial.done("nvd").new, 7);
    let before = trial.digests();
    trial.server.asked();
    let options = noroshi_app::SyncOptions {
        full: true,
        ..trial.options()
    };
    let runs = trial.sync_with(&["nvd"], &options);
    assert!(
        matches!(runs[0].outcome, SyncOutcome::Done(c) if c.new + c.changed == 0),
        "{runs:?}"
    );
    let asked = trial.server.asked();
    assert!(asked.iter().any(|q| q.target.contains(".json.gz")));
    assert_eq!(trial.digests(), before);
}

/// The third entry of the period that was begun, and nothing in the next one.
fn goes_on(question: &Question) -> Answer {
    match question.target.contains("startIndex=2&") {
        true => page(2, 1, 1, 3),
        false => page(0, 0, 0, 0),
    }
}

/// Answers everything as it should be: four entries in the feeds, three in two pages.
pub(crate) fn whole(question: &Question) -> Answer {
    feed(question, "").unwrap_or_else(|| match question.target.contains("startIndex=0&") {
        true => page(0, 2, 2, 3),
        false => page(2, 1, 1, 3),
    })
}

/// The feeds, where one is asked for; `wrong` takes the place of the digest if it is not empty.
pub(crate) fn feed(question: &Question, wrong: &str) -> Option<Answer> {
    let entries = entries(4);
    let (year, modified) = (make::nvd(5, &entries), make::nvd(6, &entries[2..]));
    feed_of(question, &year, &modified, wrong)
}

/// So many entries, the first changed on the first of January.
pub(crate) fn entries(count: u32) -> Vec<(String, u32, String)> {
    let entry = |i| {
        (
            format!("CVE-2026-{:04}", 1000 + i),
            1 + i % 4,
            format!("Beacon {i}"),
        )
    };
    (0..count).map(entry).collect()
}

/// The feeds of this year and of modified entries with this content.
pub(crate) fn feed_of(
    question: &Question,
    year: &str,
    modified: &str,
    wrong: &str,
) -> Option<Answer> {
    let name = question.target.strip_prefix(FEEDS)?;
    let content = match name.split_once('.')?.0 {
        "modified" => modified,
        name if name == this_year().to_string() => year,
        _ => return Some(status(404, "")),
    };
    if name.ends_with(".json.gz") {
        return Some(ok(gz(content)));
    }
    let yesterday = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(24);
    let digest = match wrong {
        "" => sha256(content),
        wrong => wrong.repeat(64),
    };
    let meta = format!(
        "lastModifiedDate:{}T00:00:00+00:00\r\nsize:{}\r\nsha256:{digest}\r\n",
        &yesterday.to_string()[..10],
        content.len(),
    );
    Some(ok(meta))
}

/// A page from an index on with so many entries, which announces perhaps more, of a period with so
/// many.
pub(crate) fn page(index: u32, holds: u32, announces: u32, all: u32) -> Answer {
    let entries: Vec<_> = (index..index + holds)
        .map(|i| make::nvd_entry(&format!("CVE-2026-{:04}", 2000 + i), 3, "Fire."))
        .collect();
    ok(format!(
        r#"{{"resultsPerPage":{announces},"startIndex":{index},"totalResults":{all},"format":"NVD_CVE","version":"2.0","timestamp":"2026-01-07T00:00:00.000","vulnerabilities":[{}]}}"#,
        entries.join(",")
    ))
}
