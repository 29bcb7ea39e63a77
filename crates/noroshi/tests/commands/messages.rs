//! What a mistake says: what, why, what to do, and which code.

use crate::run::noroshi;

#[test]
fn a_command_that_is_misspelt() {
    insta::assert_snapshot!(noroshi().run(&["serach", "x"]), @r"
    --- stderr
    error: unknown command: serach
    hint: did you mean `search`?
    [exit 2]
    ");
}

#[test]
fn the_same_in_japanese() {
    insta::assert_snapshot!(noroshi().run(&["serach", "x", "--lang", "ja"]), @r"
    --- stderr
    エラー: コマンドがありません: serach
    ヒント: `search` でしょうか
    [exit 2]
    ");
}

#[test]
fn a_flag_that_is_misspelt() {
    insta::assert_snapshot!(noroshi().run(&["search", "x", "--limmit", "3"]), @r"
    --- stderr
    error: unknown option or too many arguments: --limmit
    hint: did you mean `--limit`?
    [exit 2]
    ");
}

#[test]
fn a_value_that_cannot_be() {
    insta::assert_snapshot!(noroshi().run(&["search", "x", "--limit", "5000"]), @r"
    --- stderr
    error: --limit <N> cannot be: 5000
    hint: it takes: 1–1000
    [exit 2]
    ");
    insta::assert_snapshot!(noroshi().run(&["search", "x", "--sort", "changd"]), @r"
    --- stderr
    error: --sort <ORDER> cannot be: changd
    hint: did you mean `changed`?
    [exit 2]
    ");
    insta::assert_snapshot!(noroshi().run(&["show", "CVE-2099-0001", "--at", "yesterday"]), @r"
    --- stderr
    error: --at is not a date: yesterday
    hint: `noroshi help dates`
    [exit 2]
    ");
}

#[test]
fn a_format_that_the_command_does_not_write() {
    insta::assert_snapshot!(noroshi().run(&["show", "CVE-2099-0001", "--format", "csv"]), @r"
    --- stderr
    error: this command does not write: csv
    hint: it writes: table, json, markdown
    [exit 2]
    ");
}

#[test]
fn a_field_that_is_misspelt() {
    insta::assert_snapshot!(noroshi().run(&["search", "x", "--fields", "id,tilte"]), @r"
    --- stderr
    error: there is no field: tilte
    hint: did you mean `title`?
    [exit 2]
    ");
}

#[test]
fn an_argument_that_is_missing() {
    insta::assert_snapshot!(noroshi().run(&["import"]), @r"
    --- stderr
    error: an argument is missing: <FILE|DIR|->...
    hint: add `--help` to the command
    [exit 2]
    ");
}

#[test]
fn a_topic_that_is_misspelt() {
    insta::assert_snapshot!(noroshi().run(&["help", "exitcodes"]), @r"
    --- stderr
    error: there is no topic or command: exitcodes
    hint: `noroshi help exit-codes`
    [exit 2]
    ");
}

#[test]
fn settings_that_are_misspelt() {
    let run = noroshi();
    let file = run.path("noroshi.toml");
    std::fs::write(&file, "[serve]\nlisen = \"127.0.0.1:1\"\n").unwrap();
    insta::assert_snapshot!(run.run(&["search", "x", "--config", &file]), @r"
    --- stderr
    error: the settings cannot be used: [DIR]/noroshi.toml
      cause: there is no setting serve.lisen
    hint: did you mean `serve.listen`?
    [exit 5]
    ");
}

#[test]
fn a_source_that_is_switched_off_says_so_in_the_readers_language() {
    let run = noroshi();
    let file = run.path("noroshi.toml");
    std::fs::write(&file, "[source.epss]\non = false\n").unwrap();
    for (language, words) in [("en", "switched off"), ("ja", "設定で無効")] {
        for command in [["source", "show", "epss"], ["sync", "--offline", "epss"]] {
            let settings = ["--config", &file, "--lang", language];
            let said = run.run(&[&command[..], &settings].concat());
            assert!(said.contains(words), "{command:?}: {said}");
        }
    }
}

#[test]
fn a_folder_that_cannot_be_a_store() {
    let run = noroshi();
    if !run.is_in_a_folder() {
        return;
    }
    let file = run.path("file");
    std::fs::write(&file, "not a folder").unwrap();
    insta::assert_snapshot!(run.run(&["search", "x", "--data", &file]), @r"
    --- stderr
    error: the store could not be opened
      cause: cannot use the store at [DIR]/file: File exists (os error 17)
    hint: `--data DIR` names another folder; this one must be yours to write
    [exit 5]
    ");
}

#[test]
fn verbose_names_the_store_and_the_settings() {
    let run = noroshi();
    if !run.is_in_a_folder() {
        return;
    }
    let file = run.path("noroshi.toml");
    std::fs::write(&file, "[display]\nlimit = 1\n").unwrap();
    insta::assert_snapshot!(run.run(&["search", "-v", "--config", &file]), @r"
    ID  SEVERITY  PRODUCT  CHANGED  MARKS  TITLE
    --- stderr
    settings: [DIR]/noroshi.toml
    store: [DIR]/store
    the store is empty
    hint: `noroshi sync` fetches the sources, `noroshi import FILE` reads files, `noroshi serve --demo` shows a sample
    [exit 0]
    ");
}

#[test]
fn a_reader_that_goes_away_is_a_quiet_success() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_noroshi"))
        .args(["completion", "zsh"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}
