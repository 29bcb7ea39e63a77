//! Bad input, one rule each: what is wrong is said with its place, and everything else is imported.

use std::{
    fs::{self, File},
    io::Write,
    path::PathBuf,
};

use flate2::{Compression, write::GzEncoder};
use noroshi_app::{FileReport, ImportReport};

use crate::{Own, make};

const GOOD: &str = "CVE-2026-1000";

#[test]
fn a_web_page_is_refused_as_one() {
    let own = Own::new();
    let page = "<!DOCTYPE html><html><body>503 Service Unavailable</body></html>";
    let report = beside(&own, "feed.json", page.as_bytes());
    refused(&report, "feed.json", "it is a web page, not data");
}

#[test]
fn half_a_gzip_gives_what_is_whole_and_says_where_it_broke() {
    let entries: Vec<_> = (0..2_000)
        .map(|i| {
            (
                format!("CVE-2026-{}", 2000 + i),
                1 + i % 28,
                format!("Hill {} {}", i * i, fastrand::u64(..)),
            )
        })
        .collect();
    let whole = gzip(make::nvd(1, &entries).as_bytes());
    let own = Own::new();
    let report = beside(&own, "feed.json.gz", &whole[..whole.len() / 2]);
    let file = of(&report, "feed.json.gz");
    assert!(file.records > 500 && file.records < 1_500, "{file:?}");
    complains(&report, "feed.json.gz", "cannot be read to its end");
    // A small one breaks within what is looked at to recognise it.
    let small = gzip(make::nvd(1, &entries[..40]).as_bytes());
    let own = Own::new();
    let report = beside(&own, "feed.json.gz", &small[..small.len() / 2]);
    assert!(report.is_invalid(), "{report:?}");
    let file = of(&report, "feed.json.gz");
    assert!(!file.complaints.is_empty() || file.refused > 0, "{file:?}");
}

#[test]
fn an_empty_list_where_there_were_many_changes_nothing_and_is_said() {
    let own = Own::new();
    let ids: Vec<String> = (0..500).map(|i| format!("CVE-2024-{}", 1000 + i)).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    own.import("kev.json", make::kev(2025, &ids));
    let report = own.import("kev.json", make::kev(2026, &[]));
    complains(
        &report,
        "kev.json",
        "it held 500 entries before and holds 0 now",
    );
    assert_eq!(report.total().closed, 0);
    own.holds("CVE-2024-1000");
}

#[test]
fn a_page_shorter_than_announced_is_said() {
    let own = Own::new();
    let feed = make::nvd(1, &[(GOOD.to_owned(), 1, String::new())]);
    let feed = feed.replace(r#""resultsPerPage":1"#, r#""resultsPerPage":2000"#);
    let report = own.import("page.json", feed);
    complains(
        &report,
        "page.json",
        "it announces 2000 entries and holds 1",
    );
    own.holds(GOOD);
}

#[test]
fn unknown_values_and_members_are_kept_and_cost_nothing() {
    let own = Own::new();
    let entry = make::nvd_entry("CVE-2026-0007", 1, "Words.")
        .replace("Analyzed", "Simmering")
        .replace(
            "\"references\":[]",
            "\"references\":[],\"smoke\":{\"colour\":\"white\"}",
        );
    let report = own.import("feed.json", feed_of(&[&entry]));
    assert_eq!((report.total().records, report.total().refused), (1, 0));
    own.holds("CVE-2026-0007");
    let digest = noroshi_store::Digest::of(entry.as_bytes()).to_string();
    assert_eq!(
        own.house.original(&digest).unwrap().unwrap(),
        entry.as_bytes()
    );
}

#[test]
fn dates_without_a_zone_are_read() {
    let own = Own::new();
    let entry = make::vuldef("JVNDB-2026-000001", 2, "狼煙", &[GOOD]).replace("+09:00", "");
    let report = own.import("entry.xml", entry);
    assert_eq!((report.total().records, report.total().refused), (1, 0));
    own.holds(GOOD);
}

#[test]
fn a_nul_inside_a_text_is_kept() {
    let own = Own::new();
    let entry = make::nvd_entry("CVE-2026-0007", 1, "before\\u0000after");
    let report = own.import("feed.json", feed_of(&[&entry]));
    assert_eq!((report.total().records, report.total().refused), (1, 0));
    own.holds("CVE-2026-0007");
    own.is_clean();
    // As a byte of its own it is not JSON: that entry is refused, and the next is not.
    let own = Own::new();
    let raw = make::nvd_entry("CVE-2026-0007", 1, "before\0after");
    let report = own.import("feed.json", feed_of(&[&raw, &good()]));
    refused(&report, "feed.json", "");
    own.holds(GOOD);
}

#[test]
fn a_string_of_200_megabytes_is_refused_in_bounded_memory() {
    let own = Own::new();
    let path = own.folder.path().join("feed.json.gz");
    let entry = make::nvd_entry("CVE-2026-0007", 1, "HERE");
    let [head, tail] = around(&entry, "HERE");
    // Packed once and repeated; a line of it repeats as well, and not so often as to be a bomb.
    let line: String = std::iter::repeat_with(fastrand::alphanumeric)
        .take(2_000)
        .collect();
    let block = gzip(line.repeat(524).as_bytes());
    let mut file = File::create(&path).unwrap();
    file.write_all(&gzip(format!("{}{head}", feed_head()).as_bytes()))
        .unwrap();
    for _ in 0..200 {
        file.write_all(&block).unwrap();
    }
    file.write_all(&gzip(format!("{tail},{}]}}", good()).as_bytes()))
        .unwrap();
    drop(file);
    let before = peak_memory();
    let report = own.import_paths(&[path]);
    refused(&report, "feed.json.gz", "larger than");
    own.holds(GOOD);
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        assert!(
            after - before < 400 << 10,
            "{before} kB before, {after} kB after"
        );
    }
}

