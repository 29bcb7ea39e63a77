//! Version 4.0.0 of the API (`feed=oka`): the six methods in JSON, each in a file of its own.

mod alert;
mod detail;
mod filter;
mod lists;
mod overview;
mod statistics;

use noroshi_jvn::oka as shape;
use noroshi_model::Language;
use serde_json::{Value, json};

use super::{
    Reply,
    asked::{Asked, Method, Page},
    board::Joined,
    dates::written,
    fault::{Fault, FaultKind, Why},
};
use crate::house::House;

/// The parameters that an answer repeats; those that are numbers are numbers.
pub(super) const ECHOED: &[&str] = &[
    "startItem",
    "maxCountItem",
    "keyword",
    "nameType",
    "vendorName",
    "productName",
    "modifiedRangeDate",
    "modifiedStartDate",
    "modifiedEndDate",
    "createdStartDate",
    "createdEndDate",
    "publicStartDate",
    "publicEndDate",
    "cvssV2Metrics",
    "cvssV3Metrics",
    "cvssV4Metrics",
    "cvssV2Severity",
    "cvssV3Severity",
    "cvssV4Severity",
    "vulnId",
    "ft",
    "pubStartDate",
    "pubEndDate",
    "cweId",
    "metricType",
];

pub(super) fn answer(house: &House, asked: &Asked, method: Method, now: i64) -> Result<Reply, Why> {
    let ask = Ask {
        house,
        asked,
        method,
        now,
    };
    let body = match method {
        Method::VendorList => lists::vendors(&ask),
        Method::ProductList => lists::products(&ask),
        Method::VulnOverviewList => overview::answer(&ask),
        Method::VulnDetailInfo => detail::answer(&ask),
        Method::AlertList => alert::answer(&ask),
        Method::Statistics => statistics::answer(&ask),
        _ => return Err(asked.fault(FaultKind::UnknownMethod, "method").into()),
    }?;
    Ok(Reply::Json(Box::new(body)))
}

/// A question, and what is needed to answer it.
struct Ask<'a> {
    house: &'a House,
    asked: &'a Asked,
    method: Method,
    /// Milliseconds since 1970.
    now: i64,
}

impl Ask<'_> {
    fn language(&self) -> Result<Language, Fault> {
        self.asked.language()
    }

    /// What stands in every answer about itself: numbers, and the parameters once more.
    fn status(
        &self,
        language: Option<Language>,
        page: &Page,
        matching: usize,
        returned: usize,
    ) -> Value {
        let mut status = json!({
            "version": shape::VERSION,
            "method": self.method.name(),
            "feed": "oka",
            "retCd": 0,
            "retMax": self.method.most(),
            "errCd": "",
            "errMsg": "",
            "totalRes": matching,
            "totalResRet": returned,
            "firstRes": page.start,
        });
        if let Some(language) = language {
            status["lang"] = language.tag().into();
        }
        for name in ECHOED {
            if let Some(value) = self.asked.get(name) {
                status[*name] = echo(name, value);
            }
        }
        status
    }

    /// A feed with its entries.
    fn feed(
        &self,
        title: &str,
        updated: &str,
        lang: &str,
        entries: Vec<Value>,
        status: Value,
    ) -> Value {
        let mut feed = shape::frame(title, &written(self.now), updated, lang);
        feed.insert("entry".to_owned(), entries.into());
        json!({ "$schema": shape::schema("myjvn_feed_1.0.json"), "feed": feed, "status": status })
    }
}

/// A parameter as an answer repeats it.
fn echo(name: &str, value: &str) -> Value {
    let number = matches!(name, "startItem" | "maxCountItem").then(|| value.parse::<u64>().ok());
    match number.flatten() {
        Some(number) => number.into(),
        None if name == "vulnId" => {
            let ids: Vec<&str> = value.split_whitespace().collect();
            ids.join("+").into()
        }
        None => value.into(),
    }
}

/// When anything last changed; where nothing is held, the time of the answer.
fn updated<'a>(entries: impl Iterator<Item = &'a Joined>, now: i64) -> String {
    let newest = entries.filter_map(|entry| entry.facts.updated).max();
    written(newest.unwrap_or(now))
}
