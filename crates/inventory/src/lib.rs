//! Lists of what is installed or shipped, read from SBOMs, package lists, lock files and tables, and
//! the statements (VEX) that say which vulnerability hits them.
//!
//! One file per kind of document and one table, [`ALL`]. A [`Reader`] turns bytes into an
//! [`Inventory`]: components, the edges between them, statements, and a note or a refusal for
//! everything else, each with its place. What is known of a list's components is written back as
//! CycloneDX ([`write_cyclonedx`]), CSAF ([`write_csaf_vex`]) and OpenVEX ([`write_openvex`]). No
//! input or output, no clock; nothing here knows records, sources or the store.
//!
//! ```
//! let list = b"openssl-libs-3.0.7-18.el9_2.x86_64\nbash-5.1.8-6.el9_1.x86_64\n";
//! let inventory = noroshi_inventory::read(list)?;
//! assert_eq!(inventory.kind, "rpm-list");
//! assert_eq!(inventory.components[1].name, "bash");
//! assert_eq!(inventory.components[1].version.as_deref(), Some("5.1.8-6.el9_1"));
//! # Ok::<(), noroshi_inventory::NotRead>(())
//! ```

mod about;
mod component;
mod error;
mod finding;
mod head;
mod inventory;
mod vex;

mod cargo_lock;
mod csaf_vex;
mod csv_table;
mod cyclonedx_json;
mod cyclonedx_xml;
mod dpkg_list;
mod dpkg_query;
mod dpkg_status;
mod openvex;
mod package_lock;
mod requirements;
mod rpm_list;
mod spdx2_json;
mod spdx2_tags;
mod spdx3;
mod spdx_rdf;
mod swid;

mod cyclonedx;
mod cyclonedx_write;
mod deb;
mod draft;
mod json;
mod legacy;
mod spdx;
mod text;
mod xml;

use std::io::Read;

pub use about::{About, By, Doubt, Meaning, Meant, Unlike, about};
pub use component::{Component, Hash, Kind, Vendor, VendorRole};
pub use csaf_vex::{CsafEdition, CsafPublisher, write as write_csaf_vex};
pub use cyclonedx_write::{BomEdition, write as write_cyclonedx};
pub use error::{NotRead, NotWritten};
pub use finding::{Answer, Finding};
pub use head::Head;
pub use inventory::{Composition, Counts, Edge, Inventory, Relation};
/// Package URLs are those of the standard's own crate.
pub use noroshi_versions::Purl;
pub use openvex::write as write_openvex;
pub use vex::{Action, ActionKind, Justification, Product, Statement, Status, VersionSaid};

/// The largest document that is read, in bytes. What is held while it is read takes a few times that,
/// and is bounded by its own limits where a document is made to swell.
pub const MAX_DOCUMENT: usize = 256 << 20;

/// The longest name, version or reference that is taken, in bytes.
pub const MAX_TEXT: usize = 4096;

/// The most components of one document.
pub const MAX_COMPONENTS: usize = 2_000_000;

/// The most notes and refusals of one document: what cannot be understood a hundred thousand times is
/// not what it was taken for.
pub const MAX_NOTES: usize = 100_000;

/// One kind of document that lists components.
pub trait Reader: Sync {
    /// The name used in files, flags and addresses, for example `cyclonedx-json`.
    fn name(&self) -> &'static str;

    /// One line for the list of kinds in help and manual.
    fn about(&self) -> &'static str;

    /// Whether it only says what vulnerabilities hit, so that what it names is nothing that anybody who
    /// reads it has.
    fn only_states(&self) -> bool {
        false
    }

    /// Says whether the beginning of a document looks like this kind.
    fn looks_like(&self, head: &Head) -> bool;

    /// Reads one document. A bad entry becomes a refusal and costs nothing else.
    ///
    /// # Errors
    ///
    /// [`NotRead`] where the document as a whole cannot be read.
    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead>;
}

/// Every kind of document, the one that asks most of the first bytes before those that ask less.
pub static ALL: &[&dyn Reader] = &[
    &cyclonedx_json::CycloneDxJson,
    &cyclonedx_xml::CycloneDxXml,
    &openvex::OpenVex,
    &spdx2_json::Spdx2Json,
    &spdx2_tags::Spdx2Tags,
    &spdx3::Spdx3,
    &spdx_rdf::SpdxRdf,
    &csaf_vex::Csaf,
    &swid::Swid,
    &package_lock::PackageLock,
    &cargo_lock::CargoLock,
    &dpkg_list::DpkgList,
    &dpkg_status::DpkgStatus,
    &csv_table::CsvTable,
    &dpkg_query::DpkgQuery,
    &rpm_list::RpmList,
    &requirements::Requirements,
];

/// The kind of that name.
pub fn by_name(name: &str) -> Option<&'static dyn Reader> {
    ALL.iter().copied().find(|reader| reader.name() == name)
}

/// The first kind that recognises a document by its first 64 KiB, else by all of it: members of a
/// JSON object come in any order, and the one that tells may be the last.
pub fn detect(document: &[u8]) -> Option<&'static dyn Reader> {
    let by = |head: &Head| ALL.iter().copied().find(|reader| reader.looks_like(head));
    let first = Head::of(document, head::FIRST_BYTES);
    by(&first).or_else(
        || match document.len() > head::FIRST_BYTES && first.is_json() {
            true => by(&Head::of(document, document.len())),
            false => None,
        },
    )
}

/// Reads a document of any known kind.
///
/// # Errors
///
/// [`NotRead`] where it is of no known kind, too large, or cannot be read as what it looks like.
pub fn read(document: &[u8]) -> Result<Inventory, NotRead> {
    if document.len() > MAX_DOCUMENT {
        return Err(NotRead::TooLarge {
            limit: MAX_DOCUMENT,
        });
    }
    match detect(document) {
        Some(reader) => reader.read(document),
        None => Err(NotRead::Unknown {
            looks_like: head::packed(document)
                .unwrap_or("none of the kinds of document known here"),
        }),
    }
}

/// Reads a document of any known kind from a stream, and no more of it than [`MAX_DOCUMENT`].
///
/// # Errors
///
/// As [`read`]; [`NotRead::Stream`] where the stream fails.
pub fn read_from(stream: impl Read) -> Result<Inventory, NotRead> {
    let mut document = Vec::new();
    stream
        .take(MAX_DOCUMENT as u64 + 1)
        .read_to_end(&mut document)?;
    read(&document)
}
