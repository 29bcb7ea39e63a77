//! The CVE service.

use noroshi_app::nvd::CveQuestion;

use crate::{ask, feed, give, house, parameters};

/// Four documents; the number at the end of each is what the table below calls it.
const ONE: &str = r#"{ "cve" : {"id":"CVE-2098-0001","sourceIdentifier":"cna@example.org","published":"2098-01-10T10:00:00.000",
 "lastModified":"2098-02-10T10:00:00.000","vulnStatus":"Analyzed","cveTags":[{"sourceIdentifier":"cna@example.org","tags":["disputed"]}],
 "descriptions":[{"lang":"en","value":"A circle of fire in Hill Lantern 1.2 lets anybody in."},{"lang":"es","value":"Una hoguera."}],
 "metrics":{"cvssMetricV31":[{"source":"nvd@nist.gov","type":"Primary","cvssData":{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","baseScore":9.8,"baseSeverity":"CRITICAL"}}]},
 "weaknesses":[{"source":"nvd@nist.gov","type":"Primary","description":[{"lang":"en","value":"CWE-79"}]}],
 "configurations":[{"nodes":[{"operator":"OR","negate":false,"cpeMatch":[
  {"vulnerable":true,"criteria":"cpe:2.3:a:hill:lantern:*:*:*:*:*:*:*:*","versionStartIncluding":"1.0","versionEndExcluding":"1.2","matchCriteriaId":"00000000-0000-4000-8000-000000000001"}]},
  {"operator":"OR","negate":false,"cpeMatch":[{"vulnerable":false,"criteria":"cpe:2.3:o:hill:fireos:-:*:*:*:*:*:*:*","matchCriteriaId":"00000000-0000-4000-8000-000000000002"}]}]}],
 "references":[{"url":"http://www.us-cert.gov/cas/techalerts/TA98-001A.html"}]}}"#;
const TWO: &str = r#"{"cve":{"id":"CVE-2098-0002","sourceIdentifier":"other@example.org","published":"2098-01-10T10:00:00.000",
 "lastModified":"2098-06-10T10:00:00.000","vulnStatus":"Modified","cisaExploitAdd":"2098-03-01","cisaActionDue":"2098-03-20",
 "descriptions":[{"lang":"en","value":"Encircled lanterns of the Fire Hill burn."}],
 "metrics":{"cvssMetricV2":[{"source":"nvd@nist.gov","type":"Primary","baseSeverity":"HIGH","cvssData":{"version":"2.0","vectorString":"AV:N/AC:L/Au:N/C:P/I:P/A:P","baseScore":7.5}}]},
 "weaknesses":[{"source":"nvd@nist.gov","type":"Primary","description":[{"lang":"en","value":"NVD-CWE-noinfo"}]}],
 "configurations":[{"nodes":[{"operator":"OR","negate":false,"cpeMatch":[
  {"vulnerable":true,"criteria":"cpe:2.3:o:hill:fireos:2.0:*:*:*:*:*:*:*","matchCriteriaId":"00000000-0000-4000-8000-000000000003"}]}]}],
 "references":[{"url":"https://www.kb.cert.org/vuls/id/1"},{"url":"https://oval.cisecurity.org/repository/x"}]}}"#;
const THREE: &str = r#"{"cve":{"id":"CVE-2097-10003","sourceIdentifier":"cna@example.org","published":"2098-05-01T00:00:00.000",
 "lastModified":"2098-05-01T00:00:00.000","vulnStatus":"Rejected","cveTags":[],
 "descriptions":[{"lang":"en","value":"Rejected reason: no fire."}],"metrics":{},"references":[]}}"#;
const FOUR: &str = r#"{"cve":{"id":"CVE-2098-0004","sourceIdentifier":"cna@example.org","published":"2097-12-31T23:59:59.999",
 "lastModified":"2098-02-10T10:00:00.000","vulnStatus":"Awaiting Analysis","cveTags":[{"tags":["unsupported-when-assigned","exclusively-hosted-service"]}],
 "descriptions":[{"lang":"en","value":"Smoke."}],
 "metrics":{"cvssMetricV40":[{"source":"cna@example.org","type":"Secondary","cvssData":{"version":"4.0","vectorString":"CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:P","baseScore":8.5,"baseSeverity":"HIGH"}}]},
 "weaknesses":[{"source":"x","type":"Secondary","description":[{"lang":"en","value":"CWE-79"},{"lang":"en","value":"NVD-CWE-Other"}]}],
 "references":[]}}"#;

