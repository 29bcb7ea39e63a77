//! A CVE record as an element of NVD's API 2.0, with a member `noroshi` that says whose word it is.
//!
//! What the record does not say is absent: no score, no state and no product is worked out here. A member that is not of the
//! type that the record format gives it is left out, and costs itself alone.

use noroshi_cve::{Metric, ProblemType, Reference, State};
use noroshi_model::{AssumedZone, Moment, moment::rfc3339};
use noroshi_nvd::v2::{self, AffectedBy, AffectedProduct, CveTag, CvssData, CvssMetric, LangText};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How a record came to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told<'a> {
    /// The source that handed it out.
    pub source: &'a str,
    /// The format it is in.
    pub format: &'a str,
    /// When it was retrieved (milliseconds since 1970).
    pub retrieved: i64,
}

/// An element of `vulnerabilities`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Element<'a> {
    /// The record in NVD's form.
    pub cve: v2::Cve,
    /// Whose word it is.
    pub noroshi: Speakers<'a>,
}

/// Whose word an element is, and when it was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Speakers<'a> {
    /// The source that handed the record out.
    pub source: &'a str,
    /// The format in which it did.
    pub format: &'a str,
    /// The record's state, in its own word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<&'a str>,
    /// The organisation that assigned the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assigner_org_id: Option<&'a str>,
    /// Its short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assigner_short_name: Option<&'a str>,
    /// When the record was changed last, as it says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_updated: Option<&'a str>,
    /// When it was retrieved, RFC 3339 in universal time.
    pub retrieved: String,
    /// Those who speak in it, the numbering authority first.
    pub containers: Vec<Speaker<'a>>,
}

/// Who speaks in a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Speaker<'a> {
    /// `cna` or `adp`.
    pub container: &'static str,
    /// The identifier of the organisation, which is `source` in the element.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_id: Option<&'a str>,
    /// Its short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_name: Option<&'a str>,
    /// When it changed its container last, as it says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_updated: Option<&'a str>,
}

impl Speaker<'_> {
    /// Whether it is CISA in its own container.
    fn is_cisa(&self) -> bool {
        self.container == "adp"
            && (self.org_id == Some(CISA) || self.short_name == Some("CISA-ADP"))
    }

    /// Who speaks, in the way NVD names organisations without an e-mail address.
    fn name(&self) -> Option<String> {
        self.org_id.or(self.short_name).map(str::to_owned)
    }
}

/// Writes a CVE record, JSON 5.x, in NVD's form. `None` where it has no number, or the number is only reserved: then it says
/// nothing yet.
pub fn element<'a>(record: &'a Value, told: &Told<'a>) -> Option<Element<'a>> {
    let meta = record.get("cveMetadata")?;
    let state = text(meta, "state");
    let known = state.and_then(State::from_word);
    if known == Some(State::Reserved) {
        return None;
    }
    let changed = text(meta, "dateUpdated");
    let containers = containers(record, meta);
    let mut cve = v2::Cve {
        id: Some(text(meta, "cveId")?.to_owned()),
        source_identifier: (text(meta, "assignerOrgId").or(text(meta, "assignerShortName")))
            .map(str::to_owned),
        published: text(meta, "datePublished").map(date),
        last_modified: changed.or(text(meta, "dateRejected")).map(date),
        vuln_status: (known == Some(State::Rejected)).then(|| "Rejected".to_owned()),
        ..v2::Cve::default()
    };
    for (speaker, container) in &containers {
        take(&mut cve, speaker, container);
    }
    Some(Element {
        cve,
        noroshi: Speakers {
            source: told.source,
            format: told.format,
            state,
            assigner_org_id: text(meta, "assignerOrgId"),
            assigner_short_name: text(meta, "assignerShortName"),
            date_updated: changed,
            retrieved: rfc3339(told.retrieved, AssumedZone::Utc),
            containers: containers.into_iter().map(|(speaker, _)| speaker).collect(),
        },
    })
}

/// An instant (milliseconds since 1970) as NVD writes it: milliseconds, universal time without a zone.
pub fn timestamp(instant: i64) -> String {
    let seconds = rfc3339(instant, AssumedZone::Utc);
    let seconds = seconds.trim_end_matches('Z');
    format!("{seconds}.{:03}", instant.rem_euclid(1000))
}

