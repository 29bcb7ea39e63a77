//! All the real documents: every entry is accounted for, counted a second time from the raw values.

#![allow(clippy::unwrap_used, reason = "a test: what is missing must end it")]

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use noroshi_inventory::{Inventory, NotRead, read};
use serde_json::Value;

/// What a document holds, counted without the readers.
#[derive(Debug, Default, PartialEq, Eq)]
struct Held {
    /// Components, packages, files, services.
    components: usize,
    /// Entries that are no components of the subject.
    aside: usize,
    /// Pairs of two components, or of a component and something unknown.
    pairs: usize,
    /// How often the document says what it describes.
    describes: usize,
    /// Vulnerabilities with an answer.
    statements: usize,
}

/// What was made of all documents of one kind.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    documents: usize,
    components: usize,
    aside: usize,
    edges: usize,
    statements: usize,
}

/// What became of one document: its kind, its share of the sums, the words of its notes; or why it
/// was refused.
type Outcome = Result<(&'static str, Sums, Vec<String>), String>;

#[test]
fn every_entry_of_every_real_document_is_a_component_a_note_or_a_refusal() {
    let Some(documents) = documents() else { return };
    assert_eq!(documents.len(), 297);
    let mut kinds: BTreeMap<&str, Sums> = BTreeMap::new();
    let mut refused: Vec<String> = Vec::new();
    let mut words: BTreeMap<String, usize> = BTreeMap::new();
    for outcome in outcomes(&documents) {
        match outcome {
            Err(why) => refused.push(why),
            Ok((kind, more, said)) => {
                let sums = kinds.entry(kind).or_default();
                sums.documents += more.documents;
                sums.components += more.components;
                sums.aside += more.aside;
                sums.edges += more.edges;
                sums.statements += more.statements;
                for words_of_one in said {
                    *words.entry(words_of_one).or_default() += 1;
                }
            }
        }
    }
    refused.sort();
    let nothing_known =
        "not a list of components: this is none of the kinds of document known here";
    assert_eq!(
        refused,
        [
            // The answer of a scanner, by file.
            format!("in-the-wild/cyclonedx/bashrc2-sbom-cdx.json: {nothing_known}"),
            // Where the others are from: addresses, no products.
            format!("in-the-wild/spdx-in-the-wild-dataset-metadata.csv: {nothing_known}"),
            // Texts of licences.
            format!("in-the-wild/spdx/maubot-spdx.json: {nothing_known}"),
            format!("quarkus/v2/.gitignore: {nothing_known}"),
        ]
    );
    let sums = |documents, components, aside, edges, statements| Sums {
        documents,
        components,
        aside,
        edges,
        statements,
    };
    assert_eq!(
        kinds,
        BTreeMap::from([
            ("cyclonedx-json", sums(126, 15_063, 14, 27_486, 170)),
            ("cyclonedx-xml", sums(15, 6_301, 0, 7_132, 0)),
            ("spdx-2-json", sums(105, 68_768, 1, 70_847, 0)),
            ("spdx-2-tags", sums(22, 8_014, 0, 4_606, 0)),
            ("spdx-3-json", sums(25, 181, 0, 200, 0)),
        ])
    );
    let words: Vec<String> = words
        .iter()
        .map(|(words, times)| format!("{times} {words}"))
        .collect();
    assert_eq!(
        words,
        [
            "7 0 ancestors of the component; not installed with it",
            "3 0 variants of the component; not installed with it",
            "1 AMENDS between the document and …",
            "1 CONTAINS between the document and …",
            "1 COPY_OF between the document and …",
            "1 CycloneDX 0.0 is read as if it were one of 0.0 to 0.0",
            "1 GENERATED_FROM NOASSERTION: nothing is named",
            "1 a snippet of a file; not a component",
            "5 the reference … is also that of /metadata/component; edges that name it go there",
            "1 the reference … is also that of /packages/000; edges that name it go there",
            "72 … is in another document",
            "53 … names nothing in this document",
            "3 …: not a package URL: it begins with pkg:",
        ]
    );
}

/// Reads and counts all documents, some at a time.
fn outcomes(documents: &[(String, Vec<u8>)]) -> Vec<Outcome> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|n| {
                scope.spawn(move || {
                    let own = documents.iter().skip(n).step_by(4);
                    own.map(|(path, bytes)| outcome(path, bytes))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    })
}

fn outcome(path: &str, bytes: &[u8]) -> Outcome {
    let inventory = read(bytes).map_err(|e| format!("{path}: {e}"))?;
    let held = held(inventory.kind, bytes);
    account(path, &inventory, &held);
    let sums = Sums {
        documents: 1,
        components: inventory.components.len(),
        aside: inventory.counts.noted,
        edges: inventory.edges.len(),
        statements: inventory.statements.len(),
    };
    let said = inventory.notes.iter().chain(&inventory.refusals);
    Ok((
        inventory.kind,
        sums,
        said.map(|note| shape(&note.what)).collect(),
    ))
}

/// The words of a note without what they quote.
fn shape(what: &str) -> String {
    what.split('`')
        .enumerate()
        .map(|(n, part)| if n % 2 == 0 { part } else { "…" })
        .collect::<String>()
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect()
}

#[track_caller]
fn account(path: &str, inventory: &Inventory, held: &Held) {
    let counts = inventory.counts;
    assert!(counts.adds_up(), "{path}: {counts:?}");
    assert_eq!(counts.components, inventory.components.len(), "{path}");
    assert_eq!(counts.refused, inventory.refusals.len(), "{path}");
    assert_eq!(
        counts.components + counts.refused,
        held.components,
        "{path}: {:?}",
        inventory.refusals
    );
    assert_eq!(counts.noted, held.aside, "{path}");
    assert_eq!(inventory.statements.len(), held.statements, "{path}");
    let nested = inventory
        .components
        .iter()
        .filter(|component| component.parent.is_some())
        .count();
    let untold = inventory
        .notes
        .iter()
        .filter(|note| {
            [
                "names nothing",
                "in another document",
                "nothing is named",
                "between the document",
            ]
            .iter()
            .any(|words| note.what.contains(words))
        })
        .count();
    let told = inventory.edges.len() - nested;
    // A word of what the document describes is no edge, and a note where it names nothing.
    assert!(
        held.pairs <= told + untold && told + untold <= held.pairs + held.describes,
        "{path}: {told} edges, {untold} notes; {held:?}"
    );
    for edge in &inventory.edges {
        assert!(edge.from < inventory.components.len() && edge.to < inventory.components.len());
    }
    for component in &inventory.components {
        assert!(
            !component.name.trim().is_empty() && !component.place.is_empty(),
            "{path}"
        );
    }
}

fn held(kind: &str, bytes: &[u8]) -> Held {
    let json = || {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        serde_json::from_slice::<Value>(bytes).unwrap()
    };
    match kind {
        "cyclonedx-json" => in_cyclonedx(&json()),
        "cyclonedx-xml" => in_cyclonedx_xml(std::str::from_utf8(bytes).unwrap()),
        "spdx-2-json" => in_spdx2(&json()),
        "spdx-2-tags" => in_tags(std::str::from_utf8(bytes).unwrap()),
        "spdx-3-json" => in_spdx3(&json()),
        other => panic!("{other}"),
    }
}

fn list<'v>(value: &'v Value, member: &str) -> &'v [Value] {
    value[member].as_array().map_or(&[], Vec::as_slice)
}

