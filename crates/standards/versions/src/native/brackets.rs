//! Intervals in brackets: Maven and NuGet.

use std::ops::Bound;

use super::{comparators, shape};
use crate::{NotARange, Scheme, Set, Version};

/// `[1.0,2.0)`, `(,1.0]`, `[1.0]` and several of them with commas between (Maven, "Version ranges").
///
/// A version without brackets is only a recommendation there, so it is refused. Comparators are read besides.
pub(crate) fn maven(scheme: &dyn Scheme, range: &str) -> Result<Set<Version>, NotARange> {
    let text = range.trim();
    if text.starts_with(['<', '>', '=', '!']) {
        return comparators(scheme.name(), &|text| scheme.version(text), text);
    }
    if !text.starts_with(['[', '(']) {
        return Err(shape(
            scheme.name(),
            range,
            "a version without brackets is a recommendation and fixes nothing",
        ));
    }
    let mut rest = text;
    let mut whole = Set::none();
    loop {
        let end = rest
            .find([']', ')'])
            .ok_or_else(|| shape(scheme.name(), range, "a bracket is not closed"))?;
        whole = whole.union(&interval(scheme, range, &rest[..=end])?);
        rest = rest[end + 1..].trim_start();
        if rest.is_empty() {
            return Ok(whole);
        }
        rest = rest
            .strip_prefix(',')
            .map(str::trim_start)
            .filter(|rest| rest.starts_with(['[', '(']))
            .ok_or_else(|| shape(scheme.name(), range, "intervals have a comma between them"))?;
    }
}

/// `[1.0,2.0)`, `(,1.0]`, `[1.0]`, and `1.0` for that version and all above (NuGet, "Version ranges").
///
/// Floating versions (`1.*`) choose the newest of what a feed has and are refused. Comparators are read besides.
pub(crate) fn nuget(scheme: &dyn Scheme, range: &str) -> Result<Set<Version>, NotARange> {
    let text = range.trim();
    if text.starts_with(['<', '>', '=', '!']) {
        return comparators(scheme.name(), &|text| scheme.version(text), text);
    }
    if text.starts_with(['[', '(']) {
        return interval(scheme, range, text);
    }
    if text.contains('*') {
        return Err(shape(
            scheme.name(),
            range,
            "a floating version is a choice and fixes nothing",
        ));
    }
    Ok(Set::from(scheme.version(text)?))
}

fn interval(scheme: &dyn Scheme, range: &str, text: &str) -> Result<Set<Version>, NotARange> {
    let wrong = |reason| shape(scheme.name(), range, reason);
    let mut chars = text.chars();
    let (Some(open @ ('[' | '(')), Some(close @ (']' | ')'))) = (chars.next(), chars.next_back())
    else {
        return Err(wrong("an interval stands in brackets"));
    };
    let Some((lower, upper)) = chars.as_str().split_once(',') else {
        return match (open, close) {
            ('[', ']') => Ok(Set::one(scheme.version(chars.as_str().trim())?)),
            _ => Err(wrong("a single version stands in square brackets")),
        };
    };
    let bound = |text: &str, included: bool| -> Result<Bound<Version>, NotARange> {
        Ok(match (text.trim(), included) {
            ("", _) => Bound::Unbounded,
            (text, true) => Bound::Included(scheme.version(text)?),
            (text, false) => Bound::Excluded(scheme.version(text)?),
        })
    };
    let (lower, upper) = (bound(lower, open == '[')?, bound(upper, close == ']')?);
    Ok(Set::between(lower, upper))
}
