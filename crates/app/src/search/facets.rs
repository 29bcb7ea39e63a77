//! Counts over an answer: facets that write the query, and the bars of the charts.

use std::collections::BTreeMap;

use noroshi_model::{Language, Severity};
use roaring::RoaringBitmap;

use super::answer::language_bit;
use crate::{
    clock,
    columns::{Columns, NO_DATE},
    query::{Condition, Node, condition},
    summary,
    values::{Bar, Facet, FacetValue},
};

/// The counts of one pass.
pub(super) struct Counted {
    pub(super) facets: Vec<Facet>,
    pub(super) years: Vec<Bar>,
    pub(super) bands: Vec<Bar>,
}

/// The first year counted by itself; what is earlier counts as this one.
const FIRST_YEAR: i64 = 1970;
/// How many years are counted; what is later counts as the last.
const YEARS: usize = 256;

/// Counts an answer in one pass.
pub(super) fn count(answer: &RoaringBitmap, columns: &Columns, root: &Node) -> Counted {
    let mut sources = vec![0_usize; columns.sources.len()];
    let mut bands = [0_usize; 6];
    let (mut exploited, mut fix, mut differs, mut unanalysed) = (0, 0, 0, 0);
    let mut languages = [0_usize; 2];
    let mut by_year = [0_usize; YEARS];
    for id in answer {
        let c = columns.get(id);
        let mut bits = c.sources;
        while bits != 0 {
            let at = bits.trailing_zeros() as usize;
            bits &= bits - 1;
            sources[at] += 1;
        }
        bands[usize::from(c.band).min(5)] += 1;
        exploited += usize::from(c.exploited);
        fix += usize::from(c.fix);
        differs += usize::from(c.differs);
        unanalysed += usize::from(c.status & 4 != 0);
        for (n, language) in languages.iter_mut().zip(Language::ALL) {
            *n += usize::from(c.languages & language_bit(language) != 0);
        }
        if c.made_public != NO_DATE {
            let year = usize::try_from(year_of(c.made_public) - FIRST_YEAR).unwrap_or(0);
            by_year[year.min(YEARS - 1)] += 1;
        }
    }
    let years: BTreeMap<i64, usize> = (FIRST_YEAR..)
        .zip(by_year)
        .filter(|(_, n)| *n > 0)
        .collect();
    let severity_words: Vec<(String, usize)> = Severity::ALL
        .iter()
        .rev()
        .map(|s| (s.word().to_owned(), bands[usize::from(summary::band(*s))]))
        .chain([("unknown".to_owned(), bands[5])])
        .collect();
    let facet = |field: &'static str, values: Vec<(String, usize)>| Facet {
        field,
        values: facet_values(field, values, root),
    };
    let yes = |n| vec![("yes".to_owned(), n)];
    let facets = vec![
        facet(
            "source",
            columns.sources.iter().cloned().zip(sources).collect(),
        ),
        facet("severity", severity_words.clone()),
        facet("exploited", yes(exploited)),
        facet("fix", yes(fix)),
        facet("differs", vec![("severity".to_owned(), differs)]),
        facet("status", vec![("unanalysed".to_owned(), unanalysed)]),
        facet(
            "lang",
            Language::ALL
                .iter()
                .map(|l| l.tag().to_owned())
                .zip(languages)
                .collect(),
        ),
        facet(
            "public",
            years
                .iter()
                .rev()
                .take(12)
                .map(|(year, n)| (year.to_string(), *n))
                .collect(),
        ),
    ];
    Counted {
        facets: facets
            .into_iter()
            .filter(|f| !f.values.is_empty())
            .collect(),
        years: every_year(&years),
        bands: severity_words
            .into_iter()
            .map(|(label, count)| Bar { label, count })
            .collect(),
    }
}

/// Values with a count, or chosen though nothing is left of them: a choice must be undoable.
fn facet_values(field: &'static str, values: Vec<(String, usize)>, root: &Node) -> Vec<FacetValue> {
    let now = clock::now();
    values
        .into_iter()
        .filter_map(|(value, count)| {
            let condition: Condition =
                condition(field, crate::query::Operator::Is, &value, now).ok()?;
            let (chosen, query) = root.toggled(&condition);
            (count > 0 || chosen).then_some(FacetValue {
                value,
                count,
                chosen,
                query,
            })
        })
        .collect()
}

/// A bar for each year between the first and the last, so that a gap is seen as one.
fn every_year(years: &BTreeMap<i64, usize>) -> Vec<Bar> {
    let (Some((first, _)), Some((last, _))) = (years.first_key_value(), years.last_key_value())
    else {
        return Vec::new();
    };
    (*first..=*last)
        .map(|year| Bar {
            label: year.to_string(),
            count: years.get(&year).copied().unwrap_or(0),
        })
        .collect()
}

/// The calendar year of an instant in universal time.
fn year_of(instant: i64) -> i64 {
    // Days from the civil calendar, by whole 400-year cycles: a call into the calendar for each of
    // 400,000 vulnerabilities would be most of a search.
    let days = instant.div_euclid(86_400_000) + 719_468;
    let cycle = days.div_euclid(146_097);
    let day = days.rem_euclid(146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    // The computation's year begins in March.
    year + cycle * 400 + i64::from(day_of_year >= 306)
}

/// The calendar day, for what is rare.
#[cfg(test)]
fn year_by_the_calendar(instant: i64) -> i64 {
    noroshi_model::moment::day_of(instant, noroshi_model::AssumedZone::Utc)[..4]
        .parse()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{year_by_the_calendar, year_of};

    #[test]
    fn the_short_way_agrees_with_the_calendar() {
        let day = 86_400_000;
        for n in (-200_000..800_000).step_by(7) {
            let instant = n * day / 10;
            assert_eq!(year_of(instant), year_by_the_calendar(instant), "{instant}");
        }
    }
}
