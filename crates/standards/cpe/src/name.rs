//! A name: eleven values in one string.

use std::{fmt, str::FromStr};

use crate::{
    Attribute, Error, Note, Strictness, Value,
    bindings::{formatted, uri, wfn},
    build::Builder,
    value::Text,
};

/// A well-formed name (NISTIR 7695, 5).
///
/// Held as the values of the formatted string in one piece, in lower case and quoted in one way only: equal
/// names have equal bytes, and comparing two names allocates nothing.
#[derive(Clone)]
pub struct Name {
    /// `part:vendor:…:other`, the formatted string without its prefix.
    text: Box<str>,
    /// Where each value ends in `text`.
    ends: [u16; 11],
    /// A bit for each attribute whose value has wildcards.
    wild: u16,
}

/// A name as it was read, with what was tolerated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The name.
    pub name: Name,
    /// What was tolerated; empty where the name follows the grammar.
    pub notes: Vec<Note>,
}

/// A value to be put into a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry<'a> {
    /// ANY.
    Any,
    /// NA.
    Na,
    /// These characters and no wildcards; what needs quoting is quoted.
    Plain(&'a str),
    /// A value as it stands in a formatted string.
    Formatted(&'a str),
}

impl Name {
    /// The longest name that is read, in bytes. Real ones have fewer than 300.
    pub const LONGEST: usize = 8 * 1024;

    /// The name that every name matches: all attributes are ANY.
    pub fn any() -> Self {
        let mut builder = Builder::new(Strictness::Strict);
        for attribute in Attribute::ALL {
            builder.any(attribute);
        }
        builder.finish().name
    }

    /// Reads a name in any of its three bindings by the grammar of NISTIR 7695.
    ///
    /// Letters are folded to lower case (6.1.3.2; NISTIR 7696, 6.1 compares without regard to case).
    ///
    /// # Errors
    ///
    /// [`Error`] where the text is no name in that grammar.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::read(text, Strictness::Strict).map(|reading| reading.name)
    }

    /// Reads a name as it is found in the wild, with notes on what was tolerated.
    ///
    /// # Errors
    ///
    /// [`Error`] where the text could mean several things or nothing.
    pub fn parse_tolerant(text: &str) -> Result<(Self, Vec<Note>), Error> {
        Self::read(text, Strictness::Tolerant).map(|reading| (reading.name, reading.notes))
    }

    /// Reads a name in any of its three bindings.
    ///
    /// # Errors
    ///
    /// [`Error`] where the text is no name.
    pub fn read(text: &str, strictness: Strictness) -> Result<Reading, Error> {
        let mut builder = Builder::new(strictness);
        let text = builder.trimmed(text);
        if text.len() > Self::LONGEST {
            return Err(Error::TooLong {
                found: text.len(),
                limit: Self::LONGEST,
            });
        }
        if let Some(rest) = after(text, "cpe:2.3:") {
            formatted::read(rest, &mut builder)?;
        } else if let Some(rest) = after(text, "cpe:/") {
            uri::read(rest, &mut builder)?;
        } else if let Some(rest) = after(text, "wfn:[") {
            wfn::read(rest, &mut builder)?;
        } else {
            return Err(Error::Binding);
        }
        Ok(builder.finish())
    }

    /// The value of an attribute.
    pub fn get(&self, attribute: Attribute) -> Value<'_> {
        match self.slice(attribute) {
            "*" => Value::Any,
            "-" => Value::Na,
            text => Value::Text(Text(text)),
        }
    }

    /// All values, in order.
    pub fn values(&self) -> impl Iterator<Item = (Attribute, Value<'_>)> {
        Attribute::ALL
            .into_iter()
            .map(|attribute| (attribute, self.get(attribute)))
    }

    /// The same name with another value for one attribute.
    ///
    /// # Errors
    ///
    /// [`Error`] where the value is none: an empty one, control characters, wildcards out of place, a part that is
    /// none, or a name longer than [`Name::LONGEST`].
    pub fn with(&self, attribute: Attribute, entry: Entry<'_>) -> Result<Self, Error> {
        let mut builder = Builder::new(Strictness::Tolerant);
        for (own, value) in self.values() {
            let entry = match value {
                _ if own == attribute => entry,
                Value::Any => Entry::Any,
                Value::Na => Entry::Na,
                Value::Text(text) => Entry::Formatted(text.0),
            };
            match entry {
                Entry::Any => builder.any(own),
                Entry::Na => builder.na(own),
                Entry::Plain(text) => builder.plain(own, text)?,
                Entry::Formatted(text) => formatted::value(text, own, &mut builder)?,
            }
        }
        let found = builder.len();
        if found > Self::LONGEST {
            return Err(Error::TooLong {
                found,
                limit: Self::LONGEST,
            });
        }
        Ok(builder.finish().name)
    }

    /// Whether any value has unquoted wildcards.
    pub fn has_wildcards(&self) -> bool {
        self.wild != 0
    }

    /// The formatted string (NISTIR 7695, 6.2).
    pub fn to_formatted_string(&self) -> String {
        format!("cpe:2.3:{}", self.text)
    }

    /// The URI (NISTIR 7695, 6.1), which is also the form of CPE 2.2.
    pub fn to_uri(&self) -> String {
        uri::write(self)
    }

    /// The WFN as text (NISTIR 7695, 5.5), all attributes in order.
    pub fn to_wfn(&self) -> String {
        wfn::write(self)
    }

    pub(crate) fn new(text: Box<str>, ends: [u16; 11], wild: u16) -> Self {
        Self { text, ends, wild }
    }

    pub(crate) fn slice(&self, attribute: Attribute) -> &str {
        let index = attribute.index();
        let start = match index {
            0 => 0,
            _ => usize::from(self.ends[index - 1]) + 1,
        };
        &self.text[start..usize::from(self.ends[index])]
    }

    pub(crate) fn is_wild(&self, attribute: Attribute) -> bool {
        self.wild & (1 << attribute.index()) != 0
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// What follows a prefix, which may be in any case.
fn after<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Name {}

impl std::hash::Hash for Name {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// By the bytes of the formatted string; says nothing about versions.
impl Ord for Name {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

/// The formatted string.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cpe:2.3:")?;
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

/// Strict, as [`Name::parse`].
impl FromStr for Name {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}
