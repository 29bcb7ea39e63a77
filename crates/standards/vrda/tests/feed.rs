//! The feed: read and written without loss.
#![expect(clippy::unwrap_used, reason = "the helpers assert")]

use noroshi_vrda::{
    Category, Class, Entry, Extension, FactSet, Feed, FeedLink, Lang, Provider, System,
};

fn link(rel: &str, media_type: &str, hreflang: Option<&str>, href: &str) -> FeedLink {
    FeedLink {
        rel: rel.into(),
        media_type: Some(media_type.into()),
        hreflang: hreflang.map(str::to_owned),
        href: href.into(),
    }
}

fn feed() -> Feed {
    let name = "https://vuln.example/vrda/feed/ja/JVNiPedia_JVNDB-2099-000001_AD_2";
    Feed {
        lang: Lang::Ja,
        id: "https://vuln.example/vrda/feed/ja/atom.xml".into(),
        title: "VRDA フィード".into(),
        updated: "2099-02-01T00:00:00Z".into(),
        author: "例示".into(),
        generator: Some("noroshi".into()),
        links: vec![
            link(
                "self",
                "application/atom+xml",
                None,
                "https://vuln.example/vrda/feed/ja/atom.xml",
            ),
            link(
                "alternate",
                "application/atom+xml",
                Some("en"),
                "https://vuln.example/vrda/feed/en/atom.xml",
            ),
        ],
        entries: vec![Entry {
            id: "urn:noroshi:vrda:JVNiPedia:JVNDB-2099-000001".into(),
            title: "A < B & C".into(),
            updated: "2099-02-01T00:00:00Z".into(),
            published: Some("2099-01-01T00:00:00Z".into()),
            links: vec![
                link(
                    "alternate",
                    "text/html",
                    Some("ja"),
                    &format!("{name}.html"),
                ),
                link(
                    "alternate",
                    "application/xml",
                    Some("ja"),
                    &format!("{name}.xml"),
                ),
            ],
            categories: vec![Category {
                term: "cpe:/a:example:example_soft".into(),
                scheme: Some("urn:cpe".into()),
                label: Some("例示ソフト".into()),
            }],
            content: "<p>A &lt; B</p>".into(),
            extension: Some(Extension {
                provider: Provider {
                    code: "JVNiPedia".into(),
                    name: "JVN iPedia".into(),
                },
                id: "JVNDB-2099-000001".into(),
                revision: 2,
                class: Class::Advisory,
                facts: vec![FactSet {
                    system: "cvss-2.0".into(),
                    by: None,
                    facts: System::find("cvss-2.0")
                        .unwrap()
                        .facts(Lang::Ja, &[("Au", "N")]),
                }],
            }),
        }],
        other: vec![],
    }
}

#[test]
fn what_is_written_is_read_again() {
    let feed = feed();
    let xml = feed.to_xml();
    assert!(xml.contains("<vrda:datum provider=\"JVNiPedia\""), "{xml}");
    assert_eq!(Feed::from_xml(xml.as_bytes()).unwrap(), feed);
}

#[test]
fn unknown_members_come_back_at_their_place() {
    let strange = feed()
        .to_xml()
        .replace(
            "<content ",
            "<summary>short</summary><content xml:lang=\"en\" ",
        )
        .replace("</feed>", "<rights>none</rights></feed>")
        .replace("</vrda:datum>", "<vrda:Weight>3</vrda:Weight></vrda:datum>")
        .replace("rel=\"self\"", "length=\"9\" rel=\"self\"");
    let read = Feed::from_xml(strange.as_bytes()).unwrap();
    // The text of a content marked as HTML is the same, whichever attribute is beside it.
    assert_eq!(read.entries, feed().entries);
    let again = read.to_xml();
    for kept in [
        "<summary>short</summary>",
        "<content type=\"html\" xml:lang=\"en\">",
        "<rights>none</rights>",
        "<vrda:Weight>3</vrda:Weight>",
        "length=\"9\"",
    ] {
        assert!(again.contains(kept), "{kept} is not in {again}");
    }
    assert_eq!(
        Feed::from_xml(again.as_bytes()).unwrap().other.len(),
        read.other.len()
    );
}

#[test]
fn what_is_no_feed_is_refused() {
    let error = Feed::from_xml(b"<feed/>").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the root element is feed, not feed of Atom"
    );
    let error = Feed::from_xml(b"<rss xmlns='http://www.w3.org/2005/Atom'/>").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the root element is rss, not feed of Atom"
    );
}
