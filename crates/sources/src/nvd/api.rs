//! NVD's API 2.0: windows of days, pages within them, each page a place to continue from.

use std::{fmt, time::Duration};

use noroshi_model::moment::{AssumedZone, rfc3339};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{IgnoredAny, SeqAccess, Visitor},
};

use super::{Cursor, DAY};
use crate::{
    Context, Failure, FailureKind, Receiver,
    failure::End,
    http::{Body, Http, Request, transport},
    source,
};

const BASE: &str = "https://services.nvd.nist.gov";
/// The longest period the API takes.
const LONGEST_WINDOW: i64 = 120 * DAY;
/// Entries appear in the API some time after the moment they carry.
const OVERLAP: i64 = 2 * 60 * 60 * 1000;
const LARGEST_PAGE: u32 = 2000;
const SMALLEST_PAGE: u32 = 250;
/// How often entries may leave a period while it is read.
const MOST_STEPS_BACK: u32 = 100;

/// A period that is being read, and how far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Window {
    /// From and to, in milliseconds since 1970; `None` for everything, without dates.
    period: Option<(i64, i64)>,
    /// When it was opened: everything modified up to then will have been read.
    opened: i64,
    /// The index of the next entry.
    next: u64,
    /// How many entries it was last said to have.
    #[serde(default)]
    total: Option<u64>,
}

impl Window {
    /// Whether it was opened after that moment.
    pub(super) fn is_after(&self, instant: i64) -> bool {
        self.opened > instant
    }
}

/// Everything, for the day the feeds are gone; then changes.
pub(super) fn everything_then_changes(
    context: &Context,
    cursor: &mut Cursor,
    http: &mut Http,
    receiver: &mut dyn Receiver,
) -> Result<(), End> {
    if cursor.until.is_none() && cursor.window.is_none() {
        cursor.window = Some(Window {
            period: None,
            opened: context.now_ms,
            next: 0,
            total: None,
        });
    }
    changes(context, cursor, http, receiver)
}

/// Hands out what was modified since the cursor, window by window.
pub(super) fn changes(
    context: &Context,
    cursor: &mut Cursor,
    http: &mut Http,
    receiver: &mut dyn Receiver,
) -> Result<(), End> {
    loop {
        let window = match (&cursor.window, cursor.until) {
            // A window that was interrupted is read to its end.
            (Some(window), _) => window.clone(),
            (None, Some(until)) if until < context.now_ms => {
                let from = until - OVERLAP;
                let to = context.now_ms.min(from + LONGEST_WINDOW);
                Window {
                    period: Some((from, to)),
                    opened: to,
                    next: 0,
                    total: None,
                }
            }
            _ => return Ok(()),
        };
        read(context, window, cursor, http, receiver)?;
    }
}

/// Reads one window from where it stands to its end.
fn read(
    context: &Context,
    mut window: Window,
    cursor: &mut Cursor,
    http: &mut Http,
    receiver: &mut dyn Receiver,
) -> Result<(), End> {
    let mut size = LARGEST_PAGE;
    let mut steps_back = 0;
    loop {
        let (body, page) = match page(context, &window, size, http) {
            Ok(found) => found,
            Err(End::Failure(failure)) if size > SMALLEST_PAGE && may_be_too_large(&failure) => {
                size /= 2;
                continue;
            }
            Err(end) => return Err(end),
        };
        if page.start_index.is_some_and(|start| start != window.next) {
            let message = format!(
                "a page that begins at {} where {} was asked for",
                page.start_index.unwrap_or_default(),
                window.next
            );
            return Err(Failure::content(message, body.address()).into());
        }
        // An entry that is changed meanwhile leaves the period, and those behind it move up by one, past the place that
        // was reached. Reading on from there would leave them out for good.
        let gone = window.total.unwrap_or(0).saturating_sub(page.total_results);
        window.total = Some(page.total_results);
        if gone > 0 && window.next > 0 {
            steps_back += 1;
            if steps_back > MOST_STEPS_BACK {
                let message = "the number of entries falls with every page";
                return Err(Failure::content(message, body.address()).into());
            }
            window.next = window.next.saturating_sub(gone);
            continue;
        }
        // The next page begins after what came, whatever was announced, so that a short page
        // leaves no gap.
        window.next += page.vulnerabilities.0;
        let is_last = window.next >= page.total_results;
        if page.vulnerabilities.0 == 0 && !is_last {
            let message = format!(
                "an empty page at {} of {} entries",
                window.next, page.total_results
            );
            return Err(Failure::content(message, body.address()).into());
        }
        let mut after = cursor.clone();
        if is_last {
            after.until = Some(window.opened);
            after.window = None;
        } else {
            after.window = Some(window.clone());
        }
        // An empty window is no document: it has nothing to say but that nothing changed.
        if page.vulnerabilities.0 > 0 {
            let left = page.total_results.saturating_sub(window.next);
            receiver.expect(Some(1 + left.div_ceil(u64::from(size))), None);
            body.of_a_window(true)
                .hand_out(None, source::write_cursor(&after), receiver)?;
        }
        *cursor = after;
        if is_last {
            return Ok(());
        }
    }
}

/// What a page says about itself, and how many entries it really holds.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    total_results: u64,
    start_index: Option<u64>,
    vulnerabilities: Count,
}

fn page(
    context: &Context,
    window: &Window,
    size: u32,
    http: &mut Http,
) -> Result<(Body, Page), End> {
    let base = context.base(BASE);
    let mut url = format!("{base}/rest/json/cves/2.0?");
    if let Some((from, to)) = window.period {
        url += &format!(
            "lastModStartDate={}&lastModEndDate={}&",
            date(from),
            date(to)
        );
    }
    url += &format!("startIndex={}&resultsPerPage={size}", window.next);
    let request = Request {
        secret: context.api_key.as_deref().map(|key| ("apiKey", key)),
        interval: Duration::from_millis(if context.api_key.is_some() {
            600
        } else {
            6_000
        }),
        // A page that does not come is tried again in half.
        attempts: Some(2),
        ..Request::new(url)
    };
    let mut body = http.body(&request)?;
    let page = serde_json::from_reader(body.reader()?).map_err(|error| match error.is_data() {
        true => Failure::content(format!("not a page as it is known: {error}"), &request.url),
        false => transport(format!("the page is not whole: {error}"), &request.url),
    })?;
    Ok((body, page))
}

fn date(instant: i64) -> String {
    // The documented form, with the offset's plus sign in its address form.
    rfc3339(instant, AssumedZone::Utc).replace('Z', ".000%2B00:00")
}

fn may_be_too_large(failure: &Failure) -> bool {
    failure.kind == FailureKind::Transport
        && matches!(failure.status, None | Some(200 | 404 | 408 | 500..=599))
}

/// Counts the elements of an array without keeping them.
#[derive(Debug)]
struct Count(u64);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Counter;

        impl<'de> Visitor<'de> for Counter {
            type Value = Count;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Count, A::Error> {
                let mut count = 0;
                while array.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Count(count))
            }
        }

        deserializer.deserialize_seq(Counter)
    }
}
