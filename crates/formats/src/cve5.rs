//! CVE records, JSON 5.0 to 5.2: one record in a file.

use noroshi_model::{
    Exploitation, HistoryItem, Identifier, Kind, Note, Record, Reference, Relation, Remedy, Said,
    Status, StatusKind, Text, Weakness,
};

use crate::{
    DocumentKey, Envelope, Format, Frame, NotThisFormat, Reading,
    criteria::configuration,
    json::{self, At, Json, shown},
    said,
};

/// A CVE record with the containers of its CNA and of the ADPs.
pub(crate) struct Cve5;

impl Format for Cve5 {
    fn name(&self) -> &'static str {
        "cve-5"
    }

    fn source(&self) -> &'static str {
        "cve"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        json::top_members(head).iter().any(|(name, value)| {
            name == "cveMetadata"
                || name == "dataType"
                    && json::leading_string(value).is_some_and(|t| t == "CVE_RECORD")
        })
    }

    fn frame(&self) -> Frame {
        Frame::Whole
    }

    fn envelope(&self, header: &[u8]) -> Envelope {
        Envelope {
            header: header.to_vec(),
            announced: Some(1),
            ..Envelope::default()
        }
    }

    fn read(&self, document: &[u8], _: &Envelope) -> Result<Reading, NotThisFormat> {
        let format = self.name();
        let tree = Json::parse(document, format)?;
        let root = json::object(&tree, format)?;
        let mut notes = Vec::new();
        if let Some(version) = root.text("dataVersion", &mut notes)
            && !version.starts_with("5.")
        {
            let what = format!("unknown version {}; read as 5.2", shown(&version));
            root.note("dataVersion", what, &mut notes);
        }
        let mut stated = None;
        let mut record = None;
        root.member("cveMetadata", &mut notes, |meta, notes| {
            stated = meta.owned("cveId", notes);
            record = stated
                .as_deref()
                .and_then(Identifier::parse)
                .filter(Identifier::is_cve)
                .map(|id| metadata(meta, id, notes));
        });
        let Some(mut record) = record else {
            let reason = match stated {
                Some(id) => format!("`cveId` is not a CVE number: {}", shown(&id)),
                None => "no `cveMetadata.cveId` in the record".to_owned(),
            };
            return Err(NotThisFormat { format, reason });
        };
        let assigner = record.claims[0].by.clone();
        root.member("containers", &mut notes, |containers, notes| {
            containers.member("cna", notes, |cna, notes| {
                container(cna, &assigner, &mut record, notes);
                record.dates.made_public = cna.moment("datePublic", notes);
            });
            containers.each("adp", notes, |adp, notes| {
                container(adp, "ADP", &mut record, notes);
            });
        });
        // What has no state was written by a numbering authority for its own archive. It must not
        // be taken for a revision of the record in the CVE list.
        let namespace = if record.status.original.is_empty() {
            "cve-cna"
        } else {
            "cve"
        };
        Ok(Reading {
            key: DocumentKey::of(namespace, &record.id),
            changed: record.dates.last_changed.clone(),
            records: vec![record],
            notes,
        })
    }
}

fn metadata(meta: At<'_, '_>, id: Identifier, notes: &mut Vec<Note>) -> Record {
    let mut record = Record::new(id, Kind::Description);
    record.claims[0].by = meta
        .owned("assignerShortName", notes)
        .or_else(|| meta.owned("assignerOrgId", notes))
        .unwrap_or_else(|| "CVE".to_owned());
    let original = meta.owned("state", notes).unwrap_or_default();
    let kind = match original.as_str() {
        "PUBLISHED" => StatusKind::Published,
        "RESERVED" => StatusKind::Reserved,
        "REJECTED" => StatusKind::Rejected,
        "" => {
            meta.note("state", "not stated; taken as published", notes);
            StatusKind::Published
        }
        other => {
            meta.note("state", format!("unknown state {}", shown(other)), notes);
            StatusKind::Published
        }
    };
    record.status = Status { kind, original };
    record.dates.first_published = meta.moment("datePublished", notes);
    record.dates.last_changed = meta
        .moment("dateUpdated", notes)
        .or_else(|| meta.moment("dateRejected", notes))
        .or_else(|| record.dates.first_published.clone());
    record
}

