//! What a question means in one speaker's documents, and pages over two speakers.

use std::sync::Arc;

use super::{entry::CveEntry, given::Part, shelf::Sorted};

/// The entries that a question means, in order.
#[derive(Debug, Default)]
pub(super) struct Meant {
    sorted: Arc<Sorted>,
    /// Their places; `None` where all are meant.
    places: Option<Arc<Vec<u32>>>,
}

impl Meant {
    /// All entries.
    pub(super) fn all(sorted: Arc<Sorted>) -> Self {
        let places = None;
        Self { sorted, places }
    }

    /// The entries at these places.
    pub(super) fn at(sorted: Arc<Sorted>, places: Arc<Vec<u32>>) -> Self {
        let places = Some(places);
        Self { sorted, places }
    }

    /// The entries among which they are.
    pub(super) fn sorted(&self) -> &Sorted {
        &self.sorted
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match &self.places {
            Some(places) => places.len(),
            None => self.sorted.all.len(),
        }
    }

    fn get(&self, index: usize) -> Option<&CveEntry> {
        match &self.places {
            Some(places) => places.get(index).map(|place| &**self.sorted.at(*place)),
            None => self.sorted.all.get(index).map(|entry| &**entry),
        }
    }
}

/// A part of two lists laid into one order.
pub(super) fn page<'m>(
    one: &'m Meant,
    other: &'m Meant,
    part: Part,
) -> impl Iterator<Item = &'m CveEntry> {
    let start = part.start.min(one.len() + other.len());
    let mut of_one = before(one, other, start);
    let mut of_other = start - of_one;
    let next = move || {
        let (a, b) = (one.get(of_one), other.get(of_other));
        match (a, b) {
            (Some(a), Some(b)) if b.order() < a.order() => {
                of_other += 1;
                Some(b)
            }
            (Some(a), _) => {
                of_one += 1;
                Some(a)
            }
            (None, b) => {
                of_other += 1;
                b
            }
        }
    };
    std::iter::from_fn(next).take(part.size)
}

/// How many of the first `count` of both are from the one. A page far behind costs no more than the first.
fn before(one: &Meant, other: &Meant, count: usize) -> usize {
    let mut low = count.saturating_sub(other.len());
    let mut high = count.min(one.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let (a, b) = (one.get(middle), other.get(count - middle - 1));
        // Where the one's next comes before the other's last, the one has more.
        let has_more = a.zip(b).is_some_and(|(a, b)| a.order() <= b.order());
        match has_more {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    low
}
