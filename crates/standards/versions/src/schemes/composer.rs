//! `composer`: PHP packages, `VersionParser` of composer/semver and PHP's `version_compare`.

use crate::{
    NotARange, Scheme, Set, Version,
    key::{Key, digits, is_number, take},
    native,
};

/// Versions of PHP packages: one to four numbers or a date, a stability with numbers, and `-dev`.
///
/// The key is the numbers, four of them unless it is a date, the stability and its numbers, each after a rank: `dev` <
/// `alpha` < `beta` < `RC` < end < number < `patch`. A branch by name (`dev-main`) has no place among versions.
pub(crate) struct Composer;

impl Scheme for Composer {
    fn name(&self) -> &'static str {
        "composer"
    }

    fn purl_types(&self) -> &'static [&'static str] {
        &["composer"]
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        Ok(Normal::read(version)?.key())
    }

    fn native(&self, range: &str) -> Result<Set<Version>, NotARange> {
        native::composer(self, range)
    }
}

/// A version taken apart.
#[derive(Debug, Clone, Default)]
pub(crate) struct Normal {
    /// Filled up to four, unless it is a date.
    pub(crate) numbers: Vec<String>,
    /// How many numbers were written.
    pub(crate) written: usize,
    /// Rank and numbers.
    pub(crate) stability: Option<(u8, Vec<String>)>,
    pub(crate) dev: bool,
}

const DEV: u8 = 1;
const END: u8 = 5;
const NUMBER: u8 = 6;
const PATCH: u8 = 7;
/// The longer of two that begin alike comes first.
const STABILITIES: [(&str, u8); 8] = [
    ("beta", 3),
    ("b", 3),
    ("rc", 4),
    ("alpha", 2),
    ("a", 2),
    ("patch", PATCH),
    ("pl", PATCH),
    ("p", PATCH),
];
/// What a branch such as `1.x-dev` has in place of `x`.
const ANY: &str = "9999999";

