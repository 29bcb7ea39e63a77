//! What a source is: a description, and a way to fetch what is new.

use std::{
    fmt::{self, Write as _},
    path::{Path, PathBuf},
};

use noroshi_model::Language;

use crate::{
    Failure, FailureKind, Party, Receiver, Taken,
    failure::End,
    files::{self, WalkError},
    http::Http,
};

/// A place that speaks.
pub trait Source: Sync {
    /// Everything that is to be said about it without asking it.
    fn about(&self) -> &'static About;

    /// Hands out what is new since the context's cursor.
    ///
    /// # Errors
    ///
    /// A [`Failure`] that says who must act. What was handed out before it stays valid, and so do
    /// the cursors that went out with it.
    fn fetch(
        &self,
        context: &Context,
        http: &mut Http,
        receiver: &mut dyn Receiver,
    ) -> Result<Outcome, Failure>;

    /// What it hands out.
    fn carries(&self) -> Carries {
        Carries::Documents
    }

    /// The name used in commands, files and addresses, for example `nvd`.
    fn name(&self) -> &'static str {
        self.about().name
    }

    /// The title for people.
    fn title(&self, language: Language) -> &'static str {
        match language {
            Language::Ja => self.about().title_ja,
            Language::En => self.about().title_en,
        }
    }
}

/// What a source hands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carries {
    /// Files of documents.
    Documents,
    /// Parts of the ledger of another Noroshi, with what several sources said. It has no address of its own:
    /// [`Context::base_url`] names it.
    Bundles,
}

/// What is to be said about a source. The reference manual and the health pages print it.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// The name used in commands, files and addresses.
    pub name: &'static str,
    /// The title in Japanese.
    pub title_ja: &'static str,
    /// The title in English.
    pub title_en: &'static str,
    /// Where people read about it; empty where that is whoever runs it.
    pub home: &'static str,
    /// The notice that must stand wherever its data are shown, in the publisher's own wording;
    /// empty where none is asked for.
    pub attribution: &'static str,
    /// Its terms, in a sentence of ours, with the address of the text.
    pub terms: &'static str,
    /// The languages it speaks.
    pub languages: &'static [Language],
    /// The names of the formats of its files.
    pub formats: &'static [&'static str],
    /// How often it is asked unless set otherwise, in minutes.
    pub every_minutes: u32,
    /// How often it changes, in words.
    pub cadence: &'static str,
    /// Whether it takes a key.
    pub key: Key,
    /// What is asked for, in order.
    pub addresses: &'static [&'static str],
    /// Its known habits, and what is done about each.
    pub quirks: &'static [Quirk],
}

/// A known habit of a source, and what is done about it.
#[derive(Debug, Clone, Copy)]
pub struct Quirk {
    /// What it does.
    pub habit: &'static str,
    /// What we do about it.
    pub answer: &'static str,
}

/// Whether a source takes a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// It knows no keys.
    None,
    /// It is faster with a key.
    Optional,
    /// It does not answer without one.
    Needed,
}

/// What a fetch is told.
#[derive(Clone, Default)]
pub struct Context {
    /// Asks here instead of at the source's own hosts: a mirror with the same paths.
    pub base_url: Option<String>,
    /// A folder or file on this machine that holds the source's documents, such as a checkout of
    /// the CVE list. Read whole, each time, instead of the network.
    pub folder: Option<PathBuf>,
    /// The key, where one is set.
    pub api_key: Option<String>,
    /// The cursor that was stored last; `None` for everything from the beginning.
    pub cursor: Option<String>,
    /// The time, in milliseconds since 1970. Nothing here looks at a clock to decide what to fetch.
    pub now_ms: i64,
    /// Whether the network is off limits.
    pub offline: bool,
    /// The first year to fetch, for the sources that have one file per year.
    pub first_year: Option<i16>,
}

impl fmt::Debug for Context {
    /// Shows everything but the key, which must not end in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("base_url", &self.base_url)
            .field("folder", &self.folder)
            .field("api_key", &self.api_key.as_ref().map(|_| "set"))
            .field("cursor", &self.cursor)
            .field("now_ms", &self.now_ms)
            .field("offline", &self.offline)
            .field("first_year", &self.first_year)
            .finish()
    }
}

impl Context {
    /// The base address without a slash at its end: the mirror's, or the given one.
    pub(crate) fn base<'a>(&'a self, own: &'a str) -> &'a str {
        let base = self.base_url.as_deref().unwrap_or(own);
        base.trim_end_matches('/')
    }
}

