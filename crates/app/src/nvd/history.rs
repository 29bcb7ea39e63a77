//! The change history of CVEs, from the documents that arrived: each that says something else than the one before it in
//! NVD's own order is an event.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use noroshi_model::{AssumedZone, Moment};
use noroshi_nvd::v2::{Change, ChangeItem};
use noroshi_store::{Digest, KeyId, LedgerRow, Reader, Revision};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{
    change::{Event, between, cve_of, event},
    entry::{FORMATS, NAMESPACE, NO_DATE, SOURCE, number},
    given::{Given, Kind, NO_WINDOW, PAGING, Parameter, Part, Period, Refused, Table, listed},
    pages::ServicePage,
    question::ids,
    shelf::Sorted,
    timestamp,
};
use crate::{
    clock,
    digits::uuid,
    house::{House, UseError},
};

/// Events on a page at most.
const PAGE: usize = 5_000;
/// Rows of the ledger that are looked at in one go.
const ROWS: usize = 2_000;
/// NVD itself, as a source of changes.
const NVD: &str = "nvd@nist.gov";

const PARAMETERS: Table = &[
    ("changeStartDate", Kind::Value),
    ("changeEndDate", Kind::Value),
    ("cveId", Kind::Value),
    ("cveIds", Kind::Value),
    ("eventName", Kind::Value),
    (NO_WINDOW, Kind::Flag),
];

/// A question to the change history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryQuestion {
    part: Part,
    period: Option<Period>,
    ids: Option<Vec<String>>,
    event: Option<Event>,
}

impl HistoryQuestion {
    /// The parameters there are, and whether each is there or not rather than having a value.
    pub fn parameters() -> Vec<(&'static str, bool)> {
        listed(&[PARAMETERS, PAGING])
    }

    /// Reads a request.
    ///
    /// # Errors
    ///
    /// What is wrong with it, as the header `message` says it.
    pub fn read(parameters: &[Parameter]) -> Result<Self, Refused> {
        let given = Given::of(&[PARAMETERS, PAGING], parameters)?;
        given.exclude(&["cveId", "cveIds"])?;
        Ok(Self {
            part: given.part(PAGE)?,
            period: given.period("changeStartDate", "changeEndDate")?,
            ids: ids(&given)?,
            event: given.read("eventName", "the name of an event", Event::read)?,
        })
    }

    /// A name of the question, equal for equal questions.
    pub fn name(&self) -> String {
        format!("{self:?}")
    }

    fn means(&self, change: &Known) -> bool {
        self.period.is_none_or(|p| p.holds(change.created))
            && self.event.is_none_or(|event| change.event == event)
            && (self.ids.as_ref()).is_none_or(|ids| ids.contains(&change.id))
    }
}

/// A change of a CVE.
#[derive(Debug, Clone)]
struct Known {
    id: String,
    created: i64,
    event: Event,
    before: Option<Digest>,
    after: Digest,
}

/// The changes of all CVEs, brought forward with the ledger.
#[derive(Debug, Default)]
pub(crate) struct Changes(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    sequence: u64,
    keys: HashSet<KeyId>,
    of_key: HashMap<KeyId, Vec<Known>>,
    /// All of them, in order.
    all: Arc<Vec<Known>>,
}

impl Changes {
    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Held::default();
    }
}

impl House {
    /// The changes that a question means, by date, those of one instant by number.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn nvd_history(&self, question: &HistoryQuestion) -> Result<ServicePage, UseError> {
        let sorted = self.nvd.sorted(self)?;
        let (all, sequence) = {
            let mut held = (self.nvd_changes.0.lock()).unwrap_or_else(PoisonError::into_inner);
            held.forward(self, &sorted)?;
            (Arc::clone(&held.all), held.sequence)
        };
        let meant: Vec<&Known> = all.iter().filter(|change| question.means(change)).collect();
        let part = question.part.of(&meant);
        let mut elements = Vec::new();
        for (at, change) in part.iter().enumerate() {
            if at > 0 {
                elements.push(b',');
            }
            let item = self.look(|reader| item(reader, change))?;
            // The item is made of strings and values that were read: writing it does not fail.
            elements.extend(serde_json::to_vec(&item).unwrap_or_default());
        }
        Ok(ServicePage {
            total: meant.len(),
            start: question.part.start,
            count: part.len(),
            elements,
            sequence,
            made: timestamp(clock::now()),
        })
    }
}

