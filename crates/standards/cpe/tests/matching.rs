//! Relations: the tables of NISTIR 7696, and laws that hold for any two names.

#![expect(clippy::unwrap_used, reason = "a test may")]

use noroshi_cpe::{
    Attribute, Dash, Name,
    Relation::{self, Disjoint, Equal, Subset, Superset, Undefined},
};
use proptest::prelude::*;

fn versions(source: &str, target: &str) -> (Name, Name) {
    let name = |version| format!("cpe:2.3:a:x:y:{version}:*:*:*:*:*:*:*");
    // Tolerant: a formatted string of nothing but question marks is not in figure 6-3.
    let [source, target] = [source, target].map(|v| Name::parse_tolerant(&name(v)).unwrap().0);
    (source, target)
}

#[track_caller]
fn check(source: &str, target: &str, relation: Relation) {
    let (source, target) = versions(source, target);
    assert_eq!(
        source.compare_attribute(&target, Attribute::Version),
        relation
    );
    assert_eq!(source.compare(&target), relation);
}

#[test]
fn values_relate_as_table_6_2_says() {
    for (row, source, target, relation) in [
        (1, "*", "*", Equal),
        (2, "*", "-", Superset),
        (3, "*", "i", Superset),
        (4, "*", "m*", Undefined),
        (5, "-", "*", Subset),
        (6, "-", "-", Equal),
        (7, "-", "i", Disjoint),
        (8, "-", "m*", Undefined),
        (9, "i", "i", Equal),
        (10, "i", "k", Disjoint),
        (11, "i", "m*", Undefined),
        (12, "i", "-", Disjoint),
        (13, "i", "*", Subset),
        (14, "m*", "m2", Superset),
        (14, "m*", "n2", Disjoint),
        (15, "m*", "*", Subset),
        (16, "m*", "-", Disjoint),
        (17, "m*", "m2*", Undefined),
        (17, "m*", "m*", Undefined),
    ] {
        let (a, b) = versions(source, target);
        assert_eq!(
            a.compare_attribute(&b, Attribute::Version),
            relation,
            "row {row}"
        );
    }
}

#[test]
fn a_star_is_any_number_of_characters_and_a_question_mark_one_or_none() {
    for (pattern, text) in [
        ("9.*", "9.3.2"),
        ("9*", "9"),
        ("*.2", "9.3.2"),
        ("*.3.*", "9.3.2"),
        ("*3*", "3"),
        ("sp?", "sp1"),
        ("sp?", "sp"),
        ("??.2", "9.2"),
        ("?.2", "9.2"),
        ("1.0.??", "1.0.12"),
        ("?a?", "xay"),
        ("?a?", "aa"),
        ("?a*", "aaaa"),
        ("?", "7"),
        ("??", r"\*\?"),
        (r"?\*", r"\!\*"),
        (r"\**", r"\*9"),
        (r"\\*", r"\\9"),
        ("*b?", "bbba"),
    ] {
        check(pattern, text, Superset);
    }
    for (pattern, text) in [
        ("9.*", "9"),
        ("mac*", "not"),
        ("sp?", "sp12"),
        ("1.0.?", "1.0.12"),
        ("?.2", "19.2"),
        ("?a", "xya"),
        ("?", "12"),
        (r"?\*", r"\!a\*"),
        (r"9\*", "9.3"),
        (r"9\?", "91"),
        (r"*\\", r"a\!"),
        ("*b?", "bbaa"),
    ] {
        check(pattern, text, Disjoint);
    }
}

