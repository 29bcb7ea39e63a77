//! The VRDA feed: the data of JVN iPedia's entries, numbered by how often the analysis changed.
//!
//! A number is counted from the documents in the source's own order each time it is asked for. So it
//! is the same after a rebuild, and a document that arrives late takes the place it should have had. It
//! belongs to the entry, whose forms and languages all count.

mod count;

use std::collections::HashMap;

use noroshi_model::Language;
use noroshi_outlets::vrda::{self, FeedEntry};
use noroshi_store::{Reader, RecordId};
use noroshi_vrda::{Datum, FileName};

use crate::house::{House, UseError};
use count::Entry;

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
            let entry = Entry::of(reader, name.id())?;
            let count = entry.count();
            // Built even where the number is wrong, to learn whether provider and class are right.
            let number = match name.revision() {
                given if (1..=count).contains(&given) => given,
                _ => count,
            };
            let Some(found) = entry.spoken(reader, language, number)? else {
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
            let Some(newest) = named(count) else {
                return Ok(VrdaFound::Nothing);
            };
            let datum = vrda::datum(&found.record, language, number)
                .filter(|d| d.file_name(name.form()) == named(number));
            let Some(datum) = datum else {
                return Ok(VrdaFound::Nothing);
            };
            if number != name.revision() {
                return Ok(VrdaFound::OtherRevision(newest));
            }
            Ok(VrdaFound::One(Box::new(VrdaDatum {
                datum,
                newest,
                // The number is the entry's, not a language's.
                other: named(number),
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
            let mut seen: HashMap<String, Option<Spoken>> = HashMap::new();
            while entries.len() < limit {
                let rows = reader.newest_records(vrda::SOURCE, skip, ROWS)?;
                if rows.is_empty() {
                    break;
                }
                skip += rows.len();
                for row in rows {
                    if entries.len() == limit {
                        break;
                    }
                    let spoken = match seen.get_mut(&row.name) {
                        Some(spoken) => spoken,
                        None => {
                            let spoken = newest(reader, language, &row.name)?;
                            seen.entry(row.name.clone()).or_insert(spoken)
                        }
                    };
                    // Each entry once, at the place of the record that speaks for it in this language.
                    if let Some(here) = spoken.take_if(|spoken| spoken.by == row.id) {
                        updated = updated.max(here.when);
                        entries.push(here.entry);
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

/// An entry of a feed, the current record that speaks for it, and when the source last changed that; where
/// it does not say, the latest day it does give, else when it arrived.
struct Spoken {
    entry: FeedEntry,
    by: RecordId,
    when: i64,
}

fn newest(reader: &dyn Reader, language: Language, id: &str) -> Result<Option<Spoken>, UseError> {
    let all = Entry::of(reader, id)?;
    let count = all.count();
    let Some(found) = all.spoken(reader, language, count)? else {
        return Ok(None);
    };
    let rows = reader.records_of(found.key)?;
    let Some(row) = rows.into_iter().find(|row| row.name == id) else {
        return Ok(None);
    };
    let stated = row.changed.or(row.first_published).or(row.made_public);
    let when = stated.unwrap_or(found.seen);
    let entry =
        vrda::datum(&found.record, language, count).and_then(|datum| FeedEntry::new(datum, when));
    Ok(entry.map(|entry| Spoken {
        entry,
        by: row.id,
        when,
    }))
}
