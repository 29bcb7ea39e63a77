//! Counts over an answer: facets that write the query, and the bars of the charts.

use std::collections::BTreeMap;

use noroshi_model::{Language, Severity};
use roaring::RoaringBitmap;

use super::answer::language_bit;
use crate::{
    clock,
    columns::{Columns, Kind, NO_YEAR},
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

/// Counts an answer in one pass over its vulnerabilities and one over the kinds they are of.
pub(super) fn count(answer: &RoaringBitmap, columns: &Columns, root: &Node) -> Counted {
    let mut sources = vec![0_usize; columns.sources.len()];
    let mut bands = [0_usize; 6];
    let (mut exploited, mut fix, mut differs, mut unanalysed) = (0, 0, 0, 0);
    let mut languages = [0_usize; 2];
    let mut by_year = [0_usize; YEARS];
    for (kind, n) in kinds(answer, columns) {
        let mut bits = kind.sources;
        while bits != 0 {
            let at = bits.trailing_zeros() as usize;
            bits &= bits - 1;
            sources[at] += n;
        }
        let counted = |yes| if yes { n } else { 0 };
        bands[usize::from(kind.band).min(5)] += n;
        exploited += counted(kind.exploited);
        fix += counted(kind.fix);
        differs += counted(kind.differs);
        unanalysed += counted(kind.status & 4 != 0);
        for (total, language) in languages.iter_mut().zip(Language::ALL) {
            *total += counted(kind.languages & language_bit(language) != 0);
        }
        if kind.year != NO_YEAR {
            let year = usize::try_from(i64::from(kind.year) - FIRST_YEAR).unwrap_or(0);
            by_year[year.min(YEARS - 1)] += n;
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

/// The kinds in an answer and how many are of each.
fn kinds<'a>(
    answer: &RoaringBitmap,
    columns: &'a Columns,
) -> impl Iterator<Item = (&'a Kind, usize)> {
    let kinds = columns.kinds.all();
    let mut counts = vec![0_u32; kinds.len()];
    super::each(answer, |id| {
        if let Some(kind) = columns.kind.get(id) {
            counts[*kind as usize] += 1;
        }
    });
    kinds
        .iter()
        .zip(counts)
        .filter(|(_, n)| *n > 0)
        .map(|(kind, n)| (kind, n as usize))
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
