//! The product tree of a CSAF document in the making.

use std::collections::{BTreeMap, HashMap, HashSet};

use noroshi_cpe::Name;
use serde_json::{Map, Value, json};

use crate::{Component, Inventory, Product, Purl, VersionSaid, vex::is_known_everywhere};

/// The product tree of a document in the making.
pub(super) struct Tree<'l> {
    list: &'l Inventory,
    references: HashMap<&'l str, usize>,
    names: Vec<Value>,
    /// Products with versions, below the branch of their name.
    branches: BTreeMap<String, Vec<Value>>,
    relationships: Vec<Value>,
    ids: HashMap<Key, String>,
    used: HashSet<String>,
}

/// What makes a product another one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key {
    id: String,
    names: Vec<String>,
    component: Option<usize>,
    version: Option<(String, bool)>,
    /// Of a product within another both.
    within: Option<(String, String)>,
}

impl<'l> Tree<'l> {
    pub(super) fn new(list: &'l Inventory) -> Self {
        let mut references = HashMap::new();
        for (index, component) in list.components.iter().enumerate() {
            if let Some(reference) = component.reference.as_deref() {
                references.entry(reference).or_insert(index);
            }
        }
        Self {
            list,
            references,
            names: Vec::new(),
            branches: BTreeMap::new(),
            relationships: Vec::new(),
            ids: HashMap::new(),
            used: HashSet::new(),
        }
    }

    /// The identifiers of a product, of one version where one is told apart: one, or as many as it has parts.
    pub(super) fn products(
        &mut self,
        product: &Product,
        version: Option<&VersionSaid>,
    ) -> Vec<String> {
        if product.parts.is_empty() {
            return vec![self.product(product, version)];
        }
        // The name of the two together may be the product's own; the whole is another one then.
        let mut names = product.names.clone();
        if is_known_everywhere(&product.id) || names.is_empty() {
            names.insert(0, product.id.clone());
        }
        let whole = Product {
            id: names.remove(0),
            names,
            component: None,
            versions: product.versions.clone(),
            parts: Vec::new(),
        };
        let outer = self.product(&whole, version);
        let parts = product.parts.iter().map(|part| {
            let named = Product {
                id: part.clone(),
                component: self.references.get(part.as_str()).copied(),
                ..Product::default()
            };
            let inner = self.product(&named, None);
            self.relate(&product.id, inner, outer.clone())
        });
        parts.collect()
    }

    fn relate(&mut self, id: &str, inner: String, outer: String) -> String {
        let key = Key {
            id: id.to_owned(),
            names: Vec::new(),
            component: None,
            version: None,
            within: Some((inner.clone(), outer.clone())),
        };
        if let Some(known) = self.ids.get(&key) {
            return known.clone();
        }
        let own = self.unused(&format!("part {inner} of {outer}"));
        self.relationships.push(json!({
            "category": "default_component_of",
            "product_reference": inner,
            "relates_to_product_reference": outer,
            "full_product_name": {"product_id": own, "name": format!("{inner} in {outer}")},
        }));
        self.ids.insert(key, own.clone());
        own
    }

    fn product(&mut self, product: &Product, version: Option<&VersionSaid>) -> String {
        let component = product
            .component
            .and_then(|at| self.list.components.get(at));
        let mut names: Vec<String> = product.names.clone();
        names.sort();
        names.dedup();
        names.retain(|name| *name != product.id);
        let key = Key {
            id: product.id.clone(),
            names,
            component: product.component,
            version: version.map(|said| (said.version.clone(), said.is_range)),
            within: None,
        };
        if let Some(known) = self.ids.get(&key) {
            return known.clone();
        }
        let wanted = match version {
            Some(said) if product.versions.len() > 1 => {
                format!("version {} of {}", said.version, product.id)
            }
            _ => product.id.clone(),
        };
        let wanted = if wanted.is_empty() {
            "product".to_owned()
        } else {
            wanted
        };
        let own = self.unused(&wanted);
        let name = component.map_or(product.id.as_str(), |c| c.name.as_str());
        let name = if name.is_empty() { &wanted } else { name };
        let single = component.and_then(|c| c.version.as_deref());
        let (version, is_range) = match version {
            Some(said) => (Some(said.version.as_str()), said.is_range),
            None => (single, false),
        };
        let version = version.filter(|version| !version.is_empty());
        let full = version.map_or(name.to_owned(), |version| format!("{name} {version}"));
        let mut written = Map::new();
        written.insert("product_id".to_owned(), json!(own));
        written.insert("name".to_owned(), json!(full));
        if let Some(helper) = helper(product, component) {
            written.insert("product_identification_helper".to_owned(), helper);
        }
        match version {
            Some(version) => {
                let category = match is_range || reads_as_range(version) {
                    true => "product_version_range",
                    false => "product_version",
                };
                let branch = json!({"category": category, "name": version, "product": written});
                self.branches
                    .entry(name.to_owned())
                    .or_default()
                    .push(branch);
            }
            None => self.names.push(Value::Object(written)),
        }
        self.ids.insert(key, own.clone());
        own
    }

