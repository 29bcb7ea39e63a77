//! `noroshi version in SCHEME VERSION RANGE`

use noroshi_model::Language;
use noroshi_versions::{Range, Scheme};
use serde::Serialize;

use super::{Answer, Refusal, known, no_range, no_version};
use crate::{cli::Globals, exit::Exit, failure::Failure, talk::Talk};

pub(super) fn run(words: &[&str], globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let language = talk.language();
    let ask = |name: &str, version: &str, text: &str| {
        let scheme = known(name, language)?;
        let range = read(scheme, text, language)?;
        let inside = range.contains(version).ok();
        Ok(Place {
            scheme: name.to_owned(),
            version: version.to_owned(),
            range: text.to_owned(),
            inside: Some(inside),
            vers: Some(range.to_string()),
            exact: Some(range.is_exact()),
            error: inside
                .is_none()
                .then(|| no_version(language, scheme, version)),
        })
    };
    let refusal = |error| Place {
        error: Some(error),
        ..Place::default()
    };
    super::answer(words, globals, talk, ask, refusal)
}

/// Reads `vers` of the scheme, or the scheme's own notation.
fn read(scheme: &'static dyn Scheme, text: &str, language: Language) -> Result<Range, Refusal> {
    let range = if text.starts_with("vers:") {
        let range = Range::parse(text).ok();
        range.filter(|range| range.scheme().name() == scheme.name())
    } else {
        Range::native(scheme, text).ok()
    };
    range.ok_or_else(|| no_range(language, scheme, text))
}

/// Whether a version belongs to a range.
#[derive(Serialize, Default)]
struct Place {
    #[serde(skip_serializing_if = "String::is_empty")]
    scheme: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    version: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    range: String,
    /// `null` where the version is not of the scheme.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    inside: Option<Option<bool>>,
    /// The range as `vers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    vers: Option<String>,
    /// False where the scheme's own notation draws a line that `vers` cannot say.
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl Answer for Place {
    fn word(&self) -> String {
        match self.inside {
            Some(Some(true)) => "yes",
            Some(Some(false)) => "no",
            _ => "unknown",
        }
        .to_owned()
    }

    fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }
}
