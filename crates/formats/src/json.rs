//! A JSON document as a tree that borrows its text, and a careful walk through it.
//!
//! Formats read through this rather than through the complete types of the standards crates, so
//! that a member of the wrong type costs itself (a note with its place) and not the document. It
//! borrows the strings, and takes about as long as the complete types do (`tests/speed.rs`).

use std::{borrow::Cow, collections::HashSet, fmt};

use noroshi_model::{AssumedZone, Moment, Note, Path};
use serde_json::de::Deserializer as JsonReader;

use crate::{NotThisFormat, Reading};

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json<'a> {
    Null,
    Bool(bool),
    Number(f64),
    String(Cow<'a, str>),
    Array(Vec<Self>),
    Object(Vec<(Cow<'a, str>, Self)>),
}

impl<'a> Json<'a> {
    /// Parses a whole document.
    ///
    /// Refused with the place: what is not UTF-8, not JSON, nested deeper than 128 brackets, or has
    /// a member twice in one object (which of them holds would be a guess).
    pub(crate) fn parse(document: &'a [u8], format: &'static str) -> Result<Self, NotThisFormat> {
        let refuse = |reason| NotThisFormat { format, reason };
        let document = document.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(document);
        let text = std::str::from_utf8(document)
            .map_err(|e| refuse(format!("not UTF-8 at byte {}", e.valid_up_to())))?;
        let mut reader = JsonReader::from_str(text);
        let tree = serde::Deserialize::deserialize(&mut reader)
            .and_then(|tree| reader.end().map(|()| tree))
            .map_err(|e: serde_json::Error| refuse(e.to_string()))?;
        Ok(tree)
    }

    /// The member of that name of an object.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The text, where it is a string.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// What it is, in words.
    fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// A value and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct At<'d, 'p> {
    pub(crate) json: &'d Json<'d>,
    pub(crate) path: Path<'p>,
}

impl<'d> At<'d, '_> {
    pub(crate) fn root(json: &'d Json<'d>) -> Self {
        Self {
            json,
            path: Path::Root,
        }
    }

    /// Notes something about a member of this value.
    pub(crate) fn note(&self, member: &str, what: impl Into<String>, notes: &mut Vec<Note>) {
        notes.push(Note::new(
            Path::Member(&self.path, member).to_string(),
            what,
        ));
    }

    /// Notes something about this value.
    pub(crate) fn note_here(&self, what: impl Into<String>, notes: &mut Vec<Note>) {
        notes.push(Note::new(self.path.to_string(), what));
    }

    /// The member, unless it is absent or null.
    fn given(&self, member: &str) -> Option<&'d Json<'d>> {
        self.json.get(member).filter(|j| !matches!(j, Json::Null))
    }

    fn wrong(&self, member: &str, wanted: &str, found: &Json<'_>, notes: &mut Vec<Note>) {
        self.note(
            member,
            format!("{} where {wanted} should be", found.kind()),
            notes,
        );
    }

    /// A string member. Where the source writes a number or a truth value, its text is taken and
    /// noted.
    pub(crate) fn text(&self, member: &str, notes: &mut Vec<Note>) -> Option<Cow<'d, str>> {
        let found = self.given(member)?;
        match found {
            Json::String(text) => return Some(Cow::Borrowed(text)),
            Json::Number(number) => {
                self.wrong(member, "a string", found, notes);
                return Some(Cow::Owned(number.to_string()));
            }
            Json::Bool(value) => {
                self.wrong(member, "a string", found, notes);
                return Some(Cow::Owned(value.to_string()));
            }
            _ => {}
        }
        self.wrong(member, "a string", found, notes);
        None
    }

    /// A string member as its own value.
    pub(crate) fn owned(&self, member: &str, notes: &mut Vec<Note>) -> Option<String> {
        self.text(member, notes).map(Cow::into_owned)
    }

    /// A number member; a string holding a number is taken and noted.
    pub(crate) fn number(&self, member: &str, notes: &mut Vec<Note>) -> Option<f64> {
        let found = self.given(member)?;
        if let Json::Number(number) = found {
            return Some(*number);
        }
        self.wrong(member, "a number", found, notes);
        found
            .as_str()?
            .trim()
            .parse()
            .ok()
            .filter(|n: &f64| n.is_finite())
    }

    /// A true-or-false member.
    pub(crate) fn truth(&self, member: &str, notes: &mut Vec<Note>) -> Option<bool> {
        let found = self.given(member)?;
        if let Json::Bool(value) = found {
            return Some(*value);
        }
        self.wrong(member, "true or false", found, notes);
        None
    }

    /// A date member in universal time; what cannot be read keeps its text and is noted.
    pub(crate) fn moment(&self, member: &str, notes: &mut Vec<Note>) -> Option<Moment> {
        let text = self.text(member, notes)?;
        let moment = Moment::parse(&text, AssumedZone::Utc);
        if moment.instant.is_none() {
            self.note(member, format!("not a date: {}", shown(&text)), notes);
        }
        Some(moment)
    }

    /// Visits an object member.
    pub(crate) fn member(
        &self,
        member: &str,
        notes: &mut Vec<Note>,
        visit: impl FnOnce(At<'d, '_>, &mut Vec<Note>),
    ) {
        match self.given(member) {
            None => {}
            Some(json @ Json::Object(_)) => visit(
                At {
                    json,
                    path: Path::Member(&self.path, member),
                },
                notes,
            ),
            Some(other) => self.wrong(member, "an object", other, notes),
        }
    }

    /// Visits each object of an array member.
    pub(crate) fn each(
        &self,
        member: &str,
        notes: &mut Vec<Note>,
        mut visit: impl FnMut(At<'d, '_>, &mut Vec<Note>),
    ) {
        let list = Path::Member(&self.path, member);
        for (index, json) in self.items(member, notes).iter().enumerate() {
            let at = At {
                json,
                path: Path::Item(&list, index),
            };
            match json {
                Json::Object(_) => visit(at, notes),
                other => at.note_here(format!("{} where an object should be", other.kind()), notes),
            }
        }
    }

    /// The strings of an array member.
    pub(crate) fn texts(&self, member: &str, notes: &mut Vec<Note>) -> Vec<String> {
        let list = Path::Member(&self.path, member);
        let mut texts = Vec::new();
        for (index, json) in self.items(member, notes).iter().enumerate() {
            match json.as_str() {
                Some(text) => texts.push(text.to_owned()),
                None => notes.push(Note::new(
                    Path::Item(&list, index).to_string(),
                    format!("{} where a string should be", json.kind()),
                )),
            }
        }
        texts
    }

    fn items(&self, member: &str, notes: &mut Vec<Note>) -> &'d [Json<'d>] {
        match self.given(member) {
            None => &[],
            Some(Json::Array(items)) => items,
            Some(other) => {
                self.wrong(member, "an array", other, notes);
                &[]
            }
        }
    }

    /// The members of an object, in order.
    pub(crate) fn members(&self) -> &'d [(Cow<'d, str>, Json<'d>)] {
        match self.json {
            Json::Object(members) => members,
            _ => &[],
        }
    }
}

