//! VULDEF: the full entries of JVN iPedia.

use noroshi_jvn::{
    Scope, names, read_slice,
    vuldef::{AffectedItem, Bound, RelatedItem, VersionNumber, Vulinfo, VulinfoData},
};
use noroshi_model::{
    Affected, AffectedStatus, Exploitation, HistoryItem, Identifier, Kind, Limit, Note, Record,
    Reference, Remedy, Role, Said, Text, VersionRange, Versions, Weakness,
};

use crate::{
    DocumentKey, Envelope, Format, Frame, NotThisFormat, Reading,
    jvn::{self, Mentions, filled, moment},
    prose,
};

/// VULDEF 2.0, 3.1 and 3.2.
pub(crate) struct Vuldef;

impl Format for Vuldef {
    fn name(&self) -> &'static str {
        "vuldef"
    }

    fn source(&self) -> &'static str {
        "jvndb"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        let scope = Scope::of_header(head, "");
        let root = scope.root();
        root.is_some_and(|name| name.is(&[names::VULDEF], "VULDEF-Document"))
    }

    fn frame(&self) -> Frame {
        Frame::XmlElement { name: "Vulinfo" }
    }

    fn envelope(&self, header: &[u8]) -> Envelope {
        jvn::envelope(header, &[])
    }

    fn namespace(&self, envelope: &Envelope) -> Option<String> {
        let lang = envelope.lang.as_deref().unwrap_or("ja");
        Some(format!("vuldef/{}", short(lang)))
    }

    fn announced_after(&self, trailer: &[u8]) -> Option<u64> {
        jvn::announced(trailer)
    }

    fn read(&self, document: &[u8], envelope: &Envelope) -> Result<Reading, NotThisFormat> {
        let refuse = |reason: String| NotThisFormat {
            format: self.name(),
            reason,
        };
        let scope = Scope::of_header(&envelope.header, names::VULDEF);
        let element = read_slice(document, &scope).map_err(|e| refuse(e.to_string()))?;
        if !element.name.is(&[names::VULDEF], "Vulinfo") {
            return Err(refuse(format!("<{}> is no entry", element.name.written())));
        }
        let vulinfo = Vulinfo::from_element(&element);
        let Some(id) = filled(vulinfo.id.as_ref()) else {
            return Err(refuse("an entry without VulinfoID".to_owned()));
        };
        let mut notes = Vec::new();
        jvn::control_characters(document, &mut notes);
        vulinfo.unknown(&mut |place, element| jvn::unknown(place, element, &mut notes));
        let lang = envelope.lang.as_deref().unwrap_or("ja");
        let id = Identifier::other(id.trim());
        let key = DocumentKey::of(format!("vuldef/{}", short(lang)), &id);
        let record = match &vulinfo.data {
            Some(data) => record(id, data, lang, &mut notes),
            None => {
                notes.push(Note::new("Vulinfo", "an entry without VulinfoData"));
                Record::new(id, Kind::Description)
            }
        };
        Ok(Reading {
            key,
            changed: record.dates.last_changed.clone(),
            records: vec![record],
            notes,
        })
    }

    fn fullness(&self) -> u8 {
        2
    }
}

/// The language part of a key: `ja` for `ja-JP`.
pub(crate) fn short(lang: &str) -> &str {
    lang.split(['-', '_']).next().unwrap_or(lang)
}

