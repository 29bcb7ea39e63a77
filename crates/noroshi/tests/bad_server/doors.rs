//! The doors of the sources, as they answer when they are well.

use std::io::{Cursor, Write as _};

use sha2::{Digest as _, Sha256};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{
    server::{Answer, Question, ok, status},
    upstream::{self, Day, YEAR, date},
};

/// The sources, by the names under which their doors stand.
pub(crate) const DOORS: [&str; 6] = ["cve", "epss", "jvn", "jvndb", "kev", "nvd"];

/// The door that a question is for, and what it asks of it.
pub(crate) fn door(question: &Question) -> (&'static str, String) {
    let target = question.target.trim_start_matches('/');
    let (door, path) = target.split_once('/').unwrap_or((target, ""));
    let known = DOORS.into_iter().find(|name| *name == door);
    (known.unwrap_or("none"), format!("/{path}"))
}

/// A good answer.
pub(crate) fn answer(question: &Question, day: Day) -> Answer {
    let (door, path) = door(question);
    match door {
        "nvd" => nvd(&path, day),
        "kev" => unless_known(question, upstream::kev(day).into_bytes()),
        "epss" if path == "/epss_scores-current.csv.gz" => {
            unless_known(question, gz(upstream::epss(day)))
        }
        "jvn" => {
            let lang = if path.starts_with("/en/") { "en" } else { "ja" };
            unless_known(question, upstream::jvn(day, lang).into_bytes())
        }
        "jvndb" => jvndb(&path, day),
        "cve" => cve(&path, day),
        _ => status(404, ""),
    }
}

fn unless_known(question: &Question, body: Vec<u8>) -> Answer {
    let tag = format!("\"{}\"", &sha256(&body)[..16]);
    match question.headers.get("if-none-match") == Some(&tag) {
        true => status(304, ""),
        false => ok(body).with("etag", &tag),
    }
}

const FEEDS: &str = "/feeds/json/cve/2.0/nvdcve-2.0-";

fn nvd(path: &str, day: Day) -> Answer {
    let Some(name) = path.strip_prefix(FEEDS) else {
        let all = upstream::nvd_changes(day);
        // Pages of three, whatever is asked for: less than that is allowed.
        let start = number_in(path, "startIndex").min(all.len());
        let page = &all[start..all.len().min(start + 3)];
        return ok(upstream::nvd_page(page, start, all.len(), day));
    };
    let Some((name, ending)) = name.split_once('.') else {
        return status(404, "");
    };
    let content = match name {
        "modified" => {
            let changes = upstream::nvd_changes(day);
            // It is behind the API.
            let early = &changes[..changes.len().min(2)];
            upstream::nvd_page(early, 0, early.len(), day)
        }
        name if name == YEAR.to_string() => upstream::nvd_year(),
        _ => return status(404, ""),
    };
    match ending {
        "meta" => ok(meta(&content, &date(day))),
        _ => ok(gz(content)),
    }
}

/// What stands beside a feed of NVD.
pub(crate) fn meta(content: &str, date: &str) -> String {
    format!(
        "lastModifiedDate:{date}T00:00:00-00:00\r\nsize:{}\r\nsha256:{}\r\n",
        content.len(),
        sha256(content)
    )
}

/// The number of a parameter; 0 where it is not there.
pub(crate) fn number_in(path: &str, name: &str) -> usize {
    let (_, query) = path.split_once('?').unwrap_or_default();
    let value = query
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    value.and_then(|value| value.parse().ok()).unwrap_or(0)
}

/// The files of JVN iPedia in a language, by path.
pub(crate) fn jvndb_files(lang: &str, day: Day) -> Vec<(String, String)> {
    let news = upstream::overview(&upstream::jvndb_news(day), day, "");
    vec![
        (
            format!("/{lang}/feed/detail/jvndb_detail_{}.rdf", *YEAR),
            upstream::jvndb_year(day, lang),
        ),
        (format!("/{lang}/rss/jvndb_new.rdf"), news),
    ]
}

/// The list of JVN iPedia's files.
pub(crate) fn checksums(files: &[(String, String)]) -> String {
    let lines: Vec<_> = files
        .iter()
        .map(|(path, content)| {
            format!(
                r#"{{"url":"https://jvndb.jvn.jp{path}","filename":"x","sha256":"{}","size":{},"lastModified":"2020/01/01 09:00:00"}}"#,
                sha256(content),
                content.len()
            )
        })
        .collect();
    format!("[{}]", lines.join(","))
}

fn jvndb(path: &str, day: Day) -> Answer {
    if path.starts_with("/myjvn") {
        return ok(myjvn(path, day));
    }
    let lang = if path.starts_with("/en/") { "en" } else { "ja" };
    let files = jvndb_files(lang, day);
    if path.ends_with("/feed/checksum.txt") {
        return ok(checksums(&files));
    }
    let found = files.into_iter().find(|(name, _)| *name == path);
    found.map_or_else(|| status(404, ""), |(_, content)| ok(content))
}

/// MyJVN's API: what changed lately, and the details of it. In English nothing did.
fn myjvn(path: &str, day: Day) -> String {
    if let Some((_, ids)) = path.split_once("vulnId=") {
        let all = 0..upstream::many(day);
        let asked = all.filter(|n| ids.split('+').any(|id| id == upstream::jvndb_id(*n)));
        let entries: Vec<_> = asked.map(|n| upstream::vulinfo(n, day)).collect();
        return upstream::vuldef(&entries, "ja");
    }
    let news = match path.contains("lang=en") {
        true => Vec::new(),
        false => upstream::jvndb_news(day),
    };
    let status = upstream::status("getVulnOverviewList", news.len(), news.len(), 1);
    upstream::overview(&news, day, &status)
}

fn cve(path: &str, day: Day) -> Answer {
    if path.contains("_all_CVEs_at_midnight") {
        let records: Vec<_> = (0..5)
            .map(|n| {
                (
                    format!("cves/{n}.json"),
                    upstream::cve_record(n, Day::First),
                )
            })
            .collect();
        ok(zip(&[("cves.zip".to_owned(), zip(&records))]))
    } else if day == Day::Second {
        let records = [0, 5].map(|n| (format!("{n}.json"), upstream::cve_record(n, day)));
        ok(zip(&records))
    } else {
        status(404, "")
    }
}

pub(crate) fn gz(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content.as_ref()).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zip(files: &[(String, impl AsRef<[u8]>)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(content.as_ref()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

pub(crate) fn sha256(content: impl AsRef<[u8]>) -> String {
    let digest = Sha256::digest(content.as_ref());
    digest.iter().map(|b| format!("{b:02x}")).collect()
}
