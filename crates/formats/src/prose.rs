//! Versions in words, Japanese and English, as ranges: 「3.0.0 から 3.0.13 まで」, `prior to 1.4.2`, `>= 1.0, < 1.2`.
//!
//! A text is a range only where every part of it is understood. Anything else stays words, and is counted as such by
//! whoever lists it: no range is ever invented.

mod english;
mod list;

use noroshi_model::{Identifier, Limit, VersionRange};
use unicode_normalization::UnicodeNormalization;

use english::english;
pub(crate) use list::statements;

/// The longest text that is looked at; statements about versions are short.
const LONGEST: usize = 300;

/// Reads a statement about versions. `None` where a part of it is not understood.
fn range(text: &str) -> Option<VersionRange> {
    if text.len() > LONGEST {
        return None;
    }
    let plain = without_escapes(&text.nfkc().collect::<String>());
    let (plain, only) = without_cves(plain.trim())?;
    let plain = without_stop(plain);
    let read = all(plain)
        .or_else(|| comparators(plain))
        .or_else(|| japanese(plain))
        .or_else(|| english(plain))
        .or_else(|| hyphen(plain))
        .or_else(|| one(plain))?;
    Some(VersionRange { only, ..read })
}

/// Reads a single version whose hyphens are its own.
pub(crate) fn single(text: &str) -> Option<VersionRange> {
    (text.len() <= LONGEST)
        .then(|| version(text).map(VersionRange::of_one))
        .flatten()
}

fn without_stop(text: &str) -> &str {
    text.trim()
        .trim_end_matches(['.', '。', '、', ','])
        .trim_end()
}

/// Without the backslashes of CPE names before signs: `12.2\(33\)s1`.
fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let escapes = sign == '\\' && signs.peek().is_some_and(char::is_ascii_punctuation);
        plain.push(match signs.peek() {
            Some(next) if escapes => *next,
            _ => sign,
        });
        if escapes {
            signs.next();
        }
    }
    plain
}

/// A single version. Where nobody can say whether a hyphen joins two or belongs to one, it is neither.
fn one(text: &str) -> Option<VersionRange> {
    if let Some((low, high)) = text.split_once('-')
        && let (Some(low), Some(high)) = (numbers(low), numbers(high))
        && (low.len() == high.len() || low[0] == high[0])
        && high.len() > 1
        && low < high
    {
        return None;
    }
    version(text).map(VersionRange::of_one)
}

/// Two versions with a hyphen between them: `12.1.1 - 12.1.3`, and without space where it cannot be a revision of
/// the first: both of equally many numbers, the second higher, and of two numbers the first the same.
fn hyphen(text: &str) -> Option<VersionRange> {
    let (low, high) = match text.split_once(" - ") {
        Some((low, high)) => (version(low)?, version(high)?),
        None => {
            let (low, high) = text.split_once('-')?;
            let (from, to) = (numbers(low)?, numbers(high)?);
            let alike = from.len() == to.len()
                && match from.len() {
                    0 | 1 => false,
                    2 => from[0] == to[0],
                    _ => true,
                };
            alike.then(|| version(low).zip(version(high))).flatten()?
        }
    };
    let ordered = numbers(&low)? <= numbers(&high)?;
    ordered.then(|| VersionRange {
        low: Some(Limit::included(low)),
        high: Some(Limit::included(high)),
        ..VersionRange::default()
    })
}

/// The numbers of a version that has nothing but numbers and dots, perhaps after a `v`.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let bare = version.strip_prefix(['v', 'V']).unwrap_or(version);
    bare.split('.').map(|part| part.parse().ok()).collect()
}

