//! The query line: the same words on the page, in the terminal, in addresses and in feeds.
//!
//! Words are joined by AND. `"exact words"`, `a OR b`, `-word`, brackets, `field:value`, and for
//! numbers and dates `> >= < <= =` and `from..to`. A mistake never empties the answer: it is told, and
//! the word is searched as a word.

mod field;
mod parse;

pub(crate) use field::{Condition, Dates, Operator, condition, distance};
pub(crate) use parse::parse;

pub use field::FIELDS;

use crate::values::Mistake;

/// A question, understood.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Query {
    pub(crate) root: Node,
    pub(crate) mistakes: Vec<Mistake>,
}

/// A part of a question. Its `Display` is a query line that means the same.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Is(Condition),
}

impl std::fmt::Display for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |f: &mut std::fmt::Formatter<'_>, nodes: &[Self], between: &str| {
            for (i, node) in nodes.iter().enumerate() {
                if i > 0 {
                    f.write_str(between)?;
                }
                if nodes.len() > 1 && matches!(node, Self::Any(_) | Self::All(_)) {
                    write!(f, "({node})")?
                } else {
                    write!(f, "{node}")?
                }
            }
            Ok(())
        };
        match self {
            Self::All(nodes) => list(f, nodes, " "),
            Self::Any(nodes) => list(f, nodes, " OR "),
            Self::Not(node) if matches!(**node, Self::Is(_)) => write!(f, "-{node}"),
            Self::Not(node) => write!(f, "-({node})"),
            Self::Is(condition) => write!(f, "{condition}"),
        }
    }
}

impl Node {
    /// The parts that all must hold.
    pub(crate) fn parts(&self) -> &[Self] {
        match self {
            Self::All(nodes) => nodes,
            other => std::slice::from_ref(other),
        }
    }

    /// The query line with a condition taken back if it is among the parts, or else added.
    pub(crate) fn toggled(&self, condition: &Condition) -> (bool, String) {
        let wanted = Self::Is(condition.clone());
        let rest: Vec<Self> = self
            .parts()
            .iter()
            .filter(|p| **p != wanted)
            .cloned()
            .collect();
        let chosen = rest.len() < self.parts().len();
        let mut parts = rest;
        if !chosen {
            parts.push(wanted);
        }
        (chosen, Self::All(parts).to_string())
    }
}
