//! An inventory: what one document lists, and an account of every entry in it.

use std::collections::VecDeque;

use noroshi_model::{Moment, Note};

use crate::{Component, Statement};

/// What one document lists.
///
/// Every entry of the document is accounted for: [`Counts::adds_up`] holds for each inventory that
/// is handed out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inventory {
    /// The kind of document, the name of its reader, for example `spdx-2-json`.
    pub kind: &'static str,
    /// The version of that kind, as the document writes it: `1.6`, `SPDX-2.3`.
    pub version: Option<String>,
    /// The document's own identifier: serial number, namespace.
    pub id: Option<String>,
    /// Which edition of the document this is, by the number that it gives itself.
    pub revision: Option<String>,
    /// The document's own title.
    pub name: Option<String>,
    /// When the document says it was made.
    pub made: Option<Moment>,
    /// Who made the document, people and organizations, in its own words.
    pub by: Vec<String>,
    /// The programs it was made with, name and version.
    pub tools: Vec<String>,
    /// The components that the document as a whole is about, by their index.
    pub subjects: Vec<usize>,
    /// The components, in the document's order; what stands inside another comes after it.
    pub components: Vec<Component>,
    /// What depends on what and contains what.
    pub edges: Vec<Edge>,
    /// How complete the document says that it is.
    pub compositions: Vec<Composition>,
    /// What the document says about vulnerabilities of these or of other components.
    pub statements: Vec<Statement>,
    /// What was not understood, and entries that are no components, with their place.
    pub notes: Vec<Note>,
    /// Entries that were refused, with their place and the reason.
    pub refusals: Vec<Note>,
    /// How many entries there were, and what became of them.
    pub counts: Counts,
}

impl Inventory {
    /// Whether everything inside a component, or in the whole document, is listed, as far as the document says. `None`
    /// where it does not say, or says several things: then what is not listed may be there all the same.
    pub fn lists_all(&self, of: Option<usize>) -> Option<bool> {
        let about = |c: &&Composition| match of {
            Some(at) => c.holding.contains(&at),
            None => c.is_of_all() || self.subjects.iter().any(|at| c.holding.contains(at)),
        };
        let mut words = self
            .compositions
            .iter()
            .filter(about)
            .map(Composition::complete);
        let first = words.next()??;
        words.all(|other| other == Some(first)).then_some(first)
    }

    /// Every component that can be reached from one along edges, nearest first, without it. Ends in
    /// circles too: each component is visited once.
    pub fn reachable(&self, from: usize) -> Vec<usize> {
        let mut next: Vec<Vec<usize>> = vec![Vec::new(); self.components.len()];
        for edge in &self.edges {
            if let Some(list) = next.get_mut(edge.from) {
                list.push(edge.to);
            }
        }
        let mut seen = vec![false; self.components.len()];
        let mut found = Vec::new();
        let mut open = VecDeque::from([from]);
        if let Some(start) = seen.get_mut(from) {
            *start = true;
        }
        while let Some(at) = open.pop_front() {
            for &to in next.get(at).into_iter().flatten() {
                if let Some(seen) = seen.get_mut(to)
                    && !*seen
                {
                    *seen = true;
                    found.push(to);
                    open.push_back(to);
                }
            }
        }
        found
    }
}

/// How complete a document says that it is, as a whole or in parts of it.
///
/// What is not listed is known to be absent only where this says `complete`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composition {
    /// The document's own word: `complete`, `incomplete`, `incomplete_third_party_only`, `unknown`.
    pub word: String,
    /// The components of which the word holds for what stands inside; none together with no `depending` for the whole
    /// document.
    pub holding: Vec<usize>,
    /// The components of which the word holds for what they depend on.
    pub depending: Vec<usize>,
    /// Whether it names something that is no component of the document, so that it is not about all of it even where
    /// both lists are empty.
    pub elsewhere: bool,
    /// Where it stands in the document.
    pub place: String,
}

impl Composition {
    /// Whether everything is listed: yes, no, or not known. Several words for one thing are each as strong as they are.
    pub fn complete(&self) -> Option<bool> {
        match self.word.as_str() {
            "complete" => Some(true),
            word if word.starts_with("incomplete") => Some(false),
            _ => None,
        }
    }

    /// Whether it is about the whole document.
    pub fn is_of_all(&self) -> bool {
        self.holding.is_empty() && self.depending.is_empty() && !self.elsewhere
    }
}

/// What became of the entries of a document. An entry is whatever names a component, a package or a
/// file: one element of a list, one line, one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// How many entries were met.
    pub entries: usize,
    /// How many became components.
    pub components: usize,
    /// How many are told in a note instead, since they are no components of the subject.
    pub noted: usize,
    /// How many were refused.
    pub refused: usize,
}

impl Counts {
    /// Whether every entry is a component, a note or a refusal.
    pub fn adds_up(&self) -> bool {
        self.entries == self.components + self.noted + self.refused
    }
}

/// One component's relation to another, both by their index.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edge {
    /// The one that depends or contains.
    pub from: usize,
    /// The one that is depended on or contained.
    pub to: usize,
    /// How.
    pub relation: Relation,
}

/// How two components hang together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The first needs the second, when run, built or tested.
    DependsOn,
    /// The second is inside the first.
    Contains,
    /// Something else, in the document's own word.
    Other(String),
}
