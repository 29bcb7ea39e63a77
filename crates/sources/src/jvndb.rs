//! JVN iPedia: the static files that its checksum list names; the API where there is no list.

mod api;
mod list;

use std::collections::BTreeMap;

use noroshi_model::Language;
use serde::{Deserialize, Serialize};

use crate::{
    About, Context, Failure, Key, Outcome, Quirk, Receiver, Refusal, Source, Taken,
    failure::End,
    http::{Http, Request},
    source,
};

const BASE: &str = "https://jvndb.jvn.jp";

/// See [`ABOUT`].
pub(crate) struct Jvndb;

static ABOUT: About = About {
    name: "jvndb",
    title_ja: "JVN iPedia 脆弱性対策情報データベース",
    title_en: "JVN iPedia",
    home: "https://jvndb.jvn.jp/",
    attribution: "",
    terms: "IPA's terms of use, on the site itself; its answers to common questions allow commercial use and ask for no heavy continuous traffic",
    languages: &[Language::Ja, Language::En],
    formats: &["vuldef", "jvnrss", "myjvn-list"],
    every_minutes: 60,
    cadence: "new and updated entries several times a day, the yearly files weekly",
    key: Key::None,
    addresses: &[
        "https://jvndb.jvn.jp/{ja,en}/feed/checksum.txt",
        "https://jvndb.jvn.jp/{ja,en}/feed/detail/jvndb_detail_YYYY.rdf",
        "https://jvndb.jvn.jp/{ja,en}/rss/years/jvndb_YYYY.rdf",
        "https://jvndb.jvn.jp/{ja,en}/rss/jvndb.rdf",
        "https://jvndb.jvn.jp/{ja,en}/rss/jvndb_new.rdf",
        "https://jvndb.jvn.jp/{ja,en}/feed/vendor/myjvn_vendor_YYYYMM.rdf",
        "https://jvndb.jvn.jp/{ja,en}/feed/product/myjvn_product_YYYYMM.rdf",
        "https://jvndb.jvn.jp/myjvn?method=getVulnOverviewList&feed=hnd&…",
        "https://jvndb.jvn.jp/myjvn?method=getVulnDetailInfo&feed=hnd&vulnId=…",
    ],
    quirks: &[
        Quirk {
            habit: "the checksum list is the only index of the files",
            answer: "only files whose digest changed are fetched, and each is verified; an empty list is a failure, and so is one that lacks half of the years it named before. Where there is no list, the API says what changed; that is everything only if the files were fetched before",
        },
        Quirk {
            habit: "a year's file holds entries whose identifiers carry other years",
            answer: "the file's year is never taken for the entry's",
        },
        Quirk {
            habit: "the API answers \"nothing found\" with an entry that says so",
            answer: "that entry is not handed out",
        },
        Quirk {
            habit: "the API reports errors in its Status node, with HTTP status 200",
            answer: "the node is read before anything is handed out",
        },
        Quirk {
            habit: "the API may give fewer entries than it says",
            answer: "numbers and places are compared with what came; a difference is a failure, and the page is asked for again",
        },
        Quirk {
            habit: "without dates the API answers for one week only",
            answer: "all three date ranges are switched off and the period is given",
        },
    ],
};

/// Where we stand.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Cursor {
    /// The files that were handed out, by path, and their digests.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Where the API stands, by language.
    #[serde(default)]
    api: BTreeMap<String, api::Place>,
}

impl Source for Jvndb {
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
    let mut first = None;
    for language in ["ja", "en"] {
        let done = match list::fetch(context, language, http) {
            Ok(list) => files(context, language, list, cursor, http, receiver).map(|()| {
                // The files hold everything up to now; should the list go, the API begins here.
                let place = api::Place::at(context.now_ms);
                cursor.api.insert(language.to_owned(), place);
            }),
            // There is an answer, but no list: the API may still know what changed.
            Err(End::Failure(failure)) if failure.is_about_one_file() => {
                let of_this = format!("/{language}/");
                let is_filled = cursor.files.keys().any(|path| path.starts_with(&of_this));
                match api::changes(context, language, cursor, http, receiver) {
                    Ok(()) if is_filled => Ok(()),
                    // What changed lately is not everything.
                    Ok(()) | Err(End::Failure(_)) => Err(End::Failure(failure)),
                    Err(End::Stopped) => Err(End::Stopped),
                }
            }
            Err(end) => Err(end),
        };
        match done {
            Ok(()) => {}
            // The other language may be well.
            Err(End::Failure(failure)) => {
                first.get_or_insert(failure);
            }
            Err(End::Stopped) => return Err(End::Stopped),
        }
    }
    first.map_or(Ok(()), |failure| Err(failure.into()))
}

/// Hands out the files of a list that have changed.
fn files(
    context: &Context,
    language: &str,
    list: list::List,
    cursor: &mut Cursor,
    http: &mut Http,
    receiver: &mut dyn Receiver,
) -> Result<(), End> {
    let shrunken = list.lacks_much_of(cursor.files.keys(), language);
    for (address, reason) in list.refused {
        if receiver.refused(Refusal { address, reason })? == Taken::Stop {
            return Err(End::Stopped);
        }
    }
    let changed: Vec<_> = list
        .files
        .into_iter()
        .filter(|file| cursor.files.get(&file.path) != Some(&file.sha256))
        .filter(|file| {
            file.year
                .is_none_or(|y| context.first_year.is_none_or(|f| y >= f))
        })
        .collect();
    let bytes = changed.iter().map(|file| file.size).sum();
    if !changed.is_empty() {
        receiver.expect(Some(changed.len() as u64), Some(bytes));
    }
    let mut first = shrunken;
    for file in changed {
        let url = format!("{}{}", context.base(BASE), file.path);
        let body = http.body(&Request::new(url));
        let verified = body.and_then(|body| {
            body.must_be(&file.sha256)?;
            Ok(body)
        });
        match verified {
            Ok(body) => {
                let mut after = cursor.clone();
                after.files.insert(file.path, file.sha256);
                // Beside the yearly files there are those of what is new.
                body.of_a_window(file.year.is_none()).hand_out(
                    None,
                    source::write_cursor(&after),
                    receiver,
                )?;
                *cursor = after;
            }
            // A file that is being replaced does not match its list; the next one may.
            Err(End::Failure(failure)) if failure.is_about_one_file() => {
                first.get_or_insert(failure);
            }
            Err(end) => return Err(end),
        }
    }
    first.map_or(Ok(()), |failure| Err(failure.into()))
}
