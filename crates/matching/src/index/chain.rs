//! Segments one after the other: what stands, and where it is.

use std::collections::BTreeMap;

use noroshi_model::{Affected, StatusKind};

use super::{bytes::Damaged, segment::Segment};
use crate::{Installed, Key, Stated, fleet::Known};

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
    pub(super) segment: usize,
    pub(super) record: u32,
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
    pub(super) fn candidates(&self, known: &Known) -> Result<Vec<(Place, Vec<u32>)>, Damaged> {
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
    pub(super) fn each_mention(
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

    pub(super) fn segment(&self, place: Place) -> Result<&Segment<B>, Damaged> {
        let segment = self.segments.get(place.segment);
        segment.ok_or(Damaged("a segment is missing"))
    }
}
