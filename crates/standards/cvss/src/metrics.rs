//! The versions of CVSS and their metrics in standard order.

use crate::Error;

/// A version of CVSS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// CVSS 2.0 (2007).
    V2,
    /// CVSS 3.0 (2015).
    V30,
    /// CVSS 3.1 (2019).
    V31,
    /// CVSS 4.0 (2023).
    V40,
}

impl Version {
    /// `2.0`, `3.0`, `3.1` or `4.0`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2 => "2.0",
            Self::V30 => "3.0",
            Self::V31 => "3.1",
            Self::V40 => "4.0",
        }
    }

    /// The metrics of the version in the order in which the standard writes them.
    pub(crate) fn table(self) -> &'static [Metric] {
        match self {
            Self::V2 => V2,
            Self::V30 | Self::V31 => V3,
            Self::V40 => V4,
        }
    }

    /// What stands before the first metric.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::V2 => "",
            Self::V30 => "CVSS:3.0/",
            Self::V31 => "CVSS:3.1/",
            Self::V40 => "CVSS:4.0/",
        }
    }

    pub(crate) fn from_number(number: &str) -> Result<Self, Error> {
        Ok(match number {
            "2.0" | "2" => Self::V2,
            "3.0" => Self::V30,
            "3.1" => Self::V31,
            "4.0" => Self::V40,
            _ => return Err(Error::UnknownVersion(number.to_owned())),
        })
    }
}

/// The group a metric belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Must be present.
    Base,
    /// Temporal in v2 and v3, threat in v4.
    Threat,
    /// Environmental.
    Environmental,
    /// Supplemental (v4): never changes a score.
    Supplemental,
}

/// One metric.
#[derive(Debug)]
pub(crate) struct Metric {
    pub(crate) name: &'static str,
    pub(crate) group: Group,
    pub(crate) values: &'static [&'static str],
}

impl Metric {
    /// The value that says nothing: `ND` in v2, `X` later.
    pub(crate) fn is_undefined(&self, value: &str) -> bool {
        self.group != Group::Base && matches!(value, "ND" | "X")
    }
}

const fn metric(name: &'static str, group: Group, values: &'static [&'static str]) -> Metric {
    Metric {
        name,
        group,
        values,
    }
}

use Group::{Base, Environmental, Supplemental, Threat};

/// CVSS v2.0, sections 2.1 to 2.4.
const V2: &[Metric] = &[
    metric("AV", Base, &["L", "A", "N"]),
    metric("AC", Base, &["H", "M", "L"]),
    metric("Au", Base, &["M", "S", "N"]),
    metric("C", Base, &["N", "P", "C"]),
    metric("I", Base, &["N", "P", "C"]),
    metric("A", Base, &["N", "P", "C"]),
    metric("E", Threat, &["ND", "U", "POC", "F", "H"]),
    metric("RL", Threat, &["ND", "OF", "TF", "W", "U"]),
    metric("RC", Threat, &["ND", "UC", "UR", "C"]),
    metric("CDP", Environmental, &["ND", "N", "L", "LM", "MH", "H"]),
    metric("TD", Environmental, &["ND", "N", "L", "M", "H"]),
    metric("CR", Environmental, &["ND", "L", "M", "H"]),
    metric("IR", Environmental, &["ND", "L", "M", "H"]),
    metric("AR", Environmental, &["ND", "L", "M", "H"]),
];

/// CVSS v3.1, section 6; the same names and values in v3.0.
const V3: &[Metric] = &[
    metric("AV", Base, &["N", "A", "L", "P"]),
    metric("AC", Base, &["L", "H"]),
    metric("PR", Base, &["N", "L", "H"]),
    metric("UI", Base, &["N", "R"]),
    metric("S", Base, &["U", "C"]),
    metric("C", Base, &["H", "L", "N"]),
    metric("I", Base, &["H", "L", "N"]),
    metric("A", Base, &["H", "L", "N"]),
    metric("E", Threat, &["X", "H", "F", "P", "U"]),
    metric("RL", Threat, &["X", "U", "W", "T", "O"]),
    metric("RC", Threat, &["X", "C", "R", "U"]),
    metric("CR", Environmental, &["X", "H", "M", "L"]),
    metric("IR", Environmental, &["X", "H", "M", "L"]),
    metric("AR", Environmental, &["X", "H", "M", "L"]),
    metric("MAV", Environmental, &["X", "N", "A", "L", "P"]),
    metric("MAC", Environmental, &["X", "L", "H"]),
    metric("MPR", Environmental, &["X", "N", "L", "H"]),
    metric("MUI", Environmental, &["X", "N", "R"]),
    metric("MS", Environmental, &["X", "U", "C"]),
    metric("MC", Environmental, &["X", "H", "L", "N"]),
    metric("MI", Environmental, &["X", "H", "L", "N"]),
    metric("MA", Environmental, &["X", "H", "L", "N"]),
];

/// CVSS v4.0, section 7, table 23.
const V4: &[Metric] = &[
    metric("AV", Base, &["N", "A", "L", "P"]),
    metric("AC", Base, &["L", "H"]),
    metric("AT", Base, &["N", "P"]),
    metric("PR", Base, &["N", "L", "H"]),
    metric("UI", Base, &["N", "P", "A"]),
    metric("VC", Base, &["H", "L", "N"]),
    metric("VI", Base, &["H", "L", "N"]),
    metric("VA", Base, &["H", "L", "N"]),
    metric("SC", Base, &["H", "L", "N"]),
    metric("SI", Base, &["H", "L", "N"]),
    metric("SA", Base, &["H", "L", "N"]),
    metric("E", Threat, &["X", "A", "P", "U"]),
    metric("CR", Environmental, &["X", "H", "M", "L"]),
    metric("IR", Environmental, &["X", "H", "M", "L"]),
    metric("AR", Environmental, &["X", "H", "M", "L"]),
    metric("MAV", Environmental, &["X", "N", "A", "L", "P"]),
    metric("MAC", Environmental, &["X", "L", "H"]),
    metric("MAT", Environmental, &["X", "N", "P"]),
    metric("MPR", Environmental, &["X", "N", "L", "H"]),
    metric("MUI", Environmental, &["X", "N", "P", "A"]),
    metric("MVC", Environmental, &["X", "H", "L", "N"]),
    metric("MVI", Environmental, &["X", "H", "L", "N"]),
    metric("MVA", Environmental, &["X", "H", "L", "N"]),
    metric("MSC", Environmental, &["X", "H", "L", "N"]),
    metric("MSI", Environmental, &["X", "S", "H", "L", "N"]),
    metric("MSA", Environmental, &["X", "S", "H", "L", "N"]),
    metric("S", Supplemental, &["X", "N", "P"]),
    metric("AU", Supplemental, &["X", "N", "Y"]),
    metric("R", Supplemental, &["X", "A", "U", "I"]),
    metric("V", Supplemental, &["X", "D", "C"]),
    metric("RE", Supplemental, &["X", "L", "M", "H"]),
    metric("U", Supplemental, &["X", "Clear", "Green", "Amber", "Red"]),
];
