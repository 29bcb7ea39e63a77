//! The plain Atom feed, whole.

use noroshi_model::Language;
use noroshi_outlets::atom::{Entry, Feed, tag};

fn entry(number: u32, title: &str) -> Entry {
    let id = format!("CVE-2099-{number:04}");
    Entry {
        id: tag("vuln.example:8443", &format!("vulnerability/{id}")),
        title: title.to_owned(),
        updated: 4_070_995_200_000,
        summary: "要約 <b>は</b> そのままの文字です。".to_owned(),
        url: format!("https://vuln.example/{id}"),
        categories: vec!["high".to_owned(), "jvn \"ipedia\"".to_owned()],
    }
}

fn feed(entries: Vec<Entry>) -> Feed {
    Feed {
        id: tag("vuln.example", "search?q=認証 a&page=1"),
        title: "認証 a".to_owned(),
        language: Language::Ja,
        updated: 4_070_995_200_000,
        author: "例示".to_owned(),
        self_url: "https://vuln.example/search.atom?q=a&page=1".to_owned(),
        alternate_url: "https://vuln.example/search?q=a&page=1".to_owned(),
        next_url: Some("https://vuln.example/search.atom?q=a&page=2".to_owned()),
        entries,
    }
}

#[test]
fn the_whole_feed() {
    let entries = vec![
        entry(1, "例示ソフトにおける認証不備の脆弱性"),
        entry(
            2,
            "</title><script>alert(1)</script> \u{202E}gpj.exe\u{2066} \0\u{1} ]]> &amp;",
        ),
    ];
    insta::assert_snapshot!(feed(entries).to_xml());
}

#[test]
fn an_empty_result_is_a_feed() {
    let mut feed = feed(vec![]);
    feed.next_url = None;
    insta::assert_snapshot!(feed.to_xml());
}

#[test]
fn a_title_of_100_kb_is_carried_whole() {
    let title = "<長い>".repeat(12_500);
    let xml = feed(vec![entry(1, &title)]).to_xml();
    assert_eq!(xml.matches("&lt;長い&gt;").count(), 12_500);
}

#[test]
fn tags_do_not_depend_on_the_port_and_hold_no_strange_characters() {
    assert_eq!(
        tag("A.example:80", "x/é 1"),
        "tag:a.example,2026:x/%C3%A9%201"
    );
    assert_eq!(tag("[::1]:80", "x"), "tag:--1,2026:x");
}
