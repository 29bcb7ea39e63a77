//! CISA's catalogue of known exploited vulnerabilities: one small file.

use noroshi_model::Language;
use serde::{Deserialize, Serialize};

use crate::{
    About, Context, Failure, Key, Outcome, Quirk, Receiver, Source,
    failure::End,
    feeds::{self, Seen},
    http::{Http, Request},
    source,
};

const AT_CISA: &str = "https://www.cisa.gov";
const FEED: &str = "/sites/default/files/feeds/known_exploited_vulnerabilities.json";
/// The catalogue as CISA also keeps it in its repository.
const AT_GITHUB: &str = "https://raw.githubusercontent.com/cisagov/kev-data/develop/known_exploited_vulnerabilities.json";

/// See [`ABOUT`].
pub(crate) struct Kev;

static ABOUT: About = About {
    name: "kev",
    title_ja: "CISA 悪用が確認された脆弱性カタログ",
    title_en: "CISA Known Exploited Vulnerabilities Catalog",
    home: "https://www.cisa.gov/known-exploited-vulnerabilities-catalog",
    attribution: "",
    terms: "Creative Commons Zero 1.0 (<https://www.cisa.gov/sites/default/files/licenses/kev/license.txt>)",
    languages: &[Language::En],
    formats: &["kev"],
    every_minutes: 60,
    cadence: "on working days, at any hour",
    key: Key::None,
    addresses: &[
        "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
        AT_GITHUB,
    ],
    quirks: &[
        Quirk {
            habit: "entries are removed again",
            answer: "every file lists everything that holds; what is absent no longer holds",
        },
        Quirk {
            habit: "`knownRansomwareCampaignUse` changes in place",
            answer: "a change like any other, with its date",
        },
        Quirk {
            habit: "the web site turns programs away for hours",
            answer: "the catalogue's own repository is asked next",
        },
    ],
};

#[derive(Debug, Default, Serialize, Deserialize)]
struct Cursor {
    #[serde(default)]
    site: Seen,
    #[serde(default)]
    repository: Seen,
}

impl Source for Kev {
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
    receiver.expect(Some(1), None);
    let at_cisa = Request::new(format!("{}{FEED}", context.base(AT_CISA)));
    let (found, seen) = match feeds::changed(http, at_cisa, Some(&cursor.site)) {
        Ok(found) => (found, &mut cursor.site),
        // A mirror that was chosen is not gone around.
        Err(End::Failure(failure)) if context.base_url.is_none() => {
            let found = feeds::changed(http, Request::new(AT_GITHUB), Some(&cursor.repository))
                .map_err(|second| match second {
                    End::Stopped => End::Stopped,
                    End::Failure(_) => End::Failure(failure),
                })?;
            (found, &mut cursor.repository)
        }
        Err(end) => return Err(end),
    };
    if let Some((body, new)) = found {
        *seen = new;
        let after = source::write_cursor(&cursor);
        body.hand_out(None, after, receiver)?;
    }
    Ok(source::write_cursor(&cursor))
}
