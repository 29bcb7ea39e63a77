//! Statements: what somebody says about a vulnerability in a product (VEX), over all its forms.

use noroshi_model::{Moment, Reference, Score};

use crate::Inventory;

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
    pub actions: Vec<Action>,
    /// What the vulnerability is, in words.
    pub description: Option<String>,
    /// How bad it is, each with who says so.
    pub scores: Vec<Score>,
    /// Where more is written.
    pub references: Vec<Reference>,
    /// Who says it.
    pub author: Option<String>,
    /// When it was said or last changed.
    pub when: Option<Moment>,
    /// Where it stands in the document.
    pub place: String,
}

impl Statement {
    /// The statement as it can stand in another document than its own: its products under the names by which they are
    /// known everywhere, those of their components among them, and no longer by index. A name that only its own
    /// document knows is replaced by the first that all know, and stays where there is none.
    pub fn detached(&self, its: &Inventory) -> Self {
        let mut statement = self.clone();
        for product in &mut statement.products {
            let at = product
                .component
                .take()
                .filter(|_| product.parts.is_empty());
            if let Some(component) = at.and_then(|at| its.components.get(at)) {
                for name in component.names_of_its_version() {
                    if name != product.id && !product.names.contains(&name) {
                        product.names.push(name);
                    }
                }
                let says_version = component.version.is_none() || !product.names.is_empty();
                let single = component.version.clone().filter(|_| !says_version);
                let range = component.range.clone().map(|range| (range, true));
                let told = range.or(single.map(|version| (version, false)));
                if let Some((version, is_range)) = told.filter(|_| product.versions.is_empty()) {
                    // With the version beside them the wider names mean no more than it.
                    let wider = component.cpes.iter().filter(|_| product.names.is_empty());
                    let wider: Vec<String> = wider.cloned().collect();
                    product.names.extend(wider);
                    let affected = match statement.status {
                        Status::Affected => Some(true),
                        Status::NotAffected | Status::Fixed => Some(false),
                        Status::UnderInvestigation => None,
                    };
                    product.versions.push(VersionSaid {
                        version,
                        is_range,
                        affected,
                    });
                }
            }
            let known = product
                .names
                .iter()
                .position(|name| is_known_everywhere(name));
            if let Some(at) = known.filter(|_| !is_known_everywhere(&product.id)) {
                product.id = product.names.remove(at);
            }
        }
        statement
    }
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

/// What an author advises to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Action {
    /// What kind of advice it is, where the form has a word for that.
    pub kind: Option<ActionKind>,
    /// The advice; empty where the word is all there is.
    pub text: String,
}

impl Action {
    /// Advice of no kind in particular.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            kind: None,
            text: text.into(),
        }
    }

    /// The advice for a form that has one text: the kind before it, unless the text alone says all.
    pub fn in_words(&self) -> String {
        match (self.kind, self.text.is_empty()) {
            (Some(kind), true) => kind.cyclonedx_word().unwrap_or(kind.csaf_word()).to_owned(),
            _ => self.text.clone(),
        }
    }
}

/// Kinds of advice, over all forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionKind {
    /// A corrected version is there.
    Fix,
    /// A patch that may be applied where somebody wants to.
    OptionalPatch,
    /// Going back to an earlier version.
    Rollback,
    /// A way round it.
    Workaround,
    /// Something that makes it less likely or less bad.
    Mitigation,
    /// Nothing is there yet.
    NoneYet,
    /// A corrected version is to come.
    FixPlanned,
    /// It stays as it is.
    WillNotFix,
    /// It cannot be corrected.
    CannotFix,
}

impl ActionKind {
    /// Every kind with its words: the category of CSAF, and the response of CycloneDX. Where a form lacks one, the
    /// nearest that claims no more.
    const WORDS: [(Self, &'static str, Option<&'static str>); 9] = [
        (Self::Fix, "vendor_fix", Some("update")),
        (Self::OptionalPatch, "optional_patch", None),
        (Self::Rollback, "mitigation", Some("rollback")),
        (Self::Workaround, "workaround", Some("workaround_available")),
        (Self::Mitigation, "mitigation", None),
        (Self::NoneYet, "none_available", None),
        (Self::FixPlanned, "fix_planned", None),
        (Self::WillNotFix, "no_fix_planned", Some("will_not_fix")),
        (Self::CannotFix, "no_fix_planned", Some("can_not_fix")),
    ];

    /// The category of remediation in CSAF 2.1; 2.0 lacks `fix_planned` and `optional_patch`.
    pub fn csaf_word(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(kind, ..)| *kind == self);
        found.map_or("mitigation", |(_, word, _)| word)
    }

    /// The response of CycloneDX, where it has one.
    pub fn cyclonedx_word(self) -> Option<&'static str> {
        Self::WORDS.iter().find(|(kind, ..)| *kind == self)?.2
    }

    /// The kind of a category of CSAF or a response of CycloneDX.
    pub fn from_word(word: &str) -> Option<Self> {
        let is = |(_, csaf, cyclonedx): &&(Self, &str, Option<&str>)| {
            *cyclonedx == Some(word) || *csaf == word
        };
        // `mitigation` and `no_fix_planned` stand for two each; the first means the word itself.
        match word {
            "mitigation" => Some(Self::Mitigation),
            _ => Self::WORDS.iter().find(is).map(|(kind, ..)| *kind),
        }
    }
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

/// Who gives out identifiers of that kind: the letters they begin with.
pub(crate) fn namer(id: &str) -> &str {
    let letters = id
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(id.len());
    match letters {
        0 => "other",
        end => &id[..end],
    }
}

/// Whether a name means the same everywhere, and not in its own document only.
pub(crate) fn is_known_everywhere(name: &str) -> bool {
    let begins = ["pkg:", "cpe:", "urn:"].iter().any(|p| name.starts_with(p));
    begins || name.contains("://")
}
