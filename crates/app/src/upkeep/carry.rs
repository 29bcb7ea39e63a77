//! Carrying everything that is kept for ever from one store into another, whatever engines they have.
//!
//! The target's own state says how far it is, so a move that was interrupted goes on from there. Each
//! round looks at one consistent state of the source, compares both sides row by row, and carries what
//! the target has not got; the last round is the one that finds nothing left. Projections are not
//! carried: they are built on the target, and digests say whether they came out the same.

mod copy;
mod ledger;
mod look;
mod said;

use std::path::PathBuf;

use noroshi_store::{Reader, State, Store, StoreError};

use super::rebuild::forward;
use crate::{
    digits::hex,
    house::{House, UseError},
    ledger::link,
};

pub(super) use copy::{back_up, restore};

/// Rounds after which a source that keeps growing is left as it is.
const ROUNDS: usize = 8;

/// What a move is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Checking a store, or comparing the rows that both sides have.
    Check,
    /// Carrying rows of the ledger.
    Carry,
    /// Building the projections on the target.
    Build,
}

/// Who wants to know how far it is: the rows done, and the rows in all.
pub type Tell<'a> = &'a dyn Fn(Step, u64, u64);

/// What was carried, and how both sides stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CarryReport {
    /// Where it was carried to.
    pub place: String,
    /// Rows of the ledger that were there before.
    pub before: u64,
    /// Rows of the ledger that were carried.
    pub rows: u64,
    /// Distinct documents that came with them.
    pub documents: u64,
    /// Bytes of the documents that were unpacked and hashed on the way.
    pub bytes: u64,
    /// Files that were carried, or whose row was brought up to date.
    pub files: u64,
    /// Lists of components that were carried.
    pub lists: u64,
    /// Products of which some state was carried.
    pub products: u64,
    /// Pairs of names of which some verdict was carried.
    pub verdicts: u64,
    /// The store it came from.
    pub from: Side,
    /// The store it went to.
    pub to: Side,
    /// Rows that came into the source since the last look at it.
    pub left: u64,
    /// Documents that could not be read again on the target, and why: their records are missing.
    pub faults: Vec<String>,
    /// Whether both sides hold the same: ledger, what people say, and projections.
    pub is_equal: bool,
}

/// One side of a move.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Side {
    /// The ledger's last sequence.
    pub sequence: u64,
    /// The link of its last row, in hexadecimal digits; empty where there is none.
    pub link: String,
    /// A digest of each projection.
    pub projections: Vec<(&'static str, String)>,
}

impl House {
    /// Carries everything into another store and builds its projections. Interrupted, it goes on from
    /// there when it is started again; `tell` hears how far it is.
    ///
    /// # Errors
    ///
    /// [`UseError::Occupied`] where the target holds something else, which is left as it was;
    /// [`UseError::NotWhole`] where something here is not as it was written: what was carried before
    /// it stays, and nothing after it is carried. What the stores say.
    pub fn move_to(&self, to: &dyn Store, tell: Tell<'_>) -> Result<CarryReport, UseError> {
        // Digests of what is half built could not be compared.
        forward(&*self.store, &|_, _| ())?;
        carry(&*self.store, to, tell)
    }
}

/// Carries everything from one store into another.
///
/// # Errors
///
/// As [`House::move_to`].
pub(super) fn carry(
    from: &dyn Store,
    to: &dyn Store,
    tell: Tell<'_>,
) -> Result<CarryReport, UseError> {
    let route = Route { from, to, tell };
    route.is_no_circle()?;
    // What was carried would get new sums: nobody could see any more that it was damaged.
    if let Some(fault) = from.structure()?.into_iter().next() {
        return Err(route.not_whole(fault));
    }
    let mut report = CarryReport {
        place: to.shown(),
        before: state_of(to)?.sequence,
        ..CarryReport::default()
    };
    let documents = state_of(to)?.documents;
    let mut seen = State::default();
    for _ in 0..ROUNDS {
        let round = route.round()?;
        seen = round.seen;
        if !round.carried_any() {
            break;
        }
        report.add(&round);
    }
    report.documents = state_of(to)?.documents.saturating_sub(documents);
    let built = forward(to, &|done, all| tell(Step::Build, done, all))?;
    report.faults = built.faults;
    compare(&route, &seen, &mut report)?;
    Ok(report)
}

