//! CycloneDX 1.2 to 1.7 in XML, its vulnerabilities with analysis (VEX) included.

use noroshi_model::{AssumedZone, Moment, Reference, Score, Severity};

use crate::{
    Action, Component, Hash, Head, Inventory, Kind, NotRead, Product, Reader, Relation, Statement,
    Vendor, VendorRole, VersionSaid, cyclonedx,
    draft::Draft,
    text::shown,
    xml::{self, Element},
};

const KIND: &str = "cyclonedx-xml";

/// CycloneDX in XML.
pub(crate) struct CycloneDxXml;

impl Reader for CycloneDxXml {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "CycloneDX 1.2 to 1.7 (XML), with VEX"
    }

    fn looks_like(&self, head: &Head) -> bool {
        head.has_root("bom", "cyclonedx.org/schema/bom")
    }

    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead> {
        let mut notes = Vec::new();
        let root = xml::read(document, KIND, &mut notes)?;
        let mut draft = Draft::new(KIND, notes);
        whole(&root, &mut draft);
        draft.finish(&mut Vec::new())
    }
}

fn whole(root: &Element, draft: &mut Draft) {
    let version = root
        .attributes
        .iter()
        .find_map(|(_, value)| value.split_once("cyclonedx.org/schema/bom/"))
        .map(|(_, version)| version.to_owned());
    cyclonedx::version(draft, version, "/bom");
    draft.inventory.id = root.attribute("serialNumber").map(str::to_owned);
    draft.inventory.revision = root.attribute("version").map(str::to_owned);
    if let Some(metadata) = root.child("metadata") {
        about_document(metadata, draft);
    }
    components(root, "/bom", None, draft);
    services(root, "/bom", None, draft);
    for part in ["formulation", "declarations"] {
        let elsewhere = root.child(part).map_or(0, count);
        if elsewhere > 0 {
            let what = format!(
                "{elsewhere} components of how it was built or judged; not the subject's own"
            );
            draft.set_aside(elsewhere, format!("/bom/{part}"), what);
        }
    }
    for (n, from) in children(root, "dependencies", "dependency") {
        let place = format!("/bom/dependencies/dependency[{n}]");
        let Some(name) = from.attribute("ref") else {
            draft.note(place, "a dependency without `ref`");
            continue;
        };
        for (kind, relation) in [
            ("dependency", Relation::DependsOn),
            ("provides", Relation::Other("provides".to_owned())),
        ] {
            for to in from.each(kind).filter_map(|to| to.attribute("ref")) {
                draft.link(name, to, relation.clone(), || place.clone());
            }
        }
    }
    for (n, at) in children(root, "compositions", "composition") {
        let place = format!("/bom/compositions/composition[{n}]");
        let [holding, depending] = [("assemblies", "assembly"), ("dependencies", "dependency")]
            .map(|(list, item)| -> Vec<(String, String)> {
                let named = children(at, list, item).filter_map(|(_, item)| item.attribute("ref"));
                named.map(|name| (name.to_owned(), place.clone())).collect()
            });
        // One of vulnerabilities alone says nothing of components.
        let others = at.child("vulnerabilities").is_some();
        if !others || !holding.is_empty() || !depending.is_empty() {
            let word = at.child_text("aggregate");
            cyclonedx::composition(draft, word, holding, depending, place);
        }
    }
    for (n, at) in children(root, "vulnerabilities", "vulnerability") {
        statement(
            at,
            format!("/bom/vulnerabilities/vulnerability[{n}]"),
            draft,
        );
    }
}

fn about_document(metadata: &Element, draft: &mut Draft) {
    draft.inventory.made = metadata.child_text("timestamp").map(moment);
    for (_, author) in children(metadata, "authors", "author") {
        draft.inventory.by.extend(author.child_text("name"));
    }
    let supplier = name_of(metadata, "supplier");
    for maker in ["manufacture", "manufacturer", "supplier"] {
        draft.inventory.by.extend(name_of(metadata, maker));
    }
    if let Some(tools) = metadata.child("tools") {
        // Until 1.4 tools were a list of their own kind; since 1.5 they are components and services.
        let listed = tools.child("components").map(|c| c.each("component"));
        let served = tools.child("services").map(|s| s.each("service"));
        for tool in tools
            .each("tool")
            .chain(listed.into_iter().flatten())
            .chain(served.into_iter().flatten())
        {
            let words: Vec<String> = ["vendor", "name", "version"]
                .iter()
                .filter_map(|part| tool.child_text(part))
                .collect();
            draft.inventory.tools.push(words.join(" "));
        }
    }
    if let Some(subject) = metadata.child("component")
        && let Some(index) = component(subject, "/bom/metadata/component".to_owned(), None, draft)
    {
        draft.inventory.subjects.push(index);
        let subject = &mut draft.inventory.components[index];
        draft.inventory.name = Some(subject.name.clone());
        if subject.vendors.is_empty() {
            subject.vendors.extend(supplier.map(|name| Vendor {
                role: VendorRole::Supplier,
                name,
            }));
        }
    }
}

