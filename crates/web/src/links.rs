//! Addresses of our own pages, written in one place.

use std::fmt::Write;

use noroshi_app::values::Sort;

pub(crate) use noroshi_app::address::{encode, of as address_of};

/// What [`encode`] wrote; nothing where it is not that.
pub(crate) fn decode(text: &str) -> String {
    let line = format!("x={text}");
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&line).unwrap_or_default();
    pairs
        .into_iter()
        .map(|(_, value)| value)
        .next()
        .unwrap_or_default()
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

/// The path of a product's page.
pub(crate) fn product(name: &str) -> String {
    format!("/products/{}", encode(name))
}

/// The address of a list of products.
pub(crate) fn products(group: Option<&str>, by_worst: bool, start: usize) -> String {
    let mut parameters = Vec::new();
    if let Some(group) = group {
        parameters.push(format!("group={}", encode(group)));
    }
    if by_worst {
        parameters.push("sort=worst".to_owned());
    }
    if start > 0 {
        parameters.push(format!("start={start}"));
    }
    match parameters.is_empty() {
        true => "/products".to_owned(),
        false => format!("/products?{}", parameters.join("&")),
    }
}

/// The path of a help topic.
pub(crate) fn help(topic: &str) -> String {
    format!("/help/{topic}")
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
    use super::{is_local, is_web};

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
