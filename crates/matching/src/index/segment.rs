//! A segment: the bytes of an index, read in place.

use noroshi_model::{Affected, Configuration, StatusKind};
use sha2::{Digest, Sha256};

use super::{
    bytes::{Damaged, In, Numbers, Texts},
    intervals, pieces, places,
};
use crate::{Installed, Stated, fleet::Known, judge::Standing, versions::Own};

/// Where a segment comes from: the part of the ledger it covers and what was made of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// It covers the ledger after this sequence ...
    pub after: u64,
    /// ... up to this one.
    pub upto: u64,
    /// The hash that chains the last row of the ledger it covers to those before: another ledger has another.
    pub link: [u8; 32],
    /// Raised whenever readers make something else of the same documents.
    pub readers: u32,
}

/// What a file of this kind begins with. The last byte is raised whenever the layout or the meaning of it changes.
const MAGIC: &[u8; 8] = b"noromat\x04";

/// Magic, origin, how many parts there are, and the sum; then where each part begins and ends.
const HEADER: usize = SUM.end;

/// Where the SHA-256 of everything else stands.
const SUM: std::ops::Range<usize> = 64..96;

/// Numbers of a record: both halves of its key, name, state, first statement, how many, where its conditions are, whether
/// its ranges tell vulnerabilities apart.
pub(super) const RECORD: usize = 8;
/// Numbers of a key: both halves of it, first record, how many.
const KEY: usize = 4;
/// Numbers of a group: scheme, first range, end of the ranges.
const GROUP: usize = 3;

/// The parts of a segment, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    TextEnds,
    TextBytes,
    /// The names, sorted.
    NameEnds,
    NameBytes,
    /// By name: its first group, and where the last name's groups end.
    NameGroups,
    Groups,
    Trees,
    /// By name: its first statement to be looked at in any case, and the end.
    NameOpen,
    Open,
    /// By name: its first statement that says "not affected" at most, and the end.
    NameQuiet,
    Quiet,
    /// Vendor and product in words, sorted, and the CPE name of each.
    WordsEnds,
    WordsBytes,
    WordsOf,
    /// The product's word, sorted, and the name of each.
    WordEnds,
    WordBytes,
    WordOf,
    SchemeEnds,
    SchemeNames,
    /// By scheme: its first limit, and the end.
    SchemeLimits,
    LimitEnds,
    LimitKeys,
    Statements,
    Records,
    /// The keys of the ledger it covers, sorted.
    Keys,
    Pieces,
}

const PARTS: usize = Part::Pieces as usize + 1;

/// The parts while they are being written.
#[derive(Debug)]
pub(super) struct Parts([Vec<u8>; PARTS]);

impl Default for Parts {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Vec::new()))
    }
}

impl Parts {
    pub(super) fn put(&mut self, part: Part, bytes: Vec<u8>) {
        self.0[part as usize] = bytes;
    }

    pub(super) fn numbers(&mut self, part: Part, numbers: impl IntoIterator<Item = u32>) {
        self.0[part as usize].extend(numbers.into_iter().flat_map(u32::to_le_bytes));
    }

    pub(super) fn texts<'a>(
        &mut self,
        ends: Part,
        bytes: Part,
        texts: impl IntoIterator<Item = &'a [u8]>,
    ) {
        let mut all = Vec::new();
        let mut begins = vec![0u32];
        for text in texts {
            all.extend(text);
            begins.push(u32::try_from(all.len()).unwrap_or(u32::MAX));
        }
        self.numbers(ends, begins);
        self.put(bytes, all);
    }

    /// One piece of bytes.
    pub(super) fn join(self, origin: &Origin) -> Vec<u8> {
        let size: usize = self.0.iter().map(Vec::len).sum();
        let mut bytes = Vec::with_capacity(HEADER + PARTS * 16 + size);
        bytes.extend(MAGIC);
        bytes.extend(origin.after.to_le_bytes());
        bytes.extend(origin.upto.to_le_bytes());
        bytes.extend(origin.link);
        bytes.extend(origin.readers.to_le_bytes());
        bytes.extend(u32::try_from(PARTS).unwrap_or(0).to_le_bytes());
        bytes.extend([0; SUM.end - SUM.start]);
        let mut at = (HEADER + PARTS * 16) as u64;
        for part in &self.0 {
            bytes.extend(at.to_le_bytes());
            at += part.len() as u64;
            bytes.extend(at.to_le_bytes());
        }
        for part in self.0 {
            bytes.extend(part);
        }
        let sum = sum(&bytes);
        bytes[SUM].copy_from_slice(&sum);
        bytes
    }

    /// Whether something in them is further in than a number of the layout can say.
    pub(super) fn are_too_large(&self) -> bool {
        self.0.iter().any(|part| u32::try_from(part.len()).is_err())
    }
}

