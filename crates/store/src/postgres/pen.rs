//! The pen: who holds it writes, and nobody else does meanwhile.
//!
//! The ledger is one sequence, so there is one writer at a time. A transaction that is open while its writer thinks
//! would hold locks for as long as a stopped process pleases; so the right to write is a lease, and the transaction in
//! which everything comes about is short and begins by looking whether the lease is still held.

use std::{
    thread,
    time::{Duration, Instant},
};

use super::asking::Asking;
use crate::{
    Lease, StoreError,
    sql::leases::{self, PEN},
};

/// How long the pen is held without a word (milliseconds).
const LASTS: u64 = 15_000;
/// It is renewed where the last word is older than this.
const RENEW: Duration = Duration::from_secs(4);
/// How long somebody waits for it: others write for some seconds at a time.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(5);

/// The right to write.
pub(super) struct Pen {
    lease: Lease,
    renewed: Instant,
}

impl Pen {
    /// Waits for the pen and takes it.
    pub(super) fn take(asking: &Asking<'_>, holder: &str) -> Result<Self, StoreError> {
        let until = Instant::now() + PATIENCE;
        loop {
            let renewed = Instant::now();
            match leases::take_known(asking, PEN, holder, LASTS) {
                Ok(Some(lease)) => return Ok(Self { lease, renewed }),
                // Somebody has it, or takes it at this moment.
                Ok(None) | Err(StoreError::Busy) if Instant::now() < until => thread::sleep(LOOK),
                Ok(None) => return Err(StoreError::Busy),
                Err(error) => return Err(error),
            }
        }
    }

    /// Says that it is still in use, where the last word is some time ago. Not within a transaction: there nobody else
    /// can take it.
    pub(super) fn keep(&mut self, mut asking: &Asking<'_>) -> Result<(), StoreError> {
        if self.renewed.elapsed() < RENEW {
            return Ok(());
        }
        let renewed = Instant::now();
        match leases::renew(&mut asking, &self.lease, LASTS) {
            Ok(true) => {
                self.renewed = renewed;
                Ok(())
            }
            Ok(false) => Err(leases::overtaken(PEN)),
            // Another time.
            Err(StoreError::Busy) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// As a lease like any other.
    pub(super) fn lease(&self) -> &Lease {
        &self.lease
    }
}
