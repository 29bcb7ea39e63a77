//! Cuts the elements of one top-level array member, or of a file that is an array, out of a JSON stream, byte for byte.
//!
//! The scanner is lexical: it follows strings and brackets and nothing else, because what it lets
//! through is parsed again, one document at a time, by the format. That keeps it several times
//! faster than a parser, and one bad entry cannot stop the file.

use std::io::{self, BufRead};

use super::{Limits, Piece};

/// How much of what stands after the last document is kept.
const TRAILER: usize = 64 << 10;

/// Hands out the elements of the array under the top-level `member`, or without one of the array that the file is.
///
/// Where the member occurs twice, the elements of both arrays are handed out.
pub(super) fn cut(
    member: Option<&str>,
    stream: &mut dyn BufRead,
    limits: Limits,
    each: &mut dyn FnMut(Piece) -> bool,
) -> io::Result<()> {
    let mut scanner = Scanner {
        stream,
        offset: 0,
        sink: Sink::first(limits.document),
        brackets: Vec::new(),
        depth: limits.depth,
    };
    let cut = match member {
        Some(member) => file(&mut scanner, member, limits, each),
        None => array(&mut scanner, limits, each),
    };
    match cut {
        Ok(()) | Err(Stop::Enough) => Ok(()),
        Err(Stop::Broken { offset, reason }) => {
            each(Piece::Broken { offset, reason });
            Ok(())
        }
        Err(Stop::Stream(error)) => Err(error),
    }
}

/// Why the scan ended before the end.
enum Stop {
    /// The receiver wants no more.
    Enough,
    /// The file broke.
    Broken { offset: u64, reason: String },
    /// The stream failed.
    Stream(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Stream(error)
    }
}

/// Walks the members of the top-level object.
fn file(
    s: &mut Scanner<'_>,
    member: &str,
    limits: Limits,
    each: &mut dyn FnMut(Piece) -> bool,
) -> Result<(), Stop> {
    if s.peek()? == Some(0xEF) {
        s.byte_order_mark()?;
    }
    match s.space()? {
        Some(b'{') => s.take(1)?,
        Some(b'[') => return s.broken("the file is a JSON array, not an object"),
        Some(_) => return s.broken("not JSON: the file does not begin with `{`"),
        None => return s.broken("the file is empty"),
    }
    let mut found = false;
    let mut next = s.space()?;
    while next != Some(b'}') {
        let key = s.key()?;
        if s.space()? != Some(b':') {
            return s.broken("a member without `:`");
        }
        s.take(1)?;
        let first = s.space()?;
        if key == member {
            if first != Some(b'[') {
                return s.broken(&format!("`{member}` is not an array"));
            }
            elements(s, limits, each, &mut found)?;
        } else if let Ending::Garbage { offset, reason } = s.value()? {
            return Err(Stop::Broken { offset, reason });
        }
        s.check_header(found)?;
        match s.space()? {
            Some(b',') => {
                s.take(1)?;
                next = s.space()?;
                if next == Some(b'}') {
                    return s.broken("a comma before `}`");
                }
            }
            other => next = other,
        }
        if !matches!(next, Some(b'"' | b'}')) {
            return s.broken(if next.is_none() {
                "the file ends early"
            } else {
                "something other than `,` or `}` follows a member"
            });
        }
    }
    s.take(1)?;
    if !found {
        return s.broken(&format!("the file has no member `{member}`"));
    }
    end(s, "object", each)
}

/// Walks a file that is an array.
fn array(
    s: &mut Scanner<'_>,
    limits: Limits,
    each: &mut dyn FnMut(Piece) -> bool,
) -> Result<(), Stop> {
    if s.peek()? == Some(0xEF) {
        s.byte_order_mark()?;
    }
    match s.space()? {
        Some(b'[') => elements(s, limits, each, &mut false)?,
        Some(b'{') => return s.broken("the file is a JSON object, not an array"),
        Some(_) => return s.broken("not JSON: the file does not begin with `[`"),
        None => return s.broken("the file is empty"),
    }
    end(s, "array", each)
}

