//! Batches under way between the threads: few at a time, and written in the order in which they were read.
//!
//! A worker that is busy with one large document would let the others run ahead of it, and everything they made would
//! wait for it in memory. So each batch takes a place when it is read and gives it back when its turn to be written has
//! come.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::prepare::{Batch, Item};

/// Batches under way at most, from the reading thread to the writing one. Each holds at most
/// [`super::reader::BATCH_BYTES`] and one document.
pub(super) const UNDER_WAY: usize = 32;

/// A transaction does not wait longer than this for more: while it is open nobody else can write, and
/// a slow source may send its next document tomorrow.
const PATIENCE: Duration = Duration::from_millis(200);

/// Places for batches: one end takes them, the other gives them back. The end that gives is gone with
/// the writer; then none is to be had any more but those that are left.
pub(super) fn places() -> (Receiver<()>, Sender<()>) {
    let (give, take) = bounded(UNDER_WAY);
    for _ in 0..UNDER_WAY {
        // There is room for each, and the other end is here.
        give.send(()).ok();
    }
    (take, give)
}

/// The batches, put back into the order in which they were read.
pub(super) struct Incoming {
    batches: Receiver<Batch>,
    /// A place back for each that is taken.
    places: Sender<()>,
    waiting: BTreeMap<u64, Vec<Item>>,
    next: u64,
}

impl Incoming {
    pub(super) fn new(batches: Receiver<Batch>, places: Sender<()>) -> Self {
        Self {
            batches,
            places,
            waiting: BTreeMap::new(),
            next: 0,
        }
    }

    /// The next batch; `None` once there is none any more.
    pub(super) fn next(&mut self) -> Option<Vec<Item>> {
        self.take(|batches| batches.recv().ok())
    }

    /// The next batch, if it comes soon.
    pub(super) fn soon(&mut self) -> Option<Vec<Item>> {
        let until = Instant::now() + PATIENCE;
        self.take(|batches| batches.recv_deadline(until).ok())
    }

    fn take(&mut self, receive: impl Fn(&Receiver<Batch>) -> Option<Batch>) -> Option<Vec<Item>> {
        loop {
            if let Some(items) = self.waiting.remove(&self.next) {
                self.next += 1;
                // The reading thread may have ended.
                self.places.send(()).ok();
                return Some(items);
            }
            let batch = receive(&self.batches)?;
            self.waiting.insert(batch.number, batch.items);
        }
    }
}

#[cfg(test)]
mod tests {
    use crossbeam_channel::unbounded;

    use super::{Batch, Incoming, Item, UNDER_WAY, places};

    #[test]
    fn batches_come_in_their_order_and_only_then_make_room_for_others() {
        let (places, back) = places();
        let (send, batches) = unbounded();
        let mut incoming = Incoming::new(batches, back);
        let batch = |number: u64| Batch {
            number,
            items: vec![Item::Reached(number.to_string())],
        };
        // All but the first are done; the first is still being read.
        for number in 1..UNDER_WAY as u64 {
            places.try_recv().unwrap();
            send.send(batch(number)).unwrap();
        }
        places.try_recv().unwrap();
        assert!(incoming.soon().is_none());
        assert!(places.try_recv().is_err(), "nobody runs further ahead");
        send.send(batch(0)).unwrap();
        drop(send);
        for number in 0..UNDER_WAY {
            let items = incoming.next().unwrap();
            let Item::Reached(found) = &items[0] else {
                panic!("another item")
            };
            assert_eq!(*found, number.to_string());
            places.try_recv().unwrap();
        }
        assert!(incoming.next().is_none());
    }
}
