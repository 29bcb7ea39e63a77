//! What the two XML writers share: elements with attributes and text, escaped so that every reader reads the same.

use std::fmt::Write as _;

/// Why something could not be written as XML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// A character that XML 1.0 does not have (its section 2.2), such as U+0000.
    #[error("XML has no character {character:?}")]
    Character {
        /// Which.
        character: char,
    },
    /// Tests nested so deeply that nobody reads them back.
    #[error("tests nested deeper than {limit}")]
    TooDeep {
        /// The deepest that is written.
        limit: usize,
    },
}

/// XML as it grows. What cannot be written is an error at the end.
pub(crate) struct Elements {
    text: String,
    open: Vec<&'static str>,
    /// The character that could not be written.
    bad: Option<char>,
}

impl Elements {
    pub(crate) fn new() -> Self {
        Self {
            text: String::new(),
            open: Vec::new(),
            bad: None,
        }
    }

    /// Text that is XML already.
    pub(crate) fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Opens an element. Attributes without a value are left out.
    pub(crate) fn start(&mut self, name: &'static str, attributes: &[(&str, Option<&str>)]) {
        self.tag(name, attributes);
        self.text.push_str(">\n");
        self.open.push(name);
    }

    /// An element with nothing in it.
    pub(crate) fn empty(&mut self, name: &'static str, attributes: &[(&str, Option<&str>)]) {
        self.tag(name, attributes);
        self.text.push_str("/>\n");
    }

    /// An element with text and nothing else in it.
    pub(crate) fn leaf(
        &mut self,
        name: &'static str,
        attributes: &[(&str, Option<&str>)],
        text: &str,
    ) {
        self.tag(name, attributes);
        self.text.push('>');
        self.escaped(text, false);
        let _ = writeln!(self.text, "</{name}>");
    }

    /// Closes the element opened last.
    pub(crate) fn end(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            let _ = writeln!(self.text, "</{name}>");
        }
    }

    pub(crate) fn finish(self) -> Result<String, WriteError> {
        match self.bad {
            Some(character) => Err(WriteError::Character { character }),
            None => Ok(self.text),
        }
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, Option<&str>)]) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes {
            if let Some(value) = value {
                let _ = write!(self.text, " {name}=\"");
                self.escaped(value, true);
                self.text.push('"');
            }
        }
    }

    fn indent(&mut self) {
        for _ in &self.open {
            self.text.push_str("  ");
        }
    }

    /// Readers turn line ends and, in attributes, tabs into others (XML 1.0, 2.11 and 3.3.3), unless they are written
    /// as numbers.
    fn escaped(&mut self, text: &str, in_attribute: bool) {
        for character in text.chars() {
            match character {
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '&' => self.text.push_str("&amp;"),
                '"' if in_attribute => self.text.push_str("&quot;"),
                '\t' | '\n' if in_attribute => self.number(character),
                '\r' | '\u{85}' | '\u{2028}' => self.number(character),
                '\t' | '\n' => self.text.push(character),
                '\0'..' ' | '\u{fffe}' | '\u{ffff}' => {
                    self.bad.get_or_insert(character);
                }
                _ => self.text.push(character),
            }
        }
    }

    fn number(&mut self, character: char) {
        let _ = write!(self.text, "&#{};", u32::from(character));
    }
}
