//! EPSS: one file of scores per day.

use noroshi_model::{
    Language,
    moment::{AssumedZone, day_of},
};

use crate::{
    About, Context, Failure, Key, Outcome, Quirk, Receiver, Source,
    failure::End,
    feeds::{self, Seen},
    http::{Http, Request},
    source,
};

const BASE: &str = "https://epss.empiricalsecurity.com";
const DAY: i64 = 24 * 60 * 60 * 1000;

/// See [`ABOUT`].
pub(crate) struct Epss;

static ABOUT: About = About {
    name: "epss",
    title_ja: "EPSS（悪用予測スコアリングシステム）",
    title_en: "EPSS (Exploit Prediction Scoring System)",
    home: "https://www.first.org/epss/",
    attribution: "",
    terms: "free to use; FIRST asks to be named as the source (<https://www.first.org/epss/>)",
    languages: &[Language::En],
    formats: &["epss"],
    every_minutes: 6 * 60,
    cadence: "once a day",
    key: Key::None,
    addresses: &[
        "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz",
        "https://epss.empiricalsecurity.com/epss_scores-YYYY-MM-DD.csv.gz",
    ],
    quirks: &[
        Quirk {
            habit: "the file named *current* is a redirect to the one of the day",
            answer: "followed; where it fails, today's and yesterday's files are asked for by name",
        },
        Quirk {
            habit: "a new model moves nearly all scores in a day",
            answer: "the model's version is kept with every score",
        },
        Quirk {
            habit: "rejected CVEs vanish",
            answer: "every file lists everything that holds",
        },
    ],
};

impl Source for Epss {
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
    let mut seen: Seen = source::read_cursor(context);
    receiver.expect(Some(1), None);
    let base = context.base(BASE);
    let today = day_of(context.now_ms, AssumedZone::Utc);
    let yesterday = day_of(context.now_ms - DAY, AssumedZone::Utc);
    let mut first = None;
    for name in ["current", &today, &yesterday] {
        let request = Request::new(format!("{base}/epss_scores-{name}.csv.gz"));
        match feeds::changed(http, request, Some(&seen)) {
            Ok(None) => return Ok(source::write_cursor(&seen)),
            Ok(Some((body, new))) => {
                seen = new;
                let after = source::write_cursor(&seen);
                body.hand_out(None, after, receiver)?;
                return Ok(source::write_cursor(&seen));
            }
            Err(End::Failure(failure)) if failure.is_about_one_file() => {
                first.get_or_insert(failure);
            }
            Err(end) => return Err(end),
        }
    }
    match first {
        Some(failure) => Err(failure.into()),
        None => Ok(source::write_cursor(&seen)),
    }
}
