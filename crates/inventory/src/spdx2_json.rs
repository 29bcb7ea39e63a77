//! SPDX 2.2 and 2.3 in JSON.

use noroshi_model::Note;

use crate::{
    Component, Hash, Head, Inventory, Kind, NotRead, Reader, Relation, VendorRole,
    draft::{self, Draft},
    json::{self, At, Json},
    spdx,
};

const KIND: &str = "spdx-2-json";

/// Members that hold no component and no name of one.
const SKIP: &[&str] = &[
    "licenseConcluded",
    "licenseDeclared",
    "licenseComments",
    "licenseInfoFromFiles",
    "licenseInfoInFiles",
    "copyrightText",
    "attributionTexts",
    "comment",
    "noticeText",
    "annotations",
    "hasExtractedLicensingInfos",
    "sourceInfo",
    "description",
];

/// SPDX 2 in JSON.
pub(crate) struct Spdx2Json;

impl Reader for Spdx2Json {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "SPDX 2.2 and 2.3 (JSON)"
    }

    fn looks_like(&self, head: &Head) -> bool {
        head.member("spdxVersion").is_some()
    }

    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead> {
        json::with_root(document, KIND, SKIP, &mut Vec::new(), |root, notes| {
            let mut draft = Draft::new(KIND, Vec::new());
            whole(root, &mut draft, notes);
            draft.finish(notes)
        })
    }
}

fn whole(root: At<'_, '_>, draft: &mut Draft, notes: &mut Vec<Note>) {
    let version = root.owned("spdxVersion", notes);
    spdx::version(draft, version, "/spdxVersion", &["SPDX-2.2", "SPDX-2.3"]);
    draft.inventory.id = root.owned("documentNamespace", notes);
    draft.inventory.name = root.owned("name", notes);
    root.member("creationInfo", notes, |at, notes| {
        draft.inventory.made = at.moment("created", notes);
        at.texts("creators", notes, |text, _, _| {
            spdx::creator(draft, text);
        });
    });
    // The files that a package says it holds are edges, which wait until the files are read.
    let mut held = Vec::new();
    root.items("packages", notes, |at, notes| {
        let index = package(at, draft, notes);
        if let Some(index) = index.filter(|_| at.given("hasFiles").is_some()) {
            held.push((index, at.json, at.place()));
        }
    });
    root.items("files", notes, |at, notes| file(at, draft, notes));
    root.items("snippets", notes, |at, _| {
        draft.set_aside(1, at.place(), "a snippet of a file; not a component");
    });
    for (index, json, place) in held {
        let Some(Json::Array(files)) = json.get("hasFiles") else {
            notes.push(Note::new(format!("{place}/hasFiles"), "no array"));
            continue;
        };
        let files = files.iter().enumerate();
        for (n, file) in files.filter_map(|(n, file)| Some((n, file.as_str()?))) {
            let place = || format!("{place}/hasFiles/{n}");
            match draft.named(file) {
                Some(to) => draft.inventory.edges.push(crate::Edge {
                    from: index,
                    to,
                    relation: Relation::Contains,
                }),
                None => {
                    draft.note(place(), draft::unknown(file));
                }
            }
        }
    }
    root.texts("documentDescribes", notes, |name, path, _| {
        spdx::subject(draft, name, || path.to_string());
    });
    root.each("relationships", notes, |at, notes| {
        let from = at.text("spdxElementId", notes);
        let to = at.text("relatedSpdxElement", notes);
        let word = at.text("relationshipType", notes);
        match (from, word, to) {
            (Some(from), Some(word), Some(to)) => {
                spdx::relate(draft, &from, &word, &to, || at.place());
            }
            _ => draft.note(
                at.place(),
                "a relationship that lacks one of its three parts",
            ),
        }
    });
}

fn package(at: At<'_, '_>, draft: &mut Draft, notes: &mut Vec<Note>) -> Option<usize> {
    let Json::Object(_) = at.json else {
        let why = format!("{} where a package should be", at.json.what());
        draft.refuse(at.place(), why);
        return None;
    };
    let mut own = Component {
        name: at.owned("name", notes).unwrap_or_default(),
        version: at
            .text("versionInfo", notes)
            .and_then(|text| spdx::value(&text).map(str::to_owned)),
        kind: at
            .text("primaryPackagePurpose", notes)
            .map_or(Kind::Unsaid, |word| spdx::purpose(&word)),
        reference: at.owned("SPDXID", notes),
        place: at.place(),
        ..Component::default()
    };
    for (member, role) in [
        ("supplier", VendorRole::Supplier),
        ("originator", VendorRole::Maker),
    ] {
        if let Some(text) = at.text(member, notes) {
            spdx::vendor(&mut own, role, &text);
        }
    }
    at.each("externalRefs", notes, |external, notes| {
        if let (Some(kind), Some(locator)) = (
            external.text("referenceType", notes),
            external.text("referenceLocator", notes),
        ) {
            let place = || external.place_of("referenceLocator");
            spdx::external(draft, &mut own, &kind, &locator, place);
        }
    });
    hashes(at, &mut own, notes);
    draft.add(own)
}

fn file(at: At<'_, '_>, draft: &mut Draft, notes: &mut Vec<Note>) {
    let Json::Object(_) = at.json else {
        let why = format!("{} where a file should be", at.json.what());
        draft.refuse(at.place(), why);
        return;
    };
    let mut own = Component {
        // Some tools write `name`.
        name: at
            .owned("fileName", notes)
            .or_else(|| at.owned("name", notes))
            .unwrap_or_default(),
        kind: Kind::File,
        reference: at.owned("SPDXID", notes),
        place: at.place(),
        ..Component::default()
    };
    hashes(at, &mut own, notes);
    draft.add(own);
}

fn hashes(at: At<'_, '_>, own: &mut Component, notes: &mut Vec<Note>) {
    at.each("checksums", notes, |hash, notes| {
        if let (Some(algorithm), Some(value)) = (
            hash.text("algorithm", notes),
            hash.text("checksumValue", notes),
        ) {
            own.hashes.push(Hash::new(&algorithm, &value));
        }
    });
}
