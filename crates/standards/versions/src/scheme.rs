//! What a version scheme is, and the table of all of them.

use std::{cmp::Ordering, fmt};

use crate::{NotARange, NotAVersion, Set, error::short, native, schemes};

/// The longest version that is read, in bytes.
pub const LONGEST: usize = 4_096;

/// One way of numbering versions.
pub trait Scheme: Sync {
    /// The name in `vers`, for example `deb`.
    fn name(&self) -> &'static str;

    /// The package URL types whose versions follow the scheme.
    fn purl_types(&self) -> &'static [&'static str] {
        &[]
    }

    /// Other names under which its ranges are found in the wild.
    fn also_called(&self) -> &'static [&'static str] {
        &[]
    }

    /// Bytes in the scheme's order, or what is wrong with the version. It is neither empty nor longer than [`LONGEST`].
    ///
    /// # Errors
    ///
    /// What the scheme wants, in words.
    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str>;

    /// A range in the scheme's own notation, as a set.
    ///
    /// The default notation is a list of comparators; see [`crate::native`].
    ///
    /// # Errors
    ///
    /// A version that is not of the scheme, and any text that does not say one thing only.
    fn native(&self, range: &str) -> Result<Set<Version>, NotARange> {
        native::comparators(self.name(), &|text| self.version(text), range)
    }

    /// The key of a version: bytes whose order is the scheme's order, equal where the scheme calls versions equal.
    ///
    /// # Errors
    ///
    /// [`NotAVersion`] says what the scheme wants.
    fn key(&self, version: &str) -> Result<Vec<u8>, NotAVersion> {
        let built = if version.is_empty() {
            Err("it is empty")
        } else if version.len() > LONGEST {
            Err("it is longer than 4096 bytes")
        } else {
            self.build(version)
        };
        built.map_err(|reason| NotAVersion {
            scheme: self.name(),
            version: short(version),
            reason,
        })
    }

    /// A version with its key.
    ///
    /// # Errors
    ///
    /// As [`Scheme::key`].
    fn version(&self, text: &str) -> Result<Version, NotAVersion> {
        Ok(Version {
            key: self.key(text)?,
            text: text.to_owned(),
        })
    }

    /// Compares two versions.
    ///
    /// # Errors
    ///
    /// [`NotAVersion`] for the first of them that is not of the scheme: then they cannot be compared.
    fn compare(&self, a: &str, b: &str) -> Result<Ordering, NotAVersion> {
        Ok(self.key(a)?.cmp(&self.key(b)?))
    }
}

impl fmt::Debug for dyn Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Every scheme, in alphabetical order.
pub static ALL: &[&dyn Scheme] = &[
    &schemes::alpm::Alpm,
    &schemes::apk::Apk,
    &schemes::cargo::Cargo,
    &schemes::composer::Composer,
    &schemes::datetime::Datetime,
    &schemes::deb::Deb,
    &schemes::gem::Gem,
    &schemes::generic::Generic,
    &schemes::gentoo::Gentoo,
    &schemes::golang::Golang,
    &schemes::intdot::Intdot,
    &schemes::lexicographic::Lexicographic,
    &schemes::maven::Maven,
    &schemes::npm::Npm,
    &schemes::nuget::Nuget,
    &schemes::openssl::Openssl,
    &schemes::product::Product,
    &schemes::pypi::Pypi,
    &schemes::rpm::Rpm,
    &schemes::semver::Semver,
];

/// The scheme of that name.
pub fn scheme(name: &str) -> Option<&'static dyn Scheme> {
    ALL.iter().copied().find(|scheme| scheme.name() == name)
}

/// The scheme that the versions of a package URL type follow; types that tools made up (`alpine`) are known too.
pub fn of_purl_type(purl_type: &str) -> Option<&'static dyn Scheme> {
    ALL.iter().copied().find(|scheme| {
        scheme.purl_types().contains(&purl_type) || scheme.also_called().contains(&purl_type)
    })
}

/// A version with its key. Its order and its equality are those of the key.
#[derive(Debug, Clone)]
pub struct Version {
    /// As it was written.
    pub text: String,
    /// Its place in the scheme's order.
    pub key: Vec<u8>,
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}
