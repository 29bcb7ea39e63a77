//! What the formats of JVN promise, over real documents and over made up ones.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Outcome, data, files, notes, one, read, refused};
use noroshi_formats::{Envelope, Reading, by_name};
use noroshi_model::{AffectedStatus, Identifier, Kind, Record, Relation, Severity, StatusKind};
use proptest::prelude::*;

/// Every real document in one of JVN's formats: file name, format, what came of it.
fn real() -> Vec<(String, &'static str, Outcome)> {
    let Some(folder) = data("jvn") else {
        return Vec::new();
    };
    let folders = [
        "api-hnd",
        "api-hnd-history",
        "api-v3.2",
        "feed-detail",
        "feed-product",
        "feed-rss",
    ];
    let files = folders.iter().flat_map(|f| files(&folder.join(f)));
    let read = files.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (format, outcome) = read(&path, 1);
        (name, format.name(), outcome)
    });
    read.collect()
}

/// The first record of that identifier in a format.
fn find(real: &[(String, &'static str, Outcome)], format: &str, id: &str) -> Option<Record> {
    let of = real.iter().filter(|(_, f, _)| *f == format);
    let mut records = of
        .flat_map(|(_, _, o)| &o.readings)
        .flat_map(|r| &r.records);
    records.find(|r| r.id.as_str() == id).cloned()
}

#[test]
fn every_real_document_is_read_and_counted() {
    let real = real();
    if real.is_empty() {
        return;
    }
    let mut found: BTreeMap<&str, BTreeSet<Identifier>> = BTreeMap::new();
    for (name, format, outcome) in &real {
        assert!(outcome.broken.is_empty(), "{name}: {:?}", outcome.broken);
        if name == "dataFeed_jvndb_rss_hnd.xml" {
            let expected = "<status:Status> is not well-formed: the value of retCd has no quotes";
            assert_eq!(outcome.refusals, [expected]);
            assert_eq!(outcome.records, 4);
        } else {
            assert!(
                outcome.refusals.is_empty(),
                "{name}: {:?}",
                outcome.refusals
            );
        }
        for reading in &outcome.readings {
            let ids = found.entry(format).or_default();
            ids.extend(reading.records.iter().map(|r| r.id.clone()));
            assert!(
                !reading.key.namespace.is_empty() && !reading.key.id.is_empty(),
                "{name}"
            );
            if *format == "myjvn-list" {
                assert_eq!(reading.notes.len(), 1, "{name}");
            } else {
                assert_eq!(reading.notes, [], "{name}");
            }
        }
    }
    let counts: Vec<(&str, usize)> = found.iter().map(|(f, ids)| (*f, ids.len())).collect();
    let expected = [
        ("jvnrss", 23 + 4),
        ("myjvn-alert", 39),
        ("myjvn-alert-json", 39),
        ("myjvn-list", 0),
        ("vuldef", 15),
    ];
    assert_eq!(counts, expected);
}

#[test]
fn both_forms_of_an_alert_say_the_same() {
    let real = real();
    for id in ["MYJVN-ALT-2025-0011", "MYJVN-ALT-2022-0001"] {
        let Some(atom) = find(&real, "myjvn-alert", id) else {
            return;
        };
        let json = find(&real, "myjvn-alert-json", id).unwrap();
        assert_eq!(atom.kind, Kind::Alert);
        assert_eq!(atom.titles, json.titles);
        assert_eq!(atom.dates, json.dates);
        assert_eq!(
            atom.affected.iter().map(|a| &a.cpes).collect::<Vec<_>>(),
            json.affected.iter().map(|a| &a.cpes).collect::<Vec<_>>()
        );
    }
}

#[test]
fn an_entry_with_three_cves_covers_them_and_names_its_jvn_number() {
    let real = real();
    let Some(record) = find(&real, "vuldef", "JVNDB-2022-000097") else {
        return;
    };
    let claims: Vec<_> = record
        .claims
        .iter()
        .map(|c| (c.relation, c.id.as_str()))
        .collect();
    let expected = [
        (Relation::Names, "JVNDB-2022-000097"),
        (Relation::Covers, "CVE-2022-41993"),
        (Relation::Covers, "CVE-2022-46287"),
        (Relation::Covers, "CVE-2022-46288"),
        (Relation::Names, "JVN#96321933"),
    ];
    assert_eq!(claims, expected);
    let scores: Vec<_> = record
        .scores
        .iter()
        .map(|s| (s.system.as_str(), s.stated, s.severity))
        .collect();
    let medium = Some(Severity::Medium);
    assert_eq!(
        scores,
        [("2.0", Some(4.3), medium), ("3.0", Some(6.1), medium)]
    );
    let weaknesses: Vec<_> = record.weaknesses.iter().map(|w| w.id.as_str()).collect();
    assert_eq!(weaknesses, ["CWE-79", "CWE-20"]);
    let affected = &record.affected[0];
    assert_eq!(
        affected.cpes,
        ["cpe:/a:jacic:electronic_bidding_core_system"]
    );
    assert_eq!(
        affected.versions[0].text,
        "v6 R4 およびそれ以前のバージョン"
    );
    assert_eq!(affected.versions[0].status, AffectedStatus::Affected);
    assert_eq!(affected.default, AffectedStatus::Silent);
    assert_eq!(record.history.len(), 2);
    assert!(record.history[0].text.value.contains("\\n  掲載"));
    let day = |m: &Option<noroshi_model::Moment>| m.as_ref().unwrap().original.clone();
    assert_eq!(day(&record.dates.made_public), "2022-12-15T00:00:00+09:00");
    assert_eq!(
        day(&record.dates.first_published),
        "2022-12-15T12:04:51+09:00"
    );
    assert_eq!(day(&record.dates.last_changed), "2024-05-29T17:39:51+09:00");
}

#[test]
fn the_feed_and_the_detail_of_one_entry_agree() {
    let real = real();
    let mut compared = 0;
    let of = real.iter().filter(|(_, f, _)| *f == "jvnrss");
    for feed in of
        .flat_map(|(_, _, o)| &o.readings)
        .flat_map(|r| &r.records)
    {
        let Some(detail) = find(&real, "vuldef", feed.id.as_str()) else {
            continue;
        };
        // The detail of this one was cut down by those who kept it: its CVE is gone.
        if feed.id.as_str() == "JVNDB-2021-005429" {
            continue;
        }
        compared += 1;
        let cves = |r: &Record| r.cves().cloned().collect::<BTreeSet<_>>();
        assert_eq!(cves(feed), cves(&detail), "{}", feed.id);
        assert_eq!(feed.titles, detail.titles, "{}", feed.id);
        assert_eq!(feed.scores.len(), detail.scores.len(), "{}", feed.id);
    }
    assert!(real.is_empty() || compared > 0);
}

#[test]
fn the_status_node_says_how_many_entries_there_should_be() {
    let vuldef = by_name("vuldef").unwrap();
    let after = |text: &str| vuldef.announced_after(text.as_bytes());
    let status =
        "</x><status:Status version=\"3.3\" totalRes=\"900\" totalResRet=\"50\" a=\"\"/></r>";
    assert_eq!(after(status), Some(50));
    assert_eq!(
        after("<status:Status\n retCd= 0 totalResRet = '7' >"),
        Some(7)
    );
    assert_eq!(after("<status:Status totalResRet=\"\"/>"), None);
    assert_eq!(after("</rdf:RDF>"), None);
    // Without any entry the node stands in what comes before the first.
    let (_, empty) = one(b"<VULDEF-Document xmlns='http://jvn.jp/vuldef/'><s:Status \
        xmlns:s='http://jvndb.jvn.jp/myjvn/Status' totalResRet='0'/></VULDEF-Document>");
    assert_eq!(empty.envelope.announced, Some(0));
}

/// Reads an entry whose `VulinfoData` holds this.
#[track_caller]
fn entry(inside: &str) -> Reading {
    let document = format!(
        "<Vulinfo><VulinfoID>JVNDB-2099-000001</VulinfoID><VulinfoData>{inside}</VulinfoData></Vulinfo>"
    );
    let vuldef = by_name("vuldef").unwrap();
    vuldef
        .read(document.as_bytes(), &Envelope::default())
        .unwrap()
}

fn advisory(name: &str, id: &str) -> String {
    format!(
        "<RelatedItem type='advisory'><Name>{name}</Name><VulinfoID>{id}</VulinfoID></RelatedItem>"
    )
}

const CVE: &str = "Common Vulnerabilities and Exposures (CVE)";

#[track_caller]
fn claims(items: &[(&str, &str)], expected: &[(Relation, &str)], note: Option<&str>) {
    let items: String = items.iter().map(|(name, id)| advisory(name, id)).collect();
    let reading = entry(&format!("<Related>{items}</Related>"));
    let claims = reading.records[0].claims.iter().skip(1);
    let found: Vec<_> = claims.map(|c| (c.relation, c.id.as_str())).collect();
    assert_eq!(found, expected);
    let found: Vec<_> = reading.notes.iter().map(|n| n.what.as_str()).collect();
    assert_eq!(found, Vec::from_iter(note));
}

#[test]
fn one_cve_is_named_and_a_number_of_jvn_too() {
    claims(
        &[
            (CVE, "CVE-2099-0001"),
            ("National Vulnerability Database (NVD)", "CVE-2099-0001"),
            ("JVN", "JVNVU#99999999"),
        ],
        &[
            (Relation::Names, "CVE-2099-0001"),
            (Relation::Names, "JVNVU#99999999"),
        ],
        None,
    );
}

#[test]
fn several_numbers_of_jvn_are_mentions() {
    claims(
        &[
            ("JVN", "JVNVU#99999999"),
            ("JVN", "JVNVU#99999998"),
            ("JVN", "JVNTA#99999997"),
        ],
        &[
            (Relation::Related, "JVNVU#99999999"),
            (Relation::Related, "JVNVU#99999998"),
            (Relation::Related, "JVNTA#99999997"),
        ],
        None,
    );
}

#[test]
fn a_misspelt_cve_is_noted_and_read_where_it_can_be() {
    let names = &[(Relation::Names, "CVE-2099-0001")];
    let written = "a CVE identifier written as \" cve-2099-0001\"";
    claims(&[(CVE, " cve-2099-0001")], names, Some(written));
    claims(
        &[(CVE, "CVE-2099-00O1")],
        &[],
        Some("not a CVE identifier: \"CVE-2099-00O1\""),
    );
}

#[test]
fn a_related_document_does_not_vouch_for_a_cve() {
    claims(
        &[
            (CVE, "CVE-2099-0001"),
            ("関連文書", "CVE-2099-0002"),
            ("関連文書", "CVE-2099-0003.md"),
        ],
        &[
            (Relation::Names, "CVE-2099-0001"),
            (Relation::Related, "CVE-2099-0002"),
        ],
        None,
    );
}

#[track_caller]
fn status(overview: &str, expected: StatusKind) {
    let reading = entry(&format!(
        "<VulinfoDescription><Overview>{overview}</Overview></VulinfoDescription>"
    ));
    assert_eq!(reading.records[0].status.kind, expected, "{overview}");
}

#[test]
fn markers_at_the_beginning_of_the_overview_are_states() {
    status(
        "** 削除 ** 本件は取り下げられました。",
        StatusKind::Rejected,
    );
    status("**未確定** 本件は…", StatusKind::Disputed);
    status(" ** サポート外 ** 対象製品は…", StatusKind::Unsupported);
    status(
        "** 未確定 ** ** サポート外 ** 本件は…",
        StatusKind::Disputed,
    );
    status("** DISPUTED ** It is said.", StatusKind::Disputed);
    status("** 強調 ** 本件は…", StatusKind::Published);
    status("本件は ** 削除 ** ではない。", StatusKind::Published);
    status("**", StatusKind::Published);
}

#[track_caller]
fn versions(number: &str, expected: &[&str]) {
    let reading = entry(&format!(
        "<Affected><AffectedItem>{number}</AffectedItem></Affected>"
    ));
    let versions = reading.records[0].affected[0].versions.iter();
    assert_eq!(
        versions.map(|v| v.text.as_str()).collect::<Vec<_>>(),
        expected
    );
}

#[test]
fn ranges_are_written_in_words() {
    versions(
        "<VersionNumber>　5.16.3 未満</VersionNumber><VersionNumber/>",
        &["　5.16.3 未満"],
    );
    versions(
        "<VersionNumber><RangeBegin operator='ge'>1.0</RangeBegin><RangeEnd operator='lt'>2.0</RangeEnd></VersionNumber>",
        &[">= 1.0, < 2.0"],
    );
    versions(
        "<VersionNumber>\n x86 <RangeEnd>2.0</RangeEnd>\n</VersionNumber>",
        &["x86 <= 2.0"],
    );
    versions(
        "<VersionNumber operator='lt'>2.0</VersionNumber>",
        &["< 2.0"],
    );
    versions(
        "<BuildNumber>77</BuildNumber><Description>D</Description>",
        &["build 77", "D"],
    );
}

#[test]
fn a_stated_status_of_a_product_holds_for_its_versions_or_for_all_where_none_is_listed() {
    let item = |status: &str| {
        let reading = entry(&format!(
            "<Affected><AffectedItem affectedstatus='{status}'><VersionNumber>1</VersionNumber></AffectedItem>\
             <AffectedItem affectedstatus='{status}'/></Affected>"
        ));
        let [with, without] = &reading.records[0].affected[..] else {
            panic!("two products")
        };
        // Of versions that are not listed nothing is said.
        assert_eq!(with.default, AffectedStatus::Silent);
        (
            with.versions[0].status,
            without.default,
            reading.notes.len(),
        )
    };
    use AffectedStatus::{Affected, NotAffected, Unknown};
    assert_eq!(item("vulnerable"), (Affected, Affected, 0));
    assert_eq!(item("notvulnerable"), (NotAffected, NotAffected, 0));
    assert_eq!(item("notvulnerable_investigating"), (Unknown, Unknown, 0));
    assert_eq!(item("purple"), (Unknown, Unknown, 2));
}

#[test]
fn a_vector_knows_its_version_better_than_its_element() {
    let reading = entry(
        "<Impact><Cvss version='3.0'><Severity type='Base'>Weird</Severity><Base>11</Base>\
         <Vector>CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N</Vector></Cvss></Impact>",
    );
    let score = &reading.records[0].scores[0];
    assert_eq!((score.system.as_str(), score.stated), ("3.1", None));
    let notes: Vec<_> = reading.notes.iter().map(|n| n.what.as_str()).collect();
    assert_eq!(notes, ["not a score: 11", "unknown severity Weird"]);
}

#[test]
fn dates_without_zone_are_japanese_and_noted() {
    let reading = entry(
        "<DateLastUpdated>2099-01-02T03:04:05</DateLastUpdated><DatePublic>soon</DatePublic>",
    );
    let changed = reading.changed.unwrap();
    assert!(changed.zone_assumed);
    let notes: Vec<_> = reading.notes.iter().map(|n| n.place.as_str()).collect();
    assert_eq!(notes, ["DatePublic", "DateLastUpdated"]);
}

#[test]
fn an_unknown_element_is_noted_with_its_place() {
    let reading = entry("<Affected><AffectedItem><Mood/></AffectedItem></Affected>");
    assert_eq!(
        reading.notes[0].place,
        "Vulinfo/VulinfoData/Affected/AffectedItem[1]"
    );
}

/// A feed in the form of jvn.jp: other identifiers, no scores.
fn jvn_rdf(lang: &str, about: &str) -> String {
    format!(
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:sec=\"http://jvn.jp/rss/mod_sec/\"{lang}><channel rdf:about=\"https://jvn.jp/rss/jvn.rdf\">\
         <title>T</title><dcterms:modified>2099-01-02T00:00+09:00</dcterms:modified></channel>\
         <item rdf:about=\"{about}\"><title>題</title><link>{about}</link>\
         <sec:references source=\"CVE\" id=\"CVE-2099-0001\">https://example.org/</sec:references>\
         <dc:date>2099-01-01T00:00+09:00</dc:date><dcterms:issued>2099-01-01T00:00+09:00</dcterms:issued>\
         </item></rdf:RDF>"
    )
}

#[track_caller]
fn jvn_key(lang: &str, about: &str, expected: (&str, &str)) {
    let (format, outcome) = one(jvn_rdf(lang, about).as_bytes());
    assert_eq!(format.name(), "jvnrss");
    assert!(outcome.envelope.made.is_some());
    let reading = &outcome.readings[0];
    assert_eq!(
        (reading.key.namespace.as_str(), reading.key.id.as_str()),
        expected
    );
    assert_eq!(reading.records[0].claims.len(), 2);
    let changed = reading.changed.as_ref().unwrap();
    assert_eq!(changed.original, "2099-01-01T00:00+09:00");
}

#[test]
fn the_feed_of_jvn_itself_is_keyed_by_address_and_language() {
    let ja = "https://jvn.jp/jp/JVN12345678/index.html";
    jvn_key("", ja, ("jvnrss/ja", "JVN#12345678"));
    let en = "https://jvn.jp/en/vu/JVNVU91234567/index.html";
    jvn_key("", en, ("jvnrss/en", "JVNVU#91234567"));
    jvn_key(" xml:lang=\"en\"", ja, ("jvnrss/en", "JVN#12345678"));
}

#[test]
fn an_answer_without_matches_has_no_record() {
    let item = "<item><title>MyJVN　該当する脆弱性対策情報はありません。</title></item>";
    let expected = ["item: an answer that says that nothing matches"];
    assert_eq!(notes("jvnrss", item), expected);
}

#[test]
fn what_is_no_entry_is_refused_with_a_reason() {
    assert_eq!(
        refused("vuldef", b"<Vulinfo/>"),
        "an entry without VulinfoID"
    );
    assert_eq!(refused("jvnrss", b"<item/>"), "an item without identifier");
    assert_eq!(
        refused("myjvn-alert", b"<entry/>"),
        "an alert without identifier"
    );
    assert_eq!(refused("vuldef", b"<html/>"), "<html> is no entry");
    let sjis = b"<Vulinfo><VulinfoID>\x90\xc6\x8e\xe3\x90\xab</VulinfoID></Vulinfo>";
    assert_eq!(
        refused("vuldef", sjis),
        "not valid UTF-8 at byte 20; looks like Shift_JIS"
    );
    assert!(refused("vuldef", b"<Vulinfo>&boom;</Vulinfo>").contains("the entity &boom;"));
    let deep = format!("<Vulinfo>{}", "<a>".repeat(20_000));
    assert!(refused("vuldef", deep.as_bytes()).contains("nested deeper than 256"));
}

#[test]
fn one_alert_of_another_shape_costs_itself_in_json_too() {
    let file = r#"{"feed": {"id": "myjvn_alert", "entry": [7,
        {"id": "MYJVN-ALT-2099-0001", "title": "A CVE-2099-0001.", "sec:items": []},
        {"id": ["x"]}, {"title": "no id"}]}}"#;
    let (format, outcome) = one(file.as_bytes());
    assert_eq!(format.name(), "myjvn-alert-json");
    let reading = &outcome.readings[0];
    assert_eq!(reading.records.len(), 1);
    assert_eq!(reading.records[0].claims[1].id.as_str(), "CVE-2099-0001");
    assert_eq!(reading.records[0].claims[1].relation, Relation::Related);
    let places: Vec<_> = reading.notes.iter().map(|n| n.place.as_str()).collect();
    assert_eq!(
        places,
        ["/feed/entry/0", "/feed/entry/2", "/feed/entry[id=none]"]
    );
}

