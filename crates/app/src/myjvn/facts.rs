//! What is kept in memory of each document of an entry, so that a list is filtered without reading any.

use std::sync::Arc;

use noroshi_jvn::{jvnrss::Item, sec::SecCvss, vuldef::Vulinfo};
use noroshi_model::{AssumedZone, Language, Moment};
use noroshi_store::KeyName;

use super::{
    dates::{Day, day_of},
    names::Named,
    stored::{Form, Place, Stored, form_of},
};
use crate::{currents::Current, roll};

/// A document of an entry on the roll.
#[derive(Debug)]
pub(crate) struct OnRoll {
    pub(super) place: Place,
    pub(super) language: Language,
    pub(super) facts: Arc<Facts>,
}

/// Severity and vector by the other versions of CVSS.
#[derive(Debug)]
pub(super) struct Others {
    pub(super) v2: Option<(Band, Box<str>)>,
    pub(super) v4: Option<(Band, Box<str>)>,
}

/// What a document says that lists are filtered by.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) id: Box<str>,
    /// When it was disclosed, which JVNRSS does not say.
    pub(super) public: Option<Day>,
    /// When it was last updated, milliseconds since 1970.
    pub(super) updated: Option<i64>,
    /// When it was first registered.
    pub(super) first: Option<i64>,
    /// Severity and vector by CVSS v3.
    pub(super) severity: Option<Band>,
    pub(super) vector: Option<Vector>,
    /// By CVSS v2 and v4, where there is any.
    pub(super) others: Option<Box<Others>>,
    pub(super) products: Box<[Arc<Named>]>,
    /// Weaknesses by their numbers.
    pub(super) weaknesses: Box<[u32]>,
    /// Which letters stand next to each other in title and overview.
    pub(super) letters: Letters,
}

impl roll::Entry for OnRoll {
    type Beside = ();

    fn is_on(key: &KeyName) -> bool {
        key.source == "jvndb" && key.name.starts_with("JVNDB-") && form_of(&key.namespace).is_some()
    }

    fn of(document: &Current<'_>) -> Option<Self> {
        let (form, language) = form_of(&document.name.namespace)?;
        let stored = Stored::read(form, document.bytes, document.envelope)?;
        let item = stored.item(language);
        let public = match &stored {
            Stored::Vuldef(vulinfo) => disclosed(vulinfo),
            Stored::Jvnrss(_) => None,
        };
        // The key's number is not known here; whoever looks at the roll has it.
        let place = Place {
            key: 0,
            sequence: document.revision.sequence,
            form,
        };
        Some(Self {
            place,
            language,
            facts: Arc::new(Facts::of(&document.name.name, &item, public)),
        })
    }
}

fn instant(text: Option<&String>) -> Option<i64> {
    Moment::parse(text?, AssumedZone::Japan).instant
}

/// The day of disclosure.
fn disclosed(vulinfo: &Vulinfo) -> Option<Day> {
    instant(vulinfo.data.as_ref()?.date_public.as_ref()).map(day_of)
}

impl Facts {
    fn of(id: &str, item: &Item, public: Option<Day>) -> Self {
        let version_3 = |version: &Option<String>| {
            version
                .as_deref()
                .is_some_and(|v| v.trim().starts_with('3'))
        };
        let score = item.cvss.iter().find(|c| version_3(&c.version));
        let by = |major: char| {
            let of = |c: &&SecCvss| {
                c.version
                    .as_deref()
                    .is_some_and(|v| v.trim().starts_with(major))
            };
            let score = item.cvss.iter().find(of)?;
            let vector = score.vector.as_deref().unwrap_or_default();
            let vector = vector.trim().trim_matches(['(', ')']);
            Some((Band::of(score.severity.as_deref()?)?, vector.into()))
        };
        let others = Others {
            v2: by('2'),
            v4: by('4'),
        };
        let weaknesses = item.references.iter().filter(|r| r.source.is_none());
        let weaknesses = weaknesses.filter_map(|r| weakness(r.id.as_deref()?));
        Self {
            id: id.into(),
            public,
            updated: instant(item.modified.as_ref()).or_else(|| instant(item.date.as_ref())),
            first: instant(item.issued.as_ref()),
            severity: score.and_then(|s| Band::of(s.severity.as_deref()?)),
            vector: score.and_then(|s| Vector::of(s.vector.as_deref()?)),
            others: Some(others)
                .filter(|o| o.v2.is_some() || o.v4.is_some())
                .map(Box::new),
            products: item.cpe.iter().map(Named::of).collect(),
            weaknesses: weaknesses.collect(),
            letters: Letters::of(&overview(item)),
        }
    }
}

/// The number of a weakness, `CWE-79`; none for `CWE-noinfo` and `CWE-Other`.
pub(super) fn weakness(id: &str) -> Option<u32> {
    id.trim().strip_prefix("CWE-")?.parse().ok()
}

/// The text that a keyword is looked for in: title and overview, in small letters.
pub(super) fn overview(item: &Item) -> String {
    let title = item.title.as_deref().unwrap_or_default();
    let text = item.description.as_deref().unwrap_or_default();
    format!("{title}\n{text}").to_lowercase()
}

/// A severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Band {
    None,
    Low,
    Medium,
    High,
    Critical,
}

