//! The names that products are given, checked before they are kept.

use noroshi_cpe::Name;
use noroshi_inventory::{Inventory, Purl};
use noroshi_matching::Key;

use crate::house::UseError;

/// The longest name of a product or a group, in characters.
const NAME: usize = 200;
/// The longest note or reason, in characters.
const NOTE: usize = 4_000;
/// The longest CPE name, package URL or key, in bytes.
const KEY: usize = 4_096;
/// The most CPE names or package URLs of one product.
const MANY: usize = 100;

/// A name that must be there: one line, without spaces around it.
pub(super) fn name(what: &'static str, text: &str) -> Result<String, UseError> {
    let text = text.trim();
    let fault = if text.is_empty() {
        "it is empty"
    } else if text.chars().nth(NAME).is_some() {
        "it is longer than 200 characters"
    } else if text.chars().any(char::is_control) {
        "it holds control characters"
    } else {
        return Ok(text.to_owned());
    };
    Err(unfit(what, text, fault))
}

/// A name that may be missing; an empty one stands for taking away what is there.
pub(super) fn optional(what: &'static str, text: Option<&str>) -> Result<Option<String>, UseError> {
    match text.map(str::trim) {
        None => Ok(None),
        Some("") => Ok(Some(String::new())),
        Some(text) => name(what, text).map(Some),
    }
}

/// Words of any kind, on several lines if need be.
pub(super) fn note(text: Option<&str>) -> Result<Option<String>, UseError> {
    match text.map(str::trim) {
        Some(text) if text.chars().nth(NOTE).is_some() => {
            Err(unfit("note", text, "it is longer than 4,000 characters"))
        }
        text => Ok(text.map(str::to_owned)),
    }
}

/// CPE names as people write them.
pub(super) fn cpes(texts: &[String]) -> Result<Vec<String>, UseError> {
    all("cpe", texts, |text| match Name::parse_tolerant(text) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    })
}

/// Package URLs.
pub(super) fn purls(texts: &[String]) -> Result<Vec<String>, UseError> {
    all("purl", texts, |text| match text.parse::<Purl>() {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    })
}

fn all(
    what: &'static str,
    texts: &[String],
    check: impl Fn(&str) -> Result<(), String>,
) -> Result<Vec<String>, UseError> {
    if texts.len() > MANY {
        return Err(unfit(what, "", "there are more than 100"));
    }
    let mut all: Vec<String> = Vec::new();
    for text in texts.iter().map(|text| text.trim()) {
        if text.len() > KEY {
            return Err(unfit(what, text, "it is longer than 4,096 bytes"));
        }
        check(text).map_err(|why| unfit(what, text, &why))?;
        if !all.iter().any(|known| known == text) {
            all.push(text.to_owned());
        }
    }
    Ok(all)
}

/// A name that a verdict is about, in the one spelling by which names meet: a key, a CPE name, a package
/// URL, or vendor and product in words.
pub(super) fn key(text: &str) -> Result<String, UseError> {
    if text.len() > KEY {
        return Err(unfit("key", text, "it is longer than 4,096 bytes"));
    }
    // A CPE name with wildcards may be anything, so nothing can be said of it.
    let anything = Key::of_cpe(&Name::any());
    match Key::read(text).filter(|key| *key != anything) {
        Some(key) if !key.as_str().chars().any(char::is_control) => Ok(key.to_string()),
        _ => {
            let why = "it names no product: neither package URL nor CPE name nor vendor/product";
            Err(unfit("key", text, why))
        }
    }
}

fn unfit(what: &'static str, text: &str, reason: &str) -> UseError {
    UseError::Unfit {
        what,
        value: shown(text),
        reason: reason.to_owned(),
    }
}

/// As much of a text as a message can hold.
pub(super) fn shown(text: &str) -> String {
    match text.char_indices().nth(80) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// What the product of a list may be called, the best first: what the document says it is about, the
/// name of its file, the path.
pub(super) fn proposals(inventory: &Inventory, file: &str) -> Vec<String> {
    let subject = match inventory.subjects[..] {
        [only] => inventory.components.get(only).map(|c| match &c.group {
            Some(group) => format!("{group}/{}", c.name),
            None => c.name.clone(),
        }),
        _ => None,
    };
    let mut proposals: Vec<String> = [subject, inventory.name.clone()]
        .into_iter()
        .flatten()
        .collect();
    // A document read from standard input has no file.
    if file != "-" {
        let inner = file.rsplit_once('#').map_or(file, |(_, inner)| inner);
        let inner = if inner.is_empty() { file } else { inner };
        proposals.extend([stem(inner), in_folder(inner)]);
        proposals.extend([without_endings(inner), file.to_owned()]);
    }
    let fit = |text: String| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let says_something = text.chars().any(char::is_alphanumeric);
        name("name", &text).ok().filter(|_| says_something)
    };
    let mut fitting: Vec<String> = Vec::new();
    for proposal in proposals.into_iter().filter_map(fit) {
        if !fitting.contains(&proposal) {
            fitting.push(proposal);
        }
    }
    fitting
}

