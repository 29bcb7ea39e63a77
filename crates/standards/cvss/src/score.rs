//! The scores of a vector: through the `cvss` crate, or in whole numbers where that crate has none or rounds wrongly.

use std::str::FromStr;

use crate::{Group, Vector, Version, exact};

/// The qualitative severity rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// 0.0; v3 and later.
    None,
    /// 0.1 to 3.9; from 0.0 in v2.
    Low,
    /// 4.0 to 6.9.
    Medium,
    /// 7.0 to 8.9; to 10.0 in v2.
    High,
    /// 9.0 to 10.0; v3 and later.
    Critical,
}

impl Severity {
    /// The English word, lower case.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl Vector {
    /// The base score, 0.0 to 10.0: v2 section 3.2.1, v3 section 7.1, v4 CVSS-B.
    pub fn base_score(&self) -> f32 {
        tenths(compute(self, |group| group == Group::Base, Wanted::Base))
    }

    /// The temporal score (v2 section 3.2.2, v3 section 7.2), or in v4 the score with threat metrics (CVSS-BT).
    pub fn temporal_score(&self) -> f32 {
        match self.version() {
            Version::V2 => tenths(compute(self, |g| g <= Group::Threat, Wanted::Temporal)),
            Version::V30 | Version::V31 => exact::temporal_v3(self),
            Version::V40 => tenths(compute(self, |g| g <= Group::Threat, Wanted::Base)),
        }
    }

    /// The environmental score (v2 section 3.2.3, v3 section 7.3), or in v4 the score with every metric (CVSS-BTE).
    pub fn environmental_score(&self) -> f32 {
        let wanted = match self.version() {
            Version::V30 => return exact::environmental_v30(self),
            Version::V40 => Wanted::Base,
            Version::V2 | Version::V31 => Wanted::Environmental,
        };
        tenths(compute(self, |g| g <= Group::Environmental, wanted))
    }

    /// The score of all metrics that are given: the environmental one where such metrics are defined, else the
    /// temporal one where such metrics are defined, else the base score.
    pub fn score(&self) -> f32 {
        if self.defines(Group::Environmental) {
            self.environmental_score()
        } else if self.defines(Group::Threat) {
            self.temporal_score()
        } else {
            self.base_score()
        }
    }

    /// Which groups the score of all metrics stands on, in the words of v4.0 section 1.3: `CVSS-B`, `CVSS-BT`,
    /// `CVSS-BE` or `CVSS-BTE`. `None` for earlier versions, which have no such names.
    pub fn nomenclature(&self) -> Option<&'static str> {
        let threat = self.defines(Group::Threat);
        let environmental = self.defines(Group::Environmental);
        (self.version() == Version::V40).then_some(match (threat, environmental) {
            (false, false) => "CVSS-B",
            (true, false) => "CVSS-BT",
            (false, true) => "CVSS-BE",
            (true, true) => "CVSS-BTE",
        })
    }

    /// The rating of [`Vector::score`]: v3 section 5, v4 section 6; for v2 the three bands NVD uses.
    pub fn severity(&self) -> Severity {
        severity_of(self.version(), self.score())
    }
}

/// The rating of a score of the given version.
fn severity_of(version: Version, score: f32) -> Severity {
    let rating = match score {
        s if s < 0.05 => Severity::None,
        s if s < 3.95 => Severity::Low,
        s if s < 6.95 => Severity::Medium,
        s if s < 8.95 => Severity::High,
        _ => Severity::Critical,
    };
    match version {
        Version::V2 => rating.clamp(Severity::Low, Severity::High),
        _ => rating,
    }
}

enum Wanted {
    Base,
    Temporal,
    Environmental,
}

/// Hands the defined metrics of the wanted groups to the `cvss` crate.
///
/// Every text that reaches it is in standard order and holds known values only, so its reader cannot refuse; should
/// a later release do so, the score becomes 0.0, and the tables in the tests would tell.
fn compute(vector: &Vector, groups: impl Fn(Group) -> bool, wanted: Wanted) -> f64 {
    let text = vector.text_of(groups);
    match vector.version() {
        Version::V2 => cvss::v2::Vector::from_str(&text).map_or(0.0, |v| match wanted {
            Wanted::Base => v.score().value(),
            Wanted::Temporal => v.temporal_score().value(),
            Wanted::Environmental => v.environmental_score().value(),
        }),
        Version::V30 | Version::V31 => {
            cvss::v3::Vector::from_str(&text).map_or(0.0, |v| match wanted {
                Wanted::Environmental => v.environmental_score().value(),
                Wanted::Base | Wanted::Temporal => v.base_score().value(),
            })
        }
        Version::V40 => cvss::v4::Vector::from_str(&text).map_or(0.0, |v| v.score().value()),
    }
}

/// To the nearest tenth as `f32`, without a negative zero.
fn tenths(score: f64) -> f32 {
    ((score * 10.0).round() / 10.0).max(0.0) as f32
}
