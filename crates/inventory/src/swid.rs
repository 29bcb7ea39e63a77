//! Software identification tags (ISO/IEC 19770-2), editions 2009 left out.

use crate::{
    Component, Hash, Head, Inventory, Kind, NotRead, Reader, Vendor, VendorRole,
    draft::Draft,
    xml::{self, Element},
};

const KIND: &str = "swid";

/// A software identification tag.
pub(crate) struct Swid;

impl Reader for Swid {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "SWID tag (ISO/IEC 19770-2:2015)"
    }

    fn looks_like(&self, head: &Head) -> bool {
        head.has_root("SoftwareIdentity", "")
    }

    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead> {
        let mut notes = Vec::new();
        let root = xml::read(document, KIND, &mut notes)?;
        let mut draft = Draft::new(KIND, notes);
        let place = "/SoftwareIdentity";
        let mut own = Component {
            name: root.attribute("name").unwrap_or_default().to_owned(),
            // The specification's default, `0.0`, means that the version is not known.
            version: root
                .attribute("version")
                .filter(|version| *version != "0.0")
                .map(str::to_owned),
            swid: root.attribute("tagId").map(str::to_owned),
            reference: root.attribute("tagId").map(str::to_owned),
            place: place.to_owned(),
            ..Component::default()
        };
        for entity in root.each("Entity") {
            let name = entity.attribute("name").unwrap_or_default().to_owned();
            let roles = entity.attribute("role").unwrap_or_default();
            if roles.split_whitespace().any(|role| role == "tagCreator") {
                draft.inventory.by.push(name.clone());
            }
            let role = match roles {
                roles if roles.contains("softwareCreator") => VendorRole::Maker,
                roles if roles.contains("distributor") || roles.contains("licensor") => {
                    VendorRole::Supplier
                }
                _ => continue,
            };
            own.vendors.push(Vendor { role, name });
        }
        for kind in ["patch", "corpus", "supplemental"] {
            if root.attribute(kind) == Some("true") {
                let what = format!("the tag says that it is `{kind}`, not an installed program");
                draft.note(place, what);
            }
        }
        draft.inventory.version = Some("2015".to_owned());
        draft.inventory.id.clone_from(&own.swid);
        draft.inventory.name = Some(own.name.clone());
        let index = draft.add(own);
        draft.inventory.subjects.extend(index);
        for part in ["Payload", "Evidence"] {
            for (n, at) in root.each(part).enumerate() {
                files(at, &format!("{place}/{part}[{}]", n + 1), index, &mut draft);
            }
        }
        draft.finish(&mut Vec::new())
    }
}

fn files(at: &Element, place: &str, parent: Option<usize>, draft: &mut Draft) {
    for (n, child) in at.children.iter().enumerate() {
        let place = format!("{place}/{}[{}]", child.name, n + 1);
        match child.name.as_str() {
            "Directory" => files(child, &place, parent, draft),
            "File" => {
                draft.add(Component {
                    name: child.attribute("name").unwrap_or_default().to_owned(),
                    version: child.attribute("version").map(str::to_owned),
                    kind: Kind::File,
                    // The algorithm is the attribute's prefix, which the tree leaves off.
                    hashes: child
                        .attribute("hash")
                        .map(|value| Hash::new(by_length(value), value))
                        .into_iter()
                        .collect(),
                    parent,
                    place,
                    ..Component::default()
                });
            }
            "Process" | "Resource" => {
                draft.set_aside(1, place, "a process or a resource; not a component");
            }
            _ => {}
        }
    }
}

/// The algorithm of a digest in hexadecimal by its length.
fn by_length(value: &str) -> &'static str {
    match value.len() {
        64 => "sha256",
        96 => "sha384",
        128 => "sha512",
        40 => "sha1",
        _ => "unknown",
    }
}
