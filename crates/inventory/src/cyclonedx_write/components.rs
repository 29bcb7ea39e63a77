//! Components, services and dependencies of CycloneDX.

use std::collections::{BTreeMap, HashMap, HashSet};

use noroshi_model::Note;
use serde_json::{Map, Value, json};

use crate::{Component, Hash, Inventory, Kind, Product, Purl, Relation, VendorRole, text::shown};

/// How deep components stand in components; readers end at some depth, our own at 128 brackets.
const DEEPEST: usize = 30;

/// The components of a document in the making, each with a reference of its own.
pub(super) struct Components<'l> {
    list: &'l Inventory,
    references: Vec<String>,
    used: HashSet<String>,
    children: HashMap<Option<usize>, Vec<usize>>,
    subject: Option<usize>,
    /// Products that the list does not hold, by their names.
    added: HashMap<Vec<String>, String>,
    further: Vec<Value>,
}

impl<'l> Components<'l> {
    pub(super) fn new(list: &'l Inventory) -> Self {
        let mut this = Self {
            list,
            references: Vec::new(),
            used: HashSet::new(),
            children: HashMap::new(),
            subject: list
                .subjects
                .first()
                .copied()
                .filter(|_| list.subjects.len() == 1),
            added: HashMap::new(),
            further: Vec::new(),
        };
        // References that stand once keep their name; the others may not take it.
        for component in &list.components {
            let own = component.reference.clone();
            let own = own.filter(|reference| this.used.insert(reference.clone()));
            this.references.push(own.unwrap_or_default());
        }
        for index in 0..list.components.len() {
            if this.references[index].is_empty() {
                this.references[index] = this.unused(&format!("component-{index}"));
            }
            let mut parent = list.components[index].parent;
            // Only what stands before can hold; and a reader ends at some depth.
            if parent.is_some_and(|at| at >= index || this.depth(at) > DEEPEST) {
                parent = None;
            }
            if Some(index) != this.subject {
                this.children.entry(parent).or_default().push(index);
            }
        }
        this
    }

    fn depth(&self, mut at: usize) -> usize {
        let mut depth = 0;
        while let Some(up) = self.list.components[at]
            .parent
            .filter(|up| *up < at && depth <= DEEPEST)
        {
            at = up;
            depth += 1;
        }
        depth
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

    /// The reference of a component of the list.
    pub(super) fn reference(&self, at: usize) -> Option<&str> {
        self.references.get(at).map(String::as_str)
    }

    pub(super) fn version(&self, at: usize) -> Option<&'l str> {
        self.list.components.get(at)?.version.as_deref()
    }

    /// The reference of a product: of the list, or one more component.
    pub(super) fn of_product(&mut self, product: &Product) -> String {
        if let Some(reference) = product.component.and_then(|at| self.reference(at)) {
            return reference.to_owned();
        }
        if product.id.starts_with("urn:cdx:") {
            return product.id.clone();
        }
        let mut names: Vec<String> = product.names.clone();
        names.push(product.id.clone());
        names.sort();
        names.dedup();
        if let Some(reference) = self.added.get(&names) {
            return reference.clone();
        }
        let mut component = Component::new(product.id.clone(), "");
        for name in &names {
            if let Ok(purl) = name.parse::<Purl>() {
                component.purls.push(purl);
            } else if name.starts_with("cpe:") {
                component.cpes.push(name.clone());
            }
        }
        if let Some(purl) = component.purls.first() {
            component.name = purl.name().to_owned();
            component.group = purl.namespace().map(str::to_owned);
            component.version = purl.version().map(str::to_owned);
        }
        let reference = self.unused(&product.id);
        let mut written = fields(&component, &reference, &mut Vec::new());
        written.insert("type".to_owned(), json!("application"));
        self.further.push(Value::Object(written));
        self.added.insert(names, reference.clone());
        reference
    }

    /// The one component that the document is about.
    pub(super) fn subject(&self, notes: &mut Vec<Note>) -> Option<Value> {
        if self.list.subjects.len() > 1 {
            let what = format!("{} subjects; the form knows one", self.list.subjects.len());
            notes.push(Note::new("/metadata/component", what));
        }
        Some(self.one(self.subject?, notes))
    }

    /// All others, with those inside them, and those that were added.
    pub(super) fn all(&self, notes: &mut Vec<Note>) -> Value {
        let mut all = self.within(None, false, notes);
        all.extend(self.further.iter().cloned());
        Value::Array(all)
    }

    pub(super) fn services(&self, notes: &mut Vec<Note>) -> Vec<Value> {
        self.within(None, true, notes)
    }

