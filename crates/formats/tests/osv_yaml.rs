//! OSV entries in YAML and in lists, real and made up.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod common;

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use common::{data, one, refused, tar};
use noroshi_formats::{ALL, Envelope, Reading, by_name};
use noroshi_model::StatusKind;
use proptest::prelude::*;

#[test]
fn every_entry_of_pypa_is_a_record_and_of_no_other_format() {
    let Some(folder) = data("osv") else { return };
    let (mut entries, mut versions, mut withdrawn) = (0, 0, 0);
    let mut seen = BTreeMap::new();
    tar(&folder.join("pypa.tar.zst"), 1, |name, bytes| {
        let known = ALL.iter().filter(|f| f.looks_like(bytes));
        let known: Vec<_> = known.map(|f| f.name()).collect();
        assert_eq!(known, ["osv-yaml"], "{name}");
        let (_, found) = one(bytes);
        assert_eq!(found.refusals, [""; 0], "{name}");
        let record = &found.readings[0].records[0];
        assert!(name.contains(record.id.as_str()), "{name}");
        entries += 1;
        withdrawn += usize::from(record.status.kind == StatusKind::Rejected);
        versions += record
            .affected
            .iter()
            .map(|a| a.versions.len())
            .sum::<usize>();
        for note in &found.readings[0].notes {
            *seen.entry(note.what.clone()).or_insert(0) += 1;
        }
    });
    assert_eq!((entries, versions, withdrawn), (2_661, 147_331, 10));
    let comma = "not an identifier: `GHSA-jf66-3q76-h5p5,`".to_owned();
    assert_eq!(seen, BTreeMap::from([(comma, 1)]));
}

/// One entry in both forms.
const JSON: &str = r#"{
  "schema_version": "1.7.0",
  "id": "PYSEC-2099-1",
  "modified": "2099-02-03T04:05:06Z",
  "published": "2099-01-02T00:00:00Z",
  "withdrawn": null,
  "aliases": ["CVE-2099-0001", "GHSA-xxxx-yyyy-zzzz"],
  "summary": "A fire: it spreads",
  "details": "First line.\n\nThe \"second\", with 狼煙.\n",
  "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N"}],
  "affected": [{
    "package": {"ecosystem": "PyPI", "name": "hill", "purl": "pkg:pypi/hill"},
    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.10"}]}],
    "versions": ["1.0", "1.10", "1e3", "0x10", "2099-01-01", "1_000", "012"]
  }],
  "references": [{"type": "FIX", "url": "https://example.org/fix#1"}],
  "database_specific": {"github_reviewed": false}
}"#;

const YAML: &str = r#"--- # an entry
schema_version: 1.7.0
id: "PYSEC-2099-1"
modified: 2099-02-03T04:05:06Z
published: '2099-01-02T00:00:00Z'
withdrawn: ~
aliases:
- CVE-2099-0001
- GHSA-xxxx-yyyy-zzzz
summary: 'A fire: it spreads'
details: |
  First line.

  The "second", with 狼煙.
