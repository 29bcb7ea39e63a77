//! Every word a person reads, in Japanese and English.
//!
//! The texts stand in `text/{ja,en}/*.ftl` (Project Fluent) and are part of the program: `common` holds
//! the glossary that pages and commands share, `pages` and `commands` what only one of them says, `api` the description of
//! the API.
//! Faces ask for a key; the same key gives the same word everywhere.

pub mod topics;

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use noroshi_model::{
    AffectedStatus, AssumedZone, Item, Kind, Language, Relation, Role, Severity, StatusKind,
};

/// A value that a text carries: a number (counted in the language's plural forms and written with
/// separators) or a piece of text (shown as it is).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// A count or another whole number.
    Number(i64),
    /// Text.
    Text(&'a str),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

macro_rules! from_number {
    ($($number:ty),*) => {$(
        impl From<$number> for Value<'_> {
            fn from(number: $number) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}

from_number!(i32, i64, u32, u64, usize);

/// Says what stands under a key. An unknown key is returned as it is, so that a page never breaks.
pub fn say(language: Language, key: &str) -> String {
    say_with(language, key, &[])
}

/// Says what stands under a key, with values in it.
pub fn say_with(language: Language, key: &str, values: &[(&str, Value<'_>)]) -> String {
    let bundle = bundle(language);
    let Some(pattern) = bundle.get_message(key).and_then(|m| m.value()) else {
        return key.to_owned();
    };
    let mut arguments = FluentArgs::with_capacity(values.len());
    for (name, value) in values {
        match value {
            Value::Number(number) => arguments.set(*name, FluentValue::from(*number)),
            Value::Text(text) => arguments.set(*name, FluentValue::from(*text)),
        }
    }
    // A missing value is shown by its name; the tests compare the names of both languages.
    bundle
        .format_pattern(pattern, Some(&arguments), &mut Vec::new())
        .into_owned()
}

/// Whether a key exists.
pub fn knows(key: &str) -> bool {
    bundle(Language::En).has_message(key)
}

/// The name of a CVSS metric by its abbreviation; an unknown abbreviation stands for itself. The one letter `S` means
/// scope in v3 and safety in v4.0.
pub fn cvss_metric(language: Language, abbreviation: &str, is_v4: bool) -> String {
    let name = |abbreviation: &str| {
        let key = match abbreviation {
            "S" if is_v4 => "metric-safety".to_owned(),
            other => format!("metric-{other}"),
        };
        knows(&key).then(|| say(language, &key))
    };
    // A modified metric is named by the one it modifies.
    let modified = || {
        let metric = name(abbreviation.strip_prefix('M')?)?;
        Some(say_with(
            language,
            "metric-modified",
            &[("metric", (&metric).into())],
        ))
    };
    name(abbreviation)
        .or_else(modified)
        .unwrap_or_else(|| abbreviation.to_owned())
}

/// The word of a severity band: JVN iPedia's in Japanese, CVSS's in English.
pub fn severity(language: Language, severity: Severity) -> String {
    say(language, &format!("severity-{}", severity.word()))
}

/// The word of a band, or *unknown* where nobody gave one.
pub fn severity_or_unknown(language: Language, known: Option<Severity>) -> String {
    known.map_or_else(
        || say(language, "severity-unknown"),
        |s| severity(language, s),
    )
}

/// The name of an item that records are compared in.
pub fn item(language: Language, item: Item) -> String {
    say(language, &format!("item-{}", item.word()))
}

/// The word for a record's state.
pub fn status(language: Language, status: StatusKind) -> String {
    say(
        language,
        match status {
            StatusKind::Published => "status-published",
            StatusKind::Unanalysed => "status-unanalysed",
            StatusKind::Reserved => "status-reserved",
            StatusKind::Disputed => "status-disputed",
            StatusKind::Unsupported => "status-unsupported",
            StatusKind::Rejected => "status-rejected",
            StatusKind::Closed => "status-closed",
        },
    )
}

/// One of the four words: affected, not affected, unknown, silent.
pub fn affected(language: Language, status: AffectedStatus) -> String {
    say(
        language,
        match status {
            AffectedStatus::Affected => "affected",
            AffectedStatus::NotAffected => "not-affected",
            AffectedStatus::Unknown => "unknown",
            AffectedStatus::Silent => "silent",
        },
    )
}

/// The word for the part a product plays.
pub fn role(language: Language, role: Role) -> String {
    say(
        language,
        match role {
            Role::Vulnerable => "role-vulnerable",
            Role::Environment => "role-environment",
        },
    )
}

/// The word for how a record stands to an identifier.
pub fn relation(language: Language, relation: Relation) -> String {
    say(
        language,
        match relation {
            Relation::Names => "relation-names",
            Relation::Covers => "relation-covers",
            Relation::Related => "relation-related",
        },
    )
}

/// The word for what sort of statement a record is.
pub fn kind(language: Language, kind: Kind) -> String {
    say(
        language,
        match kind {
            Kind::Description => "kind-description",
            Kind::Exploitation => "kind-exploitation",
            Kind::Likelihood => "kind-likelihood",
            Kind::Alert => "kind-alert",
        },
    )
}

/// Why a source is not fresh: the words of the reason's key, and behind them the technical detail. A key
/// without words leaves the detail alone.
pub fn reason(language: Language, key: &str, detail: &str) -> String {
    let name = format!("reason-{key}");
    if !knows(&name) {
        return detail.to_owned();
    }
    let words = say(language, &name);
    if detail.is_empty() {
        return words;
    }
    let values = [("reason", words.as_str().into()), ("detail", detail.into())];
    say_with(language, "reason-with-detail", &values)
}

/// A source in a word or two, where its title is longer than a list has room for; `None` where it has no
/// shorter name.
pub fn source_short(language: Language, source: &str) -> Option<String> {
    let key = format!("short-{source}");
    knows(&key).then(|| say(language, &key))
}

/// What a notice says that a source asks for, to be shown beside the notice itself; `None` where the
/// notice is in the reader's language already.
pub fn notice_translated(language: Language, source: &str, notice: &str) -> Option<String> {
    let key = format!("notice-of-{source}");
    let words = knows(&key).then(|| say(language, &key))?;
    (words != notice).then_some(words)
}

/// A source's terms in the reader's language; as they came where there are no words for them.
pub fn terms(language: Language, source: &str, terms: &str) -> String {
    let key = format!("terms-of-{source}");
    if knows(&key) {
        say(language, &key)
    } else {
        terms.to_owned()
    }
}

/// What documents of a format are, in a line.
pub fn format(language: Language, name: &str) -> String {
    // Keys hold no dots.
    say(language, &format!("format-{}", name.replace('.', "-")))
}

/// What lists of components of a kind are, in a line; as it says of itself where there are no words for it.
pub fn list_kind(language: Language, name: &str, about: &str) -> String {
    let key = format!("listing-{name}");
    if knows(&key) {
        say(language, &key)
    } else {
        about.to_owned()
    }
}

/// The language of ours that comes first in an `Accept-Language` line (RFC 9110, section 12.5.4); `None`
/// where it names neither.
pub fn preferred(accept: &str) -> Option<Language> {
    let mut best: Option<(f32, Language)> = None;
    for entry in accept.split(',').take(32) {
        let mut parts = entry.split(';').map(str::trim);
        let language = parts.next().and_then(Language::from_tag);
        let weight = parts.find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q=")));
        // What is not a weight counts as nothing.
        let weight = weight.map_or(1.0, |w| w.parse().unwrap_or(0.0));
        if let Some(language) = language
            && weight > best.map_or(0.0, |(w, _)| w)
        {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// The zone that dates are shown in: Japan's for readers of Japanese, universal time for others.
pub fn zone(language: Language) -> AssumedZone {
    match language {
        Language::Ja => AssumedZone::Japan,
        Language::En => AssumedZone::Utc,
    }
}

/// The zone's name as readers know it.
pub fn zone_name(zone: AssumedZone) -> &'static str {
    match zone {
        AssumedZone::Utc => "UTC",
        AssumedZone::Japan => "JST",
    }
}

/// A whole number with separators for thousands, the same in both languages.
pub fn number(number: impl Into<i128>) -> String {
    let number: i128 = number.into();
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

type Bundle = FluentBundle<FluentResource>;

const JA: [&str; 4] = [
    include_str!("../text/ja/common.ftl"),
    include_str!("../text/ja/pages.ftl"),
    include_str!("../text/ja/commands.ftl"),
    include_str!("../text/ja/api.ftl"),
];

const EN: [&str; 4] = [
    include_str!("../text/en/common.ftl"),
    include_str!("../text/en/pages.ftl"),
    include_str!("../text/en/commands.ftl"),
    include_str!("../text/en/api.ftl"),
];

fn bundle(language: Language) -> &'static Bundle {
    static BUNDLES: LazyLock<[Bundle; 2]> =
        LazyLock::new(|| [build(Language::Ja, JA), build(Language::En, EN)]);
    match language {
        Language::Ja => &BUNDLES[0],
        Language::En => &BUNDLES[1],
    }
}

fn build(language: Language, texts: [&str; 4]) -> Bundle {
    let locales = language.tag().parse().into_iter().collect();
    let mut bundle = Bundle::new_concurrent(locales);
    // Isolation marks are for mixed scripts in plain text; pages isolate with elements, and a terminal
    // would show the marks as boxes.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        #[expect(clippy::cast_possible_truncation, reason = "only whole numbers go in")]
        FluentValue::Number(n) => Some(number(n.value as i64)),
        _ => None,
    }));
    for text in texts {
        // A text that does not parse is found by the tests; what was understood of it is used.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(r, _)| r);
        bundle.add_resource_overriding(resource);
    }
    bundle
}