/// The containers and who speaks in them, the numbering authority's first.
fn containers<'a>(record: &'a Value, meta: &'a Value) -> Vec<(Speaker<'a>, &'a Value)> {
    let parts = record.get("containers").unwrap_or(&Value::Null);
    let cna = parts.get("cna").into_iter().map(|cna| ("cna", cna));
    let adp = items(parts, "adp").map(|adp| ("adp", adp));
    let speaker = |(container, value): (&'static str, &'a Value)| {
        let provider = value.get("providerMetadata").unwrap_or(&Value::Null);
        let mut speaker = Speaker {
            container,
            org_id: text(provider, "orgId"),
            short_name: text(provider, "shortName"),
            date_updated: text(provider, "dateUpdated"),
        };
        // The container of the numbering authority is the assigner's where it names nobody.
        if container == "cna" && speaker.name().is_none() {
            speaker.org_id = text(meta, "assignerOrgId");
            speaker.short_name = text(meta, "assignerShortName");
        }
        (speaker, value)
    };
    cna.chain(adp).map(speaker).collect()
}

/// Adds what a container says.
fn take(cve: &mut v2::Cve, speaker: &Speaker<'_>, container: &Value) {
    // NVD's form does not say whose a description or a configuration is: it is the numbering authority's, and where it is
    // not, a member of its own says so.
    let beside = |extra: &mut Map<String, Value>| {
        if let ("adp", Some(name)) = (speaker.container, speaker.name()) {
            extra.insert("source".to_owned(), name.into());
        }
    };
    for member in ["descriptions", "rejectedReasons"] {
        for said in list::<noroshi_cve::Description>(container, member) {
            let mut text = LangText {
                lang: said.lang,
                value: said.value,
                extra: Map::new(),
            };
            beside(&mut text.extra);
            cve.descriptions.get_or_insert_default().push(text);
        }
    }
    for mut configuration in list::<v2::Configuration>(container, "cpeApplicability") {
        beside(&mut configuration.extra);
        cve.configurations
            .get_or_insert_default()
            .push(configuration);
    }
    let tags: Vec<String> = list(container, "tags").collect();
    if !tags.is_empty() {
        cve.cve_tags.get_or_insert_default().push(CveTag {
            source_identifier: speaker.name(),
            tags: Some(tags),
            extra: Map::new(),
        });
    }
    let products: Vec<AffectedProduct> = list(container, "affected").collect();
    if !products.is_empty() {
        cve.affected.get_or_insert_default().push(AffectedBy {
            source: speaker.name(),
            affected_data: Some(products),
            extra: Map::new(),
        });
    }
    for reference in list::<Reference>(container, "references") {
        let tags = reference.tags.unwrap_or_default().into_iter().map(tag);
        let tags: Vec<String> = tags.collect();
        cve.references.get_or_insert_default().push(v2::Reference {
            url: reference.url,
            source: speaker.name(),
            tags: (!tags.is_empty()).then_some(tags),
            extra: Map::new(),
        });
    }
    weaknesses(cve, speaker, container);
    for metric in items(container, "metrics") {
        scores(cve, speaker, metric);
        other(cve, speaker, metric);
    }
}

/// The weaknesses that have a number; words alone have no place in NVD's form.
fn weaknesses(cve: &mut v2::Cve, speaker: &Speaker<'_>, container: &Value) {
    let said = list::<ProblemType>(container, "problemTypes");
    let said = said.flat_map(|group| group.descriptions.unwrap_or_default());
    let description: Vec<LangText> = said
        .filter_map(|said| {
            Some(LangText {
                value: Some(said.cwe_id?),
                lang: said.lang,
                extra: Map::new(),
            })
        })
        .collect();
    if !description.is_empty() {
        cve.weaknesses.get_or_insert_default().push(v2::Weakness {
            source: speaker.name(),
            kind: Some(SECONDARY.to_owned()),
            description: Some(description),
            extra: Map::new(),
        });
    }
}

/// The identifier of CISA as one who adds to records.
const CISA: &str = "134c704f-9b21-4f2e-91b3-4a467353bcc0";

/// What NVD calls the words of others.
const SECONDARY: &str = "Secondary";