fn record(id: Identifier, data: &VulinfoData, lang: &str, notes: &mut Vec<Note>) -> Record {
    let by = jvn::speaker(&id);
    let mut record = Record::new(id, Kind::Description);
    record.titles.extend(jvn::text(lang, data.title.as_ref()));
    if let Some(description) = &data.description {
        let overview = description.overview.as_ref();
        record.summaries.extend(jvn::text(lang, overview));
        let details = description.detail.iter();
        record
            .summaries
            .extend(details.filter_map(|d| jvn::text(lang, Some(d))));
        if let Some(status) = overview.and_then(|o| jvn::status(o)) {
            record.status = status;
        }
        for item in description.cwe.iter().flat_map(|c| &c.items) {
            weakness(item, by, lang, "VulinfoDescription/Cwe", &mut record, notes);
        }
    }
    let affected = data.affected.iter().flat_map(|a| &a.items);
    for (at, item) in affected.enumerate() {
        let place = format!("Affected/AffectedItem[{}]", at + 1);
        record.affected.push(product(item, by, &place, notes));
    }
    impacts(data, by, lang, &mut record, notes);
    remedies(data, by, lang, &mut record);
    exploits(data, by, &mut record, notes);
    related(data, by, lang, &mut record, notes);
    for item in data.credit.iter().flat_map(|c| &c.items) {
        let name = item.name.iter();
        let words: Vec<&str> = name.chain(&item.descriptions).map(String::as_str).collect();
        record.credits.push(Said {
            by: by.to_owned(),
            text: Text::new(lang, words.join("\n")),
        });
    }
    if !data.additional_data.is_empty() {
        notes.push(Note::new(
            "AdditionalData",
            "data of other parties is kept in the original only",
        ));
    }
    if data.contact.is_some() {
        notes.push(Note::new(
            "Contact",
            "contacts are kept in the original only",
        ));
    }
    for (at, item) in data.history.iter().flat_map(|h| &h.items).enumerate() {
        let place = format!("History/HistoryItem[{}]", at + 1);
        let when = [&item.date_time, &item.updated, &item.published];
        let when = when.into_iter().find_map(Option::as_ref);
        record.history.push(HistoryItem {
            number: filled(item.number.as_ref()),
            when: moment(when, &place, notes),
            text: Text::new(lang, item.descriptions.join("\n")),
        });
    }
    record.dates.made_public = moment(data.date_public.as_ref(), "DatePublic", notes);
    record.dates.first_published = moment(
        data.date_first_published.as_ref(),
        "DateFirstPublished",
        notes,
    );
    record.dates.last_changed = moment(data.date_last_updated.as_ref(), "DateLastUpdated", notes);
    record
}

fn product(item: &AffectedItem, by: &str, place: &str, notes: &mut Vec<Note>) -> Affected {
    let stated = match item.affected_status.as_deref().map(str::trim) {
        None | Some("") => None,
        Some("vulnerable" | "vulnerable_investigating") => Some(AffectedStatus::Affected),
        Some("notvulnerable") => Some(AffectedStatus::NotAffected),
        // Still being looked into: the answer is not known yet.
        Some("unknown" | "notvulnerable_investigating") => Some(AffectedStatus::Unknown),
        Some(word) => {
            notes.push(Note::new(place, format!("unknown affectedstatus {word}")));
            Some(AffectedStatus::Unknown)
        }
    };
    // Where nothing else is said, versions are listed because they are affected.
    let status = stated.unwrap_or(AffectedStatus::Affected);
    let versions = item.version_numbers.iter().flat_map(|v| match prose_of(v) {
        Some(words) => in_prose(words, status),
        None => vec![Versions {
            text: in_words(v, ""),
            status,
            range: range(v),
        }],
    });
    // A build counts by its own numbers, which no version is compared with.
    let builds = item.build_numbers.iter();
    let builds = builds.map(|v| Versions::in_words(in_words(v, "build "), status));
    let words = item.descriptions.iter();
    let words = words.flat_map(|words| in_prose(words, status));
    let versions: Vec<Versions> = versions
        .chain(builds)
        .chain(words)
        .filter(|versions| !versions.text.trim().is_empty())
        .collect();
    // The status is that of the versions listed; of others JVN says nothing.
    let default = stated
        .filter(|_| versions.is_empty())
        .unwrap_or(AffectedStatus::Silent);
    Affected {
        by: by.to_owned(),
        vendor: filled(item.name.as_ref()),
        product: filled(item.product_name.as_ref()),
        cpes: item
            .cpe
            .iter()
            .map(|c| c.value.trim().to_owned())
            .filter(|c| !c.is_empty())
            .collect(),
        package: None,
        purl: None,
        versions,
        default,
        role: Role::Vulnerable,
    }
}

/// What is said of versions where nothing but prose says it.
fn prose_of(version: &VersionNumber) -> Option<&str> {
    let alone = version.begin.is_empty() && version.end.is_empty();
    let plain = matches!(version.operator.as_deref(), None | Some("eq"));
    (alone && plain).then_some(version.text.as_str())
}

