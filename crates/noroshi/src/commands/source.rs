//! `noroshi source list` and `noroshi source show NAME`

mod nodes;

use noroshi_api::v1;
use noroshi_app::values::{Health, Party, SourcePage, SourcesPage};
use noroshi_model::Language;
use noroshi_words::{number, say};

use crate::{
    cli::{Globals, SourceVerb},
    config::Config,
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    render::{self, Cell, Column, Style, Table, Tone, table::pairs},
    talk::Talk,
};

const SHOW: &[Format] = &[Format::Table, Format::Json];

pub(super) fn run(verb: &SourceVerb, globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let formats = match verb {
        SourceVerb::List => Format::LIST,
        SourceVerb::Show { .. } => SHOW,
    };
    let outputs = Outputs::choose(globals, formats)?;
    let config = Config::read(globals)?;
    let house = super::open(globals, &config, talk)?;
    house.configure(&config.sources(globals.offline)?);
    let page = house.sources().map_err(Failure::of("error-sources"))?;
    match verb {
        SourceVerb::List => {
            outputs.write(talk, |format, style| Ok(list(&page, format, style)))?;
            if page.sample {
                talk.say("sample-notice", &[]);
            }
        }
        SourceVerb::Show { name } => {
            let source = page.sources.iter().find(|s| s.name == *name);
            let source = source.ok_or_else(|| Failure::UnknownSource {
                name: name.clone(),
                known: page.sources.iter().map(|s| s.name.clone()).collect(),
            })?;
            outputs.write(talk, |format, style| {
                Ok(match format {
                    Format::Json => super::json(&v1::SourceDocument::named(&page, name)),
                    _ => text(source, style).into_bytes(),
                })
            })?;
        }
    }
    Ok(Exit::Done)
}

fn list(page: &SourcesPage, format: Format, style: &Style) -> Vec<u8> {
    match format {
        Format::Json => super::json(&v1::Sources::from(page)),
        Format::Jsonl => super::jsonl(&v1::Sources::from(page).sources),
        // One table is all that fits into it.
        Format::Csv => table(page, style).written(format, style),
        format => {
            let mut out = table(page, style).written(format, style);
            for table in nodes::tables(page, style) {
                out.push(b'\n');
                out.extend(table.written(format, style));
            }
            out
        }
    }
}

/// The same table as the page of source health.
pub(crate) fn table(page: &SourcesPage, style: &Style) -> Table {
    let language = style.language;
    let heading = |key: &str| say(language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-source")),
        Column::new(heading("column-state")),
        Column::new(heading("column-last-success")),
        Column::new(heading("column-next")),
        Column::new(heading("column-records")).right(),
        Column::new(heading("column-new")).right(),
        Column::new(heading("column-changed-today")).right(),
        Column::new(heading("column-notes")).right(),
        Column::new(heading("column-act")),
        Column::new(heading("column-reason")).gives_way(16),
    ]);
    for source in &page.sources {
        let (word, tone) = health(source.health, language);
        table.row(vec![
            Cell::toned(&source.name, Tone::Strong),
            Cell::toned(word, tone),
            Cell::new(render::minute(source.last_success, language)),
            Cell::new(render::minute(source.next, language)),
            Cell::new(number(source.records)),
            Cell::new(number(source.new_today)),
            Cell::new(number(source.changed_today)),
            Cell::new(number(source.notes)),
            Cell::new(act(source.act, language)),
            Cell::new(render::reason(&source.reason, language)),
        ]);
    }
    table
}

/// One source, every value with its name.
pub(crate) fn text(source: &SourcePage, style: &Style) -> String {
    let language = style.language;
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut line = |key: &str, value: String| {
        if !value.is_empty() {
            lines.push((say(language, key), value));
        }
    };
    let title = source.titles.iter().find(|(l, _)| *l == language);
    line(
        "source-title",
        title.map(|(_, t)| t.clone()).unwrap_or_default(),
    );
    line("column-source", source.name.clone());
    line("column-state", health(source.health, language).0);
    line("column-act", act(source.act, language));
    line("column-reason", render::reason(&source.reason, language));
    line("source-since", render::minute(source.since, language));
    line(
        "column-last-success",
        render::minute(source.last_success, language),
    );
    line(
        "source-last-attempt",
        render::minute(source.last_attempt, language),
    );
    line("column-next", render::minute(source.next, language));
    line("source-every", every(source.every_minutes, language));
    line("source-newest", render::minute(source.newest, language));
    line("source-documents", number(source.documents));
    line("source-revisions", number(source.revisions));
    line("column-records", number(source.records));
    line("column-new", number(source.new_today));
    line("column-changed-today", number(source.changed_today));
    line("column-notes", number(source.notes));
    line("source-refusals", number(source.refusals));
    line("source-formats", source.formats.join(", "));
    line("source-home", source.home.clone());
    line(
        "source-terms",
        noroshi_words::terms(language, &source.name, &source.terms),
    );
    let notice = &source.attribution;
    let translated = noroshi_words::notice_translated(language, &source.name, notice);
    line(
        "source-attribution",
        translated.map_or_else(|| notice.clone(), |words| format!("{notice} {words}")),
    );
    pairs(&lines, style)
}

