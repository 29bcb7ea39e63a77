//! The help topics: one text each, in both languages, for pages, commands and machines alike.
//!
//! Texts are Markdown: headings, paragraphs, lists of one level, tables, blocks of code, bold, code.
//! Code that is a command `noroshi help TOPIC` or an address of ours is a link on pages.

use noroshi_model::Language;

/// A topic.
#[derive(Debug)]
pub struct Topic {
    /// Its name in commands and addresses.
    pub name: &'static str,
    ja: &'static str,
    en: &'static str,
}

impl Topic {
    /// The title.
    pub fn title(&self, language: Language) -> &'static str {
        self.parts(language).0
    }

    /// The text below the title, in Markdown.
    pub fn text(&self, language: Language) -> &'static str {
        self.parts(language).1
    }

    fn parts(&self, language: Language) -> (&'static str, &'static str) {
        let text = match language {
            Language::Ja => self.ja,
            Language::En => self.en,
        };
        let (title, text) = text.split_once("\n\n").unwrap_or((text, ""));
        (title.trim_start_matches("# "), text)
    }
}

macro_rules! topic {
    ($name:literal) => {
        Topic {
            name: $name,
            ja: include_str!(concat!("../text/ja/help/", $name, ".md")),
            en: include_str!(concat!("../text/en/help/", $name, ".md")),
        }
    };
}

/// Every topic, in reading order.
pub static ALL: [Topic; 8] = [
    topic!("start"),
    topic!("query"),
    topic!("reading"),
    topic!("dates"),
    topic!("formats"),
    topic!("exit-codes"),
    topic!("keys"),
    topic!("accessibility"),
];

#[cfg(test)]
mod tests {
    use noroshi_model::Language;

    use super::ALL;

    #[test]
    fn both_languages_of_a_topic_have_the_same_shape() {
        for topic in &ALL {
            let shape = |language| {
                let text = topic.text(language);
                let starting = |with: &str| text.lines().filter(|l| l.starts_with(with)).count();
                ["#", "|", "- ", "```"].map(starting)
            };
            assert_eq!(shape(Language::Ja), shape(Language::En), "{}", topic.name);
            assert!(!topic.title(Language::Ja).is_ascii(), "{}", topic.name);
        }
    }
}
