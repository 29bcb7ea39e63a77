//! The parameters of version 4.0.0: names, dates and scores.

use std::collections::HashSet;

use jiff::civil::Date;

use super::super::{
    asked::Asked,
    board::Joined,
    catalogue::{Catalogue, Product, Vendor},
    dates::{Day, Days, date_of, day_at},
    facts::{Band, Vector},
    fault::{Fault, FaultKind},
    names::{CpePattern, Named},
};

/// What a name in a request stands for.
pub(super) enum Wanted {
    Pattern(CpePattern),
    Vendor(u64),
    Product(u64),
}

impl Wanted {
    /// The vendor or product that a request names. Older pages write the parameters' names in other ways.
    pub(super) fn read(asked: &Asked, of_vendors: bool) -> Result<Option<Self>, Fault> {
        let names = if of_vendors {
            ["vendorName", "VendorName"]
        } else {
            ["productName", "ProductName"]
        };
        let Some(name) = names.into_iter().find(|name| asked.get(name).is_some()) else {
            return Ok(None);
        };
        refuse_versions(asked)?;
        let value = asked.get(name).unwrap_or_default();
        let odd = || asked.fault(FaultKind::Value, name);
        let kinds = [
            ("cpe", "cpe"),
            ("jvnpid", "jvnpid"),
            ("vid", "vid"),
            ("pid", "pid"),
        ];
        let stated = match asked.word("nameType", &kinds)? {
            Some(kind) => Some(kind),
            None => asked.word("type", &kinds)?,
        };
        let kind = match stated {
            Some(kind) => kind,
            None if value.starts_with("cpe:") => "cpe",
            None if value.starts_with("jvnpid:") => "jvnpid",
            None => return Err(asked.fault(FaultKind::Missing, "nameType")),
        };
        let number = || {
            let digits = value.bytes().all(|b| b.is_ascii_digit());
            value.parse().ok().filter(|_| digits).ok_or_else(odd)
        };
        let pieces: Vec<&str> = value.split(':').collect();
        let piece = |at: usize| pieces.get(at).copied().unwrap_or_default();
        // A version in the name would be compared with versions that are not held.
        let rest_is_open = |from: usize| pieces.iter().skip(from).all(|p| matches!(*p, "" | "*"));
        let pattern = match kind {
            "vid" if !of_vendors => return Ok(Some(Self::Vendor(number()?))),
            "pid" if !of_vendors => return Ok(Some(Self::Product(number()?))),
            "cpe" if piece(0) == "cpe" && piece(1) == "2.3" && rest_is_open(5) => {
                CpePattern::of(piece(2), piece(3), piece(4))
            }
            "jvnpid"
                if piece(0) == "jvnpid"
                    && piece(1) == "1.0"
                    && piece(2).is_empty()
                    && rest_is_open(5) =>
            {
                CpePattern::of("", piece(3), piece(4))
            }
            _ => return Err(odd()),
        };
        if of_vendors && (value.contains('*') || !pattern.is_of_vendors()) {
            return Err(odd());
        }
        Ok(Some(Self::Pattern(pattern)))
    }

    pub(super) fn has_vendor(&self, vendor: &Vendor) -> bool {
        match self {
            Self::Pattern(pattern) => pattern.holds_vendor(&vendor.key),
            Self::Vendor(vid) => vendor.has(*vid),
            Self::Product(_) => false,
        }
    }

    pub(super) fn has_product(&self, product: &Product, vendor: Option<&Vendor>) -> bool {
        match self {
            Self::Pattern(pattern) => pattern.holds(&product.key),
            Self::Vendor(vid) => vendor.is_some_and(|v| v.has(*vid)),
            Self::Product(pid) => product.has(*pid, vendor.map_or("", |v| &v.name)),
        }
    }

    /// Of the products that entries name, those it stands for.
    pub(super) fn among(&self, catalogue: &Catalogue) -> HashSet<u32> {
        catalogue.named(|named: &Named| match self {
            Self::Pattern(pattern) => pattern.holds(&named.key),
            Self::Vendor(vid) => catalogue.numbers_of(named).0.contains(vid),
            Self::Product(pid) => catalogue.numbers_of(named).1.contains(pid),
        })
    }
}

/// Products stand in JVN's documents without versions that could be compared: asking for one is refused, because an
/// answer without it would say less than the truth, and one that passes over it more.
fn refuse_versions(asked: &Asked) -> Result<(), Fault> {
    let types = [("no", true), ("all", false), ("equal", false)];
    let is_off = asked.word("versionType", &types)?.unwrap_or(false);
    asked.at_most_one(&["version", "versionStart"])?;
    asked.at_most_one(&["version", "versionEnd"])?;
    for name in ["version", "versionStart", "versionEnd"] {
        if asked.get(name).is_some() && !is_off {
            return Err(asked.fault(FaultKind::Value, name));
        }
    }
    Ok(())
}

/// The days that a request lets through: last update, registration, disclosure.
pub(super) struct Periods {
    pub(super) modified: Option<Days>,
    pub(super) created: Option<Days>,
    pub(super) public: Option<Days>,
}

