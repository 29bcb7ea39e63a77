//! Why a source is not fresh: a key that faces have words for, and the detail behind it.

use std::fmt::Display;

/// The keys of all reasons. Faces say each in the reader's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It is switched off.
    Off,
    /// The network is switched off.
    Offline,
    /// It wants a key, and none is set.
    NoKey,
    /// It has no address of its own, and none is set.
    NoAddress,
    /// It has not been asked yet.
    Never,
    /// It is being asked for the first time.
    First,
    /// It was read from disk and is not in the table.
    Imported,
    /// Somebody else is asking it already.
    Running,
    /// Another node is asking it; the detail names it.
    Elsewhere,
    /// It saw no need to be asked; the detail says why.
    NotAsked,
    /// Its schedule has passed and nobody asked.
    Late,
    /// Its schedule has passed, and it is being asked.
    LateRunning,
    /// No answer, a broken one, or one that is not data.
    Transport,
    /// It asks to be asked less often.
    Throttled,
    /// A whole answer that does not hold what it must.
    Content,
    /// Bytes whose digest is not the announced one.
    Digest,
    /// It is not signed as the settings ask for.
    Signature,
    /// What is asked is not the ledger that was followed so far.
    OtherPast,
    /// A key is missing or not accepted.
    Key,
    /// A setting that cannot work.
    Settings,
    /// A part of what there is could not be handed out.
    Incomplete,
    /// Our reader does not understand what came.
    NotUnderstood,
    /// It gave nothing where something must be.
    Empty,
    /// What came could not be stored.
    Store,
    /// Nothing can be written where this program keeps everything. Of no source alone.
    Unwritable,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 25] = [
        Self::Off,
        Self::Offline,
        Self::NoKey,
        Self::NoAddress,
        Self::Never,
        Self::First,
        Self::Imported,
        Self::Running,
        Self::Elsewhere,
        Self::NotAsked,
        Self::Late,
        Self::LateRunning,
        Self::Transport,
        Self::Throttled,
        Self::Content,
        Self::Digest,
        Self::Signature,
        Self::OtherPast,
        Self::Key,
        Self::Settings,
        Self::Incomplete,
        Self::NotUnderstood,
        Self::Empty,
        Self::Store,
        Self::Unwritable,
    ];

    /// Its word in the store, in JSON, and in the keys of its texts.
    pub fn key(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Offline => "offline",
            Self::NoKey => "no-key",
            Self::NoAddress => "no-address",
            Self::Never => "never",
            Self::First => "first",
            Self::Imported => "imported",
            Self::Running => "running",
            Self::Elsewhere => "elsewhere",
            Self::NotAsked => "not-asked",
            Self::Late => "late",
            Self::LateRunning => "late-running",
            Self::Transport => "transport",
            Self::Throttled => "throttled",
            Self::Content => "content",
            Self::Digest => "digest",
            Self::Signature => "signature",
            Self::OtherPast => "other-past",
            Self::Key => "key",
            Self::Settings => "settings",
            Self::Incomplete => crate::import::INCOMPLETE,
            Self::NotUnderstood => "not-understood",
            Self::Empty => "empty",
            Self::Store => "store",
            Self::Unwritable => "unwritable",
        }
    }

    /// The reason as it is kept: `key: detail`, or the key alone where it says everything.
    pub(crate) fn with(self, detail: impl Display) -> String {
        let detail = detail.to_string();
        let key = self.key();
        match detail.is_empty() {
            true => key.to_owned(),
            false => format!("{key}: {detail}"),
        }
    }
}

/// Takes a kept reason apart into its key and its detail. A text that begins with none of the keys
/// has an empty one and is all detail.
pub fn reason_parts(reason: &str) -> (&str, &str) {
    let (key, detail) = reason.split_once(": ").unwrap_or((reason, ""));
    match Reason::ALL.iter().any(|r| r.key() == key) {
        true => (key, detail),
        false => ("", reason),
    }
}

#[cfg(test)]
mod tests {
    use super::{Reason, reason_parts};

    #[test]
    fn a_kept_reason_comes_apart_again() {
        for reason in Reason::ALL {
            assert_eq!(reason_parts(&reason.with("")), (reason.key(), ""));
            assert_eq!(reason_parts(&reason.with("a: b")), (reason.key(), "a: b"));
        }
    }

    #[test]
    fn a_text_that_begins_with_no_key_is_all_detail() {
        for text in ["HTTP 403: no", "offside: no", ""] {
            assert_eq!(reason_parts(text), ("", text));
        }
    }
}
