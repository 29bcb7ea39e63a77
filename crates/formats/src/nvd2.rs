//! NVD's CVE API 2.0: pages of the API, feed files, and single entries.

use noroshi_model::{
    AssumedZone, Exploitation, Identifier, Kind, Moment, Note, Record, Reference, Remedy, Status,
    StatusKind, Text, Weakness,
};

use crate::{
    DocumentKey, Envelope, Format, Frame, NotThisFormat, Reading,
    criteria::configuration,
    json::{self, At, Json, shown},
    said,
};

/// Who speaks where an entry does not say otherwise.
const NVD: &str = "nvd@nist.gov";

/// Pages of the CVE API and the feed files that have the same form.
pub(crate) struct Nvd2;

impl Format for Nvd2 {
    fn name(&self) -> &'static str {
        "nvd-2.0"
    }

    fn source(&self) -> &'static str {
        "nvd"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        let members = json::top_members(head);
        let value = |name: &str| members.iter().find(|(n, _)| n == name).map(|(_, v)| *v);
        if let Some(format) = value("format").and_then(json::leading_string) {
            return format == "NVD_CVE";
        }
        // Some mirrors write the entries alone.
        value("catalogVersion").is_none()
            && value("vulnerabilities").is_some_and(|list| {
                let mut bytes = list.iter().filter(|b| !b.is_ascii_whitespace());
                b"[{\"cve\":{"
                    .iter()
                    .all(|expected| bytes.next() == Some(expected))
            })
    }

    fn frame(&self) -> Frame {
        Frame::JsonArray {
            member: "vulnerabilities",
        }
    }

    fn envelope(&self, header: &[u8]) -> Envelope {
        let members = json::header(header).unwrap_or_default();
        Envelope {
            header: header.to_vec(),
            made: members
                .get("timestamp")
                .and_then(serde_json::Value::as_str)
                .map(|text| Moment::parse(text, AssumedZone::Utc)),
            lang: Some("en".to_owned()),
            announced: members
                .get("resultsPerPage")
                .and_then(serde_json::Value::as_u64),
        }
    }

    fn read(&self, document: &[u8], _: &Envelope) -> Result<Reading, NotThisFormat> {
        let tree = Json::parse(document, self.name())?;
        entry(json::object(&tree, self.name())?, self.name())
    }
}

/// One entry in a file of its own, as several mirrors keep them: with or without the member `cve`.
pub(crate) struct Nvd2Single;

impl Format for Nvd2Single {
    fn name(&self) -> &'static str {
        "nvd-2.0-single"
    }

    fn source(&self) -> &'static str {
        "nvd"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        let members = json::top_members(head);
        let has = |name: &str| members.iter().any(|(n, _)| n == name);
        (has("cve") || (has("id") && has("sourceIdentifier") && has("vulnStatus")))
            && !has("vulnerabilities")
            && !has("containers")
    }

    fn frame(&self) -> Frame {
        Frame::Whole
    }

    fn envelope(&self, header: &[u8]) -> Envelope {
        Envelope {
            header: header.to_vec(),
            lang: Some("en".to_owned()),
            announced: Some(1),
            ..Envelope::default()
        }
    }

    fn read(&self, document: &[u8], _: &Envelope) -> Result<Reading, NotThisFormat> {
        let tree = Json::parse(document, self.name())?;
        let root = json::object(&tree, self.name())?;
        // Somebody else's corrections to NVD's configurations carry no identifier of their own.
        let override_of = (tree.get("_annotation"))
            .filter(|_| tree.get("cve").is_some_and(|cve| cve.get("id").is_none()))
            .and_then(|a| a.get("cve_id")?.as_str());
        if let Some(id) = override_of {
            let what = format!("an override of the configurations of {id}, not NVD's own entry");
            return Ok(json::kept_only(DocumentKey::new("override", id), what));
        }
        entry(root, self.name())
    }
}

