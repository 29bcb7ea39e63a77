//! Building a segment: statements in, one piece of bytes out.

use std::collections::{BTreeMap, HashMap};

use noroshi_cpe::{Attribute, Name, Value};
use noroshi_model::{Affected, AffectedStatus, Role, StatusKind, VersionRange};
use noroshi_versions::Scheme;

use super::{
    bytes::{Damaged, Out},
    intervals::{self, Interval},
    pieces::{self, Intern},
    places::{End, FIRST, LAST, gaps},
    segment::{self, Origin, Part},
};
use crate::{
    Key, Stated,
    judge::standing,
    key,
    names::only_cpe,
    versions::{COMMITS, stated_scheme},
};

/// Collects what records state, and writes it as the bytes of a [`super::Segment`].
#[derive(Debug, Default)]
pub struct Builder {
    texts: Interned,
    names: HashMap<Key, u32>,
    /// By a scheme's place in [`noroshi_versions::ALL`].
    limits: BTreeMap<u32, Limits>,
    ranges: Vec<Range>,
    rests: Vec<Rest>,
    /// Statements under a name that have to be looked at whatever the version is.
    open: Vec<(u32, u32)>,
    /// Statements under a name that say "not affected" at most.
    quiet: Vec<(u32, u32)>,
    /// Record and offset of each statement.
    statements: Vec<[u32; 2]>,
    records: Vec<[u32; segment::RECORD]>,
    pieces: Out,
    /// Every key of the ledger that was added, with its first record and how many there are.
    keys: Vec<(u64, u32, u32)>,
}

/// The limits met under one scheme.
#[derive(Debug, Default)]
struct Limits {
    /// A limit's number by its text; `None` where the scheme does not know such versions.
    numbers: HashMap<u32, Option<u32>>,
    keys: Vec<Vec<u8>>,
}

/// Versions of which a statement may be an answer: a range under a name and a scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Range {
    name: u32,
    scheme: u32,
    low: Edge,
    high: Edge,
    statement: u32,
}

/// An end of a range, or none, in one number: that of the limit's key, and in the lowest bit whether it is included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Edge(u32);

impl Edge {
    const NONE: Self = Self(u32::MAX);

    fn end(self) -> Option<End> {
        (self != Self::NONE).then_some(End {
            key: self.0 >> 1,
            included: self.0 & 1 == 1,
        })
    }
}

/// A statement that may be an answer for the versions in none of its ranges.
#[derive(Debug)]
struct Rest {
    name: u32,
    scheme: u32,
    ranges: Vec<(Edge, Edge)>,
    statement: u32,
}

