//! Addresses of our own pages, written in one place.

use std::fmt::Write;

use noroshi_app::values::Sort;

/// The path of a vulnerability's page. JVN's `#` is left out, as JVN's own addresses do.
pub fn address_of(id: &str) -> String {
    if id.starts_with("JVN") {
        format!("/v/{}", encode(&id.replacen('#', "", 1)))
    } else {
        format!("/v/{}", encode(id))
    }
}

/// The path of a vulnerability's history.
pub(crate) fn history(id: &str) -> String {
    format!("{}/history", address_of(id))
}

/// The path of an original document.
pub(crate) fn original(digest: &str) -> String {
    format!("/original/{}", encode(digest))
}

/// The path of a source's page.
pub(crate) fn source(name: &str) -> String {
    format!("/sources/{}", encode(name))
}

/// The address of an answer. What is at its default is left out, so that addresses stay short.
pub(crate) fn search(query: &str, sort: Sort, start: usize) -> String {
    let mut address = format!("/search?q={}", encode(query));
    if sort != Sort::default() {
        let _ = write!(address, "&sort={}", sort.word());
    }
    if start > 0 {
        let _ = write!(address, "&start={start}");
    }
    address
}

/// The same answer in another form: `json`, `csv`, `atom`.
pub(crate) fn search_as(form: &str, query: &str, sort: Sort) -> String {
    let mut address = format!("/search.{form}?q={}", encode(query));
    if sort != Sort::default() {
        let _ = write!(address, "&sort={}", sort.word());
    }
    address
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// An address of a source as a link: everything but visible ASCII is percent-encoded, so that no
/// invisible control reaches the page.
pub(crate) fn outward(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for byte in address.trim().bytes().take(8_192) {
        if byte.is_ascii_graphic() {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Whether an address leads to a page of ours and nowhere else.
pub(crate) fn is_local(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && !address.starts_with("/\\")
        && address.len() <= 4096
        && address
            .bytes()
            .all(|b| (0x21..0x7f).contains(&b) && b != b'\\')
}

/// Whether an address of a source may be a link: only the web's own schemes.
pub(crate) fn is_web(address: &str) -> bool {
    let lower = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::{address_of, is_local, is_web};

    #[test]
    fn identifiers_of_jvn_lose_their_number_sign() {
        assert_eq!(address_of("JVN#12345678"), "/v/JVN12345678");
        assert_eq!(address_of("JVNVU#91234567"), "/v/JVNVU91234567");
        assert_eq!(address_of("VU#930724"), "/v/VU%23930724");
        assert_eq!(address_of("a/../b"), "/v/a%2F..%2Fb");
    }

    #[test]
    fn only_our_own_pages_are_local() {
        assert!(is_local("/search?q=%22a%22"));
        for elsewhere in [
            "",
            "//evil.example/",
            "/\\evil.example",
            "https://evil.example/",
            "/a\r\nb",
        ] {
            assert!(!is_local(elsewhere), "{elsewhere:?}");
        }
    }

    #[test]
    fn only_the_web_is_linked() {
        assert!(is_web("HTTPS://example.org/"));
        for other in [
            "javascript:alert(1)",
            "data:text/html,x",
            "",
            "ftp://example.org/",
        ] {
            assert!(!is_web(other), "{other}");
        }
    }
}
