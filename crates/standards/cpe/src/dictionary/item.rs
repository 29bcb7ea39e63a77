//! An item of the dictionary.

use serde_json::{Map, Value as Json};

use crate::{Name, Note};

/// A name with what the dictionary says about it (NISTIR 7697, 5).
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The name: the CPE 2.3 one where there is one, else that of 2.2.
    pub name: Name,
    /// What was tolerated in it.
    pub notes: Vec<Note>,
    /// The name of CPE 2.2, as it was written.
    pub uri: Option<String>,
    /// Titles, each with its language where it has one.
    pub titles: Vec<(Option<String>, String)>,
    /// Notes of the dictionary, each with its language where it has one.
    pub remarks: Vec<(Option<String>, String)>,
    /// References.
    pub references: Vec<Reference>,
    /// Checks that tell whether the product is there.
    pub checks: Vec<Check>,
    /// Whether the name is not to be used any more.
    pub deprecated: bool,
    /// Since when, as it was written.
    pub deprecated_since: Option<String>,
    /// What took its place, and when that was said.
    pub deprecations: Vec<Deprecation>,
    /// NVD's identifier of the name, `cpeNameId`.
    pub id: Option<String>,
    /// Members of the JSON form that this type does not know.
    pub extra: Map<String, Json>,
    /// Elements of the XML form that this type does not know, by name.
    pub foreign: Vec<String>,
}

/// Who made a dictionary, and when (NISTIR 7697, 5.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Generator {
    /// What made it.
    pub product_name: Option<String>,
    /// In which version.
    pub product_version: Option<String>,
    /// The version of the schema that it follows.
    pub schema_version: Option<String>,
    /// When it was made, as it was written.
    pub timestamp: Option<String>,
}

/// Where more is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The address.
    pub href: String,
    /// What it is, for example `Vendor` or a title.
    pub text: String,
}

/// A check in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The checking system, an address.
    pub system: String,
    /// The file.
    pub href: String,
    /// The check in it.
    pub id: String,
}

/// One time at which successors were named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deprecation {
    /// When, as it was written.
    pub date: Option<String>,
    /// The names that took the place.
    pub by: Vec<Successor>,
}

/// What took the place of a deprecated name (NISTIR 7697, 5.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Successor {
    /// The name, which may have wildcards and stand for a set; a removal may have none.
    pub name: Option<Name>,
    /// Why; `None` where the form does not say.
    pub kind: Option<Kind>,
}

/// Why a name was deprecated (NISTIR 7697, 5.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// `NAME_CORRECTION`: it was wrong.
    Correction,
    /// `NAME_REMOVAL`: it should not be there.
    Removal,
    /// `ADDITIONAL_INFORMATION`: more is known, often for several more exact names.
    AdditionalInformation,
    /// A word that the standard does not have.
    Other(String),
}

impl Item {
    /// An item of a name and nothing else.
    pub fn new(name: Name) -> Self {
        Self {
            name,
            notes: Vec::new(),
            uri: None,
            titles: Vec::new(),
            remarks: Vec::new(),
            references: Vec::new(),
            checks: Vec::new(),
            deprecated: false,
            deprecated_since: None,
            deprecations: Vec::new(),
            id: None,
            extra: Map::new(),
            foreign: Vec::new(),
        }
    }

    /// All that took its place.
    pub fn successors(&self) -> impl Iterator<Item = &Successor> {
        self.deprecations
            .iter()
            .flat_map(|deprecation| &deprecation.by)
    }

    pub(super) fn successor_names(&self) -> impl Iterator<Item = &Name> {
        self.successors()
            .filter_map(|successor| successor.name.as_ref())
    }
}

impl Kind {
    /// The kind of a word of the XML form.
    pub fn named(word: &str) -> Self {
        match word {
            "NAME_CORRECTION" => Self::Correction,
            "NAME_REMOVAL" => Self::Removal,
            "ADDITIONAL_INFORMATION" => Self::AdditionalInformation,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The word of the XML form.
    pub fn word(&self) -> &str {
        match self {
            Self::Correction => "NAME_CORRECTION",
            Self::Removal => "NAME_REMOVAL",
            Self::AdditionalInformation => "ADDITIONAL_INFORMATION",
            Self::Other(word) => word,
        }
    }
}
