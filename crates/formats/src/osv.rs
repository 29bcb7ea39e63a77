//! OSV in JSON: one entry in a file, as GitHub, RustSec, Go and the distributions publish them; an array of entries; and the
//! answers of osv.dev's API, `{"vulns": [ … ]}`.

use crate::{
    Envelope, Format, Frame, NotThisFormat, Reading,
    json::{self, Json},
    osv_entry,
};

/// An entry of a database in the Open Source Vulnerability format.
pub(crate) struct Osv;

impl Format for Osv {
    fn name(&self) -> &'static str {
        "osv"
    }

    fn source(&self) -> &'static str {
        "osv"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        let members = json::top_members(head);
        let id = members.iter().find(|(name, _)| name == "id");
        let id = id.and_then(|(_, value)| json::leading_string(value));
        osv_entry::is_entry(id.as_deref(), members.iter().map(|(name, _)| name.as_str()))
    }

    fn frame(&self) -> Frame {
        Frame::Whole
    }

    fn envelope(&self, header: &[u8]) -> Envelope {
        Envelope {
            header: header.to_vec(),
            lang: Some("en".to_owned()),
            announced: Some(1),
            ..Envelope::default()
        }
    }

    fn read(&self, document: &[u8], _: &Envelope) -> Result<Reading, NotThisFormat> {
        osv_entry::reading(&Json::parse(document, self.name())?, self.name())
    }
}

/// A JSON array of entries.
pub(crate) struct OsvArray;

impl Format for OsvArray {
    fn name(&self) -> &'static str {
        "osv-array"
    }

    fn source(&self) -> &'static str {
        "osv"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        first_is_entry(head)
    }

    fn frame(&self) -> Frame {
        Frame::JsonElements
    }

    fn envelope(&self, header: &[u8]) -> Envelope {
        envelope(header)
    }

    fn read(&self, document: &[u8], _: &Envelope) -> Result<Reading, NotThisFormat> {
        osv_entry::reading(&Json::parse(document, self.name())?, self.name())
    }
}

/// An answer of osv.dev: entries under `vulns`.
pub(crate) struct OsvList;

impl Format for OsvList {
    fn name(&self) -> &'static str {
        "osv-list"
    }

    fn source(&self) -> &'static str {
        "osv"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        let members = json::top_members(head);
        let vulns = members.iter().find(|(name, _)| name == "vulns");
        vulns.is_some_and(|(_, value)| first_is_entry(value))
    }

    fn frame(&self) -> Frame {
        Frame::JsonArray { member: "vulns" }
    }

    fn envelope(&self, header: &[u8]) -> Envelope {
        envelope(header)
    }

    fn read(&self, document: &[u8], _: &Envelope) -> Result<Reading, NotThisFormat> {
        osv_entry::reading(&Json::parse(document, self.name())?, self.name())
    }
}

fn envelope(header: &[u8]) -> Envelope {
    Envelope {
        header: header.to_vec(),
        lang: Some("en".to_owned()),
        ..Envelope::default()
    }
}

/// Whether an array begins here whose first element may be an entry.
fn first_is_entry(array: &[u8]) -> bool {
    let array = array.trim_ascii_start().strip_prefix(b"[");
    array.is_some_and(|elements| Osv.looks_like(elements))
}
