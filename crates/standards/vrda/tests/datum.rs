//! The datum in XML and HTML: nothing is lost, nothing hostile passes.
#![expect(clippy::unwrap_used, reason = "the helpers assert")]

use noroshi_vrda::{
    Affected, Class, Dates, Datum, FactSet, FileName, Form, HistoryItem, Lang, Link, Provider,
    System,
};
use proptest::prelude::*;

fn datum(lang: Lang) -> Datum {
    Datum {
        lang,
        text_lang: None,
        provider: Provider {
            code: "JVNiPedia".into(),
            name: "JVN iPedia".into(),
        },
        class: Class::Advisory,
        source_url: Some("https://jvndb.jvn.jp/ja/contents/2099/JVNDB-2099-000001.html".into()),
        id: "JVNDB-2099-000001".into(),
        revision: 1,
        title: "例示ソフトにおける認証不備の脆弱性".into(),
        overview: "例示ソフトには、認証不備の脆弱性が存在します。".into(),
        affected: vec![Affected {
            vendor: Some("例示社".into()),
            product: Some("例示ソフト".into()),
            cpes: vec!["cpe:/a:example:example_soft".into()],
            versions: vec!["1.0 およびそれ以前".into()],
        }],
        facts: vec![FactSet {
            system: "cvss-3.1".into(),
            by: Some("IPA".into()),
            facts: System::find("cvss-3.1")
                .unwrap()
                .facts(lang, &[("AV", "N"), ("S", "C")]),
        }],
        related: vec![Link {
            kind: Some("advisory".into()),
            name: Some("CVE".into()),
            id: Some("CVE-2099-0001".into()),
            title: None,
            url: Some("https://www.cve.org/CVERecord?id=CVE-2099-0001".into()),
        }],
        references: vec![],
        history: vec![HistoryItem {
            number: Some("1".into()),
            when: Some("2099-01-05T12:00:00+09:00".into()),
            text: "掲載".into(),
        }],
        dates: Dates {
            first_published: Some("2099-01-05T12:00:00+09:00".into()),
            last_updated: None,
            made_public: Some("ある日".into()),
        },
        other: vec![],
    }
}

#[test]
fn what_is_written_is_read_again() {
    for lang in [Lang::Ja, Lang::En] {
        let datum = datum(lang);
        assert_eq!(Datum::from_xml(datum.to_xml().as_bytes()).unwrap(), datum);
    }
}

#[test]
fn unknown_members_come_back_at_their_place() {
    let known = datum(Lang::Ja).to_xml();
    let strange = known
        .replace("<Title>", "<Title level=\"2\">")
        .replace(
            "<AffectedItem>",
            "<AffectedItem><x:Build xmlns:x=\"urn:x\" x:of=\"1\">9 &lt; 10</x:Build>",
        )
        .replace("</FactAnalysis>", "<Weight>3</Weight></FactAnalysis>stray")
        .replace("</VrdaData>", "<Signature>s</Signature></VrdaData>")
        .replace(" revision=", " audience=\"all\" revision=");
    let read = Datum::from_xml(strange.as_bytes()).unwrap();
    assert_eq!(read.other.len(), 6);
    let again = read.to_xml();
    for kept in [
        "<Title level=\"2\">",
        "<Build xmlns=\"urn:x\" xmlns:a0=\"urn:x\" a0:of=\"1\">9 &lt; 10</Build>",
        "<Weight>3</Weight>",
        "stray",
        "<Signature>s</Signature>",
        " audience=\"all\"",
    ] {
        assert!(again.contains(kept), "{kept} is not in {again}");
    }
    assert_eq!(Datum::from_xml(again.as_bytes()).unwrap().other.len(), 6);
    assert!(
        Datum {
            other: vec![],
            ..read
        } == datum(Lang::Ja)
    );
}

#[test]
fn a_datum_of_another_namespace_is_read() {
    let foreign = datum(Lang::Ja)
        .to_xml()
        .replace("urn:noroshi:vrda:1", "http://example.org/vrda");
    assert_eq!(
        Datum::from_xml(foreign.as_bytes()).unwrap(),
        datum(Lang::Ja)
    );
}

