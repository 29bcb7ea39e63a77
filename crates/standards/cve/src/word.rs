//! Words of the format that have a fixed list of values.

/// The state of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Reserved; nothing is said yet.
    Reserved,
    /// Published.
    Published,
    /// Rejected; it must not be used.
    Rejected,
}

impl State {
    /// Reads the word in `state`.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "RESERVED" => Self::Reserved,
            "PUBLISHED" => Self::Published,
            "REJECTED" => Self::Rejected,
            _ => return None,
        })
    }
}

/// Whether a version is affected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Affected.
    Affected,
    /// Not affected, or no longer.
    Unaffected,
    /// Not known.
    Unknown,
}

impl Status {
    /// Reads the word in `status` or `defaultStatus`.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "affected" => Self::Affected,
            "unaffected" => Self::Unaffected,
            "unknown" => Self::Unknown,
            _ => return None,
        })
    }
}
