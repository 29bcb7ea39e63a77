//! Turning a value into an answer: body, type, freshness.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};

/// An answer in the making.
pub(crate) struct Answer {
    /// The body.
    pub(crate) body: Vec<u8>,
    /// Its media type.
    pub(crate) media_type: &'static str,
    /// The ledger's sequence it stands on, or 0 where what is sent alone tells one state from another; `None` where the
    /// answer changes with the clock, so that no two are the same.
    pub(crate) sequence: Option<u64>,
    /// The address of the next page.
    pub(crate) next: Option<String>,
}

impl Answer {
    /// A value as JSON.
    pub(crate) fn json(value: &impl serde::Serialize, sequence: Option<u64>) -> Self {
        // The wire types are made of strings, numbers and lists: writing them does not fail.
        let mut body = serde_json::to_vec(value).unwrap_or_default();
        body.push(b'\n');
        Self {
            body,
            media_type: "application/json",
            sequence,
            next: None,
        }
    }

    /// The response, or 304 where the client has it already.
    pub(crate) fn respond(self, headers: &HeaderMap) -> Response {
        let tag = self.sequence.map(|sequence| tag(sequence, &self.body));
        let fresh = tag.as_deref().is_some_and(|tag| has(headers, tag));
        let mut response = if fresh {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response
        } else {
            Response::new(Body::from(self.body))
        };
        let out = response.headers_mut();
        if !fresh {
            out.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static(self.media_type),
            );
        }
        out.insert(
            header::VARY,
            HeaderValue::from_static("accept, accept-language"),
        );
        out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        out.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        if let Some(tag) = tag.and_then(|t| HeaderValue::from_str(&t).ok()) {
            out.insert(header::ETAG, tag);
        }
        let next = self.next.map(|next| format!("<{next}>; rel=\"next\""));
        if let Some(next) = next.and_then(|n| HeaderValue::from_str(&n).ok()) {
            out.insert(header::LINK, next);
        }
        response
    }
}

/// The tag of an answer. The sequence alone is not enough: `changed:7d` moves with the days while the
/// ledger stands still, and a new release may add members. It is weak, because compression on the way
/// changes the bytes and not the meaning.
fn tag(sequence: u64, body: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    format!("W/\"{sequence}-{:016x}\"", hasher.finish())
}

/// Whether the client names this tag (RFC 9110 §13.1.2, compared weakly).
pub(crate) fn has(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known == tag || tag.strip_prefix("W/") == Some(known))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

    use super::Answer;

    fn answer(sequence: Option<u64>) -> Answer {
        Answer::json(&[1, 2], sequence)
    }

    #[test]
    fn a_client_that_has_the_answer_gets_304_without_a_body() {
        let first = answer(Some(7)).respond(&HeaderMap::new());
        let tag = first.headers()[header::ETAG].clone();
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, tag.clone());
        let second = answer(Some(7)).respond(&headers);
        assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(second.headers()[header::ETAG], tag);
        assert_eq!(
            answer(Some(8)).respond(&headers).status(),
            StatusCode::OK,
            "the ledger moved on"
        );
    }

    #[test]
    fn several_tags_and_strong_spellings_are_compared_weakly() {
        let first = answer(Some(7)).respond(&HeaderMap::new());
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        for line in [
            "*".to_owned(),
            format!("\"x\", {tag}"),
            tag.replace("W/", ""),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_str(&line).unwrap());
            let status = answer(Some(7)).respond(&headers).status();
            assert_eq!(status, StatusCode::NOT_MODIFIED, "{line}");
        }
    }

    #[test]
    fn what_moves_with_the_clock_carries_no_tag() {
        let response = answer(None).respond(&HeaderMap::new());
        assert!(!response.headers().contains_key(header::ETAG));
    }
}
