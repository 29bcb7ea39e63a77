//! Sets of versions, the notations of packaging systems, and `vers`.

use std::ops::Bound;

use noroshi_versions::{Comparator, NotVers, Range, Set, Vers, scheme};

#[test]
fn sets_answer_as_the_values_they_hold() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut set = || -> Set<u8> {
        (0..random.usize(..4)).fold(Set::none(), |whole, _| {
            let bound = |random: &mut fastrand::Rng| match random.u8(..5) {
                0 => Bound::Unbounded,
                1 | 2 => Bound::Included(random.u8(1..12)),
                _ => Bound::Excluded(random.u8(1..12)),
            };
            let (lower, upper) = (bound(&mut random), bound(&mut random));
            whole.union(&Set::between(lower, upper))
        })
    };
    for _ in 0..3_000 {
        let (a, b) = (set(), set());
        // Twice as many places as values, so that the gaps between values are asked too.
        let (wide_a, wide_b) = (a.map(|v| v * 2), b.map(|v| v * 2));
        let holds = |set: &Set<u8>| -> Vec<bool> { (0..30).map(|v| set.contains(&v)).collect() };
        let (in_a, in_b) = (holds(&wide_a), holds(&wide_b));
        for at in 0..30 {
            let value = u8::try_from(at).unwrap();
            assert_eq!(wide_a.union(&wide_b).contains(&value), in_a[at] || in_b[at]);
            assert_eq!(
                wide_a.intersection(&wide_b).contains(&value),
                in_a[at] && in_b[at]
            );
            assert_eq!(
                wide_a.difference(&wide_b).contains(&value),
                in_a[at] && !in_b[at]
            );
            assert_eq!(wide_a.complement().contains(&value), !in_a[at]);
        }
        assert_eq!(a.complement().complement(), a);
        assert_eq!(a.union(&b), b.union(&a));
        assert_eq!(
            a.union(&b).complement(),
            a.complement().intersection(&b.complement())
        );
        assert_eq!(a == b, in_a == in_b, "one form for one set: {a:?} {b:?}");
        assert_eq!(a.is_empty(), !in_a.contains(&true));
        let rebuilt = a.intervals().fold(Set::none(), |whole, (lower, upper)| {
            whole.union(&Set::between(lower.cloned(), upper.cloned()))
        });
        assert_eq!(rebuilt, a);
    }
}

#[test]
fn each_systems_own_notation_becomes_the_set_it_means() {
    for (name, native, vers) in [
        ("npm", "^1.2.3", "vers:npm/>=1.2.3|<2.0.0-0"),
        ("npm", "^0.2", "vers:npm/>=0.2.0|<0.3.0-0"),
        ("npm", "^0.0.3", "vers:npm/>=0.0.3|<0.0.4-0"),
        ("npm", "^0.0", "vers:npm/>=0.0.0|<0.1.0-0"),
        ("npm", "~1.2", "vers:npm/>=1.2.0|<1.3.0-0"),
        (
            "npm",
            "1.x || >=2.5.0 || 5.0.0 - 7.2",
            "vers:npm/>=1.0.0|<2.0.0-0|>=2.5.0",
        ),
        (
            "npm",
            "<1.6.6 || < 2.2.4 > 2.0.0",
            "vers:npm/<1.6.6|>2.0.0|<2.2.4",
        ),
        ("npm", ">1.2", "vers:npm/>=1.3.0"),
        ("npm", "", "vers:npm/*"),
        ("npm", "1.1.1 1.2.2", "vers:none/*"),
        ("cargo", "1.2", "vers:cargo/>=1.2.0|<2.0.0-0"),
        ("cargo", ">=1.2.3, <1.8", "vers:cargo/>=1.2.3|<1.8.0-0"),
        ("cargo", "=1.2.3", "vers:cargo/1.2.3"),
        ("cargo", "1.*", "vers:cargo/>=1.0.0|<2.0.0-0"),
        (
            "pypi",
            "~=1.4.2, !=1.4.5",
            "vers:pypi/>=1.4.2|!=1.4.5|<1.5.dev0",
        ),
        ("pypi", "==1.0.*", "vers:pypi/>=1.0.dev0|<1.1.dev0"),
        ("pypi", ">= 1.0", "vers:pypi/>=1.0"),
        (
            "composer",
            "^1.2 || ~2.0, !=2.0.3",
            "vers:composer/>=1.2|!=2.0.3|<3.0",
        ),
        ("composer", "1.2.*", "vers:composer/>=1.2|<1.3"),
        ("composer", "1.0 - 2.0", "vers:composer/>=1.0|<2.1"),
        ("gem", "~> 2.0.8", "vers:gem/>=2.0.8|<2.1"),
        ("gem", ">= 1.0, != 1.5", "vers:gem/>=1.0|!=1.5"),
        ("maven", "(,1.0],[1.2,)", "vers:maven/<=1.0|>=1.2"),
        ("maven", "[1.0]", "vers:maven/1.0"),
        ("maven", "(1.0,2.0)", "vers:maven/>1.0|<2.0"),
        ("nuget", "1.0", "vers:nuget/>=1.0"),
        ("nuget", "[1.0.0, 2.0.0)", "vers:nuget/>=1.0.0|<2.0.0"),
        (
            "golang",
            ">=v1.0.0 <v1.2.3||v2.0.0",
            "vers:golang/>=v1.0.0|<v1.2.3|v2.0.0",
        ),
        ("deb", "<< 1:2.0-1", "vers:deb/<1:2.0-1"),
        ("openssl", "3.0.0, 1.0.1b", "vers:openssl/1.0.1b|3.0.0"),
        (
            "product",
            ">= Ver.3.0, < Ver.3.2",
            "vers:product/>=Ver.3.0|<Ver.3.2",
        ),
        ("rpm", "!= 1.0-1", "vers:rpm/!=1.0-1"),
    ] {
        let range =
            Range::native(scheme(name).unwrap(), native).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(range.to_string(), vers, "{name} {native}");
    }
}

