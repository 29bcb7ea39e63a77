//! What changed from one document of a CVE to the next, in the form of NVD's change history.
//!
//! Worked out from the two documents alone, so the same two always give the same change.

use std::collections::{BTreeMap, HashMap};

use noroshi_nvd::v2::ChangeDetail;
use serde_json::{Map, Value};

/// The kinds of events, in NVD's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Event {
    Received,
    InitialAnalysis,
    ModifiedAnalysis,
    Reanalysis,
    Modified,
    Rejected,
    Unrejected,
    KevUpdate,
    Translated,
    VendorComment,
    SourceUpdate,
    ReferenceTagUpdate,
}

impl Event {
    const ALL: [(Self, &'static str); 12] = [
        (Self::Received, "New CVE Received"),
        (Self::InitialAnalysis, "Initial Analysis"),
        (Self::ModifiedAnalysis, "Modified Analysis"),
        (Self::Reanalysis, "Reanalysis"),
        (Self::Modified, "CVE Modified"),
        (Self::Rejected, "CVE Rejected"),
        (Self::Unrejected, "CVE Unrejected"),
        (Self::KevUpdate, "CVE CISA KEV Update"),
        (Self::Translated, "CVE Translated"),
        (Self::VendorComment, "Vendor Comment"),
        (Self::SourceUpdate, "CVE Source Update"),
        (Self::ReferenceTagUpdate, "Reference Tag Update"),
    ];

    /// NVD's word for it.
    pub(super) fn word(self) -> &'static str {
        let own = Self::ALL.iter().find(|(event, _)| *event == self);
        own.map(|(_, word)| *word).unwrap_or_default()
    }

    /// Reads NVD's word, in any case. Its manual says "CVE Received", its answers "New CVE Received".
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = if text.eq_ignore_ascii_case("CVE Received") {
            "New CVE Received"
        } else {
            text
        };
        let own = Self::ALL
            .iter()
            .find(|(_, word)| text.eq_ignore_ascii_case(word));
        own.map(|(event, _)| *event)
    }

    /// Whether NVD's own analysts did it, and not whoever the CVE is from.
    pub(super) fn is_nvds(self) -> bool {
        !matches!(
            self,
            Self::Received
                | Self::Modified
                | Self::Rejected
                | Self::Unrejected
                | Self::SourceUpdate
        )
    }
}

/// The items of a document by type, each with a key that it keeps while its value changes, and its number among those of
/// its key.
#[derive(Default)]
struct Items {
    all: BTreeMap<(String, String, u32), Value>,
    of_key: HashMap<(String, String), u32>,
}

/// What changed between two documents' members `cve`; all of the second is new where there is no first. Nothing where
/// they say the same.
pub(super) fn between(before: Option<&Value>, after: &Value) -> Vec<ChangeDetail> {
    let (old, new) = (before.map(items).unwrap_or_default().all, items(after).all);
    let mut details = Vec::new();
    let detail =
        |action: &str, kind: &str, old: Option<&Value>, new: Option<&Value>| ChangeDetail {
            action: Some(action.to_owned()),
            kind: Some(kind.into()),
            old_value: old.cloned(),
            new_value: new.cloned(),
            ..ChangeDetail::default()
        };
    for (key, value) in &old {
        match new.get(key) {
            None => details.push(detail("Removed", &key.0, Some(value), None)),
            Some(other) if other != value => {
                details.push(detail("Changed", &key.0, Some(value), Some(other)));
            }
            Some(_) => {}
        }
    }
    for (key, value) in &new {
        if !old.contains_key(key) {
            details.push(detail("Added", &key.0, None, Some(value)));
        }
    }
    details
}

