//! `semver`: Semantic Versioning 2.0.0, section 11; and what its many relatives share.

use crate::{
    Scheme,
    key::{Key, is_number},
};

/// Semantic versions, strictly.
///
/// The key is the numbers, then the pre-release identifiers (end < number < word), or a rank above all of them where
/// there is none. Build metadata does not count.
pub(crate) struct Semver;

impl Scheme for Semver {
    fn name(&self) -> &'static str {
        "semver"
    }

    fn purl_types(&self) -> &'static [&'static str] {
        &["swift", "hex", "pub"]
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        strict(version)
    }
}

/// The key of a strict semantic version.
pub(crate) fn strict(version: &str) -> Result<Vec<u8>, &'static str> {
    let (numbers, pre) = parts(version)?;
    if numbers.len() != 3 {
        return Err("it has three numbers: major, minor and patch");
    }
    if numbers.iter().copied().any(zero_led)
        || pre.is_some_and(|pre| pre.split('.').any(|id| is_number(id) && zero_led(id)))
    {
        return Err("a number has no leading zero");
    }
    let mut key = Key::default();
    for number in numbers {
        key.number(number);
    }
    pre_release(&mut key, pre);
    Ok(key.done())
}

/// Splits into numbers and pre-release, and checks every character but leading zeros.
pub(crate) fn parts(version: &str) -> Result<(Vec<&str>, Option<&str>), &'static str> {
    let (version, build) = match version.split_once('+') {
        None => (version, None),
        Some((version, build)) => (version, Some(build)),
    };
    let (core, pre) = match version.split_once('-') {
        None => (version, None),
        Some((core, pre)) => (core, Some(pre)),
    };
    let numbers: Vec<&str> = core.split('.').collect();
    if !numbers.iter().copied().all(is_number) {
        return Err("it begins with numbers and dots");
    }
    let identifier =
        |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !pre
        .iter()
        .chain(&build)
        .all(|list| list.split('.').all(identifier))
    {
        return Err(
            "pre-release and build are identifiers of letters, digits and hyphens with dots between",
        );
    }
    Ok((numbers, pre))
}

/// Appends the pre-release identifiers.
pub(crate) fn pre_release(key: &mut Key, pre: Option<&str>) {
    const END: u8 = 0;
    const NUMBER: u8 = 1;
    const WORD: u8 = 2;
    const RELEASE: u8 = 3;
    let Some(pre) = pre else {
        key.rank(RELEASE);
        return;
    };
    for identifier in pre.split('.') {
        if is_number(identifier) {
            key.rank(NUMBER).number(identifier);
        } else {
            key.rank(WORD).word(identifier.as_bytes());
        }
    }
    key.rank(END);
}

fn zero_led(number: &str) -> bool {
    number.len() > 1 && number.starts_with('0')
}
