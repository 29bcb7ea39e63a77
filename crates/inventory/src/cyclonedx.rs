//! What CycloneDX says in both of its forms: its versions, its words for statements.

use crate::{
    Action, ActionKind, Composition, Justification, Status,
    draft::{Draft, unknown},
};

/// The versions of the specification that are read as they were meant.
const VERSIONS: &[&str] = &["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

/// Keeps the version of the specification; one that is not known is noted.
pub(crate) fn version(draft: &mut Draft, version: Option<String>, place: &str) {
    match &version {
        Some(known) if VERSIONS.contains(&known.as_str()) => {}
        Some(other) => draft.note(
            place,
            format!("CycloneDX {other} is read as if it were one of 1.2 to 1.7"),
        ),
        None => draft.note(place, "no version of the specification is given"),
    }
    draft.inventory.version = version;
}

/// Keeps how complete the document says that it is: the references of a list each with its place.
pub(crate) fn composition(
    draft: &mut Draft,
    word: Option<String>,
    holding: Vec<(String, String)>,
    depending: Vec<(String, String)>,
    place: String,
) {
    let Some(word) = word else {
        draft.note(place, "a composition without `aggregate`");
        return;
    };
    let mut elsewhere = false;
    let mut known = |draft: &mut Draft, list: Vec<(String, String)>| -> Vec<usize> {
        let mut found = Vec::new();
        for (reference, place) in list {
            match draft.named(&reference) {
                Some(at) => found.push(at),
                None => {
                    elsewhere = true;
                    draft.note(place, unknown(&reference));
                }
            }
        }
        found
    };
    let holding = known(draft, holding);
    let depending = known(draft, depending);
    draft.inventory.compositions.push(Composition {
        word,
        holding,
        depending,
        elsewhere,
        place,
    });
}

/// The status that a state of analysis means (`impactAnalysisState`).
pub(crate) fn status(state: &str) -> Option<Status> {
    Some(match state {
        "exploitable" => Status::Affected,
        "in_triage" => Status::UnderInvestigation,
        // A false positive says that the vulnerability was wrongly tied to the product.
        "not_affected" | "false_positive" => Status::NotAffected,
        "resolved" | "resolved_with_pedigree" => Status::Fixed,
        _ => return None,
    })
}

/// The justification of VEX that one of CycloneDX means without doubt; its others are wider.
pub(crate) fn justification(word: &str) -> Option<Justification> {
    Some(match word {
        "code_not_present" => Justification::VulnerableCodeNotPresent,
        "code_not_reachable" => Justification::VulnerableCodeNotInExecutePath,
        "protected_by_compiler"
        | "protected_at_runtime"
        | "protected_at_perimeter"
        | "protected_by_mitigating_control" => Justification::InlineMitigationsAlreadyExist,
        _ => return None,
    })
}

/// The justification and the explanation. A justification of VEX for which the form has no word stands before the
/// explanation, on a line of its own.
pub(crate) fn justified(
    word: Option<&str>,
    detail: Option<String>,
) -> (Option<Justification>, Option<String>) {
    let own = word.and_then(justification);
    let (Some(text), None) = (&detail, word) else {
        return (own, detail);
    };
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match Justification::from_word(first.trim()) {
        Some(named) => (Some(named), (!rest.is_empty()).then(|| rest.to_owned())),
        None => (own, detail),
    }
}

/// The advice that a response is.
pub(crate) fn action(word: &str) -> Action {
    let kind = ActionKind::from_word(word);
    let text = kind.map_or(word.to_owned(), |_| String::new());
    Action { kind, text }
}

/// Whether a version is affected, by `affected`, `unaffected` or `unknown`.
///
/// The schema takes no word for `affected`. Those who write `resolved` or `not_affected` above leave it out where it would
/// contradict that, so there it means what stands above.
pub(crate) fn affected(word: Option<&str>, status: Status) -> Option<bool> {
    match (word, status) {
        (Some("affected"), _) => Some(true),
        (Some("unaffected"), _) => Some(false),
        (Some(_), _) => None,
        (None, Status::NotAffected | Status::Fixed) => Some(false),
        (None, Status::Affected | Status::UnderInvestigation) => Some(true),
    }
}

/// The scoring methods by both their names: that of the specification, and the version of CVSS.
const METHODS: &[(&str, &str)] = &[
    ("CVSSv2", "2.0"),
    ("CVSSv3", "3.0"),
    ("CVSSv31", "3.1"),
    ("CVSSv4", "4.0"),
];

/// The version of CVSS that a scoring method is; another method's own word.
pub(crate) fn system(method: &str) -> &str {
    METHODS
        .iter()
        .find(|(name, _)| *name == method)
        .map_or(method, |(_, system)| system)
}

/// The scoring method of a version of CVSS; `other` where the specification has none.
pub(crate) fn method(system: &str) -> &str {
    match system {
        "OWASP" | "SSVC" => system,
        _ => METHODS
            .iter()
            .find(|(_, version)| *version == system)
            .map_or("other", |(name, _)| name),
    }
}

/// Whether a word is one of `impactAnalysisJustification`.
pub(crate) fn is_justification(word: &str) -> bool {
    const WIDER: &[&str] = &[
        "requires_configuration",
        "requires_dependency",
        "requires_environment",
    ];
    justification(word).is_some() || WIDER.contains(&word)
}
