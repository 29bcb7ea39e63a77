//! Bytes to a tree: limits first, no document type, no entities but XML's own.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use crate::{
    names,
    scope::Scope,
    tree::{Attribute, Element, Name, Node, Tree},
};

/// Limits that hold whatever the document says.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The largest document, in bytes.
    pub bytes: usize,
    /// The deepest nesting of elements.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 256 << 20,
            depth: 256,
        }
    }
}

/// Why bytes could not be read as XML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Larger than the limit.
    #[error("{found} bytes, and the limit is {limit}")]
    TooLarge {
        /// Size found.
        found: usize,
        /// Size allowed.
        limit: usize,
    },
    /// Not UTF-8.
    #[error("not valid UTF-8 at byte {at}{}", if *shift_jis { "; looks like Shift_JIS" } else { "" })]
    NotUtf8 {
        /// Offset of the first byte that is not.
        at: usize,
        /// Whether the bytes could be Shift_JIS.
        shift_jis: bool,
    },
    /// Nested deeper than the limit.
    #[error("elements nested deeper than {limit} at byte {at}")]
    TooDeep {
        /// Offset.
        at: usize,
        /// Depth allowed.
        limit: usize,
    },
    /// A document type with declarations of its own. Nothing in it is expanded or fetched.
    #[error(
        "a document type declares things of its own at byte {at}; entities are not expanded here"
    )]
    DocumentType {
        /// Offset.
        at: usize,
    },
    /// An entity other than XML's own five.
    #[error("the entity &{name}; at byte {at} is not one of XML's own")]
    Entity {
        /// Offset.
        at: usize,
        /// Its name.
        name: String,
    },
    /// A prefix that nothing declares.
    #[error("the prefix {prefix} at byte {at} is not declared")]
    Prefix {
        /// Offset.
        at: usize,
        /// The prefix.
        prefix: String,
    },
    /// Not well-formed.
    #[error("not well-formed XML at byte {at}: {what}")]
    Malformed {
        /// Offset.
        at: usize,
        /// What was wrong.
        what: String,
    },
}

/// Reads a whole document.
///
/// # Errors
///
/// [`ReadError`] where the bytes are not well-formed XML within the default [`Limits`].
pub fn read(bytes: &[u8]) -> Result<Tree, ReadError> {
    read_within(bytes, Scope::empty(), Limits::default())
}

/// Reads a slice of a document, one element with what stands in it, within the scope it was cut from.
///
/// # Errors
///
/// As [`read`].
pub fn read_slice(bytes: &[u8], scope: &Scope) -> Result<Element, ReadError> {
    read_within(bytes, scope.clone(), Limits::default()).map(|tree| tree.root)
}

