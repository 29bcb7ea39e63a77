//! Help topics: longer texts that stand in `text/topics/{ja,en}`, and lists made from the tables.

use noroshi_model::Language;
use noroshi_words::say;

/// A topic of `noroshi help`.
pub(crate) struct Topic {
    /// Its name on the command line.
    pub(crate) name: &'static str,
    ja: &'static str,
    en: &'static str,
    /// What is made from a table and stands below the text.
    table: Option<fn(Language) -> String>,
}

impl Topic {
    /// The whole text.
    pub(crate) fn text(&self, language: Language) -> String {
        let text = match language {
            Language::Ja => self.ja,
            Language::En => self.en,
        };
        match self.table {
            Some(table) => format!("{text}\n{}", table(language)),
            None => text.to_owned(),
        }
    }
}

macro_rules! topic {
    ($name:literal, $table:expr) => {
        Topic {
            name: $name,
            ja: include_str!(concat!("../text/topics/ja/", $name, ".md")),
            en: include_str!(concat!("../text/topics/en/", $name, ".md")),
            table: $table,
        }
    };
}

/// Every topic.
pub(crate) static ALL: &[Topic] = &[
    topic!("query", None),
    topic!("dates", None),
    topic!("formats", Some(formats)),
    topic!("exit-codes", None),
];

/// The topic of that name.
pub(crate) fn by_name(name: &str) -> Option<&'static Topic> {
    ALL.iter().find(|t| t.name == name)
}

/// The document formats, from the one table that knows them.
fn formats(language: Language) -> String {
    let mut out = format!(
        "| {} | {} | {} |\n| --- | --- | --- |\n",
        say(language, "formats-name"),
        say(language, "formats-source"),
        say(language, "formats-about"),
    );
    for format in noroshi_formats::ALL {
        out.push_str(&format!(
            "| `{}` | `{}` | {} |\n",
            format.name(),
            format.source(),
            format.about()
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use noroshi_model::Language;

    use super::ALL;

    #[test]
    fn both_languages_of_a_topic_have_the_same_shape() {
        for topic in ALL {
            let shape = |language| {
                let text = topic.text(language);
                let headings = text.lines().filter(|l| l.starts_with('#')).count();
                let rows = text.lines().filter(|l| l.starts_with('|')).count();
                (headings, rows)
            };
            assert_eq!(shape(Language::Ja), shape(Language::En), "{}", topic.name);
        }
    }
}
