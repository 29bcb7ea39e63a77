//! What SPDX 2 says in all of its forms: absent values, people, names elsewhere, relationships.

use crate::{
    Component, Kind, Relation, Vendor, VendorRole,
    draft::{self, Draft},
    text::shown,
};

/// A value, unless it is one of the two words for its absence.
pub(crate) fn value(text: &str) -> Option<&str> {
    let text = text.trim();
    (!matches!(text, "" | "NONE" | "NOASSERTION")).then_some(text)
}

/// The name of a person or an organization: `Organization: Example (mail@example.org)`.
pub(crate) fn actor(text: &str) -> Option<&str> {
    let text = value(text)?;
    let name = ["Organization:", "Person:", "Tool:"]
        .iter()
        .find_map(|role| text.strip_prefix(role))
        .unwrap_or(text)
        .trim();
    let name = match name.rsplit_once('(') {
        Some((name, mail)) if mail.ends_with(')') && (mail.contains('@') || mail == ")") => {
            name.trim()
        }
        _ => name,
    };
    value(name)
}

/// Keeps who or what made the document.
pub(crate) fn creator(draft: &mut Draft, text: &str) {
    let list = match text.trim_start().starts_with("Tool:") {
        true => &mut draft.inventory.tools,
        false => &mut draft.inventory.by,
    };
    list.extend(actor(text).map(str::to_owned));
}

/// Adds somebody who stands behind a component.
pub(crate) fn vendor(component: &mut Component, role: VendorRole, text: &str) {
    if let Some(name) = actor(text) {
        let name = name.to_owned();
        component.vendors.push(Vendor { role, name });
    }
}

/// Takes an external reference: a package URL, a CPE name, a software identification tag.
pub(crate) fn external(
    draft: &mut Draft,
    component: &mut Component,
    kind: &str,
    locator: &str,
    place: impl FnOnce() -> String,
) {
    // The kind can be a whole address that ends in the word.
    match kind.rsplit(['/', '#']).next().unwrap_or_default() {
        "purl" => draft.purl(component, locator, place),
        "cpe22Type" | "cpe23Type" => draft.cpe(component, locator, place),
        "swid" => {
            let tag = locator.strip_prefix("swid:").unwrap_or(locator);
            component.swid = Some(tag.to_owned());
        }
        _ => {}
    }
}

/// The kind of a package by its purpose.
pub(crate) fn purpose(word: &str) -> Kind {
    match word {
        "SOURCE" | "ARCHIVE" | "OTHER" | "source" | "archive" | "other" => Kind::Unsaid,
        word => Kind::from_word(word),
    }
}

/// What a relationship means between components.
pub(crate) enum Meaning {
    /// The document describes the second.
    Describes,
    /// An edge from the first to the second.
    Forward(Relation),
    /// An edge from the second to the first.
    Backward(Relation),
}

/// The meaning of a relationship's word, in capitals as SPDX 2 writes it.
pub(crate) fn meaning(word: &str) -> Meaning {
    match word {
        // A word that is not in the specification and is written nevertheless.
        "DESCRIBES" | "DESCRIBE" => Meaning::Describes,
        "CONTAINS" => Meaning::Forward(Relation::Contains),
        "CONTAINED_BY" | "PACKAGE_OF" => Meaning::Backward(Relation::Contains),
        "DEPENDS_ON" | "HAS_PREREQUISITE" | "DYNAMIC_LINK" | "STATIC_LINK" => {
            Meaning::Forward(Relation::DependsOn)
        }
        _ if word.ends_with("DEPENDENCY_OF") || word == "PREREQUISITE_FOR" => {
            Meaning::Backward(Relation::DependsOn)
        }
        _ => Meaning::Forward(Relation::Other(word.to_lowercase())),
    }
}

/// Keeps a relationship of SPDX 2 as an edge or a subject; what can be neither is noted.
pub(crate) fn relate(
    draft: &mut Draft,
    from: &str,
    word: &str,
    to: &str,
    place: impl FnOnce() -> String,
) {
    const DOCUMENT: &str = "SPDXRef-DOCUMENT";
    match (from, meaning(word), to) {
        (_, _, "NONE" | "NOASSERTION") => {
            draft.note(place(), format!("{word} {to}: nothing is named"));
        }
        (DOCUMENT, Meaning::Describes, subject) => self::subject(draft, subject, place),
        (subject, Meaning::Forward(Relation::Other(word)), DOCUMENT) if word == "described_by" => {
            self::subject(draft, subject, place);
        }
        (DOCUMENT, _, other) | (other, _, DOCUMENT) => {
            let what = format!("{word} between the document and {}", shown(other));
            draft.note(place(), what);
        }
        (from, Meaning::Forward(relation), to) | (to, Meaning::Backward(relation), from) => {
            draft.link(from, to, relation, place);
        }
        (from, Meaning::Describes, to) => {
            draft.link(from, to, Relation::Other("describes".to_owned()), place);
        }
    }
}

/// Keeps what the document is about; a name that names nothing is noted.
pub(crate) fn subject(draft: &mut Draft, name: &str, place: impl FnOnce() -> String) {
    match draft.named(name) {
        Some(index) if draft.inventory.subjects.contains(&index) => {}
        Some(index) => draft.inventory.subjects.push(index),
        None => {
            draft.note(place(), draft::unknown(name));
        }
    }
}

/// Keeps the version of SPDX; one that is not known is noted.
pub(crate) fn version(draft: &mut Draft, version: Option<String>, place: &str, known: &[&str]) {
    match &version {
        Some(found) if known.iter().any(|known| found.starts_with(known)) => {}
        Some(found) => {
            let what = format!(
                "{} is read as if it were one of {}",
                found,
                known.join(", ")
            );
            draft.note(place, what);
        }
        None => draft.note(place, "no version of the specification is given"),
    }
    draft.inventory.version = version;
}
