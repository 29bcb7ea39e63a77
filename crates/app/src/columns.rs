//! The vulnerabilities in memory, some fifty bytes each: what filters, facets and orders look at.
//!
//! Each value stands in an array of its own, and what facets count is folded into one small number, so
//! a pass over 400,000 of them takes a fraction of a millisecond: a query needs no index of its own but
//! the text's.

mod kinds;

use std::collections::HashMap;

use noroshi_model::{Identifier, Scheme};
use noroshi_store::{Reader, RecordId, State, StoreError, VulnerabilityRow};
use roaring::RoaringBitmap;

use kinds::Kinds;
pub(crate) use kinds::{Kind, NO_YEAR};

/// A severity that nobody stated.
pub(crate) const NO_BAND: u8 = u8::MAX;
/// A date that nobody stated.
pub(crate) const NO_DATE: i64 = i64::MIN;

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    // By the vulnerability's number.
    /// What facets count, as a number of [`Kinds`].
    pub(crate) kind: Vec<u32>,
    /// Orders identifiers: scheme, year, serial.
    pub(crate) id_order: Vec<u64>,
    pub(crate) made_public: Vec<i64>,
    pub(crate) first_seen: Vec<i64>,
    pub(crate) changed: Vec<i64>,
    /// Negative where nobody gave one.
    pub(crate) score: Vec<f32>,
    /// Negative where nobody gave one.
    pub(crate) epss: Vec<f32>,
    pub(crate) kinds: Kinds,
    /// By the record's number: its vulnerability, 0 for none, [`SEVERAL`] for more than one.
    of_record: Vec<u32>,
    several: HashMap<RecordId, Vec<u32>>,
    /// The sources' names by bit.
    pub(crate) sources: Vec<String>,
    /// Those that are there.
    pub(crate) all: RoaringBitmap,
    /// The stamp up to which these are current.
    stamp: u64,
    /// How often the projections had been thrown away by then.
    cleared: u64,
    /// The ledger's sequence they stand on.
    pub(crate) sequence: u64,
}

const SEVERAL: u32 = u32::MAX;

impl Columns {
    /// Whether the store has moved on.
    pub(crate) fn is_behind(&self, state: &State) -> bool {
        // Never back: a reader that began a moment ago may find them a moment ahead of its own state,
        // which is better than loading everything anew for it.
        state.cleared > self.cleared
            || (state.cleared == self.cleared
                && (state.stamp > self.stamp || state.sequence > self.sequence))
    }

    /// Whether they stand on that very state. What was read over another must not be kept with them.
    pub(crate) fn is_of(&self, state: &State) -> bool {
        (state.cleared, state.stamp, state.sequence) == self.version()
    }

    /// How often the projections were thrown away, the stamp and the sequence they stand on.
    pub(crate) fn version(&self) -> (u64, u64, u64) {
        (self.cleared, self.stamp, self.sequence)
    }

    /// Brings them forward to the store's state.
    pub(crate) fn refresh(&mut self, reader: &dyn Reader) -> Result<(), StoreError> {
        let state = reader.state()?;
        // Another thread may have been here between the question and the lock.
        if !self.is_behind(&state) {
            return Ok(());
        }
        if state.cleared != self.cleared {
            // The projections were rebuilt: every number may mean something else.
            *self = Self::default();
        }
        let since = self.stamp;
        reader.vulnerabilities_after(since, &mut |row| self.put(&row))?;
        reader.memberships_after(since, &mut |record, vulnerability| {
            self.join(record, vulnerability)
        })?;
        self.sources = Vec::new();
        for source in reader.sources()? {
            let at = usize::from(source.id);
            self.sources
                .resize(self.sources.len().max(at + 1), String::new());
            self.sources[at] = source.name;
        }
        self.stamp = state.stamp;
        self.cleared = state.cleared;
        self.sequence = state.sequence;
        Ok(())
    }

    fn put(&mut self, row: &VulnerabilityRow) {
        let at = row.id as usize;
        if self.kind.len() <= at {
            self.grow(at + 1);
        }
        let there = row.members > 0;
        self.kind[at] = self.kinds.number(Kind::of(row));
        self.id_order[at] = order_of(&row.name);
        self.made_public[at] = row.made_public.unwrap_or(NO_DATE);
        self.first_seen[at] = row.first_seen;
        self.changed[at] = row.changed.unwrap_or(NO_DATE);
        self.score[at] = row.score.unwrap_or(-1.0);
        self.epss[at] = row.epss.unwrap_or(-1.0);
        if there {
            self.all.insert(row.id)
        } else {
            self.all.remove(row.id)
        };
    }

