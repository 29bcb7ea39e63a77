//! One vulnerability: the summary, then every item with what each record says about it.

use noroshi_app::values::{Agreement, ComparedItem, Mark, ShownRecord, VulnerabilityPage};
use noroshi_model::{Item, Language, Text};
use noroshi_words::{say, say_with};

use super::{
    Style, Tone, day, minute, statements,
    table::escaped,
    text::{clean, pad, width, wrap},
};

/// As text for a terminal or a pipe.
pub(crate) fn text(page: &VulnerabilityPage, style: &Style) -> String {
    let language = style.language;
    let mut out = String::new();
    let title = clean(title(page, language));
    for line in wrap_or_whole(&title, style.width, 0) {
        out.push_str(&format!("{}\n", style.paint.strong(&line)));
    }
    out.push_str(&format!("{}\n", clean(&page.names.join(" · "))));
    for mark in marks(page, language) {
        out.push_str(&format!("  {}\n", clean(&mark)));
    }
    if let Some(at) = &page.at {
        let line = say_with(language, "show-at", &[("at", at.as_str().into())]);
        out.push_str(&format!("{}\n", style.paint.tone(Tone::Differs, &line)));
    }
    for item in spoken(page) {
        out.push('\n');
        out.push_str(&heading(item, style));
        lines(&mut out, item, page, style);
    }
    out.push('\n');
    records(&mut out, page, style);
    out
}

/// As Markdown.
pub(crate) fn markdown(page: &VulnerabilityPage, language: Language) -> String {
    let mut out = format!(
        "# {}\n\n{}\n\n",
        escaped(&clean(title(page, language))),
        escaped(&clean(&page.names.join(" · "))),
    );
    for mark in marks(page, language) {
        out.push_str(&format!("- {}\n", escaped(&clean(&mark))));
    }
    if let Some(at) = &page.at {
        let line = say_with(language, "show-at", &[("at", at.as_str().into())]);
        out.push_str(&format!("\n{}\n", escaped(&line)));
    }
    for item in spoken(page) {
        out.push_str(&format!(
            "\n## {}{}\n\n",
            noroshi_words::item(language, item.item),
            judgement(item, language).map_or_else(String::new, |j| format!(" ({j})"))
        ));
        for (shown, lines) in said(item, page, language) {
            for line in lines {
                out.push_str(&format!(
                    "- **{}** {}\n",
                    escaped(&shown.source),
                    escaped(&clean(&line))
                ));
            }
        }
    }
    out.push_str(&format!("\n## {}\n\n", say(language, "show-records")));
    for shown in &page.records {
        let (source, origin) = (escaped(&shown.source), escaped(&origin(shown, language)));
        out.push_str(&format!("- **{source}** {origin}\n"));
    }
    let silent = silent(page, language);
    if !silent.is_empty() {
        out.push_str(&format!("- {}\n", escaped(&silent)));
    }
    out
}

fn title(page: &VulnerabilityPage, language: Language) -> &str {
    Text::choose(&page.titles, language).map_or(page.id.as_str(), |t| t.value.as_str())
}

/// The items that anybody speaks about; the title stands above already where all say the same.
fn spoken(page: &VulnerabilityPage) -> impl Iterator<Item = &ComparedItem> {
    page.items
        .iter()
        .filter(|i| i.agreement != Agreement::Silent)
}

fn judgement(item: &ComparedItem, language: Language) -> Option<String> {
    if matches!(item.agreement, Agreement::NotCompared | Agreement::Silent) {
        return None;
    }
    let mut text = say(language, &format!("agreement-{}", item.agreement.word()));
    if !item.causes.is_empty() {
        text = format!("{text}: {}", item.causes.join(", "));
    }
    Some(text)
}

fn heading(item: &ComparedItem, style: &Style) -> String {
    let language = style.language;
    let name = noroshi_words::item(language, item.item);
    let sign = match item.agreement {
        Agreement::Agrees => "=",
        Agreement::Differs => "≠",
        _ => " ",
    };
    let tone = if item.agreement == Agreement::Differs {
        Tone::Differs
    } else {
        Tone::Faint
    };
    let judged =
        judgement(item, language).map_or_else(String::new, |j| format!("  [{}]", clean(&j)));
    format!(
        "{} {}{}\n",
        style.paint.tone(tone, sign),
        style.paint.strong(&name),
        style.paint.tone(tone, &judged)
    )
}

/// What each record says about an item; a silent one says so, in words.
fn said<'a>(
    item: &ComparedItem,
    page: &'a VulnerabilityPage,
    language: Language,
) -> Vec<(&'a ShownRecord, Vec<String>)> {
    page.records
        .iter()
        .map(|shown| (shown, statements::of(&shown.record, item.item, language)))
        .filter(|(_, lines)| !lines.is_empty())
        .collect()
}

