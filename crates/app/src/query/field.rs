//! The fields of the query line and their values.

use std::fmt;

use noroshi_model::{AssumedZone, Identifier, Moment, Severity};

use crate::summary::{self, Field};

/// Every field with one line about it, in the order of the help.
pub const FIELDS: &[(&str, &str)] = &[
    (
        "id",
        "an identifier: id:CVE-2021-44228, id:JVNDB-2021-005429",
    ),
    (
        "product",
        "words of a product's name: product:openssl, product:\"http server\"",
    ),
    ("vendor", "words of a vendor's name: vendor:apache"),
    (
        "cpe",
        "part, vendor and product of a CPE name: cpe:a:apache:log4j",
    ),
    ("package", "words of a package's name: package:lodash"),
    ("cwe", "a weakness: cwe:79"),
    ("source", "a source that speaks about it: source:jvndb"),
    (
        "severity",
        "the worst band stated: severity:critical, severity>=high, severity:unknown",
    ),
    ("score", "the score of that band: score>=7, score:7..8.9"),
    ("epss", "likelihood of exploitation: epss>0.5"),
    ("exploited", "known to be exploited: exploited:yes"),
    ("fix", "a fix or advice is given: fix:no"),
    ("differs", "sources differ: differs:severity"),
    (
        "status",
        "status:rejected, status:disputed, status:unanalysed",
    ),
    ("lang", "a record in this language exists: lang:ja"),
    (
        "public",
        "made public: public:2021, public:>2021-06-01, public:2021-06..2021-07",
    ),
    ("seen", "first seen here: seen:7d"),
    ("changed", "last changed by any source: changed:7d"),
    ("text", "words anywhere: text:overflow"),
];

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    /// Words that follow each other, as typed.
    Words(String),
    /// Words within a field.
    Named(Field, String),
    Id(Identifier),
    /// Identifiers that begin so.
    IdBegins(String),
    Source(String),
    /// Bands from, to; `None` is unknown.
    Severity(Option<(Severity, Severity)>),
    Score(Range),
    Epss(Range),
    Exploited(bool),
    Fix(bool),
    Differs(bool),
    Status(&'static str),
    Lang(noroshi_model::Language),
    Public(Dates),
    Seen(Dates),
    Changed(Dates),
}

/// A range of numbers, both ends inclusive or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Range {
    from: (f64, bool),
    to: (f64, bool),
}

impl Range {
    /// Whether values lie within it: asked of each of 400,000, so the ends are made ready once and no
    /// comparison waits for another.
    pub(crate) fn holds(&self) -> impl Fn(f64) -> bool + use<> {
        // Stored with 24 bits: 0.1 must equal 0.1.
        const SLACK: f64 = 1e-6;
        let (least, above) = match self.from {
            (from, true) => (from - SLACK, f64::NEG_INFINITY),
            (from, false) => (f64::NEG_INFINITY, from + SLACK),
        };
        let (most, below) = match self.to {
            (to, true) => (to + SLACK, f64::INFINITY),
            (to, false) => (f64::INFINITY, to - SLACK),
        };
        move |value| (value >= least) & (value > above) & (value <= most) & (value < below)
    }
}

/// A range of instants and how it was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dates {
    /// First instant, milliseconds since 1970.
    pub(crate) from: i64,
    /// First instant after.
    pub(crate) until: i64,
    written: String,
}

/// How a field and its value are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Is,
    Above,
    From,
    Below,
    To,
}

