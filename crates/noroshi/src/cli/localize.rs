//! Help in the reader's language: every text of the command line stands in the words.

use std::sync::LazyLock;

use clap::{Arg, ArgAction, Command, CommandFactory};
use noroshi_model::Language;
use noroshi_words::{knows, say};

use super::{Cli, examples};

/// The command line with its texts.
pub(crate) fn command(language: Language) -> Command {
    let root = Cli::command()
        .about(say(language, "cmd-noroshi"))
        .version(crate::commands::version_text())
        .disable_version_flag(true)
        .disable_help_flag(true)
        .color(clap::ColorChoice::Never)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .global(true),
        )
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version),
        );
    texts(root, "", language, true)
}

/// The full help of a command, named by its words; `None` where there is no such command.
pub(crate) fn help_of(words: &[String], language: Language) -> Option<String> {
    let mut command = command(language);
    command.build();
    let mut here = &mut command;
    for word in words {
        here = here.find_subcommand_mut(word)?;
    }
    Some(here.render_long_help().to_string())
}

/// Puts the words of a command, its arguments and its own commands in place.
fn texts(command: Command, path: &str, language: Language, root: bool) -> Command {
    let key = if root { "noroshi" } else { path };
    let about = say(language, &format!("cmd-{key}"));
    let long = format!("cmd-{key}-long");
    let long = if knows(&long) {
        format!("{about}\n\n{}", say(language, &long))
    } else {
        about.clone()
    };
    let heading = |key: &str| heading(language, key);
    let mut examples = examples::of(key, language);
    if root {
        examples.push_str(&format!("\n{}\n", say(language, "help-more")));
    }
    let template = format!(
        "{{before-help}}{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
        heading("help-usage"),
    );
    let globals = globals();
    command
        .about(about)
        .long_about(long)
        .help_template(template)
        .after_help(examples)
        .subcommand_help_heading(heading("help-commands"))
        .subcommand_value_name(heading("help-command-name"))
        .mut_args(|arg| {
            let id = arg.get_id().to_string();
            let is_global = globals.contains(&id.as_str());
            let own = format!("arg-{path}-{id}");
            let text = if knows(&own) {
                say(language, &own)
            } else {
                say(language, &format!("arg-{id}"))
            };
            let heading = heading(if arg.is_positional() {
                "help-arguments"
            } else if is_global {
                "help-global"
            } else {
                "help-options"
            });
            // The words name values and variables in the reader's language.
            let arg = if arg.get_action().takes_values() {
                arg.hide_possible_values(true).hide_env(true)
            } else {
                arg
            };
            arg.help(text)
                .help_heading(heading)
                // The short help is one screen: what is needed less often stands in `--help`.
                .hide_short_help(is_global && !ALWAYS_SHOWN.contains(&id.as_str()))
        })
        .mut_subcommands(|below| {
            let name = below.get_name().to_owned();
            let path = if root { name } else { format!("{path}-{name}") };
            texts(below, &path, language, false)
        })
}

/// A heading in the form that `clap` wants: one that lasts as long as the program.
fn heading(language: Language, key: &str) -> &'static str {
    const KEYS: [&str; 6] = [
        "help-usage",
        "help-commands",
        "help-command-name",
        "help-arguments",
        "help-options",
        "help-global",
    ];
    static HEADINGS: LazyLock<Vec<(Language, &str, String)>> = LazyLock::new(|| {
        Language::ALL
            .into_iter()
            .flat_map(|l| KEYS.map(|key| (l, key, say(l, key))))
            .collect()
    });
    HEADINGS
        .iter()
        .find(|(l, k, _)| *l == language && *k == key)
        .map_or("", |(_, _, text)| text)
}

/// The global flags that the short help shows too.
const ALWAYS_SHOWN: &[&str] = &["format", "output", "lang", "help"];

/// The names of the flags that every command has.
fn globals() -> [&'static str; 14] {
    [
        "format",
        "output",
        "fields",
        "lang",
        "color",
        "no_progress",
        "quiet",
        "verbose",
        "offline",
        "config",
        "data",
        "database",
        "help",
        "version",
    ]
}

#[cfg(test)]
mod tests {
    use clap::Command;
    use noroshi_model::Language;

    use super::command;

    /// Every text that help shows, with where it stands.
    fn texts(command: &Command, at: &str, out: &mut Vec<(String, String)>) {
        let at = format!("{at} {}", command.get_name());
        let about = command.get_about().map(ToString::to_string);
        out.push((at.clone(), about.unwrap_or_default()));
        for arg in command.get_arguments() {
            let help = arg.get_help().map(ToString::to_string);
            out.push((format!("{at} {}", arg.get_id()), help.unwrap_or_default()));
        }
        for below in command.get_subcommands() {
            texts(below, &at, out);
        }
    }

    #[test]
    fn every_command_and_flag_has_its_words_in_both_languages() {
        for language in Language::ALL {
            let mut all = Vec::new();
            texts(&command(language), "", &mut all);
            for (at, text) in all {
                let missing =
                    text.is_empty() || text.starts_with("cmd-") || text.starts_with("arg-");
                assert!(!missing, "{}: {at}", language.tag());
            }
        }
    }

    #[test]
    fn the_definition_is_sound() {
        command(Language::En).debug_assert();
    }

    #[test]
    fn the_short_help_is_one_screen() {
        for language in Language::ALL {
            let mut command = command(language);
            command.build();
            let short = command.render_help().to_string();
            assert!(short.lines().count() <= 40, "{short}");
            for below in command.get_subcommands_mut() {
                let short = below.render_help().to_string();
                assert!(short.lines().count() <= 40, "{short}");
            }
        }
    }
}