fn components(at: &Element, place: &str, parent: Option<usize>, draft: &mut Draft) {
    for (n, child) in children(at, "components", "component") {
        let place = format!("{place}/components/component[{n}]");
        component(child, place, parent, draft);
    }
}

fn component(
    at: &Element,
    place: String,
    parent: Option<usize>,
    draft: &mut Draft,
) -> Option<usize> {
    let mut own = Component {
        name: at.child_text("name").unwrap_or_default(),
        group: at.child_text("group"),
        version: at.child_text("version"),
        kind: at.attribute("type").map_or(Kind::Unsaid, Kind::from_word),
        scope: at.child_text("scope"),
        reference: at.attribute("bom-ref").map(str::to_owned),
        swid: at
            .child("swid")
            .and_then(|swid| swid.attribute("tagId"))
            .map(str::to_owned),
        parent,
        place: place.clone(),
        ..Component::default()
    };
    vendors(at, &mut own);
    if let Some(purl) = at.child_text("purl") {
        draft.purl(&mut own, &purl, || format!("{place}/purl"));
    }
    if let Some(cpe) = at.child_text("cpe") {
        draft.cpe(&mut own, &cpe, || format!("{place}/cpe"));
    }
    if let Some(evidence) = at.child("evidence") {
        for identity in evidence.each("identity") {
            let Some(value) = identity.child_text("concludedValue") else {
                continue;
            };
            let place = || format!("{place}/evidence/identity");
            match identity.child_text("field").as_deref() {
                Some("purl") => draft.purl(&mut own, &value, place),
                Some("cpe") => draft.cpe(&mut own, &value, place),
                _ => {}
            }
        }
    }
    for (_, hash) in children(at, "hashes", "hash") {
        let algorithm = hash.attribute("alg").unwrap_or_default();
        own.hashes.push(Hash::new(algorithm, &hash.text));
    }
    let index = draft.add(own);
    if let Some(pedigree) = at.child("pedigree") {
        for part in ["ancestors", "descendants", "variants"] {
            let named = pedigree.child(part).map_or(0, count);
            if named > 0 {
                let what = format!("{named} {part} of the component; not installed with it");
                draft.set_aside(named, format!("{place}/pedigree/{part}"), what);
            }
        }
    }
    components(at, &place, index.or(parent), draft);
    index
}

fn vendors(at: &Element, own: &mut Component) {
    let named = [
        ("supplier", VendorRole::Supplier),
        ("manufacturer", VendorRole::Maker),
        ("provider", VendorRole::Supplier),
    ]
    .map(|(part, role)| (name_of(at, part), role));
    let written = [
        ("publisher", VendorRole::Supplier),
        ("author", VendorRole::Author),
    ]
    .map(|(part, role)| (at.child_text(part), role));
    let authors = children(at, "authors", "author")
        .map(|(_, author)| (author.child_text("name"), VendorRole::Author));
    for (name, role) in named.into_iter().chain(written).chain(authors) {
        own.vendors.extend(name.map(|name| Vendor { role, name }));
    }
}

fn services(at: &Element, place: &str, parent: Option<usize>, draft: &mut Draft) {
    for (n, service) in children(at, "services", "service") {
        let place = format!("{place}/services/service[{n}]");
        let mut own = Component {
            name: service.child_text("name").unwrap_or_default(),
            group: service.child_text("group"),
            version: service.child_text("version"),
            kind: Kind::Service,
            reference: service.attribute("bom-ref").map(str::to_owned),
            parent,
            place: place.clone(),
            ..Component::default()
        };
        vendors(service, &mut own);
        let index = draft.add(own);
        services(service, &place, index.or(parent), draft);
    }
}

