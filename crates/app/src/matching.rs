//! Does it hit us? A list of components against everything that sources say of products.
//!
//! The index finds the records that say "affected" or "unknown" of a component; of each vulnerability found so, every
//! record is judged, so that those who say otherwise, and those who are silent, stand beside it.

mod ahead;
mod documents;
mod held;
mod index;
mod installed;
mod join;
mod kept;
mod lists;
mod propose;
mod read;
mod shelf;
mod touched;
mod vex;
mod why;

pub use ahead::{AheadHandle, spawn};
pub use documents::Publisher;
pub(crate) use held::Held;
pub(crate) use shelf::Kept;

use noroshi_inventory::Inventory;
use noroshi_model::AffectedStatus;

use self::join::Join;
use crate::{
    house::{House, UseError},
    values::{MatchCounts, MatchPage, MatchRow},
};

/// What is asked of a list.
#[derive(Debug, Clone, Default)]
pub struct MatchQuestion {
    /// Whether vulnerabilities that do not affect a component are wanted as well.
    pub with_all: bool,
    /// A query line: which of the vulnerabilities that affect something meet it.
    pub meeting: Option<String>,
    /// Documents whose statements (VEX) are to be applied, beside those of the list itself.
    pub vex: Vec<Inventory>,
}

impl House {
    /// What hits the components of a list.
    ///
    /// # Errors
    ///
    /// Where store or index cannot be read; [`UseError::NotReady`] while the index is built for the first time.
    pub fn match_list(
        &self,
        name: &str,
        inventory: Inventory,
        question: &MatchQuestion,
    ) -> Result<MatchPage, UseError> {
        let index = self.index_at_hand()?;
        let (meeting, mistakes) = match &question.meeting {
            Some(line) => {
                let (set, mistakes) = self.holding(line)?;
                (Some(set), mistakes)
            }
            None => (None, Vec::new()),
        };
        self.look(|reader| {
            let fleet = installed::fleet(&inventory, &reader.verdicts()?);
            let mut join = Join::new(reader, &index, &fleet, question.with_all)?;
            let mut found = Vec::new();
            for component in 0..inventory.components.len() {
                found.extend(join.component(component)?);
            }
            vex::apply(&mut join, &mut found, &inventory, &question.vex)?;
            let components = join.components(&found)?;
            let unsaid = found.iter().filter(|(_, row)| row.is_unsaid()).count();
            if !question.with_all {
                found.retain(|(_, row)| is_open(row.answer) && !row.is_unsaid());
            }
            found.sort_by_key(|(_, row)| order(row));
            let meets = meeting.as_ref().map(|set| {
                let all = found.iter().enumerate();
                let met = all.filter(|(_, (number, row))| {
                    row.answer == AffectedStatus::Affected && set.contains(*number)
                });
                met.map(|(at, _)| at).collect()
            });
            let rows: Vec<MatchRow> = found.into_iter().map(|(_, row)| row).collect();
            Ok(MatchPage {
                name: name.to_owned(),
                is_product: false,
                counts: MatchCounts {
                    unsaid,
                    ..counts(&inventory, &components, &rows)
                },
                rows,
                components,
                meeting: meets,
                mistakes: mistakes.clone(),
                sequence: index.upto().min(reader.state()?.sequence),
                sample: self.is_sample(),
                inventory: inventory.clone(),
            })
        })
    }

    /// What hits a product that is kept here.
    ///
    /// # Errors
    ///
    /// [`UseError::NoSuchProduct`]; where its list, the store or the index cannot be read.
    pub fn match_product(
        &self,
        name: &str,
        question: &MatchQuestion,
    ) -> Result<MatchPage, UseError> {
        let inventory = self.inventory(name)?;
        let page = self.match_list(name, inventory, question)?;
        Ok(MatchPage {
            is_product: true,
            ..page
        })
    }
}

/// Whether an answer asks for somebody's attention.
fn is_open(answer: AffectedStatus) -> bool {
    matches!(answer, AffectedStatus::Affected | AffectedStatus::Unknown)
}

/// The worst first: affected before unknown, exploited before severe, sure before unsure.
fn order(row: &MatchRow) -> impl Ord + use<> {
    let v = &row.vulnerability;
    let answer = match row.answer {
        AffectedStatus::Affected => 0,
        AffectedStatus::Unknown => 1,
        AffectedStatus::NotAffected => 2,
        AffectedStatus::Silent => 3,
    };
    (
        answer,
        std::cmp::Reverse((
            v.exploited,
            v.severity,
            v.score.map(|s| (s * 10.0).round() as i32),
        )),
        std::cmp::Reverse(row.strength),
        std::cmp::Reverse(v.id.clone()),
        row.component,
    )
}

fn counts(inventory: &Inventory, components: &[AffectedStatus], rows: &[MatchRow]) -> MatchCounts {
    let of = |status| components.iter().filter(|s| **s == status).count();
    let matches = |status| rows.iter().filter(|row| row.answer == status).count();
    let versionless = inventory.components.iter().filter(|c| {
        let version = installed::installed(c).version();
        version.is_none()
    });
    MatchCounts {
        components: components.len(),
        without_version: versionless.count(),
        affected: of(AffectedStatus::Affected),
        unknown: of(AffectedStatus::Unknown),
        not_affected: of(AffectedStatus::NotAffected),
        silent: of(AffectedStatus::Silent),
        matches: matches(AffectedStatus::Affected),
        open: matches(AffectedStatus::Unknown),
        unsaid: 0,
    }
}
