//! What the house keeps in memory about its sources.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError, RwLock},
    time::Instant,
};

use noroshi_store::{SourceCounts, SourceRow, StoreError};

use crate::{clock, house::House, reason::Reason, settings::Settings};

/// What the house keeps in memory about its sources.
#[derive(Default)]
pub(crate) struct Desk {
    /// How they are asked.
    pub(crate) settings: RwLock<Settings>,
    /// Those that are being asked: no source is asked twice at once.
    pub(crate) running: Mutex<HashSet<&'static str>>,
    /// Where the store failed in the last run, which it therefore could not say itself.
    trouble: Mutex<HashMap<String, Trouble>>,
    /// Since when nothing can be written here, and what the store says.
    unwritable: Mutex<Option<(i64, String)>>,
    /// The counts of the last look.
    pub(crate) counts: Mutex<Option<Counted>>,
}

/// Counts per source, which take a scan.
pub(crate) struct Counted {
    pub(crate) sequence: u64,
    pub(crate) at: Instant,
    pub(crate) by_name: HashMap<String, SourceCounts>,
}

/// Runs that failed because the store did.
struct Trouble {
    since: i64,
    last: i64,
    /// As [`Reason`] keeps it.
    words: String,
}

impl Desk {
    /// A run has ended, at least as far as the store goes.
    pub(super) fn went_well(&self, source: &str) {
        lock(&self.trouble).remove(source);
    }

    /// The store failed during a run that was begun then.
    pub(super) fn failed(&self, source: &str, asked: i64, error: &StoreError) {
        if matches!(error, StoreError::ReadOnly) {
            // That is so for everything, and no doing of this source.
            return self.cannot_write(error);
        }
        let mut trouble = lock(&self.trouble);
        let since = trouble.get(source).map_or(asked, |known| known.since);
        let trouble_now = Trouble {
            since,
            last: clock::now(),
            words: Reason::Store.with(error),
        };
        trouble.insert(source.to_owned(), trouble_now);
    }

    /// Since when the store fails here for a source and why, unless another node has been luckier since.
    pub(crate) fn trouble(&self, source: &str, row: &SourceRow) -> Option<(i64, String)> {
        let trouble = lock(&self.trouble);
        let known = trouble.get(source)?;
        let is_over = row.last_success.is_some_and(|then| then > known.last);
        (!is_over).then(|| (known.since, known.words.clone()))
    }

    /// Something was written.
    pub(crate) fn can_write(&self) {
        *lock(&self.unwritable) = None;
    }

    /// Nothing can be written here.
    pub(crate) fn cannot_write(&self, error: &StoreError) {
        let mut known = lock(&self.unwritable);
        let since = known.take().map_or_else(clock::now, |(since, _)| since);
        *known = Some((since, error.to_string()));
    }

    /// Since when nothing can be written here, and what the store says.
    pub(crate) fn unwritable(&self) -> Option<(i64, String)> {
        lock(&self.unwritable).clone()
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A source's turn to be asked by this process; over when this is dropped.
pub(super) struct Turn<'a> {
    house: &'a House,
    name: &'static str,
}

impl<'a> Turn<'a> {
    pub(super) fn take(house: &'a House, name: &'static str) -> Option<Self> {
        lock(&house.desk.running)
            .insert(name)
            .then_some(Self { house, name })
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.house.watch.ended(self.name);
        lock(&self.house.desk.running).remove(self.name);
    }
}
