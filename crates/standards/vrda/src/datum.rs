//! The datum: one analysis of one vulnerability.

use crate::{FactSet, FileName, Form, xml::Left};

/// The languages of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Lang {
    /// Japanese.
    #[default]
    Ja,
    /// English.
    En,
}

impl Lang {
    /// `ja` or `en`, as in addresses and `xml:lang`.
    pub fn tag(self) -> &'static str {
        self.pick("ja", "en")
    }

    /// The other language.
    pub fn other(self) -> Self {
        match self {
            Self::Ja => Self::En,
            Self::En => Self::Ja,
        }
    }

    /// Reads `ja`, `ja-JP`, `en-US`, in any case.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "ja" => Some(Self::Ja),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    pub(crate) fn pick<T>(self, ja: T, en: T) -> T {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }
}

/// The class of the analysed information.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Class {
    /// A published advisory or alert, code `AD`: the only class the original feed delivered.
    #[default]
    Advisory,
    /// Other articles or press reports; the code `OT` is ours, the original's is not known.
    Other,
    /// A code that is not known, kept.
    Unknown(String),
}

impl Class {
    /// The code as in file names.
    pub fn code(&self) -> &str {
        match self {
            Self::Advisory => "AD",
            Self::Other => "OT",
            Self::Unknown(code) => code,
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Self {
        match code {
            "AD" => Self::Advisory,
            "OT" => Self::Other,
            code => Self::Unknown(code.to_owned()),
        }
    }

    /// The class in words.
    pub fn name(&self, lang: Lang) -> &str {
        match self {
            Self::Advisory => lang.pick("アドバイザリ・注意喚起", "advisory or alert"),
            Self::Other => lang.pick("その他の記事・報道", "other article or report"),
            Self::Unknown(code) => code,
        }
    }
}

/// One analysis of one vulnerability in one language.
///
/// It is identified by provider, vulnerability and revision (and the class); a revision follows the one before only
/// when the analysis has changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Datum {
    /// The language of the document.
    pub lang: Lang,
    /// The language of the provider's texts (title, overview, products, history) where it is not [`Datum::lang`]: the
    /// provider has published them in that one only.
    pub text_lang: Option<Lang>,
    /// Who made the analysis.
    pub provider: Provider,
    /// What was analysed.
    pub class: Class,
    /// Where what was analysed can be read.
    pub source_url: Option<String>,
    /// The vulnerability's identifier, for example `JVNDB-2099-000001`.
    pub id: String,
    /// The number of the analysis, from 1.
    pub revision: u32,
    /// The title.
    pub title: String,
    /// The overview.
    pub overview: String,
    /// Affected products.
    pub affected: Vec<Affected>,
    /// The analysis, one set of items after the other.
    pub facts: Vec<FactSet>,
    /// Similar information from other bodies.
    pub related: Vec<Link>,
    /// What the analysis was based on.
    pub references: Vec<Link>,
    /// What was changed when.
    pub history: Vec<HistoryItem>,
    /// The dates.
    pub dates: Dates,
    /// What a document held that is not known here; written back at its place.
    pub other: Vec<Left>,
}

impl Datum {
    /// The name of its file; `None` where a part does not fit into one, see [`FileName::new`].
    pub fn file_name(&self, form: Form) -> Option<FileName> {
        FileName::new(
            &self.provider.code,
            &self.id,
            &self.class,
            self.revision,
            form,
        )
    }
}

/// The organisation that made the analysis.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provider {
    /// Its code, for example `JVNiPedia`.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// An affected product.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Affected {
    /// The vendor's name.
    pub vendor: Option<String>,
    /// The product's name.
    pub product: Option<String>,
    /// Its CPE names.
    pub cpes: Vec<String>,
    /// The affected versions in words.
    pub versions: Vec<String>,
}

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Link {
    /// The kind as the source calls it, for example `advisory`.
    pub kind: Option<String>,
    /// Who wrote it.
    pub name: Option<String>,
    /// Its identifier.
    pub id: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
}

/// An entry of the history.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryItem {
    /// The source's number.
    pub number: Option<String>,
    /// When, RFC 3339, or as the source wrote it.
    pub when: Option<String>,
    /// What was changed.
    pub text: String,
}

/// The dates of the vulnerability information: RFC 3339, or the source's text where that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dates {
    /// First published by the provider.
    pub first_published: Option<String>,
    /// Last updated by the provider.
    pub last_updated: Option<String>,
    /// First public anywhere.
    pub made_public: Option<String>,
}
