//! CVSS vectors for the question whether the metrics of one are part of another.

/// The versions of CVSS that the API tells apart; 3.0 and 3.1 are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Cvss {
    /// 2.0.
    V2,
    /// 3.0 and 3.1.
    V3,
    /// 4.0.
    V4,
}

/// The base metrics and their values, each value one bit in this order.
type Table = &'static [(&'static str, &'static str)];

const V2: Table = &[
    ("AV", "LAN"),
    ("AC", "HML"),
    ("Au", "MSN"),
    ("C", "NPC"),
    ("I", "NPC"),
    ("A", "NPC"),
];
const V3: Table = &[
    ("AV", "NALP"),
    ("AC", "LH"),
    ("PR", "NLH"),
    ("UI", "NR"),
    ("S", "UC"),
    ("C", "HLN"),
    ("I", "HLN"),
    ("A", "HLN"),
];
const V4: Table = &[
    ("AV", "NALP"),
    ("AC", "LH"),
    ("AT", "NP"),
    ("PR", "NLH"),
    ("UI", "NPA"),
    ("VC", "HLN"),
    ("VI", "HLN"),
    ("VA", "HLN"),
    ("SC", "HLN"),
    ("SI", "HLN"),
    ("SA", "HLN"),
];

impl Cvss {
    fn table(self) -> Table {
        match self {
            Self::V2 => V2,
            Self::V3 => V3,
            Self::V4 => V4,
        }
    }

    /// The bit of a metric with its value, where it is a base metric.
    fn bit(self, metric: &str, value: &str) -> Option<u32> {
        let mut at = 0;
        for (name, values) in self.table() {
            if metric.eq_ignore_ascii_case(name) {
                let mut letters = value.chars();
                let (letter, None) = (letters.next()?.to_ascii_uppercase(), letters.next()) else {
                    return None;
                };
                let place = values.find(letter)?;
                return Some(1 << (at + place));
            }
            at += values.len();
        }
        None
    }
}

/// A stated vector, in 8 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stated {
    version: Cvss,
    /// Whether it has metrics beside the base ones.
    more: bool,
    base: u32,
}

/// A vector, whole or in part, that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Sought {
    version: Cvss,
    base: u32,
    /// Metrics that are no base metrics, in capitals, with their values.
    more: Vec<(String, String)>,
}

impl Stated {
    /// Reads a vector as far as it can be read; `None` where it has no metric at all.
    pub(super) fn read(version: Cvss, text: &str) -> Option<Self> {
        let (mut base, mut more) = (0, false);
        for (metric, value) in metrics(text) {
            match version.bit(metric, value) {
                Some(bit) => base |= bit,
                None => more = true,
            }
        }
        (base != 0 || more).then_some(Self {
            version,
            more,
            base,
        })
    }

    pub(super) fn has_more(self) -> bool {
        self.more
    }
}

impl Sought {
    /// Reads a vector, whole or in part, with or without the version before it or parentheses around it.
    ///
    /// # Errors
    ///
    /// Where it has no metrics, one twice, or one that is none.
    pub(super) fn read(version: Cvss, text: &str) -> Result<Self, ()> {
        let (mut base, mut more) = (0_u32, Vec::new());
        let text = text.trim();
        let text = (text.strip_prefix('(').and_then(|t| t.strip_suffix(')'))).unwrap_or(text);
        let prefixes: &[&str] = match version {
            Cvss::V2 => &["CVSS:2.0/"],
            Cvss::V3 => &["CVSS:3.0/", "CVSS:3.1/"],
            Cvss::V4 => &["CVSS:4.0/"],
        };
        let stripped = prefixes.iter().find_map(|p| text.strip_prefix(p));
        let text = stripped.unwrap_or(text);
        let mut seen: Vec<String> = Vec::new();
        for part in text.split('/') {
            let (metric, value) = part.split_once(':').ok_or(())?;
            let name = metric.to_ascii_uppercase();
            // No version has more metrics than 4.0, which has 32.
            if seen.contains(&name) || seen.len() >= 40 {
                return Err(());
            }
            match version.bit(metric, value) {
                Some(bit) => base |= bit,
                None if version
                    .table()
                    .iter()
                    .any(|(n, _)| metric.eq_ignore_ascii_case(n)) =>
                {
                    return Err(());
                }
                None => {
                    let is_word = |t: &str| {
                        (1..=8).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_alphabetic())
                    };
                    if !is_word(metric) || !is_word(value) {
                        return Err(());
                    }
                    more.push((name.clone(), value.to_ascii_uppercase()));
                }
            }
            seen.push(name);
        }
        more.sort();
        Ok(Self {
            version,
            base,
            more,
        })
    }

    /// The version it is of.
    pub(super) fn version(&self) -> Cvss {
        self.version
    }

    /// Whether a stated vector may have all these metrics; it has, where only base metrics are looked for.
    pub(super) fn may_be_in(&self, stated: Stated) -> bool {
        stated.version == self.version
            && stated.base & self.base == self.base
            && (stated.more || self.more.is_empty())
    }

    /// Whether [`Sought::may_be_in`] is the whole answer.
    pub(super) fn is_of_base_metrics(&self) -> bool {
        self.more.is_empty()
    }

    /// Whether a vector has all these metrics.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let Some(stated) = Stated::read(self.version, text) else {
            return false;
        };
        self.may_be_in(stated)
            && self.more.iter().all(|(metric, value)| {
                metrics(text)
                    .any(|(m, v)| m.eq_ignore_ascii_case(metric) && v.eq_ignore_ascii_case(value))
            })
    }
}

/// The metrics of a vector with their values; the version before them is none.
fn metrics(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let text = text.trim().trim_start_matches('(').trim_end_matches(')');
    let parts = text.split('/').filter_map(|part| part.split_once(':'));
    parts.filter(|(metric, _)| !metric.eq_ignore_ascii_case("CVSS"))
}

#[cfg(test)]
mod tests {
    use super::{Cvss, Sought};

    #[track_caller]
    fn check(version: Cvss, sought: &str, stated: &str, expected: bool) {
        assert_eq!(
            Sought::read(version, sought).unwrap().is_in(stated),
            expected
        );
    }

    #[test]
    fn metrics_match_where_they_are_part_of_a_stated_vector_in_any_order() {
        let stated = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H";
        check(Cvss::V3, "AV:N", stated, true);
        check(Cvss::V3, "UI:R/AV:N", stated, true);
        check(Cvss::V3, stated, stated, true);
        check(Cvss::V3, "CVSS:3.0/AV:N", stated, true);
        check(Cvss::V3, "AV:L", stated, false);
        check(Cvss::V3, "AV:N/E:P", stated, false);
        check(Cvss::V2, "AV:N/Au:N", "AV:N/AC:L/Au:N/C:P/I:P/A:P", true);
        check(
            Cvss::V2,
            "(AV:N/AC:L/Au:N/C:P/I:P/A:P)",
            "AV:N/AC:L/Au:N/C:P/I:P/A:P",
            true,
        );
        let v4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N/E:P/CR:X";
        check(Cvss::V4, "E:P/VI:L", v4, true);
        check(Cvss::V4, "E:U", v4, false);
    }

    #[test]
    fn what_is_no_vector_is_refused() {
        for odd in [
            "",
            "AV",
            "AV:",
            "AV:Q",
            "AV:N/AV:N",
            "AV:N//AC:L",
            "CVSS:2.0/AV:N",
            "x y:z",
        ] {
            assert!(Sought::read(Cvss::V3, odd).is_err(), "{odd}");
        }
        assert!(Sought::read(Cvss::V3, &"E:P/".repeat(20_000)).is_err());
    }
}
