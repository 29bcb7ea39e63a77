//! The parameters that addresses carry.

use std::time::Duration;

use axum::{extract::rejection::QueryRejection, http::HeaderMap};
use noroshi_app::{At, Question, address::encode, changes::Since, values::Sort};
use noroshi_model::Language;
use noroshi_words::zone;
use serde::Deserialize;

use crate::{accept, error::ApiError};

/// Rows on a page where nobody says otherwise.
pub(crate) const USUAL_LIMIT: usize = 50;
/// Seconds for which somebody may wait for a change; a request may take longer than that.
pub(crate) const LONGEST_WAIT: usize = 30;
/// Rows on a page at most.
pub(crate) const MOST_ROWS: usize = 1_000;
/// Positions and places are at most so high: what readers of JSON keep exactly.
pub(crate) const MOST_START: usize = (1 << 53) - 1;
/// The words that stand for yes and no.
pub(crate) const YES_OR_NO: [&str; 9] =
    ["yes", "no", "1", "0", "true", "false", "on", "off", "only"];
/// The orders of a search.
pub(crate) const SORTS: [&str; 6] = ["changed", "public", "seen", "score", "epss", "id"];

/// Everything an address may carry; unknown members are left to others.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Parameters {
    /// The query line.
    q: String,
    /// The order.
    sort: Option<String>,
    /// Position of the first row.
    start: Option<String>,
    /// Rows wanted.
    limit: Option<String>,
    /// The place behind which a list goes on.
    cursor: Option<String>,
    /// The state that is asked for.
    at: Option<String>,
    /// Only material changes.
    material: Option<String>,
    /// Fields of a CSV file, separated by commas.
    fields: Option<String>,
    /// The group of products.
    group: Option<String>,
    /// Whether everything that is said is wanted, not only what is affected or unknown.
    all: Option<String>,
    /// The place in the ledger behind which changes are asked for.
    after: Option<String>,
    /// The hash of the row there.
    link: Option<String>,
    /// The source whose changes are asked for.
    source: Option<String>,
    /// Seconds to wait where nothing has arrived.
    wait: Option<String>,
    /// The language, before the client's header.
    lang: Option<String>,
}

/// The address line as it was read.
pub(crate) type Read = Result<axum::extract::Query<Parameters>, QueryRejection>;

impl Parameters {
    /// Takes the parameters, or says what is wrong with the line.
    pub(crate) fn of(read: Read) -> Result<Self, ApiError> {
        match read {
            Ok(axum::extract::Query(parameters)) => {
                match parameters
                    .lang
                    .as_deref()
                    .filter(|tag| Language::from_tag(tag).is_none())
                {
                    Some(tag) => Err(bad("lang", tag, "problem-wants-lang")),
                    None => Ok(parameters),
                }
            }
            Err(rejection) => Err(ApiError::Address(rejection.body_text())),
        }
    }

    /// The question that the address asks.
    pub(crate) fn question(&self, with_facets: bool) -> Result<Question, ApiError> {
        let sort = match self.sort.as_deref() {
            None => Sort::default(),
            Some(word) => {
                Sort::from_word(word).ok_or_else(|| bad("sort", word, "problem-wants-sort"))?
            }
        };
        let (start, limit) = self.part()?;
        Ok(Question {
            query: self.q.clone(),
            sort,
            start,
            limit,
            with_facets,
        })
    }

    /// The part of a list that is asked for: the first position and how many.
    pub(crate) fn part(&self) -> Result<(usize, usize), ApiError> {
        let start = number("start", self.start.as_deref(), 0, MOST_START)?;
        let limit = number("limit", self.limit.as_deref(), USUAL_LIMIT, MOST_ROWS)?;
        Ok((start, limit))
    }

    /// The place behind which a list goes on.
    pub(crate) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// How many rows are wanted where all of them is usual: as many as there may be on a page.
    pub(crate) fn limit(&self) -> Result<usize, ApiError> {
        Ok(number("limit", self.limit.as_deref(), MOST_ROWS, MOST_ROWS)?.max(1))
    }

