//! OSV in YAML: one entry in a file, as PyPA's advisory database keeps its sources.

use crate::{Envelope, Format, Frame, NotThisFormat, Reading, osv_entry, yaml};

/// An entry in YAML. What it says is read as from JSON; the original stays YAML.
pub(crate) struct OsvYaml;

impl Format for OsvYaml {
    fn name(&self) -> &'static str {
        "osv-yaml"
    }

    fn source(&self) -> &'static str {
        "osv"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        let Some(members) = yaml::top_members(head) else {
            return false;
        };
        let id = members.iter().find(|(name, _)| *name == "id");
        let id = id.map(|(_, value)| *value);
        osv_entry::is_entry(id, members.iter().map(|(name, _)| *name))
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
        osv_entry::reading(&yaml::parse(document, self.name())?, self.name())
    }
}
