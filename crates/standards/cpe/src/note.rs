//! How strictly a name is read, and what was tolerated.

use std::fmt;

use crate::Attribute;

/// How strictly a name is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strictness {
    /// The grammar of NISTIR 7695, nothing else.
    #[default]
    Strict,
    /// What NVD, JVN and others really write, where it can mean only one thing. Each liberty is a [`Note`].
    Tolerant,
}

/// Something that the grammar does not allow and that was read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Space around the name was left out.
    Space,
    /// Letters were folded to lower case.
    UpperCase,
    /// Attributes are missing at the end; they are ANY.
    Truncated {
        /// Components found.
        found: usize,
    },
    /// An empty component was read as ANY.
    Empty {
        /// Where.
        attribute: Attribute,
    },
    /// Empty components after the last one were left out.
    TrailingColons,
    /// A language that is no language tag was kept as it is.
    Language,
    /// A character that must be quoted was read as if it were.
    Unquoted {
        /// Where.
        attribute: Attribute,
        /// The character.
        character: char,
    },
    /// A quote that quotes nothing that needs it was left out.
    Quote {
        /// Where.
        attribute: Attribute,
    },
    /// The value is a hyphen, quoted so that it is not NA.
    Hyphen {
        /// Where.
        attribute: Attribute,
    },
    /// A character that CPE does not have was kept.
    Character {
        /// Where.
        attribute: Attribute,
        /// The character.
        character: char,
    },
    /// A percent form that CPE does not have was decoded.
    Percent {
        /// Where.
        attribute: Attribute,
    },
    /// `*` as a whole component of a URI was read as ANY.
    Star {
        /// Where.
        attribute: Attribute,
    },
    /// `*` or `?` of a URI was read as the wildcard that is written `%02` or `%01`.
    BareWildcard {
        /// Where.
        attribute: Attribute,
    },
    /// A value of a formatted string is nothing but `?`, which figure 6-3 does not have though 5.3.2 does.
    OnlyWildcards {
        /// Where.
        attribute: Attribute,
    },
    /// A packed edition with fewer than five tildes; what is missing is ANY.
    Packing,
}

impl Note {
    /// A short name for it, the same in every version: `truncated`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Space => "space",
            Self::UpperCase => "upper-case",
            Self::Truncated { .. } => "truncated",
            Self::Empty { .. } => "empty",
            Self::TrailingColons => "trailing-colons",
            Self::Language => "language",
            Self::Unquoted { .. } => "unquoted",
            Self::Quote { .. } => "quote",
            Self::Hyphen { .. } => "hyphen",
            Self::Character { .. } => "character",
            Self::Percent { .. } => "percent",
            Self::Star { .. } => "star",
            Self::BareWildcard { .. } => "bare-wildcard",
            Self::OnlyWildcards { .. } => "only-wildcards",
            Self::Packing => "packing",
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Space => f.write_str("space around the name"),
            Self::UpperCase => f.write_str("upper case"),
            Self::Truncated { found } => write!(f, "{found} of 11 components"),
            Self::Empty { attribute } => write!(f, "{attribute} is empty"),
            Self::TrailingColons => f.write_str("trailing colons"),
            Self::Language => f.write_str("language is no language tag"),
            Self::Unquoted {
                attribute,
                character,
            } => write!(f, "{character:?} in {attribute} is not quoted"),
            Self::Quote { attribute } => write!(f, "a needless quote in {attribute}"),
            Self::Hyphen { attribute } => write!(f, "{attribute} is a single quoted hyphen"),
            Self::Character {
                attribute,
                character,
            } => write!(f, "{character:?} in {attribute}"),
            Self::Percent { attribute } => write!(f, "a foreign percent form in {attribute}"),
            Self::Star { attribute } => write!(f, "{attribute} is * in a URI"),
            Self::BareWildcard { attribute } => {
                write!(f, "a wildcard of {attribute} is not written %01 or %02")
            }
            Self::OnlyWildcards { attribute } => write!(f, "{attribute} is nothing but wildcards"),
            Self::Packing => f.write_str("the packed edition has too few tildes"),
        }
    }
}
