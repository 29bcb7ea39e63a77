//! Both languages say the same things: same keys, same values, no duplicates, everything parses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use noroshi_model::{Language, Severity};
use noroshi_words::{knows, preferred, say, say_with, severity};

/// The keys of one file with the values each uses. Reads the plain shape our texts have: a key at the
/// start of a line, continuation lines indented.
fn keys(language: Language, file: &str) -> BTreeMap<String, BTreeSet<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("text")
        .join(language.tag())
        .join(file);
    let text = std::fs::read_to_string(path).expect("the text is there");
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines() {
        let continues = line.starts_with([' ', '}']) || line.is_empty();
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        if !continues {
            let (key, _) = line.split_once(" =").expect("a line is `key = text`");
            current = key.to_owned();
            let known = keys.insert(current.clone(), BTreeSet::new());
            assert!(known.is_none(), "{key} stands twice in {file}");
        }
        let values = keys.get_mut(&current).expect("a key came first");
        for part in line.split('$').skip(1) {
            let end = part
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
                .unwrap_or(part.len());
            values.insert(part[..end].to_owned());
        }
    }
    keys
}

const FILES: [&str; 4] = ["common.ftl", "pages.ftl", "commands.ftl", "api.ftl"];

#[test]
fn both_languages_have_the_same_keys_and_values() {
    for file in FILES {
        let (ja, en) = (keys(Language::Ja, file), keys(Language::En, file));
        let names = |m: &BTreeMap<String, _>| m.keys().cloned().collect::<BTreeSet<_>>();
        let lonely: Vec<_> = names(&ja)
            .symmetric_difference(&names(&en))
            .cloned()
            .collect();
        assert!(
            lonely.is_empty(),
            "{file}: only in one language: {lonely:?}"
        );
        for (key, values) in &ja {
            assert_eq!(values, &en[key], "{file}: values of {key}");
        }
    }
}

#[test]
fn no_key_stands_in_two_files_and_every_key_is_understood() {
    let mut seen = BTreeSet::new();
    for file in FILES {
        for key in keys(Language::En, file).into_keys() {
            assert!(knows(&key), "{file}: {key} does not parse");
            assert_ne!(
                say(Language::Ja, &key),
                key,
                "{file}: {key} does not parse in ja"
            );
            assert!(seen.insert(key.clone()), "{key} stands in two files");
        }
    }
}

#[test]
fn severity_words_are_those_of_jvn_and_cvss() {
    let words = |l| Severity::ALL.map(|s| severity(l, s));
    assert_eq!(
        words(Language::Ja),
        ["なし", "注意", "警告", "重要", "緊急"]
    );
    assert_eq!(
        words(Language::En),
        ["none", "low", "medium", "high", "critical"]
    );
}

#[test]
fn counts_have_plural_forms_and_separators() {
    let count = |l, n: usize| say_with(l, "count-results", &[("count", n.into())]);
    assert_eq!(count(Language::En, 1), "1 vulnerability");
    assert_eq!(count(Language::En, 94_735), "94,735 vulnerabilities");
    assert_eq!(count(Language::Ja, 94_735), "脆弱性 94,735 件");
}

#[test]
fn values_are_inserted_without_marks() {
    let values = [("id", "CVE-2099-0001".into())];
    let said = say_with(Language::En, "nothing-found", &values);
    assert_eq!(said, "Nothing here under “CVE-2099-0001”.");
}

#[test]
fn an_unknown_key_is_returned_as_it_is() {
    assert_eq!(say(Language::Ja, "no-such-key"), "no-such-key");
}

#[test]
fn the_heaviest_language_of_ours_wins_and_the_first_of_equals() {
    for (line, expected) in [
        ("ja,en;q=0.5", Some(Language::Ja)),
        ("en-US,en;q=0.9,ja;q=0.8", Some(Language::En)),
        ("fr, ja-JP;q=0.3", Some(Language::Ja)),
        ("en, ja", Some(Language::En)),
        ("en;q=0, ja;q=0.1", Some(Language::Ja)),
        ("ja;q=nonsense", None),
        ("fr", None),
        ("", None),
    ] {
        assert_eq!(preferred(line), expected, "{line}");
    }
}
