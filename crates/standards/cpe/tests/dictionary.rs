//! Deprecation chains, and dictionaries that are not what they should be.

#![expect(clippy::unwrap_used, reason = "a test may")]

use noroshi_cpe::{
    Name,
    dictionary::{Dictionary, Item, ItemError, Items, Kind, item_from_json},
};

fn name(product: &str) -> Name {
    format!("cpe:/a:x:{product}").parse().unwrap()
}

/// A dictionary of `name: successors` in the XML form; no colon for a name that holds.
fn dictionary(lines: &[&str]) -> Dictionary {
    let mut xml = String::from("<cpe-list>");
    for line in lines {
        let (own, successors) = line.split_once(':').unwrap_or((line, ""));
        let formatted = name(own).to_formatted_string();
        if own == *line {
            xml += &format!(
                "<cpe-item name='cpe:/a:x:{own}'><cpe23-item name='{formatted}'/></cpe-item>"
            );
            continue;
        }
        xml += &format!(
            "<cpe-item name='cpe:/a:x:{own}' deprecated='true'>\
             <c:cpe23-item xmlns:c='urn:c' name='{formatted}'><c:deprecation date='2099-01-01'>"
        );
        for successor in successors.split_whitespace() {
            let formatted = name(successor).to_formatted_string();
            xml += &format!("<c:deprecated-by name='{formatted}' type='ADDITIONAL_INFORMATION'/>");
        }
        xml += "</c:deprecation></c:cpe23-item></cpe-item>";
    }
    xml += "</cpe-list>";
    Items::new(xml.as_bytes()).map(Result::unwrap).collect()
}

#[track_caller]
fn resolves(lines: &[&str], names: &[&str], passed: usize, circular: bool) {
    let resolution = dictionary(lines).resolve(&name("a"));
    let expected: Vec<_> = names.iter().map(|n| name(n)).collect();
    assert_eq!(resolution.names, expected);
    assert_eq!(resolution.passed.len(), passed);
    assert_eq!(resolution.circular, circular);
    assert!(!resolution.cut);
}

#[test]
fn a_chain_is_followed_to_the_names_that_hold() {
    resolves(&["a"], &["a"], 0, false);
    resolves(&["b"], &["a"], 0, false);
    resolves(&["a: b", "b"], &["b"], 1, false);
    resolves(&["a: b", "b: c", "c: d", "d"], &["d"], 3, false);
    resolves(
        &["a: b c", "b", "c: d e", "d", "e"],
        &["b", "d", "e"],
        2,
        false,
    );
    resolves(&["a: gone"], &["gone"], 1, false);
}

#[test]
fn ways_that_meet_again_are_no_circle() {
    resolves(&["a: b c", "b: d", "c: d", "d: e", "e"], &["e"], 4, false);
    resolves(&["a: b c", "b: c", "c: d", "d"], &["d"], 3, false);
}

#[test]
fn a_circle_ends() {
    resolves(&["a: a"], &[], 1, true);
    resolves(&["a: b", "b: a"], &[], 2, true);
    resolves(&["a: b c", "b: a", "c"], &["c"], 2, true);
    resolves(&["a: b", "b: c", "c: b"], &[], 3, true);
}

#[test]
fn a_removed_name_without_a_successor_is_withdrawn() {
    let xml = "<cpe-list><cpe-item name='cpe:/a:x:a' deprecated='true'>\
               <cpe23-item name='cpe:2.3:a:x:a:*:*:*:*:*:*:*:*'><deprecation>\
               <deprecated-by type='NAME_REMOVAL'/></deprecation></cpe23-item></cpe-item></cpe-list>";
    let dictionary: Dictionary = Items::new(xml.as_bytes()).map(Result::unwrap).collect();
    let resolution = dictionary.resolve(&name("a"));
    assert_eq!(resolution.names, []);
    assert_eq!(resolution.withdrawn, [name("a")]);
    let item = dictionary.get(&name("a")).unwrap();
    let kind = item.successors().next().unwrap().kind.as_ref();
    assert_eq!(kind, Some(&Kind::Removal));
    let resolution = self::dictionary(&["a: b", "b: "]).resolve(&name("a"));
    assert_eq!(resolution.withdrawn, [name("b")]);
}

