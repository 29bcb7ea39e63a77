//! Answers that come whole, with something in them that nobody expects.

use serde_json::Value;

use crate::{
    doors::{self, gz, number_in, zip},
    run::Noroshi,
    server::{Answer, ok},
    trial::{Asked, failure},
    upstream::{self, Day, MANY, cve, date},
};

const DAY: Day = Day::Second;

/// The same, as it was said three hours before the good answer: a correction is dated later than what it corrects.
fn early(text: &str) -> String {
    text.replace("T06:00", "T03:00").replace("T18:00", "T15:00")
}

/// Whether NVD's changes are asked for.
fn is_page(asked: &Asked<'_>) -> bool {
    asked.door == "nvd" && asked.path.starts_with("/rest")
}

/// NVD with another form of each change, wherever it stands.
fn nvd_with(asked: Asked<'_>, edit: impl Fn(String) -> String) -> Answer {
    if is_page(&asked) {
        return page_of(&asked, edit);
    }
    match asked.door == "nvd" && asked.path.contains("modified") {
        true => doors::answer(asked.question, Day::First),
        false => asked.good,
    }
}

/// NVD's changes with another form of each.
fn page_of(asked: &Asked<'_>, edit: impl Fn(String) -> String) -> Answer {
    let all = upstream::nvd_changes(DAY).into_iter();
    let all: Vec<_> = all.map(|entry| edit(early(&entry))).collect();
    page(asked, &all)
}

fn page(asked: &Asked<'_>, all: &[String]) -> Answer {
    let start = number_in(asked.path, "startIndex").min(all.len());
    ok(upstream::nvd_page(&all[start..], start, all.len(), DAY))
}

/// The catalogue with another form of each entry.
fn kev_of(edit: impl Fn(u32, String) -> String) -> Answer {
    let entries = 0..upstream::many(DAY);
    let entries: Vec<_> = entries
        .map(|n| edit(n, upstream::kev_entry(n, DAY)))
        .collect();
    ok(early(&upstream::kev_of(&entries, &date(DAY))))
}

/// A file of JVN iPedia's entries in full, and the list that names it.
fn jvndb_with(asked: Asked<'_>, content: &str) -> Answer {
    let mut files = doors::jvndb_files("ja", DAY);
    content.clone_into(&mut files[0].1);
    if asked.path == "/ja/feed/checksum.txt" {
        return ok(doors::checksums(&files));
    }
    match asked.path == files[0].0 {
        true => ok(content),
        false => asked.good,
    }
}

/// What is shown of the entry that changed.
fn shown(noroshi: &Noroshi, source: &str) -> String {
    let id = cve(0);
    noroshi.run(&["show", &id, "--source", source, "--original"])
}

#[test]
fn lists_that_shrank() {
    failure("lists_that_shrank").check(|asked| match asked.door {
        "epss" => ok(gz(upstream::epss_of(10, DAY, &date(DAY)))),
        "jvn" => ok(upstream::rdf(&[], "https://jvn.jp/jp", DAY, "")),
        "jvndb" => {
            let entries: Vec<_> = (0..10).map(|n| upstream::vulinfo(n, DAY)).collect();
            jvndb_with(asked, &upstream::vuldef(&entries, "ja"))
        }
        "kev" => {
            let entries: Vec<_> = (0..10).map(|n| upstream::kev_entry(n, DAY)).collect();
            ok(upstream::kev_of(&entries, &date(DAY)))
        }
        _ => asked.good,
    });
}

#[test]
fn lists_shorter_than_they_say() {
    failure("lists_shorter_than_they_say").check(|asked| match asked.door {
        "jvndb" => {
            let whole = upstream::jvndb_year(DAY, "ja");
            let short = whole.replace(&upstream::vulinfo(MANY, DAY), "");
            jvndb_with(asked, &short)
        }
        "kev" => {
            let short = upstream::kev(DAY);
            ok(short.replace(&format!(",{}", upstream::kev_entry(MANY, DAY)), ""))
        }
        "nvd" if is_page(&asked) && number_in(asked.path, "startIndex") == 0 => {
            let all = upstream::nvd_changes(DAY);
            let short = upstream::nvd_page(&all[..2], 0, all.len(), DAY);
            ok(short.replace("\"resultsPerPage\":2", "\"resultsPerPage\":3"))
        }
        _ => asked.good,
    });
}

