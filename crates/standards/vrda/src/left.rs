//! What a reader left over: found by comparing a document with what was understood of it, put back when written.
//!
//! Comparing, rather than collecting while reading, makes "nothing is lost" hold by construction: whatever the types do
//! not write again is left over, whoever forgot it.

use std::collections::HashMap;

use crate::xml::{Attribute, Element, Node};

/// An attribute, an element or a text that a document held and the types do not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The way from the root to the element that held it: how many children to pass over among those of the same name.
    path: Vec<Step>,
    /// What it is.
    pub what: LeftOver,
}

/// What was left over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftOver {
    /// An attribute.
    Attribute(Attribute),
    /// An element with all it holds.
    Element(Element),
    /// Text where only elements are known.
    Text(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    namespace: String,
    name: String,
    nth: usize,
}

/// Lists what the original holds and the understood document does not.
pub(crate) fn left_over(original: &Element, understood: &Element) -> Vec<Left> {
    let mut left = Vec::new();
    compare(original, understood, &mut Vec::new(), &mut left);
    left
}

/// Puts everything left over back. What hung on an element that is no longer there goes with it.
pub(crate) fn restore(root: &mut Element, left: &[Left]) {
    for Left { path, what } in left {
        let Some(parent) = path.iter().try_fold(&mut *root, |at, step| at.step(step)) else {
            continue;
        };
        match what {
            LeftOver::Attribute(attribute) => parent.attributes.push(attribute.clone()),
            LeftOver::Element(element) => parent.push(element.clone()),
            LeftOver::Text(text) => parent.children.push(Node::Text(text.clone())),
        }
    }
}

fn compare(original: &Element, understood: &Element, path: &mut Vec<Step>, left: &mut Vec<Left>) {
    let mut leave = |what: LeftOver, path: &[Step]| {
        left.push(Left {
            path: path.to_vec(),
            what,
        });
    };
    for attribute in &original.attributes {
        let known = understood
            .attributes
            .iter()
            .any(|a| a.namespace == attribute.namespace && a.name == attribute.name);
        if !known {
            leave(LeftOver::Attribute(attribute.clone()), path);
        }
    }
    let text = own_text(original);
    if !text.trim().is_empty() && own_text(understood).is_empty() {
        leave(LeftOver::Text(text), path);
    }
    let mut counterparts: HashMap<(&str, &str), Vec<&Element>> = HashMap::new();
    for child in understood.elements() {
        counterparts
            .entry((&child.namespace, &child.name))
            .or_default()
            .push(child);
    }
    let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
    let mut deeper = Vec::new();
    for child in original.elements() {
        let key = (child.namespace.as_str(), child.name.as_str());
        let nth = seen.entry(key).or_default();
        match counterparts.get(&key).and_then(|list| list.get(*nth)) {
            Some(counterpart) => deeper.push((child, *counterpart, *nth)),
            None => leave(LeftOver::Element(child.clone()), path),
        }
        *nth += 1;
    }
    for (child, counterpart, nth) in deeper {
        path.push(Step {
            namespace: child.namespace.clone(),
            name: child.name.clone(),
            nth,
        });
        compare(child, counterpart, path, left);
        path.pop();
    }
}

fn own_text(element: &Element) -> String {
    element
        .children
        .iter()
        .filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) => None,
        })
        .collect()
}

impl Element {
    fn step(&mut self, step: &Step) -> Option<&mut Self> {
        self.children
            .iter_mut()
            .filter_map(|node| match node {
                Node::Element(element) => Some(element),
                Node::Text(_) => None,
            })
            .filter(|e| e.namespace == step.namespace && e.name == step.name)
            .nth(step.nth)
    }
}
