//! `noroshi bundle pack`, `dump`, `inspect`, `apply` and `key`

mod dump;

use std::path::Path;

use noroshi_api::v1::instant;
use noroshi_app::bundle::{
    self, Applied, ApplyOptions, BundleError, DumpOptions, Inspected, Manifest, PackOptions, Since,
};
use noroshi_model::Language;
use noroshi_words::{Value, number, say, say_with};
use serde::Serialize;

use crate::{
    cli::{BundleVerb, Globals},
    config::Config,
    exit::Exit,
    failure::Failure,
    hints,
    output::{Format, Outputs},
    progress::Bars,
    render::{Cell, Column, Style, Table, table::pairs},
    talk::Talk,
};

const FORMATS: &[Format] = &[Format::Table, Format::Json];

pub(super) fn run(verb: &BundleVerb, globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let outputs = Outputs::choose(globals, FORMATS)?;
    let failed = |doing, file: &Path| {
        let file = file.to_owned();
        move |cause| Failure::Bundle { doing, file, cause }
    };
    match verb {
        BundleVerb::Key { file } => {
            let public = bundle::make_key(file).map_err(failed("error-bundle-key", file))?;
            crate::output::to_stdout(format!("{public}\n").as_bytes())?;
            talk.say(
                "bundle-key-made",
                &[("file", file.display().to_string().as_str().into())],
            );
        }
        BundleVerb::Pack { file, since, key } => {
            let house = super::open(globals, &Config::read(globals)?, talk)?;
            let options = PackOptions {
                since: *since,
                key: key.clone(),
            };
            let bars = Bars::new(talk);
            let packed = house.pack(file, &options, &|done, all| bars.count("pack", done, all));
            drop(bars);
            packed.map_err(failed("error-bundle-pack", file))?;
            let inspected = bundle::inspect(file).map_err(failed("error-bundle-pack", file))?;
            show(&inspected, None, &outputs, talk)?;
        }
        BundleVerb::Dump {
            folder,
            source,
            base,
            key,
        } => {
            let house = super::open(globals, &Config::read(globals)?, talk)?;
            let options = DumpOptions {
                sources: source.clone(),
                key: key.clone(),
                base: *base,
            };
            let bars = Bars::new(talk);
            let made = house.dump(folder, &options, &|done, all| bars.count("pack", done, all));
            drop(bars);
            let made = made.map_err(failed("error-bundle-dump", folder))?;
            if made.is_empty() {
                talk.say("bundle-nothing-new", &[]);
            }
            dump::files(&made, None, &outputs, talk)?;
        }
        BundleVerb::Inspect { file } if file.is_dir() => {
            let seen = bundle::inspect_dump(file).map_err(failed("error-bundle-read", file))?;
            dump::files(&seen.0.files, Some(&seen), &outputs, talk)?;
        }
        BundleVerb::Inspect { file } => {
            let inspected = bundle::inspect(file).map_err(failed("error-bundle-read", file))?;
            show(&inspected, None, &outputs, talk)?;
        }
        BundleVerb::Apply {
            file,
            trust,
            unsigned,
        } => {
            let house = super::open(globals, &Config::read(globals)?, talk)?;
            let options = ApplyOptions {
                trusted: trust.clone(),
                unsigned: *unsigned,
            };
            let bars = Bars::new(talk);
            let count = |done, all| bars.count("apply", done, all);
            if file.is_dir() {
                let applied = house.apply_dump(file, &options, &count);
                drop(bars);
                let applied = applied.map_err(failed("error-bundle-apply", file))?;
                dump::applied(&applied, &outputs, talk)?;
                return Ok(Exit::Done);
            }
            let applied = house.apply(file, &options, &count);
            drop(bars);
            let applied = applied.map_err(failed("error-bundle-apply", file))?;
            let inspected = Inspected {
                manifest: applied.manifest.clone(),
                signed_by: applied.signed_by.clone(),
                size: 0,
            };
            show(&inspected, Some(&applied), &outputs, talk)?;
        }
    }
    Ok(Exit::Done)
}

