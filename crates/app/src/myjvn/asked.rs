//! A request: which method, in which form, and its parameters as they came.

use std::ops::Range;

use noroshi_model::Language;

use super::fault::{Fault, FaultKind, Why};

/// Values that one parameter may list.
const MOST_VALUES: usize = 1_000;
/// Characters of a value that a message repeats.
const SHOWN: usize = 60;

/// A method of MyJVN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `getVendorList`
    VendorList,
    /// `getProductList`
    ProductList,
    /// `getVulnOverviewList`
    VulnOverviewList,
    /// `getVulnDetailInfo`
    VulnDetailInfo,
    /// `getAlertList`
    AlertList,
    /// `getStatistics`
    Statistics,
    /// `getOvalList`
    OvalList,
    /// `getOvalData`
    OvalData,
    /// `getXccdfList`
    XccdfList,
    /// `getXccdfData`
    XccdfData,
    /// `getCPEdictionary`
    CpeDictionary,
    /// `getCvrfInfo`
    CvrfInfo,
}

/// The methods by their names; a second name is one that an older version of the API used.
const METHODS: &[(&str, Method)] = &[
    ("getVendorList", Method::VendorList),
    ("getProductList", Method::ProductList),
    ("getVulnOverviewList", Method::VulnOverviewList),
    ("getVulnDetailInfo", Method::VulnDetailInfo),
    ("getAlertList", Method::AlertList),
    ("getStatistics", Method::Statistics),
    ("getOvalList", Method::OvalList),
    ("getOvalData", Method::OvalData),
    ("getXccdfList", Method::XccdfList),
    ("getXccdfData", Method::XccdfData),
    ("getCPEdictionary", Method::CpeDictionary),
    ("getCvrfInfo", Method::CvrfInfo),
    ("getXccdfCheckData", Method::XccdfData),
    ("getVulnOverviewStatistics", Method::Statistics),
];

impl Method {
    /// The method of that name.
    pub fn named(name: &str) -> Option<Self> {
        METHODS.iter().find(|(n, _)| *n == name).map(|(_, m)| *m)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        METHODS
            .iter()
            .find(|(_, m)| *m == self)
            .map_or("", |(n, _)| n)
    }

    /// The most entries in one answer.
    pub fn most(self) -> usize {
        match self {
            Self::VendorList | Self::ProductList | Self::Statistics => 10_000,
            Self::VulnDetailInfo => 10,
            _ => 50,
        }
    }
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feed {
    /// `hnd`, XML, the usual one.
    Hnd,
    /// `oka`, JSON.
    Oka,
}

impl Feed {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hnd => "hnd",
            Self::Oka => "oka",
        }
    }
}

/// The parameters that an answer may repeat, in the order in which it does. The schema knows no others.
pub(super) const ECHOED: &[&str] = &[
    "startItem",
    "maxCountItem",
    "xsl",
    "cpeName",
    "vendorId",
    "productId",
    "keyword",
    "type",
    "category",
    "ver",
    "severity",
    "vector",
    "rangeDatePublic",
    "rangeDatePublished",
    "rangeDateFirstPublished",
    "datePublicStartY",
    "datePublicStartM",
    "datePublicStartD",
    "datePublicEndY",
    "datePublicEndM",
    "datePublicEndD",
    "datePublishedStartY",
    "datePublishedStartM",
    "datePublishedStartD",
    "datePublishedEndY",
    "datePublishedEndM",
    "datePublishedEndD",
    "dateFirstPublishedStartY",
    "dateFirstPublishedStartM",
    "dateFirstPublishedStartD",
    "dateFirstPublishedEndY",
    "dateFirstPublishedEndM",
    "dateFirstPublishedEndD",
    "vulnId",
    "cvrfdoc",
    "platform",
    "internalType",
    "mode",
    "ovalId",
    "benchmarkId",
    "theme",
    "cweId",
    "pid",
    "datePublished",
    "dateFirstPublished",
    "reference",
    "ft",
];

