//! PHP: constraints of composer/semver.

use std::ops::Bound;

use super::shape;
use crate::{
    NotARange, NotAVersion, Scheme, Set, Version,
    error::short,
    key::{is_number, take},
    schemes::composer::Normal,
};

/// `^1.2 || ~2.0, !=2.0.3 || 3.0 - 3.4`: constraints with commas or spaces between must all hold.
///
/// `<` and `>=` of a version without a stability stand before its development versions, as in Composer.
pub(crate) fn composer(scheme: &dyn Scheme, range: &str) -> Result<Set<Version>, NotARange> {
    let reader = Reader { scheme, range };
    let mut whole: Option<Set<Version>> = None;
    for alternative in range.split('|').filter(|part| !part.trim().is_empty()) {
        let set = match alternative.split_once(" - ") {
            Some((from, to)) => reader.hyphen(from.trim(), to.trim())?,
            None => reader.all(alternative)?,
        };
        whole = Some(whole.map_or(set.clone(), |whole| whole.union(&set)));
    }
    whole.ok_or_else(|| reader.wrong("it is empty"))
}

struct Reader<'a> {
    scheme: &'a dyn Scheme,
    range: &'a str,
}

impl Reader<'_> {
    fn wrong(&self, reason: &'static str) -> NotARange {
        shape(self.scheme.name(), self.range, reason)
    }

    fn all(&self, text: &str) -> Result<Set<Version>, NotARange> {
        let mut rest = text;
        let mut set = Set::all();
        loop {
            take(&mut rest, |c| c.is_whitespace() || c == ',');
            if rest.is_empty() {
                return Ok(set);
            }
            let operator = take(&mut rest, |c| {
                matches!(c, '<' | '>' | '=' | '!' | '~' | '^')
            });
            take(&mut rest, char::is_whitespace);
            let version = take(&mut rest, |c| !c.is_whitespace() && c != ',');
            set = set.intersection(&self.one(operator, version)?);
        }
    }

    fn one(&self, operator: &str, text: &str) -> Result<Set<Version>, NotARange> {
        let parts = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let wild = |part: &str| matches!(part, "x" | "X" | "*");
        if operator.is_empty() && parts.split('.').any(wild) {
            return self.wildcard(parts);
        }
        let normal = self.normal(text)?;
        let itself = at(text, normal.key());
        let start = match normal.is_plain() {
            true => at(text, with_dev(&normal)),
            false => itself.clone(),
        };
        // How many numbers stay as they are.
        let nonzero = normal.numbers[..normal.written]
            .iter()
            .take(3)
            .position(|number| number.bytes().any(|b| b != b'0'));
        Ok(match operator {
            "" | "=" | "==" => Set::one(itself),
            "!=" | "<>" => Set::one(itself).complement(),
            "<" => Set::below(start),
            ">=" => Set::from(start),
            "<=" => Set::up_to(itself),
            ">" => Set::above(itself),
            "~" | "~>" => half_open(
                start,
                self.end(&normal, normal.written.saturating_sub(1).max(1)),
            ),
            "^" => half_open(
                start,
                self.end(&normal, nonzero.map_or(normal.written.min(3), |at| at + 1)),
            ),
            _ => return Err(self.wrong("comparators are < <= = != >= > ~ ^")),
        })
    }

    fn wildcard(&self, text: &str) -> Result<Set<Version>, NotARange> {
        let parts: Vec<&str> = text.split('.').collect();
        let known = parts.iter().take_while(|part| is_number(part)).count();
        if known > 3 || parts[known..].iter().any(|part| is_number(part)) {
            return Err(self.wrong("a wildcard stands after the numbers"));
        }
        if known == 0 {
            return Ok(Set::all());
        }
        let normal = self.normal(&parts[..known].join("."))?;
        let from = normal.start_of(known, false);
        let end = self.end(&normal, known);
        // Nothing is below 0.0.0.0-dev.
        Ok(
            match from
                .numbers
                .iter()
                .all(|number| number.bytes().all(|b| b == b'0'))
            {
                true => Set::below(end),
                false => half_open(at(&parts[..known].join("."), from.key()), end),
            },
        )
    }

    fn hyphen(&self, from: &str, to: &str) -> Result<Set<Version>, NotARange> {
        let lower = self.one(">=", from)?;
        let normal = self.normal(to)?;
        let upper = if normal.written >= 3 || !normal.is_plain() {
            Set::up_to(at(to, normal.key()))
        } else {
            Set::below(self.end(&normal, normal.written))
        };
        Ok(lower.intersection(&upper))
    }

    /// Where everything with the same first numbers ends.
    fn end(&self, normal: &Normal, kept: usize) -> Version {
        let end = normal.start_of(kept, true);
        at(&end.numbers[..kept.max(2)].join("."), end.key())
    }

    fn normal(&self, text: &str) -> Result<Normal, NotARange> {
        // The scheme's own checks of length and emptiness come first.
        self.scheme.key(text)?;
        Ok(Normal::read(text).map_err(|reason| NotAVersion {
            scheme: self.scheme.name(),
            version: short(text),
            reason,
        })?)
    }
}

fn with_dev(normal: &Normal) -> Vec<u8> {
    Normal {
        dev: true,
        ..normal.clone()
    }
    .key()
}

fn at(text: &str, key: Vec<u8>) -> Version {
    Version {
        text: text.to_owned(),
        key,
    }
}

fn half_open(from: Version, to: Version) -> Set<Version> {
    Set::between(Bound::Included(from), Bound::Excluded(to))
}
