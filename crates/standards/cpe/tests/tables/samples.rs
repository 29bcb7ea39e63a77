//! Lists of names, and NVD's own lists of what a criterion matches.

use std::{collections::BTreeSet, fs, io::Read};

use noroshi_cpe::{Criterion, Dash, Name, Truth, dictionary};
use serde_json::Value as Json;

use crate::{data, stream, text};

#[test]
fn the_names_that_the_csaf_committee_calls_valid_are_strict_and_come_back() {
    let Some(path) = data("cpe/oasis-csaf-cpe-tests/cpe.txt") else {
        return;
    };
    let mut all = 0;
    for written in text(&path).lines() {
        let name = Name::parse(written).unwrap();
        let back = match written.starts_with("cpe:/") {
            true => name.to_uri(),
            false => name.to_formatted_string(),
        };
        assert_eq!(back, written.to_lowercase());
        all += 1;
    }
    assert_eq!(all, 10);
}

#[test]
fn a_list_of_uris_is_strict_and_comes_back() {
    let Some(path) = data("cpe/cpe23-uri-list.txt.zst") else {
        return;
    };
    let mut all = 0;
    for written in text(&path).lines() {
        let name = Name::parse(written).unwrap_or_else(|e| panic!("{written}: {e}"));
        assert_eq!(name.to_uri(), written);
        all += 1;
    }
    assert_eq!(all, 37_406);
}

#[test]
fn vendors_and_products_as_nvd_quotes_them_are_strict_and_come_back() {
    let Some(path) = data("cpe/cpe-vendor-product-applications.csv.zst") else {
        return;
    };
    let mut all = 0;
    for line in text(&path).lines().skip(1) {
        let inner = line.strip_prefix('"').and_then(|l| l.strip_suffix('"'));
        let (vendor, product) = inner.unwrap().split_once("\",\"").unwrap();
        let written = format!("cpe:2.3:a:{vendor}:{product}:*:*:*:*:*:*:*:*");
        // The table puts one more backslash before a quotation mark.
        let written = written.replace("\\\"", "\"");
        let name = Name::parse(&written).unwrap_or_else(|e| panic!("{written}: {e}"));
        assert_eq!(name.to_formatted_string(), written.to_lowercase());
        assert_eq!(Name::parse(&name.to_uri()).unwrap(), name);
        all += 1;
    }
    assert_eq!(all, 70_785);
}

fn archived(file: &str) -> Option<Json> {
    let path = data(&format!("cpe/nvd-cpe-api/{file}"))?;
    if !file.ends_with(".tar.gz") {
        return Some(serde_json::from_str(&text(&path)).unwrap());
    }
    let mut archive = tar::Archive::new(stream(&path));
    let mut entry = archive
        .entries()
        .unwrap()
        .map(Result::unwrap)
        .find(|entry| entry.header().entry_type().is_file())
        .unwrap();
    let mut text = String::new();
    entry.read_to_string(&mut text).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

/// Compares dotted numbers, which is all that the samples have.
fn holds(criterion: &Criterion, name: &Name, dash: Dash) -> Truth {
    let numbers = |text: &str| -> Option<Vec<u64>> {
        text.split('.').map(|number| number.parse().ok()).collect()
    };
    criterion.holds(name, dash, |release, bound| {
        Some(numbers(&release.version)?.cmp(&numbers(bound)?))
    })
}

#[test]
fn what_nvd_lists_as_matches_of_a_criterion_match() {
    let Some(old) = archived("nvdcpematch-1.0.json.gz") else {
        return;
    };
    let mut all = 0;
    for sample in old["matches"].as_array().unwrap() {
        let criterion = Criterion::from_json(sample).unwrap();
        assert_eq!(criterion.to_json(), *sample);
        for name in sample["cpe_name"].as_array().unwrap() {
            let name = name["cpe23Uri"].as_str().unwrap().parse().unwrap();
            assert_eq!(holds(&criterion, &name, Dash::Unspecified), Truth::True);
            // By the standard nobody can say whether what has no version is in a range of versions.
            let ranged = !criterion.range.is_empty() && name.to_uri().ends_with(":-");
            let standard = if ranged { Truth::Unknown } else { Truth::True };
            assert_eq!(holds(&criterion, &name, Dash::NotApplicable), standard);
            all += 1;
        }
    }
    let new = archived("nvdcpematch-2.0.tar.gz").unwrap();
    for sample in new["matchStrings"].as_array().unwrap() {
        let sample = &sample["matchString"];
        let criterion = Criterion::from_json(sample).unwrap();
        assert_eq!(criterion.to_json(), *sample);
        for name in sample["matches"].as_array().unwrap() {
            let name = name["cpeName"].as_str().unwrap().parse().unwrap();
            assert_eq!(holds(&criterion, &name, Dash::NotApplicable), Truth::True);
            all += 1;
        }
    }
    assert_eq!(all, 8);
}

#[test]
fn a_product_of_the_products_service_is_an_item() {
    let Some(page) = archived("nvdcpe-2.0.tar.gz") else {
        return;
    };
    let item = dictionary::item_from_json(&page["products"][0]).unwrap();
    assert_eq!(item.name.to_uri(), "cpe:/a:3com:3cdaemon:-");
    assert_eq!(item.titles[1].0.as_deref(), Some("ja"));
    assert_eq!(
        item.id.as_deref(),
        Some("BAE41D20-D4AF-4AF0-AA7D-3BD04DA402A7")
    );
    assert!(!item.deprecated);
    assert_eq!(item.extra["created"], "2007-08-23T21:05:57.937");
}

#[test]
fn every_name_in_jvns_documents_is_strict_and_comes_back_in_lower_case() {
    let Some(folder) = data("jvn") else { return };
    let mut names = BTreeSet::new();
    for sub in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        for file in fs::read_dir(&sub).into_iter().flatten() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|e| e == "xsd" || e == "md") {
                continue;
            }
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            for (at, _) in text.match_indices("cpe:/") {
                let end = text[at..].find(['"', '<', ' ', '\'', '&', '\n', '\r']);
                names.insert(text[at..][..end.unwrap()].to_owned());
            }
        }
    }
    for written in &names {
        let name = Name::parse(written).unwrap_or_else(|e| panic!("{written}: {e}"));
        assert_eq!(name.to_uri(), written.to_lowercase());
    }
    println!("{} names of JVN", names.len());
    assert!(names.len() > 10_000);
}
