//! `lexicographic`: bytes, of the vers types.

use crate::Scheme;

/// Any text; the key is its bytes in UTF-8.
pub(crate) struct Lexicographic;

impl Scheme for Lexicographic {
    fn name(&self) -> &'static str {
        "lexicographic"
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        Ok(version.as_bytes().to_vec())
    }
}