/// What one organisation says.
fn container(at: At<'_, '_>, fallback: &str, record: &mut Record, notes: &mut Vec<Note>) {
    let mut by = None;
    at.member("providerMetadata", notes, |p, notes| {
        by = p
            .owned("shortName", notes)
            .or_else(|| p.owned("orgId", notes));
    });
    let by = &by.unwrap_or_else(|| fallback.to_owned());

    if let Some(title) = at.owned("title", notes) {
        // The titles of CISA's and the CVE Program's own containers name the container.
        if by != "CISA-ADP" && by != "CVE" {
            record.titles.push(Text::new("en", title));
        }
    }
    for member in ["descriptions", "rejectedReasons"] {
        texts(at, member, notes, |text| record.summaries.push(text));
    }
    for id in at.texts("replacedBy", notes) {
        match Identifier::parse(&id) {
            Some(id) => record.claim(Relation::Related, id, by),
            None => at.note(
                "replacedBy",
                format!("not an identifier: {}", shown(&id)),
                notes,
            ),
        }
    }
    for tag in at.texts("tags", notes) {
        let kind = match tag.as_str() {
            "disputed" => StatusKind::Disputed,
            "unsupported-when-assigned" => StatusKind::Unsupported,
            _ => continue,
        };
        // Disputed says more than unsupported, whatever their order.
        let weaker = [StatusKind::Published, StatusKind::Unsupported];
        if weaker.contains(&record.status.kind) {
            record.status.kind = kind;
        }
    }
    at.each("metrics", notes, |m, notes| metric(m, by, record, notes));
    at.each("problemTypes", notes, |p, notes| {
        p.each("descriptions", notes, |d, notes| {
            record.weaknesses.extend(weakness(d, by, notes));
        });
    });
    at.each("affected", notes, |p, notes| {
        let product = said::product(p, by, notes);
        if !said::is_placeholder(&product) {
            record.affected.push(product);
        }
    });
    at.each("cpeApplicability", notes, |c, notes| {
        configuration(c, by, record, notes);
    });
    let said = |text| Said {
        by: by.clone(),
        text,
    };
    at.each("impacts", notes, |impact, notes| {
        texts(impact, "descriptions", notes, |t| {
            record.impacts.push(said(t))
        });
    });
    // Under what configuration it can be used, and what is known of exploits.
    for member in ["configurations", "exploits"] {
        texts(at, member, notes, |t| record.impacts.push(said(t)));
    }
    for (member, kind) in [("solutions", "fixed"), ("workarounds", "workaround")] {
        texts(at, member, notes, |text| {
            record.remedies.push(Remedy {
                by: by.clone(),
                kind: kind.to_owned(),
                text,
                due: None,
            });
        });
    }
    at.each("references", notes, |r, notes| {
        let url = r.owned("url", notes).unwrap_or_default();
        let reference = Reference {
            by: by.clone(),
            title: r.owned("name", notes).filter(|name| *name != url),
            url,
            tags: r.texts("tags", notes),
        };
        said::reference(record, reference);
    });
    at.each("timeline", notes, |t, notes| {
        let when = t.moment("time", notes);
        if let Some(text) = text(t, notes) {
            record.history.push(HistoryItem {
                number: None,
                when,
                text,
            });
        }
    });
    at.each("credits", notes, |c, notes| {
        record.credits.extend(text(c, notes).map(said));
    });
}

