//! The ways in which a text is not what it was said to be.

/// A text that is not a version of the scheme, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{version:?} is not a version of {scheme}: {reason}")]
pub struct NotAVersion {
    /// The scheme's name.
    pub scheme: &'static str,
    /// The text, shortened where it is very long.
    pub version: String,
    /// What the scheme wants.
    pub reason: &'static str,
}

/// A text that is not a range in the scheme's own notation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotARange {
    /// One of its versions is not of the scheme.
    #[error(transparent)]
    Version(#[from] NotAVersion),
    /// The notation itself is wrong, or says nothing definite.
    #[error("{range:?} is not a range of {scheme}: {reason}")]
    Shape {
        /// The scheme's name.
        scheme: &'static str,
        /// The text, shortened where it is very long.
        range: String,
        /// What is wrong.
        reason: &'static str,
    },
}

/// A text that is not a `vers` range, or not a canonical one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotVers {
    /// Scheme, type or constraints break the grammar (clauses 5.1 to 5.3).
    #[error("not vers: {0}")]
    Shape(&'static str),
    /// One constraint breaks the grammar (clause 5.3.3).
    #[error("not vers: {what} in {constraint:?}")]
    Constraint {
        /// The constraint.
        constraint: String,
        /// What is wrong.
        what: &'static str,
    },
    /// The constraints are not in order, or repeat or contradict each other (clause 5.4).
    #[error("not canonical vers: {0}")]
    NotCanonical(&'static str),
    /// A version is not of the type.
    #[error(transparent)]
    Version(#[from] NotAVersion),
    /// No scheme of that name is known, so that nothing can be ordered.
    #[error("no order is known for versions of type {0:?}")]
    UnknownType(String),
}

/// A text that is not a package URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a package URL: {0}")]
pub struct NotAPurl(pub &'static str);

/// The beginning of a text, for messages.
pub(crate) fn short(text: &str) -> String {
    const SHOWN: usize = 80;
    match text.char_indices().nth(SHOWN) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}
