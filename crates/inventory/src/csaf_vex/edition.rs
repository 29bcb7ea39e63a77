//! What a CSAF document in the making says of itself (section 3.2.1).

use noroshi_model::{AssumedZone, Moment, moment};
use serde_json::{Value, json};

use crate::NotWritten;

/// What a CSAF document says of itself; nothing here reads a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsafEdition {
    /// Its identifier, given out by the publisher.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The language of its texts, a tag such as `en`.
    pub language: Option<String>,
    /// Who publishes it.
    pub publisher: CsafPublisher,
    /// Its editions so far, the first before the later ones: when each was released, and what it brought.
    pub history: Vec<(Moment, String)>,
    /// The program that makes it: name and version.
    pub tool: Option<(String, String)>,
}

/// Who publishes a CSAF document (section 3.2.1.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsafPublisher {
    /// The name.
    pub name: String,
    /// An address that is theirs.
    pub namespace: String,
    /// What they are: `coordinator`, `discoverer`, `other`, `translator`, `user`, `vendor`.
    pub category: String,
}

/// The member `document`.
pub(super) fn about_document(edition: &CsafEdition) -> Result<Value, NotWritten> {
    const CATEGORIES: &[&str] = &[
        "coordinator",
        "discoverer",
        "other",
        "translator",
        "user",
        "vendor",
    ];
    let publisher = &edition.publisher;
    let missing = [
        (
            edition.id.trim() != edition.id || edition.id.is_empty(),
            "an identifier",
        ),
        (edition.title.is_empty(), "a title"),
        (publisher.name.is_empty(), "a publisher's name"),
        (
            !publisher.namespace.contains(':'),
            "a publisher's namespace, an address",
        ),
        (
            !CATEGORIES.contains(&publisher.category.as_str()),
            "a publisher's category of CSAF",
        ),
        (
            edition.history.is_empty(),
            "a history of one edition or more",
        ),
    ];
    if let Some((_, what)) = missing.into_iter().find(|(is_missing, _)| *is_missing) {
        return Err(NotWritten::Missing(what));
    }
    let mut released = Vec::new();
    for (when, summary) in &edition.history {
        let instant = when
            .instant
            .ok_or(NotWritten::Missing("a moment for each edition"))?;
        released.push((instant, summary));
    }
    // Their numbers follow their dates (mandatory test 6.1.14).
    released.sort_by_key(|(instant, _)| *instant);
    let date = |instant: i64| moment::rfc3339(instant, AssumedZone::Utc);
    let history: Vec<Value> = released
        .iter()
        .enumerate()
        .map(|(n, (instant, summary))| {
            let summary = if summary.is_empty() {
                "Released."
            } else {
                summary.as_str()
            };
            json!({"date": date(*instant), "number": (n + 1).to_string(), "summary": summary})
        })
        .collect();
    let first = released.first().map_or(0, |(instant, _)| *instant);
    let last = released.last().map_or(0, |(instant, _)| *instant);
    let mut tracking = json!({
        "id": edition.id,
        "status": "final",
        "version": history.len().to_string(),
        "initial_release_date": date(first),
        "current_release_date": date(last),
        "revision_history": history,
    });
    if let Some((name, version)) = edition.tool.as_ref().filter(|(name, _)| !name.is_empty()) {
        let mut engine = json!({"name": name});
        if !version.is_empty() {
            engine["version"] = json!(version);
        }
        tracking["generator"] = json!({"engine": engine});
    }
    let mut about = json!({
        "category": "csaf_vex",
        "csaf_version": "2.0",
        "publisher": {"category": publisher.category, "name": publisher.name, "namespace": publisher.namespace},
        "title": edition.title,
        "tracking": tracking,
    });
    if let Some(language) = &edition.language {
        about["lang"] = json!(language);
    }
    Ok(about)
}
