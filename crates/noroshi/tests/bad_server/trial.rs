//! One failure: a good day, a bad day twice, a good day again, and what must hold on each.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use noroshi_store::Place;
use serde_json::Value;

use crate::{
    doors::{self, DOORS},
    run::{Noroshi, noroshi},
    server::{Answer, Question, Server},
    shelf::Shelf,
    table::{self, Failure, Fate},
    upstream::{Day, YEAR},
};

/// A program that still asks after this many questions does not know when to stop.
const PATIENCE: usize = 400;

/// A question of the second day, and what a good server would answer.
pub(crate) struct Asked<'a> {
    pub(crate) door: &'static str,
    /// Its path at the door, with the parameters.
    pub(crate) path: &'a str,
    pub(crate) question: &'a Question,
    pub(crate) good: Answer,
}

/// How a failure is tried.
pub(crate) struct Trial {
    row: &'static Failure,
    fetch: &'static str,
    begin: Begin,
    leaves_traces: bool,
}

/// What the store holds when the server turns bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begin {
    Nothing,
    FirstDay,
    SecondDay,
}

/// The failure of that name in the table.
pub(crate) fn failure(name: &str) -> Trial {
    Trial {
        row: table::named(name),
        fetch: "",
        begin: Begin::FirstDay,
        leaves_traces: false,
    }
}

impl Trial {
    /// With these settings in `[fetch]` while the server is bad.
    pub(crate) fn with(self, fetch: &'static str) -> Self {
        Self { fetch, ..self }
    }

    /// The server is bad from the first hour.
    pub(crate) fn over_nothing(self) -> Self {
        let begin = Begin::Nothing;
        Self { begin, ..self }
    }

    /// The server is bad after everything of both days was fetched.
    pub(crate) fn after_both_days(self) -> Self {
        let begin = Begin::SecondDay;
        Self { begin, ..self }
    }

    /// What the bad server says is kept, as it is said in due form; it only does not stay current.
    pub(crate) fn leaving_traces(self) -> Self {
        Self {
            leaves_traces: true,
            ..self
        }
    }

