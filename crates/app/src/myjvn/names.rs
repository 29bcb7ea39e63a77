//! Products as JVN names them, each kept once, and the patterns that ask for them.

use std::{
    collections::HashSet,
    hash::{Hash, Hasher},
    sync::{
        Arc, LazyLock, PoisonError, RwLock,
        atomic::{AtomicU32, Ordering},
    },
};

use noroshi_jvn::sec::SecCpe;

use super::{
    asked::Asked,
    fault::{Fault, FaultKind},
};

/// A product under one set of names.
#[derive(Debug)]
pub(crate) struct Named {
    /// A number in this process, for sets.
    pub(super) number: u32,
    pub(super) vendor: Box<str>,
    pub(super) product: Box<str>,
    /// The CPE name as written; empty where there is none.
    pub(super) cpe: Box<str>,
    pub(super) key: CpeKey,
}

impl PartialEq for Named {
    fn eq(&self, other: &Self) -> bool {
        (&self.vendor, &self.product, &self.cpe) == (&other.vendor, &other.product, &other.cpe)
    }
}
impl Eq for Named {}
impl Hash for Named {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.vendor, &self.product, &self.cpe).hash(state);
    }
}

/// Every product named so far. Most entries name the same few ten thousand.
static KNOWN: LazyLock<RwLock<HashSet<Arc<Named>>>> = LazyLock::new(RwLock::default);

impl Named {
    /// The product that an item names.
    pub(super) fn of(cpe: &SecCpe) -> Arc<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let text = |value: Option<&String>| value.map_or("", |v| v.trim()).into();
        let name: Box<str> = cpe.value.trim().into();
        let mut named = Self {
            number: 0,
            vendor: text(cpe.vendor.as_ref()),
            product: text(cpe.product.as_ref()),
            key: CpeKey::of(&name),
            cpe: name,
        };
        if let Some(known) = KNOWN
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&named)
        {
            return Arc::clone(known);
        }
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(&named) {
            return Arc::clone(known);
        }
        named.number = NEXT.fetch_add(1, Ordering::Relaxed);
        let named = Arc::new(named);
        known.insert(Arc::clone(&named));
        named
    }
}

/// What a CPE name is compared by: part, vendor and product in small letters, percent signs resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(super) struct CpeKey {
    pub(super) part: String,
    pub(super) vendor: String,
    pub(super) product: String,
}

/// What vendors without a CPE name of their own have in its place.
const MISC: &str = "misc";

impl CpeKey {
    pub(super) fn of(name: &str) -> Self {
        let mut pieces = pieces(name);
        let mut next = || {
            pieces
                .next()
                .map(|p| unescaped(&p.to_ascii_lowercase()))
                .unwrap_or_default()
        };
        Self {
            part: next(),
            vendor: next(),
            product: next(),
        }
    }

    /// Whether it tells its vendor from all others.
    pub(super) fn names_a_vendor(&self) -> bool {
        !self.vendor.is_empty() && self.vendor != MISC
    }

    /// Whether it tells its product from all others.
    pub(super) fn names_a_product(&self) -> bool {
        self.names_a_vendor() && !self.product.is_empty()
    }
}

/// The components of a CPE name in the form of a URI.
fn pieces(name: &str) -> std::str::Split<'_, char> {
    let begins = name
        .get(..5)
        .is_some_and(|b| b.eq_ignore_ascii_case("cpe:/"));
    let rest = if begins { &name[5..] } else { "" };
    rest.split(':')
}

/// Resolves percent signs, twice where they were encoded twice. What is no such sign stays.
fn unescaped(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..2 {
        if !text.contains('%') {
            break;
        }
        let bytes = text.as_bytes();
        let mut out = Vec::with_capacity(bytes.len());
        let mut at = 0;
        while at < bytes.len() {
            let digits = bytes
                .get(at + 1..at + 3)
                .and_then(|d| std::str::from_utf8(d).ok());
            let value = digits.and_then(|d| u8::from_str_radix(d, 16).ok());
            match value.filter(|_| bytes[at] == b'%') {
                Some(value) => {
                    out.push(value.to_ascii_lowercase());
                    at += 3;
                }
                None => {
                    out.push(bytes[at]);
                    at += 1;
                }
            }
        }
        text = String::from_utf8_lossy(&out).into_owned();
    }
    text
}

/// A CPE name with wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CpePattern {
    part: String,
    vendor: Glob,
    product: Glob,
}

impl CpePattern {
    /// The patterns of a parameter.
    pub(super) fn all(asked: &Asked, name: &str) -> Result<Vec<Self>, Fault> {
        let read =
            |text: &String| Self::parse(text).ok_or_else(|| asked.fault(FaultKind::Value, name));
        asked.cpe_names(name)?.iter().map(read).collect()
    }

