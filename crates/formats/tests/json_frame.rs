//! What the cutter of JSON arrays promises.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::io::{BufReader, Read};

use noroshi_formats::{
    Frame,
    framing::{Limits, Piece, cut},
};
use proptest::prelude::*;

const FRAME: Frame = Frame::JsonArray { member: "list" };

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

fn pieces(text: &str) -> Vec<Piece> {
    pieces_of(text.as_bytes(), 8192, Limits::default())
}

/// The pieces in one line each, whatever the size of the buffer.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    for buffer in [1, 2, 3, 5, 7, 33, 8192] {
        let found: Vec<String> = pieces_of(text.as_bytes(), buffer, Limits::default())
            .into_iter()
            .map(show)
            .collect();
        assert_eq!(found, expected, "with a buffer of {buffer}");
    }
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

#[test]
fn documents_are_the_exact_bytes_of_the_elements() {
    check(
        r#"{"n": 2, "list" : [ {"a" : "]}\"" } , [1,{"b":[]}], "x\\", -1.5e3, null ] , "end": {} } "#,
        &[
            r#"header {"n": 2, "list" : [ "#,
            r#"20 {"a" : "]}\"" }"#,
            r#"38 [1,{"b":[]}]"#,
            r#"52 "x\\""#,
            r#"59 -1.5e3"#,
            r#"67 null"#,
            r#"trailer  ] , "end": {} } "#,
        ],
    );
}

#[test]
fn only_the_top_level_member_counts() {
    check(
        r#"{"other":{"list":[1]},"x":"\"list\":[2]","list":[3]}"#,
        &[
            r#"header {"other":{"list":[1]},"x":"\"list\":[2]","list":["#,
            "49 3",
            "trailer ]}",
        ],
    );
}