/// Reads one element of `vulnerabilities`, or its member `cve` alone.
fn entry(root: At<'_, '_>, format: &'static str) -> Result<Reading, NotThisFormat> {
    // Another Noroshi was asked for what only others know, and wrote it in NVD's form.
    if root.json.get("noroshi").is_some() {
        let reason = "a record of another source in NVD's form, not NVD's own entry".to_owned();
        return Err(NotThisFormat { format, reason });
    }
    let mut notes = Vec::new();
    let mut reading = None;
    root.member("cve", &mut notes, |cve, notes| {
        reading = Some(vulnerability(cve, format, notes));
    });
    let mut reading = match reading {
        Some(reading) => reading?,
        None => vulnerability(root, format, &mut notes)?,
    };
    reading.notes = notes;
    Ok(reading)
}

fn vulnerability(
    cve: At<'_, '_>,
    format: &'static str,
    notes: &mut Vec<Note>,
) -> Result<Reading, NotThisFormat> {
    let refuse = |reason| NotThisFormat { format, reason };
    let id = cve
        .text("id", notes)
        .ok_or_else(|| refuse("no `id` in the entry".to_owned()))?;
    let id = Identifier::parse(&id)
        .filter(Identifier::is_cve)
        .ok_or_else(|| refuse(format!("`id` is not a CVE number: {}", shown(&id))))?;
    let key = DocumentKey::of("cve", &id);

    let mut record = Record::new(id, Kind::Description);
    let by = cve
        .owned("sourceIdentifier", notes)
        .unwrap_or_else(|| NVD.to_owned());
    cve.each("descriptions", notes, |d, notes| {
        let lang = d.text("lang", notes);
        if let Some(value) = d.owned("value", notes) {
            let lang = lang.unwrap_or("und".into());
            record.summaries.push(Text::new(lang, value));
        }
    });
    record.status = status(cve, &record.summaries, notes);
    cve.member("metrics", notes, |m, notes| metrics(m, &mut record, notes));
    cve.each("weaknesses", notes, |w, notes| {
        let by = w.owned("source", notes).unwrap_or_else(|| NVD.to_owned());
        w.each("description", notes, |d, notes| {
            if let Some(id) = d.owned("value", notes) {
                record.weaknesses.push(Weakness {
                    by: by.clone(),
                    id,
                    name: None,
                });
            }
        });
    });
    cve.each("configurations", notes, |c, notes| {
        configuration(c, NVD, &mut record, notes);
    });
    // Since mid-2026: what the numbering authorities say of products, repeated per source.
    cve.each("affected", notes, |a, notes| {
        let by = a.owned("source", notes).unwrap_or_else(|| by.clone());
        a.each("affectedData", notes, |product, notes| {
            record.affected.push(said::product(product, &by, notes));
        });
    });
    cve.each("references", notes, |r, notes| {
        let reference = Reference {
            by: r.owned("source", notes).unwrap_or_else(|| by.clone()),
            url: r.owned("url", notes).unwrap_or_default(),
            title: None,
            tags: r.texts("tags", notes),
        };
        said::reference(&mut record, reference);
    });
    for (member, kind) in [
        ("evaluatorSolution", "solution"),
        ("evaluatorComment", "comment"),
    ] {
        if let Some(value) = cve.owned(member, notes) {
            record.remedies.push(advice(NVD, kind, value, None));
        }
    }
    if let Some(value) = cve.owned("evaluatorImpact", notes) {
        record.impacts.push(noroshi_model::Said {
            by: NVD.to_owned(),
            text: Text::new("en", value),
        });
    }
    cve.each("vendorComments", notes, |c, notes| {
        let by = c.owned("organization", notes).unwrap_or_default();
        if let Some(value) = c.owned("comment", notes) {
            record
                .remedies
                .push(advice(&by, "vendor comment", value, None));
        }
    });
    known_exploited(cve, &mut record, notes);
    record.dates.first_published = cve.moment("published", notes);
    record.dates.last_changed = cve.moment("lastModified", notes);
    record.claims[0].by = by;
    Ok(Reading {
        key,
        changed: record.dates.last_changed.clone(),
        records: vec![record],
        notes: Vec::new(),
    })
}

