//! `noroshi completion SHELL`

use clap_complete::{Shell, generate};

use crate::{cli, exit::Exit, failure::Failure, output::to_stdout, talk::Talk};

pub(super) fn run(shell: Shell, talk: &Talk) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    generate(
        shell,
        &mut cli::command(talk.language()),
        "noroshi",
        &mut script,
    );
    to_stdout(&script)?;
    Ok(Exit::Done)
}
