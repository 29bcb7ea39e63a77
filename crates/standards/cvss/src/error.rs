//! Why a text is no CVSS vector.

use crate::Mending;

/// Why a text is no CVSS vector.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing is left once space and parentheses are taken away.
    #[error("the vector is empty")]
    Empty,
    /// No vector is this long; the number is the length in bytes.
    #[error("a vector of {0} bytes is too long")]
    TooLong(usize),
    /// A prefix names a version that is not 2.0, 3.0, 3.1 or 4.0, or no prefix and nothing that tells.
    #[error("the version of CVSS is not known: {0}")]
    UnknownVersion(String),
    /// A part between slashes is not `metric:value`.
    #[error("not a metric and a value: {0}")]
    NotAMetric(String),
    /// The version has no such metric.
    #[error("CVSS {version} has no metric {metric}")]
    UnknownMetric {
        /// `3.1` and so on.
        version: &'static str,
        /// As written.
        metric: String,
    },
    /// The metric has no such value.
    #[error("{metric} of CVSS {version} has no value {value}")]
    UnknownValue {
        /// `3.1` and so on.
        version: &'static str,
        /// The metric's abbreviation.
        metric: &'static str,
        /// As written.
        value: String,
    },
    /// A metric stands twice with different values.
    #[error("{metric} is given twice with different values")]
    Contradiction {
        /// The metric's abbreviation.
        metric: &'static str,
    },
    /// A base metric is missing.
    #[error("the base metric {metric} is missing")]
    Missing {
        /// The metric's abbreviation.
        metric: &'static str,
    },
    /// Read strictly, the text is not a vector as the standard writes it.
    #[error("not written as the standard says: {0}")]
    NotStandard(Mending),
}

impl Error {
    /// A short name, the same in every language.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong(_) => "too-long",
            Self::UnknownVersion(_) => "unknown-version",
            Self::NotAMetric(_) => "not-a-metric",
            Self::UnknownMetric { .. } => "unknown-metric",
            Self::UnknownValue { .. } => "unknown-value",
            Self::Contradiction { .. } => "contradiction",
            Self::Missing { .. } => "missing",
            Self::NotStandard(_) => "not-standard",
        }
    }
}
