//! The commands, one file each: read the flags, ask the house, show the value.

pub(crate) mod bundle;
mod cases;
mod completion;
mod cpe;
mod db;
mod doctor;
mod help;
mod history;
mod import;
mod man;
mod matching;
mod product;
mod score;
mod search;
mod serve;
mod show;
mod signals;
mod source;
mod sync;
pub(crate) mod token;
mod user;
mod version;

pub(crate) use version::text as version_text;

use noroshi_app::{At, House};
use noroshi_model::{Language, Moment};
use noroshi_words::zone;

use crate::{
    cli::{Cli, Command, Globals},
    config::Config,
    exit::Exit,
    failure::Failure,
    talk::Talk,
};

/// Runs what was asked for.
pub(crate) fn run(cli: &Cli, talk: &Talk) -> Result<Exit, Failure> {
    let globals = &cli.globals;
    match &cli.command {
        Command::Serve(args) => serve::run(args, globals, talk),
        Command::Search(args) => search::run(args, globals, talk),
        Command::Show(args) => show::run(args, globals, talk),
        Command::History(args) => history::run(args, globals, talk),
        Command::Match(args) => matching::run(args, globals, talk),
        Command::Score { vectors } => score::run(vectors, globals, talk),
        Command::Cpe { verb } => cpe::run(verb, globals, talk),
        Command::Import(args) => import::run(args, globals, talk),
        Command::Sync(args) => sync::run(args, globals, talk),
        Command::Source { verb } => source::run(verb, globals, talk),
        Command::Product { verb } => product::run(verb, globals, talk),
        Command::Db { verb } => db::run(verb, globals, talk),
        Command::Bundle { verb } => bundle::run(verb, globals, talk),
        Command::User { verb } => user::run(verb, globals, talk),
        Command::Token { verb } => token::run(verb, globals, talk),
        Command::Doctor => doctor::run(globals, talk),
        Command::Help { topic } => help::run(topic, talk),
        Command::Completion { shell } => completion::run(*shell, talk),
        Command::Man { folder } => man::run(folder.as_deref(), talk),
        Command::Version { verb } => version::run(verb.as_ref(), globals, talk),
    }
}

/// Opens the installation that the flags and the configuration name.
fn open(globals: &Globals, config: &Config, talk: &Talk) -> Result<House, Failure> {
    let place = config.store.place(globals);
    if let Some(file) = &config.file {
        talk.detail("detail-settings", &file.display().to_string());
    }
    talk.detail("detail-store", &place.shown());
    let house = House::at(&place).map_err(Failure::of("error-open"))?;
    house.call(&config.store.node());
    house.admit(config.admission()?);
    Ok(house)
}

/// Reads `--at`: a place in the ledger (digits), or a date; a day alone means its end.
fn at(text: &str, language: Language) -> Result<At, Failure> {
    At::read(text, zone(language)).ok_or_else(|| no_date("--at", text))
}

/// Reads `--since`: a date; a day alone means its beginning in the zone of the language.
fn since(text: &str, language: Language) -> Result<i64, Failure> {
    Moment::parse(text, zone(language))
        .instant
        .filter(|_| text.contains('-'))
        .ok_or_else(|| no_date("--since", text))
}

fn no_date(flag: &'static str, value: &str) -> Failure {
    Failure::Date {
        flag,
        value: value.to_owned(),
    }
}

/// A value as JSON that people can read too.
pub(crate) fn json(value: &impl serde::Serialize) -> Vec<u8> {
    // The wire types are made of strings, numbers and lists: writing them does not fail.
    let mut out = serde_json::to_vec_pretty(value).unwrap_or_default();
    out.push(b'\n');
    out
}

/// Values as JSON, one a line.
fn jsonl(values: &[impl serde::Serialize]) -> Vec<u8> {
    let mut out = Vec::new();
    for value in values {
        out.extend(serde_json::to_vec(value).unwrap_or_default());
        out.push(b'\n');
    }
    out
}
