//! Words of the API that have a known set of values.

/// What a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageFormat {
    /// `NVD_CVE`.
    Cve,
    /// `NVD_CVEHistory`.
    CveHistory,
    /// `NVD_CPE`.
    Cpe,
    /// `NVD_CPEMatchString`.
    CpeMatchString,
    /// `NVD_SOURCE`.
    Source,
}

impl PageFormat {
    /// Reads the word in `format`.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "NVD_CVE" => Self::Cve,
            "NVD_CVEHistory" => Self::CveHistory,
            "NVD_CPE" => Self::Cpe,
            "NVD_CPEMatchString" | "NVD_CPEMatch" => Self::CpeMatchString,
            "NVD_SOURCE" => Self::Source,
            _ => return None,
        })
    }
}

/// How far NVD is with a vulnerability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VulnStatus {
    /// Published by the CVE list, and received.
    Received,
    /// Waiting for analysis.
    AwaitingAnalysis,
    /// In analysis.
    UndergoingAnalysis,
    /// Analysed; no change since.
    Analyzed,
    /// Analysed, and changed since by others.
    Modified,
    /// Not to be analysed, or not soon.
    Deferred,
    /// Rejected by the CVE list.
    Rejected,
}

impl VulnStatus {
    /// Reads the word in `vulnStatus`.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "Received" => Self::Received,
            "Awaiting Analysis" => Self::AwaitingAnalysis,
            "Undergoing Analysis" => Self::UndergoingAnalysis,
            "Analyzed" => Self::Analyzed,
            "Modified" => Self::Modified,
            "Deferred" => Self::Deferred,
            "Rejected" => Self::Rejected,
            _ => return None,
        })
    }
}