#[test]
fn other_peoples_feeds_are_not_taken_for_jvns() {
    let detect = |head: &str| noroshi_formats::detect(head.as_bytes()).map(|f| f.name());
    assert_eq!(detect("<feed xmlns=\"http://www.w3.org/2005/Atom\">"), None);
    let rdf = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">";
    assert_eq!(detect(rdf), None);
    assert_eq!(
        detect("<!DOCTYPE html><html><a href=\"https://jvn.jp/\">"),
        None
    );
    assert_eq!(detect("<Result/>"), None);
}

#[test]
fn a_null_character_is_kept_and_noted() {
    let reading = entry("<Title>a\0b</Title>");
    assert_eq!(reading.records[0].titles[0].value, "a\0b");
    assert_eq!(reading.notes.len(), 1);
}

#[test]
fn a_file_in_another_encoding_costs_its_entries_one_by_one() {
    let mut file = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><VULDEF-Document xmlns=\"http://jvn.jp/vuldef/\">".to_vec();
    file.extend(b"<Vulinfo><VulinfoID>\x90\xc6\x8e\xe3\x90\xab</VulinfoID></Vulinfo>");
    file.extend(b"<Vulinfo><VulinfoID>JVNDB-2099-000002</VulinfoID><VulinfoData/></Vulinfo></VULDEF-Document>");
    let (_, outcome) = one(&file);
    assert_eq!((outcome.documents, outcome.records), (2, 1));
    assert!(
        outcome.refusals[0].ends_with("looks like Shift_JIS"),
        "{:?}",
        outcome.refusals
    );
}