fn scores(cve: &mut v2::Cve, speaker: &Speaker<'_>, metric: &Value) {
    for version in ["cvssV4_0", "cvssV3_1", "cvssV3_0", "cvssV2_0"] {
        let data = metric.get(version).map(CvssData::deserialize);
        let Some(Ok(mut data)) = data else { continue };
        let metrics = cve.metrics.get_or_insert_default();
        let (list, is_v2) = match version {
            "cvssV4_0" => (&mut metrics.cvss_metric_v40, false),
            "cvssV3_1" => (&mut metrics.cvss_metric_v31, false),
            "cvssV3_0" => (&mut metrics.cvss_metric_v30, false),
            _ => (&mut metrics.cvss_metric_v2, true),
        };
        // NVD's place for the word of a v2 score is beside the data.
        let base_severity = match is_v2 {
            true => data.base_severity.take(),
            false => None,
        };
        list.get_or_insert_default().push(CvssMetric {
            source: speaker.name(),
            kind: Some(SECONDARY.to_owned()),
            cvss_data: Some(data),
            base_severity,
            ..CvssMetric::default()
        });
    }
}

/// CISA's decision points and its day of known exploitation.
fn other(cve: &mut v2::Cve, speaker: &Speaker<'_>, metric: &Value) {
    let Ok(Metric {
        other: Some(other), ..
    }) = Metric::deserialize(metric)
    else {
        return;
    };
    let content = other.content.unwrap_or_default();
    match other.kind.as_deref() {
        // NVD's list is for this version alone.
        Some("ssvc") if text(&content, "version") == Some("2.0.3") => {
            let Ok(mut data) = v2::SsvcData::deserialize(&content) else {
                return;
            };
            for option in data.options.iter_mut().flatten() {
                let points = std::mem::take(option).into_iter();
                *option = points.map(|(point, is)| (camel(&point), is)).collect();
            }
            let metrics = cve.metrics.get_or_insert_default();
            metrics
                .ssvc_v203
                .get_or_insert_default()
                .push(v2::SsvcMetric {
                    source: speaker.name(),
                    ssvc_data: Some(data),
                    extra: Map::new(),
                });
        }
        // Others keep catalogues of their own; NVD's member is for CISA's.
        Some("kev") if speaker.is_cisa() => {
            let since = text(&content, "dateAdded").map(str::to_owned);
            cve.cisa_exploit_add = cve.cisa_exploit_add.take().or(since);
        }
        _ => {}
    }
}

/// `Technical Impact` as NVD writes it: `technicalImpact`.
fn camel(point: &str) -> String {
    let mut camel = String::with_capacity(point.len());
    for (at, word) in point.split_whitespace().enumerate() {
        let mut letters = word.chars();
        let first = letters.next();
        match at {
            0 => camel.extend(first.into_iter().flat_map(char::to_lowercase)),
            _ => camel.extend(first.into_iter().flat_map(char::to_uppercase)),
        }
        camel.push_str(letters.as_str());
    }
    camel
}

/// A tag in NVD's word where it has one for the same; others stay as they are.
fn tag(tag: String) -> String {
    const WORDS: [(&str, &str); 15] = [
        ("broken-link", "Broken Link"),
        ("exploit", "Exploit"),
        ("issue-tracking", "Issue Tracking"),
        ("mailing-list", "Mailing List"),
        ("media-coverage", "Press/Media Coverage"),
        ("mitigation", "Mitigation"),
        ("not-applicable", "Not Applicable"),
        ("patch", "Patch"),
        ("permissions-required", "Permissions Required"),
        ("product", "Product"),
        ("release-notes", "Release Notes"),
        ("technical-description", "Technical Description"),
        ("third-party-advisory", "Third Party Advisory"),
        ("vdb-entry", "VDB Entry"),
        ("vendor-advisory", "Vendor Advisory"),
    ];
    let known = WORDS.iter().find(|(own, _)| *own == tag);
    known.map_or(tag, |(_, nvds)| (*nvds).to_owned())
}

/// A date as NVD writes it; one that cannot be read stays as it is.
fn date(text: &str) -> String {
    let instant = Moment::parse(text, AssumedZone::Utc).instant;
    instant.map_or_else(|| text.to_owned(), timestamp)
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}

fn items<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// The items of a list that are as they should be.
fn list<'v, T: Deserialize<'v>>(
    value: &'v Value,
    name: &str,
) -> impl Iterator<Item = T> + use<'v, T> {
    items(value, name).filter_map(|item| T::deserialize(item).ok())
}
