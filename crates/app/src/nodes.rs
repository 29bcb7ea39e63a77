//! Several equal nodes on one store: each says now and then that it is there, and how far it is.

use std::{
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use noroshi_store::{LeaseRow, NodeRow, Reader, StoreError};

use crate::{
    clock,
    house::{House, UseError},
    sync::SOURCE,
    values::{Hold, Node},
};

/// How often a node says that it is there.
const BEAT: Duration = Duration::from_secs(10);
/// A node is silent that was not heard of for longer than this (milliseconds): three beats.
const SILENT: u64 = 30_000;
/// A node is forgotten that was silent for this long (milliseconds).
const FORGOTTEN: u64 = 24 * 60 * 60 * 1000;
/// How long the last word is waited for: the store may not answer any more.
const PATIENCE: Duration = Duration::from_secs(5);

/// What this program is, as other nodes see it.
const RELEASE: &str = env!("CARGO_PKG_VERSION");

/// The beating under way. It ends when this is dropped, with a word of farewell.
#[derive(Debug)]
pub struct BeatHandle {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Begins to say now and then that this node is there, and to follow the ledger meanwhile. A store that does not take
/// it is tried again: the pages are there all the same, and say so.
pub fn spawn(house: &Arc<House>) -> BeatHandle {
    let (end, ended) = mpsc::channel();
    let house = Arc::clone(house);
    let thread = thread::Builder::new()
        .name("node".to_owned())
        .spawn(move || beat_until(&house, &ended));
    BeatHandle {
        end: Some(end),
        // Where the system gives no thread, the others do not hear of this node.
        thread: thread.ok(),
    }
}

impl Drop for BeatHandle {
    fn drop(&mut self) {
        self.end = None;
        let Some(thread) = self.thread.take() else {
            return;
        };
        let until = Instant::now() + PATIENCE;
        while !thread.is_finished() && Instant::now() < until {
            thread::sleep(Duration::from_millis(10));
        }
        if thread.is_finished() {
            // A thread that panicked has said so already.
            thread.join().ok();
        }
    }
}

fn beat_until(house: &House, ended: &Receiver<()>) {
    let started = clock::now();
    loop {
        // Whether it failed is seen on the page of the sources.
        house.beat(started).ok();
        // Nobody may have asked for anything lately, and the first who does shall not wait for all of it.
        house.follow().ok();
        if ended.recv_timeout(BEAT) != Err(RecvTimeoutError::Timeout) {
            break;
        }
    }
    house.store.leave(&house.node()).ok();
}

impl House {
    /// Says once that this node is there, since when (milliseconds since 1970), and what it does; forgets nodes that
    /// were silent for more than a day.
    ///
    /// # Errors
    ///
    /// What the store says; [`House::sources`] repeats it.
    pub fn beat(&self, started: i64) -> Result<(), UseError> {
        let runs = self.watch.names();
        let doing: Vec<String> = runs.iter().map(|name| format!("{SOURCE}{name}")).collect();
        let node = NodeRow {
            name: self.node(),
            release: RELEASE.to_owned(),
            started,
            silent: 0,
            sequence: self.followed(),
            matched: self.matched(),
            doing: doing.join(" "),
        };
        let said = self.store.beat(&node);
        match &said {
            Ok(()) => self.desk.can_write(),
            // For a moment, or for everybody who asks: the pages say it themselves.
            Err(StoreError::Busy | StoreError::Unreachable { .. }) => {}
            Err(error) => self.desk.cannot_write(error),
        }
        said?;
        let others = self.look(|reader| Ok(reader.nodes()?))?;
        for node in others.iter().filter(|node| node.silent > FORGOTTEN) {
            self.store.leave(&node.name)?;
        }
        Ok(())
    }

    /// Brings what is kept in memory forward to the end of the ledger.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn follow(&self) -> Result<(), UseError> {
        self.read(|_, _| Ok(()))
    }

    /// The nodes on this store, where there is more than one or may be, and what is held by whom.
    pub(crate) fn nodes(
        &self,
        reader: &dyn Reader,
        leases: Vec<LeaseRow>,
        sequence: u64,
        now: i64,
    ) -> Result<(Vec<Node>, Vec<Hold>), StoreError> {
        let rows = reader.nodes()?;
        if rows.len() < 2 && !self.store.is_far() {
            return Ok(Default::default());
        }
        let here = self.node();
        let nodes = rows.into_iter().map(|row| node(row, &here, sequence, now));
        let holds = leases.into_iter().map(|lease| Hold {
            source: lease.name.strip_prefix(SOURCE).map(str::to_owned),
            work: lease.name,
            holder: lease.holder,
            left_ms: lease.left,
        });
        Ok((nodes.collect(), holds.collect()))
    }
}

/// The leases that somebody holds at present.
pub(crate) fn held(reader: &dyn Reader) -> Result<Vec<LeaseRow>, StoreError> {
    let mut leases = reader.leases()?;
    leases.retain(|lease| lease.left > 0);
    Ok(leases)
}

fn node(row: NodeRow, here: &str, sequence: u64, now: i64) -> Node {
    let asks = row.doing.split_whitespace();
    Node {
        is_here: row.name == here,
        name: row.name,
        release: row.release,
        started: row.started,
        heard: now - i64::try_from(row.silent).unwrap_or(now),
        is_silent: row.silent > SILENT,
        sequence: row.sequence,
        behind: sequence.saturating_sub(row.sequence),
        matched: row.matched,
        matches_behind: sequence.saturating_sub(row.matched),
        asks: asks
            .filter_map(|work| work.strip_prefix(SOURCE))
            .map(str::to_owned)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use noroshi_store::NodeRow;

    use super::{SILENT, node};

    #[test]
    fn a_node_is_silent_after_three_beats() {
        let heard = |silent| NodeRow {
            silent,
            ..NodeRow::default()
        };
        assert!(!node(heard(SILENT), "a", 0, 0).is_silent);
        assert!(node(heard(SILENT + 1), "a", 0, 0).is_silent);
    }
}