/// The SHA-256 of everything but the sum itself.
fn sum(bytes: &[u8]) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(bytes.get(..SUM.start).unwrap_or_default());
    digest.update(bytes.get(SUM.end..).unwrap_or_default());
    digest.finalize().into()
}

/// The record of a statement and how it stands in the record's conditions, in one number: the two highest bits say that.
pub(super) fn stands(record: u32, standing: Standing) -> u32 {
    let standing = match standing {
        Standing::Free => 0,
        Standing::Enough => 1,
        Standing::Bound => 2,
    };
    record & RECORDS | standing << 30
}

/// The bits of a record's number.
const RECORDS: u32 = (1 << 30) - 1;

/// The halves of a key, the higher first: so they sort as it does.
pub(super) fn halves(key: u64) -> [u32; 2] {
    let half = |n: u64| u32::try_from(n & u64::from(u32::MAX)).unwrap_or(0);
    [half(key >> 32), half(key)]
}

/// A segment over its bytes: a mapped file, or memory.
#[derive(Debug)]
pub struct Segment<B> {
    bytes: B,
    origin: Origin,
    parts: [std::ops::Range<usize>; PARTS],
}

impl<B: AsRef<[u8]>> Segment<B> {
    /// Opens a segment. Nothing but its header is read.
    ///
    /// # Errors
    ///
    /// [`Damaged`] where the bytes are no segment of this release, or are cut off.
    pub fn open(bytes: B) -> Result<Self, Damaged> {
        let all = bytes.as_ref();
        let origin = origin(all)?;
        let mut parts = std::array::from_fn(|_| 0..0);
        let mut end_before = HEADER + PARTS * 16;
        for (at, part) in parts.iter_mut().enumerate() {
            let from = HEADER + at * 16;
            let offset = |from: usize| -> Option<usize> {
                let number = u64::from_le_bytes(*all.get(from..)?.first_chunk()?);
                usize::try_from(number).ok()
            };
            let span = offset(from).zip(offset(from + 8));
            let (begin, end) = span.ok_or(Damaged("its header is cut off"))?;
            if begin != end_before || end < begin || end > all.len() {
                return Err(Damaged("a part is not where it should be"));
            }
            end_before = end;
            *part = begin..end;
        }
        if end_before != all.len() {
            return Err(Damaged("it is longer than its parts"));
        }
        Ok(Self {
            bytes,
            origin,
            parts,
        })
    }

    /// Where it comes from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Whether every byte is as it was written. Reads all of them; [`Segment::open`] does not.
    pub fn is_whole(&self) -> bool {
        let bytes = self.bytes.as_ref();
        bytes.get(SUM) == Some(&sum(bytes)[..])
    }

    /// Its size in bytes.
    pub fn size(&self) -> usize {
        self.bytes.as_ref().len()
    }

    /// How many records it holds.
    pub fn records(&self) -> usize {
        self.numbers(Part::Records).len() / RECORD
    }

    /// How many statements it holds.
    pub fn statements(&self) -> usize {
        self.numbers(Part::Statements).len() / 2
    }

    /// How many ranges it holds, under all names.
    pub fn ranges(&self) -> usize {
        self.numbers(Part::Trees).len() / intervals::WIDTH
    }

    /// How many keys of the ledger it covers.
    pub fn keys(&self) -> usize {
        self.numbers(Part::Keys).len() / KEY
    }

    /// The key at a place, with its first record and how many there are.
    pub(super) fn key(&self, at: usize) -> Option<(u64, std::ops::Range<u32>)> {
        let list = self.numbers(Part::Keys);
        let number = |i: usize| list.get(at * KEY + i);
        let key = u64::from(number(0)?) << 32 | u64::from(number(1)?);
        let first = number(2)?;
        Some((key, first..first.saturating_add(number(3)?)))
    }

