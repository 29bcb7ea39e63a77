//! How products stand: what hits them, in short.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use noroshi_model::AffectedStatus;

use super::{MatchCounts, MatchPage, MatchRow, Row};

/// What hits a product, in short.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standing {
    /// How many of its components come to what.
    pub counts: MatchCounts,
    /// How many vulnerabilities affect it.
    pub vulnerabilities: usize,
    /// The one of them that is called the most severe, with who calls it so.
    pub worst: Option<Row>,
    /// Of how many of them a source says that they are exploited.
    pub exploited: usize,
    /// Why its list cannot be read, where that is so: nothing is known of it then.
    pub unreadable: Option<String>,
    /// The ledger's sequence that this stands on.
    pub sequence: u64,
}

impl From<&MatchPage> for Standing {
    fn from(page: &MatchPage) -> Self {
        let affecting = || {
            let rows = page.rows.iter();
            rows.filter(|row| row.answer == AffectedStatus::Affected)
                .map(|row| &row.vulnerability)
        };
        let ids: BTreeSet<&str> = affecting().map(|v| v.id.as_str()).collect();
        let exploited = affecting().filter(|v| v.exploited).map(|v| v.id.as_str());
        let exploited: BTreeSet<&str> = exploited.collect();
        let scored = affecting().filter(|v| v.severity.is_some());
        let worst = scored.max_by_key(|v| {
            (
                v.severity,
                v.score.map(|score| (score * 10.0).round() as i32),
            )
        });
        Self {
            counts: page.counts,
            vulnerabilities: ids.len(),
            worst: worst.cloned(),
            exploited: exploited.len(),
            unreadable: None,
            sequence: page.sequence,
        }
    }
}

/// How the products stand that are kept here.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standings {
    /// By the product's name; one that is not judged yet is missing.
    pub of: BTreeMap<String, Arc<Standing>>,
    /// How many products there are.
    pub products: usize,
    /// How many of them are not judged yet over the present state; those that were before keep that answer meanwhile.
    pub waiting: usize,
    /// Entries of the ledger read and to read, while the match index is built for the first time.
    pub building: Option<(u64, u64)>,
}

impl Standings {
    /// How many products something affects.
    pub fn affected(&self) -> usize {
        let affected = |s: &&Arc<Standing>| s.counts.affected > 0;
        self.of.values().filter(affected).count()
    }

    /// Of how many products it cannot be told, and nothing affects them for sure.
    pub fn unknown(&self) -> usize {
        let unknown = |s: &&Arc<Standing>| s.counts.affected == 0 && s.counts.unknown > 0;
        self.of.values().filter(unknown).count()
    }
}

/// Which products a vulnerability hits.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct YourProducts {
    /// The components it affects, or of which that cannot be told; the sure ones first.
    pub hits: Vec<YourHit>,
    /// How many products are kept here.
    pub products: usize,
    /// How many of them are not judged yet.
    pub waiting: usize,
    /// Entries of the ledger read and to read, while the match index is built for the first time.
    pub building: Option<(u64, u64)>,
}

/// A component of a product that a vulnerability hits.
#[derive(Debug, Clone, PartialEq)]
pub struct YourHit {
    /// The product.
    pub product: String,
    /// The component: name and version.
    pub component: String,
    /// The answer with its reasons.
    pub row: MatchRow,
}