/// The kind of event that a change is, from the states of both documents and what changed.
pub(super) fn event(before: &Value, after: &Value, details: &[ChangeDetail]) -> Event {
    let status = |cve: &Value| {
        cve.get("vulnStatus")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let (old, new) = (status(before), status(after));
    let kinds = || {
        details
            .iter()
            .filter_map(|d| d.kind.as_ref()?.as_str())
            .filter(|k| *k != STATUS)
    };
    let only = |of: &dyn Fn(&str) -> bool| kinds().next().is_some() && kinds().all(of);
    if new == "Rejected" && old != "Rejected" {
        Event::Rejected
    } else if old == "Rejected" && new != "Rejected" {
        Event::Unrejected
    } else if new == "Analyzed" && old != "Analyzed" {
        if old == "Modified" {
            Event::ModifiedAnalysis
        } else {
            Event::InitialAnalysis
        }
    } else if only(&|kind| kind.starts_with("CISA ")) {
        Event::KevUpdate
    } else if only(&|kind| kind == "Vendor Comment") {
        Event::VendorComment
    } else if only(&|kind| kind == "Source Identifier") {
        Event::SourceUpdate
    } else if only(&|kind| kind == REFERENCE_TYPE) {
        Event::ReferenceTagUpdate
    } else if only(&|kind| kind == "Translation") {
        Event::Translated
    } else if old == "Analyzed" && new == "Analyzed" {
        Event::Reanalysis
    } else {
        Event::Modified
    }
}

const STATUS: &str = "Status";
const REFERENCE_TYPE: &str = "Reference Type";

/// The members that are one value, and their types.
const SINGLE: [(&str, &str); 9] = [
    ("vulnStatus", STATUS),
    ("sourceIdentifier", "Source Identifier"),
    ("cisaExploitAdd", "CISA Exploit Add"),
    ("cisaActionDue", "CISA Action Due"),
    ("cisaRequiredAction", "CISA Required Action"),
    ("cisaVulnerabilityName", "CISA Vulnerability Name"),
    ("evaluatorComment", "Evaluator Comment"),
    ("evaluatorSolution", "Evaluator Solution"),
    ("evaluatorImpact", "Evaluator Impact"),
];

fn items(cve: &Value) -> Items {
    let mut items = Items::default();
    for (name, value) in cve.as_object().into_iter().flatten() {
        let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
        match name.as_str() {
            "id" | "lastModified" => {}
            "descriptions" => {
                for text in list {
                    let kind = if word(text, "lang") == "en" {
                        "Description"
                    } else {
                        "Translation"
                    };
                    items.put(kind, word(text, "lang"), member(text, "value"));
                }
            }
            "references" => {
                for reference in list {
                    let url = word(reference, "url");
                    let tags = strings(reference, "tags");
                    let tags = if tags.is_empty() {
                        "No Types Assigned".to_owned()
                    } else {
                        tags.join(", ")
                    };
                    items.put("Reference", url, url.into());
                    items.put(REFERENCE_TYPE, url, format!("{url} {tags}").into());
                }
            }
            "weaknesses" => {
                for weakness in list {
                    let by = word(weakness, "source");
                    let texts = weakness.get("description").and_then(Value::as_array);
                    for text in texts.into_iter().flatten() {
                        let value = format!("{by} {}", word(text, "value"));
                        items.put("CWE", &value, value.as_str().into());
                    }
                }
            }
            "cveTags" => {
                for tags in list {
                    for tag in strings(tags, "tags") {
                        let value = format!("{} {tag}", word(tags, "sourceIdentifier"));
                        items.put("CVE Tag", &value, value.as_str().into());
                    }
                }
            }
            "vendorComments" => {
                for comment in list {
                    let by = word(comment, "organization");
                    items.put(
                        "Vendor Comment",
                        by,
                        format!("{by} {}", word(comment, "comment")).into(),
                    );
                }
            }
            "configurations" => {
                for configuration in list {
                    items.put(
                        "CPE Configuration",
                        &configuration.to_string(),
                        configuration.clone(),
                    );
                }
            }
            "affected" => {
                for affected in list {
                    items.put(
                        "Affected",
                        word(affected, "source"),
                        member(affected, "affectedData"),
                    );
                }
            }
            "metrics" => metrics(value, &mut items),
            single => match SINGLE.iter().find(|(name, _)| *name == single) {
                Some((_, kind)) => items.put(kind, "", value.clone()),
                // What is added to the form one day is shown under its own name.
                None => items.put(single, "", value.clone()),
            },
        }
    }
    items
}

fn metrics(metrics: &Value, items: &mut Items) {
    for (name, list) in metrics.as_object().into_iter().flatten() {
        let kind = match name.as_str() {
            "cvssMetricV2" => "CVSS V2",
            "cvssMetricV30" => "CVSS V3",
            "cvssMetricV31" => "CVSS V3.1",
            "cvssMetricV40" => "CVSS V4.0",
            other => other,
        };
        for metric in list.as_array().into_iter().flatten() {
            let by = word(metric, "source");
            let vector = metric
                .get("cvssData")
                .map(|data| word(data, "vectorString"));
            let value = match vector {
                Some(vector) if !vector.is_empty() => format!("{by} {vector}").into(),
                _ => metric.clone(),
            };
            items.put(kind, by, value);
        }
    }
}

impl Items {
    fn put(&mut self, kind: &str, key: &str, value: Value) {
        let count = self.of_key.entry((kind.to_owned(), key.to_owned()));
        let count = count.or_default();
        let place = (kind.to_owned(), key.to_owned(), *count);
        self.all.insert(place, value);
        *count += 1;
    }
}

fn member(value: &Value, name: &str) -> Value {
    value.get(name).cloned().unwrap_or_default()
}

fn word<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn strings<'v>(value: &'v Value, name: &str) -> Vec<&'v str> {
    let list = value.get(name).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// The member `cve` of a document, or the document where it is that member alone.