fn metric(metric: At<'_, '_>, by: &str, record: &mut Record, notes: &mut Vec<Note>) {
    for (name, _) in metric.members() {
        let system = match name.as_ref() {
            "cvssV4_0" => "4.0",
            "cvssV3_1" => "3.1",
            "cvssV3_0" => "3.0",
            "cvssV2_0" => "2.0",
            "other" => {
                metric.member(name, notes, |o, notes| other(o, by, record, notes));
                continue;
            }
            "format" | "scenarios" => continue,
            name if name.starts_with("x_") => continue,
            _ => {
                metric.note(name, "an unknown metric", notes);
                continue;
            }
        };
        metric.member(name, notes, |data, notes| {
            record.scores.push(said::score(data, by, system, notes));
        });
    }
}

/// A metric of another kind: CISA's decision points and known exploitation, a vendor's own words.
fn other(at: At<'_, '_>, by: &str, record: &mut Record, notes: &mut Vec<Note>) {
    let kind = at.owned("type", notes).unwrap_or_default();
    at.member("content", notes, |content, notes| match kind.as_str() {
        "ssvc" => said::ssvc(content, by, record, notes),
        "kev" => {
            let since = content.moment("dateAdded", notes);
            record.exploitation.push(Exploitation {
                by: by.to_owned(),
                state: "active".to_owned(),
                since,
                ransomware: None,
            });
            if let Some(url) = content.owned("reference", notes) {
                let reference = Reference {
                    by: by.to_owned(),
                    url,
                    title: None,
                    tags: vec!["kev".to_owned()],
                };
                said::reference(record, reference);
            }
        }
        // A severity in the vendor's own scale. Its words are kept as a score of another system.
        _ => {
            let word = ["value", "text"]
                .into_iter()
                .find_map(|name| content.json.get(name)?.as_str());
            match word {
                Some(word) => record.scores.push(noroshi_model::Score {
                    by: by.to_owned(),
                    system: kind.clone(),
                    vector: None,
                    stated: None,
                    computed: None,
                    severity: noroshi_model::Severity::from_word(word),
                    primary: false,
                }),
                None => content.note_here(
                    format!("a metric of kind {}, not read", shown(&kind)),
                    notes,
                ),
            }
        }
    });
}

/// A weakness: its number where one is given or written at the beginning; else only its words.
fn weakness(at: At<'_, '_>, by: &str, notes: &mut Vec<Note>) -> Option<Weakness> {
    let words = at.owned("description", notes).unwrap_or_default();
    let lang = at.text("lang", notes).unwrap_or("und".into());
    let number = |text: &str| {
        let digits = text.strip_prefix("CWE-")?;
        let end = digits
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(digits.len());
        let known =
            digits[..end].parse::<u32>().is_ok() || matches!(&digits[..end], "noinfo" | "Other");
        known.then(|| text[..4 + end].to_owned())
    };
    let stated = at.owned("cweId", notes);
    if let Some(stated) = stated
        .as_deref()
        .filter(|s| number(s).as_deref() != Some(s))
    {
        at.note(
            "cweId",
            format!("not a CWE number: {}", shown(stated)),
            notes,
        );
    }
    let id = stated.or_else(|| number(&words)).unwrap_or_default();
    let name = words
        .strip_prefix(id.as_str())
        .unwrap_or(&words)
        .trim_start_matches([':', ' ', '-'])
        .trim_end();
    let name = (!name.is_empty() && !name.eq_ignore_ascii_case("n/a")).then(|| name.to_owned());
    if id.is_empty() && name.is_none() {
        return None;
    }
    Some(Weakness {
        by: by.to_owned(),
        id,
        name: name.map(|name| Text::new(lang, name)),
    })
}

fn texts(at: At<'_, '_>, member: &str, notes: &mut Vec<Note>, mut each: impl FnMut(Text)) {
    at.each(member, notes, |t, notes| {
        if let Some(text) = text(t, notes) {
            each(text);
        }
    });
}

/// A text with its language. The same text as HTML (`supportingMedia`) stays in the document.
fn text(at: At<'_, '_>, notes: &mut Vec<Note>) -> Option<Text> {
    let lang = at.text("lang", notes);
    let value = at.owned("value", notes)?;
    Some(Text::new(lang.unwrap_or("und".into()), value))
}
