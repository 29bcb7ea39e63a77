//! Looking after the store.

use noroshi_cluster::Cluster;

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

#[test]
fn a_move_ends_in_an_equal_store_and_goes_on_from_what_is_there() {
    let run = noroshi().with(&["nvd.json", "kev.json"]);
    let moved = |arguments: &[&str]| without_links(&run.run(arguments));
    insta::assert_snapshot!(moved(&["db", "move", "--to", "new"]), @r"
    carried to new/noroshi.db: rows 3, documents 3, lists of products 0, products 0, verdicts 0
    both are equal: ledger up to 3, what is built from it, last link [LINK]
    [exit 0]
    ");
    insta::assert_snapshot!(moved(&["db", "move", "--to", "new", "--lang", "ja"]), @r"
    new/noroshi.db に移しました: 台帳 0 行、文書 0 件、製品のコンポーネント一覧 0 件、製品 0 件、判定 0 件
    すでにあった台帳: 3 行
    両方の内容は一致しています: 台帳 3 行まで、台帳から作られるもの、末尾のリンク [LINK]
    [exit 0]
    ");
    run.run(&["import", "nvd-later.json"]);
    let said = run.run(&["db", "move", "--to", "new", "--format", "json"]);
    for line in ["\"equal\": true", "\"before\": 3", "\"left\": 0"] {
        assert!(said.contains(line), "{said}");
    }
    let answers = |data: &str| run.run(&["--data", data, "search", "--format", "json"]);
    assert_eq!(answers("new"), answers("store"));
}

#[test]
fn a_move_goes_into_a_database_and_back() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let base = cluster.database();
    let run = noroshi().with(&["nvd.json", "kev.json"]);
    let there = run.run(&["db", "move", "--to", &base]);
    assert!(there.contains("both are equal: ledger up to 3"), "{there}");
    let back = run.run(&["--database", &base, "db", "move", "--to", "back"]);
    assert!(back.contains("both are equal: ledger up to 3"), "{back}");
    let copied = run.run(&["--database", &base, "db", "backup", "copy.db"]);
    assert!(copied.ends_with("[exit 0]\n"), "{copied}");
    let restored = run.run(&["--data", "new", "db", "restore", "copy.db"]);
    assert!(restored.contains("both are equal"), "{restored}");
    let search = ["search", "--format", "json"];
    let expected = run.run(&search);
    for place in [["--database", &base], ["--data", "back"], ["--data", "new"]] {
        assert_eq!(run.run(&[&place[..], &search].concat()), expected);
    }
}

#[test]
fn a_move_writes_over_nothing() {
    let run = noroshi().with(&["nvd.json", "kev.json"]);
    if !run.is_in_a_folder() {
        return;
    }
    run.run(&["--data", "other", "product", "add", "router"]);
    insta::assert_snapshot!(run.run(&["db", "move", "--to", "other"]), @r"
    --- stderr
    error: it holds something else and was left as it is: other/noroshi.db
      cause: the product router is kept there alone
    hint: name a folder or database that is empty
    [exit 5]
    ");
    insta::assert_snapshot!(run.run(&["db", "move", "--to", "store", "--lang", "ja"]), @r"
    --- stderr
    エラー: 別のものが入っているため、手を付けていません: store/noroshi.db
      原因: it is the store that is to be moved
    ヒント: 空のフォルダかデータベースを指定してください
    [exit 5]
    ");
    insta::assert_snapshot!(run.run(&["db", "move", "--to", "odbc://me:secret@host/name"]), @r"
    --- stderr
    error: --to cannot be: odbc://
    hint: it takes: DIR, postgresql://…
    [exit 2]
    ");
}

#[test]
fn a_backup_fills_an_empty_store() {
    let run = noroshi().with(&["nvd.json", "kev.json"]);
    if !run.is_in_a_folder() {
        return;
    }
    run.run(&["db", "backup", "copy.db"]);
    let restored = run.run(&["--data", "new", "db", "restore", "copy.db"]);
    insta::assert_snapshot!(without_links(&restored), @r"
    carried to new/noroshi.db: rows 3, documents 3, lists of products 0, products 0, verdicts 0
    both are equal: ledger up to 3, what is built from it, last link [LINK]
    [exit 0]
    ");
    let answers = |data: &str| run.run(&["--data", data, "search", "--format", "json"]);
    assert_eq!(answers("new"), answers("store"));
}

#[test]
fn what_is_no_backup_fills_nothing() {
    let run = noroshi().beside(&["kev.json"]);
    insta::assert_snapshot!(run.run(&["db", "restore", "kev.json"]), @r"
    --- stderr
    error: it is not as it was written: kev.json
      cause: it is no file of a store
    hint: use another backup; `noroshi db backup FILE` makes one, also of a store in use
    [exit 6]
    ");
    insta::assert_snapshot!(run.run(&["db", "restore", "missing.db", "--lang", "ja"]), @r"
    --- stderr
    エラー: 読み込めません: missing.db
      原因: No such file or directory (os error 2)
    [exit 3]
    ");
}

/// Links are of the time of arrival: no two runs have the same.
fn without_links(said: &str) -> String {
    let is_link = |word: &&str| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let link = said.split_whitespace().find(is_link);
    link.map_or_else(|| said.to_owned(), |link| said.replace(link, "[LINK]"))
}
