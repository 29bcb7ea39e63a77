//! What is wrong with a command line, said in the reader's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use noroshi_model::Language;
use noroshi_words::{say, say_with};

use crate::{exit::Exit, failure::Failure, nearest::nearest, output::to_stdout};

/// A command line that does not lead to a command: help, version, or a mistake.
#[derive(Debug)]
pub(crate) enum Misuse {
    /// Help or version was asked for: data.
    Asked(String),
    /// No command at all: the help is the hint.
    Bare(String),
    /// A mistake.
    Wrong(Failure),
}

impl Misuse {
    pub(super) fn of(error: &clap::Error, language: Language) -> Self {
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                Self::Asked(error.render().to_string())
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                Self::Bare(error.render().to_string())
            }
            _ => Self::Wrong(mistake(error, language)),
        }
    }

    /// Prints what was asked for, or hands on the mistake.
    pub(crate) fn end(self) -> Result<Exit, Failure> {
        match self {
            Self::Asked(text) => to_stdout(text.as_bytes()).map(|()| Exit::Done),
            Self::Bare(text) => {
                // The help is talk here: nobody asked for it.
                crate::talk::raw(&text);
                Ok(Exit::Usage)
            }
            Self::Wrong(failure) => Err(failure),
        }
    }
}

fn mistake(error: &clap::Error, language: Language) -> Failure {
    let one = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let many = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::String(text)) => vec![text.clone()],
        _ => Vec::new(),
    };
    let argument = one(ContextKind::InvalidArg).unwrap_or_default();
    let value = one(ContextKind::InvalidValue).unwrap_or_default();
    let suggested = |kind: ContextKind, typed: &str| {
        let names = many(kind);
        let near = nearest(typed, names.iter().map(String::as_str));
        near.or(names.first().map(String::as_str))
            .map(|name| with(language, "hint-did-you-mean", "name", name))
    };
    let (key, values, hint) = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = one(ContextKind::InvalidSubcommand).unwrap_or_default();
            let hint = suggested(ContextKind::SuggestedSubcommand, &name)
                .unwrap_or_else(|| say(language, "hint-commands"));
            ("usage-unknown-command", vec![("name", name)], Some(hint))
        }
        ErrorKind::UnknownArgument => {
            let hint = suggested(ContextKind::SuggestedArg, &argument)
                .unwrap_or_else(|| say(language, "hint-help"));
            ("usage-unknown-option", vec![("name", argument)], Some(hint))
        }
        ErrorKind::InvalidValue if !value.is_empty() => {
            let valid = many(ContextKind::ValidValue);
            let hint = match nearest(&value, valid.iter().map(String::as_str)) {
                Some(near) => with(language, "hint-did-you-mean", "name", near),
                None => with(language, "hint-one-of", "names", &valid.join(", ")),
            };
            (
                "usage-value",
                vec![("argument", argument), ("value", value)],
                Some(hint),
            )
        }
        // A flag without its value.
        ErrorKind::InvalidValue => (
            "usage-no-value",
            vec![("argument", argument)],
            Some(say(language, "hint-help")),
        ),
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string);
            let hint = why.map(|w| with(language, "hint-one-of", "names", &w));
            (
                "usage-value",
                vec![("argument", argument), ("value", value)],
                hint,
            )
        }
        ErrorKind::MissingRequiredArgument => (
            "usage-missing",
            vec![("argument", argument)],
            Some(say(language, "hint-help")),
        ),
        ErrorKind::ArgumentConflict => (
            "usage-twice",
            vec![("argument", argument)],
            Some(say(language, "hint-help")),
        ),
        _ => {
            let text = error.render().to_string();
            let first = text.lines().next().unwrap_or_default();
            let first = first.trim_start_matches("error: ").to_owned();
            (
                "usage-other",
                vec![("why", first)],
                Some(say(language, "hint-help")),
            )
        }
    };
    Failure::Usage { key, values, hint }
}

fn with(language: Language, key: &str, name: &str, value: &str) -> String {
    say_with(language, key, &[(name, value.into())])
}
