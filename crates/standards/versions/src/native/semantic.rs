//! npm and Cargo: carets, tildes, wildcards and partial versions over semantic versions.
//!
//! Desugaring follows node-semver, "Advanced Range Syntax"; Cargo's differs in its comma and in what a bare version means.

use std::ops::Bound;

use super::shape;
use crate::{
    NotARange, Scheme, Set, Version,
    key::{is_number, successor, take},
};

/// `^1.2 || 2.0.0 - 2.3.x`: comparators with space between must all hold.
pub(crate) fn npm(scheme: &dyn Scheme, range: &str) -> Result<Set<Version>, NotARange> {
    let reader = Reader { scheme, range };
    let mut whole = Set::none();
    for alternative in range.split("||") {
        let set = match alternative.split_once(" - ") {
            Some((from, to)) => reader.hyphen(from.trim(), to.trim())?,
            None => reader.all(alternative, "=")?,
        };
        whole = whole.union(&set);
    }
    Ok(whole)
}

/// `^1.2, <1.8`: comparators with commas between must all hold; without one, a caret is meant.
pub(crate) fn cargo(scheme: &dyn Scheme, range: &str) -> Result<Set<Version>, NotARange> {
    let reader = Reader { scheme, range };
    if range.trim().is_empty() {
        return Err(reader.wrong("it is empty"));
    }
    let mut whole = Set::all();
    for comparator in range.split(',') {
        whole = whole.intersection(&reader.all(comparator, "^")?);
    }
    Ok(whole)
}

struct Reader<'a> {
    scheme: &'a dyn Scheme,
    range: &'a str,
}

/// A version of which the right part may be missing or a wildcard.
struct Partial<'a> {
    numbers: Vec<&'a str>,
    pre: Option<&'a str>,
}

impl Reader<'_> {
    fn wrong(&self, reason: &'static str) -> NotARange {
        shape(self.scheme.name(), self.range, reason)
    }

    /// Comparators that must all hold; none at all is everything.
    fn all(&self, text: &str, bare: &str) -> Result<Set<Version>, NotARange> {
        let mut rest = text;
        let mut set = Set::all();
        loop {
            take(&mut rest, char::is_whitespace);
            if rest.is_empty() {
                return Ok(set);
            }
            let operator = take(&mut rest, |c| matches!(c, '<' | '>' | '=' | '~' | '^'));
            take(&mut rest, char::is_whitespace);
            let partial = take(&mut rest, |c| {
                !c.is_whitespace() && !matches!(c, '<' | '>' | '=' | '~' | '^')
            });
            let partial = self.partial(partial)?;
            let operator = if operator.is_empty() { bare } else { operator };
            set = set.intersection(&self.one(operator, &partial)?);
        }
    }

    fn one(&self, operator: &str, partial: &Partial<'_>) -> Result<Set<Version>, NotARange> {
        let known = partial.numbers.len();
        let from = || self.from(partial);
        // The first version beyond all that agree in the first `kept` numbers.
        let beyond = |kept: usize| self.beyond(partial, kept);
        Ok(match operator {
            _ if known == 0 => match operator {
                "<" | ">" => Set::none(),
                _ => Set::all(),
            },
            "=" if known == 3 => Set::one(from()?),
            "=" => half_open(from()?, beyond(known)?),
            "~" | "~>" => half_open(from()?, beyond(known.min(2))?),
            "^" => {
                let nonzero = partial
                    .numbers
                    .iter()
                    .position(|n| n.bytes().any(|b| b != b'0'));
                half_open(from()?, beyond(nonzero.map_or(known, |at| at + 1))?)
            }
            ">=" => Set::from(from()?),
            ">" if known == 3 => Set::above(from()?),
            // Not the pre-releases of what follows: node-semver writes `>1.2` as `>=1.3.0`.
            ">" => Set::from(self.release_beyond(partial, known)?),
            "<" if known == 3 => Set::below(from()?),
            "<" => Set::below(self.lowest(partial)?),
            "<=" if known == 3 => Set::up_to(from()?),
            "<=" => Set::below(beyond(known)?),
            _ => return Err(self.wrong("comparators are < <= = >= > ~ ^")),
        })
    }

    fn hyphen(&self, from: &str, to: &str) -> Result<Set<Version>, NotARange> {
        let lower = self.one(">=", &self.partial(from)?)?;
        let upper = self.one("<=", &self.partial(to)?)?;
        Ok(lower.intersection(&upper))
    }

    fn partial<'t>(&self, text: &'t str) -> Result<Partial<'t>, NotARange> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let core_end = text.find(['-', '+']).unwrap_or(text.len());
        let mut numbers = Vec::new();
        let mut wild = false;
        let mut places = 0;
        for place in text[..core_end].split('.') {
            places += 1;
            wild |= matches!(place, "x" | "X" | "*");
            let number = is_number(place) && (place == "0" || !place.starts_with('0'));
            if places > 3 || !(number || matches!(place, "x" | "X" | "*")) {
                return Err(self.wrong("a version is up to three numbers or wildcards with dots"));
            }
            if !wild {
                numbers.push(place);
            }
        }
        let pre = text[core_end..]
            .strip_prefix('-')
            .map(|pre| pre.split('+').next().unwrap_or(pre));
        if core_end < text.len() && places < 3 {
            return Err(self.wrong("a pre-release wants all three numbers before it"));
        }
        Ok(Partial {
            pre: pre.filter(|_| numbers.len() == 3),
            numbers,
        })
    }

    fn from(&self, partial: &Partial<'_>) -> Result<Version, NotARange> {
        let pre = partial.pre.map(|pre| format!("-{pre}")).unwrap_or_default();
        self.version(&partial.numbers, &pre)
    }

    fn lowest(&self, partial: &Partial<'_>) -> Result<Version, NotARange> {
        self.version(&partial.numbers, "-0")
    }

    fn beyond(&self, partial: &Partial<'_>, kept: usize) -> Result<Version, NotARange> {
        self.raised(partial, kept, "-0")
    }

    fn release_beyond(&self, partial: &Partial<'_>, kept: usize) -> Result<Version, NotARange> {
        self.raised(partial, kept, "")
    }

    fn raised(&self, partial: &Partial<'_>, kept: usize, tail: &str) -> Result<Version, NotARange> {
        let mut numbers = partial.numbers[..kept.min(partial.numbers.len())].to_vec();
        let raised = numbers.pop().map(successor).unwrap_or_default();
        numbers.push(&raised);
        self.version(&numbers, tail)
    }

    fn version(&self, numbers: &[&str], tail: &str) -> Result<Version, NotARange> {
        let at = |place: usize| numbers.get(place).copied().unwrap_or("0");
        let text = format!("{}.{}.{}{tail}", at(0), at(1), at(2));
        Ok(self.scheme.version(&text)?)
    }
}

fn half_open(from: Version, to: Version) -> Set<Version> {
    Set::between(Bound::Included(from), Bound::Excluded(to))
}
