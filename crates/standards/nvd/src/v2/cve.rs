//! The CVE service's entry: schema `cve_api_json_2.0`, with the members added in 2026.

use serde_json::{Map, Number, Value};

use super::VulnStatus;

object! {
    /// A vulnerability as NVD describes it.
    Cve {
        /// The CVE number.
        id: String,
        /// Who reported it: an e-mail address, or the identifier of an organisation.
        source_identifier: String,
        /// When NVD published it.
        published: String,
        /// When NVD changed it last.
        last_modified: String,
        /// How far NVD is; see [`Cve::status`].
        vuln_status: String,
        /// A remark of NVD's analysts.
        evaluator_comment: String,
        /// A solution by NVD's analysts.
        evaluator_solution: String,
        /// An impact by NVD's analysts.
        evaluator_impact: String,
        /// The day CISA added it to its catalogue of known exploited vulnerabilities.
        cisa_exploit_add: String,
        /// The day by which CISA wants it dealt with.
        cisa_action_due: String,
        /// What CISA wants done.
        cisa_required_action: String,
        /// CISA's name for it.
        cisa_vulnerability_name: String,
        /// Tags of the CVE list, per source.
        cve_tags: Vec<CveTag>,
        /// Descriptions, one per language.
        descriptions: Vec<LangText>,
        /// Product data of numbering authorities, per source (since 2026).
        affected: Vec<AffectedBy>,
        /// Scores and decision points.
        metrics: Metrics,
        /// Weaknesses, per source.
        weaknesses: Vec<Weakness>,
        /// What is affected, in CPE names.
        configurations: Vec<Configuration>,
        /// Where more can be read.
        references: Vec<Reference>,
        /// What vendors say.
        vendor_comments: Vec<VendorComment>,
    }
}

impl Cve {
    /// How far NVD is, where its word is known.
    pub fn status(&self) -> Option<VulnStatus> {
        VulnStatus::from_word(self.vuln_status.as_deref()?)
    }

    /// All match criteria of all configurations, in order.
    pub fn criteria(&self) -> impl Iterator<Item = &CpeMatch> {
        let nodes = self
            .configurations
            .iter()
            .flatten()
            .flat_map(|c| c.nodes.iter().flatten());
        nodes.flat_map(|n| n.cpe_match.iter().flatten())
    }
}

object! {
    /// Tags that a source gave: `disputed`, `unsupported-when-assigned`, `exclusively-hosted-service`.
    CveTag {
        /// Who.
        source_identifier: String,
        /// The tags.
        tags: Vec<String>,
    }
}

object! {
    /// A text in a language.
    LangText {
        /// The language, `en` or `es`.
        lang: String,
        /// The text.
        value: String,
    }
}

object! {
    /// Scores by version, and decision points.
    Metrics {
        /// CVSS v4.0.
        cvss_metric_v40: Vec<CvssMetric> = "cvssMetricV40",
        /// CVSS v3.1.
        cvss_metric_v31: Vec<CvssMetric> = "cvssMetricV31",
        /// CVSS v3.0.
        cvss_metric_v30: Vec<CvssMetric> = "cvssMetricV30",
        /// CVSS v2.0.
        cvss_metric_v2: Vec<CvssMetric> = "cvssMetricV2",
        /// SSVC 2.0.3 (since 2026).
        ssvc_v203: Vec<SsvcMetric> = "ssvcV203",
    }
}

impl Metrics {
    /// All CVSS scores, newest version first.
    pub fn cvss(&self) -> impl Iterator<Item = &CvssMetric> {
        let lists = [
            &self.cvss_metric_v40,
            &self.cvss_metric_v31,
            &self.cvss_metric_v30,
            &self.cvss_metric_v2,
        ];
        lists.into_iter().flatten().flatten()
    }
}

object! {
    /// A score by one source.
    CvssMetric {
        /// Who.
        source: String,
        /// `Primary` or `Secondary`.
        kind: String = "type",
        /// The vector and the base score.
        cvss_data: CvssData,
        /// The severity word of a v2 score, which stands here and not in the data.
        base_severity: String,
        /// The subscore for exploitability.
        exploitability_score: Number,
        /// The subscore for impact.
        impact_score: Number,
    }
}

