//! Failures that say whose they are.

use std::time::Duration;

use crate::Stopped;

/// A fetch that ended early. What was handed out before stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({address})")]
pub struct Failure {
    /// Who must act.
    pub party: Party,
    /// What kind of failure it is.
    pub kind: FailureKind,
    /// What happened, in words, without the address.
    pub message: String,
    /// What was being asked, without keys.
    pub address: String,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
}

/// Who must act on a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Party {
    /// The source: it does not answer, or answers nonsense. Waiting helps.
    Them,
    /// The place where the program runs: its network, its disk, or the program itself.
    Us,
    /// The person who set the source up: a key or a setting.
    You,
}

/// The kinds of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// No answer, a broken one, or one that is not data (a web page, nothing at all).
    Transport,
    /// Asked to slow down.
    Throttled {
        /// How long the source asks to be left alone, where it says so.
        retry_after: Option<Duration>,
    },
    /// An answer that came whole but does not hold what it must.
    Content,
    /// Bytes whose digest is not the announced one. Nothing of them was handed out.
    Digest,
    /// What is asked is not what was followed so far: it was restored from an earlier copy, say, or is another one.
    OtherPast,
    /// The source wants a key, or does not accept the one it was given.
    KeyMissing,
    /// A setting that cannot work.
    Configuration,
}

impl Failure {
    /// A failure without an HTTP status.
    pub(crate) fn new(
        party: Party,
        kind: FailureKind,
        message: impl Into<String>,
        address: impl Into<String>,
    ) -> Self {
        Self {
            party,
            kind,
            message: message.into(),
            address: address.into(),
            status: None,
        }
    }

    /// The source's answer does not hold what it must.
    pub(crate) fn content(message: impl Into<String>, address: impl Into<String>) -> Self {
        Self::new(Party::Them, FailureKind::Content, message, address)
    }

    /// A failure of the machine: its disk, mostly.
    pub(crate) fn local(error: &std::io::Error, address: impl Into<String>) -> Self {
        let message = format!("cannot keep the answer: {error}");
        Self::new(Party::Us, FailureKind::Transport, message, address)
    }

    /// Whether asking for something else from the same place has a chance: the place answers.
    pub(crate) fn is_about_one_file(&self) -> bool {
        match self.kind {
            FailureKind::Content | FailureKind::Digest => true,
            FailureKind::Transport => matches!(self.status, Some(400..=499)),
            _ => false,
        }
    }
}

/// Why a fetch ends before it is through.
#[derive(Debug)]
pub(crate) enum End {
    /// Something failed.
    Failure(Failure),
    /// Somebody asked to stop, or the receiver cannot go on and keeps its reason.
    Stopped,
}

impl From<Failure> for End {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Stopped> for End {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}
