//! What to do about a failure: the only place that knows flags and commands.

use noroshi_app::UseError;
use noroshi_model::Language;
use noroshi_words::{say, say_with};

use crate::{exit::Exit, failure::Failure, nearest::nearest};

/// The advice for a failure, in the reader's language.
pub(crate) fn for_failure(failure: &Failure, language: Language) -> Option<String> {
    Some(match failure {
        Failure::Usage { hint, .. } => return hint.clone(),
        Failure::Format { formats, .. } => {
            let names: Vec<_> = formats.iter().map(|f| f.word()).collect();
            with(language, "hint-format", "names", &names.join(", "))
        }
        Failure::Field { name, known } => match nearest(name, known.iter().copied()) {
            Some(near) => with(language, "hint-did-you-mean", "name", near),
            None => with(language, "hint-fields", "names", &known.join(",")),
        },
        Failure::UnknownId { nearest, .. } => match nearest.first() {
            Some(near) => with(language, "hint-show", "id", near),
            None => say(language, "hint-search"),
        },
        Failure::UnknownSource { name, known } => {
            match nearest(name, known.iter().map(String::as_str)) {
                Some(near) => with(language, "hint-source-show", "name", near),
                None => say(language, "hint-source-list"),
            }
        }
        Failure::Config(error) => match error.nearest() {
            Some(near) => with(language, "hint-did-you-mean", "name", near),
            None => say(language, "hint-config"),
        },
        Failure::Use { cause, .. } => return for_use(cause, language),
        Failure::File { doing, .. } => return for_file(doing, language),
        Failure::ClosedPipe | Failure::Stdout(_) => return None,
    })
}

/// The exit code of a failed use.
pub(crate) fn exit_of(error: &UseError) -> Exit {
    match error {
        UseError::Store(_) => Exit::Failed,
    }
}

fn for_use(error: &UseError, language: Language) -> Option<String> {
    match error {
        UseError::Store(_) => Some(say(language, "hint-store")),
    }
}

fn for_file(doing: &str, language: Language) -> Option<String> {
    match doing {
        "error-listen" => Some(say(language, "hint-listen")),
        _ => None,
    }
}

fn with(language: Language, key: &str, name: &str, value: &str) -> String {
    say_with(language, key, &[(name, value.into())])
}
