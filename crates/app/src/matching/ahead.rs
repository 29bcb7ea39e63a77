//! Brings the match index and the answers about products forward ahead of who asks.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::{
    house::{House, UseError},
    lost::LastSeen,
    nodes,
};

/// The work under way. It ends when this is dropped.
#[derive(Debug)]
pub struct AheadHandle(Arc<AtomicBool>);

/// How often it is looked whether something changed.
const LOOK: Duration = Duration::from_secs(2);
/// While a source is being fetched, here or by another node, every moment brings something new: it is taken together for so long.
const TOGETHER: Duration = Duration::from_secs(60);

/// Begins to follow the ledger, whoever writes it: a schedule in this process or an import in another.
pub fn spawn(house: &Arc<House>) -> AheadHandle {
    let stop = Arc::new(AtomicBool::new(false));
    let (house, its_stop) = (Arc::clone(house), Arc::clone(&stop));
    let follow = move || {
        let mut done = None;
        let mut last: Option<Instant> = None;
        let mut seen = LastSeen::default();
        while !its_stop.load(Ordering::Relaxed) {
            // A store that cannot be read says so to everybody who asks; here it is tried again.
            if house.forget_what_is_lost(&mut seen).unwrap_or(false) {
                done = None;
            }
            if let Ok((state, is_busy)) = house.far() {
                let is_new = done != Some(state);
                let waits = is_busy && last.is_some_and(|l| l.elapsed() < TOGETHER);
                if is_new && !waits && bring_forward(&house, &its_stop).is_ok() {
                    done = Some(state);
                    last = Some(Instant::now());
                }
            }
            thread::sleep(LOOK);
        }
    };
    // Where the system gives no thread, whoever asks first brings it forward.
    thread::Builder::new()
        .name("matches".to_owned())
        .spawn(follow)
        .ok();
    AheadHandle(stop)
}

impl Drop for AheadHandle {
    fn drop(&mut self) {
        // Not waited for: what it does can be left at any place.
        self.0.store(true, Ordering::Relaxed);
    }
}

fn bring_forward(house: &House, stop: &AtomicBool) -> Result<(), UseError> {
    house.forward_projections()?;
    house.forward_matches(&|_, _| ())?;
    house.forward_standings(&|| stop.load(Ordering::Relaxed))
}

impl House {
    /// How far the ledger and what people say of themselves are, and whether any node is fetching a source.
    fn far(&self) -> Result<((u64, u64), bool), UseError> {
        self.look(|reader| {
            let state = reader.state()?;
            let is_busy = !nodes::held(reader)?.is_empty();
            Ok(((state.sequence, state.products), is_busy))
        })
    }
}
