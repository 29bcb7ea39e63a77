//! Lists of comparators: what most systems understand, and databases write for those without a notation.

use super::shape;
use crate::{NotARange, NotAVersion, Set, Version};

/// Reads `>= 1.0, < 2.0 || = 3.1`: alternatives between `||`, comparators with commas or spaces between.
///
/// Comparators are `<`, `<=`, `=`, `==`, `!=`, `>=`, `>`, and Debian's `<<` and `>>`. Comparators of an alternative
/// must all hold; versions without one are a list, and belong besides. `*` alone is everything.
pub(crate) fn comparators(
    scheme: &'static str,
    version: &dyn Fn(&str) -> Result<Version, NotAVersion>,
    range: &str,
) -> Result<Set<Version>, NotARange> {
    let wrong = |reason| shape(scheme, range, reason);
    let mut whole: Option<Set<Version>> = None;
    for alternative in range.split("||") {
        let Some(set) = one(version, alternative, &wrong)? else {
            continue;
        };
        whole = Some(whole.map_or(set.clone(), |whole| whole.union(&set)));
    }
    whole.ok_or_else(|| wrong("it is empty"))
}

fn one(
    version: &dyn Fn(&str) -> Result<Version, NotAVersion>,
    alternative: &str,
    wrong: &dyn Fn(&'static str) -> NotARange,
) -> Result<Option<Set<Version>>, NotARange> {
    let mut bounds: Option<Set<Version>> = None;
    let mut listed = Set::none();
    let mut rest = alternative;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if rest.is_empty() {
            break;
        }
        let operator = operator(&mut rest);
        rest = rest.trim_start();
        let text = term(&mut rest);
        if text.is_empty() {
            return Err(wrong("a version follows each comparator"));
        }
        let set = match (operator, text) {
            ("", "*") => Set::all(),
            ("", text) => {
                listed = listed.union(&Set::one(version(text)?));
                continue;
            }
            ("=" | "==", text) => Set::one(version(text)?),
            ("!=", text) => Set::one(version(text)?).complement(),
            ("<" | "<<", text) => Set::below(version(text)?),
            ("<=", text) => Set::up_to(version(text)?),
            (">=", text) => Set::from(version(text)?),
            (">" | ">>", text) => Set::above(version(text)?),
            _ => return Err(wrong("comparators are < <= = == != >= > << >>")),
        };
        bounds = Some(bounds.map_or(set.clone(), |bounds| bounds.intersection(&set)));
    }
    Ok(match bounds {
        Some(bounds) => Some(bounds.union(&listed)),
        None => Some(listed).filter(|listed| !listed.is_empty()),
    })
}

/// Cuts off the comparator.
pub(super) fn operator<'a>(rest: &mut &'a str) -> &'a str {
    let end = rest
        .find(|c| !matches!(c, '<' | '>' | '=' | '!'))
        .unwrap_or(rest.len());
    let (operator, after) = rest.split_at(end);
    *rest = after;
    operator
}

/// Cuts off a version: up to a comma, or space before a comparator. Spaces inside belong to it.
pub(super) fn term<'a>(rest: &mut &'a str) -> &'a str {
    let mut end = rest.len();
    for (at, c) in rest.char_indices() {
        let comparator_next =
            c.is_whitespace() && rest[at..].trim_start().starts_with(['<', '>', '=', '!']);
        if c == ',' || comparator_next {
            end = at;
            break;
        }
    }
    let (term, after) = rest.split_at(end);
    *rest = after;
    term.trim()
}