#[test]
fn twenty_thousand_brackets_are_refused_and_the_next_entry_is_not() {
    let own = Own::new();
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let entry = make::nvd_entry("CVE-2026-0007", 1, "")
        .replace("\"references\":[]", &format!("\"references\":{deep}"));
    let report = own.import("feed.json", feed_of(&[&entry, &good()]));
    refused(&report, "feed.json", "deep");
    own.holds(GOOD);
    let elements = format!("{}{}", "<a>".repeat(20_000), "</a>".repeat(20_000));
    let bad = make::vuldef("JVNDB-2026-000001", 2, "x", &[])
        .replace("<Title>x", &format!("<Title>{elements}"));
    let report = beside(&Own::new(), "entry.xml", bad.as_bytes());
    assert!(report.is_invalid(), "{report:?}");
}

#[test]
fn a_zip_bomb_is_refused() {
    let own = Own::new();
    let path = own.folder.path().join("bomb.json.gz");
    // Ten gigabytes of spaces would come out: each member is packed once and repeated.
    let member = gzip(&vec![b' '; 64 << 20]);
    let mut bomb = gzip(feed_head().as_bytes());
    for _ in 0..160 {
        bomb.extend_from_slice(&member);
    }
    fs::write(&path, bomb).unwrap();
    let report = own.import_paths(&[path, good_file(&own)]);
    let file = of(&report, "bomb.json.gz");
    let words = format!("{:?} {:?}", file.complaints, file.reasons);
    assert!(
        words.contains("times larger") || words.contains("times as large"),
        "{words}"
    );
    own.holds(GOOD);
}

#[test]
fn entities_are_neither_expanded_nor_fetched() {
    for declared in [
        r#"<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">"#,
        r#"<!ENTITY c SYSTEM "file:///etc/passwd">"#,
    ] {
        let own = Own::new();
        let entry = make::vuldef("JVNDB-2026-000001", 2, "&c;", &["CVE-2026-0007"]).replace(
            "<VULDEF-Document",
            &format!("<!DOCTYPE x [{declared}]><VULDEF-Document"),
        );
        let report = beside(&own, "entry.xml", entry.as_bytes());
        let file = of(&report, "entry.xml");
        let words = format!("{:?} {:?}", file.complaints, file.reasons);
        assert!(report.is_invalid(), "{file:?}");
        assert!(
            words.contains("DOCTYPE") || words.contains("entit") || words.contains("document type"),
            "{words}"
        );
        assert!(!words.contains("root:"), "{words}");
    }
}