/// The state: NVD's word, then what the tags or, in older entries, the marks in the text say.
fn status(cve: At<'_, '_>, summaries: &[Text], notes: &mut Vec<Note>) -> Status {
    let original = cve.owned("vulnStatus", notes).unwrap_or_default();
    let mut kind = match original.as_str() {
        "Analyzed" | "Modified" | "" => StatusKind::Published,
        "Received" | "Awaiting Analysis" | "Undergoing Analysis" | "Deferred" => {
            StatusKind::Unanalysed
        }
        "Rejected" => StatusKind::Rejected,
        other => {
            let what = format!("unknown state {}", shown(other));
            cve.note("vulnStatus", what, notes);
            StatusKind::Published
        }
    };
    let mut tags = Vec::new();
    cve.each("cveTags", notes, |t, notes| {
        tags.extend(t.texts("tags", notes))
    });
    let marked = marked(summaries);
    if kind != StatusKind::Rejected {
        let tagged = |tag: &str| tags.iter().any(|t| t == tag);
        if tagged("disputed") {
            kind = StatusKind::Disputed;
        } else if tagged("unsupported-when-assigned") {
            kind = StatusKind::Unsupported;
        } else if let Some(marked) = marked {
            kind = marked;
        }
    }
    Status { kind, original }
}

/// The state that older entries write at the beginning of their text.
pub(crate) fn marked(summaries: &[Text]) -> Option<StatusKind> {
    summaries.iter().find_map(|text| {
        let mark = text.value.trim_start().strip_prefix("** ")?;
        let (mark, _) = mark.split_once(" **")?;
        match mark {
            "REJECT" => Some(StatusKind::Rejected),
            "DISPUTED" => Some(StatusKind::Disputed),
            "UNSUPPORTED WHEN ASSIGNED" => Some(StatusKind::Unsupported),
            _ => None,
        }
    })
}

fn metrics(metrics: At<'_, '_>, record: &mut Record, notes: &mut Vec<Note>) {
    for (name, _) in metrics.members() {
        let fallback = match name.as_ref() {
            "cvssMetricV40" => "4.0",
            "cvssMetricV31" => "3.1",
            "cvssMetricV30" => "3.0",
            "cvssMetricV2" => "2.0",
            name if name.starts_with("ssvc") => {
                metrics.each(name, notes, |metric, notes| {
                    let by = metric
                        .owned("source", notes)
                        .unwrap_or_else(|| NVD.to_owned());
                    metric.member("ssvcData", notes, |data, notes| {
                        said::ssvc(data, &by, record, notes);
                    });
                });
                continue;
            }
            _ => {
                metrics.note(name, "an unknown metric", notes);
                continue;
            }
        };
        metrics.each(name, notes, |metric, notes| {
            let by = metric
                .owned("source", notes)
                .unwrap_or_else(|| NVD.to_owned());
            let primary = match metric.text("type", notes).as_deref() {
                Some("Primary") => true,
                Some("Secondary") | None => false,
                Some(other) => {
                    metric.note("type", format!("unknown type {}", shown(other)), notes);
                    false
                }
            };
            // For CVSS v2 the word stands beside the data.
            let word = metric
                .text("baseSeverity", notes)
                .and_then(|word| said::severity(&word, metric, "baseSeverity", notes));
            metric.member("cvssData", notes, |data, notes| {
                let mut score = said::score(data, &by, fallback, notes);
                score.severity = score.severity.or(word);
                score.primary = primary;
                record.scores.push(score);
            });
        });
    }
}

/// What NVD copies from CISA's catalogue of known exploited vulnerabilities.
fn known_exploited(cve: At<'_, '_>, record: &mut Record, notes: &mut Vec<Note>) {
    const CISA: &str = "CISA";
    if let Some(since) = cve.moment("cisaExploitAdd", notes) {
        record.exploitation.push(Exploitation {
            by: CISA.to_owned(),
            state: "active".to_owned(),
            since: Some(since),
            ransomware: None,
        });
    }
    if let Some(action) = cve.owned("cisaRequiredAction", notes) {
        let due = cve.moment("cisaActionDue", notes);
        record
            .remedies
            .push(advice(CISA, "required action", action, due));
    }
    if let Some(name) = cve.owned("cisaVulnerabilityName", notes) {
        record.titles.push(Text::new("en", name));
    }
}

fn advice(by: &str, kind: &str, value: String, due: Option<Moment>) -> Remedy {
    Remedy {
        by: by.to_owned(),
        kind: kind.to_owned(),
        text: Text::new("en", value),
        due,
    }
}
