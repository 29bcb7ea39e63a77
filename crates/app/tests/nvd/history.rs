//! The change history.

use noroshi_app::{House, nvd::HistoryQuestion};
use serde_json::Value;

use crate::{feed, house, parameters};

fn document(id: &str, modified: &str, status: &str, text: &str) -> String {
    format!(
        "{{\"cve\":{{\"id\":\"{id}\",\"sourceIdentifier\":\"cna@example.org\",\"published\":\"2098-01-01T00:00:00.000\",\
         \"lastModified\":\"2098-{modified}T00:00:00.000\",\"vulnStatus\":\"{status}\",\
         \"descriptions\":[{{\"lang\":\"en\",\"value\":\"{text}\"}}],\"references\":[]}}}}"
    )
}

fn ask(house: &House, line: &str) -> Vec<Value> {
    let question = HistoryQuestion::read(&parameters(line)).unwrap();
    let page = house.nvd_history(&question).unwrap();
    let elements = String::from_utf8(page.elements).unwrap();
    let list: Vec<Value> = serde_json::from_str(&format!("[{elements}]")).unwrap();
    assert_eq!(list.len(), page.count);
    list.into_iter()
        .map(|item| item["change"].clone())
        .collect()
}

/// Number's last digit, event and day of each change.
fn told(house: &House, line: &str) -> String {
    let changes = ask(house, line).into_iter().map(|change| {
        let text = |name: &str| change[name].as_str().unwrap().to_owned();
        format!(
            "{} {} {}",
            &text("cveId")[12..],
            text("eventName"),
            &text("created")[5..10]
        )
    });
    changes.collect::<Vec<_>>().join(", ")
}

fn documents() -> [String; 5] {
    [
        document("CVE-2098-0001", "01-01", "Received", "Fire."),
        document("CVE-2098-0001", "02-01", "Analyzed", "Fire."),
        document("CVE-2098-0001", "03-01", "Modified", "Smoke."),
        document("CVE-2098-0002", "01-01", "Awaiting Analysis", "Hill."),
        document("CVE-2098-0003", "04-01", "Analyzed", "Sea."),
    ]
}

const ALL: &str = "1 New CVE Received 01-01, 2 New CVE Received 01-01, 1 Initial Analysis 02-01, 1 CVE Modified 03-01";

#[test]
fn each_document_that_says_something_else_is_an_event_in_any_order_of_arrival() {
    let documents = documents();
    let files = documents.each_ref().map(|d| feed(&[d]));
    let mut order = [0, 1, 2, 3, 4];
    let mut identifiers = Vec::new();
    for _ in 0..order.len() {
        order.rotate_left(2);
        let files: Vec<&str> = order.iter().map(|i| files[*i].as_str()).collect();
        let (house, _folder) = house(&files);
        assert_eq!(told(&house, ""), ALL);
        let ids: Vec<Value> = ask(&house, "")
            .iter()
            .map(|c| c["cveChangeId"].clone())
            .collect();
        identifiers.push(ids);
    }
    identifiers.dedup();
    assert_eq!(
        identifiers.len(),
        1,
        "identifiers are the same in every store"
    );
}

#[test]
fn changes_are_found_by_number_date_and_event() {
    let documents = documents();
    let files = documents.each_ref().map(|d| feed(&[d]));
    let (house, _folder) = house(&files.each_ref().map(String::as_str));
    assert_eq!(
        told(&house, "cveId=CVE-2098-0002"),
        "2 New CVE Received 01-01"
    );
    assert_eq!(
        told(&house, "cveId=CVE-2098-0003"),
        "",
        "how it came to be is not known here"
    );
    assert_eq!(
        told(
            &house,
            "eventName=CVE Received&cveIds=CVE-2098-0001,CVE-2098-0003"
        ),
        "1 New CVE Received 01-01"
    );
    let within = "changeStartDate=2098-02-01T00:00:00&changeEndDate=2098-02-02T00:00:00";
    assert_eq!(told(&house, within), "1 Initial Analysis 02-01");
    assert_eq!(
        told(&house, "resultsPerPage=1&startIndex=3"),
        "1 CVE Modified 03-01"
    );
    assert_eq!(told(&house, "startIndex=9"), "");
    for line in [
        "eventName=Nothing",
        "changeStartDate=2098-01-01T00:00:00",
        "resultsPerPage=5001",
        "hasKev",
        "cveId=1",
    ] {
        assert!(HistoryQuestion::read(&parameters(line)).is_err(), "{line}");
    }
}

#[test]
fn details_say_what_was_and_what_is() {
    let documents = documents();
    let files = documents.each_ref().map(|d| feed(&[d]));
    let (house, _folder) = house(&files.each_ref().map(String::as_str));
    let changes = ask(&house, "cveId=CVE-2098-0001");
    let expected = serde_json::json!([
        {"action": "Changed", "type": "Description", "oldValue": "Fire.", "newValue": "Smoke."},
        {"action": "Changed", "type": "Status", "oldValue": "Analyzed", "newValue": "Modified"},
    ]);
    assert_eq!(changes[2]["details"], expected);
    assert_eq!(changes[2]["sourceIdentifier"], "cna@example.org");
    assert_eq!(changes[1]["sourceIdentifier"], "nvd@nist.gov");
    assert_eq!(changes[2]["created"], "2098-03-01T00:00:00.000");
}

#[test]
fn another_layout_of_the_same_is_no_event() {
    let one = document("CVE-2098-0002", "01-01", "Received", "Hill.");
    let other = one.replace(":", " : ").replace("00 : 00 : 00", "00:00:00");
    let (house, _folder) = house(&[&feed(&[&one]), &feed(&[&other])]);
    assert_eq!(told(&house, ""), "2 New CVE Received 01-01");
}
