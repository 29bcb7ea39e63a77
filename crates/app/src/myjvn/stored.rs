//! An entry's documents as they stand in the ledger, read as the standard's own types.

use noroshi_formats::Envelope;
use noroshi_jvn::{Scope, jvnrss::Item, names, read_slice, vuldef::Vulinfo};
use noroshi_model::Language;
use noroshi_store::{Ahead, KeyId, Reader};

use crate::{house::UseError, place::current, upkeep::Files};

/// The two forms in which JVN iPedia hands out an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Vuldef,
    Jvnrss,
}

/// What a key of JVN iPedia's entries says of form and language.
pub(super) fn form_of(namespace: &str) -> Option<(Form, Language)> {
    let (form, lang) = namespace.split_once('/')?;
    let form = match form {
        "vuldef" => Form::Vuldef,
        "jvnrss" => Form::Jvnrss,
        _ => return None,
    };
    Some((form, Language::from_tag(lang)?))
}

/// A document of an entry.
#[derive(Debug, Clone)]
pub(super) enum Stored {
    Vuldef(Box<Vulinfo>),
    Jvnrss(Box<Item>),
}

impl Stored {
    /// Reads a document; none where it is no such thing, which its import said.
    pub(super) fn read(form: Form, bytes: &[u8], envelope: &Envelope) -> Option<Self> {
        let home = match form {
            Form::Vuldef => names::VULDEF,
            Form::Jvnrss => names::RSS,
        };
        let scope = Scope::of_header(&envelope.header, home);
        let mut element = read_slice(bytes, &scope).ok()?;
        Some(match form {
            Form::Vuldef => Self::Vuldef(Box::new(Vulinfo::from_element(&element))),
            Form::Jvnrss => {
                // Answers of the API use today's module, also for what came in the form of the static feeds.
                element.rename_namespace(names::SEC_OLD, names::SEC);
                Self::Jvnrss(Box::new(Item::from_element(&element)))
            }
        })
    }

    /// The entry as an item, made from VULDEF where it did not come as one.
    pub(super) fn item(&self, language: Language) -> Item {
        match self {
            Self::Vuldef(vulinfo) => Item::of_vulinfo(vulinfo, language.tag()),
            Self::Jvnrss(item) => Item::clone(item),
        }
    }

    /// The entry in VULDEF, made from the item where it did not come so.
    pub(super) fn vulinfo(&self) -> Vulinfo {
        match self {
            Self::Vuldef(vulinfo) => Vulinfo::clone(vulinfo),
            Self::Jvnrss(item) => Vulinfo::of_item(item),
        }
    }
}

/// A document to read: its key, the revision it had when it was last looked at, its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) key: KeyId,
    pub(super) sequence: u64,
    pub(super) form: Form,
}

/// Reads documents, in the order of their places. One that is no longer there is left out.
pub(super) fn read(
    reader: &dyn Reader,
    files: &mut Files,
    places: &[Place],
) -> Result<Vec<(Place, Stored)>, UseError> {
    let ahead: Vec<_> = places.iter().map(|p| (p.key, p.sequence)).collect();
    reader.ahead(Ahead::Shown(&ahead))?;
    let mut found = Vec::with_capacity(places.len());
    for place in places {
        let revisions = reader.revisions(place.key)?;
        let Some(revision) = current(&revisions) else {
            continue;
        };
        let Some(digest) = revision.digest else {
            continue;
        };
        let Some(document) = reader.document(&digest)? else {
            continue;
        };
        let envelope = files.envelope(reader, revision)?;
        let stored = Stored::read(place.form, &document.bytes, envelope);
        found.extend(stored.map(|stored| (*place, stored)));
    }
    Ok(found)
}
