//! One vulnerability: all records, an earlier state, the original, the history.

use crate::run::{Noroshi, data, noroshi};

fn three_sources() -> Noroshi {
    noroshi().with(&["nvd.json", "vuldef.xml", "kev.json"])
}

#[test]
fn every_item_says_who_said_it_and_where_they_differ() {
    let run = three_sources();
    insta::assert_snapshot!("show-en", run.run(&["show", "cve-2099-0001"]));
    insta::assert_snapshot!(
        "show-ja",
        run.run(&["show", "JVNDB-2099-000001", "--lang", "ja"])
    );
}

#[test]
fn markdown_says_the_same() {
    let run = three_sources();
    let said = run.run(&["show", "CVE-2099-0001", "--format", "markdown"]);
    insta::assert_snapshot!(said);
}

#[test]
fn one_source_alone() {
    let run = three_sources();
    let said = run.run(&["show", "CVE-2099-0001", "--source", "kev"]);
    insta::assert_snapshot!(said);
    let said = run.run(&["show", "CVE-2099-0002", "--source", "kev"]);
    insta::assert_snapshot!(said, @r"
    --- stderr
    error: kev says nothing about CVE-2099-0002
    hint: `noroshi show CVE-2099-0002 --source nvd`
    [exit 2]
    ");
}

#[test]
fn the_original_comes_back_byte_for_byte() {
    let run = three_sources();
    let said = run.run(&["show", "CVE-2099-0001", "--original", "--source", "kev"]);
    let (original, _) = said.split_once("--- stderr").unwrap();
    assert!(data("kev.json").contains(original), "{original}");
    assert!(
        original.starts_with("{\"cveID\":\"CVE-2099-0001\""),
        "{original}"
    );
}

#[test]
fn which_original_is_asked_where_there_are_several() {
    let said = three_sources().run(&["show", "CVE-2099-0001", "--original"]);
    insta::assert_snapshot!(said, @r"
    --- stderr
    error: several sources (jvndb, nvd, kev) have an original of CVE-2099-0001
    hint: `noroshi show CVE-2099-0001 --original --source jvndb`
    [exit 2]
    ");
}

#[test]
fn an_unknown_identifier_is_code_3() {
    insta::assert_snapshot!(three_sources().run(&["show", "CVE-2099-9999"]), @r"
    --- stderr
    error: nothing here under: CVE-2099-9999
    hint: look for a word of its title with `noroshi search WORD`
    [exit 3]
    ");
    insta::assert_snapshot!(three_sources().run(&["show", "CVE-2099-0011", "--lang=ja"]), @r"
    --- stderr
    エラー: 当たるものがありません: CVE-2099-0011
    ヒント: `noroshi show CVE-2099-0001` でしょうか
    [exit 3]
    ");
}

#[test]
fn an_earlier_state_is_shown_as_such() {
    let run = noroshi().with(&["nvd.json", "nvd-later.json"]);
    let said = run.run(&["show", "CVE-2099-0001", "--at", "1", "--source", "nvd"]);
    assert!(said.contains("9.8 critical"), "{said}");
    assert!(!said.contains("8.1 high"), "{said}");
    let said = run.run(&["show", "CVE-2099-0001", "--at", "2001-01-01"]);
    assert!(said.ends_with("[exit 3]\n"), "{said}");
}

#[test]
fn the_history_says_what_changed_and_what_is_material() {
    let run = noroshi().with(&["nvd.json", "kev.json", "nvd-later.json"]);
    insta::assert_snapshot!("history-en", run.run(&["history", "CVE-2099-0001"]));
    let said = run.run(&["history", "CVE-2099-0001", "--material", "--lang", "ja"]);
    insta::assert_snapshot!("history-ja", said);
    let said = run.run(&["history", "CVE-2099-0001", "--since", "2999-01-01"]);
    insta::assert_snapshot!("history-since", said);
}

#[test]
fn a_title_from_outside_moves_no_cursor() {
    let said = three_sources().run(&["show", "CVE-2099-0002"]);
    assert!(
        !said.contains('\u{1b}') && !said.contains('\u{202e}'),
        "{said:?}"
    );
}
