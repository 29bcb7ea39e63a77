//! Names in their three bindings: the grammar, what is tolerated, and no loss between bindings.

#![expect(clippy::unwrap_used, reason = "a test may")]

use noroshi_cpe::{Attribute, Entry, Error, Name, Note, Strictness, Value};
use proptest::prelude::*;

/// One name in all three bindings, each of which gives the others.
#[track_caller]
fn same(formatted: &str, uri: &str, wfn: &str) {
    for text in [formatted, uri, wfn] {
        let name = Name::parse(text).unwrap();
        assert_eq!(name.to_formatted_string(), formatted, "from {text}");
        assert_eq!(name.to_uri(), uri, "from {text}");
        assert_eq!(name.to_wfn(), wfn, "from {text}");
    }
}

/// Strict refuses, tolerant reads this name with these notes.
#[track_caller]
fn tolerated(text: &str, formatted: &str, notes: &[Note]) {
    assert!(Name::parse(text).is_err(), "strict reads {text}");
    let (name, found) = Name::parse_tolerant(text).unwrap();
    assert_eq!(name.to_formatted_string(), formatted);
    assert_eq!(found, notes);
    let again = Name::parse_tolerant(&name.to_formatted_string()).unwrap().0;
    assert_eq!(again, name, "written and read again");
    assert_eq!(Name::parse_tolerant(&name.to_uri()).unwrap().0, name);
    assert_eq!(Name::parse_tolerant(&name.to_wfn()).unwrap().0, name);
}

#[track_caller]
fn refused(text: &str, error: &Error) {
    assert_eq!(Name::parse_tolerant(text).as_ref(), Err(error));
    assert!(Name::parse(text).is_err());
}

#[test]
fn a_simple_name_is_the_same_in_all_bindings() {
    same(
        "cpe:2.3:a:example:router_os:8.0.6001:beta:*:*:*:*:*:*",
        "cpe:/a:example:router_os:8.0.6001:beta",
        r#"wfn:[part="a", vendor="example", product="router_os", version="8\.0\.6001", update="beta", edition=ANY, language=ANY, sw_edition=ANY, target_sw=ANY, target_hw=ANY, other=ANY]"#,
    );
}

#[test]
fn the_four_new_attributes_are_packed_into_the_edition_of_a_uri() {
    same(
        "cpe:2.3:a:example:x:7.4:-:old:*:online:win2003:x64:-",
        "cpe:/a:example:x:7.4:-:~old~online~win2003~x64~-",
        r#"wfn:[part="a", vendor="example", product="x", version="7\.4", update=NA, edition="old", language=ANY, sw_edition="online", target_sw="win2003", target_hw="x64", other=NA]"#,
    );
}

#[test]
fn wildcards_and_the_same_characters_quoted_differ_in_every_binding() {
    same(
        r"cpe:2.3:a:exam\*ple:\?:8.*:sp??:*:*:*:*:*:*",
        "cpe:/a:exam%2aple:%3f:8.%02:sp%01%01",
        r#"wfn:[part="a", vendor="exam\*ple", product="\?", version="8\.*", update="sp??", edition=ANY, language=ANY, sw_edition=ANY, target_sw=ANY, target_hw=ANY, other=ANY]"#,
    );
}

#[test]
fn every_quoted_character_is_kept() {
    same(
        r#"cpe:2.3:h:\!\"\#\$\%\&\'\(\)\*\+\,\/:\:\;\<\=\>\?\@\[\\\]\^\`\{\|\}\~:-:*:*:en-us:*:*:*:*"#,
        "cpe:/h:%21%22%23%24%25%26%27%28%29%2a%2b%2c%2f:%3a%3b%3c%3d%3e%3f%40%5b%5c%5d%5e%60%7b%7c%7d%7e:-:::en-us",
        r#"wfn:[part="h", vendor="\!\"\#\$\%\&\'\(\)\*\+\,\/", product="\:\;\<\=\>\?\@\[\\\]\^\`\{\|\}\~", version=NA, update=ANY, edition=ANY, language="en\-us", sw_edition=ANY, target_sw=ANY, target_hw=ANY, other=ANY]"#,
    );
}

#[test]
fn the_name_of_everything_is_eleven_stars() {
    assert_eq!(Name::any().to_uri(), "cpe:/");
    assert_eq!(
        Name::parse("cpe:2.3:*:*:*:*:*:*:*:*:*:*:*").unwrap(),
        Name::any()
    );
    assert_eq!(Name::parse("wfn:[]").unwrap(), Name::any());
}

#[test]
fn letters_are_folded_and_prefixes_may_be_in_any_case() {
    let name = Name::parse("CPE:/A:Example:Thing:1.0B").unwrap();
    assert_eq!(name.to_uri(), "cpe:/a:example:thing:1.0b");
    let (_, notes) = Name::parse_tolerant("CPE:/A:Example:Thing:1.0B").unwrap();
    assert_eq!(notes, [Note::UpperCase]);
}

