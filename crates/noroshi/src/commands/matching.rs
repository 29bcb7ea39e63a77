//! `noroshi match FILE|PRODUCT ...`

use std::path::Path;

use noroshi_api::{csv, v1};
use noroshi_app::{
    House, MatchQuestion, Publisher, UseError,
    values::{Inventory, MatchPage, MatchRow, Strength},
};
use noroshi_model::{AffectedStatus, Language};
use noroshi_words::{affected, say, say_with, severity_or_unknown};

use crate::{
    cli::{Globals, Match},
    config::Config,
    exit::Exit,
    failure::Failure,
    output::{Format, Outputs},
    progress::Bars,
    render::{self, Cell, Column, Style, Table, Tone},
    talk::Talk,
};

const FORMATS: &[Format] = &[
    Format::Table,
    Format::Json,
    Format::Jsonl,
    Format::Csv,
    Format::Markdown,
    Format::Sarif,
    Format::Cyclonedx,
    Format::Openvex,
    Format::Csaf,
];

pub(super) fn run(args: &Match, globals: &Globals, talk: &Talk) -> Result<Exit, Failure> {
    let outputs = Outputs::choose(globals, FORMATS)?;
    let config = Config::read(globals)?;
    let house = super::open(globals, &config, talk)?;
    let question = MatchQuestion {
        with_all: args.all,
        meeting: args.fail_on.clone(),
        vex: vex(&house, args)?,
    };
    forward(&house, talk)?;
    let mut pages = Vec::with_capacity(args.lists.len());
    for list in &args.lists {
        pages.push(page(&house, list, &question)?);
    }
    // A search takes a mistake for a word. A condition that nobody meant must not let anything pass.
    if let Some(mistake) = pages.iter().find_map(|page| page.mistakes.first()) {
        let nearest = mistake.nearest.as_ref();
        return Err(Failure::Usage {
            key: "usage-condition",
            values: vec![("word", mistake.word.clone())],
            hint: Some(match nearest {
                Some(name) => {
                    let values = [("name", name.into())];
                    say_with(talk.language(), "hint-did-you-mean", &values)
                }
                None => say(talk.language(), "hint-query"),
            }),
        });
    }
    let handed_on = HandedOn {
        by: Publisher {
            name: args.author.clone().unwrap_or_else(|| "noroshi".to_owned()),
            namespace: args.namespace.clone(),
        },
        pages: format!("http://{}", config.serve.listen),
        talk,
    };
    outputs.write(talk, |format, style| match format {
        Format::Sarif | Format::Cyclonedx | Format::Openvex | Format::Csaf => {
            handed_on.document(&pages, format, style.language)
        }
        format => Ok(render(&pages, format, style)),
    })?;
    let mut exit = Exit::Nothing;
    for page in &pages {
        foot(page, talk);
        exit = match (&page.meeting, exit) {
            (Some(met), _) if !met.is_empty() => Exit::Hit,
            (_, Exit::Hit) => Exit::Hit,
            _ if page.counts.components > 0 => Exit::Done,
            (_, before) => before,
        };
    }
    if pages.iter().any(|page| page.sample) {
        talk.say("sample-notice", &[]);
    }
    Ok(exit)
}

fn page(house: &House, name: &str, question: &MatchQuestion) -> Result<MatchPage, Failure> {
    let page = match is_file(name) {
        true => list(house, name).and_then(|list| house.match_list(name, list, question)),
        false => house.match_product(name, question),
    };
    let page = match page {
        // What looks like a path was meant as one.
        Err(UseError::NoSuchProduct { .. }) if name.contains(['/', '\\', '.']) => {
            let list = house.read_list(Path::new(name));
            list.and_then(|list| house.match_list(name, list, question))
        }
        page => page,
    };
    page.map_err(Failure::of("error-match"))
}

/// The components of a file, or else of a product that is kept here.
pub(super) fn list(house: &House, name: &str) -> Result<Inventory, UseError> {
    match is_file(name) {
        true => house.read_list(Path::new(name)),
        false => house.inventory(name),
    }
}

fn is_file(name: &str) -> bool {
    name == "-" || Path::new(name).exists()
}

fn vex(house: &House, args: &Match) -> Result<Vec<Inventory>, Failure> {
    let read = args.vex.iter().map(|path| house.read_list(path));
    let all: Result<_, _> = read.collect();
    all.map_err(Failure::of("error-match-vex"))
}

/// Brings the index forward, and shows how far it is where that takes time.
fn forward(house: &House, talk: &Talk) -> Result<(), Failure> {
    let bars = Bars::new(talk);
    let name = say(talk.language(), "match-index");
    let done = house.forward_matches(&|done, all| bars.count(&name, done, all));
    done.map_err(Failure::of("error-match"))
}

/// What documents for other programs say of themselves.
struct HandedOn<'a> {
    by: Publisher,
    pages: String,
    talk: &'a Talk,
}

impl HandedOn<'_> {
    /// One list is one document.
    fn document(
        &self,
        pages: &[MatchPage],
        format: Format,
        language: Language,
    ) -> Result<Vec<u8>, Failure> {
        let [page] = pages else {
            return Err(Failure::Case {
                hint: "hint-version",
                why: say(language, "match-one-list"),
                exit: Exit::Usage,
            });
        };
        let written = match format {
            Format::Cyclonedx => page.cyclonedx(language),
            Format::Openvex => page.openvex(language, &self.by),
            Format::Csaf => page.csaf_vex(language, &self.by),
            _ => return Ok(page.sarif(language, &self.pages).into_bytes()),
        };
        let (document, notes) = written.map_err(|cause| Failure::Case {
            hint: "hint-version",
            why: cause.to_string(),
            exit: Exit::Usage,
        })?;
        for note in &notes {
            self.talk.detail(
                "match-not-carried",
                &format!("{}: {}", note.place, note.what),
            );
        }
        Ok(document.into_bytes())
    }
}

