//! What a request shows of who sends it: a session's cookie, a token, and the name by which we were called.

use axum::http::{HeaderMap, HeaderValue, Uri, header};
use noroshi_app::identity::{Credentials, tokens};

use crate::client::Client;

/// The cookie that holds a session's secret. Pages set it.
pub const SESSION: &str = "session";

/// What a request shows. A token stands in `Authorization: Bearer`, or in `apiKey`, where NVD's clients put theirs: a key
/// for somebody else is no token of ours and shows nothing.
pub(crate) fn credentials(client: &Client, headers: &HeaderMap) -> Credentials {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let bearer = text("authorization").and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    let token = bearer.or_else(|| text("apikey"));
    Credentials {
        is_here: client.is_here(),
        address: Some(client.address),
        session: cookie(headers, SESSION).map(str::to_owned),
        token: token
            .filter(|token| token.starts_with(tokens::BEGINNING))
            .map(str::to_owned),
    }
}

/// Whether we were called by a name that only this machine has. A page of a stranger can make a browser here ask us by
/// the stranger's own name (DNS rebinding); it shall not be answered as the person at this machine is.
pub(crate) fn is_called_here(headers: &HeaderMap, uri: &Uri, names: &[String]) -> bool {
    let host = headers.get(header::HOST).map(|host| host.to_str());
    let host = match host {
        Some(host) => host.unwrap_or(""),
        // HTTP/1.0 knows no name.
        None => return uri.host().is_none(),
    };
    let name = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(host, |(name, _)| name)
        .trim_start_matches('[')
        .trim_end_matches(']');
    let is_loopback = name
        .parse::<std::net::IpAddr>()
        .is_ok_and(|address| address.to_canonical().is_loopback());
    is_loopback
        || name.eq_ignore_ascii_case("localhost")
        || names.iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// Says that an answer is for whoever asked and for nobody else, so that no cache on the way gives it to others.
pub(crate) fn keep_private(headers: &mut HeaderMap) {
    let said = headers.get(header::CACHE_CONTROL);
    let said = said.and_then(|said| said.to_str().ok()).unwrap_or_default();
    let kept = match said {
        "" => "private, no-cache".to_owned(),
        said if said.contains("no-store") || said.contains("private") => said.to_owned(),
        said => format!("private, {}", said.trim_start_matches("public, ")),
    };
    // It is made of what was a header's value.
    if let Ok(kept) = HeaderValue::from_str(&kept) {
        headers.insert(header::CACHE_CONTROL, kept);
    }
    headers.append(
        header::VARY,
        HeaderValue::from_static("authorization, apikey, cookie"),
    );
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};

    use super::{credentials, is_called_here, keep_private};
    use crate::client::Client;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn only_a_token_of_ours_is_one() {
        let check = |name, value, expected: Option<&str>| {
            let headers = headers(&[(name, value)]);
            let client = Client::of([127, 0, 0, 1].into(), &headers, &[]);
            assert_eq!(credentials(&client, &headers).token.as_deref(), expected);
        };
        check("authorization", "Bearer noroshi_1", Some("noroshi_1"));
        check("authorization", "bearer  noroshi_1 ", Some("noroshi_1"));
        check("authorization", "Basic noroshi_1", None);
        check("authorization", "Bearer of news", None);
        check("apikey", "noroshi_1", Some("noroshi_1"));
        check("apikey", "6bd0c2c1-0000", None);
    }

    #[test]
    fn a_session_is_found_among_other_cookies() {
        let headers = headers(&[("cookie", "lang=ja; session=abc; x=session=no")]);
        let client = Client::of([127, 0, 0, 1].into(), &headers, &[]);
        let shown = credentials(&client, &headers);
        assert_eq!(shown.session.as_deref(), Some("abc"));
    }

    #[test]
    fn no_cache_gives_an_answer_to_somebody_else() {
        let check = |said: Option<&'static str>, kept: &str| {
            let mut headers = HeaderMap::new();
            headers.extend(said.map(|said| {
                let said = HeaderValue::from_static(said);
                (axum::http::header::CACHE_CONTROL, said)
            }));
            keep_private(&mut headers);
            assert_eq!(headers["cache-control"], kept);
            assert_eq!(headers["vary"], "authorization, apikey, cookie");
        };
        check(None, "private, no-cache");
        check(Some("no-cache"), "private, no-cache");
        let year = "private, max-age=31536000, immutable";
        check(Some("public, max-age=31536000, immutable"), year);
        check(Some("private, no-cache"), "private, no-cache");
        check(Some("no-store"), "no-store");
    }

    #[test]
    fn a_strangers_name_is_not_ours() {
        let check = |host: &'static str, expected| {
            let names = ["beacon.example".to_owned()];
            let headers = headers(&[("host", host)]);
            let found = is_called_here(&headers, &Uri::from_static("/"), &names);
            assert_eq!(found, expected, "{host}");
        };
        check("127.0.0.1:8080", true);
        check("127.1.2.3", true);
        check("[::1]:8080", true);
        check("localhost:8080", true);
        check("LOCALHOST", true);
        check("beacon.example:80", true);
        check("evil.example:8080", false);
        check("127.0.0.1.evil.example", false);
        check("192.0.2.1", false);
        check("", false);
    }
}
