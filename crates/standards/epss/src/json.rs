//! The older JSON form: `{ "score_date": …, "data": [ { "id": …, "epss": … } ] }`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A file of scores.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Scores {
    /// The day of the scores as written, for example `2021-08-30T00:00:00+0000`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score_date: Option<String>,
    /// The model's version, where the file names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_version: Option<String>,
    /// The scores.
    pub data: Vec<Row>,
    /// Other members.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The score of one vulnerability.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Row {
    /// The CVE number.
    pub id: String,
    /// Probability of exploitation activity in the next 30 days, 0.0 to 1.0.
    pub epss: f64,
    /// Share of vulnerabilities with the same or a lower score, 0.0 to 1.0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percentile: Option<f64>,
    /// Other members.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[cfg(test)]
mod tests {
    use super::Scores;

    #[test]
    fn unknown_members_come_back() {
        let text = r#"{"score_date":"2021-08-30T00:00:00+0000","data":[{"id":"CVE-2019-19609","epss":0.05885,"x":1}],"y":null}"#;
        let scores: Scores = serde_json::from_str(text).unwrap();
        let original: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_value(&scores).unwrap(), original);
    }
}
