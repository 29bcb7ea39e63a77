//! Colour, which never says anything that a word does not say as well.

use noroshi_model::Severity;

/// What a piece of text is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    #[default]
    Plain,
    Strong,
    Faint,
    Critical,
    High,
    Medium,
    Low,
    Differs,
}

impl Tone {
    /// The tone of a severity band.
    pub(crate) fn of(severity: Severity) -> Self {
        match severity {
            Severity::Critical => Self::Critical,
            Severity::High => Self::High,
            Severity::Medium => Self::Medium,
            Severity::Low => Self::Low,
            Severity::None => Self::Faint,
        }
    }

    /// The SGR parameters. Brightness falls with the band, so that the order survives where hues are
    /// hard to tell apart.
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Faint => "2",
            Self::Critical => "1;31",
            Self::High => "31",
            Self::Medium => "33",
            Self::Low => "34",
            Self::Differs => "1;35",
        }
    }
}

/// Puts colour on text, or leaves it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    on: bool,
}

impl Paint {
    pub(crate) fn new(on: bool) -> Self {
        Self { on }
    }

    pub(crate) fn tone(self, tone: Tone, text: &str) -> String {
        if self.on && tone != Tone::Plain && !text.is_empty() {
            format!("\x1b[{}m{text}\x1b[0m", tone.code())
        } else {
            text.to_owned()
        }
    }

    pub(crate) fn strong(self, text: &str) -> String {
        self.tone(Tone::Strong, text)
    }

    pub(crate) fn error(self, text: &str) -> String {
        self.tone(Tone::Critical, text)
    }

    pub(crate) fn warning(self, text: &str) -> String {
        self.tone(Tone::Medium, text)
    }
}
