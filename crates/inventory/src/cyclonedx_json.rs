//! CycloneDX 1.2 to 1.7 in JSON, its vulnerabilities with analysis (VEX) included.

use noroshi_model::{Moment, Note, Path, Reference, Score, Severity};

use crate::{
    Action, Component, Hash, Head, Inventory, Kind, NotRead, Product, Reader, Relation, Statement,
    Vendor, VendorRole, VersionSaid, cyclonedx,
    draft::Draft,
    json::{self, At, Json},
    text::shown,
};

const KIND: &str = "cyclonedx-json";

/// Members that hold no component and no name of one.
const SKIP: &[&str] = &[
    "licenses",
    "externalReferences",
    "properties",
    "copyright",
    "cryptoProperties",
    "releaseNotes",
    "modelCard",
    "signature",
];

/// CycloneDX in JSON.
pub(crate) struct CycloneDxJson;

impl Reader for CycloneDxJson {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "CycloneDX 1.2 to 1.7 (JSON), with VEX"
    }

    fn looks_like(&self, head: &Head) -> bool {
        head.member("bomFormat") == Some("CycloneDX")
            || head.member("specVersion").is_some()
                && (head.member("components").is_some() || head.member("metadata").is_some())
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
    cyclonedx::version(draft, root.owned("specVersion", notes), "/specVersion");
    draft.inventory.id = root.owned("serialNumber", notes);
    draft.inventory.revision = root.ordinal("version");
    root.member("metadata", notes, |metadata, notes| {
        about_document(metadata, draft, notes);
    });
    components(root, "components", None, draft, notes);
    services(root, None, draft, notes);
    let mut elsewhere = 0;
    root.each("formulation", notes, |formula, _| {
        elsewhere += count_within(formula.json);
    });
    root.member("declarations", notes, |declarations, _| {
        elsewhere += declarations.given("targets").map_or(0, count_within);
    });
    if elsewhere > 0 {
        let what =
            format!("{elsewhere} components of how it was built or judged; not the subject's own");
        draft.set_aside(elsewhere, "/formulation, /declarations", what);
    }
    root.each("dependencies", notes, |at, notes| {
        let Some(from) = at.text("ref", notes) else {
            draft.note(at.place(), "a dependency without `ref`");
            return;
        };
        for (member, relation) in [
            ("dependsOn", Relation::DependsOn),
            ("provides", Relation::Other("provides".to_owned())),
        ] {
            at.texts(member, notes, |to, path, _| {
                draft.link(&from, to, relation.clone(), || path.to_string());
            });
        }
    });
    root.each("compositions", notes, |at, notes| {
        let word = at.owned("aggregate", notes);
        let [holding, depending] = ["assemblies", "dependencies"].map(|member| {
            let mut list = Vec::new();
            at.texts(member, notes, |reference, path, _| {
                list.push((reference.to_owned(), path.to_string()));
            });
            list
        });
        // One of vulnerabilities alone says nothing of components.
        let others = at.given("vulnerabilities").is_some();
        if !others || !holding.is_empty() || !depending.is_empty() {
            cyclonedx::composition(draft, word, holding, depending, at.place());
        }
    });
    root.each("vulnerabilities", notes, |at, notes| {
        statement(at, draft, notes);
    });
}

fn about_document(metadata: At<'_, '_>, draft: &mut Draft, notes: &mut Vec<Note>) {
    draft.inventory.made = metadata.moment("timestamp", notes);
    metadata.each("authors", notes, |author, notes| {
        draft.inventory.by.extend(author.owned("name", notes));
    });
    let mut supplier = Vec::new();
    for member in ["manufacture", "manufacturer", "supplier"] {
        metadata.member(member, notes, |at, notes| {
            let name = at.owned("name", notes);
            draft.inventory.by.extend(name.clone());
            if member == "supplier" {
                supplier.extend(name);
            }
        });
    }
    // Until 1.4 tools were a list of their own kind; since 1.5 they are components and services.
    if matches!(metadata.given("tools"), Some(Json::Object(_))) {
        metadata.member("tools", notes, |tools, notes| {
            for member in ["components", "services"] {
                tools.each(member, notes, |tool, notes| by_tool(tool, draft, notes));
            }
        });
    } else {
        metadata.each("tools", notes, |tool, notes| by_tool(tool, draft, notes));
    }
    let subject = metadata.given("component").and_then(|json| {
        let path = Path::Member(&metadata.path, "component");
        component(At { json, path }, None, draft, notes)
    });
    if let Some(subject) = subject {
        draft.inventory.subjects.push(subject);
        let subject = &mut draft.inventory.components[subject];
        draft.inventory.name = Some(subject.name.clone());
        // The supplier of the document's subject is said here rather than there.
        if subject.vendors.is_empty() {
            subject
                .vendors
                .extend(supplier.into_iter().map(|name| Vendor {
                    role: VendorRole::Supplier,
                    name,
                }));
        }
    }
}

