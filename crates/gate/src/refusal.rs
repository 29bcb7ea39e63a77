//! Answers of the gate itself.

use std::time::Duration;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use noroshi_words::say;
use serde::Serialize;

/// RFC 9457 problem details, with the members that the API's own problems have.
#[derive(Debug, Serialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    status: u16,
    title: String,
    detail: Option<String>,
    hint: String,
    nearest: [String; 0],
}

/// Why a request is not let through, or not waited for any longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It came too often; it may come again after this.
    TooOften(Duration),
    /// Its answer did not begin in time.
    TooLong,
    /// Only who sits at this machine is let in.
    NotHere,
    /// It asked for this machine by a name that is not its own.
    OtherName,
    /// The token is none, or no longer.
    Token,
    /// It could not be looked up who asks.
    Away,
}

impl Refusal {
    /// The answer, in the language that a client prefers: as RFC 9457 has it, in plain text for a client that names text.
    pub(crate) fn answer(self, asked: &HeaderMap) -> Response {
        let given = |name| asked.get(name).and_then(|v| v.to_str().ok()).unwrap_or("");
        let language = noroshi_words::preferred(given(header::ACCEPT_LANGUAGE)).unwrap_or_default();
        let (status, words, after) = match self {
            Self::TooOften(wait) => (
                StatusCode::TOO_MANY_REQUESTS,
                "too-often",
                Some(wait.as_secs() + 1),
            ),
            Self::TooLong => (StatusCode::SERVICE_UNAVAILABLE, "too-long", Some(5)),
            Self::NotHere => (StatusCode::FORBIDDEN, "not-here", None),
            Self::OtherName => (StatusCode::MISDIRECTED_REQUEST, "other-name", None),
            Self::Token => (StatusCode::UNAUTHORIZED, "token", None),
            Self::Away => (StatusCode::SERVICE_UNAVAILABLE, "away", Some(5)),
        };
        let title = say(language, &format!("gate-{words}"));
        let hint = say(language, &format!("gate-{words}-hint"));
        let (kind, body) = if !given(header::ACCEPT).contains("text/") {
            let problem = Problem {
                kind: "about:blank",
                status: status.as_u16(),
                title,
                detail: None,
                hint,
                nearest: [],
            };
            // It is made of strings and numbers: writing it does not fail.
            let body = serde_json::to_string(&problem).unwrap_or_default();
            ("application/problem+json", body)
        } else {
            ("text/plain; charset=utf-8", format!("{title}\n{hint}\n"))
        };
        let mut answer = (status, body).into_response();
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert(
            header::CONTENT_LANGUAGE,
            HeaderValue::from_static(language.tag()),
        );
        if let Some(after) = after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(after));
        }
        if self == Self::Token {
            let how = HeaderValue::from_static("Bearer error=\"invalid_token\"");
            headers.insert(header::WWW_AUTHENTICATE, how);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        answer
    }
}
