//! Answers that are none, or none of what was asked for.

use std::time::Duration;

use crate::{
    doors::{self, gz, meta, number_in},
    server::{Answer, ok, status},
    trial::failure,
    upstream::{self, Day, date},
};

const PAGE: &str = "<!DOCTYPE html><html><title>Just a moment...</title></html>";

#[test]
fn a_storm_of_503() {
    failure("a_storm_of_503").check(|_| status(503, "no healthy upstream"));
}

#[test]
fn a_source_that_asks_for_time() {
    failure("a_source_that_asks_for_time").check_and(
        |asked| {
            let code = if asked.door == "kev" { 503 } else { 429 };
            status(code, "").with("retry-after", "7200")
        },
        |noroshi| {
            let list = std::fs::read_to_string(noroshi.path("list.json")).unwrap();
            let list: serde_json::Value = serde_json::from_str(&list).unwrap();
            let asked = |source: &&serde_json::Value| !source["last_attempt"].is_null();
            for source in list["sources"].as_array().unwrap().iter().filter(asked) {
                let time = |member: &str| -> jiff::Timestamp {
                    source[member].as_str().unwrap().parse().unwrap()
                };
                let pause = time("next").as_second() - time("last_attempt").as_second();
                assert!(pause >= 7200, "{source}");
            }
        },
    );
}

#[test]
fn a_connection_that_is_closed_without_a_word() {
    failure("a_connection_that_is_closed_without_a_word").check(|_| ok("").silent());
}

#[test]
fn a_403_with_a_web_page() {
    failure("a_403_with_a_web_page").check(|_| status(403, PAGE).with("content-type", "text/html"));
}

#[test]
fn a_web_page_with_status_200() {
    failure("a_web_page_with_status_200").check(|asked| match asked.path.ends_with(".gz") {
        true => ok(gz(PAGE)),
        false => ok(PAGE),
    });
}

#[test]
fn a_404_everywhere() {
    failure("a_404_everywhere").check(|_| status(404, ""));
}

#[test]
fn a_page_size_that_is_refused() {
    failure("a_page_size_that_is_refused").check(|asked| {
        match number_in(asked.path, "resultsPerPage") > 500 {
            true => status(404, ""),
            false => asked.good,
        }
    });
}

#[test]
fn an_index_that_names_nothing() {
    failure("an_index_that_names_nothing")
        .over_nothing()
        .check(|asked| match asked.door {
            "cve" => status(404, ""),
            "jvndb" if asked.path.ends_with("checksum.txt") => ok("[]"),
            "nvd" if asked.path.ends_with(".meta") => ok(""),
            _ => asked.good,
        });
}

#[test]
fn answers_of_no_bytes() {
    failure("answers_of_no_bytes").check(|_| ok(""));
}

#[test]
fn feeds_that_stand_still() {
    failure("feeds_that_stand_still").check(|asked| match asked.path.starts_with("/feeds") {
        true => doors::answer(asked.question, Day::First),
        false => asked.good,
    });
}

#[test]
fn a_mirror_that_goes_back_in_time() {
    failure("a_mirror_that_goes_back_in_time")
        .after_both_days()
        .check(|asked| doors::answer(asked.question, Day::First));
}

#[test]
fn feeds_that_are_retired() {
    failure("feeds_that_are_retired").check(|asked| match asked.door {
        "nvd" if asked.path.starts_with("/feeds") => status(410, ""),
        "jvndb" if !asked.path.starts_with("/myjvn") => status(404, ""),
        _ => asked.good,
    });
}

/// A list of JVN iPedia's files in which one is another.
fn list_with(lang: &str, content: &str) -> Answer {
    let mut files = doors::jvndb_files(lang, Day::Second);
    content.clone_into(&mut files[0].1);
    ok(doors::checksums(&files))
}

#[test]
fn a_form_that_changes_on_the_way() {
    let other = r#"{"schema":"next","items":[{"id":"x"}]}"#;
    failure("a_form_that_changes_on_the_way").check(move |asked| match asked.door {
        "cve" => ok(doors::zip(&[("0.json".to_owned(), other)])),
        "epss" => ok(gz(other)),
        "jvndb" if asked.path.ends_with("/ja/feed/checksum.txt") => list_with("ja", other),
        "jvndb" if asked.path.starts_with("/ja/feed/detail") => ok(other),
        "jvn" | "kev" => ok(other),
        "nvd" if number_in(asked.path, "startIndex") > 0 => ok(other),
        _ => asked.good,
    });
}

#[test]
fn digests_that_are_others() {
    failure("digests_that_are_others")
        .over_nothing()
        .check(|asked| match asked.door {
            "nvd" if asked.path.ends_with(".meta") => ok(meta("another file", &date(Day::Second))),
            "jvndb" if asked.path.starts_with("/ja/feed/detail") => {
                ok(upstream::jvndb_year(Day::First, "ja"))
            }
            _ => asked.good,
        });
}

#[test]
fn answers_that_break_off() {
    failure("answers_that_break_off").check(|asked| {
        let mut half = asked.good;
        let length = half.body.len() / 2;
        half.body.truncate(length);
        match asked.path.ends_with(".gz") {
            // The server thinks that this is all.
            true => half,
            false => half.cut_by(length),
        }
    });
}

#[test]
fn answers_without_an_end() {
    failure("answers_without_an_end")
        .with("longest_mib = 1")
        .check(|_| ok("{\"vulnerabilities\":[\n".repeat(4096)).endless());
}

#[test]
fn a_slow_drip() {
    failure("a_slow_drip")
        .with("attempts = 1\npatience = 0.2\nslowest = 100000")
        .check(|asked| asked.good.dripping(1, Duration::from_millis(10)));
}

#[test]
fn parameters_that_are_no_longer_heeded() {
    failure("parameters_that_are_no_longer_heeded").check(|asked| {
        let (path, day) = (asked.path, Day::Second);
        match number_in(path, "startIndex") {
            0 => asked.good,
            _ => {
                let all = upstream::nvd_changes(day);
                ok(upstream::nvd_page(&all[..3], 0, all.len(), day))
            }
        }
    });
}
