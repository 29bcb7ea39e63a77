//! SPDX 3.0 in JSON-LD, as its own context writes it.

use std::{borrow::Cow, collections::HashMap};

use noroshi_model::Note;

use crate::{
    Action, Component, Hash, Head, Inventory, Justification, Kind, NotRead, Product, Reader,
    Relation, Statement, Status, Vendor, VendorRole,
    draft::Draft,
    json::{self, At, Json},
    spdx,
};

const KIND: &str = "spdx-3-json";

/// SPDX 3 in JSON-LD.
pub(crate) struct Spdx3;

impl Reader for Spdx3 {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "SPDX 3.0 (JSON-LD), with VEX"
    }

    fn looks_like(&self, head: &Head) -> bool {
        let of_spdx = |context: &str| context.contains("spdx.org/rdf/3");
        head.member("@graph").is_some()
            && head
                .member("@context")
                .is_some_and(|context| context.is_empty() || of_spdx(context))
    }

    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead> {
        json::with_root(document, KIND, &[], &mut Vec::new(), |root, notes| {
            let mut draft = Draft::new(KIND, Vec::new());
            whole(root, &mut draft, notes);
            draft.finish(notes)
        })
    }
}

/// Every element of the graph by its identifier, with its type's short word.
type Elements<'d> = HashMap<&'d str, (&'d str, &'d Json<'d>)>;

fn whole(root: At<'_, '_>, draft: &mut Draft, notes: &mut Vec<Note>) {
    let mut elements = Elements::new();
    if let Some(Json::Array(items)) = root.given("@graph") {
        for item in items {
            if let Some(id) = id(item) {
                elements.insert(id, (kind(item), item));
            }
        }
    }
    root.items("@graph", notes, |at, notes| match kind(at.json) {
        "CreationInfo" if draft.inventory.version.is_none() => {
            let version = at.owned("specVersion", notes);
            spdx::version(draft, version, &at.place_of("specVersion"), &["3.0"]);
            draft.inventory.made = at.moment("created", notes);
            at.texts("createdBy", notes, |id, _, _| {
                draft.inventory.by.extend(name_of(&elements, id));
            });
            at.texts("createdUsing", notes, |id, _, _| {
                draft.inventory.tools.extend(name_of(&elements, id));
            });
        }
        "SpdxDocument" => {
            draft.inventory.id = id(at.json).map(str::to_owned);
            draft.inventory.name = at.owned("name", notes);
        }
        "software_Snippet" => {
            draft.set_aside(1, at.place(), "a snippet of a file; not a component");
        }
        word @ ("software_Package" | "ai_AIPackage" | "dataset_DatasetPackage") => {
            let kind = match word {
                "software_Package" => at
                    .text("software_primaryPurpose", notes)
                    .map_or(Kind::Unsaid, |word| spdx::purpose(&word)),
                _ => Kind::Data,
            };
            component(at, kind, &elements, draft, notes);
        }
        "software_File" => component(at, Kind::File, &elements, draft, notes),
        "" => draft.refuse(at.place(), "an element without a type"),
        _ => {}
    });
    root.each("@graph", notes, |at, notes| match kind(at.json) {
        "SpdxDocument" | "software_Sbom" | "Bom" => {
            at.texts("rootElement", notes, |id, path, _| {
                if !elements
                    .get(id)
                    .is_some_and(|(kind, _)| is_collection(kind))
                {
                    spdx::subject(draft, id, || path.to_string());
                }
            });
        }
        "Relationship" | "LifecycleScopedRelationship" => relate(at, &elements, draft, notes),
        word => {
            if let Some(status) = vex(word) {
                statement(at, status, &elements, draft, notes);
            }
        }
    });
}

fn component(
    at: At<'_, '_>,
    kind: Kind,
    elements: &Elements<'_>,
    draft: &mut Draft,
    notes: &mut Vec<Note>,
) {
    let mut own = Component {
        name: at.owned("name", notes).unwrap_or_default(),
        version: at
            .text("software_packageVersion", notes)
            .and_then(|text| spdx::value(&text).map(str::to_owned)),
        kind,
        reference: id(at.json).map(str::to_owned),
        place: at.place(),
        ..Component::default()
    };
    if let Some(purl) = at.text("software_packageUrl", notes) {
        draft.purl(&mut own, &purl, || at.place_of("software_packageUrl"));
    }
    at.each("externalIdentifier", notes, |external, notes| {
        let (Some(word), Some(value)) = (
            external.text("externalIdentifierType", notes),
            external.text("identifier", notes),
        ) else {
            return;
        };
        let place = || external.place_of("identifier");
        match &*word {
            "packageUrl" | "packageURL" => draft.purl(&mut own, &value, place),
            "cpe22" | "cpe23" => draft.cpe(&mut own, &value, place),
            "swid" => own.swid = Some(value.into_owned()),
            _ => {}
        }
    });
    let suppliers = at.text("suppliedBy", notes);
    let mut named = vec![(VendorRole::Supplier, suppliers)];
    at.texts("originatedBy", notes, |id, _, _| {
        named.push((VendorRole::Maker, Some(Cow::Borrowed(id))));
    });
    for (role, id) in named {
        if let Some(name) = id.and_then(|id| name_of(elements, &id)) {
            own.vendors.push(Vendor { role, name });
        }
    }
    at.each("verifiedUsing", notes, |hash, notes| {
        if let (Some(algorithm), Some(value)) =
            (hash.text("algorithm", notes), hash.text("hashValue", notes))
        {
            own.hashes.push(Hash::new(&algorithm, &value));
        }
    });
    draft.add(own);
}

fn relate(at: At<'_, '_>, elements: &Elements<'_>, draft: &mut Draft, notes: &mut Vec<Note>) {
    let (Some(from), Some(word)) = (at.text("from", notes), at.text("relationshipType", notes))
    else {
        draft.note(
            at.place(),
            "a relationship that lacks one of its three parts",
        );
        return;
    };
    let relation = match &*word {
        "contains" => Relation::Contains,
        "dependsOn"
        | "hasPrerequisite"
        | "hasDynamicLink"
        | "hasStaticLink"
        | "hasOptionalDependency"
        | "hasProvidedDependency" => Relation::DependsOn,
        other => Relation::Other(other.to_owned()),
    };
    // Licences, people and documents are elements too; what ties a component to them is no edge.
    let is_other = |id: &str| elements.contains_key(id) && draft_has_no(draft, id);
    let from_other = is_other(&from);
    let mut ends = Vec::new();
    at.texts("to", notes, |to, path, _| {
        ends.push((to, path.to_string()));
    });
    for (to, place) in ends {
        let to_other = elements.contains_key(to) && draft_has_no(draft, to);
        let describes = &*word == "describes"
            && elements
                .get(&*from)
                .is_some_and(|(kind, _)| is_collection(kind));
        if describes && !to_other {
            spdx::subject(draft, to, || place);
        } else if !from_other && !to_other && !to.ends_with("NoneElement") {
            draft.link(&from, to, relation.clone(), || place);
        }
    }
}

fn draft_has_no(draft: &Draft, id: &str) -> bool {
    draft.named(id).is_none()
}

fn is_collection(kind: &str) -> bool {
    matches!(kind, "SpdxDocument" | "software_Sbom" | "Bom" | "Bundle")
}

/// The status of a type of VEX relationship.
fn vex(word: &str) -> Option<Status> {
    Some(match word {
        "security_VexAffectedVulnAssessmentRelationship" => Status::Affected,
        "security_VexNotAffectedVulnAssessmentRelationship" => Status::NotAffected,
        "security_VexFixedVulnAssessmentRelationship" => Status::Fixed,
        "security_VexUnderInvestigationVulnAssessmentRelationship" => Status::UnderInvestigation,
        _ => return None,
    })
}

fn statement(
    at: At<'_, '_>,
    status: Status,
    elements: &Elements<'_>,
    draft: &mut Draft,
    notes: &mut Vec<Note>,
) {
    let Some(from) = at.owned("from", notes) else {
        draft.note(at.place(), "a statement about no vulnerability");
        return;
    };
    let mut aliases: Vec<String> = Vec::new();
    if let Some((_, vulnerability)) = elements.get(from.as_str()) {
        if let Some(Json::Array(others)) = vulnerability.get("externalIdentifier") {
            let named = others.iter().filter_map(|o| o.get("identifier")?.as_str());
            aliases.extend(named.map(str::to_owned));
        }
        let name = vulnerability.get("name").and_then(Json::as_str);
        aliases.extend(name.map(str::to_owned));
    }
    let vulnerability = match aliases.is_empty() {
        true => from,
        false => aliases.remove(0),
    };
    let mut products = Vec::new();
    at.texts("to", notes, |to, _, _| {
        products.push(Product {
            id: to.to_owned(),
            component: draft.named(to),
            ..Product::default()
        });
    });
    // The specification writes the five words in camel case.
    let justified = at.owned("security_justificationType", notes);
    let justification = justified.as_deref().and_then(|word| {
        let mut snake = String::new();
        for c in word.chars() {
            if c.is_ascii_uppercase() {
                snake.push('_');
            }
            snake.push(c.to_ascii_lowercase());
        }
        Justification::from_word(&snake)
    });
    let words: Vec<String> = ["security_impactStatement", "security_statusNotes"]
        .iter()
        .filter_map(|member| at.owned(member, notes))
        .collect();
    draft.inventory.statements.push(Statement {
        vulnerability,
        aliases,
        products,
        status,
        justification,
        said: justified.into_iter().collect(),
        words: (!words.is_empty()).then(|| words.join("\n")),
        actions: at
            .owned("security_actionStatement", notes)
            .map(Action::new)
            .into_iter()
            .collect(),
        description: None,
        scores: Vec::new(),
        references: Vec::new(),
        author: at
            .text("suppliedBy", notes)
            .and_then(|id| name_of(elements, &id))
            .or_else(|| draft.inventory.by.first().cloned()),
        when: ["security_modifiedTime", "security_publishedTime"]
            .iter()
            .find_map(|member| at.moment(member, notes)),
        place: at.place(),
    });
}

fn id<'d>(element: &'d Json<'d>) -> Option<&'d str> {
    ["spdxId", "@id"]
        .iter()
        .find_map(|member| element.get(member)?.as_str())
}

/// The short word of an element's type: `software_Package`, whether written so or as an address.
fn kind<'d>(element: &'d Json<'d>) -> &'d str {
    let written = ["type", "@type"]
        .iter()
        .find_map(|member| match element.get(member)? {
            Json::Array(several) => several.first()?.as_str(),
            one => one.as_str(),
        })
        .unwrap_or_default();
    match written.rsplit_once("/terms/") {
        Some((_, "Software/Package")) => "software_Package",
        Some((_, "Software/File")) => "software_File",
        Some((_, "Software/Snippet")) => "software_Snippet",
        Some((_, "Software/Sbom")) => "software_Sbom",
        Some((_, "AI/AIPackage")) => "ai_AIPackage",
        Some((_, "Dataset/DatasetPackage")) => "dataset_DatasetPackage",
        Some((_, core)) => core.strip_prefix("Core/").unwrap_or(core),
        None => written,
    }
}

fn name_of(elements: &Elements<'_>, id: &str) -> Option<String> {
    let (_, element) = elements.get(id)?;
    spdx::actor(element.get("name")?.as_str()?).map(str::to_owned)
}
