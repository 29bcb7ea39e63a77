//! NVD's other API answers: products, match strings, change history, sources. Kept whole, not read.

use noroshi_model::{AssumedZone, Moment};

use crate::{
    DocumentKey, Envelope, Format, Frame, NotThisFormat, Reading,
    json::{self, Json, kept_only, shown},
};

/// Pages of the API that hold no vulnerabilities.
pub(crate) struct NvdOther;

impl Format for NvdOther {
    fn name(&self) -> &'static str {
        "nvd-other"
    }

    fn source(&self) -> &'static str {
        "nvd"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        json::top_members(head)
            .iter()
            .find(|(name, _)| name == "format")
            .and_then(|(_, value)| json::leading_string(value))
            .is_some_and(|format| format.starts_with("NVD_") && format != "NVD_CVE")
    }

    fn frame(&self) -> Frame {
        Frame::Whole
    }

    fn envelope(&self, header: &[u8]) -> Envelope {
        Envelope {
            header: header.to_vec(),
            announced: Some(1),
            ..Envelope::default()
        }
    }

    fn read(&self, document: &[u8], _: &Envelope) -> Result<Reading, NotThisFormat> {
        let tree = Json::parse(document, self.name())?;
        let page = json::object(&tree, self.name())?;
        let mut notes = Vec::new();
        let Some(format) = page.owned("format", &mut notes) else {
            return Err(NotThisFormat {
                format: self.name(),
                reason: "no `format` in the page".to_owned(),
            });
        };
        let (what, list) = match format.as_str() {
            "NVD_CPE" => ("products", "products"),
            "NVD_CPEMatchString" | "NVD_CPEMatch" => ("match strings", "matchStrings"),
            "NVD_CVEHistory" => ("changes", "cveChanges"),
            "NVD_SOURCE" => ("sources", "sources"),
            _ => ("entries of an unknown kind", ""),
        };
        let count = match page.json.get(list) {
            Some(Json::Array(items)) => items.len(),
            _ => 0,
        };
        let made = page.owned("timestamp", &mut notes).unwrap_or_default();
        let start = page.number("startIndex", &mut notes).unwrap_or_default();
        // A page has no name of its own; its kind, time and place among the pages are the best there is.
        let key = DocumentKey::new(&format, format!("{made}/{start}"));
        let what = format!(
            "a page of NVD with {count} {what} ({}); kept, not read",
            shown(&format)
        );
        let mut reading = kept_only(key, what);
        reading.changed = (!made.is_empty()).then(|| Moment::parse(&made, AssumedZone::Utc));
        reading.notes.extend(notes);
        Ok(reading)
    }
}
