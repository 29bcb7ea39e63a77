//! A roll: one entry for each current document of some kind, held in memory and brought forward with the ledger.
//!
//! What the doors are asked (by day of change, by score, by product) is answered from rolls; what they hand out is read
//! from the documents themselves.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use noroshi_store::{KeyId, KeyName, LedgerRow, State};

use crate::{
    currents::{Current, Part},
    house::{House, UseError},
};

/// What a roll keeps of a document.
pub(crate) trait Entry: Sized + Send + Sync {
    /// What is kept beside the entries, such as an index of them, or nothing.
    type Beside: Beside<Self>;

    /// Whether the documents of a key are on this roll.
    fn is_on(key: &KeyName) -> bool;

    /// What is kept of a document; none where it cannot be read as what it should be, which its import said.
    fn of(document: &Current<'_>) -> Option<Self>;
}

/// What is kept beside the entries of a roll and brought forward with them.
pub(crate) trait Beside<E>: std::fmt::Debug + Default + Send + Sync {
    /// Hears of an entry that comes in, or takes the place of an older one.
    fn enter(&mut self, entry: &mut E);

    /// Hears of all entries after some came in or left.
    fn tidy<'e>(&mut self, all: impl ExactSizeIterator<Item = &'e E>)
    where
        E: 'e;
}

impl<E> Beside<E> for () {
    fn enter(&mut self, _: &mut E) {}

    fn tidy<'e>(&mut self, _: impl ExactSizeIterator<Item = &'e E>)
    where
        E: 'e,
    {
    }
}

/// The entries of all current documents, by key.
#[derive(Debug)]
pub(crate) struct Roll<E: Entry>(RwLock<Held<E>>);

/// What a roll holds at a moment.
#[derive(Debug)]
pub(crate) struct Held<E: Entry> {
    pub(crate) entries: HashMap<KeyId, E>,
    pub(crate) beside: E::Beside,
    /// The ledger's row up to which they are current.
    pub(crate) sequence: u64,
    /// The row up to which they were brought when last one of them changed.
    touched: u64,
}

impl<E: Entry> Default for Roll<E> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<E: Entry> Default for Held<E> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            beside: E::Beside::default(),
            sequence: 0,
            touched: 0,
        }
    }
}

impl<E: Entry> Roll<E> {
    /// Looks at the entries of the present state, or of a moment later; says which row of the ledger that is.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub(crate) fn look<T>(
        &self,
        house: &House,
        work: impl FnOnce(&HashMap<KeyId, E>, u64) -> T,
    ) -> Result<T, UseError> {
        self.look_at(house, |held| work(&held.entries, held.sequence))
    }

    /// As [`Roll::look`], but says since which row no entry has changed: what is made of the entries holds until then.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub(crate) fn look_since<T>(
        &self,
        house: &House,
        work: impl FnOnce(&HashMap<KeyId, E>, u64) -> T,
    ) -> Result<T, UseError> {
        self.look_at(house, |held| work(&held.entries, held.touched))
    }

    /// As [`Roll::look`], with all that is held.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub(crate) fn look_at<T>(
        &self,
        house: &House,
        work: impl FnOnce(&Held<E>) -> T,
    ) -> Result<T, UseError> {
        let State { sequence, .. } = house.look(|reader| Ok(reader.state()?))?;
        loop {
            let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if held.sequence >= sequence {
                return Ok(work(&held));
            }
            drop(held);
            let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
            held.forward(house, sequence)?;
        }
    }

    /// Forgets everything.
    pub(crate) fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Held::default();
    }
}

impl<E: Entry> Held<E> {
    fn forward(&mut self, house: &House, upto: u64) -> Result<(), UseError> {
        // Whoever waited for the lock may find it done.
        if self.sequence >= upto {
            return Ok(());
        }
        let part = Part {
            after: self.sequence,
            upto,
            wants: |row: &LedgerRow| E::is_on(&row.name),
            make: E::of,
            progress: &|_, _| (),
        };
        // Taken over once everything was read: half of a state is none.
        let mut all = Vec::new();
        part.read(&*house.store, &mut |changed| all.push(changed))?;
        let is_touched = !all.is_empty();
        for changed in all {
            match changed.made.flatten() {
                Some(mut entry) => {
                    self.beside.enter(&mut entry);
                    self.entries.insert(changed.key, entry)
                }
                None => self.entries.remove(&changed.key),
            };
        }
        if is_touched {
            self.touched = upto;
            self.beside.tidy(self.entries.values());
        }
        self.sequence = upto;
        Ok(())
    }
}