    fn within(&self, parent: Option<usize>, services: bool, notes: &mut Vec<Note>) -> Vec<Value> {
        let inside = self.children.get(&parent).into_iter().flatten();
        inside
            .filter(|at| (self.list.components[**at].kind == Kind::Service) == services)
            .map(|at| self.one(*at, notes))
            .collect()
    }

    fn one(&self, at: usize, notes: &mut Vec<Note>) -> Value {
        let component = &self.list.components[at];
        let mut out = fields(component, &self.references[at], notes);
        let is_service = component.kind == Kind::Service;
        if !is_service {
            out.insert("type".to_owned(), json!(word(&component.kind)));
        }
        let inside = self.within(Some(at), is_service, notes);
        if !inside.is_empty() {
            let member = if is_service { "services" } else { "components" };
            out.insert(member.to_owned(), Value::Array(inside));
        }
        let mixed = self.children.get(&Some(at)).into_iter().flatten();
        let lost =
            mixed.filter(|c| (self.list.components[**c].kind == Kind::Service) != is_service);
        for child in lost {
            let what = "a service inside a component, or the other way round, cannot be carried";
            notes.push(Note::new(self.list.components[*child].place.clone(), what));
        }
        Value::Object(out)
    }

    /// How complete the list says that it is.
    pub(super) fn compositions(&self, notes: &mut Vec<Note>) -> Vec<Value> {
        const WORDS: &[&str] = &[
            "complete",
            "incomplete",
            "incomplete_first_party_only",
            "incomplete_first_party_proprietary_only",
            "incomplete_first_party_opensource_only",
            "incomplete_third_party_only",
            "incomplete_third_party_proprietary_only",
            "incomplete_third_party_opensource_only",
            "unknown",
            "not_specified",
        ];
        let mut written: Vec<Value> = Vec::new();
        let mut known = HashSet::new();
        for composition in &self.list.compositions {
            let mut note = |what: &str| notes.push(Note::new(composition.place.clone(), what));
            if !WORDS.contains(&composition.word.as_str()) {
                note("a word for how complete it is that the form does not have");
                continue;
            }
            let mut out = Map::new();
            out.insert("aggregate".to_owned(), json!(composition.word));
            for (member, list) in [
                ("assemblies", &composition.holding),
                ("dependencies", &composition.depending),
            ] {
                let mut seen = HashSet::new();
                let list: Vec<&str> = list
                    .iter()
                    .filter_map(|at| self.reference(*at))
                    .filter(|reference| seen.insert(*reference))
                    .collect();
                if !list.is_empty() {
                    out.insert(member.to_owned(), json!(list));
                }
            }
            if composition.elsewhere && out.len() == 1 {
                // Alone the word would be about all of the document.
                note("left out: how complete something is that is not in the document");
                continue;
            }
            let out = Value::Object(out);
            // The schema wants each once.
            if known.insert(out.to_string()) {
                written.push(out);
            }
        }
        written
    }

    /// What depends on what; other relations have no place.
    pub(super) fn dependencies(&self, notes: &mut Vec<Note>) -> Value {
        let mut from: BTreeMap<usize, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
        let mut others = 0;
        for edge in &self.list.edges {
            let Some(to) = self.reference(edge.to) else {
                continue;
            };
            let nested =
                self.list.components.get(edge.to).and_then(|c| c.parent) == Some(edge.from);
            match &edge.relation {
                Relation::DependsOn => from.entry(edge.from).or_default().0.push(to),
                Relation::Other(word) if word == "provides" => {
                    from.entry(edge.from).or_default().1.push(to);
                }
                Relation::Contains if nested => {}
                _ => others += 1,
            }
        }
        if others > 0 {
            let what = format!("{others} relations that are no dependencies cannot be carried");
            notes.push(Note::new("/dependencies", what));
        }
        let unique = |mut list: Vec<&str>| -> Value {
            let mut seen = HashSet::new();
            list.retain(|to| seen.insert(*to));
            json!(list)
        };
        let written = from.into_iter().filter_map(|(at, (depends, provides))| {
            let mut out = Map::new();
            out.insert("ref".to_owned(), json!(self.reference(at)?));
            for (member, list) in [("dependsOn", depends), ("provides", provides)] {
                if !list.is_empty() {
                    out.insert(member.to_owned(), unique(list));
                }
            }
            Some(Value::Object(out))
        });
        Value::Array(written.collect())
    }
}

