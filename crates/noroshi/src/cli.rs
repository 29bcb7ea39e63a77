//! The command line: what can be typed. What it says in help stands in the words, in both languages.

mod examples;
mod localize;
mod usage;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, builder::PossibleValue};
use clap_complete::Shell;
use noroshi_app::bundle::Since;
use noroshi_app::identity::Right;
use noroshi_app::values::Sort;
use noroshi_model::Language;

pub(crate) use localize::{command, help_of};
pub(crate) use usage::Misuse;

use crate::config::Access;
use crate::output::{Format, Output};

#[derive(Debug, Parser)]
#[command(name = "noroshi", disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// Reads the arguments; help and version come back as a [`Misuse`] that is none.
    pub(crate) fn read(
        arguments: impl IntoIterator<Item = std::ffi::OsString>,
        language: Language,
    ) -> Result<Self, Misuse> {
        use clap::FromArgMatches;
        let mut command = command(language);
        command
            .try_get_matches_from_mut(arguments)
            .and_then(|matches| Self::from_arg_matches(&matches))
            .map_err(|error| Misuse::of(&error, language))
    }
}

/// What every command understands.
#[derive(Debug, Clone, Args)]
pub(crate) struct Globals {
    #[arg(long, global = true, value_name = "FORMAT", value_enum)]
    pub(crate) format: Option<Format>,
    #[arg(short = 'o', long = "output", global = true, value_name = "[F=]FILE")]
    pub(crate) output: Vec<Output>,
    #[arg(long, global = true, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) fields: Vec<String>,
    #[arg(long, global = true, value_name = "ja|en", value_parser = language)]
    pub(crate) lang: Option<Language>,
    #[arg(long, global = true, value_name = "WHEN", value_enum)]
    pub(crate) color: Option<When>,
    #[arg(long, global = true)]
    pub(crate) no_progress: bool,
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    #[arg(long, global = true)]
    pub(crate) offline: bool,
    #[arg(long, global = true, value_name = "FILE", env = "NOROSHI_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "DIR", env = "NOROSHI_DATA")]
    pub(crate) data: Option<PathBuf>,
    // Its value may hold a password: help does not show it.
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "NOROSHI_DATABASE",
        hide_env_values = true
    )]
    pub(crate) database: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Serve(Serve),
    Search(Search),
    Show(Show),
    History(History),
    Match(Match),
    Score {
        #[arg(value_name = "VECTOR|-", required = true)]
        vectors: Vec<String>,
    },
    Cpe {
        #[command(subcommand)]
        verb: CpeVerb,
    },
    Import(Import),
    Sync(Sync),
    Source {
        #[command(subcommand)]
        verb: SourceVerb,
    },
    Product {
        #[command(subcommand)]
        verb: ProductVerb,
    },
    Bundle {
        #[command(subcommand)]
        verb: BundleVerb,
    },
    User {
        #[command(subcommand)]
        verb: UserVerb,
    },
    Token {
        #[command(subcommand)]
        verb: TokenVerb,
    },
    Db {
        #[command(subcommand)]
        verb: DbVerb,
    },
    Doctor,
    Help {
        #[arg(value_name = "TOPIC")]
        topic: Vec<String>,
    },
    Completion {
        #[arg(value_name = "SHELL", value_enum)]
        shell: Shell,
    },
    Man {
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    Version {
        #[command(subcommand)]
        verb: Option<VersionVerb>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<String>,
    #[arg(long, value_name = "WHO", value_enum, env = "NOROSHI_ACCESS")]
    pub(crate) access: Option<Access>,
    #[arg(long)]
    pub(crate) demo: bool,
    #[arg(long)]
    pub(crate) no_sync: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    #[arg(long, value_name = "ORDER", value_enum)]
    pub(crate) sort: Option<Order>,
    #[arg(long, value_name = "N", value_parser = limit)]
    pub(crate) limit: Option<u16>,
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) start: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Match {
    #[arg(value_name = "FILE|PRODUCT", required = true)]
    pub(crate) lists: Vec<String>,
    #[arg(long, value_name = "QUERY")]
    pub(crate) fail_on: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) vex: Vec<PathBuf>,
    #[arg(long)]
    pub(crate) all: bool,
    #[arg(long, value_name = "NAME")]
    pub(crate) author: Option<String>,
    #[arg(long, value_name = "URL")]
    pub(crate) namespace: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
    #[arg(long)]
    pub(crate) original: bool,
}

#[derive(Debug, Args)]
pub(crate) struct History {
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    #[arg(long)]
    pub(crate) material: bool,
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CpeVerb {
    Match {
        #[arg(value_name = "A|-")]
        source: String,
        #[arg(value_name = "B")]
        target: Option<String>,
        #[arg(long)]
        strict: bool,
        #[arg(long, value_name = "MEANING", value_enum)]
        dash: Option<DashMeaning>,
    },
}

/// What `-` as a version means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum DashMeaning {
    /// Not applicable.
    #[default]
    Standard,
    /// Nobody said which.
    Nvd,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    #[arg(value_name = "FILE|DIR|-", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long = "as", value_name = "FORMAT")]
    pub(crate) format_name: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Sync {
    #[arg(value_name = "SOURCE")]
    pub(crate) sources: Vec<String>,
    #[arg(long)]
    pub(crate) full: bool,
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SourceVerb {
    List,
    Show {
        #[arg(value_name = "NAME")]
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProductVerb {
    List {
        #[arg(long, value_name = "NAME")]
        group: Option<String>,
    },
    Add(AddProduct),
    Import {
        #[arg(value_name = "FILE|DIR|-", required = true)]
        paths: Vec<PathBuf>,
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        #[arg(long, value_name = "NAME")]
        group: Option<String>,
    },
    Show {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long)]
        original: bool,
    },
    Remove {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long)]
        undo: bool,
    },
    Confirm(Confirm),
}

