//! Products: what people say they run or ship, and which names they say mean the same.

use crate::Moment;

/// Something a person runs or ships.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Product {
    /// What its owner calls it; no two products have the same.
    pub name: String,
    /// The group it belongs to.
    pub group: Option<String>,
    /// The names given by hand.
    pub given: GivenNames,
    /// What its owner wants to remember about it.
    pub note: Option<String>,
    /// When it was first added (milliseconds since 1970).
    pub added: i64,
    /// The list of components that it was last imported from.
    pub list: Option<ListOrigin>,
}

impl Product {
    /// Whether the product itself is one of its components: names were given by hand, or it has no list.
    pub fn is_own_component(&self) -> bool {
        self.list.is_none() || !self.given.is_empty()
    }

    /// How many components it has.
    pub fn components(&self) -> u64 {
        let listed = self.list.as_ref().map_or(0, |list| list.components);
        listed + u64::from(self.is_own_component())
    }
}

/// Names by which the world may know a product, as its owner gives them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GivenNames {
    /// Its version.
    pub version: Option<String>,
    /// Who makes it.
    pub vendor: Option<String>,
    /// What its maker calls it, where that is not the owner's name for it.
    pub product: Option<String>,
    /// CPE names.
    pub cpes: Vec<String>,
    /// Package URLs.
    pub purls: Vec<String>,
}

impl GivenNames {
    /// Whether no name is given.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The list of components that a product was imported from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListOrigin {
    /// The kind of document, for example `cyclonedx-json`.
    pub kind: String,
    /// The file it came in, by the name it had; `-` for standard input.
    pub file: String,
    /// SHA-256 of its bytes, 64 hexadecimal digits in lower case.
    pub digest: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it says it was made.
    pub made: Option<Moment>,
    /// When it was imported (milliseconds since 1970).
    pub imported: i64,
    /// How many components were read from it then.
    pub components: u64,
    /// How many entries were told in a note instead.
    pub noted: u64,
    /// How many entries were refused.
    pub refused: u64,
}

/// A person's word that two names mean the same product, or that they do not.
///
/// Both are keys such as `pkg:npm/lodash`, `cpe:a:openssl:openssl` or `words:vendor/product`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameVerdict {
    /// The name of something installed.
    pub ours: String,
    /// The name in records.
    pub theirs: String,
    /// Whether they mean the same product.
    pub same: bool,
    /// Who says so.
    pub by: String,
    /// When it was said (milliseconds since 1970).
    pub when: i64,
    /// Why.
    pub reason: Option<String>,
}
