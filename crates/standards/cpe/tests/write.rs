//! Dictionaries and platform specifications that are written say what they said.

#![expect(clippy::unwrap_used, reason = "a test may")]

use noroshi_cpe::{
    Name, WriteError,
    dictionary::{
        Check, Deprecation, Generator, Item, Items, Kind, Reference, Successor, TAIL, head,
        item_from_json,
    },
    language::{Fact, Operator, Platform, Specification, Term, Test, read, write},
};
use proptest::prelude::*;

fn name(product: &str) -> Name {
    format!("cpe:/a:x:{product}").parse().unwrap()
}

#[track_caller]
fn comes_back(item: &Item) {
    let xml = format!("{}{}{TAIL}", head(None).unwrap(), item.to_xml().unwrap());
    let again: Vec<_> = Items::new(xml.as_bytes()).map(Result::unwrap).collect();
    assert_eq!(again, std::slice::from_ref(item), "{xml}");
}

/// An item with everything that an item can have in XML.
fn full() -> Item {
    let text = |language: Option<&str>, text: &str| (language.map(str::to_owned), text.to_owned());
    let successor = |name: Option<&str>, kind| Successor {
        name: name.map(self::name),
        kind: Some(kind),
    };
    Item {
        uri: Some("cpe:/a:x:a".to_owned()),
        titles: vec![
            text(Some("en-US"), "X <A> & \"B\""),
            text(Some("ja"), "狼煙"),
        ],
        remarks: vec![
            text(Some("en"), "one"),
            text(Some("en"), "two\n\tlines\r"),
            text(None, ""),
        ],
        references: vec![Reference {
            href: "https://x.example/?a=1&b=\"2\"\t\n".to_owned(),
            text: "Vendor".to_owned(),
        }],
        checks: vec![Check {
            system: "http://oval.mitre.org/XMLSchema/oval-definitions-5".to_owned(),
            href: String::new(),
            id: "oval:x:def:1".to_owned(),
        }],
        deprecated: true,
        deprecated_since: Some("2099-01-01T00:00:00Z".to_owned()),
        deprecations: vec![Deprecation {
            date: Some("2099-01-02T00:00:00Z".to_owned()),
            by: vec![
                successor(Some("b"), Kind::Correction),
                successor(None, Kind::Removal),
                successor(Some("c"), Kind::Other("NEW_WORD".to_owned())),
            ],
        }],
        ..Item::new(name("a"))
    }
}

#[test]
fn an_item_comes_back_whole() {
    comes_back(&full());
    let plain = Item {
        uri: Some("cpe:/a:x:a".to_owned()),
        ..Item::new(name("a"))
    };
    comes_back(&plain);
}

#[test]
fn a_successor_in_the_words_of_22_stays_in_them() {
    let xml = "<cpe-list><cpe-item name='cpe:/a:x:a' deprecated='true' deprecated_by='cpe:/a:x:b' \
               deprecation_date='2099-01-01T00:00:00Z'/></cpe-list>";
    let item = Items::new(xml.as_bytes()).next().unwrap().unwrap();
    let written = item.to_xml().unwrap();
    assert!(written.contains("deprecated_by=\"cpe:/a:x:b\""));
    assert!(!written.contains("cpe-23:deprecation"));
    comes_back(&item);
}

#[test]
fn what_xml_has_no_place_for_is_named() {
    let item = item_from_json(&serde_json::json!({
        "cpe": {
            "cpeName": "cpe:2.3:a:x:a:*:*:*:*:*:*:*:*",
            "cpeNameId": "11111111-2222-3333-4444-555555555555",
            "addedLater": 1
        }
    }))
    .unwrap();
    assert_eq!(item.not_in_xml(), ["cpeNameId", "addedLater"]);
    assert_eq!(full().not_in_xml(), [""; 0]);
}

