//! What the two XML readers share: one event after another in bounded memory, no entities but XML's own.

use std::io::{self, BufRead, Read};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// The deepest nesting of elements that is read.
pub(crate) const DEPTH: usize = 64;

/// The largest tag or piece of text, in bytes.
const PIECE: u64 = 1 << 20;

/// Why bytes could not be read as XML.
#[derive(Debug, thiserror::Error)]
pub enum XmlError {
    /// The stream failed, or a tag or text in it is larger than 1 MiB.
    #[error("reading failed at byte {at}: {cause}")]
    Stream {
        /// Offset.
        at: u64,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// Not well-formed, or not UTF-8.
    #[error("not well-formed XML at byte {at}: {what}")]
    Malformed {
        /// Offset.
        at: u64,
        /// What was wrong.
        what: String,
    },
    /// A document type with declarations of its own. Nothing in it is expanded or fetched.
    #[error("a document type declares things of its own at byte {at}; entities are not expanded")]
    DocumentType {
        /// Offset.
        at: u64,
    },
    /// An entity other than XML's own five.
    #[error("the entity &{name}; at byte {at} is not one of XML's own")]
    Entity {
        /// Offset.
        at: u64,
        /// Its name.
        name: String,
    },
    /// Nested deeper than 64 elements.
    #[error("elements nested deeper than 64 at byte {at}")]
    TooDeep {
        /// Offset.
        at: u64,
    },
    /// The root is not the one expected.
    #[error("the root is <{found}>, not <{expected}>")]
    Root {
        /// What it is.
        found: String,
        /// What it should be.
        expected: &'static str,
    },
}

/// An element's tag, without prefixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.attributes.iter().position(|(key, _)| key == name)?;
        Some(self.attributes.swap_remove(at).1)
    }
}

/// One thing after another.
#[derive(Debug)]
pub(crate) enum Piece {
    Start(Tag),
    Text(String),
    End,
    Eof,
}

/// Reads a stream piece by piece.
pub(crate) struct Pull<R> {
    reader: Reader<Budget<R>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: BufRead> Pull<R> {
    pub(crate) fn new(stream: R) -> Self {
        let mut reader = Reader::from_reader(Budget { stream, left: 0 });
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
        }
    }

    pub(crate) fn next(&mut self) -> Result<Piece, XmlError> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().left = PIECE;
            let at = self.reader.buffer_position();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(quick_xml::Error::Io(cause)) => {
                    let cause = io::Error::new(cause.kind(), cause.to_string());
                    return Err(XmlError::Stream { at, cause });
                }
                Err(error) => {
                    let what = error.to_string();
                    return Err(XmlError::Malformed { at, what });
                }
            };
            match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > DEPTH {
                        return Err(XmlError::TooDeep { at });
                    }
                    return Ok(Piece::Start(tag(&start, at)?));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Piece::End);
                }
                Event::Text(text) => return Ok(Piece::Text(text.xml10_content().into_owned())),
                Event::CData(text) => return Ok(Piece::Text(text.xml10_content().into_owned())),
                Event::GeneralRef(name) => return Ok(Piece::Text(resolve(&name, at)?.into())),
                Event::DocType(text) if text.contains('[') => {
                    return Err(XmlError::DocumentType { at });
                }
                Event::Eof if self.depth > 0 => {
                    let what = "the end is missing".to_owned();
                    return Err(XmlError::Malformed { at, what });
                }
                Event::Eof => return Ok(Piece::Eof),
                Event::Empty(_)
                | Event::Comment(_)
                | Event::PI(_)
                | Event::Decl(_)
                | Event::DocType(_) => {}
            }
        }
    }

    /// The root, which must have this name.
    pub(crate) fn root(&mut self, expected: &'static str) -> Result<Tag, XmlError> {
        loop {
            match self.next()? {
                Piece::Start(tag) if tag.name == expected => return Ok(tag),
                Piece::Start(tag) => {
                    let found = tag.name;
                    return Err(XmlError::Root { found, expected });
                }
                Piece::Text(_) | Piece::End => {}
                Piece::Eof => {
                    let (at, what) = (0, "there is no element".to_owned());
                    return Err(XmlError::Malformed { at, what });
                }
            }
        }
    }

    /// The next child of the open element; `None` at its end. Text between children is passed over.
    pub(crate) fn child(&mut self) -> Result<Option<Tag>, XmlError> {
        loop {
            match self.next()? {
                Piece::Start(tag) => return Ok(Some(tag)),
                Piece::Text(_) => {}
                Piece::End | Piece::Eof => return Ok(None),
            }
        }
    }

    /// The text of the open element up to its end; the tags of elements in it are left out.
    pub(crate) fn text(&mut self) -> Result<String, XmlError> {
        let (mut text, mut deeper) = (String::new(), 0);
        loop {
            match self.next()? {
                Piece::Start(_) => deeper += 1,
                Piece::Text(more) if text.len() < PIECE as usize => text.push_str(&more),
                Piece::Text(_) => {
                    let at = self.reader.buffer_position();
                    let cause = too_large();
                    return Err(XmlError::Stream { at, cause });
                }
                Piece::End if deeper > 0 => deeper -= 1,
                Piece::End | Piece::Eof => return Ok(text),
            }
        }
    }

    pub(crate) fn skip(&mut self) -> Result<(), XmlError> {
        let mut deeper = 0;
        loop {
            match self.next()? {
                Piece::Start(_) => deeper += 1,
                Piece::End if deeper > 0 => deeper -= 1,
                Piece::End | Piece::Eof => return Ok(()),
                Piece::Text(_) => {}
            }
        }
    }
}

fn tag(start: &BytesStart<'_>, at: u64) -> Result<Tag, XmlError> {
    let local = |name: &str| name.rsplit(':').next().unwrap_or(name).to_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| XmlError::Malformed {
            at,
            what: error.to_string(),
        })?;
        let mut value = String::with_capacity(attribute.value.len());
        let mut rest: &str = &attribute.value;
        while let Some((before, after)) = rest.split_once('&') {
            let (name, after) = after.split_once(';').unwrap_or((after, ""));
            value.push_str(before);
            value.push(resolve(name, at)?);
            rest = after;
        }
        value.push_str(rest);
        attributes.push((local(attribute.key.0), value));
    }
    let name = local(start.name().0);
    Ok(Tag { name, attributes })
}

fn resolve(name: &str, at: u64) -> Result<char, XmlError> {
    let character = match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => name.strip_prefix('#').and_then(|number| {
            let code = match number.strip_prefix('x') {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }),
    };
    character.ok_or_else(|| XmlError::Entity {
        at,
        name: name.chars().take(40).collect(),
    })
}

fn too_large() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "a tag or text is larger than 1 MiB",
    )
}

/// A stream that ends with an error where one tag or text takes too much of it.
struct Budget<R> {
    stream: R,
    left: u64,
}

impl<R: BufRead> BufRead for Budget<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(too_large());
        }
        let buffer = self.stream.fill_buf()?;
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        Ok(&buffer[..buffer.len().min(left)])
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount as u64);
        self.stream.consume(amount);
    }
}

impl<R: BufRead> Read for Budget<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let amount = {
            let mut filled = self.fill_buf()?;
            filled.read(buffer)?
        };
        self.consume(amount);
        Ok(amount)
    }
}
