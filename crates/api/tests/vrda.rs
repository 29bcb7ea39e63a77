//! The VRDA feed over HTTP: every link leads somewhere, and nothing hostile comes along.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod served;

use std::{collections::BTreeSet, fs, sync::Arc};

use axum::http::{HeaderMap, Request, StatusCode, header};
use noroshi_app::{House, ImportOptions};
use noroshi_vrda::{Datum, Feed};
use tempfile::TempDir;

use served::{Answer, sample, send};

const HOST: &str = "http://vuln.example:8080";

#[test]
fn every_link_of_both_feeds_leads_to_a_document_of_the_sample() {
    let mut data = BTreeSet::new();
    for (lang, other) in [("ja", "en"), ("en", "ja")] {
        let (headers, xml) = get(&sample(), &format!("/vrda/feed/{lang}/atom.xml"));
        assert_eq!(
            headers[header::CONTENT_TYPE],
            "application/atom+xml; charset=utf-8"
        );
        let feed = Feed::from_xml(xml.as_bytes()).unwrap();
        assert_eq!(feed.entries.len(), 25);
        assert!(feed.links.iter().any(|link| {
            link.rel == "alternate"
                && link.hreflang.as_deref() == Some(other)
                && link.href == format!("{HOST}/vrda/feed/{other}/atom.xml")
        }));
        for entry in &feed.entries {
            let extension = entry.extension.as_ref().unwrap();
            for link in &entry.links {
                let (headers, body) = get(&sample(), link.href.strip_prefix(HOST).unwrap());
                if link.media_type.as_deref() == Some("application/xml") {
                    let datum = Datum::from_xml(body.as_bytes()).unwrap();
                    assert_eq!((&datum.id, datum.lang.tag()), (&extension.id, lang));
                    assert_eq!(datum.facts, extension.facts);
                    for cpe in datum.affected.iter().flat_map(|a| &a.cpes) {
                        assert!(entry.categories.iter().any(|c| c.term == *cpe), "{cpe}");
                    }
                    data.insert(datum.id);
                } else {
                    assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
                    links_of_the_page_lead_somewhere(&body, lang);
                }
            }
        }
    }
    assert_eq!(data.len(), 25);
}

#[test]
fn the_page_allows_its_own_style_and_nothing_else() {
    let (headers, body) = get(
        &sample(),
        "/vrda/feed/ja/JVNiPedia_JVNDB-2007-000127_AD_1.html",
    );
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"));
    assert_eq!(body.matches("<style>").count(), 1);
    assert_eq!(body.matches(" style=").count(), 0);
}

#[test]
fn a_known_document_is_304() {
    for address in [
        "/vrda/feed/ja/atom.xml",
        "/vrda/feed/en/JVNiPedia_JVNDB-2007-000127_AD_1.html",
        "/vrda/feed/en/JVNiPedia_JVNDB-2007-000127_AD_1.xml",
    ] {
        let (headers, _) = get(&sample(), address);
        let tag = headers[header::ETAG].to_str().unwrap().to_owned();
        let (status, _, body) = ask(&sample(), address, &[("if-none-match", &tag)]);
        assert_eq!(
            (status, body.as_str()),
            (StatusCode::NOT_MODIFIED, ""),
            "{address}"
        );
    }
}

#[test]
fn what_is_not_there_is_404_and_an_unknown_revision_names_the_newest() {
    check(
        "/vrda/feed/ja/JVNiPedia_JVNDB-2007-000127_AD_7.xml",
        &["JVNiPedia_JVNDB-2007-000127_AD_1.xml"],
    );
    for address in [
        "/vrda/feed/fr/atom.xml",
        "/vrda/feed/ja/feed.xml",
        "/vrda/feed/ja/JVNiPedia_JVNDB-2007-000127_AD_01.html",
        "/vrda/feed/ja/JVNiPedia_JVNDB-1999-000001_AD_1.html",
        "/vrda/feed/ja/JVNiPedia_JVNDB-2007-000127_OT_1.html",
        "/vrda/feed/ja/..%2f..%2fetc_x_AD_1.html",
        "/vrda/feed/JA/atom.xml",
    ] {
        check(address, &[]);
    }
}

