//! The product tree of CSAF (section 3.2.2): branches, relationships, product paths and groups.

use std::collections::HashMap;

use noroshi_model::{Note, Path};

use crate::{
    Component, Hash, Purl, Relation, Vendor, VendorRole,
    draft::{Draft, unknown},
    json::{At, Json},
    text::shown,
};

/// The most further names that are kept of one product.
const MOST_NAMES: usize = 64;

/// The products of a document by the name that its own statements call them.
#[derive(Debug, Default)]
pub(super) struct Products {
    by_id: HashMap<String, Naming>,
    groups: HashMap<String, Vec<String>>,
}

/// What a product of the tree is called besides its own name.
#[derive(Debug, Clone, Default)]
pub(super) struct Naming {
    /// Package URLs, CPEs and other addresses; of a product within another those of the other.
    pub(super) names: Vec<String>,
    /// The range of versions that it stands for.
    pub(super) range: Option<String>,
    /// The one version that it is, where its names do not say so.
    pub(super) version: Option<String>,
    /// The part that is meant, of a product within another.
    pub(super) parts: Vec<String>,
}

impl Products {
    pub(super) fn get(&self, id: &str) -> Option<&Naming> {
        self.by_id.get(id)
    }

    pub(super) fn group(&self, id: &str) -> Option<&[String]> {
        self.groups.get(id).map(Vec::as_slice)
    }
}

/// The way down the branches to a product.
#[derive(Clone, Copy)]
struct Trail<'t> {
    up: Option<&'t Self>,
    category: &'t str,
    name: &'t str,
}

impl<'t> Trail<'t> {
    /// The name of the nearest branch of that category.
    fn named(&self, category: &str) -> Option<&'t str> {
        match self.category == category {
            true => Some(self.name),
            false => self.up?.named(category),
        }
    }
}

/// Reads the tree: each full product name is an entry.
pub(super) fn tree(at: At<'_, '_>, known: &mut Products, draft: &mut Draft, notes: &mut Vec<Note>) {
    branches(at, None, known, draft, notes);
    at.items("full_product_names", notes, |at, notes| {
        full_product(at, None, known, draft, notes);
    });
    at.items("relationships", notes, |at, notes| {
        let Some(index) = combined(at, known, draft, notes) else {
            return;
        };
        let inner = at.owned("product_reference", notes);
        let outer = at.owned("relates_to_product_reference", notes);
        let category = at.owned("category", notes).unwrap_or_default();
        within(at, index, inner, outer, &category, known, draft);
    });
    at.items("product_paths", notes, |at, notes| {
        let Some(index) = combined(at, known, draft, notes) else {
            return;
        };
        let inner = at.owned("beginning_product_reference", notes);
        let mut steps = Vec::new();
        at.each("subpaths", notes, |at, notes| {
            let category = at.owned("category", notes).unwrap_or_default();
            steps.push((at.owned("next_product_reference", notes), category));
        });
        if steps.len() > 1 {
            let what =
                "a path of several steps; its statements are read as if it ended at the first";
            draft.note(at.place_of("subpaths"), what);
        }
        let (outer, category) = steps.into_iter().next().unwrap_or_default();
        within(at, index, inner, outer, &category, known, draft);
    });
    at.each("product_groups", notes, |at, notes| {
        let Some(id) = at.owned("group_id", notes) else {
            draft.note(at.place(), "a group without `group_id`");
            return;
        };
        let mut members = Vec::new();
        at.texts("product_ids", notes, |id, _, _| members.push(id.to_owned()));
        known.groups.insert(id, members);
    });
}

fn branches(
    at: At<'_, '_>,
    up: Option<&Trail<'_>>,
    known: &mut Products,
    draft: &mut Draft,
    notes: &mut Vec<Note>,
) {
    at.each("branches", notes, |at, notes| {
        let category = at.text("category", notes).unwrap_or_default();
        let name = at.text("name", notes).unwrap_or_default();
        let trail = Trail {
            up,
            category: &category,
            name: &name,
        };
        if let Some(json) = at.given("product") {
            let path = Path::Member(&at.path, "product");
            full_product(At { json, path }, Some(&trail), known, draft, notes);
        }
        branches(at, Some(&trail), known, draft, notes);
    });
}

/// Reads a full product name as a component.
fn full_product(
    at: At<'_, '_>,
    trail: Option<&Trail<'_>>,
    known: &mut Products,
    draft: &mut Draft,
    notes: &mut Vec<Note>,
) -> Option<usize> {
    let Json::Object(_) = at.json else {
        let why = format!("{} where a product should be", at.json.what());
        draft.refuse(at.place(), why);
        return None;
    };
    let named = |category| trail.and_then(|trail| trail.named(category));
    let mut own = Component {
        name: at.owned("name", notes).unwrap_or_default(),
        reference: at.owned("product_id", notes),
        range: named("product_version_range").map(str::to_owned),
        place: at.place(),
        ..Component::default()
    };
    // Without a branch for the name, that of the version holds the whole name.
    if let Some(name) = named("product_name") {
        own.name = name.to_owned();
        own.version = version(named("product_version"), named("service_pack"));
    }
    if let Some(name) = named("vendor") {
        own.vendors.push(Vendor {
            role: VendorRole::Supplier,
            name: name.to_owned(),
        });
    }
    let mut names = Vec::new();
    at.member("product_identification_helper", notes, |at, notes| {
        helper(at, &mut own, &mut names, draft, notes);
    });
    if own.version.is_none() && own.range.is_none() {
        let said = own.purls.iter().find_map(Purl::version);
        own.version = said.map(str::to_owned);
    }
    let whole = own.purls.iter().map(ToString::to_string);
    names.splice(0..0, whole.chain(own.cpes.iter().cloned()));
    names.truncate(MOST_NAMES);
    let unsaid = !own.purls.iter().any(|purl| purl.version().is_some());
    let naming = Naming {
        names,
        range: own.range.clone(),
        version: own.version.clone().filter(|_| unsaid),
        parts: Vec::new(),
    };
    let id = own.reference.clone();
    let place = own.place.clone();
    let index = draft.add(own)?;
    match id {
        Some(id) => {
            known.by_id.entry(id).or_insert(naming);
        }
        None => draft.note(place, "no `product_id`: nothing can be said of it"),
    }
    Some(index)
}

