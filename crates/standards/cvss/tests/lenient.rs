//! What the lenient reader mends, what it refuses, and that it never panics.
#![expect(clippy::unwrap_used, reason = "the helpers assert")]

use noroshi_cvss::{Error, Vector, base_score, differing};
use proptest::prelude::*;

#[track_caller]
fn mends(text: &str, canonical: &str, what: &[&str]) {
    let (vector, mended) = Vector::parse_lenient(text).unwrap();
    assert_eq!(vector.to_string(), canonical);
    let mended: Vec<String> = mended.iter().map(ToString::to_string).collect();
    assert_eq!(mended, what);
}

#[track_caller]
fn refuses(text: &str, expected: &str) {
    let error = Vector::parse_lenient(text).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

const V2: &str = "AV:N/AC:L/Au:N/C:P/I:P/A:P";
const V31: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
const V40: &str = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N";

#[test]
fn a_standard_vector_is_left_alone() {
    for vector in [V2, V31, V40] {
        mends(vector, vector, &[]);
        assert_eq!(Vector::parse(vector).unwrap().to_string(), vector);
    }
}

#[test]
fn habits_of_the_wild_are_mended_and_named() {
    let around = "space or parentheses around the vector";
    mends(&format!(" ({V2})\n"), V2, &[around]);
    mends(
        &format!("CVSS:2.0/{V2}"),
        V2,
        &["a prefix, which v2 does not have"],
    );
    mends(&format!("{V31}/"), V31, &["a slash too many"]);
    mends(&V31.to_lowercase(), V31, &["upper and lower case"]);
    mends(
        "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        V31,
        &["the prefix is missing: read as 3.1"],
    );
    mends(
        &format!("CVSS:3.1/{V31}"),
        V31,
        &["the prefix stands twice"],
    );
    mends(&format!("{V31}/AV:N"), V31, &["a metric stands twice"]);
    mends("AC:L/AV:N/Au:N/C:P/I:P/A:P", V2, &["the order of metrics"]);
}

#[test]
fn the_order_of_v3_is_free() {
    mends("CVSS:3.1/AC:L/AV:N/PR:N/UI:N/S:U/C:H/I:H/A:H", V31, &[]);
}

#[test]
fn nothing_is_guessed() {
    refuses("", "the vector is empty");
    refuses("()", "the vector is empty");
    refuses("CVSS:5.0/AV:N", "the version of CVSS is not known: 5.0");
    refuses("HIGH", "the version of CVSS is not known: HIGH");
    refuses(
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
        "the base metric A is missing",
    );
    refuses(
        &format!("{V31}/AV:L"),
        "AV is given twice with different values",
    );
    refuses(&format!("{V31}/Q:L"), "CVSS 3.1 has no metric Q");
    refuses(&format!("{V31}/E:POC"), "E of CVSS 3.1 has no value POC");
    refuses(&format!("{V31}/HIGH"), "not a metric and a value: HIGH");
    refuses(&"A".repeat(200_000), "a vector of 200000 bytes is too long");
}

#[test]
fn strict_reading_names_what_it_would_have_mended() {
    assert_eq!(
        Vector::parse(&format!("({V2})")),
        Err(Error::NotStandard(noroshi_cvss::Mending::Around))
    );
}

#[test]
fn the_base_score_leaves_other_metrics_out_and_the_score_does_not() {
    let vector = Vector::parse(&format!("{V40}/E:U")).unwrap();
    assert_eq!(base_score(&format!("{V40}/E:U")), base_score(V40));
    assert!(vector.score() < vector.base_score());
    // "Not defined" says nothing.
    let silent = Vector::parse(&format!("{V40}/E:X/CR:X/MSI:X/U:X")).unwrap();
    assert_eq!(silent.score(), silent.base_score());
    assert_eq!(silent.metrics().len(), 15);
}

#[test]
fn differences_are_named_metric_by_metric() {
    let a = Vector::parse(V31).unwrap();
    let b = Vector::parse("CVSS:3.0/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H/E:X").unwrap();
    let names: Vec<_> = differing(&a, &b)
        .unwrap()
        .iter()
        .map(|d| (d.metric, d.first, d.second))
        .collect();
    assert_eq!(
        names,
        [("AV", Some("N"), Some("L")), ("UI", Some("N"), Some("R"))]
    );
    assert_eq!(differing(&a, &Vector::parse(V40).unwrap()), None);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,80}") {
        let _ = base_score(&text);
    }

    #[test]
    fn any_mixture_of_metrics_is_read_or_refused(parts in prop::collection::vec("(CVSS|AV|AC|Au|PR|C|VC|E|U):[A-Z0-9.]{0,3}", 0..12)) {
        if let Ok((vector, _)) = Vector::parse_lenient(&parts.join("/")) {
            let again = Vector::parse(&vector.to_string()).unwrap();
            prop_assert_eq!(&again, &vector);
            prop_assert!((0.0..=10.0).contains(&vector.score()));
        }
    }
}
