//! Version 4.0.0: its rules.

use noroshi_app::{
    House,
    myjvn::{FaultKind, Reply},
};
use serde_json::Value;

use super::{
    at, reply,
    rules::{NOW, filled},
};

pub(crate) fn json(house: &House, line: &str, now: i64) -> Value {
    match reply(house, &format!("feed=oka&{line}"), now) {
        Ok(Reply::Json(value)) => *value,
        other => panic!("{line}: {other:?}"),
    }
}

#[track_caller]
fn check(house: &House, line: &str, expected: [u64; 3]) {
    let status = json(house, line, at(NOW))["status"].clone();
    let number = |name: &str| status[name].as_u64().unwrap();
    assert_eq!(
        [
            number("totalRes"),
            number("totalResRet"),
            number("firstRes")
        ],
        expected,
        "{line}"
    );
    assert_eq!(
        (&status["version"], number("retCd")),
        (&Value::from("4.0.0"), 0)
    );
}

#[test]
fn each_parameter_lets_through_what_it_should() {
    let (house, _folder) = filled();
    let overview = "method=getVulnOverviewList";
    for (line, many) in [
        // No date means everything: there is no week here.
        ("", 4),
        ("&modifiedRangeDate=NONE", 4),
        ("&modifiedRangeDate=DAY", 0),
        ("&modifiedRangeDate=WEEK", 3),
        ("&modifiedStartDate=20990609", 2),
        ("&modifiedEndDate=20990608", 2),
        ("&createdStartDate=20990604&createdEndDate=20990605", 2),
        ("&publicStartDate=20980101", 3),
        ("&publicEndDate=20981231", 1),
        ("&cvssV3Severity=CRITICAL", 1),
        ("&cvssV2Severity=HIGH", 0),
        (
            "&cvssV3Metrics=CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:C/C:L/I:N/A:N",
            1,
        ),
        ("&cvssV4Metrics=CVSS:4.0/AV:N", 0),
        ("&keyword=認証", 1),
        ("&nameType=cpe&productName=cpe:2.3:a:example:*", 3),
        (
            "&nameType=cpe&productName=cpe:2.3:a:example:web_server:*:*:*:*:*:*:*:*",
            2,
        ),
        (
            "&type=jvnpid&ProductName=jvnpid:1.0::example:library-c%2b%2b",
            1,
        ),
        ("&nameType=vid&productName=7", 3),
        ("&nameType=pid&productName=70", 2),
        (
            "&productName=jvnpid:1.0::other:firmware&version=1.0&versionType=no",
            1,
        ),
    ] {
        let line = format!("{overview}{line}");
        let status = &json(&house, &line, at(NOW))["status"];
        assert_eq!(status["totalRes"], many, "{line}");
    }
    check(
        &house,
        &format!("{overview}&startItem=2&maxCountItem=1"),
        [4, 1, 2],
    );
    check(&house, &format!("{overview}&startItem=9"), [4, 0, 9]);
    check(
        &house,
        "method=getVendorList&vendorName=cpe:2.3::example",
        [1, 1, 1],
    );
    check(
        &house,
        "method=getVendorList&nameType=jvnpid&vendorName=jvnpid:1.0::misc",
        [1, 1, 1],
    );
    check(
        &house,
        "method=getProductList&productName=jvnpid:1.0::example:*",
        [3, 3, 1],
    );
    check(
        &house,
        "method=getAlertList&modifiedEndDate=20981231",
        [1, 1, 1],
    );
    check(
        &house,
        "method=getStatistics&pubStartDate=2098&pubEndDate=2099",
        [18, 18, 1],
    );
}

#[test]
fn the_form_of_a_detail_is_the_one_asked_for_or_follows_from_the_rest() {
    let (house, _folder) = filled();
    let one = "method=getVulnDetailInfo&vulnId=JVNDB-2099-000001";
    let form = |line: &str| json(&house, line, at(NOW))["status"]["ft"].clone();
    assert_eq!(form(one), "jvncsaf");
    assert_eq!(form(&format!("{one}&ft=jvnstix")), "jvnstix");
    assert_eq!(form(&format!("{one} JVNDB-2099-000002")), "jvnstix");
    assert_eq!(form(&format!("{one}&maxCountItem=1")), "jvnstix");
    assert_eq!(form(&format!("{one}&maxCountItem=1&ft=jvncsaf")), "jvncsaf");
    let bundle = json(&house, &format!("{one} JVNDB-2099-000003"), at(NOW));
    assert_eq!(
        bundle["objects"][2]["VULDEF-Document"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let nothing = json(
        &house,
        "method=getVulnDetailInfo&vulnId=JVNDB-2099-999999",
        at(NOW),
    );
    assert_eq!(
        (
            nothing["status"]["totalRes"].as_u64(),
            nothing.as_object().unwrap().len()
        ),
        (Some(0), 1)
    );
}

#[test]
fn what_cannot_be_answered_has_its_code() {
    let (house, _folder) = filled();
    let overview = "method=getVulnOverviewList";
    for (line, kind) in [
        ("method=getOvalList".to_owned(), FaultKind::UnknownMethod),
        (
            format!("{overview}&modifiedRangeDate=WEEK&createdStartDate=20990101"),
            FaultKind::Exclusive,
        ),
        (
            format!("{overview}&cvssV3Severity=LOW&cvssV2Severity=LOW"),
            FaultKind::Exclusive,
        ),
        (
            format!("{overview}&cvssV2Severity=CRITICAL"),
            FaultKind::Value,
        ),
        (format!("{overview}&cvssV3Severity=Low"), FaultKind::Value),
        (
            format!("{overview}&cvssV3Metrics=CVSS:3.0/AV:N"),
            FaultKind::Value,
        ),
        (
            format!("{overview}&createdStartDate=19971231"),
            FaultKind::Value,
        ),
        (
            format!("{overview}&createdStartDate=20990230"),
            FaultKind::Value,
        ),
        (
            format!("{overview}&productName=example"),
            FaultKind::Missing,
        ),
        (
            format!("{overview}&nameType=cpe&productName=cpe:/a:x:y"),
            FaultKind::Value,
        ),
        (
            format!("{overview}&productName=cpe:2.3:a:x:y:1.0"),
            FaultKind::Value,
        ),
        (
            format!("{overview}&productName=jvnpid:1.0::x:y&version=1.0"),
            FaultKind::Value,
        ),
        (
            "method=getVendorList&vendorName=cpe:2.3::ex*".to_owned(),
            FaultKind::Value,
        ),
        (
            "method=getVendorList&nameType=vid&vendorName=7".to_owned(),
            FaultKind::Value,
        ),
        ("method=getVulnDetailInfo".to_owned(), FaultKind::Missing),
        (
            "method=getVulnDetailInfo&ft=jvncsaf&vulnId=JVNDB-2099-000001 JVNDB-2099-000002"
                .to_owned(),
            FaultKind::Value,
        ),
        (
            "method=getStatistics&pubStartDate=1997".to_owned(),
            FaultKind::Value,
        ),
        (
            "method=getStatistics&pubStartDate=1998&pubEndDate=9999".to_owned(),
            FaultKind::TooMuch,
        ),
    ] {
        match reply(&house, &format!("feed=oka&{line}"), at(NOW)) {
            Err(fault) => assert_eq!(fault.kind, kind, "{line}: {fault:?}"),
            Ok(_) => panic!("{line} was answered"),
        }
    }
}
