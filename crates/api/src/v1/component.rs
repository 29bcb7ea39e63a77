//! A component of a product.

use noroshi_app::values;
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that is installed or shipped, as its list names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Component {
    /// Its position in the list, from 0.
    pub index: usize,
    /// Its name.
    pub name: String,
    /// What stands before the name: a Maven group, an npm scope.
    pub group: Option<String>,
    /// Its version as the list writes it; `null` where it does not say, which is not "every version".
    pub version: Option<String>,
    /// Who makes or supplies it.
    pub vendors: Vec<Vendor>,
    /// The package URLs that the list gives.
    pub purls: Vec<String>,
    /// A package URL made out of name and version, where the list gives none.
    pub made_purl: Option<String>,
    /// CPE names as the list writes them.
    pub cpes: Vec<String>,
    /// The identifier of its software identification tag.
    pub swid: Option<String>,
    /// Digests of its file or archive, `algorithm:value`.
    pub hashes: Vec<String>,
    /// How far it is needed, in the list's own word.
    pub scope: Option<String>,
    /// The position of the component it stands in.
    pub parent: Option<usize>,
    /// Where it stands in the list.
    pub place: String,
}

/// Who stands behind a component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Vendor {
    /// `supplier`, `maker`, `author` or `packager`.
    pub role: &'static str,
    /// The name.
    pub name: String,
}

impl Component {
    /// A component at its position in the list.
    pub fn new(index: usize, component: &values::Component) -> Self {
        Self {
            index,
            name: component.name.clone(),
            group: component.group.clone(),
            version: component.version.clone(),
            vendors: component
                .vendors
                .iter()
                .map(|vendor| Vendor {
                    role: role(vendor.role),
                    name: vendor.name.clone(),
                })
                .collect(),
            purls: component.purls.iter().map(ToString::to_string).collect(),
            made_purl: component.made_purl.as_ref().map(ToString::to_string),
            cpes: component.cpes.clone(),
            swid: component.swid.clone(),
            hashes: component
                .hashes
                .iter()
                .map(|hash| format!("{}:{}", hash.algorithm, hash.value))
                .collect(),
            scope: component.scope.clone(),
            parent: component.parent,
            place: component.place.clone(),
        }
    }
}

fn role(role: values::VendorRole) -> &'static str {
    match role {
        values::VendorRole::Supplier => "supplier",
        values::VendorRole::Maker => "maker",
        values::VendorRole::Author => "author",
        values::VendorRole::Packager => "packager",
    }
}
