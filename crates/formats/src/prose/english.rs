//! English words about versions: `prior to 1.4.2`, `3.1 and earlier`, `1.0 through 1.5`.

use noroshi_model::{Limit, VersionRange};

use super::{comparators, version};

/// Words before a limit from above, the longest first, and whether it is included. What bare `up to` means is not
/// the same for everybody, so it is not here.
const BEFORE: &[(&str, bool)] = &[
    ("prior to and including ", true),
    ("up to and including ", true),
    ("up to, and including, ", true),
    ("through ", true),
    ("earlier than ", false),
    ("lower than ", false),
    ("prior to ", false),
    ("less than ", false),
    ("before ", false),
    ("below ", false),
];

/// Words after a limit from above that is included.
const AND_LOWER: &[&str] = &[
    " and earlier versions",
    " and older versions",
    " and previous versions",
    " and prior versions",
    " and earlier",
    " or earlier",
    " and before",
    " and prior",
    " or prior",
    " and below",
    " or below",
    " and lower",
    " or lower",
    " and older",
    " or older",
];

/// Words after a limit from below that is included.
const AND_HIGHER: &[&str] = &[
    " and later versions",
    " and later",
    " or later",
    " and above",
    " or above",
    " and newer",
    " or newer",
    " and higher",
    " or higher",
];

/// Words between two limits, of which the first is included; and whether the second is.
const BETWEEN: &[(&str, bool)] = &[
    (" up to but not including ", false),
    (" up to and including ", true),
    (" through ", true),
    (" before ", false),
    (" prior to ", false),
    (" to ", true),
];

/// Reads a statement in English. `None` where a part of it is not understood.
pub(super) fn english(text: &str) -> Option<VersionRange> {
    let stated = "all versions|all version|versions|version".split('|');
    let text = stated
        .filter_map(|words| after(text, words))
        .find_map(|rest| rest.strip_prefix(' '))
        .map_or(text, str::trim_start);
    let limit = |version: &str, included| {
        Some(Limit {
            version: super::version(version)?,
            included,
        })
    };
    if let Some(read) = comparators(text) {
        return Some(read);
    }
    for (words, included) in BEFORE {
        if let Some(rest) = after(text, words) {
            return Some(VersionRange {
                high: Some(limit(rest, *included)?),
                ..VersionRange::default()
            });
        }
    }
    if let Some(rest) = AND_LOWER.iter().find_map(|words| before(text, words)) {
        return Some(VersionRange {
            high: Some(limit(rest, true)?),
            ..VersionRange::default()
        });
    }
    if let Some(rest) = AND_HIGHER.iter().find_map(|words| before(text, words)) {
        return Some(VersionRange {
            low: Some(limit(rest, true)?),
            ..VersionRange::default()
        });
    }
    let both = after(text, "from ").unwrap_or(text);
    let lower = both.to_ascii_lowercase();
    for (words, included) in BETWEEN {
        let Some(at) = lower.find(words) else {
            continue;
        };
        let (begin, end) = (&both[..at], &both[at + words.len()..]);
        return Some(VersionRange {
            low: Some(Limit::included(version(begin)?)),
            high: Some(limit(end, *included)?),
            ..VersionRange::default()
        });
    }
    None
}

/// What follows these words, where the text begins with them in any case.
fn after<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(words.len())?;
    start.eq_ignore_ascii_case(words).then_some(rest)
}

/// What comes before these words, where the text ends with them in any case.
fn before<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let (rest, end) = text.split_at_checked(text.len().checked_sub(words.len())?)?;
    end.eq_ignore_ascii_case(words).then_some(rest)
}
