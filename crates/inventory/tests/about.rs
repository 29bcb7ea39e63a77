//! What a statement's products mean in a list: one row, one rule.

#![allow(clippy::unwrap_used, reason = "a test: what is missing must end it")]

use noroshi_inventory::{About, By, Doubt, Inventory, Meaning, Unlike, about, read};

use By::{Cpe, Link, Purl, Reference};
use Meaning::{CannotTell, No, Yes};

const SERIAL: &str = "3e671687-395b-41f5-a30f-a58921a69b79";

/// A shop with parts: 0 the shop, 1 bolt inside it, 2 nut inside it, 3 a package of a distribution, 4 one without version,
/// 5 one that nothing contains.
fn list() -> Inventory {
    let document = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": "urn:uuid:{SERIAL}", "version": 2,
        "metadata": {{"component": {{"type": "application", "name": "shop", "version": "2.0", "bom-ref": "top", "purl": "pkg:generic/shop@2.0"}}}},
        "components": [
          {{"type": "library", "name": "bolt", "version": "1.2", "bom-ref": "b 1", "purl": "pkg:npm/bolt@1.2", "cpe": "cpe:2.3:a:example:bolt:1.2:*:*:*:*:node.js:*:*"}},
          {{"type": "library", "name": "nut", "version": "3", "bom-ref": "n", "cpe": "cpe:/a:example:nut"}},
          {{"type": "library", "name": "openssl", "version": "1.1-2", "bom-ref": "d", "purl": "pkg:deb/debian/openssl@1.1-2?arch=amd64&distro=debian-12#lib/ssl"}},
          {{"type": "library", "name": "bare", "bom-ref": "bare", "purl": "pkg:npm/bare"}},
          {{"type": "library", "name": "alone", "version": "1", "bom-ref": "alone", "purl": "pkg:npm/alone@1"}}
        ],
        "dependencies": [{{"ref": "top", "dependsOn": ["b 1", "n"]}}, {{"ref": "b 1", "dependsOn": ["d"]}}]}}"#
    );
    read(document.as_bytes()).unwrap()
}

/// Every answer as component and meaning; `*` stands for the whole list.
#[track_caller]
fn check(product: &str, expected: &[(&str, Meaning)]) {
    let document = format!(
        r#"{{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "x", "author": "y",
           "statements": [{{"vulnerability": {{"name": "CVE-2099-0001"}}, "status": "fixed", "products": [{product}]}}]}}"#
    );
    let its = read(document.as_bytes()).unwrap();
    compare(&its, &list(), expected);
}

