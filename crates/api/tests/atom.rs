//! Any query as a feed: identifiers that stay, dates that are the records' own, and what else is fixed by the standard.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod served;

use std::collections::BTreeSet;

use axum::http::{Method, Request, StatusCode, header};
use noroshi_model::{AssumedZone, Moment};
use noroshi_vrda::Feed;
use serde_json::Value;

use served::{Answer, sample, send};

const QUERIES: &[&str] = &[
    "",
    "log4j",
    "exploited:yes",
    "severity:critical",
    "認証",
    "%3Cscript%3E",
    "source:jvndb&sort=score",
    "&limit=7&start=7",
];

#[test]
fn a_feed_holds_what_the_answer_holds_in_its_order_and_with_its_dates() {
    for query in QUERIES {
        let feed = feed(&format!("/search.atom?q={query}"), "a.example");
        let json = json(&format!("/search.json?q={query}"));
        let rows = json["rows"].as_array().unwrap();
        assert_eq!(feed.entries.len(), rows.len(), "{query}");
        for (entry, row) in feed.entries.iter().zip(rows) {
            let id = row["id"].as_str().unwrap();
            assert!(entry.title.ends_with(&format!("({id})")), "{}", entry.title);
            assert!(entry.links[0].href.ends_with(id));
            let stated = ["last_changed", "first_seen"].map(|name| row[name].as_str());
            let stated = stated.into_iter().flatten().next().unwrap();
            assert_eq!(instant(&entry.updated), instant(stated), "{id}");
        }
        let newest = feed.entries.iter().map(|e| instant(&e.updated)).max();
        assert_eq!(instant(&feed.updated), newest.unwrap_or(0), "{query}");
    }
}

#[test]
fn identifiers_depend_on_the_host_and_on_nothing_else() {
    let one = feed("/search.atom?q=exploited:yes", "a.example");
    let ids: BTreeSet<String> = one.entries.iter().map(|e| e.id.clone()).collect();
    assert_eq!(ids.len(), one.entries.len());
    assert!(ids.iter().all(|id| id.starts_with("tag:a.example,2026:")));
    for (address, host) in [
        ("/search.atom?q=exploited:yes&lang=ja", "a.example"),
        ("/search.atom?q=exploited:yes&sort=score", "a.example:8080"),
        ("/search.atom?q=source:kev", "A.example"),
    ] {
        let same = feed(address, host);
        let same: BTreeSet<String> = same.entries.into_iter().map(|e| e.id).collect();
        assert_eq!(same, ids, "{address}");
    }
    let all = QUERIES.iter().take(7);
    let feeds: BTreeSet<String> = all
        .map(|q| feed(&format!("/search.atom?q={q}"), "a.example").id)
        .collect();
    assert_eq!(feeds.len(), 7, "each query is a feed of its own");
}

#[test]
fn the_feeds_own_address_gives_the_same_feed() {
    for query in [
        "log4j&lang=ja",
        "&sort=id&start=20",
        "&sort=changed&limit=3&lang=en&start=6",
        "a%20b%26c%22",
    ] {
        let one = feed(&format!("/search.atom?q={query}"), "a.example");
        let own = one.links.iter().find(|l| l.rel == "self").unwrap();
        let own = own.href.strip_prefix("http://a.example").unwrap();
        assert_eq!(feed(own, "a.example"), one, "{own}");
    }
}

#[test]
fn pages_of_a_feed_follow_one_another() {
    let mut address = "/search.atom?q=&limit=10&sort=id".to_owned();
    let mut ids = Vec::new();
    loop {
        let page = feed(&address, "a.example");
        ids.extend(page.entries.iter().map(|e| e.id.clone()));
        let Some(next) = page.links.iter().find(|l| l.rel == "next") else {
            break;
        };
        address = next
            .href
            .strip_prefix("http://a.example")
            .unwrap()
            .to_owned();
    }
    let total = json("/search.json?q=")["total"].as_u64().unwrap();
    assert_eq!(ids.len() as u64, total);
}

#[test]
fn an_original_comes_back_byte_for_byte_and_may_be_kept() {
    let page = json("/v/CVE-2021-44228.json");
    let digest = page["records"][0]["provenance"]["digest"].as_str().unwrap();
    let (status, headers, body) = ask(&format!("/original/{digest}"), &[]);
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        body.len() as u64,
        page["records"][0]["provenance"]["size"].as_u64().unwrap()
    );
    assert!(
        headers[header::CACHE_CONTROL]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
    for wrong in ["0".repeat(64), "x".to_owned()] {
        let (status, headers, _) = ask(&format!("/original/{wrong}"), &[]);
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
    }
}

#[test]
fn what_is_only_read_says_so_to_whoever_would_write() {
    for address in ["/search.json", "/vrda/feed/ja/atom.xml"] {
        let (status, headers, _) = asked(Method::POST, address, &[]);
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{address}");
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
        let (status, _, body) = asked(Method::HEAD, address, &[]);
        assert_eq!((status, body.as_str()), (StatusCode::OK, ""), "{address}");
    }
}

#[track_caller]
fn feed(address: &str, host: &str) -> Feed {
    let (status, headers, body) = ask(address, &[("host", host)]);
    assert_eq!(status, StatusCode::OK, "{address}: {body}");
    assert_eq!(
        headers[header::CONTENT_TYPE],
        "application/atom+xml; charset=utf-8"
    );
    Feed::from_xml(body.as_bytes()).unwrap()
}

#[track_caller]
fn json(address: &str) -> Value {
    let (status, _, body) = ask(address, &[]);
    assert_eq!(status, StatusCode::OK, "{address}: {body}");
    serde_json::from_str(&body).unwrap()
}

fn instant(text: &str) -> i64 {
    Moment::parse(text, AssumedZone::Utc).instant.unwrap()
}

fn ask(address: &str, headers: &[(&str, &str)]) -> Answer {
    asked(Method::GET, address, headers)
}

fn asked(method: Method, address: &str, headers: &[(&str, &str)]) -> Answer {
    let request = Request::builder().method(method).uri(address);
    send(&sample(), request, headers)
}
