//! `openssl`: letters for patches before 3.0.0, semantic versions since (OpenSSL release strategy).

use super::semver::pre_release;
use crate::{
    Scheme,
    key::{Key, is_number, take},
};

/// Versions of OpenSSL: `1.0.2zg`, `1.1.0-pre1`, `3.0.13`.
///
/// The key is three numbers, the letters as a word (none first), then the pre-release as in `semver`. `-fips`, by
/// which a build of the same release calls itself, does not count.
pub(crate) struct Openssl;

impl Scheme for Openssl {
    fn name(&self) -> &'static str {
        "openssl"
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        let version = version
            .split_once('+')
            .map_or(version, |(version, _)| version);
        let (core, pre) = match version.split_once('-') {
            None => (version, None),
            Some((core, "fips")) => (core, None),
            Some((core, pre)) => (core, Some(pre.strip_prefix("fips-").unwrap_or(pre))),
        };
        let mut letters = core;
        let numbers = take(&mut letters, |c| c.is_ascii_digit() || c == '.');
        let numbers: Vec<&str> = numbers.split('.').collect();
        if !numbers.iter().copied().all(is_number) || !(2..=3).contains(&numbers.len()) {
            return Err("it has two or three numbers with dots");
        }
        if !letters.bytes().all(|b| b.is_ascii_lowercase()) {
            return Err("only small letters follow the numbers");
        }
        let identifier =
            |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if pre.is_some_and(|pre| !pre.split('.').all(identifier)) {
            return Err("the pre-release is letters, digits, hyphens and dots");
        }
        let mut key = Key::default();
        for at in 0..3 {
            key.number(numbers.get(at).copied().unwrap_or("0"));
        }
        key.word(letters.as_bytes());
        // Names such as pre10 and beta2 hold their number without a dot.
        let dotted = pre.map(|pre| {
            let end = pre.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            match pre.split_at(end) {
                (word, number)
                    if !word.is_empty() && !number.is_empty() && !word.ends_with('.') =>
                {
                    format!("{word}.{number}")
                }
                _ => pre.to_owned(),
            }
        });
        pre_release(&mut key, dotted.as_deref());
        Ok(key.done())
    }
}
