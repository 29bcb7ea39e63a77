//! The manual inside the program.

use noroshi_app::help;
use noroshi_model::Language;
use serde::Serialize;
use utoipa::ToSchema;

use super::VERSION;

/// The topics there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Topics {
    /// The version of this form.
    pub version: u8,
    /// The language of the titles.
    pub lang: &'static str,
    /// The topics, in reading order.
    pub topics: Vec<Heading>,
}

/// A topic in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Heading {
    /// Its name in commands and addresses.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
}

/// One topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Topic {
    /// The version of this form.
    pub version: u8,
    /// The language of title and text.
    pub lang: &'static str,
    /// Its name in commands and addresses.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The text below the title, Markdown.
    pub text: String,
}

impl Topics {
    /// The list in a language.
    pub fn new(language: Language) -> Self {
        let heading = |topic: help::Help| Heading {
            name: topic.name,
            title: topic.title,
        };
        Self {
            version: VERSION,
            lang: language.tag(),
            topics: help::all(language).map(heading).collect(),
        }
    }
}

impl Topic {
    /// The topic of that name; `None` where there is none.
    pub fn named(name: &str, language: Language) -> Option<Self> {
        let topic = help::topic(name, language)?;
        Some(Self {
            version: VERSION,
            lang: language.tag(),
            name: topic.name,
            title: topic.title,
            text: topic.text,
        })
    }
}
