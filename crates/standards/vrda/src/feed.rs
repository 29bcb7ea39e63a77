//! The feed: Atom 1.0 with links to the other language, two forms per datum, and the extension.

use crate::{
    Class, Error, FactSet, Lang, NAMESPACE, Provider,
    datum_xml::{attribute, child, element, facts_tree, read_facts, read_revision},
    left,
    xml::{Attribute, Element, Left, XML_NAMESPACE},
};

/// Atom's namespace (RFC 4287).
pub const ATOM: &str = "http://www.w3.org/2005/Atom";

/// A feed of data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Feed {
    /// The language.
    pub lang: Lang,
    /// A permanent identifier (IRI).
    pub id: String,
    /// The title.
    pub title: String,
    /// When something in it last changed, RFC 3339.
    pub updated: String,
    /// Who publishes it.
    pub author: String,
    /// The program that wrote it.
    pub generator: Option<String>,
    /// Links: itself, and the feed in the other language.
    pub links: Vec<FeedLink>,
    /// The entries, one per datum.
    pub entries: Vec<Entry>,
    /// What a document held that is not known here.
    pub other: Vec<Left>,
}

/// An entry: one datum.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// A permanent identifier (IRI).
    pub id: String,
    /// The title.
    pub title: String,
    /// When the datum last changed, RFC 3339.
    pub updated: String,
    /// When it was first published.
    pub published: Option<String>,
    /// One link to the HTML and one to the XML datum.
    pub links: Vec<FeedLink>,
    /// Identifiers of affected products, one each.
    pub categories: Vec<Category>,
    /// HTML: overview, link to the HTML datum, kind of source information.
    pub content: String,
    /// What lets a reader use the entry without fetching the datum.
    pub extension: Option<Extension>,
}

/// A link of a feed or an entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedLink {
    /// The relation, for example `alternate` or `self`.
    pub rel: String,
    /// The media type.
    pub media_type: Option<String>,
    /// The language of what it leads to.
    pub hreflang: Option<String>,
    /// The address.
    pub href: String,
}

/// An affected product.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Category {
    /// The identifier, a CPE name.
    pub term: String,
    /// What sort of identifier it is; a CPE name needs none, it says so itself.
    pub scheme: Option<String>,
    /// The product's name.
    pub label: Option<String>,
}

/// The extension of an entry: the identity of the datum and its analysis.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extension {
    /// Who made the analysis.
    pub provider: Provider,
    /// The vulnerability.
    pub id: String,
    /// The number of the analysis.
    pub revision: u32,
    /// What was analysed.
    pub class: Class,
    /// The analysis.
    pub facts: Vec<FactSet>,
}

impl Feed {
    /// Reads a feed. What is not known is kept in [`Feed::other`].
    ///
    /// # Errors
    ///
    /// See [`Error`]. Missing texts are empty; an extension without revision is refused.
    pub fn from_xml(document: &[u8]) -> Result<Self, Error> {
        let root = Element::read(document)?;
        if root.name != "feed" || root.namespace != ATOM {
            return Err(Error::Root {
                expected: "feed of Atom",
                found: root.name.chars().take(40).collect(),
            });
        }
        let lang = root.attribute_in(XML_NAMESPACE, "lang").unwrap_or("ja");
        let mut feed = Self {
            lang: Lang::from_tag(lang).ok_or_else(|| Error::Language(lang.to_owned()))?,
            id: text(&root, "id"),
            title: text(&root, "title"),
            updated: text(&root, "updated"),
            author: root
                .first(ATOM, "author")
                .map(|author| text(author, "name"))
                .unwrap_or_default(),
            generator: root.first(ATOM, "generator").map(Element::text),
            links: links(&root),
            entries: root
                .all(ATOM, "entry")
                .map(read_entry)
                .collect::<Result<_, _>>()?,
            other: Vec::new(),
        };
        feed.other = left::left_over(&root, &feed.tree());
        Ok(feed)
    }

    /// Writes the feed, with all that was not known to the reader.
    pub fn to_xml(&self) -> String {
        let mut root = self.tree();
        left::restore(&mut root, &self.other);
        root.write(&[("", ATOM), ("vrda", NAMESPACE)])
    }

