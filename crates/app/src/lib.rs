//! The uses of the house: import, sync, link, search, show, products, watch over sources and nodes.
//!
//! The only floor that sees several engines at once. Each use is a file whose public function tells
//! its story in order. Faces render the values in [`values`] and decide nothing.

pub mod house;
pub mod values;

pub mod address;
pub mod bundle;
pub mod changes;
pub mod doctor;
pub mod health;
pub mod help;
pub mod history;
pub mod identity;
pub mod import;
pub mod matching;
pub mod myjvn;
pub mod nodes;
pub mod nvd;
pub mod products;
pub mod query;
pub mod sample;
pub mod schedule;
pub mod search;
pub mod settings;
pub mod show;
pub mod sight;
pub mod sync;
pub mod upkeep;
pub mod vrda;

mod answers;
mod at;
mod clock;
mod columns;
mod currents;
mod digits;
mod lanes;
mod ledger;
mod link;
mod lost;
mod place;
mod reason;
mod roll;
mod stop;
mod summary;
mod watch;

pub use house::{At, Found, House, Question, UseError};
pub use import::{FileReport, ImportOptions, ImportReport};
pub use lanes::{Lane, Lanes, Turn};
pub use matching::{MatchQuestion, Publisher};
pub use noroshi_sources::http::HttpOptions;
pub use products::{Described, ListOptions};
pub use settings::{Settings, SourceSettings};
pub use stop::Stop;
pub use sync::{Counts, SourceRun, SyncOptions, SyncOutcome, SyncReport};
pub use upkeep::{CarryReport, CheckReport, RebuildReport, StatusReport};

/// The names of all sources that can be asked, in the order of their table.
pub fn source_names() -> impl Iterator<Item = &'static str> {
    noroshi_sources::ALL.iter().map(|source| source.name())
}
