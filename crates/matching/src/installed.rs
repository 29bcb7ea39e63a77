//! Something installed or shipped, in all the names it has.

use noroshi_cpe::Name;
use noroshi_versions::Scheme;

use crate::{Key, Package};

/// Something installed or shipped.
#[derive(Debug, Clone, Default)]
pub struct Installed {
    /// Its CPE names.
    pub cpes: Vec<Name>,
    /// CPE names of products that it is a part of.
    pub wholes: Vec<Name>,
    /// Its package, where it is one, and the source package it was built from, where that has a name of its own.
    pub packages: Vec<Package>,
    /// Its vendor in words.
    pub vendor: Option<String>,
    /// Its product name in words.
    pub product: Option<String>,
    /// Its version; `None` is "not known", never "none is affected".
    pub version: Option<String>,
    /// Names of which a person said that they mean this product.
    pub same: Vec<Key>,
    /// Names of which a person said that they do not.
    pub different: Vec<Key>,
}

impl Installed {
    /// Its names, the surest first: by each of them statements may be found.
    pub fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.cpes.iter().map(Key::of_cpe).collect();
        keys.extend(self.packages.iter().map(Key::of_package));
        keys.extend(self.words());
        keys
    }

    /// Every key under which a statement about it may be found.
    pub(crate) fn lookups(&self) -> Vec<Key> {
        let mut keys = self.keys();
        keys.extend((!self.cpes.is_empty()).then(Key::any_cpe));
        let packages = self.packages.iter();
        keys.extend(packages.map(|p| Key::of_any_package(&p.name)));
        keys.extend(self.same.iter().cloned());
        keys.sort();
        keys.dedup();
        keys
    }

    /// Its vendor and product in words.
    pub(crate) fn words(&self) -> Option<Key> {
        // A product's name alone is shared by too many.
        Key::of_words(self.vendor.as_deref()?, self.product.as_deref()?)
    }

    /// The version: its own, else that of a CPE name.
    pub fn version(&self) -> Option<String> {
        let named = || {
            self.cpes.iter().find_map(|cpe| {
                let version = cpe.get(noroshi_cpe::Attribute::Version);
                version.plain().map(std::borrow::Cow::into_owned)
            })
        };
        self.version
            .clone()
            .filter(|v| !v.trim().is_empty())
            .or_else(named)
    }

    /// The maker's version inside that of a package: without a distribution's epoch and revision, without what tells
    /// builds apart (`+incompatible`). `None` where there is nothing of the kind.
    pub(crate) fn makers_version(&self) -> Option<String> {
        let package = self.packages.first()?;
        let version = self.version()?;
        if !package.is_of_distribution() {
            let (makers, _) = version.split_once('+')?;
            return (!makers.is_empty()).then(|| makers.to_owned());
        }
        let rest = match version.split_once(':') {
            Some((epoch, rest)) if epoch.bytes().all(|b| b.is_ascii_digit()) => rest,
            _ => version.as_str(),
        };
        let makers = rest.rsplit_once('-').map_or(rest, |(makers, _)| makers);
        (!makers.is_empty()).then(|| makers.to_owned())
    }

    /// How its versions are counted, where its package tells.
    pub(crate) fn scheme(&self) -> Option<&'static dyn Scheme> {
        noroshi_versions::of_purl_type(&self.packages.first()?.kind)
    }
}
