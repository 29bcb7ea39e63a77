//! `noroshi db move --to PLACE` and `db restore FILE`: what was carried, and whether both sides are equal.

use std::{collections::BTreeMap, path::Path};

use noroshi_app::{
    CarryReport, House, UseError,
    upkeep::{Side, Step},
};
use noroshi_model::Language;
use noroshi_store::Place;
use noroshi_words::{say, say_with};
use serde::Serialize;

use crate::{
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    progress::Bars,
    render::{Style, text::clean},
    talk::Talk,
};

pub(super) fn move_to(
    house: &House,
    place: &Place,
    outputs: &Outputs,
    talk: &Talk,
) -> Result<Exit, Failure> {
    let to = place
        .open()
        .map_err(UseError::from)
        .map_err(Failure::of("error-move"))?;
    let bars = Bars::new(talk);
    let report = house
        .move_to(&*to, &tell(&bars))
        .map_err(Failure::of("error-move"))?;
    drop(bars);
    show(&report, outputs, talk)
}

pub(super) fn restore(
    house: &House,
    file: &Path,
    folder: &Path,
    outputs: &Outputs,
    talk: &Talk,
) -> Result<Exit, Failure> {
    let bars = Bars::new(talk);
    let report = house
        .restore(file, folder, &tell(&bars))
        .map_err(Failure::of("error-restore"))?;
    drop(bars);
    show(&report, outputs, talk)
}

/// What was typed is an address of something that holds no store.
pub(super) fn no_place(typed: &str, language: Language) -> Failure {
    // What follows the scheme may hold a password.
    let scheme = typed.split_once("://").map_or(typed, |(scheme, _)| scheme);
    Failure::Usage {
        key: "usage-value",
        values: vec![
            ("argument", "--to".to_owned()),
            ("value", format!("{scheme}://")),
        ],
        hint: Some(say_with(
            language,
            "hint-one-of",
            &[("names", "DIR, postgresql://…".into())],
        )),
    }
}

/// A line of progress for each step.
pub(super) fn tell(bars: &Bars) -> impl Fn(Step, u64, u64) + '_ {
    |step, done, all| {
        let name = match step {
            Step::Check => "check",
            Step::Carry => "carry",
            Step::Build => "rebuild",
        };
        bars.count(name, done, all);
    }
}

fn show(report: &CarryReport, outputs: &Outputs, talk: &Talk) -> Result<Exit, Failure> {
    outputs.write(talk, |format, style| {
        Ok(match format {
            Format::Json => crate::commands::json(&WireCarry::from(report)),
            _ => text(report, style).into_bytes(),
        })
    })?;
    let (hint, exit) = match (report.is_equal, report.left) {
        (true, _) => return Ok(Exit::Done),
        (false, 1..) => ("hint-move-again", Exit::Failed),
        (false, 0) => ("hint-check", Exit::Invalid),
    };
    talk.hint(&say(talk.language(), hint));
    Ok(exit)
}

fn text(report: &CarryReport, style: &Style) -> String {
    let language = style.language;
    let numbers = [
        ("place", report.place.as_str().into()),
        ("before", report.before.into()),
        ("rows", report.rows.into()),
        ("documents", report.documents.into()),
        ("lists", report.lists.into()),
        ("products", report.products.into()),
        ("verdicts", report.verdicts.into()),
    ];
    let mut lines = vec![say_with(language, "db-carried", &numbers)];
    if report.before > 0 {
        lines.push(say_with(language, "db-carried-before", &numbers));
    }
    if report.is_equal {
        let values = [
            ("sequence", report.to.sequence.into()),
            ("link", report.to.link.as_str().into()),
        ];
        lines.push(say_with(language, "db-equal", &values));
    } else {
        for (name, from, to) in differing(&report.from, &report.to) {
            let values = [
                ("name", name.into()),
                ("from", from.as_str().into()),
                ("to", to.as_str().into()),
            ];
            lines.push(format!("  {}", say_with(language, "db-differs", &values)));
        }
        let faults = report.faults.iter();
        lines.extend(faults.map(|fault| format!("  {}", clean(fault))));
        let left = [("rows", report.left.into())];
        lines.push(say_with(language, "db-not-equal", &left));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

/// What is not the same on both sides: its name, what it is here, what it is there.
fn differing<'a>(from: &'a Side, to: &'a Side) -> Vec<(&'a str, String, String)> {
    let mut all = vec![("link", from.link.clone(), to.link.clone())];
    let ours: BTreeMap<_, _> = from.projections.iter().cloned().collect();
    let theirs: BTreeMap<_, _> = to.projections.iter().cloned().collect();
    for (name, digest) in ours {
        let other = theirs.get(name).cloned().unwrap_or_default();
        all.push((name, digest, other));
    }
    all.retain(|(_, here, there)| here != there);
    all
}

#[derive(Serialize)]
struct WireCarry<'a> {
    version: u8,
    place: &'a str,
    equal: bool,
    before: u64,
    rows: u64,
    documents: u64,
    bytes: u64,
    files: u64,
    lists: u64,
    products: u64,
    verdicts: u64,
    left: u64,
    from: WireSide<'a>,
    to: WireSide<'a>,
    faults: &'a [String],
}

#[derive(Serialize)]
struct WireSide<'a> {
    sequence: u64,
    link: &'a str,
    projections: BTreeMap<&'static str, &'a str>,
}

impl<'a> From<&'a CarryReport> for WireCarry<'a> {
    fn from(report: &'a CarryReport) -> Self {
        Self {
            version: 1,
            place: &report.place,
            equal: report.is_equal,
            before: report.before,
            rows: report.rows,
            documents: report.documents,
            bytes: report.bytes,
            files: report.files,
            lists: report.lists,
            products: report.products,
            verdicts: report.verdicts,
            left: report.left,
            from: WireSide::from(&report.from),
            to: WireSide::from(&report.to),
            faults: &report.faults,
        }
    }
}

impl<'a> From<&'a Side> for WireSide<'a> {
    fn from(side: &'a Side) -> Self {
        let projections = side.projections.iter();
        Self {
            sequence: side.sequence,
            link: &side.link,
            projections: projections
                .map(|(name, digest)| (*name, digest.as_str()))
                .collect(),
        }
    }
}
