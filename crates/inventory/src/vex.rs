//! Statements: what somebody says about a vulnerability in a product (VEX), over all its forms.

use noroshi_model::Moment;

/// What one author says about one vulnerability in some products.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The identifier of the vulnerability, as written.
    pub vulnerability: String,
    /// Other identifiers for it that the statement gives.
    pub aliases: Vec<String>,
    /// The products it is about.
    pub products: Vec<Product>,
    /// The answer.
    pub status: Status,
    /// Why it does not affect, where the author's word is one of the five of VEX.
    pub justification: Option<Justification>,
    /// The author's own words for status and justification, for example `false_positive`.
    pub said: Vec<String>,
    /// What the author explains: impact, detail, remarks.
    pub words: Option<String>,
    /// What the author advises to do.
    pub action: Option<String>,
    /// Who says it.
    pub author: Option<String>,
    /// When it was said or last changed.
    pub when: Option<Moment>,
    /// Where it stands in the document.
    pub place: String,
}

/// A product that a statement names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Product {
    /// The name given: a package URL, a CPE, a reference into this document or (`urn:cdx:`) another.
    pub id: String,
    /// Further names for the same product: package URLs, CPEs.
    pub names: Vec<String>,
    /// The component in the same document that the name refers to, by its index.
    pub component: Option<usize>,
    /// Versions that the statement tells apart.
    pub versions: Vec<VersionSaid>,
    /// Parts of the product that are meant.
    pub parts: Vec<String>,
}

/// What a statement says of one version or range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionSaid {
    /// A version, or a range in `vers` notation.
    pub version: String,
    /// Whether the text is a range.
    pub is_range: bool,
    /// Whether it is affected; `None` where that is called unknown.
    pub affected: Option<bool>,
}

/// The four answers of VEX.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The product is hit.
    Affected,
    /// The product is not hit.
    NotAffected,
    /// This version of the product holds a remedy.
    Fixed,
    /// Not known yet.
    UnderInvestigation,
}

impl Status {
    /// The word of the minimum requirements for VEX, also that of OpenVEX.
    pub fn word(self) -> &'static str {
        match self {
            Self::Affected => "affected",
            Self::NotAffected => "not_affected",
            Self::Fixed => "fixed",
            Self::UnderInvestigation => "under_investigation",
        }
    }

    /// The status of such a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::Affected,
            Self::NotAffected,
            Self::Fixed,
            Self::UnderInvestigation,
        ]
        .into_iter()
        .find(|status| status.word() == word)
    }
}

/// The five reasons of VEX why a product is not affected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Justification {
    /// The vulnerable component is not in the product.
    ComponentNotPresent,
    /// The component is there, its vulnerable code is not.
    VulnerableCodeNotPresent,
    /// The code is there and never runs.
    VulnerableCodeNotInExecutePath,
    /// The code runs and nobody who attacks can reach it.
    VulnerableCodeCannotBeControlledByAdversary,
    /// Something built in stops the attack.
    InlineMitigationsAlreadyExist,
}

impl Justification {
    /// The word of the VEX status justifications.
    pub fn word(self) -> &'static str {
        match self {
            Self::ComponentNotPresent => "component_not_present",
            Self::VulnerableCodeNotPresent => "vulnerable_code_not_present",
            Self::VulnerableCodeNotInExecutePath => "vulnerable_code_not_in_execute_path",
            Self::VulnerableCodeCannotBeControlledByAdversary => {
                "vulnerable_code_cannot_be_controlled_by_adversary"
            }
            Self::InlineMitigationsAlreadyExist => "inline_mitigations_already_exist",
        }
    }

    /// The justification of such a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::ComponentNotPresent,
            Self::VulnerableCodeNotPresent,
            Self::VulnerableCodeNotInExecutePath,
            Self::VulnerableCodeCannotBeControlledByAdversary,
            Self::InlineMitigationsAlreadyExist,
        ]
        .into_iter()
        .find(|justification| justification.word() == word)
    }
}
