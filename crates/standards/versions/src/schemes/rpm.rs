//! `rpm`: `rpmvercmp` of RPM 4.15 and later, with `~` and `^` (rpm-version(7)).

use crate::{
    Scheme,
    key::{Key, digits, is_number, take},
};

/// Versions of RPM packages: `[epoch:]version[-release]`.
///
/// The key is the epoch as a number, then version and release as segments: `~` < end < `^` < word < number. All
/// other characters only separate. A missing release sorts before every release; a missing epoch is zero.
pub(crate) struct Rpm;

impl Scheme for Rpm {
    fn name(&self) -> &'static str {
        "rpm"
    }

    fn purl_types(&self) -> &'static [&'static str] {
        &["rpm"]
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        if !version.bytes().all(|b| b.is_ascii_graphic()) {
            return Err("only printable ASCII characters are allowed");
        }
        let (epoch, rest) = match version.split_once(':') {
            Some(("", rest)) => ("0", rest),
            Some((epoch, rest)) if is_number(epoch) => (epoch, rest),
            _ => ("0", version),
        };
        let (version, release) = match rest.rsplit_once('-') {
            None => (rest, None),
            Some((version, release)) => (version, Some(release)),
        };
        let mut key = Key::default();
        key.number(epoch);
        segments(&mut key, version);
        match release {
            None => key.rank(0),
            Some(release) => segments(key.rank(1), release),
        };
        Ok(key.done())
    }
}

fn segments<'k>(key: &'k mut Key, mut text: &str) -> &'k mut Key {
    const TILDE: u8 = 1;
    const END: u8 = 2;
    const CARET: u8 = 3;
    const WORD: u8 = 4;
    const NUMBER: u8 = 5;
    loop {
        take(&mut text, |c| {
            !c.is_ascii_alphanumeric() && c != '~' && c != '^'
        });
        match text.chars().next() {
            None => return key.rank(END),
            Some('~') => {
                key.rank(TILDE);
                text = &text[1..];
            }
            Some('^') => {
                key.rank(CARET);
                text = &text[1..];
            }
            Some(c) if c.is_ascii_digit() => {
                key.rank(NUMBER).number(digits(&mut text));
            }
            Some(_) => {
                key.rank(WORD)
                    .word(take(&mut text, |c| c.is_ascii_alphabetic()).as_bytes());
            }
        }
    }
}
