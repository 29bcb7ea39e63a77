//! `npm`: node-semver.

use super::semver::strict;
use crate::{NotARange, Scheme, Set, Version, native};

/// Versions of npm packages: semantic versions, with space around and a `v` before them allowed.
///
/// The key is that of `semver`.
pub(crate) struct Npm;

impl Scheme for Npm {
    fn name(&self) -> &'static str {
        "npm"
    }

    fn purl_types(&self) -> &'static [&'static str] {
        &["npm"]
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        let version = version.trim();
        strict(version.strip_prefix('v').unwrap_or(version))
    }

    fn native(&self, range: &str) -> Result<Set<Version>, NotARange> {
        native::npm(self, range)
    }
}
