//! Looking after the store.

use crate::run::noroshi;

#[test]
fn the_status_counts_what_is_kept() {
    let run = noroshi().with(&["nvd.json", "kev.json"]);
    let said = run.run(&["db", "status"]);
    for line in [
        "LEDGER UP TO     3",
        "BUILT UP TO      3",
        "VULNERABILITIES  2",
    ] {
        assert!(said.contains(line), "{said}");
    }
    let said = run.run(&["db", "status", "--format", "json", "--lang", "ja"]);
    assert!(said.contains("\"sequence\": 3"), "{said}");
}

#[test]
fn a_sound_store_is_said_to_be_so() {
    let run = noroshi().with(&["nvd.json", "kev.json"]);
    insta::assert_snapshot!(run.run(&["db", "check"]), @r"
    checked: rows 3, documents 3, records 3, lists of products 0
    everything is as it was written
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&["db", "check", "--lang", "ja"]), @r"
    検査: 台帳 3 行、文書 3 件、記述 3 件、製品のコンポーネント一覧 0 件
    すべて書かれたままです
    [exit 0]
    ");
}

#[test]
fn a_rebuild_changes_no_answer() {
    let run = noroshi().with(&["nvd.json", "kev.json", "vuldef.xml"]);
    let before = run.run(&["search", "--format", "json"]);
    insta::assert_snapshot!(run.run(&["db", "rebuild"]), @r"
    made anew from the ledger: rows 4
    [exit 0]
    ");
    assert_eq!(run.run(&["search", "--format", "json"]), before);
}

#[test]
fn a_backup_opens_by_itself_and_overwrites_nothing() {
    let run = noroshi().with(&["nvd.json"]);
    insta::assert_snapshot!(run.run(&["db", "backup", "copy.db"]), @r"
    --- stderr
    written: copy.db
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&["db", "backup", "copy.db"]), @r"
    --- stderr
    error: the backup could not be written
      cause: cannot use the store at copy.db: it exists already
    hint: name a file that does not exist yet, in a folder that is yours to write
    [exit 5]
    ");
}
