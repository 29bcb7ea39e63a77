//! Comparing versions of other programs.

use crate::run::noroshi;

#[test]
fn the_version_alone_is_ours() {
    let said = noroshi().run(&["version"]);
    assert!(said.starts_with("noroshi 0."), "{said}");
}

#[test]
fn two_versions_are_in_order_equal_or_incomparable() {
    let run = noroshi();
    insta::assert_snapshot!(run.run(&["version", "compare", "deb", "1.0~rc1", "1.0"]), @r"
    -1
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&["version", "compare", "npm", "v1.2.3", "1.2.3+build"]), @r"
    0
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&["version", "compare", "npm", "1.2", "1.2.3"]), @r"
    incomparable
    --- stderr
    “1.2” is not a version of npm (major.minor.patch with -pre-release and +build, no leading zeros)
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&["version", "compare", "npm", "1.2", "1.2.3", "--lang", "ja"]), @r"
    incomparable
    --- stderr
    「1.2」は npm の版ではありません(先頭に 0 の付かない major.minor.patch と、-プレリリース、+ビルド)
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&["version", "compare", "rpm", "1.0^1", "1.0", "--format", "json"]), @r#"
    {
      "scheme": "rpm",
      "a": "1.0^1",
      "b": "1.0",
      "order": 1
    }
    [exit 0]
    "#);
}

#[test]
fn a_version_is_in_a_range_or_not_or_unknown() {
    let run = noroshi();
    insta::assert_snapshot!(run.run(&["version", "in", "npm", "1.4.2", "^1.2 || 3.x"]), @r"
    yes
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&["version", "in", "pypi", "4.1", "vers:pypi/>=4|!=4.1|<5"]), @r"
    no
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&["version", "in", "maven", "[1]", "[1.0,2.0)"]), @r"
    unknown
    --- stderr
    “[1]” is not a version of maven (numbers and words with dots and hyphens, without space, commas and brackets)
    [exit 0]
    ");
    insta::assert_snapshot!(run.run(&["version", "in", "maven", "1.5", "1.0", "--lang", "ja"]), @r"
    --- stderr
    エラー: 「1.0」は maven の範囲ではありません(括弧による区間。版だけを書いたものは推奨にすぎません)
    ヒント: `noroshi help version`
    [exit 6]
    ");
    insta::assert_snapshot!(run.run(&["version", "in", "pypi", "2.0rc1", "<2.0", "--format", "json"]), @r#"
    {
      "scheme": "pypi",
      "version": "2.0rc1",
      "range": "<2.0",
      "in": false,
      "vers": "vers:pypi/<2.0",
      "exact": false
    }
    [exit 0]
    "#);
}

#[test]
fn what_cannot_be_asked_is_said_and_why() {
    let run = noroshi();
    insta::assert_snapshot!(run.run(&["version", "compare", "cobol", "1", "2"]), @r"
    --- stderr
    error: there is no scheme named cobol; there are alpm, apk, cargo, composer, datetime, deb, gem, generic, gentoo, golang, intdot, lexicographic, maven, npm, nuget, openssl, product, pypi, rpm, semver
    hint: `noroshi help version`
    [exit 2]
    ");
    insta::assert_snapshot!(run.run(&["version", "compare", "deb", "1"]), @r"
    --- stderr
    error: a case is a scheme and two texts, in a line with tabs between them
    hint: `noroshi help version`
    [exit 2]
    ");
}

#[test]
fn cases_come_a_line_each_and_every_line_has_its_answer() {
    let run = noroshi();
    let cases =
        "deb\t1\t2\nnpm\t1\t2\ncobol\t1\t2\ndeb 1 2\n\nproduct\tＶｅｒ．３．２\tVer.3.10\r\n";
    insta::assert_snapshot!(run.run_with(&["version", "compare", "-"], &[], cases), @r#"
    {"scheme":"deb","a":"1","b":"2","order":-1}
    {"scheme":"npm","a":"1","b":"2","order":"incomparable","error":"“1” is not a version of npm (major.minor.patch with -pre-release and +build, no leading zeros)"}
    {"error":"there is no scheme named cobol; there are alpm, apk, cargo, composer, datetime, deb, gem, generic, gentoo, golang, intdot, lexicographic, maven, npm, nuget, openssl, product, pypi, rpm, semver"}
    {"error":"a case is a scheme and two texts, in a line with tabs between them"}
    {"error":"a case is a scheme and two texts, in a line with tabs between them"}
    {"scheme":"product","a":"Ｖｅｒ．３．２","b":"Ver.3.10","order":-1}
    --- stderr
    [exit 6]
    "#);
    let cases =
        "gem\t2.0.9\t~> 2.0.8\nnuget\t2.0\tvers:nuget/<1|>3\nnpm\tx\t*\nnpm\t1.0.0\tvers:deb/*\n";
    insta::assert_snapshot!(run.run_with(&["version", "in", "-"], &[], cases), @r#"
    {"scheme":"gem","version":"2.0.9","range":"~> 2.0.8","in":true,"vers":"vers:gem/>=2.0.8|<2.1","exact":false}
    {"scheme":"nuget","version":"2.0","range":"vers:nuget/<1|>3","in":false,"vers":"vers:nuget/<1|>3","exact":true}
    {"scheme":"npm","version":"x","range":"*","in":null,"vers":"vers:npm/*","exact":true,"error":"“x” is not a version of npm (major.minor.patch with -pre-release and +build, no leading zeros)"}
    {"error":"“vers:deb/*” is not a range of npm (canonical vers of that scheme: constraints in order, none twice, none that contradicts another)"}
    --- stderr
    [exit 6]
    "#);
    insta::assert_snapshot!(run.run_with(&["version", "in", "-"], &[], ""), @r"
    --- stderr
    [exit 3]
    ");
}