#[track_caller]
fn compare(its: &Inventory, list: &Inventory, expected: &[(&str, Meaning)]) {
    let found = about(&its.statements[0], its, list);
    let found: Vec<(String, Meaning)> = found
        .iter()
        .map(|m| {
            (
                m.component
                    .map_or("*".to_owned(), |at| list.components[at].name.clone()),
                m.meaning,
            )
        })
        .collect();
    let found: Vec<(&str, Meaning)> = found
        .iter()
        .map(|(name, meaning)| (name.as_str(), *meaning))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn package_urls_mean_what_they_are_or_are_a_part_of() {
    for (purl, expected) in [
        ("pkg:npm/bolt@1.2", Some(Yes(Purl))),
        ("pkg:npm/bolt", Some(Yes(Purl))),
        ("pkg:npm/bolt@1.3", Some(No(Unlike::Version))),
        (
            "pkg:npm/bolt@1.2?arch=x",
            Some(CannotTell(Doubt::Qualifier)),
        ),
        ("pkg:npm/bolt@1.3?arch=x", Some(No(Unlike::Version))),
        ("pkg:npm/bolt@1.2#src", Some(CannotTell(Doubt::Qualifier))),
        ("pkg:pypi/bolt@1.2", None),
        ("pkg:npm/%40other/bolt@1.2", None),
    ] {
        let expected: Vec<_> = expected
            .map(|meaning| ("bolt", meaning))
            .into_iter()
            .collect();
        check(&format!(r#"{{"@id": "{purl}"}}"#), &expected);
    }
    for (purl, expected) in [
        ("pkg:deb/debian/openssl@1.1-2", Yes(Purl)),
        ("pkg:deb/debian/openssl@1.1-2?arch=amd64", Yes(Purl)),
        (
            "pkg:deb/debian/openssl@1.1-2?arch=arm64",
            No(Unlike::Qualifier),
        ),
        ("pkg:deb/debian/openssl#lib", Yes(Purl)),
        ("pkg:deb/debian/openssl#li", No(Unlike::Qualifier)),
        ("pkg:deb/debian/openssl@0:1.1-2", Yes(Purl)),
    ] {
        check(&format!(r#"{{"@id": "{purl}"}}"#), &[("openssl", expected)]);
    }
    check(
        r#"{"@id": "pkg:npm/bare@1"}"#,
        &[("bare", CannotTell(Doubt::Version))],
    );
    check(r#"{"@id": "pkg:npm/bare"}"#, &[("bare", Yes(Purl))]);
}

#[test]
fn cpe_names_mean_what_is_the_same_or_narrower() {
    for (cpe, expected) in [
        ("cpe:2.3:a:example:bolt:1.2:*:*:*:*:*:*:*", Some(Yes(Cpe))),
        ("cpe:/a:example:bolt", Some(Yes(Cpe))),
        ("cpe:2.3:a:example:bolt:1.*:*:*:*:*:*:*:*", Some(Yes(Cpe))),
        ("cpe:2.3:a:*:bolt:*:*:*:*:*:*:*:*", Some(Yes(Cpe))),
        ("cpe:/a:example:bolt:1.3", Some(No(Unlike::Version))),
        (
            "cpe:2.3:a:example:bolt:1.2:*:*:*:*:python:*:*",
            Some(No(Unlike::Attribute)),
        ),
        (
            "cpe:2.3:a:example:bolt:1.2:sp1:*:*:*:*:*:*",
            Some(CannotTell(Doubt::Attribute)),
        ),
        ("cpe:/o:example:bolt:1.2", None),
        ("cpe:/a:other:bolt:1.2", None),
    ] {
        let expected: Vec<_> = expected
            .map(|meaning| ("bolt", meaning))
            .into_iter()
            .collect();
        check(
            &format!(r#"{{"@id": "x", "identifiers": {{"cpe23": "{cpe}"}}}}"#),
            &expected,
        );
    }
    // The component's version stands beside its name.
    check(r#"{"@id": "cpe:/a:example:nut:3"}"#, &[("nut", Yes(Cpe))]);
    check(
        r#"{"@id": "cpe:/a:example:nut:4"}"#,
        &[("nut", No(Unlike::Version))],
    );
}

#[test]
fn of_two_kinds_of_names_the_surer_one_decides() {
    let product = r#"{"@id": "x", "identifiers": {"purl": "pkg:npm/bolt@9", "cpe23": "cpe:2.3:a:example:bolt:*:*:*:*:*:*:*:*"}}"#;
    check(product, &[("bolt", No(Unlike::Version))]);
}

#[test]
fn links_lead_to_an_entry_of_an_edition() {
    check(
        &format!(r#"{{"@id": "urn:cdx:{SERIAL}/2#b%201"}}"#),
        &[("bolt", Yes(Link))],
    );
    check(
        &format!(r#"{{"@id": "urn:cdx:{SERIAL}#n"}}"#),
        &[("nut", Yes(Link))],
    );
    check(
        &format!(r#"{{"@id": "urn:cdx:{SERIAL}/1#n"}}"#),
        &[("nut", CannotTell(Doubt::Edition))],
    );
    check(
        r#"{"@id": "urn:cdx:00000000-0000-0000-0000-000000000000/1#n"}"#,
        &[],
    );
    check(
        &format!(r#"{{"@id": "urn:cdx:{SERIAL}/2"}}"#),
        &[("*", Yes(Link))],
    );
    check(
        &format!(r#"{{"@id": "urn:uuid:{SERIAL}"}}"#),
        &[("*", Yes(Link))],
    );
}

#[test]
fn what_is_said_of_the_subject_is_said_of_everything_in_the_list() {
    check(
        r#"{"@id": "pkg:generic/shop@2.0"}"#,
        &[("shop", Yes(Purl)), ("*", Yes(Purl))],
    );
    check(
        r#"{"@id": "pkg:generic/shop@1.0"}"#,
        &[("shop", No(Unlike::Version))],
    );
}

#[test]
fn a_part_is_meant_within_its_product_only() {
    let part = |product: &str, part: &str| {
        format!(r#"{{"@id": "{product}", "subcomponents": [{{"@id": "{part}"}}]}}"#)
    };
    check(
        &part("pkg:generic/shop@2.0", "pkg:npm/bolt"),
        &[("bolt", Yes(Purl))],
    );
    check(
        &part("pkg:generic/shop@2.0", "pkg:npm/bolt@9"),
        &[("bolt", No(Unlike::Version))],
    );
    check(
        &part("pkg:generic/shop@1.0", "pkg:npm/bolt"),
        &[("bolt", No(Unlike::Whole))],
    );
    check(
        &part("pkg:generic/other", "pkg:npm/bolt"),
        &[("bolt", CannotTell(Doubt::Whole))],
    );
    // Within a component that is not the subject: what hangs below it.
    check(
        &part("pkg:npm/bolt@1.2", "pkg:deb/debian/openssl"),
        &[("openssl", Yes(Purl))],
    );
    check(
        &part("pkg:npm/bolt@1.2", "pkg:npm/alone"),
        &[("alone", CannotTell(Doubt::Whole))],
    );
    check(
        &part("pkg:npm/bolt@9", "pkg:npm/alone"),
        &[("alone", CannotTell(Doubt::Whole))],
    );
}

/// A statement in a document of its own kind about `bolt` with these versions.
#[track_caller]
fn versions(said: &str, expected: Meaning, at: Option<usize>) {
    let document = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"name": "bolt", "version": "1.2.0", "bom-ref": "b", "type": "library", "purl": "pkg:npm/bolt@1.2.0"}}],
           "vulnerabilities": [{{"id": "CVE-2099-0001", "analysis": {{"state": "exploitable"}}, "affects": [{{"ref": "b", "versions": [{said}]}}]}}]}}"#
    );
    let own = read(document.as_bytes()).unwrap();
    let found = about(&own.statements[0], &own, &own);
    assert_eq!(
        (found[0].meaning, found[0].version),
        (expected, at),
        "{said}"
    );
}

#[test]
fn versions_and_ranges_narrow_a_product_down() {
    let yes = Yes(Reference);
    versions("", yes, None);
    versions(r#"{"version": "1.1"}, {"version": "1.2.0"}"#, yes, Some(1));
    versions(r#"{"version": "1.1"}"#, No(Unlike::Range), None);
    versions(r#"{"range": "vers:generic/>=1|<2"}"#, yes, Some(0));
    versions(r#"{"range": "vers:generic/>=2"}"#, No(Unlike::Range), None);
    versions(r#"{"range": "vers:generic/*"}"#, yes, Some(0));
    versions(
        r#"{"range": "vers:nobody-knows/>=1"}"#,
        CannotTell(Doubt::Range),
        None,
    );
    versions(
        r#"{"range": "vers:nobody-knows/>=1"}, {"version": "1.2.0"}"#,
        yes,
        Some(1),
    );
    versions(r#"{"range": "<2.0.0"}"#, yes, Some(0));
    versions(
        r#"{"range": "1.x and some more"}"#,
        CannotTell(Doubt::Range),
        None,
    );
}

/// A statement of CSAF about one product.
fn csaf(product: &str) -> Inventory {
    let document = format!(
        r#"{{"document": {{"csaf_version": "2.0"}}, "product_tree": {{{product}}},
           "vulnerabilities": [{{"cve": "CVE-2099-0001", "product_status": {{"fixed": ["p"]}}}}]}}"#
    );
    read(document.as_bytes()).unwrap()
}

#[test]
fn a_product_of_another_document_is_known_by_its_names_version_and_range() {
    let branch = |category: &str, version: &str, helper: &str| {
        csaf(&format!(
            r#""branches": [{{"category": "product_name", "name": "Bolt", "branches": [{{"category": "{category}", "name": "{version}",
               "product": {{"product_id": "p", "name": "Bolt {version}"{helper}}}}}]}}]"#
        ))
    };
    let cpe = r#", "product_identification_helper": {"cpe": "cpe:/a:example:bolt"}"#;
    for (its, expected) in [
        (branch("product_version", "1.2", cpe), Yes(Cpe)),
        (branch("product_version", "1.3", cpe), No(Unlike::Version)),
        (
            branch("product_version_range", "vers:generic/<2", cpe),
            Yes(Cpe),
        ),
        (
            branch("product_version_range", "vers:generic/<1", cpe),
            No(Unlike::Range),
        ),
        (
            branch("product_version_range", "older ones", cpe),
            CannotTell(Doubt::Range),
        ),
        (
            branch("product_version", "1.2", ""),
            CannotTell(Doubt::Words),
        ),
        (branch("product_version", "1.3", ""), No(Unlike::Version)),
    ] {
        compare(&its, &list(), &[("bolt", expected)]);
    }
}

#[test]
fn a_relationship_means_the_part() {
    let its = csaf(
        r#""full_product_names": [
             {"product_id": "whole", "name": "Shop 2.0", "product_identification_helper": {"purl": "pkg:generic/shop@2.0"}},
             {"product_id": "part", "name": "bolt", "product_identification_helper": {"cpe": "cpe:/a:example:bolt"}}],
           "relationships": [{"category": "default_component_of", "product_reference": "part", "relates_to_product_reference": "whole",
             "full_product_name": {"product_id": "p", "name": "bolt in shop"}}]"#,
    );
    compare(&its, &list(), &[("bolt", Yes(Cpe))]);
    let own = about(&its.statements[0], &its, &its);
    assert_eq!(
        (own[0].component, own[0].meaning),
        (Some(2), Yes(Reference))
    );
}

#[test]
fn a_list_that_says_nothing_of_its_subject_leaves_parts_open() {
    let packages =
        read(b"openssl-libs-3.0.7-18.el9_2.x86_64\nbash-5.1.8-6.el9_1.x86_64\n").unwrap();
    let its = csaf(
        r#""full_product_names": [
             {"product_id": "os", "name": "OS 9", "product_identification_helper": {"cpe": "cpe:/o:example:os:9"}},
             {"product_id": "bash", "name": "bash-5.1.8-6.el9_1", "product_identification_helper": {"purl": "pkg:rpm/redhat/bash@5.1.8-6.el9_1"}}],
           "relationships": [{"category": "default_component_of", "product_reference": "bash", "relates_to_product_reference": "os",
             "full_product_name": {"product_id": "p", "name": "bash on OS 9"}}]"#,
    );
    assert_eq!(
        About::new(&its, &packages).statement(&its.statements[0]),
        []
    );
}
