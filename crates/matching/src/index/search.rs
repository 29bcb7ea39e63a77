//! Asking the index: what everything installed is hit by.

use std::collections::BTreeMap;

use noroshi_model::{AffectedStatus, Identifier, StatusKind};

use super::{bytes::Damaged, segment::Segment};
use crate::{Finding, Fleet, Installed, Key, Stated, judge, judge::judge_one};

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

/// A record that says "affected" or "unknown" of something installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Where the record is in the index.
    pub place: Place,
    /// What its statements come to, those that say so.
    pub findings: Vec<Finding>,
    /// Whether it says some things of certain vulnerabilities only: then [`Index::judge`] must be asked for each.
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

    /// The names whose product has the same word as this one.
    pub fn alike(&self, key: &Key) -> Vec<Key> {
        let Some(word) = key.product_word().filter(|word| !word.is_empty()) else {
            return Vec::new();
        };
        let segments = self.segments.iter();
        let mut keys: Vec<Key> = segments
            .flat_map(|segment| segment.names_with(&word))
            .map(Key::kept)
            .filter(|found| found != key)
            .collect();
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

    /// Everything a record states.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where it is not there.
    pub fn stated(&self, place: Place) -> Result<Stated, Damaged> {
        self.segment(place)?.stated(place.record)
    }

    /// What a record's statements come to, all of them, as [`crate::judge`] says it.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where the record cannot be read.
    pub fn judge(
        &self,
        place: Place,
        fleet: &Fleet,
        at: usize,
        about: Option<&Identifier>,
    ) -> Result<Vec<Finding>, Damaged> {
        Ok(judge(&self.stated(place)?, fleet, at, about))
    }

    /// The records that say "affected" or "unknown" of what stands at a place of the fleet, in the order of the index.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where what was found cannot be read.
    pub fn search(&self, fleet: &Fleet, at: usize) -> Result<Vec<Hit>, Damaged> {
        let Some(installed) = fleet.get(at) else {
            return Ok(Vec::new());
        };
        let mut hits = Vec::new();
        for (number, segment) in self.segments.iter().enumerate() {
            let mut candidates = Vec::new();
            segment.candidates(installed, &mut |statement| candidates.push(statement))?;
            candidates.sort_unstable();
            candidates.dedup();
            let mut by_record: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            for statement in candidates {
                let record = segment.record_of(statement)?;
                by_record.entry(record).or_default().push(statement);
            }
            for (record, statements) in by_record {
                if self.is_replaced(number, record) {
                    continue;
                }
                let place = Place {
                    segment: number,
                    record,
                };
                hits.extend(self.hit(place, &statements, fleet, at)?);
            }
        }
        Ok(hits)
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
        for (number, segment) in self.segments.iter().enumerate() {
            let mut statements = Vec::new();
            segment.mentions(installed, &mut |statement| statements.push(statement))?;
            for statement in statements {
                let record = segment.record_of(statement)?;
                if !self.is_replaced(number, record) {
                    places.push(Place {
                        segment: number,
                        record,
                    });
                }
            }
        }
        places.sort_unstable();
        places.dedup();
        Ok(places)
    }

    fn hit(
        &self,
        place: Place,
        statements: &[u32],
        fleet: &Fleet,
        at: usize,
    ) -> Result<Option<Hit>, Damaged> {
        let segment = self.segment(place)?;
        let tells_apart = segment.tells_apart(place.record)?;
        let mut findings = Vec::new();
        if segment.has_conditions(place.record)? {
            let stated = segment.stated(place.record)?;
            let (first, _) = segment.statements_of(place.record)?;
            for statement in statements {
                let own = statement.saturating_sub(first) as usize;
                findings.extend(judge_one(&stated, own, fleet, at, None));
            }
        } else {
            let (first, _) = segment.statements_of(place.record)?;
            for statement in statements {
                // It speaks for itself, so the others need not be read.
                let alone = Stated {
                    status: segment.state(place.record)?,
                    affected: vec![segment.statement(*statement)?],
                    configurations: Vec::new(),
                };
                let finding = judge_one(&alone, 0, fleet, at, None);
                findings.extend(finding.map(|finding| Finding {
                    statement: statement.saturating_sub(first) as usize,
                    ..finding
                }));
            }
        }
        let says =
            |f: &Finding| matches!(f.answer, AffectedStatus::Affected | AffectedStatus::Unknown);
        if !tells_apart {
            findings.retain(says);
        }
        let is_hit = !findings.is_empty();
        Ok(is_hit.then_some(Hit {
            place,
            findings,
            tells_apart,
        }))
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
