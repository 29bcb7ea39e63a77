//! Files, folders and archives on disk, and standard input.
//!
//! What a file is, is decided by its first bytes and never by its name: gzip, xz, zstd, zip and tar
//! are opened on the way, one inside another, and what is inside is handed out. Nothing from an
//! archive is written to disk under a name; a zip that does not come from a file is laid into an
//! anonymous temporary file, because a zip can only be read from its end.

mod archive;
mod kind;
mod meter;
mod reader;
mod tree;
mod unpack;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicU64},
};

use crate::{File, Receiver, Stopped, Taken};

pub(crate) use kind::Kind;
pub(crate) use unpack::{Origin, Unpacker};

/// How files are read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The format that every file is said to have; otherwise it is detected.
    pub format: Option<&'static str>,
    /// Limits that hold whatever an archive says.
    pub limits: Limits,
    /// Whether to count files and bytes first and tell [`Receiver::expect`]. Costs one more look at
    /// every name.
    pub count_first: bool,
    /// Rises by every byte read from disk, as it lies there (compressed). For progress.
    pub progress: Option<Arc<AtomicU64>>,
    /// Where anonymous temporary files are made; the system's folder for them otherwise.
    pub scratch: Option<PathBuf>,
}

/// Limits that hold whatever an archive says. They count decompressed bytes; a plain file on disk is
/// not limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest single file inside a compression or an archive, in bytes.
    pub entry: u64,
    /// The most bytes that may come out of one file on disk, where there is such a limit.
    pub total: Option<u64>,
    /// How many times larger than its packed form content may be (NVD's feeds reach 30) ...
    pub ratio: u64,
    /// ... once this many bytes have come out.
    pub ratio_after: u64,
    /// How deep packings may stand in one another. A tar directly inside a compression is one.
    pub depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entry: 16 << 30,
            total: None,
            ratio: 200,
            ratio_after: 256 << 20,
            depth: 3,
        }
    }
}

/// Why a walk ended early.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// A path that was asked for cannot be looked at. Found before anything is handed out.
    #[error("cannot read {}", path.display())]
    NotThere {
        /// The path as it was given.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// The receiver could not go on; it keeps its own reason.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Hands out every file under the given paths, in the order of the paths and, in folders, of names.
///
/// `-` is standard input. Folders are followed to their ends, except `.git`. A symbolic link that
/// was asked for by name is followed. One found in a folder is passed over where its target lies in
/// the same folder (the target is handed out under its own name), and refused where it leads out.
/// What cannot be opened becomes a [`crate::Refusal`] and costs nothing else. Content that breaks
/// while it is read is an error of its stream, with the address in its text, and costs its file, or
/// the rest of its archive.
///
/// # Errors
///
/// [`WalkError::NotThere`] where one of `paths` is missing, [`WalkError::Stopped`] where the receiver
/// gives up.
pub fn walk(
    paths: &[PathBuf],
    options: &Options,
    receiver: &mut dyn Receiver,
) -> Result<(), WalkError> {
    walk_on(paths, options, receiver).map(|_| ())
}

/// [`walk`], with whether the receiver wants to go on.
pub(crate) fn walk_on(
    paths: &[PathBuf],
    options: &Options,
    receiver: &mut dyn Receiver,
) -> Result<Taken, WalkError> {
    for path in paths.iter().filter(|p| !is_standard_input(p)) {
        fs::metadata(path).map_err(|cause| WalkError::NotThere {
            path: path.clone(),
            cause,
        })?;
    }
    if options.count_first {
        let (files, bytes) = tree::count(paths);
        receiver.expect(Some(files), Some(bytes));
    }
    for path in paths {
        let taken = if is_standard_input(path) {
            stream("-", &mut io::stdin().lock(), options, receiver)?
        } else {
            tree::walk(path, options, receiver)?
        };
        if taken == Taken::Stop {
            return Ok(Taken::Stop);
        }
    }
    Ok(Taken::Continue)
}

/// Hands out what a stream contains, as [`walk`] does with a file.
///
/// # Errors
///
/// [`Stopped`] where the receiver gives up.
pub fn stream(
    address: &str,
    source: &mut dyn io::Read,
    options: &Options,
    receiver: &mut dyn Receiver,
) -> Result<Taken, Stopped> {
    let origin = Origin {
        format: options.format,
        ..Origin::default()
    };
    Unpacker::new(options, origin, None, receiver).stream(address, source)
}

/// Hands out bytes that the program carries itself, such as the built-in sample, as they are.
///
/// # Errors
///
/// [`Stopped`] where the receiver gives up.
pub fn bytes(
    address: &str,
    mut content: &[u8],
    format: Option<&'static str>,
    receiver: &mut dyn Receiver,
) -> Result<Taken, Stopped> {
    receiver.file(File {
        address: address.to_owned(),
        stream: &mut content,
        format,
        modified: None,
        cursor: None,
        window: false,
    })
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}