pub(super) fn cve_of(bytes: &[u8]) -> Option<Value> {
    let mut tree: Value = serde_json::from_slice(bytes).ok()?;
    let cve = tree
        .as_object_mut()
        .and_then(|members: &mut Map<_, _>| members.remove("cve"));
    Some(cve.unwrap_or(tree)).filter(Value::is_object)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Event, between, event};

    #[track_caller]
    fn check(before: Value, after: Value, expected: Event, details: &[(&str, &str)]) {
        let found = between(Some(&before), &after);
        let shown: Vec<_> = found
            .iter()
            .map(|d| {
                (
                    d.action.as_deref().unwrap(),
                    d.kind.as_ref().unwrap().as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(shown, details);
        assert_eq!(event(&before, &after, &found), expected);
    }

    #[test]
    fn thousands_of_equal_entries_are_told_apart_by_their_number_alone() {
        let of = |count: usize| {
            let one = json!({"url": "https://example.org/", "tags": ["Patch"]});
            json!({"id": "CVE-2099-0001", "references": vec![one; count]})
        };
        let details = between(Some(&of(20_000)), &of(20_001));
        let kinds: Vec<_> = details.iter().filter_map(|d| d.kind.clone()).collect();
        assert_eq!(kinds, ["Reference", "Reference Type"]);
        assert_eq!(between(Some(&of(20_000)), &of(20_000)), []);
    }

    #[test]
    fn the_states_and_what_changed_name_the_event() {
        let of = |status: &str, more: Value| {
            let mut cve =
                json!({"id": "CVE-2099-0001", "lastModified": status, "vulnStatus": status});
            cve.as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            cve
        };
        let none = || json!({});
        let metric = |v: &str| json!({"metrics": {"cvssMetricV31": [{"source": "nvd@nist.gov", "cvssData": {"vectorString": v}}]}});
        check(
            of("Received", none()),
            of("Rejected", none()),
            Event::Rejected,
            &[("Changed", "Status")],
        );
        check(
            of("Rejected", none()),
            of("Received", none()),
            Event::Unrejected,
            &[("Changed", "Status")],
        );
        check(
            of("Awaiting Analysis", none()),
            of("Analyzed", metric("AV:N")),
            Event::InitialAnalysis,
            &[("Changed", "Status"), ("Added", "CVSS V3.1")],
        );
        check(
            of("Modified", none()),
            of("Analyzed", none()),
            Event::ModifiedAnalysis,
            &[("Changed", "Status")],
        );
        check(
            of("Analyzed", metric("AV:L")),
            of("Analyzed", metric("AV:N")),
            Event::Reanalysis,
            &[("Changed", "CVSS V3.1")],
        );
        check(
            of("Analyzed", none()),
            of(
                "Modified",
                json!({"descriptions": [{"lang": "en", "value": "Fire."}]}),
            ),
            Event::Modified,
            &[("Changed", "Status"), ("Added", "Description")],
        );
        check(
            of("Analyzed", none()),
            of("Analyzed", json!({"cisaExploitAdd": "2099-01-01"})),
            Event::KevUpdate,
            &[("Added", "CISA Exploit Add")],
        );
        check(
            of("Analyzed", json!({"references": [{"url": "u"}]})),
            of(
                "Analyzed",
                json!({"references": [{"url": "u", "tags": ["Patch"]}]}),
            ),
            Event::ReferenceTagUpdate,
            &[("Changed", "Reference Type")],
        );
        check(
            of("Modified", none()),
            of("Modified", json!({"brandNew": {"a": 1}})),
            Event::Modified,
            &[("Added", "brandNew")],
        );
    }

    #[test]
    fn order_and_white_space_are_no_change() {
        let one: Value =
            serde_json::from_str(r#"{"references":[{"url":"a"},{"url":"b"}],"lastModified":"1"}"#)
                .unwrap();
        let other: Value = serde_json::from_str(
            r#"{ "lastModified":"2", "references":[{"url":"b"},{"url":"a"}]}"#,
        )
        .unwrap();
        assert_eq!(between(Some(&one), &other), []);
    }
}