proptest! {
    #[test]
    fn a_damaged_document_is_read_or_refused(
        which in 0_usize..3,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 0..6),
    ) {
        let mut bytes = DAMAGED[which].as_bytes().to_vec();
        for (at, byte, insert) in damage {
            let at = at.index(bytes.len());
            if insert {
                bytes.insert(at, byte);
            } else {
                bytes[at] = byte;
            }
        }
        for name in ["jvnrss", "myjvn-alert", "myjvn-alert-json", "myjvn-list", "vuldef"] {
            let format = by_name(name).unwrap();
            let envelope = format.envelope(&bytes);
            let _ = format.read(&bytes, &envelope);
            let _ = format.looks_like(&bytes);
            let _ = format.announced_after(&bytes);
        }
    }
}

/// Small documents to damage.
const DAMAGED: [&str; 3] = [
    "<Vulinfo><VulinfoID>JVNDB-2099-000001</VulinfoID><VulinfoData><Title>題</Title>\
     <VulinfoDescription><Overview>** 未確定 ** 概要</Overview></VulinfoDescription><Affected><AffectedItem>\
     <VersionNumber>1<RangeEnd operator='lt'>2</RangeEnd></VersionNumber></AffectedItem></Affected>\
     <DatePublic>2099-01-01</DatePublic></VulinfoData></Vulinfo>",
    "<item rdf:about='https://jvn.jp/jp/JVN12345678/'><title>&#38;</title><sec:references source='CVE' \
     id='CVE-2099-0001'>u</sec:references><sec:cvss version='3.0' score='1' vector='CVSS:3.0/AV:N'/></item>",
    "{\"feed\": {\"entry\": [{\"id\": \"MYJVN-ALT-2099-0001\", \"sec:items\": [{\"sec:item\": {}}]}]}}",
];

#[test]
fn what_real_entries_say_of_versions_is_a_range_or_stands_in_this_list() {
    let real = real();
    if real.is_empty() {
        return;
    }
    let records = real.iter().flat_map(|(_, _, o)| &o.readings);
    let records = records.flat_map(|r| &r.records);
    let texts: BTreeSet<(&str, bool)> = records
        .flat_map(|r| &r.affected)
        .flat_map(|a| &a.versions)
        .map(|v| (v.text.as_str(), v.range.is_some()))
        .collect();
    let words: Vec<&str> = texts.iter().filter(|(_, r)| !r).map(|(t, _)| *t).collect();
    // 23 of 29 are ranges. The rest name an edition as well, of which a range alone would say too much.
    assert_eq!(texts.len(), 29);
    let expected = [
        "Android アプリ 3.7.42 より前のバージョン",
        "core 2.0-beta9 から 2.12.1 より前のバージョン",
        "for EMC Celerra 5.8 (Build 1577) 未満",
        "for NetApp 5.8 (Build 1299) 未満",
        "for Storage 6.0 (Build 1284) 未満",
        "for Windows 5.8 (Build 1575) 未満",
    ];
    assert_eq!(words, expected);
}
