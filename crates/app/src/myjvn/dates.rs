//! Days as MyJVN counts them: in Japan, as ranges back from today or between given dates.

use jiff::{Timestamp, civil::Date, tz::Offset};

use super::{
    asked::Asked,
    fault::{Fault, FaultKind},
};

/// Japan is nine hours ahead and has no summer time.
const AHEAD: i64 = 9 * 60 * 60 * 1000;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// A day in Japan, counted from 1970-01-01.
pub(super) type Day = i32;

/// The day in Japan of an instant (milliseconds since 1970).
pub(super) fn day_of(instant: i64) -> Day {
    instant.saturating_add(AHEAD).div_euclid(DAY) as Day
}

/// The date of a day.
pub(super) fn date_of(day: Day) -> Date {
    let epoch = Date::constant(1970, 1, 1);
    let days = jiff::Span::new().try_days(day);
    days.and_then(|days| epoch.checked_add(days))
        .unwrap_or(epoch)
}

/// The day of a date.
pub(super) fn day_at(date: Date) -> Day {
    let epoch = Date::constant(1970, 1, 1);
    let span = epoch.until(date);
    span.map_or(0, |span| span.get_days())
}

/// An instant as JVN writes it: Japan time, to the second.
pub(super) fn written(instant: i64) -> String {
    let instant = Timestamp::from_millisecond(instant).unwrap_or(Timestamp::UNIX_EPOCH);
    let local = Offset::constant(9).to_datetime(instant);
    format!("{}+09:00", local.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// The days that a request lets through, both ends among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) from: Day,
    pub(super) to: Day,
}

impl Days {
    /// Whether a day is among them. What has no day never is.
    pub(super) fn hold(&self, day: Option<Day>) -> bool {
        day.is_some_and(|day| (self.from..=self.to).contains(&day))
    }
}

/// A family of date parameters.
pub(super) struct Family {
    pub(super) range: &'static str,
    pub(super) start: [&'static str; 3],
    pub(super) end: [&'static str; 3],
}

pub(super) const PUBLIC: Family = Family {
    range: "rangeDatePublic",
    start: ["datePublicStartY", "datePublicStartM", "datePublicStartD"],
    end: ["datePublicEndY", "datePublicEndM", "datePublicEndD"],
};
pub(super) const PUBLISHED: Family = Family {
    range: "rangeDatePublished",
    start: [
        "datePublishedStartY",
        "datePublishedStartM",
        "datePublishedStartD",
    ],
    end: [
        "datePublishedEndY",
        "datePublishedEndM",
        "datePublishedEndD",
    ],
};
pub(super) const FIRST_PUBLISHED: Family = Family {
    range: "rangeDateFirstPublished",
    start: [
        "dateFirstPublishedStartY",
        "dateFirstPublishedStartM",
        "dateFirstPublishedStartD",
    ],
    end: [
        "dateFirstPublishedEndY",
        "dateFirstPublishedEndM",
        "dateFirstPublishedEndD",
    ],
};

/// A range back from today.
#[derive(Debug, Clone, Copy)]
enum Range {
    All,
    Week,
    Month,
}

impl Family {
    /// The days that a request lets through in this family; none where it lets everything through, also what has no
    /// date. Dates replace the range; without either it is the past week.
    pub(super) fn days(&self, asked: &Asked, today: Day) -> Result<Option<Days>, Fault> {
        let words = [("n", Range::All), ("w", Range::Week), ("m", Range::Month)];
        let range = asked.word(self.range, &words)?.unwrap_or(Range::Week);
        if let Some(days) = self.dates(asked)? {
            return Ok(Some(days));
        }
        Ok(match range {
            Range::All => None,
            Range::Week => Some(Days {
                from: today - 6,
                to: today,
            }),
            Range::Month => {
                let month = jiff::Span::new().months(1);
                let before = date_of(today).checked_sub(month).map_or(today, day_at);
                Some(Days {
                    from: before + 1,
                    to: today,
                })
            }
        })
    }

    /// The days between the dates of a request, where it has any.
    pub(super) fn dates(&self, asked: &Asked) -> Result<Option<Days>, Fault> {
        let from = day(asked, self.start, false)?;
        let to = day(asked, self.end, true)?;
        let days = Days {
            from: from.unwrap_or(Day::MIN),
            to: to.unwrap_or(Day::MAX),
        };
        if days.from > days.to {
            return Err(asked.fault(FaultKind::Value, self.end[0]));
        }
        Ok((from.is_some() || to.is_some()).then_some(days))
    }
}

/// The day that year, month and day name. What is missing at the end means the beginning of the period, or its end; a
/// day that the month does not have means its last.
fn day(asked: &Asked, [y, m, d]: [&str; 3], is_end: bool) -> Result<Option<Day>, Fault> {
    let year = asked.number(y, 1..10_000)?;
    let month = asked.number(m, 1..13)?;
    let day = asked.number(d, 1..32)?;
    let Some(year) = year else {
        let odd = [(m, month), (d, day)]
            .into_iter()
            .find(|(_, n)| n.is_some());
        return odd.map_or(Ok(None), |(name, _)| {
            Err(asked.fault(FaultKind::Value, name))
        });
    };
    if asked.get(y).is_none_or(|text| text.len() != 4) {
        return Err(asked.fault(FaultKind::Value, y));
    }
    if month.is_none() && day.is_some() {
        return Err(asked.fault(FaultKind::Value, d));
    }
    let month = month.unwrap_or(if is_end { 12 } else { 1 });
    let day = day.unwrap_or(if is_end { 31 } else { 1 });
    let first = Date::new(year as i16, month as i8, 1);
    let first = first.map_err(|_| asked.fault(FaultKind::Value, y))?;
    let date = Date::new(year as i16, month as i8, day as i8);
    Ok(Some(day_at(date.unwrap_or(first.last_of_month()))))
}

#[cfg(test)]
mod tests {
    use super::{Asked, Days, PUBLIC, date_of, day_at, day_of, written};

    /// 2026-03-01T00:30 in Japan, which is the last of February elsewhere.
    const NOW: i64 = 1_772_292_600_000;

    #[track_caller]
    fn check(parameters: &str, expected: Option<(&str, &str)>) {
        let pairs = parameters.split('&').filter_map(|p| p.split_once('='));
        let asked = Asked::new(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect());
        let expected = expected.map(|(from, to)| Days {
            from: day_at(from.parse().unwrap()),
            to: day_at(to.parse().unwrap()),
        });
        assert_eq!(
            PUBLIC.days(&asked, day_of(NOW)).ok(),
            Some(expected),
            "{parameters}"
        );
    }

    #[test]
    fn the_past_week_is_seven_days_of_japan_with_today() {
        assert_eq!(written(NOW), "2026-03-01T00:30:00+09:00");
        check("", Some(("2026-02-23", "2026-03-01")));
        check("rangeDatePublic=w", Some(("2026-02-23", "2026-03-01")));
        check("rangeDatePublic=m", Some(("2026-02-02", "2026-03-01")));
        check("rangeDatePublic=n", None);
    }

    #[test]
    fn dates_replace_the_range_and_may_leave_out_their_end() {
        check(
            "datePublicStartY=2020&datePublicEndY=2021",
            Some(("2020-01-01", "2021-12-31")),
        );
        check(
            "rangeDatePublic=w&datePublicStartY=2024&datePublicStartM=02&datePublicEndY=2024&datePublicEndM=2",
            Some(("2024-02-01", "2024-02-29")),
        );
        check(
            "datePublicStartY=2024&datePublicStartM=2&datePublicStartD=31&datePublicEndY=2024&datePublicEndM=3&datePublicEndD=1",
            Some(("2024-02-29", "2024-03-01")),
        );
    }

    #[test]
    fn what_is_no_date_is_a_fault() {
        for parameters in [
            "datePublicStartM=2",
            "datePublicStartY=24",
            "datePublicStartY=2024&datePublicStartD=3",
            "datePublicStartY=2024&datePublicStartM=13",
            "datePublicStartY=2024&datePublicEndY=2023",
            "datePublicStartY=+2024",
            "rangeDatePublic=x",
        ] {
            let pairs = parameters.split('&').filter_map(|p| p.split_once('='));
            let asked = Asked::new(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect());
            assert!(PUBLIC.days(&asked, day_of(NOW)).is_err(), "{parameters}");
        }
    }

    #[test]
    fn days_come_back_as_the_dates_they_were() {
        for day in [-1, 0, 20_512, 365] {
            assert_eq!(day_at(date_of(day)), day);
        }
    }
}
