//! The dictionary (NISTIR 7697): names, what they mean, and which names took their place.

mod item;
mod json;
mod write;
mod xml;

use std::collections::{HashMap, HashSet, VecDeque};

pub use item::{Check, Deprecation, Generator, Item, Kind, Reference, Successor};
pub use json::{JsonError, item_from_json};
pub use write::{TAIL, head};
pub use xml::{ItemError, Items};

use crate::Name;

/// Items by their names.
///
/// Not needed to read a dictionary: [`Items`] hands out one item after another.
#[derive(Debug, Default)]
pub struct Dictionary {
    items: HashMap<Name, Item>,
}

/// Which names stand for a name today.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resolution {
    /// The names at the ends of all chains: not deprecated, or not in the dictionary, such as one with wildcards
    /// that stands for a set ([`Dictionary::matching`] lists it). The name itself where it is not deprecated; none
    /// where all that follows is withdrawn or goes in a circle. Each is a valid replacement (NISTIR 7697, 6.2).
    pub names: Vec<Name>,
    /// The deprecated names that were passed, the first one being the name asked for, in order of distance.
    pub passed: Vec<Name>,
    /// Names on the way that were deprecated without a successor.
    pub withdrawn: Vec<Name>,
    /// Whether a chain came back to a name that was passed already.
    pub circular: bool,
    /// Whether there were more names than [`Dictionary::LONGEST_CHAIN`]; the rest was not followed.
    pub cut: bool,
}

impl Dictionary {
    /// How many deprecated names are followed for one question.
    pub const LONGEST_CHAIN: usize = 1000;

    /// A dictionary without items.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts an item in; returns the one of the same name that was there.
    pub fn insert(&mut self, item: Item) -> Option<Item> {
        self.items.insert(item.name.clone(), item)
    }

    /// The item of a name.
    pub fn get(&self, name: &Name) -> Option<&Item> {
        self.items.get(name)
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All items, in no order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.values()
    }

    /// The items that a source name matches (NISTIR 7696, 6.2), in no order.
    pub fn matching<'a>(&'a self, source: &'a Name) -> impl Iterator<Item = &'a Item> {
        self.items
            .values()
            .filter(|item| source.matches(&item.name))
    }

    /// Follows deprecations to the names of today.
    pub fn resolve(&self, name: &Name) -> Resolution {
        let mut resolution = Resolution::default();
        let mut open = VecDeque::from([name]);
        let mut seen = HashSet::from([name]);
        while let Some(name) = open.pop_front() {
            let Some(item) = self.get(name).filter(|item| item.deprecated) else {
                resolution.names.push(name.clone());
                continue;
            };
            if resolution.passed.len() == Self::LONGEST_CHAIN {
                resolution.cut = true;
                break;
            }
            resolution.passed.push(name.clone());
            let mut alone = true;
            for successor in item.successor_names() {
                alone = false;
                if seen.insert(successor) {
                    open.push_back(successor);
                }
            }
            if alone {
                resolution.withdrawn.push(name.clone());
            }
        }
        resolution.circular = self.circles(&resolution.passed);
        resolution
    }

    /// Whether following successors among these names comes back: names are taken away as long as one has no
    /// successor left among them; what stays is a circle or leads into one.
    fn circles(&self, passed: &[Name]) -> bool {
        let mut left: HashMap<&Name, usize> = passed.iter().map(|name| (name, 0)).collect();
        let mut before: HashMap<&Name, Vec<&Name>> = HashMap::new();
        for name in passed {
            for successor in self.get(name).into_iter().flat_map(Item::successor_names) {
                if left.contains_key(successor) {
                    before.entry(successor).or_default().push(name);
                    if let Some(count) = left.get_mut(name) {
                        *count += 1;
                    }
                }
            }
        }
        let mut free: Vec<_> = left
            .iter()
            .filter(|(_, count)| **count == 0)
            .map(|(name, _)| *name)
            .collect();
        let mut taken = 0;
        while let Some(name) = free.pop() {
            taken += 1;
            for earlier in before.get(name).into_iter().flatten() {
                if let Some(count) = left.get_mut(earlier) {
                    *count -= 1;
                    if *count == 0 {
                        free.push(earlier);
                    }
                }
            }
        }
        taken < passed.len()
    }
}

impl FromIterator<Item> for Dictionary {
    fn from_iter<I: IntoIterator<Item = Item>>(items: I) -> Self {
        let mut dictionary = Self::new();
        for item in items {
            dictionary.insert(item);
        }
        dictionary
    }
}
