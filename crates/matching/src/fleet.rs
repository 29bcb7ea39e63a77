//! Everything installed together, found by name.

use std::collections::{HashMap, HashSet};

use noroshi_cpe::Attribute;
use noroshi_model::Affected;

use crate::{Installed, Key, key, versions::Own};

/// What is installed together: conditions such as "running on" are asked of all of it.
#[derive(Debug, Clone, Default)]
pub struct Fleet {
    installed: Vec<Known>,
    by_key: HashMap<Key, Vec<u32>>,
    /// The parts of CPE names that it has anything of: `a`, `o`, `h`.
    parts: HashSet<String>,
}

/// One of a fleet, with what every question about it needs, worked out once.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) product: Installed,
    /// Its vendor and product in words.
    pub(crate) words: Option<Key>,
    /// The part, vendor and product of each of its CPE names.
    pub(crate) named: Vec<Key>,
    pub(crate) version: Option<String>,
    /// The maker's version, where a distribution or an ecosystem has added something.
    pub(crate) makers: Option<String>,
}

impl Known {
    /// The version and how it is counted, for statements under a name: what is said of a package is said in the package's
    /// own order, and anything else of what its maker released, as makers write versions.
    pub(crate) fn own(&self, is_package: bool) -> Option<Own<'_>> {
        let version = self.version.as_deref()?;
        Some(match is_package {
            true => Own {
                version,
                scheme: self.product.scheme(),
            },
            false => Own {
                version: self.makers.as_deref().unwrap_or(version),
                scheme: None,
            },
        })
    }
}

impl From<Installed> for Known {
    fn from(product: Installed) -> Self {
        Self {
            words: product.words(),
            named: product.cpes.iter().map(Key::of_cpe).collect(),
            version: product.version(),
            makers: product.makers_version(),
            product,
        }
    }
}

impl Fleet {
    /// A fleet of these; they keep their places.
    pub fn new(installed: Vec<Installed>) -> Self {
        let mut fleet = Self {
            installed: installed.into_iter().map(Known::from).collect(),
            ..Self::default()
        };
        for (at, one) in fleet.installed.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            for key in one.product.lookups() {
                fleet.by_key.entry(key).or_default().push(at);
            }
            for cpe in &one.product.cpes {
                fleet
                    .parts
                    .insert(cpe.get(Attribute::Part).formatted().to_owned());
            }
        }
        fleet
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.installed.len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.installed.is_empty()
    }

    /// The one at a place.
    pub fn get(&self, at: usize) -> Option<&Installed> {
        self.known(at).map(|known| &known.product)
    }

    /// The version of the one at a place: its own, else that of a CPE name.
    pub fn version(&self, at: usize) -> Option<&str> {
        self.known(at)?.version.as_deref()
    }

    pub(crate) fn known(&self, at: usize) -> Option<&Known> {
        self.installed.get(at)
    }

    /// The names that anything of it has.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.by_key.keys()
    }

    /// Those that a statement may speak of.
    pub(crate) fn named_by(&self, statement: &Affected) -> impl Iterator<Item = &Known> {
        let mut places = Vec::new();
        for key in key::of_statement(statement) {
            places.extend(self.by_key.get(&key).into_iter().flatten());
        }
        places.sort_unstable();
        places.dedup();
        let at = |at: u32| self.installed.get(at as usize);
        places.into_iter().filter_map(at)
    }

    /// Whether anything of it has this name.
    pub(crate) fn has(&self, key: &Key) -> bool {
        self.by_key.contains_key(key)
    }

    /// Whether it has anything of this part: without, "not listed" does not mean "not there".
    pub(crate) fn has_part(&self, part: &str) -> bool {
        self.parts.contains(part)
    }
}
