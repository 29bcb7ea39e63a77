//! Values as people read them in a terminal: tables, pages, and their colours.

pub(crate) mod page;
mod paint;
pub(crate) mod statements;
pub(crate) mod table;
pub(crate) mod text;

use noroshi_model::{
    Language, Severity,
    moment::{day_of, zone_of_claim},
};

pub(crate) use paint::{Paint, Tone};
pub(crate) use table::{Cell, Column, Table};

/// How data looks: whose language, which colours, how wide.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) language: Language,
    pub(crate) paint: Paint,
    /// The terminal's width in columns; `None` where the data goes elsewhere and is never cut.
    pub(crate) width: Option<usize>,
}

/// The day of an instant that a source stated, in the zone of the reader's language: Japan's for
/// Japanese, else universal time. An empty text where there is none.
pub(crate) fn day(instant: Option<i64>, language: Language) -> String {
    let zone = |ms| zone_of_claim(ms, noroshi_words::zone(language));
    instant.map_or_else(String::new, |ms| day_of(ms, zone(ms)))
}

/// An instant to the minute, with its zone.
pub(crate) fn minute(instant: Option<i64>, language: Language) -> String {
    let zone = noroshi_words::zone(language);
    let name = noroshi_words::zone_name(zone);
    instant.map_or_else(String::new, |ms| {
        let text = noroshi_model::moment::rfc3339(ms, zone);
        let clock = text.get(11..16).unwrap_or_default();
        format!("{} {clock} {name}", text.get(..10).unwrap_or_default())
    })
}

/// Why a source is not fresh, in the reader's language.
pub(crate) fn reason(reason: &str, language: Language) -> String {
    let (key, detail) = noroshi_app::health::reason_parts(reason);
    noroshi_words::reason(language, key, detail)
}

/// A score with its band in words: `9.8 critical`; *unknown* where nobody gives one.
pub(crate) fn severity(
    score: Option<f32>,
    band: Option<Severity>,
    language: Language,
) -> (String, Tone) {
    let word = noroshi_words::severity_or_unknown(language, band);
    let text = match score {
        Some(score) => format!("{score:>4.1} {word}"),
        None => format!("   - {word}"),
    };
    (text, band.map_or(Tone::Faint, Tone::of))
}
