//! Why a command failed: what was being done, why it failed, and which exit code that is.

use std::{error::Error, io, path::PathBuf};

use noroshi_app::{UseError, bundle::BundleError};
use noroshi_model::Language;
use noroshi_words::{Value, say, say_with};

use crate::{commands::bundle, config::ConfigError, exit::Exit, hints, output::Format, talk::Talk};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The command line is wrong in a way only the command knows.
    #[error("usage")]
    Usage {
        key: &'static str,
        values: Vec<(&'static str, String)>,
        hint: Option<String>,
    },
    /// A date that cannot be read.
    #[error("date")]
    Date { flag: &'static str, value: String },
    /// There is no such help topic or command.
    #[error("topic")]
    Topic { typed: String, known: Vec<String> },
    /// The source named says nothing about the vulnerability; these do.
    #[error("silent source")]
    SourceSilent {
        name: String,
        id: String,
        known: Vec<String>,
    },
    /// Several sources have an original.
    #[error("which original")]
    WhichOriginal { id: String, known: Vec<String> },
    /// The command has no such format.
    #[error("format")]
    Format {
        format: Format,
        formats: &'static [Format],
    },
    /// There is no such field.
    #[error("field")]
    Field {
        name: String,
        known: Vec<&'static str>,
    },
    /// Nothing is known under an identifier.
    #[error("unknown identifier")]
    UnknownId { id: String, nearest: Vec<String> },
    /// There is no such source.
    #[error("unknown source")]
    UnknownSource { name: String, known: Vec<String> },
    /// A product was added by hand and has no list.
    #[error("no list")]
    NoList { name: String },
    /// The configuration cannot be used.
    #[error("configuration")]
    Config(#[from] ConfigError),
    /// The house could not do it.
    #[error("use")]
    Use {
        doing: &'static str,
        #[source]
        cause: UseError,
    },
    /// A file or an address could not be used.
    #[error("file")]
    File {
        doing: &'static str,
        file: PathBuf,
        #[source]
        cause: io::Error,
    },
    /// A bundle could not be packed, read or applied.
    #[error("bundle")]
    Bundle {
        doing: &'static str,
        file: PathBuf,
        #[source]
        cause: BundleError,
    },
    /// Standard input could not be read.
    #[error("standard input")]
    Input {
        #[source]
        cause: io::Error,
    },
    /// A text is not a CVSS vector.
    #[error("vector")]
    Vector { vector: String, cause: String },
    /// A text is not a CPE name.
    #[error("name")]
    CpeName { name: String, cause: String },
    /// A question that cannot be answered as it was put, and why.
    #[error("case")]
    Case {
        why: String,
        hint: &'static str,
        exit: Exit,
    },
    /// The reader of our output went away: a quiet success.
    #[error("closed pipe")]
    ClosedPipe,
    /// Standard output could not be written.
    #[error("standard output")]
    Stdout(#[source] io::Error),
}

impl Failure {
    /// A failed use, with the words for what was being done.
    pub(crate) fn of(doing: &'static str) -> impl FnOnce(UseError) -> Self {
        move |cause| Self::Use { doing, cause }
    }

    /// Standard output could not be written; a closed pipe is its own failure, which is none.
    pub(crate) fn stdout(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Stdout(error),
        }
    }

    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::ClosedPipe => Exit::Done,
            Self::Usage { .. }
            | Self::Date { .. }
            | Self::Topic { .. }
            | Self::SourceSilent { .. }
            | Self::WhichOriginal { .. }
            | Self::Format { .. }
            | Self::Field { .. } => Exit::Usage,
            Self::UnknownId { .. } | Self::UnknownSource { .. } | Self::NoList { .. } => {
                Exit::Nothing
            }
            Self::Config(_) => Exit::Setup,
            Self::Use { cause, .. } => hints::exit_of(cause),
            Self::Bundle { cause, .. } => bundle::exit(cause),
            Self::File { cause, .. } => match cause.kind() {
                io::ErrorKind::NotFound => Exit::Nothing,
                _ => Exit::Setup,
            },
            Self::Stdout(_) | Self::Input { .. } => Exit::Failed,
            Self::Vector { .. } | Self::CpeName { .. } => Exit::Invalid,
            Self::Case { exit, .. } => *exit,
        }
    }

    /// Says what failed, why, and what to do; returns the exit code.
    pub(crate) fn report(&self, talk: &Talk) -> Exit {
        if !matches!(self, Self::ClosedPipe) {
            let language = talk.language();
            talk.error(
                &self.what(language),
                self.cause(language).as_deref(),
                hints::for_failure(self, language).as_deref(),
            );
        }
        self.exit()
    }

    fn what(&self, language: Language) -> String {
        let with = |key: &str, values: &[(&str, &str)]| {
            let values: Vec<(&str, Value<'_>)> =
                values.iter().map(|(k, v)| (*k, (*v).into())).collect();
            say_with(language, key, &values)
        };
        match self {
            Self::Usage { key, values, .. } => {
                let values: Vec<_> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
                with(key, &values)
            }
            Self::Date { flag, value } => with("error-date", &[("flag", flag), ("value", value)]),
            Self::Topic { typed, .. } => with("error-topic", &[("topic", typed)]),
            Self::SourceSilent { name, id, .. } => {
                with("error-source-silent", &[("source", name), ("id", id)])
            }
            Self::WhichOriginal { id, known } => with(
                "error-which-original",
                &[("id", id), ("names", &known.join(", "))],
            ),
            Self::Format { format, .. } => with("error-format", &[("format", format.word())]),
            Self::Field { name, .. } => with("error-field", &[("name", name)]),
            Self::UnknownId { id, .. } => with("error-unknown-id", &[("id", id)]),
            Self::UnknownSource { name, .. } => with("error-unknown-source", &[("name", name)]),
            Self::NoList { name } => with("error-no-list", &[("name", name)]),
            Self::Config(error) => with(
                "error-config",
                &[("file", &error.file().display().to_string())],
            ),
            Self::Use { doing, cause } => {
                of_use(cause, language).unwrap_or_else(|| say(language, doing))
            }
            Self::Bundle { doing, file, .. } | Self::File { doing, file, .. } => {
                with(doing, &[("file", &file.display().to_string())])
            }
            Self::ClosedPipe => String::new(),
            Self::Input { .. } => say(language, "error-input"),
            Self::Vector { vector, .. } => with("error-vector", &[("vector", vector)]),
            Self::CpeName { name, .. } => with("error-cpe-name", &[("name", name)]),
            Self::Case { why, .. } => why.clone(),
            Self::Stdout(_) => say(language, "error-stdout"),
        }
    }

    fn cause(&self, language: Language) -> Option<String> {
        match self {
            Self::Config(error) => Some(error.why(language)),
            Self::Use {
                cause:
                    UseError::NoSuchFormat { .. }
                    | UseError::NoSuchSource { .. }
                    | UseError::NoSuchProduct { .. }
                    | UseError::NoSuchUser { .. }
                    | UseError::NoName { .. },
                ..
            } => None,
            Self::Use {
                cause:
                    UseError::Unreadable { reason, .. }
                    | UseError::NotAList { reason, .. }
                    | UseError::Occupied { reason, .. }
                    | UseError::NotWhole { what: reason, .. }
                    | UseError::Unfit { reason, .. },
                ..
            } => Some(reason.clone()).filter(|r| !r.is_empty()),
            Self::Use { cause, .. } => Some(chain(cause)),
            Self::Bundle { cause, .. } => Some(bundle::why(cause, language)),
            Self::File { cause, .. } | Self::Stdout(cause) | Self::Input { cause } => {
                Some(cause.to_string())
            }
            Self::Vector { cause, .. } | Self::CpeName { cause, .. } => Some(cause.clone()),
            _ => None,
        }
    }
}

/// What failed, where the use says it better than what was being done.
fn of_use(error: &UseError, language: Language) -> Option<String> {
    let (key, name, value) = match error {
        UseError::NoSuchFormat { name, .. } => ("error-unknown-format", "name", name),
        UseError::NoSuchSource { name, .. } => ("error-unknown-source", "name", name),
        UseError::Unreadable { path, .. } => ("error-unreadable", "path", path),
        UseError::NoSuchProduct { name, .. } => ("error-unknown-product", "name", name),
        UseError::NoSuchUser { name } => ("error-unknown-user", "name", name),
        UseError::NotAList { file, .. } => ("error-not-a-list", "file", file),
        UseError::NoName { file } => ("error-no-name", "file", file),
        UseError::Occupied { place, .. } => ("error-occupied", "place", place),
        UseError::NotWhole { place, .. } => ("error-not-whole", "place", place),
        UseError::Unfit { what, value, .. } => {
            let values = [("what", (*what).into()), ("value", value.as_str().into())];
            return Some(say_with(language, "error-unfit", &values));
        }
        _ => return None,
    };
    Some(say_with(language, key, &[(name, value.as_str().into())]))
}

/// An error and its causes, from what was being done to the innermost reason.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        // Some errors repeat their cause in their own text.
        if !text.ends_with(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        next = cause.source();
    }
    text
}
