//! Cases from standard input, one a line, each answered with one line of JSON: so that other programs can ask
//! thousands of questions in one run, and strangers can test us.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

use noroshi_model::Language;
use noroshi_words::{say, say_with};

use crate::{exit::Exit, failure::Failure};

/// The longest line that is read; a longer one is a case that cannot be answered.
const LONGEST: usize = 1 << 20;

/// Answers every line: `one` what can be read, `refused` why a line cannot. The exit code says whether one of them
/// could not be answered ([`Exit::Invalid`]), or there was none ([`Exit::Nothing`]).
///
/// # Errors
///
/// Where standard input or output fails.
pub(super) fn answer<T: serde::Serialize>(
    language: Language,
    mut one: impl FnMut(&str) -> (T, Exit),
    refused: impl Fn(String) -> T,
) -> Result<Exit, Failure> {
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = BufWriter::new(io::stdout().lock());
    let mut line = Vec::new();
    let mut worst = None;
    while read_line(&mut input, &mut line).map_err(|cause| Failure::Input { cause })? {
        let (answer, exit) = match std::str::from_utf8(&line) {
            _ if line.len() > LONGEST => {
                let most = [("most", LONGEST.into())];
                let why = say_with(language, "case-too-long", &most);
                (refused(why), Exit::Invalid)
            }
            Err(_) => (refused(say(language, "case-not-utf8")), Exit::Invalid),
            Ok(text) => one(text),
        };
        worst = worst.max(Some(exit));
        let mut json = serde_json::to_vec(&answer).unwrap_or_default();
        json.push(b'\n');
        output.write_all(&json).map_err(Failure::stdout)?;
        if input.buffer().is_empty() {
            // Whoever asks may wait for this answer before the next question.
            output.flush().map_err(Failure::stdout)?;
        }
    }
    output.flush().map_err(Failure::stdout)?;
    Ok(worst.unwrap_or(Exit::Nothing))
}

/// Reads a line without its end; of a line that is too long only the beginning is kept. False at the end of the input.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let most = LONGEST as u64 + 2;
    input.by_ref().take(most).read_until(b'\n', line)?;
    if line.len() as u64 == most && line.last() != Some(&b'\n') {
        input.skip_until(b'\n')?;
    }
    let read = !line.is_empty();
    while line.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
        line.pop();
    }
    Ok(read)
}