impl Normal {
    pub(crate) fn read(version: &str) -> Result<Self, &'static str> {
        let text = version.trim().to_ascii_lowercase();
        let text = match text.rsplit_once('@') {
            Some((text, "dev" | "alpha" | "beta" | "rc" | "stable")) => text,
            _ => &text,
        };
        if text.starts_with("dev-") || matches!(text, "master" | "trunk" | "default") {
            return Err("a branch has no place among versions");
        }
        let text = match text.split_once('+') {
            Some((text, build)) if !build.is_empty() => text,
            _ => text,
        };
        let text = text.strip_prefix('v').unwrap_or(text);
        Self::classical(text)
            .or_else(|| Self::date(text))
            .or_else(|| Self::branch(text))
            .ok_or("it is up to four numbers or a date, a stability and -dev")
    }

    pub(crate) fn key(&self) -> Vec<u8> {
        let mut key = Key::default();
        let numbers = |key: &mut Key, numbers: &[String]| {
            for number in numbers {
                key.rank(NUMBER).number(number);
            }
        };
        numbers(&mut key, &self.numbers);
        if let Some((rank, own)) = &self.stability {
            key.rank(*rank);
            numbers(&mut key, own);
        }
        if self.dev {
            key.rank(DEV);
        }
        key.rank(END).done()
    }

    /// True where neither stability nor `-dev` is given.
    pub(crate) fn is_plain(&self) -> bool {
        self.stability.is_none() && !self.dev
    }

    /// The first `kept` numbers with the last of them raised by one, or as they are, before every pre-release.
    pub(crate) fn start_of(&self, kept: usize, raised: bool) -> Self {
        let mut numbers: Vec<String> = self.numbers.iter().take(kept).cloned().collect();
        if let Some(last) = numbers.last_mut().filter(|_| raised) {
            *last = crate::key::successor(last);
        }
        numbers.resize(4, "0".to_owned());
        Self {
            numbers,
            written: kept,
            stability: None,
            dev: true,
        }
    }

    fn classical(text: &str) -> Option<Self> {
        let mut rest = text;
        let mut this = Self::default();
        let first = digits(&mut rest);
        if first.is_empty() || first.len() > 5 {
            return None;
        }
        this.numbers.push(first.to_owned());
        while this.numbers.len() < 4
            && let Some(mut after) = rest.strip_prefix('.')
        {
            let number = digits(&mut after);
            if number.is_empty() {
                break;
            }
            this.numbers.push(number.to_owned());
            rest = after;
        }
        this.written = this.numbers.len();
        this.numbers.resize(4, "0".to_owned());
        this.modified(rest)
    }

    /// The longest beginning that is a date, with a stability after it.
    fn date(text: &str) -> Option<Self> {
        const MOST_PAIRS: u8 = 6;
        const MOST_GROUPS: u8 = 2;
        let end = text
            .find(|c: char| !(c.is_ascii_digit() || ".:-".contains(c)))
            .unwrap_or(text.len())
            // Four digits, six pairs and two groups of three, with a separator before each.
            .min(4 + 6 * 3 + 2 * 4);
        (6..=end).rev().find_map(|end| {
            let (date, rest) = text.split_at(end);
            let year = date.bytes().take(4).all(|b| b.is_ascii_digit());
            if !year || !is_date(&date.as_bytes()[4..], MOST_PAIRS, MOST_GROUPS, true) {
                return None;
            }
            let numbers: Vec<String> = date.split(['.', ':', '-']).map(str::to_owned).collect();
            let this = Self {
                written: numbers.len(),
                numbers,
                ..Self::default()
            };
            this.modified(rest)
        })
    }

    fn branch(text: &str) -> Option<Self> {
        let numbers = text.strip_suffix("dev")?;
        let numbers = numbers.strip_suffix(['.', '-']).unwrap_or(numbers);
        let mut this = Self {
            dev: true,
            ..Self::default()
        };
        for part in numbers.split('.') {
            match part {
                "x" | "*" if !this.numbers.is_empty() => this.numbers.push(ANY.to_owned()),
                number if is_number(number) => this.numbers.push(number.to_owned()),
                _ => return None,
            }
        }
        this.written = this.numbers.len();
        if this.written > 4 {
            return None;
        }
        this.numbers.resize(4, ANY.to_owned());
        Some(this)
    }

    /// Reads `[._-]?(stability numbers)?([.-]?dev)?` to the end.
    fn modified(mut self, text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix(['.', '_', '-']).unwrap_or(text);
        let known = STABILITIES
            .iter()
            .find_map(|(name, rank)| Some((rest.strip_prefix(name)?, *rank)));
        let stable = rest.strip_prefix("stable");
        if let Some(mut after) = known.map(|(after, _)| after).or(stable) {
            let mut numbers = Vec::new();
            loop {
                let mut number = after.strip_prefix(['.', '-']).unwrap_or(after);
                let found = take(&mut number, |c| c.is_ascii_digit());
                if found.is_empty() {
                    break;
                }
                numbers.push(found.to_owned());
                after = number;
            }
            self.stability = known.map(|(_, rank)| (rank, numbers));
            rest = after;
        } else if rest.len() == text.len() || rest.is_empty() {
            // No separator, or one with nothing after it.
            rest = text.strip_prefix(['.', '_', '-']).unwrap_or(text);
        }
        let tail = rest.strip_prefix(['.', '-']).unwrap_or(rest);
        if tail == "dev" {
            // `stable` says all there is to say.
            self.dev = stable.is_none();
            return Some(self);
        }
        rest.is_empty().then_some(self)
    }
}

/// Whether pairs of digits, one of them at least, and then groups of one to three digits are all there is; a
/// separator may stand before each.
fn is_date(text: &[u8], pairs: u8, groups: u8, first: bool) -> bool {
    if text.is_empty() {
        return !first;
    }
    let text = match text {
        [b'.' | b':' | b'-', rest @ ..] => rest,
        _ => text,
    };
    let digits = |count: usize| text.len() >= count && text[..count].iter().all(u8::is_ascii_digit);
    (pairs > 0 && digits(2) && is_date(&text[2..], pairs - 1, groups, false))
        || (!first
            && groups > 0
            && (1..=3).any(|n| digits(n) && is_date(&text[n..], 0, groups - 1, false)))
}
