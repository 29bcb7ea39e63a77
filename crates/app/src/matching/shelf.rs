//! Where answers about products are kept: in bounded memory, those longest not asked for let go first.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use noroshi_model::Product;
use noroshi_store::{KeyId, Reader};

use super::{held::turn, touched::Changes};
use crate::{
    house::UseError,
    values::{MatchPage, Standing},
};

/// Answers about products.
#[derive(Default)]
pub(crate) struct Kept {
    /// One at a time judges; those who find it taken for longer than they wait answer with what is kept.
    judging: Mutex<()>,
    known: Mutex<Known>,
    /// The products, after so many changes to them.
    products: Mutex<Option<(u64, Arc<Vec<Product>>)>>,
}

#[derive(Default)]
struct Known {
    of: HashMap<String, One>,
    /// What the whole answers weigh that are held.
    weight: usize,
    /// Rises with every use.
    clock: u64,
}

/// The answer about a product.
struct One {
    product: Product,
    stamp: Stamp,
    standing: Arc<Standing>,
    /// The vulnerabilities that hit it, for sure or perhaps.
    hits: HashSet<String>,
    /// The documents that name anything in it, where the whole answer is held and the index was of the same state.
    mentions: Option<Arc<HashSet<KeyId>>>,
    /// The whole answer, as long as there is room.
    page: Option<Arc<MatchPage>>,
    used: u64,
}

/// What an answer stands on beside the product itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Stamp {
    pub(super) sequence: u64,
    /// Of the last vulnerability row.
    pub(super) row: u64,
    cleared: u64,
    /// How far the index was.
    pub(super) index: u64,
    /// What people said of names.
    verdicts: u64,
}

/// Products of which a short answer is kept, about a kilobyte each.
const PRODUCTS: usize = 20_000;
/// What whole answers weigh that are kept: a row about two kilobytes, a component a quarter of one.
const WEIGHT: usize = 200_000;
const ROW: usize = 8;
/// So many documents that name something in it weigh as much as a component.
const KEYS: usize = 16;

impl Stamp {
    /// Whether the index was of the same state as the store.
    pub(super) fn is_whole(&self) -> bool {
        self.index == self.sequence
    }

    /// Whether what changed from this state to another can be told by what arrived.
    pub(super) fn leads_to(&self, later: &Self) -> bool {
        self.is_whole()
            && later.is_whole()
            && self.sequence <= later.sequence
            && (self.cleared, self.verdicts) == (later.cleared, later.verdicts)
    }

    pub(super) fn of(reader: &dyn Reader, index: u64) -> Result<Self, UseError> {
        let state = reader.state()?;
        let mut hasher = DefaultHasher::new();
        for verdict in reader.verdicts()? {
            (verdict.ours, verdict.theirs, verdict.same).hash(&mut hasher);
        }
        Ok(Self {
            sequence: state.sequence,
            row: state.stamp,
            cleared: state.cleared,
            index,
            verdicts: hasher.finish(),
        })
    }
}

