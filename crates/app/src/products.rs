//! Products: what people say they run or ship, added by hand or imported from lists, and their word
//! on which names mean the same.

mod by_hand;
mod import;
mod names;

use std::collections::BTreeMap;

use noroshi_inventory::{Component, Inventory};
use noroshi_model::{GivenNames, NameVerdict, Product};
use noroshi_store::{Digest, Reader, StoreError};

pub use import::ListOptions;

use crate::{
    clock,
    house::{House, UseError},
    query,
    values::{Kept, ProductPage, ProductsPage},
};

/// A product as somebody describes it. What is `None` or empty stays as it was; an empty text takes
/// away what was there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Described {
    /// What its owner calls it.
    pub name: String,
    /// The group it belongs to.
    pub group: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Who makes it.
    pub vendor: Option<String>,
    /// What its maker calls it.
    pub product: Option<String>,
    /// CPE names.
    pub cpes: Vec<String>,
    /// Package URLs.
    pub purls: Vec<String>,
    /// What its owner wants to remember about it.
    pub note: Option<String>,
}

impl House {
    /// The products, or those of a group.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn products(&self, group: Option<&str>) -> Result<ProductsPage, UseError> {
        self.look(|reader| {
            let mut products = reader.products()?;
            let total = products.len();
            let mut groups: BTreeMap<String, usize> = BTreeMap::new();
            for name in products.iter().filter_map(|p| p.group.clone()) {
                *groups.entry(name).or_default() += 1;
            }
            if let Some(group) = group {
                products.retain(|p| p.group.as_deref() == Some(group));
            }
            Ok(ProductsPage {
                products,
                groups: groups.into_iter().collect(),
                total,
                changes: reader.state()?.products,
                sample: self.is_sample(),
            })
        })
    }

    /// One product with its components.
    ///
    /// # Errors
    ///
    /// [`UseError::NoSuchProduct`]; what the store says.
    pub fn product(&self, name: &str) -> Result<ProductPage, UseError> {
        self.look(|reader| {
            let product = find(reader, name)?;
            let (inventory, unreadable) = match inventory_of(reader, &product) {
                Ok(inventory) => (inventory, None),
                Err(UseError::NotAList { reason, .. }) => (Inventory::default(), Some(reason)),
                Err(error) => return Err(error),
            };
            Ok(ProductPage {
                inventory,
                unreadable,
                states: reader.product_history(name)?,
                changes: reader.state()?.products,
                sample: self.is_sample(),
                product,
            })
        })
    }

    /// What a product consists of: the components of its list, and the product itself where names were
    /// given by hand or there is no list.
    ///
    /// # Errors
    ///
    /// [`UseError::NoSuchProduct`]; [`UseError::NotAList`] where its list cannot be read any more; what
    /// the store says.
    pub fn inventory(&self, name: &str) -> Result<Inventory, UseError> {
        self.look(|reader| inventory_of(reader, &find(reader, name)?))
    }

    /// The list that a product was last imported from, byte for byte; `None` where it was added by hand.
    ///
    /// # Errors
    ///
    /// [`UseError::NoSuchProduct`]; what the store says.
    pub fn product_original(&self, name: &str) -> Result<Option<Vec<u8>>, UseError> {
        self.look(|reader| {
            let product = find(reader, name)?;
            let origin = product.list.as_ref();
            origin
                .map(|origin| original(reader, &origin.digest))
                .transpose()
        })
    }

    /// Adds a product by hand, or gives one that is there already what is described.
    ///
    /// # Errors
    ///
    /// [`UseError::Unfit`] where something cannot be what it is said to be; what the store says.
    pub fn add_product(&self, described: &Described) -> Result<(Product, Kept), UseError> {
        let name = names::name("name", &described.name)?;
        let group = names::optional("group", described.group.as_deref())?;
        let version = names::optional("version", described.version.as_deref())?;
        let vendor = names::optional("vendor", described.vendor.as_deref())?;
        let word = names::optional("product", described.product.as_deref())?;
        let note = names::note(described.note.as_deref())?;
        let cpes = names::cpes(&described.cpes)?;
        let purls = names::purls(&described.purls)?;
        self.change(&name, &|product| {
            let GivenNames {
                version: its_version,
                vendor: its_vendor,
                product: its_word,
                ..
            } = &mut product.given;
            for (its, given) in [
                (&mut product.group, &group),
                (its_version, &version),
                (its_vendor, &vendor),
                (its_word, &word),
                (&mut product.note, &note),
            ] {
                if let Some(given) = given {
                    *its = Some(given.clone()).filter(|text| !text.is_empty());
                }
            }
            if !cpes.is_empty() {
                product.given.cpes.clone_from(&cpes);
            }
            if !purls.is_empty() {
                product.given.purls.clone_from(&purls);
            }
        })
    }

    /// Removes a product; its history stays, and [`House::restore_product`] brings it back.
    ///
    /// # Errors
    ///
    /// [`UseError::NoSuchProduct`]; what the store says.
    pub fn remove_product(&self, name: &str) -> Result<(), UseError> {
        let mut removed = false;
        self.store.write(&mut |writer| {
            removed = writer.remove_product(name, clock::now())?;
            Ok(())
        })?;
        match removed {
            true => Ok(()),
            false => self.look(|reader| find(reader, name).map(|_| ())),
        }
    }

    /// Brings a product back that was removed, as it last was.
    ///
    /// # Errors
    ///
    /// [`UseError::NoSuchProduct`] where there never was one; what the store says.
    pub fn restore_product(&self, name: &str) -> Result<(Product, Kept), UseError> {
        let mut restored = None;
        self.store.write(&mut |writer| {
            let last = writer.product_history(name)?.pop();
            if let Some(state) = last {
                let kept = match state.ended {
                    None => Kept::Unchanged,
                    Some(_) => Kept::Changed,
                };
                writer.put_product(&state.product, clock::now())?;
                restored = Some((state.product, kept));
            }
            Ok(())
        })?;
        match restored {
            Some(restored) => Ok(restored),
            None => self.look(|reader| Ok((find(reader, name)?, Kept::Unchanged))),
        }
    }

    /// The verdicts in effect, in the order of their names.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn verdicts(&self) -> Result<Vec<NameVerdict>, UseError> {
        self.look(|reader| Ok(reader.verdicts()?))
    }

    /// Keeps somebody's word that a name of theirs and a name in records mean the same product, or do
    /// not. A later word on the same names takes the place of the earlier one, which stays in the
    /// history. `when` is set here.
    ///
    /// # Errors
    ///
    /// [`UseError::Unfit`] where one of the names is none; what the store says.
    pub fn judge_names(&self, said: &NameVerdict) -> Result<(NameVerdict, Kept), UseError> {
        let verdict = NameVerdict {
            ours: names::key(&said.ours)?,
            theirs: names::key(&said.theirs)?,
            same: said.same,
            by: names::name("by", &said.by)?,
            when: clock::now(),
            reason: names::note(said.reason.as_deref())?.filter(|reason| !reason.is_empty()),
        };
        let mut done = (verdict.clone(), Kept::New);
        self.store.write(&mut |writer| {
            let before = writer.verdict_history(&verdict.ours, &verdict.theirs)?;
            let as_before = |before: &NameVerdict| {
                let when = verdict.when;
                verdict
                    == NameVerdict {
                        when,
                        ..before.clone()
                    }
            };
            done = match before.into_iter().last() {
                Some(before) if as_before(&before) => (before, Kept::Unchanged),
                before => {
                    writer.put_verdict(&verdict)?;
                    let kept = before.map_or(Kept::New, |_| Kept::Changed);
                    (verdict.clone(), kept)
                }
            };
            Ok(())
        })?;
        Ok(done)
    }

    /// Changes a product, which is made where there is none.
    fn change(
        &self,
        name: &str,
        change: &dyn Fn(&mut Product),
    ) -> Result<(Product, Kept), UseError> {
        let mut done = None;
        self.store.write(&mut |writer| {
            let before = writer.product(name)?;
            let now = clock::now();
            let is_new = before.is_none();
            let mut product = before.unwrap_or_else(|| Product {
                name: name.to_owned(),
                added: now,
                ..Product::default()
            });
            change(&mut product);
            let kept = match (is_new, writer.put_product(&product, now)?) {
                (true, _) => Kept::New,
                (false, true) => Kept::Changed,
                (false, false) => Kept::Unchanged,
            };
            done = Some((product, kept));
            Ok(())
        })?;
        done.ok_or_else(|| {
            UseError::Store(StoreError::Damaged {
                what: "the store did not write".to_owned(),
            })
        })
    }
}

