//! What events come to: spans of versions, and whether a version lies in them.

use std::{cmp::Ordering, fmt};

use crate::Event;

/// A span of affected versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span<'a> {
    /// The first affected version; `None` from the beginning.
    pub from: Option<&'a str>,
    /// Where it ends; `None` where it does not.
    pub to: Option<End<'a>>,
}

/// Where a span ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End<'a> {
    /// The first version that is fixed.
    Fixed(&'a str),
    /// The last that was known to be affected. It is a ceiling of the day of writing.
    LastAffected(&'a str),
    /// The range ends before this.
    Limit(&'a str),
}

impl fmt::Display for Span<'_> {
    /// `>= 1.0, < 2.0`; `*` where neither end says anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(from) = self.from {
            write!(f, ">= {from}")?;
            if self.to.is_some() {
                f.write_str(", ")?;
            }
        }
        match self.to {
            Some(End::Fixed(version) | End::Limit(version)) => write!(f, "< {version}"),
            Some(End::LastAffected(version)) => write!(f, "<= {version}"),
            None if self.from.is_none() => f.write_str("*"),
            None => Ok(()),
        }
    }
}

/// Reads events in the order they stand in as spans.
///
/// The schema recommends a sorted list and does not ask for one, and to sort it needs the ecosystem's
/// order. So this answers only where each end follows its own beginning. `None` otherwise: several
/// ends for one beginning (a fix on each branch), an end before any beginning, an event with no or
/// with several members.
pub fn spans(events: &[Event]) -> Option<Vec<Span<'_>>> {
    let mut spans: Vec<Span<'_>> = Vec::new();
    let mut open = false;
    for event in events {
        match point(event)? {
            Point::Introduced(version) => {
                if open {
                    return None;
                }
                spans.push(Span {
                    from: (version != "0").then_some(version),
                    to: None,
                });
                open = true;
            }
            Point::Ends(End::Limit("*")) => {}
            Point::Ends(end) => {
                if !open {
                    return None;
                }
                spans.last_mut()?.to = Some(end);
                open = false;
            }
        }
    }
    (!spans.is_empty()).then_some(spans)
}

/// The schema's `IncludedInRanges` for one range; `None` where the order does not say.
pub(crate) fn holds(
    events: &[Event],
    version: &str,
    order: impl Fn(&str, &str) -> Option<Ordering>,
) -> Option<bool> {
    // `0` sorts before every version, whatever the ecosystem would make of it.
    let compare = |a: &str, b: &str| match (a, b) {
        ("0", "0") => Some(Ordering::Equal),
        ("0", _) => Some(Ordering::Less),
        (_, "0") => Some(Ordering::Greater),
        _ => order(a, b),
    };
    let (mut limited, mut inside) = (false, false);
    // The schema sorts the events and lets each in turn change the answer. The last that does is the
    // one with the greatest version, and of equal ones the last in the document; so no sort is needed.
    let mut last: Option<Point<'_>> = None;
    for event in events {
        let point = point(event)?;
        let applies = match point {
            Point::Ends(End::Limit(limit)) => {
                limited = true;
                inside = inside || limit == "*" || compare(version, limit)?.is_lt();
                false
            }
            Point::Ends(End::LastAffected(v)) => compare(version, v)?.is_gt(),
            Point::Introduced(v) | Point::Ends(End::Fixed(v)) => compare(version, v)?.is_ge(),
        };
        let is_later = |known: Point<'_>| Some(compare(point.version(), known.version())?.is_ge());
        if applies && last.map_or(Some(true), is_later)? {
            last = Some(point);
        }
    }
    Some((inside || !limited) && matches!(last, Some(Point::Introduced(_))))
}

/// One event, known to have one member.
#[derive(Clone, Copy)]
enum Point<'a> {
    Introduced(&'a str),
    Ends(End<'a>),
}

impl<'a> Point<'a> {
    fn version(self) -> &'a str {
        match self {
            Self::Introduced(v)
            | Self::Ends(End::Fixed(v) | End::LastAffected(v) | End::Limit(v)) => v,
        }
    }
}

fn point(event: &Event) -> Option<Point<'_>> {
    let fixed = event.fixed.as_deref();
    let last = event.last_affected.as_deref();
    match (&event.introduced, fixed, last, &event.limit) {
        (Some(v), None, None, None) => Some(Point::Introduced(v)),
        (None, Some(v), None, None) => Some(Point::Ends(End::Fixed(v))),
        (None, None, Some(v), None) => Some(Point::Ends(End::LastAffected(v))),
        (None, None, None, Some(v)) => Some(Point::Ends(End::Limit(v))),
        _ => None,
    }
}
