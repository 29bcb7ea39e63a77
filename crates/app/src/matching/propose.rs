//! Which names of records may mean a component, for a person to confirm or refuse.

use std::collections::HashSet;

use noroshi_inventory::Inventory;
use noroshi_matching::Key;

use super::installed::installed;
use crate::{
    house::{House, UseError},
    values::{Alike, Proposal},
};

/// Names proposed for one component at most; a product called `core` has hundreds.
const MOST: usize = 10;

impl House {
    /// Names in records that may mean a component of the list and of which nobody has said yet whether they do: those
    /// whose product has the same word. The likeliest first.
    ///
    /// # Errors
    ///
    /// Where store or index cannot be read; [`UseError::NotReady`] while the index is built for the first time.
    pub fn proposals(&self, inventory: &Inventory) -> Result<Vec<Proposal>, UseError> {
        let index = self.index_at_hand()?;
        let verdicts = self.look(|reader| Ok(reader.verdicts()?))?;
        let judged: HashSet<(&str, &str)> = verdicts
            .iter()
            .map(|v| (v.ours.as_str(), v.theirs.as_str()))
            .collect();
        let mut told = HashSet::new();
        let mut proposals = Vec::new();
        for (component, listed) in inventory.components.iter().enumerate() {
            let own = installed(listed).keys();
            let mut found = Vec::new();
            for ours in &own {
                for theirs in index.alike(ours) {
                    let is_new = !own.contains(&theirs)
                        && may_be(ours, &theirs)
                        && !judged.contains(&(ours.as_str(), theirs.as_str()))
                        && told.insert((ours.clone(), theirs.clone()));
                    if is_new {
                        found.push(Proposal {
                            component,
                            alike: alike(ours, &theirs),
                            ours: ours.to_string(),
                            theirs: theirs.to_string(),
                        });
                    }
                }
            }
            found.sort_by(|a, b| (a.alike, &a.theirs).cmp(&(b.alike, &b.theirs)));
            found.truncate(MOST);
            proposals.extend(found);
        }
        proposals.sort_by_key(|p| p.alike);
        Ok(proposals)
    }
}

/// Whether one name could stand for the other at all: packages of two ecosystems are two products.
fn may_be(ours: &Key, theirs: &Key) -> bool {
    let is_package = |key: &Key| key.as_str().starts_with("pkg:");
    !(is_package(ours) && is_package(theirs))
}

/// How much two names have in common beside the product's word.
fn alike(ours: &Key, theirs: &Key) -> Alike {
    let (ours, theirs) = (ours.makers(), theirs.makers());
    match ours.iter().any(|word| theirs.contains(word)) {
        true => Alike::Maker,
        false => Alike::Word,
    }
}
