//! What a client would like to have: RFC 9110 §12.5, as far as it decides anything here.

use axum::http::{HeaderMap, HeaderName, Method, header};
use noroshi_model::Language;

use crate::{myjvn, nvd, routes::bundle, vrda};

/// Whether a request is for the addresses of this crate and not for a page: a door's by where it begins, another one by
/// its ending, else by what the client prefers.
pub fn is_for_machines(method: &Method, path: &str, headers: &HeaderMap) -> bool {
    let is_of_a_door = || {
        let mut folders = [vrda::FOLDERS, nvd::FOLDERS, myjvn::FOLDERS]
            .into_iter()
            .flatten();
        folders.any(|folder| path.starts_with(folder))
            || myjvn::ADDRESSES.contains(&path)
            || path == bundle::ADDRESS
    };
    // The page shows a document; who does not ask for one gets the bytes.
    let is_of_bytes = || path.starts_with("/original/") && !wants_a_page(headers);
    let mut endings = [".json", ".atom", ".csv"].into_iter();
    let reads = method == Method::GET || method == Method::HEAD;
    endings.any(|ending| path.ends_with(ending))
        || is_of_a_door()
        || is_of_bytes()
        || (reads && wants_json(headers))
}

/// Whether a client names the form that pages have.
fn wants_a_page(headers: &HeaderMap) -> bool {
    let wanted = preferences(headers, &header::ACCEPT);
    let mut wanted = wanted.iter().filter(|(_, weight)| *weight > 0);
    wanted.any(|(name, _)| PAGE.contains(&name.as_str()))
}

const PAGE: [&str; 2] = ["text/html", "application/xhtml+xml"];

/// Whether a client prefers JSON to a page. A client that takes anything gets the page.
pub fn wants_json(headers: &HeaderMap) -> bool {
    let wanted = preferences(headers, &header::ACCEPT);
    let weight = |names: &[&str]| {
        wanted
            .iter()
            .filter(|(name, _)| names.contains(&name.as_str()))
            .map(|(_, weight)| *weight)
            .max()
            .unwrap_or(0)
    };
    let json = weight(&["application/json", "application/problem+json"]);
    json > 0 && json > weight(&PAGE)
}

/// The language in which to speak to a client; English where it names neither.
pub(crate) fn language(headers: &HeaderMap) -> Language {
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|line| noroshi_words::preferred(line.to_str().ok()?))
        .unwrap_or_default()
}

/// The entries of a header with their weights in thousandths, in the order of the header.
fn preferences(headers: &HeaderMap, name: &HeaderName) -> Vec<(String, u16)> {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            let name = parts.next().filter(|n| !n.is_empty())?;
            let weight = parts
                .find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q=")))
                .map_or(1000, thousandths);
            Some((name.to_ascii_lowercase(), weight))
        })
        .collect()
}

/// Reads `0.8` as 800. What is not a weight counts as nothing.
fn thousandths(weight: &str) -> u16 {
    weight
        .parse::<f32>()
        .ok()
        .filter(|w| (0.0..=1.0).contains(w))
        .map_or(0, |w| (w * 1000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, Method, header};
    use noroshi_model::Language;

    use super::{is_for_machines, language, wants_json};

    #[track_caller]
    fn check(accept: &'static str, expected: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        assert_eq!(wants_json(&headers), expected, "{accept}");
    }

    #[test]
    fn browsers_get_the_page() {
        check(
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            false,
        );
        check("*/*", false);
        check("", false);
        assert!(!wants_json(&HeaderMap::new()));
    }

    #[test]
    fn programs_that_name_json_get_json() {
        check("application/json", true);
        check("Application/JSON; charset=utf-8", true);
        check("application/json, text/plain, */*", true);
        check("text/html;q=0.5, application/json;q=0.9", true);
    }

    #[test]
    fn weights_decide_between_the_two() {
        check("application/json;q=0.3, text/html", false);
        check("application/json;q=0", false);
        check("application/json;q=much", false);
    }

    #[track_caller]
    fn speaks(accept: &'static str, expected: Language) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accept));
        assert_eq!(language(&headers), expected, "{accept}");
    }

    #[test]
    fn the_heaviest_known_language_wins() {
        speaks("ja,en-US;q=0.7,en;q=0.3", Language::Ja);
        speaks("fr, en;q=0.4, ja;q=0.8", Language::Ja);
        speaks("fr", Language::En);
        speaks("ja;q=0, en;q=0.1", Language::En);
    }

    #[track_caller]
    fn chosen(path: &str, accept: &'static str, expected: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        assert_eq!(
            is_for_machines(&Method::GET, path, &headers),
            expected,
            "{path}"
        );
    }

    #[test]
    fn where_an_address_begins_or_ends_decides_then_the_header() {
        chosen("/search.json", "text/html", true);
        chosen("/search.atom", "*/*", true);
        chosen("/search", "text/html,*/*;q=0.8", false);
        chosen("/v/CVE-2099-0001", "application/json", true);
        chosen("/v/CVE-2099-0001", "*/*", false);
        chosen("/vrda/feed/ja/atom.xml", "text/html", true);
        chosen("/vrda/feed/ja/x_y_AD_1.html", "text/html", true);
        chosen("/rest/json/cves/2.0", "*/*", true);
        let meta = "/feeds/json/cve/2.0/nvdcve-2.0-2024.meta";
        chosen(meta, "text/html", true);
        chosen("/myjvn", "text/html", true);
        chosen("/original/0a", "text/html,*/*;q=0.8", false);
        chosen("/original/0a", "*/*", true);
        chosen("/ja/rss/jvndb.rdf", "text/html", true);
    }

    #[test]
    fn every_address_that_has_no_page_comes_here_whatever_the_client_prefers() {
        // These are pages too, or have one beside them.
        let pages = [
            "/",
            "/search",
            "/v/",
            "/sources",
            "/products",
            "/changes",
            "/help",
            "/original/",
            "/api",
        ];
        for route in crate::routes() {
            let is_page = pages
                .iter()
                .any(|page| route.path == *page || *page != "/" && route.path.starts_with(page));
            if !is_page {
                chosen(route.path, "text/html", true);
            }
        }
    }
}
