//! Requests to stop: Ctrl-C, and what service managers send.

use std::{io, process, thread, time::Duration};

use noroshi_app::Stop;

use crate::exit::Exit;

/// How long what is under way may take to end. A source may take longer to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Passes the first request to stop on, so that what is under way ends as it should. The second ends the program at
/// once, and so does patience that comes to its end. What is stored by then stays.
pub(super) fn passed_on() -> Stop {
    let stop = Stop::default();
    let asked = stop.clone();
    let listen = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
        else {
            return;
        };
        runtime.block_on(async move {
            // Where nobody listens, a request ends the program by itself, as it does without this.
            let Ok(first) = Signals::listen() else { return };
            first.asked_to_stop().await;
            asked.raise();
            if let Ok(second) = Signals::listen() {
                let asked = second.asked_to_stop();
                tokio::time::timeout(PATIENCE, asked).await.ok();
                process::exit(Exit::NoAnswer.code().into());
            }
        });
    };
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(listen)
        .ok();
    stop
}

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Listens for requests to stop; from then on they no longer end the program by themselves.
#[cfg(unix)]
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

#[cfg(unix)]
impl Signals {
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Ends with the first request.
    pub(super) async fn asked_to_stop(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Listens for requests to stop.
#[cfg(not(unix))]
pub(super) struct Signals;

#[cfg(not(unix))]
impl Signals {
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    /// Ends with the first request.
    pub(super) async fn asked_to_stop(self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