impl Periods {
    pub(super) fn read(asked: &Asked, today: Day) -> Result<Self, Fault> {
        let range = [("NONE", 0), ("DAY", 1), ("WEEK", 7), ("MONTH", 30)];
        let range = asked.word("modifiedRangeDate", &range)?;
        if range.is_some() {
            for name in [
                "modifiedStartDate",
                "modifiedEndDate",
                "createdStartDate",
                "createdEndDate",
                "publicStartDate",
                "publicEndDate",
            ] {
                asked.at_most_one(&["modifiedRangeDate", name])?;
            }
        }
        let ranged = match range {
            None | Some(0) => None,
            Some(30) => {
                let before = date_of(today).checked_sub(jiff::Span::new().months(1));
                Some(before.map_or(today, day_at) + 1)
            }
            Some(days) => Some(today - days + 1),
        };
        Ok(Self {
            modified: match ranged {
                Some(from) => Some(Days { from, to: today }),
                None => days(asked, ["modifiedStartDate", "modifiedEndDate"], 1998)?,
            },
            created: days(asked, ["createdStartDate", "createdEndDate"], 1998)?,
            public: days(asked, ["publicStartDate", "publicEndDate"], 1989)?,
        })
    }

    pub(super) fn let_through(
        &self,
        modified: Option<Day>,
        created: Option<Day>,
        public: Option<Day>,
    ) -> bool {
        let among = |days: &Option<Days>, day| days.is_none_or(|days| days.hold(day));
        among(&self.modified, modified)
            && among(&self.created, created)
            && among(&self.public, public)
    }
}

fn days(asked: &Asked, [start, end]: [&str; 2], first: i16) -> Result<Option<Days>, Fault> {
    let read = |name: &str| -> Result<Option<Day>, Fault> {
        let Some(text) = asked.get(name) else {
            return Ok(None);
        };
        let is_date = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
        let part =
            |range: std::ops::Range<usize>| text.get(range).and_then(|t| t.parse::<i16>().ok());
        let date = || Date::new(part(0..4)?, part(4..6)? as i8, part(6..8)? as i8).ok();
        let date = is_date
            .then(date)
            .flatten()
            .filter(|date| date.year() >= first);
        date.map(|date| Some(day_at(date)))
            .ok_or_else(|| asked.fault(FaultKind::Value, name))
    };
    let (from, to) = (read(start)?, read(end)?);
    let days = Days {
        from: from.unwrap_or(Day::MIN),
        to: to.unwrap_or(Day::MAX),
    };
    if days.from > days.to {
        return Err(asked.fault(FaultKind::Value, end));
    }
    Ok((from.is_some() || to.is_some()).then_some(days))
}

/// A version of CVSS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scored {
    V2,
    V3,
    V4,
}

impl Scored {
    /// The severity of an entry by this version.
    pub(super) fn of(self, entry: &Joined) -> Option<Band> {
        let others = entry.facts.others.as_ref();
        match self {
            Self::V3 => entry.facts.severity,
            Self::V2 => others.and_then(|o| o.v2.as_ref()).map(|(band, _)| *band),
            Self::V4 => others.and_then(|o| o.v4.as_ref()).map(|(band, _)| *band),
        }
    }
}

/// The score that is asked for.
pub(super) enum Score {
    Severity(Scored, Band),
    V2(Vec<String>),
    V3(Vector),
    V4(Vec<String>),
}

impl Score {
    pub(super) fn read(asked: &Asked) -> Result<Option<Self>, Fault> {
        const NAMES: [&str; 6] = [
            "cvssV2Metrics",
            "cvssV3Metrics",
            "cvssV4Metrics",
            "cvssV2Severity",
            "cvssV3Severity",
            "cvssV4Severity",
        ];
        asked.at_most_one(&NAMES)?;
        let Some(name) = NAMES.into_iter().find(|name| asked.get(name).is_some()) else {
            return Ok(None);
        };
        let value = asked.get(name).unwrap_or_default();
        let odd = || asked.fault(FaultKind::Value, name);
        let scored = match name.as_bytes()[5] {
            b'2' => Scored::V2,
            b'3' => Scored::V3,
            _ => Scored::V4,
        };
        let metrics = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        let score = if name.ends_with("Severity") {
            let band = Band::of(value).filter(|_| value.bytes().all(|b| b.is_ascii_uppercase()));
            let known =
                |band: &Band| scored != Scored::V2 || !matches!(band, Band::None | Band::Critical);
            Self::Severity(scored, band.filter(known).ok_or_else(odd)?)
        } else {
            match scored {
                Scored::V2 => {
                    let metrics = metrics(value.trim_matches(['(', ')']));
                    let shaped = metrics.len() == 6 && metrics.iter().all(|m| m.contains(':'));
                    Self::V2(shaped.then_some(metrics).ok_or_else(odd)?)
                }
                Scored::V3 => {
                    let vector = Vector::of(value).filter(|v| v.can_be_asked() && v.is_whole());
                    Self::V3(vector.ok_or_else(odd)?)
                }
                Scored::V4 => {
                    let metrics = value
                        .strip_prefix("CVSS:4.0/")
                        .map(metrics)
                        .ok_or_else(odd)?;
                    let shaped = metrics.iter().all(|m| m.contains(':'));
                    Self::V4(shaped.then_some(metrics).ok_or_else(odd)?)
                }
            }
        };
        Ok(Some(score))
    }

    pub(super) fn lets(&self, entry: &Joined) -> bool {
        let others = entry.facts.others.as_ref();
        let holds = |vector: Option<&str>, asked: &[String]| {
            let metrics: Vec<&str> = vector.unwrap_or_default().split('/').collect();
            asked
                .iter()
                .all(|metric| metrics.contains(&metric.as_str()))
        };
        match self {
            Self::Severity(scored, band) => scored.of(entry) == Some(*band),
            Self::V2(asked) => holds(others.and_then(|o| o.v2.as_ref()).map(|(_, v)| &**v), asked),
            Self::V3(asked) => entry.facts.vector.is_some_and(|v| asked.holds(&v)),
            Self::V4(asked) => holds(others.and_then(|o| o.v4.as_ref()).map(|(_, v)| &**v), asked),
        }
    }
}
