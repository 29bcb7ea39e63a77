//! `cpe match`: one pair to read, many pairs for programs.

use crate::run::noroshi;

#[test]
fn a_pair_is_shown_value_by_value() {
    let pair = ["cpe", "match", "cpe:/a:x:y", "cpe:/a:x:y:3.0.13:-"];
    insta::assert_snapshot!(noroshi().run(&pair));
}

#[test]
fn a_pair_in_japanese_says_what_was_tolerated() {
    let pair = [
        "cpe",
        "match",
        "cpe:2.3:a:x:y:2.*",
        "cpe:2.3:a:x:y:1.*:*:*:*:*:*:*:*",
        "--lang",
        "ja",
    ];
    insta::assert_snapshot!(noroshi().run(&pair));
}

#[test]
fn pairs_from_standard_input_are_answered_line_by_line() {
    let input = "cpe:/a:x:y\tcpe:/a:x:y:1\r\n\
                 cpe:/a:x:y:1\tcpe:/a:x:y\n\
                 cpe:/a:x:y\tCPE:2.3:a:x:Y:*:*:*:*:*:*:*:*\n\
                 cpe:/a:x:y:1\tcpe:/a:x:y:2\n\
                 cpe:/a:x::1\tcpe:/a:x:y\n\
                 cpe:/a:x\n\
                 cpe:/a\tcpe:/q\n\
                 cpe:/a\tcpe:/a\tcpe:/a\n";
    let said = noroshi().run_with(&["cpe", "match", "-"], &[], input);
    insta::assert_snapshot!(said, @r#"
    {"relation":"superset","matches":true}
    {"relation":"subset","matches":false}
    {"relation":"equal","matches":true,"tolerated":{"a":[],"b":["upper-case"]}}
    {"relation":"disjoint","matches":false}
    {"relation":"undefined","matches":false}
    {"error":"two names separated by a tab are wanted"}
    {"name":"cpe:/q","error":"part can be a, o or h, not: q"}
    {"error":"two names separated by a tab are wanted"}
    --- stderr
    [exit 6]
    "#);
}

#[test]
fn strict_refuses_what_the_grammar_does_not_have() {
    let pair = ["cpe", "match", "--strict", "cpe:2.3:a:x:y:1", "cpe:/a"];
    insta::assert_snapshot!(noroshi().run(&pair), @r"
    --- stderr
    error: this is not a CPE name: cpe:2.3:a:x:y:1
      cause: it has 4 of 11 components
    hint: `noroshi cpe match --help`
    [exit 6]
    ");
}

#[test]
fn what_a_dash_means_is_chosen() {
    let input = "cpe:/a:x:y:-\tcpe:/a:x:y:1\n\
                 cpe:/a:x:y:1\tcpe:/a:x:y:-\n\
                 cpe:/a:x:y:-\tcpe:/a:x:y:-\n";
    let says = |meaning: &[&str]| {
        noroshi().run_with(&[&["cpe", "match", "-"], meaning].concat(), &[], input)
    };
    insta::assert_snapshot!(says(&["--dash", "nvd"]), @r#"
    {"relation":"undefined","matches":false}
    {"relation":"disjoint","matches":false}
    {"relation":"equal","matches":true}
    [exit 0]
    "#);
    insta::assert_snapshot!(says(&["--dash", "standard"]), @r#"
    {"relation":"disjoint","matches":false}
    {"relation":"disjoint","matches":false}
    {"relation":"equal","matches":true}
    [exit 0]
    "#);
    assert_eq!(says(&[]), says(&["--dash", "standard"]));
    let pair = [
        "cpe",
        "match",
        "--dash",
        "nvd",
        "cpe:/a:x:y:-",
        "cpe:/a:x:y:1",
    ];
    insta::assert_snapshot!(noroshi().run(&pair));
}

#[test]
fn one_name_is_too_few_and_no_pair_is_nothing() {
    insta::assert_snapshot!(noroshi().run(&["cpe", "match", "cpe:/a"]), @r"
    --- stderr
    error: an argument is missing: <B>
    hint: add `--help` to the command
    [exit 2]
    ");
    insta::assert_snapshot!(noroshi().run(&["cpe", "match", "-"]), @r"
    --- stderr
    [exit 3]
    ");
}
