//! Text search in plain tables: where each token stands, packed.
//!
//! A token's places are a chain of parts, one for each time that texts were written: the *generation* (a number that
//! rises with every such time), the length in bytes, and then for each record, in the order of their numbers, the
//! distance from the record before, how many places there are, and the distances between them. All are numbers of
//! seven bits a byte, the lowest first. Parts can be put one after the other as they are, so the database joins
//! segments by itself.
//!
//! A text that is written anew or taken away stays where it is; `words_gone` says from which generation on it counts
//! no more.

use std::{
    collections::{BTreeMap, HashMap, hash_map::Entry},
    sync::RwLock,
    sync::{Arc, PoisonError},
};

use super::asking::Asking;
use crate::{
    RecordId, StoreError,
    sql::{Ask, values},
};

/// Longer tokens are cut here, in bytes: an index holds no more than some 2,700.
const BEGINNING: usize = 500;
/// So many segments of about one size are joined.
pub(super) const MANY: usize = 12;

/// A token's row: its beginning, its rest, its places.
pub(super) type PackedToken = (String, String, Vec<u8>);

/// The size of a segment as its power of eight: segments of one size are joined with each other.
pub(super) fn size_class(bytes: u64) -> u32 {
    (u64::BITS - bytes.leading_zeros()) / 3
}

/// Packs the texts of some records.
pub(super) fn pack(generation: u64, texts: &BTreeMap<RecordId, &str>) -> Vec<PackedToken> {
    let mut tokens: HashMap<&str, (Vec<u8>, RecordId)> = HashMap::new();
    let mut places: HashMap<&str, Vec<u64>> = HashMap::new();
    for (&record, text) in texts {
        for (place, token) in cut(text).enumerate() {
            places.entry(token).or_default().push(place as u64);
        }
        for (token, places) in places.drain() {
            let (bytes, last) = tokens.entry(token).or_default();
            put(bytes, record - *last);
            put(bytes, places.len() as u64);
            let mut before = 0;
            for place in places {
                put(bytes, place - before);
                before = place;
            }
            *last = record;
        }
    }
    let mut packed: Vec<PackedToken> = tokens
        .into_iter()
        .map(|(token, (entries, _))| {
            let (beginning, rest) = halves(token);
            let mut bytes = Vec::with_capacity(entries.len() + 8);
            put(&mut bytes, generation);
            put(&mut bytes, entries.len() as u64);
            bytes.extend_from_slice(&entries);
            (beginning.to_owned(), rest.to_owned(), bytes)
        })
        .collect();
    packed.sort_unstable();
    packed
}

/// The tokens of a text, in order.
fn cut(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric())
        .filter(|token| !token.is_empty())
}

fn halves(token: &str) -> (&str, &str) {
    let mut end = BEGINNING.min(token.len());
    while !token.is_char_boundary(end) {
        end -= 1;
    }
    token.split_at(end)
}

/// The records whose texts hold these tokens one after the other; see [`crate::Reader::text`].
pub(super) fn find(
    asking: &Asking<'_>,
    tokens: &[String],
    each: &mut dyn FnMut(RecordId),
) -> Result<(), StoreError> {
    let is_prefix = tokens.last().is_some_and(|t| t.ends_with('*'));
    let phrase: Vec<&str> = tokens
        .iter()
        .flat_map(|token| cut(token.trim_end_matches('*')))
        .collect();
    let Some(last) = phrase.len().checked_sub(1) else {
        return Ok(());
    };
    let now = Now::of(asking)?;
    let whole = &phrase[..if is_prefix { last } else { phrase.len() }];
    let mut known: HashMap<&str, Vec<Vec<u8>>> = HashMap::new();
    for (token, places) in exact(asking, &now, whole)? {
        known.entry(token).or_default().push(places);
    }
    let mut found: Vec<(usize, Vec<Vec<u8>>)> = Vec::new();
    for (at, token) in whole.iter().enumerate() {
        found.push((at, known.get(token).cloned().unwrap_or_default()));
    }
    if is_prefix {
        found.push((last, beginning_with(asking, &now, phrase[last])?));
    }
    // The rarest first: the others are only looked at for what it leaves.
    found.sort_by_key(|(_, rows)| rows.iter().map(Vec::len).sum::<usize>());
    let mut records: Vec<RecordId> = Vec::new();
    if let [(_, rows)] = &found[..] {
        for row in rows {
            now.entries(row, &mut |record, _| records.push(record))?;
        }
    } else {
        records = phrases(&now, &found)?;
    }
    records.sort_unstable();
    records.dedup();
    records.into_iter().for_each(each);
    Ok(())
}

