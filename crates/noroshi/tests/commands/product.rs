//! Products: added by hand, imported from lists, shown, removed, and verdicts on names.

use crate::run::{Noroshi, data, noroshi};

/// With the list of `tests/data` imported as the product `shop`.
fn shop() -> Noroshi {
    let run = noroshi().beside(&["shop.cdx.json"]);
    let said = run.run(&["product", "import", "shop.cdx.json", "--group", "web"]);
    assert!(said.contains("[exit 0]"), "{said}");
    run
}

#[test]
fn an_empty_list_says_how_to_fill_it() {
    insta::assert_snapshot!(noroshi().run(&["product", "list"]), @r"
    NAME  GROUP  VERSION  COMPONENTS  REFUSED  KIND  FILE  MADE  KEPT SINCE
    --- stderr
    0 of 0 shown
    hint: `noroshi product import FILE` reads an SBOM or a package list, `noroshi product add NAME` adds one by hand
    [exit 0]
    ");
}

#[test]
fn every_entry_of_a_list_is_counted_and_the_same_list_again_adds_nothing() {
    let run = noroshi().beside(&["shop.cdx.json"]);
    let import = ["product", "import", "shop.cdx.json"];
    insta::assert_snapshot!(run.run(&import), @r"
    FILE           PRODUCT  OUTCOME  KIND            ENTRIES  COMPONENTS  NOTED  REFUSED
    shop.cdx.json  shop     new      cyclonedx-json        4           3      0        1
    --- stderr
    entries 4 = components 3 + noted 0 + refused 1
    refused: no name (/components/2)
    hint: `noroshi product show shop` lists all notes and refusals
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&import), @r"
    FILE           PRODUCT  OUTCOME    KIND            ENTRIES  COMPONENTS  NOTED  REFUSED
    shop.cdx.json  shop     unchanged  cyclonedx-json        4           3      0        1
    --- stderr
    entries 4 = components 3 + noted 0 + refused 1
    refused: no name (/components/2)
    hint: `noroshi product show shop` lists all notes and refusals
    [exit 0]
    ");
}

#[test]
fn a_newer_list_takes_the_place_of_the_one_before_and_both_stay() {
    let run = shop();
    let newer = data("shop.cdx.json").replace("3.0.11", "3.0.14");
    let from_input = ["product", "import", "-", "--format", "jsonl"];
    insta::assert_snapshot!(run.run_with(&from_input, &[], newer), @r#"
    {"file":"-","product":"shop","outcome":"changed","reason":null,"kind":"cyclonedx-json","entries":4,"components":3,"noted":0,"refused":1,"notes":0}
    --- stderr
    entries 4 = components 3 + noted 0 + refused 1
    refused: no name (/components/2)
    hint: `noroshi product show shop` lists all notes and refusals
    [exit 0]
    "#);
    let shown = run.run(&["product", "show", "shop"]);
    insta::assert_snapshot!("product-show-en", shown);
    let shown = run.run(&["product", "show", "shop", "--lang", "ja"]);
    insta::assert_snapshot!("product-show-ja", shown);
}

#[test]
fn the_list_comes_back_byte_for_byte() {
    let run = shop();
    let said = run.run(&["product", "show", "shop", "--original"]);
    assert_eq!(said, format!("{}[exit 0]\n", data("shop.cdx.json")));
}

#[test]
fn components_alone_are_a_table_for_programs() {
    let run = shop();
    let csv = run.run(&["product", "show", "shop", "--format", "csv"]);
    insta::assert_snapshot!(csv.replace('\r', ""), @r"
    COMPONENT,VERSION,NAMES,VENDOR,PLACE
    shop,7,,,/metadata/component
    openssl,3.0.11,pkg:deb/debian/openssl@3.0.11-1,,/components/0
    mod_x,2.1,cpe:2.3:a:example:mod_x:2.1:*:*:*:*:*:*:*,Example,/components/1
    [exit 0]
    ");
    let json = run.run(&["product", "show", "shop", "--format", "json"]);
    insta::assert_snapshot!("product-show-json", json);
}

#[test]
fn a_product_is_added_by_hand_and_changed_by_the_same_command() {
    let run = shop();
    let add = |more: &[&str]| run.run(&[&["product", "add", "router 9"], more].concat());
    insta::assert_snapshot!(add(&[
        "--vendor", "Example", "--product", "RouterOS", "--version", "9.1", "--cpe",
        "cpe:2.3:o:example:routeros:9.1:*:*:*:*:*:*:*",
    ]), @r"
    NAME      GROUP  VERSION  COMPONENTS  REFUSED  KIND     FILE  MADE  KEPT SINCE
    router 9         9.1               1        0  by hand              [TODAY] UTC
    --- stderr
    new
    [exit 0]
    ");
    insta::assert_snapshot!(add(&["--group", "office", "--note", "in the cellar"]), @r"
    NAME      GROUP   VERSION  COMPONENTS  REFUSED  KIND     FILE  MADE  KEPT SINCE
    router 9  office  9.1               1        0  by hand              [TODAY] UTC
    --- stderr
    changed
    [exit 0]
    ");
    insta::assert_snapshot!(add(&["--group", "office"]), @r"
    NAME      GROUP   VERSION  COMPONENTS  REFUSED  KIND     FILE  MADE  KEPT SINCE
    router 9  office  9.1               1        0  by hand              [TODAY] UTC
    --- stderr
    unchanged
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&["product", "show", "router 9"]), @r"
    NAME             router 9
    GROUP            office
    VERSION          9.1
    VENDOR           Example
    PRODUCT          RouterOS
    NAMES            cpe:2.3:o:example:routeros:9.1:*:*:*:*:*:*:*
    NOTE             in the cellar
    ADDED            [TODAY] UTC
    COMPONENTS       entries 1 = components 1 + noted 0 + refused 0
    WITHOUT VERSION  0

    COMPONENT  VERSION  NAMES                                         VENDOR   PLACE
    RouterOS   9.1      cpe:2.3:o:example:routeros:9.1:*:*:*:*:*:*:*  Example  by hand

    FROM                  UNTIL                 VERSION  COMPONENTS  FILE  DIGEST
    [TODAY] UTC  [TODAY] UTC  9.1               1
    [TODAY] UTC                        9.1               1
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&["product", "list", "--format", "markdown"]), @r"
    | NAME | GROUP | VERSION | COMPONENTS | REFUSED | KIND | FILE | MADE | KEPT SINCE |
    | --- | --- | --- | ---: | ---: | --- | --- | --- | --- |
    | router 9 | office | 9.1 | 1 | 0 | by hand |  |  | [TODAY] UTC |
    | shop | web |  | 3 | 1 | cyclonedx-json | shop.cdx.json | 2099-07-03 | [TODAY] UTC |
    --- stderr
    2 of 2 shown
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&["product", "list", "--group", "web", "--lang", "ja"]), @r"
    名前  グループ  版  コンポーネント数  拒否  種類            ファイル       作成日      登録日時
    shop  web                          3     1  cyclonedx-json  shop.cdx.json  2099-07-03  [TODAY] JST
    --- stderr
    2 件中 1 件を表示
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&["product", "show", "router 9", "--original"]), @r"
    --- stderr
    error: it was added by hand and has no list: router 9
    [exit 3]
    ");
}

#[test]
fn what_cannot_be_used_is_a_wrong_command_line() {
    let run = noroshi();
    insta::assert_snapshot!(run.run(&["product", "add", "a", "--purl", "lodash"]), @r"
    --- stderr
    error: this cannot be used as purl: lodash
      cause: not a package URL: it begins with pkg:
    [exit 2]
    ");
    insta::assert_snapshot!(run.run(&["product", "add", " "]), @r"
    --- stderr
    error: this cannot be used as name:
      cause: it is empty
    [exit 2]
    ");
    let lists = run.run_with(
        &["product", "import", "-"],
        &[],
        "bash-5.1.8-6.el9_1.x86_64\n",
    );
    insta::assert_snapshot!(lists, @r"
    --- stderr
    error: the list does not say what it is about, and no name is given: -
    hint: give it a name with `--name NAME`
    [exit 2]
    ");
}

#[test]
fn what_is_no_list_is_refused_and_the_code_is_6() {
    let run = noroshi();
    std::fs::create_dir(run.path("lists")).unwrap();
    for (file, text) in [
        ("page.html", "<!doctype html><title>Sorry</title>"),
        ("cut.json", &data("shop.cdx.json")[..300]),
        ("shop.cdx.json", &data("shop.cdx.json")),
    ] {
        std::fs::write(run.path(&format!("lists/{file}")), text).unwrap();
    }
    let two = ["lists/page.html", "lists/cut.json"];
    insta::assert_snapshot!(run.run(&["product", "import", two[0], two[1]]), @r"
    FILE             PRODUCT  OUTCOME  KIND  ENTRIES  COMPONENTS  NOTED  REFUSED
    lists/page.html           refused              0           0      0        0
    lists/cut.json            refused              0           0      0        0
    --- stderr
    warning: lists/page.html: not a list of components: this is none of the kinds of document known here
    warning: lists/cut.json: not a readable cyclonedx-json document: EOF while parsing a string at line 10 column 75
    entries 0 = components 0 + noted 0 + refused 0
    [exit 6]
    ");
    // In a folder, what is no list at all is passed over, and what is half a list is not.
    insta::assert_snapshot!(run.run(&["product", "import", "lists"]), @r"
    FILE                 PRODUCT  OUTCOME  KIND            ENTRIES  COMPONENTS  NOTED  REFUSED
    lists/cut.json                refused                        0           0      0        0
    lists/shop.cdx.json  shop     new      cyclonedx-json        4           3      0        1
    --- stderr
    warning: lists/cut.json: not a readable cyclonedx-json document: EOF while parsing a string at line 10 column 75
    entries 4 = components 3 + noted 0 + refused 1
    passed over 1 that are no lists
    refused: no name (/components/2)
    hint: `noroshi product show shop` lists all notes and refusals
    [exit 6]
    ");
    insta::assert_snapshot!(run.run(&["product", "import", "nowhere.json"]), @r"
    --- stderr
    error: cannot be read: nowhere.json
      cause: No such file or directory (os error 2)
    [exit 3]
    ");
}

#[test]
fn a_removed_product_is_gone_and_can_be_brought_back() {
    let run = shop();
    insta::assert_snapshot!(run.run(&["product", "remove", "shop"]), @r"
    --- stderr
    removed: shop
    hint: `noroshi product remove shop --undo` brings it back
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&["product", "show", "shop", "--lang", "ja"]), @r"
    --- stderr
    エラー: 製品がありません: shop
    ヒント: `noroshi product list` に製品の一覧があります
    [exit 3]
    ");
    insta::assert_snapshot!(run.run(&["product", "remove", "shop", "--undo"]), @r"
    NAME  GROUP  VERSION  COMPONENTS  REFUSED  KIND            FILE           MADE        KEPT SINCE
    shop  web                      3        1  cyclonedx-json  shop.cdx.json  2099-07-03  [TODAY] UTC
    --- stderr
    changed
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&["product", "remove", "shpo"]), @r"
    --- stderr
    error: there is no product: shpo
    hint: did you mean `shop`?
    [exit 3]
    ");
}

#[test]
fn the_last_verdict_on_two_names_is_in_effect() {
    let run = noroshi();
    let confirm = |more: &[&str]| run.run(&[&["product", "confirm"], more].concat());
    let names = ["pkg:npm/tar", "cpe:a:gnu:tar"];
    insta::assert_snapshot!(confirm(&[&names[..], &["--by", "ops"]].concat()), @r"
    OURS         THEIRS         VERDICT  WHO  SAID                  WHY
    pkg:npm/tar  cpe:a:gnu:tar  same     ops  [TODAY] UTC
    --- stderr
    new
    [exit 0]
    ");
    let refuse = ["--refuse", "--reason", "another program", "--by", "ops"];
    insta::assert_snapshot!(confirm(&[&names[..], &refuse].concat()), @r"
    OURS         THEIRS         VERDICT    WHO  SAID                  WHY
    pkg:npm/tar  cpe:a:gnu:tar  different  ops  [TODAY] UTC  another program
    --- stderr
    changed
    [exit 0]
    ");
    insta::assert_snapshot!(confirm(&[&names[..], &refuse].concat()), @r"
    OURS         THEIRS         VERDICT    WHO  SAID                  WHY
    pkg:npm/tar  cpe:a:gnu:tar  different  ops  [TODAY] UTC  another program
    --- stderr
    unchanged
    [exit 0]
    ");
    insta::assert_snapshot!(confirm(&["--lang", "ja"]), @r"
    自社側の名前  記述側の名前   判定  判定者  判定日時              理由
    pkg:npm/tar   cpe:a:gnu:tar  別    ops     [TODAY] JST  another program
    --- stderr
    有効な判定: 1 件
    [exit 0]
    ");
    insta::assert_snapshot!(confirm(&["--format", "jsonl"]), @r#"
    {"ours":"pkg:npm/tar","theirs":"cpe:a:gnu:tar","same":false,"by":"ops","when":"[TODAY]","reason":"another program"}
    --- stderr
    verdicts in effect: 1
    [exit 0]
    "#);
    insta::assert_snapshot!(confirm(&["tar", "cpe:a:gnu:tar"]), @r"
    --- stderr
    error: this cannot be used as key: tar
      cause: it names no product: neither package URL nor CPE name nor vendor/product
    hint: write `pkg:npm/lodash`, `cpe:a:openssl:openssl` or `words:vendor/product`
    [exit 2]
    ");
    insta::assert_snapshot!(confirm(&["pkg:npm/tar"]), @r"
    --- stderr
    error: an argument is missing: <THEIRS>
    hint: add `--help` to the command
    [exit 2]
    ");
}
