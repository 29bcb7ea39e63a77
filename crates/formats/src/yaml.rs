//! A YAML document as the tree that JSON documents are read from.
//!
//! Only what has one meaning is taken: one document of mappings, sequences and scalars. Anchors, aliases and tags are
//! refused (nobody needs them for an advisory, and they make a small file a large tree or one of another type), as are
//! merge keys and a key twice. Numbers and dates stay the text that they are written as: a version 1.10 is not 1.1.

use std::{borrow::Cow, collections::HashSet};

use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput};

use crate::{
    NotThisFormat,
    json::{Json, shown},
};

/// The largest document, in bytes; the largest entries are of some ten thousand.
const LARGEST: usize = 4 << 20;

/// The deepest nesting, as of JSON documents.
const DEEPEST: usize = 128;

/// Parses a whole document.
///
/// Refused with the place: what is larger than 4 MiB, not UTF-8, not YAML, more than one document, nested deeper than
/// 128 levels, has an anchor, an alias, a tag, a merge key, a key that is no scalar, or a key twice in one mapping.
pub(crate) fn parse<'d>(
    document: &'d [u8],
    format: &'static str,
) -> Result<Json<'d>, NotThisFormat> {
    let refuse = |reason| NotThisFormat { format, reason };
    if document.len() > LARGEST {
        return Err(refuse(format!("YAML larger than {} MiB", LARGEST >> 20)));
    }
    let document = document.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(document);
    let text = std::str::from_utf8(document)
        .map_err(|e| refuse(format!("not UTF-8 at byte {}", e.valid_up_to())))?;
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
    };
    reader.document().map_err(refuse)
}

/// The members of the mapping at the top, as far as the first bytes of a file show them: the names, and the beginnings of
/// their values as they stand on the same line, without quotes. `None` where this is no such mapping.
pub(crate) fn top_members(head: &[u8]) -> Option<Vec<(&str, &str)>> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The end of the head may cut a sign.
        Err(e) if e.error_len().is_none() => std::str::from_utf8(&head[..e.valid_up_to()]).ok()?,
        Err(_) => return None,
    };
    let mut members = Vec::new();
    for line in text.lines() {
        let line = line.trim_end();
        let inside = line.starts_with([' ', '-', '#', '\t']);
        if line.is_empty() || inside || line == "---" {
            continue;
        }
        let Some((name, value)) = line.split_once(':') else {
            // The first line that is none of these decides; a scalar in quotes may go on at the margin.
            if members.is_empty() {
                return None;
            }
            continue;
        };
        let (name, value) = (unquoted(name), unquoted(value));
        let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if name.is_empty() || !is_name {
            if members.is_empty() {
                return None;
            }
            continue;
        }
        members.push((name, value));
    }
    Some(members)
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let inside = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(text)
}

struct Reader<'d> {
    parser: Parser<'d, StrInput<'d>>,
}

/// A mapping or sequence that is not complete yet.
enum Open<'d> {
    Sequence(Vec<Json<'d>>),
    Mapping {
        members: Vec<(Cow<'d, str>, Json<'d>)>,
        known: HashSet<Cow<'d, str>>,
        key: Option<Cow<'d, str>>,
    },
}

impl<'d> Reader<'d> {
    fn next(&mut self) -> Result<(Event<'d>, Span), String> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(format!("not YAML: {error}")),
            None => Err("not YAML: the file ends early".to_owned()),
        }
    }

    fn document(&mut self) -> Result<Json<'d>, String> {
        loop {
            match self.next()?.0 {
                Event::StreamStart | Event::Nothing => {}
                Event::DocumentStart(_) => break,
                _ => return Err("no document in the file".to_owned()),
            }
        }
        let tree = self.tree()?;
        loop {
            match self.next()?.0 {
                Event::DocumentEnd | Event::Nothing => {}
                Event::StreamEnd => return Ok(tree),
                _ => return Err("more than one document in the file".to_owned()),
            }
        }
    }

    /// Builds a value without recursion.
    fn tree(&mut self) -> Result<Json<'d>, String> {
        let mut stack: Vec<Open<'d>> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            let refuse = |what: &str| {
                let (line, column) = (span.start.line(), span.start.col() + 1);
                format!("{what} at line {line} column {column}")
            };
            let key_wanted = matches!(stack.last(), Some(Open::Mapping { key: None, .. }));
            plain(&event).map_err(refuse)?;
            let value = match event {
                Event::Scalar(text, style, ..) if key_wanted => {
                    if style == ScalarStyle::Plain && text == "<<" {
                        return Err(refuse("a merge key"));
                    }
                    if let Some(Open::Mapping { known, key, .. }) = stack.last_mut() {
                        if !known.insert(text.clone()) {
                            return Err(refuse(&format!("the member {} twice", shown(&text))));
                        }
                        *key = Some(text);
                    }
                    continue;
                }
                Event::SequenceStart(..) | Event::MappingStart(..) if key_wanted => {
                    return Err(refuse("a key that is no scalar"));
                }
                Event::SequenceStart(..) | Event::MappingStart(..) if stack.len() >= DEEPEST => {
                    return Err(refuse(&format!("nested deeper than {DEEPEST} levels")));
                }
                Event::SequenceStart(..) => {
                    stack.push(Open::Sequence(Vec::new()));
                    continue;
                }
                Event::MappingStart(..) => {
                    stack.push(Open::Mapping {
                        members: Vec::new(),
                        known: HashSet::new(),
                        key: None,
                    });
                    continue;
                }
                Event::Nothing => continue,
                Event::Scalar(text, style, ..) => scalar(text, style),
                Event::SequenceEnd | Event::MappingEnd => match stack.pop() {
                    Some(Open::Sequence(items)) => Json::Array(items),
                    Some(Open::Mapping { members, .. }) => Json::Object(members),
                    None => return Err(refuse("an end without beginning")),
                },
                _ => return Err(refuse("no value")),
            };
            match stack.last_mut() {
                None => return Ok(value),
                Some(Open::Sequence(items)) => items.push(value),
                Some(Open::Mapping { members, key, .. }) => match key.take() {
                    Some(key) => members.push((key, value)),
                    None => return Err(refuse("a value without key")),
                },
            }
        }
    }
}

/// Whether an event has nothing that would make it another value than the one that stands there.
fn plain(event: &Event<'_>) -> Result<(), &'static str> {
    match event {
        Event::Alias(_) => Err("an alias"),
        Event::Scalar(_, _, anchor, tag)
        | Event::SequenceStart(anchor, tag)
        | Event::MappingStart(anchor, tag) => match (anchor, tag) {
            (0, None) => Ok(()),
            (0, Some(_)) => Err("a tag"),
            _ => Err("an anchor"),
        },
        _ => Ok(()),
    }
}

/// A scalar: null and truth values as the core schema of YAML 1.2 writes them (its section 10.3.2), all else text.
fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> Json<'_> {
    if style != ScalarStyle::Plain {
        return Json::String(text);
    }
    match &*text {
        "" | "~" | "null" | "Null" | "NULL" => Json::Null,
        "true" | "True" | "TRUE" => Json::Bool(true),
        "false" | "False" | "FALSE" => Json::Bool(false),
        _ => Json::String(text),
    }
}
