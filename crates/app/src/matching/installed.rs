//! Components of a list as the matching sees them: with every name they have.

use std::collections::HashMap;

use noroshi_cpe::{Attribute, Name};
use noroshi_inventory::{Component, Inventory, Purl, VendorRole};
use noroshi_matching::{Fleet, Installed, Key, Package};
use noroshi_model::NameVerdict;

/// Everything in a list, in its order, with what people said of names.
pub(super) fn fleet(inventory: &Inventory, verdicts: &[NameVerdict]) -> Fleet {
    let components = inventory.components.iter();
    let mut installed: Vec<Installed> = components.map(installed).collect();
    let mut said: HashMap<&str, Vec<&NameVerdict>> = HashMap::new();
    for verdict in verdicts {
        said.entry(&verdict.ours).or_default().push(verdict);
    }
    for one in installed.iter_mut().filter(|_| !said.is_empty()) {
        for key in one.keys() {
            for verdict in said.get(key.as_str()).into_iter().flatten() {
                let theirs = Key::kept(&verdict.theirs);
                match verdict.same {
                    true => one.same.push(theirs),
                    false => one.different.push(theirs),
                }
            }
        }
    }
    Fleet::new(installed)
}

/// A component with every name it has.
pub(super) fn installed(component: &Component) -> Installed {
    let cpes = component.cpes.iter();
    let cpes = cpes
        .filter_map(|cpe| Name::parse_tolerant(cpe).ok())
        .map(|(name, _)| name);
    let purl = component.purl();
    let packages = purl.map(packages).unwrap_or_default();
    let version = purl.and_then(version).or_else(|| component.version.clone());
    let (wholes, cpes): (Vec<Name>, Vec<Name>) =
        cpes.partition(|cpe| is_of_the_whole(cpe, &component.name, &packages, version.as_deref()));
    let (vendor, product) = words(component, &cpes);
    Installed {
        version,
        cpes,
        wholes,
        packages,
        vendor,
        product,
        ..Installed::default()
    }
}

/// Whether a component's CPE name is that of the product it was shipped with, as Red Hat writes them: it has another word
/// than the component and another version.
fn is_of_the_whole(cpe: &Name, name: &str, packages: &[Package], version: Option<&str>) -> bool {
    let (Some(version), Some(named)) = (version, cpe.get(Attribute::Version).plain()) else {
        return false;
    };
    let called = Package {
        kind: "generic".to_owned(),
        name: name.to_owned(),
        ..Package::default()
    };
    let own_word = |package: &Package| Key::of_package(package).is_alike(&Key::of_cpe(cpe));
    // `1:3.0.7-18.el9` is upstream's 3.0.7.
    let upstream = version.split_once(':').map_or(version, |(_, rest)| rest);
    let upstream = upstream.strip_prefix('v').unwrap_or(upstream);
    let rest = upstream.strip_prefix(&*named);
    let same_version =
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
    !own_word(&called) && !packages.iter().any(own_word) && !same_version
}

/// The package, and the source package it was built from, under which distributions publish.
fn packages(purl: &Purl) -> Vec<Package> {
    let package = Package::of(purl);
    let mut packages = vec![package.clone()];
    if let Some(upstream) = purl.qualifier("upstream") {
        // `openssl`, `openssl@3.0.11-1`, `openssl-3.0.7-18.el9.src.rpm`
        let name = upstream.split_once('@').map_or(upstream, |(name, _)| name);
        let name = match name.strip_suffix(".src.rpm") {
            Some(file) => file.rsplitn(3, '-').nth(2).unwrap_or(file),
            None => name,
        };
        if name != package.name {
            packages.push(Package {
                name: name.to_owned(),
                ..package
            });
        }
    }
    packages
}

/// The version in a package URL, with the epoch that may stand beside it.
fn version(purl: &Purl) -> Option<String> {
    let version = purl.version()?;
    match purl.qualifier("epoch").filter(|epoch| *epoch != "0") {
        Some(epoch) if !version.contains(':') => Some(format!("{epoch}:{version}")),
        _ => Some(version.to_owned()),
    }
}

/// Vendor and product in words: those of the list, or of a CPE name.
fn words(component: &Component, cpes: &[Name]) -> (Option<String>, Option<String>) {
    let role = |role: VendorRole| component.vendors.iter().find(move |v| v.role == role);
    // Whoever packs a thing for a distribution is not who makes it.
    let said = role(VendorRole::Maker).or_else(|| role(VendorRole::Supplier));
    if let Some(vendor) = said {
        return (Some(vendor.name.clone()), Some(component.name.clone()));
    }
    let word = |cpe: &Name, attribute| Some(cpe.get(attribute).plain()?.replace('_', " "));
    let named = cpes.iter().find_map(|cpe| {
        let vendor = word(cpe, Attribute::Vendor)?;
        Some((vendor, word(cpe, Attribute::Product)?))
    });
    named.map_or((None, None), |(vendor, product)| {
        (Some(vendor), Some(product))
    })
}