#[test]
fn the_host_is_repeated_only_where_it_looks_like_one() {
    let (_, _, xml) = ask(
        &sample(),
        "/vrda/feed/ja/atom.xml",
        &[("host", "x\"><script>")],
    );
    assert!(xml.contains("http://localhost/vrda/"));
    assert!(!xml.contains("script"));
}

#[test]
fn a_hostile_title_stays_text() {
    let title = "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;\u{202e}&quot;'";
    let (house, _folder) = house_with(&format!(
        "<VULDEF-Document version=\"3.2\" xmlns=\"http://jvn.jp/vuldef/\" xml:lang=\"ja\"><Vulinfo>\
         <VulinfoID>JVNDB-2099-000001</VulinfoID><VulinfoData><Title>{title}</Title><VulinfoDescription>\
         <Overview>{title}</Overview></VulinfoDescription><Affected><AffectedItem><ProductName>{title}</ProductName>\
         <Cpe>{title}</Cpe></AffectedItem></Affected><Related><RelatedItem type=\"vendor\"><Name>{title}</Name>\
         <URL>javascript:alert(1)</URL></RelatedItem></Related></VulinfoData></Vulinfo></VULDEF-Document>"
    ));
    let name = "JVNiPedia_JVNDB-2099-000001_AD_1";
    for lang in ["ja", "en"] {
        let (_, page) = get(&house, &format!("/vrda/feed/{lang}/{name}.html"));
        let (_, feed) = get(&house, &format!("/vrda/feed/{lang}/atom.xml"));
        for text in [&page, &feed] {
            assert!(!text.contains("<script"), "{text}");
            assert!(!text.contains('\u{202e}'), "{text}");
            assert!(!text.contains("href=\"javascript"), "{text}");
        }
        let feed = Feed::from_xml(feed.as_bytes()).unwrap();
        assert!(!feed.entries[0].content.contains("<script"));
        let (_, xml) = get(&house, &format!("/vrda/feed/{lang}/{name}.xml"));
        let datum = Datum::from_xml(xml.as_bytes()).unwrap();
        assert!(datum.title.contains("<script>alert(1)</script>"));
    }
}

#[test]
fn an_empty_store_gives_an_empty_feed() {
    let folder = tempfile::tempdir().unwrap();
    let house = Arc::new(House::open(folder.path()).unwrap());
    let (_, xml) = get(&house, "/vrda/feed/en/atom.xml");
    assert_eq!(Feed::from_xml(xml.as_bytes()).unwrap().entries, []);
}

/// Follows the page's links to its other form and the other language.
#[track_caller]
fn links_of_the_page_lead_somewhere(page: &str, lang: &str) {
    let mut local = 0;
    for link in page.split(" href=\"").skip(1) {
        let href = link.split('"').next().unwrap();
        let address = match href.strip_prefix("../") {
            Some(rest) => format!("/vrda/feed/{rest}"),
            None if href.contains("://") => continue,
            None => format!("/vrda/feed/{lang}/{href}"),
        };
        get(&sample(), &address);
        local += 1;
    }
    assert_eq!(local, 4, "two in the head, two at the foot");
}

#[track_caller]
fn check(address: &str, nearest: &[&str]) {
    let (status, headers, body) = ask(&sample(), address, &[]);
    assert_eq!(status, StatusCode::NOT_FOUND, "{address}");
    assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
    let problem: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(problem["nearest"], serde_json::json!(nearest), "{address}");
}

#[track_caller]
fn get(house: &Arc<House>, address: &str) -> (HeaderMap, String) {
    let (status, headers, body) = ask(house, address, &[]);
    assert_eq!(status, StatusCode::OK, "{address}: {body}");
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    (headers, body)
}

fn ask(house: &Arc<House>, address: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().uri(address);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", HOST.trim_start_matches("http://"));
    }
    send(house, request, headers)
}

fn house_with(document: &str) -> (Arc<House>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("entry.xml");
    fs::write(&file, document).unwrap();
    let house = House::open(&folder.path().join("store")).unwrap();
    let options = ImportOptions {
        paths: vec![file],
        ..ImportOptions::default()
    };
    house.import(&options, &|_| ()).unwrap();
    (Arc::new(house), folder)
}
