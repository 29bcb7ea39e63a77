//! `apk`: Alpine Linux, apk-package(5) and `apk version --test` of apk-tools 3.

use crate::{
    Scheme,
    key::{Key, digits, take},
};

/// Versions of Alpine packages: `1.2.3a_rc1~c0ffee-r4`.
///
/// The key follows the version from left to right. At each place: a suffix before the release (`_alpha`, `_beta`,
/// `_pre`, `_rc`) < end < revision < commit < the number of a suffix < a suffix after the release (`_cvs`, `_svn`,
/// `_git`, `_hg`, `_p`) < letter < a further number. Of two further numbers, one with a leading zero sorts first,
/// and two such sort as text.
pub(crate) struct Apk;

const BEFORE: u8 = 1;
const END: u8 = 2;
const REVISION: u8 = 3;
const COMMIT: u8 = 4;
const SUFFIX_NUMBER: u8 = 5;
const AFTER: u8 = 6;
const LETTER: u8 = 7;
const ZERO_LED: u8 = 8;
const NUMBER: u8 = 9;

impl Scheme for Apk {
    fn name(&self) -> &'static str {
        "apk"
    }

    fn purl_types(&self) -> &'static [&'static str] {
        &["apk"]
    }

    fn also_called(&self) -> &'static [&'static str] {
        &["alpine"]
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
                number if number.starts_with('0') => key.rank(ZERO_LED).word(number.as_bytes()),
                number => key.rank(NUMBER).number(number),
            };
        }
        if let Some(letter) = rest.bytes().next().filter(u8::is_ascii_lowercase) {
            key.rank(LETTER).rank(letter);
            rest = &rest[1..];
        }
        while let Some(after) = rest.strip_prefix('_') {
            rest = after;
            let suffix = take(&mut rest, |c| c.is_ascii_lowercase());
            let (side, rank) = side_of(suffix)
                .ok_or("a suffix is _alpha, _beta, _pre, _rc, _cvs, _svn, _git, _hg or _p")?;
            key.rank(side).rank(rank);
            let number = digits(&mut rest);
            if !number.is_empty() {
                key.rank(SUFFIX_NUMBER).number(number);
            }
        }
        if let Some(after) = rest.strip_prefix('~') {
            rest = after;
            let commit = take(&mut rest, |c| {
                c.is_ascii_digit() || ('a'..='f').contains(&c)
            });
            if commit.is_empty() {
                return Err("a commit in hexadecimal follows the tilde");
            }
            key.rank(COMMIT).word(commit.as_bytes());
        }
        if let Some(after) = rest.strip_prefix("-r") {
            rest = after;
            match digits(&mut rest) {
                "" => return Err("a number follows -r"),
                number => key.rank(REVISION).number(number),
            };
        }
        if !rest.is_empty() {
            return Err(
                "it is made of numbers with dots, a letter, suffixes, ~commit and -r with a number",
            );
        }
        Ok(key.rank(END).done())
    }
}

fn side_of(suffix: &str) -> Option<(u8, u8)> {
    const ORDER: [&str; 9] = ["alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p"];
    const FIRST_AFTER: u8 = 4;
    let rank = ORDER.iter().position(|name| *name == suffix)?;
    let rank = u8::try_from(rank).ok()?;
    Some((if rank < FIRST_AFTER { BEFORE } else { AFTER }, rank))
}
