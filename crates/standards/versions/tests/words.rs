//! Versions made of words: what the schemes without a specification say.

#![expect(clippy::unwrap_used, reason = "a test: what is missing must end it")]

use noroshi_versions::scheme;

/// Each line is in order; `=` joins what is equal.
fn check(name: &str, ordered: &[&[&str]]) {
    let scheme = scheme(name).unwrap();
    let key = |text: &str| scheme.key(text).unwrap_or_else(|error| panic!("{error}"));
    for pair in ordered.windows(2) {
        for (a, b) in pair[0]
            .iter()
            .flat_map(|a| pair[1].iter().map(move |b| (a, b)))
        {
            assert!(key(a) < key(b), "{name}: {a} < {b}");
        }
    }
    for same in ordered {
        assert!(
            same.iter().all(|a| key(a) == key(same[0])),
            "{name}: {same:?}"
        );
    }
}

#[test]
fn words_before_and_after_a_release_stand_where_people_expect_them() {
    check(
        "generic",
        &[
            &["1.0-dev"],
            &["1.0alpha1", "1.0a1", "1.0.0-alpha.1"],
            &["1.0b2", "1.0 Beta 2"],
            &["1.0rc1", "v1.0-RC1"],
            &["1", "1.0", "1.0.0", "1.0-final", "1.0 GA"],
            &["1.0p1", "1.0-patch1"],
            &["1.0u1", "1.0 Update 1"],
            &["1.0sp1", "1.0 SP1", "1.0 Service Pack 1"],
            &["1.0a"],
            &["1.0b"],
            &["1.0.1"],
            &["1.1"],
        ],
    );
}

#[test]
fn japanese_and_makers_ways_of_writing_are_read() {
    check(
        "product",
        &[
            &["Ver.3.2β1", "ｖｅｒ．３．２　ベータ１"],
            &[
                "Ver.3.2",
                "Ver. 3.2",
                "ver3.2",
                "Version 3.2",
                "バージョン3.2",
                "第3.2版",
                "３．２",
                "V3.2.0",
            ],
            &["3.2u2", "3.2 Update 2", "3.2 アップデート2"],
            &["3.10"],
        ],
    );
    check(
        "product",
        &[
            &["2008"],
            &["2008 SP2"],
            &["2008 R2"],
            &["2008 R2 SP1"],
            &["2012"],
        ],
    );
    check("product", &[&["5.0"], &["5.0u1"], &["5.0u2"], &["5.1"]]);
    check(
        "product",
        &[
            &["12.2(33)"],
            &["12.2(33)SXH"],
            &["12.2(33)SXH8a"],
            &["12.2(33)SXI"],
            &["12.2(52)SE"],
            &["12.4"],
        ],
    );
    check(
        "product",
        &[&["ファームウェア Ver.1.9"], &["ファームウェア Ver.1.10"]],
    );
    check("product", &[&["1.0 Rev.A"], &["1.0 Rev.B"]]);
}

#[test]
fn prose_about_versions_is_not_a_version() {
    for text in [
        "3.2 以前",
        "3.2以前",
        "3.2 およびそれ以前",
        "4.0 未満",
        "3.2より前のバージョン",
        "1.0 から 2.0 まで",
        "すべてのバージョン",
        "3.2 and earlier",
        "before 3.2",
        "3.2 or later",
        "1.0 through 2.0",
        "prior to 2.0",
        "*",
        "-",
        "n/a",
    ] {
        assert!(scheme("product").unwrap().key(text).is_err(), "{text}");
    }
}

#[test]
fn openssl_letters_count_up_and_pre_releases_come_first() {
    check(
        "openssl",
        &[
            &["1.0.2-beta1"],
            &["1.0.2-beta2"],
            &["1.0.2-beta10"],
            &["1.0.2", "1.0.2-fips"],
            &["1.0.2a"],
            &["1.0.2z"],
            &["1.0.2za"],
            &["1.0.2zg", "1.0.2zg-fips"],
            &["1.1.0-pre1"],
            &["1.1.0"],
            &["3.0.0-alpha1"],
            &["3.0.0"],
            &["3.0.13"],
        ],
    );
}
