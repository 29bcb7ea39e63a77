//! Moments: an instant where the text gives one, and always the source's own words.

use jiff::{Timestamp, civil, tz::Offset};

/// The zone a source means when it writes none. A claim about the source, not about the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssumedZone {
    /// Universal time, as NVD and the CVE list say of theirs.
    Utc,
    /// Japan time (+09:00), as JVN says of its dates.
    Japan,
}

/// A point in time as a source stated it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Moment {
    /// The text, unchanged.
    pub original: String,
    /// Milliseconds since 1970-01-01T00:00Z; `None` where the text could not be read.
    pub instant: Option<i64>,
    /// Whether the zone was assumed because the text has none.
    pub zone_assumed: bool,
}

impl Moment {
    /// Reads RFC 3339 and its habits in the wild: no seconds, no zone, a space for `T`, a date alone,
    /// `YYYY/MM/DD`, `+0000`. What cannot be read keeps its text and has no instant.
    pub fn parse(text: &str, zone: AssumedZone) -> Self {
        let (instant, zone_assumed) = match read(text.trim(), zone) {
            Some((instant, assumed)) => (Some(instant), assumed),
            None => (None, false),
        };
        Self {
            original: text.to_owned(),
            instant,
            zone_assumed,
        }
    }

    /// A moment of our own, written in universal time.
    pub fn from_millis(instant: i64) -> Self {
        let original = Timestamp::from_millisecond(instant)
            .map(|t| t.to_string())
            .unwrap_or_default();
        Self {
            original,
            instant: Some(instant),
            zone_assumed: false,
        }
    }

    /// The day to show to a reader in that zone: the source's own day where it gives one, else the
    /// calendar day of the instant there; the original text where it could not be read.
    pub fn day(&self, zone: AssumedZone) -> String {
        match (self.own_day(), self.instant) {
            (Some(day), _) => day,
            (None, Some(instant)) => day_of(instant, zone),
            (None, None) => self.original.clone(),
        }
    }

    /// The day, `YYYY-MM-DD`, where the source means a whole day and no point in it: it writes a date
    /// alone, or midnight by its own clock. Such a day is the same to readers everywhere: what JVN calls
    /// 1 March does not become the last of February in the west.
    pub fn own_day(&self) -> Option<String> {
        self.instant?;
        let text = self.original.trim().replace('/', "-");
        let (day, clock) = match text.split_once(['T', ' ', 't']) {
            Some((day, clock)) => (day, clock.trim()),
            None => (text.as_str(), ""),
        };
        let (clock, _) = split_zone(clock)?;
        let is_whole = day.len() == 10 && read_clock(clock)? == civil::Time::midnight();
        is_whole.then(|| day.to_owned())
    }
}

/// The calendar day of an instant (milliseconds since 1970) as `YYYY-MM-DD`.
pub fn day_of(instant: i64, zone: AssumedZone) -> String {
    Timestamp::from_millisecond(instant).map_or_else(
        |_| String::new(),
        |t| offset(zone).to_datetime(t).date().to_string(),
    )
}

/// The zone in which to show an instant that a source stated and whose words are not at hand: Japan's
/// where it is midnight there to the millisecond, for then it is a day that JVN states
/// ([`Moment::own_day`]), else the reader's.
pub fn zone_of_claim(instant: i64, reader: AssumedZone) -> AssumedZone {
    const DAY: i64 = 86_400_000;
    const AHEAD: i64 = 9 * 3_600_000;
    match instant.saturating_add(AHEAD).rem_euclid(DAY) {
        0 => AssumedZone::Japan,
        _ => reader,
    }
}

/// An instant (milliseconds since 1970) in RFC 3339 with seconds, in the given zone.
pub fn rfc3339(instant: i64, zone: AssumedZone) -> String {
    let Ok(t) = Timestamp::from_millisecond(instant) else {
        return String::new();
    };
    let t = offset(zone).to_datetime(t);
    let tail = match zone {
        AssumedZone::Utc => "Z",
        AssumedZone::Japan => "+09:00",
    };
    format!("{}{tail}", t.strftime("%Y-%m-%dT%H:%M:%S"))
}

fn offset(zone: AssumedZone) -> Offset {
    match zone {
        AssumedZone::Utc => Offset::UTC,
        AssumedZone::Japan => Offset::constant(9),
    }
}

fn read(text: &str, zone: AssumedZone) -> Option<(i64, bool)> {
    if !text.is_ascii() || text.len() < 4 || text.len() > 64 {
        return None;
    }
    if let Ok(t) = text.parse::<Timestamp>() {
        return Some((t.as_millisecond(), false));
    }
    let text = text.replace('/', "-");
    let (day, clock) = match text.split_once(['T', ' ', 't']) {
        Some((day, clock)) => (day, clock.trim()),
        None => (text.as_str(), ""),
    };
    let mut parts = day.split('-').map(str::parse::<i16>);
    let year = parts.next()?.ok()?;
    let month = parts.next().map_or(Some(1), Result::ok)?;
    let date_day = parts.next().map_or(Some(1), Result::ok)?;
    if parts.next().is_some() || !(1970..=9998).contains(&year) {
        return None;
    }
    let date = civil::Date::new(
        year,
        i8::try_from(month).ok()?,
        i8::try_from(date_day).ok()?,
    )
    .ok()?;
    let (clock, shift) = split_zone(clock)?;
    let time = read_clock(clock)?;
    let assumed = shift.is_none();
    let shift = match shift {
        Some(minutes) => Offset::from_seconds(minutes * 60).ok()?,
        None => offset(zone),
    };
    Some((
        shift
            .to_timestamp(date.to_datetime(time))
            .ok()?
            .as_millisecond(),
        assumed,
    ))
}