fn in_cyclonedx(bom: &Value) -> Held {
    fn component(value: &Value, held: &mut Held) {
        held.components += 1;
        for part in ["ancestors", "descendants", "variants"] {
            let mut aside = Held::default();
            list(&value["pedigree"], part)
                .iter()
                .for_each(|c| component(c, &mut aside));
            held.aside += aside.components;
        }
        list(value, "components")
            .iter()
            .for_each(|c| component(c, held));
    }
    let mut held = Held::default();
    if bom["metadata"]["component"].is_object() {
        component(&bom["metadata"]["component"], &mut held);
    }
    list(bom, "components")
        .iter()
        .for_each(|c| component(c, &mut held));
    held.components += services(bom);
    for dependency in list(bom, "dependencies") {
        held.pairs += list(dependency, "dependsOn").len() + list(dependency, "provides").len();
    }
    held.statements = list(bom, "vulnerabilities")
        .iter()
        .filter(|v| v["analysis"]["state"].is_string())
        .count();
    held
}

/// Services, with those inside them.
fn services(value: &Value) -> usize {
    list(value, "services")
        .iter()
        .map(|service| 1 + services(service))
        .sum()
}

fn in_cyclonedx_xml(text: &str) -> Held {
    use quick_xml::{Reader, events::Event};
    let mut reader = Reader::from_str(text);
    let mut open: Vec<String> = Vec::new();
    let mut held = Held::default();
    loop {
        let event = reader.read_event().unwrap();
        let (name, empty) = match &event {
            Event::Start(tag) => (tag.name().0.to_owned(), false),
            Event::Empty(tag) => (tag.name().0.to_owned(), true),
            Event::End(_) => {
                open.pop();
                continue;
            }
            Event::Eof => return held,
            _ => continue,
        };
        let within = |part: &str| open.iter().any(|name| name == part);
        match (open.last().map(String::as_str), name.as_str()) {
            (Some("components" | "metadata"), "component")
                if !within("tools") && !within("pedigree") =>
            {
                held.components += 1;
            }
            (_, "component") if within("pedigree") => held.aside += 1,
            (Some("dependency"), "dependency") => held.pairs += 1,
            _ => {}
        }
        if !empty {
            open.push(name);
        }
    }
}

