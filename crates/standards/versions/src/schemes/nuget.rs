//! `nuget`: NuGet package versioning.

use super::semver::{parts, pre_release};
use crate::{NotARange, Scheme, Set, Version, key::Key, native};

/// Versions of NuGet packages: one to four numbers and a pre-release in which case does not count.
///
/// The key is the four numbers, missing ones being zero, and the pre-release as in `semver`, in lower case.
pub(crate) struct Nuget;

impl Scheme for Nuget {
    fn name(&self) -> &'static str {
        "nuget"
    }

    fn purl_types(&self) -> &'static [&'static str] {
        &["nuget"]
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        let (numbers, pre) = parts(version.trim())?;
        if numbers.len() > 4 {
            return Err("it has at most four numbers");
        }
        let mut key = Key::default();
        for at in 0..4 {
            key.number(numbers.get(at).copied().unwrap_or("0"));
        }
        let pre = pre.map(str::to_ascii_lowercase);
        pre_release(&mut key, pre.as_deref());
        Ok(key.done())
    }

    fn native(&self, range: &str) -> Result<Set<Version>, NotARange> {
        native::nuget(self, range)
    }
}
