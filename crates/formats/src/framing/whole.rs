//! A file that is one document.

use std::io::{self, BufRead, Read as _};

use super::{Limits, Piece};

/// Reads the whole stream as one document, with an empty header before it.
pub(super) fn cut(
    stream: &mut dyn BufRead,
    limits: Limits,
    each: &mut dyn FnMut(Piece) -> bool,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    stream
        .take(limits.document as u64 + 1)
        .read_to_end(&mut bytes)?;
    if !each(Piece::Header(Vec::new())) {
        return Ok(());
    }
    if bytes.len() > limits.document {
        let reason = format!("larger than {} MiB", limits.document >> 20);
        each(Piece::Refused { offset: 0, reason });
    } else if !bytes.is_empty() {
        each(Piece::Document { offset: 0, bytes });
    }
    Ok(())
}
