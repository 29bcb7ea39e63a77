//! The payload: lines of JSON, each followed by the bytes it announces, in one zstd stream.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

use noroshi_store::FileRow;
use serde::{Deserialize, Serialize};
use zstd::stream::{read::Decoder, write::Encoder};

use super::BundleError;
use crate::digits::{hex, unhex};

/// A line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Line {
    /// What documents of a format are compressed with; its bytes follow.
    Dictionary { format: String, size: u64 },
    /// A file that rows came in.
    File(File),
    /// A row of the ledger; its document's bytes follow where it is the first one with that digest.
    Row(Row),
}

/// A file that rows came in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct File {
    pub(super) id: u64,
    source: String,
    address: String,
    format: String,
    /// Hexadecimal.
    header: String,
    digest: Option<String>,
    size: u64,
    made: i64,
    entries: u64,
    records: u64,
    noted: u64,
    refused: u64,
    complete: bool,
    snapshot: bool,
}

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) sequence: u64,
    pub(super) source: String,
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) format: String,
    pub(super) file: u64,
    pub(super) offset: u64,
    pub(super) changed: Option<i64>,
    pub(super) made: i64,
    pub(super) confirmed: i64,
    /// When it arrived where it was packed; a part of what the chain of hashes proves.
    #[serde(default)]
    pub(super) seen: Option<i64>,
    /// What is known when it was packed of rows before it under the same name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) sightings: Vec<Sighting>,
    /// None where the source no longer lists it.
    pub(super) document: Option<Document>,
}

/// An earlier row of the same name, and when it was last confirmed. The row itself may have been carried before that, and
/// its place among those that follow depends on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Sighting {
    pub(super) digest: Option<String>,
    pub(super) changed: Option<i64>,
    pub(super) made: i64,
    pub(super) confirmed: i64,
}

/// A row's document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Document {
    pub(super) digest: String,
    pub(super) size: u64,
    pub(super) records: u32,
    pub(super) notes: u32,
    /// Whether its bytes follow.
    pub(super) follows: bool,
}

impl File {
    pub(super) fn of(row: &FileRow) -> Self {
        Self {
            id: row.id,
            source: row.source.clone(),
            address: row.address.clone(),
            format: row.format.clone(),
            header: hex(&row.header),
            digest: row.digest.map(|digest| digest.to_string()),
            size: row.size,
            made: row.made,
            entries: row.entries,
            records: row.records,
            noted: row.noted,
            refused: row.refused,
            complete: row.complete,
            snapshot: row.snapshot,
        }
    }

    /// The row it becomes in another store; `None` where its header cannot be read.
    pub(super) fn row(&self, id: u64, arrived: i64) -> Option<FileRow> {
        Some(FileRow {
            id,
            source: self.source.clone(),
            address: self.address.clone(),
            format: self.format.clone(),
            header: unhex(&self.header)?,
            digest: self
                .digest
                .as_deref()
                .and_then(noroshi_store::Digest::parse),
            size: self.size,
            made: self.made,
            arrived,
            entries: self.entries,
            records: self.records,
            noted: self.noted,
            refused: self.refused,
            complete: self.complete,
            snapshot: self.snapshot,
        })
    }
}

impl Line {
    /// How many bytes follow it.
    fn follows(&self) -> u64 {
        match self {
            Self::Dictionary { size, .. } => *size,
            Self::Row(Row {
                document: Some(document),
                ..
            }) if document.follows => document.size,
            Self::File(_) | Self::Row(_) => 0,
        }
    }
}

/// Writes a payload.
pub(super) struct Writing<W: Write>(BufWriter<Encoder<'static, W>>);

/// Documents of a bundle resemble each other over long distances: so many bytes are looked back (2^25, 32 MiB).
const WINDOW: u32 = 25;
const LEVEL: i32 = 6;

impl<W: Write> Writing<W> {
    pub(super) fn to(out: W) -> io::Result<Self> {
        let mut encoder = Encoder::new(out, LEVEL)?;
        encoder.long_distance_matching(true)?;
        encoder.window_log(WINDOW)?;
        encoder.include_checksum(true)?;
        Ok(Self(BufWriter::new(encoder)))
    }

    pub(super) fn line(&mut self, line: &Line, bytes: &[u8]) -> io::Result<()> {
        serde_json::to_writer(&mut self.0, line)?;
        self.0.write_all(b"\n")?;
        self.0.write_all(bytes)
    }

    pub(super) fn finish(self) -> io::Result<W> {
        let encoder = self
            .0
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        encoder.finish()
    }
}

/// Reads a payload.
pub(super) struct Reading<R: Read>(BufReader<Decoder<'static, BufReader<R>>>);

/// A line is at most so long: a file's header in hexadecimal digits is the longest part.
const LONGEST: u64 = 4 << 20;
/// A document is at most so large; none that any source hands out comes near.
const LARGEST: u64 = 1 << 30;

impl<R: Read> Reading<R> {
    pub(super) fn of(input: R) -> io::Result<Self> {
        let mut decoder = Decoder::new(input)?;
        decoder.window_log_max(WINDOW)?;
        Ok(Self(BufReader::new(decoder)))
    }

    /// The next line with the bytes that follow it; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<(Line, Vec<u8>)>, BundleError> {
        let damaged = |what: String| BundleError::Damaged(what);
        let mut text = Vec::new();
        let read = (&mut self.0).take(LONGEST).read_until(b'\n', &mut text);
        read.map_err(|e| damaged(e.to_string()))?;
        if text.is_empty() {
            return Ok(None);
        }
        if text.pop() != Some(b'\n') {
            return Err(damaged("a line has no end".to_owned()));
        }
        let line: Line = serde_json::from_slice(&text).map_err(|e| damaged(e.to_string()))?;
        let size = line.follows();
        if size > LARGEST {
            return Err(damaged(format!("a document of {size} bytes")));
        }
        let mut bytes = Vec::new();
        let read = (&mut self.0).take(size).read_to_end(&mut bytes);
        read.map_err(|e| damaged(e.to_string()))?;
        if bytes.len() as u64 != size {
            return Err(damaged("it ends in the middle of a document".to_owned()));
        }
        Ok(Some((line, bytes)))
    }
}
