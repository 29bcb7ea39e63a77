//! OpenVEX, read from 0.0.1 on and written as 0.2.0.

use noroshi_model::{Moment, Note};
use serde_json::{Map, Value, json};

use crate::{
    Action, Head, Inventory, Justification, NotRead, NotWritten, Product, Reader, Statement,
    Status,
    draft::Draft,
    json::{self, At, Json},
    text::shown,
};

const KIND: &str = "openvex";

/// OpenVEX.
pub(crate) struct OpenVex;

impl Reader for OpenVex {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "OpenVEX (JSON)"
    }

    fn only_states(&self) -> bool {
        true
    }

    fn looks_like(&self, head: &Head) -> bool {
        head.member("@context")
            .is_some_and(|context| context.contains("openvex.dev/ns"))
    }

    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead> {
        json::with_root(document, KIND, &[], &mut Vec::new(), |root, notes| {
            let mut draft = Draft::new(KIND, Vec::new());
            whole(root, &mut draft, notes);
            draft.finish(notes)
        })
    }
}

fn whole(root: At<'_, '_>, draft: &mut Draft, notes: &mut Vec<Note>) {
    // The version of the form stands at the end of its context; `version` counts the document's own.
    draft.inventory.version = root.owned("@context", notes).and_then(|context| {
        Some(
            context
                .split_once("/ns/")?
                .1
                .trim_start_matches('v')
                .to_owned(),
        )
    });
    draft.inventory.id = root.owned("@id", notes);
    draft.inventory.revision = root.ordinal("version");
    draft.inventory.made = root
        .moment("last_updated", notes)
        .or_else(|| root.moment("timestamp", notes));
    let author = root.owned("author", notes);
    draft.inventory.by.extend(author.clone());
    root.each("statements", notes, |at, notes| {
        statement(at, author.as_deref(), draft, notes);
    });
}

fn statement(at: At<'_, '_>, author: Option<&str>, draft: &mut Draft, notes: &mut Vec<Note>) {
    let mut aliases = Vec::new();
    let mut description = None;
    // A plain text until 0.0.1, an object since.
    let vulnerability = match at.given("vulnerability") {
        Some(Json::String(name)) => Some(name.clone().into_owned()),
        _ => at
            .member("vulnerability", notes, |at, notes| {
                at.texts("aliases", notes, |alias, _, _| {
                    aliases.push(alias.to_owned())
                });
                description = at.owned("description", notes);
                at.owned("name", notes).or_else(|| at.owned("@id", notes))
            })
            .flatten(),
    };
    let Some(vulnerability) = vulnerability else {
        draft.note(at.place(), "a statement about no vulnerability");
        return;
    };
    let word = at.owned("status", notes).unwrap_or_default();
    let Some(status) = Status::from_word(&word) else {
        draft.note(
            at.place_of("status"),
            format!("unknown status {}", shown(&word)),
        );
        return;
    };
    let justified = at.owned("justification", notes);
    let justification = justified.as_deref().and_then(Justification::from_word);
    if let (Some(word), None) = (&justified, justification) {
        let what = format!("unknown justification {}", shown(word));
        draft.note(at.place_of("justification"), what);
    }
    let mut products = Vec::new();
    at.items("products", notes, |at, notes| match product(at, notes) {
        Some(product) => products.push(product),
        None => draft.note(at.place(), "a product without a name"),
    });
    // Until 0.0.1 parts stood beside the products.
    let mut parts = Vec::new();
    at.items("subcomponents", notes, |at, notes| {
        parts.extend(product(at, notes).map(|part| part.id));
    });
    for product in &mut products {
        product.parts.extend(parts.iter().cloned());
    }
    let words: Vec<String> = ["impact_statement", "status_notes"]
        .iter()
        .filter_map(|member| at.owned(member, notes))
        .collect();
    let when = ["last_updated", "timestamp"]
        .iter()
        .find_map(|member| at.moment(member, notes))
        .or_else(|| draft.inventory.made.clone());
    draft.inventory.statements.push(Statement {
        vulnerability,
        aliases,
        products,
        status,
        justification,
        said: std::iter::once(word).chain(justified).collect(),
        words: (!words.is_empty()).then(|| words.join("\n")),
        actions: at
            .owned("action_statement", notes)
            .map(Action::new)
            .into_iter()
            .collect(),
        description,
        scores: Vec::new(),
        references: Vec::new(),
        author: author.map(str::to_owned),
        when,
        place: at.place(),
    });
}

/// A product: a plain text until 0.0.1, an object since.
fn product(at: At<'_, '_>, notes: &mut Vec<Note>) -> Option<Product> {
    if let Json::String(name) = at.json {
        return Some(Product {
            id: name.clone().into_owned(),
            ..Product::default()
        });
    }
    let mut names = Vec::new();
    at.members("identifiers", notes, |_, name, _| {
        names.extend(name.json.as_str().map(str::to_owned));
    });
    let mut parts = Vec::new();
    at.items("subcomponents", notes, |at, notes| {
        parts.extend(product(at, notes).map(|part| part.id));
    });
    let id = at
        .owned("@id", notes)
        .or_else(|| (!names.is_empty()).then(|| names.remove(0)))?;
    Some(Product {
        id,
        names,
        parts,
        ..Product::default()
    })
}

