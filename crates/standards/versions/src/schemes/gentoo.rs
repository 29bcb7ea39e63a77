//! `gentoo`: Package Manager Specification 8, sections 3.2 and 3.3.

use crate::{
    Scheme,
    key::{Key, digits, take},
};

/// Versions of Gentoo ebuilds: `1.2.3b_rc1_p2-r4`.
///
/// The key is the first number; each further one as text without trailing zeros where it has a leading zero, else
/// as a number above all of those; the letter; the suffixes with their numbers, `_alpha` < `_beta` < `_pre` < `_rc`
/// < end < `_p`; the revision. A missing number or revision is zero.
pub(crate) struct Gentoo;

const END: u8 = 0;
const ZERO_LED: u8 = 1;
const NUMBER: u8 = 2;
const NO_SUFFIX: u8 = 5;

impl Scheme for Gentoo {
    fn name(&self) -> &'static str {
        "gentoo"
    }

    fn purl_types(&self) -> &'static [&'static str] {
        &["ebuild", "gentoo"]
    }

    fn also_called(&self) -> &'static [&'static str] {
        &["ebuild"]
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        let mut rest = version;
        let mut key = Key::default();
        let first = digits(&mut rest);
        if first.is_empty() {
            return Err("it begins with a number");
        }
        key.number(first);
        while let Some(after) = rest.strip_prefix('.') {
            rest = after;
            match digits(&mut rest) {
                "" => return Err("a number follows each dot"),
                number if number.starts_with('0') => key
                    .rank(ZERO_LED)
                    .word(number.trim_end_matches('0').as_bytes()),
                number => key.rank(NUMBER).number(number),
            };
        }
        key.rank(END);
        match rest.bytes().next().filter(u8::is_ascii_lowercase) {
            None => key.rank(END),
            Some(letter) => {
                rest = &rest[1..];
                key.rank(letter)
            }
        };
        while let Some(after) = rest.strip_prefix('_') {
            rest = after;
            let rank = match take(&mut rest, |c| c.is_ascii_lowercase()) {
                "alpha" => 1,
                "beta" => 2,
                "pre" => 3,
                "rc" => 4,
                "p" => NO_SUFFIX + 1,
                _ => return Err("a suffix is _alpha, _beta, _pre, _rc or _p"),
            };
            key.rank(rank).number(digits(&mut rest));
        }
        key.rank(NO_SUFFIX);
        let revision = match rest.strip_prefix("-r") {
            None => "",
            Some(after) => {
                rest = after;
                match digits(&mut rest) {
                    "" => return Err("a number follows -r"),
                    number => number,
                }
            }
        };
        if !rest.is_empty() {
            return Err("it is made of numbers with dots, a letter, suffixes and -r with a number");
        }
        Ok(key.number(revision).done())
    }
}
