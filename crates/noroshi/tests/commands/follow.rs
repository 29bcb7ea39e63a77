//! One Noroshi follows another over its own API, and is killed on the way.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use noroshi_store::{Lease, Sqlite, Store as _};

use crate::{
    run::{Noroshi, noroshi},
    serve::Server,
};

/// A source has less than this to say where nothing is new (bytes, both ways, with the heads).
const QUIET: u64 = 10_000;

/// Stands between two programs and counts what they say.
struct Wire {
    address: String,
    bytes: Arc<AtomicU64>,
}

impl Wire {
    fn to(port: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let wire = Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            bytes: Arc::default(),
        };
        let (target, bytes) = (format!("127.0.0.1:{port}"), Arc::clone(&wire.bytes));
        // Ends with the test's process.
        thread::spawn(move || {
            for here in listener.incoming().flatten() {
                let there = TcpStream::connect(&target).unwrap();
                let ways = [
                    (here.try_clone().unwrap(), there.try_clone().unwrap()),
                    (there, here),
                ];
                for (from, to) in ways {
                    let bytes = Arc::clone(&bytes);
                    thread::spawn(move || carry(from, to, &bytes));
                }
            }
        });
        wire
    }

    /// What was said since the last time this was asked.
    fn said(&self) -> u64 {
        self.bytes.swap(0, Ordering::Relaxed)
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, bytes: &AtomicU64) {
    let mut piece = [0; 16 << 10];
    while let Ok(count @ 1..) = from.read(&mut piece) {
        bytes.fetch_add(count as u64, Ordering::Relaxed);
        if to.write_all(&piece[..count]).is_err() {
            break;
        }
    }
    to.shutdown(std::net::Shutdown::Write).ok();
}

/// A feed of so many CVEs, so that there is something to be killed in.
fn feed(count: u32, day: u32) -> String {
    let elements: Vec<String> = (0..count)
        .map(|i| {
            format!(
                "{{\"cve\":{{\"id\":\"CVE-2026-{:05}\",\"sourceIdentifier\":\"cna@example.org\",\
                 \"published\":\"2026-01-02T03:04:05.678\",\"lastModified\":\"2026-10-{day:02}T10:00:00.000\",\
                 \"vulnStatus\":\"Analyzed\",\"descriptions\":[{{\"lang\":\"en\",\"value\":\"Fire {i} on hill {day}.\"}}],\
                 \"references\":[]}}}}",
                10_000 + i
            )
        })
        .collect();
    format!(
        "{{\"resultsPerPage\":{count},\"startIndex\":0,\"totalResults\":{count},\"format\":\"NVD_CVE\",\
         \"version\":\"2.0\",\"timestamp\":\"2026-10-{day:02}T12:00:00.000\",\"vulnerabilities\":[{}]}}",
        elements.join(",")
    )
}

fn import(into: &Noroshi, count: u32, day: u32) {
    let name = format!("feed-{day}.json");
    fs::write(into.path(&name), feed(count, day)).unwrap();
    let said = into.run(&["import", &name]);
    assert!(said.contains("[exit 0]"), "{said}");
}

fn follow(one: &Noroshi, mirror: &str, trust: &str) {
    let settings =
        format!("[source.noroshi]\nmirror = {mirror:?}\ntrust = {trust:?}\nevery_minutes = 1\n");
    fs::write(one.path("noroshi.toml"), settings).unwrap();
}

fn sync(one: &Noroshi) -> String {
    let config = one.path("noroshi.toml");
    one.run(&["--config", &config, "sync", "noroshi", "--format", "json"])
}

/// The projections, where nothing is wrong with the store.
fn sums(one: &Noroshi) -> String {
    let said = one.run(&["db", "check", "--format", "json"]);
    assert!(said.contains("\"clean\": true"), "{said}");
    let begin = said.find("\"projections\"").unwrap();
    said[begin..].to_owned()
}

/// The lease of one that was killed runs out by itself within a minute, which is not waited for.
fn end_lease(of: &Noroshi) {
    let store = Sqlite::open(of.path("store").as_ref()).unwrap();
    for token in 1..100 {
        let name = "source:noroshi".to_owned();
        store.release(&Lease { name, token }).unwrap();
    }
}

#[test]
fn killed_at_any_moment_it_goes_on_and_ends_with_the_same_ledger() {
    let one = noroshi();
    if !one.is_in_a_folder() {
        return;
    }
    import(&one, 9_000, 1);
    let key = one.path("key");
    let public = one.run(&["bundle", "key", &key]);
    let public = public.lines().next().unwrap();
    fs::write(
        one.path("serve.toml"),
        format!("[serve]\nbundle_key = {key:?}\n"),
    )
    .unwrap();
    let (config, store) = (one.path("serve.toml"), one.path("store"));
    let server = Server::with(&["--no-sync", "--config", &config, "--data", &store]);
    let wire = Wire::to(server.port());

    let other = noroshi();
    follow(&other, &wire.address, public);
    let config = other.path("noroshi.toml");
    for tenths in [1, 3, 5, 8, 12] {
        let mut child = other
            .command(&["--config", &config, "sync", "noroshi"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(tenths * 100));
        child.kill().unwrap();
        child.wait().unwrap();
        end_lease(&other);
    }
    let said = sync(&other);
    assert!(said.contains("[exit 0]"), "{said}");
    assert_eq!(sums(&one), sums(&other));
    let ledger = |of: &Noroshi| {
        let said = of.run(&["bundle", "pack", &of.path("all.bundle"), "--format", "json"]);
        let link = said.lines().find(|line| line.contains("\"link\"")).unwrap();
        link.to_owned()
    };
    assert_eq!(ledger(&one), ledger(&other), "the same chain of hashes");

    // Nothing is new: one question, and the state of the sources at most.
    wire.said();
    let said = sync(&other);
    assert!(said.contains("[exit 0]"), "{said}");
    let quiet = wire.said();
    assert!(quiet < QUIET, "{quiet} bytes");
    // What is new comes alone.
    import(&one, 10, 2);
    let said = sync(&other);
    assert!(said.contains("\"changed\": 10"), "{said}");
    assert!(wire.said() < 3 * QUIET);
    assert_eq!(sums(&one), sums(&other));
    drop(server);
}

#[test]
fn where_nothing_is_new_little_is_said_through_any_door() {
    let one = noroshi();
    if !one.is_in_a_folder() {
        return;
    }
    let one = one.with(&["vuldef.xml"]);
    import(&one, 3_000, 1);
    let server = Server::with(&["--no-sync", "--data", &one.path("store")]);
    for source in ["noroshi", "nvd", "jvndb"] {
        let wire = Wire::to(server.port());
        let other = noroshi();
        let config = other.path("noroshi.toml");
        let settings = format!(
            "[source.{source}]\nmirror = {:?}\nfirst_year = 2025\ninterval = 0.001\n",
            wire.address
        );
        fs::write(&config, settings).unwrap();
        let sync = || {
            let said = other.run(&["--config", &config, "sync", source]);
            assert!(said.contains("[exit 0]"), "{source}: {said}");
            wire.said()
        };
        let first = sync();
        let again = sync();
        assert!(again < QUIET, "{source}: {again} bytes");
        assert!(again < first, "{source}: {first}, then {again}");
    }
}