impl Builder {
    /// Takes what the records of a key of the ledger state, replacing nothing: a key is added once. One without records
    /// or statements says that what earlier segments hold of the key no longer stands.
    pub fn add<'a>(&mut self, key: u64, records: impl IntoIterator<Item = (&'a str, &'a Stated)>) {
        let first = self.records.len();
        for (name, stated) in records {
            if stated.status != StatusKind::Rejected && !stated.affected.is_empty() {
                self.record(key, name, stated);
            }
        }
        let count = self.records.len() - first;
        self.keys.push((key, number(first), number(count)));
    }

    /// How many statements were taken.
    pub fn statements(&self) -> usize {
        self.statements.len()
    }

    /// The bytes of the segment.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where a part is larger than 4 GiB, further than a place in it can be told.
    pub fn finish(mut self, origin: &Origin) -> Result<Vec<u8>, Damaged> {
        let mut parts = segment::Parts::default();
        let (names, renumbered) = sorted(self.names);
        let ranks = write_limits(self.limits, &mut parts);
        let ranges = placed(self.ranges, self.rests, &ranks);
        let schemes: Vec<u32> = ranks.into_keys().collect();
        write_ranges(ranges, &schemes, &renumbered, &mut parts);
        write_list(
            self.open,
            &renumbered,
            [Part::NameOpen, Part::Open],
            &mut parts,
        );
        write_list(
            self.quiet,
            &renumbered,
            [Part::NameQuiet, Part::Quiet],
            &mut parts,
        );
        write_names(&names, &mut parts);
        parts.texts(
            Part::TextEnds,
            Part::TextBytes,
            self.texts.list.iter().map(|t| t.as_bytes()),
        );
        parts.numbers(Part::Statements, self.statements.into_iter().flatten());
        parts.numbers(Part::Records, self.records.into_iter().flatten());
        self.keys.sort_unstable();
        let keys = self.keys.into_iter().flat_map(|(key, first, count)| {
            let [high, low] = segment::halves(key);
            [high, low, first, count]
        });
        parts.numbers(Part::Keys, keys);
        parts.put(Part::Pieces, self.pieces.0);
        if parts.are_too_large() {
            return Err(Damaged("it would be larger than one can be"));
        }
        Ok(parts.join(origin))
    }

    fn record(&mut self, key: u64, name: &str, stated: &Stated) {
        let record = number(self.records.len());
        let first = number(self.statements.len());
        for (place, statement) in stated.affected.iter().enumerate() {
            let at = number(self.statements.len());
            let standing = standing(&stated.configurations, &statement.by, place);
            self.statements.push([
                segment::stands(record, standing),
                number(self.pieces.0.len()),
            ]);
            pieces::write_statement(statement, &mut self.texts, &mut self.pieces);
            if statement.role == Role::Vulnerable {
                self.find(stated, place, at);
            }
        }
        let joined = number(self.pieces.0.len());
        let mut configurations = stated.configurations.clone();
        for configuration in &mut configurations {
            if !pieces::fits(&configuration.condition, 0) {
                // Nobody writes conditions so deep but to do harm; what they say is not known then.
                configuration.condition = noroshi_model::Condition::Unread;
            }
        }
        pieces::write_configurations(&configurations, &mut self.texts, &mut self.pieces);
        let count = number(stated.affected.len());
        let [high, low] = segment::halves(key);
        self.records.push([
            high,
            low,
            self.texts.intern(name),
            pieces::state(stated.status),
            first,
            count,
            joined,
            u32::from(stated.tells_apart()),
        ]);
    }

    /// Notes under which names, and for which versions, a statement may be an answer.
    fn find(&mut self, stated: &Stated, place: usize, at: u32) {
        let statement = &stated.affected[place];
        let mut keys = key::of_statement(statement);
        let in_words: Vec<Key> = keys.iter().filter_map(Key::in_words).collect();
        // By the words of its CPE name a statement is found through that name.
        keys.retain(|key| !in_words.contains(key));
        for key in keys {
            let plan = self.plan(stated, place, &key);
            let next = number(self.names.len());
            let name = *self.names.entry(key).or_insert(next);
            match plan {
                Plan::Never => self.quiet.push((name, at)),
                Plan::Always => self.open.push((name, at)),
                Plan::In { ranges, rest } => {
                    for (scheme, low, high) in ranges {
                        let statement = at;
                        self.ranges.push(Range {
                            name,
                            scheme,
                            low,
                            high,
                            statement,
                        });
                    }
                    if let Some((scheme, ranges)) = rest {
                        let statement = at;
                        self.rests.push(Rest {
                            name,
                            scheme,
                            ranges,
                            statement,
                        });
                    }
                }
            }
        }
    }

    /// For which versions the statement may be an answer ("affected" or "unknown") under a name. What is said here must
    /// never leave out one that [`crate::judge`] would give.
    fn plan(&mut self, stated: &Stated, place: usize, key: &Key) -> Plan {
        let statement = &stated.affected[place];
        let rest_matters = is_answer(statement.default);
        if statement.versions.is_empty() {
            let any = |cpe: &String| {
                let name = Name::parse_tolerant(cpe);
                name.is_ok_and(|(name, _)| name.get(Attribute::Version) == Value::Any)
            };
            return match rest_matters || !statement.cpes.iter().all(any) {
                true => Plan::Always,
                false => Plan::Never,
            };
        }
        let ranges: Option<Vec<_>> = statement
            .versions
            .iter()
            .map(|v| v.range.as_ref())
            .collect();
        let Some(ranges) = ranges else {
            return Plan::Always;
        };
        let commits = |range: &VersionRange| range.scheme.as_deref() == Some(COMMITS);
        if ranges.iter().all(|range| commits(range)) {
            return match says_more(stated, place, key) {
                true => Plan::Never,
                false => Plan::Always,
            };
        }
        if key.is_any_package() || rest_matters && stated.tells_apart() {
            return Plan::Always;
        }
        let name = only_cpe(statement);
        let mut found = Vec::new();
        let mut all = Vec::new();
        for (versions, range) in statement.versions.iter().zip(ranges) {
            if commits(range) {
                continue;
            }
            let changes = range.changes.iter().map(|(_, status)| *status);
            let matters = is_answer(versions.status) || changes.into_iter().any(is_answer);
            let unlimited = range.low.is_none() && range.high.is_none();
            let pieces = match name.as_ref().filter(|_| unlimited) {
                Some(name) => match self.in_name(name, key) {
                    Some(points) if points.len() < 2 || !rest_matters || matters => points,
                    // Whether the update is the same decides there, and what holds for the rest.
                    _ => return Plan::Always,
                },
                None => match self.between(range, key) {
                    Some(piece) => vec![piece],
                    None => return Plan::Always,
                },
            };
            all.extend(pieces.iter().copied());
            if matters {
                found.extend(pieces);
            }
        }
        let rest = rest_matters.then(|| {
            let scheme = all[0].0;
            let one = all.iter().all(|(other, ..)| *other == scheme);
            one.then(|| {
                (
                    scheme,
                    all.iter().map(|(_, low, high)| (*low, *high)).collect(),
                )
            })
        });
        if found.is_empty() && !rest_matters {
            return Plan::Never;
        }
        match rest {
            // Ranges in two orders have no common rest.
            Some(None) => Plan::Always,
            rest => Plan::In {
                ranges: found,
                rest: rest.flatten(),
            },
        }
    }

    /// The version in a CPE name, and that with its update; `None` where it cannot be told by an order.
    fn in_name(&mut self, name: &Name, key: &Key) -> Option<Vec<(u32, Edge, Edge)>> {
        let scheme = key.scheme().unwrap_or_else(|| stated_scheme(None));
        let number = number_of(scheme);
        let text = match name.get(Attribute::Version) {
            Value::Any => {
                self.limits.entry(number).or_default();
                return Some(vec![(number, Edge::NONE, Edge::NONE)]);
            }
            Value::Na => return None,
            Value::Text(text) if text.has_wildcards() => return None,
            Value::Text(text) => text.plain(),
        };
        let point = |edge: Edge| (number, edge, edge);
        let mut points = vec![point(self.edge(scheme, &text, true)?)];
        if let Value::Text(update) = name.get(Attribute::Update) {
            let whole = format!("{text} {}", update.plain());
            points.push(point(self.edge(scheme, &whole, true)?));
        }
        Some(points)
    }

    /// A range between limits; `None` where one of them, or a change within, has no place in the order.
    fn between(&mut self, range: &VersionRange, key: &Key) -> Option<(u32, Edge, Edge)> {
        let scheme = key
            .scheme()
            .unwrap_or_else(|| stated_scheme(range.scheme.as_deref()));
        if !range.changes.iter().all(|(at, _)| scheme.key(at).is_ok()) {
            return None;
        }
        self.limits.entry(number_of(scheme)).or_default();
        let mut edge = |limit: &Option<noroshi_model::Limit>| match limit {
            Some(limit) => self.edge(scheme, &limit.version, limit.included),
            None => Some(Edge::NONE),
        };
        Some((number_of(scheme), edge(&range.low)?, edge(&range.high)?))
    }

    fn edge(&mut self, scheme: &'static dyn Scheme, version: &str, included: bool) -> Option<Edge> {
        let text = self.texts.intern(version);
        let limits = self.limits.entry(number_of(scheme)).or_default();
        let number = *limits.numbers.entry(text).or_insert_with(|| {
            let key = scheme.key(version).ok()?;
            limits.keys.push(key);
            u32::try_from(limits.keys.len() - 1).ok()
        });
        Some(Edge(number? << 1 | u32::from(included)))
    }
}