/// A request as it came: the names and values of its parameters, decoded once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Names and values in their order. Of a name that comes twice the first counts.
    pub parameters: Vec<(String, String)>,
}

impl Asked {
    /// A request with these parameters.
    pub fn new(parameters: Vec<(String, String)>) -> Self {
        Self { parameters }
    }

    /// A parameter's value; none where it is missing or empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(n, _)| n == name);
        found
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The form asked for; `hnd` where none is, as calls from before there were forms have it.
    pub(super) fn feed(&self) -> Option<Feed> {
        match self.get("feed") {
            None | Some("hnd") => Some(Feed::Hnd),
            Some("oka") => Some(Feed::Oka),
            Some(_) => None,
        }
    }

    /// The method asked for, where it is one.
    pub(super) fn method(&self) -> Option<Method> {
        Method::named(self.get("method")?)
    }

    /// The language asked for, Japanese where none is.
    pub(super) fn language(&self) -> Result<Language, Fault> {
        match self.get("lang") {
            None | Some("ja") => Ok(Language::Ja),
            Some("en") => Ok(Language::En),
            Some(_) => Err(self.fault(FaultKind::Value, "lang")),
        }
    }

    /// A fault of this request.
    pub(super) fn fault(&self, kind: FaultKind, parameter: &str) -> Fault {
        let value = self.get(parameter).unwrap_or_default();
        let value = value.chars().filter(|c| !is_odd(*c));
        Fault {
            kind,
            parameter: parameter
                .chars()
                .filter(|c| !is_odd(*c))
                .take(SHOWN)
                .collect(),
            value: value.take(SHOWN).collect(),
            method: self.method(),
            feed: self.feed().unwrap_or(Feed::Hnd),
            language: match self.get("lang") {
                Some("en") => Language::En,
                _ => Language::Ja,
            },
        }
    }

    /// Refuses what XML could not repeat.
    pub(super) fn must_be_text(&self) -> Result<(), Fault> {
        let odd = |(name, value): &&(String, String)| name.chars().chain(value.chars()).any(is_odd);
        match self.parameters.iter().find(odd) {
            Some((name, _)) => Err(self.fault(FaultKind::Unreadable, name)),
            None => Ok(()),
        }
    }

    /// Refuses two of several parameters that exclude each other.
    pub(super) fn at_most_one(&self, names: &[&str]) -> Result<(), Fault> {
        let mut there = names.iter().filter(|name| self.get(name).is_some());
        match (there.next(), there.next()) {
            (Some(first), Some(second)) => Err(Fault {
                parameter: format!("{first}, {second}"),
                value: String::new(),
                ..self.fault(FaultKind::Exclusive, first)
            }),
            _ => Ok(()),
        }
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(
        &self,
        name: &str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let known = words.iter().find(|(word, _)| *word == value);
        let known = known.ok_or_else(|| self.fault(FaultKind::Value, name))?;
        Ok(Some(known.1))
    }

    /// A whole number between two.
    pub(super) fn number(&self, name: &str, within: Range<u64>) -> Result<Option<u64>, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let digits = value.bytes().all(|b| b.is_ascii_digit());
        let number = value.parse().ok().filter(|n| digits && within.contains(n));
        number
            .map(Some)
            .ok_or_else(|| self.fault(FaultKind::Value, name))
    }

    /// The values that a parameter lists: joined with `+`, which arrives as a space, or with `%2B`.
    pub(super) fn list(&self, name: &str) -> Result<Vec<&str>, Fault> {
        let value = self.get(name).unwrap_or_default();
        let values: Vec<&str> = value
            .split(['+', ' ', '\u{3000}'])
            .filter(|value| !value.is_empty())
            .take(MOST_VALUES + 1)
            .collect();
        if values.len() > MOST_VALUES {
            return Err(self.fault(FaultKind::TooMuch, name));
        }
        Ok(values)
    }

