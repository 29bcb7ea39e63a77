//! The answers beside those that the operator's own service gave, element by element.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use noroshi_app::{House, ImportOptions};
use noroshi_jvn::{Body, Document, Element};
use tempfile::TempDir;

use super::{at, compare::differences, document};

/// What differs from a recorded answer, by the beginning of its place, and why.
type Differences = &'static [(&'static str, &'static str)];

const DETAILS: &[(&str, &str, Differences)] = &[
    (
        "api-hnd/getVulnDetailInfo_hnd_JVNDB-2017-009608.xml",
        "",
        &[],
    ),
    (
        "api-hnd/getVulnDetailInfo_hnd_JVNDB-2018-009328.xml",
        "",
        &[],
    ),
    (
        "api-hnd/getVulnDetailInfo_hnd_JVNDB-2021-002774.xml",
        "",
        &[(
            "VULDEF-Document/Vulinfo[1]/VulinfoData[2]/Related",
            "recorded twice with the same date of update and another order: one of the two is the current revision",
        )],
    ),
    (
        "api-hnd/getVulnDetailInfo_hnd_JVNDB-2022-000097.xml",
        "",
        &[],
    ),
    (
        "api-hnd-history/getVulnDetailInfo_2022-05-18.xml",
        "",
        &[(
            "VULDEF-Document/Vulinfo[1]/VulinfoData[2]/Related",
            "as above: one of the two recordings is the current revision",
        )],
    ),
    ("feed-detail/jvndb_detail_2021.rdf", "", &[]),
];

pub(crate) fn data() -> Option<PathBuf> {
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/jvn"
    ));
    if !path.exists() {
        println!("skipped: ../shared/data is not here");
        return None;
    }
    Some(path.to_owned())
}

pub(crate) fn filled(data: &Path) -> (House, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path()).unwrap();
    let options = ImportOptions {
        paths: vec![data.to_owned()],
        ..ImportOptions::default()
    };
    house.import(&options, &|_| ()).unwrap();
    (house, folder)
}

fn recorded(path: &Path) -> Document {
    Document::read(&fs::read(path).unwrap()).unwrap()
}

/// The request that a recorded answer repeats in its Status.
fn request(document: &Document) -> String {
    let status = super::status(document);
    let mut line = format!("method={}&feed=hnd", status.method.as_deref().unwrap());
    for (name, value) in status
        .rest
        .attributes()
        .filter(|(name, _)| name.namespace.is_empty())
    {
        line.push_str(&format!("&{}={value}", name.local));
    }
    line
}

#[track_caller]
fn equal(label: &str, expected: &Element, found: &Element, but: Differences) {
    let left: Vec<String> = differences(expected, found)
        .into_iter()
        .filter(|d| !but.iter().any(|(place, _)| d.starts_with(place)))
        .collect();
    assert!(left.is_empty(), "{label}:\n{}", left.join("\n"));
}

#[test]
fn details_are_those_that_the_operator_gave() {
    let Some(data) = data() else { return };
    let (house, _folder) = filled(&data);
    for (file, more, but) in DETAILS {
        let expected = recorded(&data.join(file));
        let line = request(&expected) + more;
        let found = document(&house, &line, at("2025-04-07T00:00:00Z"));
        equal(file, &expected.to_tree().root, &found.to_tree().root, but);
    }
}

/// The numbers in a Status count what is held, and the recordings hold parts of what they count.
const PARTS: &[&str] = &["@totalRes", "@totalResRet", "@rangeDatePublic"];

#[test]
fn overviews_are_those_that_the_operator_gave() {
    let Some(data) = data() else { return };
    let (house, _folder) = filled(&data);
    for (file, now) in [
        (
            "api-hnd/getVulnOverviewList_hnd.xml",
            "2025-04-07T07:36:21+09:00",
        ),
        ("api-hnd-history/getVulnOverviewList_2022-05-18.xml", ""),
    ] {
        let expected = recorded(&data.join(file));
        let Body::Jvnrss(feed) = &expected.body else {
            panic!("{file} is JVNRSS");
        };
        let made = feed.channel.as_ref().and_then(|c| c.date.clone()).unwrap();
        assert!(now.is_empty() || now == made);
        // Of entries that are held as items alone the day of disclosure is not known: its range is lifted.
        let line = request(&expected) + "&rangeDatePublic=n";
        let found = document(&house, &line, at(&made));
        let Body::Jvnrss(answer) = &found.body else {
            panic!("{file} is answered in JVNRSS");
        };
        let left: Vec<String> = differences(&expected.to_tree().root, &found.to_tree().root)
            .into_iter()
            .filter(|d| !PARTS.iter().any(|part| d.contains(part)))
            .collect();
        assert!(
            left.is_empty(),
            "{file} ({} items):\n{}",
            answer.items.len(),
            left.join("\n")
        );
    }
}

