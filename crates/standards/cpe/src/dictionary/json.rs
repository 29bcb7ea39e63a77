//! A name as NVD's products service writes it (`products[].cpe`).

use serde_json::{Map, Value as Json};

use crate::{
    Error, Name,
    dictionary::{Deprecation, Item, Reference, Successor},
};

/// Why a product could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Not an object with `cpeName`, or a member of the wrong type.
    #[error("{member} is missing or of the wrong type")]
    Member {
        /// Which.
        member: &'static str,
    },
    /// A name is none.
    #[error("{written}: {error}")]
    Name {
        /// What stands there.
        written: String,
        /// What is wrong with it.
        error: Error,
    },
}

/// Reads a product, the object with `cpeName` or the one around it with `cpe`.
///
/// Dates of creation and change, and names that it deprecates, stay in [`Item::extra`].
///
/// # Errors
///
/// [`JsonError`] where a name cannot be read, tolerant, or a member is of the wrong type.
pub fn item_from_json(json: &Json) -> Result<Item, JsonError> {
    let object = json.get("cpe").unwrap_or(json).as_object();
    let mut members = object.ok_or(JsonError::Member { member: "cpe" })?.clone();
    let written = word(members.remove("cpeName"), "cpeName")?;
    let (name, notes) = read(written)?;
    let mut item = Item::new(name);
    item.notes = notes;
    item.deprecated = match members.remove("deprecated") {
        None => false,
        Some(Json::Bool(deprecated)) => deprecated,
        Some(_) => {
            let member = "deprecated";
            return Err(JsonError::Member { member });
        }
    };
    if let Some(id) = members.remove("cpeNameId") {
        item.id = Some(word(Some(id), "cpeNameId")?);
    }
    for title in list(&mut members, "titles")? {
        let mut title = object_of(title, "titles")?;
        let lang = title.remove("lang").map(|l| word(Some(l), "titles"));
        let text = word(title.remove("title"), "titles")?;
        item.titles.push((lang.transpose()?, text));
    }
    for reference in list(&mut members, "refs")? {
        let mut reference = object_of(reference, "refs")?;
        let text = reference.remove("type").map(|t| word(Some(t), "refs"));
        item.references.push(Reference {
            href: word(reference.remove("ref"), "refs")?,
            text: text.transpose()?.unwrap_or_default(),
        });
    }
    let mut by = Vec::new();
    for successor in list(&mut members, "deprecatedBy")? {
        let mut successor = object_of(successor, "deprecatedBy")?;
        let (name, _) = read(word(successor.remove("cpeName"), "deprecatedBy")?)?;
        let name = Some(name);
        by.push(Successor { name, kind: None });
    }
    if let Some(date) = members.remove("deprecationDate") {
        item.deprecated_since = Some(word(Some(date), "deprecationDate")?);
    }
    if !by.is_empty() {
        let date = item.deprecated_since.clone();
        item.deprecations.push(Deprecation { date, by });
    }
    item.extra = members;
    Ok(item)
}

fn read(written: String) -> Result<(Name, Vec<crate::Note>), JsonError> {
    Name::parse_tolerant(&written).map_err(|error| JsonError::Name { written, error })
}

fn word(value: Option<Json>, member: &'static str) -> Result<String, JsonError> {
    match value {
        Some(Json::String(text)) => Ok(text),
        _ => Err(JsonError::Member { member }),
    }
}

fn list(members: &mut Map<String, Json>, member: &'static str) -> Result<Vec<Json>, JsonError> {
    match members.remove(member) {
        None | Some(Json::Null) => Ok(Vec::new()),
        Some(Json::Array(list)) => Ok(list),
        Some(_) => Err(JsonError::Member { member }),
    }
}

fn object_of(value: Json, member: &'static str) -> Result<Map<String, Json>, JsonError> {
    match value {
        Json::Object(members) => Ok(members),
        _ => Err(JsonError::Member { member }),
    }
}
