//! Asking the index: what everything installed is hit by.

use std::collections::{BTreeMap, HashMap, HashSet, hash_map::Entry};

use noroshi_cpe::Truth;
use noroshi_model::{Affected, AffectedStatus, Configuration, Identifier, StatusKind};

use super::{bytes::Damaged, segment::Segment};
use crate::{
    Finding, Fleet, Installed, Key, Stated,
    fleet::Known,
    judge::{NOT_AFFECTED, Standing, any_installed, by_itself, conditions, weight},
};

/// Segments in the order of the ledger: what a later one covers no longer stands in those before.
#[derive(Debug)]
pub struct Index<B> {
    segments: Vec<Segment<B>>,
    /// For each segment, the records that a later one replaces.
    replaced: Vec<Vec<std::ops::Range<u32>>>,
}

/// A record in an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    segment: usize,
    record: u32,
}

/// Questions to an index about what is installed together. What several answers need is read once.
#[derive(Debug)]
pub struct Search<'a, B> {
    index: &'a Index<B>,
    fleet: &'a Fleet,
    /// Records whose conditions were asked.
    held: HashMap<Place, Held>,
    /// The statements about the one that was asked for last.
    about: Option<About>,
}

/// The statements about one product, by record.
#[derive(Debug)]
struct About {
    /// Its place in the fleet.
    at: usize,
    /// All of them.
    all: HashMap<Place, Vec<u32>>,
    /// Those that may say "affected" or "unknown".
    open: HashSet<(usize, u32)>,
}

/// The conditions of a record, and what is known of its products.
#[derive(Debug)]
struct Held {
    conditions: Vec<Configuration>,
    there: HashMap<usize, Truth>,
}

/// How many records with conditions are held. Some have thousands of products.
const HELD: usize = 2_000;

impl<'a, B: AsRef<[u8]>> Search<'a, B> {
    /// Makes ready to ask.
    pub fn new(index: &'a Index<B>, fleet: &'a Fleet) -> Self {
        Self {
            index,
            fleet,
            held: HashMap::new(),
            about: None,
        }
    }

    /// The records that say "affected" or "unknown" of what stands at a place of the fleet, in the order of the index.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where what was found cannot be read.
    pub fn hits(&mut self, at: usize) -> Result<Vec<Hit>, Damaged> {
        let Some(known) = self.fleet.known(at) else {
            return Ok(Vec::new());
        };
        let mut hits = Vec::new();
        for (place, statements) in self.index.candidates(known)? {
            let segment = self.index.segment(place)?;
            let tells_apart = segment.tells_apart(place.record)?;
            let mut findings = self.findings(place, &statements, at, None)?;
            if !tells_apart {
                findings.retain(says);
            }
            if !findings.is_empty() {
                hits.push(Hit {
                    place,
                    findings,
                    tells_apart,
                });
            }
        }
        Ok(hits)
    }

