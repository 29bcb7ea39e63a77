//! mod_sec 2.0 and 3.0, and data marking: what JVN adds to RSS and Atom.

use crate::{names, part::part};

/// Both versions; today's is the one written.
pub(crate) const S: &[&str] = &[names::SEC, names::SEC_OLD];
const M: &[&str] = &[names::MARKING];

part! {
    /// A reference: an address and what it is. A weakness is a reference without a source.
    pub struct Reference in S, "references";
    text {
        /// The address.
        url
    }
    attributes {
        /// `CVE`, `NVD`, `JVN`, `JPCERT-AT`, `関連文書` and others; none for a weakness.
        source = "source",
        /// Its identifier, `CVE-…`, `CWE-79`.
        id = "id",
        /// Its title, for example `クロスサイトスクリプティング(CWE-79)`.
        title = "title",
    }
    children {}
}

part! {
    /// A product by its CPE name.
    pub struct SecCpe in S, "cpe";
    text {
        /// The name.
        value
    }
    attributes {
        /// Version of CPE, `2.2`. Alerts leave it out.
        version = "version",
        /// Vendor name. Alerts leave it out.
        vendor = "vendor",
        /// Product name.
        product = "product",
        /// `vulnerable` or `not vulnerable`.
        impact = "impact",
    }
    children {}
}

part! {
    /// A score.
    pub struct SecCvss in S, "cvss";
    attributes {
        /// Version of CVSS. JVN iPedia writes `3.0` for 3.1 too.
        version = "version",
        /// The score, 0.0 to 10.0.
        score = "score",
        /// `Base`, `Temporal` or `Environmental`.
        kind = "type",
        /// `None` to `Critical`.
        severity = "severity",
        /// The vector.
        vector = "vector",
    }
    children {}
}

part! {
    /// A link.
    pub struct SecLink in S, "link";
    attributes {
        /// The address.
        href = "href",
        /// Relation.
        rel = "rel",
        /// Media type.
        media_type = "type",
        /// Language.
        hreflang = "hreflang",
        /// Title.
        title = "title",
        /// Length in bytes.
        length = "length",
    }
    children {}
}

part! {
    /// An author.
    pub struct SecAuthor in S, "author";
    text {
        /// Name.
        name
    }
    attributes {
        /// Address.
        href = "href",
    }
    children {}
}

part! {
    /// A list of items, as in an alert.
    pub struct SecItems in S, "items";
    attributes {}
    children {
        /// The items.
        items: Vec<SecItem> = S, "item",
    }
}

part! {
    /// An item of an alert: one notice and the products it is about.
    pub struct SecItem in S, "item";
    attributes {}
    children {
        /// Title.
        title: Vec<String> = S, "title",
        /// Identifier, `MYJVN-ALT-YYYY-NNNN-NNNN`.
        identifier: Vec<String> = S, "identifier",
        /// Summary.
        summary: Vec<String> = S, "summary",
        /// Addresses.
        link: Vec<SecLink> = S, "link",
        /// References.
        references: Vec<Reference> = S, "references",
        /// Products.
        cpe: Vec<SecCpe> = S, "cpe",
        /// Scores.
        cvss: Vec<SecCvss> = S, "cvss",
        /// First published, dateTime.
        published: Vec<String> = S, "published",
        /// Last updated, dateTime.
        updated: Vec<String> = S, "updated",
        /// Who published it.
        author: Vec<SecAuthor> = S, "author",
    }
}

part! {
    /// How a document may be handed on.
    pub struct Handling in S, "handling";
    attributes {}
    children {
        /// Markings.
        markings: Vec<Marking> = M, "Marking",
    }
}

part! {
    /// A marking.
    pub struct Marking in M, "Marking";
    attributes {
        /// Its own identifier.
        id = "id",
        /// The identifier of another marking it stands for.
        idref = "idref",
        /// Version.
        version = "version",
    }
    children {
        /// What is marked, as a path.
        controlled: Option<String> = M, "Controlled_Structure",
        /// The markings proper.
        structures: Vec<MarkingStructure> = M, "Marking_Structure",
    }
}

part! {
    /// A marking proper, in real documents the traffic light protocol.
    pub struct MarkingStructure in M, "Marking_Structure";
    attributes {
        /// Type, `tlpMarking:TLPMarkingStructureType`.
        kind = "type" in names::XSI,
        /// `TLP`.
        model_name = "marking_model_name",
        /// Address of the model.
        model_ref = "marking_model_ref",
        /// `RED`, `AMBER`, `GREEN` or `WHITE`.
        color = "color",
    }
    children {}
}

impl Handling {
    /// The traffic light colour that JVN's own documents carry: white.
    pub fn white() -> Self {
        let structure = MarkingStructure {
            kind: Some("tlpMarking:TLPMarkingStructureType".to_owned()),
            model_name: Some("TLP".to_owned()),
            model_ref: Some("http://www.us-cert.gov/tlp/".to_owned()),
            color: Some("WHITE".to_owned()),
            ..MarkingStructure::default()
        };
        let marking = Marking {
            structures: vec![structure],
            ..Marking::default()
        };
        Self {
            markings: vec![marking],
            ..Self::default()
        }
    }

    /// The first traffic light colour.
    pub fn color(&self) -> Option<&str> {
        let mut structures = self.markings.iter().flat_map(|m| &m.structures);
        structures.find_map(|s| s.color.as_deref())
    }
}
