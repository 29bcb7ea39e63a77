//! RubyGems: `Gem::Requirement`.

use std::ops::Bound;

use super::shape;
use crate::{
    NotARange, Scheme, Set, Version,
    key::{is_number, successor, take},
    schemes::gem::{before_pre_releases, segments},
};

/// `~> 2.0.8, != 2.0.9`: all must hold. `||` between alternatives, which databases write, is read too.
pub(crate) fn gem(scheme: &dyn Scheme, range: &str) -> Result<Set<Version>, NotARange> {
    let wrong = |reason| shape(scheme.name(), range, reason);
    let mut whole: Option<Set<Version>> = None;
    for alternative in range.split("||") {
        let mut rest = alternative;
        let mut all: Option<Set<Version>> = None;
        loop {
            take(&mut rest, |c| c.is_whitespace() || c == ',');
            if rest.is_empty() {
                break;
            }
            let operator = take(&mut rest, |c| matches!(c, '<' | '>' | '=' | '!' | '~'));
            take(&mut rest, char::is_whitespace);
            let text = take(&mut rest, |c| {
                !c.is_whitespace() && !matches!(c, ',' | '<' | '>' | '=' | '!' | '~')
            });
            if text == "*" && operator.is_empty() {
                all = Some(all.unwrap_or_else(Set::all));
                continue;
            }
            let version = scheme.version(text)?;
            let set = match operator {
                "" | "=" | "==" => Set::one(version),
                "!=" => Set::one(version).complement(),
                "<" => Set::below(version),
                "<=" => Set::up_to(version),
                ">" => Set::above(version),
                ">=" => Set::from(version),
                "~>" => {
                    let next = bumped(text);
                    Set::between(Bound::Included(version), Bound::Excluded(next))
                }
                _ => return Err(wrong("comparators are = != < <= > >= ~>")),
            };
            all = Some(all.map_or(set.clone(), |all| all.intersection(&set)));
        }
        let Some(all) = all else { continue };
        whole = Some(whole.map_or(all.clone(), |whole| whole.union(&all)));
    }
    whole.ok_or_else(|| wrong("it is empty"))
}

/// The last number but one goes up by one, words are dropped; pre-releases of the result lie beyond.
fn bumped(text: &str) -> Version {
    let segments = segments(text).unwrap_or_default();
    let mut numbers: Vec<String> = segments
        .into_iter()
        .take_while(|segment| is_number(segment))
        .collect();
    if numbers.len() > 1 {
        numbers.pop();
    }
    if let Some(last) = numbers.last_mut() {
        *last = successor(last);
    }
    Version {
        text: numbers.join("."),
        key: before_pre_releases(&numbers),
    }
}
