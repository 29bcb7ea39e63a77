//! A component: one entry of an inventory, with the names by which the world may know it.

use noroshi_cpe::{Attribute, Value};

use crate::Purl;

/// One thing that is installed or shipped, as one document names it.
///
/// A component without a version is not a component of every version, nor of none: what is asked
/// about it must be answered with *unknown*.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Component {
    /// Its name, never empty.
    pub name: String,
    /// What stands before the name: a Maven group, an npm scope.
    pub group: Option<String>,
    /// Its version as the document writes it.
    pub version: Option<String>,
    /// The versions it stands for, where the document names a range instead of one, as written: `vers`, or words.
    pub range: Option<String>,
    /// Who makes or supplies it, in the document's own words.
    pub vendors: Vec<Vendor>,
    /// The package URLs that the document gives.
    pub purls: Vec<Purl>,
    /// A package URL made here out of name and version, where the document gives none and its kind
    /// leaves no doubt.
    pub made_purl: Option<Purl>,
    /// CPE names as the document writes them, versions 2.2 and 2.3.
    pub cpes: Vec<String>,
    /// The identifier of its software identification tag (ISO/IEC 19770-2).
    pub swid: Option<String>,
    /// Digests of its file or archive.
    pub hashes: Vec<Hash>,
    /// What kind of thing it is.
    pub kind: Kind,
    /// How far it is needed, in the document's own word: `optional`, `dev`, `excluded`.
    pub scope: Option<String>,
    /// The name that the document's own edges call it by.
    pub reference: Option<String>,
    /// The component it stands in, by its index.
    pub parent: Option<usize>,
    /// Where it stands in the document: a JSON pointer, an element path, a line.
    pub place: String,
}

impl Component {
    /// A component that has a name and a place, and nothing else yet.
    pub fn new(name: impl Into<String>, place: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            place: place.into(),
            ..Self::default()
        }
    }

    /// Its package URLs and CPE names, but none that means more versions than its own: a package URL without a version
    /// gets it, a CPE name without one is left out.
    pub(crate) fn names_of_its_version(&self) -> Vec<String> {
        let version = self.version.as_deref();
        let purls = self.purls.iter().chain(&self.made_purl);
        let mut names: Vec<String> = purls
            .map(|purl| match (purl.version(), version) {
                (None, Some(_)) => purl.at(version).to_string(),
                _ => purl.to_string(),
            })
            .collect();
        let says_version = |cpe: &&String| {
            let name = noroshi_cpe::Name::parse_tolerant(cpe);
            name.is_ok_and(|(name, _)| name.get(Attribute::Version) != Value::Any)
        };
        let cpes = self.cpes.iter();
        names.extend(
            cpes.filter(|cpe| version.is_none() || says_version(cpe))
                .cloned(),
        );
        names
    }

    /// The first package URL: the document's own before the one made here.
    pub fn purl(&self) -> Option<&Purl> {
        self.purls.first().or(self.made_purl.as_ref())
    }
}

/// Who stands behind a component, and in which role.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Vendor {
    /// The role that the document gives.
    pub role: VendorRole,
    /// The name.
    pub name: String,
}

/// In which role somebody stands behind a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VendorRole {
    /// Handed it out: supplier, publisher, distributor.
    Supplier,
    /// Made it: manufacturer, originator, creator.
    Maker,
    /// Wrote it.
    Author,
    /// Packs it for a distribution.
    Packager,
}

/// A digest.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Hash {
    /// The algorithm in lower case without hyphen or underscore: `sha1`, `sha256`, `sha3256`, `md5`.
    pub algorithm: String,
    /// The digest in lower-case hexadecimal where it could be read, else as written.
    pub value: String,
}

impl Hash {
    /// A digest; the algorithm's name is brought to one form.
    pub fn new(algorithm: &str, value: &str) -> Self {
        Self {
            algorithm: algorithm
                .chars()
                .filter(|c| !matches!(c, '-' | '_' | ' '))
                .flat_map(char::to_lowercase)
                .collect(),
            value: value.trim().to_ascii_lowercase(),
        }
    }
}

/// What kind of thing a component is, over all kinds of document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Kind {
    /// The document does not say; a package of software, most likely.
    #[default]
    Unsaid,
    /// A program.
    Application,
    /// A library or framework.
    Library,
    /// An operating system.
    OperatingSystem,
    /// An image of a container.
    Container,
    /// Firmware.
    Firmware,
    /// A thing of hardware, or the driver of one.
    Device,
    /// A service that answers elsewhere.
    Service,
    /// A single file. It has a name and digests and, as a rule, no version.
    File,
    /// Data, a model, a configuration, a key: nothing that runs.
    Data,
    /// Something else, in the document's own word.
    Other(String),
}

impl Kind {
    /// The kind that a word of CycloneDX or SPDX means.
    pub(crate) fn from_word(word: &str) -> Self {
        match word.to_ascii_lowercase().replace('_', "-").as_str() {
            "application" | "install" | "executable" => Self::Application,
            "library" | "framework" | "module" => Self::Library,
            "operating-system" | "operatingsystem" | "platform" => Self::OperatingSystem,
            "container" => Self::Container,
            "firmware" => Self::Firmware,
            "device" | "device-driver" | "devicedriver" => Self::Device,
            "file" => Self::File,
            "data"
            | "machine-learning-model"
            | "cryptographic-asset"
            | "model"
            | "configuration" => Self::Data,
            _ => Self::Other(word.to_owned()),
        }
    }
}
