//! NVD: the yearly feeds first, then what has changed since, through the API.

mod api;
mod feed;

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::Offset};
use noroshi_model::Language;
use serde::{Deserialize, Serialize};

use crate::{
    About, Context, Failure, Key, Outcome, Quirk, Receiver, Source, failure::End, http::Http,
    source,
};

/// NVD keeps the identifiers of 1999 to 2001 in the feed of 2002.
const FIRST_YEAR: i16 = 2002;
/// The name of the feed of modified entries among the years.
const MODIFIED: &str = "modified";
/// How far back the feed of modified entries reaches, less a day for its own age.
const MODIFIED_REACHES: i64 = 7 * DAY;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// See [`ABOUT`].
pub(crate) struct Nvd;

static ABOUT: About = About {
    name: "nvd",
    title_ja: "NVD（米国国立標準技術研究所 脆弱性データベース）",
    title_en: "NVD (National Vulnerability Database)",
    home: "https://nvd.nist.gov/",
    attribution: "This product uses the NVD API but is not endorsed or certified by the NVD.",
    terms: "public domain in the United States; the notice is asked for (<https://nvd.nist.gov/developers/terms-of-use>)",
    languages: &[Language::En],
    formats: &["nvd-2.0"],
    every_minutes: 120,
    cadence: "at any hour; the feed of modified entries every two hours, the yearly feeds once a day",
    key: Key::Optional,
    addresses: &[
        "https://nvd.nist.gov/feeds/json/cve/2.0/nvdcve-2.0-YYYY.meta",
        "https://nvd.nist.gov/feeds/json/cve/2.0/nvdcve-2.0-YYYY.json.gz",
        "https://nvd.nist.gov/feeds/json/cve/2.0/nvdcve-2.0-modified.meta",
        "https://nvd.nist.gov/feeds/json/cve/2.0/nvdcve-2.0-modified.json.gz",
        "https://services.nvd.nist.gov/rest/json/cves/2.0?lastModStartDate=…&lastModEndDate=…&startIndex=…&resultsPerPage=…",
    ],
    quirks: &[
        Quirk {
            habit: "overload is answered with 403, 404, 503, 524, or a web page with status 200",
            answer: "all of these are transport failures, never data; pauses grow, `Retry-After` is kept",
        },
        Quirk {
            habit: "a page of 2,000 sometimes answers 404 where one of 1,000 works",
            answer: "the page is halved, down to 250",
        },
        Quirk {
            habit: "a period of more than 120 days is refused",
            answer: "longer periods are asked for in windows; the place of every page is kept",
        },
        Quirk {
            habit: "feeds stand still for weeks while the API goes on",
            answer: "the API continues from the date the feed itself states",
        },
        Quirk {
            habit: "entries that are changed while a period is read leave it, and those behind them move up",
            answer: "the place in the period goes back by as many entries as are missing",
        },
        Quirk {
            habit: "a feed dated ahead of time, as of a clock that is wrong",
            answer: "the last seven days are asked for again; a place reached while our own clock was wrong is given up",
        },
        Quirk {
            habit: "a `.meta` file of no bytes",
            answer: "a failure; the feed is not taken as unchanged",
        },
        Quirk {
            habit: "one request per six seconds without a key, ten times more with one",
            answer: "kept",
        },
        Quirk {
            habit: "an unknown key is answered with 404 and a header `message`",
            answer: "shown as a missing key, which is for the operator to act on",
        },
    ],
};

/// Where we stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    /// The feeds that were handed out: a year or `modified`, and what its `.meta` said.
    #[serde(default)]
    feeds: BTreeMap<String, feed::Meta>,
    /// Everything modified up to here (milliseconds since 1970) has been handed out.
    #[serde(default)]
    until: Option<i64>,
    /// The window of the API that is being read.
    #[serde(default)]
    window: Option<api::Window>,
    /// The feeds are not there any more: the API gives everything, without dates.
    #[serde(default)]
    without_feeds: bool,
}

impl Cursor {
    /// A place ahead of the clock was reached while the clock was wrong. What the feeds state takes its place, so that
    /// nothing is left out until the clock has come there.
    fn forget_the_future(&mut self, now_ms: i64) {
        let ahead = |instant: i64| instant > now_ms + DAY;
        self.until = self.until.filter(|until| !ahead(*until));
        self.window = self
            .window
            .take()
            .filter(|window| !window.is_after(now_ms + DAY));
    }
}

impl Source for Nvd {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn fetch(
        &self,
        context: &Context,
        http: &mut Http,
        receiver: &mut dyn Receiver,
    ) -> Result<Outcome, Failure> {
        if let Some(done) = source::without_network(context, receiver) {
            return done;
        }
        let mut cursor: Cursor = source::read_cursor(context);
        cursor.forget_the_future(context.now_ms);
        let done = fetch(context, &mut cursor, http, receiver);
        source::finish(done.map(|()| source::write_cursor(&cursor)))
    }
}