fn statement(at: &Element, place: String, draft: &mut Draft) {
    let Some(vulnerability) = at.child_text("id") else {
        draft.note(place, "a vulnerability without `id`");
        return;
    };
    let analysis = at.child("analysis");
    let state = analysis.and_then(|analysis| analysis.child_text("state"));
    let (Some(analysis), Some(state), Some(status)) = (
        analysis,
        &state,
        state.as_deref().and_then(cyclonedx::status),
    ) else {
        let what = match &state {
            Some(state) => format!("unknown state {}", shown(state)),
            None => format!(
                "{} is listed without an answer to whether it affects",
                shown(&vulnerability)
            ),
        };
        draft.note(place, what);
        return;
    };
    let justified = analysis.child_text("justification");
    let mut said = vec![state.clone()];
    said.extend(justified.clone());
    let actions = children(analysis, "responses", "response")
        .map(|(_, response)| cyclonedx::action(response.text.trim()))
        .chain(at.child_text("recommendation").map(Action::new))
        .collect();
    let detail = analysis.child_text("detail");
    let (justification, words) = cyclonedx::justified(justified.as_deref(), detail);
    let mut products = Vec::new();
    for (_, target) in children(at, "affects", "target") {
        let Some(id) = target.child_text("ref") else {
            draft.note(place.clone(), "no `ref` in what is affected");
            continue;
        };
        let versions = children(target, "versions", "version")
            .filter_map(|(_, version)| {
                let range = version.child_text("range");
                Some(VersionSaid {
                    is_range: range.is_some(),
                    version: range.or_else(|| version.child_text("version"))?,
                    affected: cyclonedx::affected(version.child_text("status").as_deref(), status),
                })
            })
            .collect();
        products.push(Product {
            component: draft.named(&id),
            id,
            versions,
            ..Product::default()
        });
    }
    draft.inventory.statements.push(Statement {
        vulnerability,
        aliases: children(at, "references", "reference")
            .filter_map(|(_, reference)| reference.child_text("id"))
            .collect(),
        products,
        status,
        justification,
        said,
        words,
        actions,
        description: at.child_text("description"),
        scores: scores(at),
        references: references(at),
        author: draft.inventory.by.first().cloned(),
        when: ["lastUpdated", "firstIssued"]
            .iter()
            .find_map(|part| analysis.child_text(part))
            .map(moment)
            .or_else(|| draft.inventory.made.clone()),
        place,
    });
}

/// The ratings, each with its source; one of no source is the document's own.
fn scores(at: &Element) -> Vec<Score> {
    let read = |rating: &Element| {
        let vector = rating.child_text("vector");
        let word = rating.child_text("severity");
        let method = rating.child_text("method").unwrap_or_default();
        Score {
            by: name_of(rating, "source").unwrap_or_default(),
            system: cyclonedx::system(&method).to_owned(),
            computed: vector.as_deref().and_then(noroshi_cvss::base_score),
            vector,
            stated: rating.child_text("score").and_then(|text| {
                let score = text.parse().ok()?;
                (0.0..=10.0).contains(&score).then_some(score)
            }),
            severity: word.as_deref().and_then(Severity::from_word),
            primary: false,
        }
    };
    let ratings = children(at, "ratings", "rating");
    ratings.map(|(_, rating)| read(rating)).collect()
}

fn references(at: &Element) -> Vec<Reference> {
    let advisories = children(at, "advisories", "advisory");
    advisories
        .filter_map(|(_, advisory)| {
            Some(Reference {
                by: String::new(),
                url: advisory.child_text("url")?,
                title: advisory.child_text("title"),
                tags: Vec::new(),
            })
        })
        .collect()
}

/// The elements of a list, each with its number within it, from one.
fn children<'e>(
    at: &'e Element,
    list: &'e str,
    item: &'e str,
) -> impl Iterator<Item = (usize, &'e Element)> {
    at.each(list)
        .flat_map(move |list| list.each(item))
        .enumerate()
        .map(|(n, element)| (n + 1, element))
}

/// How many components stand in an element, at any depth.
fn count(at: &Element) -> usize {
    at.children
        .iter()
        .map(|child| usize::from(child.name == "component") + count(child))
        .sum()
}

fn name_of(at: &Element, part: &str) -> Option<String> {
    at.child(part)?.child_text("name")
}

fn moment(text: String) -> Moment {
    Moment::parse(&text, AssumedZone::Utc)
}
