//! Help: the topics, and what tables say below some of them.

use noroshi_model::Language;
use noroshi_words::{say, topics};

/// A topic of the manual inside the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    /// Its name in commands and addresses.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The text below the title: Markdown in the small shape that [`noroshi_words::topics`] describes.
    pub text: String,
}

/// Every topic, in reading order.
pub fn all(language: Language) -> impl Iterator<Item = Help> {
    topics::ALL.iter().map(move |topic| Help {
        name: topic.name,
        title: topic.title(language),
        text: match topic.name {
            "formats" => format!(
                "{}\n{}\n{}",
                topic.text(language),
                formats(language),
                lists(language)
            ),
            _ => topic.text(language).to_owned(),
        },
    })
}

/// The topic of that name.
pub fn topic(name: &str, language: Language) -> Option<Help> {
    all(language).find(|help| help.name == name)
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
            noroshi_words::format(language, format.name())
        ));
    }
    out
}

/// The kinds of lists of components, from the one table that knows them.
fn lists(language: Language) -> String {
    let mut out = format!(
        "{}\n\n| {} | {} |\n| --- | --- |\n",
        say(language, "formats-lists"),
        say(language, "formats-name"),
        say(language, "formats-about"),
    );
    for kind in noroshi_inventory::ALL {
        let (name, about) = (kind.name(), kind.about());
        let about = noroshi_words::list_kind(language, name, about);
        out.push_str(&format!("| `{name}` | {about} |\n"));
    }
    out
}