#[test]
fn words_that_nobody_knows() {
    let new = |text: String| {
        text.replace("\"Analyzed\"", "\"Contemplated\"")
            .replace("AV:N", "AV:Q")
            .replace("\"CRITICAL\"", "\"DREADFUL\"")
    };
    failure("words_that_nobody_knows")
        .leaving_traces()
        .check(move |asked| match asked.door {
            "cve" if asked.path.contains("delta") => {
                let record = |n| {
                    let record = early(&upstream::cve_record(n, DAY));
                    record.replace("\"status\":\"affected\"", "\"status\":\"doomed\"")
                };
                ok(zip(&[0, 5].map(|n| (format!("{n}.json"), record(n)))))
            }
            "kev" => kev_of(|_, entry| entry.replace("\"Unknown\"", "\"Perhaps\"")),
            "nvd" => nvd_with(asked, new),
            _ => asked.good,
        });
}

#[test]
fn entries_that_lose_their_products() {
    let lose = |entry: String| {
        let (head, rest) = entry.split_once("\"configurations\":").unwrap();
        let (_, tail) = rest.split_once("\"references\"").unwrap();
        format!("{head}\"references\"{tail}").replace("Analyzed", "Deferred")
    };
    failure("entries_that_lose_their_products")
        .leaving_traces()
        .check_and(
            move |asked| nvd_with(asked, lose),
            |noroshi| {
                let said = shown(noroshi, "nvd");
                assert!(
                    said.contains("Deferred") && !said.contains("configurations"),
                    "{said}"
                );
                let csv = "vendor,product,version\nexample,beacon,1.0\n";
                std::fs::write(noroshi.path("parts.csv"), csv).unwrap();
                noroshi.run(&["match", "parts.csv", "-o", "json=hits.json"]);
                let found = std::fs::read_to_string(noroshi.path("hits.json")).unwrap();
                let found: Value = serde_json::from_str(&found).unwrap();
                let hits = found["matches"].as_array().unwrap();
                let hit = hits
                    .iter()
                    .find(|hit| hit["vulnerability"]["id"] == cve(0).as_str());
                let hit = hit.expect("the CVE list names the product");
                let said_by = |who: &str| {
                    let said = hit["said"].as_array().unwrap().iter();
                    said.filter(|said| said["source"] == who).count()
                };
                let silent: Vec<_> = hit["silent"].as_array().unwrap().iter().collect();
                assert_eq!((said_by("nvd"), said_by("cve")), (0, 1), "{hit:#}");
                assert!(silent.iter().any(|s| s["source"] == "nvd"), "{hit:#}");
            },
        );
}

#[test]
fn entries_that_are_rejected() {
    failure("entries_that_are_rejected")
        .leaving_traces()
        .check_and(
            |asked| match asked.door {
                "cve" if asked.path.contains("delta") => {
                    let record = early(&upstream::cve_record(0, DAY));
                    let (head, tail) = record.split_once("\"descriptions\"").unwrap();
                    let rejected = format!("{head}\"rejectedReasons\"{tail}");
                    let rejected = rejected.replace("PUBLISHED", "REJECTED");
                    ok(zip(&[
                        ("0.json".to_owned(), rejected),
                        ("5.json".to_owned(), upstream::cve_record(5, DAY)),
                    ]))
                }
                _ => nvd_with(asked, |entry| entry.replace("Analyzed", "Rejected")),
            },
            |noroshi| {
                assert!(shown(noroshi, "nvd").contains("Rejected"));
                assert!(shown(noroshi, "cve").contains("REJECTED"));
            },
        );
}

