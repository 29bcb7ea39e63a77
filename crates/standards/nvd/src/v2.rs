//! API 2.0: pages of its services, and the feed files that have the form of a page.

mod cve;
mod other;
mod word;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use cve::{
    AffectedBy, AffectedProduct, AffectedVersion, Configuration, CpeMatch, Cve, CveTag, CvssData,
    CvssMetric, LangText, Metrics, Node, Reference, Routine, SsvcData, SsvcMetric, VendorComment,
    VersionChange, Weakness,
};
pub use other::{
    AcceptanceLevel, Change, ChangeDetail, ChangeItem, Cpe, CpeName, CpeReference, CpeTitle,
    DeprecatedBy, MatchString, MatchStringItem, ProductItem, Source,
};
pub use word::{PageFormat, VulnStatus};

object! {
    /// A page of any of the services; which list it has follows from `format`.
    Page {
        /// How many entries this page has.
        results_per_page: u64,
        /// The place of its first entry among all results, from 0.
        start_index: u64,
        /// How many results there are.
        total_results: u64,
        /// What the page holds, for example `NVD_CVE`; see [`Page::kind`].
        format: String,
        /// The version of the service, `2.0`.
        version: String,
        /// When the page was made, universal time without a zone.
        timestamp: String,
        /// Entries of the CVE service.
        vulnerabilities: Vec<VulnerabilityItem>,
        /// Entries of the CVE change history service.
        cve_changes: Vec<ChangeItem>,
        /// Entries of the CPE service.
        products: Vec<ProductItem>,
        /// Entries of the match criteria service.
        match_strings: Vec<MatchStringItem>,
        /// Entries of the source service.
        sources: Vec<Source>,
    }
}

impl Page {
    /// What the page holds, where its word is known.
    pub fn kind(&self) -> Option<PageFormat> {
        PageFormat::from_word(self.format.as_deref()?)
    }

    /// The start index of the next page; `None` after the last one.
    pub fn next_index(&self) -> Option<u64> {
        let next = self.start_index? + self.results_per_page?;
        (self.results_per_page? > 0 && next < self.total_results?).then_some(next)
    }
}

/// An entry of the CVE service.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct VulnerabilityItem {
    /// The vulnerability.
    pub cve: Cve,
    /// Members that this type does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}
