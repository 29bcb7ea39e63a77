//! The gate before every address: who comes, how often, for how long, and what is counted of it.
//!
//! Pages and documents stand behind it and know nothing of it; they are told who asks. It answers one address itself,
//! `/metrics`, which is about itself, and knows of others only how they are counted.

mod client;
mod count;
mod identify;
mod line;
mod listen;
mod metrics;
mod pace;
mod refusal;

use std::{sync::Arc, time::Duration};

use noroshi_app::House;

pub use client::{Network, NotANetwork};
pub use identify::SESSION;
pub use line::Line;
pub use listen::serve;

use count::Counts;
use pace::Pace;

/// How the gate is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Requests per second that one client may ask in the long run; 0 for as many as it likes. A client on this machine
    /// is never held back.
    pub rate: u32,
    /// Requests that one client may ask at once after a pause.
    pub burst: u32,
    /// Connections at most; who comes then waits in the system's own queue.
    pub connections: usize,
    /// How long a request may take until its answer begins.
    pub time: Duration,
    /// Proxies whose word on who asks is believed.
    pub proxies: Vec<Network>,
    /// Names by which this machine is called beside `localhost`, where only who sits at it is let in.
    pub names: Vec<String>,
    /// Who may see `/metrics`.
    pub metrics: Metrics,
}

/// Who may see `/metrics`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metrics {
    /// Nobody.
    Off,
    /// Who asks from this machine, and through no proxy.
    Loopback,
    /// Everybody who gets here.
    All,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rate: 0,
            burst: 200,
            connections: 1024,
            time: Duration::from_secs(60),
            proxies: Vec::new(),
            names: Vec::new(),
            metrics: Metrics::Loopback,
        }
    }
}

/// What is told of each request, once its answer begins.
pub type Tell = Arc<dyn Fn(&Line) + Send + Sync>;

/// The gate before a house's faces.
pub struct Gate {
    settings: Settings,
    house: Arc<House>,
    counts: Counts,
    pace: Pace,
    tell: Option<Tell>,
}

impl Gate {
    /// A gate. `tell` is called for each request.
    pub fn new(settings: Settings, house: Arc<House>, tell: Option<Tell>) -> Self {
        let pace = Pace::new(settings.rate, settings.burst);
        Self {
            settings,
            house,
            counts: Counts::default(),
            pace,
            tell,
        }
    }
}
