//! Words in questions: `keywordSearch` and `keywordExactMatch`.

use noroshi_model::tokens::{self, Token, fold_width};

use super::given::{Given, Refused};

/// More words in one question are refused.
const MOST: usize = 64;
/// A beginning shorter than this is in so many texts that looking it up narrows nothing.
const SHORT: usize = 3;

/// The words that a question asks for, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Keywords {
    words: Vec<String>,
    /// Whether they are one phrase that must stand there as it is.
    exact: bool,
}

impl Keywords {
    /// Reads what a request says of words.
    pub(super) fn read(given: &Given<'_>) -> Result<Option<Self>, Refused> {
        given.require("keywordExactMatch", "keywordSearch")?;
        let exact = given.has("keywordExactMatch");
        let Some(text) = given.value("keywordSearch") else {
            return Ok(None);
        };
        let folded = fold(text);
        let mut words: Vec<String> = match exact {
            true => vec![folded.split_whitespace().collect::<Vec<_>>().join(" ")],
            false => folded.split_whitespace().map(str::to_owned).collect(),
        };
        if !exact {
            words.sort_unstable();
            words.dedup();
        }
        if words.len() > MOST {
            return Err(Refused::new(format!(
                "Invalid keywordSearch parameter: it has more than {MOST} words."
            )));
        }
        Ok(Some(Self { words, exact }))
    }

    /// Whether all of them stand in one of these texts.
    pub(super) fn are_in<'t>(&self, texts: impl Iterator<Item = &'t str>) -> bool {
        let mut texts = texts.map(|text| {
            let folded = fold(text);
            match self.exact {
                true => folded.split_whitespace().collect::<Vec<_>>().join(" "),
                false => folded,
            }
        });
        texts.any(|text| {
            self.words
                .iter()
                .all(|word| stands(word, &text, self.exact))
        })
    }

    /// Tokens in the words of the text index: each list stands, one after the other and the last as a beginning, in
    /// every text that holds the words. No lists where the index does not help.
    pub(super) fn tokens(&self) -> Vec<Vec<String>> {
        let lists = self.words.iter().filter_map(|word| {
            let tokens = tokens::question(word);
            // Kana are folded further in the index than here, and nobody writes them in these texts.
            let words = tokens.iter().map(|token| match token {
                Token::Word(word) => Some(word.clone()),
                Token::Pair(_) | Token::Single(_) => None,
            });
            let mut words: Vec<String> = words.collect::<Option<_>>()?;
            let longest = words.iter().map(String::len).max()?;
            if !self.exact || word.ends_with(|c: char| !c.is_alphanumeric()) {
                words.last_mut()?.push('*');
            }
            (longest >= SHORT).then_some(words)
        });
        lists.collect()
    }
}

/// Whether a word stands in a text: at the beginning of a word there, and as a whole where it must.
fn stands(word: &str, text: &str, whole: bool) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let begins = is_word(word.chars().next());
    let ends = whole && is_word(word.chars().next_back());
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !(begins && is_word(before) || ends && is_word(after))
    })
}

/// Width and case folded, as in the text index.
fn fold(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => fold_width(text)
            .chars()
            .flat_map(char::to_lowercase)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Keywords, fold};

    #[track_caller]
    fn check(asked: &str, exact: bool, text: &str, expected: bool) {
        let folded = fold(asked);
        let words = match exact {
            true => vec![folded],
            false => folded.split(' ').map(str::to_owned).collect(),
        };
        let keywords = Keywords { words, exact };
        assert_eq!(
            keywords.are_in([text].into_iter()),
            expected,
            "{asked:?} in {text:?}"
        );
    }

    #[test]
    fn all_words_must_begin_words_of_the_text() {
        check("circle", false, "Circles, and more.", true);
        check("circle", false, "An encircled hill.", false);
        check("hill fire", false, "A fire on the Hill", true);
        check("hill sea", false, "A fire on the hill", false);
        check("log4j-core", false, "Apache Log4j-core2 before 2", true);
        check("++", false, "C++ library", true);
        check("2.1", false, "before 12.1", false);
        check("2.1", false, "before 2.10", true);
        check("ｆｉｒｅ", false, "Fire", true);
    }

    #[test]
    fn a_phrase_must_stand_there_as_it_is_and_end_with_its_last_word() {
        check(
            "microsoft outlook",
            true,
            "In Microsoft  Outlook 2016",
            true,
        );
        check("microsoft outlook", true, "Outlook by Microsoft", false);
        check("microsoft outlook", true, "Microsoft Outlooks", false);
        check("outlook", true, "Microsoft Outlook.", true);
    }

    #[test]
    fn the_index_is_asked_only_for_what_every_such_text_holds() {
        let of = |words: &[&str], exact| {
            let words = words.iter().map(|w| (*w).to_owned()).collect();
            Keywords { words, exact }.tokens()
        };
        assert_eq!(of(&["circle"], false), [["circle*"]]);
        assert_eq!(of(&["log4j-core"], false), [["log4j", "core*"]]);
        assert_eq!(of(&["microsoft outlook"], true), [["microsoft", "outlook"]]);
        assert!(of(&["c", "++", "認証"], false).is_empty());
    }
}