/// The members that components and services have, but for the type.
fn fields(component: &Component, reference: &str, notes: &mut Vec<Note>) -> Map<String, Value> {
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| out.insert(name.to_owned(), value);
    put("bom-ref", json!(reference));
    put("name", json!(component.name));
    for (name, value) in [("group", &component.group), ("version", &component.version)] {
        if let Some(value) = value {
            put(name, json!(value));
        }
    }
    let by = |role| {
        component
            .vendors
            .iter()
            .filter(move |v| v.role == role)
            .map(|v| &v.name)
    };
    if component.kind == Kind::Service {
        if let Some(name) = by(VendorRole::Supplier).next() {
            put("provider", json!({"name": name}));
        }
        return out;
    }
    if let Some(name) = by(VendorRole::Supplier).next() {
        put("supplier", json!({"name": name}));
    }
    if let Some(name) = by(VendorRole::Supplier)
        .nth(1)
        .or(by(VendorRole::Packager).next())
    {
        put("publisher", json!(name));
    }
    if let Some(name) = by(VendorRole::Maker).next() {
        put("manufacturer", json!({"name": name}));
    }
    let authors: Vec<Value> = by(VendorRole::Author)
        .map(|name| json!({"name": name}))
        .collect();
    if !authors.is_empty() {
        put("authors", Value::Array(authors));
    }
    if let Some(scope) = component.scope.as_deref()
        && ["required", "optional", "excluded"].contains(&scope)
    {
        put("scope", json!(scope));
    }
    let hashes: Vec<Value> = component.hashes.iter().filter_map(hash).collect();
    if !hashes.is_empty() {
        put("hashes", Value::Array(hashes));
    }
    if let Some(tag) = &component.swid {
        put("swid", json!({"tagId": tag, "name": component.name}));
    }
    let mut evidence = Vec::new();
    let purls = component
        .purls
        .iter()
        .chain(&component.made_purl)
        .map(ToString::to_string);
    for (n, purl) in purls.enumerate() {
        match n {
            0 => drop(put("purl", json!(purl))),
            _ => evidence.push(json!({"field": "purl", "concludedValue": purl})),
        }
    }
    let (good, bad): (Vec<_>, Vec<_>) = component
        .cpes
        .iter()
        .partition(|cpe| noroshi_cpe::Name::parse(cpe).is_ok());
    for (n, cpe) in good.into_iter().enumerate() {
        match n {
            0 => drop(put("cpe", json!(cpe))),
            _ => evidence.push(json!({"field": "cpe", "concludedValue": cpe})),
        }
    }
    for cpe in bad {
        let what = format!("not a well-formed CPE name, left out: {}", shown(cpe));
        notes.push(Note::new(component.place.clone(), what));
    }
    if !evidence.is_empty() {
        put("evidence", json!({"identity": evidence}));
    }
    if let Some(range) = &component.range {
        put(
            "properties",
            json!([{"name": "noroshi:version-range", "value": range}]),
        );
    }
    out
}

/// The digest, where the form knows its algorithm and its length is one of theirs.
fn hash(hash: &Hash) -> Option<Value> {
    const NAMES: &[(&str, &str, usize)] = &[
        ("md5", "MD5", 32),
        ("sha1", "SHA-1", 40),
        ("sha256", "SHA-256", 64),
        ("sha384", "SHA-384", 96),
        ("sha512", "SHA-512", 128),
        ("sha3256", "SHA3-256", 64),
        ("sha3384", "SHA3-384", 96),
        ("sha3512", "SHA3-512", 128),
        ("blake2b256", "BLAKE2b-256", 64),
        ("blake2b384", "BLAKE2b-384", 96),
        ("blake2b512", "BLAKE2b-512", 128),
        ("blake3", "BLAKE3", 64),
    ];
    let (_, name, length) = NAMES.iter().find(|(own, ..)| *own == hash.algorithm)?;
    let hexadecimal = hash.value.chars().all(|c| c.is_ascii_hexdigit());
    (hexadecimal && hash.value.len() == *length)
        .then(|| json!({"alg": name, "content": hash.value}))
}

/// The type of a component; the specification asks for `application` where nothing more is known.
fn word(kind: &Kind) -> &str {
    const OTHERS: &[&str] = &["framework", "platform", "device-driver"];
    match kind {
        Kind::Library => "library",
        Kind::OperatingSystem => "operating-system",
        Kind::Container => "container",
        Kind::Firmware => "firmware",
        Kind::Device => "device",
        Kind::File => "file",
        Kind::Data => "data",
        Kind::Other(word) if OTHERS.contains(&word.as_str()) => word,
        Kind::Application | Kind::Unsaid | Kind::Service | Kind::Other(_) => "application",
    }
}
