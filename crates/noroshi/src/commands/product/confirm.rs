//! `noroshi product confirm [OURS THEIRS]`

use noroshi_api::v1;
use noroshi_app::House;
use noroshi_model::NameVerdict;
use noroshi_words::say;

use super::outcome;
use crate::{
    cli::Confirm,
    commands::{json, jsonl},
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    render::{self, Cell, Column, Style, Table, Tone},
    talk::Talk,
};

pub(super) fn run(
    house: &House,
    args: &Confirm,
    outputs: &Outputs,
    talk: &Talk,
) -> Result<Exit, Failure> {
    let (Some(ours), Some(theirs)) = (&args.ours, &args.theirs) else {
        let verdicts = house
            .verdicts()
            .map_err(Failure::of("error-product-confirm"))?;
        outputs.write(talk, |format, style| Ok(render(&verdicts, format, style)))?;
        talk.say("verdict-count", &[("count", verdicts.len().into())]);
        return Ok(Exit::Done);
    };
    let said = NameVerdict {
        ours: ours.clone(),
        theirs: theirs.clone(),
        same: !args.refuse,
        by: args.by.clone().unwrap_or_else(user),
        reason: args.reason.clone(),
        when: 0,
    };
    let (verdict, kept) = house
        .judge_names(&said)
        .map_err(Failure::of("error-product-confirm"))?;
    outputs.write(talk, |format, style| {
        Ok(match format {
            Format::Json => json(&v1::Verdict::from(&verdict)),
            format => render(std::slice::from_ref(&verdict), format, style),
        })
    })?;
    talk.say(outcome(kept), &[]);
    Ok(Exit::Done)
}

/// Who is at the terminal, as the system says.
fn user() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "local".to_owned())
}

fn render(verdicts: &[NameVerdict], format: Format, style: &Style) -> Vec<u8> {
    let wire = || v1::Verdicts::from(verdicts);
    match format {
        Format::Json => json(&wire()),
        Format::Jsonl => jsonl(&wire().verdicts),
        format => table(verdicts, style).written(format, style),
    }
}

fn table(verdicts: &[NameVerdict], style: &Style) -> Table {
    let language = style.language;
    let heading = |key: &str| say(language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-ours")).gives_way(16),
        Column::new(heading("column-theirs")).gives_way(16),
        Column::new(heading("column-verdict")),
        Column::new(heading("column-who")),
        Column::new(heading("column-said")),
        Column::new(heading("column-reason")).gives_way(16),
    ]);
    for verdict in verdicts {
        let key = match verdict.same {
            true => "verdict-same",
            false => "verdict-different",
        };
        table.row(vec![
            Cell::new(&verdict.ours),
            Cell::new(&verdict.theirs),
            Cell::toned(say(language, key), Tone::Strong),
            Cell::new(&verdict.by),
            Cell::new(render::minute(Some(verdict.when), language)),
            Cell::new(verdict.reason.as_deref().unwrap_or_default()),
        ]);
    }
    table
}
