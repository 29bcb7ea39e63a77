//! Answers as Atom feeds: any query can be subscribed to.

use noroshi_app::{
    address::{self, encode},
    values::{Row, SearchPage, Sort},
};
use noroshi_model::{Language, Text};
use noroshi_outlets::atom::{Entry, Feed, tag};
use noroshi_words::{say, say_with, severity_or_unknown};

use crate::parameters::USUAL_LIMIT;

/// Writes an answer as a feed.
///
/// `base` is where the pages are, without a slash at the end, for example `https://noroshi.example`;
/// `next` the path of the answers that follow.
pub fn feed(page: &SearchPage, base: &str, language: Language, next: Option<&str>) -> String {
    let query = encode(&page.query);
    let sort = page.sort.word();
    // Another order is another feed: its first page holds other entries.
    let order = match page.sort {
        Sort::Changed => String::new(),
        _ => format!("&sort={sort}"),
    };
    // With the language, for a reader that keeps this address and asks without headers.
    let lang = language.tag();
    let start = match page.start {
        0 => String::new(),
        start => format!("&start={start}"),
    };
    let limit = match page.limit {
        USUAL_LIMIT => String::new(),
        limit => format!("&limit={limit}"),
    };
    let host = base.split_once("://").map_or(base, |(_, host)| host);
    let title = if page.query.is_empty() {
        say(language, "atom-title-all")
    } else {
        say_with(
            language,
            "atom-title",
            &[("query", page.query.as_str().into())],
        )
    };
    let feed = Feed {
        id: tag(host, &format!("search?q={query}{order}")),
        title,
        language,
        updated: page.rows.iter().map(updated).max().unwrap_or(0),
        author: say(language, "product-name"),
        self_url: format!("{base}/search.atom?q={query}&sort={sort}{limit}&lang={lang}{start}"),
        alternate_url: format!("{base}/search?q={query}&sort={sort}"),
        next_url: next.map(|path| format!("{base}{path}")),
        entries: page
            .rows
            .iter()
            .map(|row| entry(row, base, host, language))
            .collect(),
    };
    feed.to_xml()
}

fn entry(row: &Row, base: &str, host: &str, language: Language) -> Entry {
    let title = Text::choose(&row.titles, language)
        .map_or_else(|| say(language, "no-title"), |t| t.value.clone());
    let band = severity_or_unknown(language, row.severity);
    let severity = match row.score {
        Some(score) => format!("{score:.1} {band} ({})", row.scored_by),
        None => band.clone(),
    };
    let mut parts = vec![format!("{}: {severity}", say(language, "severity"))];
    let stands_out = [
        (row.differs, "agreement-differs"),
        (row.exploited, "exploited"),
        (row.fix, "fix-yes"),
        (row.rejected, "status-rejected"),
    ];
    for (_, key) in stands_out.iter().filter(|(holds, _)| *holds) {
        parts.push(say(language, key));
    }
    if !row.products.is_empty() {
        parts.push(row.products.clone());
    }
    parts.push(row.sources.join(", "));
    let mut categories = vec![band];
    categories.extend(row.sources.iter().cloned());
    Entry {
        id: tag(host, &format!("vulnerability/{}", row.id)),
        title: format!("{title} ({})", row.id),
        updated: updated(row),
        summary: parts.join(" / "),
        url: format!("{base}{}", address::of(&row.id)),
        categories,
    }
}

/// When a source last changed something; where none says, when it arrived here.
fn updated(row: &Row) -> i64 {
    row.last_changed.or(row.first_seen).unwrap_or(0)
}
