//! One name beside another: package URLs as their standard compares them, CPE names as sets.

use std::collections::{BTreeSet, HashMap};

use noroshi_cpe::{Attribute, Entry, Name, Relation, Value};
use noroshi_versions::Scheme;

use super::{
    By, Doubt, Meaning, Unlike,
    link::Link,
    versions::{in_range, is_everything, same_version},
};
use crate::{Component, Inventory, Purl, VersionSaid};

/// What a statement calls a product or a part of one.
#[derive(Debug, Default)]
pub(super) struct Called<'p> {
    /// The component itself, of the same document.
    pub(super) component: Option<usize>,
    purls: Vec<Purl>,
    cpes: Vec<Name>,
    links: Vec<&'p str>,
    /// Name, version and range of the component in the statement's own document.
    words: Option<&'p str>,
    version: Option<&'p str>,
    range: Option<&'p str>,
}

impl<'p> Called<'p> {
    pub(super) fn of(names: impl IntoIterator<Item = &'p str>) -> Self {
        let mut called = Self::default();
        for name in names {
            if name.starts_with("pkg:") {
                called.purls.extend(name.parse::<Purl>());
            } else if name.starts_with("cpe:") {
                called
                    .cpes
                    .extend(Name::parse_tolerant(name).map(|(name, _)| name));
            } else {
                called.links.push(name);
            }
        }
        called
    }

    /// Takes the names of a component of the statement's own document. Its range is left to the product where that
    /// tells versions apart by itself.
    pub(super) fn join(&mut self, component: &'p Component, has_versions: bool) {
        let purls = component.purls.iter().chain(&component.made_purl);
        self.purls.extend(purls.cloned());
        let cpes = component.cpes.iter();
        self.cpes
            .extend(cpes.filter_map(|cpe| Some(Name::parse_tolerant(cpe).ok()?.0)));
        self.words = Some(&component.name);
        self.version = component.version.as_deref();
        self.range = component.range.as_deref().filter(|_| !has_versions);
    }

    /// Whether the list as a whole is called by its own identifier or by a link without an entry.
    pub(super) fn whole(&self, list: &Inventory) -> Option<Option<Doubt>> {
        let id = list.id.as_deref()?;
        if self.links.contains(&id) {
            return Some(None);
        }
        let mut links = self.links.iter().filter_map(|link| Link::parse(link));
        let link = links.find(|link| link.reference.is_none() && link.is_to(id))?;
        Some(link.doubt(list))
    }
}

type PurlKey = (String, Option<String>, String);
type CpeKey = (String, String);

/// The components of a list by their names.
#[derive(Debug)]
pub(super) struct Listed<'i> {
    pub(super) inventory: &'i Inventory,
    cpes: HashMap<usize, Vec<Name>>,
    by_purl: HashMap<PurlKey, Vec<usize>>,
    by_cpe: HashMap<CpeKey, Vec<usize>>,
    by_words: HashMap<String, Vec<usize>>,
    by_reference: HashMap<&'i str, usize>,
}

impl<'i> Listed<'i> {
    pub(super) fn new(inventory: &'i Inventory) -> Self {
        let mut this = Self {
            inventory,
            cpes: HashMap::new(),
            by_purl: HashMap::new(),
            by_cpe: HashMap::new(),
            by_words: HashMap::new(),
            by_reference: HashMap::new(),
        };
        for (index, component) in inventory.components.iter().enumerate() {
            for purl in purls(component) {
                this.by_purl.entry(purl_key(purl)).or_default().push(index);
            }
            let cpes: Vec<Name> = component
                .cpes
                .iter()
                .filter_map(|cpe| cpe_of(cpe, component))
                .collect();
            for cpe in &cpes {
                this.by_cpe.entry(cpe_key(cpe)).or_default().push(index);
            }
            if !cpes.is_empty() {
                this.cpes.insert(index, cpes);
            }
            let words = component.name.to_lowercase();
            this.by_words.entry(words).or_default().push(index);
            if let Some(reference) = component.reference.as_deref() {
                this.by_reference.entry(reference).or_insert(index);
            }
        }
        this
    }

