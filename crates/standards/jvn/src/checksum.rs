//! The manifest of the static feeds, `checksum.txt`, which is JSON.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One file of the static feeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeedFile {
    /// Its address.
    pub url: String,
    /// Its name.
    #[serde(default)]
    pub filename: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was made, `YYYY/MM/DD hh:mm:ss`, Japan time.
    #[serde(rename = "lastModified", default)]
    pub last_modified: String,
    /// Members that are not known here.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Reads a manifest.
///
/// # Errors
///
/// Where the bytes are not a JSON array of files; the message says at which line and column.
pub fn read(bytes: &[u8]) -> Result<Vec<FeedFile>, serde_json::Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes)
}

/// Writes a manifest as MyJVN does, indented.
///
/// # Errors
///
/// Never for files that were read; the serializer's error is passed on.
pub fn write(files: &[FeedFile]) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(files)
}