    fn unused(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut n = 1;
        while !self.used.insert(name.clone()) {
            n += 1;
            // Not behind it: a package URL with something behind it is another one.
            name = format!("{n}: {wanted}");
        }
        name
    }

    pub(super) fn written(self) -> Value {
        let mut tree = Map::new();
        let mut put = |name: &str, list: Vec<Value>| {
            if !list.is_empty() {
                tree.insert(name.to_owned(), Value::Array(list));
            }
        };
        let branches = self.branches.into_iter();
        let branches = branches.map(
            |(name, inside)| json!({"category": "product_name", "name": name, "branches": inside}),
        );
        put("branches", branches.collect());
        put("full_product_names", self.names);
        put("relationships", self.relationships);
        Value::Object(tree)
    }
}

/// The names by which a product may be found: the first package URL and the first CPE in their own places, all others as
/// addresses.
fn helper(product: &Product, component: Option<&Component>) -> Option<Value> {
    let mut all: Vec<String> = std::iter::once(&product.id)
        .chain(&product.names)
        .cloned()
        .collect();
    if let Some(component) = component {
        let purls = component.purls.iter().chain(&component.made_purl);
        all.extend(purls.map(ToString::to_string));
        all.extend(component.cpes.iter().cloned());
    }
    let mut seen = HashSet::new();
    all.retain(|name| seen.insert(name.clone()));
    let mut out = Map::new();
    let mut uris = Vec::new();
    for name in all {
        let (member, namespace) = match name.as_str() {
            purl if purl.parse::<Purl>().is_ok() => {
                ("purl", "https://github.com/package-url/purl-spec")
            }
            cpe if Name::parse(cpe).is_ok() => ("cpe", "https://nvd.nist.gov/products/cpe"),
            link if link.starts_with("urn:cdx:") => {
                ("", "https://cyclonedx.org/capabilities/bomlink/")
            }
            uri if uri.contains("://") || uri.starts_with("urn:") => {
                ("", "https://www.rfc-editor.org/rfc/rfc3986")
            }
            _ => continue,
        };
        match !member.is_empty() && !out.contains_key(member) {
            true => drop(out.insert(member.to_owned(), json!(name))),
            false => uris.push(json!({"namespace": namespace, "uri": name})),
        }
    }
    let hashes = component.map(|component| {
        let good = component.hashes.iter().filter(|hash| {
            let hexadecimal = hash.value.bytes().all(|b| b.is_ascii_hexdigit());
            hash.value.len() >= 32 && hexadecimal && !hash.algorithm.is_empty()
        });
        good.map(|hash| json!({"algorithm": hash.algorithm, "value": hash.value}))
            .collect::<Vec<Value>>()
    });
    if let (Some(hashes), Some(component)) = (hashes.filter(|list| !list.is_empty()), component) {
        out.insert(
            "hashes".to_owned(),
            json!([{"filename": component.name, "file_hashes": hashes}]),
        );
    }
    if !uris.is_empty() {
        out.insert("x_generic_uris".to_owned(), Value::Array(uris));
    }
    (!out.is_empty()).then_some(Value::Object(out))
}

/// Whether a version would be taken for a range (mandatory test 6.1.31).
fn reads_as_range(version: &str) -> bool {
    const WORDS: &[&str] = &[
        "after", "all", "before", "earlier", "later", "prior", "version", "versions",
    ];
    let lower = version.to_lowercase();
    lower.contains(['<', '>'])
        || lower
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| WORDS.contains(&word))
}