/// For which versions a statement may be an answer.
enum Plan {
    /// For none.
    Never,
    /// It has to be asked each time.
    Always,
    /// For those in these ranges, and, where `rest` is there, for those in none of its ranges.
    In {
        ranges: Vec<(u32, Edge, Edge)>,
        rest: Option<(u32, Vec<(Edge, Edge)>)>,
    },
}

/// An answer that a list of findings shows.
fn is_answer(status: AffectedStatus) -> bool {
    matches!(status, AffectedStatus::Affected | AffectedStatus::Unknown)
}

/// Whether the speaker of a statement about commits says something about versions of the same product elsewhere in the
/// record: that weighs more, whatever it is.
fn says_more(stated: &Stated, place: usize, key: &Key) -> bool {
    let by = &stated.affected[place].by;
    let about_versions = |statement: &Affected| {
        let mut ranges = statement.versions.iter();
        ranges.any(|v| {
            v.range
                .as_ref()
                .is_some_and(|r| r.scheme.as_deref() != Some(COMMITS))
        })
    };
    let mut others = stated
        .affected
        .iter()
        .filter(|s| s.by == *by && s.role == Role::Vulnerable);
    others.any(|s| about_versions(s) && key::of_statement(s).contains(key))
}

fn number_of(scheme: &'static dyn Scheme) -> u32 {
    let place = noroshi_versions::ALL
        .iter()
        .position(|s| s.name() == scheme.name());
    number(place.unwrap_or(0))
}

