//! getStatistics: entries by year and month of their registration.

use std::collections::HashMap;

use noroshi_jvn::oka as shape;
use serde_json::{Map, Value, json};

use super::{
    super::{
        asked::Page,
        dates::{date_of, day_of, written},
        facts::{Band, weakness},
        fault::{FaultKind, Why},
    },
    Ask,
    filter::{Scored, Wanted},
    updated,
};

pub(super) fn answer(ask: &Ask<'_>) -> Result<Value, Why> {
    let Ask {
        house, asked, now, ..
    } = *ask;
    let language = ask.language()?;
    let today = date_of(day_of(now));
    let this_year = u64::try_from(today.year()).unwrap_or(1998);
    let start = asked
        .number("pubStartDate", 1998..10_000)?
        .unwrap_or(this_year);
    let end = asked
        .number("pubEndDate", 1998..10_000)?
        .unwrap_or(this_year);
    if start > end {
        return Err(asked.fault(FaultKind::Value, "pubEndDate").into());
    }
    if end - start > 800 {
        return Err(asked.fault(FaultKind::TooMuch, "pubEndDate").into());
    }
    let scored = [
        ("cvssV2", Scored::V2),
        ("cvssV3", Scored::V3),
        ("cvssV4", Scored::V4),
    ];
    let scored = asked.word("metricType", &scored)?.unwrap_or(Scored::V3);
    let cwe = match asked.get("cweId") {
        None => None,
        Some(text) => Some(weakness(text).ok_or_else(|| asked.fault(FaultKind::Value, "cweId"))?),
    };
    let board = house.board()?;
    let catalogue = house.catalogue(&board, language)?;
    let products = Wanted::read(asked, false)?.map(|wanted| wanted.among(&catalogue));
    let entries = &board.of_language(language).newest_first;
    let mut counts: HashMap<(u64, i8), [u64; 6]> = HashMap::new();
    for entry in entries.iter().filter(|entry| {
        cwe.is_none_or(|cwe| entry.facts.weaknesses.contains(&cwe))
            && products
                .as_ref()
                .is_none_or(|n| entry.facts.products.iter().any(|p| n.contains(&p.number)))
    }) {
        let Some(date) = entry.first_on().map(date_of) else {
            continue;
        };
        let year = u64::try_from(date.year()).unwrap_or(0);
        let counted = counts.entry((year, date.month())).or_default();
        counted[0] += 1;
        let bands = [
            Band::Critical,
            Band::High,
            Band::Medium,
            Band::Low,
            Band::None,
        ];
        if let Some(at) = bands
            .iter()
            .position(|band| Some(*band) == scored.of(entry))
        {
            counted[at + 1] += 1;
        }
    }
    let names = [
        "vulninfo",
        "severity_critical",
        "severity_high",
        "severity_medium",
        "severity_low",
        "severity_none",
    ];
    let mut rows = 0;
    let data: Vec<Value> = (start..=end)
        .map(|year| {
            // The present year goes as far as it has come.
            let last = if year == this_year { today.month() } else { 12 };
            rows += last as usize;
            let mut row = json!({ "year": year });
            for (at, name) in names.iter().enumerate() {
                let month = |month: i8| counts.get(&(year, month)).map_or(0, |counted| counted[at]);
                let months: Map<String, Value> = (1..=last)
                    .map(|m| (m.to_string(), month(m).into()))
                    .collect();
                row[format!("total_{name}")] = (1..=last).map(month).sum::<u64>().into();
                row[*name] = months.into();
            }
            row
        })
        .collect();
    let text = |name: &str| asked.get(name).unwrap_or_default().to_owned();
    let page = Page {
        start: 1,
        count: rows,
    };
    let status = ask.status(Some(language), &page, rows, rows);
    let updated = updated(entries.iter(), now);
    let mut whole = shape::frame(
        "JVNDB 脆弱性対策統計データ",
        &written(now),
        &updated,
        language.tag(),
    );
    whole.insert(
        "$schema".to_owned(),
        shape::schema("myjvn_statistics_1.0.json").into(),
    );
    let total = json!({
        "vulninfo": entries.len(),
        "vendor": catalogue.vendors.len(),
        "product": catalogue.products.len(),
    });
    whole.insert("dataTotal".to_owned(), total);
    let metric = asked.get("metricType").unwrap_or("cvssV3");
    let filter = json!({
        "nameType": text("nameType"),
        "productName": text("productName"),
        "cweId": text("cweId"),
        "metricType": metric,
        "pubStartDate": start.to_string(),
        "pubEndDate": end.to_string(),
    });
    whole.insert("dataFilter".to_owned(), filter);
    whole.insert("data".to_owned(), data.into());
    whole.insert("status".to_owned(), status);
    Ok(whole.into())
}