    fn grow(&mut self, length: usize) {
        let nothing = self.kinds.number(Kind::of(&VulnerabilityRow::default()));
        self.kind.resize(length, nothing);
        self.id_order.resize(length, 0);
        self.made_public.resize(length, NO_DATE);
        self.first_seen.resize(length, 0);
        self.changed.resize(length, NO_DATE);
        self.score.resize(length, -1.0);
        self.epss.resize(length, -1.0);
    }

    fn join(&mut self, record: RecordId, vulnerability: u32) {
        let Ok(at) = usize::try_from(record) else {
            return;
        };
        if self.of_record.len() <= at {
            self.of_record.resize(at + 1, 0);
        }
        match self.of_record[at] {
            0 => self.of_record[at] = vulnerability,
            same if same == vulnerability => {}
            SEVERAL => {
                let list = self.several.entry(record).or_default();
                if !list.contains(&vulnerability) {
                    list.push(vulnerability);
                }
            }
            other => {
                self.several.insert(record, vec![other, vulnerability]);
                self.of_record[at] = SEVERAL;
            }
        }
    }

    /// Adds the vulnerabilities of a record to a set. A record that has moved may leave a trace of
    /// where it was; the caller keeps to [`Self::all`].
    pub(crate) fn add_of_record(&self, record: RecordId, to: &mut Vec<u32>) {
        match usize::try_from(record)
            .ok()
            .and_then(|at| self.of_record.get(at))
        {
            None | Some(0) => {}
            Some(&SEVERAL) => to.extend(self.several.get(&record).into_iter().flatten()),
            Some(id) => to.push(*id),
        }
    }

    /// The vulnerabilities whose kind fits.
    pub(crate) fn of_kind(&self, fits: impl Fn(&Kind) -> bool) -> RoaringBitmap {
        let fitting: Vec<bool> = self.kinds.all().iter().map(fits).collect();
        self.that(&self.kind, |kind| fitting[kind as usize])
    }

    /// The vulnerabilities whose value in one of the arrays fits.
    pub(crate) fn that<T: Copy>(&self, values: &[T], fits: impl Fn(T) -> bool) -> RoaringBitmap {
        let mut bits = Vec::with_capacity(values.len().div_ceil(64) * 8);
        for chunk in values.chunks(64) {
            let mut word = 0_u64;
            for (bit, value) in chunk.iter().enumerate() {
                word |= u64::from(fits(*value)) << bit;
            }
            bits.extend_from_slice(&word.to_le_bytes());
        }
        RoaringBitmap::from_lsb0_bytes(0, &bits) & &self.all
    }

    /// A set of vulnerabilities from their numbers in any order, repeated or not.
    pub(crate) fn set_of(&self, mut numbers: Vec<u32>) -> RoaringBitmap {
        if numbers.len() < self.kind.len() / 32 {
            numbers.sort_unstable();
            numbers.dedup();
            return RoaringBitmap::from_sorted_iter(numbers).unwrap_or_default();
        }
        // So many are put in order by marking them.
        let mut bits = vec![0_u8; self.kind.len().div_ceil(8)];
        for number in numbers {
            if let Some(byte) = bits.get_mut(number as usize / 8) {
                *byte |= 1 << (number % 8);
            }
        }
        RoaringBitmap::from_lsb0_bytes(0, &bits)
    }

    /// The bit of a source.
    pub(crate) fn source_bit(&self, name: &str) -> Option<u64> {
        self.sources
            .iter()
            .position(|s| s == name)
            .map(|at| 1 << at)
    }
}

/// A number that orders identifiers as a reader would: by scheme, then year, then serial; best known
/// schemes and newest numbers are largest.
pub(crate) fn order_of(name: &str) -> u64 {
    let scheme = Identifier::parse(name).map_or(Scheme::Other, |i| i.scheme());
    let mut digits = name
        .split(|c: char| !c.is_ascii_digit())
        .filter(|s| !s.is_empty());
    let first: u64 = digits.next().and_then(|d| d.parse().ok()).unwrap_or(0);
    let serial: u64 = digits.next().and_then(|d| d.parse().ok()).unwrap_or(0);
    let rank = 15 - (scheme as u64).min(15);
    (rank << 60) | ((first & 0xFFF_FFFF) << 32) | (serial & 0xFFFF_FFFF)
}
