//! Statements: read in all forms, written as OpenVEX, and the same after both.

#![allow(clippy::unwrap_used, reason = "a test: what is missing must end it")]

use std::{collections::BTreeMap, fs, path::Path};

use noroshi_inventory::{Inventory, Justification, Status, read, write_openvex};
use noroshi_model::{AssumedZone, Moment};

const OPENVEX: &str = r#"{
  "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.org/vex/1", "author": "Example",
  "timestamp": "2026-01-02T03:04:05Z", "version": 1,
  "statements": [
    {"vulnerability": {"name": "CVE-2099-0001", "aliases": ["GHSA-xxxx"]},
     "products": [{"@id": "pkg:npm/a@1", "identifiers": {"cpe23": "cpe:2.3:a:e:a:1:*:*:*:*:*:*:*"},
                   "subcomponents": [{"@id": "pkg:npm/b@2"}]}],
     "status": "not_affected", "justification": "component_not_present", "impact_statement": "Not there."},
    {"vulnerability": {"@id": "https://example.org/CVE-2099-0002"}, "products": [{"identifiers": {"purl": "pkg:npm/a@1"}}],
     "status": "affected", "action_statement": "Update.", "timestamp": "2026-02-03T00:00:00Z"},
    {"vulnerability": "CVE-2099-0003", "products": ["pkg:npm/a@1", 5], "status": "fixed"},
    {"vulnerability": {"name": "CVE-2099-0004"}, "products": [], "status": "maybe"},
    {"products": []}
  ]}"#;

#[test]
fn openvex_in_its_old_and_new_form() {
    let inventory = read(OPENVEX.as_bytes()).unwrap();
    assert_eq!(
        (inventory.kind, inventory.version.as_deref()),
        ("openvex", Some("0.2.0"))
    );
    let found: Vec<_> = inventory
        .statements
        .iter()
        .map(|s| {
            (
                s.vulnerability.as_str(),
                s.status,
                s.products[0].id.as_str(),
                s.when.as_ref().unwrap().original.as_str(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "CVE-2099-0001",
                Status::NotAffected,
                "pkg:npm/a@1",
                "2026-01-02T03:04:05Z"
            ),
            (
                "https://example.org/CVE-2099-0002",
                Status::Affected,
                "pkg:npm/a@1",
                "2026-02-03T00:00:00Z"
            ),
            (
                "CVE-2099-0003",
                Status::Fixed,
                "pkg:npm/a@1",
                "2026-01-02T03:04:05Z"
            ),
        ]
    );
    let first = &inventory.statements[0];
    assert_eq!(
        first.justification,
        Some(Justification::ComponentNotPresent)
    );
    assert_eq!(first.aliases, ["GHSA-xxxx"]);
    assert_eq!(first.products[0].parts, ["pkg:npm/b@2"]);
    assert_eq!(first.products[0].names, ["cpe:2.3:a:e:a:1:*:*:*:*:*:*:*"]);
    assert_eq!(first.author.as_deref(), Some("Example"));
    let places: Vec<&str> = inventory
        .notes
        .iter()
        .map(|note| note.place.as_str())
        .collect();
    assert_eq!(
        places,
        [
            "/statements/2/products/1",
            "/statements/3/status",
            "/statements/4"
        ]
    );
}

#[test]
fn what_was_read_comes_back_from_what_is_written() {
    let before = read(OPENVEX.as_bytes()).unwrap();
    let (written, notes) = write(&before);
    assert_eq!(notes, []);
    let after = read(written.as_bytes()).unwrap();
    assert_eq!(after.notes, []);
    // A product's own name is written as an identifier too.
    let bare = |inventory: &Inventory| -> Vec<_> {
        let mut statements = inventory.statements.clone();
        for product in statements.iter_mut().flat_map(|s| &mut s.products) {
            product.names.retain(|name| *name != product.id);
        }
        statements
    };
    assert_eq!(bare(&after), bare(&before));
}

fn write(inventory: &Inventory) -> (String, Vec<noroshi_model::Note>) {
    let when = Moment::parse("2026-03-01T00:00:00Z", AssumedZone::Utc);
    let author = inventory.by.first().map_or("somebody", String::as_str);
    write_openvex(
        "https://example.org/vex/2",
        author,
        &when,
        &inventory.statements,
    )
    .unwrap()
}

#[test]
fn what_openvex_cannot_carry_is_named() {
    let bom = r#"{"bomFormat": "CycloneDX", "specVersion": "1.5",
      "metadata": {"component": {"name": "shop", "bom-ref": "top"}},
      "vulnerabilities": [
        {"id": "CVE-2099-0001", "analysis": {"state": "not_affected"}, "affects": [{"ref": "top"}]},
        {"id": "CVE-2099-0002", "analysis": {"state": "not_affected", "justification": "requires_environment"}, "affects": [{"ref": "top"}]},
        {"id": "CVE-2099-0003", "analysis": {"state": "exploitable"},
         "affects": [{"ref": "top", "versions": [{"range": "vers:generic/<2", "status": "affected"}, {"version": "3", "status": "unaffected"}, {"version": "4", "status": "unknown"}]}]},
        {"id": "CVE-2099-0004", "analysis": {"state": "in_triage"}},
        {"id": "CVE-2099-0005"},
        {"id": "CVE-2099-0006", "analysis": {"state": "odd"}, "affects": [{"ref": "top"}]}
      ]}"#;
    let inventory = read(bom.as_bytes()).unwrap();
    assert_eq!(inventory.statements.len(), 4);
    assert_eq!(inventory.notes.len(), 3, "{:?}", inventory.notes);
    let versions: Vec<_> = inventory.statements[2].products[0]
        .versions
        .iter()
        .map(|said| (said.version.as_str(), said.is_range, said.affected))
        .collect();
    assert_eq!(
        versions,
        [
            ("vers:generic/<2", true, Some(true)),
            ("3", false, Some(false)),
            ("4", false, None)
        ]
    );
    assert_eq!(inventory.statements[0].products[0].component, Some(0));
    let (written, notes) = write(&inventory);
    let again = read(written.as_bytes()).unwrap();
    assert_eq!(again.statements.len(), 1);
    assert_eq!(
        again.statements[0].words.as_deref(),
        Some("requires_environment")
    );
    assert_eq!(notes.len(), 4, "{notes:?}");
}

