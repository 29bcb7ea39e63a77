//! One version beside another, and beside a range.

use noroshi_versions::{Range, Scheme, Vers, scheme};

/// Whether two versions are the same one: by the scheme's order, else by their letters.
pub(super) fn same_version(a: &str, b: &str, own: Option<&'static dyn Scheme>) -> bool {
    let by_order = || {
        let scheme = own.or_else(|| scheme("product"))?;
        scheme.compare(a, b).ok()
    };
    a == b || by_order().is_some_and(std::cmp::Ordering::is_eq)
}

/// Whether a version lies in a range, in `vers` or in the words of comparison. `None` where the range cannot be read.
pub(super) fn in_range(
    version: &str,
    range: &str,
    own: Option<&'static dyn Scheme>,
) -> Option<bool> {
    if is_everything(range) {
        return Some(true);
    }
    if range.trim_start().starts_with("vers:") {
        return Vers::parse_lenient(range).ok()?.contains(version).ok();
    }
    let scheme = own.or_else(|| scheme("product"))?;
    // A bare version in place of a range may mean itself or all of its line.
    if !range.contains(['<', '>', '=']) {
        return None;
    }
    Range::native(scheme, range).ok()?.contains(version).ok()
}

/// Whether a range is of all versions in so many words.
pub(super) fn is_everything(range: &str) -> bool {
    let range = range.trim().to_ascii_lowercase();
    let vers = range
        .strip_prefix("vers:")
        .and_then(|rest| rest.split_once('/'));
    vers.is_some_and(|(_, rest)| rest == "*")
        || ["*", "all versions", "all"].contains(&range.as_str())
}
