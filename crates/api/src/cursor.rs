//! Where a list goes on: what the last row of a page was, so that a row that comes or goes in front of it neither doubles nor
//! hides another.

use noroshi_app::{
    search::Place,
    values::{HistoryEntry, MatchRow, SearchPage},
};
use noroshi_model::Product;

use crate::{error::ApiError, parameters::bad};

/// The shape of a place in a search: rows before it, then the row's place in the order.
pub(crate) const OF_A_SEARCH: &str = "^[0-9a-f]{1,12}-[0-9a-f]{16}-[0-9a-f]{16}-[0-9a-f]{8}$";
/// The shape of a place in a history: the last entry's row in the ledger, and how many entries of that row were given.
pub(crate) const OF_A_HISTORY: &str = "^[0-9]{1,15}-[0-9]{1,9}$";
/// The shape of a place among matches: rows before it, then the last one's component and vulnerability.
pub(crate) const OF_MATCHES: &str = "^[0-9]{1,9}-[0-9]{1,9}-[!-~]+$";

/// The place behind a page of a search, as text.
pub(crate) fn behind(page: &SearchPage) -> Option<String> {
    let Place(first, second, number) = page.last?;
    let start = page.start + page.rows.len();
    let first = first.cast_unsigned();
    (start < page.total && !page.rows.is_empty())
        .then(|| format!("{start:x}-{first:016x}-{second:016x}-{number:08x}"))
}

/// Reads a place in a search: how many rows are before it, and the place.
pub(crate) fn of_a_search(text: &str) -> Result<(usize, Place), ApiError> {
    let read = || {
        let mut parts = text.split('-');
        let (start, first) = (parts.next()?, parts.next()?);
        let (second, number) = (parts.next()?, parts.next()?);
        let hex = |text: &str| {
            let is_hex = text.bytes().all(|b| b.is_ascii_hexdigit());
            u64::from_str_radix(text, 16).ok().filter(|_| is_hex)
        };
        let place = Place(
            hex(first)?.cast_signed(),
            hex(second)?,
            u32::try_from(hex(number)?).ok()?,
        );
        let is_whole = parts.next().is_none();
        Some((usize::try_from(hex(start)?).ok()?, place)).filter(|_| is_whole)
    };
    read().ok_or_else(|| wrong(text))
}

/// A part of a history, newest first, and the place behind it.
pub(crate) fn of_a_history<'a>(
    entries: &'a [HistoryEntry],
    cursor: Option<&str>,
    limit: usize,
) -> Result<(&'a [HistoryEntry], Option<String>), ApiError> {
    let place = |at: usize| entries[at].provenance.sequence;
    let from = match cursor {
        None => 0,
        Some(text) => {
            let read = text.split_once('-').and_then(|(sequence, given)| {
                Some((number::<u64>(sequence)?, number::<usize>(given)?))
            });
            let (sequence, given) = read.ok_or_else(|| wrong(text))?;
            let newer = entries.partition_point(|e| e.provenance.sequence > sequence);
            let same = entries[newer..]
                .iter()
                .take_while(|e| e.provenance.sequence == sequence)
                .count();
            newer + given.min(same)
        }
    };
    let to = from.saturating_add(limit).min(entries.len());
    let next = (from < to && to < entries.len()).then(|| {
        let last = place(to - 1);
        let given = (0..to).rev().take_while(|at| place(*at) == last).count();
        format!("{last}-{given}")
    });
    Ok((&entries[from..to], next))
}

/// Where the part of matches begins that a cursor stands before, and the place behind so many of them.
pub(crate) fn of_matches(
    rows: &[MatchRow],
    cursor: Option<&str>,
    limit: usize,
) -> Result<(usize, Option<String>), ApiError> {
    let from = match cursor {
        None => 0,
        Some(text) => {
            let mut parts = text.splitn(3, '-');
            let mut next = || parts.next();
            let read = (|| {
                Some((
                    number::<usize>(next()?)?,
                    number::<usize>(next()?)?,
                    next()?,
                ))
            })();
            let (before, component, id) = read.ok_or_else(|| wrong(text))?;
            let last = rows
                .iter()
                .position(|row| row.component == component && row.vulnerability.id == id);
            // A row that is gone left its place to the next.
            last.map_or(before, |at| at + 1).min(rows.len())
        }
    };
    let to = from.saturating_add(limit).min(rows.len());
    let next = (from < to && to < rows.len()).then(|| {
        let last = &rows[to - 1];
        format!("{to}-{}-{}", last.component, last.vulnerability.id)
    });
    Ok((from, next))
}

/// Where the part of products begins that stand behind a name.
pub(crate) fn of_products(products: &[Product], name: &str) -> usize {
    let known = products.iter().position(|product| product.name == name);
    match known {
        Some(at) => at + 1,
        // It is gone: those that come after it in the order of bytes, as the store has it.
        None => products.partition_point(|product| product.name.as_str() <= name),
    }
}

fn number<T: std::str::FromStr>(digits: &str) -> Option<T> {
    let is_number = digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number)
}

fn wrong(text: &str) -> ApiError {
    bad("cursor", text, "problem-wants-cursor")
}
