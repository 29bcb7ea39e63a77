//! JVN: the newest reports of the coordinators, as two small feeds.

use std::collections::BTreeMap;

use noroshi_model::Language;

use crate::{
    About, Context, Failure, Key, Outcome, Quirk, Receiver, Source,
    failure::End,
    feeds::{self, Seen},
    http::{Http, Request},
    source,
};

const BASE: &str = "https://jvn.jp";

/// See [`ABOUT`].
pub(crate) struct Jvn;

static ABOUT: About = About {
    name: "jvn",
    title_ja: "JVN（Japan Vulnerability Notes）",
    title_en: "JVN (Japan Vulnerability Notes)",
    home: "https://jvn.jp/",
    attribution: "",
    terms: "the terms of JPCERT/CC and IPA, on the site itself",
    languages: &[Language::Ja, Language::En],
    formats: &["jvnrss"],
    every_minutes: 60,
    cadence: "on working days, several times",
    key: Key::None,
    addresses: &[
        "https://jvn.jp/rss/jvn.rdf",
        "https://jvn.jp/en/rss/jvn.rdf",
    ],
    quirks: &[Quirk {
        habit: "only the newest reports are in the feeds",
        answer: "what was seen stays; older reports come through JVN iPedia's references",
    }],
};

impl Source for Jvn {
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
    let mut seen: BTreeMap<String, Seen> = source::read_cursor(context);
    receiver.expect(Some(2), None);
    let mut first = None;
    for (language, path) in [("ja", "/rss/jvn.rdf"), ("en", "/en/rss/jvn.rdf")] {
        let request = Request::new(format!("{}{path}", context.base(BASE)));
        match feeds::changed(http, request, seen.get(language)) {
            Ok(None) => {}
            Ok(Some((body, new))) => {
                seen.insert(language.to_owned(), new);
                body.of_a_window(true)
                    .hand_out(None, source::write_cursor(&seen), receiver)?;
            }
            // The other language may be well.
            Err(End::Failure(failure)) => {
                first.get_or_insert(failure);
            }
            Err(End::Stopped) => return Err(End::Stopped),
        }
    }
    match first {
        Some(failure) => Err(failure.into()),
        None => Ok(source::write_cursor(&seen)),
    }
}
