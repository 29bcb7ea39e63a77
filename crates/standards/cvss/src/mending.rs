//! What a lenient reader put right.

use std::fmt;

use crate::Version;

/// Something in a vector that is not as the standard writes it and leaves no doubt about what is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mending {
    /// Space or parentheses stand around the vector, as in NVD's old feeds.
    Around,
    /// Space stands inside.
    Space,
    /// A slash too many.
    Slash,
    /// The prefix stands twice and says the same.
    PrefixTwice,
    /// v2 has a prefix, which it does not have in the standard.
    PrefixOfV2,
    /// A later version has none; its metrics tell which it is. 3.0 and 3.1 cannot be told apart, and it is read as 3.1.
    NoPrefix(Version),
    /// Upper and lower case.
    Case,
    /// A metric stands twice with the same value.
    MetricTwice,
    /// The order of metrics, which v2 and v4.0 fix.
    Order,
}

impl Mending {
    /// A short name, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Around => "around",
            Self::Space => "space",
            Self::Slash => "slash",
            Self::PrefixTwice => "prefix-twice",
            Self::PrefixOfV2 => "prefix-of-v2",
            Self::NoPrefix(_) => "no-prefix",
            Self::Case => "case",
            Self::MetricTwice => "metric-twice",
            Self::Order => "order",
        }
    }
}

impl fmt::Display for Mending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Around => "space or parentheses around the vector",
            Self::Space => "space inside the vector",
            Self::Slash => "a slash too many",
            Self::PrefixTwice => "the prefix stands twice",
            Self::PrefixOfV2 => "a prefix, which v2 does not have",
            Self::NoPrefix(version) => {
                return write!(f, "the prefix is missing: read as {}", version.as_str());
            }
            Self::Case => "upper and lower case",
            Self::MetricTwice => "a metric stands twice",
            Self::Order => "the order of metrics",
        })
    }
}
