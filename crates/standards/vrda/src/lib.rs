#![doc = include_str!("../README.md")]

mod datum;
mod datum_xml;
pub mod facts;
mod feed;
mod html;
mod left;
mod name;
pub mod xml;

pub use datum::{Affected, Class, Dates, Datum, HistoryItem, Lang, Link, Provider};
pub use datum_xml::Error;
pub use facts::{Fact, FactSet, System, UNKNOWN};
pub use feed::{ATOM, Category, Entry, Extension, Feed, FeedLink};
pub use html::{STYLE, escape as escape_html, only_in};
pub use name::{FileName, Form};

/// The namespace of the datum and of the feed's extension. Ours: the original's could not be found.
pub const NAMESPACE: &str = "urn:noroshi:vrda:1";
