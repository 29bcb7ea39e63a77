//! `datetime`: RFC 3339, section 5.6, of the vers types.

use crate::{Scheme, key::digits};

/// Instants, written `2024-01-01T00:00:00.5+09:00`.
///
/// The key is the minute since the year 0 in UTC, the second, and the fraction without trailing zeros.
pub(crate) struct Datetime;

const WANTED: &str = "a date and time as in RFC 3339, with T and Z in capitals and an offset";

impl Scheme for Datetime {
    fn name(&self) -> &'static str {
        "datetime"
    }

    fn build(&self, version: &str) -> Result<Vec<u8>, &'static str> {
        read(version).ok_or(WANTED)
    }
}

fn read(text: &str) -> Option<Vec<u8>> {
    let mut rest = text;
    let year = number(&mut rest, 4, "-")?;
    let month = number(&mut rest, 2, "-")?;
    let day = number(&mut rest, 2, "T")?;
    let hour = number(&mut rest, 2, ":")?;
    let minute = number(&mut rest, 2, ":")?;
    let second = number(&mut rest, 2, "")?;
    let fraction = match rest.strip_prefix('.') {
        None => "",
        Some(after) => {
            rest = after;
            Some(digits(&mut rest)).filter(|found| !found.is_empty())?
        }
    };
    let offset = match rest.split_at_checked(1)? {
        ("Z", "") => 0,
        (sign @ ("+" | "-"), mut zone) => {
            let hours = number(&mut zone, 2, ":").filter(|h| *h < 24)?;
            let minutes = number(&mut zone, 2, "").filter(|m| *m < 60)?;
            if !zone.is_empty() {
                return None;
            }
            (hours * 60 + minutes) * if sign == "-" { -1 } else { 1 }
        }
        _ => return None,
    };
    let day_exists = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    // A leap second is the sixty-first of its minute.
    if !day_exists || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days_before_year(year) + (1..month).map(|m| days_in(year, m)).sum::<i64>() + day;
    // One day is added so that no offset leads below zero.
    let minutes = ((days + 1) * 24 + hour) * 60 + minute - offset;
    let mut key = u64::try_from(minutes).ok()?.to_be_bytes()[3..].to_vec();
    key.push(u8::try_from(second).ok()?);
    key.extend(fraction.trim_end_matches('0').bytes());
    Some(key)
}

fn number(rest: &mut &str, length: usize, then: &str) -> Option<i64> {
    let (number, after) = rest.split_at_checked(length)?;
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    *rest = after.strip_prefix(then)?;
    number.parse().ok()
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_before_year(year: i64) -> i64 {
    let past = (year - 1).max(-1);
    365 * year + past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400)
}
