//! What a store holds: its ledger, what of it is current, and how far each source has come.

use std::collections::{BTreeMap, BTreeSet};

use noroshi_store::{Digest, Place, Revision, Store};

/// What a store holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Shelf {
    /// Every revision in its order: the source, the key, the document.
    pub(crate) rows: Vec<(String, String, Option<Digest>)>,
    /// The current document of each key; `None` where a list no longer has it.
    pub(crate) current: BTreeMap<String, Option<Digest>>,
    /// Where each source goes on.
    pub(crate) watermarks: BTreeMap<String, Option<String>>,
}

impl Shelf {
    pub(crate) fn read(place: &Place) -> Self {
        let store: Box<dyn Store> = place.open().unwrap();
        let mut shelf = Self::default();
        store
            .read(&mut |reader| {
                let mut heads: BTreeMap<String, Revision> = BTreeMap::new();
                for row in reader.ledger(0, usize::MAX >> 1)? {
                    let name = &row.name;
                    let key = format!("{} {} {}", name.source, name.namespace, name.name);
                    let digest = row.revision.digest;
                    shelf.rows.push((name.source.clone(), key.clone(), digest));
                    let is_newer = heads
                        .get(&key)
                        .is_none_or(|head| head.order() < row.revision.order());
                    if is_newer {
                        heads.insert(key, row.revision);
                    }
                }
                let current = heads.into_iter().map(|(key, head)| (key, head.digest));
                shelf.current = current.collect();
                let sources = reader.sources()?.into_iter();
                shelf.watermarks = sources.map(|row| (row.name, row.cursor)).collect();
                Ok(())
            })
            .unwrap();
        shelf
    }

    /// Every document that was ever here, by its key.
    pub(crate) fn seen(&self) -> BTreeSet<(String, Option<Digest>)> {
        let rows = self.rows.iter();
        rows.map(|(_, key, digest)| (key.clone(), *digest))
            .collect()
    }

    /// How many revisions a source has.
    pub(crate) fn of(&self, source: &str) -> u64 {
        self.rows.iter().filter(|row| row.0 == source).count() as u64
    }
}