#[test]
fn a_bare_tilde_of_2_2_is_quoted() {
    let name = Name::parse("cpe:/a:foo~bar:big%7emoney_2010").unwrap();
    assert_eq!(
        name.to_formatted_string(),
        r"cpe:2.3:a:foo\~bar:big\~money_2010:*:*:*:*:*:*:*:*"
    );
}

#[test]
fn what_is_found_in_the_wild_is_read_with_notes() {
    let empty = |attribute| Note::Empty { attribute };
    let unquoted = |attribute, character| Note::Unquoted {
        attribute,
        character,
    };
    use Attribute::{Part, Product, Update, Vendor, Version};
    for (text, formatted, notes) in [
        (
            "cpe:2.3:o:microsoft:windows_10:1607",
            "cpe:2.3:o:microsoft:windows_10:1607:*:*:*:*:*:*:*",
            vec![Note::Truncated { found: 4 }],
        ),
        (
            "cpe:2.3:a:x:y:1::::",
            "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*",
            vec![
                empty(Update),
                empty(Attribute::Edition),
                empty(Attribute::Language),
                empty(Attribute::SwEdition),
                Note::Truncated { found: 8 },
            ],
        ),
        (
            "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*::",
            "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*",
            vec![Note::TrailingColons],
        ),
        (
            "cpe:2.3::example",
            "cpe:2.3:*:example:*:*:*:*:*:*:*:*:*",
            vec![empty(Part), Note::Truncated { found: 2 }],
        ),
        (
            "cpe:2.3:a:x:y:1:*:*:japanese:*:*:*:*",
            "cpe:2.3:a:x:y:1:*:*:japanese:*:*:*:*",
            vec![Note::Language],
        ),
        (
            "cpe:2.3:a:x:c++:1:*:*:*:*:*:*:*",
            r"cpe:2.3:a:x:c\+\+:1:*:*:*:*:*:*:*",
            vec![unquoted(Product, '+')],
        ),
        (
            r"cpe:2.3:a:x:y:1\.0:*:*:*:*:*:*:*",
            "cpe:2.3:a:x:y:1.0:*:*:*:*:*:*:*",
            vec![Note::Quote { attribute: Version }],
        ),
        (
            r"cpe:2.3:a:\-:y:1:*:*:*:*:*:*:*",
            r"cpe:2.3:a:\-:y:1:*:*:*:*:*:*:*",
            vec![Note::Hyphen { attribute: Vendor }],
        ),
        (
            " cpe:2.3:a:x:y:1:*:*:*:*:*:*:*\n",
            "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*",
            vec![Note::Space],
        ),
        (
            "cpe:2.3:a:x:y z:1:*:*:*:*:*:*:*",
            "cpe:2.3:a:x:y z:1:*:*:*:*:*:*:*",
            vec![Note::Character {
                attribute: Product,
                character: ' ',
            }],
        ),
        (
            "cpe:/*:x:y:1+",
            r"cpe:2.3:*:x:y:1\+:*:*:*:*:*:*:*",
            vec![Note::Star { attribute: Part }, unquoted(Version, '+')],
        ),
        (
            "cpe:/a:x:y:1.*",
            "cpe:2.3:a:x:y:1.*:*:*:*:*:*:*:*",
            vec![Note::BareWildcard { attribute: Version }],
        ),
        (
            "cpe:/a:x:%E7%8B%BC%2e",
            "cpe:2.3:a:x:狼.:*:*:*:*:*:*:*:*",
            vec![
                Note::Percent { attribute: Product },
                Note::Character {
                    attribute: Product,
                    character: '狼',
                },
            ],
        ),
        (
            "cpe:/a:x:y:1:::en::",
            "cpe:2.3:a:x:y:1:*:*:en:*:*:*:*",
            vec![Note::TrailingColons],
        ),
        (
            "cpe:2.3:a:???:y:1:*:*:*:*:*:*:*",
            "cpe:2.3:a:???:y:1:*:*:*:*:*:*:*",
            vec![Note::OnlyWildcards { attribute: Vendor }],
        ),
        (
            "cpe:/a:x:y:1::~~pro",
            "cpe:2.3:a:x:y:1:*:*:*:pro:*:*:*",
            vec![Note::Packing],
        ),
    ] {
        tolerated(text, formatted, &notes);
    }
}

#[test]
fn names_of_jvn_are_read_strict() {
    for text in [
        "cpe:/:misc",
        "cpe:/:apache",
        "cpe:/a:apache:http_server",
        "cpe:/a:x:xerces-c%2b%2b",
    ] {
        assert_eq!(Name::parse(text).unwrap().to_uri(), text);
    }
}

