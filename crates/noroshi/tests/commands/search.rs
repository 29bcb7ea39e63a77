//! Searching and showing.

use crate::run::noroshi;

const ALL: &[&str] = &["nvd.json", "vuldef.xml", "kev.json"];

#[test]
fn an_empty_store_says_how_to_fill_it() {
    insta::assert_snapshot!(noroshi().run(&["search", "tls"]), @r"
    ID  SEVERITY  PRODUCT  CHANGED  MARKS  TITLE
    --- stderr
    the store is empty
    hint: `noroshi sync` fetches the sources, `noroshi import FILE` reads files, `noroshi serve --demo` shows a sample
    [exit 0]
    ");
}

#[test]
fn a_list_names_who_gave_the_score_and_what_differs() {
    let run = noroshi().with(ALL);
    insta::assert_snapshot!("search-table-en", run.run(&["search"]));
    insta::assert_snapshot!("search-table-ja", run.run(&["search", "--lang", "ja"]));
}

#[test]
fn japanese_words_find_japanese_records() {
    let run = noroshi().with(ALL);
    let said = run.run(&[
        "search",
        "証明書",
        "--fields",
        "id,score,title",
        "--lang",
        "ja",
    ]);
    insta::assert_snapshot!(said, @r"
    ID             SCORE  TITLE
    CVE-2099-0001    9.8  Example TLS におけるバッファオーバーフローの脆弱性
    --- stderr
    1 件中 1 件を表示
    [exit 0]
    ");
}

#[test]
fn a_mistake_in_the_query_is_said_and_searched_as_a_word() {
    let run = noroshi().with(ALL);
    insta::assert_snapshot!(run.run(&["search", "scor>=7", "tls"]), @r#"
    ID  SEVERITY  PRODUCT  CHANGED  MARKS  TITLE
    --- stderr
    warning: “scor” is not a field – did you mean “score”? Searched as a word instead.
    nothing fits: "scor>=7" tls
      "scor>=7" alone: 0
      tls alone: 1
    hint: `noroshi help query` explains the query line
    [exit 0]
    "#);
}

#[test]
fn several_outputs_come_from_one_run() {
    let run = noroshi().with(ALL);
    let (json, csv) = (run.path("a.json"), run.path("a.csv"));
    let fields = ["--fields", "id,score,exploited"];
    let outputs = ["-o", &json, "-o", &csv, "-o", "table"];
    let said = run.run(&[&["search", "--sort", "id"], &fields[..], &outputs[..]].concat());
    insta::assert_snapshot!(said, @r"
    ID             SCORE  EXPLOITED
    CVE-2099-0002         no
    CVE-2099-0001    9.8  yes
    --- stderr
    2 of 2 shown
    [exit 0]
    ");
    insta::assert_snapshot!(std::fs::read_to_string(json).unwrap(), @r#"
    [
      {
        "id": "CVE-2099-0002",
        "score": null,
        "exploited": false
      },
      {
        "id": "CVE-2099-0001",
        "score": 9.8,
        "exploited": true
      }
    ]
    "#);
    insta::assert_snapshot!(std::fs::read_to_string(csv).unwrap().replace('\r', ""), @r"
    id,score,exploited
    CVE-2099-0002,,no
    CVE-2099-0001,9.8,yes
    ");
}

#[test]
fn quiet_silences_talk_and_never_data() {
    let run = noroshi().with(ALL);
    let said = run.run(&["search", "exploited:yes", "--fields", "id", "-q"]);
    insta::assert_snapshot!(said, @r"
    ID
    CVE-2099-0001
    [exit 0]
    ");
}

#[test]
fn colour_is_only_on_demand_in_a_pipe() {
    let run = noroshi().with(ALL);
    let plain = run.run(&["search"]);
    assert!(!plain.contains('\u{1b}'), "{plain}");
    let forced = run.run(&["search", "--color", "always"]);
    assert!(forced.contains("\u{1b}[1;31m"), "{forced}");
    let forced = run.run_with(&["search"], &[("CLICOLOR_FORCE", "1")], "");
    assert!(forced.contains('\u{1b}'), "{forced}");
    let not = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
    assert!(!run.run_with(&["search"], &not, "").contains('\u{1b}'));
}
