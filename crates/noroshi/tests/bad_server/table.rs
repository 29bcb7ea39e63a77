//! The table of failures: what the server does, what the program makes of it, and how each source then is.
//!
//! The numbers are those of the plan's list of what goes wrong in the field. The manual's page is made of this table.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use serde_json::Value;

use crate::doors::DOORS;

/// How a source is on the bad day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The failure does not touch it.
    Untouched,
    /// It is asked in another way, or what is odd is kept as it is said: nothing is missing.
    Fresh,
    /// It fails: who must act, and the key of the reason.
    Failing(&'static str, &'static str),
}

/// One failure.
pub(crate) struct Failure {
    pub(crate) number: u8,
    /// The test's name.
    pub(crate) name: &'static str,
    /// What the server does.
    pub(crate) served: &'static str,
    /// What Noroshi does.
    pub(crate) answer: &'static str,
    pub(crate) doors: &'static [(&'static str, Fate)],
}

impl Failure {
    /// How a source is on the bad day.
    pub(crate) fn fate(&self, door: &str) -> Fate {
        let found = match door {
            MIRROR => MIRRORED.iter().find(|(name, _)| *name == self.name),
            _ => self.doors.iter().find(|(name, _)| *name == door),
        };
        found.map_or(Fate::Untouched, |(_, fate)| *fate)
    }

    /// The exit code on the bad day.
    fn exit(&self) -> u8 {
        let fails = |(_, fate): &(_, Fate)| matches!(fate, Fate::Failing(..));
        match self.doors.iter().any(fails) {
            true => 4,
            false => 0,
        }
    }

    /// Whether the program said so, and thinks so of every source.
    #[track_caller]
    pub(crate) fn holds_for(&self, said: &str, health: &BTreeMap<String, Value>) {
        let end = format!("[exit {}]\n", self.exit());
        assert!(said.ends_with(&end), "{said}");
        for door in DOORS {
            let found = ["health", "act", "reason"].map(|member| health[door][member].clone());
            let expected = match self.fate(door) {
                Fate::Failing(party, reason) => ["failing", party, reason],
                Fate::Fresh | Fate::Untouched => ["fresh", "nobody", ""],
            };
            let expected = expected.map(Value::from);
            assert_eq!(
                found, expected,
                "{door}: {}\n{said}",
                health[door]["detail"]
            );
        }
    }
}

/// The failure of that name.
#[track_caller]
pub(crate) fn named(name: &str) -> &'static Failure {
    let found = FAILURES.iter().find(|failure| failure.name == name);
    found.unwrap_or_else(|| panic!("{name} is not in the table"))
}

const FRESH: Fate = Fate::Fresh;
const TRANSPORT: Fate = Fate::Failing("them", "transport");
const THROTTLED: Fate = Fate::Failing("them", "throttled");
const CONTENT: Fate = Fate::Failing("them", "content");
const DIGEST: Fate = Fate::Failing("them", "digest");
const INCOMPLETE: Fate = Fate::Failing("them", "incomplete");
const OTHER_PAST: Fate = Fate::Failing("you", "other-past");
const ODD: Fate = Fate::Failing("us", "not-understood");

/// Another Noroshi that is followed. It is tried apart from the others.
pub(crate) const MIRROR: &str = "noroshi";

/// How it is on each bad day that can befall it.
static MIRRORED: &[(&str, Fate)] = &[
    ("a_storm_of_503", TRANSPORT),
    ("a_source_that_asks_for_time", THROTTLED),
    ("a_connection_that_is_closed_without_a_word", TRANSPORT),
    ("a_403_with_a_web_page", THROTTLED),
    ("a_web_page_with_status_200", TRANSPORT),
    ("a_404_everywhere", TRANSPORT),
    ("answers_of_no_bytes", TRANSPORT),
    ("a_mirror_that_goes_back_in_time", OTHER_PAST),
    ("a_form_that_changes_on_the_way", CONTENT),
    ("digests_that_are_others", DIGEST),
    ("answers_that_break_off", DIGEST),
    ("answers_without_an_end", TRANSPORT),
    ("a_slow_drip", TRANSPORT),
    ("redirects_in_circles", TRANSPORT),
    ("redirects_into_private_networks", TRANSPORT),
];

