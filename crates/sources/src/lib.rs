//! Where documents come from: fetching politely, resuming, and saying whose fault a failure is.
//!
//! A source hands out *files* (a yearly feed, an API page, a file in an archive) as streams; the
//! floor above cuts them into documents and stores them. Each file may carry the cursor that holds
//! once it is stored: the caller writes both in one transaction, so a watermark never runs ahead of
//! its data.

pub mod files;
mod scratch;

use std::io::BufRead;

/// One file as it was handed out.
pub struct File<'a> {
    /// Where it came from: a URL, or a path; `#` joins the path inside an archive, for example
    /// `bundle.tar.zst#2024/CVE-2024-0001.json`.
    pub address: String,
    /// The decompressed bytes.
    pub stream: &'a mut dyn BufRead,
    /// The name of its format where the source knows it; otherwise it is detected.
    pub format: Option<&'static str>,
    /// When the server or the file system says it was last modified (milliseconds since 1970).
    pub modified: Option<i64>,
    /// The source's cursor once this file is stored. The caller stores both together.
    pub cursor: Option<String>,
}

/// What the receiver of a file answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Stored; go on.
    Continue,
    /// Somebody asked to stop; end quietly, everything stored is kept.
    Stop,
}

/// A file or an entry of an archive that could not be handed out at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// As in [`File::address`].
    pub address: String,
    /// Why, in words.
    pub reason: String,
}

/// Receives what a source hands out.
pub trait Receiver {
    /// Takes one file.
    ///
    /// # Errors
    ///
    /// [`Stopped`] where the receiver cannot go on (a full disk): the source ends at once.
    fn file(&mut self, file: File<'_>) -> Result<Taken, Stopped>;

    /// Takes note of something that could not be handed out.
    ///
    /// # Errors
    ///
    /// As [`Receiver::file`].
    fn refused(&mut self, refusal: Refusal) -> Result<Taken, Stopped>;

    /// Learns what comes: files and bytes still expected, where the source knows. For progress.
    fn expect(&mut self, _files: Option<u64>, _bytes: Option<u64>) {}
}

/// The receiver cannot go on; it keeps its own reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the receiver stopped")]
pub struct Stopped;
