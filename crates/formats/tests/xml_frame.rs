//! What the cutter of XML elements promises.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::io::{BufReader, Read};

use noroshi_formats::{
    Frame,
    framing::{Limits, Piece, cut},
};
use proptest::prelude::*;

const FRAME: Frame = Frame::XmlElement { name: "e" };

fn pieces_of(stream: impl Read, buffer: usize, limits: Limits) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut reader = BufReader::with_capacity(buffer, stream);
    cut(FRAME, &mut reader, limits, &mut |piece| {
        pieces.push(piece);
        true
    })
    .unwrap();
    pieces
}

fn show(piece: Piece) -> String {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    match piece {
        Piece::Header(bytes) => format!("header {}", text(bytes)),
        Piece::Document { offset, bytes } => format!("{offset} {}", text(bytes)),
        Piece::Refused { offset, reason } => format!("{offset} refused: {reason}"),
        Piece::Trailer(bytes) => format!("trailer {}", text(bytes)),
        Piece::Broken { offset, reason } => format!("{offset} broken: {reason}"),
    }
}

/// The pieces in one line each, whatever the size of the buffer.
#[track_caller]
fn check_within(limits: Limits, file: &[u8], expected: &[&str]) {
    for buffer in [1, 2, 3, 5, 7, 33, 8192] {
        let pieces = pieces_of(file, buffer, limits);
        let found: Vec<String> = pieces.into_iter().map(show).collect();
        assert_eq!(found, expected, "with a buffer of {buffer}");
    }
}

#[track_caller]
fn check(file: &str, expected: &[&str]) {
    check_within(Limits::default(), file.as_bytes(), expected);
}

#[test]
fn documents_are_the_exact_bytes_of_the_elements() {
    check(
        "<?xml version='1.0'?>\n<r a='>'> <e b=\"e>/\" >1</e>\n<e/><x:e>2 <y/></x:e></r>\n",
        &[
            "header <?xml version='1.0'?>\n<r a='>'> ",
            "32 <e b=\"e>/\" >1</e>",
            "50 <e/>",
            "54 <x:e>2 <y/></x:e>",
            "trailer </r>\n",
        ],
    );
}

#[test]
fn an_entry_inside_an_entry_belongs_to_it() {
    check(
        "<r><e><e/><e>1</e></e></r>",
        &["header <r>", "3 <e><e/><e>1</e></e>", "trailer </r>"],
    );
}

#[test]
fn comments_sections_and_instructions_hide_what_looks_like_tags() {
    check(
        "<r><!-- <e> --><e><![CDATA[</e>]]><!-- </e> --><?x </e>?>a < b</e></r>",
        &[
            "header <r><!-- <e> -->",
            "15 <e><![CDATA[</e>]]><!-- </e> --><?x </e>?>a < b</e>",
            "trailer </r>",
        ],
    );
}

#[test]
fn a_file_without_entries_is_all_header() {
    check(
        "<r><status n='0'/></r>",
        &["header <r><status n='0'/></r>", "trailer "],
    );
}

#[test]
fn a_malformed_tag_outside_costs_itself() {
    check(
        "<r><e>1</e><s a=\"1\" b= 0 c=\"\"></s></r>",
        &[
            "header <r>",
            "3 <e>1</e>",
            "11 refused: <s> is not well-formed: the value of b has no quotes",
            "trailer <s a=\"1\" b= 0 c=\"\"></s></r>",
        ],
    );
}

#[test]
fn an_entry_with_a_broken_tag_is_refused_and_the_next_is_taken() {
    check(
        "<r><e><t a=\"x<u/></e><e>2</e></r>",
        &[
            "header <r>",
            "3 refused: the tag <t> has no end",
            "21 <e>2</e>",
            "trailer </r>",
        ],
    );
}

#[test]
fn an_entry_without_its_end_is_refused() {
    check(
        "<r><e>1</e><e><t>2</r>",
        &[
            "header <r>",
            "3 <e>1</e>",
            "11 refused: the end of <e> is missing",
            "trailer </r>",
        ],
    );
}