severity: [{type: CVSS_V3, score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N'}]
affected:
  - package:
      ecosystem: PyPI
      name: hill
      purl: pkg:pypi/hill
    ranges:
      - type: ECOSYSTEM
        events:
          - introduced: 0
          - fixed: 1.10
    versions: [1.0, 1.10, 1e3, 0x10, 2099-01-01, 1_000, 012]
references:
- {type: FIX, url: 'https://example.org/fix#1'}
database_specific:
  github_reviewed: false
...
"#;

fn read(format: &str, document: &str) -> Reading {
    let format = by_name(format).unwrap();
    format
        .read(document.as_bytes(), &Envelope::default())
        .unwrap()
}

#[test]
fn an_entry_says_the_same_in_yaml_and_in_json() {
    let json = read("osv", JSON);
    assert_eq!(json.notes, []);
    assert_eq!(read("osv-yaml", YAML), json);
    let versions = json.records[0].affected[0].versions.iter();
    let versions: Vec<_> = versions.map(|v| v.text.as_str()).collect();
    assert_eq!(
        versions,
        [
            "< 1.10",
            "1.0",
            "1.10",
            "1e3",
            "0x10",
            "2099-01-01",
            "1_000",
            "012"
        ]
    );
}

#[test]
fn json_in_a_yaml_file_is_json() {
    assert_eq!(one(JSON.as_bytes()).0.name(), "osv");
    assert_eq!(one(YAML.as_bytes()).0.name(), "osv-yaml");
}

#[test]
fn other_yaml_is_not_taken_for_an_entry() {
    for text in [
        "id: hill\nname: x\n",
        "apiVersion: v1\nkind: List\n",
        "id: PYSEC-2099-1\n",
        "  id: PYSEC-2099-1\n  modified: x\n",
        "- id: PYSEC-2099-1\n  modified: x\n",
        "Package: hill\nid: PYSEC-2099-1\n",
        "%PDF-1.4\nid: PYSEC-2099-1\nmodified: x\n",
        "id: indicator--1\nmodified: x\ntype: indicator\n",
    ] {
        let known = ALL.iter().find(|f| f.looks_like(text.as_bytes()));
        assert_eq!(known.map(|f| f.name()), None, "{text}");
    }
}

#[track_caller]
fn check_refused(after: &str, reason: &str) {
    let document = format!("id: PYSEC-2099-1\nmodified: 2099-01-01T00:00:00Z\n{after}");
    assert_eq!(refused("osv-yaml", document.as_bytes()), reason);
}

#[test]
fn what_could_grow_or_mean_several_things_is_refused_with_its_place() {
    check_refused("a: &x [1]\nb: [*x, *x]\n", "an anchor at line 3 column 4");
    check_refused(
        "b: *x\n",
        "not YAML: while parsing node, found unknown anchor at byte 51 line 3 column 4",
    );
    check_refused(
        "a: !!python/object:os.system x\n",
        "a tag at line 3 column 4",
    );
    check_refused("a: !!str 1\n", "a tag at line 3 column 4");
    check_refused("<<: {b: 1}\n", "a merge key at line 3 column 1");
    check_refused(
        "? [a, b]\n: c\n",
        "a key that is no scalar at line 3 column 3",
    );
    check_refused(
        "id: PYSEC-2099-2\n",
        "the member `id` twice at line 3 column 1",
    );
    check_refused(
        "a: {b: 1, b: 2}\n",
        "the member `b` twice at line 3 column 11",
    );
    check_refused(
        "a:\n\tb: 1\n",
        "not YAML: tabs disallowed within this context (block indentation) at byte 52 line 4 column 2",
    );
    check_refused(
        "---\nid: PYSEC-2099-2\n",
        "more than one document in the file",
    );
    check_refused(
        "a: [\n",
        "not YAML: while parsing a node, did not find expected node content at byte 53 line 4 column 1",
    );
    check_refused(
        "a: \"b\n",
        "not YAML: while scanning a quoted scalar, found unexpected end of stream at byte 51 line 3 column 4",
    );
    check_refused(
        "a: \0\n",
        "not YAML: found unprintable character at byte 51 line 3 column 4",
    );
    check_refused(
        &format!("a: {}", "[".repeat(1_000_000)),
        "not YAML: recursion limit exceeded at byte 306 line 3 column 259",
    );
    check_refused(
        &format!("a:\n{}", "- ".repeat(1_000_000)),
        "nested deeper than 128 levels at line 4 column 255",
    );
    check_refused(
        &format!("a: {}", "{b: ".repeat(1_000_000)),
        "nested deeper than 128 levels at line 3 column 512",
    );
    check_refused(
        &format!("a:\n {}", "? ".repeat(1_000_000)),
        "a key that is no scalar at line 4 column 4",
    );
    check_refused(
        &format!("a: {}", "x".repeat(5 << 20)),
        "YAML larger than 4 MiB",
    );
}

#[test]
fn what_is_large_takes_no_longer_than_its_length() {
    let many = |one: &str| one.repeat((1 << 20) / one.len());
    for after in [
        format!("details: {}", many("x")),
        format!("details: {}", many("x\n ")),
        format!("details: '{}'", many("x\n\n ")),
        format!("details: \"{}\"", many("\\n")),
        format!("details: |\n{}", many(" x\n")),
        format!("details: >\n{}", many("\n")),
        format!("a: [{}]", many("1,")),
        format!("a:\n{}", many("- 1\n")),
        format!("a: {{{}}}", many("a b c d: ,").replacen("a b", "a c", 1)),
        many("# x\n"),
        many(" \n"),
        format!("a: x{}", many(" #")),
    ] {
        let document = format!("id: PYSEC-2099-1\nmodified: 2099-01-01T00:00:00Z\n{after}");
        let begun = Instant::now();
        let read = by_name("osv-yaml").unwrap();
        let _ = read.read(document.as_bytes(), &Envelope::default());
        assert!(begun.elapsed() < Duration::from_secs(20), "{after:.20}");
    }
}

#[test]
fn entries_in_a_list_are_read_as_entries_in_files_of_their_own() {
    let alone = read("osv", JSON);
    let other = JSON.replace("PYSEC-2099-1", "PYSEC-2099-2");
    for (format, document) in [
        ("osv-array", format!(" [{JSON},\n{other}]\n")),
        (
            "osv-list",
            format!("{{\"vulns\": [{JSON}, {other}], \"next_page_token\": \"x\"}}"),
        ),
    ] {
        let known = ALL.iter().filter(|f| f.looks_like(document.as_bytes()));
        let known: Vec<_> = known.map(|f| f.name()).collect();
        assert_eq!(known, [format]);
        let (_, found) = one(document.as_bytes());
        assert_eq!(found.readings.len(), 2, "{format}");
        assert_eq!(found.readings[0], alone);
        assert_eq!(found.readings[1].key.id, "PYSEC-2099-2");
        assert_eq!(found.broken, [""; 0]);
    }
}

#[test]
fn a_bad_entry_of_a_list_costs_itself_and_a_broken_list_says_where() {
    let (_, found) = one(format!("[{JSON}, 7, {{\"id\": 1}}, {JSON}").as_bytes());
    assert_eq!((found.documents, found.records), (4, 2));
    let refusals = [
        "not a osv-array document: a number where an object should be",
        "not a osv-array document: `id` is not an identifier: `1`",
    ];
    assert_eq!(found.refusals, refusals);
    assert_eq!(found.broken, ["the file ends inside the array"]);
    for text in ["[]", "[1]", "{\"vulns\": []}", "[{\"id\": \"hill\"}]"] {
        let known = ALL.iter().find(|f| f.looks_like(text.as_bytes()));
        assert_eq!(known.map(|f| f.name()), None, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_yaml_makes_it_panic(parts in prop::collection::vec(prop::sample::select(PARTS), 0..40)) {
        let read = by_name("osv-yaml").unwrap();
        let _ = read.read(parts.concat().as_bytes(), &Envelope::default());
    }

    #[test]
    fn no_damage_makes_it_panic(at in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), with in "\\PC{0,3}") {
        let signs: Vec<char> = YAML.chars().collect();
        let (a, b) = (at.index(signs.len()), to.index(signs.len()));
        let mut text: String = signs[..a.min(b)].iter().collect();
        text.push_str(&with);
        text.extend(&signs[a.max(b)..]);
        let read = by_name("osv-yaml").unwrap();
        let _ = read.read(text.as_bytes(), &Envelope::default());
    }
}

/// What YAML is made of.
const PARTS: &[&str] = &[
    "id: PYSEC-2099-1\n",
    "a",
    ":",
    " ",
    "\n",
    "- ",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&x ",
    "*x",
    "!",
    "!!str ",
    "!<a> ",
    "|",
    ">",
    "|+\n",
    ">-2\n",
    "'",
    "\"",
    "\\",
    "\\x4",
    "\\u12",
    "#",
    "%YAML 1.2\n",
    "%TAG ! a\n",
    "---",
    "...",
    "\n\n",
    "\t",
    "  ",
    "\r",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "é",
    "狼",
    "<<",
    "@",
    "`",
    "~",
    "\0",
    "-",
    "--- ",
    "\n  ",
    "\n ",
];