#[test]
fn every_vendor_and_product_of_the_newest_lists_is_handed_out_as_it_was() {
    let Some(data) = data() else { return };
    let (house, _folder) = filled(&data);
    let now = at("2025-04-07T00:00:00Z");
    for (file, method) in [
        ("api-hnd/getVendorList_hnd.xml", "getVendorList"),
        ("api-hnd/dataFeed_myjvn_vendor_hnd.xml", "getVendorList"),
        ("api-hnd/getProductList_hnd.xml", "getProductList"),
        ("api-hnd/dataFeed_myjvn_product_hnd.xml", "getProductList"),
        ("feed-product/myjvn_product_202311.rdf", "getProductList"),
    ] {
        let expected = vendors(recorded(&data.join(file)));
        let mut found = HashMap::new();
        for start in [1, 10_001] {
            let line = format!("method={method}&feed=hnd&lang=ja&startItem={start}");
            found.extend(vendors(document(&house, &line, now)));
        }
        // Two lists of one version of the API call it differently, and the older was imported last.
        let renamed = |key: &&(bool, String)| **key == (false, "13410".to_owned());
        let missing: Vec<_> = expected
            .iter()
            .filter(|(key, value)| found.get(*key) != Some(value) && !renamed(key))
            .collect();
        assert!(missing.is_empty(), "{file}: {missing:?}");
    }
}

/// Vendors and products by their numbers, each with its name and CPE name.
fn vendors(document: Document) -> HashMap<(bool, String), (String, String)> {
    let Body::Result(result) = document.body else {
        panic!("it is a Result");
    };
    let text = |value: &Option<String>| value.clone().unwrap();
    let mut all = HashMap::new();
    let has_products = result
        .vendor_info
        .iter()
        .flat_map(|i| &i.vendors)
        .any(|v| !v.products.is_empty());
    for vendor in result.vendor_info.into_iter().flat_map(|info| info.vendors) {
        for product in &vendor.products {
            all.insert(
                (true, text(&product.pid)),
                (text(&product.name), text(&product.cpe)),
            );
        }
        // A vendor that stands in a list of products without any is not handed out there.
        if !has_products || !vendor.products.is_empty() {
            all.insert(
                (false, text(&vendor.vid)),
                (text(&vendor.name), text(&vendor.cpe)),
            );
        }
    }
    all
}

#[test]
fn every_alert_is_handed_out_as_it_was() {
    let Some(data) = data() else { return };
    let (house, _folder) = filled(&data);
    let found = document(
        &house,
        "method=getAlertList&feed=hnd",
        at("2025-04-07T00:00:00Z"),
    );
    let Body::Alerts(found) = found.body else {
        panic!("they are alerts");
    };
    let mut seen = 0;
    for file in [
        "api-hnd/getAlertList_hnd.xml",
        "api-hnd-history/getAlertList_2022-05-17_37entries.xml",
    ] {
        let Body::Alerts(expected) = recorded(&data.join(file)).body else {
            panic!("{file} holds alerts");
        };
        for alert in &expected.entries {
            let same = found
                .entries
                .iter()
                .find(|found| found.id == alert.id)
                .unwrap();
            equal(file, &alert.to_element(), &same.to_element(), &[]);
            seen += 1;
        }
    }
    assert_eq!(seen, 39);
}

#[test]
fn statistics_have_the_tables_titles_and_periods_that_the_operator_gave() {
    let Some(data) = data() else { return };
    let (house, _folder) = filled(&data);
    // The counts are of 234,395 entries, of which a few are held; and the English name of a weakness stands in none.
    let counts = [
        "/@cnt",
        "resDataTotal",
        "@retMaxCnt",
        "title[2]: \"Cross-site",
    ];
    for theme in ["sumAll", "sumJvnDb", "sumCvss", "sumCwe"] {
        let file = format!("api-hnd/getStatistics_hnd_{theme}.xml");
        let expected = recorded(&data.join(&file));
        let found = document(&house, &request(&expected), at("2025-04-07T00:00:00Z"));
        let left: Vec<String> = differences(&expected.to_tree().root, &found.to_tree().root)
            .into_iter()
            .filter(|d| !counts.iter().any(|count| d.contains(count)))
            .collect();
        assert!(left.is_empty(), "{file}:\n{}", left.join("\n"));
    }
}
