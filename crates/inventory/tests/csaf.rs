//! CSAF documents: what each part becomes, and every product and every answer of real ones accounted for.

#![allow(clippy::unwrap_used, reason = "a test: what is missing must end it")]

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use noroshi_inventory::{ActionKind, Inventory, Justification, Relation, Status, read};
use serde_json::Value;

const VEX: &str = r#"{
  "document": {
    "category": "csaf_vex", "csaf_version": "2.0", "title": "Shop and its parts",
    "publisher": {"category": "vendor", "name": "Example K.K.", "namespace": "https://example.org"},
    "tracking": {"id": "EX-1", "version": "3", "status": "final", "current_release_date": "2026-02-03T00:00:00Z",
      "initial_release_date": "2026-01-02T00:00:00Z", "generator": {"engine": {"name": "maker", "version": "1"}}, "revision_history": []}
  },
  "product_tree": {
    "branches": [{"category": "vendor", "name": "Example K.K.", "branches": [
      {"category": "product_name", "name": "shop", "branches": [
        {"category": "product_version", "name": "1.0", "product": {"product_id": "S1", "name": "Example shop 1.0",
          "product_identification_helper": {"purl": "pkg:generic/shop@1.0", "cpe": "cpe:2.3:a:example:shop:1.0:*:*:*:*:*:*:*",
            "hashes": [{"filename": "shop", "file_hashes": [{"algorithm": "sha256", "value": "AB"}]}],
            "x_generic_uris": [{"namespace": "https://example.org/ns", "uri": "urn:cdx:1/1#shop"}], "skus": ["1"]}}},
        {"category": "product_version_range", "name": "vers:generic/>=2|<3", "product": {"product_id": "S2", "name": "Example shop 2"}}
      ]},
      {"category": "product_version", "name": "bolt-2.1", "product": {"product_id": "B", "name": "bolt-2.1", "product_identification_helper": {"purl": "pkg:npm/bolt@2.1"}}}
    ]}],
    "full_product_names": [{"product_id": "N", "name": "net 5"}, {"product_id": "X"}, 7],
    "relationships": [
      {"category": "default_component_of", "product_reference": "B", "relates_to_product_reference": "S1", "full_product_name": {"product_id": "S1:B", "name": "bolt in shop 1.0"}},
      {"category": "installed_on", "product_reference": "S2", "relates_to_product_reference": "N", "full_product_name": {"product_id": "N:S2", "name": "shop on net"}}
    ],
    "product_groups": [{"group_id": "G", "product_ids": ["S1", "S2"]}]
  },
  "vulnerabilities": [
    {"cve": "CVE-2099-0001", "ids": [{"system_name": "Bug", "text": "B-1"}], "title": "A title",
     "notes": [{"category": "summary", "text": "Short."}, {"category": "description", "text": "Long."}],
     "references": [{"summary": "more", "url": "https://example.org/more"}],
     "product_status": {"known_affected": ["S1", "S2", "S1:B"], "known_not_affected": ["B", "N", "N:S2"], "recommended": ["S1"], "under_investigation": ["lost"]},
     "flags": [{"label": "component_not_present", "product_ids": ["N"]}],
     "threats": [{"category": "impact", "details": "Never called.", "product_ids": ["B", "N:S2"]}, {"category": "exploit_status", "details": "none"}],
     "remediations": [{"category": "vendor_fix", "details": "Update.", "group_ids": ["G"], "url": "https://example.org/fix"}, {"category": "workaround", "details": "Switch it off."}],
     "scores": [{"products": ["S1"], "cvss_v3": {"version": "3.1", "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "baseScore": 9.8, "baseSeverity": "CRITICAL"}}]},
    {"cve": "CVE-2099-0002"},
    {"product_status": {"fixed": ["S1"]}}
  ]}"#;

#[test]
fn products_statements_and_what_is_said_of_each() {
    let inventory = read(VEX.as_bytes()).unwrap();
    assert_eq!(
        (
            inventory.kind,
            inventory.version.as_deref(),
            inventory.id.as_deref(),
            inventory.revision.as_deref()
        ),
        ("csaf", Some("2.0"), Some("EX-1"), Some("3"))
    );
    assert_eq!(
        (&inventory.by[..], &inventory.tools[..]),
        (
            &["Example K.K.".to_owned()][..],
            &["maker 1".to_owned()][..]
        )
    );
    let components: Vec<String> = inventory
        .components
        .iter()
        .map(|c| {
            format!(
                "{} {} {}",
                c.name,
                c.version.as_deref().unwrap_or("-"),
                c.range.as_deref().unwrap_or("-")
            )
        })
        .collect();
    assert_eq!(
        components,
        [
            "shop 1.0 -",
            "shop - vers:generic/>=2|<3",
            "bolt-2.1 2.1 -",
            "net 5 - -",
            "bolt in shop 1.0 - -",
            "shop on net - -"
        ]
    );
    assert_eq!((inventory.counts.entries, inventory.counts.refused), (8, 2));
    let edges: Vec<_> = inventory
        .edges
        .iter()
        .map(|e| (e.from, e.to, e.relation.clone()))
        .collect();
    assert_eq!(
        edges,
        [
            (0, 2, Relation::Contains),
            (3, 1, Relation::Other("installed_on".to_owned()))
        ]
    );

    let said: Vec<String> = inventory
        .statements
        .iter()
        .map(|s| {
            let products: Vec<&str> = s.products.iter().map(|p| p.id.as_str()).collect();
            format!("{} {} {:?}", s.vulnerability, s.status.word(), products)
        })
        .collect();
    assert_eq!(
        said,
        [
            r#"CVE-2099-0001 affected ["S1"]"#,
            r#"CVE-2099-0001 affected ["S2"]"#,
            r#"CVE-2099-0001 affected ["S1:B"]"#,
            r#"CVE-2099-0001 not_affected ["B", "N:S2"]"#,
            r#"CVE-2099-0001 not_affected ["N"]"#,
            r#"CVE-2099-0001 under_investigation ["lost"]"#,
        ]
    );
    let first = &inventory.statements[0];
    assert_eq!(
        (first.aliases[0].as_str(), first.description.as_deref()),
        ("B-1", Some("Long."))
    );
    assert_eq!(first.products[0].component, Some(0));
    assert_eq!(
        first.products[0].names,
        [
            "pkg:generic/shop@1.0",
            "cpe:2.3:a:example:shop:1.0:*:*:*:*:*:*:*",
            "urn:cdx:1/1#shop"
        ]
    );
    let kinds: Vec<_> = first
        .actions
        .iter()
        .map(|a| (a.kind, a.text.as_str()))
        .collect();
    assert_eq!(
        kinds,
        [
            (Some(ActionKind::Fix), "Update.\nhttps://example.org/fix"),
            (Some(ActionKind::Workaround), "Switch it off.")
        ]
    );
    assert_eq!(
        (first.scores[0].by.as_str(), first.scores[0].stated),
        ("Example K.K.", Some(9.8))
    );
    assert_eq!(first.references[0].url, "https://example.org/more");
    assert!(inventory.statements[1].products[0].versions[0].is_range);
    let inside = &inventory.statements[2].products[0];
    assert_eq!(
        (inside.names[0].as_str(), &inside.parts[..]),
        ("pkg:generic/shop@1.0", &["pkg:npm/bolt@2.1".to_owned()][..])
    );
    assert_eq!(
        inventory.statements[3].words.as_deref(),
        Some("Never called.")
    );
    assert_eq!(
        inventory.statements[3].products[1].parts,
        ["S2"],
        "a range stays with the part"
    );
    assert_eq!(
        inventory.statements[4].justification,
        Some(Justification::ComponentNotPresent)
    );
    let notes: Vec<&str> = inventory.notes.iter().map(|n| n.place.as_str()).collect();
    assert_eq!(
        notes,
        [
            "/product_tree/branches/0/branches/0/branches/0/product/product_identification_helper",
            "/vulnerabilities/0/product_status/under_investigation/0",
            "/vulnerabilities/0/product_status",
            "/vulnerabilities/1",
            "/vulnerabilities/2",
        ]
    );
}

#[test]
fn a_path_of_2_1_is_a_part_within_a_product() {
    let document = r#"{"document": {"csaf_version": "2.1", "category": "csaf_withdrawn"},
      "product_tree": {"full_product_names": [{"product_id": "a", "name": "a", "product_identification_helper": {"purls": ["pkg:npm/a@1", "pkg:npm/b@1"]}}, {"product_id": "o", "name": "o"}],
        "product_paths": [{"beginning_product_reference": "a", "full_product_name": {"product_id": "oa", "name": "a on o"}, "subpaths": [{"category": "installed_on", "next_product_reference": "o"}]}]},
      "vulnerabilities": [{"ids": [{"system_name": "x", "text": "X-1"}], "product_status": {"unknown": ["oa"], "fixed": ["o"]},
        "metrics": [{"products": ["o"], "source": "https://example.org", "content": {"cvss_v4": {"vectorString": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "baseScore": 9.3}, "qualitative_severity_rating": "high"}}]}]}"#;
    let inventory = read(document.as_bytes()).unwrap();
    let found: Vec<_> = inventory
        .statements
        .iter()
        .map(|s| (s.status, s.said[0].as_str(), s.scores.len()))
        .collect();
    assert_eq!(
        found,
        [
            (Status::Fixed, "fixed", 2),
            (Status::UnderInvestigation, "unknown", 0)
        ]
    );
    assert_eq!(inventory.statements[0].scores[0].by, "https://example.org");
    assert_eq!(
        inventory.statements[1].products[0].parts,
        ["pkg:npm/a@1", "pkg:npm/b@1"]
    );
    assert!(inventory.notes[0].what.contains("no longer holds"));
}

#[test]
fn hostile_documents_end_in_an_error() {
    let refused = |document: String, words: &str| {
        let found = read(document.as_bytes()).unwrap_err().to_string();
        assert!(found.contains(words), "{found}");
    };
    let deep = format!(
        "{}{}",
        r#"{"branches": ["#.repeat(20_000),
        "]}".repeat(20_000)
    );
    refused(
        format!(r#"{{"document": {{"csaf_version": "2.0"}}, "product_tree": {deep}}}"#),
        "recursion limit",
    );
    refused(r#"{"document": {}}"#.to_owned(), "no version of CSAF");
    // One long name, meant a million times.
    let uri = "u".repeat(1 << 20);
    let ids = vec![r#""p""#; 1000].join(",");
    let swelling = format!(
        r#"{{"document": {{"csaf_version": "2.0"}}, "product_tree": {{"full_product_names": [{{"product_id": "p", "name": "p", "product_identification_helper": {{"x_generic_uris": [{{"namespace": "n", "uri": "{uri}"}}]}}}}]}},
          "vulnerabilities": [{{"cve": "CVE-2099-0001", "product_status": {{"fixed": [{ids}]}}}}]}}"#
    );
    refused(swelling, "512 MiB");
    let members = vec![r#""p""#; 10_000].join(",");
    let groups = vec![r#"{"label": "x", "group_ids": ["g"]}"#; 10_000].join(",");
    let groups = format!(
        r#"{{"document": {{"csaf_version": "2.0"}}, "product_tree": {{"product_groups": [{{"group_id": "g", "product_ids": [{members}]}}]}},
          "vulnerabilities": [{{"cve": "CVE-2099-0001", "flags": [{groups}], "product_status": {{"fixed": ["p"]}}}}]}}"#
    );
    refused(groups, "512 MiB");
}

/// What is read out of the documents of one folder.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    documents: usize,
    products: usize,
    answers: usize,
    recommended_too: usize,
}

#[test]
fn every_product_and_every_answer_of_real_documents_is_accounted_for() {
    let Some(documents) = documents() else { return };
    let mut folders: BTreeMap<String, Sums> = BTreeMap::new();
    let mut not_read = Vec::new();
    for (path, bytes) in &documents {
        let inventory = match read(bytes) {
            Ok(inventory) => inventory,
            Err(e) => {
                // Results of validators, schemas and feeds lie among them.
                if is_csaf(bytes) && !path.contains("json_schema") {
                    not_read.push(format!("{path}: {e}"));
                }
                continue;
            }
        };
        let folder = path.split('/').next().unwrap().to_owned();
        let sums = folders.entry(folder).or_default();
        account(path, &inventory, bytes, sums);
    }
    assert_eq!(
        not_read,
        [
            "publishers/openeuler/happy/cve/2024/csaf-openeuler-cve-2024-50187.json: not a readable csaf document: trailing comma at line 61 column 3"
        ]
    );
    let sums = |documents, products, answers, recommended_too| Sums {
        documents,
        products,
        answers,
        recommended_too,
    };
    let expected = [
        ("cisa-ot-2018-2020-2022-2024", sums(120, 696, 1476, 0)),
        ("cisco-even-years", sums(112, 8364, 9559, 0)),
        ("oasis-csaf-2.0", sums(265, 522, 440, 1)),
        ("oasis-csaf-2.1", sums(886, 1157, 468, 1)),
        ("paloalto-2011-2023", sums(68, 149, 500, 0)),
        ("publishers", sums(18, 4494, 15377, 2)),
        ("redhat", sums(65, 32545, 25529, 0)),
        ("suse-2018-and-2023h", sums(65, 6623, 18076, 0)),
    ];
    let expected = expected.map(|(folder, sums)| (folder.to_owned(), sums));
    assert_eq!(folders, BTreeMap::from(expected));
}

/// Whether a document says of itself, whatever else is wrong with it, that it is CSAF.
fn is_csaf(bytes: &[u8]) -> bool {
    String::from_utf8_lossy(bytes).contains("\"csaf_version\":")
}

#[track_caller]
fn account(path: &str, inventory: &Inventory, bytes: &[u8], sums: &mut Sums) {
    let raw: Value =
        serde_json::from_slice(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).unwrap();
    let tree = &raw["product_tree"];
    let named = branches(tree)
        + list(tree, "full_product_names").len()
        + list(tree, "relationships").len()
        + list(tree, "product_paths").len();
    assert!(inventory.counts.adds_up(), "{path}");
    assert_eq!(inventory.counts.entries, named, "{path}");
    assert_eq!(
        inventory.components.len() + inventory.refusals.len(),
        named,
        "{path}"
    );
    let mut answers = 0;
    for vulnerability in list(&raw, "vulnerabilities") {
        let has_name = vulnerability["cve"].is_string()
            || vulnerability["title"].is_string()
            || !list(vulnerability, "ids").is_empty();
        if has_name && let Some(states) = vulnerability["product_status"].as_object() {
            answers += states
                .values()
                .flat_map(|ids| ids.as_array())
                .map(Vec::len)
                .sum::<usize>();
        }
    }
    let told: usize = inventory.statements.iter().map(|s| s.products.len()).sum();
    let recommended: usize = inventory
        .notes
        .iter()
        .filter_map(|n| {
            n.what
                .strip_suffix(" products that have another state are recommended, too")
        })
        .map(|n| n.parse::<usize>().unwrap())
        .sum();
    assert_eq!(told + recommended, answers, "{path}");
    sums.documents += 1;
    sums.products += inventory.components.len();
    sums.answers += told;
    sums.recommended_too += recommended;
}

fn list<'v>(value: &'v Value, member: &str) -> &'v [Value] {
    value[member].as_array().map_or(&[], Vec::as_slice)
}

