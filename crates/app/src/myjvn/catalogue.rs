//! Vendors and products with their numbers: JVN's own where a list of JVN names them, else numbers of ours that are
//! derived from their names and so are the same for ever and everywhere.

use std::collections::{BTreeMap, HashMap, HashSet};

use noroshi_jvn::{Body, Document, results};
use noroshi_model::Language;
use noroshi_store::{KeyId, KeyName, Reader, StoreError};
use sha2::{Digest, Sha256};

use super::{
    asked::Asked,
    board::Entries,
    fault::Fault,
    names::{CpeKey, CpePattern, Named},
};
use crate::{currents::Current, roll};

/// That a key holds lists of vendors, perhaps with products. Of these every revision counts: a number that a newer list no
/// longer gives still belongs to what it was given to.
#[derive(Debug)]
pub(crate) struct ListOnRoll;

fn is_list(namespace: &str) -> bool {
    let lists = ["getVendorList/", "getProductList/"];
    lists.iter().any(|list| namespace.starts_with(list))
}

impl roll::Entry for ListOnRoll {
    type Beside = ();

    fn is_on(key: &KeyName) -> bool {
        key.source == "jvndb" && is_list(&key.namespace)
    }

    fn of(_: &Current<'_>) -> Option<Self> {
        Some(Self)
    }
}

/// A list as it stands in the ledger.
struct List {
    language: Language,
    /// The version of the API that gave it.
    version: String,
    sequence: u64,
    vendors: Vec<results::Vendor>,
}

/// Everything that JVN's lists give a number to, as the newest that names it calls it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lists {
    languages: [(BTreeMap<u64, Vendor>, BTreeMap<u64, Product>); 2],
}

impl Lists {
    /// Reads every revision of these keys.
    pub(super) fn read(
        reader: &dyn Reader,
        keys: impl Iterator<Item = KeyId>,
    ) -> Result<Self, StoreError> {
        let mut lists = Vec::new();
        for key in keys {
            let Some(name) = reader.key_name(key)? else {
                continue;
            };
            let lang = name.namespace.split_once('/').map_or("", |(_, lang)| lang);
            let Some(language) = Language::from_tag(lang) else {
                continue;
            };
            for revision in reader.revisions(key)? {
                let document = match revision.digest {
                    Some(digest) => reader.document(&digest)?,
                    None => None,
                };
                let read = document.and_then(|d| Document::read(&d.bytes).ok());
                let Some(Body::Result(result)) = read.map(|d| d.body) else {
                    continue;
                };
                lists.push(List {
                    language,
                    version: result.version.clone().unwrap_or_default(),
                    sequence: revision.sequence,
                    vendors: result
                        .vendor_info
                        .map(|info| info.vendors)
                        .unwrap_or_default(),
                });
            }
        }
        Ok(Self {
            languages: Language::ALL.map(|language| Self::merged(&mut lists, language)),
        })
    }

    fn merged(
        lists: &mut [List],
        language: Language,
    ) -> (BTreeMap<u64, Vendor>, BTreeMap<u64, Product>) {
        let mut merged = Listed::default();
        // What arrived last says how things are called now, but for lists of an older version of the API; the language
        // asked for goes before the other.
        lists.sort_by(|a, b| {
            let order = |list: &List| {
                (
                    list.language == language,
                    list.version.clone(),
                    list.sequence,
                )
            };
            order(a).cmp(&order(b))
        });
        for vendor in lists.iter().flat_map(|list| &list.vendors) {
            merged.take(vendor);
        }
        (merged.vendors, merged.products)
    }
}

/// A vendor.
#[derive(Debug, Clone)]
pub(super) struct Vendor {
    pub(super) vid: u64,
    pub(super) name: String,
    pub(super) cpe: String,
    pub(super) key: CpeKey,
}

/// A product.
#[derive(Debug, Clone)]
pub(super) struct Product {
    pub(super) pid: u64,
    pub(super) vid: u64,
    pub(super) name: String,
    pub(super) cpe: String,
    pub(super) key: CpeKey,
    /// When its registration last changed, as the list says.
    pub(super) update: Option<String>,
}

