//! One Noroshi follows another: over a server that answers as its door does.

use std::{
    io::{Read as _, Seek as _},
    path::Path,
    sync::Arc,
};

use noroshi_app::{
    House, ImportOptions, SyncOptions, SyncOutcome, bundle,
    values::{Health, Party},
};
use noroshi_store::{SourceRow, Sqlite, Store as _};
use tempfile::TempDir;

use super::{
    Trial,
    server::{Question, Server, ok, status},
};

const FIRST: [&str; 2] = ["nvd.json", "cve"];
const THEN: [&str; 3] = ["kev.json", "nvd-modified.json", "epss.csv"];

/// The one that is followed.
pub(crate) struct Leader {
    pub(crate) house: Arc<House>,
    folder: TempDir,
}

impl Leader {
    pub(crate) fn fed(feeds: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let leader = Self {
            house: Arc::new(House::open(&folder.path().join("store")).unwrap()),
            folder,
        };
        leader.feed(feeds);
        leader
    }

    fn feed(&self, feeds: &[&str]) {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample");
        let options = ImportOptions {
            paths: feeds.iter().map(|feed| samples.join(feed)).collect(),
            ..ImportOptions::default()
        };
        self.house.import(&options, &|_| ()).unwrap();
    }

    fn signs(&self) -> String {
        let key = self.folder.path().join("key");
        let public = bundle::make_key(&key).unwrap();
        self.house.sign_with(Some(key));
        public
    }

    /// A source answers it whole, and says nothing new.
    fn hears(&self, source: &str) {
        let store = Sqlite::open(&self.folder.path().join("store")).unwrap();
        let heard = SourceRow {
            name: source.to_owned(),
            last_success: Some(jiff::Timestamp::now().as_millisecond()),
            ..SourceRow::default()
        };
        store
            .write(&mut |writer| writer.put_source(&heard))
            .unwrap();
    }

    /// A house that follows it.
    fn follower(&self) -> Trial {
        let leader = Arc::clone(&self.house);
        Trial::new(Server::new(move |asked| answer(&leader, asked)))
    }
}

/// What the door answers.
pub(crate) fn answer(leader: &House, asked: &Question) -> super::server::Answer {
    let value = |name: &str| {
        let mut pairs = asked.target.split(['?', '&']);
        pairs.find_map(|pair| pair.strip_prefix(&format!("{name}=")))
    };
    let after = value("after").unwrap().parse().unwrap();
    let Some(offer) = leader.offer(after, value("link")).unwrap() else {
        return status(409, "{}");
    };
    let tag = format!("\"{}\"", offer.tag());
    if asked.headers.get("if-none-match") == Some(&tag) {
        return status(304, "").with("etag", &tag);
    }
    let (mut file, _) = leader.hand_over(&offer).unwrap();
    let mut bytes = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut bytes).unwrap();
    ok(bytes).with("etag", &tag)
}

/// Everything that a ledger holds, row by row with its hash, and what is built from it.
fn all(house: &House) -> (String, Vec<(&'static str, String)>) {
    assert!(house.check(&|_, _| ()).unwrap().faults.is_empty());
    let since = noroshi_app::changes::Since {
        limit: usize::MAX,
        ..Default::default()
    };
    let page = house.changes(&since).unwrap().unwrap();
    (
        format!("{} {:?}", page.link, page.changes),
        house.projection_digests().unwrap(),
    )
}

#[track_caller]
fn same(leader: &Leader, trial: &Trial) {
    assert_eq!(all(&leader.house), all(&trial.house));
}

#[test]
fn who_follows_has_the_same_ledger_row_by_row() {
    let leader = Leader::fed(&FIRST);
    let trial = leader.follower();
    let counts = trial.done("noroshi");
    assert!(counts.new > 0 && counts.changed == 0, "{counts:?}");
    same(&leader, &trial);
    leader.feed(&THEN);
    assert!(trial.done("noroshi").changed > 0);
    same(&leader, &trial);
}

#[test]
fn where_nothing_is_new_one_short_question_is_asked() {
    let leader = Leader::fed(&FIRST);
    let trial = leader.follower();
    trial.done("noroshi");
    trial.server.asked();
    assert_eq!(trial.done("noroshi"), noroshi_app::Counts::default());
    let asked = trial.server.asked();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].headers.contains_key("if-none-match"));
}

#[test]
fn the_state_of_the_sources_is_passed_on_where_nothing_else_is_new() {
    let leader = Leader::fed(&FIRST);
    let trial = leader.follower();
    trial.done("noroshi");
    let before = trial.page("nvd").last_success;
    leader.hears("nvd");
    trial.done("noroshi");
    let after = trial.page("nvd").last_success;
    assert_eq!(after, leader.house.source("nvd").unwrap().last_success);
    assert!(after > before);
    same(&leader, &trial);
}