    /// What a record's statements come to for what stands at a place of the fleet, as [`crate::judge`] says it; of those
    /// of one speaker that say no more than "not affected", one. Where the record says some things of certain
    /// vulnerabilities only, `about` is the one that is asked for.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where the record cannot be read.
    pub fn judge(
        &mut self,
        place: Place,
        at: usize,
        about: Option<&Identifier>,
    ) -> Result<Vec<Finding>, Damaged> {
        self.know(at)?;
        let segment = self.index.segment(place)?;
        let Some((open, quiet)) = self.about.as_ref().and_then(|about| {
            let is_open = |statement: &&u32| about.open.contains(&(place.segment, **statement));
            let of_record = about.all.get(&place)?;
            Some(of_record.iter().partition::<Vec<u32>, _>(is_open))
        }) else {
            return Ok(Vec::new());
        };
        if segment.tells_apart(place.record)? {
            let all: Vec<u32> = open.into_iter().chain(quiet).collect();
            return self.findings(place, &all, at, about);
        }
        let mut findings = self.findings(place, &open, at, None)?;
        // What is left says "not affected" at most: one such statement of each speaker who says nothing more is enough.
        // Old entries name a hundred versions, a statement each.
        let mut heard: HashMap<u32, bool> = HashMap::new();
        for statement in quiet {
            let speaker = segment.speaker(statement)?;
            let is_heard = match heard.entry(speaker) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(free) => {
                    let name = segment.text(speaker)?;
                    let mut own = findings.iter().filter(|f| f.by == name);
                    free.insert(own.any(|f| weight(f) >= NOT_AFFECTED))
                }
            };
            if !*is_heard {
                let found = self.findings(place, &[statement], at, None)?;
                *is_heard = !found.is_empty();
                findings.extend(found);
            }
        }
        findings.sort_by_key(|finding| finding.statement);
        Ok(findings)
    }

    /// Finds the statements about what stands at a place, unless that was done last.
    fn know(&mut self, at: usize) -> Result<(), Damaged> {
        if self.about.as_ref().is_some_and(|about| about.at == at) {
            return Ok(());
        }
        let mut about = About {
            at,
            all: HashMap::new(),
            open: HashSet::new(),
        };
        if let Some(known) = self.fleet.known(at) {
            let all = &mut about.all;
            self.index
                .each_mention(&known.product, &mut |place, statement| {
                    all.entry(place).or_default().push(statement);
                })?;
            for (place, statements) in self.index.candidates(known)? {
                let own = statements.into_iter().map(|s| (place.segment, s));
                about.open.extend(own);
            }
        }
        for statements in about.all.values_mut() {
            statements.sort_unstable();
            statements.dedup();
        }
        self.about = Some(about);
        Ok(())
    }

    fn findings(
        &mut self,
        place: Place,
        statements: &[u32],
        at: usize,
        about: Option<&Identifier>,
    ) -> Result<Vec<Finding>, Damaged> {
        let Some(own) = self.fleet.known(at) else {
            return Ok(Vec::new());
        };
        let segment = self.index.segment(place)?;
        let (first, _) = segment.statements_of(place.record)?;
        let status = segment.state(place.record)?;
        let mut findings = Vec::new();
        for number in statements {
            let statement = segment.statement(*number)?;
            let in_list = number.saturating_sub(first) as usize;
            let Some(mut finding) = by_itself(status, in_list, &statement, own, about) else {
                continue;
            };
            if finding.answer == AffectedStatus::Affected {
                match segment.standing(*number)? {
                    Standing::Free => {}
                    Standing::Enough => finding.condition = Some(Truth::True),
                    Standing::Bound => self.bound(place, first, &mut finding)?,
                }
            }
            findings.push(finding);
        }
        Ok(findings)
    }

    /// Asks the conditions of a record.
    fn bound(&mut self, place: Place, first: u32, finding: &mut Finding) -> Result<(), Damaged> {
        let segment = self.index.segment(place)?;
        if self.held.len() >= HELD && !self.held.contains_key(&place) {
            self.held.clear();
        }
        let held = match self.held.entry(place) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(free) => free.insert(Held {
                conditions: segment.conditions(place.record)?,
                there: HashMap::new(),
            }),
        };
        let fleet = self.fleet;
        let mut fault = None;
        let known = &mut held.there;
        let mut there = |product: usize| {
            *known.entry(product).or_insert_with(|| {
                let number = u32::try_from(product).unwrap_or(u32::MAX);
                match segment.statement(first.saturating_add(number)) {
                    Ok(statement) => any_installed(&statement, fleet),
                    Err(damaged) => {
                        fault = Some(damaged);
                        Truth::Unknown
                    }
                }
            })
        };
        conditions(&held.conditions, &mut there, finding);
        fault.map_or(Ok(()), Err)
    }
}

fn says(finding: &Finding) -> bool {
    matches!(
        finding.answer,
        AffectedStatus::Affected | AffectedStatus::Unknown
    )
}

/// A record that says "affected" or "unknown" of something installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Where the record is in the index.
    pub place: Place,
    /// What its statements come to, those that say so.
    pub findings: Vec<Finding>,
    /// Whether it says some things of certain vulnerabilities only: then [`Search::judge`] must be asked for each.
    pub tells_apart: bool,
}

impl<B: AsRef<[u8]>> Index<B> {
    /// An index of these segments, the earliest first.
    pub fn new(segments: Vec<Segment<B>>) -> Self {
        let mut replaced = vec![Vec::new(); segments.len()];
        for (at, later) in segments.iter().enumerate() {
            for place in 0..later.keys() {
                let Some((key, _)) = later.key(place) else {
                    continue;
                };
                for (earlier, replaced) in segments.iter().zip(&mut replaced).take(at) {
                    let records = earlier.records_of(key);
                    replaced.extend(records.filter(|records| !records.is_empty()));
                }
            }
        }
        for list in &mut replaced {
            list.sort_by_key(|records| records.start);
        }
        Self { segments, replaced }
    }

    /// Its segments.
    pub fn segments(&self) -> &[Segment<B>] {
        &self.segments
    }

    /// The sequence of the ledger up to which it is built.
    pub fn upto(&self) -> u64 {
        self.segments.last().map_or(0, |s| s.origin().upto)
    }

    /// How many ranges it holds; those that no longer stand are counted, too.
    pub fn ranges(&self) -> usize {
        self.segments.iter().map(Segment::ranges).sum()
    }

    /// How many records that still stand.
    pub fn records(&self) -> usize {
        let all: usize = self.segments.iter().map(Segment::records).sum();
        let gone = self.replaced.iter().flatten().map(std::ops::Range::len);
        all - gone.sum::<usize>().min(all)
    }

    /// Every name in it, in no particular order, some more than once.
    pub fn each_name(&self, each: &mut dyn FnMut(&str)) {
        for segment in &self.segments {
            segment.each_name(each);
        }
    }