/// The vendors and products of one language.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    /// In the order of their names.
    pub(super) vendors: Vec<Vendor>,
    /// In the order of their vendors' names, then their own.
    pub(super) products: Vec<Product>,
    /// The numbers of each product that an entry names: vendor's, product's.
    numbers: HashMap<u32, (Vec<u64>, Vec<u64>)>,
    named: Vec<std::sync::Arc<Named>>,
}

/// Numbers of ours begin here, far above JVN's, and stay below what every client's numbers can hold exactly.
const OURS: u64 = 1_000_000_000_000_000;

/// A number made of what a thing is called.
fn ours(kind: &str, names: &[&str]) -> u64 {
    let mut hasher = Sha256::new();
    hasher.update(kind);
    for name in names {
        hasher.update([0]);
        hasher.update(name);
    }
    let digest = hasher.finalize();
    let number = digest
        .iter()
        .take(8)
        .fold(0_u64, |n, byte| n << 8 | u64::from(*byte));
    OURS + number % OURS
}

/// The number of ours that a vendor has or would have.
fn our_vendor(key: &CpeKey, name: &str) -> u64 {
    match key.names_a_vendor() {
        true => ours("vendor", &[&key.vendor]),
        false => ours("vendor", &["", name]),
    }
}

/// The number of ours that a product has or would have.
fn our_product(key: &CpeKey, vendor: &str, name: &str) -> u64 {
    match key.names_a_product() {
        true => ours("product", &[&key.part, &key.vendor, &key.product]),
        false => ours("product", &["", &key.vendor, vendor, name]),
    }
}

impl Catalogue {
    pub(super) fn of(lists: &Lists, entries: &Entries, language: Language) -> Self {
        let mut listed = Listed::of(lists, language);
        let mut catalogue = Self::default();
        let mut seen = HashSet::new();
        // Newest first: of several spellings of one name the newest entry's is shown.
        for entry in &entries.newest_first {
            for named in &entry.facts.products {
                if seen.insert(named.number) {
                    let numbers = listed.numbers_of(named);
                    catalogue.numbers.insert(named.number, numbers);
                    catalogue.named.push(std::sync::Arc::clone(named));
                }
            }
        }
        catalogue.vendors = listed.vendors.into_values().collect();
        catalogue.products = listed.products.into_values().collect();
        let names: HashMap<u64, String> = catalogue
            .vendors
            .iter()
            .map(|v| (v.vid, v.name.clone()))
            .collect();
        let folded = |name: &str| name.to_lowercase();
        catalogue
            .vendors
            .sort_by_cached_key(|v| (folded(&v.name), v.name.clone(), v.vid));
        catalogue.products.sort_by_cached_key(|p| {
            let vendor = names.get(&p.vid).cloned().unwrap_or_default();
            (
                folded(&vendor),
                vendor,
                p.vid,
                folded(&p.name),
                p.name.clone(),
                p.pid,
            )
        });
        catalogue
    }

    /// A vendor by its number.
    pub(super) fn vendor(&self, vid: u64) -> Option<&Vendor> {
        self.vendors.iter().find(|v| v.vid == vid)
    }

    /// The numbers of a product that an entry names: the vendor's and the product's.
    pub(super) fn numbers_of(&self, named: &Named) -> (&[u64], &[u64]) {
        self.numbers
            .get(&named.number)
            .map_or((&[], &[]), |(v, p)| (v, p))
    }

    /// The products that entries name, as far as they are let through.
    pub(super) fn named(&self, holds: impl Fn(&Named) -> bool) -> HashSet<u32> {
        let found = self.named.iter().filter(|named| holds(named));
        found.map(|named| named.number).collect()
    }

    /// What the vendor and the product of a CPE name are called; empty where nobody says, or several are meant: dozens of
    /// makers of plug-ins have the vendor `wordpress`.
    pub(super) fn called(&self, cpe: &str) -> (String, String) {
        let key = CpeKey::of(cpe);
        let products = || self.products.iter().filter(|p| p.key == key);
        let makers = products().filter_map(|p| self.vendor(p.vid));
        let vendor = match products().next() {
            Some(_) => only(makers.map(|v| &*v.name)),
            None => {
                let same = self.vendors.iter().filter(|v| v.key.vendor == key.vendor);
                only(same.map(|v| &*v.name))
            }
        };
        (vendor, only(products().map(|p| &*p.name)))
    }

