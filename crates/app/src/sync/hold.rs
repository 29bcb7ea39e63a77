//! The lease on a source: of all nodes on a store one asks it, and keeps the lease for as long as its run lasts.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use noroshi_store::{Lease, Store, StoreError};

use crate::{
    house::{House, UseError},
    stop::Stop,
};

/// How the leases on sources are called: this, and the source's name.
pub(crate) const SOURCE: &str = "source:";

/// How long a lease lasts, and how often it is prolonged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub(super) lasts: Duration,
    pub(super) renew: Duration,
    /// How soon it is tried again where the store did not answer.
    pub(super) again: Duration,
    /// How long work is waited for that was told to stop.
    pub(super) patience: Duration,
}

impl Pace {
    /// Another node goes on within a minute after one that died. Three renewals in a row may fail before that, and the
    /// longest transaction of a run takes some seconds. A source that is waited for may take longer to answer than
    /// whoever stops the program will wait.
    pub(super) const USUAL: Self = Self {
        lasts: Duration::from_secs(60),
        renew: Duration::from_secs(15),
        again: Duration::from_secs(2),
        patience: Duration::from_secs(5),
    };

    fn lasts_ms(&self) -> u64 {
        u64::try_from(self.lasts.as_millis()).unwrap_or(u64::MAX)
    }
}

/// How often it is looked whether the work was told to stop.
const LOOK: Duration = Duration::from_millis(100);

/// A lease that was just taken.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) lease: Lease,
    /// Before it was asked for: no later than the store began to count.
    at: Instant,
}

impl House {
    /// Takes the lease on a source; gives the name of who holds it where that is somebody else.
    pub(super) fn take(&self, source: &str, pace: Pace) -> Result<Result<Taken, String>, UseError> {
        let work = format!("{SOURCE}{source}");
        // Looking costs those who write nothing.
        if let Some(holder) = self.holder_of(&work)? {
            return Ok(Err(holder));
        }
        let at = Instant::now();
        match self.store.lease(&work, &self.node(), pace.lasts_ms())? {
            Some(lease) => Ok(Ok(Taken { lease, at })),
            // Somebody was quicker.
            None => Ok(Err(self.holder_of(&work)?.unwrap_or_default())),
        }
    }

    /// Who holds a lease at present.
    pub(super) fn holder_of(&self, work: &str) -> Result<Option<String>, UseError> {
        self.look(|reader| {
            let mut leases = reader.leases()?.into_iter();
            let held = leases.find(|lease| lease.name == work && lease.left > 0);
            Ok(held.map(|lease| lease.holder))
        })
    }
}

/// Does `work` while a thread of its own prolongs the lease, then gives the lease back. `work` is handed the flag that
/// ends it: raised where somebody asked for that, and where the lease is lost or nobody can tell.
pub(super) fn holding<T>(
    store: &dyn Store,
    taken: &Taken,
    pace: Pace,
    asked: &Stop,
    work: impl FnOnce(&Arc<AtomicBool>) -> T,
) -> T {
    let stop = asked.flag();
    let (end, ended) = mpsc::channel::<()>();
    let done = thread::scope(|scope| {
        let keeper = thread::Builder::new().name("lease".to_owned());
        let flag = &*stop;
        let keep = move || keep(store, taken, pace, flag, &ended);
        if keeper.spawn_scoped(scope, keep).is_err() {
            // Without it nobody would know when to end.
            stop.store(true, Ordering::Relaxed);
        }
        // However the work ends, the thread learns of it.
        let _end = end;
        work(&stop)
    });
    // Where it cannot be given back it runs out.
    store.release(&taken.lease).ok();
    done
}

/// Prolongs the lease until the work has ended. Work that was told to stop and does not come to its end gives the lease
/// back all the same: what it might still write holds only as long as nobody else has taken it.
fn keep(store: &dyn Store, taken: &Taken, pace: Pace, stop: &AtomicBool, ended: &Receiver<()>) {
    let mut renewed = taken.at;
    let mut next = renewed + pace.renew;
    let mut stopped: Option<Instant> = None;
    loop {
        let left = next.saturating_duration_since(Instant::now());
        if ended.recv_timeout(left.min(LOOK)) != Err(RecvTimeoutError::Timeout) {
            return;
        }
        let now = Instant::now();
        if stop.load(Ordering::Relaxed) && stopped.get_or_insert(now).elapsed() > pace.patience {
            store.release(&taken.lease).ok();
            return;
        }
        if now < next {
            continue;
        }
        match store.renew(&taken.lease, pace.lasts_ms()) {
            Ok(true) => {
                renewed = now;
                next = now + pace.renew;
            }
            // The store does not answer, and the lease may still be ours.
            Err(error) if !is_lost(&error) && renewed.elapsed() < pace.lasts => {
                next = now + pace.again;
            }
            _ => {
                stop.store(true, Ordering::Relaxed);
                return;
            }
        }
    }
}

fn is_lost(error: &StoreError) -> bool {
    matches!(error, StoreError::Overtaken { .. } | StoreError::ReadOnly)
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicBool, Ordering},
        thread,
        time::{Duration, Instant},
    };

    use noroshi_store::{Sqlite, Store};

    use super::{Pace, Stop, Taken, holding};

    /// A lease that is not renewed is free after a moment.
    const SHORT: Pace = Pace {
        lasts: Duration::from_millis(300),
        renew: Duration::from_millis(60),
        again: Duration::from_millis(20),
        patience: Duration::from_millis(50),
    };

    fn take(store: &dyn Store) -> Taken {
        let at = Instant::now();
        let lease = store.lease("work", "a", SHORT.lasts_ms()).unwrap().unwrap();
        Taken { lease, at }
    }

    /// Waits for a flag, for as long as a slow machine may take.
    fn is_raised(flag: &AtomicBool) -> bool {
        let until = Instant::now() + Duration::from_secs(20);
        while !flag.load(Ordering::Relaxed) && Instant::now() < until {
            thread::sleep(Duration::from_millis(5));
        }
        flag.load(Ordering::Relaxed)
    }

    #[test]
    fn a_lease_is_held_for_as_long_as_the_work_takes_and_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(folder.path()).unwrap();
        let taken = take(&store);
        holding(&store, &taken, SHORT, &Stop::default(), |stop| {
            thread::sleep(SHORT.lasts * 3);
            assert!(!stop.load(Ordering::Relaxed));
            assert_eq!(store.lease("work", "b", 1_000).unwrap(), None);
        });
        assert!(store.lease("work", "b", 1_000).unwrap().is_some());
    }

    #[test]
    fn work_whose_lease_was_lost_is_told_to_stop() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(folder.path()).unwrap();
        let taken = take(&store);
        holding(&store, &taken, SHORT, &Stop::default(), |stop| {
            store.release(&taken.lease).unwrap();
            assert!(store.lease("work", "b", 60_000).unwrap().is_some());
            assert!(is_raised(stop));
        });
        assert_eq!(store.lease("work", "c", 1_000).unwrap(), None);
    }

    #[test]
    fn work_that_was_told_to_stop_and_goes_on_keeps_nobody_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(folder.path()).unwrap();
        let taken = take(&store);
        let asked = Stop::default();
        holding(&store, &taken, SHORT, &asked, |_| {
            asked.raise();
            let until = Instant::now() + Duration::from_secs(20);
            while store.lease("work", "b", 60_000).unwrap().is_none() {
                assert!(Instant::now() < until);
                thread::sleep(Duration::from_millis(5));
            }
        });
        assert_eq!(store.lease("work", "c", 1_000).unwrap(), None);
    }
}
