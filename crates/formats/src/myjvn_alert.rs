//! The alert list of IPA (getAlertList), as Atom and as JSON.

use noroshi_jvn::{Scope, alert::Alert, alert_json, names, read_slice, sec::SecItem};
use noroshi_model::{
    Affected, AffectedStatus, Identifier, Kind, Note, Record, Reference, Relation, Role, Score,
    Severity,
};

use crate::{
    DocumentKey, Envelope, Format, Frame, NotThisFormat, Reading,
    jvn::{self, filled, moment},
    vuldef::short,
};

/// The Atom form: each entry is a document.
pub(crate) struct MyJvnAlert;

/// The JSON form: the whole file is one document, because its entries stand two levels deep.
pub(crate) struct MyJvnAlertJson;

impl Format for MyJvnAlert {
    fn name(&self) -> &'static str {
        "myjvn-alert"
    }

    fn source(&self) -> &'static str {
        "jvn-alert"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        let scope = Scope::of_header(head, "");
        let atom = scope
            .root()
            .is_some_and(|name| name.is(&[names::ATOM], "feed"));
        // Many things are Atom; JVN's module makes it an alert list.
        let module = names::SEC.as_bytes();
        atom && head.windows(module.len()).any(|w| w == module)
    }

    fn frame(&self) -> Frame {
        Frame::XmlElement { name: "entry" }
    }

    fn envelope(&self, header: &[u8]) -> Envelope {
        jvn::envelope(header, &["updated"])
    }

    fn namespace(&self, envelope: &Envelope) -> Option<String> {
        let lang = envelope.lang.as_deref().unwrap_or("ja");
        Some(format!("alert/{}", short(lang)))
    }

    fn announced_after(&self, trailer: &[u8]) -> Option<u64> {
        jvn::announced(trailer)
    }

    fn read(&self, document: &[u8], envelope: &Envelope) -> Result<Reading, NotThisFormat> {
        let refuse = |reason: String| NotThisFormat {
            format: self.name(),
            reason,
        };
        let scope = Scope::of_header(&envelope.header, names::ATOM);
        let element = read_slice(document, &scope).map_err(|e| refuse(e.to_string()))?;
        if !element.name.is(&[names::ATOM], "entry") {
            return Err(refuse(format!("<{}> is no entry", element.name.written())));
        }
        let alert = Alert::from_element(&element);
        let mut notes = Vec::new();
        jvn::control_characters(document, &mut notes);
        alert.unknown(&mut |place, element| jvn::unknown(place, element, &mut notes));
        let lang = envelope.lang.as_deref().unwrap_or("ja");
        let record = record(&alert, lang, "entry", &mut notes)
            .ok_or_else(|| refuse("an alert without identifier".to_owned()))?;
        Ok(Reading {
            key: DocumentKey::of(format!("alert/{}", short(lang)), &record.id),
            changed: record.dates.last_changed.clone(),
            records: vec![record],
            notes,
        })
    }
}

impl Format for MyJvnAlertJson {
    fn name(&self) -> &'static str {
        "myjvn-alert-json"
    }

    fn source(&self) -> &'static str {
        "jvn-alert"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let has = |text: &[u8]| head.windows(text.len()).any(|w| w == text);
        head.trim_ascii_start().starts_with(b"{")
            && has(b"\"feed\"")
            && has(b"myjvn_alert")
            // The 4.0 form has another shape under the same name.
            && (has(b"\"sec:handling\"") || has(b"\"sec:items\""))
    }

    fn frame(&self) -> Frame {
        Frame::Whole
    }

    fn envelope(&self, _header: &[u8]) -> Envelope {
        Envelope::default()
    }

    fn read(&self, document: &[u8], _envelope: &Envelope) -> Result<Reading, NotThisFormat> {
        let read = alert_json::read_leniently(document);
        let (file, refused) = read.map_err(|e| NotThisFormat {
            format: self.name(),
            reason: e.to_string(),
        })?;
        let mut notes: Vec<Note> = refused
            .iter()
            .map(|(at, error)| Note::new(format!("/feed/entry/{at}"), error.to_string()))
            .collect();
        let mut records = Vec::new();
        for entry in &file.feed.entry {
            let place = format!("/feed/entry[id={}]", entry.id.as_deref().unwrap_or("none"));
            match record(&entry.to_alert(), "ja", &place, &mut notes) {
                Some(record) => records.push(record),
                None => notes.push(Note::new(place, "an alert without identifier")),
            }
        }
        let id = file.feed.rest.get("id").and_then(|id| id.as_str());
        Ok(Reading {
            key: DocumentKey::new("alert-list/ja", id.unwrap_or("alerts")),
            changed: moment(file.feed.updated.as_ref(), "/feed/updated", &mut notes),
            records,
            notes,
        })
    }
}

