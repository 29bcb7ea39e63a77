//! `product`: versions as makers and Japanese advisories write them.

use super::generic;
use crate::Scheme;

/// `Ver.3.2`, `Version 5.0 Update 2`, `5.0u2`, `12.2(33)SXH`, `2008 R2`, `第２版`, full-width letters and digits.
///
/// Full-width ASCII becomes ASCII, a word that only says "version" goes, and the key is that of `generic`. Letters of
/// Cisco's trains sort as words: between two trains the order is a convention, not a line of descent.
pub(crate) struct Product;

impl Scheme for Product {
    fn name(&self) -> &'static str {
        "product"
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        let folded: String = version.chars().map(half_width).collect();
        let folded = folded.to_lowercase();
        let mut rest = folded.trim();
        for prefix in [
            "バージョン",
            "ファームウェア",
            "ファームウエア",
            "firmware",
            "version",
            "ver",
            "v",
            "第",
        ] {
            if let Some(after) = rest.strip_prefix(prefix) {
                let after = after.trim_start_matches(['.', ' ', ':', '-', '_']);
                if after.starts_with(|c: char| c.is_ascii_digit()) || prefix.len() > 3 {
                    rest = after;
                }
            }
        }
        generic::parts(rest)
    }
}

/// U+FF01 to U+FF5E are ASCII again, and U+3000 is a space.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => u32::from(c)
            .checked_sub(0xfee0)
            .and_then(char::from_u32)
            .unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}
