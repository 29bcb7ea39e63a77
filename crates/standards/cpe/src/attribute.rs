//! The eleven attributes of a name.

use std::fmt;

/// An attribute of a well-formed name, in the order of the formatted string (NISTIR 7695, 5.2 and 6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Attribute {
    /// `a` application, `o` operating system, `h` hardware.
    Part,
    /// Who made it.
    Vendor,
    /// What it is called.
    Product,
    /// Its version.
    Version,
    /// Update, service pack, release candidate.
    Update,
    /// The edition of CPE 2.2, kept for old names.
    Edition,
    /// Language, a tag of RFC 5646.
    Language,
    /// Edition for a market or a class of users.
    SwEdition,
    /// The software it runs on.
    TargetSw,
    /// The instruction set it runs on.
    TargetHw,
    /// Anything else.
    Other,
}

impl Attribute {
    /// All attributes, in order.
    pub const ALL: [Self; 11] = [
        Self::Part,
        Self::Vendor,
        Self::Product,
        Self::Version,
        Self::Update,
        Self::Edition,
        Self::Language,
        Self::SwEdition,
        Self::TargetSw,
        Self::TargetHw,
        Self::Other,
    ];

    /// The name used in a WFN, for example `target_sw`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Part => "part",
            Self::Vendor => "vendor",
            Self::Product => "product",
            Self::Version => "version",
            Self::Update => "update",
            Self::Edition => "edition",
            Self::Language => "language",
            Self::SwEdition => "sw_edition",
            Self::TargetSw => "target_sw",
            Self::TargetHw => "target_hw",
            Self::Other => "other",
        }
    }

    /// The attribute of this name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|attribute| attribute.name().eq_ignore_ascii_case(name))
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