fn lines(out: &mut String, item: &ComparedItem, page: &VulnerabilityPage, style: &Style) {
    let language = style.language;
    let widest = page
        .records
        .iter()
        .map(|r| width(&r.source))
        .max()
        .unwrap_or(0);
    for (shown, lines) in said(item, page, language) {
        let mut name = shown.source.clone();
        for (at, line) in lines.iter().enumerate() {
            let indent = 4 + widest + 2;
            // The lines about severity are the scores, in order.
            let tone = match item.item {
                Item::Severity => tone_of(shown.record.scores.get(at)),
                _ => Tone::Plain,
            };
            for part in wrap_or_whole(&clean(line), style.width, indent) {
                out.push_str(&format!(
                    "    {}  {}\n",
                    style.paint.tone(Tone::Faint, &pad(&name, widest, false)),
                    style.paint.tone(tone, &part)
                ));
                name.clear();
            }
        }
    }
}

fn tone_of(score: Option<&noroshi_model::Score>) -> Tone {
    score
        .and_then(noroshi_model::Score::band)
        .map_or(Tone::Plain, Tone::of)
}

/// Where the records come from, then who is silent.
fn records(out: &mut String, page: &VulnerabilityPage, style: &Style) {
    let language = style.language;
    let heading = say(language, "show-records");
    out.push_str(&format!("  {}\n", style.paint.strong(&heading)));
    let widest = page.records.iter().map(|r| width(&r.source)).max();
    for shown in &page.records {
        let source = pad(&shown.source, widest.unwrap_or(0), false);
        let source = style.paint.tone(Tone::Faint, &source);
        let origin = clean(&origin(shown, language));
        out.push_str(&format!("    {source}  {origin}\n"));
        for note in &shown.notes {
            let line = say_with(
                language,
                "show-note",
                &[
                    ("place", note.place.as_str().into()),
                    ("what", note.what.as_str().into()),
                ],
            );
            out.push_str(&format!("      {}\n", clean(&line)));
        }
    }
    let silent = silent(page, language);
    if !silent.is_empty() {
        out.push_str(&format!("    {}\n", clean(&silent)));
    }
    if !page.related.is_empty() {
        let related = page.related.join(" · ");
        let line = say_with(
            language,
            "show-related",
            &[("ids", related.as_str().into())],
        );
        out.push_str(&format!("    {}\n", clean(&line)));
    }
}

/// One record's origin in a line: source, its identifier, format, dates, revisions, digest.
fn origin(shown: &ShownRecord, language: Language) -> String {
    let from = &shown.provenance;
    let id = shown.record.id.to_string();
    let (changed, seen) = (
        day(from.changed, language),
        minute(Some(from.seen), language),
    );
    let digest = from.digest.get(..12).unwrap_or(&from.digest);
    let key = if from.changed.is_some() {
        "show-origin"
    } else {
        "show-origin-undated"
    };
    let mut line = say_with(
        language,
        key,
        &[
            ("id", id.as_str().into()),
            ("format", from.format.as_str().into()),
            ("changed", changed.as_str().into()),
            ("seen", seen.as_str().into()),
            ("revisions", shown.revisions.into()),
            ("digest", digest.into()),
        ],
    );
    if shown.covers.len() > 1 {
        let covers = shown.covers.join(" ");
        let covers = say_with(language, "show-covers", &[("ids", covers.as_str().into())]);
        line = format!("{line}  {covers}");
    }
    line
}

fn silent(page: &VulnerabilityPage, language: Language) -> String {
    if page.silent.is_empty() {
        return String::new();
    }
    let names = page.silent.join(", ");
    say_with(language, "show-silent", &[("names", names.as_str().into())])
}

/// The points in its life in order; what several sources date alike stands once.
fn marks(page: &VulnerabilityPage, language: Language) -> Vec<String> {
    let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
    for mark in &page.marks {
        let line = said_of(mark, language);
        let at = lines.iter().position(|(known, _)| *known == line);
        let at = at.unwrap_or_else(|| {
            lines.push((line, Vec::new()));
            lines.len() - 1
        });
        if !mark.source.is_empty() {
            lines[at].1.push(&mark.source);
        }
    }
    let whole = |(line, sources): (String, Vec<&str>)| match sources.is_empty() {
        true => line,
        false => format!("{line} ({})", sources.join(", ")),
    };
    lines.into_iter().map(whole).collect()
}

fn said_of(mark: &Mark, language: Language) -> String {
    let key = format!("mark-{}", mark.kind.word());
    let when = match &mark.stated {
        Some(stated) => stated.day(noroshi_words::zone(language)),
        None => day(Some(mark.when), language),
    };
    format!("{when}  {}", say(language, &key))
}

fn wrap_or_whole(text: &str, terminal: Option<usize>, indent: usize) -> Vec<String> {
    match terminal {
        Some(terminal) => wrap(text, terminal.saturating_sub(indent).max(20)),
        None => vec![text.to_owned()],
    }
}
