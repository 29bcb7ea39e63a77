//! Keys sort as the schemes say: against comparisons written from each scheme's specification, without keys.

#![expect(clippy::unwrap_used, reason = "a test: what is missing must end it")]

mod direct;
mod random;

use std::cmp::Ordering;

use noroshi_versions::{ALL, Scheme, scheme};

const PAIRS: usize = 6_000;

#[test]
fn keys_sort_as_a_direct_comparison_does() {
    for (name, compare) in direct::ALL {
        let scheme = scheme(name).unwrap();
        let mut random = random::Versions::new(name, 11);
        let mut of_the_scheme = 0;
        for _ in 0..PAIRS {
            let (a, b) = random.pair();
            let Ok(ours) = scheme.compare(&a, &b) else {
                continue;
            };
            of_the_scheme += 1;
            assert_eq!(ours, compare(&a, &b), "{name}: {a:?} and {b:?}");
        }
        assert!(
            of_the_scheme > PAIRS / 4,
            "{name}: only {of_the_scheme} pairs"
        );
    }
}

/// A sorted list of keys is an order by itself; what can fail is that two versions built alike disagree.
#[test]
fn every_scheme_is_a_total_order() {
    for scheme in ALL {
        let mut random = random::Versions::new(scheme.name(), 23);
        let versions: Vec<String> = (0..120)
            .map(|_| random.one())
            .filter(|v| scheme.key(v).is_ok())
            .collect();
        assert!(
            versions.len() > 30,
            "{}: only {} versions",
            scheme.name(),
            versions.len()
        );
        for a in &versions {
            assert_eq!(compare(*scheme, a, a), Ordering::Equal);
            for b in &versions {
                let order = compare(*scheme, a, b);
                assert_eq!(
                    order,
                    compare(*scheme, b, a).reverse(),
                    "{scheme:?}: {a:?} and {b:?}"
                );
            }
        }
        for three in versions.windows(3) {
            let [a, b, c] = three else { unreachable!() };
            if compare(*scheme, a, b).is_le() && compare(*scheme, b, c).is_le() {
                assert!(
                    compare(*scheme, a, c).is_le(),
                    "{scheme:?}: {a:?}, {b:?}, {c:?}"
                );
            }
        }
    }
}

/// The direct comparisons themselves are orders, so that agreeing with them says something.
#[test]
fn every_direct_comparison_is_transitive() {
    for (name, compare) in direct::ALL {
        let scheme = scheme(name).unwrap();
        let mut random = random::Versions::new(name, 5);
        let mut versions: Vec<String> = (0..80)
            .map(|_| random.one())
            .filter(|v| scheme.key(v).is_ok())
            .collect();
        versions.sort_by(|a, b| compare(a, b));
        for (at, a) in versions.iter().enumerate() {
            for b in &versions[at..] {
                assert!(compare(a, b).is_le(), "{name}: {a:?} and {b:?}");
            }
        }
    }
}

#[test]
fn what_is_no_version_is_refused_and_nothing_panics() {
    let mut random = fastrand::Rng::with_seed(3);
    let alphabet: Vec<char> = "0019abAZ.-_~^+!:*x v()[],<>=|%\u{0}\u{3000}１Ｖ.ー版²é"
        .chars()
        .collect();
    for _ in 0..5_000 {
        let text: String = (0..random.usize(0..12))
            .map(|_| alphabet[random.usize(..alphabet.len())])
            .collect();
        for scheme in ALL {
            let _ = scheme.key(&text);
            let _ = scheme.native(&text);
        }
        let _ = noroshi_versions::Vers::parse(&format!("vers:deb/{text}"));
        let _ = noroshi_versions::Vers::parse_lenient(&format!("vers:npm/{text}"))
            .map(|vers| vers.range());
        let _ = format!("pkg:npm/{text}").parse::<noroshi_versions::Purl>();
    }
    let long = "1.".repeat(5_000);
    for scheme in ALL {
        assert!(scheme.key(&long).is_err(), "{scheme:?}");
        assert!(scheme.key("").is_err(), "{scheme:?}");
    }
}

fn compare(scheme: &dyn Scheme, a: &str, b: &str) -> Ordering {
    scheme.compare(a, b).unwrap()
}
