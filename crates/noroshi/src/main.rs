//! Noroshi: what the world says about a vulnerability, side by side, from one program.
//!
//! This crate is the only one that prints: data to standard output, talk to standard error.

mod cli;
mod commands;
mod config;
mod exit;
mod failure;
mod hints;
mod nearest;
mod output;
mod progress;
#[cfg(test)]
mod reference;
mod render;
mod talk;
#[cfg(test)]
mod wording;

use std::process::ExitCode;

use cli::Cli;
use exit::Exit;
use talk::Talk;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let language = talk::language_of(&arguments);
    let (talk, ended) = match Cli::read(arguments, language) {
        Ok(cli) => {
            let talk = Talk::new(&cli.globals, language);
            let ended = commands::run(&cli, &talk);
            (talk, ended)
        }
        Err(misuse) => (Talk::plain(language), misuse.end()),
    };
    let exit = ended.unwrap_or_else(|failure| failure.report(&talk));
    if exit != Exit::Done {
        talk.exit(exit);
    }
    exit.into()
}
