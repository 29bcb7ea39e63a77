//! A private PostgreSQL for tests: started on a Unix socket, gone with the process that started it.

use std::{
    fs, io,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Set where a missing PostgreSQL must not pass for a test that was run.
const NO_SKIPS: &str = "NOROSHI_NO_SKIPS";
/// Where Debian keeps the programs of each version; elsewhere they may stand on the path.
const PROGRAMS: &str = "/usr/lib/postgresql";
/// The role that owns everything.
const ROLE: &str = "noroshi";
/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Says which engine the tests of commands and pages run over: `postgres`, or the embedded one.
const ENGINE: &str = "NOROSHI_TEST_ENGINE";

/// The address of a new database where the tests of commands and pages are to run over PostgreSQL; `None` where they run
/// over the embedded engine.
///
/// # Panics
///
/// Where they are to and cannot.
pub fn chosen() -> Option<String> {
    match std::env::var(ENGINE).as_deref() {
        Ok("postgres") => match Cluster::shared() {
            Some(cluster) => Some(cluster.database()),
            None => panic!("{ENGINE}=postgres, and PostgreSQL is not installed"),
        },
        Ok(other) => panic!("{ENGINE}={other}: there is no such engine"),
        Err(_) => None,
    }
}

/// A running server with a folder of its own.
///
/// It speaks on a Unix socket in that folder and nowhere else, and forgets durability: what it holds is gone with it.
/// Names are ordered by the rules of a language, not by bytes, so that nothing comes to rely on the latter unsaid.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    folder: TempDir,
    user: Option<(u32, u32)>,
    server: Mutex<Option<Child>>,
    databases: AtomicU32,
}