impl Held {
    fn forward(&mut self, house: &House, sorted: &Sorted) -> Result<(), UseError> {
        let upto = sorted.sequence;
        if self.sequence >= upto {
            return Ok(());
        }
        // First everything is looked at, then taken over: where it fails half-way, the next begins again from here.
        let mut touched: HashMap<KeyId, (LedgerRow, bool)> = HashMap::new();
        let mut after = self.sequence;
        while after < upto {
            let rows = house.look(|reader| Ok(reader.ledger(after, ROWS)?))?;
            let Some(last) = rows.last() else { break };
            after = last.revision.sequence;
            for row in rows.into_iter().filter(|row| row.revision.sequence <= upto) {
                if row.name.source != SOURCE || row.name.namespace != NAMESPACE {
                    continue;
                }
                let several = self.keys.contains(&row.key) || touched.contains_key(&row.key);
                touched.insert(row.key, (row, several));
            }
        }
        let mut changes = Vec::new();
        for (key, (row, several)) in touched {
            let found = match several {
                false => received(&row, sorted).into_iter().collect(),
                true => house.look(|reader| of_key(reader, key, &row.name.name, upto))?,
            };
            changes.push((key, found));
        }
        for (key, found) in changes {
            self.keys.insert(key);
            match found.is_empty() {
                true => self.of_key.remove(&key),
                false => self.of_key.insert(key, found),
            };
        }
        let mut all: Vec<Known> = self.of_key.values().flatten().cloned().collect();
        all.sort_by(|a, b| {
            let place = |change: &Known| (change.created, number(&change.id), change.after.0);
            place(a).cmp(&place(b))
        });
        self.all = Arc::new(all);
        self.sequence = upto;
        Ok(())
    }
}

/// The event of a CVE of which one document has arrived: its reception, where nothing had changed since.
fn received(row: &LedgerRow, sorted: &Sorted) -> Option<Known> {
    let entry = sorted.at(sorted.of_id(&row.name.name)?);
    let is_new = Some(entry.digest) == row.revision.digest
        && entry.published != NO_DATE
        && entry.published == entry.modified;
    is_new.then(|| Known {
        id: row.name.name.clone(),
        created: entry.published,
        event: Event::Received,
        before: None,
        after: entry.digest,
    })
}

/// The events of a CVE, in NVD's own order of its documents.
fn of_key(reader: &dyn Reader, key: KeyId, id: &str, upto: u64) -> Result<Vec<Known>, UseError> {
    let mut revisions = reader.revisions(key)?;
    revisions.retain(|r| r.sequence <= upto && FORMATS.contains(&r.format.as_str()));
    revisions.sort_by_key(Revision::order);
    let mut changes = Vec::new();
    let mut before: Option<(Digest, Value)> = None;
    for revision in revisions {
        let Some(digest) = revision.digest else {
            continue;
        };
        let Some(cve) = open(reader, &digest)? else {
            continue;
        };
        let created = date(&cve, "lastModified").unwrap_or(revision.seen);
        let event = match &before {
            None => (date(&cve, "published") == Some(created)).then_some(Event::Received),
            Some((_, known)) => {
                let details = between(Some(known), &cve);
                (!details.is_empty()).then(|| event(known, &cve, &details))
            }
        };
        if let Some(event) = event {
            changes.push(Known {
                id: id.to_owned(),
                created,
                event,
                before: before.as_ref().map(|(digest, _)| *digest),
                after: digest,
            });
        }
        before = Some((digest, cve));
    }
    Ok(changes)
}

fn open(reader: &dyn Reader, digest: &Digest) -> Result<Option<Value>, UseError> {
    let document = reader.document(digest)?;
    Ok(document.and_then(|document| cve_of(&document.bytes)))
}

fn date(cve: &Value, member: &str) -> Option<i64> {
    let text = cve.get(member)?.as_str()?;
    Moment::parse(text, AssumedZone::Utc).instant
}

/// A change in the form of NVD's history.
fn item(reader: &dyn Reader, change: &Known) -> Result<ChangeItem, UseError> {
    let before = match &change.before {
        Some(digest) => open(reader, digest)?,
        None => None,
    };
    let after = open(reader, &change.after)?.unwrap_or_default();
    let source = match change.event.is_nvds() {
        true => Some(NVD.to_owned()),
        false => after
            .get("sourceIdentifier")
            .and_then(Value::as_str)
            .map(str::to_owned),
    };
    Ok(ChangeItem {
        change: Some(Change {
            cve_id: Some(change.id.clone()),
            event_name: Some(change.event.word().to_owned()),
            cve_change_id: Some(change_id(change)),
            source_identifier: source,
            created: Some(timestamp(change.created)),
            details: Some(between(before.as_ref(), &after)),
            ..Change::default()
        }),
        ..ChangeItem::default()
    })
}

/// The identifier of a change: a UUID of version 8 over both documents, the same in every store.
fn change_id(change: &Known) -> String {
    let mut digest = Sha256::new();
    digest.update(change.before.unwrap_or(Digest([0; 32])).0);
    digest.update(change.after.0);
    uuid(&digest.finalize().into(), 8).to_ascii_uppercase()
}
