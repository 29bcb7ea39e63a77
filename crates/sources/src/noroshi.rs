//! Another Noroshi: parts of its ledger, one after the other, until everything that arrived there is here.

use std::time::Duration;

use noroshi_model::Language;
use serde::{Deserialize, Serialize};

use crate::{
    About, Carries, Context, Failure, FailureKind, Key, Outcome, Party, Quirk, Receiver, Source,
    failure::End,
    http::{Body, Http, Request},
    source,
};

/// See [`ABOUT`].
pub(crate) struct Noroshi;

static ABOUT: About = About {
    name: "noroshi",
    title_ja: "別の Noroshi",
    title_en: "another Noroshi",
    home: "",
    attribution: "",
    terms: "those of the sources that it passes on",
    languages: &[Language::Ja, Language::En],
    formats: &["bundle"],
    every_minutes: 5,
    cadence: "whenever something arrives there",
    key: Key::Optional,
    addresses: &["{mirror}/bundle?after=…&link=…"],
    quirks: &[
        Quirk {
            habit: "it has no address of its own",
            answer: "asked only where `mirror` names it",
        },
        Quirk {
            habit: "it passes on what other sources said",
            answer: "documents, their sources and their order are kept as they are there; what is asked here as well is known and not doubled",
        },
        Quirk {
            habit: "restored from an earlier copy it has another past",
            answer: "answered with 409; nothing is mixed until somebody says so with `noroshi sync noroshi --full`",
        },
    ],
};

/// How far the other ledger was followed.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor {
    /// Its last row that is here.
    after: u64,
    /// The hash of that row, hexadecimal.
    #[serde(default)]
    link: String,
    /// What the answer was called.
    #[serde(default)]
    etag: Option<String>,
}

/// What is read of a bundle here: where it ends.
#[derive(Debug, Deserialize)]
struct Manifest {
    upto: Place,
}

#[derive(Debug, Deserialize)]
struct Place {
    sequence: u64,
    link: String,
}

/// The member of a bundle that says what it holds is its first, and smaller than this.
const MANIFEST: (&str, u64) = ("manifest.json", 8 << 20);

impl Source for Noroshi {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn carries(&self) -> Carries {
        Carries::Bundles
    }

    fn fetch(
        &self,
        context: &Context,
        http: &mut Http,
        receiver: &mut dyn Receiver,
    ) -> Result<Outcome, Failure> {
        if let Some(folder) = &context.folder {
            let message = "a folder of bundles is applied by `noroshi bundle apply`";
            let folder = folder.display().to_string();
            return Err(setting(message, folder));
        }
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
    if context.base_url.is_none() {
        return Err(setting("no address is set", "").into());
    }
    let base = context.base("");
    let token = context.api_key.as_ref().map(|key| format!("Bearer {key}"));
    let mut cursor: Cursor = source::read_cursor(context);
    loop {
        let mut url = format!("{base}/bundle?after={}", cursor.after);
        if !cursor.link.is_empty() {
            url.push_str(&format!("&link={}", cursor.link));
        }
        let reply = http.get(&Request {
            etag: cursor.etag.as_deref(),
            secret: token.as_deref().map(|token| ("authorization", token)),
            interval: Duration::from_millis(50),
            ..Request::new(url)
        });
        let Some(mut body) = reply.map_err(other_past)? else {
            return Ok(source::write_cursor(&cursor));
        };
        let upto = end_of(&mut body)?;
        if upto.sequence < cursor.after {
            let message = format!(
                "the answer ends at row {}, before its beginning",
                upto.sequence
            );
            return Err(Failure::content(message, body.address()).into());
        }
        let is_last = upto.sequence == cursor.after;
        cursor = Cursor {
            after: upto.sequence,
            link: upto.link,
            etag: body.etag().map(str::to_owned),
        };
        body.hand_out_as_served(source::write_cursor(&cursor), receiver)?;
        if is_last {
            return Ok(source::write_cursor(&cursor));
        }
    }
}

/// Where a bundle ends, as it says itself.
fn end_of(body: &mut Body) -> Result<Place, Failure> {
    let address = body.address().to_owned();
    let no_bundle = || Failure::content("the answer is no bundle", address.as_str());
    let mut archive = tar::Archive::new(body.reader()?);
    let first = archive.entries().ok().and_then(|mut all| all.next());
    let first = first.and_then(Result::ok).ok_or_else(no_bundle)?;
    let is_manifest = first
        .path()
        .is_ok_and(|path| path.as_os_str() == MANIFEST.0);
    if !is_manifest {
        return Err(no_bundle());
    }
    let limited = std::io::Read::take(first, MANIFEST.1);
    let manifest: Manifest = serde_json::from_reader(limited).map_err(|_| no_bundle())?;
    Ok(manifest.upto)
}

/// A conflict says that the row up to which the ledger was followed is not there, or another one.
fn other_past(end: End) -> End {
    match end {
        End::Failure(failure) if failure.status == Some(409) => End::Failure(Failure {
            party: Party::You,
            kind: FailureKind::OtherPast,
            ..failure
        }),
        other => other,
    }
}

fn setting(message: &str, address: impl Into<String>) -> Failure {
    Failure::new(Party::You, FailureKind::Configuration, message, address)
}
