//! The match index held in memory, and who may wait for it.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, TryLockError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::index::{self, Built};
use crate::house::{House, UseError};

/// The match index as it was last brought forward.
#[derive(Debug, Default)]
pub(crate) struct Held {
    /// Whoever brings it forward holds this; those who only ask never wait for it.
    forwarding: Mutex<()>,
    built: Mutex<Option<Arc<Built>>>,
    done: AtomicU64,
    all: AtomicU64,
}

/// An index that is no further behind than this is brought forward by who asks: it takes a moment.
const NEAR: u64 = 5_000;
/// A small index stands after a moment: that long it is waited for.
const MOMENT: Duration = Duration::from_millis(300);

impl House {
    /// Brings the match index forward to the end of the ledger. `progress` is told the rows of the ledger read and the
    /// rows to read.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read. An index that cannot be written is kept in memory.
    pub fn forward_matches(&self, progress: &dyn Fn(u64, u64)) -> Result<(), UseError> {
        self.match_index(progress).map(drop)
    }

    /// Throws the match index away; whoever asks next builds it anew.
    pub(crate) fn discard_matches(&self) {
        let held = &self.matches;
        let _forwarding = held
            .forwarding
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        index::discard(&*self.store);
        *held.built.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// How far the ledger has been followed by the match index that is at hand.
    pub(crate) fn matched(&self) -> u64 {
        self.matches.built().map_or(0, |built| built.upto())
    }

    /// What of the match index is not as it was written.
    pub(crate) fn match_faults(&self) -> Result<Vec<String>, UseError> {
        index::faults(&*self.store)
    }

    /// The match index of the present state, however long that takes.
    pub(crate) fn match_index(&self, progress: &dyn Fn(u64, u64)) -> Result<Arc<Built>, UseError> {
        let held = &self.matches;
        let forwarding = held
            .forwarding
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        self.forward(&forwarding, progress)
    }

    /// The match index for somebody who waits in front of a page: of the present state where that is near, else the one
    /// there is while somebody else brings it forward.
    ///
    /// # Errors
    ///
    /// [`UseError::NotReady`] while it is built for the first time; where the store cannot be read.
    pub(crate) fn index_at_hand(&self) -> Result<Arc<Built>, UseError> {
        let held = &self.matches;
        let mut known = held.built();
        let mut turn = turn(&held.forwarding);
        let until = Instant::now() + MOMENT;
        while turn.is_none() && known.is_none() && Instant::now() < until {
            thread::sleep(Duration::from_millis(5));
            turn = self::turn(&held.forwarding);
            known = held.built();
        }
        let Some(forwarding) = turn else {
            return known.ok_or_else(|| UseError::NotReady {
                done: held.done.load(Ordering::Relaxed),
                all: held.all.load(Ordering::Relaxed),
            });
        };
        if let Some(known) = known {
            let end = self.look(|reader| Ok(reader.state()?.sequence))?;
            if end.saturating_sub(known.upto()) > NEAR {
                return Ok(known);
            }
        }
        self.forward(&forwarding, &|_, _| ())
    }

    /// Whoever calls this holds the right to.
    fn forward(
        &self,
        _forwarding: &MutexGuard<'_, ()>,
        progress: &dyn Fn(u64, u64),
    ) -> Result<Arc<Built>, UseError> {
        let held = &self.matches;
        let told = |done: u64, all: u64| {
            held.done.store(done, Ordering::Relaxed);
            held.all.store(all, Ordering::Relaxed);
            progress(done, all);
        };
        let built = index::forward(&*self.store, held.built(), &told)?;
        *held.built.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&built));
        Ok(built)
    }
}

/// The right that a lock gives, where nobody has it.
pub(super) fn turn(lock: &Mutex<()>) -> Option<MutexGuard<'_, ()>> {
    match lock.try_lock() {
        Ok(turn) => Some(turn),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

impl Held {
    fn built(&self) -> Option<Arc<Built>> {
        self.built
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