    /// The components that have any name in common, in their order.
    pub(super) fn candidates(&self, called: &Called<'_>) -> BTreeSet<usize> {
        let mut found: BTreeSet<usize> = called.component.into_iter().collect();
        if !found.is_empty() {
            return found;
        }
        for purl in &called.purls {
            found.extend(self.by_purl.get(&purl_key(purl)).into_iter().flatten());
        }
        for cpe in &called.cpes {
            let plain = |attribute| matches!(cpe.get(attribute), Value::Text(text) if !text.has_wildcards());
            match plain(Attribute::Vendor) && plain(Attribute::Product) {
                true => found.extend(self.by_cpe.get(&cpe_key(cpe)).into_iter().flatten()),
                // A name for products of any name is for each that has one.
                false => found.extend(self.cpes.keys()),
            }
        }
        found.extend(
            called
                .links
                .iter()
                .filter_map(|link| Some(self.linked(link)?.0)),
        );
        if let Some(words) = called.words {
            let words = words.to_lowercase();
            found.extend(self.by_words.get(&words).into_iter().flatten());
        }
        found
    }

    /// The component that a link leads to.
    fn linked(&self, text: &str) -> Option<(usize, Option<Doubt>)> {
        let link = Link::parse(text)?;
        let id = self.inventory.id.as_deref()?;
        let reference = link.reference.as_deref().filter(|_| link.is_to(id))?;
        let component = self.by_reference.get(reference)?;
        Some((*component, link.doubt(self.inventory)))
    }

    /// What the names come to for a component: the surest kind of name that both have decides. `None` where they have
    /// nothing in common.
    pub(super) fn meaning(&self, called: &Called<'_>, component: usize) -> Option<Meaning> {
        if called.component == Some(component) {
            return Some(Meaning::Yes(By::Reference));
        }
        let mut links = called.links.iter().filter_map(|link| self.linked(link));
        if let Some((_, doubt)) = links.find(|(to, _)| *to == component) {
            return Some(doubt.map_or(Meaning::Yes(By::Link), Meaning::CannotTell));
        }
        let its = &self.inventory.components[component];
        let by_purl = called.purls.iter().filter_map(|said| {
            let own = purls(its).filter(|own| purl_key(own) == purl_key(said));
            own.map(|own| purl(said, own, its))
                .max_by_key(|(meaning, _)| *meaning)
        });
        let by_cpe = || {
            let own = self.cpes.get(&component).into_iter().flatten();
            let met = own.flat_map(|own| called.cpes.iter().filter_map(|said| cpe(said, own)));
            met.max_by_key(|(meaning, _)| *meaning)
        };
        let (meaning, knows_version) = by_purl
            .max_by_key(|(meaning, _)| *meaning)
            .or_else(by_cpe)
            .or_else(|| {
                let same = called.words?.to_lowercase() == its.name.to_lowercase();
                same.then_some((Meaning::CannotTell(Doubt::Words), false))
            })?;
        // The name may be of all versions, and its component in the statement's document of one.
        match meaning {
            Meaning::No(_) => Some(meaning),
            _ if knows_version => Some(meaning),
            _ => Some(self.one_version(called, component, meaning)),
        }
    }

    fn one_version(&self, called: &Called<'_>, component: usize, so_far: Meaning) -> Meaning {
        let said = [(called.version, false), (called.range, true)];
        let said: Vec<VersionSaid> = said
            .into_iter()
            .filter_map(|(version, is_range)| {
                Some(VersionSaid {
                    version: version?.to_owned(),
                    is_range,
                    affected: None,
                })
            })
            .collect();
        match said.is_empty() {
            true => so_far,
            false => match self.in_versions(&said, component, so_far).0 {
                Meaning::No(_) if called.range.is_none() => Meaning::No(Unlike::Version),
                other => other.min(so_far),
            },
        }
    }