    /// The names whose product has the same word as this one; of a package also those that have the first part of its
    /// word, where the maker is the same: `log4j-core` by Apache is a part of Apache's `log4j`.
    pub fn alike(&self, key: &Key) -> Vec<Key> {
        let named = |word: &str| {
            let segments = self.segments.iter();
            let names = segments.flat_map(|segment| segment.names_with(word));
            names.map(Key::kept).collect::<Vec<Key>>()
        };
        let mut keys = match key.product_word().filter(|word| !word.is_empty()) {
            Some(word) => named(&word),
            None => Vec::new(),
        };
        if let Some(head) = key.head_word() {
            let makers = key.makers();
            let same_maker = |found: &Key| found.makers().iter().any(|m| makers.contains(m));
            keys.extend(named(&head).into_iter().filter(same_maker));
        }
        keys.retain(|found| found != key);
        keys.sort();
        keys.dedup();
        keys
    }

    /// The keys of the ledger that it covers and that have records, each once.
    pub fn keys(&self) -> Vec<u64> {
        let mut keys: Vec<u64> = Vec::new();
        for segment in &self.segments {
            keys.extend(
                (0..segment.keys())
                    .filter_map(|at| segment.key(at))
                    .map(|(key, _)| key),
            );
        }
        keys.sort_unstable();
        keys.dedup();
        keys.retain(|key| !self.records_of(*key).is_empty());
        keys
    }

    /// The records of a key of the ledger, as they stand.
    pub fn records_of(&self, key: u64) -> Vec<Place> {
        for (at, segment) in self.segments.iter().enumerate().rev() {
            if let Some(records) = segment.records_of(key) {
                let place = |record| Place {
                    segment: at,
                    record,
                };
                return records.map(place).collect();
            }
        }
        Vec::new()
    }

    /// The key of the ledger that holds a record.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where it is not there.
    pub fn key(&self, place: Place) -> Result<u64, Damaged> {
        self.segment(place)?.key_of(place.record)
    }

    /// A record's name.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where it is not there.
    pub fn name(&self, place: Place) -> Result<&str, Damaged> {
        self.segment(place)?.record_name(place.record)
    }

    /// A record's state.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where it is not there.
    pub fn state(&self, place: Place) -> Result<StatusKind, Damaged> {
        self.segment(place)?.state(place.record)
    }

    /// One statement of a record, by its place in the record's list.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where it is not there.
    pub fn statement(&self, place: Place, at: usize) -> Result<Affected, Damaged> {
        let segment = self.segment(place)?;
        let (first, count) = segment.statements_of(place.record)?;
        let at = u32::try_from(at).ok().filter(|at| *at < count);
        segment.statement(first + at.ok_or(Damaged("a statement is missing"))?)
    }

    /// Everything a record states.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where it is not there.
    pub fn stated(&self, place: Place) -> Result<Stated, Damaged> {
        self.segment(place)?.stated(place.record)
    }

    /// The statements that may be an answer for a product, by record.
    fn candidates(&self, known: &Known) -> Result<Vec<(Place, Vec<u32>)>, Damaged> {
        let mut by_record: BTreeMap<Place, Vec<u32>> = BTreeMap::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let mut candidates = Vec::new();
            segment.candidates(known, &mut |statement| candidates.push(statement))?;
            candidates.sort_unstable();
            candidates.dedup();
            for statement in candidates {
                let record = segment.record_of(statement)?;
                if !self.is_replaced(number, record) {
                    let place = Place {
                        segment: number,
                        record,
                    };
                    by_record.entry(place).or_default().push(statement);
                }
            }
        }
        Ok(by_record.into_iter().collect())
    }

    /// Calls with every statement under one of the product's names, whatever it says; with some more than once.
    fn each_mention(
        &self,
        installed: &Installed,
        each: &mut dyn FnMut(Place, u32),
    ) -> Result<(), Damaged> {
        for (number, segment) in self.segments.iter().enumerate() {
            let mut statements = Vec::new();
            segment.mentions(installed, &mut |statement| statements.push(statement))?;
            for statement in statements {
                let record = segment.record_of(statement)?;
                if !self.is_replaced(number, record) {
                    let place = Place {
                        segment: number,
                        record,
                    };
                    each(place, statement);
                }
            }
        }
        Ok(())
    }

    /// Whether any record that stands has a statement under one of the product's names. Where none has, every source is
    /// silent about it.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where what was found cannot be read.
    pub fn mentions(&self, installed: &Installed) -> Result<bool, Damaged> {
        Ok(!self.mentioning(installed)?.is_empty())
    }

    /// The records that have a statement under one of the product's names, whatever it says.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where what was found cannot be read.
    pub fn mentioning(&self, installed: &Installed) -> Result<Vec<Place>, Damaged> {
        let mut places = Vec::new();
        self.each_mention(installed, &mut |place, _| places.push(place))?;
        places.sort_unstable();
        places.dedup();
        Ok(places)
    }

    fn is_replaced(&self, segment: usize, record: u32) -> bool {
        let list = &self.replaced[segment];
        let after = list.partition_point(|records| records.start <= record);
        after > 0 && list[after - 1].contains(&record)
    }

    fn segment(&self, place: Place) -> Result<&Segment<B>, Damaged> {
        let segment = self.segments.get(place.segment);
        segment.ok_or(Damaged("a segment is missing"))
    }
}
