//! One run of the program with everything it says, the same on every machine.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// A program with a store of its own.
pub(crate) struct Noroshi {
    folder: tempfile::TempDir,
    /// Where its store is, unless it is in the folder.
    database: Option<String>,
}

/// The program over an empty store.
pub(crate) fn noroshi() -> Noroshi {
    Noroshi {
        folder: tempfile::tempdir().unwrap(),
        database: noroshi_cluster::chosen(),
    }
}

impl Noroshi {
    /// Whether its store is in a folder, and what is said of folders can be tested.
    pub(crate) fn is_in_a_folder(&self) -> bool {
        self.database.is_none()
    }

    /// With these files of `tests/data` in the folder where it runs, so that no path is longer on one
    /// machine than on another.
    pub(crate) fn beside(self, files: &[&str]) -> Self {
        for file in files {
            std::fs::write(self.path(file), data(file)).unwrap();
        }
        self
    }

    /// With these files of `tests/data` imported, in this order.
    pub(crate) fn with(self, files: &[&str]) -> Self {
        let run = self.beside(files);
        for file in files {
            let said = run.run(&["import", file]);
            assert!(said.contains("[exit 0]"), "{said}");
        }
        run
    }

    /// A path in a folder that goes away with the store.
    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Runs it: standard output, then standard error, then the exit code.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        self.run_with(arguments, &[], "")
    }

    /// The program over this store.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_noroshi"));
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("NOROSHI_DATA", self.folder.path().join("store"))
            .envs(
                self.database
                    .iter()
                    .map(|address| ("NOROSHI_DATABASE", address)),
            );
        command
    }

    /// Runs it with variables and standard input.
    pub(crate) fn run_with(
        &self,
        arguments: &[&str],
        variables: &[(&str, &str)],
        input: impl AsRef<[u8]>,
    ) -> String {
        let mut child = self
            .command(arguments)
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that does not read its input may be gone already.
        let _ = child.stdin.take().unwrap().write_all(input.as_ref());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        let code = output.status.code().unwrap_or(-1);
        let mut said = out;
        if !err.is_empty() {
            said.push_str(&format!("--- stderr\n{err}"));
        }
        // The program names its code itself where it is not 0.
        if code == 0 {
            said.push_str("[exit 0]\n");
        }
        assert!(said.ends_with(&format!("[exit {code}]\n")), "{said}");
        self.placeholders(&said)
    }

    /// Paths, the day of the test and digests by their names.
    fn placeholders(&self, said: &str) -> String {
        let folder = self.folder.path().display().to_string();
        let said = said.replace(&folder, "[DIR]");
        let now = jiff::Timestamp::now();
        let mut said = said;
        // The test may run over midnight, and Japan is a day ahead in the evening.
        for hours in [-24, 0, 24] {
            let Ok(when) = now.checked_add(jiff::SignedDuration::from_hours(hours)) else {
                continue;
            };
            let day = when.to_string()[..10].to_owned();
            said = without_clock(&said, &day);
        }
        without_digests(&said)
    }
}

/// The text of a file in `tests/data`.
pub(crate) fn data(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    std::fs::read_to_string(folder.join(file)).unwrap()
}

/// Replaces a day, and the clock behind it.
fn without_clock(said: &str, day: &str) -> String {
    let mut parts = said.split(day);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("[TODAY]");
        let clock = part.len()
            - part
                .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, 'T' | ':' | ' '))
                .len();
        // A space alone is a column's, not a clock's.
        if part[..clock].contains(':') {
            out.push_str(if part[clock..].starts_with('Z') {
                ""
            } else {
                " "
            });
            out.push_str(part[clock..].trim_start_matches('Z'));
        } else {
            out.push_str(part);
        }
    }
    out
}

fn without_digests(said: &str) -> String {
    let mut parts = said.split("sha256:");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("sha256:[DIGEST]");
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_hexdigit()));
    }
    out
}
