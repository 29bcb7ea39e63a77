//! The wanted slice of an answer in its order.

use std::cmp::Reverse;

use roaring::RoaringBitmap;

use crate::{columns::Columns, values::Sort};

/// The vulnerabilities of an answer from place `start` on, at most `limit`, in an order. Only as much is
/// sorted as is shown.
pub(super) fn slice(
    answer: &RoaringBitmap,
    columns: &Columns,
    sort: Sort,
    start: usize,
    limit: usize,
) -> Vec<u32> {
    let wanted = start.saturating_add(limit);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "scores and probabilities are small"
    )]
    let best = match sort {
        Sort::Changed => best(answer, columns, wanted, |id| columns.changed[id]),
        Sort::Public => best(answer, columns, wanted, |id| columns.made_public[id]),
        Sort::Seen => best(answer, columns, wanted, |id| columns.first_seen[id]),
        Sort::Score => best(answer, columns, wanted, |id| {
            (columns.score[id] * 10.0).round() as i64
        }),
        Sort::Epss => best(answer, columns, wanted, |id| {
            (f64::from(columns.epss[id]) * 1e6) as i64
        }),
        Sort::Id => best(answer, columns, wanted, |_| 0),
    };
    #[expect(clippy::cast_possible_truncation, reason = "numbers are u32 already")]
    best.into_iter().skip(start).map(|id| id as u32).collect()
}

/// The first `wanted` in descending order of key, identifier, number.
fn best(
    answer: &RoaringBitmap,
    columns: &Columns,
    wanted: usize,
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
