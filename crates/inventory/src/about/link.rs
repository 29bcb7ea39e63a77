//! Links from one CycloneDX document to another, and to an entry in it (BOM-Link).

use super::Doubt;
use crate::Inventory;

/// A link to a CycloneDX document: `urn:cdx:serial/version#reference`.
pub(super) struct Link<'l> {
    serial: &'l str,
    edition: Option<&'l str>,
    /// The entry, without its percent-encoding.
    pub(super) reference: Option<String>,
}

impl<'l> Link<'l> {
    pub(super) fn parse(text: &'l str) -> Option<Self> {
        let rest = text.strip_prefix("urn:cdx:")?;
        let (document, reference) = match rest.split_once('#') {
            Some((document, reference)) => (document, Some(decoded(reference))),
            None => (rest, None),
        };
        let (serial, edition) = match document.split_once('/') {
            Some((serial, edition)) => (serial, Some(edition)),
            None => (document, None),
        };
        Some(Self {
            serial,
            edition,
            reference,
        })
    }

    pub(super) fn is_to(&self, id: &str) -> bool {
        let id = id.strip_prefix("urn:uuid:").unwrap_or(id);
        id.eq_ignore_ascii_case(self.serial)
    }

    /// Whether it is to another edition than the one at hand; none at all means the first (specification, `version`).
    pub(super) fn doubt(&self, list: &Inventory) -> Option<Doubt> {
        let own = list.revision.as_deref().unwrap_or("1");
        self.edition
            .filter(|edition| *edition != own)
            .map(|_| Doubt::Edition)
    }
}

/// A fragment without its percent-encoding.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = text
            .get(at + 1..at + 3)
            .and_then(|two| u8::from_str_radix(two, 16).ok());
        match (byte, pair) {
            (b'%', Some(meant)) => {
                out.push(meant);
                at += 2;
            }
            _ => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}
