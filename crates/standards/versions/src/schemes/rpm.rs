//! `rpm`: `rpmvercmp` of RPM 4.15 and later, with `~` and `^` (rpm-version(7)).

use crate::{
    Scheme,
    key::{Key, digits, take},
    schemes::evr,
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
        evr::build(version, segments)
    }
}

fn segments(key: &mut Key, mut text: &str) {
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
            None => {
                key.rank(END);
                return;
            }
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
