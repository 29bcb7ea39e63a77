//! A small XML tree: read with limits and without entities or document types, written with correct namespaces.
//!
//! What a datum or a feed does not know is kept (see [`Left`]) and written back. Comments, processing
//! instructions and the choice of prefixes are not content and are not kept.

use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_xml_entity,
    events::{BytesStart, Event},
};

pub use crate::left::Left;

/// The namespace of `xml:lang` and its like.
pub const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

/// No datum or feed nests deeper than a handful of levels.
const DEEPEST: usize = 64;
/// Bytes; a feed with a thousand large entries stays far below.
const LARGEST: usize = 64 * 1024 * 1024;

/// Why a document could not be read as XML.
#[derive(Debug, thiserror::Error)]
pub enum XmlError {
    /// Larger than 64 MiB; the number is its size in bytes.
    #[error("the document has {0} bytes, more than is read")]
    TooLarge(usize),
    /// Elements are nested more than 64 deep.
    #[error("elements are nested too deeply")]
    TooDeep,
    /// Not UTF-8; the number is the byte at which it ends to be.
    #[error("not UTF-8 at byte {0}")]
    NotUtf8(usize),
    /// A document type, and with it entities of its own, is refused.
    #[error("a document type is not accepted")]
    DocumentType,
    /// An entity that is not one of XML's five.
    #[error("the entity {0} is not known")]
    Entity(String),
    /// A prefix without a namespace.
    #[error("the prefix {0} stands for no namespace")]
    Prefix(String),
    /// Broken XML.
    #[error("not well-formed at byte {at}: {what}")]
    Malformed {
        /// Position in bytes.
        at: u64,
        /// The parser's words.
        what: String,
    },
}

/// An attribute with its namespace resolved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attribute {
    /// Empty for an attribute without prefix.
    pub namespace: String,
    /// The local name.
    pub name: String,
    /// The value, entities resolved.
    pub value: String,
}

/// An element with its namespace resolved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Element {
    /// Empty where there is none.
    pub namespace: String,
    /// The local name.
    pub name: String,
    /// The attributes in document order, without namespace declarations.
    pub attributes: Vec<Attribute>,
    /// What it holds, in document order.
    pub children: Vec<Node>,
}

/// What an element holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text, entities resolved.
    Text(String),
}

impl Element {
    /// An empty element.
    pub fn new(namespace: &str, name: &str) -> Self {
        Self {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Adds an attribute without namespace.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.push(Attribute {
            namespace: String::new(),
            name: name.to_owned(),
            value: value.into(),
        });
        self
    }

    /// Adds text.
    pub fn holding(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::Text(text.into()));
        self
    }

    /// Adds a child.
    pub fn push(&mut self, child: Self) {
        self.children.push(Node::Element(child));
    }

    /// All text inside, at any depth.
    pub fn text(&self) -> String {
        let mut all = String::new();
        self.collect_text(&mut all);
        all
    }

    fn collect_text(&self, all: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(text) => all.push_str(text),
                Node::Element(element) => element.collect_text(all),
            }
        }
    }

    /// The value of an attribute without namespace.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attribute_in("", name)
    }

    /// The value of an attribute in a namespace.
    pub fn attribute_in(&self, namespace: &str, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|a| a.namespace == namespace && a.name == name)
            .map(|a| a.value.as_str())
    }

    /// The child elements.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The child elements of a name.
    pub fn all<'a>(&'a self, namespace: &'a str, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.elements()
            .filter(move |e| e.namespace == namespace && e.name == name)
    }

    /// The first child element of a name.
    pub fn first(&self, namespace: &str, name: &str) -> Option<&Self> {
        self.elements()
            .find(|e| e.namespace == namespace && e.name == name)
    }

    /// Reads a document.
    ///
    /// # Errors
    ///
    /// See [`XmlError`]; nothing outside the bytes is ever fetched.
    pub fn read(document: &[u8]) -> Result<Self, XmlError> {
        if document.len() > LARGEST {
            return Err(XmlError::TooLarge(document.len()));
        }
        let text = std::str::from_utf8(document).map_err(|e| XmlError::NotUtf8(e.valid_up_to()))?;
        read(text.strip_prefix('\u{FEFF}').unwrap_or(text))
    }

    /// Writes a document with its declaration.
    ///
    /// `prefixes` are declared on the root: pairs of prefix (empty for the default namespace) and namespace.
    /// Characters that XML 1.0 does not allow become U+FFFD.
    pub fn write(&self, prefixes: &[(&str, &str)]) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let default = prefixes
            .iter()
            .find(|(prefix, _)| prefix.is_empty())
            .map_or("", |(_, namespace)| namespace);
        let mut writer = Writer {
            out: &mut out,
            prefixes,
        };
        writer.element(self, default, 0, true);
        out.push('\n');
        out
    }
}

