//! What one source says about one vulnerability. Every value that could be disputed names its
//! speaker in `by`.

use noroshi_model as model;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Moment, Text, text::each, vulnerability::relation};

/// A record.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Record {
    /// The identifier under which the source publishes it.
    pub id: String,
    /// `description`, `exploitation`, `likelihood` or `alert`.
    pub kind: &'static str,
    /// The record's own state.
    pub status: Status,
    /// The identifiers it speaks about, and how.
    pub claims: Vec<Claim>,
    /// Titles.
    pub titles: Vec<Text>,
    /// Summaries.
    pub summaries: Vec<Text>,
    /// Severity scores, as stated.
    pub scores: Vec<Score>,
    /// Weaknesses.
    pub weaknesses: Vec<Weakness>,
    /// Affected and unaffected products, as stated.
    pub affected: Vec<Affected>,
    /// What an attacker can do.
    pub impacts: Vec<Said>,
    /// What to do about it.
    pub remedies: Vec<Remedy>,
    /// Where more can be read.
    pub references: Vec<Reference>,
    /// Known exploitation.
    pub exploitation: Vec<Exploitation>,
    /// Estimated likelihood of exploitation.
    pub likelihood: Option<Likelihood>,
    /// Decision-point assessments (SSVC).
    pub assessments: Vec<Assessment>,
    /// The record's dates, each a claim of the source.
    pub dates: Dates,
    /// Who found or reported it.
    pub credits: Vec<Said>,
    /// The source's own list of updates.
    pub history: Vec<HistoryItem>,
}

impl From<&model::Record> for Record {
    fn from(record: &model::Record) -> Self {
        Self {
            id: record.id.to_string(),
            kind: match record.kind {
                model::Kind::Description => "description",
                model::Kind::Exploitation => "exploitation",
                model::Kind::Likelihood => "likelihood",
                model::Kind::Alert => "alert",
            },
            status: Status::from(&record.status),
            claims: each(&record.claims),
            titles: each(&record.titles),
            summaries: each(&record.summaries),
            scores: each(&record.scores),
            weaknesses: each(&record.weaknesses),
            affected: each(&record.affected),
            impacts: each(&record.impacts),
            remedies: each(&record.remedies),
            references: each(&record.references),
            exploitation: each(&record.exploitation),
            likelihood: record.likelihood.as_ref().map(Likelihood::from),
            assessments: each(&record.assessments),
            dates: Dates::from(&record.dates),
            credits: each(&record.credits),
            history: each(&record.history),
        }
    }
}

/// The state of a record in its source's own process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Status {
    /// `published`, `unanalysed`, `reserved`, `disputed`, `unsupported`, `rejected` or `closed`.
    pub kind: &'static str,
    /// The source's own word.
    pub original: String,
}

impl From<&model::Status> for Status {
    fn from(status: &model::Status) -> Self {
        Self {
            kind: status_word(status.kind),
            original: status.original.clone(),
        }
    }
}

pub(super) fn status_word(status: model::StatusKind) -> &'static str {
    match status {
        model::StatusKind::Published => "published",
        model::StatusKind::Unanalysed => "unanalysed",
        model::StatusKind::Reserved => "reserved",
        model::StatusKind::Disputed => "disputed",
        model::StatusKind::Unsupported => "unsupported",
        model::StatusKind::Rejected => "rejected",
        model::StatusKind::Closed => "closed",
    }
}

/// That a record is about an identifier, and who said so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Claim {
    /// `names`, `covers` or `related`.
    pub relation: &'static str,
    /// The identifier.
    pub id: String,
    /// Who says so, where it is not the source as a whole.
    pub by: String,
}

impl From<&model::Claim> for Claim {
    fn from(claim: &model::Claim) -> Self {
        Self {
            relation: relation(claim.relation),
            id: claim.id.to_string(),
            by: claim.by.clone(),
        }
    }
}

