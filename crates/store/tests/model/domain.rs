//! The few values that everything is made of, so that operations meet each other often. Among them is
//! what an engine may stumble over: U+0000, what a database or its bulk format gives a meaning, long
//! names, numbers at their edges.
//!
//! Operations name a value by its place here; a place beyond the end begins again.

use std::sync::LazyLock;

use noroshi_model::{GivenNames, Moment, NameVerdict, Product};
use noroshi_store::{FileRow, KeyName, RecordRow, SourceRow, VulnerabilityRow};

/// The largest number that fits a signed integer of 64 bits: what engines store counts in.
const MOST: u64 = i64::MAX.cast_unsigned();

/// Dates, in milliseconds since 1970.
pub(crate) const DATES: &[i64] = &[0, 1, -1, 1_700_000_000_000, i64::MIN, i64::MAX];

/// How much later than the one before a revision arrives.
pub(crate) const LATER: &[i64] = &[0, 1, 1_000, i64::MAX];

/// Any text: titles, notes, settings, reasons.
pub(crate) static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut words: Vec<String> = [
        "a",
        "A",
        "",
        "\0",
        "a\0b",
        "\u{1}",
        "狼煙",
        "🔥 \u{FFFD}",
        "\u{E000}\u{F8FF}\u{10FFFF}",
        " '\"\\`$1 {};--%_",
        "\\N",
        "\\.\n\r\t,",
        "NULL",
    ]
    .map(str::to_owned)
    .into();
    words.push(long());
    words
});

/// Names of sources. They are given by this program, so none holds U+0000.
pub(crate) const SOURCES: &[&str] = &["s", "kev", "t", "情報 '\"\\\n\u{10FFFF}"];

/// Names of keys: much the same, and not the same.
pub(crate) static KEYS: LazyLock<Vec<KeyName>> = LazyLock::new(|| {
    let key = |source: usize, namespace: &str, name: &str| KeyName {
        source: SOURCES[source].to_owned(),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
    };
    vec![
        key(0, "n", "a"),
        key(0, "m", "a"),
        key(1, "n", "a"),
        key(0, "n", "A"),
        key(3, "", ""),
        key(2, "\0", "a\0b"),
        key(2, "\\N", "\u{10FFFF}"),
        key(0, "n", &long()),
    ]
});

/// Identifiers that vulnerabilities are known by.
pub(crate) static VULNERABILITIES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut names: Vec<String> = [
        "CVE-2026-0001",
        "CVE-2026-00010",
        "cve-2026-0001",
        "狼煙-1",
        "",
        "\0a",
        "\u{E000}\u{F8FF}",
        " '\"\\N\n%_",
    ]
    .map(str::to_owned)
    .into();
    names.push(long());
    names
});

/// Beginnings to ask for, some of which are whole identifiers and some of which none begins with.
pub(crate) static BEGINNINGS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut all: Vec<String> = [
        "",
        "CVE-2026-",
        "CVE-2026-0001",
        "狼",
        "\0",
        "\u{E000}",
        "%",
    ]
    .map(str::to_owned)
    .into();
    all.push(long()[..LONG - 1].to_owned());
    all
});

/// Identifiers that records claim: those, and others.
pub(crate) static IDENTIFIERS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let others = ["\u{10FFFF}", "\\N", "\\."].map(str::to_owned);
    VULNERABILITIES.iter().cloned().chain(others).collect()
});

/// Tokens, as `noroshi_model::tokens` cuts them, some with the mark of a field.
pub(crate) static TOKENS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut tokens: Vec<String> = [
        "fire",
        "fires",
        "認証",
        "証",
        "\u{E003}fire",
        "2",
        "ß𠮷",
        "\u{E001}79",
    ]
    .map(str::to_owned)
    .into();
    // Nothing bounds a word of a document.
    tokens.push(long().repeat(2));
    tokens
});

/// Beginnings of tokens to ask for.
pub(crate) const TOKEN_BEGINNINGS: &[&str] =
    &["f", "fire", "認", "\u{E003}", "\u{E003}fir", "ß", "x"];

/// Addresses of files.
pub(crate) static ADDRESSES: LazyLock<[String; 3]> =
    LazyLock::new(|| ["a".to_owned(), "棚/\\N'\0".to_owned(), long()]);

/// Documents, and lists of components.
pub(crate) static DOCUMENTS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let hill = "the beacon fire is passed from hill to hill";
    vec![
        hill.as_bytes().to_vec(),
        Vec::new(),
        vec![0],
        (0..=255).collect(),
        hill.replace("fire", "smoke").repeat(100).into_bytes(),
    ]
});

/// Dictionaries. With another than its own a document comes out as something else.
pub(crate) static DICTIONARIES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let hill = "and the beacon fire is passed from hill to hill again";
    let other = hill.to_uppercase();
    vec![hill.as_bytes().to_vec(), other.into_bytes()]
});

/// Names of products, and of what verdicts are about.
pub(crate) const NAMES: &[&str] = &["a", "B", "", "狼煙 7\0\n'\"\\N\u{10FFFF}"];

