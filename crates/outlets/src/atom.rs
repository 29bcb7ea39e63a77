//! Atom 1.0 (RFC 4287) for search results: any query can be subscribed to.

use noroshi_model::{Language, moment::AssumedZone, moment::rfc3339};
use noroshi_vrda::{
    ATOM,
    xml::{Attribute, Element, XML_NAMESPACE},
};

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// A permanent identifier, see [`tag`].
    pub id: String,
    /// The title.
    pub title: String,
    /// The language of titles and summaries.
    pub language: Language,
    /// When something in it last changed, milliseconds since 1970.
    pub updated: i64,
    /// Who publishes it. Required by RFC 4287, section 4.1.1, so that every entry has an author.
    pub author: String,
    /// The address of this feed.
    pub self_url: String,
    /// The address of the same results as a page.
    pub alternate_url: String,
    /// The address of the results that follow, where there are more (RFC 5005, section 3).
    pub next_url: Option<String>,
    /// The entries, in the order of the results.
    pub entries: Vec<Entry>,
}

/// An entry of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// A permanent identifier, see [`tag`].
    pub id: String,
    /// The title.
    pub title: String,
    /// When it last changed, milliseconds since 1970.
    pub updated: i64,
    /// The summary, plain text.
    pub summary: String,
    /// The address of its page.
    pub url: String,
    /// Words to file it under, for example the severity and the sources.
    pub categories: Vec<String>,
}

impl Feed {
    /// Writes the feed. Texts are plain text, whatever they look like.
    pub fn to_xml(&self) -> String {
        let mut root = element("feed");
        root.attributes.push(Attribute {
            namespace: XML_NAMESPACE.to_owned(),
            name: "lang".to_owned(),
            value: self.language.tag().to_owned(),
        });
        push(&mut root, "id", &self.id);
        push(&mut root, "title", &visible(&self.title));
        push(&mut root, "updated", &time(self.updated));
        let mut author = element("author");
        push(&mut author, "name", &visible(&self.author));
        root.push(author);
        root.push(link("self", "application/atom+xml", &self.self_url));
        root.push(link("alternate", "text/html", &self.alternate_url));
        if let Some(next) = &self.next_url {
            root.push(link("next", "application/atom+xml", next));
        }
        for entry in &self.entries {
            root.push(entry.tree());
        }
        root.write(&[("", ATOM)])
    }
}

impl Entry {
    fn tree(&self) -> Element {
        let mut tree = element("entry");
        push(&mut tree, "id", &self.id);
        push(&mut tree, "title", &visible(&self.title));
        push(&mut tree, "updated", &time(self.updated));
        tree.push(link("alternate", "text/html", &self.url));
        for category in &self.categories {
            tree.push(element("category").with("term", visible(category)));
        }
        push(&mut tree, "summary", &visible(&self.summary));
        tree
    }
}

/// A tag URI (RFC 4151) that stays the same for as long as the installation keeps its host name.
///
/// `host` may carry a port, which a tag cannot; `path` names the thing, for example `vulnerability/CVE-2099-0001`.
/// Characters that a URI does not allow are percent-encoded.
pub fn tag(host: &str, path: &str) -> String {
    let host = match host.strip_prefix('[').and_then(|h| h.split_once(']')) {
        // An address of IPv6 has no place in a tag as it is.
        Some((address, _)) => address.replace(':', "-"),
        None => host
            .split(':')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase(),
    };
    // The year is part of the name, not a date: it must never change.
    let mut tag = format!("tag:{host},2026:");
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:@!$&'()*+,;=".contains(&byte) {
            tag.push(char::from(byte));
        } else {
            tag.push_str(&format!("%{byte:02X}"));
        }
    }
    tag
}

/// The text as it may be shown among others: directional controls, with which one title could rearrange the reader's
/// list, become U+FFFD. Characters that XML does not allow become so when written.
pub(crate) fn visible(text: &str) -> String {
    text.replace(
        |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'),
        "\u{FFFD}",
    )
}

pub(crate) fn time(millis: i64) -> String {
    rfc3339(millis, AssumedZone::Utc)
}

fn link(rel: &str, media_type: &str, href: &str) -> Element {
    element("link")
        .with("rel", rel)
        .with("type", media_type)
        .with("href", href)
}

fn element(name: &str) -> Element {
    Element::new(ATOM, name)
}

fn push(parent: &mut Element, name: &str, text: &str) {
    parent.push(element(name).holding(text));
}
