//! A product that is described by hand, as a component among others.

use noroshi_cpe::{Attribute, Name};
use noroshi_inventory::{Component, Counts, Inventory, Purl, Vendor, VendorRole};
use noroshi_model::Product;

/// The kind of an inventory that comes from no document.
const KIND: &str = "by-hand";
/// The place of a component that stands in no document.
const PLACE: &str = "by hand";

/// The inventory of a product that has no list: itself.
pub(super) fn alone(product: &Product) -> Inventory {
    let mut inventory = Inventory {
        kind: KIND,
        name: Some(product.name.clone()),
        ..Inventory::default()
    };
    add(&mut inventory, product);
    inventory
}

/// Adds the product itself, by the names given by hand, to what its list holds.
pub(super) fn add(inventory: &mut Inventory, product: &Product) {
    inventory.subjects.push(inventory.components.len());
    inventory.components.push(component(product));
    inventory.counts = Counts {
        entries: inventory.counts.entries + 1,
        components: inventory.counts.components + 1,
        ..inventory.counts
    };
}

fn component(product: &Product) -> Component {
    let given = &product.given;
    let maker = given.vendor.iter().map(|name| Vendor {
        role: VendorRole::Maker,
        name: name.clone(),
    });
    let mut component = Component {
        version: given.version.clone(),
        vendors: maker.collect(),
        cpes: given.cpes.clone(),
        purls: given.purls.iter().filter_map(|p| p.parse().ok()).collect(),
        ..Component::new(given.product.as_ref().unwrap_or(&product.name), PLACE)
    };
    component.version = version(&component);
    component
}

/// The version of a component: its own, else that of a package URL, else that of a CPE name.
pub(super) fn version(component: &Component) -> Option<String> {
    let of_purl = || component.purl().and_then(Purl::version).map(str::to_owned);
    let of_cpe = |cpe: &String| {
        let (name, _) = Name::parse_tolerant(cpe).ok()?;
        let version = name.get(Attribute::Version).plain()?;
        Some(version.into_owned())
    };
    let own = component.version.clone();
    own.or_else(of_purl)
        .or_else(|| component.cpes.iter().find_map(of_cpe))
}
