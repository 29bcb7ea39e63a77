//! Something installed or shipped, in all the names it has.

use noroshi_cpe::Name;
use noroshi_versions::Scheme;

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

/// A package of an ecosystem.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Package {
    /// The type of package URL: `npm`, `pypi`, `deb` …
    pub kind: String,
    /// The name with its namespace, as the ecosystem writes it: `@babel/core`, `org.apache.logging.log4j:log4j-core`.
    pub name: String,
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