fn fetch(
    context: &Context,
    cursor: &mut Cursor,
    http: &mut Http,
    receiver: &mut dyn Receiver,
) -> Result<(), End> {
    let mut missing = None;
    if !cursor.without_feeds {
        match years(context, cursor, http, receiver) {
            Ok(failed) => missing = failed,
            Err(End::Failure(failure)) if are_retired(&failure) && cursor.feeds.is_empty() => {
                cursor.without_feeds = true;
            }
            Err(end) => return Err(end),
        }
    }
    if cursor.without_feeds {
        return api::everything_then_changes(context, cursor, http, receiver);
    }
    // The years are here, but for what failed alone; the feeds state up to when.
    let stated = cursor.feeds.values().filter_map(|meta| meta.modified_ms());
    let stated = stated.map(|stated| credible(stated, context.now_ms));
    cursor.until = cursor.until.or_else(|| stated.min());
    let modified = modified(context, cursor, http, receiver);
    match (modified, api::changes(context, cursor, http, receiver)) {
        (_, Err(End::Stopped)) | (Err(End::Stopped), _) => Err(End::Stopped),
        // Each way alone brings what is new; only both together failing is a failure.
        (_, Ok(())) => missing.map_or(Ok(()), |failure| Err(failure.into())),
        (_, Err(failure)) => Err(failure),
    }
}

/// Hands out the years that have not been handed out yet, the newest first. A year that fails alone
/// does not keep the others back; it is the answer, and is tried again next time.
fn years(
    context: &Context,
    cursor: &mut Cursor,
    http: &mut Http,
    receiver: &mut dyn Receiver,
) -> Result<Option<Failure>, End> {
    let this = this_year(context.now_ms);
    let first = context.first_year.unwrap_or(FIRST_YEAR).max(FIRST_YEAR);
    let missing: Vec<_> = (first..=this)
        .rev()
        .map(|year| year.to_string())
        .filter(|year| !cursor.feeds.contains_key(year))
        .collect();
    if missing.is_empty() {
        return Ok(None);
    }
    receiver.expect(Some(missing.len() as u64), None);
    let mut first_failure = None;
    for year in missing {
        match feed::fetch(context, &year, cursor, http, receiver) {
            Ok(()) => {}
            Err(End::Failure(failure)) if failure.is_about_one_file() => {
                // In the first days of January the new year has no feed yet.
                let is_new = year == this.to_string() && is_january(context.now_ms);
                if failure.status == Some(404) && is_new {
                    continue;
                }
                if are_retired(&failure) && cursor.feeds.is_empty() {
                    return Err(failure.into());
                }
                first_failure.get_or_insert(failure);
            }
            Err(end) => return Err(end),
        }
    }
    match first_failure {
        Some(failure) if cursor.feeds.is_empty() => Err(failure.into()),
        failure => Ok(failure),
    }
}

/// Hands out the feed of modified entries, where it continues what we have.
fn modified(
    context: &Context,
    cursor: &mut Cursor,
    http: &mut Http,
    receiver: &mut dyn Receiver,
) -> Result<(), End> {
    let name = MODIFIED;
    let meta = feed::meta(context, name, http)?;
    if cursor.feeds.get(name) == Some(&meta) {
        return Ok(());
    }
    let stated = meta
        .modified_ms()
        .map(|stated| credible(stated, context.now_ms));
    feed::take(context, name, meta, cursor, http, receiver)?;
    if let (Some(stated), Some(until), None) = (stated, cursor.until, &cursor.window)
        && until >= stated - MODIFIED_REACHES
    {
        cursor.until = Some(until.max(stated));
    }
    Ok(())
}

/// Up to when a feed holds everything that was modified. One that is dated ahead of us says nothing about that; it was
/// made at some moment since its yearly or weekly round began.
fn credible(stated: i64, now_ms: i64) -> i64 {
    match stated > now_ms + DAY {
        true => now_ms - MODIFIED_REACHES,
        false => stated.min(now_ms),
    }
}

fn are_retired(failure: &Failure) -> bool {
    matches!(failure.status, Some(403 | 404 | 410))
}

fn this_year(now_ms: i64) -> i16 {
    date(now_ms).map_or(FIRST_YEAR, |d| d.year())
}

fn is_january(now_ms: i64) -> bool {
    date(now_ms).is_some_and(|d| d.month() == 1)
}

fn date(now_ms: i64) -> Option<jiff::civil::Date> {
    let now = Timestamp::from_millisecond(now_ms).ok()?;
    Some(Offset::UTC.to_datetime(now).date())
}
