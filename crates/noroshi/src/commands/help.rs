//! `noroshi help [TOPIC]`: a topic, or the full help of a command.

use noroshi_app::help;

use crate::{cli, exit::Exit, failure::Failure, output::to_stdout, talk::Talk};

pub(super) fn run(topic: &[String], talk: &Talk) -> Result<Exit, Failure> {
    let language = talk.language();
    if let [name] = topic
        && let Some(topic) = help::topic(name, language)
    {
        to_stdout(format!("# {}\n\n{}", topic.title, topic.text).as_bytes())?;
        return Ok(Exit::Done);
    }
    let Some(text) = cli::help_of(topic, language) else {
        let typed = topic.join(" ");
        let commands = cli::command(language);
        let known = commands
            .get_subcommands()
            .map(clap::Command::get_name)
            .chain(help::all(language).map(|t| t.name));
        return Err(Failure::Topic {
            typed,
            known: known.map(str::to_owned).collect(),
        });
    };
    to_stdout(text.as_bytes())?;
    Ok(Exit::Done)
}