#[test]
fn a_very_long_chain_is_cut_and_says_so() {
    let lines: Vec<_> = (0..1500).map(|n| format!("p{n}: p{}", n + 1)).collect();
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    let resolution = dictionary(&lines).resolve(&name("p0"));
    assert!(resolution.cut);
    assert_eq!(resolution.passed.len(), Dictionary::LONGEST_CHAIN);
}

#[test]
fn a_bad_name_costs_its_item_and_no_other() {
    let xml = "<cpe-list><cpe-item name='cpe:/a:x:y'/><cpe-item name='nonsense'><title>t</title></cpe-item>\
               <cpe-item name='cpe:/a:x:z' deprecated='true' deprecated_by='cpe:/a:x:y'/></cpe-list>";
    let items: Vec<_> = Items::new(xml.as_bytes()).collect();
    assert_eq!(items.len(), 3);
    assert!(matches!(&items[1], Err(ItemError::Name { number: 2, .. })));
    let last: &Item = items[2].as_ref().unwrap();
    assert_eq!(last.successors().next().unwrap().name, Some(name("y")));
}

#[test]
fn what_is_no_dictionary_is_an_error_and_the_end() {
    let deep = format!("<cpe-list>{}", "<a>".repeat(1000));
    let wide = format!(
        "<cpe-list><cpe-item name='{}'/></cpe-list>",
        "x".repeat(3 << 20)
    );
    for xml in [
        "",
        "no XML",
        "<other/>",
        "<cpe-list>",
        "<cpe-list><cpe-item></cpe-list>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><cpe-list/>",
        "<cpe-list><cpe-item><title>&b;</title></cpe-item></cpe-list>",
        &deep,
        &wide,
    ] {
        let items: Vec<_> = Items::new(xml.as_bytes()).collect();
        assert_eq!(items.len(), 1, "{:.40}", xml);
        assert!(matches!(&items[0], Err(ItemError::Xml(_))));
    }
}

#[test]
fn a_deprecated_product_of_nvds_service_names_its_successors() {
    let item = item_from_json(&serde_json::json!({
        "cpe": {
            "deprecated": true,
            "cpeName": "cpe:2.3:a:x:a:*:*:*:*:*:*:*:*",
            "cpeNameId": "11111111-2222-3333-4444-555555555555",
            "titles": [{ "title": "X A", "lang": "en" }],
            "refs": [{ "ref": "https://x.example/", "type": "Vendor" }],
            "deprecatedBy": [{ "cpeName": "cpe:2.3:a:x:b:*:*:*:*:*:*:*:*", "cpeNameId": "1" }],
            "addedLater": 1
        }
    }))
    .unwrap();
    assert_eq!(item.successors().next().unwrap().name, Some(name("b")));
    assert_eq!(item.extra["addedLater"], 1);
    let resolution: Dictionary = [item].into_iter().collect();
    assert_eq!(resolution.resolve(&name("a")).names, [name("b")]);
    assert!(item_from_json(&serde_json::json!({ "cpe": [] })).is_err());
    assert!(item_from_json(&serde_json::json!({ "cpeName": "x" })).is_err());
}

#[test]
fn kinds_are_the_words_of_the_standard_and_others_are_kept() {
    for word in [
        "NAME_CORRECTION",
        "NAME_REMOVAL",
        "ADDITIONAL_INFORMATION",
        "NEW_WORD",
    ] {
        assert_eq!(Kind::named(word).word(), word);
    }
    assert_eq!(Kind::named("NAME_REMOVAL"), Kind::Removal);
}