#[test]
fn names_relate_as_table_6_4_says() {
    for (source, target, relation) in [
        ("cpe:/a:x:y:1", "cpe:/a:x:y:1", Equal),
        ("cpe:/a:x:y", "cpe:/a:x:y:1", Superset),
        ("cpe:/a:x:y", "cpe:/a:x:y:1:sp1", Superset),
        ("cpe:/a:x:y:1:sp1", "cpe:/a:x:y", Subset),
        ("cpe:/a:x:y:1", "cpe:/o:x:y:1", Disjoint),
        // One disjoint value decides, whatever the others are.
        ("cpe:/a:x::1", "cpe:/a:x:y:2", Disjoint),
        ("cpe:/a:x:y%02:1", "cpe:/a:z:y%02", Disjoint),
        // In no row of the table.
        ("cpe:/a:x::1", "cpe:/a:x:y", Undefined),
        ("cpe:/a:x:y", "cpe:/a:x:y:1.%02", Undefined),
        ("cpe:/a:x:y:1.%02", "cpe:/a:x:y:1.%02", Undefined),
    ] {
        let (a, b): (Name, Name) = (source.parse().unwrap(), target.parse().unwrap());
        assert_eq!(a.compare(&b), relation, "{source} {target}");
        assert_eq!(a.matches(&b), matches!(relation, Equal | Superset));
    }
}

#[test]
fn an_unspecified_dash_rules_no_version_out() {
    for (source, target, standard, nvd) in [
        ("-", "1.0", Disjoint, Undefined),
        ("1.0", "-", Disjoint, Disjoint),
        ("*", "-", Superset, Superset),
        ("-", "-", Equal, Equal),
        ("1.0", "2.0", Disjoint, Disjoint),
    ] {
        let (a, b) = versions(source, target);
        assert_eq!(a.compare_with(&b, Dash::NotApplicable), standard);
        assert_eq!(a.compare_with(&b, Dash::Unspecified), nvd);
    }
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just("*".to_owned()),
        1 => Just("-".to_owned()),
        4 => "[ab1.]{1,3}",
        2 => "([*]|[?]{0,2})([ab1.]|\\\\[*?!]){1,3}([*]|[?]{0,2})",
    ]
}

fn name() -> impl Strategy<Value = Name> {
    let part = prop_oneof![Just("a"), Just("o"), Just("*")];
    (part, proptest::collection::vec(value(), 4)).prop_map(|(part, values)| {
        let text = format!("cpe:2.3:{part}:{}:*:*:*:*:*:*", values.join(":"));
        // A hyphen alone cannot come out of the patterns.
        text.parse().unwrap()
    })
}

proptest! {
    #[test]
    fn the_relation_is_antisymmetric(a in name(), b in name()) {
        let (there, back) = (a.compare(&b), b.compare(&a));
        match there {
            Equal => prop_assert_eq!(back, Equal),
            // The other way a wildcard is in the target, which the standard leaves open.
            Superset | Subset if a.has_wildcards() || b.has_wildcards() => {
                let turned = if there == Superset { Subset } else { Superset };
                prop_assert!(back == turned || back == Undefined);
            }
            Superset => prop_assert_eq!(back, Subset),
            Subset => prop_assert_eq!(back, Superset),
            Disjoint if a.has_wildcards() || b.has_wildcards() => {
                prop_assert!(back == Disjoint || back == Undefined);
            }
            Disjoint => prop_assert_eq!(back, Disjoint),
            Undefined => prop_assert!(!matches!(back, Equal)),
        }
        if there == Superset && back == Superset {
            prop_assert!(false, "both contain each other and are not equal");
        }
    }

    #[test]
    fn a_name_without_wildcards_is_equal_to_itself_and_one_with_them_undefined(a in name()) {
        prop_assert_eq!(a.compare(&a), if a.has_wildcards() { Undefined } else { Equal });
    }

    #[test]
    fn what_contains_a_set_contains_its_parts(a in name(), b in name(), c in name()) {
        if a.matches(&b) && b.matches(&c) {
            prop_assert!(a.matches(&c));
        }
    }

    #[test]
    fn the_values_decide_the_name(a in name(), b in name()) {
        let values: Vec<_> = Attribute::ALL.iter().map(|v| a.compare_attribute(&b, *v)).collect();
        let expected = if values.contains(&Disjoint) {
            Disjoint
        } else if values.iter().all(|v| *v == Equal) {
            Equal
        } else if values.iter().all(|v| matches!(v, Equal | Subset)) {
            Subset
        } else if values.iter().all(|v| matches!(v, Equal | Superset)) {
            Superset
        } else {
            Undefined
        };
        prop_assert_eq!(a.compare(&b), expected);
    }
}