#[test]
fn what_stands_between_entries_and_is_none_is_told() {
    check(
        "<r><e/> <odd/> <e/></r>",
        &[
            "header <r>",
            "3 <e/>",
            "8 refused: <odd> stands between two entries and is none",
            "15 <e/>",
            "trailer </r>",
        ],
    );
}

#[test]
fn a_file_that_ends_early_keeps_what_is_whole() {
    check(
        "<r><e>1</e><e>2</",
        &[
            "header <r>",
            "3 <e>1</e>",
            "trailer ",
            "15 broken: the file ends inside a tag in the <e> that begins at byte 11",
        ],
    );
    check(
        "<r><e>1</e><e>2",
        &[
            "header <r>",
            "3 <e>1</e>",
            "trailer ",
            "11 broken: the file ends inside <e>",
        ],
    );
    check(
        "<r><e>1</e>\n",
        &[
            "header <r>",
            "3 <e>1</e>",
            "trailer \n",
            "12 broken: the file ends inside <r>",
        ],
    );
    check(
        "<r><!-- ",
        &[
            "header <r><!-- ",
            "trailer ",
            "3 broken: the file ends inside a comment",
        ],
    );
}

#[test]
fn what_is_no_xml_is_broken_from_the_start() {
    check("", &["header ", "trailer ", "0 broken: the file is empty"]);
    check(
        "{\"a\": 1}",
        &[
            "header {\"a\": 1}",
            "trailer ",
            "0 broken: not XML: there is no element",
        ],
    );
    check_within(
        Limits::default(),
        b"\xFF\xFE<\0",
        &[
            "header ",
            "trailer ",
            "0 broken: the file is in UTF-16, which is not read here",
        ],
    );
}

#[test]
fn a_document_type_with_declarations_ends_the_file() {
    check(
        "<!DOCTYPE r [<!ENTITY a \"b\">]><r><e>&a;</e></r>",
        &[
            "header <!DOCTYPE r ",
            "trailer ",
            "0 broken: a document type that declares entities or elements of its own; nothing in it is expanded",
        ],
    );
    check(
        "<!DOCTYPE r SYSTEM \"[>\"><r><e/></r>",
        &[
            "header <!DOCTYPE r SYSTEM \"[>\"><r>",
            "27 <e/>",
            "trailer </r>",
        ],
    );
}

#[test]
fn bytes_that_are_not_utf_8_are_cut_all_the_same() {
    let mut file = b"<r><e>".to_vec();
    file.extend(b"\x90\xc6\x8e\xe3\x90\xab</e><e>2</e></r>");
    let pieces = pieces_of(&file[..], 4, Limits::default());
    let bytes: Vec<_> = pieces
        .iter()
        .filter_map(|p| match p {
            Piece::Document { bytes, .. } => Some(bytes.as_slice()),
            _ => None,
        })
        .collect();
    assert_eq!(bytes, [&file[3..16], b"<e>2</e>"]);
}

#[test]
fn depth_and_size_are_limits_for_one_entry_only() {
    let limits = Limits {
        document: 60,
        depth: 4,
    };
    let deep = "<d>".repeat(20_000) + &"</d>".repeat(20_000);
    check_within(
        limits,
        format!(
            "<r><e>{}</e><e>{}</e><e>2</e></r>",
            "x".repeat(99),
            &deep[..30]
        )
        .as_bytes(),
        &[
            "header <r>",
            "3 refused: larger than 0 MiB",
            "109 refused: elements nested deeper than 4",
            "146 <e>2</e>",
            "trailer </r>",
        ],
    );
    let file = format!("<r><e>{deep}</e><e>2</e></r>");
    let found: Vec<String> = pieces_of(file.as_bytes(), 8192, Limits::default())
        .into_iter()
        .map(show)
        .collect();
    let expected = [
        "header <r>",
        "3 refused: elements nested deeper than 256",
        "140010 <e>2</e>",
        "trailer </r>",
    ];
    assert_eq!(found, expected);
}

