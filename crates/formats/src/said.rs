//! What the JSON formats say in the same words: scores, products, decision points, addresses.

use std::borrow::Cow;

use noroshi_model::{
    Affected, AffectedStatus, Assessment, Exploitation, Identifier, Limit, Moment, Note, Record,
    Reference, Relation, Role, Score, Severity, VersionRange, Versions,
};

use crate::{
    json::{At, shown},
    prose,
};

/// A score out of an object with `version`, `vectorString`, `baseScore` and `baseSeverity`, as both
/// NVD and the CVE list write every version of CVSS.
pub(crate) fn score(data: At<'_, '_>, by: &str, fallback: &str, notes: &mut Vec<Note>) -> Score {
    let system = data
        .owned("version", notes)
        .unwrap_or_else(|| fallback.to_owned());
    let vector = data.owned("vectorString", notes);
    let severity = data
        .text("baseSeverity", notes)
        .and_then(|word| severity(&word, data, "baseSeverity", notes));
    let computed = vector.as_deref().and_then(|vector| {
        let computed = noroshi_cvss::base_score(vector);
        if computed.is_none() {
            let what = format!("a CVSS vector that cannot be read: {}", shown(vector));
            data.note("vectorString", what, notes);
        }
        computed
    });
    #[expect(clippy::cast_possible_truncation, reason = "a score has one decimal")]
    let stated = data.number("baseScore", notes).map(|n| n as f32);
    if stated.is_some_and(|s| !(0.0..=10.0).contains(&s)) {
        data.note("baseScore", "a score outside of 0.0 to 10.0", notes);
    }
    Score {
        by: by.to_owned(),
        system,
        vector,
        stated,
        computed,
        severity,
        primary: false,
    }
}

/// A severity word; one that is unknown is noted.
pub(crate) fn severity(
    word: &str,
    at: At<'_, '_>,
    member: &str,
    notes: &mut Vec<Note>,
) -> Option<Severity> {
    let severity = Severity::from_word(word);
    if severity.is_none() {
        at.note(member, format!("unknown severity {}", shown(word)), notes);
    }
    severity
}

/// A product of the CVE record format, which NVD repeats in its member `affected`.
///
/// Section `product` of the schema: an absent `defaultStatus` means unknown.
pub(crate) fn product(at: At<'_, '_>, by: &str, notes: &mut Vec<Note>) -> Affected {
    let default = match at.text("defaultStatus", notes) {
        Some(word) => status_of(&word, at, "defaultStatus", notes),
        None => AffectedStatus::Unknown,
    };
    let mut versions = Vec::new();
    at.each("versions", notes, |version, notes| {
        version_range(version, &mut versions, notes);
    });
    let name = at.owned("packageName", notes);
    let collection = at.owned("collectionURL", notes);
    let purl = at.owned("packageURL", notes);
    let package = match (collection, name) {
        (Some(collection), Some(name)) => Some(format!("{collection}: {name}")),
        (None, Some(name)) => Some(name),
        (_, None) => purl.clone(),
    };
    Affected {
        by: by.to_owned(),
        vendor: at.owned("vendor", notes),
        product: at.owned("product", notes),
        cpes: at.texts("cpes", notes),
        package,
        purl,
        versions,
        default,
        role: Role::Vulnerable,
    }
}

/// Whether a product is the format's placeholder `n/a` throughout, which says nothing.
pub(crate) fn is_placeholder(product: &Affected) -> bool {
    let empty = |text: &Option<String>| {
        text.as_deref()
            .is_none_or(|t| matches!(t, "" | "n/a" | "unspecified"))
    };
    empty(&product.vendor)
        && empty(&product.product)
        && product.package.is_none()
        && product.cpes.is_empty()
        && product
            .versions
            .iter()
            .all(|v| matches!(v.text.as_str(), "" | "n/a" | "unspecified" | "*"))
}

/// One entry of `versions`: a single version, or a range with the points where its status changes. Some write a list
/// of versions into one entry, which is a statement for each.
fn version_range(at: At<'_, '_>, said: &mut Vec<Versions>, notes: &mut Vec<Note>) {
    let start = at.text("version", notes).unwrap_or_default();
    let below = at.text("lessThan", notes);
    let up_to = at.text("lessThanOrEqual", notes);
    let status = match at.text("status", notes) {
        Some(word) => status_of(&word, at, "status", notes),
        None => AffectedStatus::Unknown,
    };
    let mut text = match (&below, &up_to) {
        (None, None) => start.clone().into_owned(),
        (Some(end), _) => range(from(&start), Some(("<", end))),
        (None, Some(end)) => range(from(&start), Some(("<=", end))),
    };
    let mut changes = Vec::new();
    at.each("changes", notes, |change, notes| {
        let version = change.owned("at", notes).unwrap_or_default();
        let word = change.text("status", notes).unwrap_or_default();
        let status = status_of(&word, change, "status", notes);
        changes.push((version, status, word.into_owned()));
    });
    if !changes.is_empty() {
        let words: Vec<_> = changes
            .iter()
            .map(|(v, _, word)| format!("{v}: {word}"))
            .collect();
        text.push_str(&format!(" ({})", words.join("; ")));
    }
    let mut scheme = at.owned("versionType", notes);
    if are_commits([Some(&start), below.as_ref(), up_to.as_ref()]) {
        // Some write `custom` beside commits, which have no order of versions.
        scheme = Some("git".to_owned());
    }
    let ends = match (&below, &up_to) {
        (Some(end), _) => Some(Limit::excluded(end.as_ref())),
        (None, Some(end)) => Some(Limit::included(end.as_ref())),
        (None, None) => None,
    };
    let whole = keeps_hyphens(scheme.as_deref(), &start)
        .then(|| prose::single(&start))
        .flatten();
    let commit = scheme.as_deref() == Some("git") && is_commit(&start);
    let ranges = match ends {
        Some(end) => {
            let range = VersionRange {
                low: from(&start).map(|(_, start)| Limit::included(start)),
                // The CVE schema writes "no upper end" as `*`.
                high: Some(end).filter(|end| end.version != "*"),
                ..VersionRange::default()
            };
            vec![(text.as_str(), Some(range))]
        }
        None if commit => vec![(text.as_str(), Some(VersionRange::of_one(start.as_ref())))],
        None if whole.is_some() => vec![(text.as_str(), whole)],
        // Many write a range here, in signs or in words.
        None => match &*prose::statements(&start) {
            [(_, range)] => vec![(text.as_str(), range.clone())],
            // From which version of a list something changes is not said.
            _ if !changes.is_empty() => vec![(text.as_str(), None)],
            several => several.to_vec(),
        },
    };
    let changes: Vec<_> = changes
        .into_iter()
        .map(|(version, status, _)| (version, status))
        .collect();
    said.extend(ranges.into_iter().map(|(text, range)| Versions {
        text: text.to_owned(),
        status,
        range: range.map(|range| VersionRange {
            scheme: scheme.clone(),
            changes: changes.clone(),
            ..range
        }),
    }));
}

