//! `gem`: `Gem::Version` of RubyGems.

use crate::{
    NotARange, Scheme, Set, Version,
    key::{Key, digits, is_number, take},
    native,
};

/// Versions of Ruby gems: numbers and words with dots; a version with a word is a pre-release.
///
/// Missing segments are zero and words sort before numbers, so that a run of zeros counts only by what ends it; before
/// the first word it does not count at all. The key therefore holds for each segment that is not zero the zeros before
/// it: word (fewer zeros first) < end < number (more zeros first).
pub(crate) struct Gem;

const WORD: u8 = 1;
const END: u8 = 2;
const NUMBER: u8 = 3;

impl Scheme for Gem {
    fn name(&self) -> &'static str {
        "gem"
    }

    fn purl_types(&self) -> &'static [&'static str] {
        &["gem"]
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        let segments = segments(version)?;
        let mut key = open_key(&segments);
        Ok(key.rank(END).done())
    }

    fn native(&self, range: &str) -> Result<Set<Version>, NotARange> {
        native::gem(self, range)
    }
}

/// The segments as Ruby sees them; a hyphen stands for `.pre.`.
pub(crate) fn segments(version: &str) -> Result<Vec<String>, &'static str> {
    let version = version.trim();
    let (core, pre) = match version.split_once('-') {
        None => (version, None),
        Some((core, pre)) => (core, Some(pre)),
    };
    let mut parts = core.split('.');
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let hyphened = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    if !parts.next().is_some_and(is_number)
        || !parts.all(word)
        || !pre.is_none_or(|pre| pre.split('.').all(hyphened))
    {
        return Err("it is a number and then numbers, words and dots");
    }
    let text = version.replace('-', ".pre.");
    let mut rest = text.as_str();
    let mut segments = Vec::new();
    loop {
        take(&mut rest, |c| c == '.');
        let segment = match rest.bytes().next() {
            None => return Ok(segments),
            Some(b) if b.is_ascii_digit() => digits(&mut rest),
            Some(_) => take(&mut rest, |c| c.is_ascii_alphabetic()),
        };
        segments.push(segment.to_owned());
    }
}

/// A key without its end: everything that continues the segments begins with it.
pub(crate) fn open_key(segments: &[String]) -> Key {
    let mut key = Key::default();
    let mut zeros = 0;
    let mut only_numbers = true;
    for segment in segments {
        if is_number(segment) {
            if segment.bytes().all(|b| b == b'0') {
                zeros += 1;
                continue;
            }
            key.rank(NUMBER).countdown(zeros).number(segment);
        } else {
            let counted = if only_numbers { 0 } else { zeros };
            key.rank(WORD).count(counted).word(segment.as_bytes());
            only_numbers = false;
        }
        zeros = 0;
    }
    key
}

/// The place just before every pre-release of the numbers.
pub(crate) fn before_pre_releases(numbers: &[String]) -> Vec<u8> {
    open_key(numbers).rank(WORD).done()
}
