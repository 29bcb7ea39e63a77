//! Scores of vectors, and what every command does with cases from standard input.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use crate::run::noroshi;

const V31: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";

#[test]
fn a_vector_has_all_its_scores_and_says_what_was_mended() {
    let run = noroshi();
    insta::assert_snapshot!(run.run(&["score", "(AV:N/AC:L/Au:N/C:P/I:P/A:P)", V31]), @r"
    VECTOR                                        VERSION  BASE  TEMPORAL/THREAT  ENVIRONMENTAL  OVERALL  SEVERITY
    (AV:N/AC:L/Au:N/C:P/I:P/A:P)                  2.0       7.5              7.5            7.5      7.5  high
    CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H  3.1       9.8              9.8            9.8      9.8  critical
    --- stderr
    (AV:N/AC:L/Au:N/C:P/I:P/A:P): read with space or parentheses around it put right
    vectors of these two versions have different metrics and cannot be compared one by one
    [exit 0]
    ");
    let threat = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U";
    insta::assert_snapshot!(run.run(&["score", threat, "--format", "json"]), @r#"
    [
      {
        "vector": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U",
        "version": "4.0",
        "base": 9.3,
        "threat": 8.1,
        "environmental": 8.1,
        "overall": 8.1,
        "severity": "high",
        "nomenclature": "CVSS-BT"
      }
    ]
    [exit 0]
    "#);
}

#[test]
fn two_vectors_are_compared_metric_by_metric_in_the_readers_language() {
    let other = "CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:H/MAV:L";
    insta::assert_snapshot!(noroshi().run(&["score", V31, other, "--lang", "ja"]), @r"
    ベクタ                                              版   基本  現状/脅威  環境  総合  深刻度
    CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H        3.1   9.8        9.8   9.8   9.8  緊急
    CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:H/MAV:L  3.0   7.5        7.5   7.0   7.0  重要

    評価項目                 CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H  CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:H/MAV:L
    攻撃条件の複雑さ    AC   L                                             H
    ユーザ関与レベル    UI   N                                             R
    攻撃元区分(現状値)  MAV  -                                             L
    [exit 0]
    ");
}

#[test]
fn what_is_no_vector_is_named_with_its_reason() {
    let run = noroshi();
    insta::assert_snapshot!(run.run(&["score", "CVSS:3.1/AV:N"]), @r"
    --- stderr
    error: this is not a CVSS vector: CVSS:3.1/AV:N
      cause: the base metric AC is missing
    hint: `noroshi score --help`
    [exit 6]
    ");
    insta::assert_snapshot!(run.run(&["score", "--lang", "ja", "CVSS:3.1/AV:Q"]), @r"
    --- stderr
    エラー: CVSS のベクタではありません: CVSS:3.1/AV:Q
      原因: CVSS 3.1 の AV に値 Q はありません
    ヒント: `noroshi score --help`
    [exit 6]
    ");
}

#[test]
fn every_line_of_standard_input_is_answered() {
    let mut input = format!("{V31}\nx\r\n").into_bytes();
    input.extend(b"\xFF\n");
    input.extend(vec![b'A'; (1 << 20) + 1]);
    input.extend(b"\nAV:N/AC:L/Au:N/C:P/I:P/A:P");
    insta::assert_snapshot!(noroshi().run_with(&["score", "-"], &[], &input), @r#"
    {"vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","version":"3.1","base":9.8,"temporal":9.8,"environmental":9.8,"overall":9.8,"severity":"critical"}
    {"vector":"x","error":"the version is not known"}
    {"vector":"","error":"the line is not UTF-8"}
    {"vector":"","error":"a line of more than 1,048,576 bytes"}
    {"vector":"AV:N/AC:L/Au:N/C:P/I:P/A:P","version":"2.0","base":7.5,"temporal":7.5,"environmental":7.5,"overall":7.5,"severity":"high"}
    --- stderr
    [exit 6]
    "#);
    insta::assert_snapshot!(noroshi().run_with(&["score", "-"], &[], ""), @r"
    --- stderr
    [exit 3]
    ");
}

#[test]
fn whoever_waits_for_an_answer_before_the_next_question_gets_it() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_noroshi"))
        .args(["score", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ask = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for _ in 0..2 {
        writeln!(ask, "{V31}").unwrap();
        let answer = answers.next().unwrap().unwrap();
        assert!(answer.contains("\"base\":9.8"), "{answer}");
    }
    drop(ask);
    assert!(child.wait().unwrap().success());
}