#[track_caller]
fn refused(document: &str, expected: &str) {
    let error = Datum::from_xml(document.as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn hostile_documents_are_refused_with_a_reason() {
    refused(
        "<!DOCTYPE a [<!ENTITY b \"c\">]><VrdaData>&b;</VrdaData>",
        "a document type is not accepted",
    );
    refused("<VrdaData>&b;</VrdaData>", "the entity b is not known");
    refused(
        &format!("<VrdaData>{}", "<a>".repeat(20_000)),
        "elements are nested too deeply",
    );
    refused("<html/>", "the root element is html, not VrdaData");
    refused("<p:VrdaData/>", "the prefix p stands for no namespace");
    refused("<VrdaData revision=\"1\"/>", "VrdaDataProvider is missing");
    let zero = datum(Lang::Ja)
        .to_xml()
        .replace("revision=\"1\"", "revision=\"0\"");
    refused(&zero, "the revision 0 is not a number from 1");
    assert!(Datum::from_xml(b"<a>\xff</a>").is_err());
    assert!(Datum::from_xml(b"").is_err());
}

#[test]
fn hostile_texts_are_only_texts_in_both_forms() {
    let mut datum = datum(Lang::En);
    datum.title = "</title><script>alert(1)</script> \u{202E}gpj.exe \0 \"quoted\" 'too'".into();
    datum.related[0].url = Some("javascript:alert(1)".into());
    datum.references.push(Link {
        url: Some("https://example.org/\"><script>".into()),
        ..Link::default()
    });
    let html = datum.to_html(Some("../ja/\"><script>"));
    assert!(!html.contains("<script"));
    assert!(!html.contains("href=\"javascript"));
    assert!(!html.contains(['\0', '\u{202E}']));
    let xml = datum.to_xml();
    assert!(!xml.contains("<script") && !xml.contains('\0'));
    // In XML, which is for machines, the directional control is kept.
    let back = Datum::from_xml(xml.as_bytes()).unwrap();
    assert_eq!(back.title, datum.title.replace('\0', "\u{FFFD}"));
}

#[test]
fn the_page_has_the_sections_in_order() {
    for (lang, headings) in [
        (
            Lang::Ja,
            ["影響を受ける製品", "分析", "関連情報", "参考情報"],
        ),
        (
            Lang::En,
            [
                "Affected products",
                "Analysis",
                "Related information",
                "References",
            ],
        ),
    ] {
        let html = datum(lang).to_html(None);
        let body = &html[html.find("</header>").unwrap()..];
        let places: Vec<_> = headings
            .iter()
            .map(|h| body.find(&format!(">{h}</h2>")).unwrap())
            .collect();
        assert!(places.is_sorted(), "{places:?}");
    }
}

#[test]
fn texts_that_exist_in_the_other_language_only_are_marked_and_said_to_be_so() {
    let mut datum = datum(Lang::En);
    assert!(!datum.to_html(None).contains("only"));
    datum.text_lang = Some(Lang::Ja);
    let html = datum.to_html(None);
    assert!(html.contains("<h1 lang=\"ja\">例示"));
    assert!(html.contains("<p>JVN iPedia has published this in Japanese only.</p>"));
    assert!(html.contains("<td lang=\"ja\">1.0 およびそれ以前</td>"));
    let xml = datum.to_xml();
    assert!(xml.contains("<VulinfoData textLang=\"ja\">"));
    assert_eq!(Datum::from_xml(xml.as_bytes()).unwrap(), datum);
}

#[test]
fn the_page_holds_no_character_that_html_refuses() {
    let mut datum = datum(Lang::En);
    datum.overview = "one\r\ntwo\rthree\u{85}\u{FDD0}\u{1FFFE}\u{7F}\0".into();
    let html = datum.to_html(None);
    assert!(html.contains(">one\ntwo\nthree\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}<"));
    assert!(!html.contains("&#13;") && !html.contains('\r'));
}

#[test]
fn a_value_that_is_not_given_is_said_to_be_unknown() {
    let html = datum(Lang::En).to_html(None);
    assert!(html.contains("<th scope=\"row\">Scope (S)</th><td>Changed (C)</td>"));
    assert!(html.contains("<th scope=\"row\">User Interaction (UI)</th><td>unknown</td>"));
}

#[test]
fn names_are_read_and_written() {
    for name in [
        "NISTNVD_CVE-2010-5074_AD_1.html",
        "JVNiPedia_JVNDB-2017-009929_AD_1.html",
        "JVNiPedia_JVNDB-2017-009929_OT_12.xml",
        "A_b_c_XX_3.xml",
    ] {
        assert_eq!(FileName::parse(name).unwrap().to_string(), name);
    }
    for name in [
        "",
        "JVNiPedia_JVNDB-2017-009929_AD_0.html",
        "JVNiPedia_JVNDB-2017-009929_AD_01.html",
        "JVNiPedia_JVNDB-2017-009929_AD_1.txt",
        "JVNiPedia_AD_1.html",
        "JVNiPedia_../../etc_AD_1.html",
        "JVNiPedia_a%2fb_AD_1.html",
        "JVNiPedia_JVN#1_AD_1.html",
        ".._x_AD_1.html",
        "JVNiPedia_x_AD_99999999999.html",
    ] {
        assert_eq!(FileName::parse(name), None, "{name}");
    }
    assert_eq!(
        datum(Lang::Ja).file_name(Form::Html).unwrap().provider(),
        "JVNiPedia"
    );
}

proptest! {
    #[test]
    fn any_text_survives_the_xml(title in "[^\0-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{fffe}\u{ffff}]{0,60}", cpe in "\\PC{0,20}") {
        let mut datum = datum(Lang::Ja);
        datum.title = title.clone();
        datum.source_url = Some(title);
        datum.affected[0].cpes = vec![cpe];
        prop_assert_eq!(Datum::from_xml(datum.to_xml().as_bytes()).unwrap(), datum);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Datum::from_xml(&bytes);
    }

    #[test]
    fn any_damage_is_read_or_refused(at in 0usize..3000, with in "[<>/&;a\"= ]{0,4}") {
        let mut xml = datum(Lang::En).to_xml();
        let at = (0..=at.min(xml.len())).rev().find(|i| xml.is_char_boundary(*i)).unwrap();
        xml.insert_str(at, &with);
        let _ = Datum::from_xml(xml.as_bytes());
    }
}
