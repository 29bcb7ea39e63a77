//! Text search tokens: the same folding for what is indexed and for what is asked.
//!
//! NFKC, case folded, kana folded (hiragana to katakana, small to large, no long vowel at the end of a katakana
//! word, no middle dot within one), words for Latin and digits, overlapping two-character tokens for Japanese. A
//! trigram index finds nothing for 認証.

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
///
/// A Japanese run that something follows ends as it does in the index, with its last character alone, so that
/// the tokens of サイボウズGaroon are neighbours there too. The run at the end may go on in what is found.
pub fn question(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut end = None;
    cut(text, |run| {
        tokens.extend(end.take().map(Token::Single));
        match run {
            Run::Word(word) => tokens.push(Token::Word(word.to_owned())),
            Run::Japanese([single]) => tokens.push(Token::Single(single.to_string())),
            Run::Japanese(chars) => {
                let pairs = chars.windows(2).map(|pair| pair.iter().collect());
                tokens.extend(pairs.map(Token::Pair));
                end = chars.last().map(char::to_string);
            }
        }
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
        if japanese.last() == Some(&DOT) && !is_katakana(c) {
            end_japanese(japanese, &mut each);
        }
        if is_japanese(c) {
            if !word.is_empty() {
                each(Run::Word(word));
                word.clear();
            }
            japanese.push(c);
        } else if c == DOT && japanese.last().is_some_and(|p| is_katakana(*p)) {
            japanese.push(c);
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

/// The dot that may stand between the parts of a katakana word: クロスサイト・スクリプティング.
const DOT: char = '・';

/// Ends a Japanese run. A long vowel mark at the end of a katakana word is optional in Japanese
/// writing (サーバ, サーバー), so it is dropped before the end of the run and before what is not katakana, such
/// as the particle of サーバーの. Within hiragana (らーめん) nothing tells where a word ends, and it stays.
fn end_japanese(run: &mut Vec<char>, each: &mut impl FnMut(Run<'_>)) {
    if run.is_empty() {
        return;
    }
    let mut folded = Vec::with_capacity(run.len());
    let mut before = None;
    for (i, &c) in run.iter().enumerate() {
        let goes_on = run.get(i + 1).is_some_and(|&next| {
            is_katakana(next) || (is_hiragana(next) && before.is_some_and(is_hiragana))
        });
        let is_kana = before.is_some_and(|b| is_katakana(b) || is_hiragana(b));
        before = Some(c);
        if c == DOT || (c == 'ー' && is_kana && !goes_on) {
            continue;
        }
        folded.push(fold_kana(c));
    }
    run.clear();
    if !folded.is_empty() {
        each(Run::Japanese(&folded));
    }
}

fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}')
}

fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30A1}'..='\u{30FA}' | '\u{30FC}')
}

fn is_japanese(c: char) -> bool {
    matches!(c,
        '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}' | '\u{3005}' | '\u{3006}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Hiragana to katakana, so that ひらがな and ヒラガナ meet; small to large, so that キャノン finds キヤノン and
/// 富士フィルム finds 富士フイルム, as these companies write themselves.
fn fold_kana(c: char) -> char {
    let katakana = match c {
        '\u{3041}'..='\u{3096}' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        c => c,
    };
    match katakana {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
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
    fn a_question_ends_its_runs_as_the_index_does_but_for_the_last() {
        let asked = |text| -> Vec<String> {
            let tokens = question(text);
            tokens.iter().map(|t| t.as_str().to_owned()).collect()
        };
        assert_eq!(asked("部品A"), tokens("部品A"));
        assert_eq!(asked("検査・認証"), ["検査", "査", "認証"]);
        assert_eq!(asked("第2項"), tokens("第2項"));
    }

    #[test]
    fn a_long_vowel_ends_a_katakana_word_before_a_particle_and_not_within_hiragana() {
        assert_eq!(tokens("サーバーの"), tokens("サーバの"));
        assert_eq!(tokens("らーめん"), tokens("ラーメン"));
        assert_eq!(tokens("さーばー"), tokens("サーバ"));
    }

    #[test]
    fn a_dot_within_a_katakana_word_is_no_gap_and_elsewhere_it_is() {
        assert_eq!(
            tokens("クロスサイト・スクリプティング"),
            tokens("クロスサイトスクリプティング")
        );
        assert_eq!(tokens("検査・認証"), ["検査", "査", "認証", "証"]);
        assert_eq!(tokens("サーバ・端末"), ["サー", "ーバ", "バ", "端末", "末"]);
    }

    #[test]
    fn latin_inside_japanese_is_a_word_of_its_own() {
        assert_eq!(
            tokens("Apache の XSS 3.0.1"),
            ["apache", "ノ", "xss", "3", "0", "1"]
        );
    }
}
