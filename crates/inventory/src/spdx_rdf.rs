//! SPDX 2 in RDF/XML: recognised, so that its refusal says what to do, and not read.

use crate::{Head, Inventory, NotRead, Reader};

const KIND: &str = "spdx-2-rdf";

/// SPDX 2 in RDF/XML.
pub(crate) struct SpdxRdf;

impl Reader for SpdxRdf {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "SPDX 2 (RDF/XML): recognised and not read"
    }

    fn looks_like(&self, head: &Head) -> bool {
        head.has_root("RDF", "spdx.org/rdf/terms")
    }

    fn read(&self, _document: &[u8]) -> Result<Inventory, NotRead> {
        Err(NotRead::Bad {
            kind: KIND,
            reason: "SPDX in RDF/XML is not read; its JSON or tag-and-value form is".to_owned(),
        })
    }
}