    /// The products that a request asks for by CPE name, vendor or product number; none where it asks for none in
    /// particular.
    pub(super) fn asked(
        &self,
        asked: &Asked,
        product: &str,
    ) -> Result<Option<HashSet<u32>>, Fault> {
        asked.at_most_one(&["cpeName", "vendorId", product])?;
        let holds: Box<dyn Fn(&Named) -> bool> = if asked.get("cpeName").is_some() {
            let patterns = CpePattern::all(asked, "cpeName")?;
            Box::new(move |named| patterns.iter().any(|p| p.holds(&named.key)))
        } else if asked.get("vendorId").is_some() {
            let numbers = asked.numbers("vendorId")?;
            Box::new(move |named| {
                let (vids, _) = self.numbers_of(named);
                let own = our_vendor(&named.key, &named.vendor);
                numbers.iter().any(|n| *n == own || vids.contains(n))
            })
        } else if asked.get(product).is_some() {
            let numbers = asked.numbers(product)?;
            Box::new(move |named| {
                let (_, pids) = self.numbers_of(named);
                let own = our_product(&named.key, &named.vendor, &named.product);
                numbers.iter().any(|n| *n == own || pids.contains(n))
            })
        } else {
            return Ok(None);
        };
        let found = self.named.iter().filter(|named| holds(named));
        Ok(Some(found.map(|named| named.number).collect()))
    }
}

/// The name that all have; empty where there is none, or more than one.
fn only<'n>(mut names: impl Iterator<Item = &'n str>) -> String {
    let first = names.next().unwrap_or_default();
    if names.all(|name| name == first) {
        first.to_owned()
    } else {
        String::new()
    }
}

impl Vendor {
    /// Whether a number is its own, or the one of ours that it would have.
    pub(super) fn has(&self, number: u64) -> bool {
        self.vid == number || our_vendor(&self.key, &self.name) == number
    }
}

impl Product {
    /// As [`Vendor::has`].
    pub(super) fn has(&self, number: u64, vendor: &str) -> bool {
        self.pid == number || our_product(&self.key, vendor, &self.name) == number
    }
}

/// Everything that has a number, while it is gathered.
#[derive(Default)]
struct Listed {
    vendors: BTreeMap<u64, Vendor>,
    products: BTreeMap<u64, Product>,
    vendors_by_key: HashMap<String, Vec<u64>>,
    vendors_by_name: HashMap<String, Vec<u64>>,
    products_by_key: HashMap<CpeKey, Vec<u64>>,
    products_by_name: HashMap<(u64, String), Vec<u64>>,
}

impl Listed {
    fn of(lists: &Lists, language: Language) -> Self {
        let at = Language::ALL.iter().position(|l| *l == language);
        let (vendors, products) = lists.languages[at.unwrap_or(0)].clone();
        let mut listed = Self {
            vendors,
            products,
            ..Self::default()
        };
        for vendor in listed.vendors.values() {
            if vendor.key.names_a_vendor() {
                let known = listed.vendors_by_key.entry(vendor.key.vendor.clone());
                known.or_default().push(vendor.vid);
            }
            listed
                .vendors_by_name
                .entry(vendor.name.clone())
                .or_default()
                .push(vendor.vid);
        }
        for product in listed.products.values() {
            if product.key.names_a_product() {
                let known = listed.products_by_key.entry(product.key.clone());
                known.or_default().push(product.pid);
            }
            let name = (product.vid, product.name.clone());
            listed
                .products_by_name
                .entry(name)
                .or_default()
                .push(product.pid);
        }
        listed
    }

    fn take(&mut self, vendor: &results::Vendor) {
        // A list of another house holds numbers of ours: they are derived anew, so that they end where JVN gives one.
        let number = |text: &Option<String>| {
            let number = text.as_deref()?.trim().parse::<u64>().ok();
            number.filter(|number| *number < OURS)
        };
        let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
        let Some(vid) = number(&vendor.vid) else {
            return;
        };
        let cpe = text(&vendor.cpe);
        let found = Vendor {
            vid,
            name: text(&vendor.name),
            key: CpeKey::of(&cpe),
            cpe,
        };
        self.vendors.insert(vid, found);
        for product in &vendor.products {
            let Some(pid) = number(&product.pid) else {
                continue;
            };
            let cpe = text(&product.cpe);
            let found = Product {
                pid,
                vid,
                name: text(&product.name),
                key: CpeKey::of(&cpe),
                cpe,
                update: product.update.clone(),
            };
            self.products.insert(pid, found);
        }
    }

