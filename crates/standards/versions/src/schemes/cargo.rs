//! `cargo`: Rust packages.

use super::semver::strict;
use crate::{NotARange, Scheme, Set, Version, native};

/// Versions of Rust packages: semantic versions. The key is that of `semver`.
pub(crate) struct Cargo;

impl Scheme for Cargo {
    fn name(&self) -> &'static str {
        "cargo"
    }

    fn purl_types(&self) -> &'static [&'static str] {
        &["cargo"]
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        strict(version)
    }

    fn native(&self, range: &str) -> Result<Set<Version>, NotARange> {
        native::cargo(self, range)
    }
}
