//! JVNRSS: the feeds of JVN iPedia and of JVN, and the API's overview list.

use noroshi_jvn::{Scope, jvnrss::Item, names, read_slice, sec::SecCpe};
use noroshi_model::{
    Affected, AffectedStatus, Identifier, Kind, Note, Record, Reference, Role, Text, Weakness,
};

use crate::{
    DocumentKey, Envelope, Format, Frame, NotThisFormat, Reading,
    jvn::{self, Mentions, filled, moment},
    vuldef::short,
};

/// JVNRSS 2.0 and 3.2.
pub(crate) struct Jvnrss;

impl Format for Jvnrss {
    fn name(&self) -> &'static str {
        "jvnrss"
    }

    fn source(&self) -> &'static str {
        "jvndb"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        let scope = Scope::of_header(head, "");
        let rdf = scope
            .root()
            .is_some_and(|name| name.is(&[names::RDF], "RDF"));
        // Other people's RSS 1.0 has the same root; JVN's module makes it JVNRSS.
        rdf && head.windows(7).any(|w| w == b"jvn.jp/")
    }

    fn frame(&self) -> Frame {
        Frame::XmlElement { name: "item" }
    }

    fn envelope(&self, header: &[u8]) -> Envelope {
        jvn::envelope(header, &["dcterms:modified", "dc:date"])
    }

    fn namespace(&self, envelope: &Envelope) -> Option<String> {
        let lang = envelope.lang.as_deref()?;
        Some(format!("jvnrss/{}", short(lang)))
    }

    fn announced_after(&self, trailer: &[u8]) -> Option<u64> {
        jvn::announced(trailer)
    }

    fn read(&self, document: &[u8], envelope: &Envelope) -> Result<Reading, NotThisFormat> {
        let refuse = |reason: String| NotThisFormat {
            format: self.name(),
            reason,
        };
        let scope = Scope::of_header(&envelope.header, names::RSS);
        let element = read_slice(document, &scope).map_err(|e| refuse(e.to_string()))?;
        if !element.name.is(&[names::RSS], "item") {
            return Err(refuse(format!("<{}> is no item", element.name.written())));
        }
        let item = Item::from_element(&element);
        let mut notes = Vec::new();
        jvn::control_characters(document, &mut notes);
        item.unknown(&mut |place, element| jvn::unknown(place, element, &mut notes));
        let lang = language(&item, envelope);
        let namespace = format!("jvnrss/{}", short(&lang));
        if item.is_nothing_found() {
            notes.push(Note::new(
                "item",
                "an answer that says that nothing matches",
            ));
            return Ok(Reading {
                key: DocumentKey::new(namespace, "nothing-found"),
                notes,
                ..Reading::default()
            });
        }
        let id =
            identifier(&item).ok_or_else(|| refuse("an item without identifier".to_owned()))?;
        let key = DocumentKey::of(namespace, &id);
        let record = record(id, &item, &lang, &mut notes);
        Ok(Reading {
            key,
            changed: record.dates.last_changed.clone(),
            records: vec![record],
            notes,
        })
    }
}

/// The language: the file's, else the item's own, else as its address says, else Japanese.
fn language(item: &Item, envelope: &Envelope) -> String {
    let own = filled(item.language.as_ref()).map(|l| l.trim().to_ascii_lowercase());
    envelope.lang.clone().or(own).unwrap_or_else(|| {
        let about = item.about.as_deref().unwrap_or_default();
        let lang = if about.contains("/en/") { "en" } else { "ja" };
        lang.to_owned()
    })
}

fn identifier(item: &Item) -> Option<Identifier> {
    let stated = filled(item.identifier.as_ref()).or_else(|| filled(item.dc_identifier.as_ref()));
    if let Some(stated) = stated {
        return Some(Identifier::other(stated.trim()));
    }
    let addresses = [&item.about, &item.link];
    let mut addresses = addresses.into_iter().filter_map(Option::as_deref);
    addresses.find_map(Identifier::from_address)
}

