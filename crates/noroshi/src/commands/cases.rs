//! Cases from standard input, one a line, each answered with one line of JSON: so that other programs can ask
//! thousands of questions in one run, and strangers can test us.

use std::io::{self, BufRead, BufWriter, Read, Write};

use crate::{exit::Exit, failure::Failure};

/// The longest line that is read; a longer one is a case that cannot be answered.
pub(super) const LONGEST: usize = 1 << 20;

/// A line of input.
pub(super) enum Line<'a> {
    /// Without its end of line.
    Text(&'a str),
    /// It is longer than [`LONGEST`], or not UTF-8.
    Unreadable,
}

/// Answers every line. The exit code says whether one of them could not be answered ([`Exit::Invalid`]), or there
/// was none ([`Exit::Nothing`]).
///
/// # Errors
///
/// Where standard input or output fails.
pub(super) fn answer<T: serde::Serialize>(
    mut one: impl FnMut(Line<'_>) -> (T, Exit),
) -> Result<Exit, Failure> {
    let mut input = io::stdin().lock();
    let mut output = BufWriter::new(io::stdout().lock());
    let mut line = Vec::new();
    let mut worst = None;
    while read_line(&mut input, &mut line).map_err(|cause| Failure::Input { cause })? {
        let text = match std::str::from_utf8(&line) {
            Ok(text) if line.len() <= LONGEST => Line::Text(text.trim_end_matches(['\n', '\r'])),
            _ => Line::Unreadable,
        };
        let (answer, exit) = one(text);
        worst = worst.max(Some(exit));
        let mut json = serde_json::to_vec(&answer).unwrap_or_default();
        json.push(b'\n');
        output.write_all(&json).map_err(Failure::stdout)?;
    }
    output.flush().map_err(Failure::stdout)?;
    Ok(worst.unwrap_or(Exit::Nothing))
}

/// Reads a line with its end; of a line that is too long only the beginning is kept. False at the end of the input.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let most = LONGEST as u64 + 2;
    input.by_ref().take(most).read_until(b'\n', line)?;
    if line.len() as u64 == most && line.last() != Some(&b'\n') {
        input.skip_until(b'\n')?;
    }
    Ok(!line.is_empty())
}