/// From where to where, and who wants to know.
#[derive(Clone, Copy)]
struct Route<'a> {
    from: &'a dyn Store,
    to: &'a dyn Store,
    tell: Tell<'a>,
}

/// What one round carried.
#[derive(Default)]
struct Round {
    /// The state of the source that it looked at.
    seen: State,
    rows: u64,
    bytes: u64,
    /// Rows that were there and were confirmed anew.
    confirmed: u64,
    files: u64,
    lists: u64,
    products: u64,
    verdicts: u64,
    /// Settings, dictionaries, sources whose row was written, users, tokens and entries of the trail.
    others: u64,
}

impl Round {
    fn carried_any(&self) -> bool {
        let said = self.lists + self.products + self.verdicts;
        self.rows + self.confirmed + self.files + said + self.others > 0
    }
}

impl Route<'_> {
    /// Carries what the target has not got of one consistent state of the source.
    fn round(&self) -> Result<Round, UseError> {
        let mut done = None;
        self.from.read(&mut |reader| {
            done = Some(self.over(reader));
            Ok(())
        })?;
        done.unwrap_or_else(|| {
            Err(UseError::Store(StoreError::Damaged {
                what: "the store gave no state to read".to_owned(),
            }))
        })
    }

    fn over(&self, reader: &dyn Reader) -> Result<Round, UseError> {
        let mut round = Round {
            seen: reader.state()?,
            ..Round::default()
        };
        let there = self.look(reader)?;
        round.others = self.carry_head(reader, &there)?;
        round.files = self.carry_files(reader, &there)?;
        round.confirmed = self.confirm(&there)?;
        self.carry_rows(reader, &there, &mut round)?;
        // Where a source continues is true once everything before it is there.
        round.others += self.carry_sources(reader)?;
        round.lists = self.carry_lists(reader, &there)?;
        round.products = self.carry_products(reader, &there)?;
        round.verdicts = self.carry_verdicts(reader, &there)?;
        round.others += self.carry_accounts(reader, &there)?;
        Ok(round)
    }

    fn is_no_circle(&self) -> Result<(), UseError> {
        let real = |store: &dyn Store| {
            let place = PathBuf::from(store.shown());
            place.canonicalize().unwrap_or(place)
        };
        if real(self.from) == real(self.to) {
            return Err(self.occupied("it is the store that is to be moved"));
        }
        Ok(())
    }

    /// The target holds something else.
    fn occupied(&self, reason: impl Into<String>) -> UseError {
        UseError::Occupied {
            place: self.to.shown(),
            reason: reason.into(),
        }
    }

    /// Something in the source is not as it was written.
    fn not_whole(&self, what: impl Into<String>) -> UseError {
        UseError::NotWhole {
            place: self.from.shown(),
            what: what.into(),
        }
    }
}

impl CarryReport {
    fn add(&mut self, round: &Round) {
        self.rows += round.rows;
        self.bytes += round.bytes;
        self.files += round.files;
        self.lists += round.lists;
        self.products += round.products;
        self.verdicts += round.verdicts;
    }
}

/// Says how both sides stand. `seen` is the state of the source of which nothing is left.
fn compare(route: &Route<'_>, seen: &State, report: &mut CarryReport) -> Result<(), UseError> {
    report.from = side(route.from)?;
    report.to = side(route.to)?;
    report.left = report.from.sequence.saturating_sub(report.to.sequence);
    // A source that moved on while its digests were taken has those of no state at all.
    let is_still = state_of(route.from)? == *seen;
    report.is_equal = is_still && report.faults.is_empty() && report.from == report.to;
    Ok(())
}

fn side(store: &dyn Store) -> Result<Side, StoreError> {
    let mut side = Side::default();
    store.read(&mut |reader| {
        side.sequence = reader.state()?.sequence;
        let link = link(reader, side.sequence)?;
        side.link = link.map(|link| hex(&link)).unwrap_or_default();
        Ok(())
    })?;
    side.projections = store.projection_digests()?;
    Ok(side)
}

fn state_of(store: &dyn Store) -> Result<State, StoreError> {
    let mut state = State::default();
    store.read(&mut |reader| {
        state = reader.state()?;
        Ok(())
    })?;
    Ok(state)
}