#[test]
fn one_malformed_entry() {
    failure("one_malformed_entry")
        .leaving_traces()
        .check(|asked| match asked.door {
            "epss" => {
                let scores = early(&upstream::epss(DAY));
                ok(gz(scores.replacen(
                    &format!("{},0.", cve(7)),
                    &format!("{},high ", cve(7)),
                    1,
                )))
            }
            "jvndb" => {
                let entries: Vec<_> = (0..upstream::many(DAY))
                    .map(|n| {
                        let entry = early(&upstream::vulinfo(n, DAY));
                        match n {
                            7 => {
                                entry.replace("cpe:/a:example:beacon", "cpe:/a:exa mple:be acon:*_")
                            }
                            8 => entry.replace(&cve(8), "see the vendor's page"),
                            9 => entry.replace(&upstream::jvndb_id(9), ""),
                            _ => entry,
                        }
                    })
                    .collect();
                jvndb_with(asked, &upstream::vuldef(&entries, "ja"))
            }
            "kev" => kev_of(|n, entry| match n {
                7 => entry.replace("\"cveID\"", "\"cve_id\""),
                _ => entry,
            }),
            _ => asked.good,
        });
}

#[test]
fn the_same_key_twice() {
    let again = |text: &str| early(text).replace("The beacon", "Again the beacon");
    failure("the_same_key_twice")
        .leaving_traces()
        .check(move |asked| match asked.door {
            "cve" if asked.path.contains("delta") => {
                let record = upstream::cve_record(0, DAY);
                ok(zip(&[
                    ("0.json".to_owned(), record.clone()),
                    ("again/0.json".to_owned(), again(&record)),
                    ("5.json".to_owned(), upstream::cve_record(5, DAY)),
                ]))
            }
            "epss" => {
                let line = format!("{},0.999,0.5\n", cve(0));
                ok(gz(early(&upstream::epss(DAY)) + &line))
            }
            "jvn" => {
                let good = String::from_utf8(asked.good.body.clone()).unwrap();
                let (head, rest) = good.split_once("<item ").unwrap_or((&good, ""));
                let (first, tail) = rest.split_once("</item>").unwrap_or(("", rest));
                let item = format!("<item {first}</item>");
                ok(format!("{head}{item}{}{tail}", again(&item)))
            }
            "jvndb" => {
                let mut entries: Vec<_> = (0..upstream::many(DAY))
                    .map(|n| upstream::vulinfo(n, DAY))
                    .collect();
                entries.push(again(&entries[0]));
                jvndb_with(asked, &upstream::vuldef(&entries, "ja"))
            }
            "kev" => {
                let mut entries: Vec<_> = (0..upstream::many(DAY))
                    .map(|n| upstream::kev_entry(n, DAY))
                    .collect();
                entries.push(again(&entries[0]));
                ok(early(&upstream::kev_of(&entries, &date(DAY))))
            }
            _ if is_page(&asked) => {
                let mut all = upstream::nvd_changes(DAY);
                all.push(again(&all[0]));
                page(&asked, &all)
            }
            _ => asked.good,
        });
}

#[test]
fn brackets_in_brackets() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    failure("brackets_in_brackets").check(move |asked| match asked.door {
        "kev" => {
            let entry = |n| match n {
                7 => deep.clone(),
                _ => upstream::kev_entry(n, DAY),
            };
            let entries: Vec<_> = (0..upstream::many(DAY)).map(entry).collect();
            ok(upstream::kev_of(&entries, &date(DAY)))
        }
        _ if is_page(&asked) => page(&asked, std::slice::from_ref(&deep)),
        _ => asked.good,
    });
}

#[test]
fn entries_that_vanish() {
    failure("entries_that_vanish")
        .leaving_traces()
        .check(|asked| match asked.door {
            "epss" => {
                let scores = early(&upstream::epss(DAY));
                let lines = scores.lines().filter(|line| !line.starts_with(&cve(7)));
                ok(gz(lines.collect::<Vec<_>>().join("\n")))
            }
            "kev" => {
                let entries = (0..upstream::many(DAY)).filter(|n| *n != 7);
                let entries: Vec<_> = entries.map(|n| upstream::kev_entry(n, DAY)).collect();
                ok(early(&upstream::kev_of(&entries, &date(DAY))))
            }
            _ => asked.good,
        });
}

