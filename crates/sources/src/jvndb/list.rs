//! `checksum.txt`: the list of JVN iPedia's files with their digests.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::BASE;
use crate::{
    Context, Failure,
    failure::End,
    http::{Http, Request},
};

const BEFORE_HTTPS: &str = "http://jvndb.jvn.jp";

/// The files of one language that hold entries, in the order in which to fetch them, and lines that
/// were not taken with the reason.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    pub(super) files: Vec<Listed>,
    pub(super) refused: Vec<(String, String)>,
    address: String,
}

impl List {
    /// The failure that this list is, where it names fewer than half of the yearly files of its language that were handed
    /// out before. Years do not go away.
    pub(super) fn lacks_much_of<'a>(
        &self,
        known: impl Iterator<Item = &'a String>,
        language: &str,
    ) -> Option<Failure> {
        let years = known.filter(|path| matches!(wanted(path, language), Some(Some(_))));
        let (mut all, mut missing) = (0, 0);
        for path in years {
            all += 1;
            missing += usize::from(!self.files.iter().any(|file| file.path == *path));
        }
        let message = format!("the list of files lacks {missing} of {all} years it named before");
        (missing * 2 > all).then(|| Failure::content(message, &self.address))
    }
}

/// One file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// From the root of the site.
    pub(super) path: String,
    /// The year in its name, where it has one.
    pub(super) year: Option<i16>,
    pub(super) sha256: String,
    pub(super) size: u64,
}

/// Fetches and reads the list.
pub(super) fn fetch(context: &Context, language: &str, http: &mut Http) -> Result<List, End> {
    let base = context.base(BASE);
    let url = format!("{base}/{language}/feed/checksum.txt");
    let text = http.body(&Request::new(&url))?.text()?;
    Ok(read(&text, language, base, &url)?)
}

#[derive(Deserialize)]
struct Line {
    url: String,
    sha256: String,
    #[serde(default)]
    size: u64,
}

fn read(text: &str, language: &str, base: &str, address: &str) -> Result<List, Failure> {
    let lines: Vec<serde_json::Value> = serde_json::from_str(text)
        .map_err(|e| Failure::content(format!("the list of files is not one: {e}"), address))?;
    let mut list = List {
        address: address.to_owned(),
        ..List::default()
    };
    let mut named: BTreeMap<&str, Listed> = BTreeMap::new();
    for line in lines {
        let line: Line = match serde_json::from_value(line) {
            Ok(line) => line,
            Err(error) => {
                let reason = format!("a line of the list that cannot be read: {error}");
                list.refused.push((address.to_owned(), reason));
                continue;
            }
        };
        // The list says what changed; where to ask is ours to say.
        let path = line
            .url
            .strip_prefix(BASE)
            // The addresses of the time before https still turn up.
            .or_else(|| line.url.strip_prefix(BEFORE_HTTPS))
            .or_else(|| line.url.strip_prefix(base));
        let Some(path) = path.filter(|p| p.starts_with('/')) else {
            let reason = format!("the list names a file outside {base}");
            list.refused.push((line.url, reason));
            continue;
        };
        if line.sha256.len() != 64 || !line.sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
            let reason = "the list gives it no SHA-256".to_owned();
            list.refused.push((line.url.clone(), reason));
            continue;
        }
        let (kind, year) = (is_of_names(path, language), wanted(path, language));
        if kind.is_none() && year.is_none() {
            continue;
        }
        let file = Listed {
            path: path.to_owned(),
            year: year.flatten(),
            sha256: line.sha256.to_ascii_lowercase(),
            size: line.size,
        };
        match kind {
            None => list.files.push(file),
            // Of the lists of vendors and products the newest says everything.
            Some(kind) if named.get(kind).is_none_or(|known| known.path < file.path) => {
                named.insert(kind, file);
            }
            Some(_) => {}
        }
    }
    if list.files.is_empty() {
        let message = "the list of files names none that holds entries";
        return Err(Failure::content(message, address));
    }
    // What says most first (details before overviews), and of these the newest year.
    list.files.sort_by_key(|file| {
        let is_overview = !file.path.contains("/feed/detail/");
        (is_overview, std::cmp::Reverse(file.year), file.path.clone())
    });
    list.files.extend(named.into_values());
    Ok(list)
}

