//! The namespaces of JVN's documents, and the prefixes they are usually bound to.

/// VULDEF, every version.
pub const VULDEF: &str = "http://jvn.jp/vuldef/";
/// RSS 1.0, the ground of JVNRSS.
pub const RSS: &str = "http://purl.org/rss/1.0/";
/// RDF.
pub const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// Dublin Core elements.
pub const DC: &str = "http://purl.org/dc/elements/1.1/";
/// Dublin Core terms.
pub const DCTERMS: &str = "http://purl.org/dc/terms/";
/// mod_sec 3.0, as in answers of the API.
pub const SEC: &str = "http://jvn.jp/rss/mod_sec/3.0/";
/// mod_sec 2.0, as still written in the static JVNRSS feeds.
pub const SEC_OLD: &str = "http://jvn.jp/rss/mod_sec/";
/// Data marking.
pub const MARKING: &str = "http://data-marking.mitre.org/Marking-1";
/// The traffic light protocol as a data marking.
pub const TLP: &str = "http://data-marking.mitre.org/extensions/MarkingStructure#TLP-1";
/// The Status node of MyJVN.
pub const STATUS: &str = "http://jvndb.jvn.jp/myjvn/Status";
/// Result documents of MyJVN.
pub const RESULTS: &str = "http://jvndb.jvn.jp/myjvn/Results";
/// Statistics of MyJVN.
pub const STATISTICS: &str = "http://jvndb.jvn.jp/myjvn/Statistics";
/// Atom 1.0, the ground of the alert list.
pub const ATOM: &str = "http://www.w3.org/2005/Atom";
/// The namespace that the prefix `xml` always means.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of namespace declarations.
pub const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
/// XML Schema instance attributes.
pub const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The prefix that real documents bind to a namespace; empty for those written without one.
pub fn usual_prefix(namespace: &str) -> &'static str {
    match namespace {
        RDF => "rdf",
        DC => "dc",
        DCTERMS => "dcterms",
        SEC | SEC_OLD => "sec",
        MARKING => "marking",
        TLP => "tlpMarking",
        STATUS => "status",
        STATISTICS => "mjstat",
        XML => "xml",
        XMLNS => "xmlns",
        XSI => "xsi",
        _ => "",
    }
}

/// The namespace that a prefix usually stands for, where the declaration is not at hand.
pub fn usual_namespace(prefix: &str) -> Option<&'static str> {
    Some(match prefix {
        "vuldef" => VULDEF,
        "rss" => RSS,
        "rdf" => RDF,
        "dc" => DC,
        "dcterms" => DCTERMS,
        "sec" => SEC,
        "marking" => MARKING,
        "tlpMarking" => TLP,
        "status" => STATUS,
        "mjres" => RESULTS,
        "mjstat" => STATISTICS,
        "atom" => ATOM,
        "xml" => XML,
        "xmlns" => XMLNS,
        "xsi" => XSI,
        _ => return None,
    })
}