#[test]
fn depth_and_size_outside_end_the_file() {
    let limits = Limits {
        document: 60,
        depth: 4,
    };
    check_within(
        limits,
        b"<a><a><a><a><a><e/>",
        &[
            "header <a><a><a><a><a>",
            "trailer ",
            "12 broken: elements nested deeper than 4",
        ],
    );
    let file = format!("<r>{}<e/></r>", "x".repeat(99));
    let pieces = pieces_of(file.as_bytes(), 7, limits);
    assert!(
        matches!(pieces.last(), Some(Piece::Broken { .. })),
        "{pieces:?}"
    );
}

#[test]
fn a_giant_entry_is_passed_over_in_bounded_memory() {
    let giant = |byte| std::io::repeat(byte).take(20 << 20);
    let file = b"<r><e a='".chain(giant(b'x')).chain(&b"'/><e>"[..]);
    let file = file.chain(giant(b'y')).chain(&b"</e><e>2</e></r>"[..]);
    let limits = Limits {
        document: 1 << 20,
        ..Limits::default()
    };
    let found: Vec<String> = pieces_of(file, 64 << 10, limits)
        .into_iter()
        .map(show)
        .collect();
    let expected = [
        "header <r>",
        "3 refused: the tag <e> is larger than 1 MiB",
        "20971532 refused: larger than 1 MiB",
        "41943059 <e>2</e>",
        "trailer </r>",
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_receiver_can_stop() {
    let mut seen = 0;
    cut(
        FRAME,
        &mut &b"<r><e/><e/><e/></r>"[..],
        Limits::default(),
        &mut |_| {
            seen += 1;
            seen < 2
        },
    )
    .unwrap();
    assert_eq!(seen, 2);
}

/// Something like XML, mostly well-formed, and what entries it holds.
fn file() -> impl Strategy<Value = (String, Vec<String>)> {
    let inner = "(text|<t>x</t>|<t a='/>'/>|<!-- </e> -->|<!\\[CDATA\\[</e>\\]\\]>|脆弱性){0,5}";
    let entry = inner.prop_map(|inner| format!("<e>{inner}</e>"));
    let gap = "( |\n|<!-- <e> -->){0,3}";
    prop::collection::vec((gap, entry), 0..6).prop_map(|entries| {
        let mut text = "<r>".to_owned();
        let mut documents = Vec::new();
        for (gap, entry) in entries {
            text.push_str(&gap);
            text.push_str(&entry);
            documents.push(entry);
        }
        (text + "</r>", documents)
    })
}

proptest! {
    #[test]
    fn pieces_stand_where_they_say_and_nothing_of_an_entry_is_lost(
        (text, documents) in file(),
        buffer in 1_usize..40,
    ) {
        let pieces = pieces_of(text.as_bytes(), buffer, Limits::default());
        let mut found = Vec::new();
        let mut at = 0;
        for piece in &pieces {
            match piece {
                Piece::Header(header) => {
                    prop_assert!(text.as_bytes().starts_with(header));
                    at = header.len();
                }
                Piece::Document { offset, bytes } => {
                    let begin = usize::try_from(*offset).unwrap();
                    prop_assert!(begin >= at);
                    at = begin + bytes.len();
                    prop_assert_eq!(&text.as_bytes()[begin..at], &bytes[..]);
                    found.push(String::from_utf8(bytes.clone()).unwrap());
                }
                Piece::Trailer(trailer) => {
                    let rest = if found.is_empty() { &[][..] } else { &text.as_bytes()[at..] };
                    prop_assert_eq!(&trailer[..], rest);
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }
        prop_assert_eq!(found, documents);
    }

    #[test]
    fn any_bytes_give_the_same_pieces_whatever_the_buffer(
        text in "(<|>|/|e|r|=|\"|'|&|!|-|\\[|\\]|\\?|CDATA|DOCTYPE| |<e>|</e>|<r>|</r>){0,60}",
        buffer in 1_usize..20,
    ) {
        let whole = pieces_of(text.as_bytes(), 8192, Limits::default());
        prop_assert_eq!(pieces_of(text.as_bytes(), buffer, Limits::default()), whole.clone());
        let headers = whole.iter().filter(|p| matches!(p, Piece::Header(_))).count();
        prop_assert_eq!(headers, 1);
    }
}
