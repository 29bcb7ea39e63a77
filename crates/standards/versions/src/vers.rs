//! `vers`: the version range specifier, clause 5 of the Ecma draft.

use std::{cmp::Ordering, fmt, ops::Bound};

use crate::{ALL as ALL_SCHEMES, NotVers, Range, Set, Version, scheme};

/// How a version of a constraint stands to those that belong (clause 5.3.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// No comparator: this version.
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparator {
    fn text(self) -> &'static str {
        match self {
            Self::Equal => "",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    fn is_upper(self) -> bool {
        matches!(self, Self::Less | Self::LessOrEqual)
    }
}

/// A `vers` range as it is written. No constraint at all stands for `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vers {
    /// The type: a scheme's name, or one that is not known here.
    pub kind: String,
    /// Comparators and versions, the versions decoded.
    pub constraints: Vec<(Comparator, String)>,
}

impl Vers {
    /// Reads canonical `vers`: constraints in order, nothing repeated, nothing contradicting (clauses 5.3, 5.4).
    ///
    /// The order of a type that is not known here cannot be checked.
    ///
    /// # Errors
    ///
    /// [`NotVers`] says which rule is broken.
    pub fn parse(text: &str) -> Result<Self, NotVers> {
        let this = Self::read(text, true)?;
        this.check()?;
        Ok(this)
    }

    /// Reads `vers` as it is found: spaces, empty constraints, another order, a leading `=`, capitals in the type and
    /// needless percent-encoding do no harm.
    ///
    /// # Errors
    ///
    /// [`NotVers`] where the grammar is broken, or a version is not of the type.
    pub fn parse_lenient(text: &str) -> Result<Self, NotVers> {
        let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        let mut this = Self::read(&text, false)?;
        if let Some(scheme) = scheme(&this.kind) {
            let mut keyed = Vec::with_capacity(this.constraints.len());
            for (comparator, version) in this.constraints {
                keyed.push((scheme.key(&version)?, comparator, version));
            }
            keyed.sort_by(|a, b| a.0.cmp(&b.0));
            this.constraints = keyed
                .into_iter()
                .map(|(_, comparator, version)| (comparator, version))
                .collect();
        }
        Ok(this)
    }

    /// True where a version belongs.
    ///
    /// # Errors
    ///
    /// [`NotVers`]: no order is known for the type, or a version is not of it.
    pub fn contains(&self, version: &str) -> Result<bool, NotVers> {
        match self.kind.as_str() {
            ALL => Ok(true),
            NONE => Ok(false),
            _ => Ok(self.range()?.contains(version)?),
        }
    }

    /// The range as a set.
    ///
    /// Lower and upper bounds pair up in order; single versions are added and excluded ones taken away. Exclusions
    /// alone exclude from everything.
    ///
    /// # Errors
    ///
    /// [`NotVers`]: no order is known for the type, or a version is not of it.
    pub fn range(&self) -> Result<Range, NotVers> {
        let scheme = scheme(&self.kind).ok_or_else(|| NotVers::UnknownType(self.kind.clone()))?;
        if self.constraints.is_empty() {
            return Ok(Range::new(scheme, Set::all()));
        }
        let mut set = Set::none();
        let mut excluded = Set::none();
        let mut lower: Option<Bound<Version>> = None;
        let mut first_bound = true;
        let mut only_excluded = true;
        for (comparator, version) in &self.constraints {
            let version = scheme.version(version)?;
            only_excluded &= *comparator == Comparator::NotEqual;
            match comparator {
                Comparator::Equal => set = set.union(&Set::one(version)),
                Comparator::NotEqual => excluded = excluded.union(&Set::one(version)),
                Comparator::Greater | Comparator::GreaterOrEqual => {
                    let bound = match comparator {
                        Comparator::Greater => Bound::Excluded(version),
                        _ => Bound::Included(version),
                    };
                    // Of two lower bounds in a row the first holds (how-to-parse, "Simplifying constraints").
                    lower.get_or_insert(bound);
                    first_bound = false;
                }
                Comparator::Less | Comparator::LessOrEqual => {
                    let upper = match comparator {
                        Comparator::Less => Bound::Excluded(version),
                        _ => Bound::Included(version),
                    };
                    // Of two upper bounds in a row the last holds, so that the lower one stays open to it.
                    let from = match lower.take() {
                        Some(bound) => bound,
                        None if first_bound => Bound::Unbounded,
                        None => set
                            .intervals()
                            .last()
                            .map_or(Bound::Unbounded, |(from, _)| from.cloned()),
                    };
                    first_bound = false;
                    set = set.union(&Set::between(from, upper));
                }
            }
        }
        if let Some(bound) = lower {
            set = set.union(&Set::between(bound, Bound::Unbounded));
        }
        if only_excluded {
            set = Set::all();
        }
        Ok(Range::new(scheme, set.difference(&excluded)))
    }

