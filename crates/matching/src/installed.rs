//! Something installed or shipped, in all the names it has.

use noroshi_cpe::Name;
use noroshi_versions::Scheme;

use crate::Package;

/// Something installed or shipped.
#[derive(Debug, Clone, Default)]
pub struct Installed {
    /// Its CPE names.
    pub cpes: Vec<Name>,
    /// Its package, where it is one.
    pub package: Option<Package>,
    /// Its vendor in words.
    pub vendor: Option<String>,
    /// Its product name in words.
    pub product: Option<String>,
    /// Its version; `None` is "not known", never "none is affected".
    pub version: Option<String>,
}

impl Installed {
    /// The version: its own, else that of a CPE name.
    pub(crate) fn version(&self) -> Option<String> {
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

    /// How its versions are counted, where its package tells.
    pub(crate) fn scheme(&self) -> Option<&'static dyn Scheme> {
        noroshi_versions::of_purl_type(&self.package.as_ref()?.kind)
    }
}
