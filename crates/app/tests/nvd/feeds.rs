//! Feed files.

use std::io::{Cursor, Read as _};

use noroshi_app::{
    House,
    nvd::{FeedName, Wrap},
};
use sha2::{Digest, Sha256};

use crate::{feed, give, house};

/// A document of this number, changed and published on these days of 2098.
fn document(id: &str, published: &str, modified: &str) -> String {
    format!(
        "{{ \"cve\" : {{\"id\":\"{id}\",\"published\":\"2098-{published}T00:00:00.000\",\"lastModified\":\"2098-{modified}T00:00:00.000\",\
         \"vulnStatus\":\"Analyzed\",\"descriptions\":[{{\"lang\":\"en\",\"value\":\"Fire.\"}}],\"references\":[]}} }}"
    )
}

/// What a feed holds once it is unpacked, and its description.
fn unpacked(house: &House, name: FeedName) -> Option<(String, String)> {
    let feed = house.nvd_feed(name).unwrap()?;
    let [gzip, zip] = [Wrap::Gzip, Wrap::Zip].map(|wrap| {
        let mut packed = Vec::new();
        loop {
            let part = feed.part(wrap, packed.len() as u64, 100).unwrap();
            assert!(part.len() <= 100);
            if part.is_empty() {
                break;
            }
            packed.extend(part);
        }
        assert_eq!(Some(packed.len() as u64), feed.packed(wrap));
        packed
    });
    let mut text = String::new();
    flate2::read::GzDecoder::new(&gzip[..])
        .read_to_string(&mut text)
        .unwrap();
    // Another's reader takes the zip, and finds the same in it.
    let mut zip = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    assert_eq!(zip.len(), 1);
    let mut inside = zip.by_index(0).unwrap();
    assert_eq!(inside.name().unwrap(), format!("nvdcve-2.0-{name}.json"));
    let mut same = String::new();
    inside.read_to_string(&mut same).unwrap();
    assert_eq!(same, text);
    Some((text, feed.meta()))
}

#[test]
fn a_year_holds_its_numbers_and_the_first_all_before_it() {
    let documents = [
        document("CVE-1999-0001", "01-01", "01-02"),
        document("CVE-2002-0001", "01-01", "01-02"),
        document("CVE-2003-0001", "01-03", "06-03"),
    ];
    let (house, _folder) = house(&[&feed(&documents.each_ref().map(String::as_str))]);
    let (text, meta) = unpacked(&house, FeedName::Year(2002)).unwrap();
    assert!(text.starts_with(
        "{\"resultsPerPage\":2,\"startIndex\":0,\"totalResults\":2,\"format\":\"NVD_CVE\",\"version\":\"2.0\",\
         \"timestamp\":\"2098-01-02T00:00:00.000\",\"vulnerabilities\":["
    ));
    assert!(
        text.ends_with(&format!("[{},{}]}}", documents[0], documents[1])),
        "{text}"
    );
    let sha256: String = Sha256::digest(&text)
        .iter()
        .map(|b| format!("{b:02X}"))
        .collect();
    // Up to the newest change anywhere everything is in it.
    assert!(
        meta.starts_with("lastModifiedDate:2098-06-03T00:00:00.000+00:00\r\n"),
        "{meta}"
    );
    assert!(
        meta.contains(&format!("\r\nsize:{}\r\n", text.len())),
        "{meta}"
    );
    assert!(
        meta.ends_with(&format!("\r\nsha256:{sha256}\r\n")),
        "{meta}"
    );
    let (empty, _) = unpacked(&house, FeedName::Year(2004)).unwrap();
    assert!(empty.ends_with("\"vulnerabilities\":[]}"));
    assert_eq!(unpacked(&house, FeedName::Year(9999)), None);
}

#[test]
fn what_is_new_reaches_eight_days_back_from_the_newest_change() {
    let documents = [
        document("CVE-2098-0001", "01-01", "05-31"),
        document("CVE-2098-0002", "01-01", "06-01"),
        document("CVE-2098-0003", "06-09", "06-09"),
    ];
    let (house, _folder) = house(&[&feed(&documents.each_ref().map(String::as_str))]);
    let (modified, _) = unpacked(&house, FeedName::Modified).unwrap();
    assert!(modified.ends_with(&format!("[{},{}]}}", documents[1], documents[2])));
    let (recent, _) = unpacked(&house, FeedName::Recent).unwrap();
    assert!(recent.ends_with(&format!("[{}]}}", documents[2])));
}

#[test]
fn a_feed_changes_with_its_entries_alone() {
    let old = document("CVE-2002-0001", "01-01", "01-02");
    let (house, folder) = house(&[&feed(&[&old])]);
    let (before, meta) = unpacked(&house, FeedName::Year(2002)).unwrap();
    give(
        &house,
        &folder,
        "other.json",
        &feed(&[&document("CVE-2003-0001", "01-03", "01-03")]),
    );
    let (after, later) = unpacked(&house, FeedName::Year(2002)).unwrap();
    assert_eq!(before, after);
    assert_ne!(meta, later, "the description says up to when it holds");
    give(
        &house,
        &folder,
        "own.json",
        &feed(&[&document("CVE-2002-0001", "01-01", "02-01")]),
    );
    assert_ne!(unpacked(&house, FeedName::Year(2002)).unwrap().0, before);
}

#[test]
fn names_of_feeds_are_years_and_two_words() {
    assert_eq!(FeedName::read("2024"), Some(FeedName::Year(2024)));
    assert_eq!(FeedName::read("modified"), Some(FeedName::Modified));
    for odd in [
        "", "24", "2001", "+202", "20240", "٢٠٢٤", "Modified", "../x",
    ] {
        assert_eq!(FeedName::read(odd), None, "{odd}");
    }
}
