//! What is written is read again and means the same: CycloneDX and CSAF, by hand, by chance and from real documents.

#![allow(clippy::unwrap_used, reason = "a test: what is missing must end it")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use noroshi_inventory::{
    Action, ActionKind, Answer, BomEdition, Component, CsafEdition, CsafPublisher, Finding,
    Inventory, Justification, Product, Statement, Status, VersionSaid, read, write_csaf_vex,
    write_cyclonedx,
};
use noroshi_model::{AffectedStatus, AssumedZone, Moment, Note, Reference, Score, Severity};
use proptest::prelude::*;
use serde_json::Value;

fn bom() -> BomEdition {
    BomEdition {
        serial: Some("urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79".to_owned()),
        revision: 1,
        made: Moment::parse("2026-03-01T00:00:00Z", AssumedZone::Utc),
        tool: Some(("noroshi".to_owned(), "0.1.0".to_owned())),
    }
}

fn edition() -> CsafEdition {
    let released = |date: &str| Moment::parse(date, AssumedZone::Utc);
    CsafEdition {
        id: "EX-2026-1".to_owned(),
        title: "Example".to_owned(),
        language: Some("en".to_owned()),
        publisher: CsafPublisher {
            name: "Example K.K.".to_owned(),
            namespace: "https://example.org".to_owned(),
            category: "vendor".to_owned(),
        },
        history: vec![
            (released("2026-03-02T00:00:00Z"), "More.".to_owned()),
            (released("2026-03-01T00:00:00Z"), String::new()),
        ],
        tool: Some(("noroshi".to_owned(), "0.1.0".to_owned())),
    }
}

/// What statements mean: for each vulnerability and product (and version, and part) what is said of it.
type Meaning = BTreeMap<(BTreeSet<String>, BTreeSet<String>, String, String), BTreeSet<String>>;

/// `one_answer`: the form keeps versions apart as products, not within them.
fn meaning(inventory: &Inventory) -> Meaning {
    let mut found = Meaning::new();
    for statement in &inventory.statements {
        let ids = std::iter::once(&statement.vulnerability).chain(&statement.aliases);
        let ids: BTreeSet<String> = ids.cloned().collect();
        for product in &statement.products {
            let versions: Vec<String> = match product.versions.as_slice() {
                [] => vec![own_version(product, inventory)],
                versions => versions.iter().map(|said| said.version.clone()).collect(),
            };
            let parts = match product.parts.as_slice() {
                [] => vec![String::new()],
                parts => parts.to_vec(),
            };
            for version in &versions {
                for part in &parts {
                    let key = (
                        ids.clone(),
                        names(product, inventory),
                        version.clone(),
                        part.clone(),
                    );
                    found.entry(key).or_default().extend(said(statement));
                }
            }
        }
    }
    found
}

fn names(product: &Product, inventory: &Inventory) -> BTreeSet<String> {
    let everywhere = |name: &&String| {
        ["pkg:", "cpe:", "urn:"].iter().any(|p| name.starts_with(p)) || name.contains("://")
    };
    let mut found: BTreeSet<String> = std::iter::once(&product.id)
        .chain(&product.names)
        .filter(everywhere)
        .cloned()
        .collect();
    if let Some(component) = product.component.filter(|_| product.parts.is_empty()) {
        let component = &inventory.components[component];
        found.extend(
            component
                .purls
                .iter()
                .chain(&component.made_purl)
                .map(ToString::to_string),
        );
        found.extend(component.cpes.iter().cloned());
    }
    if found.is_empty() {
        let component = product
            .component
            .map(|at| inventory.components[at].name.clone());
        found.insert(component.unwrap_or_else(|| product.id.clone()));
    }
    found
}

/// The version that a product has by its component.
fn own_version(product: &Product, inventory: &Inventory) -> String {
    let component = product.component.filter(|_| product.parts.is_empty());
    let component = component.map(|at| &inventory.components[at]);
    let version =
        component.and_then(|c| c.version.as_deref().or_else(|| c.purls.first()?.version()));
    version.unwrap_or_default().to_owned()
}

