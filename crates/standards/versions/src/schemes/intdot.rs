//! `intdot`: whole numbers with dots, of the vers types.

use crate::{
    Scheme,
    key::{Key, digits},
};

/// Whole numbers with dots; whatever follows the last of them does not count, nor do leading zeros.
///
/// The types do not say how `1.2` and `1.2.0` compare; missing numbers are zero here, as in `univers`. The key is the
/// numbers up to the last that is not zero, each after a rank above the end.
pub(crate) struct Intdot;

impl Scheme for Intdot {
    fn name(&self) -> &'static str {
        "intdot"
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        let mut rest = version;
        let mut key = Key::default();
        let mut number = digits(&mut rest);
        if number.is_empty() {
            return Err("it begins with a number");
        }
        let mut zeros = 0;
        while !number.is_empty() {
            if number.bytes().all(|b| b == b'0') {
                zeros += 1;
            } else {
                for _ in 0..std::mem::take(&mut zeros) {
                    key.rank(1).number("0");
                }
                key.rank(1).number(number);
            }
            match rest.strip_prefix('.') {
                None => break,
                Some(after) => rest = after,
            }
            number = digits(&mut rest);
        }
        Ok(key.rank(0).done())
    }
}
