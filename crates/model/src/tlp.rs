//! The Traffic Light Protocol (FIRST, version 2.0): how far something may be passed on.

/// A label, from what everybody may see to what named people may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Tlp {
    /// For everybody.
    #[default]
    Clear,
    /// For the community.
    Green,
    /// For an organization and its clients.
    Amber,
    /// For an organization alone.
    AmberStrict,
    /// For those it was given to.
    Red,
}

impl Tlp {
    /// All labels, the most open first.
    pub const ALL: [Self; 5] = [
        Self::Clear,
        Self::Green,
        Self::Amber,
        Self::AmberStrict,
        Self::Red,
    ];

    /// The label as version 2.0 writes it behind `TLP:`, in small letters.
    pub fn word(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Green => "green",
            Self::Amber => "amber",
            Self::AmberStrict => "amber+strict",
            Self::Red => "red",
        }
    }

    /// Reads a label, with or without `TLP:` in front, in any case; version 1.0 said WHITE for CLEAR.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let text = text.strip_prefix("tlp:").unwrap_or(&text);
        match text {
            "white" => Some(Self::Clear),
            _ => Self::ALL.into_iter().find(|label| label.word() == text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tlp;

    #[test]
    fn labels_are_read_as_either_version_writes_them() {
        for (text, label) in [
            ("TLP:AMBER+STRICT", Some(Tlp::AmberStrict)),
            ("white", Some(Tlp::Clear)),
            ("tlp:red", Some(Tlp::Red)),
            ("TLP:", None),
            ("orange", None),
        ] {
            assert_eq!(Tlp::read(text), label, "{text}");
        }
        assert!(Tlp::Clear < Tlp::Green && Tlp::AmberStrict < Tlp::Red);
    }
}