    /// Whether a component's version is one of those told apart, and which.
    pub(super) fn in_versions(
        &self,
        versions: &[VersionSaid],
        component: usize,
        yes: Meaning,
    ) -> (Meaning, Option<usize>) {
        let its = &self.inventory.components[component];
        let own = its
            .version
            .as_deref()
            .or_else(|| purls(its).find_map(Purl::version));
        let scheme = scheme_of(its);
        let mut doubt = None;
        for (place, said) in versions.iter().enumerate() {
            let Some(own) = own else {
                // One that is every version holds for an unknown one, too.
                match said.is_range && is_everything(&said.version) {
                    true => return (yes, Some(place)),
                    false => doubt = Some(Doubt::Version),
                }
                continue;
            };
            let holds = match said.is_range {
                true => in_range(own, &said.version, scheme),
                false => Some(same_version(own, &said.version, scheme)),
            };
            match holds {
                Some(true) => return (yes, Some(place)),
                Some(false) => {}
                None => doubt = Some(Doubt::Range),
            }
        }
        let meaning = doubt.map_or(Meaning::No(Unlike::Range), Meaning::CannotTell);
        (meaning, None)
    }
}

/// A statement's package URL beside a component's of the same type, namespace and name. Also answers whether the version
/// was regarded.
///
/// One without a version is of all versions; qualifiers and subpath narrow it down, and what the component's own has
/// beyond them does no harm.
fn purl(said: &Purl, own: &Purl, component: &Component) -> (Meaning, bool) {
    let mut meaning = Meaning::Yes(By::Purl);
    for (name, value) in said.qualifiers() {
        match own.qualifier(name) {
            Some(other) if other == value => {}
            Some(_) => return (Meaning::No(Unlike::Qualifier), true),
            None => meaning = meaning.min(Meaning::CannotTell(Doubt::Qualifier)),
        }
    }
    if let Some(path) = said.subpath() {
        match own.subpath() {
            Some(other) if other == path || other.starts_with(&format!("{path}/")) => {}
            Some(_) => return (Meaning::No(Unlike::Qualifier), true),
            None => meaning = meaning.min(Meaning::CannotTell(Doubt::Qualifier)),
        }
    }
    let Some(version) = said.version() else {
        return (meaning, false);
    };
    match own.version().or(component.version.as_deref()) {
        Some(other) if same_version(other, version, own.scheme()) => (meaning, true),
        Some(_) => (Meaning::No(Unlike::Version), true),
        None => (meaning.min(Meaning::CannotTell(Doubt::Version)), true),
    }
}

/// A statement's CPE name beside a component's: it means what is the same or narrower. Also answers whether the version
/// was regarded. `None` where they are of different products.
fn cpe(said: &Name, own: &Name) -> Option<(Meaning, bool)> {
    let differs = |attribute| said.compare_attribute(own, attribute) == Relation::Disjoint;
    if [Attribute::Part, Attribute::Vendor, Attribute::Product]
        .into_iter()
        .any(differs)
    {
        return None;
    }
    let meaning = match said.compare(own) {
        Relation::Equal | Relation::Superset => Meaning::Yes(By::Cpe),
        Relation::Disjoint if differs(Attribute::Version) || differs(Attribute::Update) => {
            Meaning::No(Unlike::Version)
        }
        Relation::Disjoint => Meaning::No(Unlike::Attribute),
        Relation::Subset | Relation::Undefined => Meaning::CannotTell(Doubt::Attribute),
    };
    Some((meaning, said.get(Attribute::Version) != Value::Any))
}

/// A component's CPE name, with its version where the name leaves it open.
fn cpe_of(text: &str, component: &Component) -> Option<Name> {
    let (name, _) = Name::parse_tolerant(text).ok()?;
    match (&component.version, name.get(Attribute::Version)) {
        (Some(version), Value::Any) => Some(
            name.with(Attribute::Version, Entry::Plain(version))
                .unwrap_or(name),
        ),
        _ => Some(name),
    }
}

fn purls(component: &Component) -> impl Iterator<Item = &Purl> {
    component.purls.iter().chain(&component.made_purl)
}

fn purl_key(purl: &Purl) -> PurlKey {
    let namespace = purl.namespace().map(str::to_owned);
    (purl.kind().to_owned(), namespace, purl.name().to_owned())
}

fn cpe_key(name: &Name) -> CpeKey {
    let of = |attribute| name.get(attribute).formatted().to_owned();
    (of(Attribute::Vendor), of(Attribute::Product))
}

fn scheme_of(component: &Component) -> Option<&'static dyn Scheme> {
    purls(component).find_map(Purl::scheme)
}
