//! `noroshi man [DIR]`: the main page to standard output, or every page into a folder.

use std::{io, path::Path};

use clap_mangen::Man;

use crate::{cli, exit::Exit, failure::Failure, output::to_stdout, talk::Talk};

pub(super) fn run(folder: Option<&Path>, talk: &Talk) -> Result<Exit, Failure> {
    let mut command = cli::command(talk.language());
    command.build();
    let Some(folder) = folder else {
        let page = page(&command).map_err(Failure::Stdout)?;
        to_stdout(&page)?;
        return Ok(Exit::Done);
    };
    std::fs::create_dir_all(folder).map_err(failed(folder))?;
    let count = write(&command, folder)?;
    talk.say("man-written", &[("count", count.into())]);
    Ok(Exit::Done)
}

/// Writes a command's page and those of its own commands; returns how many.
fn write(command: &clap::Command, folder: &Path) -> Result<usize, Failure> {
    let name = command.get_display_name().unwrap_or(command.get_name());
    let file = folder.join(format!("{name}.1"));
    let page = page(command).map_err(failed(&file))?;
    std::fs::write(&file, page).map_err(failed(&file))?;
    let mut count = 1;
    for below in command.get_subcommands() {
        count += write(below, folder)?;
    }
    Ok(count)
}

fn page(command: &clap::Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}

fn failed(file: &Path) -> impl FnOnce(io::Error) -> Failure {
    let file = file.to_owned();
    move |cause| Failure::File {
        doing: "error-write",
        file,
        cause,
    }
}
