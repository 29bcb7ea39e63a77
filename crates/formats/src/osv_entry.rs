//! What an OSV entry says, whatever it was written in.

mod affected;
mod severity;

use std::collections::HashMap;

use noroshi_model::{
    Claim, HistoryItem, Identifier, Kind, Moment, Note, Record, Reference, Relation, Said, Scheme,
    Status, StatusKind, Text, Weakness,
};

use crate::{
    DocumentKey, NotThisFormat, Reading,
    json::{self, At, Json, shown},
    said,
};

/// Whether an object with this `id` and members of these names may be an entry. `id` and `modified` are required. STIX
/// objects have them too, and a `type` beside them; the entries of NVD say `lastModified`.
pub(crate) fn is_entry<'n>(id: Option<&str>, members: impl Iterator<Item = &'n str>) -> bool {
    let mut dated = false;
    for name in members {
        match name {
            "modified" | "schema_version" => dated = true,
            "type" | "sourceIdentifier" => return false,
            _ => {}
        }
    }
    dated && id.is_some_and(|id| noroshi_osv::database(id).is_some())
}

/// Reads an entry, whatever it was written in. The key is the same then: it is the same entry.
pub(crate) fn reading(tree: &Json<'_>, format: &'static str) -> Result<Reading, NotThisFormat> {
    let root = json::object(tree, format)?;
    let mut notes = Vec::new();
    let refuse = |reason| NotThisFormat { format, reason };
    let stated = root
        .text("id", &mut notes)
        .ok_or_else(|| refuse("no `id` in the entry".to_owned()))?;
    let id = identifier(&stated)
        .ok_or_else(|| refuse(format!("`id` is not an identifier: {}", shown(&stated))))?;
    let by = speaker(&id);
    let record = entry(root, id, &by, &mut notes);
    Ok(Reading {
        key: DocumentKey::of("osv", &record.id),
        changed: record.dates.last_changed.clone(),
        records: vec![record],
        notes,
    })
}

/// The members of an entry. Whatever else stands there is noted.
const MEMBERS: &[&str] = &[
    "schema_version",
    "id",
    "modified",
    "published",
    "withdrawn",
    "aliases",
    "upstream",
    "related",
    "summary",
    "details",
    "severity",
    "affected",
    "references",
    "credits",
    "database_specific",
];

fn entry(root: At<'_, '_>, id: Identifier, by: &str, notes: &mut Vec<Note>) -> Record {
    let mut record = Record::new(id, Kind::Description);
    by.clone_into(&mut record.claims[0].by);
    if let Some(version) = root.text("schema_version", notes)
        && !version.starts_with("1.")
    {
        let what = format!("unknown version {}; read as 1.7", shown(&version));
        root.note("schema_version", what, notes);
    }
    record.dates.first_published = moment(root, "published", notes);
    record.dates.last_changed = moment(root, "modified", notes);
    // The summary is plain text, the details are CommonMark, and both are English by the schema.
    let english = |text| Text::new("en", text);
    record
        .titles
        .extend(root.owned("summary", notes).map(english));
    record
        .summaries
        .extend(root.owned("details", notes).map(english));
    claims(root, by, &mut record, notes);
    severity::of_entry(root, by, &mut record, notes);
    affected::all(root, by, &mut record, notes);
    root.each("references", notes, |r, notes| {
        let reference = Reference {
            by: by.to_owned(),
            url: r.owned("url", notes).unwrap_or_default(),
            title: None,
            tags: r.owned("type", notes).into_iter().collect(),
        };
        refer(&mut record, reference, by);
    });
    root.each("credits", notes, |c, notes| {
        record.credits.extend(credit(c, notes).map(|name| Said {
            by: by.to_owned(),
            text: Text::new("und", name),
        }));
    });
    root.member("database_specific", notes, |own, notes| {
        of_the_database(own, by, &mut record, notes);
    });
    withdrawal(root, &mut record, notes);
    unread(root, MEMBERS, notes);
    record
}

/// Whom an entry speaks about.
///
/// By the schema, `aliases` are "the same vulnerability in other databases". `upstream` are those
/// that an advisory downstream includes, "possibly multiple"; several of them are not one
/// vulnerability, so the entry covers them. Only CVE numbers keep what is covered apart (see the
/// linking of the house), so an upstream identifier of another kind links only where it is the only
/// one. `related` is "similar but completely different".
fn claims(root: At<'_, '_>, by: &str, record: &mut Record, notes: &mut Vec<Note>) {
    // The place of each among the claims: a hostile entry may name a million.
    let mut known = HashMap::from([(record.id.clone(), 0)]);
    for (member, relation) in [
        ("aliases", Relation::Names),
        ("upstream", Relation::Covers),
        ("related", Relation::Related),
    ] {
        let stated = root.texts(member, notes);
        let several = stated.len() > 1;
        for text in stated {
            let Some(id) = identifier(&text) else {
                let what = format!("not an identifier: {}", shown(&text));
                root.note(member, what, notes);
                continue;
            };
            let relation = match relation {
                Relation::Covers if several && !id.is_cve() => Relation::Related,
                other => other,
            };
            let next = record.claims.len();
            let place = *known.entry(id.clone()).or_insert(next);
            match record.claims.get_mut(place) {
                Some(claim) => claim.relation = claim.relation.min(relation),
                None => record.claims.push(Claim {
                    relation,
                    id,
                    by: by.to_owned(),
                }),
            }
        }
    }
}

