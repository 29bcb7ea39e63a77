//! Another Noroshi that is bad: the same failures at the door through which one Noroshi follows another.
//!
//! Who follows has the other's ledger and nothing else, so it stands apart from the trial of the other sources; what must
//! hold is the same.

use std::{
    fmt::Write as _,
    fs,
    io::{Read as _, Seek as _},
    net::TcpListener,
    path::Path,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use noroshi_app::{House, ImportOptions, bundle};
use noroshi_store::Place;
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    run::{Noroshi, noroshi},
    server::{Answer, Question, Server, ok, status},
    shelf::Shelf,
    table::{self, Fate},
    trial::{self, without_what_differs},
    upstream::{self, Day},
};

const DOOR: &str = "noroshi";
/// A program that still asks after this many questions does not know when to stop.
const PATIENCE: usize = 50;

/// The one that is followed.
struct Leader {
    house: House,
    /// As it was on the first day.
    early: OnceLock<House>,
    folder: TempDir,
    public: String,
}

impl Leader {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let house = House::open(&folder.path().join("store")).unwrap();
        let key = folder.path().join("key");
        let public = bundle::make_key(&key).unwrap();
        house.sign_with(Some(key));
        let leader = Self {
            house,
            early: OnceLock::new(),
            folder,
            public,
        };
        leader.hears(Day::First);
        leader
    }

    fn hears(&self, day: Day) {
        if day == Day::Second {
            let copy = self.folder.path().join("early");
            fs::create_dir(&copy).unwrap();
            self.house.backup(&copy.join("noroshi.db")).unwrap();
            let early = House::open(&copy).unwrap();
            early.sign_with(Some(self.folder.path().join("key")));
            assert!(self.early.set(early).is_ok());
        }
        let changes = upstream::nvd_changes(day);
        let page = upstream::nvd_page(&changes, 0, changes.len(), day);
        let paths = [("nvd.json", page), ("kev.json", upstream::kev(day))].map(|(name, text)| {
            let path = self.folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        });
        let options = ImportOptions {
            paths: paths.into(),
            ..ImportOptions::default()
        };
        self.house.import(&options, &|_| ()).unwrap();
    }
}

/// What its door answers.
fn answer(house: &House, asked: &Question) -> Answer {
    let value = |name: &str| {
        let mut pairs = asked.target.split(['?', '&']);
        pairs.find_map(|pair| pair.strip_prefix(&format!("{name}=")))
    };
    let after = value("after").unwrap().parse().unwrap();
    let Some(offer) = house.offer(after, value("link")).unwrap() else {
        return status(409, "{}");
    };
    let tag = format!("\"{}\"", offer.tag());
    if asked.headers.get("if-none-match") == Some(&tag) {
        return status(304, "").with("etag", &tag);
    }
    let (mut file, _) = house.hand_over(&offer).unwrap();
    let mut bytes = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut bytes).unwrap();
    ok(bytes).with("etag", &tag)
}

/// What the bad server is asked, and what it knows.
struct Asked<'a> {
    question: &'a Question,
    good: Answer,
    early: &'a House,
    /// Which question of the bad day it is, from 0.
    number: usize,
}

/// Who follows.
struct Follower {
    noroshi: Noroshi,
    server: Server,
}

impl Follower {
    fn sync(&self, fetch: &str, trust: &str, language: &str) -> String {
        let base = &self.server.base;
        let mut text = String::from("[fetch]\npause = 0.001\nlongest_wait = 1\n");
        if !fetch.contains("attempts") {
            text += "attempts = 2\n";
        }
        write!(
            text,
            "{fetch}\n[source.noroshi]\nmirror = \"{base}\"\ntrust = \"{trust}\"\n"
        )
        .unwrap();
        fs::write(self.noroshi.path("noroshi.toml"), text).unwrap();
        let said = self.noroshi.run(&[
            "--config",
            "noroshi.toml",
            "sync",
            "--lang",
            language,
            "-o",
            "table",
            DOOR,
        ]);
        without_what_differs(&said.replace(base, "http://server"))
    }