/// The records in which tokens stand one after the other, each token given by its place in the phrase.
fn phrases(now: &Now, tokens: &[(usize, Vec<Vec<u8>>)]) -> Result<Vec<RecordId>, StoreError> {
    // Where the phrase would begin, in order.
    let mut starts: Option<Vec<(RecordId, u64)>> = None;
    for (at, rows) in tokens {
        let mut next: Vec<(RecordId, u64)> = Vec::new();
        for row in rows {
            now.entries(row, &mut |record, places| {
                let begins = places.iter().filter_map(|p| p.checked_sub(*at as u64));
                match &starts {
                    None => next.extend(begins.map(|begin| (record, begin))),
                    Some(before) => {
                        let from = before.partition_point(|(r, _)| *r < record);
                        let of_record = before[from..].iter().take_while(|(r, _)| *r == record);
                        if of_record.clone().next().is_none() {
                            return;
                        }
                        let both = begins.filter(|b| of_record.clone().any(|(_, o)| o == b));
                        next.extend(both.map(|begin| (record, begin)));
                    }
                }
            })?;
        }
        next.sort_unstable();
        next.dedup();
        starts = Some(next);
    }
    let starts = starts.unwrap_or_default().into_iter();
    Ok(starts.map(|(record, _)| record).collect())
}

/// The places of some tokens as wholes.
fn exact<'t>(
    asking: &Asking<'_>,
    now: &Now,
    tokens: &[&'t str],
) -> Result<Vec<(&'t str, Vec<u8>)>, StoreError> {
    let by_halves: HashMap<(&str, &str), &'t str> =
        tokens.iter().map(|t| (halves(t), *t)).collect();
    let sql =
        "SELECT beginning, rest, places FROM words WHERE segment = ANY($1) AND beginning = ANY($2)";
    let beginnings: Vec<&str> = by_halves.keys().map(|(beginning, _)| *beginning).collect();
    let rows = asking.rows(sql, &[&now.segments, &beginnings])?;
    Ok(rows
        .iter()
        .filter_map(|row| {
            let token = by_halves.get(&(row.get(0), row.get(1)))?;
            Some((*token, row.get(2)))
        })
        .collect())
}

/// The places of every token that begins so.
fn beginning_with(
    asking: &Asking<'_>,
    now: &Now,
    prefix: &str,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let (beginning, rest) = halves(prefix);
    let to = format!("{beginning}\u{10FFFF}");
    let sql = "SELECT rest, places FROM words WHERE segment = ANY($1) AND beginning >= $2 AND beginning < $3";
    let rows = asking.rows(sql, &[&now.segments, &beginning, &to])?;
    Ok(rows
        .iter()
        .filter(|row| row.get::<_, &str>(0).starts_with(rest))
        .map(|row| row.get(1))
        .collect())
}

/// Every token as it stands there; see [`crate::Reader::text_seen`].
pub(super) fn all(
    asking: &Asking<'_>,
    each: &mut dyn FnMut(&[u8], u64, RecordId),
) -> Result<(), StoreError> {
    let now = Now::of(asking)?;
    asking.ask(
        "SELECT beginning, rest, places FROM words",
        &[],
        &mut |row| {
            let token = row.get::<String>(0)? + &row.get::<String>(1)?;
            now.entries(&row.get::<Vec<u8>>(2)?, &mut |record, places| {
                for place in places {
                    each(token.as_bytes(), *place, record);
                }
            })
        },
    )
}

/// What a state of the store needs to know to read places.
struct Now {
    segments: Vec<i64>,
    generation: u64,
    gone: Arc<HashMap<RecordId, Vec<u64>>>,
}

impl Now {
    fn of(asking: &Asking<'_>) -> Result<Self, StoreError> {
        let ask: &dyn Ask = asking;
        let segments = ask.all("SELECT id FROM segments ORDER BY id", &[], |r| r.get(0))?;
        let generation = generation(ask)?;
        let gone = asking.gone.upto(ask, generation, cleared(ask)?)?;
        Ok(Self {
            segments,
            generation,
            gone,
        })
    }

