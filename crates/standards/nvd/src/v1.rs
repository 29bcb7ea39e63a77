//! The legacy feeds in JSON 1.1, which ended in December 2023.

use serde_json::{Number, Value};

object! {
    /// A feed file.
    Feed {
        /// `CVE`.
        data_type: String = "CVE_data_type",
        /// `MITRE`.
        data_format: String = "CVE_data_format",
        /// `4.0`.
        data_version: String = "CVE_data_version",
        /// How many entries it has, in digits.
        number_of_cves: String = "CVE_data_numberOfCVEs",
        /// When it was made, universal time.
        timestamp: String = "CVE_data_timestamp",
        /// The entries.
        items: Vec<Item> = "CVE_Items",
    }
}

object! {
    /// An entry.
    Item {
        /// The CVE record in the form 4.0.
        cve: Cve,
        /// What is affected.
        configurations: Configurations,
        /// Scores.
        impact: Impact,
        /// When NVD published it, universal time.
        published_date: String,
        /// When NVD changed it last, universal time.
        last_modified_date: String,
    }
}

object! {
    /// A CVE record in the form 4.0.
    Cve {
        /// `CVE`.
        data_type: String = "data_type",
        /// `MITRE`.
        data_format: String = "data_format",
        /// `4.0`.
        data_version: String = "data_version",
        /// The number and who assigned it.
        meta: Meta = "CVE_data_meta",
        /// Weaknesses.
        problemtype: ProblemTypes,
        /// References.
        references: References,
        /// Descriptions.
        description: Descriptions,
    }
}

object! {
    /// The number and who assigned it.
    Meta {
        /// The CVE number.
        id: String = "ID",
        /// An e-mail address of who assigned it.
        assigner: String = "ASSIGNER",
    }
}

object! {
    /// Weaknesses.
    ProblemTypes {
        /// Groups of weaknesses.
        data: Vec<ProblemType> = "problemtype_data",
    }
}

object! {
    /// A group of weaknesses.
    ProblemType {
        /// The weaknesses.
        description: Vec<LangText>,
    }
}

object! {
    /// A text in a language.
    LangText {
        /// The language.
        lang: String,
        /// The text.
        value: String,
    }
}

object! {
    /// References.
    References {
        /// The references.
        data: Vec<Reference> = "reference_data",
    }
}

object! {
    /// A reference.
    Reference {
        /// The address.
        url: String,
        /// Its name.
        name: String,
        /// Its kind, for example `CONFIRM`.
        refsource: String,
        /// Tags, for example `Patch`.
        tags: Vec<String>,
    }
}

object! {
    /// Descriptions.
    Descriptions {
        /// One per language.
        data: Vec<LangText> = "description_data",
    }
}

object! {
    /// What is affected.
    Configurations {
        /// `4.0`.
        data_version: String = "CVE_data_version",
        /// The nodes.
        nodes: Vec<Node>,
    }
}

object! {
    /// A node: its criteria or its children joined by `operator`.
    Node {
        /// `AND` or `OR`.
        operator: String,
        /// Whether the whole is negated.
        negate: bool,
        /// Nodes within.
        children: Vec<Node>,
        /// The criteria.
        cpe_match: Vec<CpeMatch> = "cpe_match",
    }
}

object! {
    /// A match criterion: a CPE name with an optional range of versions.
    CpeMatch {
        /// Whether what matches is vulnerable, or the ground the vulnerable product runs on.
        vulnerable: bool,
        /// The CPE 2.3 name.
        cpe23_uri: String = "cpe23Uri",
        /// From this version, itself included.
        version_start_including: String,
        /// From this version, itself excluded.
        version_start_excluding: String,
        /// Up to this version, itself included.
        version_end_including: String,
        /// Up to this version, itself excluded.
        version_end_excluding: String,
        /// The names it matches.
        cpe_name: Vec<Value> = "cpe_name",
    }
}

object! {
    /// Scores.
    Impact {
        /// CVSS v3.0 or v3.1.
        base_metric_v3: BaseMetric = "baseMetricV3",
        /// CVSS v2.0.
        base_metric_v2: BaseMetric = "baseMetricV2",
    }
}

object! {
    /// A score. What else stands beside it, and the single metrics, are in `extra`.
    BaseMetric {
        /// The data of a v3 score.
        cvss_v3: CvssData = "cvssV3",
        /// The data of a v2 score.
        cvss_v2: CvssData = "cvssV2",
        /// The severity word of a v2 score.
        severity: String,
        /// The subscore for exploitability.
        exploitability_score: Number,
        /// The subscore for impact.
        impact_score: Number,
    }
}

object! {
    /// The data of a score.
    CvssData {
        /// The version of CVSS.
        version: String,
        /// The vector.
        vector_string: String,
        /// The base score.
        base_score: Number,
        /// The severity word (v3).
        base_severity: String,
    }
}