/// All doors with one fate.
macro_rules! all {
    ($fate:expr) => {
        &[
            ("cve", $fate),
            ("epss", $fate),
            ("jvn", $fate),
            ("jvndb", $fate),
            ("kev", $fate),
            ("nvd", $fate),
        ]
    };
}

/// Every failure.
pub(crate) static FAILURES: &[Failure] = &[
    Failure {
        number: 1,
        name: "a_storm_of_503",
        served: "503 to every question",
        answer: "asks again a few times with growing pauses, then leaves it to the schedule",
        doors: all!(TRANSPORT),
    },
    Failure {
        number: 1,
        name: "a_source_that_asks_for_time",
        served: "429 or 503 with `Retry-After` of two hours",
        answer: "does not ask again; the next time is at least as far off as was asked for",
        doors: all!(THROTTLED),
    },
    Failure {
        number: 1,
        name: "a_connection_that_is_closed_without_a_word",
        served: "nothing at all",
        answer: "asks again a few times, then leaves it to the schedule",
        doors: all!(TRANSPORT),
    },
    Failure {
        number: 2,
        name: "a_403_with_a_web_page",
        served: "403 with a web page",
        answer: "takes it as a wish to be asked less often; the page is never data",
        doors: all!(THROTTLED),
    },
    Failure {
        number: 2,
        name: "a_web_page_with_status_200",
        served: "a web page with status 200, packed or not",
        answer: "looks at the first bytes: a page is no data whatever its status",
        doors: all!(TRANSPORT),
    },
    Failure {
        number: 2,
        name: "a_404_everywhere",
        served: "404 to every question",
        answer: "asks the other ways that the source has; a release of the CVE list that is not there yet is none",
        doors: &[
            ("cve", FRESH),
            ("epss", TRANSPORT),
            ("jvn", TRANSPORT),
            ("jvndb", TRANSPORT),
            ("kev", TRANSPORT),
            ("nvd", TRANSPORT),
        ],
    },
    Failure {
        number: 3,
        name: "a_page_size_that_is_refused",
        served: "404 to pages of more than 500 entries",
        answer: "halves the page, down to 250",
        doors: &[("nvd", FRESH)],
    },
    Failure {
        number: 4,
        name: "an_index_that_names_nothing",
        served: "an empty list of files, an empty `.meta`, no release, from the first hour on",
        answer: "an empty index is a failure and never \"nothing new\"; what another way gives meanwhile is kept",
        doors: &[("cve", CONTENT), ("jvndb", CONTENT), ("nvd", TRANSPORT)],
    },
    Failure {
        number: 5,
        name: "lists_that_shrank",
        served: "a whole answer with a tenth of the entries",
        answer: "takes the entries that are there, ends none of the others, and keeps the place until the list is back",
        doors: &[
            ("epss", INCOMPLETE),
            ("jvn", INCOMPLETE),
            ("jvndb", INCOMPLETE),
            ("kev", INCOMPLETE),
        ],
    },
    Failure {
        number: 5,
        name: "lists_shorter_than_they_say",
        served: "an entry less than the answer says it has",
        answer: "keeps what came, and the place as it was",
        doors: &[
            ("jvndb", INCOMPLETE),
            ("kev", INCOMPLETE),
            ("nvd", INCOMPLETE),
        ],
    },
    Failure {
        number: 5,
        name: "answers_of_no_bytes",
        served: "status 200 and nothing",
        answer: "nothing is no data",
        doors: all!(TRANSPORT),
    },
    Failure {
        number: 6,
        name: "feeds_that_stand_still",
        served: "yesterday's feeds, while the API goes on",
        answer: "goes on through the API from the date that the feed states",
        doors: &[("nvd", FRESH)],
    },
    Failure {
        number: 6,
        name: "a_mirror_that_goes_back_in_time",
        served: "what was said the day before",
        answer: "what is older takes nobody's place, and an older list ends nothing",
        doors: all!(FRESH),
    },
    Failure {
        number: 6,
        name: "feeds_that_are_retired",
        served: "410 or 404 to feeds and lists, while the API goes on",
        answer: "asks the API",
        doors: &[("jvndb", FRESH), ("nvd", FRESH)],
    },
    Failure {
        number: 6,
        name: "a_form_that_changes_on_the_way",
        served: "another form of document, in the middle of a fetch",
        answer: "keeps what came before it, says that it is not understood, and keeps the place",
        doors: &[
            ("cve", ODD),
            ("epss", ODD),
            ("jvn", ODD),
            ("jvndb", ODD),
            ("kev", ODD),
            ("nvd", CONTENT),
        ],
    },
    Failure {
        number: 7,
        name: "words_that_nobody_knows",
        served: "values that no list of the standard has",
        answer: "keeps the entry with a note at the place",
        doors: &[("cve", FRESH), ("kev", FRESH), ("nvd", FRESH)],
    },
    Failure {
        number: 8,
        name: "entries_that_lose_their_products",
        served: "entries without names of products, marked as deferred",
        answer: "keeps what is said; the source is silent on what it left out, which is never \"not affected\"",
        doors: &[("nvd", FRESH)],
    },
    Failure {
        number: 9,
        name: "entries_that_are_rejected",
        served: "entries marked as rejected",
        answer: "the mark is shown; the entry and its history stay",
        doors: &[("cve", FRESH), ("nvd", FRESH)],
    },
    Failure {
        number: 10,
        name: "one_malformed_entry",
        served: "one entry that cannot be read, and names that are none, in a file of a hundred",
        answer: "the entry is refused with its place, a name is noted; the others are taken",
        doors: &[("epss", FRESH), ("jvndb", FRESH), ("kev", FRESH)],
    },
    Failure {
        number: 11,
        name: "the_same_key_twice",
        served: "an entry twice in one file, with different texts",
        answer: "keeps both as revisions of one; each source's keys are its own, whatever the identifier",
        doors: all!(FRESH),
    },
    Failure {
        number: 12,
        name: "digests_that_are_others",
        served: "files that are not the announced ones, as while they are being replaced",
        answer: "takes nothing of such a file, and all the others",
        doors: &[("jvndb", DIGEST), ("nvd", DIGEST)],
    },
    Failure {
        number: 13,
        name: "answers_that_break_off",
        served: "half of what was announced, or half of a packed file",
        answer: "takes nothing of it and asks again",
        doors: all!(TRANSPORT),
    },
    Failure {
        number: 13,
        name: "answers_without_an_end",
        served: "bytes without an end",
        answer: "gives up at the longest answer that the settings allow",
        doors: all!(TRANSPORT),
    },
    Failure {
        number: 13,
        name: "brackets_in_brackets",
        served: "an entry nested a hundred thousand deep",
        answer: "refuses the entry, or the page",
        doors: &[("kev", FRESH), ("nvd", ODD)],
    },
    Failure {
        number: 14,
        name: "entries_that_vanish",
        served: "a list without an entry that it had",
        answer: "the listing ends that day, and begins again when the entry is back",
        doors: &[("epss", FRESH), ("kev", FRESH)],
    },
    Failure {
        number: 14,
        name: "entries_that_move_up_while_they_are_read",
        served: "a page later, an entry has left the period",
        answer: "goes back in the period by as many entries",
        doors: &[("nvd", FRESH)],
    },
    Failure {
        number: 15,
        name: "a_clock_far_ahead",
        served: "dates of 2099, in files and entries",
        answer: "believes no date ahead of the arrival: what comes later is later",
        doors: all!(FRESH),
    },
    Failure {
        number: 15,
        name: "a_clock_far_behind",
        served: "new content with a date of 1970 on the file",
        answer: "keeps it as older than what is here, until a file says otherwise",
        doors: &[
            ("epss", FRESH),
            ("jvn", FRESH),
            ("kev", FRESH),
            ("nvd", FRESH),
        ],
    },
    Failure {
        number: 16,
        name: "an_entry_as_large_as_a_feed",
        served: "an entry with thousands of names and wildcards",
        answer: "keeps it",
        doors: &[("nvd", FRESH)],
    },
    Failure {
        number: 17,
        name: "a_slow_drip",
        served: "a byte now and then",
        answer: "gives the answer up when it brought too little in a while; other sources have their own time",
        doors: all!(TRANSPORT),
    },
    Failure {
        number: 18,
        name: "hundreds_of_entries_of_one_key",
        served: "an entry three hundred times in one page, each time with another text",
        answer: "keeps each as a revision of one entry",
        doors: &[("nvd", FRESH)],
    },
    Failure {
        number: 19,
        name: "parameters_that_are_no_longer_heeded",
        served: "the first page, whatever is asked for",
        answer: "compares the place in the answer with the one asked for, and keeps its own",
        doors: &[("nvd", CONTENT)],
    },
    Failure {
        number: 20,
        name: "redirects_in_circles",
        served: "a redirect to itself",
        answer: "follows five",
        doors: all!(TRANSPORT),
    },
    Failure {
        number: 20,
        name: "redirects_into_private_networks",
        served: "a redirect to this machine's other ports, to a network behind it, or to a file",
        answer: "connects to none of them",
        doors: all!(TRANSPORT),
    },
];

