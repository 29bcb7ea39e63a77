//! Places in the order of a version scheme: the limits of all ranges sorted, so that comparing is comparing numbers.
//!
//! The limit at rank `r` has the place `2r + 1`; a version between two limits has the even place between theirs. So
//! "from here on" and "after here" are two different places, and any version has exactly one.

use super::bytes::Texts;

/// Before every version.
pub(super) const FIRST: u32 = 0;
/// After every version.
pub(super) const LAST: u32 = u32::MAX;

/// The place of a version, by its key, among sorted limits.
pub(super) fn place(limits: Texts<'_>, key: &[u8]) -> u32 {
    let rank = |at: usize| u32::try_from(at).unwrap_or(u32::MAX / 2 - 1);
    match limits.find(key) {
        Ok(at) => 2 * rank(at) + 1,
        Err(at) => 2 * rank(at),
    }
}

/// A limit as it will stand among the others, before its rank is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    /// The number of the limit's key.
    pub(super) key: u32,
    pub(super) included: bool,
}

impl End {
    /// The first place in the range that begins here.
    pub(super) fn low(self, ranks: &[u32]) -> u32 {
        2 * ranks[self.key as usize] + if self.included { 1 } else { 2 }
    }

    /// The last place in the range that ends here.
    pub(super) fn high(self, ranks: &[u32]) -> u32 {
        2 * ranks[self.key as usize] + if self.included { 1 } else { 0 }
    }
}

/// What intervals leave out, between the first place and the last.
pub(super) fn gaps(mut intervals: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    intervals.sort_unstable();
    let mut gaps = Vec::new();
    let mut next = FIRST;
    for (low, high) in intervals {
        if low > high {
            continue;
        }
        if low > next {
            gaps.push((next, low - 1));
        }
        if high == LAST {
            return gaps;
        }
        next = next.max(high + 1);
    }
    gaps.push((next, LAST));
    gaps
}

#[cfg(test)]
mod tests {
    use super::{LAST, gaps};

    #[test]
    fn gaps_are_what_no_interval_holds() {
        let check = |intervals: &[(u32, u32)], expected: &[(u32, u32)]| {
            assert_eq!(gaps(intervals.to_vec()), expected, "{intervals:?}");
        };
        check(&[], &[(0, LAST)]);
        check(&[(0, LAST)], &[]);
        check(&[(5, 9), (0, 2)], &[(3, 4), (10, LAST)]);
        check(&[(1, 9), (2, 3), (10, LAST)], &[(0, 0)]);
        // An interval that ends before it begins holds nothing.
        check(&[(9, 5)], &[(0, LAST)]);
    }
}
