//! The sets that words stand for, kept while nothing changes: a word of 100,000 texts takes milliseconds
//! to look up and microseconds to remember.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use roaring::RoaringBitmap;

/// How much memory they take, in bytes.
const MOST: usize = 24 << 20;
/// What an entry takes beside its name and its numbers.
const BESIDE: usize = 160;

type Sets = HashMap<Box<str>, Arc<RoaringBitmap>>;

/// Sets by name over one state of the store.
#[derive(Default)]
pub(crate) struct Terms(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    version: (u64, u64, u64),
    /// Those asked for lately, and how much they take.
    young: (Sets, usize),
    /// Those asked for before; what is not asked for again goes with them.
    old: Sets,
}

impl Terms {
    /// Forgets everything: the same version may come to mean something else.
    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }

    /// A set, where it was kept over this very state.
    pub(super) fn get(&self, name: &str, version: (u64, u64, u64)) -> Option<Arc<RoaringBitmap>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.version != version {
            return None;
        }
        if let Some(set) = kept.young.0.get(name) {
            return Some(Arc::clone(set));
        }
        let (name, set) = kept.old.remove_entry(name)?;
        kept.keep(name, Arc::clone(&set));
        Some(set)
    }

    /// Keeps a set; those of another state are forgotten.
    pub(super) fn put(&self, name: &str, version: (u64, u64, u64), set: &Arc<RoaringBitmap>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.version != version {
            *kept = Kept {
                version,
                ..Kept::default()
            };
        }
        kept.keep(name.into(), Arc::clone(set));
    }
}

impl Kept {
    fn keep(&mut self, name: Box<str>, set: Arc<RoaringBitmap>) {
        let size = name.len() + set.serialized_size() + BESIDE;
        if self.young.1 + size > MOST / 2 {
            (self.old, self.young.1) = (std::mem::take(&mut self.young.0), 0);
        }
        if self.young.0.insert(name, set).is_none() {
            self.young.1 += size;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{MOST, Terms};

    #[test]
    fn what_is_kept_stays_within_its_bound_and_what_is_asked_for_stays_longest() {
        let terms = Terms::default();
        let version = (0, 1, 1);
        // Some 40 kB each: no runs, no short lists.
        let set = Arc::new((0..350_000).step_by(3).collect());
        for n in 0..2_000 {
            terms.put(&n.to_string(), version, &set);
            assert!(terms.get("0", version).is_some(), "asked for all the time");
        }
        assert!(terms.get("1", version).is_none(), "never asked for again");
        // The set is shared here, but each entry is counted as if it were not.
        let kept = terms.0.lock().unwrap();
        assert!((kept.young.0.len() + kept.old.len()) * set.serialized_size() <= MOST);
    }

    #[test]
    fn nothing_is_kept_from_one_state_to_another() {
        let terms = Terms::default();
        let set = Arc::new([1].into());
        terms.put("word", (0, 1, 1), &set);
        assert!(terms.get("word", (0, 2, 1)).is_none());
        terms.put("other", (0, 2, 1), &set);
        assert!(terms.get("word", (0, 1, 1)).is_none());
        assert!(terms.get("other", (0, 2, 1)).is_some());
    }
}
