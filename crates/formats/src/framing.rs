//! Cuts the documents out of a stream, byte for byte, in bounded memory.

mod json;
mod whole;
mod xml;

use std::io::{self, BufRead};

use crate::Frame;

/// Limits that hold whatever the file says.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The largest document, in bytes. A larger one is a refusal; the rest of the file goes on.
    pub document: usize,
    /// The deepest nesting of brackets or elements the cutter follows.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document: 64 << 20,
            depth: 256,
        }
    }
}

/// One piece of a file, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// What stands before the first document, complete. Comes once, before any document.
    Header(Vec<u8>),
    /// One document's exact bytes and where they begin, in decompressed bytes from the start.
    Document {
        /// Offset of the first byte.
        offset: u64,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// An entry that could not be taken, with the place and the reason; the rest goes on.
    Refused {
        /// Offset where the entry begins.
        offset: u64,
        /// What was wrong with it.
        reason: String,
    },
    /// What stands after the last document (at most the last 64 KiB of it). Comes once, at the end.
    Trailer(Vec<u8>),
    /// The file ended early or broke: what came before is whole. Comes last if at all.
    Broken {
        /// Offset at which nothing more could be understood.
        offset: u64,
        /// What was wrong.
        reason: String,
    },
}

/// Cuts a stream into pieces and hands each to `each`, which answers whether to go on.
///
/// # Errors
///
/// Only what the stream itself answers (a broken archive, a full disk); malformed content is a
/// [`Piece::Broken`], never an error.
pub fn cut(
    frame: Frame,
    stream: &mut dyn BufRead,
    limits: Limits,
    each: &mut dyn FnMut(Piece) -> bool,
) -> io::Result<()> {
    match frame {
        Frame::Whole => whole::cut(stream, limits, each),
        Frame::JsonArray { member } => json::cut(Some(member), stream, limits, each),
        Frame::JsonElements => json::cut(None, stream, limits, each),
        Frame::XmlElement { name } => xml::cut(name, stream, limits, each),
    }
}
