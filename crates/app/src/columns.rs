//! The vulnerabilities in memory, a few bytes each: what filters, facets and orders look at.
//!
//! Scanning 400,000 of them takes about a millisecond, so a query needs no index of its own but the
//! text's.

use std::collections::HashMap;

use noroshi_model::{Identifier, Scheme};
use noroshi_store::{Reader, RecordId, StoreError, VulnerabilityRow};
use roaring::RoaringBitmap;

/// A severity that nobody stated.
pub(crate) const NO_BAND: u8 = u8::MAX;
/// A date that nobody stated.
pub(crate) const NO_DATE: i64 = i64::MIN;

/// One vulnerability.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// Orders identifiers: scheme, year, serial.
    pub(crate) id_order: u64,
    pub(crate) sources: u64,
    pub(crate) made_public: i64,
    pub(crate) first_seen: i64,
    pub(crate) changed: i64,
    /// Negative where nobody gave one.
    pub(crate) score: f32,
    /// Negative where nobody gave one.
    pub(crate) epss: f32,
    pub(crate) band: u8,
    pub(crate) status: u8,
    pub(crate) languages: u8,
    pub(crate) differs: bool,
    pub(crate) exploited: bool,
    pub(crate) fix: bool,
    /// Whether it has any records.
    pub(crate) there: bool,
}

const ABSENT: Column = Column {
    id_order: 0,
    sources: 0,
    made_public: NO_DATE,
    first_seen: 0,
    changed: NO_DATE,
    score: -1.0,
    epss: -1.0,
    band: NO_BAND,
    status: 0,
    languages: 0,
    differs: false,
    exploited: false,
    fix: false,
    there: false,
};

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    /// By the vulnerability's number.
    rows: Vec<Column>,
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
    pub(crate) fn is_behind(&self, reader: &dyn Reader) -> Result<bool, StoreError> {
        let state = reader.state()?;
        // Never back: a reader that began a moment ago may find them a moment ahead of its own state,
        // which is better than loading everything anew for it.
        Ok(state.cleared > self.cleared
            || (state.cleared == self.cleared
                && (state.stamp > self.stamp || state.sequence > self.sequence)))
    }

    /// The stamp up to which these are current.
    pub(crate) fn stamp(&self) -> u64 {
        self.stamp
    }

    /// Brings them forward to the store's state.
    pub(crate) fn refresh(&mut self, reader: &dyn Reader) -> Result<(), StoreError> {
        // Another thread may have been here between the question and the lock.
        if !self.is_behind(reader)? {
            return Ok(());
        }
        let state = reader.state()?;
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
        if self.rows.len() <= at {
            self.rows.resize(at + 1, ABSENT);
        }
        let there = row.members > 0;
        self.rows[at] = Column {
            id_order: order_of(&row.name),
            sources: row.sources,
            made_public: row.made_public.unwrap_or(NO_DATE),
            first_seen: row.first_seen,
            changed: row.changed.unwrap_or(NO_DATE),
            score: row.score.unwrap_or(-1.0),
            epss: row.epss.unwrap_or(-1.0),
            band: row.severity.unwrap_or(NO_BAND),
            status: row.status,
            languages: row.languages,
            differs: row.differs,
            exploited: row.exploited,
            fix: row.fix,
            there,
        };
        if there {
            self.all.insert(row.id)
        } else {
            self.all.remove(row.id)
        };
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

    /// The row of a vulnerability.
    pub(crate) fn get(&self, id: u32) -> &Column {
        self.rows.get(id as usize).unwrap_or(&ABSENT)
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

    /// The vulnerabilities that fit.
    pub(crate) fn filter(&self, fits: impl Fn(&Column) -> bool) -> RoaringBitmap {
        let there = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, c)| c.there && fits(c));
        #[expect(clippy::cast_possible_truncation, reason = "numbers are u32 already")]
        there.map(|(id, _)| id as u32).collect()
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
fn order_of(name: &str) -> u64 {
    let scheme = Identifier::parse(name).map_or(Scheme::Other, |i| i.scheme());
    let mut digits = name
        .split(|c: char| !c.is_ascii_digit())
        .filter(|s| !s.is_empty());
    let first: u64 = digits.next().and_then(|d| d.parse().ok()).unwrap_or(0);
    let serial: u64 = digits.next().and_then(|d| d.parse().ok()).unwrap_or(0);
    let rank = 15 - (scheme as u64).min(15);
    (rank << 60) | ((first & 0xFFF_FFFF) << 32) | (serial & 0xFFFF_FFFF)
}
