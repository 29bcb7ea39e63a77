//! The documents in the order in which they are handed out, and the answers given over them.

use std::{
    collections::{HashSet, VecDeque},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{
    document,
    entry::{CveEntry, OnRoll, number},
    feeds::Feeds,
    meant::Meant,
    question::Filter,
    speaker::Speaker,
    words::{Found, Words},
};
use crate::{
    house::{House, UseError},
    roll::{Held, Roll},
};

/// What the door keeps in memory of one speaker's CVEs. Nothing, until somebody asks.
#[derive(Debug, Default)]
pub(crate) struct Shelf<S: Speaker> {
    roll: Roll<OnRoll<S>>,
    sorted: Mutex<Option<Arc<Sorted>>>,
    answers: Mutex<VecDeque<Kept>>,
    pub(super) feeds: Feeds,
}

/// All documents of a state.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// The row of the ledger up to which they are current.
    pub(super) sequence: u64,
    /// The row up to which those are current whose numbers are left out; 0 where none are.
    without: u64,
    /// By date of publication, those of one instant by number.
    pub(super) all: Vec<Arc<CveEntry>>,
    /// By number: their places in `all`.
    by_number: Vec<u32>,
    /// By their slots among the words: their places in `all`, [`NOWHERE`] where a slot is no longer in use.
    by_slot: Vec<u32>,
}

const NOWHERE: u32 = u32::MAX;

/// An answer that may be asked for again, as its pages are.
#[derive(Debug)]
struct Kept {
    question: String,
    /// `sequence` and `without` of what they are places in.
    state: (u64, u64),
    places: Arc<Vec<u32>>,
}

/// Answers that are kept.
const ANSWERS: usize = 8;
/// Documents that are read in one go.
const READ: usize = 32;

impl<S: Speaker> Shelf<S> {
    /// Forgets everything.
    pub(crate) fn forget(&self) {
        self.roll.forget();
        *self.sorted.lock().unwrap_or_else(PoisonError::into_inner) = None;
        (self.answers.lock().unwrap_or_else(PoisonError::into_inner)).clear();
        self.feeds.forget();
    }

    /// All documents of the present state.
    pub(super) fn sorted(&self, house: &House) -> Result<Arc<Sorted>, UseError> {
        (self.roll).look_at(house, |held| self.sorted_of(held, None))
    }

    fn sorted_of(&self, held: &Held<OnRoll<S>>, without: Option<&Sorted>) -> Arc<Sorted> {
        let state = (held.sequence, without.map_or(0, |w| w.sequence));
        let mut sorted = self.sorted.lock().unwrap_or_else(PoisonError::into_inner);
        match &*sorted {
            Some(known) if known.state() == state => Arc::clone(known),
            _ => Arc::clone(sorted.insert(Arc::new(Sorted::of(held, without)))),
        }
    }

    /// The documents that a filter means, in order, without those whose numbers another speaker has.
    pub(super) fn meant(
        &self,
        house: &House,
        filter: &Filter,
        without: Option<&Sorted>,
    ) -> Result<Meant, UseError> {
        if filter.is_empty() {
            let sorted = (self.roll).look_at(house, |held| self.sorted_of(held, without))?;
            return Ok(Meant::all(sorted));
        }
        let question = format!("{filter:?}");
        let (sorted, places) = self.roll.look_at(house, |held| {
            let sorted = self.sorted_of(held, without);
            let places = match self.kept(&question, sorted.state()) {
                Some(known) => Ok(known),
                // The words are those of this moment, as the documents are.
                None => Err(sorted.narrowed(filter, &held.beside)),
            };
            (sorted, places)
        })?;
        let places = match places {
            Ok(known) => return Ok(Meant::at(sorted, known)),
            Err(places) if filter.needs_documents() => verified(house, &sorted, filter, &places)?,
            Err(places) => places,
        };
        let places = Arc::new(places);
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.retain(|kept| kept.state == sorted.state());
        answers.truncate(ANSWERS - 1);
        answers.push_front(Kept {
            question,
            state: sorted.state(),
            places: Arc::clone(&places),
        });
        drop(answers);
        Ok(Meant::at(sorted, places))
    }

    fn kept(&self, question: &str, state: (u64, u64)) -> Option<Arc<Vec<u32>>> {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let at = answers
            .iter()
            .position(|kept| kept.state == state && kept.question == question)?;
        let kept = answers.remove(at)?;
        let places = Arc::clone(&kept.places);
        answers.push_front(kept);
        Some(places)
    }
}