/// Why a condition was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotUnderstood {
    /// No such field; the nearest.
    Field(Option<&'static str>),
    /// The field does not take that value; one it takes.
    Value(Option<&'static str>),
}

/// Reads a condition.
pub(crate) fn condition(
    name: &str,
    operator: Operator,
    value: &str,
    now: i64,
) -> Result<Condition, NotUnderstood> {
    use Operator::Is;
    let folded = value.to_lowercase();
    let wrong = |example| NotUnderstood::Value(Some(example));
    let yes = || match folded.as_str() {
        "yes" | "true" | "1" | "はい" => Ok(true),
        "no" | "false" | "0" | "いいえ" => Ok(false),
        _ => Err(wrong("yes")),
    };
    if value.is_empty() {
        return Err(NotUnderstood::Value(None));
    }
    Ok(match (name.to_lowercase().as_str(), operator) {
        ("id", Is) => match Identifier::parse(value) {
            Some(id) => Condition::Id(id),
            None => Condition::IdBegins(value.trim_end_matches('*').to_uppercase()),
        },
        ("product", Is) => Condition::Named(Field::Product, value.to_owned()),
        ("vendor", Is) => Condition::Named(Field::Vendor, value.to_owned()),
        ("package" | "purl", Is) => Condition::Named(Field::Package, value.to_owned()),
        ("cpe", Is) => Condition::Named(Field::Cpe, summary::cpe_stem(value).to_owned()),
        ("cwe", Is) => {
            let id = folded.trim_start_matches("cwe-");
            Condition::Named(
                Field::Weakness,
                if folded.starts_with("nvd-") {
                    folded.clone()
                } else {
                    format!("CWE-{id}")
                },
            )
        }
        ("source", Is) => Condition::Source(folded),
        ("severity", Is) if folded == "unknown" || folded == "不明" => Condition::Severity(None),
        ("severity", operator) => {
            let band = Severity::from_word(value).ok_or_else(|| wrong("high"))?;
            let (least, most) = (Severity::None, Severity::Critical);
            let next = |by: i8| {
                Severity::ALL
                    .get(usize::try_from(band as i8 + by).unwrap_or(9))
                    .copied()
            };
            Condition::Severity(Some(match operator {
                Is => (band, band),
                Operator::From => (band, most),
                Operator::To => (least, band),
                Operator::Above => (next(1).ok_or_else(|| wrong("high"))?, most),
                Operator::Below => (least, next(-1).ok_or_else(|| wrong("high"))?),
            }))
        }
        ("score", operator) => {
            Condition::Score(range(operator, value).ok_or_else(|| wrong("7.0"))?)
        }
        ("epss", operator) => Condition::Epss(range(operator, value).ok_or_else(|| wrong("0.5"))?),
        ("exploited", Is) => Condition::Exploited(yes()?),
        ("fix", Is) => Condition::Fix(yes()?),
        ("differs", Is) => Condition::Differs(if folded == "severity" {
            true
        } else {
            yes().map_err(|_| wrong("severity"))?
        }),
        ("status", Is) => Condition::Status(match folded.as_str() {
            "rejected" => "rejected",
            "disputed" => "disputed",
            "unanalysed" | "unanalyzed" => "unanalysed",
            _ => return Err(wrong("rejected")),
        }),
        ("lang", Is) => {
            Condition::Lang(noroshi_model::Language::from_tag(&folded).ok_or_else(|| wrong("ja"))?)
        }
        ("public", operator) => {
            Condition::Public(dates(operator, value, now).ok_or_else(|| wrong("2021-06"))?)
        }
        ("seen", operator) => {
            Condition::Seen(dates(operator, value, now).ok_or_else(|| wrong("7d"))?)
        }
        ("changed", operator) => {
            Condition::Changed(dates(operator, value, now).ok_or_else(|| wrong("7d"))?)
        }
        ("text", Is) => Condition::Words(value.to_owned()),
        (name, _) => return Err(NotUnderstood::Field(nearest(name))),
    })
}

fn range(operator: Operator, value: &str) -> Option<Range> {
    let number = |text: &str| -> Option<f64> {
        let (text, scale) = text.strip_suffix('%').map_or((text, 1.0), |t| (t, 0.01));
        text.parse::<f64>()
            .ok()
            .filter(|n| n.is_finite())
            .map(|n| n * scale)
    };
    let (least, most) = ((0.0, true), (f64::MAX, true));
    if let (Operator::Is, Some((from, to))) = (operator, value.split_once("..")) {
        let from = if from.is_empty() { 0.0 } else { number(from)? };
        let to = if to.is_empty() { f64::MAX } else { number(to)? };
        return Some(Range {
            from: (from, true),
            to: (to, true),
        });
    }
    let number = number(value)?;
    Some(match operator {
        Operator::Is => Range {
            from: (number, true),
            to: (number, true),
        },
        Operator::Above => Range {
            from: (number, false),
            to: most,
        },
        Operator::From => Range {
            from: (number, true),
            to: most,
        },
        Operator::Below => Range {
            from: least,
            to: (number, false),
        },
        Operator::To => Range {
            from: least,
            to: (number, true),
        },
    })
}

fn dates(operator: Operator, value: &str, now: i64) -> Option<Dates> {
    const FOR_EVER: i64 = i64::MAX;
    // The smallest instant that is a date at all: a missing date fits no range.
    const BEGIN: i64 = i64::MIN + 1;
    let (operator, value) = match (operator, value.as_bytes()) {
        (Operator::Is, [b'>', b'=', ..]) => (Operator::From, &value[2..]),
        (Operator::Is, [b'<', b'=', ..]) => (Operator::To, &value[2..]),
        (Operator::Is, [b'>', ..]) => (Operator::Above, &value[1..]),
        (Operator::Is, [b'<', ..]) => (Operator::Below, &value[1..]),
        _ => (operator, value),
    };
    let (from, until) = if let Some((from, to)) = value.split_once("..") {
        let from = if from.is_empty() {
            BEGIN
        } else {
            period(from, now)?.0
        };
        (
            from,
            if to.is_empty() {
                FOR_EVER
            } else {
                period(to, now)?.1
            },
        )
    } else {
        let (from, until) = period(value, now)?;
        match operator {
            Operator::Is => (from, until),
            Operator::Above => (until, FOR_EVER),
            Operator::From => (from, FOR_EVER),
            Operator::Below => (BEGIN, from),
            Operator::To => (BEGIN, until),
        }
    };
    let sign = match operator {
        Operator::Is => "",
        Operator::Above => ">",
        Operator::From => ">=",
        Operator::Below => "<",
        Operator::To => "<=",
    };
    Some(Dates {
        from,
        until,
        written: format!("{sign}{value}"),
    })
}

/// The first instant of a period and the first after it. `7d` is the last seven days.
fn period(text: &str, now: i64) -> Option<(i64, i64)> {
    const DAY: i64 = 86_400_000;
    if let Some(unit) = text.chars().last().filter(char::is_ascii_alphabetic) {
        let count: i64 = text[..text.len() - 1]
            .parse()
            .ok()
            .filter(|n| (0..100_000).contains(n))?;
        let days = match unit.to_ascii_lowercase() {
            'h' => return Some((now - count * DAY / 24, i64::MAX)),
            'd' => count,
            'w' => count * 7,
            'm' => count * 30,
            'y' => count * 365,
            _ => return None,
        };
        return Some((now - days * DAY, i64::MAX));
    }
    let instant = |text: &str| Moment::parse(text, AssumedZone::Utc).instant;
    let begin = instant(text)?;
    let mut parts = text.split('-').map(|p| p.parse::<i64>().ok());
    let year = parts.next()??;
    Some(match (parts.next(), parts.next()) {
        (None, _) => (begin, instant(&format!("{}", year + 1))?),
        (Some(month), None) => {
            let month = month?;
            let (year, month) = if month == 12 {
                (year + 1, 1)
            } else {
                (year, month + 1)
            };
            (begin, instant(&format!("{year}-{month:02}"))?)
        }
        (Some(_), Some(_)) => (begin, begin + DAY),
    })
}

/// The field whose spelling is nearest, if it is near at all.
fn nearest(name: &str) -> Option<&'static str> {
    FIELDS
        .iter()
        .map(|(field, _)| (distance(name, field), *field))
        .min()
        .filter(|(d, _)| *d <= 2)
        .map(|(_, f)| f)
}