fn render(pages: &[MatchPage], format: Format, style: &Style) -> Vec<u8> {
    let wire = || {
        pages
            .iter()
            .map(|page| v1::Matches::new(page, style.language))
    };
    match format {
        Format::Json => match &wire().collect::<Vec<_>>()[..] {
            [one] => super::json(one),
            several => super::json(&several),
        },
        Format::Jsonl => {
            let matches: Vec<_> = wire().flat_map(|page| page.matches).collect();
            super::jsonl(&matches)
        }
        Format::Csv => spreadsheet(pages, style.language).into_bytes(),
        format => table(pages, style).written(format, style),
    }
}

fn table(pages: &[MatchPage], style: &Style) -> Table {
    let language = style.language;
    let heading = |key: &str| say(language, key);
    let mut table = Table::new(vec![
        Column::new(heading("column-answer")),
        Column::new(heading("column-component")).gives_way(16),
        Column::new(heading("column-id")),
        Column::new(heading("column-severity")),
        Column::new(heading("column-fixed")).gives_way(8),
        Column::new(heading("column-strength")),
        Column::new(heading("column-reason")).gives_way(24),
    ]);
    for page in pages {
        for row in &page.rows {
            let v = &row.vulnerability;
            let (mut severity, tone) = render::severity(v.score, v.severity, language);
            if v.exploited {
                severity.push_str(&format!(" {}", say(language, "exploited")));
            }
            let mut answer = affected(language, row.answer);
            if row.differs {
                answer.push_str(" ≠");
            }
            table.row(vec![
                Cell::toned(answer, of_answer(row.answer)),
                Cell::toned(page.called(row.component), Tone::Strong),
                Cell::new(&v.id),
                Cell::toned(severity, tone),
                Cell::new(fixed(row)),
                Cell::new(strength(language, row.strength)),
                Cell::new(row.why(language)),
            ]);
        }
    }
    table
}

/// The same with everything that has a name of its own, for a spreadsheet.
fn spreadsheet(pages: &[MatchPage], language: Language) -> String {
    let names = [
        "list",
        "component",
        "version",
        "purl",
        "cpe",
        "id",
        "answer",
        "strength",
        "differs",
        "severity",
        "score",
        "scored_by",
        "exploited",
        "epss",
        "fixed",
        "title",
        "why",
    ];
    let mut out = csv::line(names.map(str::to_owned));
    for page in pages {
        for row in &page.rows {
            let Some(component) = page.inventory.components.get(row.component) else {
                continue;
            };
            let v = &row.vulnerability;
            let truth = |b: bool| if b { "yes" } else { "no" }.to_owned();
            out.push_str(&csv::line([
                page.name.clone(),
                component.name.clone(),
                component.version.clone().unwrap_or_default(),
                component
                    .purl()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                component.cpes.first().cloned().unwrap_or_default(),
                v.id.clone(),
                v1::affected_word(row.answer).to_owned(),
                v1::strength(row.strength).to_owned(),
                truth(row.differs),
                severity_or_unknown(Language::En, v.severity),
                v.score.map_or_else(String::new, |s| format!("{s:.1}")),
                v.scored_by.clone(),
                truth(v.exploited),
                v.epss.map_or_else(String::new, |e| e.to_string()),
                fixed(row),
                row.title(language).to_owned(),
                row.why(language),
            ]));
        }
    }
    out
}

fn fixed(row: &MatchRow) -> String {
    let versions: Vec<&str> = row
        .fixed
        .iter()
        .map(|(version, _)| version.as_str())
        .collect();
    versions.join(", ")
}

fn strength(language: Language, strength: Strength) -> String {
    say(
        language,
        match strength {
            Strength::Exact => "strength-exact",
            Strength::Range => "strength-range",
            Strength::Name => "strength-name",
        },
    )
}

fn of_answer(answer: AffectedStatus) -> Tone {
    match answer {
        AffectedStatus::Affected => Tone::Critical,
        AffectedStatus::Unknown => Tone::Medium,
        AffectedStatus::NotAffected | AffectedStatus::Silent => Tone::Faint,
    }
}

/// What was read, what it came to, and of what nothing is known.
fn foot(page: &MatchPage, talk: &Talk) {
    let counts = &page.counts;
    talk.say(
        "match-read",
        &[
            ("name", page.name.as_str().into()),
            ("kind", page.inventory.kind.into()),
            ("components", counts.components.into()),
            ("without", counts.without_version.into()),
        ],
    );
    talk.say(
        "match-counts",
        &[
            ("affected", counts.affected.into()),
            ("unknown", counts.unknown.into()),
            ("not", counts.not_affected.into()),
            ("silent", counts.silent.into()),
        ],
    );
    if counts.unsaid > 0 {
        talk.say("match-unsaid", &[("count", counts.unsaid.into())]);
    }
    if let Some(met) = &page.meeting {
        talk.say("match-meeting", &[("count", met.len().into())]);
    }
}
