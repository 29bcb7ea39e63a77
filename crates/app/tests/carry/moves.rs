//! A move ends in two stores that keep the same and answer the same.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use noroshi_app::{House, UseError, upkeep::Step};
use noroshi_store::{Sqlite, StoreError};

use crate::{Own, empty, make, same, small::Small};

#[test]
fn everything_is_carried_and_a_second_move_carries_nothing() {
    let own = Own::full();
    let (to, folder) = empty();
    let status = own.house.status().unwrap();
    let report = own.move_to(&to).unwrap();
    assert!(report.is_equal, "{report:?}");
    assert_eq!((report.before, report.left), (0, 0));
    assert_eq!(
        (report.rows, report.documents),
        (status.sequence, status.documents)
    );
    assert_eq!((report.lists, report.products, report.verdicts), (3, 4, 2));
    assert_eq!(report.from.link, status.link);
    let again = own.move_to(&to).unwrap();
    assert!(again.is_equal, "{again:?}");
    assert_eq!((again.before, again.rows), (status.sequence, 0));
    assert_eq!((again.files, again.lists, again.products), (0, 0, 0));
    drop(to);
    same(&own, folder);
}

#[test]
fn an_empty_store_is_carried_too() {
    let own = Own::new();
    let (to, folder) = empty();
    let report = own.move_to(&to).unwrap();
    assert!(report.is_equal, "{report:?}");
    assert_eq!((report.rows, report.to.link.as_str()), (0, ""));
    drop(to);
    same(&own, folder);
}

#[test]
fn stopped_after_every_transaction_it_goes_on_and_ends_equal() {
    let own = Own::full();
    // More than one transaction's worth.
    own.import_world(2_500);
    let folder = tempfile::tempdir().unwrap();
    let mut stops = 0;
    loop {
        let to = Small::with(folder.path(), 1);
        match own.move_to(&to) {
            Err(UseError::Store(StoreError::Full)) => stops += 1,
            done => {
                assert!(done.unwrap().is_equal);
                break;
            }
        }
    }
    // Head, files, rows twice, sources, lists, products, verdicts, and what builds the projections.
    assert!(stops > 9, "{stops}");
    same(&own, folder);
}

#[test]
fn what_comes_meanwhile_is_carried_too() {
    let own = Own::full();
    let (to, folder) = empty();
    let came = AtomicBool::new(false);
    let report = own.house.move_to(&to, &|step, _, _| {
        if step == Step::Carry && !came.swap(true, Ordering::Relaxed) {
            own.import("kev-2028.json", make::kev(2028, &["CVE-2026-1002"]));
            own.say();
        }
    });
    let report = report.unwrap();
    assert!(report.is_equal && report.left == 0, "{report:?}");
    drop(to);
    same(&own, folder);
}

#[test]
fn what_comes_after_the_last_look_is_counted_and_the_next_move_carries_it() {
    let own = Own::full();
    let (to, folder) = empty();
    let came = AtomicBool::new(false);
    let report = own.house.move_to(&to, &|step, _, _| {
        if step == Step::Build && !came.swap(true, Ordering::Relaxed) {
            own.import("kev-2028.json", make::kev(2028, &["CVE-2026-1002"]));
        }
    });
    let report = report.unwrap();
    assert!(!report.is_equal, "{report:?}");
    assert_eq!(report.left, report.from.sequence - report.to.sequence);
    assert!(report.left > 0);
    // Unchanged documents in newer files: rows that are there were seen once more.
    own.import_world(40);
    own.say();
    let next = own.move_to(&to).unwrap();
    assert!(
        next.is_equal && next.before == report.to.sequence,
        "{next:?}"
    );
    drop(to);
    same(&own, folder);
}

#[test]
fn a_target_that_is_used_on_the_way_is_not_written_over() {
    let own = Own::full();
    let (to, folder) = empty();
    let came = AtomicBool::new(false);
    let moved = own.house.move_to(&to, &|step, _, _| {
        if step == Step::Carry && !came.swap(true, Ordering::Relaxed) {
            let house = House::open(folder.path()).unwrap();
            let file = own.folder.path().join("other.json");
            std::fs::write(&file, make::kev(2029, &["CVE-2026-1003"])).unwrap();
            crate::import(&house, file);
        }
    });
    // The next look finds rows that the source has not.
    assert!(matches!(moved, Err(UseError::Occupied { .. })), "{moved:?}");
}

#[test]
fn real_feeds_are_carried_there_and_back() {
    let data = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    if !data.is_dir() {
        println!("skipped: ../shared/data is not here");
        return;
    }
    let own = Own::new();
    for feed in [
        "kev",
        "jvn",
        "cve5/selected",
        "nvd/selected-2.0",
        "osv/selected",
    ] {
        crate::import(&own.house, data.join(feed));
    }
    let (to, folder) = empty();
    let there = own.move_to(&to).unwrap();
    assert!(there.is_equal && there.rows > 1_500, "{there:?}");
    drop(to);
    let (back, last) = empty();
    let house = House::open(folder.path()).unwrap();
    let report = house.move_to(&back, &|_, _, _| ()).unwrap();
    assert!(report.is_equal, "{report:?}");
    assert_eq!((report.rows, report.to), (there.rows, there.from));
    drop(back);
    same(&own, last);
}

const FROM: &str = "NOROSHI_TEST_FROM";
const TO: &str = "NOROSHI_TEST_TO";

#[test]
fn killed_at_twelve_moments_it_goes_on_and_ends_equal() {
    let own = Own::full();
    own.import_world(1_500);
    let mut random = fastrand::Rng::with_seed(12);
    let (mut kills, mut ended) = (0, 0);
    while kills < 12 || ended == 0 {
        let folder = tempfile::tempdir().unwrap();
        loop {
            let moment = (kills < 12).then(|| Duration::from_millis(random.u64(1..900)));
            if child(&own.folder.path().join("store"), folder.path(), moment) {
                break;
            }
            kills += 1;
            // Whatever is there opens, and is the beginning of it.
            let house = House::open(folder.path()).unwrap();
            let check = house.check(&|_, _| ()).unwrap();
            assert!(check.is_clean(), "after {kills} kills: {check:?}");
        }
        ended += 1;
        same(&own, folder);
    }
}

/// What the test above runs in a process of its own.
#[test]
#[ignore = "not a rule: the process that is killed"]
fn child_process() {
    let (Some(from), Some(to)) = (env::var_os(FROM), env::var_os(TO)) else {
        return;
    };
    let house = House::open(Path::new(&from)).unwrap();
    let to = Sqlite::open(Path::new(&to)).unwrap();
    assert!(house.move_to(&to, &|_, _, _| ()).unwrap().is_equal);
}

/// Runs the child until it ends or is killed: whether it ended.
fn child(from: &Path, to: &Path, moment: Option<Duration>) -> bool {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "moves::child_process", "--ignored"])
        .env(FROM, from)
        .env(TO, to)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    if let Some(moment) = moment {
        std::thread::sleep(moment);
        // On Unix this is SIGKILL.
        child.kill().unwrap();
    }
    child.wait().unwrap().success()
}
