//! The generated reference: `UPDATE=1 cargo test` writes it, otherwise it is compared.

use std::{fs, path::PathBuf};

use clap::Command;
use noroshi_app::help;
use noroshi_model::Language;

use crate::{cli::command, exit::Exit};

/// Compares a file below `docs/reference` with what the code says, or rewrites it.
#[track_caller]
fn assert_file_is(name: &str, text: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/reference")
        .join(name);
    if std::env::var_os("UPDATE").is_some_and(|v| v == "1") {
        fs::write(&file, text).unwrap();
        return;
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        known == text,
        "docs/reference/{name} is not what the code says; `UPDATE=1 cargo test` rewrites it"
    );
}

const GENERATED: &str = "<!-- Written by the code: `UPDATE=1 cargo test` rewrites it. -->\n\n";

/// The help of a command and of its own commands.
fn help_of(command: &mut Command, out: &mut String) {
    let name = command.get_display_name().unwrap_or("noroshi");
    let title = name.replace('-', " ");
    let depth = if name == "noroshi" { "##" } else { "###" };
    let text = command.render_long_help().to_string();
    let text: Vec<_> = text.lines().map(str::trim_end).collect();
    let text = text.join("\n");
    out.push_str(&format!(
        "{depth} {title}\n\n```text\n{}\n```\n\n",
        text.trim_end()
    ));
    for below in command.get_subcommands_mut() {
        help_of(below, out);
    }
}

#[test]
fn the_manual_lists_every_command() {
    let mut out = format!("# Command line\n\n{GENERATED}");
    let mut command = command(Language::En).term_width(96);
    command.build();
    help_of(&mut command, &mut out);
    assert_file_is("cli.md", &format!("{}\n", out.trim_end()));
}

/// A topic with the note that it is generated below its title.
fn topic(name: &str) -> String {
    let topic = help::topic(name, Language::En).unwrap();
    format!("# {}\n\n{GENERATED}{}", topic.title, topic.text)
}

#[test]
fn the_manual_explains_what_help_explains() {
    // What is a tutorial and not reference has its place elsewhere.
    for help in help::all(Language::En).filter(|h| h.name != "start") {
        assert_file_is(&format!("{}.md", help.name), &topic(help.name));
    }
}

#[test]
fn the_manual_names_every_exit_code() {
    let text = topic("exit-codes");
    for exit in Exit::ALL {
        let row = format!("| {} |", exit.code());
        assert!(text.contains(&row), "{row}");
    }
}

#[test]
fn the_manual_names_every_field_of_the_query_and_no_other() {
    for language in Language::ALL {
        let text = help::topic("query", language).unwrap().text;
        let (_, table) = text.split_once("| --- | --- | --- |").unwrap();
        let named: Vec<_> = table
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
            .collect();
        let known: Vec<_> = noroshi_app::query::FIELDS.iter().map(|(n, _)| *n).collect();
        assert_eq!(named, known, "{}", language.tag());
    }
}

#[test]
fn the_manual_lists_every_source() {
    let text = noroshi_sources::reference();
    let (title, rest) = text.split_once("\n\n").unwrap();
    assert_file_is("sources.md", &format!("{title}\n\n{GENERATED}{rest}"));
}

#[test]
fn the_manual_lists_every_address() {
    let text = noroshi_api::reference();
    let (title, rest) = text.split_once("\n\n").unwrap();
    assert_file_is("api.md", &format!("{title}\n\n{GENERATED}{rest}"));
}
