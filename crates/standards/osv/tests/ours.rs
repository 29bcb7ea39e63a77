//! Spans, evaluation and faults, on entries of ours.

#![expect(clippy::unwrap_used, reason = "a test may")]

use noroshi_osv::{Affected, Entry, Event, spans};
use serde_json::{Value, json};

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn affected(value: Value) -> Affected {
    read(value)
}

/// Compares whole numbers.
fn number(a: &str, b: &str) -> Option<std::cmp::Ordering> {
    Some(a.parse::<u32>().ok()?.cmp(&b.parse().ok()?))
}

#[track_caller]
fn shown(events: Value, expected: Option<&[&str]>) {
    let events: Vec<Event> = read(events);
    let found =
        spans(&events).map(|spans| spans.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(
        found.as_deref(),
        expected
            .map(|e| e.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>())
            .as_deref()
    );
}

#[test]
fn each_beginning_with_its_end_is_a_span() {
    shown(json!([{"introduced": "0"}]), Some(&["*"]));
    shown(
        json!([{"introduced": "0"}, {"fixed": "2"}, {"introduced": "3"}, {"last_affected": "4"},
            {"introduced": "5"}]),
        Some(&["< 2", ">= 3, <= 4", ">= 5"]),
    );
    shown(
        json!([{"introduced": "1"}, {"limit": "2"}, {"limit": "*"}]),
        Some(&[">= 1, < 2"]),
    );
}

#[test]
fn events_that_do_not_alternate_are_no_spans() {
    shown(json!([]), None);
    shown(json!([{"fixed": "2"}, {"introduced": "0"}]), None);
    shown(
        json!([{"introduced": "0"}, {"fixed": "2"}, {"fixed": "3"}]),
        None,
    );
    shown(json!([{"introduced": "0"}, {"introduced": "1"}]), None);
    shown(json!([{"introduced": "0", "fixed": "2"}]), None);
}

#[track_caller]
fn held(affected: &Affected, expected: &[(&str, Option<bool>)]) {
    for (version, answer) in expected {
        assert_eq!(affected.holds(version, number), *answer, "{version}");
    }
}

#[test]
fn the_order_of_events_does_not_matter() {
    let events = [
        json!({"introduced": "0"}),
        json!({"fixed": "10"}),
        json!({"introduced": "20"}),
        json!({"fixed": "30"}),
    ];
    for turn in 0..4 {
        let mut events = events.to_vec();
        events.rotate_left(turn);
        let range = json!({"ranges": [{"type": "ECOSYSTEM", "events": events}]});
        held(
            &affected(range),
            &[
                ("0", Some(true)),
                ("9", Some(true)),
                ("10", Some(false)),
                ("19", Some(false)),
                ("20", Some(true)),
                ("30", Some(false)),
            ],
        );
    }
}

#[test]
fn the_last_affected_version_is_affected_and_the_next_is_not() {
    let range = json!({"ranges": [{"type": "SEMVER", "events": [{"introduced": "3"}, {"last_affected": "5"}]}]});
    let answers = [
        ("2", Some(false)),
        ("3", Some(true)),
        ("5", Some(true)),
        ("6", Some(false)),
    ];
    held(&affected(range), &answers);
}

#[test]
fn a_limit_ends_a_range_and_any_of_several_does() {
    let range = |limits: &[&str]| {
        let mut events = vec![json!({"introduced": "3"})];
        events.extend(limits.iter().map(|l| json!({"limit": l})));
        affected(json!({"ranges": [{"type": "ECOSYSTEM", "events": events}]}))
    };
    held(&range(&["5"]), &[("4", Some(true)), ("5", Some(false))]);
    held(
        &range(&["5", "7"]),
        &[("6", Some(true)), ("7", Some(false))],
    );
    held(&range(&["5", "*"]), &[("9", Some(true))]);
}

#[test]
fn a_listed_version_is_affected_whatever_the_ranges_say() {
    let both = json!({"versions": ["a", "7"], "ranges": [{"type": "SEMVER", "events": [{"introduced": "1"}, {"fixed": "2"}]}]});
    let answers = [
        ("7", Some(true)),
        ("a", Some(true)),
        ("1", Some(true)),
        ("3", Some(false)),
    ];
    held(&affected(both), &answers);
}

#[test]
fn what_cannot_be_compared_is_open_and_commits_decide_nothing() {
    let range = json!({"ranges": [{"type": "SEMVER", "events": [{"introduced": "1"}]}]});
    held(&affected(range), &[("b", None), ("2", Some(true))]);
    let git =
        json!({"type": "GIT", "repo": "https://example.org/r", "events": [{"introduced": "0"}]});
    held(&affected(json!({"ranges": [git]})), &[("2", None)]);
    let listed = json!({"ranges": [git], "versions": ["1"]});
    held(&affected(listed), &[("1", Some(true)), ("2", Some(false))]);
    held(&affected(json!({})), &[("1", Some(false))]);
}

#[test]
fn the_database_is_the_beginning_of_the_identifier() {
    let of = |id: &str| noroshi_osv::database(id).map(str::to_owned);
    assert_eq!(of("GHSA-vp9c-fpxx-744v").as_deref(), Some("GHSA"));
    assert_eq!(of("SUSE-SU-2024:0001-1").as_deref(), Some("SUSE-SU"));
    assert_eq!(of("x_mine-1").as_deref(), Some("x_mine"));
    assert_eq!(of("nothing"), None);
}

#[test]
fn faults_are_found_where_they_are() {
    let entry: Entry = read(json!({
        "id": "NOBODY-1", "published": "2024-07-01", "withdrawn": "2024-07-01T00:00:00.5Z",
        "aliases": null, "related": null, "new": 1, "severity": [{"type": "Mine", "score": "1"}],
        "affected": [{"package": {"ecosystem": "Debian:", "purl": "pkg:deb/a"}, "severity": [],
            "ranges": [{"type": "GIT", "events": [{"fixed": "abc"}, {"last_affected": "0", "limit": "0"}]},
                {"type": "LINE", "events": [{"introduced": "0"}]}]}],
        "references": [{"type": "NEWS"}], "credits": [{"type": "FRIEND"}]
    }));
    let found: Vec<String> = entry.faults().iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "/id: begins with no known database",
            "/modified: required and not given",
            "/published: not a date in universal time",
            "/severity/0/type: unknown word",
            "/affected/0/package/ecosystem: unknown ecosystem",
            "/affected/0/package/name: required and not given",
            "/affected/0/ranges/0/repo: required and not given",
            "/affected/0/ranges/0/events: no event says `introduced`",
            "/affected/0/ranges/0/events: `fixed` and `last_affected` in one range",
            "/affected/0/ranges/0/events/0: not a commit's full hash",
            "/affected/0/ranges/0/events/1: not exactly one of the four members",
            "/affected/0/ranges/1/type: unknown word or not given",
            "/affected/0/severity: severity on both levels",
            "/references/0/type: unknown word",
            "/references/0/url: required and not given",
            "/credits/0/type: unknown word",
            "/credits/0/name: required and not given",
            "/new: unknown member",
            "/related: null",
        ]
    );
}

#[test]
fn nulls_and_unknown_members_are_written_back() {
    let value = json!({"id": "OSV-2020-1", "aliases": null, "affected": [{"package": null, "x": {"y": [1.0, null]},
        "ranges": [{"type": "SEMVER", "events": [{"introduced": "0", "z": 1}]}]}]});
    let entry: Entry = read(value.clone());
    assert_eq!(serde_json::to_value(&entry).unwrap(), value);
}

#[test]
fn a_member_of_the_wrong_type_is_an_error_that_names_it() {
    let error = serde_json::from_value::<Entry>(json!({"affected": [{"ranges": [{"events": 1}]}]}));
    let message = error.unwrap_err().to_string();
    assert!(
        message.starts_with("affected: ranges: events: "),
        "{message}"
    );
}
