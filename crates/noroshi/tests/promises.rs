//! What may never be found in a crate, read from the sources themselves.

#![expect(clippy::unwrap_used, reason = "a test: what is missing must end it")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The floors. A crate sees only those below its own.
const FLOORS: &[(u8, &[&str])] = &[
    // For tests only.
    (0, &["cluster"]),
    (
        1,
        &[
            "cpe", "cve", "cvss", "epss", "jvn", "kev", "nvd", "osv", "versions", "vrda",
        ],
    ),
    (2, &["model", "words"]),
    (3, &["formats"]),
    (4, &["sources", "inventory", "matching", "outlets", "store"]),
    (5, &["app"]),
    (6, &["web", "api", "gate"]),
    (7, &["noroshi"]),
];

/// Neighbours on one floor of which the first may see the second: the words name what the model
/// knows. Standards may see each other.
const NEIGHBOURS: &[(&str, &str)] = &[("words", "model")];

#[test]
fn no_crate_depends_on_one_that_is_not_below_it() {
    for (name, own) in floors() {
        for other in dependencies(name) {
            let Some(below) = floors().get(other.as_str()).copied() else {
                panic!("{other}, which {name} depends on, has no floor");
            };
            let allowed = below < own
                || (own == 1 && below == 1)
                || NEIGHBOURS.contains(&(name, other.as_str()));
            assert!(allowed, "{name} (floor {own}) sees {other} (floor {below})");
        }
    }
}

#[test]
fn every_crate_has_a_floor() {
    let mut found = Vec::new();
    for folder in ["crates", "crates/standards"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.join("Cargo.toml").is_file() {
                found.push(path.file_name().unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    let known: Vec<_> = floors().into_keys().map(str::to_owned).collect();
    assert_eq!(found, known);
}

#[test]
fn pure_crates_do_no_input_or_output_and_read_no_clock() {
    const DOORS: &[&str] = &[
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "fs::File",
        "File::open",
        "SystemTime::now",
        "Instant::now",
        "Timestamp::now",
        "Zoned::now",
        "reqwest",
        "rusqlite",
        "tokio",
    ];
    let pure = ["model", "formats", "inventory", "matching", "outlets"];
    for name in floors()
        .into_iter()
        .filter(|(name, floor)| *floor == 1 || pure.contains(name))
        .map(|(name, _)| name)
    {
        for door in DOORS {
            absent(name, door, &[]);
        }
    }
}

#[test]
fn only_the_store_knows_sql() {
    const SQL: &[&str] = &[
        "rusqlite",
        "tokio_postgres",
        "SELECT ",
        "INSERT INTO ",
        "DELETE FROM ",
        "CREATE TABLE ",
        "PRAGMA ",
    ];
    for name in all_but(&["store", "cluster"]) {
        for word in SQL {
            absent(name, word, &[]);
        }
    }
}

#[test]
fn only_the_program_prints() {
    for name in all_but(&["noroshi", "cluster"]) {
        for macro_name in ["println!", "print!", "eprintln!", "eprint!", "dbg!"] {
            absent(name, macro_name, &[]);
        }
        for stream in ["io::stdout", "io::stderr"] {
            absent(name, stream, &[]);
        }
    }
}

#[test]
fn pages_and_api_never_call_each_other() {
    assert!(!dependencies("web").contains(&"api".to_owned()));
    assert!(!dependencies("api").contains(&"web".to_owned()));
}

#[test]
fn every_address_of_the_api_is_in_its_table() {
    absent("api", "route(", &["table.rs".to_owned()]);
}

#[test]
fn a_format_a_source_or_a_kind_of_list_is_named_in_its_own_file_and_its_table_only() {
    for plugged in ["formats", "sources", "inventory"] {
        let table = code(&folder(plugged).join("src/lib.rs"));
        let members = table_of(&table);
        assert!(members.len() > 5, "the table of {plugged} was not found");
        for (module, kind) in members {
            let own = [
                "lib.rs".to_owned(),
                format!("{module}.rs"),
                format!("{module}/"),
            ];
            for path in [format!("{module}::{kind}"), format!("crate::{module}")] {
                absent(plugged, &path, &own);
            }
        }
    }
}

/// The members of a table `ALL`: `&nvd2::Nvd2Single` is module and type.
fn table_of(code: &str) -> Vec<(&str, &str)> {
    let (_, rest) = code.split_once("pub static ALL").unwrap();
    let (table, _) = rest.split_once("];").unwrap();
    table
        .lines()
        .filter_map(|line| {
            line.trim()
                .strip_prefix('&')?
                .trim_end_matches(',')
                .split_once("::")
        })
        .collect()
}

/// Fails where the sources of a crate hold `word` outside comments and tests. `but` are the places
/// below `src` where it may stand.
fn absent(name: &str, word: &str, but: &[String]) {
    let src = folder(name).join("src");
    for file in sources(&src) {
        let place = file.strip_prefix(&src).unwrap().to_str().unwrap();
        if but.iter().any(|allowed| place.starts_with(allowed)) {
            continue;
        }
        for (number, line) in code(&file).lines().enumerate() {
            assert!(
                !holds(line, word),
                "{name}/src/{place}:{}: `{word}` in `{}`",
                number + 1,
                line.trim()
            );
        }
    }
}

/// Whether a line holds a word that is not the tail of a longer one: `eprintln!` holds no
/// `println!`.
fn holds(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        !line[..at]
            .chars()
            .next_back()
            .is_some_and(|before| before.is_alphanumeric() || before == '_')
    })
}

/// A file without its comments and its tests; lines keep their numbers.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let body = text
        .find("#[cfg(test)]\nmod tests {")
        .map_or(text.as_str(), |tests| &text[..tests]);
    body.lines()
        .map(|line| match line.trim_start().starts_with("//") {
            true => "",
            false => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Every Rust file below a folder that is part of the built crate: modules that exist for tests
/// only are left out.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut tests_only = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                tests_only.extend(modules_for_tests(&path));
                found.push(path);
            }
        }
    }
    found.retain(|file| {
        !tests_only
            .iter()
            .any(|module| file.starts_with(module) || *file == module.with_extension("rs"))
    });
    assert!(!found.is_empty(), "nothing to read below {folder:?}");
    found
}

