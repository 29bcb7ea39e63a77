//! The CVE list: a daily baseline and the changes since, from its releases; or a folder.

use jiff::{Timestamp, civil::Date, tz::Offset};
use noroshi_model::Language;
use serde::{Deserialize, Serialize};

use crate::{
    About, Context, Failure, Key, Outcome, Quirk, Receiver, Source,
    failure::End,
    http::{Body, Http, Request},
    source,
};

const BASE: &str = "https://github.com/CVEProject/cvelistV5/releases/download";
/// After so many days away, one baseline is less than the daily changes.
const MOST_DAYS: i32 = 30;

/// See [`ABOUT`].
pub(crate) struct Cve;

static ABOUT: About = About {
    name: "cve",
    title_ja: "CVE リスト",
    title_en: "CVE List",
    home: "https://www.cve.org/",
    attribution: "",
    terms: "the CVE Program's terms of use, which ask for its copyright notice on copies (<https://www.cve.org/legal/termsofuse>)",
    languages: &[Language::En],
    formats: &["cve-5"],
    every_minutes: 120,
    cadence: "every hour",
    key: Key::None,
    addresses: &[
        "https://github.com/CVEProject/cvelistV5/releases/download/cve_YYYY-MM-DD_HH00Z/YYYY-MM-DD_all_CVEs_at_midnight.zip.zip",
        "https://github.com/CVEProject/cvelistV5/releases/download/cve_YYYY-MM-DD_at_end_of_day/YYYY-MM-DD_delta_CVEs_at_end_of_day.zip",
        "https://github.com/CVEProject/cvelistV5/releases/download/cve_YYYY-MM-DD_HH00Z/YYYY-MM-DD_delta_CVEs_at_HH00Z.zip",
    ],
    quirks: &[
        Quirk {
            habit: "release names hold the date and the hour, and some hours have none",
            answer: "addresses are built from the clock, from the newest hour backwards; nothing is read from a web page",
        },
        Quirk {
            habit: "an hourly file holds everything since midnight",
            answer: "only the newest is fetched; the file of the whole day closes each day",
        },
        Quirk {
            habit: "the baseline is a zip in a zip",
            answer: "both are opened on the way",
        },
    ],
};

/// Where we stand.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
struct Cursor {
    /// Everything up to the end of this day (universal time) has been handed out.
    through: Option<Date>,
    /// The newest hourly file of a later day that was handed out.
    newest: Option<(Date, i8)>,
}

/// The cursor as text.
#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(default)]
    through: Option<String>,
    #[serde(default)]
    newest: Option<(String, i8)>,
}

impl From<Cursor> for Written {
    fn from(cursor: Cursor) -> Self {
        Self {
            through: cursor.through.map(|day| day.to_string()),
            newest: cursor.newest.map(|(day, hour)| (day.to_string(), hour)),
        }
    }
}

impl From<Written> for Cursor {
    fn from(written: Written) -> Self {
        let newest = written
            .newest
            .and_then(|(day, hour)| Some((day.parse().ok()?, hour)));
        Self {
            through: written.through.and_then(|day| day.parse().ok()),
            newest,
        }
    }
}

impl Source for Cve {
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
        source::finish(fetch(context, http, receiver))
    }
}

fn fetch(
    context: &Context,
    http: &mut Http,
    receiver: &mut dyn Receiver,
) -> Result<Option<String>, End> {
    let mut cursor: Cursor = source::read_cursor(context);
    let base = context.base(BASE);
    let Ok(now) = Timestamp::from_millisecond(context.now_ms) else {
        return Ok(context.cursor.clone());
    };
    let now = Offset::UTC.to_datetime(now);
    let (today, hour) = (now.date(), now.hour());

    // A day that has not come yet was reached while the clock was wrong.
    let behind = cursor
        .through
        .filter(|day| *day <= today)
        .map(|day| days_between(day, today));
    cursor.newest = cursor.newest.filter(|newest| *newest <= (today, hour));
    if behind.is_none_or(|days| days > MOST_DAYS) {
        cursor = baseline(base, today, hour, http, receiver)?;
    }
    // Close the days that are over.
    while let Some(day) = cursor.through.and_then(|d| d.tomorrow().ok())
        && day < today
    {
        let url = format!("{base}/cve_{day}_at_end_of_day/{day}_delta_CVEs_at_end_of_day.zip");
        match http.body(&Request::new(url)) {
            Ok(body) => {
                hand_out(body, receiver)?;
                cursor.through = Some(day);
                saved(&cursor, receiver)?;
            }
            // It comes some hours after midnight. An older one that is missing never comes.
            Err(End::Failure(f)) if f.status == Some(404) => {
                if days_between(day, today) > 1 {
                    cursor = baseline(base, today, hour, http, receiver)?;
                }
                break;
            }
            Err(end) => return Err(end),
        }
    }
    // The open day, and the one before it while its own file is not there yet.
    let mut day = cursor
        .through
        .and_then(|d| d.tomorrow().ok())
        .unwrap_or(today);
    while day <= today {
        let last = if day == today { hour } else { 23 };
        let seen = cursor
            .newest
            .filter(|(seen, _)| *seen == day)
            .map(|(_, h)| h);
        for hour in (0..=last).rev().take_while(|h| Some(*h) != seen) {
            let url = format!("{base}/cve_{day}_{hour:02}00Z/{day}_delta_CVEs_at_{hour:02}00Z.zip");
            match http.body(&Request::new(url)) {
                Ok(body) => {
                    hand_out(body, receiver)?;
                    cursor.newest = Some((day, hour));
                    saved(&cursor, receiver)?;
                    break;
                }
                Err(End::Failure(f)) if f.status == Some(404) => {}
                Err(end) => return Err(end),
            }
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    Ok(source::write_cursor(&cursor))
}

/// Fetches the newest baseline: everything as of the midnight with which today or yesterday began.
fn baseline(
    base: &str,
    today: Date,
    hour: i8,
    http: &mut Http,
    receiver: &mut dyn Receiver,
) -> Result<Cursor, End> {
    let yesterday = today.yesterday().unwrap_or(today);
    let hours = (0..=hour).rev().map(|h| (today, h));
    let hours = hours.chain((0..24).rev().map(|h| (yesterday, h)));
    let mut first = None;
    for (day, hour) in hours {
        let url = format!("{base}/cve_{day}_{hour:02}00Z/{day}_all_CVEs_at_midnight.zip.zip");
        match http.body(&Request::new(url)) {
            Ok(body) => {
                hand_out(body, receiver)?;
                let cursor = Cursor {
                    through: day.yesterday().ok(),
                    newest: None,
                };
                saved(&cursor, receiver)?;
                return Ok(cursor);
            }
            Err(End::Failure(f)) if f.status == Some(404) => {
                first.get_or_insert(f);
            }
            Err(end) => return Err(end),
        }
    }
    let address = first.map(|f| f.address).unwrap_or_default();
    let message = "no release of today or yesterday holds a baseline";
    Err(Failure::content(message, address).into())
}

fn hand_out(body: Body, receiver: &mut dyn Receiver) -> Result<(), End> {
    body.hand_out(None, None, receiver)
}

/// An archive's files carry no cursor; it goes out when all of them have been taken.
fn saved(cursor: &Cursor, receiver: &mut dyn Receiver) -> Result<(), End> {
    if let Some(cursor) = source::write_cursor(cursor) {
        receiver.reached(cursor)?;
    }
    Ok(())
}

fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}
