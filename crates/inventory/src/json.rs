//! A JSON document as a tree that borrows its text, and a careful walk through it.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    collections::HashSet,
    fmt,
};

use noroshi_model::{AssumedZone, Moment, Note, Path};
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::{MAX_NOTES, NotRead, text, text::shown};

/// The most values of one document: an empty list takes two bytes there and sixteen times as many
/// here.
const MAX_VALUES: usize = 16_000_000;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json<'a> {
    Null,
    Bool(bool),
    /// A whole number, which can stand for a text.
    Whole(i64),
    /// Any other number: its text is lost, `1.10` is `1.1` by now.
    Number(f64),
    String(Cow<'a, str>),
    Array(Vec<Self>),
    Object(Vec<(Cow<'a, str>, Self)>),
}

/// Parses a text. The members named in `skip` are checked and not kept, wherever they stand.
///
/// Refused with the place: what is not JSON, and what is nested deeper than 128 brackets. A member
/// that stands twice in one object is noted; the first holds.
pub(crate) fn parse<'a>(
    text: &'a str,
    kind: &'static str,
    skip: &[&str],
    notes: &mut Vec<Note>,
) -> Result<Json<'a>, NotRead> {
    let twice = RefCell::new(Vec::new());
    let values = Cell::new(0);
    let mut reader = serde_json::Deserializer::from_str(text);
    let tree = Tree {
        skip,
        twice: &twice,
        values: &values,
    }
    .deserialize(&mut reader)
    .and_then(|tree| reader.end().map(|()| tree))
    .map_err(|e| NotRead::Bad {
        kind,
        reason: e.to_string(),
    })?;
    for member in twice.into_inner() {
        let what = format!("the member {member} stands twice in one object; the first holds");
        say(notes, String::new(), what);
    }
    match tree {
        Json::Object(_) => Ok(tree),
        other => Err(NotRead::Bad {
            kind,
            reason: format!("{} where an object should be", other.what()),
        }),
    }
}

/// Decodes and parses a document; the tree owns what it must.
pub(crate) fn with_root<T>(
    document: &[u8],
    kind: &'static str,
    skip: &[&str],
    notes: &mut Vec<Note>,
    visit: impl FnOnce(At<'_, '_>, &mut Vec<Note>) -> Result<T, NotRead>,
) -> Result<T, NotRead> {
    let text = text::decode(document, kind, notes)?;
    let tree = parse(&text, kind, skip, notes)?;
    visit(
        At {
            json: &tree,
            path: Path::Root,
        },
        notes,
    )
}

impl Json<'_> {
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
    pub(crate) fn what(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Whole(_) | Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// Keeps a note, up to one more than the most: that one tells the draft that there were too many.
fn say(notes: &mut Vec<Note>, place: String, what: String) {
    if notes.len() <= MAX_NOTES {
        notes.push(Note::new(place, what));
    }
}

/// A value and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct At<'d, 'p> {
    pub(crate) json: &'d Json<'d>,
    pub(crate) path: Path<'p>,
}

