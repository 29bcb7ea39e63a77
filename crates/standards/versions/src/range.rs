//! A range: a set of versions of one scheme.

use std::{fmt, ops::Bound};

use crate::{NotARange, NotAVersion, Scheme, Set, Version, vers};

/// A set of versions of one scheme.
#[derive(Debug, Clone)]
pub struct Range {
    scheme: &'static dyn Scheme,
    set: Set<Version>,
}

/// Two ranges have no order in common.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("versions of {0} and of {1} do not compare")]
pub struct DifferentSchemes(pub &'static str, pub &'static str);

impl Range {
    /// A range made of a set whose versions are of the scheme.
    pub fn new(scheme: &'static dyn Scheme, set: Set<Version>) -> Self {
        Self { scheme, set }
    }

    /// Reads the scheme's own notation; see [`crate::native`].
    ///
    /// # Errors
    ///
    /// [`NotARange`] for versions that are not of the scheme, and for any text that does not say one thing only.
    pub fn native(scheme: &'static dyn Scheme, text: &str) -> Result<Self, NotARange> {
        Ok(Self::new(scheme, scheme.native(text)?))
    }

    /// The scheme.
    pub fn scheme(&self) -> &'static dyn Scheme {
        self.scheme
    }

    /// The versions.
    pub fn set(&self) -> &Set<Version> {
        &self.set
    }

    /// True where the version belongs to the range.
    ///
    /// # Errors
    ///
    /// [`NotAVersion`]: then nothing is known.
    pub fn contains(&self, version: &str) -> Result<bool, NotAVersion> {
        Ok(self.set.contains(&self.scheme.version(version)?))
    }

    /// What belongs to either.
    ///
    /// # Errors
    ///
    /// The schemes differ.
    pub fn union(&self, other: &Self) -> Result<Self, DifferentSchemes> {
        self.with(other, Set::union)
    }

    /// What belongs to both.
    ///
    /// # Errors
    ///
    /// The schemes differ.
    pub fn intersection(&self, other: &Self) -> Result<Self, DifferentSchemes> {
        self.with(other, Set::intersection)
    }

    /// What belongs to this one and not to the other.
    ///
    /// # Errors
    ///
    /// The schemes differ.
    pub fn difference(&self, other: &Self) -> Result<Self, DifferentSchemes> {
        self.with(other, Set::difference)
    }

    /// What does not belong.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self::new(self.scheme, self.set.complement())
    }

    /// True where [`Range`]'s `vers` form says exactly the same: each bound stands at the version it is written as.
    ///
    /// `<2.0` of PyPI stands before the pre-releases of 2.0, which `vers:pypi/<2.0` does not.
    pub fn is_exact(&self) -> bool {
        let exact = |bound: Bound<&Version>| match bound {
            Bound::Unbounded => true,
            Bound::Included(version) | Bound::Excluded(version) => {
                self.scheme.key(&version.text).as_ref() == Ok(&version.key)
            }
        };
        self.set
            .intervals()
            .all(|(lower, upper)| exact(lower) && exact(upper))
    }

    fn with(
        &self,
        other: &Self,
        combine: impl Fn(&Set<Version>, &Set<Version>) -> Set<Version>,
    ) -> Result<Self, DifferentSchemes> {
        if self.scheme.name() != other.scheme.name() {
            return Err(DifferentSchemes(self.scheme.name(), other.scheme.name()));
        }
        Ok(Self::new(self.scheme, combine(&self.set, &other.set)))
    }
}

impl PartialEq for Range {
    fn eq(&self, other: &Self) -> bool {
        self.scheme.name() == other.scheme.name() && self.set == other.set
    }
}

impl Eq for Range {}

impl fmt::Display for Range {
    /// Writes canonical `vers`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        vers::write(self, f)
    }
}