#[test]
fn what_fixes_no_range_is_refused() {
    for (name, native) in [
        ("maven", "1.0"),
        ("maven", "[1.0"),
        ("maven", "[1.0,2.0)x"),
        ("nuget", "1.*"),
        ("nuget", "(1.0)"),
        ("pypi", "1.0"),
        ("pypi", ">1.0.*"),
        ("pypi", "~=1"),
        ("npm", ">=1.2.3.4"),
        ("npm", "latest"),
        ("gem", "~ 1"),
        ("deb", ">= "),
        ("deb", "=> 1"),
        ("deb", ""),
    ] {
        let read = Range::native(scheme(name).unwrap(), native);
        assert!(read.is_err(), "{name} {native}: {read:?}");
    }
}

#[test]
fn pypi_bounds_stand_where_pep_440_draws_them() {
    let pypi = scheme("pypi").unwrap();
    for (specifier, version, belongs) in [
        ("<2.0", "2.0rc1", false),
        ("<2.0", "2.0.dev1", false),
        ("<2.0rc2", "2.0rc1", true),
        (">1.7", "1.7.0.post1", false),
        (">1.7.post1", "1.7.post2", true),
        (">1.7", "1.7+local", false),
        ("<=1.7", "1.7+local", true),
        ("==1.7", "1.7+local", true),
        ("==1.7+local", "1.7", false),
        ("==1.7.*", "1.7rc1", true),
        ("~=2.2.post3", "2.2", false),
        ("~=2.2.post3", "2.9", true),
        ("~=1!2.2", "1!2.9", true),
        ("~=1!2.2", "2.9", false),
    ] {
        let range = Range::native(pypi, specifier).unwrap();
        assert_eq!(
            range.contains(version),
            Ok(belongs),
            "{specifier} {version}"
        );
    }
    assert!(!Range::native(pypi, "<2.0").unwrap().is_exact());
    assert!(Range::native(pypi, ">=2.0").unwrap().is_exact());
}

#[test]
fn vers_says_who_belongs() {
    for (vers, inside, outside) in [
        (
            "vers:npm/>=1.0.0|<2.0.0",
            &["1.0.0", "1.9.9", "2.0.0-rc.1"][..],
            &["0.9.9", "2.0.0"][..],
        ),
        ("vers:npm/1.2.3", &["1.2.3", "v1.2.3"], &["1.2.4"]),
        (
            "vers:gem/>=2.2.0|!=2.2.1|<2.3.0",
            &["2.2.0", "2.2.2"],
            &["2.2.1", "2.3.0"],
        ),
        ("vers:pypi/!=5", &["4", "6"], &["5", "5.0"]),
        ("vers:deb/*", &["1", "1:2-3"], &[]),
        ("vers:all/*", &["whatever"], &[]),
        ("vers:none/*", &[], &["1"]),
        (
            "vers:pypi/<=1.3.0|3.0.0|>4",
            &["1.0", "3.0", "4.1"],
            &["2", "4"],
        ),
        ("vers:lexicographic/1%202", &["1 2"], &["1"]),
        (
            "vers:datetime/<2024-01-01T00:00:00Z",
            &["2023-12-31T23:59:59Z"],
            &["2024-01-01T09:00:00+09:00"],
        ),
    ] {
        let parsed = Vers::parse(vers).unwrap_or_else(|error| panic!("{vers}: {error}"));
        assert_eq!(parsed.to_string(), vers);
        for version in inside {
            assert_eq!(parsed.contains(version), Ok(true), "{vers} {version}");
        }
        for version in outside {
            assert_eq!(parsed.contains(version), Ok(false), "{vers} {version}");
        }
    }
}