#[test]
fn an_escaped_name_is_the_same_name() {
    check(
        r#"{"l\u0069st":[3]}"#,
        &[r#"header {"l\u0069st":["#, "14 3", "trailer ]}"],
    );
}

#[test]
fn an_empty_array_has_a_header_and_a_trailer() {
    check(
        r#"{"list":[ ],"n":0}"#,
        &[r#"header {"list":[ "#, r#"trailer ],"n":0}"#],
    );
}

#[test]
fn a_byte_order_mark_belongs_to_the_header() {
    check(
        "\u{feff}{\"list\":[1]}",
        &["header \u{feff}{\"list\":[", "12 1", "trailer ]}"],
    );
}

#[test]
fn a_member_that_comes_twice_gives_both_lists() {
    check(
        r#"{"list":[1],"list":[2]}"#,
        &[r#"header {"list":["#, "9 1", "20 2", "trailer ]}"],
    );
}

#[test]
fn what_ends_early_keeps_the_whole_documents_before() {
    check(
        r#"{"list":[{"a":1},{"a":"#,
        &[
            r#"header {"list":["#,
            r#"9 {"a":1}"#,
            "17 broken: the file ends inside the entry that begins at byte 17",
        ],
    );
    check(
        r#"{"list":[1"#,
        &[
            r#"header {"list":["#,
            "9 1",
            "10 broken: the file ends inside the array",
        ],
    );
    check(
        r#"{"list":[1]"#,
        &[
            r#"header {"list":["#,
            "9 1",
            "11 broken: the file ends early",
        ],
    );
}

#[test]
fn garbage_between_entries_is_named_with_its_place() {
    check(
        r#"{"list":[1 2]}"#,
        &[
            r#"header {"list":["#,
            "9 1",
            "11 broken: something other than `,` or `]` follows an entry",
        ],
    );
    check(
        r#"{"list":[1,]}"#,
        &[
            r#"header {"list":["#,
            "9 1",
            "11 broken: a comma before `]`",
        ],
    );
    check(
        r#"{"list":[{"a":[1}]}"#,
        &[
            r#"header {"list":["#,
            "16 broken: `}` where `]` should be, in the entry that begins at byte 9",
        ],
    );
    check(
        r#"{"list":[1]} {}"#,
        &[
            r#"header {"list":["#,
            "9 1",
            "trailer ]} ",
            "13 broken: something follows the end of the JSON object",
        ],
    );
}

#[test]
fn what_is_no_such_file_says_so() {
    check("", &["0 broken: the file is empty"]);
    check(
        "<html>",
        &["0 broken: not JSON: the file does not begin with `{`"],
    );
    check(
        "[1]",
        &["0 broken: the file is a JSON array, not an object"],
    );
    check(r#"{"a":1}"#, &["7 broken: the file has no member `list`"]);
    check(r#"{"list":null}"#, &["8 broken: `list` is not an array"]);
    check(r#"{"a" 1}"#, &["5 broken: a member without `:`"]);
    check(r#"{a:1}"#, &["1 broken: a member's name is missing"]);
}

#[test]
fn twenty_thousand_brackets_cost_only_their_own_entry() {
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let text = format!(r#"{{"list":[1,{deep},2]}}"#);
    let found: Vec<String> = pieces(&text).into_iter().map(show).collect();
    assert_eq!(
        found,
        [
            r#"header {"list":["#,
            "9 1",
            "11 refused: nested deeper than 256 brackets",
            "40012 2",
            "trailer ]}",
        ]
    );
}

#[test]
fn an_entry_beyond_the_limit_is_passed_without_being_kept() {
    let limits = Limits {
        document: 1 << 20,
        depth: 256,
    };
    // 200 MB of one string, made while it is read.
    let stream = (&br#"{"list":[1,""#[..])
        .chain(std::io::repeat(b'x').take(200_000_000))
        .chain(&br#"",2]}"#[..]);
    let found: Vec<String> = pieces_of(stream, 64 << 10, limits)
        .into_iter()
        .map(show)
        .collect();
    assert_eq!(
        found,
        [
            r#"header {"list":["#,
            "9 1",
            "11 refused: larger than 1 MiB",
            "200000014 2",
            "trailer ]}",
        ]
    );
}

#[test]
fn an_endless_header_is_not_kept() {
    let limits = Limits {
        document: 1000,
        depth: 256,
    };
    let text = format!(r#"{{"a":"{}","list":[1]}}"#, "x".repeat(2000));
    let found = pieces_of(text.as_bytes(), 64, limits);
    assert!(matches!(&found[..], [Piece::Broken { reason, .. }] if reason.contains("too large")));
}

#[test]
fn the_receiver_can_stop() {
    let mut seen = 0;
    cut(
        FRAME,
        &mut r#"{"list":[1,2,3]}"#.as_bytes(),
        Limits::default(),
        &mut |_| {
            seen += 1;
            seen < 2
        },
    )
    .unwrap();
    assert_eq!(seen, 2);
}

/// Any JSON value.
fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "[\"\\\\\\[\\]{},:a\u{0}é ]{0,40}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::vec(("[a-c\"\\\\]{0,3}", inner), 0..5)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn elements_are_those_that_a_parser_finds(
        items in prop::collection::vec(json(), 0..6),
        before in json(),
        buffer in 1usize..100,
        pretty in any::<bool>(),
    ) {
        let file = serde_json::json!({"before": before, "list": items, "z": before});
        let text = if pretty {
            serde_json::to_string_pretty(&file).unwrap()
        } else {
            file.to_string()
        };
        let pieces = pieces_of(text.as_bytes(), buffer, Limits::default());
        let mut found = Vec::new();
        for piece in &pieces {
            if let Piece::Document { offset, bytes } = piece {
                let at = usize::try_from(*offset).unwrap();
                prop_assert_eq!(&text.as_bytes()[at..at + bytes.len()], &bytes[..]);
                found.push(serde_json::from_slice::<serde_json::Value>(bytes).unwrap());
            }
        }
        prop_assert_eq!(found, items);
        prop_assert!(matches!(pieces.first(), Some(Piece::Header(_))));
        prop_assert!(matches!(pieces.last(), Some(Piece::Trailer(_))));
    }

    #[test]
    fn any_bytes_end_without_harm(
        bytes in "[\\[\\]{}\",:\\\\ a1l]{0,60}",
        buffer in 1usize..20,
    ) {
        let text = format!(r#"{{"list":[{bytes}"#);
        let whole = pieces_of(text.as_bytes(), 8192, Limits::default());
        prop_assert_eq!(pieces_of(text.as_bytes(), buffer, Limits::default()), whole);
    }
}