/// A foreign text as it can stand in a message: short, and on one line.
pub(crate) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(60).flat_map(char::escape_debug).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    format!("`{short}`")
}

/// The reading of a page that stands around documents: the header with its brackets closed.
///
/// The header ends behind the `[` of a top-level member.
pub(crate) fn header(header: &[u8]) -> Option<serde_json::Map<String, serde_json::Value>> {
    let header = header.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(header);
    let mut closed = header.to_vec();
    closed.extend_from_slice(b"]}");
    serde_json::from_slice(&closed).ok()
}

/// The document's root as an object, with what else every JSON format starts from.
pub(crate) fn object<'d>(
    tree: &'d Json<'d>,
    format: &'static str,
) -> Result<At<'d, 'd>, NotThisFormat> {
    match tree {
        Json::Object(_) => Ok(At::root(tree)),
        other => Err(NotThisFormat {
            format,
            reason: format!("{} where an object should be", other.kind()),
        }),
    }
}

/// The members of the top-level object as far as the first bytes of a file show them: the names,
/// and the bytes from where their values begin to the end of what is there.
pub fn top_members(head: &[u8]) -> Vec<(String, &[u8])> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let mut members = Vec::new();
    let mut depth = 0usize;
    let mut key: Option<String> = None;
    let mut at = 0;
    while let Some(&byte) = head.get(at) {
        match byte {
            b' ' | b'\n' | b'\r' | b'\t' => {}
            b'{' | b'[' => {
                if depth == 0 && byte == b'[' {
                    return members;
                }
                if depth == 1
                    && let Some(key) = key.take()
                {
                    members.push((key, &head[at..]));
                }
                depth += 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return members;
                }
            }
            b'"' if depth > 0 => {
                let start = at;
                at += 1;
                while head.get(at).is_some_and(|b| *b != b'"') {
                    at += if head[at] == b'\\' { 2 } else { 1 };
                }
                if depth == 1 {
                    match key.take() {
                        Some(key) => members.push((key, &head[start..])),
                        None => {
                            key = head
                                .get(start..=at)
                                .and_then(|s| serde_json::from_slice(s).ok());
                        }
                    }
                }
            }
            _ if depth == 0 => return members,
            b':' | b',' => {}
            _ => {
                if depth == 1
                    && let Some(key) = key.take()
                {
                    members.push((key, &head[at..]));
                }
            }
        }
        at += 1;
    }
    members
}

/// The string that begins here, if one does.
pub fn leading_string(value: &[u8]) -> Option<String> {
    let mut reader = JsonReader::from_slice(value);
    serde::Deserialize::deserialize(&mut reader).ok()
}

/// A reading that says only what the document is: its key and one note.
pub(crate) fn kept_only(key: crate::DocumentKey, what: String) -> Reading {
    Reading {
        key,
        notes: vec![Note::new("", what)],
        ..Reading::default()
    }
}

struct Tree;

impl<'de> serde::Deserialize<'de> for Json<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(Tree)
    }
}

impl<'de> serde::de::Visitor<'de> for Tree {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "our numbers are scores and counts"
    )]
    fn visit_i64<E>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value as f64))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "our numbers are scores and counts"
    )]
    fn visit_u64<E>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<Json<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let mut members: Vec<(Cow<'de, str>, Json<'de>)> = Vec::new();
        // Comparing each name with all others is fast for the objects that occur, and would be
        // quadratic for hostile ones.
        let mut known: Option<HashSet<Cow<'de, str>>> = None;
        while let Some(Name(name)) = map.next_key()? {
            let twice = match &mut known {
                Some(known) => !known.insert(name.clone()),
                None => {
                    let twice = members.iter().any(|(other, _)| *other == name);
                    if members.len() > 64 {
                        known = Some(
                            members
                                .iter()
                                .map(|(n, _)| n.clone())
                                .chain([name.clone()])
                                .collect(),
                        );
                    }
                    twice
                }
            };
            if twice {
                return Err(serde::de::Error::custom(format_args!(
                    "the member {} occurs twice",
                    shown(&name)
                )));
            }
            members.push((name, map.next_value()?));
        }
        Ok(Json::Object(members))
    }
}

/// A member's name, borrowed where it has no escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Name<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member's name")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }
        reader.deserialize_str(Visitor)
    }
}
