//! An inventory in the making: the one place where limits are kept and entries are counted.

use std::collections::HashMap;

use noroshi_model::Note;

use crate::{
    Component, Edge, Inventory, MAX_COMPONENTS, MAX_NOTES, MAX_TEXT, NotRead, Purl, Relation,
    text::shown,
};

const TOO_MANY_NOTES: &str = "more than 100000 things in it cannot be understood";
const TOO_MANY_COMPONENTS: &str = "more than 2000000 components";

/// An inventory in the making.
pub(crate) struct Draft {
    pub(crate) inventory: Inventory,
    by_reference: HashMap<String, usize>,
    /// Set once a limit is passed; from then on nothing is kept, and the end is an error.
    overfull: Option<&'static str>,
}

impl Draft {
    pub(crate) fn new(kind: &'static str, notes: Vec<Note>) -> Self {
        Self {
            inventory: Inventory {
                kind,
                notes,
                ..Inventory::default()
            },
            by_reference: HashMap::new(),
            overfull: None,
        }
    }

    /// Hands out what was made, with the notes that the reader gathered on its way.
    pub(crate) fn finish(mut self, notes: &mut Vec<Note>) -> Result<Inventory, NotRead> {
        self.inventory.notes.append(notes);
        if self.inventory.notes.len() + self.inventory.refusals.len() > MAX_NOTES {
            self.overfull = Some(TOO_MANY_NOTES);
        }
        if let Some(reason) = self.overfull {
            return Err(NotRead::Bad {
                kind: self.inventory.kind,
                reason: reason.to_owned(),
            });
        }
        debug_assert!(self.inventory.counts.adds_up());
        Ok(self.inventory)
    }

    pub(crate) fn note(&mut self, place: impl Into<String>, what: impl Into<String>) {
        if self.has_room_to_say() {
            self.inventory.notes.push(Note::new(place, what));
        }
    }

    fn has_room_to_say(&mut self) -> bool {
        if self.inventory.notes.len() + self.inventory.refusals.len() >= MAX_NOTES {
            self.overfull = Some(TOO_MANY_NOTES);
        }
        self.overfull.is_none()
    }

    /// Counts an entry and refuses it.
    pub(crate) fn refuse(&mut self, place: impl Into<String>, why: impl Into<String>) {
        self.inventory.counts.entries += 1;
        self.inventory.counts.refused += 1;
        if self.has_room_to_say() {
            self.inventory.refusals.push(Note::new(place, why));
        }
    }

    /// Counts entries that are no components of the subject, and tells them in one note.
    pub(crate) fn set_aside(
        &mut self,
        entries: usize,
        place: impl Into<String>,
        what: impl Into<String>,
    ) {
        self.inventory.counts.entries += entries;
        self.inventory.counts.noted += entries;
        self.note(place, what);
    }

    /// Counts an entry and takes it as a component, unless its name or version cannot be one.
    pub(crate) fn add(&mut self, mut component: Component) -> Option<usize> {
        if self.inventory.components.len() >= MAX_COMPONENTS {
            self.overfull = Some(TOO_MANY_COMPONENTS);
        }
        if self.overfull.is_some() {
            return None;
        }
        if let Some(why) = unfit(&component) {
            self.refuse(component.place, why);
            return None;
        }
        self.shorten(&mut component);
        let index = self.inventory.components.len();
        if let Some(reference) = &component.reference {
            match self.by_reference.get(reference) {
                None => {
                    self.by_reference.insert(reference.clone(), index);
                }
                Some(first) => {
                    let first = &self.inventory.components[*first].place;
                    let what = format!(
                        "the reference {} is also that of {first}; edges that name it go there",
                        shown(reference)
                    );
                    self.note(component.place.clone(), what);
                }
            }
        }
        self.inventory.counts.entries += 1;
        self.inventory.counts.components += 1;
        if let Some(from) = component.parent {
            self.inventory.edges.push(Edge {
                from,
                to: index,
                relation: Relation::Contains,
            });
        }
        self.inventory.components.push(component);
        Some(index)
    }