/// A severity score as a party stated it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Score {
    /// Who gave it.
    pub by: String,
    /// The version of CVSS, or another system's name.
    pub system: String,
    /// The vector as written.
    pub vector: Option<String>,
    /// The base score as stated.
    pub stated: Option<f32>,
    /// The base score that the vector computes to.
    pub computed: Option<f32>,
    /// The severity word as stated.
    pub severity: Option<&'static str>,
    /// Whether the source calls it its primary one.
    pub primary: bool,
}

impl From<&model::Score> for Score {
    fn from(score: &model::Score) -> Self {
        Self {
            by: score.by.clone(),
            system: score.system.clone(),
            vector: score.vector.clone(),
            stated: score.stated,
            computed: score.computed,
            severity: score.severity.map(model::Severity::word),
            primary: score.primary,
        }
    }
}

/// A weakness that a party assigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Weakness {
    /// Who assigned it.
    pub by: String,
    /// `CWE-79`, or a source's placeholder.
    pub id: String,
    /// Its name where the source writes one.
    pub name: Option<Text>,
}

impl From<&model::Weakness> for Weakness {
    fn from(weakness: &model::Weakness) -> Self {
        Self {
            by: weakness.by.clone(),
            id: weakness.id.clone(),
            name: weakness.name.as_ref().map(Text::from),
        }
    }
}

/// A product that a party calls affected, not affected or unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Affected {
    /// Who says so.
    pub by: String,
    /// Vendor name in words.
    pub vendor: Option<String>,
    /// Product name in words.
    pub product: Option<String>,
    /// CPE names as written.
    pub cpes: Vec<String>,
    /// Package name with its ecosystem, as written.
    pub package: Option<String>,
    /// Its package URL, as written.
    pub purl: Option<String>,
    /// What is said of versions.
    pub versions: Vec<Versions>,
    /// What holds for versions not named.
    pub default: &'static str,
    /// `vulnerable`, or `environment` for the ground it must run on.
    pub role: &'static str,
}

impl From<&model::Affected> for Affected {
    fn from(affected: &model::Affected) -> Self {
        Self {
            by: affected.by.clone(),
            vendor: affected.vendor.clone(),
            product: affected.product.clone(),
            cpes: affected.cpes.clone(),
            package: affected.package.clone(),
            purl: affected.purl.clone(),
            versions: each(&affected.versions),
            default: affected_word(affected.default),
            role: match affected.role {
                model::Role::Vulnerable => "vulnerable",
                model::Role::Environment => "environment",
            },
        }
    }
}

/// What is said of a version or a range of versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Versions {
    /// The statement in words.
    pub text: String,
    /// `affected`, `not-affected`, `unknown` or `silent`.
    pub status: &'static str,
}

impl From<&model::Versions> for Versions {
    fn from(versions: &model::Versions) -> Self {
        Self {
            text: versions.text.clone(),
            status: affected_word(versions.status),
        }
    }
}

/// The word for an answer.
pub fn affected_word(status: model::AffectedStatus) -> &'static str {
    match status {
        model::AffectedStatus::Affected => "affected",
        model::AffectedStatus::NotAffected => "not-affected",
        model::AffectedStatus::Unknown => "unknown",
        model::AffectedStatus::Silent => "silent",
    }
}

/// A sentence and who said it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Said {
    /// Who.
    pub by: String,
    /// What, with its language.
    #[serde(flatten)]
    pub text: Text,
}

impl From<&model::Said> for Said {
    fn from(said: &model::Said) -> Self {
        Self {
            by: said.by.clone(),
            text: Text::from(&said.text),
        }
    }
}

/// Advice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Remedy {
    /// Who gives it.
    pub by: String,
    /// The source's own kind.
    pub kind: String,
    /// The advice, with its language.
    #[serde(flatten)]
    pub text: Text,
    /// By when, where the source sets a date.
    pub due: Option<Moment>,
}

