//! What can go wrong over HTTP, and how it is said.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use noroshi_app::UseError;
use noroshi_model::Language;
use noroshi_words::{say, say_with};

use crate::v1::Problem;

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// No such vulnerability, or not yet at that time.
    #[error("nothing under {id}")]
    UnknownId { id: String, nearest: Vec<String> },
    /// No such source.
    #[error("no source named {name}")]
    UnknownSource { name: String, nearest: Vec<String> },
    /// A parameter that cannot be read.
    #[error("{name} cannot be {value}")]
    Parameter {
        name: &'static str,
        value: String,
        wants: &'static str,
    },
    /// An address line that cannot be read.
    #[error("the address cannot be read: {0}")]
    Address(String),
    /// No such page.
    #[error("no such address")]
    NoSuchAddress,
    /// A method that changes something, where nothing can be changed.
    #[error("only GET and HEAD")]
    Method,
    /// A place in a ledger that is not this one.
    #[error("the ledger has another past")]
    OtherPast,
    /// A list that is larger than is taken in.
    #[error("the list is too large")]
    TooLarge,
    /// It is not known who asks, and has to be.
    #[error("who asks has to be known")]
    Unknown,
    /// Whoever asks may not do it.
    #[error("not allowed")]
    Forbidden,
    /// The house could not answer.
    #[error(transparent)]
    Use(#[from] UseError),
    /// As many are being served with this as can be.
    #[error("too many at once")]
    Crowded,
    /// A handler's thread was lost.
    #[error("the answer was not finished")]
    Lost,
}

/// After how many seconds it is worth asking again for what too many ask for at once.
const CROWDED: u32 = 10;

impl ApiError {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::UnknownId { .. } | Self::UnknownSource { .. } | Self::NoSuchAddress => {
                StatusCode::NOT_FOUND
            }
            Self::Parameter { .. } | Self::Address(_) => StatusCode::BAD_REQUEST,
            Self::Use(UseError::NoSuchProduct { .. }) => StatusCode::NOT_FOUND,
            Self::Use(UseError::NotAList { .. }) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Use(UseError::NotReady { .. }) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unknown => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::Use(UseError::Withheld) => StatusCode::FORBIDDEN,
            Self::OtherPast => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Crowded => StatusCode::SERVICE_UNAVAILABLE,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Use(error) if error.passes_after().is_some() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Use(_) | Self::Lost => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The problem in words.
    pub(crate) fn problem(&self, language: Language) -> Problem {
        let with = |key: &str, values: &[(&str, &str)]| {
            let values: Vec<_> = values.iter().map(|(k, v)| (*k, (*v).into())).collect();
            say_with(language, key, &values)
        };
        let (title, hint, nearest) = match self {
            Self::UnknownId { id, nearest } => (
                with("nothing-found", &[("id", id)]),
                say(language, "problem-unknown-id-hint"),
                nearest.clone(),
            ),
            Self::UnknownSource { name, nearest } => (
                with("problem-unknown-source", &[("name", name)]),
                say(language, "problem-unknown-source-hint"),
                nearest.clone(),
            ),
            Self::Parameter { name, value, wants } => (
                with("problem-parameter", &[("name", name), ("value", value)]),
                say(language, wants),
                Vec::new(),
            ),
            Self::Address(_) => (
                say(language, "problem-address"),
                say(language, "problem-address-hint"),
                Vec::new(),
            ),
            Self::NoSuchAddress => (
                say(language, "problem-no-such-address"),
                say(language, "problem-no-such-address-hint"),
                Vec::new(),
            ),
            Self::OtherPast => (
                say(language, "problem-other-past"),
                say(language, "problem-other-past-hint"),
                Vec::new(),
            ),
            Self::Unknown => (
                say(language, "problem-unknown"),
                say(language, "problem-unknown-hint"),
                Vec::new(),
            ),
            Self::Use(UseError::Withheld) => (
                say(language, "problem-withheld"),
                say(language, "problem-withheld-hint"),
                Vec::new(),
            ),
            Self::Forbidden => (
                say(language, "problem-forbidden"),
                say(language, "problem-forbidden-hint"),
                Vec::new(),
            ),
            Self::Method => (
                say(language, "problem-method"),
                say(language, "problem-no-such-address-hint"),
                Vec::new(),
            ),
            Self::Use(UseError::NoSuchProduct { name, nearest }) => (
                with("problem-unknown-product", &[("name", name)]),
                say(language, "problem-unknown-product-hint"),
                nearest.iter().cloned().collect(),
            ),
            Self::Use(UseError::NotAList { .. }) => (
                say(language, "problem-not-a-list"),
                say(language, "problem-not-a-list-hint"),
                Vec::new(),
            ),
            Self::Use(UseError::NotReady { done, all }) => (
                with(
                    "problem-not-ready",
                    &[("done", &done.to_string()), ("all", &all.to_string())],
                ),
                say(language, "problem-not-ready-hint"),
                Vec::new(),
            ),
            Self::Crowded => (
                say(language, "problem-crowded"),
                say(language, "problem-crowded-hint"),
                Vec::new(),
            ),
            Self::TooLarge => (
                say(language, "problem-too-large"),
                say(language, "problem-too-large-hint"),
                Vec::new(),
            ),
            Self::Use(error) if error.passes_after().is_some() => (
                say(language, "problem-away"),
                say(language, "problem-away-hint"),
                Vec::new(),
            ),
            Self::Use(_) | Self::Lost => (
                say(language, "problem-store"),
                say(language, "problem-store-hint"),
                Vec::new(),
            ),
        };
        let detail = match self {
            Self::Address(why) => Some(why.clone()),
            Self::Use(UseError::NotAList { reason, .. }) => Some(reason.clone()),
            // What the store said stays in the log: it may name folders of the machine.
            _ => None,
        };
        Problem {
            kind: "about:blank",
            status: self.status().as_u16(),
            title,
            detail,
            hint: Some(hint),
            nearest,
        }
    }

    /// The problem as an answer.
    pub(crate) fn answer(&self, language: Language) -> Response {
        let body = serde_json::to_vec(&self.problem(language)).unwrap_or_default();
        let headers = [
            (
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/problem+json"),
            ),
            (
                header::CONTENT_LANGUAGE,
                HeaderValue::from_static(language.tag()),
            ),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        let mut response = (self.status(), headers, body).into_response();
        if matches!(self, Self::Unknown) {
            let how = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
        }
        let seconds = match self {
            Self::Use(error) => error.passes_after(),
            Self::Crowded => Some(CROWDED),
            _ => None,
        };
        if let Some(seconds) = seconds {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
