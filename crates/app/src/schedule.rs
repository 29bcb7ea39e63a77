//! The schedule: asks every source when its time has come, each in a thread of its own.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use noroshi_sources::Source;
use noroshi_store::StoreError;

use crate::{
    clock,
    house::{House, UseError},
    settings::Settings,
    stop::Stop,
    sync::{How, after_failure, is_due, skipped},
};

/// How far apart sources begin that are due at once, the small ones first: they are here before the
/// large ones take the processor.
const APART: Duration = Duration::from_secs(2);
/// The longest sleep: the computer may have been asleep itself, and its clock set meanwhile.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// How soon a store that is away, or cannot be written now, is tried again (milliseconds): it may be a database that is
/// being restarted, or a copy that takes the place of the original.
const AWAY: i64 = 10_000;
/// How long the end is waited for. Whatever is still waiting for an answer then has nothing to lose.
const PATIENCE: Duration = Duration::from_secs(10);

/// The schedule under way. It ends when this is dropped.
#[derive(Debug)]
pub struct ScheduleHandle {
    bell: Arc<Bell>,
    threads: Vec<JoinHandle<()>>,
}

/// Wakes everybody who sleeps when it is time to stop.
#[derive(Debug, Default)]
struct Bell {
    stop: Stop,
    rung: Mutex<bool>,
    ring: Condvar,
}

/// Begins to ask the sources on their schedules: a source that was asked before the last restart
/// waits for its time. How far they are is seen in [`House::sources`].
pub fn spawn(house: &Arc<House>, settings: Settings) -> ScheduleHandle {
    house.configure(&settings);
    let bell = Arc::new(Bell::default());
    let settings = Arc::new(settings);
    let mut sources: Vec<&'static dyn Source> = noroshi_sources::ALL
        .iter()
        .copied()
        .filter(|s| skipped(*s, &settings.of(s.name()), &settings).is_none())
        .collect();
    // The more there is to ask for, the longer it takes.
    sources.sort_by_key(|s| s.about().addresses.len());
    let mut threads = Vec::new();
    for (place, source) in (0..).zip(sources) {
        let (house, settings) = (Arc::clone(house), Arc::clone(&settings));
        let its_bell = Arc::clone(&bell);
        let thread = thread::Builder::new()
            .name(format!("source {}", source.name()))
            .spawn(move || {
                its_bell.sleep(APART * place);
                attend(source, &house, &settings, &its_bell);
            });
        // Where the system gives no thread the source stays late, and its page says so.
        threads.extend(thread);
    }
    ScheduleHandle { bell, threads }
}

impl ScheduleHandle {
    /// Asks everything to stop and returns at once. What was fetched is kept, and the next schedule
    /// goes on from there.
    pub fn stop(&self) {
        self.bell.stop.raise();
        *self
            .bell
            .rung
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = true;
        self.bell.ring.notify_all();
    }
}

impl Drop for ScheduleHandle {
    fn drop(&mut self) {
        self.stop();
        let until = Instant::now() + PATIENCE;
        for thread in self.threads.drain(..) {
            while !thread.is_finished() && Instant::now() < until {
                thread::sleep(Duration::from_millis(10));
            }
            if thread.is_finished() {
                // A thread that panicked has said so already.
                thread.join().ok();
            }
        }
    }
}

impl Bell {
    fn is_rung(&self) -> bool {
        self.stop.is_raised()
    }

    fn sleep(&self, time: Duration) {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        // Whether it rang or the time is over: whoever sleeps looks itself.
        drop(self.ring.wait_timeout_while(rung, time, |rung| !*rung));
    }
}

/// Asks one source whenever its time has come.
fn attend(source: &'static dyn Source, house: &House, settings: &Settings, bell: &Bell) {
    let own = settings.of(source.name());
    let every = own.every(source.about());
    let how = How {
        settings,
        full: false,
        due_only: true,
        stop: &bell.stop,
        progress: &|_, _| (),
    };
    // The store failed so often in a row.
    let mut failed = 0;
    while !bell.is_rung() {
        let now = clock::now();
        let next = match house.source_row(source.name()) {
            Ok(row) if is_due(row.as_ref(), every, now) => match house.run_source(source, &how) {
                Ok(_) => {
                    failed = 0;
                    // Whatever became of it stands in the store. Where it was not asked at all,
                    // somebody else is asking it now.
                    now + 1_000
                }
                Err(error) => after_store_failed(&error, &mut failed),
            },
            Ok(row) => {
                failed = 0;
                row.and_then(|row| row.next).unwrap_or(now)
            }
            Err(error) => after_store_failed(&error, &mut failed),
        };
        // A failed store is asked later, not every time somebody wakes.
        while !bell.is_rung() && clock::now() < next {
            let left = u64::try_from(next - clock::now()).unwrap_or(0);
            bell.sleep(Duration::from_millis(left).min(LONGEST_SLEEP));
            if failed == 0 {
                break;
            }
        }
    }
}

fn after_store_failed(error: &UseError, failed: &mut u32) -> i64 {
    *failed += 1;
    match error {
        // The source has not been asked for nothing: it is the store that is away, or belongs to others for now.
        UseError::Store(
            StoreError::Unreachable { .. } | StoreError::ReadOnly | StoreError::Busy,
        ) => clock::now() + AWAY,
        _ => after_failure(clock::now(), *failed, None),
    }
}
