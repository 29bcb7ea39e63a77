//! CISA's catalogue of known exploited vulnerabilities.

use noroshi_model::{
    Affected, AffectedStatus, AssumedZone, Exploitation, Identifier, Kind, Moment, Record,
    Reference, Remedy, Role, Text, Weakness,
};

use crate::{
    DocumentKey, Envelope, Format, Frame, NotThisFormat, Reading,
    json::{self, Json, shown},
    said,
};

const CISA: &str = "CISA";

/// The catalogue in JSON.
pub(crate) struct Kev;

impl Format for Kev {
    fn name(&self) -> &'static str {
        "kev"
    }

    fn source(&self) -> &'static str {
        "kev"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        let members = json::top_members(head);
        let has = |name: &str| members.iter().any(|(n, _)| n == name);
        has("catalogVersion") && !has("format")
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
                .get("dateReleased")
                .and_then(serde_json::Value::as_str)
                .map(|text| Moment::parse(text, AssumedZone::Utc)),
            lang: Some("en".to_owned()),
            announced: members.get("count").and_then(serde_json::Value::as_u64),
        }
    }

    fn is_snapshot(&self) -> bool {
        true
    }

    fn read(&self, document: &[u8], envelope: &Envelope) -> Result<Reading, NotThisFormat> {
        let format = self.name();
        let tree = Json::parse(document, format)?;
        let entry = json::object(&tree, format)?;
        let mut notes = Vec::new();
        let notes = &mut notes;
        let refuse = |reason| NotThisFormat { format, reason };
        let id = entry
            .text("cveID", notes)
            .ok_or_else(|| refuse("no `cveID` in the entry".to_owned()))?;
        let id = Identifier::parse(&id)
            .filter(Identifier::is_cve)
            .ok_or_else(|| refuse(format!("`cveID` is not a CVE number: {}", shown(&id))))?;
        let key = DocumentKey::of("cve", &id);

        let mut record = Record::new(id, Kind::Exploitation);
        CISA.clone_into(&mut record.claims[0].by);
        let text = |value| Text::new("en", value);
        record
            .titles
            .extend(entry.owned("vulnerabilityName", notes).map(text));
        record
            .summaries
            .extend(entry.owned("shortDescription", notes).map(text));
        if let Some(action) = entry.owned("requiredAction", notes) {
            record.remedies.push(Remedy {
                by: CISA.to_owned(),
                kind: "required action".to_owned(),
                text: text(action),
                due: entry.moment("dueDate", notes),
            });
        }
        let added = entry.moment("dateAdded", notes);
        record.exploitation.push(Exploitation {
            by: CISA.to_owned(),
            state: "active".to_owned(),
            since: added.clone(),
            ransomware: entry.owned("knownRansomwareCampaignUse", notes),
        });
        record.affected.push(Affected {
            by: CISA.to_owned(),
            vendor: entry.owned("vendorProject", notes),
            product: entry.owned("product", notes),
            cpes: Vec::new(),
            package: None,
            purl: None,
            versions: Vec::new(),
            // The catalogue names products and says nothing of their versions.
            default: AffectedStatus::Silent,
            role: Role::Vulnerable,
        });
        record.weaknesses = entry
            .texts("cwes", notes)
            .into_iter()
            .map(|id| Weakness {
                by: CISA.to_owned(),
                id,
                name: None,
            })
            .collect();
        for part in entry.text("notes", notes).unwrap_or_default().split(';') {
            remark(part.trim(), &mut record);
        }
        record.dates.first_published = added;
        Ok(Reading {
            key,
            // An entry has no date of change of its own; the catalogue's orders its revisions.
            changed: envelope.made.clone(),
            records: vec![record],
            notes: std::mem::take(notes),
        })
    }
}

/// A part of `notes`: addresses become references; words without an address stay words.
fn remark(part: &str, record: &mut Record) {
    let is_address = |word: &&str| word.starts_with("https://") || word.starts_with("http://");
    let words = |part: &str| {
        let words: Vec<&str> = part.split_whitespace().filter(|w| !is_address(w)).collect();
        Some(words.join(" ")).filter(|w| !w.is_empty())
    };
    let addresses: Vec<&str> = part.split_whitespace().filter(is_address).collect();
    let title = words(part);
    for url in &addresses {
        let reference = Reference {
            by: CISA.to_owned(),
            url: (*url).to_owned(),
            title: title.clone(),
            tags: Vec::new(),
        };
        said::reference(record, reference);
    }
    if addresses.is_empty() && title.is_some() {
        record.references.push(Reference {
            by: CISA.to_owned(),
            url: String::new(),
            title,
            tags: Vec::new(),
        });
    }
}