    fn read(text: &str, strict: bool) -> Result<Self, NotVers> {
        if text.chars().any(|c| c.is_ascii_whitespace()) {
            return Err(NotVers::Shape("there is space in it"));
        }
        if text.bytes().any(|b| !b.is_ascii_graphic()) {
            return Err(NotVers::Shape("it has characters beyond printable ASCII"));
        }
        let rest = text
            .strip_prefix("vers:")
            .ok_or(NotVers::Shape("it begins with vers:"))?;
        let (kind, constraints) = rest.split_once('/').ok_or(NotVers::Shape(
            "a slash stands between type and constraints",
        ))?;
        let kind = kind_of(kind, strict)?;
        let mut this = Self {
            kind,
            constraints: Vec::new(),
        };
        if constraints == "*" {
            return Ok(this);
        }
        if this.kind == ALL || this.kind == NONE {
            return Err(NotVers::Shape("types all and none have * and nothing else"));
        }
        if constraints.is_empty() {
            return Err(NotVers::Shape("there are no constraints"));
        }
        for constraint in constraints.split('|') {
            if constraint.is_empty() && !strict {
                continue;
            }
            this.constraints.push(read_constraint(constraint, strict)?);
        }
        if this.constraints.is_empty() {
            return Err(NotVers::Shape("there are no constraints"));
        }
        Ok(this)
    }

    /// The rules of clause 5.4.
    fn check(&self) -> Result<(), NotVers> {
        let duplicate = NotVers::NotCanonical("a version stands twice");
        if let Some(scheme) = scheme(&self.kind) {
            let mut last: Option<Vec<u8>> = None;
            for (_, version) in &self.constraints {
                let key = scheme.key(version)?;
                match last.map(|last| last.cmp(&key)) {
                    Some(Ordering::Greater) => {
                        return Err(NotVers::NotCanonical(
                            "the constraints are not in the order of their versions",
                        ));
                    }
                    Some(Ordering::Equal) => return Err(duplicate),
                    _ => last = Some(key),
                }
            }
        } else {
            let mut versions: Vec<&str> = self
                .constraints
                .iter()
                .map(|(_, version)| version.as_str())
                .collect();
            versions.sort_unstable();
            if versions.windows(2).any(|pair| pair[0] == pair[1]) {
                return Err(duplicate);
            }
        }
        let mut last: Option<Comparator> = None;
        let mut last_bound: Option<Comparator> = None;
        for (comparator, _) in &self.constraints {
            if *comparator == Comparator::NotEqual {
                continue;
            }
            if last == Some(Comparator::Equal) && comparator.is_upper() {
                return Err(NotVers::NotCanonical(
                    "a single version stands right before an upper bound that holds it",
                ));
            }
            last = Some(*comparator);
            if *comparator == Comparator::Equal {
                if last_bound.is_some_and(|bound| !bound.is_upper()) {
                    return Err(NotVers::NotCanonical(
                        "a single version stands in a range that holds it",
                    ));
                }
                continue;
            }
            if last_bound.is_some_and(|bound| bound.is_upper() == comparator.is_upper()) {
                return Err(NotVers::NotCanonical(
                    "lower and upper bounds do not take turns",
                ));
            }
            last_bound = Some(*comparator);
        }
        Ok(())
    }
}

impl fmt::Display for Vers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "vers:{}/", self.kind)?;
        if self.constraints.is_empty() {
            return f.write_str("*");
        }
        for (at, (comparator, version)) in self.constraints.iter().enumerate() {
            let pipe = if at == 0 { "" } else { "|" };
            write!(f, "{pipe}{}{}", comparator.text(), encode(version))?;
        }
        Ok(())
    }
}

