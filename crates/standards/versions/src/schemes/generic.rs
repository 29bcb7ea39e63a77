//! `generic`: numbers and words, for versions of which nothing more is known.

use crate::{
    Scheme,
    key::{Key, digits, take},
};

/// Versions made of numbers and words; every other character only separates, and case does not count.
///
/// vers announces an algorithm "similar to libversion" without stating one. Here zeros before a word and at the end do
/// not count, so that `1.0` = `1.0.0`, and the order of parts is: a word for what comes before a release (`alpha`,
/// `rc`, …) < end < a word for what comes after it (`patch`, `update`, `sp`, …) < any other word < a number. The key is
/// the parts; a number brings the zeros before it (more first). Words for the release itself (`final`, `ga`) do not
/// count. A word that makes a range of a version (`before`, `以前`) is refused.
pub(crate) struct Generic;

impl Scheme for Generic {
    fn name(&self) -> &'static str {
        "generic"
    }

    fn purl_types(&self) -> &'static [&'static str] {
        &["generic", "github", "gitlab", "bitbucket"]
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        let version = version.strip_prefix(['v', 'V']).unwrap_or(version);
        if !version.starts_with(|c: char| c.is_ascii_digit()) {
            return Err("it begins with a number, or a v and a number");
        }
        parts(&version.to_lowercase())
    }
}

const EARLIER: u8 = 1;
const END: u8 = 2;
const LATER: u8 = 3;
const WORD: u8 = 4;
const NUMBER: u8 = 5;

/// Words for what comes before a release, in order.
const BEFORE: [&[&str]; 7] = [
    &["dev", "devel", "nightly", "snapshot"],
    &["alpha", "a", "α"],
    &["beta", "b", "β", "ベータ"],
    &["m", "milestone"],
    &["pre", "preview", "ctp", "プレビュー"],
    &["rc", "cr", "candidate", "trial"],
    &["rtm"],
];

/// Words for what comes after a release, in order.
const AFTER: [&[&str]; 8] = [
    &["build", "ビルド"],
    &["hotfix", "hf", "fix", "ifix", "interimfix"],
    &["p", "patch", "pl", "パッチ", "修正"],
    &["rev", "revision", "リビジョン"],
    &["u", "update", "upd", "cu", "ur", "アップデート"],
    &["fp", "fixpack"],
    &["sp", "servicepack", "サービスパック"],
    &["r", "release", "リリース"],
];

/// Words that make a range of a version, so that what holds them is none.
const RANGE: [&str; 12] = [
    "and", "before", "earlier", "later", "lower", "higher", "or", "prior", "through", "to",
    "until", "up",
];
/// The same in Japanese, where words are not set apart.
const RANGE_JA: [&str; 8] = [
    "以前", "以下", "以降", "以上", "未満", "まで", "より", "から",
];

/// Words for the release itself, where no number follows.
const SAME: [&str; 7] = [
    "final",
    "ga",
    "release",
    "stable",
    "版",
    "正式版",
    "リリース版",
];

/// The key of a text in small letters.
pub(crate) fn parts(text: &str) -> Result<Vec<u8>, &'static str> {
    let mut rest = text;
    let mut key = Key::default();
    let mut zeros = 0;
    let mut numbers = 0;
    loop {
        take(&mut rest, |c| !c.is_alphanumeric());
        match rest.chars().next() {
            None => break,
            Some(c) if c.is_ascii_digit() => {
                numbers += 1;
                let number = digits(&mut rest);
                if number.bytes().all(|b| b == b'0') {
                    zeros += 1;
                } else {
                    key.rank(NUMBER).countdown(zeros).number(number);
                    zeros = 0;
                }
            }
            Some(_) => {
                let word = word(&mut rest);
                let number_follows = rest
                    .trim_start_matches(|c: char| !c.is_alphanumeric())
                    .starts_with(|c: char| c.is_ascii_digit());
                if RANGE.contains(&word.as_str()) || RANGE_JA.iter().any(|part| word.contains(part))
                {
                    return Err("it names a range");
                }
                if SAME.contains(&word.as_str()) && !(word == "release" && number_follows) {
                    continue;
                }
                let rank = |table: &[&[&str]]| {
                    (1..)
                        .zip(table)
                        .find_map(|(rank, words)| words.contains(&word.as_str()).then_some(rank))
                };
                let named = |_: &u8| word.chars().count() > 1 || number_follows;
                if let Some(rank) = rank(&BEFORE).filter(named) {
                    key.rank(EARLIER).rank(rank);
                } else if let Some(rank) = rank(&AFTER).filter(named) {
                    key.rank(LATER).rank(rank);
                } else {
                    key.rank(WORD).word(word.as_bytes());
                }
                zeros = 0;
            }
        }
    }
    if numbers == 0 {
        return Err("it has a number");
    }
    Ok(key.rank(END).done())
}

/// Cuts off a word; two words that make one name together are taken as one.
fn word(rest: &mut &str) -> String {
    let first = take(rest, |c| c.is_alphabetic() || c == 'ー').to_owned();
    if first.is_empty() {
        // A character that is alphanumeric and neither letter nor ASCII digit, such as ². It is a word of its own.
        let end = rest.chars().next().map_or(0, char::len_utf8);
        let (word, after) = rest.split_at(end);
        let word = word.to_owned();
        *rest = after;
        return word;
    }
    for (start, end) in [
        ("service", "pack"),
        ("fix", "pack"),
        ("interim", "fix"),
        ("サービス", "パック"),
    ] {
        if first == start
            && let Some(after) = rest.trim_start_matches([' ', '-', '_']).strip_prefix(end)
            && !after.starts_with(char::is_alphabetic)
        {
            *rest = after;
            return format!("{start}{end}");
        }
    }
    first
}