#[test]
fn a_version_without_a_word_is_what_the_analysis_says() {
    for (state, affected) in [
        ("exploitable", Some(true)),
        ("in_triage", Some(true)),
        ("resolved", Some(false)),
        ("not_affected", Some(false)),
    ] {
        let bom = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.5", "vulnerabilities": [
              {{"id": "CVE-2099-0001", "analysis": {{"state": "{state}"}}, "affects": [{{"ref": "x", "versions": [{{"version": "1"}}]}}]}}]}}"#
        );
        let inventory = read(bom.as_bytes()).unwrap();
        assert_eq!(
            inventory.statements[0].products[0].versions[0].affected, affected,
            "{state}"
        );
    }
}

#[test]
fn a_statement_leaves_its_document_under_names_that_all_know() {
    let bom = r#"{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [
        {"type": "library", "name": "a", "version": "1", "bom-ref": "a", "purl": "pkg:npm/a", "cpe": "cpe:/a:e:a"},
        {"type": "library", "name": "b", "version": "2", "bom-ref": "b", "cpe": "cpe:/a:e:b"}],
      "vulnerabilities": [{"id": "CVE-2099-0001", "analysis": {"state": "resolved"}, "affects": [{"ref": "a"}, {"ref": "b"}, {"ref": "c"}]}]}"#;
    let inventory = read(bom.as_bytes()).unwrap();
    let detached = inventory.statements[0].detached(&inventory);
    let found: Vec<_> = detached
        .products
        .iter()
        .map(|p| {
            (
                p.id.as_str(),
                p.names.len(),
                p.component,
                p.versions.first().map(|v| v.version.as_str()),
            )
        })
        .collect();
    // No name of b says its version, so that is told apart.
    assert_eq!(
        found,
        [
            ("pkg:npm/a@1", 0, None, None),
            ("cpe:/a:e:b", 0, None, Some("2")),
            ("c", 0, None, None)
        ]
    );
}

#[test]
fn nothing_is_no_document() {
    let when = Moment::parse("2026-03-01T00:00:00Z", AssumedZone::Utc);
    assert!(write_openvex("id", "author", &when, &[]).is_err());
    assert!(write_openvex("", "author", &when, &[]).is_err());
}

#[test]
fn the_published_use_cases_are_read_whole() {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/sbom/vex/CISA-Use-Cases"
    ));
    if !folder.exists() {
        println!("skipped: ../shared/data is not here");
        return;
    }
    let mut found: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for case in fs::read_dir(folder).unwrap() {
        for file in fs::read_dir(case.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let inventory = read(&fs::read(&path).unwrap()).unwrap();
            assert_eq!(inventory.notes, [], "{path:?}");
            let case = path
                .parent()
                .unwrap()
                .file_name()
                .unwrap()
                .to_str()
                .unwrap();
            for statement in &inventory.statements {
                assert!(!statement.products.is_empty());
                *found
                    .entry((case.to_owned(), statement.status.word()))
                    .or_default() += 1;
            }
        }
    }
    let found: Vec<String> = found
        .iter()
        .map(|((case, status), times)| format!("{case} {status} {times}"))
        .collect();
    assert_eq!(
        found,
        [
            "Case-1 affected 1",
            "Case-1 fixed 1",
            "Case-1 not_affected 1",
            "Case-1 under_investigation 1",
            "Case-2 not_affected 19",
            "Case-3 affected 5",
            "Case-3 fixed 3",
            "Case-3 not_affected 6",
            "Case-3 under_investigation 5",
            "Case-4 affected 1",
            "Case-5 under_investigation 1",
            "Case-6 affected 1",
            "Case-6 not_affected 1",
            "Case-7 affected 1",
            "Case-7 fixed 1",
            "Case-7 not_affected 2",
            "Case-8 affected 2",
            "Case-8 fixed 2",
            "Case-8 not_affected 4"
        ]
    );
}