fn by_tool(tool: At<'_, '_>, draft: &mut Draft, notes: &mut Vec<Note>) {
    let words: Vec<String> = ["vendor", "name", "version"]
        .iter()
        .filter_map(|member| tool.owned(member, notes))
        .collect();
    draft.inventory.tools.push(words.join(" "));
}

fn components(
    at: At<'_, '_>,
    member: &str,
    parent: Option<usize>,
    draft: &mut Draft,
    notes: &mut Vec<Note>,
) {
    at.items(member, notes, |at, notes| {
        component(at, parent, draft, notes);
    });
}

fn component(
    at: At<'_, '_>,
    parent: Option<usize>,
    draft: &mut Draft,
    notes: &mut Vec<Note>,
) -> Option<usize> {
    let Json::Object(_) = at.json else {
        let why = format!("{} where a component should be", at.json.what());
        draft.refuse(at.place(), why);
        return None;
    };
    let mut own = Component {
        name: at.owned("name", notes).unwrap_or_default(),
        group: at.owned("group", notes),
        version: at.owned("version", notes),
        kind: at
            .text("type", notes)
            .map_or(Kind::Unsaid, |word| Kind::from_word(&word)),
        scope: at.owned("scope", notes),
        reference: at.owned("bom-ref", notes),
        parent,
        place: at.place(),
        ..Component::default()
    };
    vendors(at, &mut own, notes);
    if let Some(purl) = at.text("purl", notes).filter(|purl| !purl.is_empty()) {
        draft.purl(&mut own, &purl, || at.place_of("purl"));
    }
    if let Some(cpe) = at.text("cpe", notes).filter(|cpe| !cpe.is_empty()) {
        draft.cpe(&mut own, &cpe, || at.place_of("cpe"));
    }
    at.member("evidence", notes, |evidence, notes| {
        // One object in 1.5, a list since 1.6.
        if let Some(Json::Object(_)) = evidence.given("identity") {
            evidence.member("identity", notes, |at, notes| {
                concluded(at, &mut own, draft, notes);
            });
        } else {
            evidence.each("identity", notes, |at, notes| {
                concluded(at, &mut own, draft, notes);
            });
        }
    });
    at.member("swid", notes, |swid, notes| {
        own.swid = swid.owned("tagId", notes);
    });
    at.each("hashes", notes, |hash, notes| {
        if let (Some(algorithm), Some(value)) =
            (hash.text("alg", notes), hash.text("content", notes))
        {
            own.hashes.push(Hash::new(&algorithm, &value));
        }
    });
    let index = draft.add(own);
    at.member("pedigree", notes, |pedigree, _| {
        for member in ["ancestors", "descendants", "variants"] {
            let named = pedigree.given(member).map_or(0, count);
            if named > 0 {
                let what = format!("{named} {member} of the component; not installed with it");
                draft.set_aside(named, pedigree.place_of(member), what);
            }
        }
    });
    // A refused component does not take what stands in it along.
    components(at, "components", index.or(parent), draft, notes);
    index
}

fn vendors(at: At<'_, '_>, own: &mut Component, notes: &mut Vec<Note>) {
    for (member, role) in [
        ("supplier", VendorRole::Supplier),
        ("manufacturer", VendorRole::Maker),
        ("provider", VendorRole::Supplier),
    ] {
        at.member(member, notes, |at, notes| {
            if let Some(name) = at.owned("name", notes) {
                own.vendors.push(Vendor { role, name });
            }
        });
    }
    for (member, role) in [
        ("publisher", VendorRole::Supplier),
        ("author", VendorRole::Author),
    ] {
        if let Some(name) = at.owned(member, notes) {
            own.vendors.push(Vendor { role, name });
        }
    }
    at.each("authors", notes, |at, notes| {
        if let Some(name) = at.owned("name", notes) {
            let role = VendorRole::Author;
            own.vendors.push(Vendor { role, name });
        }
    });
}

/// A name that the document concluded from evidence.
fn concluded(at: At<'_, '_>, own: &mut Component, draft: &mut Draft, notes: &mut Vec<Note>) {
    let place = || at.place_of("concludedValue");
    let Some(value) = at.text("concludedValue", notes) else {
        return;
    };
    match at.text("field", notes).as_deref() {
        Some("purl") => draft.purl(own, &value, place),
        Some("cpe") => draft.cpe(own, &value, place),
        Some("swid") if own.swid.is_none() => own.swid = Some(value.into_owned()),
        _ => {}
    }
}

