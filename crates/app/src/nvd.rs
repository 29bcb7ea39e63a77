//! The NVD-compatible door: what NVD itself sent, asked for as NVD's API 2.0 is.
//!
//! Only documents that NVD sent in 2.0 form are handed out, each as it came. What other sources say of a CVE is not mixed
//! in, and what NVD sent in the form 1.1 is left out. The manual's page `nvd-api.md` holds every decision.

mod change;
mod document;
mod entry;
mod feeds;
mod given;
mod history;
mod keyword;
mod pages;
mod product;
mod question;
mod shelf;
mod vector;
mod words;

use noroshi_model::{AssumedZone, moment::rfc3339};
use noroshi_store::Digest;

use crate::{
    clock,
    house::{House, UseError},
};

pub use feeds::{Feed, FeedName};
pub use given::{Parameter, Part, Refused};
pub(crate) use history::Changes;
pub use history::HistoryQuestion;
pub(crate) use pages::Pages;
pub use pages::{PageQuestion, Service, ServicePage};
pub use question::CveQuestion;
pub(crate) use shelf::Shelf;

/// A document that is to be handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handle {
    digest: Digest,
    /// Whether it is the member `cve` alone, and wants its envelope.
    alone: bool,
}

impl Handle {
    fn of(entry: &entry::CveEntry) -> Self {
        Self {
            digest: entry.digest,
            alone: entry.alone,
        }
    }
}

/// A page of results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CvePage {
    /// How many results there are on all pages.
    pub total: usize,
    /// The index of the first on this page.
    pub start: usize,
    /// Those on this page, in order.
    pub items: Vec<Handle>,
    /// The ledger's row that the page stands on.
    pub sequence: u64,
    /// When it was asked for, as NVD writes it: universal time without a zone.
    pub made: String,
}

impl House {
    /// The CVEs that a question means, by date of publication, those of one instant by number.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn nvd_cves(&self, question: &CveQuestion) -> Result<CvePage, UseError> {
        let part = &question.part;
        let (sorted, total, items) = if question.filter.is_empty() {
            let sorted = self.nvd.sorted(self)?;
            let items: Vec<Handle> = part.of(&sorted.all).iter().map(|e| Handle::of(e)).collect();
            let total = sorted.all.len();
            (sorted, total, items)
        } else {
            let (sorted, places) = self.nvd.places(self, &question.filter)?;
            let places_on_page = part.of(&places).iter();
            let items = places_on_page
                .map(|place| Handle::of(sorted.at(*place)))
                .collect();
            (sorted, places.len(), items)
        };
        Ok(CvePage {
            total,
            start: part.start,
            items,
            sequence: sorted.sequence,
            made: timestamp(clock::now()),
        })
    }

    /// Elements of `vulnerabilities`, separated by commas, each as it came.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer, or no longer holds one of them.
    pub fn nvd_elements(&self, items: &[Handle]) -> Result<Vec<u8>, UseError> {
        self.look(|reader| {
            let mut out = Vec::new();
            for item in items {
                let Some(document) = reader.document(&item.digest)? else {
                    let what = format!("document {}", item.digest);
                    return Err(noroshi_store::StoreError::Damaged { what }.into());
                };
                if !out.is_empty() {
                    out.push(b',');
                }
                if item.alone {
                    out.extend_from_slice(b"{\"cve\":");
                }
                out.extend_from_slice(&document.bytes);
                if item.alone {
                    out.push(b'}');
                }
            }
            Ok(out)
        })
    }
}

/// An instant as NVD writes it: milliseconds, universal time without a zone.
fn timestamp(instant: i64) -> String {
    let seconds = rfc3339(instant, AssumedZone::Utc);
    let seconds = seconds.trim_end_matches('Z');
    format!("{seconds}.{:03}", instant.rem_euclid(1000))
}
