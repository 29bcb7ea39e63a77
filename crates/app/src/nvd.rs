//! The NVD-compatible door: what NVD itself sent, asked for as NVD's API 2.0 is.
//!
//! Only documents that NVD sent in 2.0 form are handed out, each as it came. What NVD sent in the form 1.1 is left out. What
//! only other sources know is there for those who ask for it by an option of our own, and each such element says whose it
//! is. The manual's page `nvd-api.md` holds every decision.

mod change;
mod document;
mod entry;
mod feeds;
mod given;
mod history;
mod keyword;
mod meant;
mod pages;
mod product;
mod question;
mod shelf;
mod speaker;
mod vector;
mod words;

use std::sync::Arc;

use noroshi_outlets::nvd::timestamp;
use noroshi_store::Digest;

use self::{
    meant::{Meant, page},
    question::Others,
};
use crate::{
    clock,
    house::{House, UseError},
};

pub use feeds::{Feed, FeedName, Wrap};
pub use given::{Parameter, Part, Refused};
pub(crate) use history::Changes;
pub use history::HistoryQuestion;
pub(crate) use pages::Pages;
pub use pages::{PageQuestion, Service, ServicePage};
pub use question::CveQuestion;
pub(crate) use shelf::Shelf;
pub(crate) use speaker::{CveList, Nvd};

/// A document that is to be handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handle {
    digest: Digest,
    form: speaker::Form,
}

impl Handle {
    fn of(entry: &entry::CveEntry) -> Self {
        Self {
            digest: entry.digest,
            form: entry.form,
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
        let (filter, part) = (&question.filter, question.part);
        let own = match question.others {
            Some(Others::Only) => Meant::at(self.nvd.sorted(self)?, Arc::default()),
            Some(Others::Also) | None => self.nvd.meant(self, filter, None)?,
        };
        // NVD's come first: others are at least as new, so that nobody is asked for by a tag that is newer than a part of
        // what it stands for.
        let others = match question.others {
            Some(_) => (self.nvd_others).meant(self, filter, Some(own.sorted()))?,
            None => Meant::default(),
        };
        Ok(CvePage {
            total: own.len() + others.len(),
            start: part.start,
            items: page(&own, &others, part).map(Handle::of).collect(),
            sequence: own.sorted().sequence,
            made: timestamp(clock::now()),
        })
    }

    /// Elements of `vulnerabilities`, separated by commas: NVD's each as it came, others' written in NVD's form.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer, or no longer holds one of them.
    pub fn nvd_elements(&self, items: &[Handle]) -> Result<Vec<u8>, UseError> {
        self.look(|reader| {
            let mut out = Vec::new();
            for item in items {
                let document = reader.document(&item.digest)?;
                let element = (document.as_ref()).and_then(|d| item.form.element(&d.bytes));
                let Some(element) = element else {
                    let what = format!("document {}", item.digest);
                    return Err(noroshi_store::StoreError::Damaged { what }.into());
                };
                if !out.is_empty() {
                    out.push(b',');
                }
                out.extend_from_slice(&element);
            }
            Ok(out)
        })
    }
}
