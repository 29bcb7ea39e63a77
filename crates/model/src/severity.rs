//! Severity bands, as CVSS names them and JVN iPedia says them.

/// A severity band, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Score 0.0 (CVSS v3 and later).
    None,
    /// 0.1 to 3.9; 注意.
    Low,
    /// 4.0 to 6.9; 警告.
    Medium,
    /// 7.0 to 8.9 (v2: to 10.0); 重要 (v2: 危険).
    High,
    /// 9.0 to 10.0 (not in v2); 緊急.
    Critical,
}

impl Severity {
    /// Every band, least first.
    pub const ALL: [Self; 5] = [
        Self::None,
        Self::Low,
        Self::Medium,
        Self::High,
        Self::Critical,
    ];

    /// The band of a CVSS v3 or v4 score, 0.0 to 10.0.
    pub fn of_score(score: f32) -> Self {
        match score {
            s if s < 0.05 => Self::None,
            s if s < 3.95 => Self::Low,
            s if s < 6.95 => Self::Medium,
            s if s < 8.95 => Self::High,
            _ => Self::Critical,
        }
    }

    /// The band of a CVSS v2 score by NVD's convention: v2 has neither None nor Critical.
    pub fn of_score_v2(score: f32) -> Self {
        Self::of_score(score).clamp(Self::Low, Self::High)
    }

    /// The English word, lower case, as in queries and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// Reads a severity word of any source, any case: CVSS words and JVN's 緊急・重要・警告・注意・なし.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word.trim().to_lowercase().as_str() {
            "none" | "なし" => Self::None,
            "low" | "注意" => Self::Low,
            "medium" | "moderate" | "警告" => Self::Medium,
            "high" | "important" | "重要" | "危険" => Self::High,
            "critical" | "緊急" => Self::Critical,
            _ => return None,
        })
    }
}