object! {
    /// The data of a score. The single metrics, which repeat the vector in words, are in `extra`.
    CvssData {
        /// The version of CVSS.
        version: String,
        /// The vector.
        vector_string: String,
        /// The base score.
        base_score: Number,
        /// The severity word (v3 and later).
        base_severity: String,
    }
}

object! {
    /// Decision points answered by one source.
    SsvcMetric {
        /// Who.
        source: String,
        /// The answers.
        ssvc_data: SsvcData,
    }
}

object! {
    /// Answers to decision points.
    SsvcData {
        /// When.
        timestamp: String,
        /// The CVE number.
        id: String,
        /// One object per group of points: the point and the answer.
        options: Vec<Map<String, Value>>,
        /// The role of who answered.
        role: String,
        /// The version of the decision points.
        version: String,
    }
}

object! {
    /// Weaknesses by one source.
    Weakness {
        /// Who.
        source: String,
        /// `Primary` or `Secondary`.
        kind: String = "type",
        /// `CWE-…`, `NVD-CWE-noinfo` or `NVD-CWE-Other`.
        description: Vec<LangText>,
    }
}

object! {
    /// A configuration: its nodes joined by `operator`.
    Configuration {
        /// `AND` or `OR`.
        operator: String,
        /// Whether the whole is negated.
        negate: bool,
        /// The nodes.
        nodes: Vec<Node>,
    }
}

object! {
    /// A node: its criteria joined by `operator`.
    Node {
        /// `AND` or `OR`.
        operator: String,
        /// Whether the whole is negated.
        negate: bool,
        /// The criteria.
        cpe_match: Vec<CpeMatch>,
    }
}

object! {
    /// A match criterion: a CPE name with an optional range of versions.
    CpeMatch {
        /// Whether what matches is vulnerable, or the ground the vulnerable product runs on.
        vulnerable: bool,
        /// The CPE 2.3 name.
        criteria: String,
        /// From this version, itself included.
        version_start_including: String,
        /// From this version, itself excluded.
        version_start_excluding: String,
        /// Up to this version, itself included.
        version_end_including: String,
        /// Up to this version, itself excluded.
        version_end_excluding: String,
        /// The identifier of the criterion.
        match_criteria_id: String,
    }
}

object! {
    /// A reference.
    Reference {
        /// The address.
        url: String,
        /// Who gave it.
        source: String,
        /// Tags, for example `Patch`.
        tags: Vec<String>,
    }
}

object! {
    /// What a vendor says.
    VendorComment {
        /// The vendor.
        organization: String,
        /// The words.
        comment: String,
        /// When they were changed last.
        last_modified: String,
    }
}

object! {
    /// Product data by one source, in the words of the CVE record format.
    AffectedBy {
        /// Who.
        source: String,
        /// The products.
        affected_data: Vec<AffectedProduct>,
    }
}

object! {
    /// A product as the CVE record format describes it (definition `product` of its schema).
    AffectedProduct {
        /// Vendor.
        vendor: String,
        /// Product.
        product: String,
        /// The collection that `packageName` belongs to.
        collection_url: String = "collectionURL",
        /// The name of the package in its collection.
        package_name: String,
        /// The package's purl.
        package_url: String = "packageURL",
        /// CPE names, 2.2 or 2.3.
        cpes: Vec<String>,
        /// Affected modules.
        modules: Vec<String>,
        /// Affected source files.
        program_files: Vec<String>,
        /// Affected functions.
        program_routines: Vec<Routine>,
        /// Affected platforms.
        platforms: Vec<String>,
        /// Where the source code is.
        repo: String,
        /// What holds for versions not named; absent means unknown.
        default_status: String,
        /// Versions and ranges.
        versions: Vec<AffectedVersion>,
    }
}

object! {
    /// An affected function.
    Routine {
        /// Its name.
        name: String,
    }
}

object! {
    /// A version or a range of versions.
    AffectedVersion {
        /// The version, or the beginning of the range.
        version: String,
        /// `affected`, `unaffected` or `unknown`.
        status: String,
        /// How versions are ordered: `semver`, `git`, `custom`, …
        version_type: String,
        /// The end of the range, itself excluded.
        less_than: String,
        /// The end of the range, itself included.
        less_than_or_equal: String,
        /// Where the status changes within the range.
        changes: Vec<VersionChange>,
    }
}

object! {
    /// A change of status within a range.
    VersionChange {
        /// From this version on.
        at: String,
        /// The status from there.
        status: String,
    }
}