/// An identifier of any database: `<DB>-<ENTRYID>` without space, and no address.
fn identifier(text: &str) -> Option<Identifier> {
    let text = text.trim();
    if let Some(id) = Identifier::parse(text) {
        return Some(id);
    }
    let (database, rest) = text.split_once('-')?;
    let part = |part: &str, more: &[u8]| {
        let known = |b: u8| b.is_ascii_alphanumeric() || more.contains(&b);
        !part.is_empty() && part.bytes().all(known)
    };
    // What only begins like a CVE number would found a vulnerability under a number that nobody has.
    let well_formed = text.len() <= 128
        && !database.eq_ignore_ascii_case("CVE")
        && part(database, b"_")
        && part(rest, b"_-.:+");
    well_formed.then(|| Identifier::other(text))
}

/// Who speaks: the database named in the identifier. Entries under a CVE number are not the CVE
/// Program's words; osv.dev makes them out of NVD's.
fn speaker(id: &Identifier) -> String {
    match noroshi_osv::database(id.as_str()) {
        Some("CVE") | None => "OSV".to_owned(),
        Some(database) => database.to_owned(),
    }
}

/// A date. The source files of Go and PyPA write the first day of year 1 where the date is filled in
/// on publication, which says nothing.
fn moment(root: At<'_, '_>, member: &str, notes: &mut Vec<Note>) -> Option<Moment> {
    root.moment(member, notes)
        .filter(|m| !m.original.starts_with("0001-01-01"))
}

/// Adds a reference. What names the vulnerability elsewhere has a member of its own in this format, so
/// an address of another advisory only mentions it; JVN's numbers are in nobody's `aliases`.
fn refer(record: &mut Record, reference: Reference, by: &str) {
    let own = [Scheme::Ghsa, Scheme::Rustsec, Scheme::Go, Scheme::Pysec];
    match Identifier::from_address(&reference.url) {
        Some(id) if own.contains(&id.scheme()) || id.scheme() == Scheme::Other => {
            record.claim(Relation::Related, id, by);
            record.references.push(reference);
        }
        _ => said::reference(record, reference),
    }
}

/// A name with the part played and the addresses: `A. Body (finder, https://example.org)`.
fn credit(at: At<'_, '_>, notes: &mut Vec<Note>) -> Option<String> {
    let kind = at.owned("type", notes);
    let kind = kind.map(|k| k.to_ascii_lowercase().replace('_', " "));
    let more: Vec<String> = kind.into_iter().chain(at.texts("contact", notes)).collect();
    let name = at.owned("name", notes)?;
    Some(if more.is_empty() {
        name
    } else {
        format!("{name} ({})", more.join(", "))
    })
}

/// What the databases we know add to an entry.
fn of_the_database(own: At<'_, '_>, by: &str, record: &mut Record, notes: &mut Vec<Note>) {
    // GitHub: a word for the severity, weaknesses, and whether anybody there has looked at it.
    if let Some(score) = severity::rating(own, by, notes) {
        record.scores.push(score);
    }
    let weaknesses = own.texts("cwe_ids", notes).into_iter();
    record.weaknesses.extend(weaknesses.map(|id| Weakness {
        by: by.to_owned(),
        id,
        name: None,
    }));
    if own.truth("github_reviewed", notes) == Some(false) {
        "github_reviewed: false".clone_into(&mut record.status.original);
        record.status.kind = StatusKind::Unanalysed;
    }
    // Go: the same in a word.
    if let Some(word) = own.owned("review_status", notes) {
        match word.as_str() {
            "REVIEWED" => {}
            "UNREVIEWED" | "NEEDS_REVIEW" => record.status.kind = StatusKind::Unanalysed,
            other => own.note(
                "review_status",
                format!("unknown state {}", shown(other)),
                notes,
            ),
        }
        record.status.original = word;
    }
    const READ: &[&str] = &["severity", "cwe_ids", "github_reviewed", "review_status"];
    // Dates of the database's own work, the entry's page, its licence: they stay in the document.
    const LEFT: &[&str] = &["github_reviewed_at", "nvd_published_at", "url", "license"];
    unread(own, &[READ, LEFT].concat(), notes);
}

/// "The time the entry should be considered to have been withdrawn"; absent, it was not.
fn withdrawal(root: At<'_, '_>, record: &mut Record, notes: &mut Vec<Note>) {
    if let Some(when) = root.moment("withdrawn", notes) {
        record.status = Status {
            kind: StatusKind::Rejected,
            original: "withdrawn".to_owned(),
        };
        record.history.push(HistoryItem {
            number: None,
            when: Some(when),
            text: Text::new("en", "withdrawn"),
        });
    }
}

/// Notes the members that nobody here reads, unless they say nothing.
fn unread(at: At<'_, '_>, known: &[&str], notes: &mut Vec<Note>) {
    for (name, value) in at.members() {
        let empty = match value {
            Json::Null => true,
            Json::Array(items) => items.is_empty(),
            Json::Object(members) => members.is_empty(),
            _ => false,
        };
        if !empty && !known.contains(&name.as_ref()) {
            at.note(name, "a member of this name is not read", notes);
        }
    }
}
