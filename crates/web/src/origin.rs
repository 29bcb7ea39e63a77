//! Whether a form was sent from a page of ours.

use axum::http::{HeaderMap, header};

/// Whether a browser says that a request came from elsewhere. Our pages send no referrer, so that browsers write
/// `Origin: null` for our own forms where they send no `Sec-Fetch-Site` (over plain HTTP): that alone is not held against
/// anybody. What is asked here changes nothing and cannot be read from elsewhere; this only keeps strangers from making
/// a reader's browser work.
pub(crate) fn is_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match text(header::ORIGIN.as_str()) {
        None | Some("null") => false,
        Some(origin) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_none() || host != text(header::HOST.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::is_elsewhere;

    #[track_caller]
    fn check(headers: &[(&'static str, &'static str)], expected: bool) {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        let headers: HeaderMap = headers.iter().map(pair).collect();
        assert_eq!(is_elsewhere(&headers), expected, "{headers:?}");
    }

    #[test]
    fn a_form_of_another_site_is_told_from_ours() {
        check(&[("sec-fetch-site", "same-origin")], false);
        check(&[("sec-fetch-site", "cross-site")], true);
        check(&[("sec-fetch-site", "same-site")], true);
        check(&[("origin", "null")], false);
        check(&[], false);
        let here = ("host", "noroshi.example:8080");
        check(&[here, ("origin", "http://noroshi.example:8080")], false);
        check(&[here, ("origin", "http://evil.example")], true);
        check(&[("origin", "http://evil.example")], true);
    }
}
