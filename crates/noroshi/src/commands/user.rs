//! `noroshi user list`, `add`, `change` and `remove`

mod trail;

use std::io::{BufRead, IsTerminal};

use noroshi_api::v1::instant;
use noroshi_app::identity::{
    Actor,
    users::{User, UserChange},
};
use noroshi_words::say;
use serde::Serialize;

use crate::{
    cli::{Globals, UserVerb},
    config::Config,
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    render::{self, Cell, Column, Style, Table, Tone},
    talk::Talk,
};

pub(super) fn run(verb: &UserVerb, globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    if let UserVerb::Trail { limit, start } = verb {
        return trail::run(*limit, *start, globals, talk);
    }
    let outputs = Outputs::choose(globals, Format::LIST)?;
    let house = super::open(globals, &Config::read(globals)?, talk)?;
    let by = Actor::command_line();
    let failed = || Failure::of("error-user");
    let (users, done) = match verb {
        UserVerb::List | UserVerb::Trail { .. } => (house.users().map_err(failed())?, None),
        UserVerb::Add { name, role } => {
            let password = password(talk)?;
            let user = house
                .add_user(name, role, &password, &by)
                .map_err(failed())?;
            (vec![user], Some("user-added"))
        }
        UserVerb::Change(change) => {
            let what = match (&change.role, change.password, change.disable) {
                (Some(role), ..) => UserChange::Role(role.clone()),
                (None, true, _) => UserChange::Password(password(talk)?),
                (None, false, disable) => UserChange::Disabled(disable),
            };
            let user = house
                .change_user(&change.name, &what, &by)
                .map_err(failed())?;
            (vec![user], Some("user-changed"))
        }
        UserVerb::Remove { name } => {
            house.remove_user(name, &by).map_err(failed())?;
            talk.say("user-removed", &[]);
            return Ok(Exit::Done);
        }
    };
    outputs.write(talk, |format, style| Ok(render(&users, format, style)))?;
    match done {
        Some(done) => talk.say(done, &[]),
        None if users.is_empty() => talk.say("users-none", &[]),
        None => {}
    }
    Ok(Exit::Done)
}

/// The password: typed unseen at a terminal, else the first line that comes in.
fn password(talk: &Talk) -> Result<String, Failure> {
    let input = std::io::stdin();
    let read = if input.is_terminal() {
        let prompt = say(talk.language(), "password-new");
        rpassword::prompt_password(format!("{prompt}: "))
    } else {
        let mut line = String::new();
        input.lock().read_line(&mut line).map(|_| line)
    };
    let line = read.map_err(|cause| Failure::Input { cause })?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

#[derive(Serialize)]
struct Wire<'a> {
    name: &'a str,
    role: &'a str,
    is_disabled: bool,
    /// Who vouches for them, where that is not us.
    issuer: Option<&'a str>,
    added: String,
}

impl<'a> From<&'a User> for Wire<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            name: &user.name,
            role: &user.role,
            is_disabled: user.is_disabled,
            issuer: user.issuer(),
            added: instant(user.added),
        }
    }
}

fn render(users: &[User], format: Format, style: &Style) -> Vec<u8> {
    let wire: Vec<Wire<'_>> = users.iter().map(Wire::from).collect();
    match format {
        Format::Json => super::json(&wire),
        Format::Jsonl => super::jsonl(&wire),
        format => table(users, style).written(format, style),
    }
}

fn table(users: &[User], style: &Style) -> Table {
    let language = style.language;
    let heading = |key: &str| say(language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-name")),
        Column::new(heading("column-role")),
        Column::new(heading("column-signs-in")).gives_way(16),
        Column::new(heading("column-added")),
    ]);
    for user in users {
        let how = match (user.is_disabled, user.issuer()) {
            (true, _) => Cell::toned(heading("user-disabled"), Tone::Strong),
            (false, Some(issuer)) => Cell::new(issuer),
            (false, None) => Cell::new(heading("with-password")),
        };
        table.row(vec![
            Cell::new(&user.name),
            Cell::new(&user.role),
            how,
            Cell::new(render::minute(Some(user.added), language)),
        ]);
    }
    table
}
