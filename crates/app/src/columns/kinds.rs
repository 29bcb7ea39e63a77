//! What facets count of a vulnerability, folded into one number.
//!
//! 350,000 vulnerabilities are of some hundred to some thousand kinds, so an answer is counted by adding
//! one per vulnerability, and what a kind means is looked up once per kind.

use std::collections::HashMap;

use noroshi_store::VulnerabilityRow;

use super::NO_BAND;

/// The year of what nobody dated.
pub(crate) const NO_YEAR: i16 = i16::MIN;

/// A kind of vulnerabilities: everything facets count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Kind {
    /// A bit per source.
    pub(crate) sources: u64,
    /// The year it was made public in, or [`NO_YEAR`].
    pub(crate) year: i16,
    pub(crate) band: u8,
    pub(crate) status: u8,
    pub(crate) languages: u8,
    pub(crate) differs: bool,
    pub(crate) exploited: bool,
    pub(crate) fix: bool,
}

impl Kind {
    /// The kind of a vulnerability.
    pub(super) fn of(row: &VulnerabilityRow) -> Self {
        Self {
            sources: row.sources,
            year: row.made_public.map_or(NO_YEAR, year_of),
            band: row.severity.unwrap_or(NO_BAND),
            status: row.status,
            languages: row.languages,
            differs: row.differs,
            exploited: row.exploited,
            fix: row.fix,
        }
    }
}

/// The kinds there are, numbered as they came.
#[derive(Debug, Default)]
pub(crate) struct Kinds {
    all: Vec<Kind>,
    numbers: HashMap<Kind, u32>,
}

impl Kinds {
    /// The kinds by their numbers.
    pub(crate) fn all(&self) -> &[Kind] {
        &self.all
    }

    /// The number of a kind, a new one where it is new.
    pub(super) fn number(&mut self, kind: Kind) -> u32 {
        *self.numbers.entry(kind).or_insert_with(|| {
            self.all.push(kind);
            u32::try_from(self.all.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

/// The calendar year of an instant in universal time; beyond four digits the nearest of four.
fn year_of(instant: i64) -> i16 {
    // Days from the civil calendar, by whole 400-year cycles: a call into the calendar for each of
    // 400,000 vulnerabilities would be most of the time it takes to load them.
    let days = instant.div_euclid(86_400_000) + 719_468;
    let cycle = days.div_euclid(146_097);
    let day = days.rem_euclid(146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    // The computation's year begins in March.
    let year = year + cycle * 400 + i64::from(day_of_year >= 306);
    i16::try_from(year.clamp(-9_999, 9_999)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::year_of;

    /// The calendar's own answer.
    fn year_by_the_calendar(instant: i64) -> i16 {
        noroshi_model::moment::day_of(instant, noroshi_model::AssumedZone::Utc)[..4]
            .parse()
            .unwrap()
    }

    #[test]
    fn the_short_way_to_a_year_agrees_with_the_calendar() {
        let day = 86_400_000;
        for n in (-200_000..800_000).step_by(7) {
            let instant = n * day / 10;
            assert_eq!(year_of(instant), year_by_the_calendar(instant), "{instant}");
        }
    }
}