fn record(id: Identifier, item: &Item, lang: &str, notes: &mut Vec<Note>) -> Record {
    let by = jvn::speaker(&id);
    let mut record = Record::new(id, Kind::Description);
    record.titles.extend(jvn::text(lang, item.title.as_ref()));
    record
        .summaries
        .extend(jvn::text(lang, item.description.as_ref()));
    if let Some(status) = item.description.as_deref().and_then(jvn::status) {
        record.status = status;
    }
    for (at, cvss) in item.cvss.iter().enumerate() {
        let place = format!("sec:cvss[{}]", at + 1);
        if cvss.kind.as_deref().is_some_and(|k| k != "Base") {
            let what = "a temporal or environmental score is kept in the original only";
            notes.push(Note::new(place, what));
            continue;
        }
        record.scores.push(jvn::score(
            by,
            cvss.version.as_deref(),
            cvss.vector.as_ref(),
            cvss.score.as_ref(),
            cvss.severity.as_deref(),
            &place,
            notes,
        ));
    }
    for (at, cpe) in item.cpe.iter().enumerate() {
        let place = format!("sec:cpe[{}]", at + 1);
        record.affected.push(product(cpe, by, &place, notes));
    }
    references(item, by, lang, &mut record, notes);
    record.dates.first_published = moment(item.issued.as_ref(), "dcterms:issued", notes);
    let modified = moment(item.modified.as_ref(), "dcterms:modified", notes);
    record.dates.last_changed = modified.or_else(|| moment(item.date.as_ref(), "dc:date", notes));
    record
}

fn product(cpe: &SecCpe, by: &str, place: &str, notes: &mut Vec<Note>) -> Affected {
    let default = match cpe.impact.as_deref().map(str::trim) {
        None | Some("") => AffectedStatus::Silent,
        Some("vulnerable") => AffectedStatus::Affected,
        Some("not vulnerable") => AffectedStatus::NotAffected,
        Some(word) => {
            notes.push(Note::new(place, format!("unknown impact {word}")));
            AffectedStatus::Unknown
        }
    };
    let name = cpe.value.trim();
    Affected {
        by: by.to_owned(),
        vendor: filled(cpe.vendor.as_ref()),
        product: filled(cpe.product.as_ref()),
        cpes: if name.is_empty() {
            Vec::new()
        } else {
            vec![name.to_owned()]
        },
        package: None,
        purl: None,
        versions: Vec::new(),
        default,
        role: Role::Vulnerable,
    }
}

fn references(item: &Item, by: &str, lang: &str, record: &mut Record, notes: &mut Vec<Note>) {
    let mut mentions = Mentions::default();
    for (at, reference) in item.references.iter().enumerate() {
        let place = format!("sec:references[{}]", at + 1);
        let id = filled(reference.id.as_ref());
        let source = filled(reference.source.as_ref());
        // A weakness is a reference without a source.
        if source.is_none()
            && let Some(cwe) = id.as_deref().filter(|id| id.starts_with("CWE-"))
        {
            let title = filled(reference.title.as_ref());
            let name = title.map(|t| {
                let name = t.strip_suffix(&format!("({cwe})")).unwrap_or(&t);
                Text::new(lang, name)
            });
            record.weaknesses.push(Weakness {
                by: by.to_owned(),
                id: cwe.trim().to_owned(),
                name,
            });
            continue;
        }
        if let Some(id) = &id {
            mentions.take(id, source.as_deref().unwrap_or_default(), &place, notes);
        }
        record.references.push(Reference {
            by: by.to_owned(),
            url: reference.url.trim().to_owned(),
            title: filled(reference.title.as_ref()).or(id),
            tags: source.into_iter().collect(),
        });
    }
    for url in &item.relations {
        record.references.push(Reference {
            by: by.to_owned(),
            url: url.trim().to_owned(),
            title: None,
            tags: vec!["relation".to_owned()],
        });
    }
    mentions.claim(record, "related");
}