impl From<&model::Remedy> for Remedy {
    fn from(remedy: &model::Remedy) -> Self {
        Self {
            by: remedy.by.clone(),
            kind: remedy.kind.clone(),
            text: Text::from(&remedy.text),
            due: remedy.due.as_ref().map(Moment::from),
        }
    }
}

/// A place to read more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reference {
    /// Who lists it.
    pub by: String,
    /// The address as written.
    pub url: String,
    /// Its title.
    pub title: Option<String>,
    /// The source's tags.
    pub tags: Vec<String>,
}

impl From<&model::Reference> for Reference {
    fn from(reference: &model::Reference) -> Self {
        Self {
            by: reference.by.clone(),
            url: reference.url.clone(),
            title: reference.title.clone(),
            tags: reference.tags.clone(),
        }
    }
}

/// A statement about exploitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Exploitation {
    /// Who says so.
    pub by: String,
    /// `active`, `poc` or `none`.
    pub state: String,
    /// Since when it is listed.
    pub since: Option<Moment>,
    /// Use by ransomware, in the source's word.
    pub ransomware: Option<String>,
}

impl From<&model::Exploitation> for Exploitation {
    fn from(exploitation: &model::Exploitation) -> Self {
        Self {
            by: exploitation.by.clone(),
            state: exploitation.state.clone(),
            since: exploitation.since.as_ref().map(Moment::from),
            ransomware: exploitation.ransomware.clone(),
        }
    }
}

/// An estimate of the likelihood of exploitation within 30 days.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Likelihood {
    /// Probability, 0 to 1.
    pub probability: f64,
    /// Share of vulnerabilities with the same or a lower probability, 0 to 1.
    pub percentile: Option<f64>,
    /// The model's version.
    pub model: Option<String>,
    /// The day the estimate is for.
    pub date: Option<Moment>,
}

impl From<&model::Likelihood> for Likelihood {
    fn from(likelihood: &model::Likelihood) -> Self {
        Self {
            probability: likelihood.probability,
            percentile: likelihood.percentile,
            model: likelihood.model.clone(),
            date: likelihood.date.as_ref().map(Moment::from),
        }
    }
}

/// A decision point that a party has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Assessment {
    /// Who.
    pub by: String,
    /// The decision point as written.
    pub point: String,
    /// The answer as written.
    pub value: String,
    /// When it was answered.
    pub when: Option<Moment>,
}

impl From<&model::Assessment> for Assessment {
    fn from(assessment: &model::Assessment) -> Self {
        Self {
            by: assessment.by.clone(),
            point: assessment.point.clone(),
            value: assessment.value.clone(),
            when: assessment.when.as_ref().map(Moment::from),
        }
    }
}

/// The dates of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Dates {
    /// First made public anywhere.
    pub made_public: Option<Moment>,
    /// First published by this source.
    pub first_published: Option<Moment>,
    /// Last changed by this source.
    pub last_changed: Option<Moment>,
}

impl From<&model::Dates> for Dates {
    fn from(dates: &model::Dates) -> Self {
        Self {
            made_public: dates.made_public.as_ref().map(Moment::from),
            first_published: dates.first_published.as_ref().map(Moment::from),
            last_changed: dates.last_changed.as_ref().map(Moment::from),
        }
    }
}

/// An entry of the source's own update history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct HistoryItem {
    /// The source's number for it.
    pub number: Option<String>,
    /// When.
    pub when: Option<Moment>,
    /// What was changed, with its language.
    #[serde(flatten)]
    pub text: Text,
}

impl From<&model::HistoryItem> for HistoryItem {
    fn from(item: &model::HistoryItem) -> Self {
        Self {
            number: item.number.clone(),
            when: item.when.as_ref().map(Moment::from),
            text: Text::from(&item.text),
        }
    }
}

/// What a reader could not understand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Note {
    /// Where in the document.
    pub place: String,
    /// What was wrong.
    pub what: String,
}

impl From<&model::Note> for Note {
    fn from(note: &model::Note) -> Self {
        Self {
            place: note.place.clone(),
            what: note.what.clone(),
        }
    }
}
