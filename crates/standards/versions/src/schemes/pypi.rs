//! `pypi`: PEP 440, now the "Version specifiers" specification of PyPA.

use crate::{
    NotARange, Scheme, Set, Version,
    key::{Key, digits, is_number},
    native,
};

/// Versions of Python packages: `1!2.3rc4.post5.dev6+local.7`.
///
/// The key is the epoch; the release numbers without trailing zeros, each after a rank above the end; the
/// pre-release (only `dev` < a < b < rc < none); the post-release (none < number); the development release (number <
/// none); the local part (none < end < word < number).
pub(crate) struct Pypi;

impl Scheme for Pypi {
    fn name(&self) -> &'static str {
        "pypi"
    }

    fn purl_types(&self) -> &'static [&'static str] {
        &["pypi"]
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        Ok(Pep440::read(version)?.key())
    }

    fn native(&self, range: &str) -> Result<Set<Version>, NotARange> {
        native::pypi(self, range)
    }
}

/// A version taken apart.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pep440 {
    pub(crate) epoch: String,
    pub(crate) release: Vec<String>,
    /// Rank (a, b, rc) and number.
    pub(crate) pre: Option<(u8, String)>,
    pub(crate) post: Option<String>,
    pub(crate) dev: Option<String>,
    pub(crate) local: Option<String>,
}

impl Pep440 {
    pub(crate) fn read(version: &str) -> Result<Self, &'static str> {
        let text = version.trim().to_ascii_lowercase();
        let mut rest = text.strip_prefix('v').unwrap_or(&text);
        let mut this = Self {
            epoch: "0".to_owned(),
            ..Self::default()
        };
        let mut number = digits(&mut rest);
        if let Some(after) = rest.strip_prefix('!') {
            if number.is_empty() {
                return Err("the epoch is a number");
            }
            number.clone_into(&mut this.epoch);
            rest = after;
            number = digits(&mut rest);
        }
        loop {
            if number.is_empty() {
                return Err("it begins with numbers and dots");
            }
            this.release.push(number.to_owned());
            match rest.strip_prefix('.') {
                Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => {
                    rest = after;
                    number = digits(&mut rest);
                }
                _ => break,
            }
        }
        if let Some((rank, number)) = tagged(&mut rest, PRE) {
            this.pre = Some((rank, number));
        }
        if let Some(after) = rest
            .strip_prefix('-')
            .filter(|after| after.starts_with(|c: char| c.is_ascii_digit()))
        {
            rest = after;
            this.post = Some(digits(&mut rest).to_owned());
        } else if let Some((_, number)) = tagged(&mut rest, POST) {
            this.post = Some(number);
        }
        if let Some((_, number)) = tagged(&mut rest, DEV) {
            this.dev = Some(number);
        }
        if let Some(local) = rest.strip_prefix('+') {
            let part =
                |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
            if !local.split(SEPARATORS).all(part) {
                return Err("the local part is words and numbers with . - or _ between");
            }
            this.local = Some(local.to_owned());
            rest = "";
        }
        if !rest.is_empty() {
            return Err(
                "after the numbers only pre-, post-, development release and local part may follow",
            );
        }
        Ok(this)
    }

    /// The whole key.
    pub(crate) fn key(&self) -> Vec<u8> {
        const END: u8 = 0;
        const WORD: u8 = 1;
        const NUMBER: u8 = 2;
        let mut key = self.public();
        if let Some(local) = &self.local {
            key.rank(1);
            for part in local.split(SEPARATORS) {
                if is_number(part) {
                    key.rank(NUMBER).number(part);
                } else {
                    key.rank(WORD).word(part.as_bytes());
                }
            }
        }
        key.rank(END).done()
    }

    /// Just before everything with this release: its development releases come first.
    pub(crate) fn before_release(&self) -> Vec<u8> {
        self.base().done()
    }

    /// Just before the development releases of this version.
    pub(crate) fn before_development(&self) -> Vec<u8> {
        match (&self.pre, &self.post) {
            (None, None) => self.before_release(),
            _ => self.up_to_post().done(),
        }
    }

    /// Just after this version and every local version of it.
    pub(crate) fn after_locals(&self) -> Vec<u8> {
        self.public().rank(HIGHEST).done()
    }

    /// Just after this version, its post-releases and every local version of them.
    pub(crate) fn after_posts(&self) -> Vec<u8> {
        self.up_to_pre().rank(HIGHEST).done()
    }

    fn base(&self) -> Key {
        let mut key = Key::default();
        key.number(&self.epoch);
        let zero = |number: &String| number.bytes().all(|b| b == b'0');
        let kept = self
            .release
            .iter()
            .rposition(|n| !zero(n))
            .map_or(0, |at| at + 1);
        for number in &self.release[..kept] {
            key.rank(1).number(number);
        }
        key.rank(0);
        key
    }

    fn up_to_pre(&self) -> Key {
        const ONLY_DEV: u8 = 0;
        const NONE: u8 = 4;
        let mut key = self.base();
        match &self.pre {
            Some((rank, number)) => key.rank(*rank).number(number),
            None if self.post.is_none() && self.dev.is_some() => key.rank(ONLY_DEV),
            None => key.rank(NONE),
        };
        key
    }

    fn up_to_post(&self) -> Key {
        let mut key = self.up_to_pre();
        match &self.post {
            None => key.rank(0),
            Some(number) => key.rank(1).number(number),
        };
        key
    }

    fn public(&self) -> Key {
        let mut key = self.up_to_post();
        match &self.dev {
            Some(number) => key.rank(0).number(number),
            None => key.rank(1),
        };
        key
    }
}

const SEPARATORS: [char; 3] = ['.', '-', '_'];
const HIGHEST: u8 = 0xff;
const PRE: &[(&str, u8)] = &[
    ("alpha", 1),
    ("a", 1),
    ("beta", 2),
    ("b", 2),
    ("preview", 3),
    ("pre", 3),
    ("rc", 3),
    ("c", 3),
];
const POST: &[(&str, u8)] = &[("post", 0), ("rev", 0), ("r", 0)];
const DEV: &[(&str, u8)] = &[("dev", 0)];

/// Cuts off `[-_.]?tag[-_.]?[0-9]*`.
fn tagged(rest: &mut &str, tags: &[(&str, u8)]) -> Option<(u8, String)> {
    let start = rest.strip_prefix(SEPARATORS).unwrap_or(rest);
    let (after, rank) = tags
        .iter()
        .find_map(|(tag, rank)| Some((start.strip_prefix(tag)?, *rank)))?;
    let mut number = after.strip_prefix(SEPARATORS).unwrap_or(after);
    let found = digits(&mut number);
    // A separator without a number is allowed, and whatever may follow needs none of its own.
    *rest = number;
    let found = if found.is_empty() { "0" } else { found };
    Some((rank, found.to_owned()))
}
