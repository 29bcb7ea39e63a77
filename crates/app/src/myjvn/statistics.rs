//! getStatistics: entries counted by year, quarter or month of their disclosure.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::Date;
use noroshi_jvn::{
    Body,
    results::{Count, ResultDocument, Statistics, StatisticsTitle, Total},
};
use noroshi_model::Language;

use super::{
    Numbers,
    asked::{Asked, Method},
    board::{Board, Joined},
    dates::{Days, PUBLIC, date_of, day_of},
    facts::{Band, weakness},
    fault::{FaultKind, Why},
    overview, status,
};
use crate::house::{House, UseError};

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Year,
    Quarter,
    Month,
}

/// A period, counted from the year 0.
type Period = i32;

impl Step {
    fn of(self, date: Date) -> Period {
        let (year, month) = (i32::from(date.year()), i32::from(date.month()) - 1);
        match self {
            Self::Year => year,
            Self::Quarter => year * 4 + month / 3,
            Self::Month => year * 12 + month,
        }
    }

    fn written(self, period: Period) -> String {
        match self {
            Self::Year => format!("{period:04}"),
            Self::Quarter => format!("{:04}-{}Q", period.div_euclid(4), period.rem_euclid(4) + 1),
            Self::Month => format!(
                "{:04}-{:02}",
                period.div_euclid(12),
                period.rem_euclid(12) + 1
            ),
        }
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Theme {
    All,
    Entries,
    Scores,
    Weakness,
}

/// The entries of one period.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    all: u64,
    /// By CVSS v3, `None` to `Critical`.
    bands: [u64; 5],
    with_weakness: u64,
}

pub(super) fn answer(house: &House, asked: &Asked, now: i64) -> Result<Body, Why> {
    let method = Method::Statistics;
    let themes = [
        ("sumAll", Theme::All),
        ("sumJvnDb", Theme::Entries),
        ("sumCvss", Theme::Scores),
        ("sumCwe", Theme::Weakness),
    ];
    let theme = asked.word("theme", &themes)?;
    let theme = theme.ok_or_else(|| asked.fault(FaultKind::Missing, "theme"))?;
    let steps = [("y", Step::Year), ("q", Step::Quarter), ("m", Step::Month)];
    let step = asked.word("type", &steps)?.unwrap_or(Step::Year);
    let cwe = match asked.get("cweId") {
        None => None,
        Some(text) => {
            let number = weakness(text).filter(|_| matches!(theme, Theme::All | Theme::Weakness));
            Some(number.ok_or_else(|| asked.fault(FaultKind::Value, "cweId"))?)
        }
    };
    if theme == Theme::Weakness && cwe.is_none() {
        return Err(asked.fault(FaultKind::Missing, "cweId").into());
    }
    let days = PUBLIC.dates(asked)?;
    let board = house.board()?;
    let language = Language::Ja;
    let catalogue = house.catalogue(&board, language)?;
    let products = catalogue.asked(asked, "pid")?;
    let counts = count(&board, language, step, cwe, days, products.as_ref());
    let periods = periods(&counts, step, days, now)
        .ok_or_else(|| asked.fault(FaultKind::TooMuch, "datePublicStartY"))?;
    let total = Total {
        vulinfo: Some(board.of_language(language).newest_first.len().to_string()),
        vendor: Some(catalogue.vendors.len().to_string()),
        product: Some(catalogue.products.len().to_string()),
        ..Total::default()
    };
    let table = |titles: [&str; 2], cwe_id: Option<String>, row: &dyn Fn(&Counted) -> Count| {
        let rows = periods.iter().map(|period| Count {
            date: Some(step.written(*period)),
            ..row(counts.get(period).unwrap_or(&Counted::default()))
        });
        Statistics {
            cwe_id,
            titles: titled(titles),
            total: Some(total.clone()),
            rows: rows.collect(),
            ..Statistics::default()
        }
    };
    let all = |number: u64| Count {
        all: Some(number.to_string()),
        ..Count::default()
    };
    let has = |one: Theme| theme == one || theme == Theme::All;
    let sum_jvndb = has(Theme::Entries).then(|| {
        let titles = ["脆弱性統計情報", "Statistics Vulnerability Count"];
        table(titles, None, &|c| all(c.all))
    });
    let sum_cvss = has(Theme::Scores).then(|| {
        table(["CVSSスコア", "CVSS Score"], None, &|c| {
            let [none, low, medium, high, critical] = c.bands.map(|n| Some(n.to_string()));
            Count {
                critical,
                high,
                medium,
                low,
                none,
                ..all(c.bands.iter().sum())
            }
        })
    });
    let mut sum_cwe = Vec::new();
    if let Some(cwe) = cwe.filter(|_| has(Theme::Weakness)) {
        let id = format!("CWE-{cwe}");
        let [ja, en] = [Language::Ja, Language::En].map(|l| name_of(house, &board, l, cwe));
        let (ja, en) = (
            ja?.unwrap_or_else(|| id.clone()),
            en?.unwrap_or_else(|| id.clone()),
        );
        sum_cwe.push(table([&ja, &en], Some(id), &|c| all(c.with_weakness)));
    }
    let numbers = Numbers {
        matching: periods.len(),
        returned: periods.len(),
        first: 0,
    };
    let mut status = status(asked, method, Some(language), numbers);
    status.first_res = Some(String::new());
    let tables = sum_jvndb.iter().chain(&sum_cvss).chain(&sum_cwe);
    let counts = tables
        .flat_map(|t| &t.rows)
        .filter_map(|row| row.all.as_deref()?.parse::<u64>().ok());
    status.ret_max_cnt = Some(counts.max().unwrap_or(0).to_string());
    let is_empty = periods.is_empty();
    Ok(Body::Result(Box::new(ResultDocument {
        version: Some("3.3".to_owned()),
        sum_jvndb: sum_jvndb.filter(|_| !is_empty),
        sum_cvss: sum_cvss.filter(|_| !is_empty),
        sum_cwe: if is_empty { Vec::new() } else { sum_cwe },
        status: Some(status),
        ..ResultDocument::default()
    })))
}

fn count(
    board: &Board,
    language: Language,
    step: Step,
    cwe: Option<u32>,
    days: Option<Days>,
    products: Option<&HashSet<u32>>,
) -> BTreeMap<Period, Counted> {
    let mut counts: BTreeMap<Period, Counted> = BTreeMap::new();
    let lets = |entry: &&Joined| {
        let named = |asked: &HashSet<u32>| {
            entry
                .facts
                .products
                .iter()
                .any(|p| asked.contains(&p.number))
        };
        days.is_none_or(|days| days.hold(entry.public)) && products.is_none_or(named)
    };
    for entry in board.of_language(language).newest_first.iter().filter(lets) {
        let Some(day) = entry.public else {
            continue;
        };
        let counted = counts.entry(step.of(date_of(day))).or_default();
        counted.all += 1;
        let bands = [
            Band::None,
            Band::Low,
            Band::Medium,
            Band::High,
            Band::Critical,
        ];
        let band = bands
            .iter()
            .position(|band| Some(*band) == entry.facts.severity);
        if let Some(at) = band {
            counted.bands[at] += 1;
        }
        if cwe.is_some_and(|cwe| entry.facts.weaknesses.contains(&cwe)) {
            counted.with_weakness += 1;
        }
    }
    counts
}

/// The periods of an answer: all between the dates asked for, with those in which there is nothing; without a beginning
/// from the first entry on, without an end until now. None where there would be more than one answer holds.
fn periods(
    counts: &BTreeMap<Period, Counted>,
    step: Step,
    days: Option<Days>,
    now: i64,
) -> Option<Vec<Period>> {
    let days = days.unwrap_or(Days {
        from: i32::MIN,
        to: i32::MAX,
    });
    let from = match days.from {
        i32::MIN => counts.keys().next().copied(),
        day => Some(step.of(date_of(day))),
    };
    let to = match days.to {
        i32::MAX => counts
            .keys()
            .next_back()
            .copied()
            .max(Some(step.of(date_of(day_of(now))))),
        day => Some(step.of(date_of(day))),
    };
    let (Some(from), Some(to)) = (from, to) else {
        return Some(Vec::new());
    };
    let many = i64::from(to) - i64::from(from) + 1;
    (many <= Method::Statistics.most() as i64).then(|| (from..=to).collect())
}

fn titled([ja, en]: [&str; 2]) -> Vec<StatisticsTitle> {
    let title = |lang: &str, value: &str| StatisticsTitle {
        value: value.to_owned(),
        lang: Some(lang.to_owned()),
        ..StatisticsTitle::default()
    };
    vec![title("ja", ja), title("en-US", en)]
}

/// The name that the newest entry with a weakness gives to it.
fn name_of(
    house: &House,
    board: &Board,
    language: Language,
    cwe: u32,
) -> Result<Option<String>, UseError> {
    let entries = &board.of_language(language).newest_first;
    let Some(entry) = entries
        .iter()
        .find(|entry| entry.facts.weaknesses.contains(&cwe))
    else {
        return Ok(None);
    };
    let id = format!("CWE-{cwe}");
    let items = overview::items(house, &[entry], language)?;
    let references = items.iter().flat_map(|item| &item.references);
    let named =
        references.filter(|r| r.source.is_none() && r.id.as_deref().map(str::trim) == Some(&id));
    let mut titles = named.filter_map(|r| r.title.as_deref());
    let end = format!("({id})");
    Ok(titles.next().map(|title| {
        let title = title.trim();
        title.strip_suffix(&end).unwrap_or(title).trim().to_owned()
    }))
}

#[cfg(test)]
mod tests {
    use super::Step;

    #[test]
    fn periods_are_written_as_the_schema_wants_them() {
        let date = "2025-11-03".parse().unwrap();
        for (step, expected) in [
            (Step::Year, "2025"),
            (Step::Quarter, "2025-4Q"),
            (Step::Month, "2025-11"),
        ] {
            assert_eq!(step.written(step.of(date)), expected);
        }
    }
}