fn services(at: At<'_, '_>, parent: Option<usize>, draft: &mut Draft, notes: &mut Vec<Note>) {
    at.items("services", notes, |at, notes| {
        let mut own = Component {
            name: at.owned("name", notes).unwrap_or_default(),
            group: at.owned("group", notes),
            version: at.owned("version", notes),
            kind: Kind::Service,
            reference: at.owned("bom-ref", notes),
            parent,
            place: at.place(),
            ..Component::default()
        };
        vendors(at, &mut own, notes);
        let index = draft.add(own);
        services(at, index.or(parent), draft, notes);
    });
}

/// How many components a list holds, with those inside them.
fn count(list: &Json<'_>) -> usize {
    match list {
        Json::Array(items) => items.iter().map(|item| 1 + count_within(item)).sum(),
        _ => 0,
    }
}

/// How many components stand in the member `components` of a value.
fn count_within(json: &Json<'_>) -> usize {
    json.get("components").map_or(0, count)
}

fn statement(at: At<'_, '_>, draft: &mut Draft, notes: &mut Vec<Note>) {
    let place = at.place();
    let Some(vulnerability) = at.owned("id", notes) else {
        draft.note(place, "a vulnerability without `id`");
        return;
    };
    let analysed = at.member("analysis", notes, |analysis, notes| {
        let state = analysis.owned("state", notes)?;
        let Some(status) = cyclonedx::status(&state) else {
            let what = format!("unknown state {}", shown(&state));
            notes.push(Note::new(analysis.place_of("state"), what));
            return None;
        };
        let justified = analysis.owned("justification", notes);
        let mut said = vec![state];
        said.extend(justified.clone());
        let mut action = Vec::new();
        analysis.texts("response", notes, |word, _, _| {
            action.push(cyclonedx::action(word));
        });
        let when: Option<Moment> = ["lastUpdated", "firstIssued"]
            .iter()
            .find_map(|member| analysis.moment(member, notes));
        let detail = analysis.owned("detail", notes);
        let (justification, words) = cyclonedx::justified(justified.as_deref(), detail);
        Some((status, justification, said, words, action, when))
    });
    let Some((status, justification, said, words, mut action, when)) = analysed.flatten() else {
        let what = format!(
            "{} is listed without an answer to whether it affects",
            shown(&vulnerability)
        );
        draft.note(place, what);
        return;
    };
    action.extend(at.owned("recommendation", notes).map(Action::new));
    let mut aliases = Vec::new();
    at.each("references", notes, |reference, notes| {
        aliases.extend(reference.owned("id", notes));
    });
    let mut products = Vec::new();
    at.each("affects", notes, |affected, notes| {
        let Some(id) = affected.owned("ref", notes) else {
            draft.note(affected.place(), "no `ref`");
            return;
        };
        let mut versions = Vec::new();
        affected.each("versions", notes, |version, notes| {
            let word = version.text("status", notes);
            let affected = cyclonedx::affected(word.as_deref(), status);
            let range = version.owned("range", notes);
            let is_range = range.is_some();
            if let Some(version) = range.or_else(|| version.owned("version", notes)) {
                versions.push(VersionSaid {
                    version,
                    is_range,
                    affected,
                });
            }
        });
        products.push(Product {
            component: draft.named(&id),
            id,
            versions,
            ..Product::default()
        });
    });
    draft.inventory.statements.push(Statement {
        vulnerability,
        aliases,
        products,
        status,
        justification,
        said,
        words,
        actions: action,
        description: at.owned("description", notes),
        scores: scores(at, notes),
        references: references(at, notes),
        author: draft.inventory.by.first().cloned(),
        when: when.or_else(|| draft.inventory.made.clone()),
        place,
    });
}

/// The ratings, each with its source; one of no source is the document's own.
fn scores(at: At<'_, '_>, notes: &mut Vec<Note>) -> Vec<Score> {
    let mut found = Vec::new();
    at.each("ratings", notes, |rating, notes| {
        let by = rating
            .member("source", notes, |source, notes| {
                source
                    .owned("name", notes)
                    .or_else(|| source.owned("url", notes))
            })
            .flatten();
        let vector = rating.owned("vector", notes);
        let system = rating.owned("method", notes).unwrap_or_default();
        found.push(Score {
            by: by.unwrap_or_default(),
            system: cyclonedx::system(&system).to_owned(),
            computed: vector.as_deref().and_then(noroshi_cvss::base_score),
            vector,
            stated: rating.score("score", notes),
            severity: rating
                .text("severity", notes)
                .and_then(|word| Severity::from_word(&word)),
            primary: false,
        });
    });
    found
}

fn references(at: At<'_, '_>, notes: &mut Vec<Note>) -> Vec<Reference> {
    let mut found = Vec::new();
    at.each("advisories", notes, |advisory, notes| {
        if let Some(url) = advisory.owned("url", notes) {
            found.push(Reference {
                by: String::new(),
                url,
                title: advisory.owned("title", notes),
                tags: Vec::new(),
            });
        }
    });
    found
}
