//! The bad server: what every failure of a source costs, seen through the program, and what it may not cost.
//!
//! One server stands in for all sources on two days. The store is filled on the first; on the second the server is bad in
//! one of the ways of [`table`]; then it is good again. Each test says what the program said meanwhile, in both
//! languages, and [`trial`] holds for all of them: the exit code, whose fault it is and since when, that nothing is lost,
//! doubled or half, that the numbers add up, and that it ends as if nothing had been. [`mirrored`] does the same with
//! another Noroshi that is followed.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod data;
mod doors;
mod mirrored;
mod redirects;
#[path = "../commands/run.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod run;
#[path = "../../../sources/tests/server/web.rs"]
mod server;
mod shelf;
mod table;
mod transport;
mod trial;
mod upstream;
