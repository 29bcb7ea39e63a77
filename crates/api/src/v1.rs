//! The first version of what goes over the wire: a promise to strangers.
//!
//! The same types are written by `--format json` of the command line. Instants are RFC 3339 in
//! universal time; a date that a source stated keeps its own words beside the instant. A member is
//! only ever added; what would break a reader is a new version.

mod changes;
mod component;
mod help;
mod history;
mod matching;
mod problem;
mod product;
mod record;
mod search;
mod source;
mod text;
mod vulnerability;

pub use changes::{Arrival, Changes};
pub use component::{Component, Vendor};
pub use help::{Heading, Topic, Topics};
pub use history::{Change, HistoryEntry, HistoryPage};
pub use matching::{Counts, Fixed, Match, Matches, Silent, strength};
pub use problem::Problem;
pub use product::{
    Group, Inventory, List, ListedProduct, Product, ProductDocument, Products, Standing, State,
    Verdict, Verdicts, YourHit, YourProducts,
};
pub use record::{
    Affected, Assessment, Claim, Dates, Exploitation, HistoryItem, Likelihood, Note, Record,
    Reference, Remedy, Said, Score, Status, Versions, Weakness, affected_word,
};
pub use search::{Bar, Covered, Facet, FacetValue, Mistake, Part, Row, SearchPage};
pub use source::{Hold, Node, Progress, Source, SourceDocument, Sources, Unwritable};
pub use text::{Moment, Text, instant};
pub use vulnerability::{
    Cell, ComparedItem, Mark, OneOrCovered, Provenance, ShownRecord, Vulnerability,
};

/// The version that these types are: the member `version` of every document.
pub const VERSION: u8 = 1;