    /// The records of a key of the ledger: none of it, where it is not covered.
    pub(super) fn records_of(&self, key: u64) -> Option<std::ops::Range<u32>> {
        let (mut low, mut high) = (0, self.keys());
        while low < high {
            let middle = low.midpoint(high);
            let (found, records) = self.key(middle)?;
            match found.cmp(&key) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(records),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The key of the ledger that holds a record.
    pub(super) fn key_of(&self, record: u32) -> Result<u64, Damaged> {
        Ok(u64::from(self.record(record, 0)?) << 32 | u64::from(self.record(record, 1)?))
    }

    /// A record's name.
    pub(super) fn record_name(&self, record: u32) -> Result<&str, Damaged> {
        let name = self.record(record, 2)?;
        self.texts().text(name as usize)
    }

    /// Whether a record's ranges tell vulnerabilities apart.
    pub(super) fn tells_apart(&self, record: u32) -> Result<bool, Damaged> {
        Ok(self.record(record, 7)? != 0)
    }

    /// The first statement of a record, and how many it has.
    pub(super) fn statements_of(&self, record: u32) -> Result<(u32, u32), Damaged> {
        Ok((self.record(record, 4)?, self.record(record, 5)?))
    }

    /// A record's state.
    pub(super) fn state(&self, record: u32) -> Result<StatusKind, Damaged> {
        pieces::state_of(self.record(record, 3)?)
    }

    /// The record of a statement.
    pub(super) fn record_of(&self, statement: u32) -> Result<u32, Damaged> {
        let list = self.numbers(Part::Statements);
        let record = list.get(statement as usize * 2);
        let record = record.ok_or(Damaged("a statement has no record"))?;
        Ok(record & RECORDS)
    }

    /// How a statement stands in the conditions of its record.
    pub(super) fn standing(&self, statement: u32) -> Result<Standing, Damaged> {
        let list = self.numbers(Part::Statements);
        match list.get(statement as usize * 2).map(|n| n >> 30) {
            Some(0) => Ok(Standing::Free),
            Some(1) => Ok(Standing::Enough),
            Some(2) => Ok(Standing::Bound),
            _ => Err(Damaged("a statement stands nowhere")),
        }
    }

    /// Who makes a statement, as the number of a text.
    pub(super) fn speaker(&self, statement: u32) -> Result<u32, Damaged> {
        let list = self.numbers(Part::Statements);
        let at = list.get(statement as usize * 2 + 1);
        // It stands first.
        self.pieces(at)?.small()
    }

    /// A text by its number.
    pub(super) fn text(&self, number: u32) -> Result<&str, Damaged> {
        self.texts().text(number as usize)
    }

    /// A statement.
    pub(super) fn statement(&self, statement: u32) -> Result<Affected, Damaged> {
        let list = self.numbers(Part::Statements);
        let at = list.get(statement as usize * 2 + 1);
        pieces::read_statement(&mut self.pieces(at)?, self.texts())
    }

    /// Everything that a record states.
    pub(super) fn stated(&self, record: u32) -> Result<Stated, Damaged> {
        let (first, count) = self.statements_of(record)?;
        let statements = first..first.saturating_add(count);
        let affected: Result<_, _> = statements.map(|at| self.statement(at)).collect();
        Ok(Stated {
            status: self.state(record)?,
            affected: affected?,
            configurations: self.conditions(record)?,
        })
    }

    /// The conditions of a record.
    pub(super) fn conditions(&self, record: u32) -> Result<Vec<Configuration>, Damaged> {
        let joined = Some(self.record(record, 6)?);
        pieces::read_configurations(&mut self.pieces(joined)?, self.texts())
    }

    /// Calls with every statement that may be an answer for the product; some more than once.
    pub(super) fn candidates(
        &self,
        known: &Known,
        each: &mut dyn FnMut(u32),
    ) -> Result<(), Damaged> {
        let [mut as_package, mut as_made] = [true, false].map(|is_package| Placed {
            segment: self,
            own: known.own(is_package),
            places: Vec::new(),
        });
        let trees = self.numbers(Part::Trees);
        for name in self.names_of(&known.product) {
            self.listed(name, [Part::NameOpen, Part::Open], each)?;
            let placed = match self.names().text(name)?.starts_with("pkg:") {
                true => &mut as_package,
                false => &mut as_made,
            };
            for group in self.groups_of(name)? {
                let (scheme, ranges) = self.group(group)?;
                // A package counts its versions in its own way, whatever the statement says.
                match placed.at(scheme)? {
                    Some(place) => intervals::holding(trees, ranges, place, each),
                    None => intervals::all(trees, ranges, each),
                }
            }
        }
        Ok(())
    }

    /// Calls with every statement under a name of the product, whatever it says; some more than once.
    pub(super) fn mentions(
        &self,
        installed: &Installed,
        each: &mut dyn FnMut(u32),
    ) -> Result<(), Damaged> {
        for name in self.names_of(installed) {
            self.listed(name, [Part::NameOpen, Part::Open], each)?;
            self.listed(name, [Part::NameQuiet, Part::Quiet], each)?;
            for group in self.groups_of(name)? {
                let (_, ranges) = self.group(group)?;
                intervals::all(self.numbers(Part::Trees), ranges, each);
            }
        }
        Ok(())
    }

    /// The names by which statements about a product are found.
    fn names_of(&self, installed: &Installed) -> Vec<usize> {
        let mut found = Vec::new();
        for key in installed.lookups() {
            found.extend(self.names().find(key.as_str().as_bytes()));
            self.in_words(key.as_str(), &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Calls with the statements in one of the lists of a name.
    fn listed(
        &self,
        name: usize,
        [begin, of]: [Part; 2],
        each: &mut dyn FnMut(u32),
    ) -> Result<(), Damaged> {
        let span = self.numbers(begin).span(name);
        let list = self.numbers(of);
        for at in span.ok_or(Damaged("a name has no list"))? {
            each(list.get(at).ok_or(Damaged("a list is cut off"))?);
        }
        Ok(())
    }

    fn groups_of(&self, name: usize) -> Result<std::ops::Range<usize>, Damaged> {
        let span = self.numbers(Part::NameGroups).span(name);
        span.ok_or(Damaged("a name has no groups"))
    }

    /// The scheme of a group and where its ranges are.
    fn group(&self, group: usize) -> Result<(usize, std::ops::Range<usize>), Damaged> {
        let groups = self.numbers(Part::Groups);
        let number = |i: usize| groups.get(group * GROUP + i).map(|n| n as usize);
        let numbers = number(0).zip(number(1)).zip(number(2));
        let ((scheme, from), to) = numbers.ok_or(Damaged("a group is cut off"))?;
        if from > to || to > self.ranges() {
            return Err(Damaged("a group is longer than its list"));
        }
        Ok((scheme, from..to))
    }

    /// The names whose product has this word, folded.
    pub(super) fn names_with(&self, word: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let list = Texts {
            ends: self.numbers(Part::WordEnds),
            bytes: self.part(Part::WordBytes),
        };
        equal(list, self.numbers(Part::WordOf), word, &mut found);
        let texts = found
            .into_iter()
            .filter_map(|at| self.names().text(at).ok());
        texts.collect()
    }

    /// Calls with every name.
    pub(super) fn each_name(&self, each: &mut dyn FnMut(&str)) {
        let names = self.names();
        for at in 0..names.len() {
            if let Ok(name) = names.text(at) {
                each(name);
            }
        }
    }

    /// The CPE names whose vendor and product in words are this key.
    fn in_words(&self, key: &str, found: &mut Vec<usize>) {
        let list = Texts {
            ends: self.numbers(Part::WordsEnds),
            bytes: self.part(Part::WordsBytes),
        };
        equal(list, self.numbers(Part::WordsOf), key, found);
    }

    fn schemes(&self) -> Texts<'_> {
        Texts {
            ends: self.numbers(Part::SchemeEnds),
            bytes: self.part(Part::SchemeNames),
        }
    }

    fn names(&self) -> Texts<'_> {
        Texts {
            ends: self.numbers(Part::NameEnds),
            bytes: self.part(Part::NameBytes),
        }
    }

    fn texts(&self) -> Texts<'_> {
        Texts {
            ends: self.numbers(Part::TextEnds),
            bytes: self.part(Part::TextBytes),
        }
    }

    /// The limits of a scheme, sorted.
    fn limits(&self, scheme: usize) -> Option<Texts<'_>> {
        let span = self.numbers(Part::SchemeLimits).span(scheme)?;
        let ends = self.part(Part::LimitEnds);
        Some(Texts {
            ends: Numbers(ends.get(span.start * 4..(span.end + 1) * 4)?),
            bytes: self.part(Part::LimitKeys),
        })
    }

    fn record(&self, record: u32, member: usize) -> Result<u32, Damaged> {
        let list = self.numbers(Part::Records);
        let number = list.get(record as usize * RECORD + member);
        number.ok_or(Damaged("a record is missing"))
    }

    fn pieces(&self, at: Option<u32>) -> Result<In<'_>, Damaged> {
        let rest = at.and_then(|at| self.part(Part::Pieces).get(at as usize..));
        rest.map(In).ok_or(Damaged("a statement is missing"))
    }

