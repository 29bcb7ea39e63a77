//! The two languages of the house, and text that knows its own.

/// A language that the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// Japanese.
    Ja,
    /// English.
    #[default]
    En,
}

impl Language {
    /// Both, Japanese first.
    pub const ALL: [Self; 2] = [Self::Ja, Self::En];

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// Reads a tag such as `ja`, `ja-JP`, `ja_JP.UTF-8`, `en-US`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag
            .split(['-', '_', '.'])
            .next()?
            .to_ascii_lowercase()
            .as_str()
        {
            "ja" => Some(Self::Ja),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Ja => Self::En,
            Self::En => Self::Ja,
        }
    }
}

/// A text in a stated language, as its source wrote it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text {
    /// BCP 47 tag as the source gave it, lower case; `und` where it gave none.
    pub lang: String,
    /// The text, unchanged.
    pub value: String,
}

impl Text {
    /// A text with its language.
    pub fn new(lang: impl AsRef<str>, value: impl Into<String>) -> Self {
        Self {
            lang: lang.as_ref().to_ascii_lowercase(),
            value: value.into(),
        }
    }

    /// Whether this is in the given language.
    pub fn is(&self, language: Language) -> bool {
        Language::from_tag(&self.lang) == Some(language)
    }

    /// Chooses the text for a reader: the wanted language, else any.
    pub fn choose(texts: &[Self], wanted: Language) -> Option<&Self> {
        texts
            .iter()
            .find(|t| t.is(wanted))
            .or_else(|| texts.first())
    }
}