/// What is said, each piece by itself.
fn said(statement: &Statement) -> Vec<String> {
    let mut found = vec![statement.status.word().to_owned()];
    found.extend(statement.justification.map(|j| j.word().to_owned()));
    found.extend(statement.words.iter().map(|words| format!("words {words}")));
    for action in &statement.actions {
        let kind = action.kind.unwrap_or(ActionKind::Mitigation);
        found.push(format!("action {} {}", kind.csaf_word(), action.in_words()));
    }
    found.extend(
        statement
            .description
            .iter()
            .map(|text| format!("description {text}")),
    );
    // What others than the publisher give is told in words.
    let own = |score: &&Score| score.by.is_empty() || score.by == "Example K.K.";
    for score in statement.scores.iter().filter(own) {
        let vector = score.vector.as_deref().unwrap_or_default();
        let vector = vector.trim_start_matches("CVSS:3.1/");
        found.push(format!(
            "score {} {vector} {:?}",
            score.system,
            score.value()
        ));
    }
    found.extend(
        statement
            .references
            .iter()
            .map(|r| format!("reference {}", r.url)),
    );
    found
}

/// The rules of CSAF 2.0 for the VEX profile, and those mandatory tests that this writer could break.
#[track_caller]
fn follows_the_profile(text: &str) {
    let document: Value = serde_json::from_str(text).unwrap();
    let about = &document["document"];
    assert_eq!(about["category"], "csaf_vex");
    let history = list(&about["tracking"], "revision_history");
    assert_eq!(
        history.last().unwrap()["number"],
        about["tracking"]["version"]
    );
    assert_eq!(
        history.last().unwrap()["date"],
        about["tracking"]["current_release_date"]
    );
    let mut known = BTreeSet::new();
    products(&document["product_tree"], &mut known);
    let mut cves = BTreeSet::new();
    for vulnerability in list(&document, "vulnerabilities") {
        assert!(
            vulnerability["cve"].is_string() || !list(vulnerability, "ids").is_empty(),
            "6.1.27.8"
        );
        if let Some(cve) = vulnerability["cve"].as_str() {
            assert!(cves.insert(cve.to_owned()), "6.1.23: {cve}");
        }
        assert!(!list(vulnerability, "notes").is_empty());
        let states = vulnerability["product_status"].as_object().unwrap();
        assert!(!states.is_empty(), "6.1.27.7");
        let mut stated: BTreeMap<&str, &str> = BTreeMap::new();
        let wider = [
            "known_affected",
            "known_not_affected",
            "fixed",
            "under_investigation",
        ];
        for (state, ids) in states
            .iter()
            .filter(|(state, _)| wider.contains(&state.as_str()))
        {
            for id in ids.as_array().unwrap() {
                let id = id.as_str().unwrap();
                assert!(known.contains(id), "6.1.1: {id}");
                assert!(stated.insert(id, state).is_none(), "6.1.6: {id}");
            }
        }
        let named = |member: &str, only: &str| -> Vec<String> {
            let items = list(vulnerability, member)
                .iter()
                .filter(|item| only.is_empty() || item["category"] == only);
            let ids = items.flat_map(|item| list(item, "product_ids"));
            ids.map(|id| id.as_str().unwrap().to_owned()).collect()
        };
        let flagged = named("flags", "");
        assert_eq!(
            flagged.iter().collect::<BTreeSet<_>>().len(),
            flagged.len(),
            "6.1.33"
        );
        let (impacts, remedies) = (named("threats", "impact"), named("remediations", ""));
        for (id, state) in stated {
            let id = &id.to_owned();
            assert!(
                state != "known_not_affected" || flagged.contains(id) || impacts.contains(id),
                "6.1.27.9: {id}"
            );
            assert!(
                state != "known_affected" || remedies.contains(id),
                "6.1.27.10: {id}"
            );
        }
    }
}

fn products(tree: &Value, known: &mut BTreeSet<String>) {
    let mut add = |product: &Value| {
        let id = product["product_id"].as_str().unwrap();
        assert!(known.insert(id.to_owned()), "6.1.2: {id}");
    };
    let mut inner = Vec::new();
    list(tree, "full_product_names").iter().for_each(&mut add);
    for relationship in list(tree, "relationships") {
        add(&relationship["full_product_name"]);
    }
    for branch in list(tree, "branches") {
        if branch["product"].is_object() {
            add(&branch["product"]);
        }
        inner.push(branch);
    }
    inner.into_iter().for_each(|branch| products(branch, known));
}

fn list<'v>(value: &'v Value, member: &str) -> &'v [Value] {
    value[member].as_array().map_or(&[], Vec::as_slice)
}

#[track_caller]
fn csaf(inventory: &Inventory) -> (Inventory, Vec<Note>) {
    let (written, notes) = write_csaf_vex(inventory, &inventory.statements, &edition()).unwrap();
    follows_the_profile(&written);
    let again = read(written.as_bytes()).unwrap();
    assert_eq!(again.refusals, []);
    (again, notes)
}