/// Why it failed, in words.
pub(crate) fn why(error: &BundleError, language: Language) -> String {
    let with = |key: &str, values: &[(&str, Value<'_>)]| say_with(language, key, values);
    match error {
        BundleError::File { path, cause } => format!("{path}: {cause}"),
        BundleError::NotABundle(what) => with("bundle-no-bundle", &[("what", what.into())]),
        BundleError::Damaged(what) => with("bundle-damaged", &[("what", what.into())]),
        BundleError::Unsigned => say(language, "bundle-not-signed"),
        BundleError::Forged => say(language, "bundle-forged"),
        BundleError::Untrusted(key) => with("bundle-untrusted", &[("key", key.into())]),
        BundleError::Gap { begins, here } => with(
            "bundle-gap",
            &[("begins", (*begins).into()), ("here", (*here).into())],
        ),
        BundleError::OtherPast => say(language, "bundle-other-past"),
        BundleError::NothingPacked => say(language, "bundle-nothing-packed"),
        BundleError::Empty => say(language, "bundle-empty"),
        BundleError::NoKey(file) => with("bundle-no-key", &[("file", file.into())]),
        BundleError::Use(cause) => crate::failure::chain(cause),
    }
}

/// What to do about it.
pub(crate) fn hint(error: &BundleError, language: Language) -> Option<String> {
    Some(match error {
        BundleError::Unsigned => say(language, "hint-bundle-unsigned"),
        BundleError::Untrusted(key) => {
            say_with(language, "hint-bundle-trust", &[("key", key.into())])
        }
        BundleError::NotABundle(_) | BundleError::Damaged(_) | BundleError::Forged => {
            say(language, "hint-bundle-again")
        }
        BundleError::Gap { .. } => say(language, "hint-bundle-gap"),
        BundleError::OtherPast | BundleError::NothingPacked => say(language, "hint-bundle-base"),
        BundleError::NoKey(_) => say(language, "hint-bundle-key"),
        BundleError::Empty | BundleError::File { .. } => return None,
        BundleError::Use(cause) => return hints::for_use(cause, language),
    })
}

/// How a failure ends.
pub(crate) fn exit(error: &BundleError) -> Exit {
    match error {
        BundleError::Use(cause) => hints::exit_of(cause),
        BundleError::File { cause, .. } if cause.kind() == std::io::ErrorKind::NotFound => {
            Exit::Nothing
        }
        BundleError::File { .. }
        | BundleError::NoKey(_)
        | BundleError::Unsigned
        | BundleError::Untrusted(_) => Exit::Setup,
        BundleError::Empty | BundleError::NothingPacked => Exit::Nothing,
        _ => Exit::Invalid,
    }
}

fn show(
    seen: &Inspected,
    applied: Option<&Applied>,
    outputs: &Outputs,
    talk: &Talk,
) -> Result<(), Failure> {
    outputs.write(talk, |format, style| {
        Ok(match format {
            Format::Json => super::json(&Wire::of(seen, applied)),
            _ => text(seen, applied, style).into_bytes(),
        })
    })
}

fn text(seen: &Inspected, applied: Option<&Applied>, style: &Style) -> String {
    let name = |key: &str| say(style.language, key);
    let m: &Manifest = &seen.manifest;
    let rows = say_with(
        style.language,
        "bundle-from-to",
        &[
            ("after", m.after.sequence.into()),
            ("upto", m.upto.sequence.into()),
        ],
    );
    let signed = seen
        .signed_by
        .clone()
        .unwrap_or_else(|| name("bundle-unsigned"));
    let mut lines = vec![
        (name("bundle-made"), instant(m.made)),
        (name("bundle-ledger"), m.origin.clone()),
        (name("bundle-part"), rows),
        (name("source-documents"), number(m.documents)),
        (name("bundle-signed"), signed),
    ];
    if let Some(applied) = applied {
        lines.push((name("bundle-before"), number(applied.before)));
        lines.push((name("bundle-new"), number(applied.new)));
        lines.push((name("bundle-known"), number(applied.known)));
    }
    let mut table = Table::new(vec![
        Column::new(name("column-source")),
        Column::new(name("bundle-rows")).right(),
        Column::new(name("column-last-success")),
    ]);
    for source in &m.sources {
        table.row(vec![
            Cell::new(&source.source),
            Cell::new(number(source.rows)),
            Cell::new(source.last_success.map(instant).unwrap_or_default()),
        ]);
    }
    format!("{}\n{}", pairs(&lines, style), table.text(style))
}

#[derive(Serialize)]
struct Wire<'a> {
    made: String,
    release: &'a str,
    ledger: &'a str,
    after: u64,
    upto: u64,
    link: &'a str,
    rows: u64,
    documents: u64,
    bytes: u64,
    signed_by: Option<&'a str>,
    sources: Vec<WireSource<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    applied: Option<WireApplied>,
}

#[derive(Serialize)]
struct WireSource<'a> {
    source: &'a str,
    rows: u64,
    last_success: Option<String>,
}

#[derive(Serialize)]
struct WireApplied {
    before: u64,
    new: u64,
    known: u64,
}

impl<'a> Wire<'a> {
    fn of(seen: &'a Inspected, applied: Option<&Applied>) -> Self {
        let m = &seen.manifest;
        let sources = m.sources.iter().map(|source| WireSource {
            source: &source.source,
            rows: source.rows,
            last_success: source.last_success.map(instant),
        });
        Self {
            made: instant(m.made),
            release: &m.release,
            ledger: &m.origin,
            after: m.after.sequence,
            upto: m.upto.sequence,
            link: &m.upto.link,
            rows: m.rows,
            documents: m.documents,
            bytes: m.bytes,
            signed_by: seen.signed_by.as_deref(),
            sources: sources.collect(),
            applied: applied.map(|applied| WireApplied {
                before: applied.before,
                new: applied.new,
                known: applied.known,
            }),
        }
    }
}

/// Reads `--since`: a row of the ledger, or `last`.
pub(crate) fn since(text: &str) -> Result<Since, String> {
    match text {
        "last" => Ok(Since::Last),
        "0" => Ok(Since::Beginning),
        text => text
            .parse()
            .map(Since::Row)
            .map_err(|_| format!("{text:?} is neither `last` nor a row of the ledger")),
    }
}
