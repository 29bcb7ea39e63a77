//! The alert list of IPA in its JSON form (getalert1.json).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    alert::{Alert, AtomLink, AtomText, Category},
    sec::{SecAuthor, SecCpe, SecItem, SecItems, SecLink},
};

/// A list of alerts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AlertFile {
    /// The feed.
    pub feed: Feed,
    /// Members that are not known here, `$schema` for one.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// The feed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Feed {
    /// Title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Last update, dateTime.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// The alerts.
    #[serde(default)]
    pub entry: Vec<JsonAlert>,
    /// How the request went; `retCd` is a number, all else text.
    #[serde(
        rename = "status:Status",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub status: Option<Map<String, Value>>,
    /// Members that are not known here.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// An alert.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct JsonAlert {
    /// Identifier, `MYJVN-ALT-YYYY-NNNN`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Summary, may be empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Address, may be empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// How urgent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<JsonCategory>,
    /// Last update as real answers spell it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update: Option<String>,
    /// Last update as the schema spells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// First published, dateTime.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// The notices.
    #[serde(rename = "sec:items", default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<JsonItem>>,
    /// Members that are not known here.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// How urgent an alert is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct JsonCategory {
    /// `Info` to `Critical`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
    /// `INFO` to `緊急`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Members that are not known here.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// The wrapper around a notice.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct JsonItem {
    /// The notice.
    #[serde(rename = "sec:item", default)]
    pub item: JsonNotice,
    /// Members that are not known here.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A notice.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct JsonNotice {
    /// Title.
    #[serde(rename = "sec:title", default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Identifier, `MYJVN-ALT-YYYY-NNNN-NNNN`.
    #[serde(
        rename = "sec:identifier",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub identifier: Option<String>,
    /// Summary.
    #[serde(
        rename = "sec:summary",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub summary: Option<String>,
    /// Address.
    #[serde(rename = "sec:link", default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// First published, dateTime.
    #[serde(
        rename = "sec:published",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub published: Option<String>,
    /// Last update, dateTime.
    #[serde(
        rename = "sec:updated",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub updated: Option<String>,
    /// Who published it.
    #[serde(
        rename = "sec:author",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub author: Option<JsonValue>,
    /// Products.
    #[serde(rename = "sec:cpe", default, skip_serializing_if = "Option::is_none")]
    pub cpe: Option<Vec<JsonValue>>,
    /// Members that are not known here.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A text with members beside it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct JsonValue {
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Members that are not known here.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

impl JsonAlert {
    /// The alert in the words of the Atom form. Members that are not known stay behind.
    pub fn to_alert(&self) -> Alert {
        let text = |t: &Option<String>| {
            t.as_ref().map(|value| AtomText {
                value: value.clone(),
                ..AtomText::default()
            })
        };
        let link = self.link.iter().map(|href| AtomLink {
            href: Some(href.clone()),
            ..AtomLink::default()
        });
        let category = self.category.iter().map(|c| Category {
            term: c.term.clone(),
            label: c.label.clone(),
            ..Category::default()
        });
        let items = self.items.as_ref().map(|items| SecItems {
            items: items.iter().map(|i| i.item.to_item()).collect(),
            ..SecItems::default()
        });
        Alert {
            title: text(&self.title),
            id: self.id.clone(),
            summary: text(&self.summary),
            links: link.collect(),
            published: self.published.clone(),
            updated: self.updated.clone().or_else(|| self.update.clone()),
            categories: category.collect(),
            items,
            ..Alert::default()
        }
    }
}

impl JsonNotice {
    fn to_item(&self) -> SecItem {
        let one = |text: &Option<String>| text.iter().cloned().collect();
        let link = self.link.iter().map(|href| SecLink {
            href: Some(href.clone()),
            ..SecLink::default()
        });
        let cpe = self.cpe.iter().flatten().map(|cpe| SecCpe {
            value: cpe.value.clone().unwrap_or_default(),
            ..SecCpe::default()
        });
        let author = self.author.iter().map(|author| SecAuthor {
            name: author.value.clone().unwrap_or_default(),
            ..SecAuthor::default()
        });
        SecItem {
            title: one(&self.title),
            identifier: one(&self.identifier),
            summary: one(&self.summary),
            link: link.collect(),
            cpe: cpe.collect(),
            published: one(&self.published),
            updated: one(&self.updated),
            author: author.collect(),
            ..SecItem::default()
        }
    }
}

/// Reads an alert list.
///
/// # Errors
///
/// Where the bytes are not JSON of this shape; the message says at which line and column.
pub fn read(bytes: &[u8]) -> Result<AlertFile, serde_json::Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes)
}

/// Reads an alert list of which some alerts may have another shape: those come with their position,
/// counted from 0, and the reason, and are not in the list.
///
/// # Errors
///
/// Where the bytes are not JSON, or what stands around the alerts has another shape.
pub fn read_leniently(
    bytes: &[u8],
) -> Result<(AlertFile, Vec<(usize, serde_json::Error)>), serde_json::Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut value: Value = serde_json::from_slice(bytes)?;
    let entries = value
        .pointer_mut("/feed/entry")
        .and_then(Value::as_array_mut);
    let entries = entries.map(std::mem::take).unwrap_or_default();
    let mut file: AlertFile = serde_json::from_value(value)?;
    let mut refused = Vec::new();
    for (at, entry) in entries.into_iter().enumerate() {
        match serde_json::from_value(entry) {
            Ok(alert) => file.feed.entry.push(alert),
            Err(error) => refused.push((at, error)),
        }
    }
    Ok((file, refused))
}

/// Writes an alert list.
///
/// # Errors
///
/// Never for a list that was read; the serializer's error is passed on.
pub fn write(list: &AlertFile) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(list)
}