#[track_caller]
fn cyclonedx(inventory: &Inventory) -> (Inventory, Vec<Note>) {
    let (written, notes) = write_cyclonedx(inventory, &[], &inventory.statements, &bom()).unwrap();
    let again = read(written.as_bytes()).unwrap();
    assert_eq!((&again.notes[..], &again.refusals[..]), (&[][..], &[][..]));
    (again, notes)
}

fn text() -> impl Strategy<Value = String> {
    "[a-z\u{3042}-\u{3046}.]{1,8}( [a-z]{1,5})?"
}

fn product(parts: bool, versions: bool) -> impl Strategy<Value = Product> {
    let said = (0..4u8, any::<bool>()).prop_map(|(n, is_range)| VersionSaid {
        version: if is_range {
            format!("vers:generic/<{n}")
        } else {
            n.to_string()
        },
        is_range,
        affected: Some(true),
    });
    (
        0..6u8,
        0..3u8,
        0..3usize,
        proptest::collection::vec(said, 0..3),
        any::<bool>(),
    )
        .prop_map(move |(n, more, inside, mut told, has_versions)| {
            told.dedup();
            told.sort_by(|a, b| a.version.cmp(&b.version));
            told.dedup();
            let mut names = Vec::new();
            if more > 0 {
                names.push(format!("cpe:2.3:a:example:p{n}:*:*:*:*:*:*:*:*"));
            }
            if more > 1 {
                names.push(format!("urn:cdx:1/1#p{n}"));
            }
            Product {
                id: format!("pkg:npm/p{n}"),
                names,
                component: None,
                versions: if versions && has_versions {
                    told
                } else {
                    Vec::new()
                },
                parts: (0..if parts { inside } else { 0 })
                    .map(|part| format!("pkg:npm/part{part}@{n}"))
                    .collect(),
            }
        })
}

fn statement(parts: bool, versions: bool) -> impl Strategy<Value = Statement> {
    let justification = proptest::option::of(prop_oneof![
        Just(Justification::ComponentNotPresent),
        Just(Justification::VulnerableCodeNotPresent),
        Just(Justification::VulnerableCodeNotInExecutePath),
        Just(Justification::VulnerableCodeCannotBeControlledByAdversary),
        Just(Justification::InlineMitigationsAlreadyExist),
    ]);
    let status = prop_oneof![
        Just(Status::Affected),
        Just(Status::NotAffected),
        Just(Status::Fixed),
        Just(Status::UnderInvestigation)
    ];
    let action = (
        proptest::option::of(prop_oneof![
            Just(ActionKind::Fix),
            Just(ActionKind::Workaround)
        ]),
        text(),
    )
        .prop_map(|(kind, text)| Action { kind, text });
    let what = (
        status,
        justification,
        text(),
        proptest::collection::vec(action, 0..2),
        proptest::option::of(text()),
    );
    (
        what,
        proptest::collection::vec(product(parts, versions), 1..3),
        any::<bool>(),
    )
        .prop_map(
            |((status, justification, words, actions, description), mut products, scored)| {
                products.dedup_by(|a, b| a.id == b.id);
                let justification = justification.filter(|_| status == Status::NotAffected);
                Statement {
                    vulnerability: String::new(),
                    aliases: vec!["GHSA-2222-3333-4444".to_owned()],
                    products,
                    status,
                    justification,
                    said: vec![status.word().to_owned()],
                    words: Some(words),
                    actions,
                    description,
                    scores: if scored { vec![score()] } else { Vec::new() },
                    references: Vec::new(),
                    author: Some("Example K.K.".to_owned()),
                    when: None,
                    place: String::new(),
                }
            },
        )
}

fn score() -> Score {
    Score {
        by: "Example K.K.".to_owned(),
        system: "3.1".to_owned(),
        vector: Some("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H".to_owned()),
        stated: Some(9.8),
        computed: Some(9.8),
        severity: Some(Severity::Critical),
        primary: false,
    }
}

