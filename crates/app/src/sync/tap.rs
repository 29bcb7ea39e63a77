//! Stands between a source and the pipeline, and listens.

use std::sync::atomic::{AtomicU64, Ordering};

use noroshi_sources::{File, Receiver, Refusal, Stopped, Taken};

/// Files that a run expects altogether; 0 where it does not know.
#[derive(Default)]
pub(super) struct Expected(AtomicU64);

impl Expected {
    pub(super) fn files(&self) -> Option<u64> {
        Some(self.0.load(Ordering::Relaxed)).filter(|files| *files > 0)
    }
}

/// Passes everything on.
pub(super) struct Tap<'a> {
    pub(super) to: &'a mut dyn Receiver,
    pub(super) expected: &'a Expected,
    pub(super) taken: u64,
    /// The first thing at an address of its own that the source could not hand out, and why.
    pub(super) withheld: Option<String>,
}

impl Receiver for Tap<'_> {
    fn file(&mut self, file: File<'_>) -> Result<Taken, Stopped> {
        self.taken += 1;
        self.to.file(file)
    }

    fn refused(&mut self, refusal: Refusal) -> Result<Taken, Stopped> {
        if !refusal.address.contains('#') && self.withheld.is_none() {
            self.withheld = Some(format!("{} ({})", refusal.reason, refusal.address));
        }
        self.to.refused(refusal)
    }

    fn reached(&mut self, cursor: String) -> Result<(), Stopped> {
        self.to.reached(cursor)
    }

    fn expect(&mut self, files: Option<u64>, bytes: Option<u64>) {
        let all = files.map_or(0, |left| self.taken + left);
        self.expected.0.store(all, Ordering::Relaxed);
        self.to.expect(files, bytes);
    }
}
