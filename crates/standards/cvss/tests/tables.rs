//! The published tables of vectors with their scores, read from `../shared/data/cvss` where it is there.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a malformed table stops the test, a missing one is said"
)]

use std::{fs, path::Path};

use noroshi_cvss::Vector;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/data/cvss");

/// Each line of a reference table: the vector, a hyphen, and one or three scores.
fn check_reference(name: &str) {
    let Ok(text) = fs::read_to_string(Path::new(DATA).join(name)) else {
        println!("skipped: ../shared/data is not here");
        return;
    };
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let (vector, scores) = line.rsplit_once(" - ").unwrap();
        rows += 1;
        let parsed = match Vector::parse_lenient(vector) {
            Ok((parsed, _)) => parsed,
            Err(error) => {
                wrong.push(format!("{vector}: {error}"));
                continue;
            }
        };
        let expected: Vec<Option<f32>> = scores
            .trim_matches(['(', ')'])
            .split(',')
            .filter(|s| !s.trim().is_empty())
            .map(|s| s.trim().parse().ok())
            .collect();
        // A table of v4 gives one number, that of all metrics.
        let computed = match expected.len() {
            1 => vec![parsed.score()],
            _ => vec![
                parsed.base_score(),
                parsed.temporal_score(),
                parsed.environmental_score(),
            ],
        };
        for (want, got) in expected.iter().zip(&computed) {
            if want.is_some_and(|w| (w - got).abs() > 0.01) {
                wrong.push(format!("{vector}: {expected:?} but {computed:?}"));
            }
        }
    }
    assert!(rows > 0, "{name} is empty");
    assert!(
        wrong.is_empty(),
        "{name}: {} of {rows} differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(10)].join("\n")
    );
}

#[test]
fn v2_gives_the_reference_scores() {
    check_reference("vectors_simple2");
    check_reference("vectors_calculator2");
    check_reference("vectors_cvsslib2");
}

#[test]
fn v3_gives_the_reference_scores() {
    check_reference("vectors_simple3");
    check_reference("vectors_simple31");
    check_reference("vectors_calculator3");
    check_reference("vectors_cvsslib3");
}

#[test]
fn v4_gives_the_reference_scores() {
    check_reference("vectors_simple4");
    check_reference("vectors_security4");
    check_reference("vectors_supplemental4");
    check_reference("vectors_threat4");
}

#[test]
fn v3_0_rounds_exact_decimals() {
    // In binary floating point this one comes out as 4.7.
    let vector =
        "CVSS:3.0/AV:L/AC:L/PR:L/UI:R/S:U/C:N/I:L/A:H/RC:U/CR:H/MAV:N/MAC:H/MPR:H/MUI:N/MC:N/MI:L";
    assert_eq!(Vector::parse(vector).unwrap().environmental_score(), 4.6);
}

/// What publishers state need not be what the vector computes to: rows, rows whose stated base score is not the
/// vector's base score, and rows whose stated score is not the vector's score of all metrics either. Pinned, so that
/// a change in our arithmetic shows.
fn check_stated(name: &str, expected: (usize, usize, usize)) {
    let Ok(text) = fs::read_to_string(Path::new(DATA).join(name)) else {
        println!("skipped: ../shared/data is not here");
        return;
    };
    let (mut rows, mut not_base) = (0, 0);
    let mut neither = Vec::new();
    for line in text.lines().skip(1) {
        let mut cells = line.split('\t');
        let (vector, stated) = (cells.next().unwrap(), cells.next().unwrap());
        let stated: f32 = stated.parse().unwrap();
        let parsed = Vector::parse_lenient(vector).unwrap().0;
        let equal = |computed: f32| (computed - stated).abs() < 0.05;
        rows += 1;
        if !equal(parsed.base_score()) {
            not_base += 1;
            if !equal(parsed.score()) {
                neither.push(format!("{vector}: {stated} but {}", parsed.base_score()));
            }
        }
    }
    assert_eq!(
        (rows, not_base, neither.len()),
        expected,
        "{name}:\n{}",
        neither[..neither.len().min(10)].join("\n")
    );
}

#[test]
fn nvd_states_what_its_vectors_compute_to_except_in_v4_with_threat_metrics() {
    check_stated("from-nvd/nvd-cvss-2.0.tsv", (323, 0, 0));
    check_stated("from-nvd/nvd-cvss-3.0.tsv", (403, 0, 0));
    check_stated("from-nvd/nvd-cvss-3.1.tsv", (785, 0, 0));
    check_stated("from-nvd/nvd-cvss-4.0.tsv", (943, 148, 3));
}

#[test]
fn cve_records_state_other_scores_in_a_known_number_of_rows() {
    check_stated("from-cve5/cve5-cvssV2_0.tsv", (63, 0, 0));
    check_stated("from-cve5/cve5-cvssV3_0.tsv", (338, 1, 1));
    check_stated("from-cve5/cve5-cvssV3_1.tsv", (2013, 188, 32));
    check_stated("from-cve5/cve5-cvssV4_0.tsv", (488, 7, 1));
}
