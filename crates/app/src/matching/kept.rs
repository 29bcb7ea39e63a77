//! What hits the products that are kept here, judged once and kept while nothing changes that it stands on.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use noroshi_model::Product;
use noroshi_store::Reader;

use super::{MatchQuestion, held::turn};
use crate::{
    house::{House, UseError},
    products::inventory_of,
    values::{MatchPage, Standing, Standings, YourHit, YourProducts},
};

/// Answers about products.
#[derive(Default)]
pub(crate) struct Kept {
    /// One at a time judges; those who find it taken for longer than they wait answer with what is kept.
    judging: Mutex<()>,
    known: Mutex<Known>,
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
    /// The whole answer, as long as there is room.
    page: Option<Arc<MatchPage>>,
    used: u64,
}

/// What an answer stands on beside the product itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Stamp {
    sequence: u64,
    /// Of the last vulnerability row.
    row: u64,
    cleared: u64,
    /// How far the index was.
    index: u64,
    /// What people said of names.
    verdicts: u64,
}

/// Products of which a short answer is kept, about a kilobyte each.
const PRODUCTS: usize = 20_000;
/// What whole answers weigh that are kept: a row about two kilobytes, a component a quarter of one.
const WEIGHT: usize = 200_000;
const ROW: usize = 8;

impl House {
    /// How the products stand. Those that are not judged yet over the present state are judged as long as `patience`
    /// lasts; the others are counted as waiting.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn standings(&self, patience: Duration) -> Result<Standings, UseError> {
        let until = Instant::now() + patience;
        let products = self.look(|reader| Ok(reader.products()?))?;
        let mut standings = Standings {
            products: products.len(),
            ..Standings::default()
        };
        self.standing.forget_others(&products);
        if products.is_empty() {
            return Ok(standings);
        }
        let stamp = match self.stamp() {
            Ok(stamp) => Some(stamp),
            Err(UseError::NotReady { done, all }) => {
                standings.building = Some((done, all));
                None
            }
            Err(error) => return Err(error),
        };
        let mut turn = None;
        for product in &products {
            let mut known = self.standing.standing(product);
            let is_fresh = |known: &Option<(Stamp, _)>| {
                let stamps = known.as_ref().map(|(stamp, _)| stamp);
                stamps.is_some() && stamps == stamp.as_ref()
            };
            if let Some(stamp) = stamp
                && !is_fresh(&known)
                && Instant::now() < until
            {
                turn = turn.or_else(|| self.standing.turn(until));
                // Whoever had the turn before may have judged it.
                known = self.standing.standing(product);
                if turn.is_some() && !is_fresh(&known) {
                    // One whose list cannot be read has an answer that says so.
                    self.judge(product, stamp)?.ok();
                    known = self.standing.standing(product);
                }
            }
            if !is_fresh(&known) {
                standings.waiting += 1;
            }
            if let Some((_, standing)) = known {
                standings.of.insert(product.name.clone(), standing);
            }
        }
        Ok(standings)
    }

    /// What hits a product that is kept here, as [`House::match_product`] with the usual question; judged once while
    /// nothing changes.
    ///
    /// # Errors
    ///
    /// As of [`House::match_product`].
    pub fn standing_of(&self, name: &str) -> Result<Arc<MatchPage>, UseError> {
        let product = self.look(|reader| crate::products::find(reader, name))?;
        let stamp = self.stamp()?;
        if let Some(page) = self.standing.page(&product, stamp) {
            return Ok(page);
        }
        self.judge(&product, stamp)?
    }

    /// The products that a vulnerability hits, by the name under which it is listed here.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn your_products(&self, id: &str, patience: Duration) -> Result<YourProducts, UseError> {
        let until = Instant::now() + patience;
        let standings = self.standings(patience)?;
        let mut yours = YourProducts {
            products: standings.products,
            waiting: standings.waiting,
            building: standings.building,
            hits: Vec::new(),
        };
        for product in self.standing.hit_by(id) {
            let page = match self.standing.any_page(&product) {
                Some(page) => page,
                None if Instant::now() < until => match self.standing_of(&product) {
                    Ok(page) => page,
                    Err(UseError::NoSuchProduct { .. }) => continue,
                    Err(error) => return Err(error),
                },
                None => {
                    yours.waiting += 1;
                    continue;
                }
            };
            for row in page.rows.iter().filter(|row| row.vulnerability.id == id) {
                yours.hits.push(YourHit {
                    product: product.clone(),
                    component: page.called(row.component),
                    row: row.clone(),
                });
            }
        }
        yours
            .hits
            .sort_by_key(|hit| (hit.row.answer, std::cmp::Reverse(hit.row.strength)));
        Ok(yours)
    }

    /// Judges every product anew that has to be; `stop` is asked between two of them.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn forward_standings(&self, stop: &dyn Fn() -> bool) -> Result<(), UseError> {
        let mut before = usize::MAX;
        loop {
            let now = self.standings(Duration::from_millis(500))?;
            // Where nothing moves somebody else judges, or there are more than are kept.
            if now.waiting == 0 || now.waiting >= before || now.building.is_some() || stop() {
                return Ok(());
            }
            before = now.waiting;
        }
    }

    fn stamp(&self) -> Result<Stamp, UseError> {
        let index = self.index_at_hand()?.upto();
        self.look(|reader| Stamp::of(reader, index))
    }

    /// Judges a product and keeps the answer, or why there is none.
    fn judge(
        &self,
        product: &Product,
        stamp: Stamp,
    ) -> Result<Result<Arc<MatchPage>, UseError>, UseError> {
        let read = self.look(|reader| inventory_of(reader, product));
        let judged = read.and_then(|inventory| {
            self.match_list(&product.name, inventory, &MatchQuestion::default())
        });
        match judged {
            Ok(page) => {
                let page = Arc::new(MatchPage {
                    is_product: true,
                    ..page
                });
                self.standing.put(product, stamp, Arc::clone(&page));
                Ok(Ok(page))
            }
            Err(UseError::NotAList { file, reason }) => {
                let unreadable = Standing {
                    unreadable: Some(reason.clone()),
                    sequence: stamp.sequence,
                    ..Standing::default()
                };
                self.standing.put_short(product, stamp, unreadable);
                Ok(Err(UseError::NotAList { file, reason }))
            }
            Err(error) => Err(error),
        }
    }
}

