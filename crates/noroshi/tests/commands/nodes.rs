//! Several servers on one store, and a store that goes away.

use std::{
    io::Write,
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use noroshi_cluster::Cluster;
use serde_json::Value;

use crate::{run::noroshi, serve::Server};

/// Waits until something is so, for as long as a slow machine may take.
#[track_caller]
fn until(what: &str, is_so: impl Fn() -> bool) {
    let patience = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < patience, "not yet: {what}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// The nodes that a server knows of: their names, and whether it is the one that answers.
fn nodes(server: &Server) -> Vec<(String, bool)> {
    let answer = server.get("/sources.json", "*/*");
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let page: Value = serde_json::from_str(body).unwrap();
    let nodes = page["nodes"].as_array().unwrap().iter();
    let name = |node: &Value| node["name"].as_str().unwrap().to_owned();
    nodes
        .map(|node| (name(node), node["here"].as_bool().unwrap()))
        .collect()
}

fn check_two(store: &[&str]) {
    let settings = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&settings, "[store]\nnode = \"beta\"\n").unwrap();
    let file = settings.path().display().to_string();
    let mut arguments = vec!["--no-sync"];
    arguments.extend(store);
    let one = Server::with(&arguments);
    arguments.extend(["--config", &file]);
    let other = Server::with(&arguments);
    let names = || {
        let names = nodes(&one);
        names.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    until("both are known", || names().len() == 2);
    // Without a name of its own it is the machine's, with the port.
    let of_port = |name: &String| name.ends_with(&format!(":{}", one.port()));
    assert!(names().iter().any(of_port), "{:?}", names());
    assert!(nodes(&one).contains(&("beta".to_owned(), false)));
    assert!(nodes(&other).contains(&("beta".to_owned(), true)));
    let page = one.get("/sources", "text/html");
    assert!(page.contains("<h2 id=\"nodes\""), "{page}");
    assert_eq!(other.stop(), Some(0));
    assert!(!names().contains(&"beta".to_owned()), "{:?}", names());
}

#[test]
fn two_servers_on_one_file_know_of_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().display().to_string();
    check_two(&["--data", &data]);
}

#[test]
fn two_servers_on_one_database_know_of_each_other() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().display().to_string();
    check_two(&["--database", &cluster.database(), "--data", &data]);
}

#[test]
fn over_a_database_that_cannot_be_written_the_page_of_the_sources_says_who_must_act() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let address = cluster.database();
    let said = noroshi().run(&["db", "status", "--database", &address]);
    assert!(said.ends_with("[exit 0]\n"), "{said}");
    let database = address.rsplit('/').next().unwrap();
    let alter = format!("ALTER DATABASE {database} SET default_transaction_read_only = on");
    cluster.tell("postgres", &alter);
    let server = with(&["--no-sync", "--database", &address], folder.path());
    let page = || server.get("/sources", "text/html");
    until("it knows", || page().contains("This node cannot write"));
    let page = page();
    assert!(page.contains("Who must act: you"), "{page}");
    let other = server.get("/search?q=a", "text/html");
    assert!(other.starts_with("HTTP/1.1 200"), "{other}");
}

#[test]
fn a_fetch_that_is_stopped_gives_its_lease_back() {
    let noroshi = noroshi();
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    let settings = noroshi.path("noroshi.toml");
    let mirror = format!("[source.kev]\nmirror = \"http://{address}\"\n");
    std::fs::write(&settings, mirror).unwrap();
    let mut child = noroshi
        .command(&["sync", "kev", "--config", &settings])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // It is asked to come again later, and waits.
    let (mut asked, _) = server.accept().unwrap();
    let later =
        "HTTP/1.1 503 x\r\nretry-after: 30\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    asked.write_all(later.as_bytes()).unwrap();
    drop(asked);
    let held = noroshi.run(&["sync", "kev", "--config", &settings]);
    assert!(held.contains("another node is asking it"), "{held}");
    let id = child.id().to_string();
    let told = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(told.success());
    assert_eq!(child.wait().unwrap().code(), Some(4));
    let free = noroshi.run(&["source", "show", "kev", "--format", "json"]);
    assert!(free.contains("\"asked_by\": null"), "{free}");
}

fn with(arguments: &[&str], folder: &Path) -> Server {
    let data = folder.display().to_string();
    let mut all = vec!["--data", &data];
    all.extend(arguments);
    Server::with(&all)
}

#[test]
fn while_the_database_is_away_pages_and_values_say_so_and_then_they_are_back() {
    let Some(cluster) = Cluster::own() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let address = cluster.database();
    let server = with(&["--no-sync", "--database", &address], folder.path());
    for (path, accept) in [("/search?q=a", "text/html"), ("/search.json?q=a", "*/*")] {
        let answer = server.get(path, accept);
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    cluster.crash();
    let page = server.get("/search?q=a", "text/html");
    let value = server.get("/search.json?q=a", "*/*");
    for answer in [&page, &value] {
        assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
        assert!(answer.contains("retry-after: 5"), "{answer}");
    }
    assert!(page.contains("<html"), "{page}");
    assert!(value.contains("application/problem+json"), "{value}");
    cluster.restart();
    until("it is back", || {
        let answer = server.get("/search?q=a", "text/html");
        answer.starts_with("HTTP/1.1 200")
    });
    assert_eq!(server.stop(), Some(0));
}
