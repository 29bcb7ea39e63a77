//! The wanted slice of an answer in its order.

use std::cmp::Reverse;

use roaring::RoaringBitmap;

use super::Place;
use crate::{columns::Columns, values::Sort};

/// The vulnerabilities of an answer from place `start` on or behind another, at most `limit`, in an
/// order. Only as much is
/// sorted as is shown.
pub(super) fn slice(
    answer: &RoaringBitmap,
    columns: &Columns,
    sort: Sort,
    (start, after): (usize, Option<Place>),
    limit: usize,
) -> Vec<u32> {
    // Behind a place nothing is counted.
    let start = if after.is_some() { 0 } else { start };
    let wanted = start.saturating_add(limit);
    // Each order has its own loop.
    let best = match sort {
        Sort::Changed => best(answer, columns, (wanted, after), |id| {
            key(columns, Sort::Changed, id)
        }),
        Sort::Public => best(answer, columns, (wanted, after), |id| {
            key(columns, Sort::Public, id)
        }),
        Sort::Seen => best(answer, columns, (wanted, after), |id| {
            key(columns, Sort::Seen, id)
        }),
        Sort::Score => best(answer, columns, (wanted, after), |id| {
            key(columns, Sort::Score, id)
        }),
        Sort::Epss => best(answer, columns, (wanted, after), |id| {
            key(columns, Sort::Epss, id)
        }),
        Sort::Id => best(answer, columns, (wanted, after), |id| {
            key(columns, Sort::Id, id)
        }),
    };
    #[expect(clippy::cast_possible_truncation, reason = "numbers are u32 already")]
    best.into_iter().skip(start).map(|id| id as u32).collect()
}

/// The place of a vulnerability in an order.
pub(super) fn place(columns: &Columns, sort: Sort, id: u32) -> Place {
    let at = id as usize;
    Place(key(columns, sort, at), columns.id_order[at], id)
}

/// What an order goes by, the highest first.
#[expect(
    clippy::cast_possible_truncation,
    reason = "scores and probabilities are small"
)]
fn key(columns: &Columns, sort: Sort, id: usize) -> i64 {
    match sort {
        Sort::Changed => columns.changed[id],
        Sort::Public => columns.made_public[id],
        Sort::Seen => columns.first_seen[id],
        Sort::Score => (columns.score[id] * 10.0).round() as i64,
        Sort::Epss => (f64::from(columns.epss[id]) * 1e6) as i64,
        Sort::Id => 0,
    }
}

/// The first `wanted` in descending order of key, identifier, number.
fn best(
    answer: &RoaringBitmap,
    columns: &Columns,
    (wanted, after): (usize, Option<Place>),
    key: impl Fn(usize) -> i64,
) -> Vec<usize> {
    type Keyed = Reverse<(i64, u64, usize)>;
    if wanted == 0 {
        return Vec::new();
    }
    // Twice as many as are wanted are gathered, then the worse half is dropped: each vulnerability
    // costs one comparison with the worst that is still good enough, and hardly ever more.
    let room = wanted.saturating_mul(2).max(1_024);
    let mut gathered: Vec<Keyed> = Vec::new();
    let mut least: Option<(i64, u64)> = None;
    super::each(answer, |at| {
        let first = key(at);
        if least.is_some_and(|(least, _)| first < least) {
            return;
        }
        let second = columns.id_order[at];
        if least.is_some_and(|least| (first, second) < least) {
            return;
        }
        let is_before = |Place(f, s, n): Place| (first, second, at) >= (f, s, n as usize);
        if after.is_some_and(is_before) {
            return;
        }
        gathered.push(Reverse((first, second, at)));
        if gathered.len() >= room {
            gathered.select_nth_unstable(wanted - 1);
            gathered.truncate(wanted);
            let Reverse((first, second, _)) = gathered[wanted - 1];
            least = Some((first, second));
        }
    });
    gathered.sort_unstable();
    gathered.truncate(wanted);
    gathered.into_iter().map(|Reverse((_, _, id))| id).collect()
}