    /// Tries it.
    #[track_caller]
    pub(crate) fn check(self, bad: impl Fn(Asked<'_>) -> Answer + Send + 'static) {
        self.check_and(bad, |_| ());
    }

    /// Tries it, and looks at the program over its store after the bad day.
    #[track_caller]
    pub(crate) fn check_and(
        self,
        bad: impl Fn(Asked<'_>) -> Answer + Send + 'static,
        look: impl Fn(&Noroshi),
    ) {
        let Some(house) = House::new() else {
            return;
        };
        house.settings("good.toml", "");
        house.settings("bad.toml", self.fetch);
        let days = match self.begin {
            Begin::Nothing => &[][..],
            Begin::FirstDay => &[Day::First],
            Begin::SecondDay => &[Day::First, Day::Second],
        };
        for day in days {
            house.good(*day);
        }
        let twin: &Shelf = match self.begin {
            Begin::Nothing => &LATE_TWIN,
            _ => &TWIN,
        };
        let before = house.shelf();
        let health_before = house.health();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        house.server.now(move |question| {
            if count.fetch_add(1, Ordering::Relaxed) > 2 * PATIENCE {
                return crate::server::status(500, "").silent();
            }
            let (door, path) = doors::door(question);
            let good = doors::answer(question, Day::Second);
            bad(Asked {
                door,
                path: &path,
                question,
                good,
            })
        });

        let said = house.sync("bad.toml", "en");
        let after = house.shelf();
        let health = house.health();
        let mut text = said.clone();
        self.row.holds_for(&said, &health);
        house.counts_add_up(&before, &after);
        assert_eq!(
            after.rows[..before.rows.len()],
            before.rows,
            "what was here"
        );
        if !self.leaves_traces {
            let whole = twin.seen();
            let half: Vec<_> = after.seen().difference(&whole).cloned().collect();
            assert!(half.is_empty(), "half or invented: {half:?}");
        }
        for door in DOORS {
            let watermark = |shelf: &Shelf| shelf.watermarks.get(door).cloned().flatten();
            let moved = match watermark(&after) == watermark(&before) {
                true => "stays",
                false => "moves",
            };
            let (old, new) = (before.of(door), after.of(door) - before.of(door));
            writeln!(
                text,
                "{door}: {old} + {new} revisions, the watermark {moved}"
            )
            .unwrap();
        }
        look(&house.noroshi);

        // A second bad day: the same again in Japanese, and since the same moment.
        let again = house.sync("bad.toml", "ja");
        write!(text, "\n{again}").unwrap();
        let health_again = house.health();
        self.row.holds_for(&again, &health_again);
        for door in DOORS {
            if let Fate::Failing(..) = self.row.fate(door) {
                assert_eq!(health[door]["since"], health_again[door]["since"], "{door}");
                let last = &health_before[door]["last_success"];
                assert_eq!(last, &health_again[door]["last_success"], "{door}");
            }
        }
        let asked = asked.load(Ordering::Relaxed);
        assert!(asked <= 2 * PATIENCE, "{asked} questions");
        assert!(house.shelf().rows.starts_with(&after.rows));
        house.is_sound();

        house.good(Day::Second);
        if self.leaves_traces {
            // A release of the CVE list is not asked for twice; the next one comes in an hour.
            house.sync_these("good.toml", "en", &["cve", "--full"]);
        }
        let end = house.shelf();
        is_equal(&end.current, &twin.current);
        if !self.leaves_traces {
            assert_eq!(end.seen(), twin.seen());
        }
        house.is_sound();
        insta::assert_snapshot!(self.row.name, text);
    }
}

/// A store that never saw trouble.
static TWIN: LazyLock<Shelf> = LazyLock::new(|| twin(&[Day::First, Day::Second]));

/// One that was begun on the second day.
static LATE_TWIN: LazyLock<Shelf> = LazyLock::new(|| twin(&[Day::Second]));

fn twin(days: &[Day]) -> Shelf {
    let house = House::new().unwrap();
    house.settings("good.toml", "");
    days.iter().for_each(|day| house.good(*day));
    house.shelf()
}

/// Whether the same is current; says what is not.
#[track_caller]
fn is_equal<T: PartialEq + std::fmt::Debug>(
    found: &BTreeMap<String, T>,
    expected: &BTreeMap<String, T>,
) {
    let differs = |key: &&String| found.get(*key) != expected.get(*key);
    let keys = found.keys().chain(expected.keys());
    let keys: BTreeSet<&String> = keys.filter(differs).collect();
    assert!(
        keys.is_empty(),
        "it does not end as if nothing had been: {keys:?}"
    );
}

/// The program, its store, and the server that it asks.
struct House {
    noroshi: Noroshi,
    server: Server,
}

impl House {
    /// `None` where the store is not in a folder: it makes no difference to a source where it is.
    fn new() -> Option<Self> {
        let noroshi = noroshi();
        let server = Server::new(|question| doors::answer(question, Day::First));
        noroshi.is_in_a_folder().then_some(Self { noroshi, server })
    }

    fn settings(&self, file: &str, fetch: &str) {
        let mut text = String::from("[fetch]\n");
        let small = [("attempts", "2"), ("pause", "0.001"), ("longest_wait", "1")];
        for (name, value) in small {
            if !fetch.contains(name) {
                writeln!(text, "{name} = {value}").unwrap();
            }
        }
        writeln!(text, "{fetch}").unwrap();
        for door in DOORS {
            let (base, year) = (&self.server.base, *YEAR);
            writeln!(text, "[source.{door}]\nmirror = \"{base}/{door}\"").unwrap();
            writeln!(text, "interval = 0.001\nfirst_year = {year}").unwrap();
        }
        std::fs::write(self.noroshi.path(file), text).unwrap();
    }

    /// Asks every source, whether it is due or not.
    fn sync(&self, settings: &str, language: &str) -> String {
        self.sync_these(settings, language, &DOORS)
    }

    fn sync_these(&self, settings: &str, language: &str, these: &[&str]) -> String {
        let mut arguments = vec!["--config", settings, "sync", "--lang", language];
        arguments.extend(["-o", "table", "-o", "json=sync.json"]);
        arguments.extend(these);
        let said = self.noroshi.run(&arguments);
        without_what_differs(&said.replace(&self.server.base, "http://server"))
    }

    /// A good day: all sources do well.
    #[track_caller]
    fn good(&self, day: Day) {
        self.server
            .now(move |question| doors::answer(question, day));
        let said = self.sync("good.toml", "en");
        assert!(said.ends_with("[exit 0]\n"), "{said}");
        let health = self.health();
        for door in DOORS {
            let state = ["health", "act", "reason"].map(|member| health[door][member].clone());
            let fresh = ["fresh", "nobody", ""].map(Value::from);
            assert_eq!(state, fresh, "{door}");
        }
    }

    /// How each source fares, as the program says.
    fn health(&self) -> BTreeMap<String, Value> {
        let arguments = [
            "--config",
            "good.toml",
            "source",
            "list",
            "-o",
            "json=list.json",
        ];
        let said = self.noroshi.run(&arguments);
        assert!(said.ends_with("[exit 0]\n"), "{said}");
        named(&self.json("list.json")["sources"], "name")
    }

    fn json(&self, file: &str) -> Value {
        let text = std::fs::read_to_string(self.noroshi.path(file)).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    fn shelf(&self) -> Shelf {
        Shelf::read(&Place::Folder(self.noroshi.path("store").into()))
    }

    /// What the program said it took is what the ledger grew by.
    #[track_caller]
    fn counts_add_up(&self, before: &Shelf, after: &Shelf) {
        for (door, line) in named(&self.json("sync.json")["sources"], "source") {
            let said = line["new"].as_u64().unwrap() + line["changed"].as_u64().unwrap();
            assert_eq!(said, after.of(&door) - before.of(&door), "{door}");
        }
    }

    /// Ledger and projections are whole and agree.
    #[track_caller]
    fn is_sound(&self) {
        let said = self.noroshi.run(&["db", "check"]);
        assert!(said.ends_with("[exit 0]\n"), "{said}");
    }
}

pub(crate) fn named(list: &Value, by: &str) -> BTreeMap<String, Value> {
    let list = list.as_array().unwrap().iter();
    list.map(|value| (value[by].as_str().unwrap().to_owned(), value.clone()))
        .collect()
}

/// Without digests, ports, hours and years, which are others each time.
pub(crate) fn without_what_differs(said: &str) -> String {
    let mut out = String::new();
    let mut rest = said;
    while let Some(at) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let end = rest[at..]
            .find(|c: char| !c.is_ascii_hexdigit())
            .map_or(rest.len(), |length| at + length);
        let word = &rest[at..end];
        out += &rest[..at];
        let is_hour = word.len() == 4 && rest[end..].starts_with('Z') && out.ends_with('_');
        let is_port = out.ends_with(':') && rest[end..].starts_with("; not followed");
        out += match word.len() {
            64 => "[DIGEST]",
            _ if is_port => "[PORT]",
            _ if is_hour => "[HOUR]",
            _ => word,
        };
        rest = &rest[end..];
    }
    out += rest;
    out.replace(&YEAR.to_string(), "[YEAR]")
}
