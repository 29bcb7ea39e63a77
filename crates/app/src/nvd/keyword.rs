//! Words in questions: `keywordSearch` and `keywordExactMatch`.

use noroshi_model::tokens::fold_width;

use super::{
    given::{Given, Refused},
    words::{self, Sought},
};

/// More words in one question are refused.
const MOST: usize = 64;

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
        let Some(keywords) = Self::of(text, exact) else {
            return Err(Refused::new(format!(
                "Invalid keywordSearch parameter: it has more than {MOST} words."
            )));
        };
        Ok(Some(keywords))
    }

    /// The words of a text; `None` where they are too many.
    pub(super) fn of(text: &str, exact: bool) -> Option<Self> {
        let folded = fold(text);
        let mut words: Vec<String> = match exact {
            true => vec![folded.split_whitespace().collect::<Vec<_>>().join(" ")],
            false => folded.split_whitespace().map(str::to_owned).collect(),
        };
        if !exact {
            words.sort_unstable();
            words.dedup();
        }
        (words.len() <= MOST).then_some(Self { words, exact })
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

    /// What is looked for in the index of words: every text that holds the words has it.
    pub(super) fn sought(&self) -> impl Iterator<Item = Sought<'_>> {
        self.words.iter().flat_map(|word| {
            let (before, last) = word.rsplit_once(' ').unwrap_or(("", word));
            let before = before
                .split(' ')
                .filter_map(|chunk| self.chunk(chunk, false));
            before.chain(self.chunk(last, true))
        })
    }

    /// Whether each text that has what is [`Keywords::sought`] holds the words, so that none needs to be looked at.
    pub(super) fn are_told(&self) -> bool {
        let is_told = |word: &String| {
            words::is_told(word) && !word.contains(' ') && word.starts_with(char::is_alphanumeric)
        };
        self.words.iter().all(is_told)
    }

    /// What is looked for of a part without white space.
    fn chunk<'w>(&self, chunk: &'w str, is_last: bool) -> Option<Sought<'w>> {
        let from = chunk.find(char::is_alphanumeric)?;
        // What stands before the first letter may be the end of something longer, so only the rest is a key.
        let key = words::trimmed(&chunk[from..]);
        Some(match (self.exact, is_last) {
            (true, false) => Sought::Whole(key),
            (true, true) if chunk.ends_with(char::is_alphanumeric) => Sought::Word(key),
            _ => Sought::Begins(key),
        })
    }
}

/// Whether a word stands in a text: at the beginning of a word there, and as a whole where it must.
fn stands(word: &str, text: &str, whole: bool) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let begins = is_word(word.chars().next());
    let ends = whole && is_word(word.chars().next_back());
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(word)) {
        let at = from + at;
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        if !(begins && is_word(before) || ends && is_word(after)) {
            return true;
        }
        // The next may begin inside this one, as `1a.1` does in `11a.1a.1`, but not before its first letters end.
        let rest = &text[at..];
        from = at
            + match begins {
                true => rest
                    .find(|c: char| !c.is_alphanumeric())
                    .unwrap_or(rest.len()),
                false => rest.chars().next().map_or(rest.len(), char::len_utf8),
            };
    }
    false
}

/// Width and case folded.
pub(super) fn fold(text: &str) -> String {
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
    use super::{Keywords, Sought, fold};

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
        check("1a.1", false, "11a.1a.1", true);
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
    fn the_index_is_asked_for_what_every_such_text_holds_and_tells_all_of_a_plain_word() {
        use Sought::{Begins, Whole, Word};
        let of = |words: &[&str], exact, sought: &[Sought<'_>], told: bool| {
            let words = words.iter().map(|w| (*w).to_owned()).collect();
            let keywords = Keywords { words, exact };
            assert_eq!(keywords.sought().collect::<Vec<_>>(), sought);
            assert_eq!(keywords.are_told(), told);
        };
        of(&["circle"], false, &[Begins("circle")], true);
        of(&["circle"], true, &[Word("circle")], true);
        of(
            &["log4j-core", "c++"],
            false,
            &[Begins("log4j-core"), Begins("c++")],
            true,
        );
        of(&["circle."], false, &[Begins("circle")], false);
        of(&["(circle"], false, &[Begins("circle")], false);
        of(&["++"], false, &[], false);
        of(
            &["in microsoft outlook"],
            true,
            &[Whole("in"), Whole("microsoft"), Word("outlook")],
            false,
        );
        of(&["認証"], false, &[Begins("認証")], true);
    }
}