    /// The numbers of a product that an entry names. One that nothing lists is listed from here on.
    fn numbers_of(&mut self, named: &Named) -> (Vec<u64>, Vec<u64>) {
        let vids = self.vendors_of(named);
        let by_key = self
            .products_by_key
            .get(&named.key)
            .filter(|_| named.key.names_a_product());
        let pids: Vec<u64> = match by_key {
            Some(known) => {
                // Where several share a CPE name, those that are called so; else all of them.
                let called = |pid: &&u64| {
                    self.products
                        .get(pid)
                        .is_some_and(|p| *p.name == *named.product)
                };
                let called: Vec<u64> = known.iter().filter(called).copied().collect();
                if called.is_empty() {
                    known.clone()
                } else {
                    called
                }
            }
            None => {
                let by_name = vids.iter().filter_map(|vid| {
                    self.products_by_name
                        .get(&(*vid, named.product.to_string()))
                });
                by_name
                    .flatten()
                    .copied()
                    .filter(|_| !named.key.names_a_product())
                    .collect()
            }
        };
        if !pids.is_empty() {
            let listed = pids
                .iter()
                .filter_map(|pid| self.products.get(pid))
                .map(|p| p.vid);
            let mut vids: Vec<u64> = listed.collect();
            vids.sort_unstable();
            vids.dedup();
            return (vids, pids);
        }
        let pid = our_product(&named.key, &named.vendor, &named.product);
        let Some(vid) = vids.first().copied() else {
            return (vids, pids);
        };
        let product = Product {
            pid,
            vid,
            name: named.product.to_string(),
            cpe: named.cpe.to_string(),
            key: named.key.clone(),
            update: None,
        };
        self.products.insert(pid, product);
        match named.key.names_a_product() {
            true => self
                .products_by_key
                .entry(named.key.clone())
                .or_default()
                .push(pid),
            false => {
                let name = (vid, named.product.to_string());
                self.products_by_name.entry(name).or_default().push(pid);
            }
        }
        (vids, vec![pid])
    }

    /// The numbers of the vendor of a product that an entry names.
    fn vendors_of(&mut self, named: &Named) -> Vec<u64> {
        let by_key = self
            .vendors_by_key
            .get(&named.key.vendor)
            .filter(|_| named.key.names_a_vendor());
        let called = |vid: &&u64| {
            self.vendors
                .get(vid)
                .is_some_and(|v| *v.name == *named.vendor)
        };
        let found: Vec<u64> = match by_key {
            Some(known) => {
                let called: Vec<u64> = known.iter().filter(called).copied().collect();
                if called.is_empty() {
                    known.clone()
                } else {
                    called
                }
            }
            None => {
                let by_name = self.vendors_by_name.get(&*named.vendor);
                let by_name = by_name.filter(|_| !named.key.names_a_vendor());
                by_name.cloned().unwrap_or_default()
            }
        };
        if !found.is_empty() {
            return found;
        }
        let vid = our_vendor(&named.key, &named.vendor);
        // A vendor's own name has an empty part; the spelling of the entry is kept.
        let spelt = named
            .cpe
            .split(':')
            .nth(2)
            .filter(|_| named.key.names_a_vendor());
        let cpe = format!("cpe:/:{}", spelt.unwrap_or("misc"));
        let vendor = Vendor {
            vid,
            name: named.vendor.to_string(),
            key: CpeKey::of(&cpe),
            cpe,
        };
        self.vendors.insert(vid, vendor);
        match named.key.names_a_vendor() {
            true => self
                .vendors_by_key
                .entry(named.key.vendor.clone())
                .or_default()
                .push(vid),
            false => self
                .vendors_by_name
                .entry(named.vendor.to_string())
                .or_default()
                .push(vid),
        }
        vec![vid]
    }
}
