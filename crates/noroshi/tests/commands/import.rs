//! Importing: the counts add up, and the code says how it went.

use crate::run::{data, noroshi};

#[test]
fn every_file_is_counted_and_the_total_comes_last() {
    let run = noroshi().beside(&["nvd.json", "kev.json"]);
    let said = run.run(&["import", "nvd.json", "kev.json"]);
    insta::assert_snapshot!(said, @r"
    FILE      SOURCE  FORMAT   FILES  ENTRIES  RECORDS  NOTED  REFUSED  NEW  CHANGED  UNCHANGED
    nvd.json  nvd     nvd-2.0      1        2        2      0        0    2        0          0
    kev.json  kev     kev          1        1        1      0        0    1        0          0
    total                          2        3        3      0        0    3        0          0
    --- stderr
    entries 3 = records 3 + noted 0 + refused 0
    [exit 0]
    ");
}

#[test]
fn importing_twice_changes_nothing() {
    let run = noroshi().with(&["nvd.json"]);
    insta::assert_snapshot!(run.run(&["import", "nvd.json"]), @r"
    FILE      SOURCE  FORMAT   FILES  ENTRIES  RECORDS  NOTED  REFUSED  NEW  CHANGED  UNCHANGED
    nvd.json  nvd     nvd-2.0      1        2        2      0        0    0        0          2
    total                          1        2        2      0        0    0        0          2
    --- stderr
    entries 2 = records 2 + noted 0 + refused 0
    nothing new
    [exit 0]
    ");
}

#[test]
fn what_no_format_recognises_is_refused_and_the_code_is_6() {
    let run = noroshi();
    std::fs::write(run.path("page.html"), "<!doctype html><title>Sorry</title>").unwrap();
    insta::assert_snapshot!(run.run(&["import", "page.html"]), @r"
    FILE       SOURCE  FORMAT  FILES  ENTRIES  RECORDS  NOTED  REFUSED  NEW  CHANGED  UNCHANGED
    page.html                      1        1        0      0        1    0        0          0
    total                          1        1        0      0        1    0        0          0
    --- stderr
    entries 1 = records 0 + noted 0 + refused 1
    refused 1: it is a web page, not data (page.html)
    nothing new
    [exit 6]
    ");
}

#[test]
fn standard_input_with_its_format() {
    let text = data("kev.json");
    let said = noroshi().run_with(&["import", "-", "--as", "kev"], &[], &text);
    insta::assert_snapshot!(said, @r"
    FILE   SOURCE  FORMAT  FILES  ENTRIES  RECORDS  NOTED  REFUSED  NEW  CHANGED  UNCHANGED
    -      kev     kev         1        1        1      0        0    1        0          0
    total                      1        1        1      0        0    1        0          0
    --- stderr
    entries 1 = records 1 + noted 0 + refused 0
    [exit 0]
    ");
}

#[test]
fn nothing_to_read_is_code_3() {
    let run = noroshi();
    std::fs::create_dir(run.path("empty")).unwrap();
    insta::assert_snapshot!(run.run(&["import", "empty"]), @r"
    FILE   SOURCE  FORMAT  FILES  ENTRIES  RECORDS  NOTED  REFUSED  NEW  CHANGED  UNCHANGED
    total                      0        0        0      0        0    0        0          0
    --- stderr
    entries 0 = records 0 + noted 0 + refused 0
    there was nothing to read
    [exit 3]
    ");
    insta::assert_snapshot!(run.run(&["import", "missing.json"]), @r"
    --- stderr
    error: cannot be read: missing.json
      cause: No such file or directory (os error 2)
    [exit 3]
    ");
}

#[test]
fn a_format_that_is_misspelt() {
    let said = noroshi().run(&["import", "-", "--as", "kve"]);
    insta::assert_snapshot!(said, @r"
    --- stderr
    error: there is no format: kve
    hint: did you mean `kev`?
    [exit 2]
    ");
}
