//! The parts of an NVD 2.0 document that its door looks at, borrowed from the document's bytes.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

/// A text of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// One CVE.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Cve<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    pub(super) source_identifier: Option<Text<'a>>,
    pub(super) published: Option<Text<'a>>,
    pub(super) last_modified: Option<Text<'a>>,
    pub(super) vuln_status: Option<Text<'a>>,
    pub(super) cisa_exploit_add: Option<Text<'a>>,
    pub(super) cve_tags: Vec<Tags<'a>>,
    pub(super) descriptions: Vec<Described<'a>>,
    pub(super) metrics: Metrics<'a>,
    pub(super) weaknesses: Vec<Weakness<'a>>,
    pub(super) configurations: Vec<Configuration<'a>>,
    pub(super) references: Vec<Reference<'a>>,
}

/// Tags that a source gave.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tags<'a> {
    #[serde(borrow)]
    pub(super) tags: Vec<Text<'a>>,
}

/// A text in a language.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Described<'a> {
    #[serde(borrow)]
    pub(super) lang: Text<'a>,
    #[serde(borrow)]
    pub(super) value: Text<'a>,
}

/// Scores by version of CVSS.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Metrics<'a> {
    #[serde(borrow, rename = "cvssMetricV2")]
    pub(super) v2: Vec<Metric<'a>>,
    #[serde(borrow, rename = "cvssMetricV30")]
    pub(super) v30: Vec<Metric<'a>>,
    #[serde(borrow, rename = "cvssMetricV31")]
    pub(super) v31: Vec<Metric<'a>>,
    #[serde(borrow, rename = "cvssMetricV40")]
    pub(super) v40: Vec<Metric<'a>>,
}

/// A score.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Metric<'a> {
    #[serde(borrow)]
    pub(super) cvss_data: CvssData<'a>,
    /// The word of a v2 score stands here.
    pub(super) base_severity: Option<Text<'a>>,
}

/// The data of a score.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CvssData<'a> {
    #[serde(borrow)]
    pub(super) vector_string: Text<'a>,
    pub(super) base_severity: Option<Text<'a>>,
}

/// Weaknesses by one source.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Weakness<'a> {
    #[serde(borrow)]
    pub(super) description: Vec<Described<'a>>,
}

/// A configuration.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Configuration<'a> {
    #[serde(borrow)]
    pub(super) nodes: Vec<Node<'a>>,
}

/// A node of a configuration.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Node<'a> {
    #[serde(borrow)]
    pub(super) cpe_match: Vec<Match<'a>>,
}

/// A match criterion.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Match<'a> {
    pub(super) vulnerable: Option<bool>,
    #[serde(borrow)]
    pub(super) criteria: Text<'a>,
    pub(super) match_criteria_id: Option<Text<'a>>,
    pub(super) version_start_including: Option<Text<'a>>,
    pub(super) version_start_excluding: Option<Text<'a>>,
    pub(super) version_end_including: Option<Text<'a>>,
    pub(super) version_end_excluding: Option<Text<'a>>,
}

/// A reference.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Reference<'a> {
    #[serde(borrow)]
    pub(super) url: Text<'a>,
}

impl<'a> Text<'a> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'a> Cve<'a> {
    /// All criteria, in order.
    pub(super) fn criteria(&self) -> impl Iterator<Item = &Match<'a>> {
        let nodes = self.configurations.iter().flat_map(|c| &c.nodes);
        nodes.flat_map(|n| &n.cpe_match)
    }

    /// The English description; where there are several, one below the other.
    pub(super) fn english(&self) -> Cow<'_, str> {
        let english = self.descriptions.iter().filter(|d| {
            let lang = d.lang.as_str();
            lang == "en" || lang.starts_with("en-")
        });
        let mut texts = english.map(|d| d.value.as_str());
        let first = texts.next().unwrap_or_default();
        texts.fold(Cow::Borrowed(first), |all, text| {
            Cow::Owned(format!("{all}\n{text}"))
        })
    }
}

/// Reads an element of `vulnerabilities`, or a member `cve` alone, and says which it was: `true` where it stands alone.
/// What is of another type than it should be is taken as absent; `None` where there is no JSON object.
pub(super) fn read<T>(bytes: &[u8], work: impl Fn(&Cve<'_>, bool) -> T) -> Option<T> {
    #[derive(Deserialize)]
    struct Element<'a> {
        #[serde(borrow)]
        cve: Option<Cve<'a>>,
    }

    match serde_json::from_slice::<Element<'_>>(bytes) {
        Ok(Element { cve: Some(cve) }) => return Some(work(&cve, false)),
        Ok(Element { cve: None }) => {
            if let Ok(cve) = serde_json::from_slice::<Cve<'_>>(bytes) {
                return Some(work(&cve, true));
            }
        }
        Err(_) => {}
    }
    let tree: Value = serde_json::from_slice(bytes).ok()?;
    let (cve, alone) = match tree.get("cve") {
        Some(cve) => (cve, false),
        None => (&tree, true),
    };
    cve.is_object().then(|| work(&leniently(cve), alone))
}

/// Takes each member that is as it should be.
fn leniently(cve: &Value) -> Cve<'_> {
    fn text<'v>(cve: &'v Value, name: &str) -> Option<Text<'v>> {
        let text = cve.get(name)?.as_str()?;
        Some(Text(Cow::Borrowed(text)))
    }
    fn list<'v, T: Deserialize<'v>>(cve: &'v Value, name: &str) -> Vec<T> {
        let items = cve.get(name).and_then(Value::as_array);
        let items = items.map(Vec::as_slice).unwrap_or_default();
        items
            .iter()
            .filter_map(|i| T::deserialize(i).ok())
            .collect()
    }
    let metrics = cve.get("metrics").unwrap_or(&Value::Null);
    Cve {
        id: text(cve, "id").unwrap_or_default(),
        source_identifier: text(cve, "sourceIdentifier"),
        published: text(cve, "published"),
        last_modified: text(cve, "lastModified"),
        vuln_status: text(cve, "vulnStatus"),
        cisa_exploit_add: text(cve, "cisaExploitAdd"),
        cve_tags: list(cve, "cveTags"),
        descriptions: list(cve, "descriptions"),
        metrics: Metrics {
            v2: list(metrics, "cvssMetricV2"),
            v30: list(metrics, "cvssMetricV30"),
            v31: list(metrics, "cvssMetricV31"),
            v40: list(metrics, "cvssMetricV40"),
        },
        weaknesses: list(cve, "weaknesses"),
        configurations: list(cve, "configurations"),
        references: list(cve, "references"),
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_member_of_another_type_costs_itself_alone() {
        let odd = r#"{"cve":{"id":"CVE-2099-0001","published":7,"metrics":null,"cveTags":"x",
            "descriptions":[{"lang":"en","value":"Fire."},3],"references":[{"url":"https://example.org/"}]}}"#;
        let read = read(odd.as_bytes(), |cve, alone| {
            let text = cve.english().into_owned();
            (
                cve.id.as_str().to_owned(),
                text,
                cve.references.len(),
                alone,
            )
        });
        let expected = ("CVE-2099-0001".to_owned(), "Fire.".to_owned(), 1, false);
        assert_eq!(read, Some(expected));
    }

    #[test]
    fn an_entry_without_its_envelope_is_told_apart() {
        assert_eq!(
            read(br#"{"id":"CVE-2099-0001"}"#, |_, alone| alone),
            Some(true)
        );
        assert_eq!(read(b"[]", |_, alone| alone), None);
        assert_eq!(read(b"{", |_, alone| alone), None);
    }
}
