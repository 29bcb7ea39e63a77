//! Parameters as they were given, and the reasons for which they are refused.

use std::collections::HashMap;

use noroshi_model::{AssumedZone, Moment};

/// A parameter as it stands in the address: its name, and what follows the `=`, where there is one.
pub type Parameter = (String, Option<String>);

/// Why a request is refused: what the header `message` says, in ASCII.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(String);

impl Refused {
    /// A reason in words of ours.
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }

    /// A value that the parameter cannot have.
    pub(super) fn value(name: &str, value: &str, wants: &str) -> Self {
        Self(format!(
            "Invalid {name} parameter: {} is not {wants}.",
            shown(value)
        ))
    }
}

/// What a parameter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It carries a value.
    Value,
    /// It is there or not.
    Flag,
}

/// A service's parameters.
pub(super) type Table = &'static [(&'static str, Kind)];

/// The parameters that all services with pages have.
pub(super) const PAGING: Table = &[("resultsPerPage", Kind::Value), ("startIndex", Kind::Value)];

/// The parameters in these tables, and whether each is there or not rather than having a value.
pub(super) fn listed(tables: &[Table]) -> Vec<(&'static str, bool)> {
    let all = tables.iter().copied().flatten();
    all.map(|(name, kind)| (*name, *kind == Kind::Flag))
        .collect()
}

/// The longest period between two dates: 120 days.
const LONGEST: i64 = 120 * 24 * 60 * 60 * 1000;

/// Our own option: periods may be longer than 120 days.
pub(super) const NO_WINDOW: &str = "noWindow";

/// The longest value that is looked at. The longest that makes sense is a list of 100 CVE numbers.
const LONGEST_VALUE: usize = 8 * 1024;

/// The parameters of one request, each once.
#[derive(Debug)]
pub(super) struct Given<'a>(HashMap<&'static str, &'a str>);

impl<'a> Given<'a> {
    /// Takes the parameters that a service knows.
    ///
    /// # Errors
    ///
    /// An unknown one, one given twice, one without the value it needs or with one it cannot have.
    pub(super) fn of(tables: &[Table], parameters: &'a [Parameter]) -> Result<Self, Refused> {
        let mut given = HashMap::new();
        for (name, value) in parameters {
            let known = tables.iter().copied().flatten();
            let mut known = known.filter(|(known, _)| name.eq_ignore_ascii_case(known));
            let Some((known, kind)) = known.next() else {
                return Err(Refused(format!("Invalid parameter: {}.", shown(name))));
            };
            let value = value.as_deref().unwrap_or_default();
            if value.len() > LONGEST_VALUE {
                return Err(Refused(format!(
                    "Invalid {known} parameter: it is longer than {LONGEST_VALUE} bytes."
                )));
            }
            match kind {
                Kind::Value if value.trim().is_empty() => {
                    return Err(Refused(format!(
                        "Invalid {known} parameter: it needs a value."
                    )));
                }
                // Some clients write `=true`; `=false` would mean the contrary of what the name says.
                Kind::Flag if !value.is_empty() && !value.eq_ignore_ascii_case("true") => {
                    return Err(Refused(format!(
                        "Invalid {known} parameter: it carries no value."
                    )));
                }
                _ => {}
            }
            if given.insert(*known, value.trim()).is_some() {
                return Err(Refused(format!(
                    "Invalid {known} parameter: it is given more than once."
                )));
            }
        }
        Ok(Self(given))
    }