/// Hands out what stands after the last document; nothing may follow the value that the file is.
fn end(s: &mut Scanner<'_>, what: &str, each: &mut dyn FnMut(Piece) -> bool) -> Result<(), Stop> {
    let after = s.space()?;
    let trailer = std::mem::replace(&mut s.sink, Sink::nothing()).bytes;
    if !each(Piece::Trailer(trailer)) {
        return Err(Stop::Enough);
    }
    match after {
        None => Ok(()),
        Some(_) => s.broken(&format!("something follows the end of the JSON {what}")),
    }
}

/// Hands out the elements of the array that begins here.
fn elements(
    s: &mut Scanner<'_>,
    limits: Limits,
    each: &mut dyn FnMut(Piece) -> bool,
    found: &mut bool,
) -> Result<(), Stop> {
    s.take(1)?;
    let mut next = s.space()?;
    s.check_header(*found)?;
    if !std::mem::replace(found, true) {
        let header = std::mem::replace(&mut s.sink, Sink::last()).bytes;
        if !each(Piece::Header(header)) {
            return Err(Stop::Enough);
        }
    }
    while next != Some(b']') {
        if next.is_none() {
            return s.broken("the file ends inside the array");
        }
        let offset = s.offset;
        s.sink = Sink::first(limits.document);
        let ending = s.value()?;
        let taken = std::mem::replace(&mut s.sink, Sink::last());
        let piece = match ending {
            Ending::Garbage { offset, reason } => return Err(Stop::Broken { offset, reason }),
            Ending::TooDeep => Piece::Refused {
                offset,
                reason: format!("nested deeper than {} brackets", limits.depth),
            },
            Ending::Whole if taken.overflown => Piece::Refused {
                offset,
                reason: format!("larger than {}", size(limits.document)),
            },
            Ending::Whole => Piece::Document {
                offset,
                bytes: taken.bytes,
            },
        };
        if !each(piece) {
            return Err(Stop::Enough);
        }
        next = s.space()?;
        match next {
            Some(b',') => {
                s.take(1)?;
                next = s.space()?;
                if next == Some(b']') {
                    return s.broken("a comma before `]`");
                }
            }
            Some(b']') => {}
            None => return s.broken("the file ends inside the array"),
            Some(_) => return s.broken("something other than `,` or `]` follows an entry"),
        }
    }
    s.take(1)
}

/// How a value ended.
enum Ending {
    /// With its last byte.
    Whole,
    /// With its last byte, after nesting beyond the limit.
    TooDeep,
    /// It did not: brackets do not fit, the file ends, or this is no value.
    Garbage { offset: u64, reason: String },
}

/// A stream with its position and what is kept of it.
struct Scanner<'a> {
    stream: &'a mut dyn BufRead,
    offset: u64,
    sink: Sink,
    /// The closing brackets that are awaited; kept to save the allocation.
    brackets: Vec<u8>,
    depth: usize,
}