/// What prose says of versions: a statement for each entry of a list.
fn in_prose(words: &str, status: AffectedStatus) -> Vec<Versions> {
    let said = prose::statements(words).into_iter();
    said.map(|(text, range)| Versions {
        text: text.to_owned(),
        status,
        range,
    })
    .collect()
}

/// What is said of versions as a range, out of bounds and operators.
fn range(version: &VersionNumber) -> Option<VersionRange> {
    let words = version.text.trim();
    if version.begin.is_empty() && version.end.is_empty() {
        return match version.operator.as_deref() {
            None | Some("eq" | "ne") => None,
            Some(operator) => limits([(words, operator)].into_iter()),
        };
    }
    // Words around the bounds say something that the bounds do not.
    if !words.is_empty() {
        return None;
    }
    let begin = version.begin.iter();
    let begin = begin.map(|b| (b.value.trim(), b.operator.as_deref().unwrap_or("ge")));
    let end = version.end.iter();
    let end = end.map(|b| (b.value.trim(), b.operator.as_deref().unwrap_or("le")));
    limits(begin.chain(end).filter(|(value, _)| !value.is_empty()))
}

/// One lower and one upper end; `None` where there are more, or an operator that is neither.
fn limits<'a>(bounds: impl Iterator<Item = (&'a str, &'a str)>) -> Option<VersionRange> {
    let mut range = VersionRange::default();
    for (value, operator) in bounds {
        let (end, limit) = match operator {
            "ge" => (&mut range.low, Limit::included(value)),
            "gt" => (&mut range.low, Limit::excluded(value)),
            "le" => (&mut range.high, Limit::included(value)),
            "lt" => (&mut range.high, Limit::excluded(value)),
            _ => return None,
        };
        if end.replace(limit).is_some() {
            return None;
        }
    }
    Some(range).filter(|r| r.low.is_some() || r.high.is_some())
}

/// What is said of versions, in words: the prose as it is, ranges as `>= 1.0, < 2.0`.
fn in_words(version: &VersionNumber, before: &str) -> String {
    let sign = |operator: Option<&str>, otherwise: &'static str| match operator {
        Some("eq") => "",
        Some("ne") => "!= ",
        Some("gt") => "> ",
        Some("lt") => "< ",
        Some("ge") => ">= ",
        Some("le") => "<= ",
        _ => otherwise,
    };
    let bound = |bound: &Bound, otherwise| {
        let value = bound.value.trim();
        let sign = sign(bound.operator.as_deref(), otherwise);
        (!value.is_empty()).then(|| format!("{sign}{value}"))
    };
    let begin = version.begin.iter().filter_map(|b| bound(b, ">= "));
    let end = version.end.iter().filter_map(|b| bound(b, "<= "));
    let range: Vec<String> = begin.chain(end).collect();
    let mut parts = Vec::new();
    if !version.text.trim().is_empty() {
        let sign = sign(version.operator.as_deref(), "");
        // Around a range the words are indentation or glue; alone they stay as they are.
        let text = if range.is_empty() {
            version.text.as_str()
        } else {
            version.text.trim()
        };
        parts.push(format!("{before}{sign}{text}"));
    }
    if !range.is_empty() {
        parts.push(format!("{before}{}", range.join(", ")));
    }
    parts.join(" ")
}

fn impacts(data: &VulinfoData, by: &str, lang: &str, record: &mut Record, notes: &mut Vec<Note>) {
    let Some(impact) = &data.impact else {
        return;
    };
    for (at, cvss) in impact.cvss.iter().enumerate() {
        let place = format!("Impact/Cvss[{}]", at + 1);
        let word = cvss.severity.as_ref().map(|s| s.value.as_str());
        let score = jvn::score(
            by,
            cvss.version.as_deref(),
            cvss.vector.as_ref(),
            cvss.base_score(),
            word,
            &place,
            notes,
        );
        if cvss.temp.is_some() || cvss.env.is_some() {
            let what = "a temporal or environmental score is kept in the original only";
            notes.push(Note::new(place, what));
        }
        record.scores.push(score);
    }
    let words = impact.items.iter().flat_map(|i| &i.descriptions);
    let said = words.filter_map(|d| jvn::text(lang, Some(d)));
    record.impacts.extend(said.map(|text| Said {
        by: by.to_owned(),
        text,
    }));
}

