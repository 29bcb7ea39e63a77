//! The datum in XML: `/VrdaData`, modelled on VULDEF.

use crate::{
    Affected, Class, Dates, Datum, Fact, FactSet, Form, HistoryItem, Lang, Link, NAMESPACE,
    Provider, left,
    xml::{Attribute, Element, XML_NAMESPACE, XmlError},
};

/// Why a document is no datum, or no feed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not XML that is read here.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// The root element is another one.
    #[error("the root element is {found}, not {expected}")]
    Root {
        /// The name wanted.
        expected: &'static str,
        /// The name found.
        found: String,
    },
    /// Something without which it has no identity is missing.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The language is neither Japanese nor English.
    #[error("the language {0} is neither ja nor en")]
    Language(String),
    /// The revision is not a number from 1.
    #[error("the revision {0} is not a number from 1")]
    Revision(String),
}

impl Datum {
    /// Reads a datum.
    ///
    /// Elements are known by name in the namespace of the root, whichever it is, because the original's namespace
    /// could not be found. What is not known is kept in [`Datum::other`].
    ///
    /// # Errors
    ///
    /// See [`Error`]. Missing texts are empty; a datum without provider code, identifier or revision is refused.
    pub fn from_xml(document: &[u8]) -> Result<Self, Error> {
        let mut root = Element::read(document)?;
        if root.name != "VrdaData" {
            return Err(Error::Root {
                expected: "VrdaData",
                found: root.name.chars().take(40).collect(),
            });
        }
        let foreign = std::mem::take(&mut root.namespace);
        adopt(&mut root, &foreign);
        let mut datum = read(&root)?;
        datum.other = left::left_over(&root, &tree(&datum));
        Ok(datum)
    }

    /// Writes the datum, with all that was not known to the reader.
    pub fn to_xml(&self) -> String {
        let mut root = tree(self);
        left::restore(&mut root, &self.other);
        root.write(&[("", NAMESPACE)])
    }
}

/// Moves every element of the root's namespace into ours.
fn adopt(element: &mut Element, foreign: &str) {
    element.namespace = NAMESPACE.to_owned();
    for child in &mut element.children {
        if let crate::xml::Node::Element(child) = child
            && child.namespace == foreign
        {
            adopt(child, foreign);
        }
    }
}

fn read(root: &Element) -> Result<Datum, Error> {
    let lang = root.attribute_in(XML_NAMESPACE, "lang").unwrap_or("ja");
    let lang = Lang::from_tag(lang).ok_or_else(|| Error::Language(lang.to_owned()))?;
    let revision = root
        .attribute("revision")
        .ok_or(Error::Missing("the revision"))?;
    let provider = child(root, "VrdaDataProvider").ok_or(Error::Missing("VrdaDataProvider"))?;
    let source = child(root, "VrdaDataSourceType");
    let vulinfo = child(root, "Vulinfo").ok_or(Error::Missing("Vulinfo"))?;
    let empty = Element::default();
    let data = child(vulinfo, "VulinfoData").unwrap_or(&empty);
    Ok(Datum {
        lang,
        text_lang: data
            .attribute("textLang")
            .and_then(|tag| [Lang::Ja, Lang::En].into_iter().find(|l| l.tag() == tag)),
        provider: Provider {
            code: attribute(provider, "code").ok_or(Error::Missing("the provider's code"))?,
            name: provider.text(),
        },
        class: source
            .and_then(|s| s.attribute("code"))
            .map_or(Class::Advisory, Class::from_code),
        source_url: source.and_then(|s| attribute(s, "url")),
        id: text(vulinfo, "VulinfoID").ok_or(Error::Missing("VulinfoID"))?,
        revision: read_revision(revision)?,
        title: text(data, "Title").unwrap_or_default(),
        overview: child(data, "VulinfoDescription")
            .and_then(|d| text(d, "Overview"))
            .unwrap_or_default(),
        affected: items(data, "Affected", "AffectedItem", |item| Affected {
            vendor: text(item, "Name"),
            product: text(item, "ProductName"),
            cpes: item.all(NAMESPACE, "Cpe").map(Element::text).collect(),
            versions: item
                .all(NAMESPACE, "VersionNumber")
                .map(Element::text)
                .collect(),
        }),
        facts: child(data, "FactAnalysis")
            .map(read_facts)
            .unwrap_or_default(),
        related: items(data, "Related", "RelatedItem", read_link),
        references: items(data, "Reference", "ReferenceItem", read_link),
        history: items(data, "History", "HistoryItem", |item| HistoryItem {
            number: text(item, "HistoryNo"),
            when: text(item, "DateTime"),
            text: text(item, "Description").unwrap_or_default(),
        }),
        dates: Dates {
            first_published: text(data, "DateFirstPublished"),
            last_updated: text(data, "DateLastUpdated"),
            made_public: text(data, "DatePublic"),
        },
        other: Vec::new(),
    })
}

pub(crate) fn read_revision(text: &str) -> Result<u32, Error> {
    text.trim()
        .parse()
        .ok()
        .filter(|n| *n > 0)
        .ok_or_else(|| Error::Revision(text.chars().take(40).collect()))
}

/// Reads the sets of items inside `FactAnalysis`, in the datum and in the feed's extension alike.
pub(crate) fn read_facts(analysis: &Element) -> Vec<FactSet> {
    analysis
        .all(NAMESPACE, "FactSet")
        .map(|set| FactSet {
            system: attribute(set, "system").unwrap_or_default(),
            by: attribute(set, "by"),
            facts: set
                .all(NAMESPACE, "Fact")
                .map(|fact| {
                    let value = child(fact, "Value");
                    Fact {
                        id: attribute(fact, "id").unwrap_or_default(),
                        name: attribute(fact, "name").unwrap_or_default(),
                        value: value.and_then(|v| attribute(v, "id")).unwrap_or_default(),
                        label: value.map(Element::text).unwrap_or_default(),
                    }
                })
                .collect(),
        })
        .collect()
}

