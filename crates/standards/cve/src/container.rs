//! A container: what one organisation says (definitions `cnaPublishedContainer`,
//! `cnaRejectedContainer` and `adpContainer` of the schema).

use serde_json::Value;

use crate::{Metric, OtherMetric, Product};

object! {
    /// What one organisation says.
    Container {
        /// Who.
        provider_metadata: ProviderMetadata,
        /// A title.
        title: String,
        /// When it was assigned.
        date_assigned: String,
        /// When it was made public.
        date_public: String,
        /// Descriptions, one per language.
        descriptions: Vec<Description>,
        /// Products and their versions.
        affected: Vec<Product>,
        /// What is affected, in CPE names (since 5.1.1).
        cpe_applicability: Vec<crate::Applicability>,
        /// Weaknesses.
        problem_types: Vec<ProblemType>,
        /// Where more can be read.
        references: Vec<Reference>,
        /// What an attacker can do.
        impacts: Vec<Impact>,
        /// Scores and other metrics.
        metrics: Vec<Metric>,
        /// Under what configuration it can be used.
        configurations: Vec<Description>,
        /// What to do instead of an update.
        workarounds: Vec<Description>,
        /// What to do.
        solutions: Vec<Description>,
        /// What is known of exploits.
        exploits: Vec<Description>,
        /// What happened when.
        timeline: Vec<TimelineItem>,
        /// Who found it, reported it, or helped.
        credits: Vec<Credit>,
        /// How it was found; its form is not fixed.
        source: Value,
        /// Tags: `disputed`, `unsupported-when-assigned`, `exclusively-hosted-service`, `x_…`.
        tags: Vec<String>,
        /// The same in words of other taxonomies.
        taxonomy_mappings: Vec<TaxonomyMapping>,
        /// Why it was rejected.
        rejected_reasons: Vec<Description>,
        /// The numbers to use instead of a rejected one.
        replaced_by: Vec<String>,
    }
}

impl Container {
    /// The short name of who speaks.
    pub fn provider(&self) -> Option<&str> {
        self.provider_metadata.as_ref()?.short_name.as_deref()
    }

    /// Decision points (SSVC) and their answers, in CISA's form.
    pub fn ssvc(&self) -> impl Iterator<Item = (&str, &str)> {
        self.others("ssvc")
            .filter_map(|content| content.get("options")?.as_array())
            .flatten()
            .filter_map(Value::as_object)
            .flatten()
            .filter_map(|(point, value)| Some((point.as_str(), value.as_str()?)))
    }

    /// The day it was added to CISA's catalogue of known exploited vulnerabilities.
    pub fn known_exploited_since(&self) -> Option<&str> {
        self.others("kev")
            .find_map(|content| content.get("dateAdded")?.as_str())
    }

    fn others(&self, kind: &str) -> impl Iterator<Item = &Value> {
        self.metrics
            .iter()
            .flatten()
            .filter_map(|m| m.other.as_ref())
            .filter(move |o| o.kind.as_deref() == Some(kind))
            .filter_map(|o: &OtherMetric| o.content.as_ref())
    }
}

object! {
    /// Who speaks.
    ProviderMetadata {
        /// The identifier of the organisation.
        org_id: String,
        /// Its short name.
        short_name: String,
        /// When its container was changed last.
        date_updated: String,
    }
}

object! {
    /// A text in a language.
    Description {
        /// The language.
        lang: String,
        /// The text.
        value: String,
        /// The same in other forms.
        supporting_media: Vec<SupportingMedia>,
    }
}

object! {
    /// A text in another form.
    SupportingMedia {
        /// The media type, for example `text/html`.
        kind: String = "type",
        /// Whether the value is in Base64.
        base64: bool,
        /// The value.
        value: String,
    }
}

object! {
    /// A group of weaknesses.
    ProblemType {
        /// The weaknesses.
        descriptions: Vec<ProblemDescription>,
    }
}

object! {
    /// A weakness.
    ProblemDescription {
        /// The language.
        lang: String,
        /// The words.
        description: String,
        /// The number, `CWE-…`.
        cwe_id: String,
        /// The kind, usually `CWE` or `text`.
        kind: String = "type",
        /// References.
        references: Vec<Reference>,
    }
}

object! {
    /// A reference.
    Reference {
        /// The address.
        url: String,
        /// Its name.
        name: String,
        /// Tags, for example `patch`.
        tags: Vec<String>,
    }
}

object! {
    /// What an attacker can do.
    Impact {
        /// The number of the attack pattern, `CAPEC-…`.
        capec_id: String,
        /// The words.
        descriptions: Vec<Description>,
    }
}

object! {
    /// What happened when.
    TimelineItem {
        /// When.
        time: String,
        /// The language.
        lang: String,
        /// What.
        value: String,
    }
}

object! {
    /// Who found it, reported it, or helped.
    Credit {
        /// The language.
        lang: String,
        /// The words.
        value: String,
        /// The identifier of the user.
        user: String,
        /// The part played, for example `finder`.
        kind: String = "type",
    }
}

object! {
    /// The same in words of another taxonomy.
    TaxonomyMapping {
        /// The taxonomy's name.
        taxonomy_name: String,
        /// Its version.
        taxonomy_version: String,
        /// The relations.
        taxonomy_relations: Vec<TaxonomyRelation>,
    }
}

object! {
    /// A relation to an entry of a taxonomy.
    TaxonomyRelation {
        /// The entry.
        taxonomy_id: String,
        /// The name of the relation.
        relationship_name: String,
        /// The value of the relation.
        relationship_value: String,
    }
}