impl<'d> At<'d, '_> {
    /// Where it stands, written out.
    pub(crate) fn place(&self) -> String {
        self.path.to_string()
    }

    /// Where one of its members stands, written out.
    pub(crate) fn place_of(&self, member: &str) -> String {
        Path::Member(&self.path, member).to_string()
    }

    /// The member, unless it is absent or null.
    pub(crate) fn given(&self, member: &str) -> Option<&'d Json<'d>> {
        self.json.get(member).filter(|j| !matches!(j, Json::Null))
    }

    fn wrong(&self, member: &str, wanted: &str, found: &Json<'_>, notes: &mut Vec<Note>) {
        say(
            notes,
            self.place_of(member),
            format!("{} where {wanted} should be", found.what()),
        );
    }

    /// A string member. A whole number is taken as its text and noted; any other number is not, since
    /// its digits are not certain.
    pub(crate) fn text(&self, member: &str, notes: &mut Vec<Note>) -> Option<Cow<'d, str>> {
        match self.given(member)? {
            Json::String(text) => Some(Cow::Borrowed(text)),
            found @ Json::Whole(number) => {
                self.wrong(member, "a string", found, notes);
                Some(Cow::Owned(number.to_string()))
            }
            found => {
                self.wrong(member, "a string", found, notes);
                None
            }
        }
    }

    /// A string member as its own value; an empty one counts as absent.
    pub(crate) fn owned(&self, member: &str, notes: &mut Vec<Note>) -> Option<String> {
        self.text(member, notes)
            .map(Cow::into_owned)
            .filter(|text| !text.trim().is_empty())
    }

    /// A number member that is a score: 0.0 to 10.0; anything else is noted.
    pub(crate) fn score(&self, member: &str, notes: &mut Vec<Note>) -> Option<f32> {
        let found = self.given(member)?;
        let number = match found {
            Json::Whole(number) => *number as f64,
            Json::Number(number) => *number,
            _ => f64::NAN,
        };
        let score = (0.0..=10.0).contains(&number).then_some(number as f32);
        if score.is_none() {
            self.wrong(member, "a score", found, notes);
        }
        score
    }

    /// A member that numbers an edition, written as a number or a string.
    pub(crate) fn ordinal(&self, member: &str) -> Option<String> {
        match self.given(member)? {
            Json::String(text) if text.len() <= 64 => Some(text.clone().into_owned()),
            Json::Whole(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Whether a member is true.
    pub(crate) fn is_true(&self, member: &str) -> bool {
        matches!(self.given(member), Some(Json::Bool(true)))
    }

    /// A date member in universal time; what cannot be read keeps its text and is noted.
    pub(crate) fn moment(&self, member: &str, notes: &mut Vec<Note>) -> Option<Moment> {
        let text = self.text(member, notes)?;
        let moment = Moment::parse(&text, AssumedZone::Utc);
        if moment.instant.is_none() {
            let what = format!("not a date: {}", shown(&text));
            say(notes, self.place_of(member), what);
        }
        Some(moment)
    }

    /// Visits an object member.
    pub(crate) fn member<T>(
        &self,
        member: &str,
        notes: &mut Vec<Note>,
        visit: impl FnOnce(At<'d, '_>, &mut Vec<Note>) -> T,
    ) -> Option<T> {
        match self.given(member)? {
            json @ Json::Object(_) => Some(visit(
                At {
                    json,
                    path: Path::Member(&self.path, member),
                },
                notes,
            )),
            other => {
                self.wrong(member, "an object", other, notes);
                None
            }
        }
    }

    /// Visits each item of an array member, whatever it is.
    pub(crate) fn items(
        &self,
        member: &str,
        notes: &mut Vec<Note>,
        mut visit: impl FnMut(At<'d, '_>, &mut Vec<Note>),
    ) {
        let path = Path::Member(&self.path, member);
        match self.given(member) {
            None => {}
            Some(Json::Array(items)) => {
                for (index, json) in items.iter().enumerate() {
                    let path = Path::Item(&path, index);
                    visit(At { json, path }, notes);
                }
            }
            Some(other) => self.wrong(member, "an array", other, notes),
        }
    }

    /// Visits each object of an array member; what is no object is noted.
    pub(crate) fn each(
        &self,
        member: &str,
        notes: &mut Vec<Note>,
        mut visit: impl FnMut(At<'d, '_>, &mut Vec<Note>),
    ) {
        self.items(member, notes, |at, notes| match at.json {
            Json::Object(_) => visit(at, notes),
            other => say(
                notes,
                at.place(),
                format!("{} where an object should be", other.what()),
            ),
        });
    }

    /// Visits each string of an array member; what is no string is noted.
    pub(crate) fn texts(
        &self,
        member: &str,
        notes: &mut Vec<Note>,
        mut visit: impl FnMut(&'d str, &Path<'_>, &mut Vec<Note>),
    ) {
        self.items(member, notes, |at, notes| match at.json {
            Json::String(text) => visit(text, &at.path, notes),
            other => say(
                notes,
                at.place(),
                format!("{} where a string should be", other.what()),
            ),
        });
    }

    /// Visits each member of an object member, whatever it is.
    pub(crate) fn members(
        &self,
        member: &str,
        notes: &mut Vec<Note>,
        mut visit: impl FnMut(&'d str, At<'d, '_>, &mut Vec<Note>),
    ) {
        let path = Path::Member(&self.path, member);
        match self.given(member) {
            None => {}
            Some(Json::Object(members)) => {
                for (name, json) in members {
                    let path = Path::Member(&path, name);
                    visit(name, At { json, path }, notes);
                }
            }
            Some(other) => self.wrong(member, "an object", other, notes),
        }
    }
}

#[derive(Clone, Copy)]
struct Tree<'s> {
    skip: &'s [&'s str],
    twice: &'s RefCell<Vec<String>>,
    values: &'s Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Json<'de>;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Json<'de>, D::Error> {
        self.values.set(self.values.get() + 1);
        if self.values.get() > MAX_VALUES {
            return Err(D::Error::custom("more than 16000000 values"));
        }
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
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

    fn visit_i64<E>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Whole(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(i64::try_from(value).map_or(Json::Number(value as f64), Json::Whole))
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

    fn visit_string<E>(self, text: String) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let mut members: Vec<(Cow<'de, str>, Json<'de>)> = Vec::new();
        // An object of a few members needs no table; one of a hundred thousand does.
        let mut names = HashSet::new();
        while let Some(name) = map.next_key_seed(self)? {
            let Json::String(name) = name else {
                return Err(A::Error::custom("a name that is no string"));
            };
            if self.skip.contains(&&*name) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            if members.len() == 16 {
                names.extend(members.iter().map(|(name, _)| name.clone()));
            }
            let is_new = match members.len() {
                0..16 => members.iter().all(|(other, _)| *other != name),
                _ => names.insert(name.clone()),
            };
            if !is_new {
                let mut twice = self.twice.borrow_mut();
                if twice.len() <= MAX_NOTES {
                    twice.push(shown(&name));
                }
            }
            members.push((name, map.next_value_seed(self)?));
        }
        Ok(Json::Object(members))
    }
}
