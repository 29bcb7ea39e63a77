//! `golang`: Go module versions (Go Modules Reference, "Versions").

use super::semver::{parts, pre_release};
use crate::{Scheme, key::Key};

/// Versions of Go modules: semantic versions after a `v`, which databases often leave out.
///
/// `v1` and `v1.2` are short for `v1.0.0` and `v1.2.0`, without pre-release. `+incompatible` does not count. The
/// key is that of `semver`.
pub(crate) struct Golang;

impl Scheme for Golang {
    fn name(&self) -> &'static str {
        "golang"
    }

    fn purl_types(&self) -> &'static [&'static str] {
        &["golang"]
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        let version = version.strip_prefix('v').unwrap_or(version);
        let (numbers, pre) = parts(version)?;
        if numbers.len() > 3 || (numbers.len() < 3 && version.contains(['-', '+'])) {
            return Err("it has three numbers, or fewer and nothing after them");
        }
        let zero_led = |number: &str| number.len() > 1 && number.starts_with('0');
        let numeric = |id: &str| id.bytes().all(|b| b.is_ascii_digit());
        if numbers.iter().any(|n| zero_led(n))
            || pre.is_some_and(|pre| pre.split('.').any(|id| numeric(id) && zero_led(id)))
        {
            return Err("a number has no leading zero");
        }
        let mut key = Key::default();
        for at in 0..3 {
            key.number(numbers.get(at).copied().unwrap_or("0"));
        }
        pre_release(&mut key, pre);
        Ok(key.done())
    }
}
