//! Where documents come from: fetching politely, resuming, and saying whose fault a failure is.
//!
//! A source hands out *files* (a yearly feed, an API page, a file in an archive) as streams; the
//! floor above cuts them into documents and stores them. Each file may carry the cursor that holds
//! once it is stored: the caller writes both in one transaction, so a watermark never runs ahead of
//! its data.

pub mod exchange;
mod failure;
pub mod files;
pub mod http;
mod scratch;
mod source;

mod cve;
mod epss;
mod feeds;
mod jvn;
mod jvndb;
mod kev;
mod noroshi;
mod nvd;

use std::io::BufRead;

pub use failure::{Failure, FailureKind, Party};
pub use source::{About, Carries, Context, Ending, Key, Outcome, Quirk, Source, reference};

/// Every source, in alphabetical order. Adding one is a file and a line here.
pub static ALL: &[&dyn Source] = &[
    &cve::Cve,
    &epss::Epss,
    &jvn::Jvn,
    &jvndb::Jvndb,
    &kev::Kev,
    &noroshi::Noroshi,
    &nvd::Nvd,
];

/// The source of that name.
pub fn by_name(name: &str) -> Option<&'static dyn Source> {
    ALL.iter().copied().find(|s| s.about().name == name)
}

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
    /// Whether it holds only what is new or has changed lately: a feed of modified entries, a page of
    /// an API. That it holds far less than the last time is then no sign of a fault.
    pub window: bool,
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

    /// Learns that everything handed out up to here brings the source to this cursor, where no
    /// single file carries it: an archive has many files, of which none is known to be the last.
    /// Store it together with those files.
    ///
    /// # Errors
    ///
    /// As [`Receiver::file`].
    fn reached(&mut self, _cursor: String) -> Result<(), Stopped> {
        Ok(())
    }

    /// Learns what comes: files and bytes still expected, where the source knows. For progress.
    fn expect(&mut self, _files: Option<u64>, _bytes: Option<u64>) {}
}

/// The receiver cannot go on; it keeps its own reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the receiver stopped")]
pub struct Stopped;
