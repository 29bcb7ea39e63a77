//! `deb`: Debian policy, section 5.6.12 (`deb-version(7)`).

use crate::{
    Scheme,
    key::{Key, digits, is_number, take},
};

/// Versions of Debian packages: `[epoch:]upstream[-revision]`.
///
/// The key is the epoch as a number, then upstream part and revision as pairs of a word and a number. A word's
/// characters become `~` < end < letters < everything else. A missing number, epoch or revision is zero.
pub(crate) struct Deb;

impl Scheme for Deb {
    fn name(&self) -> &'static str {
        "deb"
    }

    fn purl_types(&self) -> &'static [&'static str] {
        &["deb"]
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        let (epoch, rest) = version.split_once(':').unwrap_or(("0", version));
        if !is_number(epoch) {
            return Err("what stands before the first colon is the epoch, a number");
        }
        let (upstream, revision) = match rest.rsplit_once('-') {
            None => (rest, None),
            Some((upstream, revision)) => (upstream, Some(revision)),
        };
        let lone = |c: char| c.is_ascii_alphanumeric() || ".+~".contains(c);
        if upstream.is_empty() || revision == Some("") {
            return Err("nothing stands before or after the last hyphen, or after the colon");
        }
        if !upstream.chars().all(|c| lone(c) || c == '-' || c == ':')
            || !revision.unwrap_or_default().chars().all(lone)
        {
            return Err("only letters, digits and . + ~ - are allowed, and : after an epoch");
        }
        let mut key = Key::default();
        key.number(epoch);
        pairs(&mut key, upstream);
        pairs(&mut key, revision.unwrap_or("0"));
        Ok(key.done())
    }
}

fn pairs(key: &mut Key, mut text: &str) {
    const TILDE: u8 = 1;
    const END: u8 = 2;
    loop {
        for byte in take(&mut text, |c| !c.is_ascii_digit()).bytes() {
            key.rank(match byte {
                b'~' => TILDE,
                _ if byte.is_ascii_alphabetic() => byte,
                _ => 0x80 | byte,
            });
        }
        key.rank(END).number(digits(&mut text));
        if text.is_empty() {
            // What would follow otherwise is a character, and all but the tilde sort above the end.
            key.rank(END);
            return;
        }
    }
}