    fn health(&self) -> Value {
        let said = self.noroshi.run(&[
            "--config",
            "noroshi.toml",
            "source",
            "list",
            "-o",
            "json=list.json",
        ]);
        assert!(said.ends_with("[exit 0]\n"), "{said}");
        let list = fs::read_to_string(self.noroshi.path("list.json")).unwrap();
        let list: Value = serde_json::from_str(&list).unwrap();
        trial::named(&list["sources"], "name").remove(DOOR).unwrap()
    }

    fn shelf(&self) -> Shelf {
        Shelf::read(&Place::Folder(self.noroshi.path("store").into()))
    }
}

/// A good day, a bad one twice, and a good one again.
#[track_caller]
fn check(
    name: &str,
    fetch: &'static str,
    begins_late: bool,
    bad: impl Fn(Asked<'_>) -> Answer + Send + 'static,
) {
    let row = table::named(name);
    let noroshi = noroshi();
    if !noroshi.is_in_a_folder() {
        return;
    }
    let leader = Arc::new(Leader::new());
    let good = |leader: &Arc<Leader>| {
        let leader = Arc::clone(leader);
        move |question: &Question| answer(&leader.house, question)
    };
    let follower = Follower {
        noroshi,
        server: Server::new(good(&leader)),
    };
    let well = |language: &str| {
        follower.server.now(good(&leader));
        let said = follower.sync("", &leader.public, language);
        assert!(said.ends_with("[exit 0]\n"), "{said}");
        let expected = leader_rows(&leader);
        assert_eq!(follower.shelf().rows, expected);
    };
    if !begins_late {
        well("en");
    }
    leader.hears(Day::Second);
    if begins_late {
        well("en");
    }
    let before = follower.shelf();
    let asked = Arc::new(AtomicUsize::new(0));
    let (count, other) = (Arc::clone(&asked), Arc::clone(&leader));
    follower.server.now(move |question| {
        let number = count.fetch_add(1, Ordering::Relaxed);
        bad(Asked {
            question,
            good: answer(&other.house, question),
            early: other.early.get().unwrap(),
            number,
        })
    });
    let mut text = String::new();
    for language in ["en", "ja"] {
        let said = follower.sync(fetch, &leader.public, language);
        text += &said;
        let (exit, state) = match row.fate(DOOR) {
            Fate::Failing(party, reason) => (4, ["failing", party, reason]),
            Fate::Fresh | Fate::Untouched => (0, ["fresh", "nobody", ""]),
        };
        let health = follower.health();
        let found = ["health", "act", "reason"].map(|member| health[member].clone());
        assert_eq!(
            found,
            state.map(Value::from),
            "{said}\n{}",
            health["detail"]
        );
        assert!(said.ends_with(&format!("[exit {exit}]\n")), "{said}");
        let after = follower.shelf();
        assert!(after.rows.starts_with(&before.rows), "what was here");
        assert!(
            leader_rows(&leader).starts_with(&after.rows),
            "half or invented"
        );
        let moved = after.watermarks.get(DOOR) != before.watermarks.get(DOOR);
        assert_eq!(
            moved,
            after.rows.len() > before.rows.len(),
            "a watermark without its data"
        );
        let (old, new) = (before.rows.len(), after.rows.len() - before.rows.len());
        writeln!(text, "{DOOR}: {old} + {new} revisions\n").unwrap();
    }
    let asked = asked.load(Ordering::Relaxed);
    assert!(asked <= PATIENCE, "{asked} questions");
    well("en");
    let said = follower.noroshi.run(&["db", "check"]);
    assert!(said.ends_with("[exit 0]\n"), "{said}");
    insta::assert_snapshot!(format!("mirrored_{name}"), text);
}

fn leader_rows(leader: &Leader) -> Vec<(String, String, Option<noroshi_store::Digest>)> {
    Shelf::read(&Place::Folder(leader.folder.path().join("store"))).rows
}

const PAGE: &str = "<!DOCTYPE html><html><title>Just a moment...</title></html>";

#[test]
fn a_storm_of_503() {
    check("a_storm_of_503", "", false, |_| {
        status(503, "no healthy upstream")
    });
}

#[test]
fn a_source_that_asks_for_time() {
    check("a_source_that_asks_for_time", "", false, |_| {
        status(429, "").with("retry-after", "7200")
    });
}

#[test]
fn a_connection_that_is_closed_without_a_word() {
    check(
        "a_connection_that_is_closed_without_a_word",
        "",
        false,
        |_| ok("").silent(),
    );
}

#[test]
fn a_403_with_a_web_page() {
    check("a_403_with_a_web_page", "", false, |_| {
        status(403, PAGE).with("content-type", "text/html")
    });
}

#[test]
fn a_web_page_with_status_200() {
    check("a_web_page_with_status_200", "", false, |_| ok(PAGE));
}

#[test]
fn a_404_everywhere() {
    check("a_404_everywhere", "", false, |_| status(404, ""));
}

#[test]
fn answers_of_no_bytes() {
    check("answers_of_no_bytes", "", false, |_| ok(""));
}

#[test]
fn answers_that_break_off() {
    check("answers_that_break_off", "", false, |asked| {
        let mut half = asked.good;
        let length = half.body.len() / 2;
        half.body.truncate(length);
        // The second time the server thinks that this is all.
        match asked.number % 2 {
            0 => half.cut_by(length),
            _ => half,
        }
    });
}

#[test]
fn answers_without_an_end() {
    check("answers_without_an_end", "longest_mib = 1", false, |_| {
        ok("manifest".repeat(4096)).endless()
    });
}

#[test]
fn a_slow_drip() {
    let fetch = "attempts = 1\npatience = 0.2\nslowest = 100000";
    check("a_slow_drip", fetch, false, |asked| {
        asked.good.dripping(1, Duration::from_millis(10))
    });
}

#[test]
fn digests_that_are_others() {
    check("digests_that_are_others", "", false, |asked| {
        let mut other = asked.good;
        let middle = other.body.len() / 2;
        other.body[middle] ^= 1;
        other
    });
}

#[test]
fn a_form_that_changes_on_the_way() {
    check("a_form_that_changes_on_the_way", "", false, |_| {
        ok(r#"{"schema":"next","items":[{"id":"x"}]}"#)
    });
}

#[test]
fn a_mirror_that_goes_back_in_time() {
    check("a_mirror_that_goes_back_in_time", "", true, |asked| {
        answer(asked.early, asked.question)
    });
}

#[test]
fn redirects_in_circles() {
    check("redirects_in_circles", "", false, |asked| {
        status(302, "").with("location", &asked.question.target)
    });
}

#[test]
fn redirects_into_private_networks() {
    // Somebody who would notice.
    let guarded = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = guarded.local_addr().unwrap().port();
    let visits = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&visits);
    thread::spawn(move || {
        for _ in guarded.incoming() {
            seen.fetch_add(1, Ordering::Relaxed);
        }
    });
    check("redirects_into_private_networks", "", false, move |asked| {
        let target = match asked.number % 2 {
            0 => format!("http://127.0.0.1:{port}/admin"),
            _ => "http://169.254.169.254/latest/meta-data".to_owned(),
        };
        status(302, "").with("location", &target)
    });
    assert_eq!(visits.load(Ordering::Relaxed), 0);
}

/// Every failure that the table names for this door is tried here.
#[test]
fn each_failure_of_another_noroshi_is_tried() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad_server/snapshots");
    for failure in table::FAILURES
        .iter()
        .filter(|row| row.fate(DOOR) != Fate::Untouched)
    {
        let file = folder.join(format!(
            "bad_server__mirrored__mirrored_{}.snap",
            failure.name
        ));
        assert!(file.is_file(), "{}", failure.name);
    }
}