#[test]
fn names_that_climb_out_of_an_archive_are_read_and_write_nothing() {
    let own = Own::new();
    let path = own.folder.path().join("feed.zip");
    let mut archive = zip::ZipWriter::new(File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    let feed = make::nvd(1, &[(GOOD.to_owned(), 1, String::new())]);
    for name in ["../../climbed.json", "/climbed.json"] {
        archive.start_file(name, options).unwrap();
        archive.write_all(feed.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    let report = own.import_paths(&[path, good_file(&own)]);
    let mut above = own.folder.path().ancestors().skip(1);
    assert!(above.all(|folder| !folder.join("climbed.json").exists()));
    own.holds(GOOD);
    let total = report.total();
    assert!(total.records + total.refused >= 3, "{report:?}");
}

#[test]
fn shift_jis_that_says_it_is_utf_8_is_refused_with_its_place() {
    let own = Own::new();
    let entry = make::vuldef("JVNDB-2026-000001", 2, "HERE", &["CVE-2026-0007"]);
    let [head, tail] = around(&entry, "HERE");
    // 脆弱性 in Shift_JIS.
    let bytes = [
        head.as_bytes(),
        &[0x90, 0xC6, 0x8E, 0xE3, 0x90, 0xAB],
        tail.as_bytes(),
    ]
    .concat();
    let report = beside(&own, "entry.xml", &bytes);
    refused(&report, "entry.xml", "UTF-8");
}

#[test]
fn an_unreadable_entry_between_others_costs_itself() {
    let own = Own::new();
    let report = own.import(
        "feed.json",
        feed_of(&[r#"{"cve":{"id":17}}"#, &good(), "42", "{\"cve\":{}}"]),
    );
    assert_eq!((report.total().entries, report.total().records), (4, 1));
    refused(&report, "feed.json", "");
    own.holds(GOOD);
}

/// Imports the bytes together with a file in which nothing is wrong, which must be there afterwards.
fn beside(own: &Own, name: &str, bytes: &[u8]) -> ImportReport {
    let path = own.folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let report = own.import_paths(&[path, good_file(own)]);
    own.holds(GOOD);
    own.is_clean();
    report
}

fn good() -> String {
    make::nvd_entry(GOOD, 1, "Nothing is wrong with this.")
}

fn good_file(own: &Own) -> PathBuf {
    let path = own.folder.path().join("good.json");
    fs::write(&path, feed_of(&[&good()])).unwrap();
    path
}

fn feed_head() -> String {
    make::nvd(1, &[]).strip_suffix("]}").unwrap().to_owned()
}

fn feed_of(entries: &[&str]) -> String {
    format!("{}{}]}}", feed_head(), entries.join(","))
}

fn around<'a>(text: &'a str, mark: &str) -> [&'a str; 2] {
    let (head, tail) = text.split_once(mark).unwrap();
    [head, tail]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The report of a file, also where it is gathered with others of its folder.
#[track_caller]
fn of<'a>(report: &'a ImportReport, name: &str) -> &'a FileReport {
    let by_name = report.files.iter().find(|f| f.address.ends_with(name));
    let by_place = || {
        let has = |f: &&FileReport| {
            f.reasons
                .values()
                .flat_map(|r| &r.places)
                .any(|p| p.contains(name))
        };
        report.files.iter().find(has)
    };
    by_name
        .or_else(by_place)
        .unwrap_or_else(|| panic!("{name} in {report:?}"))
}

/// Something of the file was refused, in these words and with a place.
#[track_caller]
fn refused(report: &ImportReport, name: &str, words: &str) {
    let file = of(report, name);
    let given = file
        .reasons
        .iter()
        .find(|(reason, _)| reason.contains(words));
    let (_, complaint) = given.unwrap_or_else(|| panic!("{words:?} in {file:?}"));
    assert!(
        complaint.refusal && !complaint.places.is_empty(),
        "{file:?}"
    );
    assert!(complaint.places[0].contains(name), "{file:?}");
    assert!(report.is_invalid());
}

/// The file as a whole is complained of in these words.
#[track_caller]
fn complains(report: &ImportReport, name: &str, words: &str) {
    let file = of(report, name);
    assert!(
        file.complaints.iter().any(|c| c.contains(words)),
        "{file:?}"
    );
    assert!(report.is_invalid());
}

/// The most memory this process has held, in kilobytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
