//! Lists of versions: `1.0, 1.1 and 1.2`; `9.5 - 9.5.23, 10.0 - 10.0.10`.

use noroshi_model::VersionRange;

use super::range;

/// The most versions in a list, which hostile text could make long.
const MOST: usize = 200;

/// Reads a text about versions into statements of one range each: the text as it stands, or the entries of a list.
/// What is not understood is one statement without range.
pub(crate) fn statements(text: &str) -> Vec<(&str, Option<VersionRange>)> {
    match range(text) {
        None => list(text).unwrap_or_else(|| vec![(text, None)]),
        read => vec![(text, read)],
    }
}

/// A list is understood where each entry is a version or has both ends. Of an open end nobody knows whether it holds
/// for its own line of versions only: `before 1.2.3, 1.3.1`, `3.2 and earlier, 4.0 and earlier`.
fn list(text: &str) -> Option<Vec<(&str, Option<VersionRange>)>> {
    let list = text.trim();
    let entries = list
        .split([',', '、', ';'])
        .flat_map(|part| part.split(" and "));
    let mut read = Vec::new();
    for entry in entries {
        // What `, and ` leaves.
        let entry = entry.trim();
        let entry = entry.strip_prefix("and ").unwrap_or(entry);
        if entry.is_empty() {
            continue;
        }
        // `6.0.2, build 68` is one version.
        let begins = entry.trim_start_matches(['v', 'V', '\\']);
        let named = ["ersion ", "ersions "];
        let known = begins.starts_with(|c: char| c.is_numeric())
            || named.iter().any(|word| begins.starts_with(word));
        let range = range(entry).filter(|r| known && r.low.is_some() && r.high.is_some())?;
        if !range.only.is_empty() || read.len() == MOST {
            return None;
        }
        read.push((entry, Some(range)));
    }
    (read.len() > 1).then_some(read)
}