impl Scanner<'_> {
    /// The bytes at hand; empty at the end of the stream.
    fn fill(&mut self) -> io::Result<&[u8]> {
        loop {
            match self.stream.fill_buf() {
                Ok(_) => break,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        self.stream.fill_buf()
    }

    /// The next byte, left where it is.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.fill()?.first().copied())
    }

    /// Moves on over bytes at hand, keeping what the sink keeps.
    fn take(&mut self, count: usize) -> Result<(), Stop> {
        let bytes = self.stream.fill_buf()?;
        self.sink.push(&bytes[..count.min(bytes.len())]);
        self.stream.consume(count);
        self.offset += count as u64;
        Ok(())
    }

    /// Moves on over white space; the byte after it is left where it is.
    fn space(&mut self) -> Result<Option<u8>, Stop> {
        loop {
            let bytes = self.fill()?;
            let Some(_) = bytes.first() else {
                return Ok(None);
            };
            let length = bytes.len();
            let blank = bytes
                .iter()
                .position(|b| !matches!(b, b' ' | b'\n' | b'\r' | b'\t'))
                .unwrap_or(length);
            let next = bytes.get(blank).copied();
            if blank > 0 {
                self.take(blank)?;
            }
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    /// Moves on over a byte order mark, which some tools write before UTF-8.
    fn byte_order_mark(&mut self) -> Result<(), Stop> {
        for expected in [0xEF, 0xBB, 0xBF] {
            if self.peek()? != Some(expected) {
                return self.broken("not JSON: the file does not begin with `{`");
            }
            self.take(1)?;
        }
        Ok(())
    }

    /// Reads a member's name.
    fn key(&mut self) -> Result<String, Stop> {
        if self.peek()? != Some(b'"') {
            return self.broken("a member's name is missing");
        }
        let start = self.offset;
        let before = std::mem::replace(&mut self.sink, Sink::first(TRAILER));
        let ending = self.value()?;
        let key = std::mem::replace(&mut self.sink, before);
        self.sink.push(&key.bytes);
        match ending {
            Ending::Whole if !key.overflown => {
                serde_json::from_slice(&key.bytes).map_err(|e| Stop::Broken {
                    offset: start,
                    reason: format!("a member's name cannot be read: {e}"),
                })
            }
            Ending::Garbage { offset, reason } => Err(Stop::Broken { offset, reason }),
            _ => Err(Stop::Broken {
                offset: start,
                reason: format!("a member's name is larger than {}", size(TRAILER)),
            }),
        }
    }

    /// Moves on over one value.
    fn value(&mut self) -> Result<Ending, Stop> {
        let start = self.offset;
        match self.peek()? {
            Some(b'"' | b'{' | b'[') => self.nested(start),
            Some(b) if is_plain(b) => {
                loop {
                    let bytes = self.fill()?;
                    let length = bytes.len();
                    let end = bytes.iter().position(|b| !is_plain(*b)).unwrap_or(length);
                    if end > 0 {
                        self.take(end)?;
                    }
                    if end < length || length == 0 {
                        break;
                    }
                }
                Ok(Ending::Whole)
            }
            Some(b) => Ok(Ending::Garbage {
                offset: start,
                reason: format!("`{}` where a value should be", b.escape_ascii()),
            }),
            None => Ok(Ending::Garbage {
                offset: start,
                reason: "the file ends where a value should be".to_owned(),
            }),
        }
    }

    /// Moves on over a string, an object or an array.
    fn nested(&mut self, start: u64) -> Result<Ending, Stop> {
        self.brackets.clear();
        // Brackets open beyond the limit; they are only counted.
        let mut beyond = 0usize;
        let mut too_deep = false;
        let mut in_string = false;
        let mut escaped = false;
        loop {
            let mut brackets = std::mem::take(&mut self.brackets);
            let depth = self.depth;
            let bytes = self.fill()?;
            if bytes.is_empty() {
                let reason = format!("the file ends inside the entry that begins at byte {start}");
                return Ok(Ending::Garbage {
                    offset: start,
                    reason,
                });
            }
            let length = bytes.len();
            let mut at = 0;
            let mut done = false;
            while at < length {
                if in_string {
                    if escaped {
                        escaped = false;
                        at += 1;
                        continue;
                    }
                    at += quote_or_backslash(&bytes[at..]);
                    match bytes.get(at) {
                        Some(b'"') => in_string = false,
                        Some(_) => escaped = true,
                        None => break,
                    }
                    at += 1;
                    if !in_string && brackets.is_empty() {
                        done = true;
                        break;
                    }
                    continue;
                }
                let byte = bytes[at];
                at += 1;
                match CLASS[byte as usize] {
                    Class::Dull => {}
                    Class::Quote => in_string = true,
                    Class::Open => {
                        if brackets.len() < depth {
                            brackets.push(if byte == b'{' { b'}' } else { b']' });
                        } else {
                            beyond += 1;
                            too_deep = true;
                        }
                    }
                    Class::Close if beyond > 0 => beyond -= 1,
                    Class::Close => {
                        let awaited = brackets.pop();
                        if awaited != Some(byte) {
                            let reason = format!(
                                "`{}` where `{}` should be, in the entry that begins at byte {start}",
                                byte.escape_ascii(),
                                awaited.unwrap_or(b'"').escape_ascii()
                            );
                            let offset = self.offset + at as u64 - 1;
                            return Ok(Ending::Garbage { offset, reason });
                        }
                        if brackets.is_empty() {
                            done = true;
                            break;
                        }
                    }
                }
            }
            self.brackets = brackets;
            self.take(at)?;
            if done {
                return Ok(if too_deep {
                    Ending::TooDeep
                } else {
                    Ending::Whole
                });
            }
        }
    }

    /// Refuses to keep an endless header.
    fn check_header(&self, found: bool) -> Result<(), Stop> {
        if !found && self.sink.overflown {
            return self.broken("what stands before the first entry is too large");
        }
        Ok(())
    }

    /// The file cannot be understood from here on.
    fn broken<T>(&self, reason: &str) -> Result<T, Stop> {
        Err(Stop::Broken {
            offset: self.offset,
            reason: reason.to_owned(),
        })
    }
}

/// What is kept of the bytes that were passed.
struct Sink {
    bytes: Vec<u8>,
    limit: usize,
    /// Keep the last bytes rather than the first ones.
    last: bool,
    overflown: bool,
}

impl Sink {
    /// Keeps everything up to a limit, and nothing once it is exceeded.
    fn first(limit: usize) -> Self {
        Self {
            bytes: Vec::new(),
            limit,
            last: false,
            overflown: false,
        }
    }

    /// Keeps what a trailer may hold.
    fn last() -> Self {
        Self {
            last: true,
            ..Self::first(TRAILER)
        }
    }

    fn nothing() -> Self {
        Self::first(0)
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.last {
            let bytes = &bytes[bytes.len().saturating_sub(self.limit)..];
            let surplus = (self.bytes.len() + bytes.len()).saturating_sub(self.limit);
            self.bytes.drain(..surplus);
            self.bytes.extend_from_slice(bytes);
        } else if self.overflown || self.bytes.len() + bytes.len() > self.limit {
            self.overflown = true;
            self.bytes = Vec::new();
        } else {
            self.bytes.extend_from_slice(bytes);
        }
    }
}

/// What a byte outside of strings means to the scanner.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Dull,
    Quote,
    Open,
    Close,
}

static CLASS: [Class; 256] = {
    let mut table = [Class::Dull; 256];
    table[b'"' as usize] = Class::Quote;
    table[b'{' as usize] = Class::Open;
    table[b'[' as usize] = Class::Open;
    table[b'}' as usize] = Class::Close;
    table[b']' as usize] = Class::Close;
    table
};

/// Whether a byte may stand in a number, `true`, `false` or `null`.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
}

/// The place of the next `"` or `\`, or the length.
///
/// Most bytes of a feed stand inside of strings. Blocks of fixed length without a branch inside let
/// the compiler compare a register at a time.
fn quote_or_backslash(bytes: &[u8]) -> usize {
    const BLOCK: usize = 32;
    let special = |b: u8| b == b'"' || b == b'\\';
    let mut at = 0;
    for block in bytes.chunks_exact(BLOCK) {
        let any = block
            .iter()
            .fold(0u8, |seen, b| seen | u8::from(special(*b)));
        if any != 0 {
            break;
        }
        at += BLOCK;
    }
    bytes[at..]
        .iter()
        .position(|b| special(*b))
        .map_or(bytes.len(), |found| at + found)
}

fn size(bytes: usize) -> String {
    if bytes >= 1 << 20 {
        format!("{} MiB", bytes >> 20)
    } else {
        format!("{bytes} bytes")
    }
}
