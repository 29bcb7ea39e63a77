//! `noroshi token list`, `add` and `end`

use noroshi_api::v1::instant;
use noroshi_app::identity::{
    Actor, Right,
    tokens::{NewToken, Token},
};
use noroshi_words::say;
use serde::Serialize;

use crate::{
    cli::{Globals, TokenVerb},
    config::Config,
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs, to_stdout},
    render::{self, Cell, Column, Style, Table},
    talk::Talk,
};

pub(super) fn run(verb: &TokenVerb, globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let outputs = Outputs::choose(globals, Format::LIST)?;
    let house = super::open(globals, &Config::read(globals)?, talk)?;
    let by = Actor::command_line();
    let failed = || Failure::of("error-token");
    match verb {
        TokenVerb::List { user } => {
            let tokens = house.tokens(user.as_deref()).map_err(failed())?;
            outputs.write(talk, |format, style| Ok(render(&tokens, format, style)))?;
            if tokens.is_empty() {
                talk.say("tokens-none", &[]);
            }
        }
        TokenVerb::Add {
            user,
            scopes,
            days,
            note,
        } => {
            let new = NewToken {
                user: user.clone(),
                note: note.clone(),
                scopes: scopes.clone(),
                days: *days,
            };
            let (_, secret) = house.make_token(&new, &by).map_err(failed())?;
            // The secret alone, so that a script can take it.
            to_stdout(format!("{secret}\n").as_bytes())?;
            talk.say("token-once", &[]);
        }
        TokenVerb::End { number } => {
            if !house.end_token(number, None, &by).map_err(failed())? {
                talk.say("token-unknown", &[("number", number.as_str().into())]);
                return Ok(Exit::Nothing);
            }
            talk.say("token-ended", &[]);
        }
    }
    Ok(Exit::Done)
}

/// Reads `--scope`.
pub(crate) fn scope(word: &str) -> Result<Right, String> {
    let all = Right::ALL.map(Right::word).join(", ");
    Right::read(word).ok_or_else(|| format!("{word:?} is none of: {all}"))
}

#[derive(Serialize)]
struct Wire<'a> {
    number: &'a str,
    user: &'a str,
    note: &'a str,
    scopes: Vec<&'static str>,
    made: String,
    ends: String,
    is_over: bool,
}

impl<'a> From<&'a Token> for Wire<'a> {
    fn from(token: &'a Token) -> Self {
        Self {
            number: &token.number,
            user: &token.user,
            note: &token.note,
            scopes: token.scopes.iter().map(|scope| scope.word()).collect(),
            made: instant(token.made),
            ends: instant(token.ends),
            is_over: token.is_over,
        }
    }
}

fn render(tokens: &[Token], format: Format, style: &Style) -> Vec<u8> {
    let wire: Vec<Wire<'_>> = tokens.iter().map(Wire::from).collect();
    match format {
        Format::Json => super::json(&wire),
        Format::Jsonl => super::jsonl(&wire),
        format => table(tokens, style).written(format, style),
    }
}

fn table(tokens: &[Token], style: &Style) -> Table {
    let language = style.language;
    let heading = |key: &str| say(language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-token")),
        Column::new(heading("column-user")),
        Column::new(heading("column-scopes")),
        Column::new(heading("column-ends")),
        Column::new(heading("column-note")).gives_way(16),
    ]);
    for token in tokens {
        let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.word()).collect();
        table.row(vec![
            Cell::new(&token.number),
            Cell::new(&token.user),
            Cell::new(scopes.join(", ")),
            Cell::new(render::minute(Some(token.ends), language)),
            Cell::new(&token.note),
        ]);
    }
    table
}