    fn parse(text: &str) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        let pieces: Vec<&str> = pieces(&lower).collect();
        // Versions have no place in it: JVN's own names hold none.
        if pieces.len() > 3 && pieces[3..].iter().any(|p| !matches!(*p, "" | "*")) {
            return None;
        }
        let piece = |at: usize| pieces.get(at).copied().unwrap_or_default();
        let part = piece(0);
        if !matches!(part, "" | "*" | "a" | "o" | "h") {
            return None;
        }
        Some(Self {
            part: part.trim_matches('*').to_owned(),
            vendor: Glob::of(piece(1)),
            product: Glob::of(piece(2)),
        })
    }

    /// A pattern of its parts: part, vendor and product, each with wildcards; nothing stands for anything.
    pub(super) fn of(part: &str, vendor: &str, product: &str) -> Self {
        Self {
            part: part.to_ascii_lowercase().trim_matches('*').to_owned(),
            vendor: Glob::of(&vendor.to_ascii_lowercase()),
            product: Glob::of(&product.to_ascii_lowercase()),
        }
    }

    /// Whether it asks for no product in particular.
    pub(super) fn is_of_vendors(&self) -> bool {
        self.part.is_empty() && self.product.is_anything()
    }

    pub(super) fn holds(&self, key: &CpeKey) -> bool {
        // What has no CPE name is asked for by none.
        let named = !key.vendor.is_empty();
        let part = self.part.is_empty() || self.part == key.part;
        named && part && self.vendor.holds(&key.vendor) && self.product.holds(&key.product)
    }

    pub(super) fn holds_vendor(&self, key: &CpeKey) -> bool {
        !key.vendor.is_empty() && self.vendor.holds(&key.vendor)
    }
}

/// Text with `*` for anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Glob(Vec<String>);

impl Glob {
    /// Nothing at all stands for anything.
    pub(super) fn of(text: &str) -> Self {
        let text = if text.is_empty() { "*" } else { text };
        Self(text.split('*').map(unescaped).collect())
    }

    fn is_anything(&self) -> bool {
        self.0.len() > 1 && self.0.iter().all(String::is_empty)
    }

    /// Each piece is looked for once, from the left: the time is bounded by the two lengths.
    pub(super) fn holds(&self, text: &str) -> bool {
        let (Some(first), Some(last)) = (self.0.first(), self.0.last()) else {
            return false;
        };
        if self.0.len() == 1 {
            return text == first;
        }
        let Some(mut rest) = text.strip_prefix(first.as_str()) else {
            return false;
        };
        let Some(within) = rest.strip_suffix(last.as_str()) else {
            return false;
        };
        rest = within;
        for piece in &self.0[1..self.0.len() - 1] {
            match rest.find(piece.as_str()) {
                Some(at) => rest = &rest[at + piece.len()..],
                None => return false,
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, CpeKey, CpePattern, FaultKind};

    #[track_caller]
    fn check(value: &str, cpe: &str, expected: bool) {
        let asked = Asked::new(vec![("cpeName".to_owned(), value.to_owned())]);
        let patterns = CpePattern::all(&asked, "cpeName").unwrap();
        let key = CpeKey::of(cpe);
        assert_eq!(
            patterns.iter().any(|p| p.holds(&key)),
            expected,
            "{value} {cpe}"
        );
    }

    #[test]
    fn signs_encoded_once_and_twice_name_the_same() {
        for value in [
            // As it arrives from a client that encoded twice, once, and not at all.
            "cpe:/a:apache:xerces-c%2B%2B",
            "cpe:/a:apache:xerces-c++",
            "cpe:/a:apache:xerces-c%252b%252b",
        ] {
            check(value, "cpe:/a:apache:xerces-c%2b%2b", true);
        }
        check(
            "cpe:/a:x:y+cpe:/a:apache:xerces-c++",
            "cpe:/a:apache:xerces-c%2B%2B",
            true,
        );
        check("cpe:/a:x:y cpe:/a:apache:xerces-c++", "cpe:/a:x:y", true);
    }

    #[test]
    fn a_wildcard_stands_anywhere_and_what_is_missing_stands_for_anything() {
        check("cpe:/*:APACHE:*", "cpe:/a:apache:http_server", true);
        check("cpe:/:apache", "cpe:/a:apache:http_server", true);
        check("cpe:/a:ap*e:http*er", "cpe:/a:apache:http_server", true);
        check("cpe:/a:ap*e:http*re", "cpe:/a:apache:http_server", false);
        check("cpe:/o:apache:*", "cpe:/a:apache:http_server", false);
        check("cpe:/a:apache:http", "cpe:/a:apache:http_server", false);
        check("cpe:/a:*", "", false);
    }

    #[test]
    fn what_is_no_name_is_a_fault_and_so_are_too_many() {
        let many = "cpe:/a:x:y+".repeat(20_000);
        for (value, kind) in [
            ("apache", FaultKind::Value),
            ("cpe:2.3:a:x:y", FaultKind::Value),
            ("cpe:/x:apache:y", FaultKind::Value),
            ("cpe:/a:apache:log4j:2.14", FaultKind::Value),
            (many.as_str(), FaultKind::TooMuch),
        ] {
            let asked = Asked::new(vec![("cpeName".to_owned(), value.to_owned())]);
            let fault = CpePattern::all(&asked, "cpeName").unwrap_err();
            assert_eq!(fault.kind, kind, "{}", fault.value);
        }
    }
}