    /// The component that a reference names.
    pub(crate) fn named(&self, reference: &str) -> Option<usize> {
        self.by_reference.get(reference).copied()
    }

    /// Gives a component one name more by which references may call it.
    pub(crate) fn also_named(&mut self, reference: String, index: usize) {
        self.by_reference.entry(reference).or_insert(index);
    }

    /// Adds an edge between two references; one that names nothing is noted.
    pub(crate) fn link(
        &mut self,
        from: &str,
        to: &str,
        relation: Relation,
        place: impl FnOnce() -> String,
    ) {
        match (self.named(from), self.named(to)) {
            (Some(from), Some(to)) => self.inventory.edges.push(Edge { from, to, relation }),
            (from_index, _) => {
                let missing = if from_index.is_none() { from } else { to };
                self.note(place(), unknown(missing));
            }
        }
    }

    /// Takes a package URL for a component; one that cannot be read is noted.
    pub(crate) fn purl(
        &mut self,
        component: &mut Component,
        text: &str,
        place: impl FnOnce() -> String,
    ) {
        if text.len() > MAX_TEXT {
            let what = format!("a package URL of {} bytes was left out", text.len());
            self.note(place(), what);
            return;
        }
        match text.trim().parse::<Purl>() {
            Ok(purl) if component.purls.contains(&purl) => {}
            Ok(purl) => component.purls.push(purl),
            Err(e) => self.note(place(), format!("{}: {e}", shown(text))),
        }
    }

    /// Takes a CPE name for a component; what does not begin as one is noted.
    pub(crate) fn cpe(
        &mut self,
        component: &mut Component,
        text: &str,
        place: impl FnOnce() -> String,
    ) {
        let is_cpe = text.starts_with("cpe:2.3:") || text.starts_with("cpe:/");
        if !is_cpe || text.len() > MAX_TEXT {
            self.note(place(), format!("not a CPE name: {}", shown(text)));
        } else if !component.cpes.iter().any(|cpe| cpe == text) {
            component.cpes.push(text.to_owned());
        }
    }

    /// Leaves out parts that are too long to be what they are called.
    fn shorten(&mut self, component: &mut Component) {
        let mut too_long = Vec::new();
        for (what, text) in [
            ("group", &mut component.group),
            ("scope", &mut component.scope),
            ("tag identifier", &mut component.swid),
            ("reference", &mut component.reference),
        ] {
            if let Some(length) = text.as_ref().map(String::len).filter(|n| *n > MAX_TEXT) {
                *text = None;
                too_long.push((what, length));
            }
        }
        component.vendors.retain(|vendor| {
            let fits = vendor.name.len() <= MAX_TEXT;
            if !fits {
                too_long.push(("vendor", vendor.name.len()));
            }
            fits
        });
        component.hashes.retain(|hash| {
            let length = hash.value.len() + hash.algorithm.len();
            if length > MAX_TEXT {
                too_long.push(("digest", length));
            }
            length <= MAX_TEXT
        });
        for (what, length) in too_long {
            let what = format!("a {what} of {length} bytes was left out");
            self.note(component.place.clone(), what);
        }
    }
}

/// What is to be said of a reference that leads to no component.
pub(crate) fn unknown(reference: &str) -> String {
    // SPDX 2 and CycloneDX mark what is in another document; elsewhere it cannot be told.
    match reference.starts_with("DocumentRef-") || reference.starts_with("urn:cdx:") {
        true => format!("{} is in another document", shown(reference)),
        false => format!("{} names nothing in this document", shown(reference)),
    }
}

/// Why an entry cannot be a component.
fn unfit(component: &Component) -> Option<String> {
    let long = |what: &str, length: usize| {
        (length > MAX_TEXT).then(|| format!("a {what} of {length} bytes; the most is {MAX_TEXT}"))
    };
    if component.name.trim().is_empty() {
        return Some("no name".to_owned());
    }
    long("name", component.name.len()).or_else(|| {
        let version = component.version.as_ref()?;
        long("version", version.len())
    })
}