fn every(minutes: u32, language: Language) -> String {
    match minutes {
        0 => say(language, "source-by-hand"),
        minutes => {
            noroshi_words::say_with(language, "source-minutes", &[("minutes", minutes.into())])
        }
    }
}

fn health(health: Health, language: Language) -> (String, Tone) {
    let tone = match health {
        Health::Fresh => Tone::Plain,
        Health::Late => Tone::Medium,
        Health::Failing => Tone::Critical,
        Health::Skipped => Tone::Faint,
    };
    (say(language, &format!("health-{}", health.word())), tone)
}

fn act(party: Party, language: Language) -> String {
    match party {
        Party::Nobody => "-".to_owned(),
        party => say(language, &format!("party-{}", party.word())),
    }
}

#[cfg(test)]
mod tests {
    use noroshi_app::values::{Health, Hold, Node, Party, SourcePage, SourcesPage};
    use noroshi_model::Language;

    use super::{list, table, text};
    use crate::{
        output::Format,
        render::{Paint, Style},
    };

    const NOON: i64 = 4_087_195_200_000; // 2099-07-08T12:00:00Z

    fn source(name: &str, health: Health, act: Party, reason: &str) -> SourcePage {
        SourcePage {
            name: name.to_owned(),
            titles: [
                (Language::Ja, format!("{name} の名称")),
                (Language::En, format!("Title of {name}")),
            ],
            home: "https://example.org/".to_owned(),
            attribution: String::new(),
            terms: "free to use".to_owned(),
            formats: vec!["kev".to_owned()],
            health,
            act,
            reason: reason.to_owned(),
            since: Some(NOON),
            last_success: Some(NOON - 3_600_000),
            last_attempt: Some(NOON),
            next: Some(NOON + 3_600_000),
            every_minutes: 120,
            documents: 1_234,
            revisions: 5_678,
            records: 1_200,
            new_today: 12,
            changed_today: 3,
            notes: 1,
            refusals: 0,
            newest: None,
            progress: None,
            asked_by: None,
        }
    }

    fn style(language: Language) -> Style {
        Style {
            language,
            paint: Paint::new(false),
            width: None,
        }
    }

    #[test]
    fn the_list_says_who_must_act_and_why() {
        let page = SourcesPage {
            sources: vec![
                source("nvd", Health::Fresh, Party::Nobody, ""),
                source("euvd", Health::Failing, Party::Them, "transport: HTTP 403"),
                source("feed", Health::Skipped, Party::You, "no-key"),
                source("csaf", Health::Late, Party::Us, "not-understood: 14/20"),
            ],
            ..SourcesPage::default()
        };
        for language in Language::ALL {
            let style = style(language);
            let name = format!("source-list-{}", language.tag());
            insta::assert_snapshot!(name, table(&page, &style).text(&style));
        }
    }

    #[test]
    fn where_there_are_several_nodes_the_list_says_how_each_of_them_is() {
        let node = |name: &str, is_silent, asks: &[&str]| Node {
            name: name.to_owned(),
            release: "1.2.3".to_owned(),
            started: NOON - 86_400_000,
            heard: NOON,
            is_silent,
            behind: 1_234,
            asks: asks.iter().map(|&name| name.to_owned()).collect(),
            ..Node::default()
        };
        let page = SourcesPage {
            sources: vec![source("nvd", Health::Fresh, Party::Nobody, "")],
            nodes: vec![
                node("alpha:8080", false, &["kev", "nvd"]),
                node("beta", true, &[]),
            ],
            holds: vec![Hold {
                work: "source:nvd".to_owned(),
                source: Some("nvd".to_owned()),
                holder: "alpha:8080".to_owned(),
                left_ms: 43_210,
            }],
            ..SourcesPage::default()
        };
        for language in Language::ALL {
            let name = format!("source-list-nodes-{}", language.tag());
            let list = list(&page, Format::Table, &style(language));
            insta::assert_snapshot!(name, String::from_utf8_lossy(&list));
        }
    }

    #[test]
    fn one_source_tells_everything_that_is_known() {
        let page = source("euvd", Health::Failing, Party::Them, "transport: HTTP 403");
        for language in Language::ALL {
            let name = format!("source-show-{}", language.tag());
            insta::assert_snapshot!(name, text(&page, &style(language)));
        }
    }
}
