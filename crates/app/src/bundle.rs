//! Bundles: a part of the ledger in one file, to be carried where no network goes.
//!
//! A bundle is a tar archive of three members: what it holds (`manifest.json`), who vouches for that (`signature.json`),
//! and the rows with their documents (`payload.zst`), whose digest stands in the manifest. Applied, its documents are
//! placed among those that are there as if they had been fetched: in the source's own order, each once.
//!
//! One Noroshi follows another by fetching such parts, one after the other.

mod apply;
mod container;
mod dump;
mod pack;
mod part;
mod payload;
mod proof;
mod rows;
mod sign;

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::house::UseError;

pub(crate) use apply::Way;
pub use apply::{Applied, ApplyOptions};
pub use container::inspect;
pub use dump::{DumpFile, DumpOptions, Index, State, inspect_dump};
pub use pack::{PackOptions, Since};
pub use part::Offer;
pub use sign::{make_key, public_key};

/// What a bundle says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `noroshi-bundle`.
    pub format: String,
    /// The version of the form: 1.
    pub version: u32,
    /// The release that packed it.
    pub release: String,
    /// When it was packed (milliseconds since 1970).
    pub made: i64,
    /// The hash of the first row of the ledger it was packed from: which ledger that is.
    pub origin: String,
    /// The source whose rows alone it holds; none where it holds those of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<String>,
    /// The row it begins behind.
    pub after: Place,
    /// Its last row.
    pub upto: Place,
    /// Rows in it.
    pub rows: u64,
    /// Documents in it.
    pub documents: u64,
    /// Bytes of these documents.
    pub bytes: u64,
    /// Bytes of the payload.
    pub payload_size: u64,
    /// SHA-256 of the payload, hexadecimal.
    pub payload_sha256: String,
    /// What it covers, by source.
    pub sources: Vec<Coverage>,
}

/// A place in a ledger; row 0 is before the first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// The row.
    pub sequence: u64,
    /// Its hash, hexadecimal.
    pub link: String,
}

/// What a bundle covers of a source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// The source.
    pub source: String,
    /// Its rows in the bundle.
    pub rows: u64,
    /// When it last answered whole where the bundle was packed (milliseconds since 1970).
    pub last_success: Option<i64>,
}

/// A manifest, and whose key signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// The manifest.
    pub manifest: Manifest,
    /// The public key whose signature holds, hexadecimal; none where it is not signed.
    pub signed_by: Option<String>,
    /// The size of the file.
    pub size: u64,
}

/// Why a bundle cannot be packed, read or applied.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// A file cannot be read or written.
    #[error("{path}: {cause}")]
    File {
        /// Which.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
    /// It is no bundle, or one that this release does not read.
    #[error("no bundle that can be read: {0}")]
    NotABundle(String),
    /// It is not as it was packed.
    #[error("not as it was packed: {0}")]
    Damaged(String),
    /// Nobody signed it, and that was not allowed.
    #[error("it is not signed")]
    Unsigned,
    /// Its signature does not hold.
    #[error("its signature does not hold")]
    Forged,
    /// It is signed with a key that nobody named.
    #[error("it is signed with {0}, which is not trusted")]
    Untrusted(String),
    /// Rows between what is here and what it holds are missing.
    #[error("it begins behind row {begins}, and {here} rows are here")]
    Gap {
        /// The row it begins behind.
        begins: u64,
        /// How far what is here goes, of the same ledger.
        here: u64,
    },
    /// It goes on from another past than the one that was applied here.
    #[error("it goes on from another past")]
    OtherPast,
    /// What was packed last is not in the ledger any more, or nothing was packed.
    #[error("nothing was packed from this ledger yet")]
    NothingPacked,
    /// There is nothing to pack.
    #[error("there is nothing to pack")]
    Empty,
    /// A key that cannot be used.
    #[error("{0} is no key")]
    NoKey(String),
    /// The store.
    #[error(transparent)]
    Use(#[from] UseError),
}

impl From<noroshi_store::StoreError> for BundleError {
    fn from(error: noroshi_store::StoreError) -> Self {
        Self::Use(error.into())
    }
}

/// What the form is called, and its version.
const FORMAT: (&str, u32) = ("noroshi-bundle", 1);

/// The folder that a file is in.
fn folder_of(path: &std::path::Path) -> &std::path::Path {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(std::path::Path::new("."))
}

fn at(path: &std::path::Path) -> impl Fn(std::io::Error) -> BundleError {
    let path = path.display().to_string();
    move |cause| BundleError::File {
        path: path.clone(),
        cause,
    }
}

/// The digest and the size of what goes through it.
struct Hashing<W> {
    out: W,
    hasher: Sha256,
    size: u64,
}

impl<W> Hashing<W> {
    fn of(out: W) -> Self {
        Self {
            out,
            hasher: Sha256::new(),
            size: 0,
        }
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