impl Stamp {
    fn of(reader: &dyn Reader, index: u64) -> Result<Self, UseError> {
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
    fn turn(&self, until: Instant) -> Option<MutexGuard<'_, ()>> {
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

    /// The short answer about this very product, and what it stands on.
    fn standing(&self, product: &Product) -> Option<(Stamp, Arc<Standing>)> {
        let known = self.known();
        let one = known.of.get(&product.name)?;
        (one.product == *product).then(|| (one.stamp, Arc::clone(&one.standing)))
    }

    /// The whole answer over this very state, where it is held.
    fn page(&self, product: &Product, stamp: Stamp) -> Option<Arc<MatchPage>> {
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
    fn any_page(&self, product: &str) -> Option<Arc<MatchPage>> {
        self.known().of.get(product)?.page.clone()
    }

    /// The products of which a vulnerability is known to hit something.
    fn hit_by(&self, id: &str) -> Vec<String> {
        let known = self.known();
        let hit = known.of.iter().filter(|(_, one)| one.hits.contains(id));
        let mut names: Vec<String> = hit.map(|(name, _)| name.clone()).collect();
        names.sort();
        names
    }

    fn put(&self, product: &Product, stamp: Stamp, page: Arc<MatchPage>) {
        let hits = page.rows.iter().map(|row| row.vulnerability.id.clone());
        let hits = hits.collect();
        let standing = Arc::new(Standing::from(&*page));
        let weight = weight(&page);
        self.known().insert(
            One {
                product: product.clone(),
                stamp,
                standing,
                hits,
                page: (weight <= WEIGHT).then_some(page),
                used: 0,
            },
            weight,
        );
    }

    fn put_short(&self, product: &Product, stamp: Stamp, standing: Standing) {
        self.known().insert(
            One {
                product: product.clone(),
                stamp,
                standing: Arc::new(standing),
                hits: HashSet::new(),
                page: None,
                used: 0,
            },
            0,
        );
    }

    /// Forgets products that are no longer kept.
    fn forget_others(&self, products: &[Product]) {
        let mut known = self.known();
        if known.of.len() <= products.len()
            && products.iter().all(|p| known.of.contains_key(&p.name))
        {
            return;
        }
        let names: HashSet<&str> = products.iter().map(|p| p.name.as_str()).collect();
        known.of.retain(|name, _| names.contains(name.as_str()));
        known.weight = known
            .of
            .values()
            .filter_map(|one| one.page.as_deref())
            .map(weight)
            .sum();
    }
}

impl Known {
    fn insert(&mut self, mut one: One, weight: usize) {
        if self.of.len() >= PRODUCTS && !self.of.contains_key(&one.product.name) {
            return;
        }
        self.clock += 1;
        one.used = self.clock;
        if one.page.is_some() {
            self.weight += weight;
        }
        if let Some(before) = self.of.insert(one.product.name.clone(), one) {
            self.weight -= before.page.as_deref().map_or(0, self::weight);
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
            if let Some(page) = self.of.get_mut(&name).and_then(|one| one.page.take()) {
                self.weight -= self::weight(&page);
            }
        }
    }
}

fn weight(page: &MatchPage) -> usize {
    page.rows.len() * ROW + page.components.len()
}
