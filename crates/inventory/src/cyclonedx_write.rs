//! CycloneDX 1.6 in JSON, written: a list with what is known of vulnerabilities in it.

mod components;
mod vulnerabilities;

use noroshi_model::{Moment, Note, moment};
use serde_json::{Map, Value, json};

use crate::{Finding, Inventory, NotWritten, Statement};
use components::Components;

/// What a CycloneDX document says of itself; nothing here reads a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BomEdition {
    /// Its serial number, `urn:uuid:` and a UUID. It is the list's own where this is none.
    pub serial: Option<String>,
    /// Which edition of the document this is, from one.
    pub revision: u32,
    /// When it is made.
    pub made: Moment,
    /// The program that makes it: name and version.
    pub tool: Option<(String, String)>,
}

/// Writes a list as a CycloneDX 1.6 document with vulnerabilities, and what of it the form cannot carry.
///
/// Findings say of each component whether its version is affected; they are marked as not yet judged (`in_triage`)
/// unless all answers are that it is not affected. Statements are an author's judgement and keep it. A product of a
/// statement that is no component of the list becomes one. Statements of the list's own document name its components by
/// index; those of another document come as [`Statement::detached`].
///
/// # Errors
///
/// [`NotWritten`] where the moment is none.
pub fn write(
    list: &Inventory,
    findings: &[Finding],
    statements: &[Statement],
    edition: &BomEdition,
) -> Result<(String, Vec<Note>), NotWritten> {
    let made = date(&edition.made).ok_or(NotWritten::Missing("a moment"))?;
    let mut notes = Vec::new();
    let mut components = Components::new(list);
    // Statements come first: they may bring components of their own.
    let mut vulnerabilities = Vec::new();
    for (n, statement) in statements.iter().enumerate() {
        let place = format!("/statements/{n}");
        vulnerabilities.extend(vulnerabilities::of_statement(
            statement,
            &mut components,
            list.by.first().map(String::as_str),
            &place,
            &mut notes,
        ));
    }
    for (n, finding) in findings.iter().enumerate() {
        let place = format!("/findings/{n}");
        vulnerabilities.extend(vulnerabilities::of_finding(
            finding,
            &components,
            &place,
            &mut notes,
        ));
    }
    let mut document = Map::new();
    document.insert("bomFormat".to_owned(), json!("CycloneDX"));
    document.insert("specVersion".to_owned(), json!("1.6"));
    let serial = edition.serial.as_ref().or(list.id.as_ref());
    if let Some(serial) = serial.filter(|serial| is_serial(serial)) {
        document.insert("serialNumber".to_owned(), json!(serial));
    } else if let Some(serial) = &edition.serial {
        notes.push(Note::new(
            "/serialNumber",
            format!("not a serial number: {serial}"),
        ));
    }
    document.insert("version".to_owned(), json!(edition.revision.max(1)));
    document.insert(
        "metadata".to_owned(),
        metadata(list, edition, made, &mut components, &mut notes),
    );
    document.insert("components".to_owned(), components.all(&mut notes));
    let services = components.services(&mut notes);
    if !services.is_empty() {
        document.insert("services".to_owned(), Value::Array(services));
    }
    document.insert(
        "dependencies".to_owned(),
        components.dependencies(&mut notes),
    );
    let compositions = components.compositions(&mut notes);
    if !compositions.is_empty() {
        document.insert("compositions".to_owned(), Value::Array(compositions));
    }
    if !vulnerabilities.is_empty() {
        // The schema wants each once.
        let mut seen = std::collections::HashSet::new();
        vulnerabilities.retain(|one: &Value| seen.insert(one.to_string()));
        document.insert("vulnerabilities".to_owned(), Value::Array(vulnerabilities));
    }
    let document = Value::Object(document);
    Ok((format!("{document:#}\n"), notes))
}

fn metadata(
    list: &Inventory,
    edition: &BomEdition,
    made: String,
    components: &mut Components<'_>,
    notes: &mut Vec<Note>,
) -> Value {
    let mut metadata = Map::new();
    metadata.insert("timestamp".to_owned(), json!(made));
    if let Some((name, version)) = &edition.tool {
        let tool = json!({"type": "application", "name": name, "version": version});
        metadata.insert("tools".to_owned(), json!({"components": [tool]}));
    }
    if !list.by.is_empty() {
        let authors: Vec<Value> = list.by.iter().map(|name| json!({"name": name})).collect();
        metadata.insert("authors".to_owned(), Value::Array(authors));
    }
    if let Some(subject) = components.subject(notes) {
        metadata.insert("component".to_owned(), subject);
    }
    Value::Object(metadata)
}

/// An instant as JSON Schema's `date-time` wants it.
fn date(when: &Moment) -> Option<String> {
    let instant = when.instant?;
    Some(moment::rfc3339(instant, noroshi_model::AssumedZone::Utc))
}

fn is_serial(text: &str) -> bool {
    let Some(uuid) = text.strip_prefix("urn:uuid:") else {
        return false;
    };
    let parts: Vec<usize> = uuid.split('-').map(str::len).collect();
    let hexadecimal = |c: char| matches!(c, '0'..='9' | 'a'..='f' | '-');
    parts == [8, 4, 4, 4, 12] && uuid.chars().all(hexadecimal)
}
