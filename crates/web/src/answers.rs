//! What the pages ask of the house.

use std::sync::Arc;

use noroshi_app::values::{HistoryPage, SearchPage, SourcesPage};
use noroshi_app::{At, Found, House, Lanes, Question, UseError};

/// The questions pages ask; [`House`] answers them, and so do values made by hand.
#[expect(
    clippy::missing_errors_doc,
    reason = "as the methods of the house they stand for"
)]
pub trait Answers: Send + Sync + 'static {
    /// As [`House::search`].
    fn search(&self, question: &Question) -> Result<SearchPage, UseError>;
    /// As [`House::vulnerability`].
    fn vulnerability(&self, id: &str, at: Option<At>) -> Result<Found, UseError>;
    /// As [`House::history`].
    fn history(&self, id: &str, material_only: bool) -> Result<Option<HistoryPage>, UseError>;
    /// As [`House::original`].
    fn original(&self, digest: &str) -> Result<Option<Vec<u8>>, UseError>;
    /// As [`House::sources`].
    fn sources(&self) -> Result<SourcesPage, UseError>;
    /// As [`House::is_sample`].
    fn is_sample(&self) -> bool;
    /// As [`House::lanes`].
    fn lanes(&self) -> Arc<Lanes> {
        Arc::default()
    }
}

impl Answers for House {
    fn search(&self, question: &Question) -> Result<SearchPage, UseError> {
        Self::search(self, question)
    }

    fn vulnerability(&self, id: &str, at: Option<At>) -> Result<Found, UseError> {
        Self::vulnerability(self, id, at)
    }

    fn history(&self, id: &str, material_only: bool) -> Result<Option<HistoryPage>, UseError> {
        Self::history(self, id, material_only)
    }

    fn original(&self, digest: &str) -> Result<Option<Vec<u8>>, UseError> {
        Self::original(self, digest)
    }

    fn sources(&self) -> Result<SourcesPage, UseError> {
        Self::sources(self)
    }

    fn is_sample(&self) -> bool {
        Self::is_sample(self)
    }

    fn lanes(&self) -> Arc<Lanes> {
        Self::lanes(self)
    }
}
