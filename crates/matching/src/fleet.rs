//! Everything installed together, found by name.

use std::collections::{HashMap, HashSet};

use noroshi_cpe::Attribute;
use noroshi_model::Affected;

use crate::{Installed, Key, key};

/// What is installed together: conditions such as "running on" are asked of all of it.
#[derive(Debug, Clone, Default)]
pub struct Fleet {
    installed: Vec<Installed>,
    by_key: HashMap<Key, Vec<u32>>,
    /// The parts of CPE names that it has anything of: `a`, `o`, `h`.
    parts: HashSet<String>,
}

impl Fleet {
    /// A fleet of these; they keep their places.
    pub fn new(installed: Vec<Installed>) -> Self {
        let mut fleet = Self {
            installed,
            ..Self::default()
        };
        for (at, one) in fleet.installed.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            for key in one.lookups() {
                fleet.by_key.entry(key).or_default().push(at);
            }
            for cpe in &one.cpes {
                fleet
                    .parts
                    .insert(cpe.get(Attribute::Part).formatted().to_owned());
            }
        }
        fleet
    }

    /// All of them.
    pub fn installed(&self) -> &[Installed] {
        &self.installed
    }

    /// The one at a place.
    pub fn get(&self, at: usize) -> Option<&Installed> {
        self.installed.get(at)
    }

    /// The names that anything of it has.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.by_key.keys()
    }

    /// Those that a statement may speak of.
    pub(crate) fn named_by(&self, statement: &Affected) -> impl Iterator<Item = &Installed> {
        let mut places = Vec::new();
        for key in key::of_statement(statement) {
            places.extend(self.by_key.get(&key).into_iter().flatten());
        }
        places.sort_unstable();
        places.dedup();
        let at = |at: u32| self.installed.get(at as usize);
        places.into_iter().filter_map(at)
    }

    /// Whether it has anything of this part: without, "not listed" does not mean "not there".
    pub(crate) fn has_part(&self, part: &str) -> bool {
        self.parts.contains(part)
    }
}
