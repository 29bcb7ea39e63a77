//! Sets of values on a line, made of intervals.

use std::{cmp::Ordering, ops::Bound};

/// A place between values: just before one, or just after it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cut<T> {
    Before(T),
    After(T),
}

impl<T> Cut<T> {
    fn place(&self) -> (&T, bool) {
        match self {
            Self::Before(value) => (value, false),
            Self::After(value) => (value, true),
        }
    }
}

impl<T: Ord> Cut<T> {
    fn order(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

/// A set of values, always in its simplest form: intervals in order that neither meet nor overlap.
///
/// Two sets are equal exactly when they hold the same values of a dense line: that no version may exist between
/// two neighbours is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set<T> {
    /// Whether the values before the first cut belong.
    from_start: bool,
    /// Where belonging changes, in order.
    cuts: Vec<Cut<T>>,
}

impl<T: Ord + Clone> Set<T> {
    /// Every value.
    pub fn all() -> Self {
        Self {
            from_start: true,
            cuts: Vec::new(),
        }
    }

    /// No value.
    pub fn none() -> Self {
        Self {
            from_start: false,
            cuts: Vec::new(),
        }
    }

    /// One value.
    pub fn one(value: T) -> Self {
        Self {
            from_start: false,
            cuts: vec![Cut::Before(value.clone()), Cut::After(value)],
        }
    }

    /// One interval; empty where the lower bound is not below the upper one.
    pub fn between(lower: Bound<T>, upper: Bound<T>) -> Self {
        let from = match lower {
            Bound::Unbounded => Self::all(),
            Bound::Included(value) => Self::starting(Cut::Before(value)),
            Bound::Excluded(value) => Self::starting(Cut::After(value)),
        };
        let beyond = match upper {
            Bound::Unbounded => return from,
            Bound::Included(value) => Self::starting(Cut::After(value)),
            Bound::Excluded(value) => Self::starting(Cut::Before(value)),
        };
        from.difference(&beyond)
    }

    fn starting(cut: Cut<T>) -> Self {
        Self {
            from_start: false,
            cuts: vec![cut],
        }
    }

    /// Everything below a value.
    pub fn below(value: T) -> Self {
        Self::between(Bound::Unbounded, Bound::Excluded(value))
    }

    /// A value and everything below it.
    pub fn up_to(value: T) -> Self {
        Self::between(Bound::Unbounded, Bound::Included(value))
    }

    /// A value and everything above it.
    pub fn from(value: T) -> Self {
        Self::between(Bound::Included(value), Bound::Unbounded)
    }

    /// Everything above a value.
    pub fn above(value: T) -> Self {
        Self::between(Bound::Excluded(value), Bound::Unbounded)
    }

    /// True where the value belongs.
    pub fn contains(&self, value: &T) -> bool {
        let passed = self.cuts.partition_point(|cut| match cut.place() {
            (at, false) => at <= value,
            (at, true) => at < value,
        });
        self.from_start ^ (passed % 2 == 1)
    }

    /// True where nothing belongs.
    pub fn is_empty(&self) -> bool {
        !self.from_start && self.cuts.is_empty()
    }

    /// True where everything belongs.
    pub fn is_all(&self) -> bool {
        self.from_start && self.cuts.is_empty()
    }

    /// What does not belong.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self {
            from_start: !self.from_start,
            cuts: self.cuts.clone(),
        }
    }

    /// What belongs to either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.combined(other, |a, b| a || b)
    }

    /// What belongs to both.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.combined(other, |a, b| a && b)
    }

    /// What belongs to this one and not to the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.combined(other, |a, b| a && !b)
    }

    /// True where everything of this one belongs to the other.
    pub fn is_within(&self, other: &Self) -> bool {
        self.difference(other).is_empty()
    }

    /// The intervals in order, with their bounds.
    pub fn intervals(&self) -> impl Iterator<Item = (Bound<&T>, Bound<&T>)> {
        let mut cuts = self.cuts.iter();
        let mut open = self.from_start.then_some(Bound::Unbounded);
        std::iter::from_fn(move || {
            let lower = match open.take() {
                Some(bound) => bound,
                None => match cuts.next()?.place() {
                    (value, false) => Bound::Included(value),
                    (value, true) => Bound::Excluded(value),
                },
            };
            let upper = match cuts.next().map(Cut::place) {
                None => Bound::Unbounded,
                Some((value, false)) => Bound::Excluded(value),
                Some((value, true)) => Bound::Included(value),
            };
            Some((lower, upper))
        })
    }

    /// The same set over other values; the map must keep their order.
    pub fn map<U>(&self, mut keep_order: impl FnMut(&T) -> U) -> Set<U> {
        Set {
            from_start: self.from_start,
            cuts: self
                .cuts
                .iter()
                .map(|cut| match cut {
                    Cut::Before(value) => Cut::Before(keep_order(value)),
                    Cut::After(value) => Cut::After(keep_order(value)),
                })
                .collect(),
        }
    }

    fn combined(&self, other: &Self, belongs: impl Fn(bool, bool) -> bool) -> Self {
        let (mut in_a, mut in_b) = (self.from_start, other.from_start);
        let mut result = Self {
            from_start: belongs(in_a, in_b),
            cuts: Vec::new(),
        };
        let mut inside = result.from_start;
        let (mut a, mut b) = (self.cuts.iter().peekable(), other.cuts.iter().peekable());
        loop {
            let order = match (a.peek(), b.peek()) {
                (None, None) => return result,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(a), Some(b)) => a.order(b),
            };
            let mut cut = None;
            if order != Ordering::Greater {
                in_a = !in_a;
                cut = a.next();
            }
            if order != Ordering::Less {
                in_b = !in_b;
                let of_b = b.next();
                cut = cut.or(of_b);
            }
            if belongs(in_a, in_b) != inside {
                inside = !inside;
                result.cuts.extend(cut.cloned());
            }
        }
    }
}
