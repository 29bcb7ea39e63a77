//! Platform specifications: three-valued answers, and documents that are none.

#![expect(clippy::unwrap_used, reason = "a test may")]

use Truth::{False, True, Unknown};
use noroshi_cpe::{
    Name, Truth,
    language::{Fact, PlatformError, read},
};
use proptest::prelude::*;

fn document(test: &str) -> String {
    format!(
        "<platform-specification xmlns='http://cpe.mitre.org/language/2.0'><platform id='p'>\
         <title xml:lang='en'>A platform</title>{test}</platform></platform-specification>"
    )
}

#[track_caller]
fn check(test: &str, products: &[&str], truth: Truth) {
    let document = document(test);
    let (specification, foreign) = read(document.as_bytes()).unwrap();
    assert!(foreign.is_empty());
    let products: Vec<Name> = products.iter().map(|p| p.parse().unwrap()).collect();
    let platform = &specification.platforms[0];
    assert_eq!(platform.applies(&products), truth);
    if truth != Unknown {
        assert_eq!(platform.applies_by_the_letter(&products), truth);
    }
}

#[test]
fn and_or_and_negate_join_three_values() {
    let x = "<fact-ref name='cpe:/a:x:x'/>";
    let y = "<fact-ref name='cpe:/a:y:y:1'/>";
    let check_fact = "<check-fact-ref system='s' href='h' id-ref='i'/>";
    let test = |operator: &str, negate: &str, terms: &[&str]| {
        let terms = terms.concat();
        format!("<logical-test operator='{operator}' negate='{negate}'>{terms}</logical-test>")
    };
    let both = ["cpe:/a:x:x:1", "cpe:/a:y:y:1"];
    check(&test("AND", "FALSE", &[x, y]), &both, True);
    check(&test("AND", "false", &[x, y]), &both[..1], False);
    check(&test("OR", "0", &[x, y]), &both[..1], True);
    check(&test("AND", "TRUE", &[x, y]), &both, False);
    check(&test("or", "1", &[x, y]), &[], True);
    // A product of which too little is known, and a check in another language.
    check(
        &test("AND", "FALSE", &[x, y]),
        &["cpe:/a:x:x", "cpe:/a:y:y"],
        Unknown,
    );
    check(&test("AND", "FALSE", &[x, check_fact]), &both, Unknown);
    check(&test("OR", "FALSE", &[x, check_fact]), &both, True);
    check(&test("OR", "FALSE", &[y, check_fact]), &[], Unknown);
    check(&test("AND", "FALSE", &[y, check_fact]), &[], False);
    check(&test("AND", "TRUE", &[check_fact]), &[], Unknown);
    let vague = document(&test("AND", "TRUE", &[y]));
    let platform = read(vague.as_bytes()).unwrap().0.platforms.remove(0);
    let vague = ["cpe:/a:y:y".parse().unwrap()];
    assert_eq!(platform.applies(&vague), Unknown);
    assert_eq!(platform.applies_by_the_letter(&vague), True);
    // Nested.
    let inner = test("OR", "TRUE", &[y]);
    check(&test("AND", "FALSE", &[x, &inner]), &both, False);
    check(&test("AND", "FALSE", &[x, &inner]), &both[..1], True);
    // Nothing to join, and a name that is none.
    check(&test("AND", "FALSE", &[]), &both, Unknown);
    check(
        &test("AND", "FALSE", &["<fact-ref name='?'/>"]),
        &both,
        Unknown,
    );
}

#[test]
fn what_cannot_be_read_is_an_error() {
    type Expected = fn(&PlatformError) -> bool;
    let deep = document(&"<logical-test operator='AND'>".repeat(100_000));
    let cases: [(&str, Expected); 6] = [
        ("<a/>", |e| matches!(e, PlatformError::Xml(_))),
        (&deep, |e| matches!(e, PlatformError::Xml(_))),
        (&document("<logical-test operator='XOR'/>"), |e| {
            matches!(e, PlatformError::Operator { .. })
        }),
        (
            &document("<logical-test operator='OR' negate='no'/>"),
            |e| matches!(e, PlatformError::Negate { .. }),
        ),
        (&document(""), |e| {
            matches!(e, PlatformError::Tests { found: 0, .. })
        }),
        (
            &document("<logical-test operator='OR'/><logical-test operator='OR'/>"),
            |e| matches!(e, PlatformError::Tests { found: 2, .. }),
        ),
    ];
    for (document, expected) in cases {
        let error = read(document.as_bytes()).unwrap_err();
        assert!(expected(&error), "{error}");
    }
}

#[test]
fn checks_and_foreign_elements_are_kept_in_sight() {
    let document = document(
        "<remark>r</remark><x:new xmlns:x='urn:x'><y/></x:new><logical-test operator='AND'>\
         <check-fact-ref system='s' href='h' id-ref='i'/></logical-test>",
    );
    let (specification, foreign) = read(document.as_bytes()).unwrap();
    assert_eq!(foreign, ["new"]);
    let platform = &specification.platforms[0];
    assert_eq!(platform.id.as_deref(), Some("p"));
    assert_eq!(platform.titles[0], (Some("en".into()), "A platform".into()));
    assert_eq!(platform.remarks[0].1, "r");
    let expected = Fact::Check {
        system: "s".into(),
        href: "h".into(),
        id: "i".into(),
    };
    assert_eq!(platform.test.facts(), [&expected]);
}

proptest! {
    #[test]
    fn a_damaged_document_is_read_or_refused(at in 0_usize..400, end in 0_usize..60, with in "[<>/&;\"'=a!\\[-]{0,8}") {
        let mut bytes = document(
            "<logical-test operator='AND' negate='FALSE'><fact-ref name='cpe:/a:x:y:1'/>\
             <check-fact-ref system='s' href='h' id-ref='i'/></logical-test>",
        )
        .into_bytes();
        let at = at.min(bytes.len());
        let end = (at + end).min(bytes.len());
        bytes.splice(at..end, with.into_bytes());
        if let Ok((specification, _)) = read(&bytes) {
            for platform in specification.platforms {
                platform.applies(&[]);
            }
        }
        let list = String::from_utf8(bytes).unwrap().replace("platform-specification", "cpe-list");
        noroshi_cpe::dictionary::Items::new(list.as_bytes()).for_each(drop);
    }
}
