//! Documents to records and back: one file per format, no input or output.
//!
//! A *file* (a yearly feed, an API page, one record) falls apart into *documents*: the exact byte
//! slices that belong to one key. [`framing`] cuts them out of a stream in bounded memory. A
//! [`Format`] then reads one document into a [`Reading`].

pub mod framing;

mod cve5;
mod epss;
mod jvnrss;
mod kev;
mod myjvn_alert;
mod myjvn_list;
mod nvd1;
mod nvd2;
mod nvd_other;
mod osv;
mod osv_yaml;
mod vuldef;

mod criteria;
mod json;
mod jvn;
mod osv_entry;
mod prose;
mod said;
mod yaml;

/// What the first bytes of a JSON document show of its top-level object.
pub use json::{leading_string, top_members};
use noroshi_model::{Identifier, Moment, Note, Record};

/// One way of writing vulnerability information down.
pub trait Format: Sync {
    /// The name used in files, flags and addresses, for example `nvd-2.0`.
    fn name(&self) -> &'static str;

    /// The source that speaks in such files when nobody says otherwise, for example `nvd`.
    fn source(&self) -> &'static str;

    /// Says whether the first bytes of a file (up to 64 KiB, decompressed) look like this format.
    fn looks_like(&self, head: &[u8]) -> bool;

    /// How a file of this format falls apart into documents.
    fn frame(&self) -> Frame;

    /// Reads what stands around the documents: the bytes before the first one.
    fn envelope(&self, header: &[u8]) -> Envelope;

    /// Reads how many documents the file announces from what stands after the last one, where the
    /// format says it there (MyJVN's Status node).
    fn announced_after(&self, _trailer: &[u8]) -> Option<u64> {
        None
    }

    /// Reads one document. A bad entry inside becomes a note and costs nothing else.
    ///
    /// # Errors
    ///
    /// [`NotThisFormat`] where the bytes are not a document of this format at all; the caller keeps
    /// the reason as a refusal.
    fn read(&self, document: &[u8], envelope: &Envelope) -> Result<Reading, NotThisFormat>;

    /// Reads one document as [`Format::read`] does, and hands out each record as soon as it is read
    /// instead of gathering them: a score file holds some 300,000. What comes back holds none.
    ///
    /// # Errors
    ///
    /// As [`Format::read`].
    fn read_each(
        &self,
        document: &[u8],
        envelope: &Envelope,
        each: &mut dyn FnMut(Record),
    ) -> Result<Reading, NotThisFormat> {
        let mut reading = self.read(document, envelope)?;
        std::mem::take(&mut reading.records)
            .into_iter()
            .for_each(each);
        Ok(reading)
    }

    /// The namespace of its documents' keys, where what stands around a document decides on it and not the document: the
    /// same bytes in a Japanese and in an English file are two documents.
    fn namespace(&self, _envelope: &Envelope) -> Option<String> {
        None
    }

    /// Whether a file lists everything that holds, so that absence means "no longer" (KEV).
    fn is_snapshot(&self) -> bool {
        false
    }

    /// Which of two documents of one source about one identifier in one language says more, for
    /// display: VULDEF (2) before JVNRSS (1).
    fn fullness(&self) -> u8 {
        1
    }
}

/// How a file falls apart into documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// The whole file is one document.
    Whole,
    /// Each element of the array under this top-level member is a document.
    JsonArray {
        /// The member, for example `vulnerabilities`.
        member: &'static str,
    },
    /// The whole file is an array, and each of its elements is a document.
    JsonElements,
    /// Each element with this local name, outermost only, is a document.
    XmlElement {
        /// The local name, for example `Vulinfo`.
        name: &'static str,
    },
}

/// What stands around the documents of one file. Kept with every revision, because a document's
/// slice alone does not say its language or its feed's date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Envelope {
    /// The bytes before the first document, exactly (at most 64 KiB).
    pub header: Vec<u8>,
    /// When the file says it was made.
    pub made: Option<Moment>,
    /// The language of the file, lower case tag.
    pub lang: Option<String>,
    /// How many documents the file announces.
    pub announced: Option<u64>,
}

/// What a reader understood of one document, and what it could not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// The publisher's own namespace and identifier: with the source, the document's key.
    pub key: DocumentKey,
    /// When the source says this document last changed; orders the revisions of one key.
    pub changed: Option<Moment>,
    /// The records; usually one.
    pub records: Vec<Record>,
    /// What was not understood, with its place.
    pub notes: Vec<Note>,
}

/// A document's key within its source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DocumentKey {
    /// The publisher's own namespace, which also tells forms and languages of one entry apart, for
    /// example `cve`, `vuldef/ja`, `jvnrss/en`.
    pub namespace: String,
    /// The identifier in it.
    pub id: String,
}

impl DocumentKey {
    /// A key from its two parts.
    pub fn new(namespace: impl Into<String>, id: impl AsRef<str>) -> Self {
        Self {
            namespace: namespace.into(),
            id: id.as_ref().to_owned(),
        }
    }

    /// The key of an identifier.
    pub fn of(namespace: impl Into<String>, id: &Identifier) -> Self {
        Self::new(namespace, id.as_str())
    }
}

/// Why bytes are not a document of the format they were taken for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {format} document: {reason}")]
pub struct NotThisFormat {
    /// The format's name.
    pub format: &'static str,
    /// What was found instead, with the place.
    pub reason: String,
}

/// Every format, in alphabetical order. Adding one is a file and a line here.
pub static ALL: &[&dyn Format] = &[
    &cve5::Cve5,
    &epss::Epss,
    &epss::EpssJson,
    &jvnrss::Jvnrss,
    &kev::Kev,
    &myjvn_alert::MyJvnAlert,
    &myjvn_alert::MyJvnAlertJson,
    &myjvn_list::MyJvnList,
    &nvd1::Nvd1,
    &nvd2::Nvd2,
    &nvd2::Nvd2Single,
    &nvd_other::NvdOther,
    &osv::Osv,
    &osv::OsvArray,
    &osv::OsvList,
    &osv_yaml::OsvYaml,
    &vuldef::Vuldef,
];

/// The format of that name.
pub fn by_name(name: &str) -> Option<&'static dyn Format> {
    ALL.iter().copied().find(|f| f.name() == name)
}

/// The first format that recognises the beginning of a file.
pub fn detect(head: &[u8]) -> Option<&'static dyn Format> {
    ALL.iter().copied().find(|f| f.looks_like(head))
}
