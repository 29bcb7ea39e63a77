//! Text search tokens: the same folding for what is indexed and for what is asked.
//!
//! NFKC, case folded, kana folded (hiragana to katakana, no final long vowel), words for Latin and digits,
//! overlapping two-character tokens for Japanese. A trigram index finds nothing for 認証.

use unicode_normalization::UnicodeNormalization;

/// Folds width only, for identifiers: full-width Latin and digits become ASCII, dashes become `-`.
pub fn fold_width(text: &str) -> String {
    text.nfkc()
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30FC}' => '-',
            c => c,
        })
        .collect()
}

/// How the tokens of a text follow each other: a run is matched as a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A word of letters and digits.
    Word(String),
    /// Two neighbouring characters of a Japanese run.
    Pair(String),
    /// A Japanese run of a single character.
    Single(String),
}

impl Token {
    /// The token's text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Word(t) | Self::Pair(t) | Self::Single(t) => t,
        }
    }
}

/// Cuts a text into tokens for the index.
///
/// A run of Japanese characters 脆弱性 gives 脆弱, 弱性 and, so that a single character can be found by
/// prefix, its last character 性 alone.
pub fn index(text: &str, mut each: impl FnMut(&str)) {
    cut(text, |run| match run {
        Run::Word(word) => each(word),
        Run::Japanese(chars) => {
            let mut buffer = String::with_capacity(8);
            for pair in chars.windows(2) {
                buffer.clear();
                buffer.extend(pair);
                each(&buffer);
            }
            if let Some(last) = chars.last() {
                buffer.clear();
                buffer.push(*last);
                each(&buffer);
            }
        }
    });
}

/// Cuts a question into tokens, in order; they must follow each other in what is found.
pub fn question(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    cut(text, |run| match run {
        Run::Word(word) => tokens.push(Token::Word(word.to_owned())),
        Run::Japanese([single]) => tokens.push(Token::Single(single.to_string())),
        Run::Japanese(chars) => tokens.extend(
            chars
                .windows(2)
                .map(|pair| Token::Pair(pair.iter().collect())),
        ),
    });
    tokens
}

enum Run<'a> {
    Word(&'a str),
    Japanese(&'a [char]),
}

fn cut(text: &str, mut each: impl FnMut(Run<'_>)) {
    let mut word = String::new();
    let mut japanese: Vec<char> = Vec::new();
    let mut take = |c: char, word: &mut String, japanese: &mut Vec<char>| {
        if is_japanese(c) {
            if !word.is_empty() {
                each(Run::Word(word));
                word.clear();
            }
            japanese.push(fold_kana(c));
        } else {
            end_japanese(japanese, &mut each);
            if c.is_alphanumeric() {
                word.push(c);
            } else if !word.is_empty() {
                each(Run::Word(word));
                word.clear();
            }
        }
    };
    if text.is_ascii() {
        // The common case, without the tables of Unicode.
        for b in text.bytes() {
            take(char::from(b.to_ascii_lowercase()), &mut word, &mut japanese);
        }
    } else {
        for c in text.nfkc().flat_map(char::to_lowercase) {
            take(c, &mut word, &mut japanese);
        }
    }
    take(' ', &mut word, &mut japanese);
}

/// Ends a Japanese run. A long vowel mark at the end of a katakana word is optional in Japanese
/// writing (サーバ, サーバー), so it is dropped before the end of the run and before non-katakana.
fn end_japanese(run: &mut Vec<char>, each: &mut impl FnMut(Run<'_>)) {
    if run.is_empty() {
        return;
    }
    let mut folded = Vec::with_capacity(run.len());
    for (i, c) in run.iter().enumerate() {
        let ends_word = run.get(i + 1).is_none_or(|next| !is_katakana(*next));
        if *c == 'ー' && ends_word && folded.last().is_some_and(|p| is_katakana(*p)) {
            continue;
        }
        folded.push(*c);
    }
    run.clear();
    if !folded.is_empty() {
        each(Run::Japanese(&folded));
    }
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30A1}'..='\u{30FA}' | '\u{30FC}')
}

fn is_japanese(c: char) -> bool {
    matches!(c,
        '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}' | '\u{3005}' | '\u{3006}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Hiragana to katakana, so that ひらがな and ヒラガナ meet.
fn fold_kana(c: char) -> char {
    match c {
        '\u{3041}'..='\u{3096}' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{index, question};

    fn tokens(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        index(text, |t| all.push(t.to_owned()));
        all
    }

    #[track_caller]
    fn found(typed: &str, text: &str) {
        let text = tokens(text);
        let asked = question(typed);
        assert!(!asked.is_empty());
        for token in asked {
            assert!(
                text.iter().any(|t| t == token.as_str()),
                "{typed}: {token:?} not in {text:?}"
            );
        }
    }

    #[test]
    fn two_characters_are_enough() {
        found("認証", "パスワード認証の不備");
        found("漏洩", "情報漏洩");
    }

    #[test]
    fn width_kana_and_long_vowels_are_folded() {
        found("ｻｰﾊﾞ", "サーバーにおける脆弱性");
        found("サーバー", "サーバ上の");
        found("ＯｐｅｎＳＳＬ", "openssl の欠陥");
        found("くろすさいと", "クロスサイトスクリプティング");
    }

    #[test]
    fn a_long_vowel_inside_a_word_stays() {
        assert_eq!(tokens("データ"), ["デー", "ータ", "タ"]);
    }

    #[test]
    fn latin_inside_japanese_is_a_word_of_its_own() {
        assert_eq!(
            tokens("Apache の XSS 3.0.1"),
            ["apache", "ノ", "xss", "3", "0", "1"]
        );
    }
}
