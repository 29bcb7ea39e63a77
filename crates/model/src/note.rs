//! Notes: what a reader could not understand, kept with its place.

/// Something in a document that was not understood; the rest of it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Note {
    /// Where in the document: a JSON pointer, an element path, a line number.
    pub place: String,
    /// What was wrong, in plain English words.
    pub what: String,
}

impl Note {
    /// A note at a place.
    pub fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            what: what.into(),
        }
    }
}