fn remedies(data: &VulinfoData, by: &str, lang: &str, record: &mut Record) {
    for item in data.solution.iter().flat_map(|s| &s.items) {
        let kind = item.solution_type.clone().unwrap_or_default();
        let said = item.descriptions.iter();
        let said = said.filter_map(|d| jvn::text(lang, Some(d)));
        record.remedies.extend(said.map(|text| Remedy {
            by: by.to_owned(),
            kind: kind.clone(),
            text,
            due: None,
        }));
        for url in &item.urls {
            record.references.push(Reference {
                by: by.to_owned(),
                url: url.trim().to_owned(),
                title: None,
                tags: vec!["solution".to_owned()],
            });
        }
    }
}

fn exploits(data: &VulinfoData, by: &str, record: &mut Record, notes: &mut Vec<Note>) {
    let items = data.exploit.iter().flat_map(|e| &e.items);
    for (at, item) in items.enumerate() {
        let place = format!("Exploit/ExploitItem[{}]", at + 1);
        let state = match item.exploit_type.as_deref() {
            Some("exploit" | "poc" | "senario") => Some("poc"),
            Some("malware") => Some("active"),
            Some("none") => Some("none"),
            _ => None,
        };
        record.exploitation.extend(state.map(|state| Exploitation {
            by: by.to_owned(),
            state: state.to_owned(),
            since: None,
            ransomware: None,
        }));
        if state.is_none() || !item.descriptions.is_empty() {
            let what = "words about an exploit are kept in the original only";
            notes.push(Note::new(place, what));
        }
        for url in &item.urls {
            record.references.push(Reference {
                by: by.to_owned(),
                url: url.trim().to_owned(),
                title: None,
                tags: vec!["exploit".to_owned()],
            });
        }
    }
}

fn related(data: &VulinfoData, by: &str, lang: &str, record: &mut Record, notes: &mut Vec<Note>) {
    let mut mentions = Mentions::default();
    for (at, item) in data.related.iter().flat_map(|r| &r.items).enumerate() {
        let place = format!("Related/RelatedItem[{}]", at + 1);
        let kind = item.kind.as_deref().unwrap_or_default();
        if kind == "cwe" && weakness(item, by, lang, &place, record, notes) {
            continue;
        }
        // A vendor's item carries the title of a document where others carry an identifier.
        if kind == "advisory" {
            let name = item.name.as_deref().unwrap_or_default().trim();
            match filled(item.id.as_ref()) {
                Some(id) => mentions.take(&id, name, &place, notes),
                None if name.contains("(CVE)") => {
                    notes.push(Note::new(
                        place.as_str(),
                        "a CVE reference without identifier",
                    ));
                }
                None => {}
            }
        }
        record.references.push(Reference {
            by: by.to_owned(),
            url: item.url.as_deref().unwrap_or_default().trim().to_owned(),
            title: filled(item.title.as_ref()).or_else(|| filled(item.id.as_ref())),
            tags: [&item.kind, &item.name]
                .into_iter()
                .filter_map(|tag| filled(tag.as_ref()))
                .collect(),
        });
        if let Some(words) = filled(item.description.as_ref()) {
            let what = format!("words beside a reference, kept in the original only: {words}");
            notes.push(Note::new(place, what));
        }
    }
    mentions.claim(record, "related");
}

/// Takes a weakness; answers whether it was one.
fn weakness(
    item: &RelatedItem,
    by: &str,
    lang: &str,
    place: &str,
    record: &mut Record,
    notes: &mut Vec<Note>,
) -> bool {
    let Some(id) = filled(item.id.as_ref()) else {
        notes.push(Note::new(place, "a weakness without identifier"));
        return false;
    };
    record.weaknesses.push(Weakness {
        by: by.to_owned(),
        id: id.trim().to_owned(),
        name: jvn::text(lang, item.title.as_ref()),
    });
    true
}