/// How many letters must be changed, added or left out.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(&quoted(words)),
            Self::Named(field, words) => {
                let name = match field {
                    Field::Weakness => "cwe",
                    Field::Vendor => "vendor",
                    Field::Product => "product",
                    Field::Cpe => "cpe",
                    Field::Package => "package",
                };
                write!(f, "{name}:{}", quoted(words))
            }
            Self::Id(id) => write!(f, "id:{id}"),
            Self::IdBegins(begin) => write!(f, "id:{}*", quoted(begin)),
            Self::Source(name) => write!(f, "source:{}", quoted(name)),
            Self::Severity(None) => f.write_str("severity:unknown"),
            Self::Severity(Some((a, b))) if a == b => write!(f, "severity:{}", a.word()),
            Self::Severity(Some((a, Severity::Critical))) => write!(f, "severity>={}", a.word()),
            Self::Severity(Some((_, b))) => write!(f, "severity<={}", b.word()),
            Self::Score(range) => write!(f, "score{range}"),
            Self::Epss(range) => write!(f, "epss{range}"),
            Self::Exploited(b) => write!(f, "exploited:{}", yes_no(*b)),
            Self::Fix(b) => write!(f, "fix:{}", yes_no(*b)),
            Self::Differs(true) => f.write_str("differs:severity"),
            Self::Differs(false) => f.write_str("differs:no"),
            Self::Status(word) => write!(f, "status:{word}"),
            Self::Lang(language) => write!(f, "lang:{}", language.tag()),
            Self::Public(dates) => write!(f, "public:{}", dates.written),
            Self::Seen(dates) => write!(f, "seen:{}", dates.written),
            Self::Changed(dates) => write!(f, "changed:{}", dates.written),
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from.0, self.to.0);
        match (self.from, self.to) {
            ((a, true), (b, true)) if (a - b).abs() < f64::EPSILON => write!(f, ":{a}"),
            ((_, true), (f64::MAX, _)) => write!(f, ">={from}"),
            ((_, false), _) => write!(f, ">{from}"),
            ((0.0, _), (_, true)) => write!(f, "<={to}"),
            (_, (_, false)) => write!(f, "<{to}"),
            _ => write!(f, ":{from}..{to}"),
        }
    }
}

fn yes_no(b: bool) -> &'static str {
    if b { "yes" } else { "no" }
}

/// The words with quotation marks where they need them to be read back as one.
fn quoted(words: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '+' | '#' | '/' | '-' | '~' | '*');
    let bare =
        words.chars().all(plain) && !words.starts_with('-') && !matches!(words, "OR" | "AND");
    if bare {
        words.to_owned()
    } else {
        format!("\"{}\"", words.replace('"', " "))
    }
}
