//! `noroshi show ID`

use noroshi_api::v1;
use noroshi_app::{
    Found, House,
    values::{ShownRecord, VulnerabilityPage},
};

use crate::{
    cli::{Globals, Show},
    config::Config,
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs, to_stdout},
    render::page,
    talk::Talk,
};

const FORMATS: &[Format] = &[Format::Table, Format::Json, Format::Markdown];

pub(super) fn run(args: &Show, globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let outputs = Outputs::choose(globals, FORMATS)?;
    let at = args
        .at
        .as_deref()
        .map(|text| super::at(text, talk.language()))
        .transpose()?;
    let config = Config::read(globals)?;
    let house = super::open(globals, &config, talk)?;
    let found = house
        .vulnerability(&args.id, at)
        .map_err(Failure::of("error-show"))?;
    let mut found = match found {
        Found::One(page) => *page,
        Found::Several { id, covers } => {
            let values = [("id", id.as_str().into()), ("count", covers.len().into())];
            talk.say("show-several", &values);
            outputs.write(talk, |format, style| {
                let table = || super::search::table(&covers, &[], style);
                Ok(match format {
                    Format::Json => super::json(&v1::Covered::new(&id, &covers)),
                    Format::Markdown => table().markdown().into_bytes(),
                    _ => table().text(style).into_bytes(),
                })
            })?;
            return Ok(Exit::Done);
        }
        Found::Nothing { nearest } => {
            return Err(Failure::UnknownId {
                id: args.id.clone(),
                nearest,
            });
        }
    };
    if let Some(source) = &args.source {
        only(&mut found, source)?;
    }
    if args.original {
        return original(&house, &found, talk);
    }
    outputs.write(talk, |format, style| {
        Ok(match format {
            Format::Json => super::json(&v1::Vulnerability::from(&found)),
            Format::Markdown => page::markdown(&found, style.language).into_bytes(),
            _ => page::text(&found, style).into_bytes(),
        })
    })?;
    Ok(Exit::Done)
}

/// Leaves only what one source says.
fn only(page: &mut VulnerabilityPage, source: &str) -> Result<(), Failure> {
    let keep: Vec<bool> = page.records.iter().map(|r| r.source == source).collect();
    if !keep.contains(&true) {
        let mut known: Vec<_> = page.records.iter().map(|r| r.source.clone()).collect();
        known.dedup();
        return Err(Failure::SourceSilent {
            name: source.to_owned(),
            id: page.id.clone(),
            known,
        });
    }
    let mut at = keep.iter();
    page.records.retain(|_| at.next().copied().unwrap_or(false));
    for item in &mut page.items {
        let mut at = keep.iter();
        item.cells.retain(|_| at.next().copied().unwrap_or(false));
        // Agreement was judged over all speakers; with one alone there is nothing to judge.
        item.causes.clear();
        item.agreement = noroshi_app::values::Agreement::NotCompared;
    }
    page.silent.clear();
    Ok(())
}

/// The original bytes, unchanged: of the one record there is, or the fullest of the source named.
fn original(house: &House, page: &VulnerabilityPage, talk: &Talk) -> Result<Exit, Failure> {
    let Some(first) = page.records.first() else {
        return Err(Failure::UnknownId {
            id: page.id.clone(),
            nearest: Vec::new(),
        });
    };
    if page.records.iter().any(|r| r.source != first.source) {
        let mut known: Vec<_> = page.records.iter().map(|r| r.source.clone()).collect();
        known.dedup();
        return Err(Failure::WhichOriginal {
            id: page.id.clone(),
            known,
        });
    }
    for other in &page.records[1..] {
        describe("show-other-original", other, talk);
    }
    describe("show-original", first, talk);
    let bytes = house
        .original(&first.provenance.digest)
        .map_err(Failure::of("error-show"))?
        .ok_or_else(|| Failure::UnknownId {
            id: page.id.clone(),
            nearest: Vec::new(),
        })?;
    to_stdout(&bytes)?;
    Ok(Exit::Done)
}

fn describe(key: &str, shown: &ShownRecord, talk: &Talk) {
    let from = &shown.provenance;
    let values = [
        ("source", shown.source.as_str().into()),
        ("key", from.key.as_str().into()),
        ("format", from.format.as_str().into()),
        ("digest", from.digest.as_str().into()),
    ];
    talk.say(key, &values);
}
