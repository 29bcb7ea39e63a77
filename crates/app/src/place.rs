//! Where an arriving document stands among the revisions of its key.
//!
//! The order of revisions is the source's own: its date of change, then the date of the file. So feeds
//! may come in any order, or twice, and end in the same current state; an older revision arriving
//! late is kept and does not become current.

use noroshi_store::{Digest, Revision, order};

/// What an arrival means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It was known in just this place; nothing happens.
    Known,
    /// The document before it in the source's order is the same: seen unchanged once more.
    Confirms {
        /// The revision that holds it.
        sequence: u64,
    },
    /// A revision to append.
    New {
        /// Whether it becomes the current one.
        current: bool,
    },
}

/// Places a document (`None`: no longer listed) that is seen now by its order.
pub(crate) fn place(
    known: &[Revision],
    digest: Option<Digest>,
    changed: Option<i64>,
    made: i64,
    now: i64,
) -> Place {
    let order = order(changed, now, made, digest);
    let same = |r: &Revision| r.digest == digest && r.changed == changed;
    if known
        .iter()
        .any(|r| same(r) && r.made <= made && made <= r.confirmed)
    {
        return Place::Known;
    }
    let before = known
        .iter()
        .filter(|r| r.order() <= order)
        .max_by_key(|r| r.order());
    let after = known
        .iter()
        .filter(|r| r.order() > order)
        .min_by_key(|r| r.order());
    match (before, after) {
        (Some(before), _) if same(before) => Place::Confirms {
            sequence: before.sequence,
        },
        // The next newer revision holds the same document: this is only an older sight of it.
        (_, Some(after)) if same(after) => Place::Known,
        (_, after) => Place::New {
            current: after.is_none(),
        },
    }
}

/// The current revision: the last in the source's own order.
pub(crate) fn current(known: &[Revision]) -> Option<&Revision> {
    known.iter().max_by_key(|r| r.order())
}

#[cfg(test)]
mod tests {
    use noroshi_store::{Digest, Revision};

    use super::{Place, current, place};

    fn digest(letter: char) -> Option<Digest> {
        (letter != '-').then(|| Digest::of(letter.to_string().as_bytes()))
    }

    /// Replays arrivals `(document, changed, made)` and gives the current document.
    fn replay(arrivals: &[(char, Option<i64>, i64)]) -> (Option<Digest>, usize) {
        let mut known: Vec<Revision> = Vec::new();
        for (letter, changed, made) in arrivals {
            match place(&known, digest(*letter), *changed, *made, 0) {
                Place::Known => {}
                Place::Confirms { sequence } => {
                    if let Some(r) = known.iter_mut().find(|r| r.sequence == sequence) {
                        r.confirmed = r.confirmed.max(*made);
                    }
                }
                Place::New { .. } => known.push(Revision {
                    sequence: known.len() as u64 + 1,
                    digest: digest(*letter),
                    size: 1,
                    format: String::new(),
                    file: 1,
                    offset: 0,
                    seen: 0,
                    changed: *changed,
                    made: *made,
                    confirmed: *made,
                }),
            }
        }
        (current(&known).and_then(|r| r.digest), known.len())
    }

    #[test]
    fn importing_twice_adds_nothing() {
        let once = [('a', Some(1), 10), ('b', Some(2), 20)];
        assert_eq!(replay(&once).1, 2);
        assert_eq!(replay(&[once, once].concat()).1, 2);
    }

    #[test]
    fn an_older_revision_arriving_late_does_not_become_current() {
        assert_eq!(
            replay(&[('b', Some(2), 20), ('a', Some(1), 30)]).0,
            digest('b')
        );
    }

    #[test]
    fn without_a_date_of_change_the_files_date_decides() {
        assert_eq!(
            replay(&[('a', None, 10), ('b', None, 20), ('a', None, 30)]).0,
            digest('a')
        );
    }

    #[test]
    fn every_order_of_arrival_ends_in_the_same_current_document() {
        let arrivals = [
            ('a', None, 10),
            ('b', None, 20),
            ('a', None, 30),
            ('-', None, 40),
            ('a', None, 50),
            ('c', Some(1), 5),
        ];
        let expected = replay(&arrivals).0;
        // All 720 orders.
        let mut order = [0, 1, 2, 3, 4, 5];
        loop {
            let shuffled: Vec<_> = order.iter().map(|i| arrivals[*i]).collect();
            assert_eq!(replay(&shuffled).0, expected, "{order:?}");
            let Some(i) = (1..order.len()).rev().find(|i| order[i - 1] < order[*i]) else {
                break;
            };
            let j = (i..order.len())
                .rev()
                .find(|j| order[*j] > order[i - 1])
                .unwrap();
            order.swap(i - 1, j);
            order[i..].reverse();
        }
    }
}
