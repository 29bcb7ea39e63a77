#![doc = include_str!("../README.md")]

#[macro_use]
mod members;
mod container;
mod metric;
mod product;
mod word;

pub use container::{
    Container, Credit, Description, Impact, ProblemDescription, ProblemType, ProviderMetadata,
    Reference, SupportingMedia, TaxonomyMapping, TaxonomyRelation, TimelineItem,
};
pub use metric::{Cvss, Metric, OtherMetric, Scenario};
pub use product::{
    Applicability, ApplicabilityNode, Change, CpeMatch, Product, ProgramRoutine, Version,
};
pub use word::{State, Status};

object! {
    /// A CVE record.
    Record {
        /// `CVE_RECORD`.
        data_type: String,
        /// The version of the format, for example `5.1`.
        data_version: String,
        /// The number, its state and its dates.
        metadata: Metadata = "cveMetadata",
        /// What is said, and by whom; see [`Record::containers`].
        parts: Containers = "containers",
    }
}

impl Record {
    /// The state, where its word is known.
    pub fn state(&self) -> Option<State> {
        State::from_word(self.metadata.as_ref()?.state.as_deref()?)
    }

    /// The number.
    pub fn id(&self) -> Option<&str> {
        self.metadata.as_ref()?.cve_id.as_deref()
    }

    /// All containers, the CNA's first.
    pub fn containers(&self) -> impl Iterator<Item = &Container> {
        self.parts
            .iter()
            .flat_map(|c| c.cna.iter().map(|cna| &**cna).chain(c.adp.iter().flatten()))
    }
}

object! {
    /// The number, its state and its dates.
    Metadata {
        /// The CVE number.
        cve_id: String,
        /// `PUBLISHED`, `REJECTED` or `RESERVED`; see [`Record::state`].
        state: String,
        /// The identifier of the organisation that assigned the number.
        assigner_org_id: String,
        /// Its short name.
        assigner_short_name: String,
        /// The identifier of the user who asked for the number.
        requester_user_id: String,
        /// The revision of the record at its submission.
        serial: serde_json::Number,
        /// When the number was reserved.
        date_reserved: String,
        /// When the record was published.
        date_published: String,
        /// When the record was changed last.
        date_updated: String,
        /// When the record was rejected.
        date_rejected: String,
    }
}

object! {
    /// What is said, and by whom.
    Containers {
        /// The container of the numbering authority.
        cna: Box<Container>,
        /// The containers of authorised data publishers.
        adp: Vec<Container>,
    }
}
