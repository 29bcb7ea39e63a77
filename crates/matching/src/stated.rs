//! What a record states of products, without everything else that it says.

use noroshi_model::{Affected, Configuration, Identifier, Record, StatusKind};

/// What a record states of products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The record's own state: what was taken back states nothing.
    pub status: StatusKind,
    /// Its statements about products.
    pub affected: Vec<Affected>,
    /// How some of them hang together.
    pub configurations: Vec<Configuration>,
}

impl From<&Record> for Stated {
    fn from(record: &Record) -> Self {
        Self {
            status: record.status.kind,
            affected: record.affected.clone(),
            configurations: record.configurations.clone(),
        }
    }
}

impl From<Record> for Stated {
    fn from(record: Record) -> Self {
        Self {
            status: record.status.kind,
            affected: record.affected,
            configurations: record.configurations,
        }
    }
}

impl Stated {
    /// Whether some ranges are said of certain vulnerabilities only: then it must be judged for each by itself.
    pub fn tells_apart(&self) -> bool {
        let mut ranges = self.affected.iter().flat_map(|a| &a.versions);
        ranges.any(|v| v.range.as_ref().is_some_and(|r| !r.only.is_empty()))
    }
}

/// Whether something said of these vulnerabilities, or of all where none is named, is said of that one.
pub(crate) fn is_about(only: &[Identifier], about: Option<&Identifier>) -> bool {
    only.is_empty() || about.is_none_or(|about| only.contains(about))
}