    /// A parameter's value.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).copied()
    }

    /// Whether a parameter is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A value that one of ours understands.
    pub(super) fn read<T>(
        &self,
        name: &str,
        wants: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Refused> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let read = read(value).ok_or_else(|| Refused::value(name, value, wants))?;
        Ok(Some(read))
    }

    /// Which part of the results is asked for.
    pub(super) fn part(&self, most: usize) -> Result<Part, Refused> {
        let wants = format!("a number from 1 to {most}");
        let size = self.read("resultsPerPage", &wants, |v| {
            number(v).filter(|n| (1..=most).contains(n))
        })?;
        let start = self.read("startIndex", "a number", number)?;
        Ok(Part {
            start: start.unwrap_or_default(),
            size: size.unwrap_or(most),
        })
    }

    /// A period from one instant to another, both included.
    pub(super) fn period(&self, start: &str, end: &str) -> Result<Option<Period>, Refused> {
        let wants = "a date and time in extended ISO-8601 form";
        let from = self.read(start, wants, instant)?;
        let to = self.read(end, wants, instant)?;
        let (from, to) = match (from, to) {
            (None, None) => return Ok(None),
            (Some(from), Some(to)) => (from, to),
            _ => {
                return Err(Refused(format!(
                    "Invalid date range: both {start} and {end} are required."
                )));
            }
        };
        if to < from {
            return Err(Refused(format!(
                "Invalid date range: {end} lies before {start}."
            )));
        }
        if to - from > LONGEST && !self.has(NO_WINDOW) {
            return Err(Refused(format!(
                "Invalid date range: {start} and {end} are more than 120 consecutive days apart."
            )));
        }
        Ok(Some(Period { from, to }))
    }

    /// That of several parameters no more than one is there.
    pub(super) fn exclude(&self, names: &[&str]) -> Result<(), Refused> {
        let mut given = names.iter().filter(|name| self.has(name));
        match (given.next(), given.next()) {
            (Some(one), Some(other)) => Err(Refused(format!(
                "Invalid parameters: {one} and {other} exclude each other."
            ))),
            _ => Ok(()),
        }
    }

    /// That a parameter does not come without another.
    pub(super) fn require(&self, name: &str, other: &str) -> Result<(), Refused> {
        if self.has(name) && !self.has(other) {
            return Err(Refused(format!(
                "Invalid {name} parameter: it requires {other}."
            )));
        }
        Ok(())
    }
}

/// Which part of the results is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The index of the first, from 0.
    pub start: usize,
    /// How many at most.
    pub size: usize,
}

impl Part {
    /// The part of a list; empty behind its end.
    pub(super) fn of<T>(self, list: &[T]) -> &[T] {
        let start = self.start.min(list.len());
        let end = self.start.saturating_add(self.size).min(list.len());
        &list[start..end]
    }
}

/// A period (milliseconds since 1970), both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Period {
    pub(super) from: i64,
    pub(super) to: i64,
}

impl Period {
    pub(super) fn holds(self, instant: i64) -> bool {
        (self.from..=self.to).contains(&instant)
    }
}

fn number(text: &str) -> Option<usize> {
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // More than fits is behind every end.
    is_number.then(|| text.parse().unwrap_or(usize::MAX))
}

/// `2021-08-04T13:00`, with seconds, a fraction and an offset where they are given; without an offset it is universal time.
/// A space in the place of the offset's sign was a plus that the client did not encode.
fn instant(text: &str) -> Option<i64> {
    if !text.is_ascii() || text.len() > 40 || text.as_bytes().get(10) != Some(&b'T') {
        return None;
    }
    let (day, clock) = text.split_at(11);
    let clock = clock.replace(' ', "+");
    Moment::parse(&format!("{day}{clock}"), AssumedZone::Utc).instant
}

/// A value as a header may carry it: its beginning, in visible ASCII.
pub(super) fn shown(value: &str) -> String {
    let visible = |c: char| {
        if c.is_ascii_graphic() || c == ' ' {
            c
        } else {
            '?'
        }
    };
    let mut shown: String = value.chars().take(60).map(visible).collect();
    if value.chars().nth(60).is_some() {
        shown.push_str("...");
    }
    format!("\"{shown}\"")
}

#[cfg(test)]
mod tests {
    use super::{Given, Kind, PAGING, Parameter, Part, instant, shown};

    const TABLE: super::Table = &[
        ("cveId", Kind::Value),
        ("hasKev", Kind::Flag),
        ("fromDate", Kind::Value),
        ("toDate", Kind::Value),
        ("noWindow", Kind::Flag),
    ];

