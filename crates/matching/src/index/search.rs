//! Asking the index: what everything installed is hit by.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use noroshi_cpe::Truth;
use noroshi_model::{AffectedStatus, Configuration, Identifier};

use super::{
    bytes::Damaged,
    chain::{Index, Place},
};
use crate::{
    Finding, Fleet,
    judge::{NOT_AFFECTED, Standing, any_installed, by_itself, conditions, weight},
};

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