/// Writes statements as an OpenVEX 0.2.0 document, and what of them it cannot carry.
///
/// The products stand under their own names and no longer in their document, so the statements come as
/// [`Statement::detached`]. `id` is the document's own address, `author` who says all this, `when` the moment in which the
/// document is made; nothing here reads a clock.
///
/// # Errors
///
/// [`NotWritten`] where `id`, `author`, `when` or every statement is missing.
pub fn write(
    id: &str,
    author: &str,
    when: &Moment,
    statements: &[Statement],
) -> Result<(String, Vec<Note>), NotWritten> {
    if id.is_empty() {
        return Err(NotWritten::Missing("an identifier"));
    }
    if author.is_empty() {
        return Err(NotWritten::Missing("an author"));
    }
    if when.original.is_empty() {
        return Err(NotWritten::Missing("a moment"));
    }
    let mut notes = Vec::new();
    let written: Vec<Value> = statements
        .iter()
        .enumerate()
        .filter_map(|(n, statement)| {
            written(statement, author, &format!("/statements/{n}"), &mut notes)
        })
        .collect();
    if written.is_empty() {
        return Err(NotWritten::Missing("a statement"));
    }
    let document = json!({
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": id,
        "author": author,
        "timestamp": when.original,
        "version": 1,
        "statements": written,
    });
    Ok((format!("{document:#}\n"), notes))
}

fn written(
    statement: &Statement,
    author: &str,
    place: &str,
    notes: &mut Vec<Note>,
) -> Option<Value> {
    let mut note = |what: &str| notes.push(Note::new(place, what));
    if let Some(other) = statement.author.as_deref().filter(|by| *by != author) {
        let what = format!(
            "said by {}; the form knows one author per document",
            shown(other)
        );
        note(&what);
    }
    let mut vulnerability = Map::new();
    vulnerability.insert("name".to_owned(), json!(statement.vulnerability));
    if !statement.aliases.is_empty() {
        vulnerability.insert("aliases".to_owned(), json!(statement.aliases));
    }
    if let Some(description) = &statement.description {
        vulnerability.insert("description".to_owned(), json!(description));
    }
    if !statement.scores.is_empty() || !statement.references.is_empty() {
        note("scores and references are left out: the form has no place for them");
    }
    let mut out = Map::new();
    out.insert("vulnerability".to_owned(), Value::Object(vulnerability));
    let mut products = Vec::new();
    for product in &statement.products {
        if !product.versions.is_empty() {
            // Without them the statement would say more than was said.
            note("a product is left out: versions told apart within it cannot be carried");
            continue;
        }
        let mut one = Map::new();
        one.insert("@id".to_owned(), json!(product.id));
        let identifiers: Map<String, Value> = product
            .names
            .iter()
            .chain([&product.id])
            .filter_map(|name| Some((identifier(name)?.to_owned(), json!(name))))
            .collect();
        if !identifiers.is_empty() {
            one.insert("identifiers".to_owned(), Value::Object(identifiers));
        }
        if !product.parts.is_empty() {
            let parts: Vec<Value> = product.parts.iter().map(|id| json!({"@id": id})).collect();
            one.insert("subcomponents".to_owned(), Value::Array(parts));
        }
        products.push(Value::Object(one));
    }
    if products.is_empty() {
        note("left out: no product that can be named");
        return None;
    }
    out.insert("products".to_owned(), Value::Array(products));
    out.insert("status".to_owned(), json!(statement.status.word()));
    let words = statement.words.clone().or_else(|| {
        // Words that are no justification of VEX still say why.
        let said = statement.said.get(1..).unwrap_or_default();
        (statement.justification.is_none() && !said.is_empty()).then(|| said.join(", "))
    });
    match statement.status {
        Status::NotAffected => {
            match (statement.justification, &words) {
                (None, None) => {
                    note(
                        "left out: neither a justification nor an explanation why it is not affected",
                    );
                    return None;
                }
                (Some(justification), _) => {
                    out.insert("justification".to_owned(), json!(justification.word()));
                }
                (None, Some(_)) => {}
            }
            if let Some(words) = words {
                out.insert("impact_statement".to_owned(), json!(words));
            }
        }
        status => {
            if let Some(words) = words {
                out.insert("status_notes".to_owned(), json!(words));
            }
            if status == Status::Affected && statement.actions.is_empty() {
                note("an affected product without advice; the form asks for it");
            }
        }
    }
    if !statement.actions.is_empty() {
        let actions: Vec<String> = statement.actions.iter().map(Action::in_words).collect();
        out.insert("action_statement".to_owned(), json!(actions.join("\n")));
    }
    if let Some(when) = &statement.when {
        out.insert("timestamp".to_owned(), json!(when.original));
    }
    Some(Value::Object(out))
}

/// The kind of identifier that a name is.
fn identifier(name: &str) -> Option<&'static str> {
    match name {
        name if name.starts_with("pkg:") => Some("purl"),
        name if name.starts_with("cpe:2.3:") => Some("cpe23"),
        name if name.starts_with("cpe:/") => Some("cpe22"),
        _ => None,
    }
}
