//! The few ways in which reading and writing fail as a whole.

/// Why a document as a whole was not read.
#[derive(Debug, thiserror::Error)]
pub enum NotRead {
    /// No kind recognises the first bytes.
    #[error("not a list of components: this is {looks_like}")]
    Unknown {
        /// What it is, in words, where that can be told.
        looks_like: &'static str,
    },
    /// It was recognised, and then could not be read.
    #[error("not a readable {kind} document: {reason}")]
    Bad {
        /// The kind it was taken for.
        kind: &'static str,
        /// What was found, with the place.
        reason: String,
    },
    /// Larger than the limit.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The stream failed before the end.
    #[error("the document could not be read to its end")]
    Stream(#[from] std::io::Error),
}

/// Why statements cannot be written as a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotWritten {
    /// The document needs what was not given.
    #[error("a document needs {0}")]
    Missing(&'static str),
}