    fn parameters(line: &str) -> Vec<Parameter> {
        let parts = line.split('&').filter(|part| !part.is_empty());
        parts
            .map(|part| match part.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (part.to_owned(), None),
            })
            .collect()
    }

    #[track_caller]
    fn check(line: &str, expected: Result<(), &str>) {
        let parameters = parameters(line);
        let given = Given::of(&[TABLE, PAGING], &parameters).and_then(|given| {
            given.part(2000)?;
            given.period("fromDate", "toDate")?;
            Ok(())
        });
        assert_eq!(
            given.map_err(|refused| refused.to_string()),
            expected.map_err(str::to_owned)
        );
    }

    #[test]
    fn flags_carry_no_value_and_values_are_needed() {
        check("hasKev&cveId=CVE-2099-0001", Ok(()));
        check("hasKev=", Ok(()));
        check("hasKev=True", Ok(()));
        check("haskev", Ok(()));
        check(
            "hasKev=false",
            Err("Invalid hasKev parameter: it carries no value."),
        );
        check("cveId", Err("Invalid cveId parameter: it needs a value."));
        check("cveId=%20", Ok(()));
        check("cveId= ", Err("Invalid cveId parameter: it needs a value."));
    }

    #[test]
    fn unknown_and_repeated_parameters_are_refused() {
        check("nonsense=1", Err("Invalid parameter: \"nonsense\"."));
        check(
            "cveId=a&CVEID=b",
            Err("Invalid cveId parameter: it is given more than once."),
        );
        let many = "hasKev&".repeat(20_000);
        check(
            &many,
            Err("Invalid hasKev parameter: it is given more than once."),
        );
        let long = format!("cveId={}", "x".repeat(1 << 20));
        check(
            &long,
            Err("Invalid cveId parameter: it is longer than 8192 bytes."),
        );
    }

    #[test]
    fn pages_are_numbers_within_the_maximum() {
        check("resultsPerPage=2000&startIndex=0", Ok(()));
        check("startIndex=99999999999999999999999", Ok(()));
        let wants = |v: &str| {
            format!("Invalid resultsPerPage parameter: \"{v}\" is not a number from 1 to 2000.")
        };
        for odd in ["0", "2001", "-1", "1.5", "+5", "1e3", "٣"] {
            let shown = if odd == "٣" { "?" } else { odd };
            check(&format!("resultsPerPage={odd}"), Err(&wants(shown)));
        }
        assert_eq!(
            Part {
                start: usize::MAX,
                size: 5
            }
            .of(&[1, 2]),
            &[] as &[i32]
        );
        assert_eq!(Part { start: 1, size: 5 }.of(&[1, 2]), &[2]);
    }

    #[test]
    fn a_period_has_two_ends_in_order_and_at_most_120_days_unless_asked_otherwise() {
        check(
            "fromDate=2021-01-01T00:00:00.000&toDate=2021-05-01T00:00:00.000",
            Ok(()),
        );
        check(
            "fromDate=2021-01-01T00:00:00.000&toDate=2021-05-01T00:00:00.001",
            Err(
                "Invalid date range: fromDate and toDate are more than 120 consecutive days apart.",
            ),
        );
        check(
            "fromDate=2001-01-01T00:00:00Z&toDate=2021-05-01T00:00:00Z&noWindow",
            Ok(()),
        );
        check(
            "fromDate=2021-01-01T00:00:00",
            Err("Invalid date range: both fromDate and toDate are required."),
        );
        check(
            "fromDate=2021-01-02T00:00:00&toDate=2021-01-01T00:00:00",
            Err("Invalid date range: toDate lies before fromDate."),
        );
        check(
            "fromDate=2021-01-02&toDate=2021-01-03",
            Err(
                "Invalid fromDate parameter: \"2021-01-02\" is not a date and time in extended ISO-8601 form.",
            ),
        );
    }

    #[test]
    fn dates_have_an_offset_or_mean_universal_time() {
        let utc = instant("2021-08-04T12:00:00.000Z");
        assert!(utc.is_some());
        for same in [
            "2021-08-04T12:00",
            "2021-08-04T12:00:00",
            "2021-08-04T12:00:00.000",
            "2021-08-04T13:00:00.000+01:00",
            "2021-08-04T13:00:00.000 01:00",
            "2021-08-04T07:00:00-05:00",
            "2021-08-04T12:00:00.000000+00:00",
        ] {
            assert_eq!(instant(same), utc, "{same}");
        }
        for odd in [
            "",
            "2021",
            "20210804T120000Z",
            "2021-13-04T12:00:00",
            "2021-08-04T25:00:00",
            "2021-08-04X12:00:00",
        ] {
            assert_eq!(instant(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_message_is_visible_ascii_and_short() {
        assert_eq!(shown("a\r\nb\u{7f}日"), "\"a??b??\"");
        assert_eq!(shown(&"x".repeat(1 << 20)).len(), 65);
    }
}
