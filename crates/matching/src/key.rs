//! The names under which statements and installed products meet, in one spelling.

use std::fmt;

use noroshi_cpe::{Attribute, Name, Value};
use noroshi_model::Affected;
use noroshi_versions::{Purl, Scheme};
use unicode_normalization::UnicodeNormalization;

use crate::{Package, names::cpes};

/// A name of a product in one spelling, without version: `cpe:a:openssl:openssl`, `pkg:npm/lodash`,
/// `words:openssl/openssl`. Two products may meet only where they have a key in common; whether they do is for
/// [`crate::judge`] to say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

/// The beginning of a key that is a CPE name.
const CPE: &str = "cpe:";
/// The beginning of a key that is a package.
const PACKAGE: &str = "pkg:";
/// The beginning of a key that is a vendor's and a product's name in words.
const WORDS: &str = "words:";

impl Key {
    /// Part, vendor and product of a CPE name; one key for all names that leave one of them open or have wildcards
    /// there.
    pub fn of_cpe(name: &Name) -> Self {
        const NAMING: [Attribute; 3] = [Attribute::Part, Attribute::Vendor, Attribute::Product];
        let open = NAMING.iter().any(|a| match name.get(*a) {
            Value::Any => true,
            Value::Na => false,
            Value::Text(text) => text.has_wildcards(),
        });
        if open {
            return Self::any_cpe();
        }
        let [part, vendor, product] = NAMING.map(|a| name.get(a).formatted());
        Self(format!("{CPE}{part}:{vendor}:{product}"))
    }

    /// The firmware of a device, as NVD names it: `o:maker:box_firmware` for `h:maker:box`.
    pub(crate) fn of_firmware(device: &Name) -> Option<Self> {
        let key = Self::of_cpe(device);
        let rest = key.0.strip_prefix("cpe:h:")?;
        Some(Self(format!("cpe:o:{rest}_firmware")))
    }

    /// The key of CPE names that could mean any product.
    pub(crate) fn any_cpe() -> Self {
        Self(format!("{CPE}*"))
    }

    /// A package; its distribution and release are not part of the key.
    pub fn of_package(package: &Package) -> Self {
        let name = match package.kind.as_str() {
            "pypi" => crate::package::python_name(&package.name),
            _ => package.name.clone(),
        };
        Self(format!("{PACKAGE}{}/{name}", package.kind))
    }

    /// A package of which nobody says, in words of an ecosystem, where it comes from.
    pub(crate) fn of_any_package(name: &str) -> Self {
        Self(format!("{PACKAGE}?/{}", crate::package::python_name(name)))
    }

    /// A vendor's and a product's name in words, folded: letters and digits, without case and legal forms. `None` where
    /// one of them says nothing.
    pub fn of_words(vendor: &str, product: &str) -> Option<Self> {
        let (vendor, mut product) = (folded_vendor(vendor), folded(product));
        // "Apache CouchDB" by Apache is `apache:couchdb`.
        if let Some(rest) = product.strip_prefix(vendor.as_str())
            && !vendor.is_empty()
            && rest.len() > 1
        {
            product = rest.to_owned();
        }
        if (vendor.as_str(), product.as_str()) == ("linux", "kernel") {
            // Its own makers call it Linux.
            "linux".clone_into(&mut product);
        }
        let nothing = |word: &str| matches!(word, "" | "na" | "unspecified" | "unknown");
        let is_name = !nothing(&vendor) && !nothing(&product);
        is_name.then(|| Self(format!("{WORDS}{vendor}/{product}")))
    }

