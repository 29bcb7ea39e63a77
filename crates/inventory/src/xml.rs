//! An XML document as a small tree: limits first, no document type, no entities but XML's own.

use noroshi_model::Note;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use crate::{NotRead, text, text::shown};

/// The deepest nesting of elements.
const DEPTH: usize = 256;

/// The most elements of one document.
const ELEMENTS: usize = 4_000_000;

/// The most attributes of one element.
const ATTRIBUTES: usize = 256;

/// An element: comments and instructions are left out, the text within is one string.
#[derive(Debug, Default)]
pub(crate) struct Element {
    /// The name without its prefix.
    pub(crate) name: String,
    /// The attributes, names without their prefix.
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Self>,
    pub(crate) text: String,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.trim().is_empty())
    }

    /// The first child of that name.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children of that name.
    pub(crate) fn each<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first child of that name, unless it is empty.
    pub(crate) fn child_text(&self, name: &str) -> Option<String> {
        let text = self.child(name)?.text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

/// Reads a whole document.
pub(crate) fn read(
    document: &[u8],
    kind: &'static str,
    notes: &mut Vec<Note>,
) -> Result<Element, NotRead> {
    let latin;
    let text = match declared(document).as_deref() {
        Some("iso-8859-1" | "latin1") => {
            latin = document
                .iter()
                .map(|byte| char::from(*byte))
                .collect::<String>();
            latin.as_str().into()
        }
        None | Some("utf-8" | "utf8" | "us-ascii" | "utf-16" | "utf-16le" | "utf-16be") => {
            text::decode(document, kind, notes)?
        }
        Some(other) => {
            return Err(NotRead::Bad {
                kind,
                reason: format!(
                    "written in {}, which is to be saved as UTF-8 first",
                    shown(other)
                ),
            });
        }
    };
    tree(&text).map_err(|reason| NotRead::Bad { kind, reason })
}

/// The encoding that the first bytes declare, in lower case.
fn declared(document: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&document[..document.len().min(200)]).to_ascii_lowercase();
    let declaration = head.strip_prefix("<?xml")?.split_once("?>")?.0;
    let (_, rest) = declaration.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next()?;
    Some(rest[quote.len_utf8()..].split_once(quote)?.0.to_owned())
}

fn tree(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = false;
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    let mut elements = 0;
    loop {
        let at = reader.buffer_position();
        if elements > ELEMENTS {
            return Err(format!("more than {ELEMENTS} elements at byte {at}"));
        }
        let event = reader
            .read_event()
            .map_err(|e| format!("not well-formed XML at byte {at}: {e}"))?;
        elements += usize::from(matches!(event, Event::Start(_) | Event::Empty(_)));
        match event {
            Event::Start(tag) => {
                if open.len() >= DEPTH {
                    return Err(format!("elements nested deeper than {DEPTH} at byte {at}"));
                }
                if root.is_some() {
                    return Err(format!("a second root element at byte {at}"));
                }
                open.push(element(&tag, at)?);
            }
            Event::Empty(tag) => {
                let element = element(&tag, at)?;
                close(element, &mut open, &mut root);
            }
            Event::End(_) => {
                if let Some(element) = open.pop() {
                    close(element, &mut open, &mut root);
                }
            }
            Event::Text(text) => push(&mut open, &text.xml10_content()),
            Event::CData(text) => push(&mut open, &text.xml10_content()),
            Event::GeneralRef(name) => {
                let c = resolve(&name).ok_or_else(|| {
                    format!(
                        "the entity {} at byte {at} is not one of XML's own",
                        shown(&name)
                    )
                })?;
                push(&mut open, c.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(declared) => {
                if declared.contains('[') {
                    return Err(format!(
                        "a document type declares things of its own at byte {at}; entities are not expanded here"
                    ));
                }
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            Event::Eof => break,
        }
    }
    match open.last() {
        Some(element) => Err(format!("the end is missing of <{}>", element.name)),
        None => root.ok_or_else(|| "no element".to_owned()),
    }
}

fn element(tag: &BytesStart<'_>, at: u64) -> Result<Element, String> {
    let mut element = Element {
        name: local(tag.name().0),
        ..Element::default()
    };
    // The other crate's own check for attributes that stand twice compares each with each.
    for attribute in tag.attributes().with_checks(false) {
        if element.attributes.len() >= ATTRIBUTES {
            return Err(format!("more than {ATTRIBUTES} attributes at byte {at}"));
        }
        let attribute = attribute.map_err(|e| format!("an attribute at byte {at}: {e}"))?;
        let value = unescape(&attribute.value)
            .ok_or_else(|| format!("an entity that is not XML's own at byte {at}"))?;
        element.attributes.push((local(attribute.key.0), value));
    }
    Ok(element)
}

fn close(mut element: Element, open: &mut [Element], root: &mut Option<Element>) {
    if !element.children.is_empty() {
        // Layout between the children.
        element.text = String::new();
    }
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *root = Some(element),
    }
}

fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

/// An attribute's value with XML's own entities put in.
fn unescape(value: &str) -> Option<String> {
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let (name, behind) = after.split_once(';')?;
        text.push(resolve(name)?);
        rest = behind;
    }
    text.push_str(rest);
    Some(text)
}

fn resolve(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}
