//! Which components of a list a statement's products mean: by reference, link, package URL, CPE or the document as a
//! whole. Yes, no, or cannot be told, with the reason.

mod link;
mod names;
mod versions;

use std::{
    cell::Cell,
    collections::{HashMap, HashSet},
};

use names::{Called, Listed};

use crate::{Inventory, Kind, Product, Statement};

/// How many edges are walked in all to find what stands inside what; beyond it, it cannot be told.
const MOST_STEPS: usize = 50_000_000;

/// That a product of a statement means a component, does not, or may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// The product, by its place in the statement.
    pub product: usize,
    /// The component, by its index; `None` for every component of the list: the product is what the list as a whole is
    /// about.
    pub component: Option<usize>,
    /// Whether it is meant.
    pub meaning: Meaning,
    /// The place, among the product's versions, of the one that holds for the component.
    pub version: Option<usize>,
}

/// Whether a product means a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// It does not, though a name is the same.
    No(Unlike),
    /// The names leave it open.
    CannotTell(Doubt),
    /// It does.
    Yes(By),
}

/// By what a component was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// A CPE name that is the same or wider.
    Cpe,
    /// A package URL.
    Purl,
    /// A link (`urn:cdx:`) to the list and an entry in it.
    Link,
    /// A reference within the same document.
    Reference,
}

/// Why a component is not meant, though it has the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unlike {
    /// Its version is another one.
    Version,
    /// Its version lies in none of the ranges.
    Range,
    /// A qualifier or subpath of its package URL is another one, an architecture for example.
    Qualifier,
    /// Its CPE name differs in another attribute than the version.
    Attribute,
    /// It does not stand in the product whose part is meant.
    Whole,
}

/// Why it cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// Only the words of the name are the same.
    Words,
    /// The list does not say whether it is of the product whose part is meant.
    Whole,
    /// The link is to another edition of the list.
    Edition,
    /// The statement's CPE name is narrower than the component's, or says something else of it.
    Attribute,
    /// The component does not give a qualifier or subpath that the statement's package URL has.
    Qualifier,
    /// A range cannot be read, or its scheme is not known.
    Range,
    /// The component has no version.
    Version,
}

/// The components that a statement's products mean, and those of the same name that they do not.
///
/// `its` is the document in which the statement stands, `list` the one whose components are asked for: for a document's
/// own statements the same one twice. A component that is not among the answers has nothing in common with any product.
/// For many statements make [`About`] once.
pub fn about(statement: &Statement, its: &Inventory, list: &Inventory) -> Vec<Meant> {
    About::new(its, list).statement(statement)
}

/// A document with statements and a list of components, made ready for questions.
#[derive(Debug)]
pub struct About<'i> {
    its: &'i Inventory,
    same: bool,
    list: Listed<'i>,
    references: HashMap<&'i str, usize>,
    inside: HashMap<usize, Vec<usize>>,
    steps: Cell<usize>,
}

impl<'i> About<'i> {
    /// Makes both ready; see [`about`].
    pub fn new(its: &'i Inventory, list: &'i Inventory) -> Self {
        let mut references = HashMap::new();
        for (index, component) in its.components.iter().enumerate() {
            if let Some(reference) = component.reference.as_deref() {
                references.entry(reference).or_insert(index);
            }
        }
        let mut inside: HashMap<usize, Vec<usize>> = HashMap::new();
        for edge in &list.edges {
            inside.entry(edge.from).or_default().push(edge.to);
        }
        Self {
            its,
            same: std::ptr::eq(its, list),
            list: Listed::new(list),
            references,
            inside,
            steps: Cell::new(0),
        }
    }

    /// What [`about`] answers.
    pub fn statement(&self, statement: &Statement) -> Vec<Meant> {
        let products = statement.products.iter().enumerate();
        products
            .flat_map(|(place, product)| self.product(place, product))
            .collect()
    }

    fn product(&self, place: usize, product: &Product) -> Vec<Meant> {
        let own = product.component.filter(|_| self.same);
        if let (Some(component), false) = (own, product.parts.is_empty()) {
            // In the document itself the product and its part together are a component of their own.
            return vec![Meant {
                product: place,
                component: Some(component),
                meaning: Meaning::Yes(By::Reference),
                version: None,
            }];
        }
        let mut found = self.with_versions(place, product);
        if !product.parts.is_empty() {
            return self.parts(place, product, &found);
        }
        // What is said of the list's own subject is said of everything in it.
        let whole = found
            .iter()
            .filter(|m| m.component.is_some() && self.is_whole(m.component));
        let whole = whole
            .map(|m| (m.meaning, m.version))
            .max_by_key(|(m, _)| *m);
        if let Some((meaning, version)) = whole
            && !matches!(meaning, Meaning::No(_))
        {
            found.push(Meant {
                product: place,
                component: None,
                meaning,
                version,
            });
        }
        found
    }

