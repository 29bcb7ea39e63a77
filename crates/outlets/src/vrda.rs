//! The VRDA outlet: a JVN iPedia record as a datum, and data as a feed.

use std::fmt::Write;

use noroshi_cvss::{Group, Vector};
use noroshi_model::{
    AffectedStatus, Language, Moment, Record, Role, Scheme, Text,
    moment::{AssumedZone, rfc3339},
};
use noroshi_vrda::{
    Affected, Category, Class, Dates, Datum, Entry, Extension, FactSet, Feed, FeedLink, FileName,
    Form, HistoryItem, Lang, Link, Provider, System, escape_html, only_in,
};
use sha2::{Digest, Sha256};

use crate::atom::{time, visible};

/// The source whose records become data.
pub const SOURCE: &str = "jvndb";

/// Makes the datum of a record in a language.
///
/// `None` where the record is not JVN iPedia's: the provider of a datum is who made the analysis, and no other source's
/// may go out under this name. Texts that the record has only in the other language are given in that one, and the
/// datum says so.
pub fn datum(record: &Record, language: Language, revision: u32) -> Option<Datum> {
    if record.id.scheme() != Scheme::Jvndb {
        return None;
    }
    let id = record.id.as_str();
    let lang = lang(language);
    let year = id.split('-').nth(1).unwrap_or_default();
    let text_lang = text_lang(record, language);
    let source_url = format!(
        "https://jvndb.jvn.jp/{}/contents/{year}/{id}.html",
        text_lang.unwrap_or(lang).tag()
    );
    let title = chosen(&record.titles, language);
    Some(Datum {
        lang,
        text_lang,
        provider: Provider {
            code: "JVNiPedia".to_owned(),
            name: "JVN iPedia".to_owned(),
        },
        class: Class::Advisory,
        source_url: Some(source_url.clone()),
        id: id.to_owned(),
        revision,
        overview: chosen(&record.summaries, language),
        affected: affected(record),
        facts: facts(record, lang),
        related: related(record, language),
        // The analysis is read out of this one entry.
        references: vec![Link {
            kind: Some("advisory".to_owned()),
            name: Some("JVN iPedia".to_owned()),
            id: Some(id.to_owned()),
            title: Some(title.clone()),
            url: Some(source_url),
        }],
        title,
        history: record
            .history
            .iter()
            .map(|item| HistoryItem {
                number: item.number.clone(),
                when: item.when.as_ref().map(date),
                text: item.text.value.clone(),
            })
            .collect(),
        dates: Dates {
            first_published: record.dates.first_published.as_ref().map(date),
            last_updated: record.dates.last_changed.as_ref().map(date),
            made_public: record.dates.made_public.as_ref().map(date),
        },
        other: Vec::new(),
    })
}

