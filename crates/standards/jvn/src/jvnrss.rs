//! JVNRSS 2.0 and 3.2: RSS 1.0 with mod_sec, as static feed and as answer of the API.

use crate::{
    names,
    part::{Part, part},
    sec::{Handling, Reference, S as SEC, SecCpe, SecCvss},
    status::{S as STATUS, Status},
    tree::Element,
};

const R: &[&str] = &[names::RSS];
const RDF: &[&str] = &[names::RDF];
const DC: &[&str] = &[names::DC];
const TERMS: &[&str] = &[names::DCTERMS];

/// The title of the placeholder that MyJVN answers where nothing matches.
pub const NOTHING_FOUND: &str = "MyJVN　該当する脆弱性対策情報はありません。";

/// Who gives the entries of JVN iPedia, as its items say.
pub const CREATOR: &str = "Information-technology Promotion Agency, Japan";

/// The address that answers of the API give as their own.
pub const API: &str = "https://jvndb.jvn.jp/apis/myjvn";

part! {
    /// A JVNRSS document.
    pub struct Jvnrss in RDF, "RDF";
    attributes {
        /// Language.
        lang = "lang" in names::XML,
    }
    children {
        /// What the feed is.
        channel: Option<Channel> = R, "channel",
        /// The entries.
        items: Vec<Item> = R, "item",
        /// How the request went; static feeds mostly have none.
        status: Option<Status> = STATUS, "Status",
    }
}

part! {
    /// What the feed is.
    pub struct Channel in R, "channel";
    attributes {
        /// Its address.
        about = "about" in names::RDF,
    }
    children {
        /// Title.
        title: Option<String> = R, "title",
        /// Address of the site.
        link: Option<String> = R, "link",
        /// Description.
        description: Option<String> = R, "description",
        /// Language.
        language: Option<String> = DC, "language",
        /// Publisher.
        publisher: Option<String> = DC, "publisher",
        /// Rights.
        rights: Option<String> = DC, "rights",
        /// Creator.
        creator: Option<String> = DC, "creator",
        /// Subject.
        subject: Option<String> = DC, "subject",
        /// Identifier.
        dc_identifier: Option<String> = DC, "identifier",
        /// Identifier in mod_sec.
        identifier: Option<String> = SEC, "identifier",
        /// When the feed was made.
        date: Option<String> = DC, "date",
        /// First issued; empty in answers of the API.
        issued: Option<String> = TERMS, "issued",
        /// Last modified.
        modified: Option<String> = TERMS, "modified",
        /// Handling.
        handling: Option<Handling> = SEC, "handling",
        /// Table of contents.
        items: Option<Contents> = R, "items",
    }
}

part! {
    /// Table of contents.
    pub struct Contents in R, "items";
    attributes {}
    children {
        /// The sequence.
        sequences: Vec<Sequence> = RDF, "Seq",
    }
}

part! {
    /// A sequence of addresses.
    pub struct Sequence in RDF, "Seq";
    attributes {}
    children {
        /// One for each item.
        entries: Vec<SequenceEntry> = RDF, "li",
    }
}

part! {
    /// The address of an item.
    pub struct SequenceEntry in RDF, "li";
    attributes {
        /// The address, equal to the item's `rdf:about`.
        resource = "resource" in names::RDF,
    }
    children {}
}

part! {
    /// An entry.
    pub struct Item in R, "item";
    attributes {
        /// Its address, which is its page.
        about = "about" in names::RDF,
    }
    children {
        /// Title.
        title: Option<String> = R, "title",
        /// Address of its page.
        link: Option<String> = R, "link",
        /// Overview.
        description: Option<String> = R, "description",
        /// Language.
        language: Option<String> = DC, "language",
        /// Publisher.
        publisher: Option<String> = DC, "publisher",
        /// Rights.
        rights: Option<String> = DC, "rights",
        /// Creator.
        creator: Option<String> = DC, "creator",
        /// Subject.
        subject: Option<String> = DC, "subject",
        /// Identifier in Dublin Core.
        dc_identifier: Option<String> = DC, "identifier",
        /// Related addresses.
        relations: Vec<String> = DC, "relation",
        /// Identifier, `JVNDB-YYYY-NNNNNN`, `JVN#NNNNNNNN`.
        identifier: Option<String> = SEC, "identifier",
        /// References and weaknesses.
        references: Vec<Reference> = SEC, "references",
        /// Products.
        cpe: Vec<SecCpe> = SEC, "cpe",
        /// Scores.
        cvss: Vec<SecCvss> = SEC, "cvss",
        /// Last update.
        date: Option<String> = DC, "date",
        /// First registered.
        issued: Option<String> = TERMS, "issued",
        /// Last update.
        modified: Option<String> = TERMS, "modified",
    }
}

impl Item {
    /// Calls `each` with every element that is not part of JVNRSS, and the path where it stands.
    pub fn unknown(&self, each: &mut dyn FnMut(&str, &Element)) {
        self.visit("item", each);
    }

    /// Whether this is the placeholder that says that nothing was found.
    pub fn is_nothing_found(&self) -> bool {
        self.title.as_deref().map(str::trim) == Some(NOTHING_FOUND)
    }
}

impl Channel {
    /// The channel of an answer of the API that was made at an instant (a dateTime with its zone), with the addresses
    /// of its items as table of contents.
    pub fn of_api<'a>(title: &str, made: &str, items: impl Iterator<Item = &'a Item>) -> Self {
        Self {
            about: Some(API.to_owned()),
            title: Some(title.to_owned()),
            link: Some(API.to_owned()),
            description: Some(title.to_owned()),
            date: Some(made.to_owned()),
            issued: Some(String::new()),
            modified: Some(made.to_owned()),
            handling: Some(Handling::white()),
            items: Some(Contents::of(items)),
            ..Self::default()
        }
    }
}

impl Contents {
    /// A table of contents: the address of each item.
    pub fn of<'a>(items: impl Iterator<Item = &'a Item>) -> Self {
        let entries = items.map(|item| SequenceEntry {
            resource: item.about.clone(),
            ..SequenceEntry::default()
        });
        let sequence = Sequence {
            entries: entries.collect(),
            ..Sequence::default()
        };
        Self {
            sequences: vec![sequence],
            ..Self::default()
        }
    }
}

impl Item {
    /// The placeholder that says that nothing was found.
    pub fn nothing_found() -> Self {
        Self {
            about: Some(API.to_owned()),
            title: Some(NOTHING_FOUND.to_owned()),
            link: Some(API.to_owned()),
            ..Self::default()
        }
    }
}
