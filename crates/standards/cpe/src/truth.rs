//! Three-valued answers.

use std::ops::Not;

/// Yes, no, or not known. NISTIR 7698 calls the third one ERROR and joins it in the same way (7.3.1, table 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// What is known does not say.
    Unknown,
}

impl Truth {
    /// Both: false where either is, true where both are.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, Self::True) => Self::True,
            _ => Self::Unknown,
        }
    }

    /// Either: true where either is, false where both are.
    pub fn or(self, other: Self) -> Self {
        !(!self).and(!other)
    }
}

/// The opposite; what is not known stays so.
impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}
