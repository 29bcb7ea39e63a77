//! What a reader must refuse, and how it says so.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::fmt::Write as _;

use noroshi_jvn::{Document, Limits, Scope, names, read, read_slice, read_within};
use proptest::prelude::*;

/// Reads and expects a refusal that says this.
#[track_caller]
fn refused(bytes: &[u8], expected: &str) {
    let found = read(bytes).unwrap_err().to_string();
    assert!(found.contains(expected), "{found}");
}

#[test]
fn entities_are_never_expanded() {
    let mut bomb = String::from("<!DOCTYPE a [<!ENTITY a0 \"ha\">");
    for n in 1..20 {
        let _ = write!(bomb, "<!ENTITY a{n} \"&a{};&a{};\">", n - 1, n - 1);
    }
    bomb.push_str("]><a>&a19;</a>");
    refused(bomb.as_bytes(), "declares things of its own at byte 0");
    refused(b"<a>&boom;</a>", "the entity &boom; at byte 3");
    refused(b"<a b='&boom;'/>", "the entity &boom;");
}

#[test]
fn external_entities_are_never_fetched() {
    let bytes = br#"<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>"#;
    refused(bytes, "declares things of its own");
    // A document type that only points elsewhere is passed over; nobody goes there.
    assert!(read(br#"<!DOCTYPE a SYSTEM "http://localhost:1/a.dtd"><a/>"#).is_ok());
}

#[test]
fn nesting_has_a_limit_and_costs_no_stack() {
    let deep = "<a>".repeat(20_000) + &"</a>".repeat(20_000);
    refused(deep.as_bytes(), "nested deeper than 256");
    let fine = "<a>".repeat(256) + &"</a>".repeat(256);
    assert!(read(fine.as_bytes()).is_ok());
}

#[test]
fn size_has_a_limit() {
    let limits = Limits {
        bytes: 10,
        ..Limits::default()
    };
    let found = read_within(b"<a>12345678</a>", Scope::empty(), limits).unwrap_err();
    assert_eq!(found.to_string(), "15 bytes, and the limit is 10");
}

#[test]
fn other_encodings_are_named_with_the_first_byte_that_does_not_fit() {
    // 脆弱性 in Shift_JIS.
    refused(
        b"<a>\x90\xc6\x8e\xe3\x90\xab</a>",
        "not valid UTF-8 at byte 3; looks like Shift_JIS",
    );
    let found = read(b"<a>\xff\xfe</a>").unwrap_err().to_string();
    assert_eq!(found, "not valid UTF-8 at byte 3");
}

#[test]
fn a_null_character_is_kept() {
    let tree = read(b"<a b='x\0y'>1\x002&#0;3</a>").unwrap();
    assert_eq!(tree.root.text(), "1\u{0}2\u{0}3");
    assert_eq!(tree.root.attribute("b"), Some("x\0y"));
}

#[test]
fn cdata_is_text() {
    let tree = read(b"<a>1<![CDATA[</a>&amp;]]>2</a>").unwrap();
    assert_eq!(tree.root.text(), "1</a>&amp;2");
}

#[test]
fn what_is_not_well_formed_is_refused_with_its_place() {
    refused(b"", "there is no element");
    refused(b"<a>", "the end is missing of <a>");
    refused(b"<a></b>", "at byte 3");
    refused(b"<a/><b/>", "a second root");
    refused(b"<a/>text", "text outside the root");
    refused(b"<a b=1/>", "not well-formed");
    refused(b"<a b='1' b='2'/>", "not well-formed");
    refused(b"<x:a/>", "the prefix x at byte 0 is not declared");
}

#[test]
fn html_is_no_document_of_jvn() {
    let page = b"<!DOCTYPE html><html><body><p>busy</p></body></html>";
    let found = Document::read(page).unwrap_err().to_string();
    assert_eq!(found, "<html> is the root of no document of JVN");
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Document::read(&bytes);
        let _ = Scope::of_header(&bytes, "");
    }

    #[test]
    fn anything_like_xml_is_read_or_refused(
        text in "(<|>|/|a|b|=|\"|'|&|;|#|0|x|!|-|\\[|\\]|\\?|:|xmlns| ){0,60}"
    ) {
        if let Ok(tree) = read(text.as_bytes()) {
            let written = noroshi_jvn::write(&tree);
            prop_assert!(read(written.as_bytes()).is_ok(), "{} {}", text, written);
        }
        let _ = read_slice(text.as_bytes(), &Scope::usual(names::RSS));
    }
}