/// Splits `11:12+09:00` into the clock and the shift in minutes.
fn split_zone(clock: &str) -> Option<(&str, Option<i32>)> {
    if let Some(clock) = clock.strip_suffix(['Z', 'z']) {
        return Some((clock, Some(0)));
    }
    let Some(at) = clock.find(['+', '-']) else {
        return Some((clock, None));
    };
    let (clock, zone) = clock.split_at(at);
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits: String = zone[1..].chars().filter(|c| *c != ':').collect();
    if digits.len() != 4 && digits.len() != 2 {
        return None;
    }
    let hours: i32 = digits[..2].parse().ok()?;
    let minutes: i32 = digits
        .get(2..)
        .filter(|m| !m.is_empty())
        .map_or(Ok(0), str::parse)
        .ok()?;
    (hours <= 18 && minutes < 60).then_some((clock, Some(sign * (hours * 60 + minutes))))
}

fn read_clock(clock: &str) -> Option<civil::Time> {
    if clock.is_empty() {
        return Some(civil::Time::midnight());
    }
    let mut parts = clock.splitn(3, ':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let (second, nano) = match parts.next() {
        None | Some("") => (0, 0),
        Some(seconds) => {
            let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
            let fraction = format!("{:0<9.9}", fraction);
            (whole.parse().ok()?, fraction.parse().ok()?)
        }
    };
    civil::Time::new(hour, minute, second, nano).ok()
}

#[cfg(test)]
mod tests {
    use super::{AssumedZone, Moment, day_of, rfc3339, zone_of_claim};

    #[track_caller]
    fn check(text: &str, zone: AssumedZone, expected: Option<&str>) {
        let found = Moment::parse(text, zone);
        assert_eq!(
            found
                .instant
                .map(|i| rfc3339(i, AssumedZone::Utc))
                .as_deref(),
            expected,
            "{text}"
        );
        assert_eq!(found.original, text);
    }

    #[test]
    fn every_habit_of_our_sources_is_read() {
        use AssumedZone::{Japan, Utc};
        check(
            "2022-01-19T12:05:15+09:00",
            Utc,
            Some("2022-01-19T03:05:15Z"),
        );
        check("2023-06-01T11:12+09:00", Utc, Some("2023-06-01T02:12:00Z"));
        check(
            "2026-08-22T14:00:00.6409264",
            Utc,
            Some("2026-08-22T14:00:00Z"),
        );
        check("2023-08-18T07:02Z", Utc, Some("2023-08-18T07:02:00Z"));
        check(
            "2021-08-30T00:00:00+0000",
            Utc,
            Some("2021-08-30T00:00:00Z"),
        );
        check("2025-07-03", Japan, Some("2025-07-02T15:00:00Z"));
        check("2023/11/02 12:00:18", Japan, Some("2023-11-02T03:00:18Z"));
        check("2021", Utc, Some("2021-01-01T00:00:00Z"));
    }

    #[test]
    fn what_is_no_date_keeps_its_text() {
        check("soon", AssumedZone::Utc, None);
        check("2021-13-01", AssumedZone::Utc, None);
        check("", AssumedZone::Utc, None);
        check("2021-01-01T25:00:00Z", AssumedZone::Utc, None);
    }

    #[test]
    fn a_zone_that_was_not_written_is_called_assumed() {
        assert!(Moment::parse("2026-08-22T14:00:00", AssumedZone::Utc).zone_assumed);
        assert!(!Moment::parse("2026-08-22T14:00:00Z", AssumedZone::Japan).zone_assumed);
    }

    #[test]
    fn a_day_of_a_source_is_that_day_to_every_reader() {
        use AssumedZone::{Japan, Utc};
        days(
            "2024-03-01T00:00:00+09:00",
            Japan,
            "2024-03-01",
            "2024-03-01",
        );
        days("2024-03-01", Japan, "2024-03-01", "2024-03-01");
        days("2024/03/01", Japan, "2024-03-01", "2024-03-01");
        days("2024-03-01T00:00:00.000", Utc, "2024-03-01", "2024-03-01");
        days("2024-03-01T00:00-08:00", Utc, "2024-03-01", "2024-03-01");
        days("2024-03-01T00:00:00+01:00", Utc, "2024-03-01", "2024-03-01");
        // A point in a day is shown by the reader's clock.
        days(
            "2024-03-01T08:00:00+09:00",
            Japan,
            "2024-03-01",
            "2024-02-29",
        );
        days("2024-02-29T15:15:00.000", Utc, "2024-03-01", "2024-02-29");
        days("soon", Utc, "soon", "soon");
    }

    #[track_caller]
    fn days(text: &str, zone: AssumedZone, in_japan: &str, elsewhere: &str) {
        let moment = Moment::parse(text, zone);
        let found = [AssumedZone::Japan, AssumedZone::Utc].map(|reader| moment.day(reader));
        assert_eq!(found, [in_japan, elsewhere], "{text}");
    }

    #[test]
    fn midnight_in_japan_is_a_day_even_where_only_the_instant_is_left() {
        let instant = |text| Moment::parse(text, AssumedZone::Utc).instant.unwrap();
        let shown = |at| day_of(at, zone_of_claim(at, AssumedZone::Utc));
        assert_eq!(shown(instant("2024-02-29T15:00:00Z")), "2024-03-01");
        assert_eq!(shown(instant("2024-02-29T15:00:01Z")), "2024-02-29");
        assert_eq!(shown(instant("2024-03-01T00:00:00Z")), "2024-03-01");
    }
}
