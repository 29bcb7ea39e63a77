//! Talk: status, warnings, errors and hints, to standard error. Data never goes through here.
#![expect(clippy::print_stderr, reason = "this is where the program talks")]

use std::{
    ffi::OsString,
    io::{IsTerminal, Write},
};

use noroshi_model::Language;
use noroshi_words::{Value, say, say_with};

use crate::{
    cli::{Globals, When},
    exit::Exit,
    render::{Paint, Style, text::clean},
};

/// Writes a line about a request. Where nobody can read it any more, the answers still go out.
pub(crate) fn log(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// How to talk to the person at the terminal.
#[derive(Debug, Clone)]
pub(crate) struct Talk {
    language: Language,
    when: When,
    quiet: bool,
    verbose: bool,
    progress: bool,
    paint: Paint,
}

impl Talk {
    pub(crate) fn new(globals: &Globals, language: Language) -> Self {
        let when = globals.color.unwrap_or_default();
        let terminal = std::io::stderr().is_terminal();
        Self {
            language,
            when,
            quiet: globals.quiet,
            verbose: globals.verbose,
            progress: terminal && !globals.no_progress && !globals.quiet,
            paint: Paint::new(coloured(when, terminal)),
        }
    }

    /// Before the command line is understood.
    pub(crate) fn plain(language: Language) -> Self {
        Self {
            language,
            when: When::Never,
            quiet: false,
            verbose: false,
            progress: false,
            paint: Paint::new(false),
        }
    }

    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// Whether progress may be shown.
    pub(crate) fn shows_progress(&self) -> bool {
        self.progress
    }

    /// How data looks on standard output.
    pub(crate) fn style(&self) -> Style {
        let terminal = std::io::stdout().is_terminal();
        Style {
            language: self.language,
            paint: Paint::new(coloured(self.when, terminal)),
            width: terminal.then(width).flatten(),
        }
    }

    /// How data looks in a file.
    pub(crate) fn file_style(&self) -> Style {
        Style {
            language: self.language,
            paint: Paint::new(false),
            width: None,
        }
    }

    /// A line of status; silent with `--quiet`.
    pub(crate) fn status(&self, line: &str) {
        if !self.quiet {
            eprintln!("{}", clean_lines(line));
        }
    }

    /// A line of status from the words.
    pub(crate) fn say(&self, key: &str, values: &[(&str, Value<'_>)]) {
        self.status(&say_with(self.language, key, values));
    }

    /// What only `--verbose` says: a name and its value.
    pub(crate) fn detail(&self, key: &str, value: &str) {
        if self.verbose {
            self.status(&format!("{}: {value}", say(self.language, key)));
        }
    }

    pub(crate) fn warning(&self, text: &str) {
        if !self.quiet {
            let label = self.paint.warning(&say(self.language, "talk-warning"));
            eprintln!("{label}: {}", clean_lines(text));
        }
    }

    pub(crate) fn hint(&self, text: &str) {
        if !self.quiet {
            let label = self.paint.strong(&say(self.language, "talk-hint"));
            eprintln!("{label}: {}", clean_lines(text));
        }
    }

    /// An error is said even with `--quiet`: it is not talk, it is the answer.
    pub(crate) fn error(&self, what: &str, cause: Option<&str>, hint: Option<&str>) {
        let label = |key: &str| say(self.language, key);
        let error = self.paint.error(&label("talk-error"));
        eprintln!("{error}: {}", clean_lines(what));
        if let Some(cause) = cause {
            eprintln!("  {}: {}", label("talk-cause"), clean_lines(cause));
        }
        if let Some(hint) = hint {
            let name = self.paint.strong(&label("talk-hint"));
            eprintln!("{name}: {}", clean_lines(hint));
        }
    }

    /// The last line where the exit code is not 0.
    pub(crate) fn exit(&self, exit: Exit) {
        eprintln!("[exit {}]", exit.code());
    }
}

/// The language before the command line is read: `--lang`, else the locale.
pub(crate) fn language_of(arguments: &[OsString]) -> Language {
    let mut words = arguments.iter().filter_map(|a| a.to_str());
    while let Some(word) = words.next() {
        let value = match word {
            "--" => break,
            "--lang" => words.next(),
            _ => word.strip_prefix("--lang="),
        };
        if let Some(language) = value.and_then(Language::from_tag) {
            return language;
        }
    }
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .and_then(|value| Language::from_tag(&value))
        .unwrap_or_default()
}

/// <https://no-color.org> and `CLICOLOR_FORCE`; the flag comes before both.
fn coloured(when: When, terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR") => false,
        When::Auto if set("CLICOLOR_FORCE") => {
            std::env::var_os("CLICOLOR_FORCE").is_some_and(|v| v != "0") || terminal
        }
        When::Auto => terminal && std::env::var_os("TERM").is_none_or(|t| t != "dumb"),
    }
}

fn width() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

/// Text from outside may stand in a message; its control characters must not reach the terminal.
fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

/// Text that nobody asked for as data, such as help after a bare command.
pub(crate) fn raw(text: &str) {
    eprint!("{text}");
}