fn in_spdx2(document: &Value) -> Held {
    let held_files: usize = list(document, "packages")
        .iter()
        .map(|package| list(package, "hasFiles").len())
        .sum();
    let relationships = list(document, "relationships");
    let describes = relationships
        .iter()
        .filter(|r| {
            r["spdxElementId"] == "SPDXRef-DOCUMENT"
                && r["relationshipType"]
                    .as_str()
                    .unwrap()
                    .starts_with("DESCRIBE")
        })
        .count();
    Held {
        components: list(document, "packages").len() + list(document, "files").len(),
        aside: list(document, "snippets").len(),
        pairs: held_files + relationships.len() - describes,
        describes: describes + list(document, "documentDescribes").len(),
        statements: 0,
    }
}

fn in_tags(text: &str) -> Held {
    let count = |tag: &str| text.lines().filter(|line| line.starts_with(tag)).count();
    let describes = count("Relationship: SPDXRef-DOCUMENT DESCRIBES");
    Held {
        components: count("PackageName:") + count("FileName:"),
        aside: count("SnippetSPDXID:"),
        pairs: count("Relationship:") - describes,
        describes,
        statements: 0,
    }
}

fn in_spdx3(document: &Value) -> Held {
    let graph = list(document, "@graph");
    let of = |kinds: &[&str]| -> Vec<&Value> {
        let is = |element: &&Value| {
            element["type"]
                .as_str()
                .is_some_and(|kind| kinds.contains(&kind))
        };
        graph.iter().filter(is).collect()
    };
    let components = of(&[
        "software_Package",
        "software_File",
        "ai_AIPackage",
        "dataset_DatasetPackage",
    ]);
    // An end that is another element, a licence or a person, makes no pair of components.
    let is_other = |id: &str| {
        graph.iter().any(|e| e["spdxId"] == *id) && !components.iter().any(|c| c["spdxId"] == *id)
    };
    let mut held = Held {
        components: components.len(),
        ..Held::default()
    };
    for relationship in of(&["Relationship", "LifecycleScopedRelationship"]) {
        let from_other = is_other(relationship["from"].as_str().unwrap());
        for to in list(relationship, "to") {
            let to = to.as_str().unwrap();
            if relationship["relationshipType"] == "describes" {
                held.describes += 1;
            } else if !from_other && !is_other(to) && !to.ends_with("NoneElement") {
                held.pairs += 1;
            }
        }
    }
    let roots = graph
        .iter()
        .map(|e| list(e, "rootElement").len())
        .sum::<usize>();
    held.describes += roots;
    held
}

/// Every document of the real data with its path, unpacked.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn documents() -> Option<Vec<(String, Vec<u8>)>> {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/sbom"
    ));
    if !folder.exists() {
        println!("skipped: ../shared/data is not here");
        return None;
    }
    let mut found = Vec::new();
    for path in files(folder) {
        let name = path
            .strip_prefix(folder)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        if name.ends_with(".tar.zst") {
            let mut unpacked = zstd::Decoder::new(File::open(&path).unwrap()).unwrap();
            unpacked.window_log_max(27).unwrap();
            let mut archive = tar::Archive::new(unpacked);
            for entry in archive.entries().unwrap() {
                let mut entry = entry.unwrap();
                if entry.header().entry_type().is_file() {
                    let name = entry.path().unwrap().to_str().unwrap().to_owned();
                    let mut bytes = Vec::new();
                    entry.read_to_end(&mut bytes).unwrap();
                    found.push((name, bytes));
                }
            }
        } else if !name.ends_with(".md") {
            found.push((name, fs::read(&path).unwrap()));
        }
    }
    for (name, bytes) in &mut found {
        if name.ends_with(".xz") {
            // Unpacking is the caller's part; before it the refusal says so.
            let refused = read(bytes).unwrap_err();
            assert!(
                matches!(refused, NotRead::Unknown { looks_like } if looks_like.contains("xz"))
            );
            let mut unpacked = Vec::new();
            lzma_rust2::XzReader::new(&bytes[..], true)
                .read_to_end(&mut unpacked)
                .unwrap();
            *bytes = unpacked;
        }
    }
    found.sort();
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