    /// Hands on the records of a row and their places, without those that count no more.
    fn entries(
        &self,
        row: &[u8],
        each: &mut dyn FnMut(RecordId, &[u64]),
    ) -> Result<(), StoreError> {
        self.parts(row, each).ok_or_else(|| StoreError::Damaged {
            what: "the places of a token in the text index cannot be read".to_owned(),
        })
    }

    fn parts(&self, mut row: &[u8], each: &mut dyn FnMut(RecordId, &[u64])) -> Option<()> {
        let mut places = Vec::new();
        while !row.is_empty() {
            let generation = take(&mut row)?;
            let length = usize::try_from(take(&mut row)?).ok()?;
            let (mut part, rest) = row.split_at_checked(length)?;
            row = rest;
            let mut record: RecordId = 0;
            while !part.is_empty() {
                record = record.checked_add(take(&mut part)?)?;
                let count = take(&mut part)?;
                places.clear();
                let mut place: u64 = 0;
                for _ in 0..count {
                    place = place.checked_add(take(&mut part)?)?;
                    places.push(place);
                }
                let is_gone = self.gone.get(&record).is_some_and(|since| {
                    since
                        .iter()
                        .any(|s| generation < *s && *s <= self.generation)
                });
                if !is_gone {
                    each(record, &places);
                }
            }
        }
        Some(())
    }
}

/// The newest generation of texts.
pub(super) fn generation(ask: &dyn Ask) -> Result<u64, StoreError> {
    let sql = "SELECT greatest(coalesce((SELECT max(id) FROM segments), 0), coalesce((SELECT max(since) FROM words_gone), 0))";
    Ok(ask.one(sql, &[], |r| r.get(0))?.unwrap_or(0))
}

/// How often the projections were thrown away: generations begin anew then.
fn cleared(ask: &dyn Ask) -> Result<u64, StoreError> {
    let sql = "SELECT CAST(value AS BIGINT) FROM settings WHERE name = 'cleared'";
    Ok(ask.one(sql, &[], |r| r.get(0))?.unwrap_or(0))
}

/// The texts that count no more, kept in memory: `words_gone` as far as anybody has read it.
#[derive(Default)]
pub(super) struct Gone(RwLock<Kept>);

#[derive(Default)]
struct Kept {
    cleared: u64,
    upto: u64,
    since: Arc<HashMap<RecordId, Vec<u64>>>,
}

impl Gone {
    pub(super) fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }

    /// Those up to a generation, and perhaps some after it.
    fn upto(
        &self,
        ask: &dyn Ask,
        generation: u64,
        cleared: u64,
    ) -> Result<Arc<HashMap<RecordId, Vec<u64>>>, StoreError> {
        {
            let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if kept.cleared == cleared && kept.upto >= generation {
                return Ok(Arc::clone(&kept.since));
            }
        }
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.cleared > cleared {
            // A state from before they were thrown away: it is read for this once.
            let mut since = HashMap::new();
            load(ask, 0, &mut since)?;
            return Ok(Arc::new(since));
        }
        if kept.cleared < cleared {
            *kept = Kept {
                cleared,
                ..Kept::default()
            };
        }
        if kept.upto < generation {
            let after = kept.upto;
            load(ask, after, Arc::make_mut(&mut kept.since))?;
            kept.upto = generation;
        }
        Ok(Arc::clone(&kept.since))
    }
}

fn load(
    ask: &dyn Ask,
    after: u64,
    into: &mut HashMap<RecordId, Vec<u64>>,
) -> Result<(), StoreError> {
    let sql = "SELECT record, since FROM words_gone WHERE since > $1";
    ask.ask(sql, values![after], &mut |row| {
        match into.entry(row.get(0)?) {
            Entry::Occupied(mut known) => known.get_mut().push(row.get(1)?),
            Entry::Vacant(free) => {
                free.insert(vec![row.get(1)?]);
            }
        }
        Ok(())
    })
}

fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        #[expect(clippy::cast_possible_truncation, reason = "seven bits of it")]
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    #[expect(clippy::cast_possible_truncation, reason = "less than seven bits")]
    bytes.push(number as u8);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for (at, byte) in bytes.iter().enumerate().take(10) {
        number |= u64::from(byte & 0x7F).checked_shl(7 * u32::try_from(at).ok()?)?;
        if byte & 0x80 == 0 {
            *bytes = &bytes[at + 1..];
            return Some(number);
        }
    }
    None
}