/// Names of files that say what they are and not of what.
const GENERAL: &[&str] = &[
    "bom",
    "sbom",
    "package-lock",
    "npm-shrinkwrap",
    "cargo",
    "requirements",
    "packages",
    "components",
    "status",
    "manifest",
    "vex",
];

/// The name of a file without its endings; that of its folder where the file's own says nothing.
fn stem(path: &str) -> String {
    let mut parts = path.rsplit(['/', '\\']);
    let file = without_endings(parts.next().unwrap_or_default());
    let folder = parts.next().filter(|f| !matches!(*f, "" | "." | ".."));
    match folder {
        Some(folder) if GENERAL.contains(&file.to_ascii_lowercase().as_str()) => folder.to_owned(),
        _ => file,
    }
}

/// The name of a file without its endings, with that of its folder before it.
fn in_folder(path: &str) -> String {
    let path = without_endings(path);
    let folder = path.rfind(['/', '\\']).map_or(0, |end| {
        path[..end].rfind(['/', '\\']).map_or(0, |begin| begin + 1)
    });
    path[folder..].to_owned()
}

/// Endings that tell the kind of a document.
const ENDINGS: &[&str] = &[
    ".json", ".jsonld", ".xml", ".spdx", ".cdx", ".spdx3", ".csv", ".tsv", ".txt", ".lock", ".tag",
    ".swidtag", ".bom", ".sbom", ".gz", ".xz", ".zst",
];

fn without_endings(path: &str) -> String {
    let mut left = path;
    while let Some(shorter) = ENDINGS.iter().find_map(|e| left.strip_suffix(e))
        && !shorter.is_empty()
        && !shorter.ends_with(['/', '\\'])
    {
        left = shorter;
    }
    left.to_owned()
}

#[cfg(test)]
mod tests {
    use noroshi_inventory::{Component, Inventory};

    use super::{key, name, proposals};

    #[track_caller]
    fn check(file: &str, expected: &[&str]) {
        assert_eq!(proposals(&Inventory::default(), file), expected);
    }

    #[test]
    fn a_list_that_names_nothing_is_called_after_its_file() {
        check("shop.cdx.json", &["shop", "shop.cdx.json"]);
        check("web/shop.spdx", &["shop", "web/shop", "web/shop.spdx"]);
        check(
            "/srv/web/shop.spdx",
            &["shop", "web/shop", "/srv/web/shop", "/srv/web/shop.spdx"],
        );
        check("all.zip#a/b.csv", &["b", "a/b", "all.zip#a/b.csv"]);
    }

    #[test]
    fn a_file_whose_name_says_only_what_it_is_is_called_after_its_folder() {
        check(
            "shop/Cargo.lock",
            &["shop", "shop/Cargo", "shop/Cargo.lock"],
        );
        check("./bom.json", &["bom", "./bom", "./bom.json"]);
    }

    #[test]
    fn standard_input_gives_no_name() {
        check("-", &[]);
    }

    #[test]
    fn the_subject_comes_first_and_what_says_nothing_is_no_name() {
        let mut inventory = Inventory {
            name: Some("an SBOM".to_owned()),
            components: vec![Component {
                group: Some("org.example".to_owned()),
                ..Component::new("shop", "")
            }],
            subjects: vec![0],
            ..Inventory::default()
        };
        assert_eq!(proposals(&inventory, "-"), ["org.example/shop", "an SBOM"]);
        inventory.components[0] = Component::new(".", "");
        inventory.name = Some("an\n SBOM ".to_owned());
        assert_eq!(proposals(&inventory, "-"), ["an SBOM"]);
        inventory.name = Some("n".repeat(10 << 20));
        assert_eq!(proposals(&inventory, "a.json"), ["a", "a.json"]);
    }

    #[test]
    fn what_is_no_name_is_refused_in_a_few_words() {
        for bad in ["", " \t", "a\0b", &"n".repeat(10 << 20)] {
            let refused = name("name", bad).unwrap_err().to_string();
            assert!(refused.len() < 500, "{refused}");
        }
        assert_eq!(name("name", " 棚 7 ").unwrap(), "棚 7");
    }

    #[test]
    fn a_verdict_is_about_keys_in_one_spelling() {
        for (text, expected) in [
            ("pkg:npm/lodash", "pkg:npm/lodash"),
            (" pkg:npm/lodash@4.17.21 ", "pkg:npm/lodash"),
            ("cpe:a:openssl:openssl", "cpe:a:openssl:openssl"),
            (
                "cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*:*",
                "cpe:a:openssl:openssl",
            ),
            ("cpe:/a:openssl:openssl", "cpe:a:openssl:openssl"),
            ("words:openssl/openssl", "words:openssl/openssl"),
            ("OpenSSL / OpenSSL", "words:openssl/openssl"),
        ] {
            assert_eq!(key(text).unwrap(), expected);
            assert_eq!(key(expected).unwrap(), expected);
        }
        let long = format!("pkg:npm/{}", "n".repeat(10 << 20));
        for bad in [
            "lodash",
            "pkg:",
            "words: ",
            "",
            "cpe:\n",
            "cpe:2.3:a:*:*:*:*:*:*:*:*:*:*",
            &long,
        ] {
            assert!(key(bad).is_err(), "{bad}");
        }
    }
}