#[test]
fn what_could_mean_several_things_is_refused_in_both() {
    use Attribute::{Product, Vendor, Version};
    let wildcard = |attribute| Error::Wildcard { attribute };
    for (text, error) in [
        ("", Error::Binding),
        ("example router 1.0", Error::Binding),
        ("PREFIXcpe:/o:redhat:rhel_aus:7.6::server", Error::Binding),
        (
            "cpe:2.3:j:x:y:1:*:*:*:*:*:*:*",
            Error::Part { found: "j".into() },
        ),
        ("cpe:/b::::", Error::Part { found: "b".into() }),
        ("cpe:2.3:a:h??p:y:1:*:*:*:*:*:*:*", wildcard(Vendor)),
        ("cpe:2.3:a:x:y:1.*.2:*:*:*:*:*:*:*", wildcard(Version)),
        ("cpe:2.3:a:???hp**:y:1:*:*:*:*:*:*:*", wildcard(Vendor)),
        ("cpe:2.3:a:?*hp:y:1:*:*:*:*:*:*:*", wildcard(Vendor)),
        ("cpe:2.3:a:x:**:1:*:*:*:*:*:*:*", wildcard(Product)),
        ("cpe:/a:x:%02", wildcard(Product)),
        (
            "cpe:2.3:a:x:y:1:2:3:*:5:6:7:8:9",
            Error::TooMany { limit: 11 },
        ),
        ("cpe:/a:1:2:3:4:5:en:7", Error::TooMany { limit: 7 }),
        ("cpe:/a:x:y:1::~a~b~c~d~e~f", Error::Packing { found: 6 }),
        (
            r#"wfn:[bad="hw"]"#,
            Error::NoAttribute {
                found: "bad".into(),
            },
        ),
        (
            r#"wfn:[vendor="a", vendor="b"]"#,
            Error::Twice { attribute: Vendor },
        ),
        (r#"wfn:[vendor="a"] tail"#, Error::Wfn { at: 15 }),
        (
            "cpe:2.3:a:x:y\u{7}:1:*:*:*:*:*:*:*",
            Error::Character {
                attribute: Product,
                character: '\u{7}',
            },
        ),
    ] {
        refused(text, &error);
    }
    let long = format!("cpe:2.3:a:{}:*:*:*:*:*:*:*:*:*", "x".repeat(10_000_000));
    assert!(matches!(
        Name::parse_tolerant(&long),
        Err(Error::TooLong { .. })
    ));
}

#[test]
fn a_value_can_be_replaced() {
    let name = Name::parse("cpe:/a:x:y:1").unwrap();
    let set = |entry| name.with(Attribute::Version, entry);
    let written = |entry| set(entry).unwrap().to_uri();
    assert_eq!(
        written(Entry::Plain("2.0:*(b)")),
        "cpe:/a:x:y:2.0%3a%2a%28b%29"
    );
    assert_eq!(written(Entry::Formatted("2.*")), "cpe:/a:x:y:2.%02");
    assert_eq!(written(Entry::Na), "cpe:/a:x:y:-");
    assert_eq!(written(Entry::Any), "cpe:/a:x:y");
    assert!(set(Entry::Plain("")).is_err());
    let long = "x".repeat(9000);
    assert!(set(Entry::Plain(&long)).is_err());
    let name = set(Entry::Plain("2.0:*(b)")).unwrap();
    let Value::Text(version) = name.get(Attribute::Version) else {
        panic!("a string");
    };
    assert_eq!(version.plain(), "2.0:*(b)");
    assert!(!version.has_wildcards());
}

/// What strict reads, it reads again from the same binding; tolerant reads all three.
fn comes_back(text: &str) -> Result<(), TestCaseError> {
    for strictness in [Strictness::Strict, Strictness::Tolerant] {
        let Ok(reading) = Name::read(text, strictness) else {
            continue;
        };
        prop_assert!(strictness == Strictness::Tolerant || reading.notes.is_empty());
        let name = reading.name;
        for (prefix, written) in [
            ("cpe:2.3:", name.to_formatted_string()),
            ("cpe:/", name.to_uri()),
            ("wfn:[", name.to_wfn()),
        ] {
            let strictness = match text.to_lowercase().starts_with(prefix) {
                true => strictness,
                false => Strictness::Tolerant,
            };
            let again = Name::read(&written, strictness).map(|reading| reading.name);
            prop_assert_eq!(again.as_ref(), Ok(&name), "{}", written);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_and_comes_back(
        text in "(cpe:2.3:|cpe:/|wfn:\\[)?[aoh]?\\PC{0,80}"
    ) {
        comes_back(&text)?;
    }

    #[test]
    fn likely_text_is_read_or_refused_and_comes_back(
        text in "cpe:(2\\.3:|/)[aoh*-]?(:[a-c*?\\\\.~%02:-]{0,6}){0,12}"
    ) {
        comes_back(&text)?;
    }

    #[test]
    fn likely_wfns_are_read_or_refused_and_come_back(
        text in "wfn:\\[vendor=\"([a-c?*]|\\\\[.?*\\\\:-]){0,4}\", version=\"[?]{0,2}([1-3]|\\\\.){0,3}[?*]?\"\\]"
    ) {
        comes_back(&text)?;
    }
}