impl Cluster {
    /// The server that all tests of this process share; `None`, and a word about it, where PostgreSQL is not installed.
    ///
    /// # Panics
    ///
    /// Where it is installed and does not start, and where it is not installed and nothing may be skipped.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Cluster>> = OnceLock::new();
        let shared = SHARED.get_or_init(Self::start);
        if shared.is_none() {
            skipped();
        }
        shared.as_ref()
    }

    /// A server of one's own, to be stopped and started at will.
    ///
    /// # Panics
    ///
    /// As [`Cluster::shared`].
    pub fn own() -> Option<Self> {
        let own = Self::start();
        if own.is_none() {
            skipped();
        }
        own
    }

    /// The address of a new, empty database.
    ///
    /// # Panics
    ///
    /// Where the server refuses to make one.
    pub fn database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{number}");
        self.tell(
            "postgres",
            &format!("CREATE DATABASE {name} TEMPLATE template0"),
        );
        self.address(&name)
    }

    /// The address of a database by its name.
    pub fn address(&self, database: &str) -> String {
        let socket = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgresql://{ROLE}@{socket}/{database}")
    }

    /// Runs SQL as an administrator would, and gives what it prints, unaligned and without headers.
    ///
    /// # Panics
    ///
    /// Where the server refuses it.
    pub fn tell(&self, database: &str, sql: &str) -> String {
        let out = self.say(database, sql);
        let error = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "{sql}: {error}");
        String::from_utf8_lossy(&out.stdout).trim_end().to_owned()
    }

    /// As [`Cluster::tell`]; says whether the server did it.
    pub fn try_to_tell(&self, database: &str, sql: &str) -> bool {
        self.say(database, sql).status.success()
    }

    #[expect(clippy::expect_used, reason = "only tests call it")]
    fn say(&self, database: &str, sql: &str) -> Output {
        Command::new(self.programs.join("psql"))
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", ROLE])
            .arg("-h")
            .arg(self.folder.path())
            .args(["-d", database, "-c", sql])
            .output()
            .expect("psql runs")
    }

    /// Stops it without mercy, as a crash of its machine would.
    pub fn crash(&self) {
        self.signal("immediate");
    }

    /// Starts it again after [`Cluster::crash`].
    ///
    /// # Panics
    ///
    /// Where it does not start.
    pub fn restart(&self) {
        self.run(&[]);
    }

    /// Starts it again with other settings, each as `name=value`.
    ///
    /// # Panics
    ///
    /// Where it does not start.
    pub fn restart_with(&self, settings: &[&str]) {
        self.signal("fast");
        self.run(settings);
    }

    #[expect(clippy::expect_used, reason = "only tests call it")]
    fn start() -> Option<Self> {
        let programs = programs()?;
        let folder = tempfile::Builder::new()
            .prefix("noroshi-pg-")
            .tempdir()
            .expect("a folder for the server");
        // The server refuses to run as root.
        let user = is_root().then(|| unprivileged().expect("an unprivileged user"));
        if let Some((user, group)) = user {
            chown(folder.path(), Some(user), Some(group)).expect("the folder changes hands");
        }
        let cluster = Self {
            programs,
            folder,
            user,
            server: Mutex::default(),
            databases: AtomicU32::new(0),
        };
        let made = cluster
            .command("initdb")
            .arg("-D")
            .arg(cluster.data())
            .args(["-U", ROLE, "--auth=trust", "--no-sync", "-E", "UTF8"])
            .args([
                "--locale=C.UTF-8",
                "--locale-provider=icu",
                "--icu-locale=en",
            ])
            .output()
            .expect("initdb runs");
        let error = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "{error}");
        cluster.run(&[]);
        Some(cluster)
    }

    /// Runs the server below a shell that stops it as soon as this process is gone, however that comes about: the
    /// shell reads from a pipe whose other end closes then.
    #[expect(clippy::expect_used, reason = "only tests call it")]
    fn run(&self, settings: &[&str]) {
        let mut options = vec![
            "listen_addresses=".to_owned(),
            format!("unix_socket_directories={}", self.folder.path().display()),
            "fsync=off".to_owned(),
            "full_page_writes=off".to_owned(),
            "max_connections=200".to_owned(),
            "shared_buffers=64MB".to_owned(),
        ];
        options.extend(settings.iter().map(|&s| s.to_owned()));
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder.path().join("log"))
            .expect("a log");
        let mut shell = self.command("sh");
        shell
            .args([
                "-c",
                "\"$@\" & server=$!; cat >/dev/null; kill -QUIT $server; wait $server",
                "sh",
            ])
            .arg(self.programs.join("postgres"))
            .arg("-D")
            .arg(self.data());
        for option in &options {
            shell.args(["-c", option]);
        }
        let server = shell
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the server starts");
        *self.server.lock().unwrap_or_else(PoisonError::into_inner) = Some(server);
        let until = Instant::now() + PATIENCE;
        while !self.answers() {
            let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(Instant::now() < until, "the server does not answer: {log}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn answers(&self) -> bool {
        Command::new(self.programs.join("psql"))
            .args([
                "-X", "-q", "-U", ROLE, "-d", "postgres", "-c", "SELECT 1", "-h",
            ])
            .arg(self.folder.path())
            .output()
            .is_ok_and(|out| out.status.success())
    }

    fn signal(&self, mode: &str) {
        // The shell above waits for it and ends too.
        self.command("pg_ctl")
            .args(["stop", "-m", mode, "-D"])
            .arg(self.data())
            .output()
            .ok();
        let server = self
            .server
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(mut server) = server {
            drop(server.stdin.take());
            server.wait().ok();
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A program of PostgreSQL, or of the system, run as the user the server runs as.
    fn command(&self, program: &str) -> Command {
        let own = self.programs.join(program);
        let mut command = Command::new(if own.is_file() { own } else { program.into() });
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
            .current_dir(self.folder.path())
            .env("LC_ALL", "C.UTF-8");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.signal("immediate");
    }
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn skipped() {
    assert!(
        std::env::var_os(NO_SKIPS).is_none(),
        "PostgreSQL is not installed, and nothing may be skipped"
    );
    eprintln!("skipped: PostgreSQL is not installed");
}

/// The folder of the newest version's programs.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir(PROGRAMS).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, programs)| has_server(programs))
        .collect();
    found.sort();
    let installed = found.pop().map(|(_, programs)| programs);
    installed.or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| has_server(folder))
    })
}

fn has_server(folder: &Path) -> bool {
    ["initdb", "postgres", "pg_ctl", "psql"]
        .iter()
        .all(|name| folder.join(name).is_file())
}

fn is_root() -> bool {
    // The folder of this very process belongs to whoever runs it.
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// The user that Debian's package brings, else nobody.
fn unprivileged() -> io::Result<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd")?;
    let find = |name: &str| {
        let line = users
            .lines()
            .find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2).map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    };
    let found = find("postgres").or_else(|| find("nobody"));
    found.ok_or_else(|| io::Error::other("there is none"))
}
