//! The words of the house: records, vulnerabilities, changes, products, and the rules between them.
//!
//! Plain values. No format's name, no serialization to the outside, no input or output, no clock.

pub mod affected;
pub mod change;
pub mod identifier;
pub mod language;
pub mod moment;
pub mod note;
pub mod product;
pub mod record;
pub mod severity;
pub mod tlp;
pub mod tokens;

pub use affected::{
    Affected, AffectedStatus, Condition, Configuration, Limit, Role, VersionRange, Versions,
};
pub use change::{Change, Item};
pub use identifier::{Identifier, Scheme};
pub use language::{Language, Text};
pub use moment::{AssumedZone, Moment};
pub use note::{Note, Path};
pub use product::{GivenNames, ListOrigin, NameVerdict, Product};
pub use record::{
    Assessment, Claim, Dates, Exploitation, HistoryItem, Kind, Likelihood, Record, Reference,
    Relation, Remedy, Said, Score, Status, StatusKind, Weakness,
};
pub use severity::Severity;
pub use tlp::Tlp;
