//! Files that hold far less than the last time: what changed lately may, a year may not.

use noroshi_app::{
    SyncOptions, SyncOutcome,
    health::reason_parts,
    values::{Health, Party},
};

use crate::{
    Trial, make,
    nvd::{entries, feed_of, page},
    server::{Answer, Question, Server, ok},
};

#[test]
fn a_feed_of_what_changed_lately_may_shrink_at_once() {
    let year = make::nvd(1, &entries(4));
    let trial = Trial::new(Server::new(nvd(
        year.clone(),
        make::nvd(2, &entries(5_000)),
    )));
    trial.done("nvd");
    assert_eq!(trial.page("nvd").documents, 5_000);
    for lately in [10, 0] {
        let modified = make::nvd(3, &entries(lately));
        trial.server.now(nvd(year.clone(), modified));
        trial.done("nvd");
        let page = trial.page("nvd");
        assert_eq!((page.health, page.act), (Health::Fresh, Party::Nobody));
        assert_eq!((page.documents, page.reason.as_str()), (5_000, ""));
        // The cursor moved with it: it is not asked for again.
        trial.server.asked();
        trial.done("nvd");
        let asked = trial.server.asked();
        assert!(!asked.iter().any(|q| q.target.ends_with(".json.gz")));
    }
}

#[test]
fn a_year_that_shrinks_is_suspicious() {
    let none = make::nvd(1, &[]);
    let year = make::nvd(1, &entries(5_000));
    let trial = Trial::new(Server::new(nvd(year, none.clone())));
    trial.done("nvd");
    let before = trial.digests();
    trial
        .server
        .now(nvd(make::nvd(2, &entries(10)), none.clone()));
    let from_the_beginning = SyncOptions {
        full: true,
        ..trial.options()
    };
    let runs = trial.sync_with(&["nvd"], &from_the_beginning);
    let SyncOutcome::Failed { party, message, .. } = &runs[0].outcome else {
        panic!("{runs:?}");
    };
    let (key, words) = reason_parts(message);
    assert_eq!((*party, key), (Party::Them, "incomplete"));
    assert!(
        words.starts_with("it held 5000 entries before and holds 10 now"),
        "{words}"
    );
    assert_eq!(trial.digests(), before);
}

#[test]
fn a_feed_of_what_is_new_may_shrink_but_not_to_nothing_without_a_word() {
    let trial = Trial::new(Server::new(|_| ok(jvn(150, ""))));
    trial.done("jvn");
    trial.server.now(|_| ok(jvn(3, "")));
    trial.done("jvn");
    trial.server.now(|_| ok(jvn(0, "")));
    let (party, reason, _) = trial.fails("jvn");
    assert_eq!(
        (party, reason_parts(&reason).0),
        (Party::Them, "incomplete")
    );
    trial.server.now(|_| ok("<!DOCTYPE html><html>Checking"));
    let (party, reason, _) = trial.fails("jvn");
    assert_eq!((party, reason_parts(&reason).0), (Party::Them, "transport"));
    let none = r#"<status:Status xmlns:status="http://jvndb.jvn.jp/myjvn/Status" version="3.3" retCd="0" totalRes="0" totalResRet="0" firstRes="0"/>"#;
    trial.server.now(move |_| ok(jvn(0, none)));
    trial.done("jvn");
    assert_eq!(trial.page("jvn").health, Health::Fresh);
}

/// NVD with these two feeds and nothing new behind its API.
fn nvd(year: String, modified: String) -> impl FnMut(&Question) -> Answer + Send + 'static {
    move |question| feed_of(question, &year, &modified, "").unwrap_or_else(|| page(0, 0, 0, 0))
}

/// A feed of JVN with so many reports, and what stands after them.
pub(crate) fn jvn(count: u32, end: &str) -> String {
    let items: String = (0..count)
        .map(|i| {
            let address = format!("https://jvn.jp/jp/JVN{:08}/", 10_000_000 + i);
            format!("<item rdf:about=\"{address}\"><title>題</title><link>{address}</link></item>")
        })
        .collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xml:lang="ja"><channel rdf:about="https://jvn.jp/rss/jvn.rdf"><title>JVN</title></channel>{items}{end}</rdf:RDF>"#
    )
}
