//! MyJVN's API, the second way: overviews of what was updated, then the details of each.

use std::time::Duration;

use jiff::{Timestamp, civil::Date, tz::Offset};
use serde::{Deserialize, Serialize};

use super::{BASE, Cursor};
use crate::{
    Context, Failure, Receiver,
    failure::End,
    http::{Body, Http, Request},
    source,
};

/// The most overviews and details in one answer.
const OVERVIEWS: u64 = 50;
const DETAILS: usize = 10;
/// Where the API begins when nothing is known of an earlier time.
const FIRST_LOOK: i64 = 30 * DAY;
const DAY: i64 = 24 * 60 * 60 * 1000;
/// The title of the entry that stands for no entries.
const NOTHING_FOUND: &str = "該当する脆弱性対策情報はありません";

/// Where the API stands in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// Everything updated up to here (milliseconds since 1970) has been handed out.
    #[serde(default)]
    until: Option<i64>,
    /// The round that is being read: when it was begun, and the number of the next entry.
    #[serde(default)]
    round: Option<(i64, u64)>,
}

impl Place {
    /// Whether it was reached, or its round begun, after that moment.
    fn is_after(&self, instant: i64) -> bool {
        let begun = self.round.map(|(begun, _)| begun);
        self.until.max(begun).is_some_and(|at| at > instant)
    }

    /// Everything up to this moment is known by another way.
    pub(super) fn at(now_ms: i64) -> Self {
        Self {
            until: Some(now_ms),
            round: None,
        }
    }
}

/// Hands out what was updated since the cursor.
pub(super) fn changes(
    context: &Context,
    language: &str,
    cursor: &mut Cursor,
    http: &mut Http,
    receiver: &mut dyn Receiver,
) -> Result<(), End> {
    // A place ahead of the clock was reached while the clock was wrong.
    let place = cursor.api.get(language).cloned().unwrap_or_default();
    let place = match place.is_after(context.now_ms + DAY) {
        true => Place::default(),
        false => place,
    };
    let since = day(place.until.unwrap_or(context.now_ms - FIRST_LOOK));
    let (begun, mut next) = place.round.unwrap_or((context.now_ms, 1));
    loop {
        let url = overview_address(context, language, since, next);
        let mut body = http.body(&request(url))?;
        let page = Page::read(&mut body)?;
        page.must_be_whole(next, body.address())?;
        next += page.count;
        let is_last = page.count == 0 || next > page.total;
        let place = match is_last {
            true => Place {
                until: Some(begun),
                round: None,
            },
            false => Place {
                until: place.until,
                round: Some((begun, next)),
            },
        };
        if page.count > 0 {
            // The place moves only with the last of the answers that belong to this page.
            body.of_a_window(true).hand_out(None, None, receiver)?;
        }
        let mut after = cursor.clone();
        after.api.insert(language.to_owned(), place);
        let mut batches = page.ids.chunks(DETAILS).peekable();
        while let Some(batch) = batches.next() {
            let mut body = http.body(&request(detail_address(context, language, batch)))?;
            let text = body.text()?;
            Page::parse(&text, body.address())?;
            must_hold(&text, batch, body.address())?;
            let whole = match batches.peek() {
                Some(_) => None,
                None => source::write_cursor(&after),
            };
            body.of_a_window(true).hand_out(None, whole, receiver)?;
        }
        *cursor = after;
        if is_last {
            return Ok(());
        }
    }
}

fn request(url: String) -> Request<'static> {
    Request {
        interval: Duration::from_secs(1),
        ..Request::new(url)
    }
}

fn overview_address(context: &Context, language: &str, since: Date, next: u64) -> String {
    format!(
        "{}/myjvn?method=getVulnOverviewList&feed=hnd&lang={language}&startItem={next}\
         &maxCountItem={OVERVIEWS}&rangeDatePublic=n&rangeDatePublished=n&rangeDateFirstPublished=n\
         &datePublishedStartY={}&datePublishedStartM={}&datePublishedStartD={}",
        context.base(BASE),
        since.year(),
        since.month(),
        since.day(),
    )
}

fn detail_address(context: &Context, language: &str, ids: &[String]) -> String {
    format!(
        "{}/myjvn?method=getVulnDetailInfo&feed=hnd&lang={language}&vulnId={}",
        context.base(BASE),
        ids.join("+"),
    )
}

/// The day in Japan, which is what the API counts in.
fn day(instant: i64) -> Date {
    let instant = Timestamp::from_millisecond(instant).unwrap_or(Timestamp::UNIX_EPOCH);
    Offset::constant(9).to_datetime(instant).date()
}