    /// The key that a person means: a key as it is shown, a CPE name, a package URL, or vendor and product with a slash
    /// between them.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok((name, _)) = Name::parse_tolerant(text) {
            return Some(Self::of_cpe(&name));
        }
        if let Some(parts) = text.strip_prefix(CPE) {
            return (parts.split(':').count() == 3).then(|| Self(text.to_owned()));
        }
        if text.starts_with(PACKAGE) {
            let purl = text.parse::<Purl>().ok()?;
            return Some(Self::of_package(&Package::of(&purl)));
        }
        let words = text.strip_prefix(WORDS).unwrap_or(text);
        let (vendor, product) = words.split_once('/')?;
        Self::of_words(vendor, product)
    }

    pub(crate) fn is_package(&self) -> bool {
        self.0.starts_with(PACKAGE)
    }

    pub(crate) fn is_any_package(&self) -> bool {
        self.0.starts_with("pkg:?/")
    }

    /// How the versions of a package of this name are counted; `None` for names of another kind.
    pub(crate) fn scheme(&self) -> Option<&'static dyn Scheme> {
        let (kind, _) = self.0.strip_prefix(PACKAGE)?.split_once('/')?;
        noroshi_versions::of_purl_type(kind)
    }

    /// As it is kept and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A key as [`Key::as_str`] gave it.
    pub fn kept(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Vendor and product of a CPE name in words, as a key of its own.
    pub(crate) fn in_words(&self) -> Option<Self> {
        let (vendor, product) = self.cpe_words()?;
        Self::of_words(&vendor, &product)
    }

    /// The product's own word, folded: what two names must have in common to be worth a person's look.
    pub(crate) fn product_word(&self) -> Option<String> {
        if let Some((_, product)) = self.cpe_words() {
            return Some(folded(&product));
        }
        if let Some(package) = self.0.strip_prefix(PACKAGE) {
            let last = package.rsplit(['/', ':']).next()?;
            return Some(folded(last));
        }
        let product = self.0.strip_prefix(WORDS)?.split_once('/')?.1;
        Some(product.to_owned())
    }

    /// The first part of a package's word, where it has several: `log4j` of `log4j-core`.
    pub(crate) fn head_word(&self) -> Option<String> {
        let last = self.0.strip_prefix(PACKAGE)?.rsplit(['/', ':']).next()?;
        let (head, _) = last.split_once('-')?;
        Some(folded(head)).filter(|head| head.len() > 2)
    }

    /// Whether both name a product of the same word.
    pub fn is_alike(&self, other: &Self) -> bool {
        let word = self.product_word();
        word.is_some() && word == other.product_word()
    }

    /// Words for who makes the product, folded: a vendor, the parts of a package's namespace, and the product's own word,
    /// which many a vendor's name repeats (`lodash:lodash`, `curl_project:curl`).
    pub fn makers(&self) -> Vec<String> {
        let mut words: Vec<String> = match (self.cpe_words(), self.0.split_once(':')) {
            (Some((vendor, _)), _) => vec![folded_vendor(&vendor)],
            (None, Some(("words", rest))) => rest.split('/').take(1).map(str::to_owned).collect(),
            (None, Some(("pkg", rest))) => {
                let parts = rest.split(['/', '.', ':', '@']).skip(1);
                parts.map(folded).filter(|part| part.len() > 3).collect()
            }
            (None, _) => Vec::new(),
        };
        if self.0.starts_with(PACKAGE) {
            words.extend(self.product_word());
        }
        words.retain(|word| !word.is_empty());
        words
    }

    fn cpe_words(&self) -> Option<(String, String)> {
        let rest = self.0.strip_prefix(CPE)?;
        let mut parts = vec![String::new()];
        let mut letters = rest.chars();
        while let Some(letter) = letters.next() {
            match (letter, parts.last_mut()) {
                (':', _) => parts.push(String::new()),
                ('\\', Some(part)) => part.extend(letters.next()),
                (letter, Some(part)) => part.push(letter),
                (_, None) => {}
            }
        }
        match <[String; 3]>::try_from(parts) {
            Ok([_, vendor, product]) => Some((vendor.replace('_', " "), product.replace('_', " "))),
            Err(_) => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// The keys of everything that a statement calls its product.
pub(crate) fn of_statement(statement: &Affected) -> Vec<Key> {
    let mut keys = Vec::new();
    keys.extend(cpes(statement).map(|name| Key::of_cpe(&name)));
    if let Some(purl) = statement.purl.as_deref()
        && let Ok(purl) = purl.parse::<Purl>()
    {
        keys.push(Key::of_package(&Package::of(&purl)));
    }
    if let Some((stated, name)) = Package::stated(statement) {
        keys.push(match stated {
            Some(package) => Key::of_package(&package),
            None => Key::of_any_package(name),
        });
    }
    if let (Some(vendor), Some(product)) = (&statement.vendor, &statement.product) {
        keys.extend(Key::of_words(vendor, product));
    }
    keys.sort();
    keys.dedup();
    keys
}

/// A name in letters and digits only: NFKC, lower case.
fn folded(name: &str) -> String {
    if name.is_ascii() {
        let plain = name
            .bytes()
            .filter(|b| b.is_ascii_alphanumeric() || *b == b'+');
        return plain.map(|b| char::from(b.to_ascii_lowercase())).collect();
    }
    let plain = name.nfkc().flat_map(char::to_lowercase);
    plain.filter(|c| c.is_alphanumeric() || *c == '+').collect()
}

/// A vendor's name without the words for its legal form.
fn folded_vendor(name: &str) -> String {
    const FORMS: &[&str] = &[
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "corp",
        "corporation",
        "co",
        "company",
        "llc",
        "gmbh",
        "ag",
        "sa",
        "plc",
        "kk",
        "project",
        "foundation",
        "software",
        "systems",
        "technologies",
        "networks",
        "community",
        "team",
        "株式会社",
        "有限会社",
        "合同会社",
    ];
    let plain = match name.is_ascii() {
        true => name.to_ascii_lowercase(),
        false => {
            let plain: String = name.nfkc().flat_map(char::to_lowercase).collect();
            plain
                .replace("株式会社", " ")
                .replace("有限会社", " ")
                .replace("合同会社", " ")
        }
    };
    let words = plain.split(|c: char| !c.is_alphanumeric());
    let kept: String = words.clone().filter(|w| !FORMS.contains(w)).collect();
    // A vendor called nothing but such words keeps them.
    if kept.is_empty() {
        words.collect()
    } else {
        kept
    }
}
