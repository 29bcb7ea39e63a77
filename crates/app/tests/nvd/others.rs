//! The option for what only others than NVD say.

use noroshi_app::nvd::CveQuestion;
use serde_json::Value;

use crate::{ask, feed, give, house, parameters};

/// A record of the CVE list.
fn record(id: &str, published: &str, state: &str, text: &str) -> String {
    format!(
        r#"{{"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{{"cveId":"{id}","assignerOrgId":"aaaa","assignerShortName":"hill","state":"{state}","datePublished":"2098-{published}T00:00:00.000Z","dateUpdated":"2098-12-01T00:00:00.000Z"}},
        "containers":{{"cna":{{"providerMetadata":{{"orgId":"aaaa","shortName":"hill","dateUpdated":"2098-12-01T00:00:00.000Z"}},"tags":["disputed"],"descriptions":[{{"lang":"en","value":"{text}"}}],"affected":[],
        "problemTypes":[{{"descriptions":[{{"lang":"en","cweId":"CWE-79","description":"CWE-79","type":"CWE"}}]}}],
        "metrics":[{{"cvssV3_1":{{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","baseScore":9.8,"baseSeverity":"CRITICAL"}}}}],
        "cpeApplicability":[{{"nodes":[{{"operator":"OR","negate":false,"cpeMatch":[{{"vulnerable":true,"criteria":"cpe:2.3:a:hill:lantern:*:*:*:*:*:*:*:*","versionEndExcluding":"2.0"}}]}}]}}],
        "references":[{{"url":"https://www.kb.cert.org/vuls/id/1"}}]}}}}}}"#
    )
}

fn nvds(id: &str, published: &str) -> String {
    format!(
        r#"{{ "cve" : {{"id":"{id}","published":"2098-{published}T00:00:00.000","lastModified":"2098-12-01T00:00:00.000","vulnStatus":"Analyzed","descriptions":[{{"lang":"en","value":"Smoke."}}],"references":[]}} }}"#
    )
}

/// The last digit of each number on a page, and an `x` behind it where another than NVD speaks.
fn told(house: &noroshi_app::House, line: &str) -> (String, usize) {
    let (elements, total) = ask(house, line);
    let digits = elements.iter().map(|element| {
        let tree: Value = serde_json::from_str(element).unwrap();
        let id = tree["cve"]["id"].as_str().unwrap();
        let is_other = tree.get("noroshi").is_some();
        format!("{}{}", &id[id.len() - 1..], if is_other { "x" } else { "" })
    });
    (digits.collect(), total)
}

/// NVD sent 1, 3 and 5; the CVE list 1, 2, 4 and 6, of which 6 is rejected, and the reserved 7.
fn filled() -> (noroshi_app::House, tempfile::TempDir) {
    let of_nvd = [
        nvds("CVE-2098-0001", "01-01"),
        nvds("CVE-2098-0003", "03-01"),
        nvds("CVE-2098-0005", "05-01"),
    ];
    let files = [
        feed(&of_nvd.each_ref().map(String::as_str)),
        record("CVE-2098-0001", "01-01", "PUBLISHED", "A fire."),
        record("CVE-2098-0002", "02-01", "PUBLISHED", "A fire."),
        record("CVE-2098-0004", "04-01", "PUBLISHED", "A circle of fire."),
        record("CVE-2098-0006", "06-01", "REJECTED", "None."),
        record("CVE-2098-0007", "07-01", "RESERVED", "None."),
    ];
    house(&files.each_ref().map(String::as_str))
}

#[test]
fn what_others_say_comes_only_where_it_is_asked_for_and_says_whose_it_is() {
    let (house, _folder) = filled();
    for (line, expected, total) in [
        ("", "135", 3),
        ("otherSpeakers=only", "2x4x6x", 3),
        ("otherSpeakers=also", "12x34x56x", 6),
        (
            "otherspeakers=ALSO&startIndex=1&resultsPerPage=3",
            "2x34x",
            6,
        ),
        ("otherSpeakers=also&startIndex=5", "6x", 6),
        ("otherSpeakers=also&startIndex=6", "", 6),
        ("otherSpeakers=also&startIndex=9&resultsPerPage=1", "", 6),
        ("otherSpeakers=also&keywordSearch=fire", "2x4x", 2),
        (
            "otherSpeakers=also&keywordSearch=circle of&keywordExactMatch",
            "4x",
            1,
        ),
        ("otherSpeakers=only&keywordSearch=smoke", "", 0),
        ("otherSpeakers=also&keywordSearch=smoke", "135", 3),
        ("otherSpeakers=also&noRejected", "12x34x5", 5),
        ("otherSpeakers=also&vulnStatuses=Rejected", "6x", 1),
        ("otherSpeakers=also&cveId=CVE-2098-0001", "1", 1),
        (
            "otherSpeakers=also&cveIds=CVE-2098-0001,CVE-2098-0004",
            "14x",
            2,
        ),
        ("cveId=CVE-2098-0004", "", 0),
        (
            "otherSpeakers=only&cweId=CWE-79&cveTag=disputed&hasCertNotes",
            "2x4x6x",
            3,
        ),
        (
            "otherSpeakers=only&cvssV3Severity=CRITICAL&sourceIdentifier=aaaa",
            "2x4x6x",
            3,
        ),
        ("otherSpeakers=only&cvssV3Metrics=AV:L", "", 0),
        (
            "otherSpeakers=also&cpeName=cpe:2.3:a:hill:lantern:1.1",
            "2x4x6x",
            3,
        ),
        (
            "otherSpeakers=also&cpeName=cpe:2.3:a:hill:lantern:2.1",
            "",
            0,
        ),
        (
            "otherSpeakers=also&pubStartDate=2098-02-01T00:00:00&pubEndDate=2098-03-01T00:00:00",
            "2x3",
            2,
        ),
    ] {
        assert_eq!(told(&house, line), (expected.to_owned(), total), "{line}");
    }
    let (elements, _) = ask(&house, "otherSpeakers=also");
    assert_eq!(elements[0], nvds("CVE-2098-0001", "01-01"), "as it came");
    let other: Value = serde_json::from_str(&elements[1]).unwrap();
    let said = &other["noroshi"];
    assert_eq!(
        (&said["source"], &said["format"], &said["assignerShortName"]),
        (&"cve".into(), &"cve-5".into(), &"hill".into())
    );
    assert!(said["retrieved"].as_str().unwrap().ends_with('Z'));
}

#[test]
fn every_part_of_both_together_is_a_part_of_the_whole() {
    let (house, _folder) = filled();
    let (whole, total) = ask(&house, "otherSpeakers=also");
    for start in 0..=total {
        for size in 1..=total {
            let line = format!("otherSpeakers=also&startIndex={start}&resultsPerPage={size}");
            let end = (start + size).min(total);
            assert_eq!(ask(&house, &line).0, whole[start..end], "{line}");
        }
    }
}

#[test]
fn what_nvd_sends_later_is_nvds_own_from_then_on() {
    let (house, folder) = filled();
    assert_eq!(told(&house, "otherSpeakers=only").0, "2x4x6x");
    assert_eq!(
        told(&house, "otherSpeakers=also&keywordSearch=fire").0,
        "2x4x"
    );
    let late = nvds("CVE-2098-0004", "04-01");
    give(&house, &folder, "late.json", &feed(&[&late]));
    assert_eq!(told(&house, "otherSpeakers=only").0, "2x6x");
    assert_eq!(told(&house, "otherSpeakers=also").0, "12x3456x");
    assert_eq!(
        told(&house, "otherSpeakers=also&keywordSearch=fire").0,
        "2x"
    );
    let newer = record("CVE-2098-0008", "08-01", "PUBLISHED", "A fire.");
    give(&house, &folder, "newer.json", &newer);
    assert_eq!(told(&house, "otherSpeakers=only").0, "2x6x8x");
    assert_eq!(told(&house, "").0, "1345");
}

#[test]
fn an_element_of_others_is_never_taken_for_nvds_when_it_is_imported() {
    let (house, folder) = filled();
    let (elements, _) = ask(&house, "otherSpeakers=only&cveId=CVE-2098-0002");
    let page = feed(&[&elements[0]]);
    give(&house, &folder, "page.json", &page);
    give(&house, &folder, "single.json", &elements[0]);
    assert_eq!(told(&house, "").0, "135");
    assert_eq!(told(&house, "otherSpeakers=only").0, "2x4x6x");
}

#[test]
fn the_option_has_two_values() {
    for odd in [
        "otherSpeakers=yes",
        "otherSpeakers=only,also",
        "otherSpeakers=true",
    ] {
        let refused = CveQuestion::read(&parameters(odd)).unwrap_err();
        let value = odd.split_once('=').unwrap().1;
        let expected = format!("Invalid otherSpeakers parameter: \"{value}\" is not also or only.");
        assert_eq!(refused.to_string(), expected);
    }
    assert!(CveQuestion::read(&parameters("otherSpeakers")).is_err());
}
