//! The server: it says where it is, answers people and programs, and ends when asked to.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    thread::JoinHandle,
};

use crate::run::Noroshi;

/// A running server.
pub(crate) struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// One over the sample.
    fn start() -> Self {
        Self::with(&["--demo"])
    }

    /// One with these arguments.
    pub(crate) fn with(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_noroshi"));
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .env_remove("LANG")
            .env_remove("LC_ALL");
        Self::of(command)
    }

    /// One over the store of a program, with these settings.
    pub(crate) fn over(noroshi: &Noroshi, config: &str) -> Self {
        let listen = ["serve", "--listen", "127.0.0.1:0", "--no-sync"];
        let mut command = noroshi.command(&listen);
        command.args(["--config", config]);
        Self::of(command)
    }

    fn of(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let out = child.stdout.as_mut().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        let address = line
            .trim()
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        Self { child, address }
    }

    /// The port it listens on.
    pub(crate) fn port(&self) -> &str {
        self.address.rsplit(':').next().unwrap()
    }

    /// Asks it to stop, and waits until it has.
    #[cfg(unix)]
    pub(crate) fn stop(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(asked.success());
        self.child.wait().unwrap().code()
    }

    /// Sends a request with these lines of the head, and a form.
    pub(crate) fn send(&self, method: &str, path: &str, head: &str, form: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (host, length) = (&self.address, form.len());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n{head}\r\n{form}"
        )
        .unwrap();
        let mut answer = Vec::new();
        // Whoever is refused is not listened to: the rest of a form may break the connection off behind the answer.
        stream.read_to_end(&mut answer).ok();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// What it says from now on until it ends. Somebody has to listen, or a full pipe holds it up.
    pub(crate) fn talk(&mut self) -> JoinHandle<String> {
        let mut err = self.child.stderr.take().unwrap();
        std::thread::spawn(move || {
            let mut talk = String::new();
            err.read_to_string(&mut talk).unwrap();
            talk
        })
    }

    pub(crate) fn get(&self, path: &str, accept: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: {accept}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn people_and_programs_get_the_same_address_in_their_own_form() {
    let server = Server::start();
    let page = server.get("/v/CVE-2021-44228", "text/html,*/*;q=0.8");
    assert!(page.contains("<html"), "{page}");
    let value = server.get("/v/CVE-2021-44228", "application/json");
    assert!(value.contains("\"id\":\"CVE-2021-44228\""), "{value}");
    let value = server.get("/search.json?q=log4j", "*/*");
    assert!(value.contains("application/json"), "{value}");
    for path in [
        "/",
        "/search?q=log4j",
        "/v/CVE-2021-44228",
        "/v/CVE-2021-44228/history",
        "/sources",
        "/sources/nvd",
        "/help",
        "/help/query",
    ] {
        let page = server.get(path, "text/html");
        assert!(page.contains("<html"), "{path}: {page}");
        let (file, question) = path.split_once('?').unwrap_or((path, ""));
        for (path, accept) in [
            (path.to_owned(), "application/json"),
            (format!("{file}.json?{question}"), "*/*"),
        ] {
            let value = server.get(&path, accept);
            assert!(value.starts_with("HTTP/1.1 200"), "{path}: {value}");
            assert!(value.contains("content-type: application/json"), "{path}");
        }
    }
    let missing = server.get("/v/CVE-1999-9999.json", "*/*");
    assert!(missing.starts_with("HTTP/1.1 404"), "{missing}");
    assert!(missing.contains("application/problem+json"), "{missing}");
}

#[cfg(unix)]
#[test]
fn a_request_to_stop_ends_it_with_success() {
    let mut server = Server::start();
    let stopped = Command::new("kill")
        .args(["-TERM", &server.child.id().to_string()])
        .status()
        .unwrap();
    assert!(stopped.success());
    let status = server.child.wait().unwrap();
    let mut talk = String::new();
    let err = server.child.stderr.as_mut().unwrap();
    err.read_to_string(&mut talk).unwrap();
    assert_eq!(status.code(), Some(0), "{talk}");
    assert!(talk.contains("the built-in sample"), "{talk}");
}

#[test]
fn an_address_in_use_is_said_with_a_way_out() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = crate::run::noroshi().run(&["serve", "--no-sync", "--listen", &address]);
    let said = said.replace(&address, "[ADDRESS]");
    insta::assert_snapshot!(said, @r"
    --- stderr
    error: cannot listen on: [ADDRESS]
      cause: Address already in use (os error 98)
    hint: `noroshi serve --listen 127.0.0.1:0` takes any free port
    [exit 5]
    ");
}

#[cfg(unix)]
#[test]
fn a_service_manager_is_told_when_it_is_ready() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let socket = std::os::unix::net::UnixDatagram::bind(&path).unwrap();
    let wait = std::time::Duration::from_secs(60);
    socket.set_read_timeout(Some(wait)).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_noroshi"))
        .args(["serve", "--no-sync", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path().join("store"))
        .env("NOTIFY_SOCKET", &path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut buffer = [0; 64];
    let told = socket.recv(&mut buffer);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(&buffer[..told.unwrap()], b"READY=1");
}

#[cfg(unix)]
#[test]
fn an_idle_connection_does_not_keep_it_from_stopping() {
    let mut server = Server::start();
    let idle = TcpStream::connect(&server.address).unwrap();
    let stopped = Command::new("kill")
        .args(["-INT", &server.child.id().to_string()])
        .status()
        .unwrap();
    assert!(stopped.success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    drop(idle);
}

#[test]
fn the_gate_refuses_in_the_shape_of_the_api_s_own_problems() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("noroshi.toml");
    std::fs::write(
        &config,
        "[serve]\naccess = \"public\"\nrate = 1\nburst = 1\nproxies = [\"127.0.0.1\"]\n",
    )
    .unwrap();
    let server = Server::with(&["--demo", "--config", config.to_str().unwrap()]);
    let ask = |client: &str| {
        let accept = format!("*/*\r\nX-Forwarded-For: {client}");
        let answer = server.get("/search.json?limit=x", &accept);
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(
            head.contains("content-type: application/problem+json"),
            "{head}"
        );
        assert!(head.contains("cache-control: no-store"), "{head}");
        let problem: serde_json::Value = serde_json::from_str(body).unwrap();
        let kinds: Vec<_> = problem
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), std::mem::discriminant(value)))
            .collect();
        (problem["status"].as_u64().unwrap(), kinds)
    };
    let (status, own) = ask("192.0.2.7");
    assert_eq!(status, 400);
    let (status, of_the_gate) = ask("192.0.2.7");
    assert_eq!(status, 429);
    assert_eq!(own, of_the_gate);
}

#[test]
fn the_page_of_the_api_shows_every_address_and_every_shape_in_both_languages() {
    let server = Server::start();
    for language in ["ja", "en"] {
        let accept = |kind: &str| format!("{kind}\r\nAccept-Language: {language}");
        let document = server.get("/api.json", &accept("*/*"));
        let (_, body) = document.split_once("\r\n\r\n").unwrap();
        let document: serde_json::Value = serde_json::from_str(body).unwrap();
        let page = server.get("/api", &accept("text/html"));
        assert!(page.contains(&format!("<html lang=\"{language}\"")));
        for (path, item) in document["paths"].as_object().unwrap() {
            for operation in item.as_object().unwrap().values() {
                let id = operation["operationId"].as_str().unwrap();
                let shown = format!("<a href=\"#{id}\">");
                assert!(page.contains(&shown), "{path}: {id}");
                assert!(page.contains(&format!("<code>{path}</code>")), "{path}");
            }
        }
        for shape in document["components"]["schemas"]
            .as_object()
            .unwrap()
            .keys()
        {
            assert!(page.contains(&format!("id=\"shape-{shape}\"")), "{shape}");
        }
    }
}
