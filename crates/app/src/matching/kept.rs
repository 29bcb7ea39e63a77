//! What hits the products that are kept here, judged once and kept while nothing changes that it stands on.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    sync::Arc,
    time::{Duration, Instant},
};

use noroshi_model::Product;
use noroshi_store::KeyId;

use super::{
    MatchQuestion,
    shelf::Stamp,
    touched::{self, Changes},
};
use crate::{
    house::{House, UseError},
    products::inventory_of,
    values::{MatchPage, Standing, Standings, VulnerabilityPage, YourHit, YourProducts},
};

impl House {
    /// How the products stand. Those that are not judged yet over the present state are judged as long as `patience`
    /// lasts; the others are counted as waiting.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn standings(&self, patience: Duration) -> Result<Standings, UseError> {
        let products = self.look(|reader| Ok(reader.products()?))?;
        self.standings_of(&products, patience)
    }

    fn standings_of(
        &self,
        products: &[Product],
        patience: Duration,
    ) -> Result<Standings, UseError> {
        let until = Instant::now() + patience;
        let mut standings = Standings {
            products: products.len(),
            ..Standings::default()
        };
        self.standing.forget_others(products);
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
        let mut changes = HashMap::new();
        for product in products {
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
                    self.renew(product, stamp, &mut changes)?.ok();
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
        self.renew(&product, stamp, &mut HashMap::new())?
    }

    /// The products that the vulnerability of a page hits.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn your_products(
        &self,
        page: &VulnerabilityPage,
        patience: Duration,
    ) -> Result<YourProducts, UseError> {
        let (id, until) = (&page.id, Instant::now() + patience);
        let products = self.products_at(page.products_changed)?;
        let standings = self.standings_of(&products, patience)?;
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
            for row in page.rows.iter().filter(|row| row.vulnerability.id == *id) {
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

    /// The products after so many changes to them, or after more.
    fn products_at(&self, changed: u64) -> Result<Arc<Vec<Product>>, UseError> {
        if let Some(known) = self.standing.products(changed) {
            return Ok(known);
        }
        let (changed, products) =
            self.look(|reader| Ok((reader.state()?.products, reader.products()?)))?;
        let products = Arc::new(products);
        self.standing.keep_products(changed, &products);
        Ok(products)
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

    /// Judges a product, but for one that nothing touches of what changed since: that keeps its answer.
    fn renew(
        &self,
        product: &Product,
        stamp: Stamp,
        changes: &mut HashMap<Stamp, Option<Changes>>,
    ) -> Result<Result<Arc<MatchPage>, UseError>, UseError> {
        if let Some((from, page, mentions)) = self.standing.earlier(product)
            && from.leads_to(&stamp)
        {
            let since = match changes.entry(from) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(free) => free
                    .insert(self.look(|reader| Changes::since(reader, from.sequence, from.row))?),
            };
            if let Some(changes) = since
                && !self.standing.is_touched(product, changes, &mentions)
            {
                // What arrived may name something that nobody named before.
                let now = self.mentions(&page)?;
                if !self.standing.is_touched(product, changes, &now) {
                    self.standing.still(product, stamp, now);
                    return Ok(Ok(page));
                }
            }
        }
        self.judge(product, stamp)
    }

    fn mentions(&self, page: &MatchPage) -> Result<HashSet<KeyId>, UseError> {
        let index = self.index_at_hand()?;
        self.look(|reader| touched::mentions(reader, &index, &page.inventory))
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
                let mentions = match stamp.is_whole() {
                    true => Some(self.mentions(&page)?),
                    false => None,
                };
                self.standing
                    .put(product, stamp, Arc::clone(&page), mentions);
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