#[test]
fn another_past_is_said_and_not_mixed_until_somebody_asks_for_it() {
    let leader = Leader::fed(&FIRST);
    let trial = leader.follower();
    trial.done("noroshi");
    let before = all(&trial.house);
    // A copy from before takes the place of the one that was followed.
    let other = Leader::fed(&["kev.json"]);
    let house = Arc::clone(&other.house);
    trial.server.now(move |asked| answer(&house, asked));
    let (party, reason, kept) = trial.fails("noroshi");
    assert_eq!(party, Party::You);
    assert!(reason.starts_with("other-past: HTTP 409 "), "{reason}");
    assert_eq!(kept, noroshi_app::Counts::default());
    assert_eq!(all(&trial.house), before);
    trial.house.configure(&trial.settings);
    assert_eq!(trial.page("noroshi").health, Health::Failing);
    let options = SyncOptions {
        full: true,
        ..trial.options()
    };
    let runs = trial.sync_with(&["noroshi"], &options);
    assert!(
        matches!(runs[0].outcome, SyncOutcome::Done(counts) if counts.new > 0),
        "{runs:?}"
    );
    assert!(trial.house.check(&|_, _| ()).unwrap().faults.is_empty());
    trial.done("noroshi");
}

#[test]
fn only_what_the_pinned_key_signed_is_applied() {
    let leader = Leader::fed(&FIRST);
    let mut trial = leader.follower();
    let public = leader.signs();
    let own = trial.settings.sources.get_mut("noroshi").unwrap();
    own.trust = Some("00".repeat(32));
    let (party, reason, _) = trial.fails("noroshi");
    assert_eq!(party, Party::You);
    assert!(reason.starts_with("signature: "), "{reason}");
    assert_eq!(trial.house.status().unwrap().sequence, 0);
    let own = trial.settings.sources.get_mut("noroshi").unwrap();
    own.trust = Some(public);
    trial.done("noroshi");
    same(&leader, &trial);
    // Not signed any more.
    leader.house.sign_with(None);
    leader.feed(&THEN);
    let (_, reason, _) = trial.fails("noroshi");
    assert!(reason.starts_with("signature: "), "{reason}");
}

#[test]
fn an_answer_that_is_changed_on_the_way_changes_nothing() {
    let leader = Leader::fed(&FIRST);
    let house = Arc::clone(&leader.house);
    let (mut file, size) = house
        .hand_over(&house.offer(0, None).unwrap().unwrap())
        .unwrap();
    let mut bytes = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut bytes).unwrap();
    for at in (600..size as usize - 1024).step_by(size as usize / 23) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x41;
        let trial = Trial::new(Server::new(move |_| ok(&changed)));
        let outcome = trial.sync("noroshi");
        match outcome {
            SyncOutcome::Failed { .. } => {
                assert_eq!(trial.house.status().unwrap().sequence, 0, "byte {at}");
                assert!(cursor(&trial).is_none(), "byte {at}");
            }
            // Between its members an archive has bytes that mean nothing.
            SyncOutcome::Done(_) => same(&leader, &trial),
            other => panic!("byte {at}: {other:?}"),
        }
    }
}

fn cursor(trial: &Trial) -> Option<i64> {
    trial.page("noroshi").last_success
}

#[test]
fn without_an_address_it_is_nobodys_fault_that_it_is_not_asked() {
    let leader = Leader::fed(&[]);
    let mut trial = leader.follower();
    let own = trial.settings.sources.get_mut("noroshi").unwrap();
    own.base_url = None;
    let outcome = trial.sync("noroshi");
    assert_eq!(
        outcome,
        SyncOutcome::Skipped {
            why: "no-address".to_owned()
        }
    );
    trial.house.configure(&trial.settings);
    let page = trial.page("noroshi");
    assert_eq!((page.health, page.act), (Health::Skipped, Party::Nobody));
}

#[test]
fn one_that_holds_nothing_yet_is_followed_all_the_same() {
    let leader = Leader::fed(&[]);
    let trial = leader.follower();
    assert_eq!(trial.done("noroshi").new, 0);
    leader.feed(&FIRST);
    assert!(trial.done("noroshi").new > 0);
    same(&leader, &trial);
}

#[test]
fn a_sighting_of_a_row_that_was_carried_before_decides_the_place_of_a_later_one() {
    let leader = Leader::fed(&[]);
    let trial = leader.follower();
    let kev = |day: &str, what: &str| {
        let text =
            std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("sample/kev.json"))
                .unwrap();
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        value["dateReleased"] = format!("2026-01-{day}T00:00:00.0000Z").into();
        value["catalogVersion"] = format!("2026.01.{day}").into();
        for entry in value["vulnerabilities"].as_array_mut().unwrap() {
            entry["notes"] = what.into();
        }
        let path = leader.folder.path().join(format!("kev-{day}.json"));
        std::fs::write(&path, value.to_string()).unwrap();
        let options = ImportOptions {
            paths: vec![path],
            ..ImportOptions::default()
        };
        leader.house.import(&options, &|_| ()).unwrap();
    };
    kev("01", "one");
    trial.done("noroshi");
    // Seen unchanged later, which is no row of its own; then an older file arrives.
    kev("05", "one");
    kev("03", "two");
    assert!(trial.done("noroshi").changed > 0);
    same(&leader, &trial);
}
