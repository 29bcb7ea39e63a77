//! Intervals of places in an order, and which of them hold a place: a balanced tree laid out in a sorted list.
//!
//! The middle of a part of the list is the root of that part, and knows the highest end in it; so a part whose intervals
//! all end before the place is left out as a whole.

use std::ops::Range;

use super::bytes::Numbers;

/// An interval with both ends in it, and what it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Interval {
    pub(super) low: u32,
    pub(super) high: u32,
    pub(super) of: u32,
}

/// Numbers of an interval in a list: its ends, the highest end in its part, what it belongs to.
pub(super) const WIDTH: usize = 4;

/// Writes intervals as a tree.
pub(super) fn write(mut intervals: Vec<Interval>, out: &mut Vec<u8>) {
    intervals.sort_unstable();
    intervals.dedup();
    let mut highest = vec![0; intervals.len()];
    raise(&intervals, &mut highest);
    for (interval, highest) in intervals.iter().zip(highest) {
        for number in [interval.low, interval.high, highest, interval.of] {
            out.extend(number.to_le_bytes());
        }
    }
}

fn raise(intervals: &[Interval], highest: &mut [u32]) -> u32 {
    if intervals.is_empty() {
        return 0;
    }
    let middle = intervals.len() / 2;
    let (before, rest) = highest.split_at_mut(middle);
    let (own, after) = rest.split_at_mut(1);
    let below = raise(&intervals[..middle], before).max(raise(&intervals[middle + 1..], after));
    own[0] = below.max(intervals[middle].high);
    own[0]
}

/// Calls with what each interval of a part of the list belongs to, where it holds the place.
pub(super) fn holding(
    list: Numbers<'_>,
    part: Range<usize>,
    place: u32,
    each: &mut dyn FnMut(u32),
) {
    // The depth is the logarithm of the length; bytes that were tampered with cannot make it more.
    if part.is_empty() {
        return;
    }
    let middle = part.start + part.len() / 2;
    let number = |at: usize| list.get(middle * WIDTH + at).unwrap_or(0);
    if number(2) < place {
        return;
    }
    holding(list, part.start..middle, place, each);
    if number(0) <= place {
        if place <= number(1) {
            each(number(3));
        }
        holding(list, middle + 1..part.end, place, each);
    }
}

/// Calls with what each interval of a part of the list belongs to.
pub(super) fn all(list: Numbers<'_>, part: Range<usize>, each: &mut dyn FnMut(u32)) {
    for at in part {
        if let Some(of) = list.get(at * WIDTH + 3) {
            each(of);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Interval, WIDTH, holding, write};
    use crate::index::bytes::Numbers;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_tree_finds_what_a_look_at_each_finds(
            ends in proptest::collection::vec((0u32..50, 0u32..50), 0..200),
            place in 0u32..60,
        ) {
            let intervals: Vec<_> = (0u32..)
                .zip(&ends)
                .map(|(of, (a, b))| Interval { low: *a.min(b), high: *a.max(b), of })
                .collect();
            let mut bytes = Vec::new();
            write(intervals.clone(), &mut bytes);
            let mut found = Vec::new();
            holding(Numbers(&bytes), 0..bytes.len() / 4 / WIDTH, place, &mut |of| found.push(of));
            found.sort_unstable();
            let expected = intervals.iter().filter(|i| i.low <= place && place <= i.high);
            let expected: Vec<u32> = expected.map(|i| i.of).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
