//! What hits a list of components: tables, documents for other programs, exit codes.

use crate::run::{Noroshi, noroshi};

fn store() -> Noroshi {
    noroshi()
        .with(&["nvd.json", "vuldef.xml", "kev.json"])
        .beside(&["parts.csv", "shop.cdx.json"])
}

#[test]
fn a_table_says_what_is_hit_and_why_in_both_languages() {
    let run = store();
    insta::assert_snapshot!(run.run(&["match", "parts.csv"]), @r#"
    ANSWER    COMPONENT   ID             SEVERITY                 FIXED IN  STRENGTH  WHY
    affected  tls 3.0.11  CVE-2099-0001   9.8 critical exploited  3.0.14    range     in range >= 3.0.0, < 3.0.14 [JVNDB, nvd@nist.gov (nvd)]
    unknown   tls         CVE-2099-0001   9.8 critical exploited            name      the product is named; the component's version is missing [JVNDB, nvd@nist.gov (nvd)]
    --- stderr
    parts.csv: 4 components (csv), 1 without version
    1 affected, 1 unknown, 1 named and not affected, 1 that no source here names
    [exit 0]
    "#);
    insta::assert_snapshot!(run.run(&["match", "parts.csv", "--all", "--lang", "ja"]), @r#"
    答え      コンポーネント  識別子         深刻度              修正版  確かさ  理由
    影響あり  tls 3.0.11      CVE-2099-0001   9.8 緊急 悪用あり  3.0.14  範囲    範囲内: 3.0.0 から 3.0.13 [JVNDB, nvd@nist.gov (nvd)]
    不明      tls             CVE-2099-0001   9.8 緊急 悪用あり          名前    製品が名指しされている; 部品の版が分からない [JVNDB, nvd@nist.gov (nvd)]
    影響なし  tls 3.0.14      CVE-2099-0001   9.8 緊急 悪用あり          範囲    範囲外: 3.0.0 から 3.0.13 [JVNDB, nvd@nist.gov (nvd)]
    --- stderr
    parts.csv: 部品 4 件 (csv)、うち版のないもの 1 件
    影響あり 1 件、不明 1 件、言及があり影響なし 1 件、どの情報源にも記載なし 1 件
    [exit 0]
    "#);
}

#[test]
fn a_condition_that_is_met_is_an_exit_code_of_its_own() {
    let run = store();
    let said = |condition: &str| run.run(&["match", "parts.csv", "--fail-on", condition, "-q"]);
    let exit = |said: String| said.lines().last().unwrap_or_default().to_owned();
    assert_eq!(exit(said("severity>=high")), "[exit 20]");
    assert_eq!(exit(said("exploited:yes")), "[exit 20]");
    assert_eq!(exit(said("id:CVE-2000-0001")), "[exit 0]");
}

#[test]
fn a_condition_that_cannot_be_read_lets_nothing_pass() {
    let run = store();
    let mistyped = ["match", "parts.csv", "--fail-on", "severty>=high"];
    insta::assert_snapshot!(run.run(&mistyped), @r#"
    --- stderr
    error: --fail-on cannot be read at “severty”, and nothing was let through
    hint: did you mean `severity`?
    [exit 2]
    "#);
}

#[test]
fn a_file_that_is_not_there_is_not_taken_for_a_product() {
    insta::assert_snapshot!(noroshi().run(&["match", "gone.cdx.json"]), @r#"
    --- stderr
    error: cannot be read: gone.cdx.json
      cause: No such file or directory (os error 2)
    [exit 3]
    "#);
}

#[test]
fn a_product_that_is_kept_is_matched_by_its_name() {
    let run = store();
    run.run(&[
        "product",
        "add",
        "gate",
        "--cpe",
        "cpe:2.3:a:example:tls:3.0.1",
    ]);
    let said = run.run(&["match", "gate", "--format", "csv"]);
    insta::assert_snapshot!(said.replace('\r', ""), @r#"
    list,component,version,purl,cpe,id,answer,strength,differs,severity,score,scored_by,exploited,epss,fixed,title,why
    gate,gate,3.0.1,,cpe:2.3:a:example:tls:3.0.1,CVE-2099-0001,affected,range,no,critical,9.8,nvd,yes,,3.0.14,A long certificate chain writes past the end of a buffer in the Example TLS library.,"in range >= 3.0.0, < 3.0.14 [JVNDB, nvd@nist.gov (nvd)]"
    --- stderr
    gate: 1 component (by-hand), 0 without version
    1 affected, 0 unknown, 0 named and not affected, 0 that no source here names
    [exit 0]
    "#);
    insta::assert_snapshot!(run.run(&["match", "gale"]), @r#"
    --- stderr
    error: there is no product: gale
    hint: did you mean `gate`?
    [exit 3]
    "#);
}

#[test]
fn every_form_comes_out_of_one_run() {
    let run = store();
    let files = [
        "r.json",
        "r.cdx.json",
        "r.vex.json",
        "sarif=r.sarif",
        "csaf=r.csaf.json",
    ];
    let mut arguments = vec![
        "match",
        "parts.csv",
        "--author",
        "Maker",
        "--namespace",
        "https://maker.example",
    ];
    for file in &files {
        arguments.extend(["-o", file]);
    }
    let said = run.run(&arguments);
    assert!(said.ends_with("[exit 0]\n"), "{said}");
    let read = |name: &str| {
        let text = std::fs::read_to_string(run.path(name)).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    };
    assert_eq!(read("r.json")["counts"]["affected"], 1);
    assert_eq!(
        read("r.cdx.json")["vulnerabilities"][0]["affects"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(read("r.vex.json")["author"], "Maker");
    assert_eq!(
        read("r.sarif")["runs"][0]["results"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(read("r.csaf.json")["document"]["category"], "csaf_vex");
    // What we write is read again as statements about the same list.
    let applied = run.run(&[
        "match",
        "parts.csv",
        "--vex",
        "r.vex.json",
        "--format",
        "jsonl",
    ]);
    assert!(applied.contains("\"by\":\"Maker\""), "{applied}");
}

#[test]
fn what_is_no_list_is_refused_with_the_reason() {
    let run = store();
    insta::assert_snapshot!(run.run(&["match", "kev.json"]), @r#"
    --- stderr
    error: this is no readable list of components: kev.json
      cause: not a list of components: this is none of the kinds of document known here
    [exit 6]
    "#);
    insta::assert_snapshot!(run.run(&["match", "parts.csv", "--vex", "kev.json"]), @r#"
    --- stderr
    error: this is no readable list of components: kev.json
      cause: not a list of components: this is none of the kinds of document known here
    [exit 6]
    "#);
}