#[derive(Debug, Args)]
pub(crate) struct AddProduct {
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[arg(long, value_name = "NAME")]
    pub(crate) group: Option<String>,
    // Not named after its flag, for that name is the program's own version.
    #[arg(long = "version", value_name = "VERSION", allow_hyphen_values = true)]
    pub(crate) number: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) vendor: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) product: Option<String>,
    #[arg(long = "cpe", value_name = "CPE")]
    pub(crate) cpes: Vec<String>,
    #[arg(long = "purl", value_name = "PURL")]
    pub(crate) purls: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Confirm {
    #[arg(value_name = "OURS", requires = "theirs")]
    pub(crate) ours: Option<String>,
    #[arg(value_name = "THEIRS")]
    pub(crate) theirs: Option<String>,
    #[arg(long, requires = "ours")]
    pub(crate) refuse: bool,
    #[arg(long, value_name = "TEXT", requires = "ours")]
    pub(crate) reason: Option<String>,
    #[arg(long, value_name = "NAME", requires = "ours")]
    pub(crate) by: Option<String>,
    #[arg(long, value_name = "FILE|PRODUCT", conflicts_with = "ours")]
    pub(crate) propose: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BundleVerb {
    Pack {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[arg(long, value_name = "last|ROW", default_value = "0", value_parser = crate::commands::bundle::since)]
        since: Since,
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
    Dump {
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
        #[arg(long, value_name = "NAME")]
        source: Vec<String>,
        #[arg(long)]
        base: bool,
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
    Inspect {
        #[arg(value_name = "FILE|FOLDER")]
        file: PathBuf,
    },
    Apply {
        #[arg(value_name = "FILE|FOLDER")]
        file: PathBuf,
        #[arg(long, value_name = "KEY")]
        trust: Vec<String>,
        #[arg(long)]
        unsigned: bool,
    },
    Key {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserVerb {
    List,
    Add {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long, value_name = "NAME")]
        role: String,
    },
    Change(ChangeUser),
    Remove {
        #[arg(value_name = "NAME")]
        name: String,
    },
    Trail {
        #[arg(long, value_name = "N", value_parser = limit)]
        limit: Option<u16>,
        #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
        start: usize,
    },
}

#[derive(Debug, Args)]
#[group(id = "what", required = true, multiple = false, args = ["role", "password", "disable", "enable"])]
pub(crate) struct ChangeUser {
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[arg(long, value_name = "NAME")]
    pub(crate) role: Option<String>,
    #[arg(long)]
    pub(crate) password: bool,
    #[arg(long)]
    pub(crate) disable: bool,
    #[arg(long)]
    pub(crate) enable: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenVerb {
    List {
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
    },
    Add {
        #[arg(value_name = "USER")]
        user: String,
        #[arg(long = "scope", value_name = "RIGHT", value_delimiter = ',', default_value = "read", value_parser = crate::commands::token::scope)]
        scopes: Vec<Right>,
        #[arg(long, value_name = "N", default_value_t = noroshi_app::identity::tokens::USUAL)]
        days: u32,
        #[arg(
            long,
            value_name = "TEXT",
            default_value = "",
            hide_default_value = true
        )]
        note: String,
    },
    End {
        #[arg(value_name = "NUMBER")]
        number: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum DbVerb {
    Status,
    Check,
    Rebuild,
    Backup {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    Restore {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    Move {
        #[arg(long, value_name = "PLACE")]
        to: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum VersionVerb {
    Compare(Compare),
    In(Within),
}

#[derive(Debug, Args)]
pub(crate) struct Compare {
    #[arg(value_name = "SCHEME|-", display_order = 0)]
    scheme: String,
    #[arg(value_name = "A", allow_hyphen_values = true, display_order = 1)]
    first: Option<String>,
    #[arg(value_name = "B", allow_hyphen_values = true, display_order = 2)]
    second: Option<String>,
}

impl Compare {
    /// What was given, in order.
    pub(crate) fn words(&self) -> Vec<&str> {
        let rest = [&self.first, &self.second].into_iter().flatten();
        std::iter::once(&self.scheme)
            .chain(rest)
            .map(String::as_str)
            .collect()
    }
}

#[derive(Debug, Args)]
pub(crate) struct Within {
    #[arg(value_name = "SCHEME|-", display_order = 0)]
    scheme: String,
    #[arg(value_name = "VERSION", allow_hyphen_values = true, display_order = 1)]
    number: Option<String>,
    #[arg(value_name = "RANGE", allow_hyphen_values = true, display_order = 2)]
    range: Option<String>,
}

impl Within {
    /// What was given, in order.
    pub(crate) fn words(&self) -> Vec<&str> {
        let rest = [&self.number, &self.range].into_iter().flatten();
        std::iter::once(&self.scheme)
            .chain(rest)
            .map(String::as_str)
            .collect()
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum When {
    #[default]
    Auto,
    Always,
    Never,
}

/// The order of a list: the words of [`Sort`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Order(pub(crate) Sort);

impl ValueEnum for Order {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [Order; Sort::ALL.len()] = {
            let mut all = [Order(Sort::ALL[0]); Sort::ALL.len()];
            let mut at = 0;
            while at < all.len() {
                all[at] = Order(Sort::ALL[at]);
                at += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.word()))
    }
}

fn limit(text: &str) -> Result<u16, String> {
    text.parse()
        .ok()
        .filter(|n| (1..=1000).contains(n))
        .ok_or_else(|| "1–1000".to_owned())
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| "ja, en".to_owned())
}