    fn tree(&self) -> Element {
        let mut root = Element::new(ATOM, "feed");
        root.attributes.push(Attribute {
            namespace: XML_NAMESPACE.to_owned(),
            name: "lang".to_owned(),
            value: self.lang.tag().to_owned(),
        });
        push(&mut root, "id", &self.id);
        push(&mut root, "title", &self.title);
        push(&mut root, "updated", &self.updated);
        let mut author = Element::new(ATOM, "author");
        push(&mut author, "name", &self.author);
        root.push(author);
        if let Some(generator) = &self.generator {
            push(&mut root, "generator", generator);
        }
        for link in &self.links {
            root.push(link_tree(link));
        }
        for entry in &self.entries {
            root.push(entry_tree(entry));
        }
        root
    }
}

fn read_entry(entry: &Element) -> Result<Entry, Error> {
    Ok(Entry {
        id: text(entry, "id"),
        title: text(entry, "title"),
        updated: text(entry, "updated"),
        published: entry.first(ATOM, "published").map(Element::text),
        links: links(entry),
        categories: entry
            .all(ATOM, "category")
            .map(|c| Category {
                term: attribute(c, "term").unwrap_or_default(),
                scheme: attribute(c, "scheme"),
                label: attribute(c, "label"),
            })
            .collect(),
        content: text(entry, "content"),
        extension: child(entry, "datum").map(read_extension).transpose()?,
    })
}

fn read_extension(datum: &Element) -> Result<Extension, Error> {
    let revision = datum
        .attribute("revision")
        .ok_or(Error::Missing("the revision of an entry"))?;
    Ok(Extension {
        provider: Provider {
            code: attribute(datum, "provider").unwrap_or_default(),
            name: attribute(datum, "providerName").unwrap_or_default(),
        },
        id: attribute(datum, "id").unwrap_or_default(),
        revision: read_revision(revision)?,
        class: datum
            .attribute("class")
            .map_or(Class::Advisory, Class::from_code),
        facts: child(datum, "FactAnalysis")
            .map(read_facts)
            .unwrap_or_default(),
    })
}

fn entry_tree(entry: &Entry) -> Element {
    let mut tree = Element::new(ATOM, "entry");
    push(&mut tree, "id", &entry.id);
    push(&mut tree, "title", &entry.title);
    push(&mut tree, "updated", &entry.updated);
    if let Some(published) = &entry.published {
        push(&mut tree, "published", published);
    }
    for link in &entry.links {
        tree.push(link_tree(link));
    }
    for category in &entry.categories {
        let mut item = Element::new(ATOM, "category").with("term", &category.term);
        if let Some(scheme) = &category.scheme {
            item = item.with("scheme", scheme);
        }
        if let Some(label) = &category.label {
            item = item.with("label", label);
        }
        tree.push(item);
    }
    tree.push(
        Element::new(ATOM, "content")
            .with("type", "html")
            .holding(&entry.content),
    );
    if let Some(extension) = &entry.extension {
        let mut datum = element("datum")
            .with("provider", &extension.provider.code)
            .with("providerName", &extension.provider.name)
            .with("id", &extension.id)
            .with("revision", extension.revision.to_string())
            .with("class", extension.class.code());
        datum.push(facts_tree(&extension.facts));
        tree.push(datum);
    }
    tree
}

fn link_tree(link: &FeedLink) -> Element {
    let mut item = Element::new(ATOM, "link").with("rel", &link.rel);
    if let Some(media_type) = &link.media_type {
        item = item.with("type", media_type);
    }
    if let Some(hreflang) = &link.hreflang {
        item = item.with("hreflang", hreflang);
    }
    item.with("href", &link.href)
}

fn links(parent: &Element) -> Vec<FeedLink> {
    parent
        .all(ATOM, "link")
        .map(|link| FeedLink {
            // RFC 4287, section 4.2.7.2: no relation means "alternate".
            rel: attribute(link, "rel").unwrap_or_else(|| "alternate".to_owned()),
            media_type: attribute(link, "type"),
            hreflang: attribute(link, "hreflang"),
            href: attribute(link, "href").unwrap_or_default(),
        })
        .collect()
}

fn text(parent: &Element, name: &str) -> String {
    parent
        .first(ATOM, name)
        .map(Element::text)
        .unwrap_or_default()
}

fn push(parent: &mut Element, name: &str, text: &str) {
    parent.push(Element::new(ATOM, name).holding(text));
}
