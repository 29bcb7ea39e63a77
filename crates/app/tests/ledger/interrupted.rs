//! Killed, out of space, not allowed to write: what was acknowledged is there, the rest can follow.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use noroshi_app::{House, ImportOptions, UseError};
use noroshi_store::StoreError;

use crate::{Own, import, make, orders::world};

const STORE: &str = "NOROSHI_TEST_STORE";
const FILES: &str = "NOROSHI_TEST_FILES";

#[test]
fn killed_at_fifty_moments_it_loses_nothing_acknowledged_and_ends_in_the_same_state() {
    let whole = Own::new();
    let paths = world(&whole, 120);
    whole.import_paths(&paths);
    let expected = whole.digests();
    let mut random = fastrand::Rng::with_seed(50);
    let (mut kills, mut ended, mut longest) = (0, 0, 400);
    while kills < 50 {
        let folder = tempfile::tempdir().unwrap();
        let mut acknowledged = 0;
        loop {
            let moment = (kills < 50).then(|| Duration::from_millis(random.u64(1..longest)));
            let (done, said) = child(folder.path(), whole.folder.path(), moment);
            acknowledged = acknowledged.max(said);
            let house = House::open(folder.path()).unwrap();
            let status = house.status().unwrap();
            assert!(
                status.sequence >= acknowledged,
                "{status:?}, {acknowledged}"
            );
            assert_eq!(status.projected, status.sequence);
            let check = house.check(&|_, _| ()).unwrap();
            assert!(check.is_clean(), "after {kills} kills: {check:?}");
            if done {
                assert_eq!(house.projection_digests().unwrap(), expected);
                ended += 1;
                // A machine this fast has to be killed sooner.
                longest = (longest * 3 / 4).max(20);
                break;
            }
            kills += 1;
        }
    }
    assert!(ended > 0);
}

/// What the test above runs in a process of its own.
#[test]
#[ignore = "not a rule: the process that is killed"]
fn child_process() {
    let (Some(store), Some(files)) = (env::var_os(STORE), env::var_os(FILES)) else {
        return;
    };
    let house = House::open(Path::new(&store)).unwrap();
    let mut paths: Vec<PathBuf> = make::world(120)
        .into_iter()
        .map(|(name, _)| Path::new(&files).join(name))
        .collect();
    paths.sort();
    for path in paths {
        let sequence = import(&house, &[path]).sequence;
        println!("acknowledged {sequence}");
        io::stdout().flush().unwrap();
    }
    house.rebuild(&|_, _| ()).unwrap();
}

/// Runs the child until it ends or is killed: whether it ended, and what it acknowledged last.
fn child(store: &Path, files: &Path, moment: Option<Duration>) -> (bool, u64) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "interrupted::child_process",
            "--ignored",
            "--nocapture",
        ])
        .env(STORE, store)
        .env(FILES, files)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    if let Some(moment) = moment {
        std::thread::sleep(moment);
        // On Unix this is SIGKILL.
        child.kill().unwrap();
    }
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let last = said.lines().rev().find_map(|l| {
        let (_, number) = l.split_once("acknowledged ")?;
        number.trim().parse().ok()
    });
    (output.status.success(), last.unwrap_or(0))
}

#[test]
fn a_rebuild_that_was_interrupted_is_finished_when_the_store_is_opened() {
    let own = Own::new();
    own.import_paths(&world(&own, 20));
    let expected = own.digests();
    let folder = own.folder.path().join("store");
    drop(own.house);
    // As after a kill right behind the first transaction.
    let store = noroshi_store::Sqlite::open(&folder).unwrap();
    noroshi_store::Store::write(&store, &mut |writer| writer.clear_projections()).unwrap();
    drop(store);
    let house = House::open(&folder).unwrap();
    assert_eq!(house.projection_digests().unwrap(), expected);
    assert!(house.check(&|_, _| ()).unwrap().is_clean());
}

