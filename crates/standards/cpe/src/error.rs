//! Why a text is no name.

use crate::Attribute;

/// Why a text could not be read as a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Neither `cpe:2.3:`, nor `cpe:/`, nor `wfn:[`.
    #[error("a CPE name begins with cpe:2.3:, cpe:/ or wfn:[")]
    Binding,
    /// Longer than [`crate::Name::LONGEST`].
    #[error("{found} bytes are too many for a CPE name, {limit} are allowed")]
    TooLong {
        /// Bytes found.
        found: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Too few components in a formatted string.
    #[error("{found} of 11 components")]
    TooFew {
        /// Components found.
        found: usize,
    },
    /// Components after the last one.
    #[error("more than {limit} components; a colon inside a value is written \\: or %3a")]
    TooMany {
        /// Components allowed.
        limit: usize,
    },
    /// A component with nothing in it.
    #[error("{attribute} is empty")]
    Empty {
        /// Where.
        attribute: Attribute,
    },
    /// A part that is none of `a`, `o`, `h`.
    #[error("part is {found:?}; it can be a, o or h")]
    Part {
        /// What stands there.
        found: String,
    },
    /// A language that is no tag of language and region.
    #[error("language {found:?} is no language tag")]
    Language {
        /// What stands there.
        found: String,
    },
    /// A character that must be quoted.
    #[error("{character:?} in {attribute} is not quoted")]
    Unquoted {
        /// Where.
        attribute: Attribute,
        /// The character.
        character: char,
    },
    /// A quoted character that must not be quoted, or a quote with nothing after it.
    #[error("a quote in {attribute} that quotes nothing that needs it")]
    Quote {
        /// Where.
        attribute: Attribute,
    },
    /// `*` or `?` in the middle, or several `*`, or both at one end.
    #[error("{attribute} has a wildcard where none may stand")]
    Wildcard {
        /// Where.
        attribute: Attribute,
    },
    /// A quoted hyphen as the whole value, which would look like NA.
    #[error("{attribute} is a single quoted hyphen")]
    Hyphen {
        /// Where.
        attribute: Attribute,
    },
    /// A character outside printable ASCII, or a space.
    #[error("{character:?} in {attribute} is not allowed in a CPE name")]
    Character {
        /// Where.
        attribute: Attribute,
        /// The character.
        character: char,
    },
    /// A percent form that the URI binding does not have.
    #[error("{form:?} in {attribute} is no percent form of CPE")]
    Percent {
        /// Where.
        attribute: Attribute,
        /// The form.
        form: String,
    },
    /// A packed edition without its five tildes.
    #[error("the packed edition has {found} tildes instead of 5")]
    Packing {
        /// Tildes found.
        found: usize,
    },
    /// A WFN that is not a list of `attribute=value`.
    #[error("not a list of attribute=value at byte {at}")]
    Wfn {
        /// Offset.
        at: usize,
    },
    /// A WFN with an attribute that there is not.
    #[error("there is no attribute {found:?}")]
    NoAttribute {
        /// Its name.
        found: String,
    },
    /// A WFN that has an attribute twice.
    #[error("{attribute} is given twice")]
    Twice {
        /// Which.
        attribute: Attribute,
    },
}

impl Error {
    /// A short name for it, the same in every version: `too-few`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Binding => "binding",
            Self::TooLong { .. } => "too-long",
            Self::TooFew { .. } => "too-few",
            Self::TooMany { .. } => "too-many",
            Self::Empty { .. } => "empty",
            Self::Part { .. } => "part",
            Self::Language { .. } => "language",
            Self::Unquoted { .. } => "unquoted",
            Self::Quote { .. } => "quote",
            Self::Wildcard { .. } => "wildcard",
            Self::Hyphen { .. } => "hyphen",
            Self::Character { .. } => "character",
            Self::Percent { .. } => "percent",
            Self::Packing { .. } => "packing",
            Self::Wfn { .. } => "wfn",
            Self::NoAttribute { .. } => "no-attribute",
            Self::Twice { .. } => "twice",
        }
    }
}