/// Writes a range; the empty one is `vers:none/*`.
pub(crate) fn write(range: &Range, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if range.set().is_empty() {
        return write!(f, "vers:{NONE}/*");
    }
    let mut constraints: Vec<(Comparator, String)> = Vec::new();
    let mut end: Bound<&Version> = Bound::Unbounded;
    for (lower, upper) in range.set().intervals() {
        match (end, lower) {
            // Two intervals with only one version between them: `!=`.
            (Bound::Excluded(a), Bound::Excluded(b)) if a == b => {
                constraints.pop();
                constraints.push((Comparator::NotEqual, b.text.clone()));
            }
            (_, Bound::Included(version)) if upper == Bound::Included(version) => {
                constraints.push((Comparator::Equal, version.text.clone()));
                end = upper;
                continue;
            }
            (_, Bound::Included(version)) => {
                constraints.push((Comparator::GreaterOrEqual, version.text.clone()))
            }
            (_, Bound::Excluded(version)) => {
                constraints.push((Comparator::Greater, version.text.clone()))
            }
            (_, Bound::Unbounded) => {}
        }
        match upper {
            Bound::Included(version) => {
                constraints.push((Comparator::LessOrEqual, version.text.clone()))
            }
            Bound::Excluded(version) => constraints.push((Comparator::Less, version.text.clone())),
            Bound::Unbounded => {}
        }
        end = upper;
    }
    // `==1.0` of PyPI holds 1.0 and its local versions: two bounds, one text.
    let mut written: Vec<(Comparator, String)> = Vec::with_capacity(constraints.len());
    for (comparator, version) in constraints {
        match written.last_mut() {
            Some((last @ Comparator::GreaterOrEqual, text))
                if comparator == Comparator::LessOrEqual && *text == version =>
            {
                *last = Comparator::Equal;
            }
            Some((last @ Comparator::Less, text))
                if comparator == Comparator::Greater && *text == version =>
            {
                *last = Comparator::NotEqual;
            }
            _ => written.push((comparator, version)),
        }
    }
    let vers = Vers {
        kind: range.scheme().name().to_owned(),
        constraints: written,
    };
    fmt::Display::fmt(&vers, f)
}

const ALL: &str = "all";
const NONE: &str = "none";
/// Reserved so that something is invalid for ever (clause 5.3.2.1).
const INVALID: &str = "invalid";

fn kind_of(kind: &str, strict: bool) -> Result<String, NotVers> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    if !kind.starts_with(|c: char| c.is_ascii_alphabetic()) || !kind.chars().all(allowed) {
        return Err(NotVers::Shape(
            "the type is letters, digits, dots and hyphens, a letter first",
        ));
    }
    if strict && kind.contains(|c: char| c.is_ascii_uppercase()) {
        return Err(NotVers::Shape("the type is written in small letters"));
    }
    let kind = kind.to_ascii_lowercase();
    if kind == INVALID {
        return Err(NotVers::Shape(
            "the type invalid is reserved and never valid",
        ));
    }
    let alias = ALL_SCHEMES
        .iter()
        .find(|scheme| scheme.also_called().contains(&kind.as_str()));
    Ok(alias
        .filter(|_| !strict)
        .map_or(kind, |scheme| scheme.name().to_owned()))
}

fn read_constraint(constraint: &str, strict: bool) -> Result<(Comparator, String), NotVers> {
    let wrong = |what| NotVers::Constraint {
        constraint: constraint.to_owned(),
        what,
    };
    if constraint.is_empty() {
        return Err(wrong("a pipe too many"));
    }
    // The longer comparators come first.
    let (comparator, version) = [
        Comparator::GreaterOrEqual,
        Comparator::LessOrEqual,
        Comparator::NotEqual,
        Comparator::Less,
        Comparator::Greater,
        Comparator::Equal,
    ]
    .into_iter()
    .find_map(|comparator| Some((comparator, constraint.strip_prefix(comparator.text())?)))
    .unwrap_or((Comparator::Equal, constraint));
    let version = match version.strip_prefix('=') {
        Some(version) if !strict && comparator == Comparator::Equal => version,
        _ => version,
    };
    if version.is_empty() {
        return Err(wrong("no version"));
    }
    if version.contains(['<', '>', '=', '!', '*']) {
        return Err(wrong("a comparator or an asterisk inside the version"));
    }
    let decoded = decode(version).ok_or_else(|| wrong("wrong percent-encoding"))?;
    if strict && encode(&decoded) != version {
        return Err(wrong(
            "percent-encoding that is not needed, or in small letters,",
        ));
    }
    Ok((comparator, decoded))
}

/// Decodes once; `None` where a percent sign begins no triplet, or the bytes are not UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte != b'%' {
            bytes.push(*byte);
            continue;
        }
        let (triplet, after) = rest.split_at_checked(2)?;
        let digit = |b: u8| {
            char::from(b)
                .to_digit(16)
                .and_then(|d| u8::try_from(d).ok())
        };
        bytes.push(digit(triplet[0])? * 16 + digit(triplet[1])?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

/// Encodes what clause 5.3.3.2 names, and whatever is no printable ASCII character.
fn encode(version: &str) -> String {
    let mut out = String::with_capacity(version.len());
    for byte in version.bytes() {
        if byte.is_ascii_graphic() && !b"<>=!*|%".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

impl Range {
    /// Reads canonical `vers` of a known type.
    ///
    /// # Errors
    ///
    /// As [`Vers::parse`] and [`Vers::range`].
    pub fn parse(text: &str) -> Result<Self, NotVers> {
        Vers::parse(text)?.range()
    }
}