/// Kinds of accounts.
pub(crate) const ACCOUNTS: &[&str] = &["user", "token"];

const LONG: usize = 2_000;

/// A name of 2,000 letters that cannot be compressed much.
fn long() -> String {
    let mut state = 7_u32;
    let letter = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'a' + (state >> 24) as u8 % 26)
    };
    (0..LONG).map(letter).collect()
}

/// The value at a place.
pub(crate) fn at<T>(all: &[T], place: usize) -> &T {
    &all[place % all.len()]
}

/// A word.
pub(crate) fn word(place: usize) -> String {
    at(&WORDS, place).clone()
}

/// The values of a record that nothing is found by.
pub(crate) fn record(values: usize) -> RecordRow {
    let shares = [0.1, 0.0, 1.0, 9.8, 0.000_43, f32::MIN_POSITIVE, f32::MAX];
    let is_odd = values % 2 == 1;
    RecordRow {
        status: u8::try_from(values % 7).unwrap(),
        fullness: u8::try_from(values % 3).unwrap(),
        title_ja: is_odd.then(|| word(values)),
        title_en: (!values.is_multiple_of(3)).then(|| word(values + 1)),
        products: word(values + 2),
        severity: is_odd.then_some(if values > 6 { u8::MAX } else { 4 }),
        score: is_odd.then_some(*at(&shares, values)),
        scores: word(values + 3),
        exploited: is_odd,
        fix: !is_odd,
        epss: is_odd.then_some(*at(&shares, values + 1)),
        percentile: (!is_odd).then_some(*at(&shares, values)),
        made_public: is_odd.then_some(*at(DATES, values)),
        first_published: (!is_odd).then_some(*at(DATES, values)),
        first_seen: *at(DATES, values + 1),
        ..RecordRow::default()
    }
}

/// The values of a vulnerability but its name and its members.
pub(crate) fn vulnerability(values: usize) -> VulnerabilityRow {
    let like = record(values);
    VulnerabilityRow {
        severity: like.severity,
        score: like.score,
        scored_by: like.products,
        differs: like.fix,
        exploited: like.exploited,
        fix: like.fix,
        status: *at(&[0, 7, u8::MAX], values),
        languages: like.fullness,
        epss: like.percentile,
        sources: *at(&[0, 1, 1 << 63 | 1, u64::MAX], values),
        made_public: like.made_public,
        first_seen: like.first_seen,
        changed: like.first_published,
        ..VulnerabilityRow::default()
    }
}

/// The values of a file that nothing is found by.
pub(crate) fn file(values: usize) -> FileRow {
    let counts = [0, 1, MOST];
    FileRow {
        format: word(values),
        header: word(values + 1).into_bytes(),
        digest: (values % 2 == 1).then(|| noroshi_store::Digest::of(&[0])),
        size: *at(&counts, values),
        arrived: *at(DATES, values),
        entries: *at(&counts, values + 1),
        records: *at(&counts, values + 2),
        noted: *at(&counts, values),
        refused: *at(&counts, values + 1),
        ..FileRow::default()
    }
}

/// The state of a source.
pub(crate) fn source(values: usize) -> SourceRow {
    let is_odd = values % 2 == 1;
    SourceRow {
        cursor: is_odd.then(|| word(values)),
        last_success: is_odd.then_some(*at(DATES, values)),
        last_attempt: (!is_odd).then_some(*at(DATES, values)),
        next: is_odd.then_some(*at(DATES, values + 1)),
        failures: *at(&[0, 1, u32::MAX], values),
        party: word(values + 1),
        reason: word(values + 2),
        failing_since: is_odd.then_some(*at(DATES, values + 2)),
        refusals: *at(&[0, 1, MOST], values),
        ..SourceRow::default()
    }
}

/// A product without a list.
pub(crate) fn product(values: usize) -> Product {
    let is_odd = values % 2 == 1;
    let several = |from: usize| (from..from + values % 4).map(word).collect();
    Product {
        group: is_odd.then(|| word(values)),
        given: GivenNames {
            version: is_odd.then(|| word(values + 1)),
            vendor: (!is_odd).then(|| word(values + 2)),
            product: is_odd.then(|| word(values + 3)),
            cpes: several(values),
            purls: several(values + 4),
        },
        note: (!values.is_multiple_of(3)).then(|| word(values + 4)),
        added: *at(DATES, values),
        ..Product::default()
    }
}

/// When a list says that it was made.
pub(crate) fn moment(values: usize) -> Option<Moment> {
    (!values.is_multiple_of(3)).then(|| Moment {
        original: word(values),
        instant: (values % 2 == 1).then_some(*at(DATES, values)),
        zone_assumed: values % 4 > 1,
    })
}

/// A verdict without the names it is about.
pub(crate) fn verdict(values: usize) -> NameVerdict {
    NameVerdict {
        same: values % 2 == 1,
        by: word(values),
        when: *at(DATES, values),
        reason: (!values.is_multiple_of(3)).then(|| word(values + 1)),
        ..NameVerdict::default()
    }
}
