//! The house, opened: one store and what is kept in memory over it.

use std::path::{Path, PathBuf};

use crate::values::{HistoryPage, Row, SearchPage, Sort, SourcesPage, VulnerabilityPage};

/// An opened installation. Cheap to share between threads; every method may be called from any.
pub struct House {
    #[expect(dead_code, reason = "skeleton")]
    folder: PathBuf,
}

/// A question to [`House::search`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// The query line as typed.
    pub query: String,
    /// The order.
    pub sort: Sort,
    /// Position of the first row, from 0.
    pub start: usize,
    /// Rows wanted, at most 1,000.
    pub limit: usize,
    /// Whether facets, charts and the parts of an empty answer are wanted as well.
    pub with_facets: bool,
}

/// The state of the ledger that a reader asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Everything that had arrived by this instant (milliseconds since 1970, inclusive).
    Instant(i64),
    /// Everything up to this place in the ledger.
    Sequence(u64),
}

/// What an identifier leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// One vulnerability.
    One(Box<VulnerabilityPage>),
    /// An advisory that covers several vulnerabilities: their rows.
    Several {
        /// The identifier asked for, in canonical spelling.
        id: String,
        /// The vulnerabilities it covers.
        covers: Vec<Row>,
    },
    /// Nothing here (at that time); the nearest identifiers there are.
    Nothing {
        /// Identifiers that are spelt nearly so.
        nearest: Vec<String>,
    },
}

/// Why a use failed.
#[derive(Debug, thiserror::Error)]
pub enum UseError {
    /// The store could not answer.
    #[error("the store could not answer")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl House {
    /// Opens the installation in a folder, creating an empty one where there is none.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be used or the store was written by a newer release.
    pub fn open(folder: &Path) -> Result<Self, UseError> {
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Answers a query.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer; a query itself never fails.
    pub fn search(&self, _question: &Question) -> Result<SearchPage, UseError> {
        unimplemented!()
    }

    /// Shows what an identifier leads to, as of now or an earlier state.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn vulnerability(&self, _id: &str, _at: Option<At>) -> Result<Found, UseError> {
        unimplemented!()
    }

    /// Lists the revisions of a vulnerability's records with their changes; `None` where unknown.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn history(
        &self,
        _id: &str,
        _material_only: bool,
    ) -> Result<Option<HistoryPage>, UseError> {
        unimplemented!()
    }

    /// The original bytes of the document with this SHA-256 digest (hexadecimal), unchanged.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn original(&self, _digest: &str) -> Result<Option<Vec<u8>>, UseError> {
        unimplemented!()
    }

    /// The sources and how they fare.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn sources(&self) -> Result<SourcesPage, UseError> {
        unimplemented!()
    }

    /// Whether this store holds the built-in sample: every page says so.
    pub fn is_sample(&self) -> bool {
        false
    }
}