/// A digest of what the datum's analysis says: class, facts per set of items, affected products.
///
/// The caller raises the revision number when, and only when, this changes; a corrected title or a new reference does
/// not change it. It is the same in both languages and for any order of scores and products. Lower-case hexadecimal.
pub fn analysis_fingerprint(record: &Record) -> String {
    let mut lines: Vec<Vec<String>> = Vec::new();
    for set in facts(record, Lang::En) {
        let by = set.by.unwrap_or_default();
        for fact in set.facts {
            lines.push(vec![set.system.clone(), by.clone(), fact.id, fact.value]);
        }
    }
    for item in affected(record) {
        let mut line = vec![
            "affected".to_owned(),
            item.vendor.unwrap_or_default(),
            item.product.unwrap_or_default(),
        ];
        let sorted = |mut list: Vec<String>| {
            list.sort();
            list.dedup();
            list
        };
        let cpes = sorted(item.cpes);
        line.push(cpes.len().to_string());
        line.extend(cpes);
        line.extend(sorted(item.versions));
        lines.push(line);
    }
    lines.sort();
    lines.dedup();
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        // With their lengths, so that no two lists of texts run together.
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    add(Class::Advisory.code());
    for line in &lines {
        add(&line.len().to_string());
        line.iter().for_each(|part| add(part));
    }
    let mut hex = String::with_capacity(64);
    for byte in hash.finalize() {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// An entry of the feed: a datum that has a file name, and when it last changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEntry {
    datum: Datum,
    name: FileName,
    updated: i64,
}

impl FeedEntry {
    /// Takes a datum and when this revision of it was made, milliseconds since 1970.
    ///
    /// `None` where its identifiers do not fit into a file name, so that no link could lead to it.
    pub fn new(datum: Datum, updated: i64) -> Option<Self> {
        let name = datum.file_name(Form::Html)?;
        Some(Self {
            datum,
            name,
            updated,
        })
    }

    /// The name of its HTML file.
    pub fn name(&self) -> &FileName {
        &self.name
    }
}

/// Writes the feed of a language.
///
/// `updated` is in milliseconds since 1970. `base_url` is the folder of the feed and its data, for example
/// `https://vuln.example/vrda/feed/ja/`; `other_feed_url` is the address of the feed in the other language.
/// Identifiers are made of `base_url`, so they last as long as the address does.
pub fn feed(
    language: Language,
    entries: &[FeedEntry],
    updated: i64,
    base_url: &str,
    other_feed_url: &str,
) -> String {
    let base = format!("{}/", base_url.trim_end_matches('/'));
    let self_url = format!("{base}atom.xml");
    let lang = lang(language);
    let link = |rel: &str, media_type: &str, lang: Lang, href: String| FeedLink {
        rel: rel.to_owned(),
        media_type: Some(media_type.to_owned()),
        hreflang: Some(lang.tag().to_owned()),
        href,
    };
    let atom = "application/atom+xml";
    let entry = |entry: &FeedEntry| {
        let FeedEntry {
            datum,
            name,
            updated,
        } = entry;
        let html = format!("{base}{name}");
        let xml = format!("{base}{}", name.in_form(Form::Xml));
        Entry {
            id: format!(
                "{base}{}_{}_{}",
                name.provider(),
                name.id(),
                name.class().code()
            ),
            title: visible(&datum.title),
            updated: time(*updated),
            published: None,
            categories: categories(datum),
            content: content(datum, &html),
            links: vec![
                link("alternate", "text/html", lang, html),
                link("alternate", "application/xml", lang, xml),
            ],
            extension: Some(Extension {
                provider: datum.provider.clone(),
                id: datum.id.clone(),
                revision: datum.revision,
                class: datum.class.clone(),
                facts: datum.facts.clone(),
            }),
        }
    };
    Feed {
        lang,
        id: self_url.clone(),
        title: match lang {
            Lang::Ja => "VRDA フィード（JVN iPedia、日本語）".to_owned(),
            Lang::En => "VRDA feed (JVN iPedia, English)".to_owned(),
        },
        updated: time(updated),
        author: "Noroshi".to_owned(),
        generator: Some("Noroshi".to_owned()),
        links: vec![
            link("self", atom, lang, self_url),
            link("alternate", atom, lang.other(), other_feed_url.to_owned()),
        ],
        entries: entries.iter().map(entry).collect(),
        other: Vec::new(),
    }
    .to_xml()
}

/// The base metrics of every CVSS score as sets of items.
///
/// The set of v2 is always there, as in the original feed; where the record has no v2 score each of its values is
/// unknown. A score whose vector cannot be read gives a set of unknown values rather than no set.
fn facts(record: &Record, lang: Lang) -> Vec<FactSet> {
    let mut sets: Vec<FactSet> = Vec::new();
    for score in &record.scores {
        let vector = score
            .vector
            .as_deref()
            .and_then(|text| Vector::parse_lenient(text).ok())
            .map(|(vector, _)| vector);
        let version = vector
            .as_ref()
            .map_or(score.system.as_str(), |v| v.version().as_str());
        let Some(system) = System::find(&format!("cvss-{version}")) else {
            continue;
        };
        let given = vector.map(|v| v.group(Group::Base)).unwrap_or_default();
        let set = FactSet {
            system: system.id.to_owned(),
            by: Some(score.by.clone()).filter(|by| !is_provider(by)),
            facts: system.facts(lang, &given),
        };
        if !sets.contains(&set) {
            sets.push(set);
        }
    }
    if !sets.iter().any(|set| set.system == "cvss-2.0")
        && let Some(system) = System::find("cvss-2.0")
    {
        sets.push(FactSet {
            system: system.id.to_owned(),
            by: None,
            facts: system.facts(lang, &[]),
        });
    }
    sets.sort_by(|a, b| (&a.system, &a.by).cmp(&(&b.system, &b.by)));
    sets
}

/// Products that the record calls affected. One that it calls not affected, or of which it says that it does not know,
/// is none; nor is the ground that a product runs on.
fn affected(record: &Record) -> Vec<Affected> {
    record
        .affected
        .iter()
        .filter(|item| item.role == Role::Vulnerable)
        .filter(|item| {
            let named = item
                .versions
                .iter()
                .any(|v| v.status == AffectedStatus::Affected);
            let whole = match item.default {
                AffectedStatus::Affected => true,
                // A product that is listed and of which nothing more is said.
                AffectedStatus::Silent => item.versions.is_empty(),
                AffectedStatus::NotAffected | AffectedStatus::Unknown => false,
            };
            named || whole
        })
        .map(|item| Affected {
            vendor: item.vendor.clone(),
            product: item.product.clone().or_else(|| item.package.clone()),
            cpes: item.cpes.clone(),
            versions: item
                .versions
                .iter()
                .filter(|v| v.status == AffectedStatus::Affected)
                .map(|v| v.text.clone())
                .collect(),
        })
        .collect()
}

/// The record's references, then its weaknesses, as VULDEF lists them among what is related.
fn related(record: &Record, language: Language) -> Vec<Link> {
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    // A record of JVN iPedia tags a reference with its kind and then with the name of the body that wrote it.
    let references = record.references.iter().map(|reference| Link {
        kind: reference.tags.first().cloned(),
        name: reference
            .tags
            .get(1)
            .or(Some(&reference.by).filter(|by| !is_provider(by)))
            .cloned(),
        id: None,
        title: reference.title.clone(),
        url: some(&reference.url),
    });
    let weaknesses = record.weaknesses.iter().map(|weakness| Link {
        kind: Some("cwe".to_owned()),
        name: some(&weakness.by).filter(|by| !is_provider(by)),
        id: Some(weakness.id.clone()),
        title: weakness
            .name
            .as_ref()
            .filter(|name| name.is(language))
            .map(|name| name.value.clone()),
        url: None,
    });
    references.chain(weaknesses).collect()
}

/// One category per CPE name; a product without one has no identifier to give.
fn categories(datum: &Datum) -> Vec<Category> {
    let mut categories: Vec<Category> = Vec::new();
    for item in &datum.affected {
        let label = item.product.as_deref().map(visible);
        for cpe in &item.cpes {
            let term = visible(cpe);
            if !categories.iter().any(|c| c.term == term) {
                categories.push(Category {
                    term,
                    scheme: None,
                    label: label.clone(),
                });
            }
        }
    }
    categories
}

/// Overview, link to the HTML datum, kind of source information.
fn content(datum: &Datum, html: &str) -> String {
    let (source, read) = match datum.lang {
        Lang::Ja => ("情報源の種別", "分析データ"),
        Lang::En => ("Kind of source", "Analysis"),
    };
    let mut out = only_in(datum).map_or_else(String::new, |only| format!("<p>{only}</p>"));
    let foreign = datum
        .text_lang
        .map_or_else(String::new, |lang| format!(" lang=\"{}\"", lang.tag()));
    let _ = write!(
        out,
        "<p{foreign}>{}</p><p><a href=\"{}\">{read}: {}</a></p><p>{source}: {}</p>",
        escape_html(&datum.overview),
        escape_html(html),
        escape_html(&datum.id),
        escape_html(datum.class.name(datum.lang)),
    );
    out
}

/// Whether a speaker named in the record is the provider of the datum, who need not be named again.
fn is_provider(by: &str) -> bool {
    by.is_empty() || by.eq_ignore_ascii_case("jvndb") || by.eq_ignore_ascii_case("jvn ipedia")
}

/// The language of the record's texts where it has none in the language asked for.
fn text_lang(record: &Record, language: Language) -> Option<Lang> {
    let texts = || record.titles.iter().chain(&record.summaries);
    if texts().any(|text| text.is(language)) {
        return None;
    }
    let other = lang(language).other();
    let has = |l: Language| lang(l) == other && texts().any(|text| text.is(l));
    Language::ALL.into_iter().any(has).then_some(other)
}

fn chosen(texts: &[Text], language: Language) -> String {
    Text::choose(texts, language)
        .map(|text| text.value.clone())
        .unwrap_or_default()
}

/// JVN's dates are Japan's; what could not be read stays as the source wrote it.
fn date(moment: &Moment) -> String {
    moment.instant.map_or_else(
        || moment.original.clone(),
        |instant| rfc3339(instant, AssumedZone::Japan),
    )
}

fn lang(language: Language) -> Lang {
    match language {
        Language::Ja => Lang::Ja,
        Language::En => Lang::En,
    }
}