/// Whether a hyphen in this word is part of one version by the scheme that is stated, and joins no two.
fn keeps_hyphens(scheme: Option<&str>, word: &str) -> bool {
    let known = matches!(
        scheme,
        Some("semver" | "npm" | "cargo" | "golang" | "maven" | "deb" | "rpm" | "apk" | "alpm")
    );
    known && word.contains('-') && !word.contains(char::is_whitespace)
}

/// Whether the versions of a range can be nothing but commits: hexadecimal digits, too many for a number, and letters
/// among them.
fn are_commits(named: [Option<&Cow<'_, str>>; 3]) -> bool {
    let named = named.into_iter().flatten().map(|version| version.trim());
    let mut named = named.filter(|version| !matches!(*version, "" | "0" | "*"));
    let with_letters = named
        .clone()
        .any(|v| v.bytes().any(|b| b.is_ascii_alphabetic()));
    with_letters && named.all(|v| v.len() >= 10 && v.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Whether this is the name of a commit, full or shortened.
fn is_commit(text: &str) -> bool {
    (7..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The lower end of a range; `0` and its like mean "from the beginning".
fn from(start: &str) -> Option<(&'static str, &str)> {
    let beginning = matches!(start, "" | "0" | "*" | "-" | "unspecified" | "n/a");
    (!beginning).then_some((">=", start))
}

/// A range in words that can be shown: `>= 3.0.0, < 3.0.14`; `*` where neither end says anything.
pub(crate) fn range(start: Option<(&str, &str)>, end: Option<(&str, &str)>) -> String {
    // The CVE schema writes "no upper end" as `*`.
    let end = end.filter(|(_, version)| *version != "*");
    match (start, end) {
        (None, None) => "*".to_owned(),
        (Some((op, version)), None) | (None, Some((op, version))) => format!("{op} {version}"),
        (Some((op, start)), Some((below, end))) => format!("{op} {start}, {below} {end}"),
    }
}

fn status_of(word: &str, at: At<'_, '_>, member: &str, notes: &mut Vec<Note>) -> AffectedStatus {
    match word {
        "affected" => AffectedStatus::Affected,
        "unaffected" => AffectedStatus::NotAffected,
        "unknown" => AffectedStatus::Unknown,
        other => {
            at.note(member, format!("unknown status {}", shown(other)), notes);
            AffectedStatus::Unknown
        }
    }
}

/// SSVC decision points in CISA's form: `{ timestamp, options: [ { point: value } ] }`.
///
/// The point about exploitation is a statement about exploitation as well.
pub(crate) fn ssvc(at: At<'_, '_>, by: &str, record: &mut Record, notes: &mut Vec<Note>) {
    let when = at.moment("timestamp", notes);
    at.each("options", notes, |option, notes| {
        for (point, _) in option.members() {
            let Some(value) = option.owned(point, notes) else {
                continue;
            };
            if point.eq_ignore_ascii_case("exploitation") {
                exploitation(&value, by, when.as_ref(), record, option, notes);
            }
            record.assessments.push(Assessment {
                by: by.to_owned(),
                point: point.clone().into_owned(),
                value,
                when: when.clone(),
            });
        }
    });
}

fn exploitation(
    value: &str,
    by: &str,
    when: Option<&Moment>,
    record: &mut Record,
    at: At<'_, '_>,
    notes: &mut Vec<Note>,
) {
    // CISA's first version of the point said `public poc`.
    let state = match value.to_ascii_lowercase().as_str() {
        "active" => "active",
        "poc" | "public poc" | "public_poc" => "poc",
        "none" => "none",
        _ => {
            let what = format!("unknown state of exploitation {}", shown(value));
            at.note_here(what, notes);
            return;
        }
    };
    record.exploitation.push(Exploitation {
        by: by.to_owned(),
        state: state.to_owned(),
        since: when.cloned(),
        ransomware: None,
    });
}

/// Adds a reference, and the identifier that its address stands for.
///
/// A note of CERT/CC usually covers several vulnerabilities, so it is only related.
pub(crate) fn reference(record: &mut Record, reference: Reference) {
    if let Some(id) = Identifier::from_address(&reference.url) {
        let relation = match id.scheme() {
            noroshi_model::Scheme::CertVu => Relation::Related,
            _ => Relation::Names,
        };
        record.claim(relation, id, "reference");
    }
    record.references.push(reference);
}