    /// The changes that are asked for, and how long to wait for one.
    pub(crate) fn since(&self) -> Result<(Since, Duration), ApiError> {
        let after = number("after", self.after.as_deref(), 0, MOST_START)?;
        let wait = number("wait", self.wait.as_deref(), 0, LONGEST_WAIT)?;
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let since = Since {
            after: after as u64,
            link: given(&self.link),
            source: given(&self.source),
            limit: number("limit", self.limit.as_deref(), MOST_ROWS, MOST_ROWS)?.max(1),
        };
        Ok((since, Duration::from_secs(wait as u64)))
    }

    /// What who follows the changes asks again with.
    pub(crate) fn kept_of_changes(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let kept = [
            ("source", &self.source),
            ("limit", &self.limit),
            ("wait", &self.wait),
            ("lang", &self.lang),
        ];
        let kept = kept.into_iter();
        kept.filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }

    /// The group of products that is asked for.
    pub(crate) fn group(&self) -> Option<String> {
        self.group.clone().filter(|group| !group.is_empty())
    }

    /// The state that is asked for.
    pub(crate) fn at(&self, language: Language) -> Result<Option<At>, ApiError> {
        self.at
            .as_deref()
            .map(|at| {
                At::read(at, zone(language)).ok_or_else(|| bad("at", at, "problem-wants-date"))
            })
            .transpose()
    }

    /// Whether only material changes are wanted.
    pub(crate) fn material_only(&self) -> Result<bool, ApiError> {
        is_yes("material", self.material.as_deref())
    }

    /// Whether everything that is said of a product is wanted.
    pub(crate) fn with_all(&self) -> Result<bool, ApiError> {
        is_yes("all", self.all.as_deref())
    }

    /// The chosen fields, all of `known` where none are named.
    pub(crate) fn fields(&self, known: &[&'static str]) -> Result<Vec<&'static str>, ApiError> {
        let Some(line) = self.fields.as_deref() else {
            return Ok(known.to_vec());
        };
        line.split(',')
            .map(str::trim)
            .map(|name| {
                known
                    .iter()
                    .copied()
                    .find(|k| *k == name)
                    .ok_or_else(|| bad("fields", name, "problem-wants-fields"))
            })
            .collect()
    }

    /// The address of another page of the same list: the path, what was asked for, and where to go on.
    pub(crate) fn address_of(&self, path: &str, (name, place): (&str, &str)) -> String {
        let mut address = path.to_owned();
        let given = Some(&self.q).filter(|q| !q.is_empty()).map(String::as_str);
        let named = [
            ("q", given),
            ("sort", self.sort.as_deref()),
            ("group", self.group.as_deref()),
            ("material", self.material.as_deref()),
            ("all", self.all.as_deref()),
            ("limit", self.limit.as_deref()),
            ("fields", self.fields.as_deref()),
            ("lang", self.lang.as_deref()),
            (name, Some(place)),
        ];
        for (name, value) in named {
            if let Some(value) = value {
                let sign = if address.contains('?') { '&' } else { '?' };
                address.push_str(&format!("{sign}{name}={}", encode(value)));
            }
        }
        address
    }
}

/// The language for an address line and headers: `lang=` first.
pub(crate) fn language(read: &Read, headers: &HeaderMap) -> Language {
    read.as_ref()
        .ok()
        .and_then(|p| p.lang.as_deref())
        .and_then(Language::from_tag)
        .unwrap_or_else(|| accept::language(headers))
}

fn is_yes(name: &'static str, word: Option<&str>) -> Result<bool, ApiError> {
    match word {
        None | Some("no" | "0" | "false" | "off") => Ok(false),
        Some("yes" | "1" | "true" | "only" | "on") => Ok(true),
        Some(word) => Err(bad(name, word, "problem-wants-yes")),
    }
}

fn number(
    name: &'static str,
    text: Option<&str>,
    usual: usize,
    most: usize,
) -> Result<usize, ApiError> {
    match text {
        None => Ok(usual),
        Some(text) => text
            .parse()
            .ok()
            .filter(|n| *n <= most)
            .ok_or_else(|| bad(name, text, "problem-wants-number")),
    }
}

pub(crate) fn bad(name: &'static str, value: &str, wants: &'static str) -> ApiError {
    ApiError::Parameter {
        name,
        value: value.chars().take(100).collect(),
        wants,
    }
}
