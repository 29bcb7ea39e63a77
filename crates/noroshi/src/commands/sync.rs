//! `noroshi sync [SOURCE ...]`: a line per source, in every outcome.

use noroshi_app::{Counts, House, SourceRun, SyncOptions, SyncOutcome};
use noroshi_model::Language;
use noroshi_words::{number, say, say_with};
use serde::Serialize;

use crate::{
    cli::{Globals, Sync},
    config::Config,
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    progress::Bars,
    render::{self, Cell, Column, Style, Table, Tone},
    talk::Talk,
};

pub(super) fn run(args: &Sync, globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let outputs = Outputs::choose(globals, Format::LIST)?;
    let config = Config::read(globals)?;
    let house = super::open(globals, &config, talk)?;
    house.call(&format!("{} (noroshi sync)", config.store.node()));
    let lines = ask(&house, args, &config, globals, talk)?;
    outputs.write(talk, |format, style| {
        Ok(match format {
            Format::Json => super::json(&Wire {
                version: 1,
                sources: &lines,
            }),
            Format::Jsonl => super::jsonl(&lines),
            format => table(&lines, style).written(format, style),
        })
    })?;
    Ok(end(&lines, talk))
}

/// Asks the sources, with a bar for each that is under way.
fn ask(
    house: &House,
    args: &Sync,
    config: &Config,
    globals: &Globals,
    talk: &Talk,
) -> Result<Vec<Line>, Failure> {
    let options = SyncOptions {
        full: args.full,
        dry_run: args.dry_run,
        // Who names a source wants it now.
        due_only: args.sources.is_empty() && !args.full,
        settings: config.sources(globals.offline)?,
        stop: super::signals::passed_on(),
    };
    let bars = Bars::new(talk);
    let report = house.sync(&args.sources, &options, &|name, progress| {
        bars.show(name, progress)
    });
    drop(bars);
    let report = report.map_err(Failure::of("error-sync"))?;
    Ok(report
        .sources
        .into_iter()
        .map(|run| line(run, talk.language()))
        .collect())
}

fn line(run: SourceRun, language: Language) -> Line {
    let (outcome, reason, counts) = match run.outcome {
        SyncOutcome::Done(counts) => (Outcome::Done, String::new(), counts),
        SyncOutcome::Failed {
            message,
            next,
            kept,
            ..
        } => {
            let when = render::minute(Some(next), language);
            let again = say_with(language, "sync-next", &[("when", when.as_str().into())]);
            (
                Outcome::Failed,
                format!("{}; {again}", render::reason(&message, language)),
                kept,
            )
        }
        SyncOutcome::Skipped { why } => (
            Outcome::Skipped,
            render::reason(&why, language),
            Counts::default(),
        ),
        SyncOutcome::Stopped { kept } => (Outcome::Failed, say(language, "sync-stopped"), kept),
        SyncOutcome::Overtaken { by } => {
            let by = by.unwrap_or_default();
            let reason = match by.as_str() {
                "" => say(language, "sync-overtaken-why"),
                by => say_with(language, "sync-overtaken-by", &[("node", by.into())]),
            };
            (Outcome::Overtaken, reason, Counts::default())
        }
        SyncOutcome::Planned { continues, .. } => {
            let key = if continues {
                "sync-continues"
            } else {
                "sync-begins"
            };
            (Outcome::Planned, say(language, key), Counts::default())
        }
    };
    Line {
        source: run.name,
        outcome,
        reason,
        new: counts.new,
        changed: counts.changed,
        notes: counts.notes,
        refused: counts.refused,
    }
}

/// What became of one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Line {
    source: String,
    outcome: Outcome,
    /// Why, in words, where it did not come to its end.
    reason: String,
    new: u64,
    changed: u64,
    notes: u64,
    refused: u64,
}

/// The outcomes; skipped is not failed, and neither is what another node goes on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    Done,
    Failed,
    Skipped,
    Overtaken,
    Planned,
}

#[derive(Serialize)]
struct Wire<'a> {
    version: u8,
    sources: &'a [Line],
}

fn table(lines: &[Line], style: &Style) -> Table {
    let heading = |key: &str| say(style.language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-source")),
        Column::new(heading("column-outcome")),
        Column::new(heading("column-import-new")).right(),
        Column::new(heading("column-import-changed")).right(),
        Column::new(heading("column-notes")).right(),
        Column::new(heading("column-refused")).right(),
        Column::new(heading("column-reason")).gives_way(16),
    ]);
    for line in lines {
        let (key, tone) = match line.outcome {
            Outcome::Done => ("sync-done", Tone::Plain),
            Outcome::Failed => ("sync-failed", Tone::Critical),
            Outcome::Skipped => ("sync-skipped", Tone::Faint),
            Outcome::Overtaken => ("sync-overtaken", Tone::Faint),
            Outcome::Planned => ("sync-planned", Tone::Plain),
        };
        table.row(vec![
            Cell::toned(&line.source, Tone::Strong),
            Cell::toned(heading(key), tone),
            Cell::new(number(line.new)),
            Cell::new(number(line.changed)),
            Cell::new(number(line.notes)),
            Cell::new(number(line.refused)),
            Cell::new(&line.reason),
        ]);
    }
    table
}

/// What is said at the end, and the code: a source that failed is 4, nothing to ask is 3.
fn end(lines: &[Line], talk: &Talk) -> Exit {
    let mut failed = lines.iter().filter(|l| l.outcome == Outcome::Failed);
    if let Some(first) = failed.next() {
        let values = [
            ("failed", (1 + failed.count()).into()),
            ("all", lines.len().into()),
        ];
        talk.warning(&say_with(talk.language(), "sync-some-failed", &values));
        let name = [("name", first.source.as_str().into())];
        talk.hint(&say_with(talk.language(), "hint-source", &name));
        return Exit::NoAnswer;
    }
    if lines.is_empty() {
        talk.say("sync-nothing-due", &[]);
    }
    Exit::Done
}

#[cfg(test)]
mod tests {
    use noroshi_model::Language;

    use super::{Line, Outcome, end, table};
    use crate::{
        exit::Exit,
        render::{Paint, Style},
        talk::Talk,
    };

    fn line(source: &str, outcome: Outcome, reason: &str) -> Line {
        let done = u64::from(outcome == Outcome::Done);
        Line {
            source: source.to_owned(),
            outcome,
            reason: reason.to_owned(),
            new: 212 * done,
            changed: 1_840 * done,
            notes: 3 * done,
            refused: 0,
        }
    }

    #[test]
    fn every_source_has_its_line_in_every_outcome() {
        let lines = [
            line("nvd", Outcome::Done, ""),
            line("euvd", Outcome::Failed, "HTTP 403; next try in 2 h"),
            line("private", Outcome::Skipped, "no API key"),
        ];
        for language in Language::ALL {
            let style = Style {
                language,
                paint: Paint::new(false),
                width: None,
            };
            let name = format!("sync-{}", language.tag());
            insta::assert_snapshot!(name, table(&lines, &style).text(&style));
        }
    }

    #[test]
    fn a_failed_source_is_code_4_and_a_skipped_one_is_not() {
        let talk = Talk::plain(Language::En);
        let skipped = line("private", Outcome::Skipped, "no API key");
        let failed = line("euvd", Outcome::Failed, "HTTP 403");
        assert_eq!(end(std::slice::from_ref(&skipped), &talk), Exit::Done);
        assert_eq!(end(&[skipped, failed], &talk), Exit::NoAnswer);
        assert_eq!(end(&[], &talk), Exit::Done);
    }
}