/// What is read of an answer here: its Status node, and the identifiers of an overview.
#[derive(Debug, PartialEq, Eq)]
struct Page {
    total: u64,
    count: u64,
    /// The number of its first entry among all.
    first: Option<u64>,
    ids: Vec<String>,
}

impl Page {
    fn read(body: &mut Body) -> Result<Self, Failure> {
        let text = body.text()?;
        Self::parse(&text, body.address())
    }

    /// It begins where it was asked to, and names as many entries as it says.
    fn must_be_whole(&self, next: u64, address: &str) -> Result<(), Failure> {
        let named = self.ids.len() as u64;
        let message = match self.first {
            _ if named < self.count => {
                format!("it announces {} entries and names {named}", self.count)
            }
            Some(first) if self.count > 0 && first != next => {
                format!("it begins at entry {first} where {next} was asked for")
            }
            _ if self.count == 0 && next < self.total => {
                format!("it is empty at entry {next} of {}", self.total)
            }
            _ => return Ok(()),
        };
        Err(Failure::content(message, address))
    }

    fn parse(text: &str, address: &str) -> Result<Self, Failure> {
        let status = text
            .rfind(":Status ")
            .map(|at| &text[at..])
            .and_then(|rest| rest.split('>').next());
        let Some(status) = status else {
            let message = "the answer holds no Status node";
            return Err(Failure::content(message, address));
        };
        if attribute(status, "retCd") != Some("0") {
            let code = attribute(status, "errCd").unwrap_or_default();
            let why = attribute(status, "errMsg").unwrap_or_default();
            let why: String = why.chars().take(200).collect();
            return Err(Failure::content(format!("error {code}: {why}"), address));
        }
        let number = |name| attribute(status, name).and_then(|v| v.parse().ok());
        let nothing = text.contains(NOTHING_FOUND) && number("totalResRet").unwrap_or(0) <= 1;
        Ok(Self {
            total: number("totalRes").unwrap_or(0),
            first: number("firstRes"),
            count: match nothing {
                true => 0,
                false => number("totalResRet").unwrap_or(0),
            },
            ids: match nothing {
                true => Vec::new(),
                false => identifiers(text),
            },
        })
    }
}

/// The details of entries are there, or it would never be known that they were missing.
fn must_hold(text: &str, ids: &[String], address: &str) -> Result<(), Failure> {
    let is_missing = |id: &&String| !text.contains(&format!(">{id}<"));
    let missing = ids.iter().filter(is_missing).count();
    if missing == 0 {
        return Ok(());
    }
    let message = format!(
        "the details lack {missing} of {} entries asked for",
        ids.len()
    );
    Err(Failure::content(message, address))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

/// The content of every `identifier` element that names a JVN iPedia entry.
fn identifiers(text: &str) -> Vec<String> {
    text.split("identifier>")
        .filter_map(|piece| piece.split('<').next())
        .filter(|id| {
            id.strip_prefix("JVNDB-").is_some_and(|rest| {
                !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit() || b == b'-')
            })
        })
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Page;

    #[track_caller]
    fn check(text: &str, expected: Result<(u64, u64, &[&str]), &str>) {
        let found = Page::parse(text, "x");
        let found = found
            .as_ref()
            .map(|p| (p.total, p.count, p.ids.iter().map(String::as_str).collect()))
            .map_err(|f| f.message.as_str());
        let expected = expected.map(|(t, c, ids)| (t, c, ids.to_vec()));
        assert_eq!(found, expected);
    }

    #[test]
    fn an_overview_gives_its_numbers_and_identifiers() {
        check(
            r#"<item><sec:identifier>JVNDB-2026-000001</sec:identifier></item>
               <status:Status version="3.3" retCd="0" totalRes="70" totalResRet="1" firstRes="1"/>"#,
            Ok((70, 1, &["JVNDB-2026-000001"])),
        );
    }

    #[test]
    fn the_entry_that_says_nothing_was_found_is_none() {
        check(
            r#"<item><title>MyJVN　該当する脆弱性対策情報はありません。</title></item>
               <status:Status retCd="0" totalRes="0" totalResRet="0"/>"#,
            Ok((0, 0, &[])),
        );
    }

    #[test]
    fn errors_stand_in_the_status_node() {
        check(
            r#"<Result><status:Status retCd="1" errCd="XX00000001" errMsg="bad feed"/></Result>"#,
            Err("error XX00000001: bad feed"),
        );
        check("<Result/>", Err("the answer holds no Status node"));
    }
}