#[test]
fn entries_that_move_up_while_they_are_read() {
    failure("entries_that_move_up_while_they_are_read").check(|asked| {
        if !is_page(&asked) {
            return asked.good;
        }
        // The first of four is gone when the second page of three is asked for.
        let all = upstream::nvd_changes(DAY);
        match number_in(asked.path, "startIndex") {
            0 => ok(upstream::nvd_page(&all[..3], 0, 4, DAY)),
            start => {
                let left = &all[1..];
                let start = start.min(left.len());
                ok(upstream::nvd_page(&left[start..], start, left.len(), DAY))
            }
        }
    });
}

/// A day's content with other dates on it.
fn dated(asked: Asked<'_>, from: &str, to: &str) -> Answer {
    let plain = |text: &str| text.replace(from, to);
    let body = match asked.door {
        "cve" if asked.path.contains("delta") => {
            zip(&[0, 5].map(|n| (format!("{n}.json"), plain(&upstream::cve_record(n, DAY)))))
        }
        "cve" => return asked.good,
        "epss" => gz(plain(&upstream::epss(DAY))),
        "nvd" if asked.path.ends_with(".gz") || asked.path.ends_with(".meta") => {
            let content = match asked.path.contains("modified") {
                true => {
                    let all = upstream::nvd_changes(DAY);
                    plain(&upstream::nvd_page(&all[..2], 0, 2, DAY))
                }
                false => plain(&upstream::nvd_year()),
            };
            match asked.path.ends_with(".meta") {
                true => plain(&doors::meta(&content, &date(DAY))).into_bytes(),
                false => gz(content),
            }
        }
        "jvndb" if !asked.path.starts_with("/myjvn") => {
            let lang = if asked.path.starts_with("/en/") {
                "en"
            } else {
                "ja"
            };
            let files = doors::jvndb_files(lang, DAY).into_iter();
            let files: Vec<_> = files.map(|(path, text)| (path, plain(&text))).collect();
            match files.iter().find(|(path, _)| *path == asked.path) {
                Some((_, content)) => content.clone().into_bytes(),
                None => doors::checksums(&files).into_bytes(),
            }
        }
        _ => plain(&String::from_utf8_lossy(&asked.good.body)).into_bytes(),
    };
    ok(body)
}

#[test]
fn a_clock_far_ahead() {
    failure("a_clock_far_ahead")
        .leaving_traces()
        .check(|asked| dated(asked, &date(DAY), "2099-01-01"));
}

#[test]
fn a_clock_far_behind() {
    failure("a_clock_far_behind")
        .leaving_traces()
        .check(|asked| match asked.door {
            "cve" | "jvndb" => asked.good,
            _ => dated(asked, &date(DAY), "1970-01-01"),
        });
}

#[test]
fn an_entry_as_large_as_a_feed() {
    let name = r#"{"vulnerable":true,"criteria":"cpe:2.3:a:example:*:*:*:*:*:*:*:*:*","matchCriteriaId":"00000000-0000-4000-8000-000000000000"}"#;
    let names = vec![name; 5_000].join(",");
    failure("an_entry_as_large_as_a_feed")
        .leaving_traces()
        .check(move |asked| match is_page(&asked) {
            true => page_of(&asked, |entry| {
                entry.replace("\"cpeMatch\":[", &format!("\"cpeMatch\":[{names},"))
            }),
            false => asked.good,
        });
}

#[test]
fn hundreds_of_entries_of_one_key() {
    failure("hundreds_of_entries_of_one_key")
        .leaving_traces()
        .check(|asked| {
            if !is_page(&asked) {
                return asked.good;
            }
            let mut all = upstream::nvd_changes(DAY);
            let many = (0..300).map(|n| early(&all[0]).replace("twice", &format!("{n} times")));
            let many: Vec<_> = many.collect();
            all.extend(many);
            page(&asked, &all)
        });
}
