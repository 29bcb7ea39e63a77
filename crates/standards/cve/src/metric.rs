//! Scores and other metrics (definition `metrics` of the schema).

use serde_json::{Number, Value};

object! {
    /// A metric: one score, or something of another kind.
    Metric {
        /// The name of the format used.
        format: String,
        /// For which situations it holds.
        scenarios: Vec<Scenario>,
        /// A CVSS v4.0 score.
        cvss_v4_0: Cvss = "cvssV4_0",
        /// A CVSS v3.1 score.
        cvss_v3_1: Cvss = "cvssV3_1",
        /// A CVSS v3.0 score.
        cvss_v3_0: Cvss = "cvssV3_0",
        /// A CVSS v2.0 score.
        cvss_v2_0: Cvss = "cvssV2_0",
        /// Something of another kind.
        other: OtherMetric,
    }
}

impl Metric {
    /// The score of any version, newest first.
    pub fn cvss(&self) -> Option<&Cvss> {
        [
            &self.cvss_v4_0,
            &self.cvss_v3_1,
            &self.cvss_v3_0,
            &self.cvss_v2_0,
        ]
        .into_iter()
        .find_map(Option::as_ref)
    }
}

object! {
    /// A situation for which a metric holds.
    Scenario {
        /// The language.
        lang: String,
        /// The words; `GENERAL` for all.
        value: String,
    }
}

object! {
    /// A score. The single metrics, which repeat the vector in words, are in `extra`.
    Cvss {
        /// The version of CVSS.
        version: String,
        /// The vector.
        vector_string: String,
        /// The base score.
        base_score: Number,
        /// The severity word.
        base_severity: String,
    }
}

object! {
    /// A metric of another kind: `ssvc` and `kev` of CISA, vendors' own scales.
    OtherMetric {
        /// The kind.
        kind: String = "type",
        /// The content; its form depends on the kind.
        content: Value,
    }
}