fn read(text: &str) -> Result<Element, XmlError> {
    let mut reader = Reader::from_str(text);
    let mut scopes = Scopes::default();
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    loop {
        let event = reader.read_event().map_err(|e| XmlError::Malformed {
            at: reader.error_position(),
            what: e.to_string(),
        })?;
        let malformed = |what: &str| XmlError::Malformed {
            at: reader.buffer_position(),
            what: what.to_owned(),
        };
        match event {
            Event::Start(start) => {
                if open.len() >= DEEPEST {
                    return Err(XmlError::TooDeep);
                }
                if open.is_empty() && root.is_some() {
                    return Err(malformed("a second root element"));
                }
                open.push(scopes.enter(&start, malformed)?);
            }
            Event::Empty(start) => {
                if open.is_empty() && root.is_some() {
                    return Err(malformed("a second root element"));
                }
                let element = scopes.enter(&start, malformed)?;
                scopes.leave();
                close(element, &mut open, &mut root);
            }
            Event::End(_) => {
                scopes.leave();
                if let Some(element) = open.pop() {
                    close(element, &mut open, &mut root);
                }
            }
            Event::Text(text) => add_text(&text.xml_content(XmlVersion::Implicit1_0), &mut open),
            Event::CData(text) => add_text(&text.xml_content(XmlVersion::Implicit1_0), &mut open),
            Event::GeneralRef(reference) => {
                let resolved = if reference.is_char_ref() {
                    reference
                        .resolve_char_ref()
                        .ok()
                        .flatten()
                        .map(String::from)
                } else {
                    resolve_xml_entity(&reference).map(str::to_owned)
                };
                let resolved = resolved.ok_or_else(|| XmlError::Entity(shorten(&reference)))?;
                add_text(&resolved, &mut open);
            }
            Event::DocType(_) => return Err(XmlError::DocumentType),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    if let Some(unclosed) = open.last() {
        return Err(XmlError::Malformed {
            at: reader.buffer_position(),
            what: format!("the element {} is not closed", shorten(&unclosed.name)),
        });
    }
    root.ok_or(XmlError::Malformed {
        at: 0,
        what: "no element".to_owned(),
    })
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(Node::Element(element)),
        None => *root = Some(element),
    }
}

fn add_text(text: &str, open: &mut [Element]) {
    let Some(element) = open.last_mut() else {
        return;
    };
    match element.children.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => element.children.push(Node::Text(text.to_owned())),
    }
}

/// The namespace declarations in force.
#[derive(Default)]
struct Scopes {
    declared: Vec<(String, String)>,
    marks: Vec<usize>,
}

impl Scopes {
    fn enter(
        &mut self,
        start: &BytesStart<'_>,
        malformed: impl Fn(&str) -> XmlError,
    ) -> Result<Element, XmlError> {
        self.marks.push(self.declared.len());
        let mut plain = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|e| malformed(&e.to_string()))?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|e| malformed(&e.to_string()))?
                .into_owned();
            let key: &str = attribute.key.as_ref();
            if key == "xmlns" {
                self.declared.push((String::new(), value));
            } else if let Some(prefix) = key.strip_prefix("xmlns:") {
                self.declared.push((prefix.to_owned(), value));
            } else {
                plain.push((key.to_owned(), value));
            }
        }
        let name = start.name();
        let (namespace, local) = self.resolve(name.as_ref(), true)?;
        let mut element = Element::new(&namespace, local);
        for (key, value) in plain {
            let (namespace, name) = self.resolve(&key, false)?;
            element.attributes.push(Attribute {
                namespace,
                name: name.to_owned(),
                value,
            });
        }
        Ok(element)
    }

    fn leave(&mut self) {
        if let Some(mark) = self.marks.pop() {
            self.declared.truncate(mark);
        }
    }

    fn resolve<'n>(&self, name: &'n str, element: bool) -> Result<(String, &'n str), XmlError> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        if prefix == "xml" {
            return Ok((XML_NAMESPACE.to_owned(), local));
        }
        if prefix.is_empty() && !element {
            return Ok((String::new(), local));
        }
        match self.declared.iter().rev().find(|(p, _)| p == prefix) {
            Some((_, namespace)) => Ok((namespace.clone(), local)),
            None if prefix.is_empty() => Ok((String::new(), local)),
            None => Err(XmlError::Prefix(shorten(prefix))),
        }
    }
}