/// The names in order, and the new number of each old one.
fn sorted(names: HashMap<Key, u32>) -> (Vec<Key>, Vec<u32>) {
    let mut pairs: Vec<(Key, u32)> = names.into_iter().collect();
    pairs.sort_unstable();
    let mut renumbered = vec![0; pairs.len()];
    for (new, (_, old)) in pairs.iter().enumerate() {
        renumbered[*old as usize] = number(new);
    }
    (pairs.into_iter().map(|(key, _)| key).collect(), renumbered)
}

/// Writes the limits of each scheme in its order; gives the rank of each, by scheme and number.
fn write_limits(
    limits: BTreeMap<u32, Limits>,
    parts: &mut segment::Parts,
) -> BTreeMap<u32, Vec<u32>> {
    let mut ranks = BTreeMap::new();
    let mut all: Vec<Vec<u8>> = Vec::new();
    let mut begins = vec![0];
    for (scheme, limits) in &limits {
        let first = all.len();
        let mut order: Vec<(&Vec<u8>, usize)> = limits.keys.iter().zip(0..).collect();
        order.sort_unstable();
        let mut rank_of = vec![0; limits.keys.len()];
        for (key, at) in order {
            // Two texts of one version are one limit.
            if all.len() == first || all.last() != Some(key) {
                all.push(key.clone());
            }
            rank_of[at] = number(all.len() - 1 - first);
        }
        begins.push(number(all.len()));
        ranks.insert(*scheme, rank_of);
    }
    let names = limits
        .keys()
        .map(|scheme| noroshi_versions::ALL[*scheme as usize].name());
    parts.texts(
        Part::SchemeEnds,
        Part::SchemeNames,
        names.map(str::as_bytes),
    );
    parts.numbers(Part::SchemeLimits, begins);
    parts.texts(
        Part::LimitEnds,
        Part::LimitKeys,
        all.iter().map(Vec::as_slice),
    );
    ranks
}

/// The ranges with the places of their ends, and what is left beside the ranges of statements that answer there.
fn placed(
    ranges: Vec<Range>,
    rests: Vec<Rest>,
    ranks: &BTreeMap<u32, Vec<u32>>,
) -> Vec<(u32, u32, Interval)> {
    let place = |scheme: u32, low: Edge, high: Edge| {
        let none = Vec::new();
        let ranks = ranks.get(&scheme).unwrap_or(&none);
        (
            low.end().map_or(FIRST, |end| end.low(ranks)),
            high.end().map_or(LAST, |end| end.high(ranks)),
        )
    };
    let mut all = Vec::with_capacity(ranges.len());
    for range in ranges {
        let (low, high) = place(range.scheme, range.low, range.high);
        if low <= high {
            let of = range.statement;
            all.push((range.name, range.scheme, Interval { low, high, of }));
        }
    }
    for rest in rests {
        let within = rest
            .ranges
            .iter()
            .map(|(low, high)| place(rest.scheme, *low, *high));
        for (low, high) in gaps(within.collect()) {
            let of = rest.statement;
            all.push((rest.name, rest.scheme, Interval { low, high, of }));
        }
    }
    all
}