    /// The numbers that a parameter lists.
    pub(super) fn numbers(&self, name: &str) -> Result<Vec<u64>, Fault> {
        let values = self.list(name)?;
        let number = |value: &str| {
            let digits = value.bytes().all(|b| b.is_ascii_digit());
            value.parse().ok().filter(|_| digits)
        };
        let numbers: Option<Vec<u64>> = values.into_iter().map(number).collect();
        numbers.ok_or_else(|| self.fault(FaultKind::Value, name))
    }

    /// The CPE names that a parameter lists. A `+` that is not followed by another name belongs to the name: it was
    /// encoded once instead of twice.
    pub(super) fn cpe_names(&self, name: &str) -> Result<Vec<String>, Fault> {
        let value = self.get(name).unwrap_or_default();
        let folded = value.to_ascii_lowercase();
        let mut names: Vec<String> = Vec::new();
        let begins: Vec<usize> = folded.match_indices("cpe:/").map(|(at, _)| at).collect();
        if begins.len() > MOST_VALUES {
            return Err(self.fault(FaultKind::TooMuch, name));
        }
        if !value.is_empty() && begins.first() != Some(&0) {
            return Err(self.fault(FaultKind::Value, name));
        }
        for (nth, begin) in begins.iter().enumerate() {
            let last = nth + 1 == begins.len();
            let end = begins.get(nth + 1).copied().unwrap_or(value.len());
            let piece = &value[*begin..end];
            // One separator stands before the next name.
            let piece = match last {
                true => piece,
                false => piece
                    .strip_suffix(['+', ' '])
                    .ok_or_else(|| self.fault(FaultKind::Value, name))?,
            };
            names.push(piece.replace(' ', "+"));
        }
        Ok(names)
    }

    /// The part of a list that is asked for.
    pub(super) fn page(&self, most: usize) -> Result<Page, Fault> {
        let start = self.number("startItem", 1..u64::from(u32::MAX))?;
        let count = self.number("maxCountItem", 1..most as u64 + 1)?;
        Ok(Page {
            start: start.map_or(1, |n| n as usize),
            count: count.map_or(most, |n| n as usize),
        })
    }

    /// What an answer repeats of the request: each parameter that the schema knows and the request carried. A list of
    /// numbers is left out, because the schema wants one number there.
    pub(super) fn echoes(&self) -> impl Iterator<Item = (&'static str, String)> {
        ECHOED.iter().filter_map(|name| {
            let value = self.get(name)?;
            let is_number = value.bytes().all(|b| b.is_ascii_digit());
            match *name {
                "vendorId" | "productId" | "pid" => is_number.then(|| (*name, value.to_owned())),
                "vulnId" => {
                    let ids = value
                        .split(['+', ' ', '\u{3000}'])
                        .filter(|id| !id.is_empty());
                    Some((*name, ids.collect::<Vec<_>>().join("+")))
                }
                _ => Some((*name, value.to_owned())),
            }
        })
    }
}

/// A part of a list: where it begins, from 1, and how much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) start: usize,
    pub(super) count: usize,
}

impl Page {
    /// The part, of a list so long.
    pub(super) fn of<'a, T>(&self, list: &'a [T]) -> &'a [T] {
        let from = (self.start - 1).min(list.len());
        let to = from.saturating_add(self.count).min(list.len());
        &list[from..to]
    }
}

/// Characters that XML cannot hold.
fn is_odd(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Where an unexpected method or form is asked for.
pub(super) fn read(asked: &Asked) -> Result<(Feed, Method), Why> {
    asked.must_be_text()?;
    let feed = asked
        .feed()
        .ok_or_else(|| asked.fault(FaultKind::Feed, "feed"))?;
    if asked.get("method").is_none() {
        return Err(asked.fault(FaultKind::NoMethod, "method").into());
    }
    let method = asked
        .method()
        .ok_or_else(|| asked.fault(FaultKind::UnknownMethod, "method"))?;
    Ok((feed, method))
}
