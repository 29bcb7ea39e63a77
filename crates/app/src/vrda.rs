//! The VRDA feed: the data of JVN iPedia's entries, numbered by how often the analysis changed.
//!
//! A number is counted from the documents in the source's own order each time it is asked for. So it
//! is the same after a rebuild, and a document that arrives late takes the place it should have had.

use noroshi_model::{Language, Record};
use noroshi_outlets::vrda::{self, FeedEntry};
use noroshi_store::{Reader, RecordRow, Revision};
use noroshi_vrda::{Datum, FileName};

use crate::{
    house::{House, UseError},
    show::Documents,
};

/// Rows that are looked at in one go. JVN iPedia's entries come as up to four records each: in two
/// languages, and in a short and a full form.
const ROWS: usize = 200;

/// What a datum's file name leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum VrdaFound {
    /// The datum.
    One(Box<VrdaDatum>),
    /// No datum of that revision; the entry's newest there is.
    OtherRevision(FileName),
    /// Nothing.
    Nothing,
}

/// A datum and the addresses it leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct VrdaDatum {
    /// The datum.
    pub datum: Datum,
    /// Its entry's newest datum, in the form asked for.
    pub newest: FileName,
    /// The datum that stands beside it in the feed of the other language, in the form asked for.
    pub other: Option<FileName>,
    /// The ledger's sequence that this answer stands on.
    pub sequence: u64,
}

/// The data of the entries that changed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VrdaFeed {
    /// The entries, last changed first.
    pub entries: Vec<FeedEntry>,
    /// When the newest of them changed (milliseconds since 1970); 0 where there are none.
    pub updated: i64,
    /// The ledger's sequence that this answer stands on.
    pub sequence: u64,
}

impl House {
    /// The datum of that name in the feed of a language.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn vrda_datum(&self, language: Language, name: &FileName) -> Result<VrdaFound, UseError> {
        self.look(|reader| {
            let Some(row) = best_record(reader, language, name.id())? else {
                return Ok(VrdaFound::Nothing);
            };
            let Some(found) = counted(reader, &row, Some(name.revision()))? else {
                return Ok(VrdaFound::Nothing);
            };
            let named = |revision| {
                FileName::new(
                    name.provider(),
                    name.id(),
                    name.class(),
                    revision,
                    name.form(),
                )
            };
            let Some(newest) = named(found.count) else {
                return Ok(VrdaFound::Nothing);
            };
            // Built even where the number is wrong, to learn whether provider and class are right.
            let datum = vrda::datum(&found.record, language, found.revision)
                .filter(|d| d.file_name(name.form()) == named(found.revision));
            let Some(datum) = datum else {
                return Ok(VrdaFound::Nothing);
            };
            if found.revision != name.revision() {
                return Ok(VrdaFound::OtherRevision(newest));
            }
            let other = beside(reader, language, &row, &found)?.and_then(named);
            Ok(VrdaFound::One(Box::new(VrdaDatum {
                datum,
                newest,
                other,
                sequence: reader.state()?.sequence,
            })))
        })
    }

    /// The data of the `limit` entries that changed last, for the feed of a language.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn vrda_feed(&self, language: Language, limit: usize) -> Result<VrdaFeed, UseError> {
        self.look(|reader| {
            let mut entries = Vec::new();
            let mut updated = 0;
            let mut skip = 0;
            while entries.len() < limit {
                let rows = reader.newest_records(vrda::SOURCE, skip, ROWS)?;
                if rows.is_empty() {
                    break;
                }
                skip += rows.len();
                for row in rows {
                    // Each entry once, at the place of the record that speaks for it in this language.
                    let best = best_record(reader, language, &row.name)?;
                    if entries.len() < limit && best.is_some_and(|best| best.id == row.id) {
                        let Some((entry, when)) = entry(reader, language, &row)? else {
                            continue;
                        };
                        updated = updated.max(when);
                        entries.push(entry);
                    }
                }
            }
            Ok(VrdaFeed {
                entries,
                updated,
                sequence: reader.state()?.sequence,
            })
        })
    }
}

/// The entry of a record, and when the source last changed it; where it does not say, the latest day it
/// does give, else when it arrived.
fn entry(
    reader: &dyn Reader,
    language: Language,
    row: &RecordRow,
) -> Result<Option<(FeedEntry, i64)>, UseError> {
    let Some(found) = counted(reader, row, None)? else {
        return Ok(None);
    };
    let stated = row.changed.or(row.first_published).or(row.made_public);
    let when = stated.unwrap_or(found.seen);
    let entry = vrda::datum(&found.record, language, found.revision)
        .and_then(|datum| FeedEntry::new(datum, when));
    Ok(entry.map(|entry| (entry, when)))
}

/// The record that speaks for an entry in a language: one in that language before one in the other,
/// then the fullest form.
fn best_record(
    reader: &dyn Reader,
    language: Language,
    id: &str,
) -> Result<Option<RecordRow>, UseError> {
    let mut records = Vec::new();
    for claim in reader.claiming(id)? {
        let row = reader.record(claim.record)?;
        records.extend(row.filter(|r| r.source == vrda::SOURCE && r.name == id));
    }
    let rank = |row: &RecordRow| {
        let title = match language {
            Language::Ja => &row.title_ja,
            Language::En => &row.title_en,
        };
        (title.is_some(), row.fullness, row.changed)
    };
    Ok(records.into_iter().max_by_key(rank))
}

/// A record as it was at one number of its analysis.
struct Counted {
    record: Record,
    /// The number.
    revision: u32,
    /// The newest number.
    count: u32,
    /// When its document arrived.
    seen: i64,
}

/// Walks the revisions of a record's key in the source's own order and counts how often the analysis
/// changed. Gives the last record of the number `wanted`, or of the newest where there is no such
/// number or none is wanted; `None` where no document can be read any more.
fn counted(
    reader: &dyn Reader,
    row: &RecordRow,
    wanted: Option<u32>,
) -> Result<Option<Counted>, UseError> {
    let mut revisions = reader.revisions(row.key)?;
    revisions.sort_by_key(Revision::order);
    let mut documents = Documents::new(reader);
    let mut before = String::new();
    let mut count = 0;
    let mut asked = None;
    let mut last = None;
    for revision in &revisions {
        let (records, _) = documents.records(revision)?;
        let Some(record) = records.into_iter().find(|r| r.id.as_str() == row.name) else {
            // A document that says nothing of the entry says nothing new of its analysis.
            continue;
        };
        let says = vrda::analysis_fingerprint(&record);
        if says != before {
            count += 1;
            before = says;
        }
        let at = Some((record, count, revision.seen));
        if wanted == Some(count) {
            asked = at;
        } else {
            last = at;
        }
    }
    Ok(asked.or(last).map(|(record, revision, seen)| Counted {
        record,
        revision,
        count,
        seen,
    }))
}

/// The number of the datum that stands beside one in the other language: newest beside newest, else
/// the same number, as far as there is one.
fn beside(
    reader: &dyn Reader,
    language: Language,
    row: &RecordRow,
    found: &Counted,
) -> Result<Option<u32>, UseError> {
    let other = match language {
        Language::Ja => Language::En,
        Language::En => Language::Ja,
    };
    let Some(best) = best_record(reader, other, &row.name)? else {
        return Ok(None);
    };
    if best.id == row.id {
        return Ok(Some(found.revision));
    }
    let count = counted(reader, &best, None)?.map(|other| other.count);
    Ok(count.map(|count| {
        if found.revision == found.count {
            count
        } else {
            found.revision.min(count)
        }
    }))
}
