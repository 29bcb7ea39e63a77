//! Help, topics, completion, manual pages.

use crate::run::noroshi;

#[test]
fn the_short_help_is_one_screen_with_three_examples() {
    insta::assert_snapshot!(noroshi().run(&["-h"]));
}

#[test]
fn the_short_help_in_japanese() {
    insta::assert_snapshot!(noroshi().run(&["-h", "--lang", "ja"]));
}

#[test]
fn the_help_of_search_in_both_languages() {
    insta::assert_snapshot!("search-en", noroshi().run(&["search", "-h"]));
    insta::assert_snapshot!("search-ja", noroshi().run(&["search", "-h", "--lang=ja"]));
}

#[test]
fn help_of_a_command_is_its_long_help() {
    let run = noroshi();
    assert_eq!(
        run.run(&["help", "source", "show"]),
        run.run(&["source", "show", "--help"])
    );
}

#[test]
fn a_topic_speaks_the_language_of_the_locale() {
    let said = noroshi().run_with(&["help", "exit-codes"], &[("LANG", "ja_JP.UTF-8")], "");
    assert!(said.starts_with("# 終了コード\n"), "{said}");
    let said = noroshi().run_with(
        &["help", "exit-codes"],
        &[("LANG", "ja_JP.UTF-8"), ("LC_ALL", "C")],
        "",
    );
    assert!(said.starts_with("# Exit codes\n"), "{said}");
}

#[test]
fn without_a_command_the_help_is_talk() {
    let said = noroshi().run(&[]);
    assert!(said.starts_with("--- stderr\n"), "{said}");
    assert!(said.ends_with("[exit 2]\n"), "{said}");
}

#[test]
fn every_shell_gets_its_completion() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let said = noroshi().run(&["completion", shell]);
        assert!(said.contains("no-progress"), "{shell}");
        assert!(said.ends_with("[exit 0]\n"), "{shell}");
    }
}

#[test]
fn every_command_gets_a_manual_page() {
    let run = noroshi();
    let said = run.run(&["man", &run.path("man1")]);
    assert!(said.contains("pages written"), "{said}");
    for page in ["noroshi", "noroshi-search", "noroshi-db-backup"] {
        let text = std::fs::read_to_string(run.path(&format!("man1/{page}.1"))).unwrap();
        assert!(text.contains(".TH"), "{page}");
    }
}