impl Kept {
    /// The right to judge; where somebody has it, it is waited for, but no longer than that.
    pub(super) fn turn(&self, until: Instant) -> Option<MutexGuard<'_, ()>> {
        loop {
            let turn = turn(&self.judging);
            if turn.is_some() || Instant::now() >= until {
                return turn;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The products after so many changes to them, where these are the last that were looked at.
    pub(super) fn products(&self, changed: u64) -> Option<Arc<Vec<Product>>> {
        let known = self.products.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, products) = known.as_ref()?;
        (*at == changed).then(|| Arc::clone(products))
    }

    pub(super) fn keep_products(&self, changed: u64, products: &Arc<Vec<Product>>) {
        let mut known = self.products.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some((changed, Arc::clone(products)));
    }

    /// Nothing is known any more.
    pub(crate) fn forget(&self) {
        *self.products.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.forget_others(&[]);
    }

    /// The short answer about this very product, and what it stands on.
    pub(super) fn standing(&self, product: &Product) -> Option<(Stamp, Arc<Standing>)> {
        let known = self.known();
        let one = known.of.get(&product.name)?;
        (one.product == *product).then(|| (one.stamp, Arc::clone(&one.standing)))
    }

    /// The whole answer over this very state, where it is held.
    pub(super) fn page(&self, product: &Product, stamp: Stamp) -> Option<Arc<MatchPage>> {
        let mut known = self.known();
        known.clock += 1;
        let now = known.clock;
        let one = known.of.get_mut(&product.name)?;
        if one.product != *product || one.stamp != stamp {
            return None;
        }
        one.used = now;
        one.page.clone()
    }

    /// The whole answer that is held, be it of an earlier state.
    pub(super) fn any_page(&self, product: &str) -> Option<Arc<MatchPage>> {
        self.known().of.get(product)?.page.clone()
    }

    /// The products of which a vulnerability is known to hit something.
    pub(super) fn hit_by(&self, id: &str) -> Vec<String> {
        let known = self.known();
        let hit = known.of.iter().filter(|(_, one)| one.hits.contains(id));
        let mut names: Vec<String> = hit.map(|(name, _)| name.clone()).collect();
        names.sort();
        names
    }

    /// The whole answer of an earlier state, and the documents that named anything in it.
    pub(super) fn earlier(
        &self,
        product: &Product,
    ) -> Option<(Stamp, Arc<MatchPage>, Arc<HashSet<KeyId>>)> {
        let known = self.known();
        let one = known.of.get(&product.name)?;
        if one.product != *product {
            return None;
        }
        Some((one.stamp, one.page.clone()?, one.mentions.clone()?))
    }

    pub(super) fn is_touched(
        &self,
        product: &Product,
        changes: &Changes,
        mentions: &HashSet<KeyId>,
    ) -> bool {
        let known = self.known();
        let one = known.of.get(&product.name);
        one.is_none_or(|one| changes.touch(&one.hits, mentions))
    }

    /// The answer about a product stands over a later state as well.
    pub(super) fn still(&self, product: &Product, stamp: Stamp, mentions: HashSet<KeyId>) {
        let known = &mut *self.known();
        if let Some(one) = known.of.get_mut(&product.name) {
            known.weight -= one.weight();
            one.stamp = stamp;
            one.mentions = Some(Arc::new(mentions));
            known.weight += one.weight();
        }
    }

    pub(super) fn put(
        &self,
        product: &Product,
        stamp: Stamp,
        page: Arc<MatchPage>,
        mentions: Option<HashSet<KeyId>>,
    ) {
        let hits = page.rows.iter().map(|row| row.vulnerability.id.clone());
        let mut one = One {
            product: product.clone(),
            stamp,
            standing: Arc::new(Standing::from(&*page)),
            hits: hits.collect(),
            mentions: mentions.map(Arc::new),
            page: Some(page),
            used: 0,
        };
        if one.weight() > WEIGHT {
            one.let_go();
        }
        self.known().insert(one);
    }

    pub(super) fn put_short(&self, product: &Product, stamp: Stamp, standing: Standing) {
        self.known().insert(One {
            product: product.clone(),
            stamp,
            standing: Arc::new(standing),
            hits: HashSet::new(),
            mentions: None,
            page: None,
            used: 0,
        });
    }

    /// Forgets products that are no longer kept.
    pub(crate) fn forget_others(&self, products: &[Product]) {
        let mut known = self.known();
        if known.of.len() <= products.len()
            && products.iter().all(|p| known.of.contains_key(&p.name))
        {
            return;
        }
        let names: HashSet<&str> = products.iter().map(|p| p.name.as_str()).collect();
        known.of.retain(|name, _| names.contains(name.as_str()));
        known.weight = known.of.values().map(One::weight).sum();
    }
}

impl One {
    /// Lets the whole answer go.
    fn let_go(&mut self) {
        self.mentions = None;
        self.page = None;
    }

    fn weight(&self) -> usize {
        let page = self.page.as_deref();
        let page = page.map_or(0, |page| page.rows.len() * ROW + page.components.len());
        page + self.mentions.as_ref().map_or(0, |keys| keys.len() / KEYS)
    }
}

impl Known {
    fn insert(&mut self, mut one: One) {
        if self.of.len() >= PRODUCTS && !self.of.contains_key(&one.product.name) {
            return;
        }
        self.clock += 1;
        one.used = self.clock;
        self.weight += one.weight();
        if let Some(before) = self.of.insert(one.product.name.clone(), one) {
            self.weight -= before.weight();
        }
        if self.weight <= WEIGHT {
            return;
        }
        // Those longest not asked for go first.
        let mut oldest: BTreeMap<u64, String> = BTreeMap::new();
        for (name, one) in &self.of {
            if one.page.is_some() {
                oldest.insert(one.used, name.clone());
            }
        }
        for name in oldest.into_values() {
            if self.weight <= WEIGHT {
                break;
            }
            if let Some(one) = self.of.get_mut(&name) {
                self.weight -= one.weight();
                one.let_go();
            }
        }
    }
}
