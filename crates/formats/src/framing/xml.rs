//! Cuts the elements of one name out of an XML stream, byte for byte.
//!
//! The scanner is lexical: it knows tags with quoted attributes, comments, CDATA sections and
//! instructions, and nothing of namespaces or characters, because what it lets through is parsed
//! again, one document at a time, by the format. So a document in the wrong encoding is still cut
//! where it ends, and one malformed tag outside the documents costs a refusal and not the file.

use std::io::{self, BufRead};

use super::{Limits, Piece};
use input::Input;
use tag::Tag;

mod input;
mod tag;

/// How much of what stands after the last document is kept.
const TRAILER: usize = 64 << 10;

/// Hands out the outermost elements whose local name is `name`.
pub(super) fn cut(
    name: &str,
    stream: &mut dyn BufRead,
    limits: Limits,
    each: &mut dyn FnMut(Piece) -> bool,
) -> io::Result<()> {
    let mut cutter = Cutter {
        input: Input::new(stream),
        name: name.as_bytes(),
        limits,
        each,
        place: Place::Header,
        header: Some(Vec::new()),
        gap: Vec::new(),
        stranger: None,
        waiting: Vec::new(),
        open: Vec::new(),
        any: false,
    };
    match cutter.run() {
        Ok(()) | Err(Stop::Enough) => Ok(()),
        Err(Stop::Broken { offset, reason }) => {
            cutter.close(Piece::Broken { offset, reason });
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

struct Cutter<'a> {
    input: Input<'a>,
    name: &'a [u8],
    limits: Limits,
    each: &'a mut dyn FnMut(Piece) -> bool,
    place: Place,
    /// What stands before the first document; gone once handed out.
    header: Option<Vec<u8>>,
    /// The end of what stands after the last document so far.
    gap: Vec<u8>,
    /// The first element since the last document that is none.
    stranger: Option<(u64, String)>,
    /// Refusals that wait until the header is handed out.
    waiting: Vec<Piece>,
    /// Names of the elements open around the documents.
    open: Vec<Vec<u8>>,
    /// Whether any element was seen.
    any: bool,
}

/// A tag's bytes, and why it cannot be taken where it cannot.
type TagBytes = (Vec<u8>, Option<String>);

/// Where the scanner is.
enum Place {
    Header,
    Document(Document),
    Gap,
}

/// A document being gathered.
struct Document {
    offset: u64,
    bytes: Vec<u8>,
    name: Vec<u8>,
    /// How many elements of its own name are open, itself counted.
    same: usize,
    depth: usize,
    /// Why it cannot be taken. Its bytes are then no longer gathered.
    refused: Option<String>,
}

impl Cutter<'_> {
    fn run(&mut self) -> Result<(), Stop> {
        if !self.input.fill()? {
            return self.broken(0, "the file is empty");
        }
        if matches!(self.input.look(2)?.as_slice(), [0xFE, 0xFF] | [0xFF, 0xFE]) {
            return self.broken(0, "the file is in UTF-16, which is not read here");
        }
        while self.text()? {
            self.markup()?;
        }
        self.end()
    }

    /// Takes text up to the next `<`; answers whether there is one.
    fn text(&mut self) -> Result<bool, Stop> {
        while self.input.fill()? {
            let rest = self.input.rest();
            let found = rest.iter().position(|b| *b == b'<');
            let text = rest[..found.unwrap_or(rest.len())].to_vec();
            self.input.take(text.len());
            self.keep(&text)?;
            if found.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes one piece of markup, from its `<` on.
    fn markup(&mut self) -> Result<(), Stop> {
        let offset = self.input.offset;
        let head = self.input.look(9)?;
        match head.as_slice() {
            [b'<', b'!', b'-', b'-', ..] => self.until(offset, 4, b"-->", "a comment"),
            head if head.starts_with(b"<![CDATA[") => {
                self.until(offset, 9, b"]]>", "a CDATA section")
            }
            [b'<', b'?', ..] => self.until(offset, 2, b"?>", "an instruction"),
            head if head.starts_with(b"<!DOCTYPE") => self.doctype(offset),
            [b'<', b'/' | b':' | b'_', ..] => self.tag(offset),
            [b'<', second, ..] if second.is_ascii_alphabetic() || *second >= 0x80 => {
                self.tag(offset)
            }
            // A `<` that begins nothing: a reader will refuse the document it stands in.
            _ => {
                self.input.take(1);
                self.keep(b"<")
            }
        }
    }

    /// Takes bytes up to and with `end`.
    fn until(&mut self, offset: u64, skip: usize, end: &[u8], what: &str) -> Result<(), Stop> {
        let head = self.input.look(skip)?;
        self.input.take(skip);
        self.keep(&head)?;
        // The last bytes as one number: the ends are two or three bytes long and hold no zero.
        let number = |bytes: &[u8]| bytes.iter().fold(0, |n, b| n << 8 | u32::from(*b));
        let (wanted, mask) = (number(end), (1 << (8 * end.len())) - 1);
        let mut last = 0;
        while self.input.fill()? {
            let mut taken = 0;
            let mut found = false;
            for byte in self.input.rest() {
                taken += 1;
                last = (last << 8 | u32::from(*byte)) & mask;
                if last == wanted {
                    found = true;
                    break;
                }
            }
            let bytes = self.input.rest()[..taken].to_vec();
            self.input.take(taken);
            self.keep(&bytes)?;
            if found {
                return Ok(());
            }
        }
        let inside = self.inside();
        self.broken(offset, &format!("the file ends inside {what}{inside}"))
    }

    /// Takes a document type; one with declarations of its own ends the file.
    fn doctype(&mut self, offset: u64) -> Result<(), Stop> {
        let mut quote = None;
        while self.input.fill()? {
            let byte = self.input.rest()[0];
            if quote.is_none() && byte == b'[' {
                return self.broken(
                    offset,
                    "a document type that declares entities or elements of its own; nothing in it is expanded",
                );
            }
            quote = match (quote, byte) {
                (None, b'"' | b'\'') => Some(byte),
                (Some(q), b) if q == b => None,
                (q, _) => q,
            };
            self.input.take(1);
            self.keep(&[byte])?;
            if quote.is_none() && byte == b'>' {
                return Ok(());
            }
        }
        self.broken(offset, "the file ends inside a document type")
    }

    /// Takes a tag and does what follows from it.
    fn tag(&mut self, offset: u64) -> Result<(), Stop> {
        let Some((bytes, refused)) = self.tag_bytes(offset)? else {
            return Ok(());
        };
        self.any = true;
        let tag = Tag::of(&bytes);
        let Place::Document(document) = &mut self.place else {
            return self.outside(offset, &tag, &bytes, refused);
        };
        // The end of what stands around a document inside it: its own end is missing.
        let around = self.open.last().is_some_and(|n| *n == tag.name);
        if tag.closes && around && tag.name != document.name {
            let reason = format!("the end of <{}> is missing", lossy(&document.name));
            let begin = document.offset;
            self.place = Place::Gap;
            self.tell(Piece::Refused {
                offset: begin,
                reason,
            })?;
            return self.outside(offset, &tag, &bytes, refused);
        }
        if let Some(reason) = refused {
            document.refuse(reason);
        }
        let ends = document.follow(&tag, self.limits);
        self.keep(&bytes)?;
        if ends {
            self.finish_document()?;
        }
        Ok(())
    }

    /// Does what follows from a tag that is in no document: it may begin one.
    fn outside(
        &mut self,
        offset: u64,
        tag: &Tag<'_>,
        bytes: &[u8],
        refused: Option<String>,
    ) -> Result<(), Stop> {
        if !tag.closes && tag.local() == self.name {
            self.begin_document()?;
            let mut document = Document {
                offset,
                bytes: Vec::new(),
                name: tag.name.to_vec(),
                same: 0,
                depth: 0,
                refused,
            };
            let ends = document.follow(tag, self.limits);
            self.place = Place::Document(document);
            self.keep(bytes)?;
            if ends {
                self.finish_document()?;
            }
            return Ok(());
        }
        self.keep(bytes)?;
        let problem = tag.problem();
        let reason = problem.map(|p| format!("<{}> is not well-formed: {p}", lossy(tag.name)));
        if let Some(reason) = refused.or(reason) {
            self.tell(Piece::Refused { offset, reason })?;
        }
        if tag.closes {
            return self.close_outside(offset, tag.name);
        }
        if self.stranger.is_none() && matches!(self.place, Place::Gap) {
            self.stranger = Some((offset, lossy(tag.name)));
        }
        if tag.empty {
            return Ok(());
        }
        if self.open.len() >= self.limits.depth {
            let reason = format!("elements nested deeper than {}", self.limits.depth);
            return self.broken(offset, &reason);
        }
        self.open.push(tag.name.to_vec());
        Ok(())
    }

    fn close_outside(&mut self, offset: u64, name: &[u8]) -> Result<(), Stop> {
        let Some(at) = self.open.iter().rposition(|n| n == name) else {
            let reason = format!("</{}> ends nothing", lossy(name));
            return self.tell(Piece::Refused { offset, reason });
        };
        let unclosed = self.open.get(at + 1).map(|n| lossy(n));
        self.open.truncate(at);
        match unclosed {
            None => Ok(()),
            Some(inner) => {
                let reason = format!("<{inner}> has no end before </{}>", lossy(name));
                self.tell(Piece::Refused { offset, reason })
            }
        }
    }

    /// Reads a tag up to its `>`, and says why it cannot be taken where it is too large; its
    /// attributes are then left out. `None` where it broke off; what could be done is done.
    fn tag_bytes(&mut self, offset: u64) -> Result<Option<TagBytes>, Stop> {
        let mut bytes = Vec::new();
        let mut quote = None;
        let mut over = false;
        let mut before = 0;
        while self.input.fill()? {
            let mut taken = 0;
            let mut done = None;
            for byte in self.input.rest() {
                let first = bytes.is_empty() && taken == 0;
                // `<` cannot stand in a tag, not even between quotes: this one was never finished.
                if *byte == b'<' && !first {
                    done = Some(false);
                    break;
                }
                taken += 1;
                match (quote, *byte) {
                    (None, b'>') => {
                        done = Some(true);
                        break;
                    }
                    (None, b'"' | b'\'') => quote = Some(*byte),
                    (Some(q), b) if q == b => quote = None,
                    _ => {}
                }
                before = *byte;
            }
            if over || bytes.len() + taken > self.limits.document {
                over = true;
            } else {
                bytes.extend_from_slice(&self.input.rest()[..taken]);
            }
            self.input.take(taken);
            let Some(whole) = done else { continue };
            let name = lossy(Tag::of(&bytes).name);
            if !whole {
                return self.unfinished(offset, &bytes, &name).map(|()| None);
            }
            if !over {
                return Ok(Some((bytes, None)));
            }
            let end = if before == b'/' { "/>" } else { ">" };
            let slash = if bytes.starts_with(b"</") { "/" } else { "" };
            let limit = self.limits.document >> 20;
            let reason = format!("the tag <{name}> is larger than {limit} MiB");
            return Ok(Some((
                format!("<{slash}{name}{end}").into_bytes(),
                Some(reason),
            )));
        }
        let inside = self.inside();
        self.broken(offset, &format!("the file ends inside a tag{inside}"))
    }

    /// A tag that was never finished refuses its document; outside, it is told.
    fn unfinished(&mut self, offset: u64, bytes: &[u8], name: &str) -> Result<(), Stop> {
        let reason = format!("the tag <{name}> has no end");
        if let Place::Document(document) = &mut self.place {
            document.refuse(reason);
            return Ok(());
        }
        self.keep(bytes)?;
        self.tell(Piece::Refused { offset, reason })
    }

    fn begin_document(&mut self) -> Result<(), Stop> {
        self.hand_out_header()?;
        self.gap.clear();
        if let Some((offset, name)) = self.stranger.take() {
            let reason = format!("<{name}> stands between two entries and is none");
            self.tell(Piece::Refused { offset, reason })?;
        }
        Ok(())
    }

    fn finish_document(&mut self) -> Result<(), Stop> {
        let Place::Document(d) = std::mem::replace(&mut self.place, Place::Gap) else {
            return Ok(());
        };
        let offset = d.offset;
        self.tell(match d.refused {
            Some(reason) => Piece::Refused { offset, reason },
            None => Piece::Document {
                offset,
                bytes: d.bytes,
            },
        })
    }

    /// Puts bytes where they belong.
    fn keep(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        let limit = self.limits.document;
        match &mut self.place {
            Place::Document(document) => document.keep(bytes, limit),
            Place::Gap => {
                self.gap.extend_from_slice(bytes);
                if self.gap.len() > 2 * TRAILER {
                    self.gap.drain(..self.gap.len() - TRAILER);
                }
            }
            Place::Header => {
                let header = self.header.get_or_insert_default();
                if header.len() + bytes.len() > limit {
                    let offset = self.input.offset;
                    let reason = format!("no entry within the first {} MiB", limit >> 20);
                    return self.broken(offset, &reason);
                }
                header.extend_from_slice(bytes);
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), Stop> {
        if let Place::Document(document) = &self.place {
            let reason = format!("the file ends inside <{}>", lossy(&document.name));
            let offset = document.offset;
            return self.broken(offset, &reason);
        }
        let offset = self.input.offset;
        if let Some(name) = self.open.last() {
            let reason = format!("the file ends inside <{}>", lossy(name));
            return self.broken(offset, &reason);
        }
        if !self.any {
            return self.broken(0, "not XML: there is no element");
        }
        self.hand_out_header()?;
        let trailer = self.trailer();
        self.tell(Piece::Trailer(trailer))
    }

    /// Hands out what is left before a break.
    fn close(&mut self, broken: Piece) {
        let trailer = self.trailer();
        let _ = self.hand_out_header().is_ok()
            && self.tell(Piece::Trailer(trailer)).is_ok()
            && self.tell(broken).is_ok();
    }

    fn trailer(&mut self) -> Vec<u8> {
        let mut trailer = std::mem::take(&mut self.gap);
        if trailer.len() > TRAILER {
            trailer.drain(..trailer.len() - TRAILER);
        }
        trailer
    }

    fn hand_out_header(&mut self) -> Result<(), Stop> {
        let Some(header) = self.header.take() else {
            return Ok(());
        };
        if matches!(self.place, Place::Header) {
            self.place = Place::Gap;
        }
        if !(self.each)(Piece::Header(header)) {
            return Err(Stop::Enough);
        }
        for piece in std::mem::take(&mut self.waiting) {
            self.tell(piece)?;
        }
        Ok(())
    }

    fn tell(&mut self, piece: Piece) -> Result<(), Stop> {
        if self.header.is_some() {
            self.waiting.push(piece);
            return Ok(());
        }
        if (self.each)(piece) {
            Ok(())
        } else {
            Err(Stop::Enough)
        }
    }

    fn inside(&self) -> String {
        match &self.place {
            Place::Document(d) => {
                format!(
                    " in the <{}> that begins at byte {}",
                    lossy(&d.name),
                    d.offset
                )
            }
            _ => String::new(),
        }
    }

    fn broken<T>(&self, offset: u64, reason: &str) -> Result<T, Stop> {
        let reason = reason.to_owned();
        Err(Stop::Broken { offset, reason })
    }
}

impl Document {
    /// Follows a tag; answers whether the document ends with it.
    fn follow(&mut self, tag: &Tag<'_>, limits: Limits) -> bool {
        let own = tag.name == self.name;
        if tag.closes {
            self.depth = self.depth.saturating_sub(1);
            self.same -= usize::from(own);
            return self.same == 0;
        }
        if self.depth >= limits.depth {
            self.refuse(format!("elements nested deeper than {}", limits.depth));
        }
        if tag.empty {
            return self.same == 0;
        }
        self.depth += 1;
        self.same += usize::from(own);
        false
    }

    fn keep(&mut self, bytes: &[u8], limit: usize) {
        if self.refused.is_some() {
            return;
        }
        if self.bytes.len() + bytes.len() > limit {
            self.refuse(format!("larger than {} MiB", limit >> 20));
        } else {
            self.bytes.extend_from_slice(bytes);
        }
    }

    fn refuse(&mut self, reason: String) {
        self.bytes = Vec::new();
        self.refused.get_or_insert(reason);
    }
}

/// A name for a message.
fn lossy(name: &[u8]) -> String {
    let name = &name[..name.len().min(80)];
    String::from_utf8_lossy(name).into_owned()
}