/// The last digits of the numbers that requests are answered with.
#[track_caller]
fn check(cases: &[(&str, &str)]) {
    let (house, _folder) = house(&[&feed(&[ONE, TWO, THREE, FOUR])]);
    for (line, expected) in cases {
        let (found, total) = ask(&house, line);
        let digits: Vec<&str> = found
            .iter()
            .map(|element| {
                let at = element.find("CVE-209").unwrap();
                let end = element[at..].find('"').unwrap() + at;
                &element[end - 1..end]
            })
            .collect();
        assert_eq!(digits.concat(), *expected, "{line}");
        assert_eq!(total, expected.len(), "{line}");
    }
}

#[test]
fn results_come_by_date_of_publication_then_by_number() {
    check(&[("", "4123")]);
}

#[test]
fn each_parameter_means_what_it_says() {
    check(&[
        ("cveId=CVE-2098-0002", "2"),
        ("cveId=cve-2097-10003", "3"),
        ("cveId=CVE-2098-9999", ""),
        (
            "cveIds=CVE-2098-0002,CVE-2098-0001, CVE-2098-0002,CVE-2098-7777",
            "12",
        ),
        (
            "pubStartDate=2098-01-10T10:00:00.000&pubEndDate=2098-01-10T10:00:00.000",
            "12",
        ),
        (
            "pubStartDate=2098-01-10T11:00:00+01:00&pubEndDate=2098-05-01T00:00:00",
            "123",
        ),
        (
            "pubStartDate=2097-01-01T00:00:00&pubEndDate=2099-01-01T00:00:00&noWindow",
            "4123",
        ),
        (
            "lastModStartDate=2098-02-10T10:00:00Z&lastModEndDate=2098-02-10T10:00:01Z",
            "41",
        ),
        (
            "kevStartDate=2098-03-01T00:00:00&kevEndDate=2098-03-02T00:00:00",
            "2",
        ),
        (
            "kevStartDate=2098-03-01T00:00:01&kevEndDate=2098-03-02T00:00:00",
            "",
        ),
        ("hasKev", "2"),
        ("hasCertAlerts", "1"),
        ("hasCertNotes", "2"),
        ("hasOval", "2"),
        ("hasCertNotes&hasOval&hasKev", "2"),
        ("noRejected", "412"),
        ("sourceIdentifier=other@example.org", "2"),
        ("sourceIdentifier=OTHER@example.org", ""),
        ("cveTag=disputed", "1"),
        ("cveTag=exclusively-hosted-service", "4"),
        ("cveTag=Unsupported-When-Assigned", "4"),
        ("vulnStatuses=Rejected,awaiting analysis", "43"),
        ("cweId=CWE-79", "41"),
        ("cweId=cwe-79&noRejected&cveTag=disputed", "1"),
        ("cweId=NVD-CWE-noinfo", "2"),
        ("cweId=NVD-CWE-Other", "4"),
        ("cvssV2Severity=HIGH", "2"),
        ("cvssV3Severity=critical", "1"),
        ("cvssV3Severity=HIGH", ""),
        ("cvssV4Severity=HIGH", "4"),
        ("cvssV2Metrics=AV:N/Au:N", "2"),
        ("cvssV3Metrics=AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "1"),
        ("cvssV3Metrics=AV:L", ""),
        ("cvssV4Metrics=AV:L/E:P", "4"),
        ("cvssV4Metrics=AV:L/E:U", ""),
    ]);
}

#[test]
fn words_are_looked_for_in_the_english_description() {
    check(&[
        ("keywordSearch=circle", "1"),
        ("keywordSearch=lantern", "12"),
        ("keywordSearch=hill fire", "12"),
        ("keywordSearch=FIRE HILL&keywordExactMatch", "2"),
        ("keywordSearch=fire&keywordExactMatch", "123"),
        ("keywordSearch=hoguera", ""),
        ("keywordSearch=1.2", "1"),
        ("keywordSearch=fi", "123"),
        ("keywordSearch=fire&noRejected", "12"),
    ]);
}

#[test]
fn products_are_looked_for_in_the_criteria() {
    check(&[
        ("cpeName=cpe:2.3:a:hill:lantern:1.1:*:*:*:*:*:*:*", "1"),
        ("cpeName=cpe:2.3:a:hill:lantern:1.1", "1"),
        ("cpeName=cpe:2.3:a:hill:lantern:1.2", ""),
        ("cpeName=cpe:2.3:a:hill:lantern:1.2:rc1", "1"),
        ("cpeName=cpe:2.3:a:hill:lantern:-", "1"),
        ("cpeName=cpe:2.3:o:hill:fireos:2.0", "2"),
        ("cpeName=cpe:2.3:o:hill:fireos:-", "1"),
        ("cpeName=cpe:2.3:o:hill:fireos:-&isVulnerable", ""),
        ("cpeName=cpe:2.3:o:hill:fireos:2.0&isVulnerable=True", "2"),
        (
            "cpeName=cpe:2.3:o:hill:fireos:2.0&virtualMatchString=cpe:2.3:a:hill:lantern",
            "2",
        ),
        ("virtualMatchString=cpe:2.3:*:hill", "12"),
        ("virtualMatchString=cpe:2.3:a:hill:lantern:1.1", "1"),
        ("virtualMatchString=cpe:2.3:a:hill:lantern:1.2", ""),
        ("virtualMatchString=cpe:2.3:*:*:*:*:*:*:de", ""),
        (
            "virtualMatchString=cpe:2.3:a:hill:lantern&versionStart=1.2&versionStartType=including",
            "",
        ),
        (
            "virtualMatchString=cpe:2.3:a:hill:lantern&versionEnd=1.0&versionEndType=including",
            "1",
        ),
        (
            "virtualMatchString=cpe:2.3:a:hill:lantern&versionEnd=1.0&versionEndType=excluding",
            "",
        ),
        (
            "virtualMatchString=cpe:2.3:o:hill&versionStart=1.9&versionStartType=excluding&versionEnd=2.0&versionEndType=including",
            "12",
        ),
    ]);
}

#[test]
fn what_contradicts_itself_or_cannot_be_read_is_refused() {
    for line in [
        "cveId=CVE-2098-1",
        "cveId=CVE-2098-0001&cveIds=CVE-2098-0002",
        "cveIds=CVE-2098-0001,,",
        "pubStartDate=2098-01-01T00:00:00",
        "lastModStartDate=2098-01-01T00:00:00&lastModEndDate=2098-12-01T00:00:00",
        "cvssV2Severity=CRITICAL",
        "cvssV3Severity=NONE",
        "cvssV2Severity=HIGH&cvssV3Severity=HIGH",
        "cvssV3Metrics=AV:N&cvssV4Severity=HIGH",
        "cvssV2Metrics=AV:N&cvssV4Metrics=AV:N",
        "cvssV3Metrics=AV:Z",
        "cweId=79",
        "cveTag=important",
        "vulnStatuses=Sleeping",
        "keywordExactMatch",
        "isVulnerable",
        "isVulnerable&cpeName=cpe:2.3:a:b:c:1&virtualMatchString=cpe:2.3:a:b",
        "cpeName=cpe:2.3:a:hill:lantern",
        "cpeName=cpe:2.3:*:hill:lantern:1",
        "cpeName=lantern",
        "versionStart=1&versionStartType=including",
        "virtualMatchString=cpe:2.3:a:b:c&versionStart=1",
        "virtualMatchString=cpe:2.3:a:b:c&versionEndType=including",
        "virtualMatchString=cpe:2.3:a:b:c:1&versionStart=1&versionStartType=including",
        "virtualMatchString=cpe:2.3:a:b:c&versionStart=1&versionStartType=within",
        "virtualMatchString=cpe:2.3:a:b:c&versionStart=none&versionStartType=including",
        "resultsPerPage=2001",
        "startIndex=-1",
        "changeStartDate=2098-01-01T00:00:00",
    ] {
        let refused = CveQuestion::read(&parameters(line))
            .unwrap_err()
            .to_string();
        assert!(
            refused.starts_with("Invalid ") && refused.is_ascii(),
            "{line}: {refused}"
        );
    }
    let ids = vec!["CVE-2098-0001"; 101].join(",");
    assert!(CveQuestion::read(&parameters(&format!("cveIds={ids}"))).is_err());
    let words = "fire ".repeat(100) + &(0..65).map(|n| format!("w{n} ")).collect::<String>();
    assert!(CveQuestion::read(&parameters(&format!("keywordSearch={words}"))).is_err());
}

#[test]
fn documents_come_as_they_came_and_pages_add_up() {
    let (house, _folder) = house(&[&feed(&[ONE, TWO, THREE, FOUR])]);
    assert_eq!(ask(&house, "cveId=CVE-2098-0001").0, [ONE]);
    let mut all = Vec::new();
    for start in 0..4 {
        let (page, total) = ask(&house, &format!("resultsPerPage=1&startIndex={start}"));
        assert_eq!((page.len(), total), (1, 4));
        all.extend(page);
    }
    assert_eq!(all, [FOUR, ONE, TWO, THREE]);
    assert_eq!(ask(&house, "startIndex=4"), (Vec::new(), 4));
    assert_eq!(
        ask(&house, "startIndex=18446744073709551615"),
        (Vec::new(), 4)
    );
}

#[test]
fn the_newest_document_counts_and_what_came_alone_gets_its_envelope() {
    let (house, folder) = house(&[&feed(&[ONE])]);
    assert_eq!(ask(&house, "keywordSearch=circle").1, 1);
    let alone = r#"{"id":"CVE-2098-0001","sourceIdentifier":"cna@example.org","published":"2098-01-10T10:00:00.000","lastModified":"2098-02-11T10:00:00.000","vulnStatus":"Modified","descriptions":[{"lang":"en","value":"A square."}],"references":[]}"#;
    give(&house, &folder, "new.json", alone);
    assert_eq!(ask(&house, "keywordSearch=circle").1, 0);
    assert_eq!(
        ask(&house, "keywordSearch=square").0,
        [format!("{{\"cve\":{alone}}}")]
    );
    // An older one that arrives late changes nothing.
    let older = TWO
        .replace("CVE-2098-0002", "CVE-2098-0001")
        .replace("2098-06-10", "2098-01-11");
    give(&house, &folder, "old.json", &feed(&[&older]));
    assert_eq!(ask(&house, "").1, 1);
    assert_eq!(ask(&house, "keywordSearch=square").1, 1);
}

#[test]
fn what_others_say_of_a_cve_is_not_handed_out() {
    let old = r#"{"CVE_data_type":"CVE","CVE_data_format":"MITRE","CVE_data_version":"4.0","CVE_data_numberOfCVEs":"1","CVE_data_timestamp":"2023-01-01T00:00Z","CVE_Items":[{"cve":{"data_type":"CVE","data_format":"MITRE","data_version":"4.0","CVE_data_meta":{"ID":"CVE-2097-0001","ASSIGNER":"cve@mitre.org"},"problemtype":{"problemtype_data":[]},"references":{"reference_data":[]},"description":{"description_data":[{"lang":"en","value":"Old."}]}},"configurations":{"CVE_data_version":"4.0","nodes":[]},"impact":{},"publishedDate":"2097-01-01T00:00Z","lastModifiedDate":"2097-01-01T00:00Z"}]}"#;
    let list = r#"{"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{"cveId":"CVE-2097-0002","assignerOrgId":"00000000-0000-4000-8000-000000000000","state":"PUBLISHED","dateUpdated":"2097-01-02T00:00:00.000Z"},"containers":{"cna":{"providerMetadata":{"orgId":"00000000-0000-4000-8000-000000000000"},"descriptions":[{"lang":"en","value":"Fire."}],"affected":[],"references":[{"url":"https://example.org/"}]}}}"#;
    let (house, _folder) = house(&[&feed(&[ONE]), old, list]);
    assert_eq!(ask(&house, "").0, [ONE]);
}
