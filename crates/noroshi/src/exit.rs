//! Exit codes: findings never share one with errors.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Done; also a closed pipe.
    Done = 0,
    /// Failed: a bug, or unexpected.
    Failed = 1,
    /// Wrong command line.
    Usage = 2,
    /// Nothing to work on: no such identifier, empty input.
    Nothing = 3,
    /// A source or the network did not answer; what was fetched is kept.
    NoAnswer = 4,
    /// Configuration or permission.
    Setup = 5,
    /// A document is not valid.
    Invalid = 6,
    /// What `--fail-on` asked about is so. Never used otherwise.
    Hit = 20,
}

impl Exit {
    /// Every code, in order.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 8] = [
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::Nothing,
        Self::NoAnswer,
        Self::Setup,
        Self::Invalid,
        Self::Hit,
    ];

    /// The number.
    pub(crate) fn code(self) -> u8 {
        self as u8
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