/// Takes off a bracket that names the vulnerabilities of which the statement holds: `Ver.1.4.2より前(CVE-2025-0354)`.
/// `None` where a bracket speaks of a vulnerability in other words.
fn without_cves(text: &str) -> Option<(&str, Vec<Identifier>)> {
    let Some((before, bracket)) = text.strip_suffix(')').and_then(|t| t.rsplit_once('(')) else {
        return Some((text, Vec::new()));
    };
    if !bracket.contains("CVE") {
        return Some((text, Vec::new()));
    }
    let only = bracket
        .split(['、', ',', '/', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| Identifier::parse(part).filter(Identifier::is_cve))
        .collect::<Option<Vec<_>>>()?;
    Some((before, only))
}

fn all(text: &str) -> Option<VersionRange> {
    let text = text.to_lowercase();
    let known = [
        "すべてのバージョン",
        "全てのバージョン",
        "全バージョン",
        "すべて",
        "全て",
        "all versions",
        "all version",
        "all firmware versions",
        "firmware all versions",
        "vers:all/*",
        "all",
        "any",
        "*",
    ];
    known.contains(&text.as_str()).then(VersionRange::default)
}

/// `>= 1.0.0, < 1.2.3`, with signs in any of their spellings; a comma, `and`, `&&` or space between them.
fn comparators(text: &str) -> Option<VersionRange> {
    if !text.starts_with(['<', '>', '=', '≤', '≥', '≦', '≧']) {
        return None;
    }
    let mut read = VersionRange::default();
    let mut rest = text;
    while !rest.is_empty() {
        let signs = rest.find(|c: char| !"<>=≤≥≦≧".contains(c))?;
        let (sign, after) = rest.split_at(signs);
        let end = after
            .find(['<', '>', '=', '≤', '≥', '≦', '≧'])
            .unwrap_or(after.len());
        let (one, next) = after.split_at(end);
        let one = one.trim().trim_end_matches([',', '&']).trim();
        let limit = version(one.strip_suffix(" and").unwrap_or(one))?;
        match sign {
            "<" => set(&mut read.high, Limit::excluded(limit))?,
            "<=" | "=<" | "≤" | "≦" => set(&mut read.high, Limit::included(limit))?,
            ">" => set(&mut read.low, Limit::excluded(limit))?,
            ">=" | "=>" | "≥" | "≧" => set(&mut read.low, Limit::included(limit))?,
            "=" | "==" => {
                set(&mut read.low, Limit::included(&limit))?;
                set(&mut read.high, Limit::included(limit))?;
            }
            _ => return None,
        }
        rest = next;
    }
    Some(read)
}

/// An end that is stated twice is not understood.
fn set(end: &mut Option<Limit>, limit: Limit) -> Option<()> {
    end.replace(limit).is_none().then_some(())
}

/// What may follow a version in Japanese, the longest first, and whether the limit is the upper one and included.
/// JVN's 以前 includes the version itself, as 以上, 以下 and 以降 do; 未満 and より前 do not.
const JAPANESE: &[(&str, bool, bool)] = &[
    ("およびそれ以前", true, true),
    ("及びそれ以前", true, true),
    ("とそれ以前", true, true),
    ("およびそれより前", true, true),
    ("より前", true, false),
    ("以前", true, true),
    ("以下", true, true),
    ("未満", true, false),
    ("まで", true, true),
    ("およびそれ以降", false, true),
    ("及びそれ以降", false, true),
    ("以降", false, true),
    ("以上", false, true),
    ("から", false, true),
    ("より後", false, false),
];

fn japanese(text: &str) -> Option<VersionRange> {
    let text = without_ending(text);
    // A lower end first, an upper end after it.
    for (word, is_high, included) in JAPANESE.iter().filter(|(_, is_high, _)| !is_high) {
        debug_assert!(!is_high);
        if let Some((low, high)) = text.split_once(word) {
            let low = Limit {
                version: version(low)?,
                included: *included,
            };
            let high = high.trim().trim_start_matches(['、', ',']).trim();
            let high = without_ending(high.strip_prefix("のバージョン").unwrap_or(high));
            let high = match high {
                "" if *word == "から" => return None,
                "" => None,
                // 「1.0 から 2.0」 names both ends and includes them.
                both => Some(upper(both).or_else(|| {
                    (*word == "から").then(|| version(both).map(Limit::included))?
                })?),
            };
            return Some(VersionRange {
                low: Some(low),
                high,
                ..VersionRange::default()
            });
        }
    }
    Some(VersionRange {
        high: Some(upper(text)?),
        ..VersionRange::default()
    })
}

/// An upper end in Japanese.
fn upper(text: &str) -> Option<Limit> {
    let text = without_ending(text);
    let highs = JAPANESE.iter().filter(|(_, is_high, _)| *is_high);
    for (word, _, included) in highs {
        if let Some(before) = text.strip_suffix(word) {
            return Some(Limit {
                version: version(before)?,
                included: *included,
            });
        }
    }
    None
}

/// Without 「のバージョン」 and the like at the end.
fn without_ending(text: &str) -> &str {
    let mut text = text.trim();
    for ending in [
        "のすべてのバージョン",
        "の全てのバージョン",
        "の全バージョン",
        "のバージョン",
        "の版",
    ] {
        text = text.strip_suffix(ending).unwrap_or(text).trim_end();
    }
    text
}

/// Words before a version that say nothing but that one follows.
const MARKERS: &[&str] = &[
    "ファームウェアバージョン",
    "ファームウェア",
    "バージョン",
    "firmware version",
    "firmware",
    "versions",
    "version",
    "ver.",
    "ver",
    "v.",
    "release",
];

/// Words after a version that count on from it, each followed by a number.
const STEPS: &[&str] = &[
    "r",
    "sp",
    "u",
    "p",
    "rc",
    "ap",
    "fp",
    "hf",
    "if",
    "msr",
    "rtm",
    "sr",
    "cu",
    "mr",
    "rev",
    "rev.",
    "update",
    "patch",
    "build",
    "beta",
    "alpha",
    "release",
    "service",
    "pack",
    "アップデート",
    "ビルド",
    "パッチ",
];

/// Words after a version that say enough without a number.
const ALONE: &[&str] = &["alpha", "beta", "rc", "hotfix"];

/// A version as written, without the words before it: `Ver.3.2` is `3.2`, `v6 R4` is `v6 R4`. `None` where anything
/// else stands there.
fn version(text: &str) -> Option<String> {
    let mut text = text.trim();
    // 「ファームウェア Ver.1.05」 has two of them.
    for _ in 0..2 {
        let marker = MARKERS.iter().find(|m| {
            text.get(..m.len())
                .is_some_and(|t| t.eq_ignore_ascii_case(m))
        });
        text = marker.map_or(text, |m| text[m.len()..].trim_start());
    }
    let mut words = text.split_whitespace();
    let first = words.next()?;
    if !is_version(first) {
        return None;
    }
    let mut step_open = false;
    for word in words {
        let word = word
            .trim_start_matches('(')
            .trim_end_matches(')')
            .to_lowercase();
        let name = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        let has_number = name.len() < word.len();
        if STEPS.contains(&name) || STEPS.contains(&word.as_str()) {
            step_open = !has_number && !ALONE.contains(&word.as_str());
        } else if !step_open && ALONE.contains(&word.as_str()) {
        } else if step_open && is_version(&word) {
            step_open = false;
        } else {
            return None;
        }
    }
    (!step_open).then(|| text.to_owned())
}

/// Whether a word is a version: a digit first, perhaps after a `v`, and nothing that no version has. A year alone or
/// a number in a sentence cannot be told from a version, so sentences are kept out by whoever asks.
fn is_version(word: &str) -> bool {
    let bare = word.strip_prefix(['v', 'V', 'r', 'R']).unwrap_or(word);
    let family = bare.trim_end_matches(|c: char| !c.is_alphanumeric());
    // `3.x` and `3.*` are families of versions, not versions.
    let is_family = family
        .split(['.', '-'])
        .any(|part| !part.is_empty() && part.bytes().all(|b| matches!(b, b'x' | b'X')))
        || bare.contains('*');
    bare.starts_with(|c: char| c.is_ascii_digit())
        && !is_family
        && bare
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._+~:()-".contains(c))
}

#[cfg(test)]
mod tests {
    use noroshi_model::{Limit, VersionRange};

    use super::{range, statements};

    /// A range in the signs of mathematics: `[1.0, 2.0)`; `-` where there is none.
    fn shown(range: Option<VersionRange>) -> String {
        let Some(range) = range else {
            return "-".to_owned();
        };
        let low = |l: &Limit| format!("{}{}", if l.included { '[' } else { '(' }, l.version);
        let high = |l: &Limit| format!("{}{}", l.version, if l.included { ']' } else { ')' });
        let low = range.low.as_ref().map_or("(".to_owned(), low);
        let high = range.high.as_ref().map_or(")".to_owned(), high);
        let only: String = range.only.iter().map(|c| format!(" {c}")).collect();
        format!("{low}, {high}{only}")
    }

    #[track_caller]
    fn check(rows: &[(&str, &str)]) {
        for (text, expected) in rows {
            assert_eq!(shown(range(text)), *expected, "{text}");
        }
    }

    #[test]
    fn japanese_words() {
        check(&[
            ("3.0.0 から 3.0.13 まで", "[3.0.0, 3.0.13]"),
            ("4.2 およびそれ以前", "(, 4.2]"),
            ("v6 R4 およびそれ以前のバージョン", "(, v6 R4]"),
            ("5.16.3 未満", "(, 5.16.3)"),
            ("7.6.2より前のバージョン", "(, 7.6.2)"),
            ("2.13.0 から 2.15.0 より前のバージョン", "[2.13.0, 2.15.0)"),
            ("３．２　以前", "(, 3.2]"),
            ("Ver.3.2 以前", "(, 3.2]"),
            ("ファームウェアバージョン 1.05およびそれ以前", "(, 1.05]"),
            ("ファームウェア Ver.1.05 以前", "(, 1.05]"),
            ("1.0 以上 2.0 未満", "[1.0, 2.0)"),
            ("1.0以降、2.0以前", "[1.0, 2.0]"),
            ("2.4 以降", "[2.4, )"),
            ("1.2 から 1.4", "[1.2, 1.4]"),
            ("すべてのバージョン", "(, )"),
            ("5.0u2", "[5.0u2, 5.0u2]"),
            ("12.2(33)SXH", "[12.2(33)SXH, 12.2(33)SXH]"),
            ("10.0 Update 3 未満", "(, 10.0 Update 3)"),
            ("5.8 (Build 1577) 未満", "(, 5.8 (Build 1577))"),
        ]);
    }

    #[test]
    fn a_bracket_may_say_of_which_vulnerabilities_it_holds() {
        check(&[
            (
                "Ver.1.4.2より前のバージョン（CVE-2025-0354、CVE-2025-0355）",
                "(, 1.4.2) CVE-2025-0354 CVE-2025-0355",
            ),
            ("1.4.2 未満（CVE-2025-0354 のみ）", "-"),
        ]);
    }

    #[test]
    fn english_words_and_signs() {
        check(&[
            ("prior to 1.4.2", "(, 1.4.2)"),
            ("before 2.0", "(, 2.0)"),
            ("3.1 and earlier", "(, 3.1]"),
            ("Version 3.1 or later", "[3.1, )"),
            ("from 1.0 to 1.5", "[1.0, 1.5]"),
            ("1.0 through 1.5", "[1.0, 1.5]"),
            ("1.0 up to but not including 1.5", "[1.0, 1.5)"),
            ("all versions", "(, )"),
            (">= 1.0.0, < 1.2.3", "[1.0.0, 1.2.3)"),
            ("< 2.0", "(, 2.0)"),
            ("=1.0", "[1.0, 1.0]"),
            (">=1.0 <=2.0", "[1.0, 2.0]"),
            ("v3.2 through v3.4", "[v3.2, v3.4]"),
            ("through 8.1.0", "(, 8.1.0]"),
            ("All versions < V4.5 SP6 HF2", "(, V4.5 SP6 HF2)"),
            ("All Versions >= V2.3 < V2.5", "[V2.3, V2.5)"),
            ("All versions prior to and including 0.2.1", "(, 0.2.1]"),
            ("versions from Ver.11.2 prior to Ver.19.2", "[11.2, 19.2)"),
            ("2023.3.1 and previous versions ", "(, 2023.3.1]"),
            ("3.2 and lower", "(, 3.2]"),
            ("vers:all/*", "(, )"),
        ]);
    }

    #[test]
    fn single_versions_as_they_are_written() {
        check(&[
            ("12.2\\(33\\)sxh1", "[12.2(33)sxh1, 12.2(33)sxh1]"),
            ("11.6 IF1", "[11.6 IF1, 11.6 IF1]"),
            ("12.0.1 SR1", "[12.0.1 SR1, 12.0.1 SR1]"),
            ("2.13B01 BETA", "[2.13B01 BETA, 2.13B01 BETA]"),
            ("2.4.6-97.1", "[2.4.6-97.1, 2.4.6-97.1]"),
            ("2.1.4-1", "[2.1.4-1, 2.1.4-1]"),
        ]);
    }

    #[test]
    fn a_hyphen_joins_two_versions_where_it_cannot_be_part_of_one() {
        check(&[
            ("12.1.1 - 12.1.3", "[12.1.1, 12.1.3]"),
            ("10 - 10.0.10", "[10, 10.0.10]"),
            ("12.2.3-12.2.10", "[12.2.3, 12.2.10]"),
            ("8.0.6-8.1.0", "[8.0.6, 8.1.0]"),
            ("14.0-14.3", "[14.0, 14.3]"),
            // A revision of the first, or a range: nobody can say.
            ("1.0-2.3", "-"),
            ("1.0.2-1.1", "-"),
            ("12.1.3 - 12.1.1", "-"),
            ("1.0 - beta", "-"),
        ]);
    }

    #[track_caller]
    fn check_list(text: &str, expected: &[(&str, &str)]) {
        let found = statements(text).into_iter();
        let found: Vec<_> = found.map(|(text, r)| (text, shown(r))).collect();
        let found: Vec<_> = found.iter().map(|(t, r)| (*t, r.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_list_of_versions_is_a_statement_for_each() {
        check_list(
            "1.3, 2.0 and v2.1",
            &[
                ("1.3", "[1.3, 1.3]"),
                ("2.0", "[2.0, 2.0]"),
                ("v2.1", "[v2.1, v2.1]"),
            ],
        );
        check_list(
            "9.5 - 9.5.23, 10.0-10.4, and 11 through 11.1",
            &[
                ("9.5 - 9.5.23", "[9.5, 9.5.23]"),
                ("10.0-10.4", "[10.0, 10.4]"),
                ("11 through 11.1", "[11, 11.1]"),
            ],
        );
    }

    #[test]
    fn a_list_with_an_open_end_or_another_word_stays_words() {
        for text in [
            "before 1.2.3, 1.3.1",
            "3.2 and earlier, 4.0 and earlier",
            ">= 3.0.0, 3.5.0",
            "6.0.2, build 68",
            "1.0, 1.x",
            "Android 12, 13",
            "7.2, 7.3, VIOS 3.1",
            "1.0, all",
            ",",
        ] {
            check_list(text, &[(text, "-")]);
        }
    }

    #[test]
    fn what_is_not_wholly_understood_stays_words() {
        let texts = [
            "for EMC Celerra 5.8 (Build 1577) 未満",
            "core 2.0-beta9 から 2.12.1 より前のバージョン",
            "3.x",
            "2.x 系",
            "16.01.xxxx",
            "バージョン 3.2 以前の 3.x",
            "特定のバージョン",
            "1.0 to 2.0 and earlier",
            "up to 3.2",
            "4.0 to 4.1 (4.0 series)",
            "< 1.0, < 2.0",
            "before the patch of 2019",
            "1.0 から",
            "unspecified",
            "n/a",
            "",
            "以前",
            ">= ",
            "1.0 SP",
            "Windows 10",
        ];
        for text in texts {
            assert_eq!(shown(range(text)), "-", "{text}");
        }
    }
}