#[test]
fn vers_that_is_not_canonical_is_refused_and_leniently_read_where_it_is_clear() {
    for (text, lenient) in [
        ("vers:npm/>=1.0.0| <2.0.0", Some("vers:npm/>=1.0.0|<2.0.0")),
        ("vers:npm/|>=1.0.0|<2.0.0", Some("vers:npm/>=1.0.0|<2.0.0")),
        ("vers:npm/>=1.0.0||<2.0.0", Some("vers:npm/>=1.0.0|<2.0.0")),
        ("vers:npm/<2.0.0|>=1.0.0", Some("vers:npm/>=1.0.0|<2.0.0")),
        ("vers:npm/=1.0.0", Some("vers:npm/1.0.0")),
        ("vers:NPM/1.0.0", Some("vers:npm/1.0.0")),
        ("vers:deb/1%3A2", Some("vers:deb/1:2")),
        ("vers:npm/1.0.0|1.0.0+a", Some("vers:npm/1.0.0|1.0.0+a")),
        ("vers:npm/1.0.0|<2.0.0", Some("vers:npm/1.0.0|<2.0.0")),
        ("vers:npm/>=1.0.0|>2.0.0", Some("vers:npm/>=1.0.0|>2.0.0")),
        ("vers:npm/1.0%2G0", None),
        ("vers:npm/1.0%2f0", None),
        ("vers:datetime/2024-01-01t00:00:00z", None),
        ("vers:datetime/2024-01-01T00:00:00%ZZ", None),
        ("vers:npm/", None),
        ("vers:npm", None),
        ("vers:npm/>=", None),
        ("vers:npm/*|1.0.0", None),
        ("vers:npm/>=*", None),
        ("vers:invalid/1.0", None),
        ("vers:all/1.0", None),
        ("vers:1a/1.0", None),
        ("range:npm/1.0.0", None),
    ] {
        assert!(Vers::parse(text).is_err(), "{text}");
        let read = Vers::parse_lenient(text).ok().map(|vers| vers.to_string());
        assert_eq!(read.as_deref(), lenient, "{text}");
    }
}

#[test]
fn other_names_of_a_type_are_read_leniently() {
    let read = Vers::parse_lenient("vers:alpine/<1.0-r0").unwrap();
    assert_eq!(read.to_string(), "vers:apk/<1.0-r0");
}

#[test]
fn a_type_without_a_known_order_is_read_and_written_and_answers_nothing() {
    let vers = Vers::parse("vers:example/>=b|<a").unwrap();
    assert_eq!(
        vers.constraints[0],
        (Comparator::GreaterOrEqual, "b".to_owned())
    );
    assert_eq!(vers.to_string(), "vers:example/>=b|<a");
    assert_eq!(
        vers.contains("a"),
        Err(NotVers::UnknownType("example".to_owned()))
    );
}

#[test]
fn ranges_come_back_from_vers_as_they_went() {
    let npm = scheme("npm").unwrap();
    let mut random = fastrand::Rng::with_seed(2);
    for _ in 0..2_000 {
        let mut term = || {
            let version = format!("{}.{}.0", random.u8(..3), random.u8(..3));
            let operator = ["<", "<=", "", ">=", ">"][random.usize(..5)];
            Range::native(npm, &format!("{operator}{version}")).unwrap()
        };
        let mixed = term()
            .union(&term())
            .unwrap()
            .difference(&term())
            .unwrap()
            .union(&term())
            .unwrap();
        let written = mixed.to_string();
        match Range::parse(&written) {
            Ok(read) => assert_eq!(read, mixed, "{written}"),
            Err(error) => assert!(
                mixed.set().is_empty() || written == "vers:npm/*",
                "{written}: {error}"
            ),
        }
    }
}

#[test]
fn ranges_of_different_schemes_do_not_mix() {
    let range = |name: &str| Range::native(scheme(name).unwrap(), ">= 1.0.0").unwrap();
    assert!(range("npm").union(&range("deb")).is_err());
}
