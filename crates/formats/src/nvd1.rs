//! NVD's legacy feeds in JSON 1.1, which ended in December 2023 and live on in archives.

use noroshi_model::{
    AssumedZone, Configuration, Identifier, Kind, Moment, Note, Record, Reference, Status,
    StatusKind, Text, Weakness,
};

use crate::{
    DocumentKey, Envelope, Format, Frame, NotThisFormat, Reading, criteria,
    json::{self, At, Json, shown},
    nvd2::marked,
    said,
};

const NVD: &str = "nvd@nist.gov";

/// Yearly, recent and modified feeds in JSON 1.1.
pub(crate) struct Nvd1;

impl Format for Nvd1 {
    fn name(&self) -> &'static str {
        "nvd-1.1"
    }

    fn source(&self) -> &'static str {
        "nvd"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        json::top_members(head)
            .iter()
            .any(|(name, _)| name == "CVE_Items")
    }

    fn frame(&self) -> Frame {
        Frame::JsonArray {
            member: "CVE_Items",
        }
    }

    fn envelope(&self, header: &[u8]) -> Envelope {
        let members = json::header(header).unwrap_or_default();
        let text = |name: &str| members.get(name).and_then(serde_json::Value::as_str);
        Envelope {
            header: header.to_vec(),
            made: text("CVE_data_timestamp").map(|t| Moment::parse(t, AssumedZone::Utc)),
            lang: Some("en".to_owned()),
            announced: text("CVE_data_numberOfCVEs").and_then(|n| n.parse().ok()),
        }
    }

    fn read(&self, document: &[u8], _: &Envelope) -> Result<Reading, NotThisFormat> {
        let tree = Json::parse(document, self.name())?;
        item(json::object(&tree, self.name())?, self.name())
    }

    /// The same entry in the form 2.0 says more.
    fn fullness(&self) -> u8 {
        0
    }
}

fn item(item: At<'_, '_>, format: &'static str) -> Result<Reading, NotThisFormat> {
    let mut notes = Vec::new();
    let notes = &mut notes;
    let mut record = None;
    let mut stated = None;
    item.member("cve", notes, |cve, notes| {
        let mut by = None;
        cve.member("CVE_data_meta", notes, |meta, notes| {
            stated = meta.owned("ID", notes);
            by = meta.owned("ASSIGNER", notes);
        });
        record = stated
            .as_deref()
            .and_then(Identifier::parse)
            .filter(Identifier::is_cve)
            .map(|id| description(cve, id, by.as_deref().unwrap_or(NVD), notes));
    });
    let Some(mut record) = record else {
        let reason = match stated {
            Some(id) => format!("`ID` is not a CVE number: {}", shown(&id)),
            None => "no `cve.CVE_data_meta.ID` in the entry".to_owned(),
        };
        return Err(NotThisFormat { format, reason });
    };
    item.member("impact", notes, |i, notes| impact(i, &mut record, notes));
    item.member("configurations", notes, |c, notes| {
        // Each node is a configuration of its own.
        c.each("nodes", notes, |node, notes| {
            let condition = criteria::condition(node, &criteria::FEED, NVD, &mut record, notes);
            let by = NVD.to_owned();
            record.configurations.push(Configuration { by, condition });
        });
    });
    record.dates.first_published = item.moment("publishedDate", notes);
    record.dates.last_changed = item.moment("lastModifiedDate", notes);
    Ok(Reading {
        // Beside the entry in the form 2.0, not as an older revision of it: a feed of this form
        // that arrives late must not take its place.
        key: DocumentKey::of("cve-1.1", &record.id),
        changed: record.dates.last_changed.clone(),
        records: vec![record],
        notes: std::mem::take(notes),
    })
}

fn description(cve: At<'_, '_>, id: Identifier, by: &str, notes: &mut Vec<Note>) -> Record {
    let mut record = Record::new(id, Kind::Description);
    by.clone_into(&mut record.claims[0].by);
    cve.member("description", notes, |d, notes| {
        d.each("description_data", notes, |d, notes| {
            let lang = d.text("lang", notes);
            if let Some(value) = d.owned("value", notes) {
                record
                    .summaries
                    .push(Text::new(lang.unwrap_or("und".into()), value));
            }
        });
    });
    record.status = Status {
        kind: marked(&record.summaries).unwrap_or(StatusKind::Published),
        original: String::new(),
    };
    cve.member("problemtype", notes, |p, notes| {
        p.each("problemtype_data", notes, |p, notes| {
            p.each("description", notes, |d, notes| {
                if let Some(id) = d.owned("value", notes) {
                    record.weaknesses.push(Weakness {
                        by: NVD.to_owned(),
                        id,
                        name: None,
                    });
                }
            });
        });
    });
    cve.member("references", notes, |r, notes| {
        r.each("reference_data", notes, |r, notes| {
            let mut tags = r.texts("tags", notes);
            // `CONFIRM`, `BID`, …: the kind of reference that the CVE list gave before tags.
            tags.extend(r.owned("refsource", notes));
            let url = r.owned("url", notes).unwrap_or_default();
            let title = r.owned("name", notes).filter(|name| *name != url);
            let reference = Reference {
                by: by.to_owned(),
                url,
                title,
                tags,
            };
            said::reference(&mut record, reference);
        });
    });
    record
}

fn impact(impact: At<'_, '_>, record: &mut Record, notes: &mut Vec<Note>) {
    for (outer, inner, system) in [
        ("baseMetricV3", "cvssV3", "3.1"),
        ("baseMetricV2", "cvssV2", "2.0"),
    ] {
        impact.member(outer, notes, |metric, notes| {
            let word = metric
                .text("severity", notes)
                .and_then(|word| said::severity(&word, metric, "severity", notes));
            metric.member(inner, notes, |data, notes| {
                let mut score = said::score(data, NVD, system, notes);
                score.severity = score.severity.or(word);
                score.primary = true;
                record.scores.push(score);
            });
        });
    }
}
