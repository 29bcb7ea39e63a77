//! The test suite of the package URL standard.

#![expect(clippy::unwrap_used, reason = "a test: what is missing must end it")]

use std::{fs, path::Path};

use noroshi_versions::{NotAPurl, Purl};
use serde_json::Value;

const SUITE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../../shared/data/cpe/purl"
);

/// The suite asks to refuse these two for their capitals in a qualifier's name, and elsewhere to read the first of
/// them, and others with such capitals, in small letters, as clause 5.6.6 of the standard has it.
const CONTRADICTED: [&str; 2] = [
    "pkg:gem/jruby-launcher@1.1.2?Platform=java",
    "pkg:Rpm/fedora/curl@7.50.3-1.fc25?Arch=i386&Distro=fedora-25",
];

#[test]
fn every_case_of_the_standards_suite_is_answered_as_it_says() {
    if !Path::new(SUITE).exists() {
        println!("skipped: ../shared/data is not here");
        return;
    }
    let mut cases = 0;
    let mut wrong = Vec::new();
    for folder in ["spec", "types"] {
        for file in fs::read_dir(format!("{SUITE}/{folder}")).unwrap() {
            let suite: Value =
                serde_json::from_slice(&fs::read(file.unwrap().path()).unwrap()).unwrap();
            for case in suite["tests"].as_array().unwrap() {
                cases += 1;
                let expected = &case["expected_output"];
                let answer = answer(case);
                let good = match &answer {
                    Err(_) => case["expected_failure"] == true,
                    Ok(_) if case["expected_failure"] == true => {
                        CONTRADICTED.iter().any(|text| case["input"] == *text)
                    }
                    Ok(purl) => match expected {
                        Value::String(text) => purl.to_string() == *text,
                        parts => *purl == built(parts).unwrap() && same(purl, parts),
                    },
                };
                if !good {
                    wrong.push(format!(
                        "{} {}: {} gave {answer:?}, not {expected}",
                        case["test_group"], case["description"], case["input"]
                    ));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {cases}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!(cases, 586);
}

fn answer(case: &Value) -> Result<Purl, NotAPurl> {
    match &case["input"] {
        Value::String(text) => text.parse(),
        parts => built(parts),
    }
}

fn built(parts: &Value) -> Result<Purl, NotAPurl> {
    let part = |name: &str| parts[name].as_str();
    let qualifiers = parts["qualifiers"].as_object();
    Purl::build(
        part("type").unwrap_or_default(),
        part("namespace"),
        part("name").unwrap_or_default(),
        part("version"),
        qualifiers
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.as_str(), value.as_str().unwrap())),
        part("subpath"),
    )
}

fn same(purl: &Purl, parts: &Value) -> bool {
    purl.namespace() == parts["namespace"].as_str()
        && Some(purl.name()) == parts["name"].as_str()
        && purl.version() == parts["version"].as_str()
        && purl.subpath() == parts["subpath"].as_str()
}

#[test]
fn a_package_url_knows_how_its_versions_are_numbered() {
    for (purl, scheme) in [
        ("pkg:deb/debian/curl@7.50.3-1", Some("deb")),
        ("pkg:alpine/curl@7.83.0-r0", Some("apk")),
        ("pkg:npm/%40angular/animation@12.3.1", Some("npm")),
        ("pkg:oci/debian@sha256:244fd47e07d10", None),
    ] {
        let purl: Purl = purl.parse().unwrap();
        assert_eq!(purl.scheme().map(|scheme| scheme.name()), scheme, "{purl}");
    }
}
