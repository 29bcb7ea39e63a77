//! Notes: what a reader could not understand, kept with its place, and the way to a place in a tree.

use std::fmt;

/// The most characters of a member's name that are written out: a name can be ten megabytes too.
const MOST: usize = 200;

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

/// The way from the root of a document to a value in it; written out only when it is needed.
#[derive(Debug, Clone, Copy)]
pub enum Path<'p> {
    /// The document itself.
    Root,
    /// A member of what the way leads to so far.
    Member(&'p Self, &'p str),
    /// An item of it, from zero.
    Item(&'p Self, usize),
}

impl fmt::Display for Path<'_> {
    /// A JSON pointer (RFC 6901); of a member's name no more than 200 characters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Member(parent, name) => {
                parent.fmt(f)?;
                f.write_str("/")?;
                for c in name.chars().take(MOST) {
                    match c {
                        '~' => f.write_str("~0")?,
                        '/' => f.write_str("~1")?,
                        c => fmt::Write::write_char(f, c)?,
                    }
                }
                Ok(())
            }
            Self::Item(parent, index) => {
                parent.fmt(f)?;
                write!(f, "/{index}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[test]
    fn a_way_is_written_as_a_pointer_and_long_names_are_cut() {
        let list = Path::Member(&Path::Root, "a/b~c");
        assert_eq!(Path::Item(&list, 3).to_string(), "/a~1b~0c/3");
        assert_eq!(Path::Root.to_string(), "");
        let long = "\u{3042}".repeat(10_000);
        assert_eq!(
            Path::Member(&list, &long).to_string().chars().count(),
            8 + 1 + 200
        );
    }
}