/// Builds `FactAnalysis`.
pub(crate) fn facts_tree(sets: &[FactSet]) -> Element {
    let mut analysis = element("FactAnalysis");
    for set in sets {
        let mut tree = element("FactSet").with("system", &set.system);
        if let Some(by) = &set.by {
            tree = tree.with("by", by);
        }
        for fact in &set.facts {
            let mut item = element("Fact")
                .with("id", &fact.id)
                .with("name", &fact.name);
            item.push(
                element("Value")
                    .with("id", &fact.value)
                    .holding(&fact.label),
            );
            tree.push(item);
        }
        analysis.push(tree);
    }
    analysis
}

/// Builds the document of what is known.
fn tree(datum: &Datum) -> Element {
    let mut root = element("VrdaData").with("version", "1.0");
    root.attributes.push(Attribute {
        namespace: XML_NAMESPACE.to_owned(),
        name: "lang".to_owned(),
        value: datum.lang.tag().to_owned(),
    });
    root = root.with("revision", datum.revision.to_string());
    root.push(
        element("VrdaDataProvider")
            .with("code", &datum.provider.code)
            .holding(&datum.provider.name),
    );
    let mut source = element("VrdaDataSourceType").with("code", datum.class.code());
    if let Some(url) = &datum.source_url {
        source = source.with("url", url);
    }
    root.push(source.holding(datum.class.name(datum.lang)));

    let mut data = element("VulinfoData");
    if let Some(lang) = datum.text_lang {
        data = data.with("textLang", lang.tag());
    }
    data.push(element("Title").holding(&datum.title));
    let mut description = element("VulinfoDescription");
    description.push(element("Overview").holding(&datum.overview));
    data.push(description);
    push_items(
        &mut data,
        "Affected",
        "AffectedItem",
        &datum.affected,
        |item, a| {
            push_text(item, "Name", a.vendor.as_deref());
            push_text(item, "ProductName", a.product.as_deref());
            for cpe in &a.cpes {
                push_text(item, "Cpe", Some(cpe));
            }
            for version in &a.versions {
                push_text(item, "VersionNumber", Some(version));
            }
        },
    );
    data.push(facts_tree(&datum.facts));
    push_items(
        &mut data,
        "Related",
        "RelatedItem",
        &datum.related,
        link_tree,
    );
    push_items(
        &mut data,
        "Reference",
        "ReferenceItem",
        &datum.references,
        link_tree,
    );
    push_items(
        &mut data,
        "History",
        "HistoryItem",
        &datum.history,
        |item, h| {
            push_text(item, "HistoryNo", h.number.as_deref());
            push_text(item, "DateTime", h.when.as_deref());
            push_text(item, "Description", Some(&h.text));
        },
    );
    push_text(
        &mut data,
        "DateFirstPublished",
        datum.dates.first_published.as_deref(),
    );
    push_text(
        &mut data,
        "DateLastUpdated",
        datum.dates.last_updated.as_deref(),
    );
    push_text(&mut data, "DatePublic", datum.dates.made_public.as_deref());

    let mut vulinfo = element("Vulinfo");
    push_text(&mut vulinfo, "VulinfoID", Some(&datum.id));
    vulinfo.push(data);
    root.push(vulinfo);
    root
}

fn read_link(item: &Element) -> Link {
    Link {
        kind: attribute(item, "type"),
        name: text(item, "Name"),
        id: text(item, "VulinfoID"),
        title: text(item, "Title"),
        url: text(item, "URL"),
    }
}

fn link_tree(item: &mut Element, link: &Link) {
    if let Some(kind) = &link.kind {
        *item = std::mem::take(item).with("type", kind);
    }
    push_text(item, "Name", link.name.as_deref());
    push_text(item, "VulinfoID", link.id.as_deref());
    push_text(item, "Title", link.title.as_deref());
    push_text(item, "URL", link.url.as_deref());
}

pub(crate) fn element(name: &str) -> Element {
    Element::new(NAMESPACE, name)
}

pub(crate) fn child<'a>(parent: &'a Element, name: &str) -> Option<&'a Element> {
    parent.first(NAMESPACE, name)
}

pub(crate) fn attribute(element: &Element, name: &str) -> Option<String> {
    element.attribute(name).map(str::to_owned)
}

fn text(parent: &Element, name: &str) -> Option<String> {
    child(parent, name).map(Element::text)
}

fn items<T>(
    data: &Element,
    list: &'static str,
    item: &'static str,
    read: impl Fn(&Element) -> T,
) -> Vec<T> {
    child(data, list)
        .map(|list| list.all(NAMESPACE, item).map(read).collect())
        .unwrap_or_default()
}

/// Lists are written even where they are empty, so that a reader can tell "none" from an older document.
fn push_items<T>(
    data: &mut Element,
    list: &str,
    item: &str,
    values: &[T],
    fill: impl Fn(&mut Element, &T),
) {
    let mut tree = element(list);
    for value in values {
        let mut child = element(item);
        fill(&mut child, value);
        tree.push(child);
    }
    data.push(tree);
}

fn push_text(parent: &mut Element, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        parent.push(element(name).holding(text));
    }
}

/// The address of the same datum in XML, relative to its HTML.
pub(crate) fn xml_name(datum: &Datum) -> Option<String> {
    datum.file_name(Form::Xml).map(|name| name.to_string())
}