/// The modules that a file declares as `#[cfg(test)] mod name;`, as paths without ending.
fn modules_for_tests(file: &Path) -> Vec<PathBuf> {
    let stem = file.file_stem().unwrap();
    let folder = match stem.to_str() {
        Some("lib" | "main" | "mod") => file.parent().unwrap().to_owned(),
        _ => file.with_extension(""),
    };
    let text = fs::read_to_string(file).unwrap();
    text.split("#[cfg(test)]\n")
        .skip(1)
        .filter_map(|rest| rest.lines().next()?.trim().strip_prefix("mod "))
        .filter_map(|name| Some(folder.join(name.strip_suffix(';')?)))
        .collect()
}

/// What a crate depends on among our own, tests left out.
fn dependencies(name: &str) -> Vec<String> {
    let manifest = fs::read_to_string(folder(name).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    ["dependencies", "build-dependencies"]
        .iter()
        .filter_map(|kind| manifest.get(*kind)?.as_table())
        .flat_map(toml::Table::keys)
        .filter_map(|other| Some(other.strip_prefix("noroshi-")?.to_owned()))
        .collect()
}

fn floors() -> BTreeMap<&'static str, u8> {
    FLOORS
        .iter()
        .flat_map(|(floor, names)| names.iter().map(|name| (*name, *floor)))
        .collect()
}

fn all_but(these: &[&str]) -> Vec<&'static str> {
    floors()
        .into_keys()
        .filter(|name| !these.contains(name))
        .collect()
}

fn folder(name: &str) -> PathBuf {
    let crates = root().join("crates");
    match floors().get(name) {
        Some(1) => crates.join("standards").join(name),
        _ => crates.join(name),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