/// The version of a component: its own, else that of a package URL, else that of a CPE name. `None` is
/// "not known", which is not "every version".
pub fn version_of(component: &Component) -> Option<String> {
    by_hand::version(component)
}

/// What a product consists of; see [`House::inventory`].
pub(crate) fn inventory_of(reader: &dyn Reader, product: &Product) -> Result<Inventory, UseError> {
    let Some(origin) = &product.list else {
        return Ok(by_hand::alone(product));
    };
    let bytes = original(reader, &origin.digest)?;
    let read = noroshi_inventory::by_name(&origin.kind)
        .map_or_else(|| noroshi_inventory::read(&bytes), |kind| kind.read(&bytes));
    let mut inventory = read.map_err(|error| UseError::NotAList {
        file: origin.file.clone(),
        reason: error.to_string(),
    })?;
    if product.is_own_component() {
        by_hand::add(&mut inventory, product);
    }
    Ok(inventory)
}

fn original(reader: &dyn Reader, digest: &str) -> Result<Vec<u8>, UseError> {
    let bytes = match Digest::parse(digest) {
        Some(digest) => reader.list(&digest)?,
        None => None,
    };
    bytes.ok_or_else(|| {
        UseError::Store(StoreError::Damaged {
            what: format!("list {digest} is missing"),
        })
    })
}

/// A product that is kept here, by its name.
pub(crate) fn find(reader: &dyn Reader, name: &str) -> Result<Product, UseError> {
    if let Some(product) = reader.product(name)? {
        return Ok(product);
    }
    let names = reader.products()?.into_iter().map(|p| p.name);
    let nearest = names
        .map(|known| (query::distance(name, &known), known))
        .min()
        .filter(|(distance, _)| *distance <= 3);
    Err(UseError::NoSuchProduct {
        name: names::shown(name),
        nearest: nearest.map(|(_, known)| known),
    })
}
