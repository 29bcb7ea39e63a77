//! The services of names, criteria and sources, from pages that arrived.

use noroshi_app::{
    House,
    nvd::{PageQuestion, Service},
};

use crate::{feed, house, parameters};

fn page(format: &str, made: &str, list: &str, elements: &[&str]) -> String {
    let count = elements.len();
    format!(
        "{{\"resultsPerPage\":{count},\"startIndex\":0,\"totalResults\":{count},\"format\":\"{format}\",\"version\":\"2.0\",\
         \"timestamp\":\"2098-01-{made}T00:00:00.000\",\"{list}\":[{}]}}",
        elements.join(", ")
    )
}

const ONE: &str = r#"{"cpe":{ "deprecated":false,"cpeName":"cpe:2.3:a:hill:lantern:1.0:*:*:*:*:*:*:*","cpeNameId":"00000000-0000-4000-8000-00000000000A","lastModified":"2098-01-02T00:00:00.000","created":"2098-01-01T00:00:00.000","titles":[{"title":"Hill Lantern 1.0","lang":"en"}],"refs":[{"ref":"https://example.org/lantern","type":"Vendor"}]}}"#;
const TWO: &str = r#"{"cpe":{"deprecated":false,"cpeName":"cpe:2.3:o:hill:fireos:2.0:*:*:*:*:*:*:*","cpeNameId":"00000000-0000-4000-8000-00000000000b","lastModified":"2098-06-02T00:00:00.000","created":"2098-01-01T00:00:00.000","titles":[{"title":"Hill Fire OS 2.0","lang":"en"}]}}"#;
const FIRST: &str = r#"{"matchString":{"matchCriteriaId":"00000000-0000-4000-8000-000000000001","criteria":"cpe:2.3:a:hill:lantern:*:*:*:*:*:*:*:*","versionEndExcluding":"2.0","lastModified":"2098-01-02T00:00:00.000","cpeLastModified":"2098-01-02T00:00:00.000","created":"2098-01-02T00:00:00.000","status":"Active","matches":[{"cpeName":"cpe:2.3:a:hill:lantern:1.0:*:*:*:*:*:*:*","cpeNameId":"00000000-0000-4000-8000-00000000000A"}]}}"#;
const SECOND: &str = r#"{"matchString":{"matchCriteriaId":"00000000-0000-4000-8000-000000000002","criteria":"cpe:2.3:o:hill:fireos:2.0:*:*:*:*:*:*:*","lastModified":"2098-06-02T00:00:00.000","cpeLastModified":"2098-01-02T00:00:00.000","created":"2098-01-01T00:00:00.000","status":"Active"}}"#;
const SPEAKER: &str = r#"{"name":"Hill","contactEmail":"cna@example.org","sourceIdentifiers":["cna@example.org","00000000-0000-4000-8000-0000000000ff"],"lastModified":"2098-01-02T00:00:00.000","created":"2098-01-01T00:00:00.000"}"#;
const CVE: &str = r#"{"cve":{"id":"CVE-2098-0001","published":"2098-01-01T00:00:00.000","lastModified":"2098-01-01T00:00:00.000","vulnStatus":"Analyzed","descriptions":[],"references":[],"configurations":[{"nodes":[{"operator":"OR","negate":false,"cpeMatch":[{"vulnerable":true,"criteria":"cpe:2.3:a:hill:lantern:*:*:*:*:*:*:*:*","versionEndExcluding":"2.0","matchCriteriaId":"00000000-0000-4000-8000-000000000001"}]}]}]}}"#;

/// The elements a request is answered with; how many there are in all must be as many.
#[track_caller]
fn check(house: &House, service: Service, line: &str, expected: &[&str]) {
    let question = PageQuestion::read(service, &parameters(line)).unwrap();
    let page = house.nvd_page(&question).unwrap();
    let elements = String::from_utf8(page.elements).unwrap();
    assert_eq!(elements, expected.join(","), "{line}");
    assert_eq!(
        (page.total, page.count),
        (expected.len(), expected.len()),
        "{line}"
    );
}

fn filled() -> (House, tempfile::TempDir) {
    house(&[
        &feed(&[CVE]),
        &page("NVD_CPE", "10", "products", &[TWO, ONE]),
        &page("NVD_CPEMatchString", "10", "matchStrings", &[FIRST, SECOND]),
        &page("NVD_SOURCE", "10", "sources", &[SPEAKER]),
    ])
}

