//! What the uses answer, ready to be rendered by any face.

mod changes;
mod history;
mod matching;
mod product;
mod search;
mod source;
mod standing;
mod vulnerability;

pub use changes::{Arrival, ChangesPage};
pub use history::{HistoryEntry, HistoryPage};
pub use matching::{
    Alike, Attribute, Basis, Finding, Judged, MatchCounts, MatchPage, MatchRow, Missing, Proposal,
    SilentRecord, Strength, Truth,
};
pub use product::{
    Component, EntryCounts, Inventory, Kept, ListReport, ListsReport, ProductPage, ProductState,
    ProductsPage, VendorRole,
};
pub use search::{Bar, Facet, FacetValue, Mistake, MistakeKind, Part, Row, SearchPage, Sort};
pub use source::{Health, Hold, Node, Party, Progress, SourcePage, SourcesPage, Unwritable};
pub use standing::{Standing, Standings, YourHit, YourProducts};
pub use vulnerability::{
    Agreement, Cell, ComparedItem, Mark, MarkKind, Provenance, ShownRecord, VulnerabilityPage,
};