    /// The components that a product's own names mean, its versions regarded.
    fn with_versions(&self, place: usize, product: &Product) -> Vec<Meant> {
        let called = self.called(product);
        let mut found = Vec::new();
        if let Some(doubt) = called.whole(self.list.inventory) {
            let meaning = doubt.map_or(Meaning::Yes(By::Link), Meaning::CannotTell);
            found.push(Meant {
                product: place,
                component: None,
                meaning,
                version: None,
            });
        }
        for component in self.list.candidates(&called) {
            let Some(mut meaning) = self.list.meaning(&called, component) else {
                continue;
            };
            let mut version = None;
            if let Meaning::Yes(_) = meaning
                && !product.versions.is_empty()
            {
                (meaning, version) = self.list.in_versions(&product.versions, component, meaning);
            }
            found.push(Meant {
                product: place,
                component: Some(component),
                meaning,
                version,
            });
        }
        found
    }

    fn called<'p>(&'p self, product: &'p Product) -> Called<'p> {
        let names = std::iter::once(&product.id).chain(&product.names);
        let mut called = Called::of(names.map(String::as_str));
        let component = product
            .component
            .filter(|at| *at < self.its.components.len());
        match (component, self.same) {
            (Some(at), true) => called.component = Some(at),
            // Of a product with parts the component is the two together, which no other document knows.
            (Some(at), false) if product.parts.is_empty() => {
                called.join(&self.its.components[at], !product.versions.is_empty());
            }
            _ => {}
        }
        called
    }

    /// The components that are meant as parts of a product.
    fn parts(&self, place: usize, product: &Product, holders: &[Meant]) -> Vec<Meant> {
        let mut found: HashMap<usize, Meaning> = HashMap::new();
        let mut reached: Option<HashSet<usize>> = None;
        for part in &product.parts {
            let mut called = Called::of([part.as_str()]);
            if let Some(at) = self.references.get(part.as_str()) {
                match self.same {
                    true => called.component = Some(*at),
                    false => called.join(&self.its.components[*at], false),
                }
            }
            for component in self.list.candidates(&called) {
                let Some(own) = self.list.meaning(&called, component) else {
                    continue;
                };
                let meaning = match own {
                    Meaning::No(_) => own,
                    _ => own.min(self.holds(holders, component, &mut reached, own)),
                };
                let best = found.entry(component).or_insert(meaning);
                *best = meaning.max(*best);
            }
        }
        let mut found: Vec<Meant> = found
            .into_iter()
            .map(|(component, meaning)| Meant {
                product: place,
                component: Some(component),
                meaning,
                version: None,
            })
            .collect();
        found.sort_unstable_by_key(|meant| meant.component);
        found
    }

    /// Whether a component stands in what a product means; `inside` where it does.
    fn holds(
        &self,
        holders: &[Meant],
        component: usize,
        reached: &mut Option<HashSet<usize>>,
        inside: Meaning,
    ) -> Meaning {
        let yes = |m: &&Meant| matches!(m.meaning, Meaning::Yes(_));
        if holders
            .iter()
            .filter(yes)
            .any(|m| self.is_whole(m.component))
        {
            return inside;
        }
        let from = holders.iter().filter(yes).filter_map(|m| m.component);
        let reached = reached.get_or_insert_with(|| self.reach(from));
        if reached.contains(&component) {
            return inside;
        }
        // A list whose own subject has the product's name and another version is of another product.
        let subjects = &self.list.inventory.subjects;
        let is_other = |m: &Meant| {
            let is_subject = m.component.is_some_and(|at| subjects.contains(&at));
            is_subject && matches!(m.meaning, Meaning::No(_))
        };
        match !holders.is_empty() && holders.iter().all(is_other) {
            true => Meaning::No(Unlike::Whole),
            false => Meaning::CannotTell(Doubt::Whole),
        }
    }

    /// Whether a component stands for the whole list: its subject, or the operating system that a list is of.
    fn is_whole(&self, component: Option<usize>) -> bool {
        let Some(at) = component else { return true };
        let list = self.list.inventory;
        list.subjects.contains(&at) || list.components[at].kind == Kind::OperatingSystem
    }

    /// Everything that can be reached along edges.
    fn reach(&self, from: impl Iterator<Item = usize>) -> HashSet<usize> {
        let mut open: Vec<usize> = from.collect();
        let mut seen: HashSet<usize> = open.iter().copied().collect();
        while let Some(at) = open.pop() {
            for &to in self.inside.get(&at).into_iter().flatten() {
                self.steps.set(self.steps.get() + 1);
                if self.steps.get() > MOST_STEPS {
                    return seen;
                }
                if seen.insert(to) {
                    open.push(to);
                }
            }
        }
        seen
    }
}
