//! A visit: who reads, in which language and theme, and what the address asks.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use noroshi_app::identity::{Right, Visitor};
use noroshi_model::{AssumedZone, Language};

/// What a request says about its reader.
#[derive(Debug, Clone, Default)]
pub(crate) struct Visit {
    pub(crate) language: Language,
    pub(crate) theme: Theme,
    /// Whether single keys act (WCAG 2.1.4: they can be switched off).
    pub(crate) keys: bool,
    /// Who they are, and what they may do.
    pub(crate) visitor: Visitor,
    /// The path with its query, without a language chosen there.
    pub(crate) here: String,
    params: Vec<(String, String)>,
}

/// Light, dark, or as the reader's system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark]
            .into_iter()
            .find(|t| t.word() == word)
    }

    /// The one the switch leads to.
    pub(crate) fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Auto,
        }
    }
}

impl Visit {
    /// The first value of a parameter.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Every value of a parameter.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.params
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether they may do something.
    pub(crate) fn may(&self, right: Right) -> bool {
        self.visitor.may(right)
    }

    /// The zone dates are shown in: Japan for readers of Japanese, universal time for others.
    pub(crate) fn zone(&self) -> AssumedZone {
        noroshi_words::zone(self.language)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let params = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map(|Query(params)| params)
            .unwrap_or_default();
        let asked = params
            .iter()
            .find(|(key, _)| key == "lang")
            .and_then(|(_, value)| Language::from_tag(value));
        let language = asked
            .or_else(|| Language::from_tag(&cookie(&parts.headers, "lang")?))
            .unwrap_or_else(|| preferred(&parts.headers));
        Ok(Self {
            language,
            theme: cookie(&parts.headers, "theme")
                .and_then(|word| Theme::from_word(&word))
                .unwrap_or_default(),
            keys: cookie(&parts.headers, "keys").as_deref() != Some("off"),
            visitor: parts.extensions.get().cloned().unwrap_or_default(),
            here: here(parts.uri.path(), parts.uri.query()),
            params,
        })
    }
}

fn here(path: &str, query: Option<&str>) -> String {
    let kept: Vec<&str> = query
        .unwrap_or_default()
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("lang="))
        .collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// The language of ours that the browser likes best.
fn preferred(headers: &HeaderMap) -> Language {
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|list| noroshi_words::preferred(list.to_str().ok()?))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::here;

    #[test]
    fn a_language_in_the_address_does_not_outlive_a_switch() {
        assert_eq!(
            here("/search", Some("q=a&lang=ja&start=50")),
            "/search?q=a&start=50"
        );
        assert_eq!(here("/", Some("lang=ja")), "/");
    }
}