    fn numbers(&self, part: Part) -> Numbers<'_> {
        Numbers(self.part(part))
    }

    fn part(&self, part: Part) -> &[u8] {
        let span = self.parts[part as usize].clone();
        self.bytes.as_ref().get(span).unwrap_or_default()
    }
}

/// Adds what stands beside the texts that are equal to a word.
fn equal(list: Texts<'_>, of: Numbers<'_>, word: &str, found: &mut Vec<usize>) {
    let Ok(any) = list.find(word.as_bytes()) else {
        return;
    };
    let same = |at: &usize| list.bytes(*at) == Some(word.as_bytes());
    let before = (0..any).rev().take_while(same);
    let after = (any..list.len()).take_while(same);
    found.extend(
        before
            .chain(after)
            .filter_map(|at| of.get(at))
            .map(|at| at as usize),
    );
}

/// The places of one version among the limits of each scheme, found once.
struct Placed<'a, B> {
    segment: &'a Segment<B>,
    own: Option<Own<'a>>,
    places: Vec<(usize, Option<u32>)>,
}

impl<B: AsRef<[u8]>> Placed<'_, B> {
    /// The place under a scheme; `None` where the version is not known, is none of the scheme, or is counted in another
    /// way than the limits are.
    fn at(&mut self, scheme: usize) -> Result<Option<u32>, Damaged> {
        if let Some((_, place)) = self.places.iter().find(|(known, _)| *known == scheme) {
            return Ok(*place);
        }
        let name = self.segment.schemes().text(scheme)?;
        let known = noroshi_versions::scheme(name).ok_or(Damaged("a scheme is unknown"))?;
        let limits = self.segment.limits(scheme);
        let limits = limits.ok_or(Damaged("a scheme has no limits"))?;
        let own = self.own.as_ref();
        let own = own.filter(|own| own.scheme.is_none_or(|own| own.name() == known.name()));
        let key = own.and_then(|own| known.key(own.version).ok());
        let place = key.map(|key| places::place(limits, &key));
        self.places.push((scheme, place));
        Ok(place)
    }
}

fn origin(all: &[u8]) -> Result<Origin, Damaged> {
    let short = Damaged("its header is cut off");
    if !all.starts_with(MAGIC) {
        return Err(Damaged("it is not an index of this release"));
    }
    let long = |at: usize| all.get(at..).and_then(|b| b.first_chunk());
    let parts = all.get(SUM.start - 4..).and_then(|b| b.first_chunk());
    let parts = u32::from_le_bytes(*parts.ok_or(short.clone())?);
    if parts as usize != PARTS {
        return Err(Damaged("it has other parts than this release knows"));
    }
    let readers = all.get(SUM.start - 8..).and_then(|b| b.first_chunk());
    Ok(Origin {
        after: u64::from_le_bytes(*long(8).ok_or(short.clone())?),
        upto: u64::from_le_bytes(*long(16).ok_or(short.clone())?),
        link: *all
            .get(24..)
            .and_then(|b| b.first_chunk())
            .ok_or(short.clone())?,
        readers: u32::from_le_bytes(*readers.ok_or(short)?),
    })
}
