//! The same page as of an earlier state: each key's revision of that time, read and linked again.

use std::collections::{BTreeMap, BTreeSet};

use noroshi_model::{AssumedZone, Identifier, Language, Relation, Text, moment};
use noroshi_store::{KeyId, Reader, Revision};

use super::{Documents, page};
use crate::{
    columns::Columns,
    house::{At, Found, UseError},
    place,
    values::{Row, ShownRecord},
};

/// A web of identifiers larger than this is cut: it can only be a mistake.
const KEYS: usize = 400;

/// What an identifier led to at that time.
pub(super) fn then(
    reader: &dyn Reader,
    columns: &Columns,
    id: &Identifier,
    at: At,
) -> Result<Found, UseError> {
    let shown = around(reader, id, at)?;
    let own = |r: &ShownRecord| -> BTreeSet<String> {
        r.record.cves().map(|c| c.as_str().to_owned()).collect()
    };
    let claims = |r: &ShownRecord, id: &str| {
        r.record
            .claims
            .iter()
            .any(|c| c.relation != Relation::Related && c.id.as_str() == id)
    };
    let asking: Vec<&ShownRecord> = shown.iter().filter(|r| claims(r, id.as_str())).collect();
    if asking.is_empty() {
        return Ok(Found::Nothing {
            nearest: Vec::new(),
        });
    }
    let name = if id.is_cve() {
        id.as_str().to_owned()
    } else {
        let cves: BTreeSet<String> = asking.iter().flat_map(|r| own(r)).collect();
        match cves.len() {
            0 => id.as_str().to_owned(),
            1 => cves.into_iter().next().unwrap_or_default(),
            _ => {
                let covers = cves
                    .into_iter()
                    .map(|id| Row {
                        id,
                        ..Row::default()
                    })
                    .collect();
                return Ok(Found::Several {
                    id: id.as_str().to_owned(),
                    covers,
                });
            }
        }
    };
    // Those that name it, and those without a CVE of their own that share another name with them.
    let naming: Vec<bool> = shown.iter().map(|r| claims(r, &name)).collect();
    let other_names: BTreeSet<String> = shown
        .iter()
        .zip(&naming)
        .filter(|(_, naming)| **naming)
        .flat_map(|(r, _)| {
            r.record
                .claims
                .iter()
                .filter(|c| c.relation != Relation::Related && !c.id.is_cve())
        })
        .map(|c| c.id.as_str().to_owned())
        .collect();
    let belongs = |r: &ShownRecord, naming: bool| {
        naming || (own(r).is_empty() && other_names.iter().any(|n| claims(r, n)))
    };
    let mut records: Vec<ShownRecord> = Vec::new();
    for (mut record, naming) in shown.into_iter().zip(naming) {
        if belongs(&record, naming) {
            let cves = own(&record);
            if cves.len() > 1 {
                record.relation = Relation::Covers;
                record.covers = cves.into_iter().collect();
            }
            records.push(record);
        }
    }
    let first_seen = records.iter().map(|r| r.provenance.seen).min().unwrap_or(0);
    let mut page = page(columns, name, titles(&records), records, first_seen);
    let (written, sequence) = match at {
        At::Instant(instant) => (moment::rfc3339(instant, AssumedZone::Utc), None),
        At::Sequence(sequence) => (sequence.to_string(), Some(sequence)),
    };
    page.at = Some(written);
    page.sequence = sequence.unwrap_or(page.sequence);
    // Which other sources were silent then is not known; silence is only told of today.
    page.silent = Vec::new();
    Ok(Found::One(Box::new(page)))
}

/// The records of that time that hang together with an identifier.
fn around(reader: &dyn Reader, id: &Identifier, at: At) -> Result<Vec<ShownRecord>, UseError> {
    let mut documents = Documents::new(reader);
    let mut open = vec![id.clone()];
    let mut seen_ids: BTreeSet<Identifier> = BTreeSet::new();
    let mut keys: BTreeMap<KeyId, ()> = BTreeMap::new();
    let mut shown = Vec::new();
    while let Some(id) = open.pop() {
        if !seen_ids.insert(id.clone()) {
            continue;
        }
        for key in reader.keys_mentioning(id.as_str())? {
            if keys.len() >= KEYS || keys.insert(key, ()).is_some() {
                continue;
            }
            let Some((revision, revisions)) = of_that_time(reader, key, at)? else {
                continue;
            };
            let source = reader.key_name(key)?.map(|n| n.source).unwrap_or_default();
            let (records, notes) = documents.records(&revision)?;
            for record in records {
                // A file with many records (scores): only what was asked for.
                let claims = |c: &noroshi_model::Claim| {
                    c.relation != Relation::Related && seen_ids.contains(&c.id)
                };
                if !record.claims.iter().any(claims) {
                    continue;
                }
                // A record with CVEs of its own is a shore; see how current records are linked.
                let further = record
                    .claims
                    .iter()
                    .filter(|c| c.relation != Relation::Related && !c.id.is_cve());
                open.extend(further.map(|c| c.id.clone()));
                if !id.is_cve() && seen_ids.len() < 4 {
                    open.extend(record.cves().take(2).cloned());
                }
                shown.push(ShownRecord {
                    source: source.clone(),
                    relation: Relation::Names,
                    covers: Vec::new(),
                    record,
                    notes: notes.clone(),
                    provenance: documents.provenance(key, &revision)?,
                    revisions,
                });
            }
        }
    }
    Ok(shown)
}

/// The revision that was current then, and how many there were.
fn of_that_time(
    reader: &dyn Reader,
    key: KeyId,
    at: At,
) -> Result<Option<(Revision, usize)>, UseError> {
    let mut revisions = reader.revisions(key)?;
    revisions.retain(|r| match at {
        At::Instant(instant) => r.seen <= instant,
        At::Sequence(sequence) => r.sequence <= sequence,
    });
    let count = revisions.len();
    Ok(place::current(&revisions)
        .filter(|r| r.digest.is_some())
        .map(|r| (r.clone(), count)))
}

/// A title per language, as the records of that time give it.
fn titles(records: &[ShownRecord]) -> Vec<Text> {
    let best = |language: Language| {
        let of = |r: &ShownRecord| {
            let texts = r.record.titles.iter().chain(&r.record.summaries);
            texts
                .filter(|t| t.is(language))
                .map(|t| t.value.clone())
                .next()
        };
        let told = records
            .iter()
            .filter_map(|r| of(r).map(|title| (r.relation, r.record.kind, title)));
        told.min()
            .map(|(_, _, title)| Text::new(language.tag(), title))
    };
    Language::ALL.into_iter().filter_map(best).collect()
}
