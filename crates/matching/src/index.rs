//! The compiled index: what records state of products, found by name and by version without reading a document.
//!
//! A [`Segment`] is one piece of bytes, written once and read in place, so that a file of it can be mapped into memory.
//! Names and other strings are interned; the limits of all ranges are sorted under each version scheme, so that a limit
//! is a number and a version is compared with ten thousand ranges by its place among them; the ranges under a name form
//! an interval tree. What is stated is kept whole beside it, in the same bytes: [`crate::judge`] decides here as it does
//! over a record, and the tree only leaves out what cannot be an answer.
//!
//! Several segments, each covering a later part of the ledger, make an [`Index`].

mod build;
mod bytes;
mod chain;
mod intervals;
mod pieces;
mod places;
mod search;
mod segment;

pub use build::Builder;
pub use bytes::Damaged;
pub use chain::{Index, Place};
pub use search::{Hit, Search};
pub use segment::{Origin, Segment};