/// How a fetch ended that did not fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Whether it came to its end.
    pub ending: Ending,
    /// The cursor that holds once everything that was handed out is stored, where the fetch came to
    /// its end; otherwise `None`, and the last one stored stays. A fetch that found nothing new
    /// hands out no file and yet may have a new cursor: up to when it looked.
    pub cursor: Option<String>,
}

/// How a fetch ended that did not fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Everything there is was handed out.
    Complete,
    /// Somebody asked to stop, or the receiver could not go on.
    Stopped,
    /// There was nothing to try, for this reason. No failure.
    Skipped {
        /// Why, in words.
        why: String,
    },
}

/// Ends a fetch: where it stopped half way, only the cursors of the files count.
pub(crate) fn finish(ended: Result<Option<String>, End>) -> Result<Outcome, Failure> {
    match ended {
        Ok(cursor) => Ok(Outcome {
            ending: Ending::Complete,
            cursor,
        }),
        Err(End::Stopped) => Ok(Outcome {
            ending: Ending::Stopped,
            cursor: None,
        }),
        Err(End::Failure(failure)) => Err(failure),
    }
}

/// The fetch that does not need the network, or may not use it; `None` where it is to be used.
pub(crate) fn without_network(
    context: &Context,
    receiver: &mut dyn Receiver,
) -> Option<Result<Outcome, Failure>> {
    if let Some(folder) = &context.folder {
        return Some(from_folder(folder, context, receiver));
    }
    context.offline.then(|| {
        let why = "the network is switched off".to_owned();
        Ok(Outcome {
            ending: Ending::Skipped { why },
            cursor: None,
        })
    })
}

fn from_folder(
    folder: &Path,
    context: &Context,
    receiver: &mut dyn Receiver,
) -> Result<Outcome, Failure> {
    let options = files::Options::default();
    match files::walk_on(&[folder.to_owned()], &options, receiver) {
        Err(WalkError::NotThere { path, cause }) => Err(Failure::new(
            Party::You,
            FailureKind::Configuration,
            format!("cannot read the folder: {cause}"),
            path.display().to_string(),
        )),
        Err(WalkError::Stopped(_)) | Ok(Taken::Stop) => finish(Err(End::Stopped)),
        Ok(Taken::Continue) => finish(Ok(context.cursor.clone())),
    }
}

/// Reads a cursor; one of an older or unknown shape counts as none, which fetches everything again.
pub(crate) fn read_cursor<T: serde::de::DeserializeOwned + Default>(context: &Context) -> T {
    let text = context.cursor.as_deref();
    text.and_then(|t| serde_json::from_str(t).ok())
        .unwrap_or_default()
}

/// Writes a cursor.
pub(crate) fn write_cursor<T: serde::Serialize>(cursor: &T) -> Option<String> {
    serde_json::to_string(cursor).ok()
}

/// The page of the reference manual about all sources, in Markdown.
pub fn reference() -> String {
    let mut page = String::from(
        "# Sources\n\nWhat Noroshi asks by itself, in alphabetical order. Every source has its own \
         schedule, is asked under conditions where it allows that, and continues where it was \
         interrupted.\n",
    );
    for source in crate::ALL {
        section(&mut page, source.about());
    }
    page
}

fn section(page: &mut String, about: &About) {
    let languages: Vec<_> = about.languages.iter().map(|l| l.tag()).collect();
    let key = match about.key {
        Key::None => "not used",
        Key::Optional => "optional; faster with one",
        Key::Needed => "needed",
    };
    let hours = match about.every_minutes {
        minutes if minutes % 60 == 0 => format!("{} h", minutes / 60),
        minutes => format!("{minutes} min"),
    };
    let home = match about.home {
        "" => String::new(),
        home => format!(" · <{home}>"),
    };
    // Writing into a string cannot fail.
    let _ = write!(
        page,
        "\n## {}\n\n{} · {}{home}\n\n| | |\n| --- | --- |\n| asked every | {hours} |\n\
         | changes | {} |\n| languages | {} |\n| formats | {} |\n| key | {key} |\n| terms | {} |\n",
        about.name,
        about.title_en,
        about.title_ja,
        about.cadence,
        languages.join(", "),
        about.formats.join(", "),
        about.terms,
    );
    if !about.attribution.is_empty() {
        let _ = writeln!(page, "| notice shown | {} |", about.attribution);
    }
    page.push_str("\nWhat is asked for, in this order:\n\n");
    for address in about.addresses {
        let _ = writeln!(page, "- `{address}`");
    }
    page.push_str("\n| habit | what is done |\n| --- | --- |\n");
    for quirk in about.quirks {
        let _ = writeln!(page, "| {} | {} |", quirk.habit, quirk.answer);
    }
}