impl Band {
    pub(super) const LETTERS: [(&'static str, Self); 5] = [
        ("n", Self::None),
        ("l", Self::Low),
        ("m", Self::Medium),
        ("h", Self::High),
        ("c", Self::Critical),
    ];

    pub(super) fn of(word: &str) -> Option<Self> {
        Some(match word.trim().to_ascii_lowercase().as_str() {
            "none" => Self::None,
            "low" => Self::Low,
            "medium" => Self::Medium,
            "high" => Self::High,
            "critical" => Self::Critical,
            _ => return None,
        })
    }
}

/// The base metrics of CVSS v3 and their values.
const METRICS: [(&str, &[u8]); 8] = [
    ("AV", b"NALP"),
    ("AC", b"LH"),
    ("PR", b"NLH"),
    ("UI", b"NR"),
    ("S", b"CU"),
    ("C", b"NLH"),
    ("I", b"NLH"),
    ("A", b"NLH"),
];

/// A base vector of CVSS v3, or part of one: the values in the order of the metrics, 0 where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Vector([u8; 8]);

impl Vector {
    /// Reads a vector; metrics beyond the base are passed over.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let rest = text
            .strip_prefix("CVSS:3.0/")
            .or_else(|| text.strip_prefix("CVSS:3.1/"))?;
        let mut values = [0; 8];
        for metric in rest.split('/').filter(|m| !m.is_empty()) {
            let (name, value) = metric.split_once(':')?;
            if let Some(at) = METRICS.iter().position(|(metric, _)| *metric == name) {
                let letter = match (name, value.as_bytes()) {
                    // The operator's page prints R where the standard has H.
                    ("PR", b"R") => b'H',
                    (_, [letter]) => *letter,
                    _ => return None,
                };
                values[at] = letter;
            }
        }
        Some(Self(values))
    }

    /// Whether it is one that can be asked for: at least one metric, and only values that there are.
    pub(super) fn can_be_asked(&self) -> bool {
        let known = self
            .0
            .iter()
            .zip(METRICS)
            .all(|(v, (_, all))| *v == 0 || all.contains(v));
        known && self.0.iter().any(|v| *v != 0)
    }

    /// Whether it names every base metric.
    pub(super) fn is_whole(&self) -> bool {
        self.0.iter().all(|v| *v != 0)
    }

    /// Whether another vector has the same value wherever this one has any.
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.0
            .iter()
            .zip(other.0)
            .all(|(mine, theirs)| *mine == 0 || *mine == theirs)
    }
}

/// Which pairs of letters a text holds, as bits by their digest: a text that lacks a bit of a keyword does not hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letters([u64; 16]);

impl Letters {
    pub(super) fn of(text: &str) -> Self {
        let mut bits = [0; 16];
        let mut set = |first: char, second: char| {
            let mixed = (u32::from(first).wrapping_mul(0x9e37_79b1) ^ u32::from(second))
                .wrapping_mul(0x85eb_ca6b);
            let bit = mixed >> 22;
            bits[(bit / 64) as usize] |= 1 << (bit % 64);
        };
        let mut before = None;
        for letter in text.chars() {
            if let Some(before) = before.replace(letter) {
                set(before, letter);
            }
        }
        Self(bits)
    }

    /// Whether a text with these letters may hold one with those.
    pub(super) fn may_hold(&self, other: &Self) -> bool {
        self.0
            .iter()
            .zip(other.0)
            .all(|(mine, theirs)| theirs & !mine == 0)
    }
}

/// Which of an entry's documents an overview is answered from: the item, or VULDEF where it is newer. Minutes count:
/// items from the static feeds have no seconds.
pub(super) fn overview_is_from(vuldef: Option<&Facts>, jvnrss: Option<&Facts>) -> Option<Form> {
    let minute = |facts: &Facts| facts.updated.map(|u| u.div_euclid(60_000));
    match (vuldef, jvnrss) {
        (Some(vuldef), Some(jvnrss)) if minute(vuldef) > minute(jvnrss) => Some(Form::Vuldef),
        (_, Some(_)) => Some(Form::Jvnrss),
        (Some(_), None) => Some(Form::Vuldef),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Letters, Vector};

    #[test]
    fn a_part_of_a_vector_asks_for_all_that_have_it() {
        let whole = Vector::of("CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H").unwrap();
        let part = Vector::of("CVSS:3.0/PR:R/C:H").unwrap();
        assert!(part.can_be_asked() && part.holds(&whole) && !whole.holds(&part));
        for odd in [
            "CVSS:2.0/AV:N",
            "CVSS:3.0/AV",
            "CVSS:3.0/AV:NN",
            "AV:N/AC:L",
        ] {
            assert_eq!(Vector::of(odd), None, "{odd}");
        }
        for odd in ["CVSS:3.0/", "CVSS:3.0/AV:X", "CVSS:3.0/E:P"] {
            assert!(!Vector::of(odd).unwrap().can_be_asked(), "{odd}");
        }
    }

    #[test]
    fn no_text_is_passed_over_that_holds_the_keyword() {
        let text = "ウェブにおける認証の不備 apache http server";
        for keyword in ["認証", "he http", "証", "server", "備 a"] {
            assert!(
                Letters::of(text).may_hold(&Letters::of(keyword)),
                "{keyword}"
            );
        }
        assert!(!Letters::of(text).may_hold(&Letters::of("tomcat")));
    }
}
