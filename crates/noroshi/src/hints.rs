//! What to do about a failure: the only place that knows flags and commands.

use noroshi_app::UseError;
use noroshi_model::Language;
use noroshi_store::StoreError;
use noroshi_words::{say, say_with};

use crate::{exit::Exit, failure::Failure, nearest::nearest};

/// The advice for a failure, in the reader's language.
pub(crate) fn for_failure(failure: &Failure, language: Language) -> Option<String> {
    Some(match failure {
        Failure::Usage { hint, .. } => return hint.clone(),
        Failure::Date { .. } => "`noroshi help dates`".to_owned(),
        Failure::Topic { typed, known } => match nearest(typed, known.iter().map(String::as_str)) {
            Some(near) => format!("`noroshi help {near}`"),
            None => "`noroshi help`".to_owned(),
        },
        Failure::SourceSilent { id, known, .. } => {
            format!("`noroshi show {id} --source {}`", first(known))
        }
        Failure::WhichOriginal { id, known } => {
            format!("`noroshi show {id} --original --source {}`", first(known))
        }
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
        Failure::Use {
            doing: "error-backup",
            ..
        } => say(language, "hint-backup"),
        Failure::Use {
            doing: "error-restore",
            cause: UseError::NotWhole { .. } | UseError::Store(StoreError::Unusable { .. }),
        } => say(language, "hint-other-backup"),
        Failure::Use { cause, .. } => return for_use(cause, language),
        Failure::Bundle { cause, .. } => return crate::commands::bundle::hint(cause, language),
        Failure::File { doing, .. } => return for_file(doing, language),
        Failure::Vector { .. } => "`noroshi score --help`".to_owned(),
        Failure::CpeName { .. } => "`noroshi cpe match --help`".to_owned(),
        Failure::Case { hint, .. } => say(language, hint),
        Failure::ClosedPipe
        | Failure::Stdout(_)
        | Failure::Input { .. }
        | Failure::NoList { .. } => return None,
    })
}

/// The exit code of a failed use.
pub(crate) fn exit_of(error: &UseError) -> Exit {
    match error {
        UseError::Store(
            StoreError::Unusable { .. }
            | StoreError::Newer { .. }
            | StoreError::Full
            | StoreError::ReadOnly
            | StoreError::Unreachable { .. },
        ) => Exit::Setup,
        UseError::NoSuchFormat { .. } | UseError::Unfit { .. } | UseError::NoName { .. } => {
            Exit::Usage
        }
        UseError::NoSuchSource { .. }
        | UseError::NoSuchUser { .. }
        | UseError::NoSuchProduct { .. }
        | UseError::Unreadable { .. } => Exit::Nothing,
        UseError::Occupied { .. } => Exit::Setup,
        UseError::NotAList { .. } | UseError::NotWhole { .. } => Exit::Invalid,
        _ => Exit::Failed,
    }
}

pub(crate) fn for_use(error: &UseError, language: Language) -> Option<String> {
    let meant = |nearest: Option<&str>, otherwise: &str| match nearest {
        Some(name) => with(language, "hint-did-you-mean", "name", name),
        None => say(language, otherwise),
    };
    Some(match error {
        UseError::Store(StoreError::Unusable { .. }) => say(language, "hint-folder"),
        UseError::Store(StoreError::Full) => say(language, "hint-full"),
        UseError::Store(StoreError::Newer { .. }) => say(language, "hint-newer"),
        UseError::Store(StoreError::Busy) => say(language, "hint-busy"),
        UseError::Store(StoreError::Unreachable { .. }) => say(language, "hint-unreachable"),
        UseError::Store(StoreError::ReadOnly) => say(language, "hint-read-only"),
        UseError::Store(StoreError::Overtaken { .. }) => say(language, "hint-overtaken"),
        UseError::Store(StoreError::Damaged { .. }) => say(language, "hint-rebuild"),
        UseError::Store(_) => say(language, "hint-store"),
        UseError::NoSuchFormat { nearest, .. } => meant(*nearest, "hint-formats"),
        UseError::NoSuchSource { nearest, .. } => meant(*nearest, "hint-source-list"),
        UseError::NoSuchProduct { nearest, .. } => meant(nearest.as_deref(), "hint-product-list"),
        UseError::NoSuchUser { .. } => "`noroshi user list`".to_owned(),
        UseError::NoName { .. } => say(language, "hint-product-name"),
        UseError::Occupied { .. } => say(language, "hint-occupied"),
        UseError::NotWhole { .. } => say(language, "hint-check"),
        UseError::Unfit { what: "key", .. } => say(language, "hint-product-key"),
        _ => return None,
    })
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

fn first(names: &[String]) -> &str {
    names.first().map_or("NAME", String::as_str)
}
