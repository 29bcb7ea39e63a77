//! Keys and words belong together: no key without words, no words without use.

use std::{collections::BTreeSet, fs, path::Path};

use noroshi_app::health::Reason;
use noroshi_model::Language;

use crate::render;

/// All Rust sources below a folder, as one text.
fn sources(folder: &Path, out: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// The code of both crates that use the words of commands.
fn code() -> String {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut code = String::new();
    sources(&crates.join("noroshi/src"), &mut code);
    sources(&crates.join("api/src"), &mut code);
    code
}

fn keys() -> BTreeSet<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../words/text/en/commands.ftl");
    let text = fs::read_to_string(file).unwrap();
    text.lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| Some(line.split_once(" =")?.0.to_owned()))
        .collect()
}

#[test]
fn every_key_in_the_code_has_words() {
    let code = code();
    let families: BTreeSet<String> = keys()
        .iter()
        .filter_map(|key| Some(key.split_once('-')?.0.to_owned()))
        .collect();
    let is_key = |text: &&str| {
        text.split_once('-')
            .is_some_and(|(family, rest)| families.contains(family) && !rest.is_empty())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b))
    };
    for text in code.split('"').filter(is_key) {
        let made_up = text.ends_with('-') || text == "json-v1" || text == "exit-codes";
        assert!(
            made_up || noroshi_words::knows(text),
            "no words for `{text}`"
        );
    }
}

#[test]
fn all_words_of_commands_are_used() {
    let code = code();
    // Their keys are put together from the names of commands and flags.
    let made = |key: &str| key.starts_with("cmd-") || key.starts_with("arg-");
    let used = |key: &String| made(key) || code.contains(&format!("\"{key}\""));
    let unused: Vec<_> = keys().into_iter().filter(|key| !used(key)).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

#[test]
fn every_reason_a_source_can_give_has_words_in_both_languages_and_keeps_its_detail() {
    for language in Language::ALL {
        for reason in Reason::ALL {
            let detail = "HTTP 503 (https://example.org/)";
            let words = render::reason(&format!("{}: {detail}", reason.key()), language);
            assert!(words.ends_with(detail), "{words}");
            let alone = render::reason(reason.key(), language);
            assert!(!alone.is_empty() && alone != reason.key(), "{reason:?}");
            assert_eq!(alone.is_ascii(), language == Language::En, "{alone}");
        }
    }
}

#[test]
fn every_facet_of_an_answer_has_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let house = noroshi_app::House::open(folder.path()).unwrap();
    noroshi_app::sample::fill(&house).unwrap();
    let question = noroshi_app::Question {
        with_facets: true,
        limit: 1,
        ..Default::default()
    };
    let facets = house.search(&question).unwrap().facets;
    assert!(!facets.is_empty());
    for facet in facets {
        let key = format!("facet-{}", facet.field);
        assert!(noroshi_words::knows(&key), "no words for `{key}`");
    }
}

#[test]
fn every_scheme_of_versions_is_named_in_the_help_and_its_versions_are_described() {
    for scheme in noroshi_versions::ALL {
        let key = format!("numbering-{}", scheme.name());
        assert!(noroshi_words::knows(&key), "no words for `{key}`");
        for language in Language::ALL {
            let help = noroshi_words::say(language, "cmd-version-long");
            assert!(help.contains(scheme.name()), "{}: {help}", scheme.name());
        }
    }
}

#[test]
fn every_format_every_kind_of_list_and_the_terms_of_every_source_have_words_in_both_languages() {
    for language in Language::ALL {
        for format in noroshi_formats::ALL {
            let words = noroshi_words::format(language, format.name());
            assert!(!words.starts_with("format-"), "no words for `{words}`");
        }
        for kind in noroshi_inventory::ALL {
            assert!(noroshi_words::knows(&format!("listing-{}", kind.name())));
            let words = noroshi_words::list_kind(Language::En, kind.name(), "");
            // The English words are the kind's own.
            assert_eq!(words, kind.about());
        }
        for source in noroshi_sources::ALL {
            let about = source.about();
            let words = noroshi_words::terms(language, about.name, about.terms);
            // The English words are the source's own, which the reference shows.
            assert_eq!(words == about.terms, language == Language::En, "{words}");
        }
    }
}
