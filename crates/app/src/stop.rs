//! A request to stop, heard at once by everything that is under way.

use std::sync::{
    Arc, Mutex, Weak,
    atomic::{AtomicBool, Ordering},
};

use crate::sync::lock;

/// A request to stop. Its copies are one and the same request.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Request>);

#[derive(Debug, Default)]
struct Request {
    is_raised: AtomicBool,
    /// The flags of those who are under way.
    flags: Mutex<Vec<Weak<AtomicBool>>>,
}

impl Stop {
    /// Asks everything to stop, what is under way and what begins later.
    pub fn raise(&self) {
        let mut flags = lock(&self.0.flags);
        self.0.is_raised.store(true, Ordering::Relaxed);
        for flag in flags.drain(..).filter_map(|flag| flag.upgrade()) {
            flag.store(true, Ordering::Relaxed);
        }
    }

    /// Whether somebody asked to stop.
    pub fn is_raised(&self) -> bool {
        self.0.is_raised.load(Ordering::Relaxed)
    }

    /// A flag for one work alone, raised with this request. Others may raise it too, and end nothing but that work.
    pub(crate) fn flag(&self) -> Arc<AtomicBool> {
        let mut flags = lock(&self.0.flags);
        let flag = Arc::new(AtomicBool::new(self.is_raised()));
        flags.retain(|flag| flag.strong_count() > 0);
        flags.push(Arc::downgrade(&flag));
        flag
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use super::Stop;

    #[test]
    fn everybody_hears_the_request_and_nobody_hears_of_another_work_that_ended() {
        let stop = Stop::default();
        let (one, other) = (stop.flag(), stop.clone().flag());
        one.store(true, Ordering::Relaxed);
        assert!(!stop.is_raised() && !other.load(Ordering::Relaxed));
        stop.raise();
        assert!(other.load(Ordering::Relaxed));
        assert!(stop.flag().load(Ordering::Relaxed), "also what comes later");
    }
}
