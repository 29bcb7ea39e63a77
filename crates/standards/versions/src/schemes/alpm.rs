//! `alpm`: Arch Linux, `vercmp(8)` of pacman.

use crate::{
    Scheme,
    key::{Key, digits, take},
    schemes::evr,
};

/// Versions of Arch Linux packages: `[epoch:]version[-release]`.
///
/// The key is the epoch as a number, then version and release as segments: a word that follows at once < end < a
/// number that follows at once < what follows after one separator < after two; within each, word < end < number.
///
/// vercmp(8) leaves the release out where one side has none, so that `1-1` = `1` = `1-2`, and calls `1.` and `1..`
/// equal: neither is an order. Here a missing release sorts before every release, and fewer separators at the end
/// before more.
pub(crate) struct Alpm;

impl Scheme for Alpm {
    fn name(&self) -> &'static str {
        "alpm"
    }

    fn purl_types(&self) -> &'static [&'static str] {
        &["alpm"]
    }

    fn also_called(&self) -> &'static [&'static str] {
        &["arch", "archlinux"]
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        evr::build(version, segments)
    }
}

fn segments(key: &mut Key, mut text: &str) {
    const WORD: u8 = 1;
    const END: u8 = 2;
    const NUMBER: u8 = 3;
    const SEPARATED: u8 = 4;
    loop {
        let separators = take(&mut text, |c| !c.is_ascii_alphanumeric()).len();
        if separators > 0 {
            key.rank(SEPARATED).count(separators);
        }
        match text.chars().next() {
            None => {
                key.rank(END);
                return;
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
