//! What a statement comes to for an installed product, and why.

use noroshi_cpe::{Attribute, Truth};
use noroshi_model::AffectedStatus;

use crate::Key;

/// What one statement of a record comes to for one installed product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Who says it.
    pub by: String,
    /// The answer: four different ones.
    pub answer: AffectedStatus,
    /// How sure the match of statement and product is.
    pub strength: Strength,
    /// The statement: its place in the record's list of affected products.
    pub statement: usize,
    /// The name in the statement by which it is about the product.
    pub name: Key,
    /// What in the statement decided.
    pub basis: Basis,
    /// Whether the condition that the statement stands in holds; `None` where it stands in none, or is not affected by
    /// itself already.
    pub condition: Option<Truth>,
    /// What would change the answer, or make it sure.
    pub missing: Vec<Missing>,
}

/// How sure a match is, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// The product is the same by its name; nothing certain is said of the version.
    Name,
    /// The version lies in a range, or outside of all.
    Range,
    /// This very version is named.
    Exact,
}

/// What in a statement decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The statement about versions at this place.
    Versions(usize),
    /// The version in the CPE name.
    Name,
    /// None of the versions named: what the statement says of all others.
    Default,
    /// None of the versions named, and nothing is said of others.
    Outside,
    /// The statement names no versions, or none that can be read.
    Product,
    /// It is a statement about this very product, not about versions (VEX).
    Word,
    /// The statement names commits, which have no order that a version number could stand in.
    Commits,
}

/// What would change an answer, or make it sure.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Missing {
    /// The version of what is installed.
    Version,
    /// An order: this version of the statement and the installed one cannot be compared.
    Order(String),
    /// A range: this text of the statement could not be read as one.
    Range(String),
    /// Whether the product at this place of the record's list is installed, too.
    Product(usize),
    /// This attribute of the installed product's CPE name; the statement wants a certain value.
    Attribute(Attribute),
    /// A person's word that both names mean the same product: they are alike in words only.
    Confirmation,
}
