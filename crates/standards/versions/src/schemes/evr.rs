//! `[epoch:]version[-release]`: the frame that `alpm` and `rpm` share. How version and release are cut into segments is
//! each one's own.

use crate::key::{Key, is_number};

/// The key of a version: its epoch as a number, then version and release as `segments` puts them. A missing or empty
/// epoch is zero; a missing release sorts before every release. What stands before a colon and is no number belongs to
/// the version.
pub(super) fn build(
    version: &str,
    segments: impl Fn(&mut Key, &str),
) -> Result<Vec<u8>, &'static str> {
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
        None => {
            key.rank(0);
        }
        Some(release) => segments(key.rank(1), release),
    }
    Ok(key.done())
}