impl Sorted {
    fn of<S: Speaker>(held: &Held<OnRoll<S>>, without: Option<&Self>) -> Self {
        let mut on_roll: Vec<&OnRoll<S>> = held.entries.values().collect();
        if let Some(without) = without {
            on_roll.retain(|document| without.of_id(&document.entry.id).is_none());
        }
        on_roll.sort_unstable_by(|a, b| a.entry.order().cmp(&b.entry.order()));
        let slots = on_roll.iter().map(|document| document.slot as usize + 1);
        let mut by_slot = vec![NOWHERE; slots.max().unwrap_or_default()];
        for (place, document) in (0..).zip(&on_roll) {
            by_slot[document.slot as usize] = place;
        }
        let all: Vec<_> = on_roll.iter().map(|d| Arc::clone(&d.entry)).collect();
        let mut by_number: Vec<u32> = (0..).take(all.len()).collect();
        by_number.sort_unstable_by_key(|place| all[*place as usize].number);
        Self {
            sequence: held.sequence,
            without: without.map_or(0, |w| w.sequence),
            all,
            by_number,
            by_slot,
        }
    }

    fn state(&self) -> (u64, u64) {
        (self.sequence, self.without)
    }

    /// The entry of a number.
    pub(super) fn of_id(&self, id: &str) -> Option<u32> {
        let wanted = number(id);
        let from = (self.by_number).partition_point(|place| self.at(*place).number < wanted);
        let mut same = self.by_number[from..].iter().copied();
        same.find(|place| &*self.at(*place).id == id)
    }

    /// Those of a year, in the order of their numbers.
    pub(super) fn of_years(&self, first: u16, last: u16) -> impl Iterator<Item = &Arc<CveEntry>> {
        let from = (self.by_number).partition_point(|place| self.at(*place).number.0 < first);
        let to = (self.by_number).partition_point(|place| self.at(*place).number.0 <= last);
        (self.by_number.get(from..to).unwrap_or_default())
            .iter()
            .map(|place| self.at(*place))
    }

    /// All of them in the order of their numbers.
    pub(super) fn in_order_of_numbers(&self) -> impl Iterator<Item = &Arc<CveEntry>> {
        self.by_number.iter().map(|place| self.at(*place))
    }

    pub(super) fn at(&self, place: u32) -> &Arc<CveEntry> {
        &self.all[place as usize]
    }

    /// The places of those that a filter may mean.
    fn narrowed(&self, filter: &Filter, words: &Words) -> Vec<u32> {
        let may = |place: &u32| filter.may_mean(self.at(*place));
        let found = filter.keywords.as_ref().map(|k| words.find(k.sought()));
        let mut places: Vec<u32> = match (&filter.ids, found) {
            (Some(ids), found) => {
                let of_ids = ids.iter().filter_map(|id| self.of_id(id));
                let with_words: Option<HashSet<u32>> = found.map(|f| self.of_slots(&f).collect());
                let has_words = |p: &u32| with_words.as_ref().is_none_or(|w| w.contains(p));
                of_ids.filter(has_words).filter(may).collect()
            }
            (None, Some(found)) => self.of_slots(&found).filter(may).collect(),
            (None, None) => return (0..).take(self.all.len()).filter(may).collect(),
        };
        places.sort_unstable();
        places
    }

    /// The places of those that have these slots.
    fn of_slots(&self, found: &Found) -> impl Iterator<Item = u32> {
        let slots = found.slots().map(|slot| slot as usize);
        let places = slots.filter_map(|slot| self.by_slot.get(slot).copied());
        places.filter(|place| *place != NOWHERE)
    }
}

/// Those that a filter means by their documents, which are read on all cores.
fn verified(
    house: &House,
    sorted: &Sorted,
    filter: &Filter,
    places: &[u32],
) -> Result<Vec<u32>, UseError> {
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let workers = workers.min(places.len().div_ceil(READ)).max(1);
    let next = AtomicUsize::new(0);
    let chunks: Vec<&[u32]> = places.chunks(READ).collect();
    let work = || -> Result<Vec<u32>, UseError> {
        let mut meant = Vec::new();
        while let Some(chunk) = chunks.get(next.fetch_add(1, Ordering::Relaxed)) {
            meant.extend(house.look(|reader| {
                let mut meant = Vec::new();
                for place in *chunk {
                    let entry = sorted.at(*place);
                    let Some(document) = reader.document(&entry.digest)? else {
                        continue;
                    };
                    let element = entry.form.element(&document.bytes);
                    let means = |bytes: &[u8]| document::read(bytes, |cve, _| filter.means(cve));
                    if element.and_then(|e| means(&e)) == Some(true) {
                        meant.push(*place);
                    }
                }
                Ok(meant)
            })?);
        }
        Ok(meant)
    };
    let mut meant = Vec::new();
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        meant.extend(work()?);
        for other in others {
            // A thread that panicked has told why; the panic goes on here.
            meant.extend(
                other
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?,
            );
        }
        Ok::<_, UseError>(())
    })?;
    meant.sort_unstable();
    Ok(meant)
}