#[test]
fn projections_that_another_release_built_are_built_anew_when_the_store_is_opened() {
    let own = Own::new();
    own.import_paths(&world(&own, 20));
    let expected = own.digests();
    let folder = own.folder.path().join("store");
    drop(own.house);
    let store = noroshi_store::Sqlite::open(&folder).unwrap();
    let mut cleared = 0;
    noroshi_store::Store::write(&store, &mut |writer| {
        cleared = writer.state()?.cleared;
        writer.set("projector", "another")
    })
    .unwrap();
    drop(store);
    let house = House::open(&folder).unwrap();
    assert_eq!(house.projection_digests().unwrap(), expected);
    drop(house);
    let store = noroshi_store::Sqlite::open(&folder).unwrap();
    noroshi_store::Store::read(&store, &mut |reader| {
        assert_eq!(reader.state()?.cleared, cleared + 1, "once");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_full_disk_ends_with_a_clear_message_and_an_intact_store() {
    let Some(disk) = Disk::mount("size=6m") else {
        return;
    };
    let house = House::open(disk.0.path()).unwrap();
    let own = Own::new();
    import(&house, &world(&own, 30));
    let before = house.status().unwrap();
    let mut random = fastrand::Rng::with_seed(3);
    let mut entry = |i: u32| {
        let words: String = (0..6_000).map(|_| random.alphanumeric()).collect();
        (format!("CVE-2026-{}", 5_000 + i), 1, words)
    };
    let large = own.folder.path().join("large.json");
    fs::write(
        &large,
        make::nvd(1, &(0..2_000).map(&mut entry).collect::<Vec<_>>()),
    )
    .unwrap();
    let error = try_import(&house, &large).unwrap_err();
    assert!(
        matches!(error, UseError::Store(StoreError::Full)),
        "{error:?}"
    );
    let after = house.status().unwrap();
    assert_eq!((after.sequence, after.link), (before.sequence, before.link));
    let check = house.check(&|_, _| ()).unwrap();
    assert!(check.is_clean(), "{check:?}");
    // With more room it goes on, without being opened anew.
    disk.remount("size=200m");
    try_import(&house, &large).unwrap();
    assert_eq!(house.status().unwrap().sequence, before.sequence + 2_000);
    let check = house.check(&|_, _| ()).unwrap();
    assert!(check.is_clean(), "{check:?}");
}

#[test]
fn a_read_only_folder_ends_with_a_clear_message_and_an_intact_store() {
    let Some(disk) = Disk::mount("size=32m") else {
        return;
    };
    let own = Own::new();
    let paths = world(&own, 10);
    let house = House::open(disk.0.path()).unwrap();
    import(&house, &paths);
    let expected = house.projection_digests().unwrap();
    drop(house);
    disk.remount("ro");
    let refused = House::open(disk.0.path()).and_then(|house| try_import(&house, &paths[0]));
    let error = refused.unwrap_err();
    let UseError::Store(StoreError::Unusable { path, .. }) = &error else {
        panic!("{error:?}")
    };
    assert!(
        path.contains(&disk.0.path().display().to_string()),
        "{error}"
    );
    assert!(House::open(&disk.0.path().join("new")).is_err());
    disk.remount("rw");
    let house = House::open(disk.0.path()).unwrap();
    assert_eq!(house.projection_digests().unwrap(), expected);
    assert!(house.check(&|_, _| ()).unwrap().is_clean());
}

fn try_import(house: &House, path: &Path) -> Result<(), UseError> {
    let options = ImportOptions {
        paths: vec![path.to_owned()],
        ..ImportOptions::default()
    };
    house.import(&options, &|_| ()).map(|_| ())
}

/// A small disk in memory; only root may have one.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount(options: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self(folder));
        }
        println!("skipped: only root may mount a small disk");
        None
    }

    fn remount(&self, options: &str) {
        let options = format!("remount,{options}");
        let status = Command::new("mount")
            .args(["-o", &options])
            .arg(self.0.path())
            .status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily, for a test that failed may have files open there.
        Command::new("umount")
            .arg("-l")
            .arg(self.0.path())
            .status()
            .ok();
    }
}