#[test]
fn who_made_a_dictionary_comes_back() {
    let generator = Generator {
        product_name: Some("X & Y".to_owned()),
        timestamp: Some("2099-01-01T00:00:00Z".to_owned()),
        ..Generator::default()
    };
    let xml = head(Some(&generator)).unwrap() + TAIL;
    let mut items = Items::new(xml.as_bytes());
    assert!(items.next().is_none());
    assert_eq!(items.generator(), Some(&generator));
}

#[test]
fn a_character_that_xml_does_not_have_is_an_error() {
    for character in ['\0', '\u{1f}', '\u{fffe}'] {
        let item = Item {
            titles: vec![(None, format!("a{character}b"))],
            ..Item::new(name("a"))
        };
        assert_eq!(item.to_xml(), Err(WriteError::Character { character }));
    }
}

fn nested(depth: usize) -> Specification {
    let fact = Term::Fact(Fact::Name(Ok(name("a"))));
    let around = |terms| Test {
        operator: Operator::And,
        negate: false,
        terms,
    };
    let test = (1..depth).fold(around(vec![fact]), |inner, _| {
        around(vec![Term::Test(inner)])
    });
    Specification {
        platforms: vec![Platform {
            id: None,
            titles: Vec::new(),
            remarks: Vec::new(),
            test,
        }],
    }
}

#[test]
fn tests_are_written_as_deeply_as_they_are_read() {
    let deepest = nested(61);
    let xml = write(&deepest).unwrap();
    assert_eq!(read(xml.as_bytes()).unwrap(), (deepest, vec![]));
    assert_eq!(write(&nested(62)), Err(WriteError::TooDeep { limit: 61 }));
}

fn any_text() -> impl Strategy<Value = String> {
    "[ -~\t\n\r\u{85}\u{2028}狼é&<>\"']{0,12}"
}

fn any_name() -> impl Strategy<Value = Result<Name, String>> {
    prop_oneof![
        "[a-z0-9_.!-~]{1,6}".prop_filter_map("a name", |product| {
            let text = format!("wfn:[part=\"a\",product=\"{product}\"]");
            Name::parse_tolerant(&text).ok().map(|(name, _)| Ok(name))
        }),
        Just(Ok(name("y:1::~~~z~~"))),
        Just(Err("no name & \"<x>\"\n".to_owned())),
    ]
}

fn any_test() -> impl Strategy<Value = Test<Fact>> {
    let fact = prop_oneof![
        any_name().prop_map(Fact::Name),
        (any_text(), any_text(), any_text()).prop_map(|(system, href, id)| Fact::Check {
            system,
            href,
            id
        }),
    ];
    let test = |terms: Vec<Term<Fact>>, or: bool, negate: bool| Test {
        operator: if or { Operator::Or } else { Operator::And },
        negate,
        terms,
    };
    let leaf = fact.prop_map(Term::Fact).boxed();
    let term = leaf.prop_recursive(4, 24, 4, move |inner| {
        (
            prop::collection::vec(inner, 0..4),
            any::<bool>(),
            any::<bool>(),
        )
            .prop_map(move |(terms, or, negate)| Term::Test(test(terms, or, negate)))
    });
    (
        prop::collection::vec(term, 0..4),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(move |(terms, or, negate)| test(terms, or, negate))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_specification_comes_back(
        id in prop::option::of(any_text()),
        titles in prop::collection::vec((prop::option::of(any_text()), any_text()), 0..3),
        test in any_test(),
    ) {
        let platform = Platform { id, remarks: titles.clone(), titles, test };
        let specification = Specification { platforms: vec![platform] };
        let xml = write(&specification).unwrap();
        prop_assert_eq!(read(xml.as_bytes()).unwrap(), (specification, vec![]));
    }

    #[test]
    fn every_text_of_an_item_comes_back(title in any_text(), href in any_text(), id in any_text()) {
        let mut item = full();
        item.titles[0].1 = title;
        item.references[0].href = href;
        item.checks[0].id = id;
        comes_back(&item);
    }
}