/// Reads a document with limits of one's own.
///
/// # Errors
///
/// As [`read`].
pub fn read_within(bytes: &[u8], scope: Scope, limits: Limits) -> Result<Tree, ReadError> {
    if bytes.len() > limits.bytes {
        return Err(ReadError::TooLarge {
            found: bytes.len(),
            limit: limits.bytes,
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|e| ReadError::NotUtf8 {
        at: e.valid_up_to(),
        shift_jis: looks_like_shift_jis(bytes),
    })?;
    Builder::new(scope, limits).build(text.strip_prefix('\u{feff}').unwrap_or(text))
}

struct Builder {
    scope: Scope,
    limits: Limits,
    tree: Tree,
    rooted: bool,
    /// Open elements, each with the scope's mark before it.
    open: Vec<(Element, usize)>,
}

impl Builder {
    fn new(scope: Scope, limits: Limits) -> Self {
        Self {
            scope,
            limits,
            tree: Tree::default(),
            rooted: false,
            open: Vec::new(),
        }
    }

    fn build(mut self, text: &str) -> Result<Tree, ReadError> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = false;
        loop {
            let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let malformed = |what: String| ReadError::Malformed { at, what };
            let event = reader.read_event().map_err(|e| {
                let at = usize::try_from(reader.error_position()).unwrap_or(at);
                let what = e.to_string();
                ReadError::Malformed { at, what }
            })?;
            match event {
                Event::Start(tag) => self.start(&tag, at)?,
                Event::Empty(tag) => {
                    self.start(&tag, at)?;
                    self.end();
                }
                Event::End(_) => self.end(),
                Event::Text(t) => self.text(&t.xml10_content(), at)?,
                Event::CData(t) => {
                    if self.open.is_empty() {
                        return Err(malformed("text outside the root".to_owned()));
                    }
                    self.push_text(&t.xml10_content());
                }
                Event::GeneralRef(name) => {
                    if self.open.is_empty() {
                        return Err(malformed("text outside the root".to_owned()));
                    }
                    let character = resolve(&name).ok_or_else(|| ReadError::Entity {
                        at,
                        name: name.chars().take(40).collect(),
                    })?;
                    self.push_text(character.encode_utf8(&mut [0; 4]));
                }
                Event::Comment(t) => self.push(Node::Comment(t.to_string())),
                Event::PI(t) => self.push(Node::Instruction(t.to_string())),
                Event::DocType(t) => {
                    if t.contains('[') || self.rooted || !self.open.is_empty() {
                        return Err(ReadError::DocumentType { at });
                    }
                }
                Event::Decl(_) => {}
                Event::Eof => break,
            }
        }
        if let Some((element, _)) = self.open.last() {
            return Err(ReadError::Malformed {
                at: text.len(),
                what: format!("the end is missing of <{}>", element.name.written()),
            });
        }
        if !self.rooted {
            return Err(ReadError::Malformed {
                at: text.len(),
                what: "there is no element".to_owned(),
            });
        }
        Ok(self.tree)
    }

    fn start(&mut self, tag: &BytesStart<'_>, at: usize) -> Result<(), ReadError> {
        let malformed = |what: String| ReadError::Malformed { at, what };
        if self.open.is_empty() && self.rooted {
            return Err(malformed("a second root".to_owned()));
        }
        if self.open.len() >= self.limits.depth {
            return Err(ReadError::TooDeep {
                at,
                limit: self.limits.depth,
            });
        }
        let mark = self.scope.mark();
        let mut raw = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|e| malformed(e.to_string()))?;
            let value =
                attribute_value(&attribute.value).map_err(|name| ReadError::Entity { at, name })?;
            match attribute.key.0.split_once(':') {
                None if attribute.key.0 == "xmlns" => self.scope.bind("", &value),
                Some(("xmlns", prefix)) => self.scope.bind(prefix, &value),
                _ => {}
            }
            raw.push((attribute.key.0.to_owned(), value));
        }
        let mut element = Element::new(self.name(tag.name().0, true, at)?);
        for (key, value) in raw {
            let name = self.name(&key, false, at)?;
            element.attributes.push(Attribute { name, value });
        }
        self.open.push((element, mark));
        Ok(())
    }

    fn name(&self, written: &str, element: bool, at: usize) -> Result<Name, ReadError> {
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        if local.is_empty() || local.contains(':') {
            return Err(ReadError::Malformed {
                at,
                what: format!("{written:?} is not a name"),
            });
        }
        let namespace = if prefix == "xmlns" || (!element && written == "xmlns") {
            names::XMLNS.into()
        } else if prefix.is_empty() && !element {
            // The default namespace does not reach attributes.
            "".into()
        } else {
            self.scope
                .namespace(prefix)
                .ok_or_else(|| ReadError::Prefix {
                    at,
                    prefix: prefix.to_owned(),
                })?
        };
        Ok(Name {
            prefix: prefix.to_owned(),
            local: local.to_owned(),
            namespace,
        })
    }

    fn end(&mut self) {
        let Some((mut element, mark)) = self.open.pop() else {
            return;
        };
        self.scope.leave(mark);
        forget_layout(&mut element);
        if self.open.is_empty() {
            self.rooted = true;
            self.tree.root = element;
        } else {
            self.push(Node::Element(element));
        }
    }

    fn text(&mut self, text: &str, at: usize) -> Result<(), ReadError> {
        if self.open.is_empty() {
            if text.chars().all(is_space) {
                return Ok(());
            }
            return Err(ReadError::Malformed {
                at,
                what: "text outside the root".to_owned(),
            });
        }
        self.push_text(text);
        Ok(())
    }

    /// Text arrives in pieces, split at references; here it becomes one again.
    fn push_text(&mut self, text: &str) {
        let Some((element, _)) = self.open.last_mut() else {
            return;
        };
        if let Some(Node::Text(before)) = element.children.last_mut() {
            before.push_str(text);
        } else if !text.is_empty() {
            element.children.push(Node::Text(text.to_owned()));
        }
    }

    fn push(&mut self, node: Node) {
        match self.open.last_mut() {
            Some((element, _)) => element.children.push(node),
            None if self.rooted => self.tree.after.push(node),
            None => self.tree.before.push(node),
        }
    }
}

/// Drops the space between elements where an element holds elements and no text of its own.
fn forget_layout(element: &mut Element) {
    let holds_others = element.children.iter().any(|n| !matches!(n, Node::Text(_)));
    let holds_text = element
        .children
        .iter()
        .any(|n| matches!(n, Node::Text(t) if !t.chars().all(is_space)));
    if holds_others && !holds_text {
        element.children.retain(|n| !matches!(n, Node::Text(_)));
    }
}

/// XML's own idea of space. U+3000 is a character like any other.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Resolves references in an attribute's value and turns line ends and tabs into spaces, as XML 1.0
/// section 3.3.3 asks. Answers the name of an entity that is not XML's own.
pub(crate) fn attribute_value(raw: &str) -> Result<String, String> {
    let mut value = String::with_capacity(raw.len());
    let raw = raw.replace("\r\n", "\n");
    let mut rest = raw.as_str();
    while let Some(at) = rest.find(['&', '\t', '\n', '\r']) {
        value.push_str(&rest[..at]);
        rest = &rest[at..];
        if !rest.starts_with('&') {
            value.push(' ');
            rest = &rest[1..];
            continue;
        }
        let name = rest[1..].split_once(';').map_or(&rest[1..], |(n, _)| n);
        let character = resolve(name).ok_or_else(|| name.chars().take(40).collect::<String>())?;
        value.push(character);
        rest = rest.get(name.len() + 2..).unwrap_or_default();
    }
    value.push_str(rest);
    Ok(value)
}

/// XML's five entities and the numeric references. `&#0;` is not allowed by XML, but it is kept:
/// a broken character must not cost the entry.
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

/// Whether the bytes that are not ASCII form the pairs of Shift_JIS (or its single half-width kana).
fn looks_like_shift_jis(bytes: &[u8]) -> bool {
    let mut at = 0;
    let mut pairs = 0;
    while at < bytes.len() {
        match bytes[at] {
            0x00..=0x7f | 0xa1..=0xdf => at += 1,
            0x81..=0x9f | 0xe0..=0xfc => match bytes.get(at + 1) {
                Some(0x40..=0x7e | 0x80..=0xfc) => {
                    at += 2;
                    pairs += 1;
                }
                _ => return false,
            },
            _ => return false,
        }
    }
    pairs > 0
}