fn record(alert: &Alert, lang: &str, place: &str, notes: &mut Vec<Note>) -> Option<Record> {
    let by = "IPA";
    let id = filled(alert.id.as_ref())?;
    let mut record = Record::new(Identifier::other(id.trim()), Kind::Alert);
    let title = alert.title.as_ref().map(|t| &t.value);
    let summary = alert.summary.as_ref().map(|t| &t.value);
    record.titles.extend(jvn::text(lang, title));
    record.summaries.extend(jvn::text(lang, summary));
    mentions(title, &mut record);
    mentions(summary, &mut record);
    for href in alert.links.iter().filter_map(|l| filled(l.href.as_ref())) {
        refer(by, &href, None, Vec::new(), &mut record);
    }
    // How urgent: `Info` is no severity.
    for term in alert.categories.iter().filter_map(|c| c.term.as_deref()) {
        let severity = Severity::from_word(term);
        if severity.is_some() {
            record.scores.push(Score {
                by: by.to_owned(),
                system: "myjvn-alert".to_owned(),
                vector: None,
                stated: None,
                computed: None,
                severity,
                primary: false,
            });
        } else if !matches!(term.trim(), "" | "Info") {
            notes.push(Note::new(place, format!("unknown category {term}")));
        }
    }
    for item in alert.items.iter().flat_map(|i| &i.items) {
        notice(item, by, &mut record);
    }
    let published = format!("{place}/published");
    record.dates.first_published = moment(alert.published.as_ref(), &published, notes);
    let updated = format!("{place}/updated");
    record.dates.last_changed = moment(alert.updated.as_ref(), &updated, notes);
    Some(record)
}

fn notice(item: &SecItem, by: &str, record: &mut Record) {
    let author = item.author.first().map(|a| a.name.trim());
    let by = author.filter(|a| !a.is_empty()).unwrap_or(by);
    let title = item.title.first();
    mentions(title, record);
    let tags: Vec<String> = item.identifier.clone();
    for href in item.link.iter().filter_map(|l| filled(l.href.as_ref())) {
        refer(by, &href, title.cloned(), tags.clone(), record);
    }
    if item.link.is_empty() && title.is_some() {
        refer(by, "", title.cloned(), tags, record);
    }
    for reference in &item.references {
        if let Some(id) = reference.id.as_deref().and_then(Identifier::parse) {
            record.claim(Relation::Related, id, "reference");
        }
        let tags = reference.source.iter().cloned().collect();
        let title = filled(reference.title.as_ref()).or_else(|| filled(reference.id.as_ref()));
        refer(by, &reference.url, title, tags, record);
    }
    let summaries = item.summary.iter();
    record
        .summaries
        .extend(summaries.filter_map(|s| jvn::text("ja", Some(s))));
    let cpes: Vec<String> = item.cpe.iter().map(|c| c.value.trim().to_owned()).collect();
    if cpes.iter().any(|c| !c.is_empty()) {
        record.affected.push(Affected {
            by: by.to_owned(),
            vendor: item.cpe.iter().find_map(|c| filled(c.vendor.as_ref())),
            product: item.cpe.iter().find_map(|c| filled(c.product.as_ref())),
            cpes: cpes.into_iter().filter(|c| !c.is_empty()).collect(),
            package: None,
            purl: None,
            versions: Vec::new(),
            default: AffectedStatus::Silent,
            role: Role::Vulnerable,
        });
    }
}

fn refer(by: &str, url: &str, title: Option<String>, tags: Vec<String>, record: &mut Record) {
    let url = url.trim();
    if let Some(id) = Identifier::from_address(url) {
        record.claim(Relation::Related, id, "reference");
    }
    let reference = Reference {
        by: by.to_owned(),
        url: url.to_owned(),
        title,
        tags,
    };
    if !record.references.contains(&reference) {
        record.references.push(reference);
    }
}

/// Identifiers that stand as words in a text are mentioned by it.
fn mentions(text: Option<&String>, record: &mut Record) {
    let Some(text) = text else { return };
    let apart = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '#'));
    for word in text.split(apart).filter(|w| w.len() > 8) {
        if let Some(id) = Identifier::parse(word) {
            record.claim(Relation::Related, id, "text");
        }
    }
}
