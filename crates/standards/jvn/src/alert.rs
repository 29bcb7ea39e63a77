//! The alert list of IPA: Atom 1.0 with mod_sec.

use crate::{
    names,
    part::{Part, part},
    sec::{Handling, S as SEC, SecItems},
    status::{S as STATUS, Status},
    tree::Element,
};

const A: &[&str] = &[names::ATOM];

/// The title of the entry that stands where no alert matches.
pub const NOTHING_FOUND: &str = "MyJVN　該当する注意警戒情報はありません。";

part! {
    /// A list of alerts.
    pub struct AlertList in A, "feed";
    attributes {
        /// Language.
        lang = "lang" in names::XML,
    }
    children {
        /// Title.
        title: Option<AtomText> = A, "title",
        /// Last update, dateTime.
        updated: Option<String> = A, "updated",
        /// Identifier of the feed.
        id: Option<String> = A, "id",
        /// Links.
        links: Vec<AtomLink> = A, "link",
        /// Who publishes it.
        authors: Vec<AtomAuthor> = A, "author",
        /// Handling.
        handling: Option<Handling> = SEC, "handling",
        /// The alerts.
        entries: Vec<Alert> = A, "entry",
        /// How the request went.
        status: Option<Status> = STATUS, "Status",
    }
}

part! {
    /// An alert.
    pub struct Alert in A, "entry";
    attributes {}
    children {
        /// Title.
        title: Option<AtomText> = A, "title",
        /// Identifier, `MYJVN-ALT-YYYY-NNNN`.
        id: Option<String> = A, "id",
        /// Summary, may be empty.
        summary: Option<AtomText> = A, "summary",
        /// Links, their address may be empty.
        links: Vec<AtomLink> = A, "link",
        /// First published, dateTime.
        published: Option<String> = A, "published",
        /// Last updated, dateTime.
        updated: Option<String> = A, "updated",
        /// How urgent.
        categories: Vec<Category> = A, "category",
        /// The notices.
        items: Option<SecItems> = SEC, "items",
    }
}

part! {
    /// A text.
    pub struct AtomText in A, "title";
    text {
        /// The text.
        value
    }
    attributes {
        /// `text`, `html` or `xhtml`.
        kind = "type",
    }
    children {}
}

part! {
    /// A link.
    pub struct AtomLink in A, "link";
    attributes {
        /// Relation.
        rel = "rel",
        /// Media type.
        media_type = "type",
        /// Language.
        hreflang = "hreflang",
        /// Address.
        href = "href",
    }
    children {}
}

part! {
    /// An author.
    pub struct AtomAuthor in A, "author";
    attributes {}
    children {
        /// Name.
        name: Option<String> = A, "name",
        /// Address.
        uri: Option<String> = A, "uri",
    }
}

part! {
    /// How urgent an alert is.
    pub struct Category in A, "category";
    attributes {
        /// `Info`, `Low`, `Medium`, `High` or `Critical`.
        term = "term",
        /// `INFO`, `注意`, `警告`, `重要` or `緊急`.
        label = "label",
    }
    children {}
}

impl Alert {
    /// Calls `each` with every element that is not part of the alert list, and where it stands.
    pub fn unknown(&self, each: &mut dyn FnMut(&str, &Element)) {
        self.visit("entry", each);
    }
}