/// Each statement about another vulnerability: what contradicts itself cannot come back.
fn of(mut statements: Vec<Statement>) -> Inventory {
    for (n, statement) in statements.iter_mut().enumerate() {
        statement.vulnerability = format!("CVE-2099-{:04}", n + 1);
        statement.aliases = vec![format!("GHSA-2222-3333-{n:04}")];
    }
    Inventory {
        by: vec!["Example K.K.".to_owned()],
        statements,
        ..Inventory::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn csaf_comes_back_with_the_same_meaning(statements in proptest::collection::vec(statement(true, true), 1..5)) {
        let before = of(statements);
        let (after, _) = csaf(&before);
        prop_assert_eq!(meaning(&after), meaning(&before));
    }

    #[test]
    fn cyclonedx_comes_back_with_the_same_meaning(statements in proptest::collection::vec(statement(false, true), 1..5)) {
        let mut before = of(statements);
        for statement in &mut before.statements {
            // One advice: the form joins several.
            statement.actions.truncate(1);
            for action in &mut statement.actions {
                action.kind = None;
            }
            for product in &mut statement.products {
                product.names.retain(|name| !name.starts_with("urn:"));
            }
        }
        let (after, _) = cyclonedx(&before);
        prop_assert_eq!(meaning(&after), meaning(&before));
    }
}

/// Components as they can be written: what each kind of component has.
fn plain(component: &Component) -> String {
    let mut own = component.clone();
    own.purls.extend(own.made_purl.take());
    if own.kind == noroshi_inventory::Kind::Unsaid {
        own.kind = noroshi_inventory::Kind::Application;
    }
    own.place = String::new();
    own.parent = None;
    own.reference = None;
    format!("{own:?}")
}

#[test]
fn a_list_comes_back_as_it_was() {
    let document = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
      "metadata": {"component": {"type": "application", "name": "shop", "version": "2", "bom-ref": "top"}},
      "components": [
        {"type": "library", "group": "org.example", "name": "outer", "version": "1.10", "bom-ref": "o", "supplier": {"name": "S"},
         "authors": [{"name": "A"}], "manufacturer": {"name": "M"},
         "purl": "pkg:maven/org.example/outer@1.10", "cpe": "cpe:2.3:a:example:outer:1.10:*:*:*:*:*:*:*",
         "hashes": [{"alg": "MD5", "content": "00112233445566778899aabbccddeeff"}], "scope": "optional",
         "swid": {"tagId": "tag-1", "name": "outer"},
         "evidence": {"identity": [{"field": "purl", "concludedValue": "pkg:maven/org.example/other@1.10"}]},
         "components": [{"type": "file", "name": "inner.so", "bom-ref": "o"}]}],
      "services": [{"name": "mail", "bom-ref": "m", "services": [{"name": "inner"}]}],
      "dependencies": [{"ref": "top", "dependsOn": ["o", "m"]}, {"ref": "o", "provides": ["m"]}],
      "compositions": [{"aggregate": "incomplete", "assemblies": ["top"], "dependencies": ["o", "m"]}, {"aggregate": "complete"}]}"#;
    let before = read(document.as_bytes()).unwrap();
    let (after, notes) = cyclonedx(&before);
    assert_eq!(notes, []);
    let components =
        |inventory: &Inventory| inventory.components.iter().map(plain).collect::<Vec<_>>();
    assert_eq!(components(&after), components(&before));
    assert_eq!(
        (&after.edges, &after.subjects, &after.id),
        (&before.edges, &before.subjects, &before.id)
    );
    assert_eq!(after.compositions, before.compositions);
    assert_eq!(after.tools, ["noroshi 0.1.0"]);
}

fn findings() -> (Inventory, Vec<Finding>) {
    let list = read(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"type": "library", "name": "bolt", "version": "1.2", "bom-ref": "b", "purl": "pkg:npm/bolt@1.2"}, {"type": "library", "name": "nut"}]}"#).unwrap();
    let answer = |component, answer, by: &str, fixed: Option<&str>| Answer {
        component,
        answer,
        by: by.to_owned(),
        why: "1.2 lies in <1.3".to_owned(),
        fixed: fixed.map(str::to_owned),
        when: None,
    };
    let finding = Finding {
        vulnerability: "CVE-2099-0001".to_owned(),
        aliases: vec!["JVNDB-2099-000001".to_owned()],
        description: Some("Something.".to_owned()),
        scores: vec![
            score(),
            Score {
                by: "NVD".to_owned(),
                ..score()
            },
        ],
        references: vec![Reference {
            by: "NVD".to_owned(),
            url: "https://example.org/1".to_owned(),
            title: None,
            tags: Vec::new(),
        }],
        answers: vec![
            answer(0, AffectedStatus::Affected, "NVD", Some("1.3")),
            answer(0, AffectedStatus::NotAffected, "Example K.K.", None),
            answer(1, AffectedStatus::Unknown, "NVD", None),
            answer(1, AffectedStatus::Silent, "CNA", None),
            answer(9, AffectedStatus::Affected, "NVD", None),
        ],
    };
    (list, vec![finding])
}