struct Writer<'a> {
    out: &'a mut String,
    prefixes: &'a [(&'a str, &'a str)],
}

impl Writer<'_> {
    /// Writes an element; `default` is the default namespace in force around it.
    fn element(&mut self, element: &Element, default: &str, depth: usize, root: bool) {
        let prefixes = self.prefixes;
        let prefix = prefixes
            .iter()
            .find(|(prefix, namespace)| !prefix.is_empty() && *namespace == element.namespace)
            .map_or("", |(prefix, _)| prefix);
        let name = if prefix.is_empty() {
            element.name.clone()
        } else {
            format!("{prefix}:{}", element.name)
        };
        self.out.push('<');
        self.out.push_str(&name);
        let mut inside = default;
        if root {
            for (prefix, namespace) in prefixes {
                let key = if prefix.is_empty() {
                    "xmlns".to_owned()
                } else {
                    format!("xmlns:{prefix}")
                };
                self.attribute(&key, namespace);
            }
        }
        if prefix.is_empty() && element.namespace != default {
            self.attribute("xmlns", &element.namespace);
            inside = &element.namespace;
        }
        for (at, attribute) in element.attributes.iter().enumerate() {
            let known = prefixes
                .iter()
                .find(|(p, n)| !p.is_empty() && *n == attribute.namespace);
            let key = if attribute.namespace.is_empty() {
                attribute.name.clone()
            } else if attribute.namespace == XML_NAMESPACE {
                format!("xml:{}", attribute.name)
            } else if let Some((prefix, _)) = known {
                format!("{prefix}:{}", attribute.name)
            } else {
                self.attribute(&format!("xmlns:a{at}"), &attribute.namespace);
                format!("a{at}:{}", attribute.name)
            };
            self.attribute(&key, &attribute.value);
        }
        if element.children.is_empty() {
            self.out.push_str("/>");
            return;
        }
        self.out.push('>');
        // Layout is added only where it cannot become content.
        let only_elements = element
            .children
            .iter()
            .all(|node| matches!(node, Node::Element(_)));
        for child in &element.children {
            match child {
                Node::Text(text) => escape_into(text, self.out),
                Node::Element(child) => {
                    if only_elements {
                        self.line(depth + 1);
                    }
                    self.element(child, inside, depth + 1, false);
                }
            }
        }
        if only_elements {
            self.line(depth);
        }
        self.out.push_str("</");
        self.out.push_str(&name);
        self.out.push('>');
    }

    fn attribute(&mut self, key: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(key);
        self.out.push_str("=\"");
        for c in value.chars() {
            match c {
                // A plain one would come back as a space.
                '\n' => self.out.push_str("&#10;"),
                '\t' => self.out.push_str("&#9;"),
                c => escape_char(c, self.out),
            }
        }
        self.out.push('"');
    }

    fn line(&mut self, depth: usize) {
        self.out.push('\n');
        for _ in 0..depth {
            self.out.push_str("  ");
        }
    }
}

/// Appends text escaped for XML and HTML, element content or quoted attribute alike.
pub(crate) fn escape_into(text: &str, out: &mut String) {
    out.reserve(text.len());
    for c in text.chars() {
        escape_char(c, out);
    }
}

fn escape_char(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        // A plain carriage return would come back as a line feed.
        '\r' => out.push_str("&#13;"),
        '\t' | '\n' => out.push(c),
        '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
        c => out.push(c),
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}
