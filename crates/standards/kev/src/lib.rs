#![doc = include_str!("../README.md")]

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The catalogue: the whole file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Catalogue {
    /// The catalogue's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its version, a date written `YYYY.MM.DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalog_version: Option<String>,
    /// When it was released, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_released: Option<String>,
    /// How many entries it announces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// The entries. An entry that is no longer here was taken back.
    pub vulnerabilities: Vec<Vulnerability>,
    /// Members that the schema does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Vulnerability {
    /// The CVE number.
    #[serde(rename = "cveID")]
    pub cve_id: String,
    /// The vendor or project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor_project: Option<String>,
    /// The product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// The name of the vulnerability.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vulnerability_name: Option<String>,
    /// The day it was added, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_added: Option<String>,
    /// A short description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_description: Option<String>,
    /// What federal agencies of the United States must do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_action: Option<String>,
    /// By which day, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_date: Option<String>,
    /// `Known` or `Unknown`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_ransomware_campaign_use: Option<String>,
    /// Addresses and remarks, separated by ` ; `.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Weaknesses, `CWE-…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cwes: Option<Vec<String>>,
    /// Members that the schema does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Vulnerability {
    /// Whether use by ransomware is known. `Unknown` and silence both answer no.
    pub fn used_by_ransomware(&self) -> bool {
        self.known_ransomware_campaign_use
            .as_deref()
            .is_some_and(|word| word.eq_ignore_ascii_case("known"))
    }

    /// The addresses in `notes`, in order.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.notes
            .as_deref()
            .unwrap_or_default()
            .split([';', ' ', '\n', '\t'])
            .filter(|word| word.starts_with("https://") || word.starts_with("http://"))
    }
}