/// The page of the manual.
fn page() -> String {
    let mut page = String::from(
        "# Bad days of sources\n\n<!-- Written by the code: `UPDATE=1 cargo test` rewrites it. -->\n\n\
         What goes wrong at the sources, what Noroshi does about it, and how `noroshi source list` then shows each source. \
         Every line is a test against a server that behaves so: it is asked with a store that was filled before, twice \
         while it is bad, and once more when it is good again. In all of them, what was here stays, what came whole is \
         kept, nothing is kept in part, the place from which a source goes on moves only with its data, and in the end the \
         store holds what it would hold without the bad day.\n\n\
         `-`: the failure does not concern the source. `fresh`: nothing is missing. Otherwise the source is *failing*, with who \
         must act (`them`: the source; `us`: the program; `you`: whoever set it up) and the reason's word in JSON. `sync` ends with the exit code of \
         the last column; what was fetched is kept. The numbers are those of the groups of failures that were found in \
         public reports.\n\n",
    );
    let doors = || DOORS.into_iter().chain([MIRROR]);
    let names = doors().collect::<Vec<_>>().join(" | ");
    writeln!(page, "| | the source gives | Noroshi | {names} | exit |").unwrap();
    writeln!(
        page,
        "| ---: | --- | --- |{} ---: |",
        " --- |".repeat(doors().count())
    )
    .unwrap();
    for failure in FAILURES {
        let fates = doors().map(|door| match failure.fate(door) {
            Fate::Untouched => "-".to_owned(),
            Fate::Fresh => "fresh".to_owned(),
            Fate::Failing(party, reason) => format!("{party}: {reason}"),
        });
        let Failure {
            number,
            served,
            answer,
            ..
        } = failure;
        let (fates, exit) = (fates.collect::<Vec<_>>().join(" | "), failure.exit());
        writeln!(
            page,
            "| {number} | {served} | {answer} | {fates} | {exit} |"
        )
        .unwrap();
    }
    page
}

#[test]
fn the_manual_has_this_table() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/bad-days.md");
    if std::env::var_os("UPDATE").is_some_and(|v| v == "1") {
        std::fs::write(&file, page()).unwrap();
        return;
    }
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    let words =
        "docs/reference/bad-days.md is not what the tests say; `UPDATE=1 cargo test` rewrites it";
    assert!(known == page(), "{words}");
}

#[test]
fn each_failure_of_the_table_is_tried() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad_server/snapshots");
    for Failure { name, .. } in FAILURES {
        let file = folder.join(format!("bad_server__trial__{name}.snap"));
        assert!(file.is_file(), "{name}");
    }
}

#[test]
fn each_of_the_twenty_groups_has_a_failure() {
    for number in 1..=20 {
        let is_there = FAILURES.iter().any(|failure| failure.number == number);
        assert!(is_there, "{number}");
    }
}