#[test]
fn each_parameter_of_the_other_services_means_what_it_says() {
    let (house, _folder) = filled();
    let cpes = |line, expected: &[&str]| check(&house, Service::Cpes, line, expected);
    cpes("", &[ONE, TWO]);
    cpes("cpeNameId=00000000-0000-4000-8000-00000000000a", &[ONE]);
    cpes("cpeMatchString=cpe:2.3:*:hill", &[ONE, TWO]);
    cpes("cpeMatchString=cpe:2.3:a:hill:lantern:1.0", &[ONE]);
    cpes("cpeMatchString=cpe:2.3:a:hill:lantern:1.1", &[]);
    cpes("keywordSearch=fire hi", &[TWO]);
    cpes("keywordSearch=Hill Lantern&keywordExactMatch", &[ONE]);
    cpes("keywordSearch=https://example.org", &[ONE]);
    cpes(
        "matchCriteriaId=00000000-0000-4000-8000-000000000001",
        &[ONE],
    );
    cpes("matchCriteriaId=00000000-0000-4000-8000-000000000009", &[]);
    cpes(
        "lastModStartDate=2098-06-01T00:00:00&lastModEndDate=2098-06-03T00:00:00",
        &[TWO],
    );
    let criteria = |line, expected: &[&str]| check(&house, Service::CpeMatch, line, expected);
    criteria("", &[SECOND, FIRST]);
    criteria("cveId=CVE-2098-0001", &[FIRST]);
    criteria("cveId=CVE-2098-0002", &[]);
    criteria(
        "matchCriteriaId=00000000-0000-4000-8000-000000000002",
        &[SECOND],
    );
    criteria("matchStringSearch=cpe:2.3:a:hill", &[FIRST]);
    criteria("matchStringSearch=cpe:2.3:a:hill:lantern:1.9", &[FIRST]);
    criteria("matchStringSearch=cpe:2.3:a:hill:lantern:2.0", &[]);
    criteria(
        "cveId=CVE-2098-0001&matchCriteriaId=00000000-0000-4000-8000-000000000002",
        &[],
    );
    let sources = |line, expected: &[&str]| check(&house, Service::Source, line, expected);
    sources("", &[SPEAKER]);
    sources("sourceIdentifier=cna@example.org", &[SPEAKER]);
    sources("sourceIdentifier=cna", &[]);
    sources(
        "lastModStartDate=2001-01-01T00:00:00&lastModEndDate=2099-01-01T00:00:00&noWindow",
        &[SPEAKER],
    );
}

#[test]
fn an_entry_on_several_pages_comes_once_as_it_was_changed_last() {
    let newer = ONE
        .replace("2098-01-02", "2098-03-02")
        .replace("Lantern 1.0", "Lantern");
    let (house, _folder) = house(&[
        &page("NVD_CPE", "20", "products", &[&newer]),
        &page("NVD_CPE", "10", "products", &[ONE, TWO]),
    ]);
    check(&house, Service::Cpes, "", &[&newer, TWO]);
}

#[test]
fn where_nothing_arrived_pages_are_empty() {
    let (house, _folder) = house(&[&feed(&[CVE])]);
    for service in [Service::Cpes, Service::CpeMatch, Service::Source] {
        check(&house, service, "", &[]);
    }
    check(&house, Service::CpeMatch, "cveId=CVE-2098-0001", &[]);
}

#[test]
fn what_the_other_services_do_not_know_is_refused() {
    for (service, line) in [
        (Service::Cpes, "cpeNameId=7"),
        (Service::Cpes, "cpeMatchString=lantern"),
        (Service::Cpes, "keywordExactMatch"),
        (Service::Cpes, "resultsPerPage=10001"),
        (Service::Cpes, "cveId=CVE-2098-0001"),
        (Service::CpeMatch, "resultsPerPage=501"),
        (
            Service::CpeMatch,
            "matchCriteriaId=0000000000-000-4000-8000-000000000001",
        ),
        (Service::Source, "resultsPerPage=1001"),
        (Service::Source, "lastModStartDate=2098-01-01T00:00:00"),
    ] {
        assert!(
            PageQuestion::read(service, &parameters(line)).is_err(),
            "{line}"
        );
    }
}