#[test]
fn findings_name_the_answer_of_each_version_and_who_gave_it() {
    let (list, findings) = findings();
    let (written, notes) = write_cyclonedx(&list, &findings, &[], &bom()).unwrap();
    assert_eq!(notes.len(), 1, "{notes:?}");
    let document: Value = serde_json::from_str(&written).unwrap();
    let one = &document["vulnerabilities"][0];
    assert_eq!(
        one["affects"],
        serde_json::json!([
            {"ref": "b", "versions": [{"version": "1.2", "status": "affected"}]},
            {"ref": "component-1", "versions": [{"range": "vers:generic/*", "status": "unknown"}]}
        ])
    );
    assert_eq!(one["analysis"]["state"], "in_triage");
    assert!(
        one["analysis"]["detail"]
            .as_str()
            .unwrap()
            .contains("b: not affected by Example K.K.: 1.2 lies in <1.3")
    );
    assert_eq!(one["ratings"][1]["source"]["name"], "NVD");
    assert_eq!(one["recommendation"], "Update b to 1.3.");
    assert_eq!(one["references"][0]["source"]["name"], "JVNDB");
}

#[test]
fn findings_that_somebody_stands_by_are_statements() {
    let (list, findings) = findings();
    let statements = findings[0].statements(&list);
    let found: Vec<_> = statements
        .iter()
        .map(|s| (s.status, s.author.as_deref().unwrap(), s.actions.len()))
        .collect();
    assert_eq!(
        found,
        [
            (Status::Affected, "NVD", 1),
            (Status::NotAffected, "Example K.K.", 0),
            (Status::UnderInvestigation, "NVD", 0)
        ]
    );
    // Two speakers contradict each other; the form holds one answer, and the notes say so.
    let (written, notes) = write_csaf_vex(&list, &statements, &edition()).unwrap();
    follows_the_profile(&written);
    assert!(
        notes.iter().any(|note| note.what.contains("contradicts")),
        "{notes:?}"
    );
    assert!(
        written.contains("NVD: 9.8, critical, CVSS 3.1"),
        "{written}"
    );
}

#[test]
fn csaf_keeps_the_narrower_word() {
    let mut inventory = of(vec![]);
    let (list, findings) = findings();
    inventory.statements = findings[0].statements(&list);
    inventory.statements.truncate(1);
    inventory.statements[0].said = vec!["last_affected".to_owned()];
    let (after, _) = csaf(&inventory);
    let said: Vec<&str> = after
        .statements
        .iter()
        .map(|s| s.said[0].as_str())
        .collect();
    assert_eq!(said, ["known_affected", "last_affected"]);
}

#[test]
fn what_csaf_asks_for_and_nobody_said() {
    let mut inventory = of(vec![]);
    let product = Product {
        id: "p".to_owned(),
        ..Product::default()
    };
    for status in [Status::Affected, Status::NotAffected] {
        inventory.statements.push(Statement {
            vulnerability: "X-1".to_owned(),
            aliases: Vec::new(),
            products: vec![product.clone()],
            status,
            justification: None,
            said: Vec::new(),
            words: None,
            actions: Vec::new(),
            description: None,
            scores: Vec::new(),
            references: Vec::new(),
            author: None,
            when: None,
            place: String::new(),
        });
    }
    let (after, notes) = csaf(&inventory);
    assert_eq!(notes.len(), 2, "{notes:?}");
    let said: Vec<_> = after
        .statements
        .iter()
        .map(|s| (s.status, s.actions.len(), s.description.as_deref()))
        .collect();
    assert_eq!(said, [(Status::Affected, 0, None)]);
    assert!(write_csaf_vex(&inventory, &[], &edition()).is_err());
    let nameless = CsafEdition {
        title: String::new(),
        ..edition()
    };
    assert!(write_csaf_vex(&inventory, &inventory.statements, &nameless).is_err());
}

#[test]
fn the_published_use_cases_come_back_with_the_same_meaning() {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/sbom/vex/CISA-Use-Cases"
    ));
    if !folder.exists() {
        println!("skipped: ../shared/data is not here");
        return;
    }
    for case in fs::read_dir(folder).unwrap() {
        for file in fs::read_dir(case.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let before = read(&fs::read(&path).unwrap()).unwrap();
            if before.statements.is_empty() {
                continue;
            }
            let (after, notes) = cyclonedx(&before);
            assert_eq!(meaning(&after), meaning(&before), "{path:?} {notes:?}");
            let (after, notes) = csaf(&before);
            // One of them says two things of one version.
            let contradicts = notes.iter().any(|note| note.what.contains("contradicts"));
            assert_eq!(contradicts, path.ends_with("Case-8/vex.json"), "{path:?}");
            if !contradicts {
                assert_eq!(meaning(&after), meaning(&before), "{path:?} {notes:?}");
            }
        }
    }
}