/// Version and service pack; some write the whole version again with the service pack.
fn version(version: Option<&str>, pack: Option<&str>) -> Option<String> {
    match (version, pack) {
        (Some(version), Some(pack)) if pack.starts_with(version) => Some(pack.to_owned()),
        (Some(version), Some(pack)) => Some(format!("{version} {pack}")),
        (version, _) => version.map(str::to_owned),
    }
}

/// Reads a product identification helper; what has no place among a component's names is noted.
fn helper(
    at: At<'_, '_>,
    own: &mut Component,
    names: &mut Vec<String>,
    draft: &mut Draft,
    notes: &mut Vec<Note>,
) {
    if let Some(cpe) = at.text("cpe", notes) {
        draft.cpe(own, &cpe, || at.place_of("cpe"));
    }
    if let Some(purl) = at.text("purl", notes) {
        draft.purl(own, &purl, || at.place_of("purl"));
    }
    at.texts("purls", notes, |purl, path, _| {
        draft.purl(own, purl, || path.to_string());
    });
    at.each("hashes", notes, |at, notes| {
        at.each("file_hashes", notes, |at, notes| {
            let algorithm = at.text("algorithm", notes);
            if let (Some(algorithm), Some(value)) = (algorithm, at.text("value", notes)) {
                own.hashes.push(Hash::new(&algorithm, &value));
            }
        });
    });
    at.each("x_generic_uris", notes, |at, notes| {
        names.extend(at.owned("uri", notes));
    });
    let other: Vec<&str> = ["model_numbers", "serial_numbers", "skus", "sbom_urls"]
        .into_iter()
        .filter(|member| at.given(member).is_some())
        .collect();
    if !other.is_empty() {
        let what = format!("not kept: {}", other.join(", "));
        draft.note(at.place(), what);
    }
}

/// Reads the name that a relationship or a path gives to products in company.
fn combined(
    at: At<'_, '_>,
    known: &mut Products,
    draft: &mut Draft,
    notes: &mut Vec<Note>,
) -> Option<usize> {
    let Json::Object(_) = at.json else {
        let why = format!("{} where a relationship should be", at.json.what());
        draft.refuse(at.place(), why);
        return None;
    };
    let Some(json) = at.given("full_product_name") else {
        draft.refuse(at.place(), "a relationship without `full_product_name`");
        return None;
    };
    let path = Path::Member(&at.path, "full_product_name");
    full_product(At { json, path }, None, known, draft, notes)
}

/// Keeps that a product stands for another one within a third.
fn within(
    at: At<'_, '_>,
    index: usize,
    inner: Option<String>,
    outer: Option<String>,
    category: &str,
    known: &mut Products,
    draft: &mut Draft,
) {
    let (Some(inner), Some(outer)) = (inner, outer) else {
        draft.note(
            at.place(),
            "a relationship that does not name both products",
        );
        return;
    };
    let relation = match category {
        "default_component_of" => Relation::Contains,
        other => Relation::Other(other.to_owned()),
    };
    draft.link(&outer, &inner, relation, || at.place());
    let parts = match known.by_id.get(&inner) {
        Some(naming) => part(&inner, naming),
        None => vec![inner],
    };
    let Some(around) = known.by_id.get(&outer) else {
        draft.note(at.place(), unknown(&outer));
        return;
    };
    let around = around.clone();
    let component = &draft.inventory.components[index];
    let Some(own) = component.reference.as_ref() else {
        return;
    };
    // An identifier used twice belongs to the first.
    if draft.named(own) != Some(index) {
        let what = format!("{} is another product, too", shown(own));
        draft.note(at.place(), what);
        return;
    }
    if let Some(naming) = known.by_id.get_mut(own) {
        naming.names.extend(around.names);
        naming.names.truncate(MOST_NAMES);
        naming.range = naming.range.take().or(around.range);
        naming.version = around.version;
        naming.parts = parts;
    }
}

/// The names by which a part may be found anywhere; its identifier in this document where they would say more versions
/// than are meant.
fn part(id: &str, naming: &Naming) -> Vec<String> {
    let says_version = |name: &String| {
        let purl = name.parse::<Purl>();
        purl.is_ok_and(|purl| purl.version().is_some())
    };
    let purls: Vec<String> = naming
        .names
        .iter()
        .filter(|n| says_version(n))
        .cloned()
        .collect();
    match purls.is_empty() || naming.range.is_some() || !naming.parts.is_empty() {
        true => vec![id.to_owned()],
        false => purls,
    }
}
