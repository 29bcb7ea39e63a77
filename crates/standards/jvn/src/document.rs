//! A whole document of any of JVN's kinds.

use crate::{
    alert::AlertList,
    jvnrss::Jvnrss,
    names,
    read::{self, ReadError},
    results::ResultDocument,
    tree::{Attribute, Element, Name, Node, Tree},
    vuldef::VuldefDocument,
    write,
};

/// A whole document: what it says, and the comments and instructions around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Comments and instructions before the root.
    pub before: Vec<Node>,
    /// What it says.
    pub body: Body,
    /// Comments and instructions after the root.
    pub after: Vec<Node>,
}

/// The kinds of documents that JVN writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Entries in full.
    Vuldef(Box<VuldefDocument>),
    /// Entries as a feed.
    Jvnrss(Box<Jvnrss>),
    /// Alerts.
    Alerts(Box<AlertList>),
    /// Vendor and product lists, statistics, and answers that hold a Status alone.
    Result(Box<ResultDocument>),
}

/// Why bytes are not a document of JVN.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Not XML that this reader takes.
    #[error(transparent)]
    Xml(#[from] ReadError),
    /// XML of another kind.
    #[error("<{0}> is the root of no document of JVN")]
    OtherRoot(String),
}

impl Document {
    /// A document that holds a body alone.
    pub fn new(body: Body) -> Self {
        Self {
            before: Vec::new(),
            body,
            after: Vec::new(),
        }
    }

    /// Reads a document and finds out which kind it is by its root.
    ///
    /// # Errors
    ///
    /// [`DocumentError`] where the bytes are not XML within the limits, or of another kind.
    pub fn read(bytes: &[u8]) -> Result<Self, DocumentError> {
        let tree = read::read(bytes)?;
        let root = &tree.root;
        let body = if root.name.is(&[names::VULDEF], "VULDEF-Document") {
            Body::Vuldef(Box::new(VuldefDocument::from_element(root)))
        } else if root.name.is(&[names::RDF], "RDF") {
            Body::Jvnrss(Box::new(Jvnrss::from_element(root)))
        } else if root.name.is(&[names::ATOM], "feed") {
            Body::Alerts(Box::new(AlertList::from_element(root)))
        } else if root.name.is(&[names::RESULTS], "Result") {
            Body::Result(Box::new(ResultDocument::from_element(root)))
        } else {
            return Err(DocumentError::OtherRoot(root.name.written()));
        };
        Ok(Self {
            before: tree.before,
            body,
            after: tree.after,
        })
    }

    /// The document as a tree. A document made by hand gets the namespace declarations and schema
    /// locations that real ones carry.
    pub fn to_tree(&self) -> Tree {
        let mut root = match &self.body {
            Body::Vuldef(d) => d.to_element(),
            Body::Jvnrss(d) => d.to_element(),
            Body::Alerts(d) => d.to_element(),
            Body::Result(d) => d.to_element(),
        };
        // What was added by hand to a feed in the old form is written in the old form too.
        let declared = |ns: &str| {
            let declares = |a: &Attribute| a.name.declares().is_some() && a.value == ns;
            root.attributes.iter().any(declares)
        };
        if declared(names::SEC_OLD) && !declared(names::SEC) {
            root.rename_namespace(names::SEC, names::SEC_OLD);
        }
        if !root.attributes.iter().any(|a| a.name.declares().is_some()) {
            declare(&mut root, &self.body);
        }
        Tree {
            before: self.before.clone(),
            root,
            after: self.after.clone(),
        }
    }

    /// Writes the document in UTF-8 with its XML declaration.
    pub fn write(&self) -> String {
        write::write(&self.to_tree())
    }
}

/// Declares the namespaces of a kind of document on its root, and where their schemas are.
fn declare(root: &mut Element, body: &Body) {
    let schemas = "https://jvndb.jvn.jp/schema/";
    let marked = [names::SEC, names::MARKING, names::TLP, names::STATUS];
    let (default, others, locations): (_, &[&str], &[(&str, &str)]) = match body {
        Body::Vuldef(_) => (
            names::VULDEF,
            &marked,
            &[
                (names::VULDEF, "vuldef_3.2.xsd"),
                (names::SEC, "mod_sec_3.0.xsd"),
                (names::TLP, "tlp_marking.xsd"),
                (names::STATUS, "status_3.3.xsd"),
            ],
        ),
        Body::Jvnrss(_) => (
            names::RSS,
            &[
                names::RDF,
                names::DC,
                names::DCTERMS,
                names::SEC,
                names::MARKING,
                names::TLP,
                names::STATUS,
            ],
            &[
                (names::RSS, "jvnrss_3.2.xsd"),
                (names::STATUS, "status_3.3.xsd"),
            ],
        ),
        Body::Alerts(_) => (
            names::ATOM,
            &marked,
            &[
                (names::ATOM, "atom.xsd"),
                (names::SEC, "mod_sec_3.0.xsd"),
                (names::TLP, "tlp_marking.xsd"),
                (names::STATUS, "status_3.3.xsd"),
            ],
        ),
        Body::Result(_) => (
            names::RESULTS,
            &[names::STATISTICS, names::STATUS],
            &[(names::RESULTS, "results_3.3.xsd")],
        ),
    };
    let declaration = |prefix: &str, local: &str, value: &str| Attribute {
        name: Name {
            prefix: prefix.to_owned(),
            local: local.to_owned(),
            namespace: names::XMLNS.into(),
        },
        value: value.to_owned(),
    };
    let mut attributes = vec![
        declaration("xmlns", "xsi", names::XSI),
        declaration("", "xmlns", default),
    ];
    let prefixed = others.iter();
    attributes.extend(prefixed.map(|ns| declaration("xmlns", names::usual_prefix(ns), ns)));
    let vuldef = match body {
        Body::Vuldef(d) => d.version.as_deref().unwrap_or("3.2"),
        _ => "",
    };
    let locations = locations.iter();
    let locations: Vec<String> = locations
        .map(|(ns, file)| format!("{ns} {schemas}{file}"))
        .map(|location| location.replace("vuldef_3.2", &format!("vuldef_{vuldef}")))
        .collect();
    attributes.push(Attribute {
        name: Name::new(names::XSI, "schemaLocation"),
        value: locations.join(" "),
    });
    attributes.append(&mut root.attributes);
    root.attributes = attributes;
}