/// Writes the ranges as one tree for each name and scheme, a group.
fn write_ranges(
    mut ranges: Vec<(u32, u32, Interval)>,
    schemes: &[u32],
    renumbered: &[u32],
    parts: &mut segment::Parts,
) {
    for (name, scheme, _) in &mut ranges {
        *name = renumbered[*name as usize];
        // As the schemes stand in the segment.
        *scheme = number(schemes.binary_search(scheme).unwrap_or(0));
    }
    ranges.sort_unstable();
    ranges.dedup();
    let mut trees = Vec::new();
    let mut groups = Vec::new();
    let mut names = Vec::new();
    for group in ranges.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (name, scheme, _) = group[0];
        let place = |bytes: usize| number(bytes / 4 / intervals::WIDTH);
        let from = place(trees.len());
        let intervals = group.iter().map(|(_, _, interval)| *interval);
        intervals::write(intervals.collect(), &mut trees);
        groups.extend([scheme, from, place(trees.len())]);
        names.push(name);
    }
    parts.put(Part::Trees, trees);
    parts.numbers(Part::Groups, groups);
    parts.numbers(Part::NameGroups, begins(&names, renumbered.len()));
}

/// Writes statements by name: where each name's begin, and all of them.
fn write_list(
    mut list: Vec<(u32, u32)>,
    renumbered: &[u32],
    [begin, of]: [Part; 2],
    parts: &mut segment::Parts,
) {
    for (name, _) in &mut list {
        *name = renumbered[*name as usize];
    }
    list.sort_unstable();
    list.dedup();
    let names: Vec<u32> = list.iter().map(|(name, _)| *name).collect();
    parts.numbers(begin, begins(&names, renumbered.len()));
    parts.numbers(of, list.into_iter().map(|(_, statement)| statement));
}

/// For each of `count` names where its entries begin in a list sorted by name, and the end of the list.
fn begins(names: &[u32], count: usize) -> Vec<u32> {
    let mut begins = Vec::with_capacity(count + 1);
    let mut at = 0;
    for name in 0..=count {
        while names.get(at).is_some_and(|n| (*n as usize) < name) {
            at += 1;
        }
        begins.push(number(at));
    }
    begins
}

/// Writes the names, and by which other words they are found: a CPE name by vendor and product in words, every name by
/// its product's word.
fn write_names(names: &[Key], parts: &mut segment::Parts) {
    let bytes = names.iter().map(|key| key.as_str().as_bytes());
    parts.texts(Part::NameEnds, Part::NameBytes, bytes);
    let mut in_words = Vec::new();
    let mut by_word = Vec::new();
    for (at, key) in names.iter().enumerate() {
        let at = number(at);
        in_words.extend(key.in_words().map(|words| (words.as_str().to_owned(), at)));
        by_word.extend(
            key.product_word()
                .filter(|w| !w.is_empty())
                .map(|word| (word, at)),
        );
    }
    let mut put = |mut pairs: Vec<(String, u32)>, [ends, bytes, of]: [Part; 3]| {
        pairs.sort_unstable();
        parts.texts(ends, bytes, pairs.iter().map(|(text, _)| text.as_bytes()));
        parts.numbers(of, pairs.iter().map(|(_, at)| *at));
    };
    put(in_words, [Part::WordsEnds, Part::WordsBytes, Part::WordsOf]);
    put(by_word, [Part::WordEnds, Part::WordBytes, Part::WordOf]);
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Texts in the order in which they were first met.
#[derive(Debug, Default)]
struct Interned {
    numbers: HashMap<std::sync::Arc<str>, u32>,
    list: Vec<std::sync::Arc<str>>,
}

impl Intern for Interned {
    fn intern(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let next = number(self.list.len());
        let text: std::sync::Arc<str> = text.into();
        self.list.push(text.clone());
        self.numbers.insert(text, next);
        next
    }
}