fn branches(value: &Value) -> usize {
    list(value, "branches")
        .iter()
        .map(|branch| usize::from(!branch["product"].is_null()) + branches(branch))
        .sum()
}

/// The documents of every publisher and of both test suites; of the large archives every so many.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn documents() -> Option<Vec<(String, Vec<u8>)>> {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/csaf"
    ));
    if !folder.exists() {
        println!("skipped: ../shared/data is not here");
        return None;
    }
    let mut found = Vec::new();
    for (archive, every) in [
        ("oasis-csaf-2.0", 1),
        ("oasis-csaf-2.1", 1),
        ("redhat", 1),
        ("suse-2018-and-2023h", 10),
        ("cisa-ot-2018-2020-2022-2024", 10),
        ("cisco-even-years", 20),
        ("paloalto-2011-2023", 4),
    ] {
        let packed = File::open(folder.join(format!("{archive}.tar.zst"))).unwrap();
        let mut unpacked = zstd::Decoder::new(packed).unwrap();
        unpacked.window_log_max(27).unwrap();
        let mut archived = tar::Archive::new(unpacked);
        let mut number = 0;
        for entry in archived.entries().unwrap() {
            let mut entry = entry.unwrap();
            let name = entry.path().unwrap().to_str().unwrap().to_owned();
            if !name.ends_with(".json") {
                continue;
            }
            number += 1;
            if number % every == 0 {
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).unwrap();
                found.push((format!("{archive}/{name}"), bytes));
            }
        }
    }
    for path in files(&folder.join("publishers")) {
        let name = path
            .strip_prefix(folder)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        found.push((name, fs::read(&path).unwrap()));
    }
    Some(found)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}