/// Which names a file lists with their numbers: those of vendors or of products.
fn is_of_names(path: &str, language: &str) -> Option<&'static str> {
    let path = path.strip_prefix('/')?.strip_prefix(language)?;
    let kinds = [
        ("vendor", "/feed/vendor/myjvn_vendor_"),
        ("product", "/feed/product/myjvn_product_"),
    ];
    let of = |before: &str| {
        let month = path
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(".rdf"));
        month.is_some_and(|month| month.len() == 6 && month.bytes().all(|b| b.is_ascii_digit()))
    };
    kinds
        .into_iter()
        .find(|(_, before)| of(before))
        .map(|(kind, _)| kind)
}

/// The year of a file that holds entries; `None` for anything else.
fn wanted(path: &str, language: &str) -> Option<Option<i16>> {
    let path = path.strip_prefix('/')?.strip_prefix(language)?;
    if matches!(path, "/rss/jvndb.rdf" | "/rss/jvndb_new.rdf") {
        return Some(None);
    }
    let year = path
        .strip_prefix("/feed/detail/jvndb_detail_")
        .or_else(|| path.strip_prefix("/rss/years/jvndb_"))?
        .strip_suffix(".rdf")?;
    (year.len() == 4)
        .then(|| year.parse().ok())
        .flatten()
        .map(Some)
}

#[cfg(test)]
mod tests {
    use super::read;

    fn line(url: &str) -> String {
        format!(
            r#"{{"url":"{url}","filename":"x","sha256":"{}","size":3}}"#,
            "a1".repeat(32)
        )
    }

    fn paths(lines: &[String]) -> Vec<String> {
        let text = format!("[{}]", lines.join(","));
        let list = read(&text, "ja", "http://mirror", "list").unwrap();
        list.files.into_iter().map(|f| f.path).collect()
    }

    #[test]
    fn details_come_before_overviews_and_new_years_before_old() {
        let names = [
            "/ja/rss/jvndb.rdf",
            "/ja/rss/years/jvndb_2024.rdf",
            "/ja/feed/detail/jvndb_detail_1998.rdf",
            "/ja/feed/vendor/myjvn_vendor_202311.rdf",
            "/ja/feed/detail/jvndb_detail_2026.rdf",
        ];
        let lines: Vec<_> = names
            .map(|n| line(&format!("https://jvndb.jvn.jp{n}")))
            .into();
        assert_eq!(
            paths(&lines),
            [names[4], names[2], names[1], names[0], names[3]]
        );
    }

    #[test]
    fn of_the_lists_of_names_the_newest_is_taken() {
        let names = [
            "/ja/feed/product/myjvn_product_202310.rdf",
            "/ja/feed/product/myjvn_product_202311.rdf",
            "/ja/feed/vendor/myjvn_vendor_x.rdf",
            "/ja/rss/jvndb.rdf",
        ];
        let lines: Vec<_> = names
            .map(|n| line(&format!("https://jvndb.jvn.jp{n}")))
            .into();
        assert_eq!(paths(&lines), [names[3], names[1]]);
    }

    #[test]
    fn a_file_elsewhere_is_refused_with_its_address() {
        let text = format!(
            "[{},{}]",
            line("https://evil.example/ja/rss/jvndb.rdf"),
            line("http://mirror/ja/rss/jvndb.rdf"),
        );
        let list = read(&text, "ja", "http://mirror", "list").unwrap();
        assert_eq!(list.files.len(), 1);
        assert_eq!(list.refused[0].0, "https://evil.example/ja/rss/jvndb.rdf");
    }

    #[test]
    fn a_file_is_asked_for_at_our_address_whatever_the_list_says() {
        let paths = paths(&[line("http://jvndb.jvn.jp/ja/rss/jvndb.rdf")]);
        assert_eq!(paths, ["/ja/rss/jvndb.rdf"]);
    }

    #[test]
    fn a_list_that_names_nothing_is_a_failure() {
        for text in ["[]", "{}", "not json", "[{\"url\":1}]"] {
            assert!(read(text, "ja", "http://mirror", "list").is_err(), "{text}");
        }
    }

    #[test]
    fn the_recorded_lists_are_read() {
        let folder = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../shared/data/jvn/feed-checksum"
        );
        for name in ["checksum_rss.json", "checksum_detail.json"] {
            let Ok(text) = std::fs::read_to_string(format!("{folder}/{name}")) else {
                println!("skipped: ../shared/data is not here");
                return;
            };
            let list = read(&text, "ja", super::BASE, name).unwrap();
            assert!(!list.files.is_empty(), "{name}");
            assert!(list.refused.is_empty(), "{name}: {:?}", list.refused);
        }
    }
}
