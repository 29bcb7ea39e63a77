//! A record in the few values that lists, links and the text index need.

use std::collections::{BTreeMap, BTreeSet};

use noroshi_model::{Kind, Language, Record, Relation, Role, Severity, StatusKind, Text, tokens};
use noroshi_store::{ClaimRow, RecordRow};

/// The field of a token, written as a character of the private use area before it, so that a word
/// and a product's word of the same spelling are different tokens of one index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Weakness,
    Vendor,
    Product,
    Cpe,
    Package,
}

impl Field {
    /// The character before the token.
    pub(crate) fn mark(self) -> char {
        match self {
            Self::Weakness => '\u{E001}',
            Self::Vendor => '\u{E002}',
            Self::Product => '\u{E003}',
            Self::Cpe => '\u{E004}',
            Self::Package => '\u{E005}',
        }
    }
}

/// Text beyond this many bytes of one record is not indexed: nobody searches a log dump, and a
/// hostile document must not fill the index.
const INDEXED: usize = 256 << 10;
/// A list shows a line.
const TITLE: usize = 240;

/// A record's row, claims and text.
#[derive(Debug, Clone)]
pub(crate) struct Summary {
    pub(crate) row: RecordRow,
    pub(crate) claims: Vec<ClaimRow>,
    pub(crate) text: String,
}

/// Sums a record up. Key, sequence and first sight are filled in when it is placed in the ledger.
pub(crate) fn of(record: &Record, source: &str, fullness: u8) -> Summary {
    let instant = |m: &Option<noroshi_model::Moment>| m.as_ref().and_then(|m| m.instant);
    let top = record
        .scores
        .iter()
        .filter(|s| s.band().is_some())
        .max_by_key(|s| s.rank());
    let likelihood = record.likelihood.as_ref();
    let row = RecordRow {
        source: source.to_owned(),
        name: record.id.as_str().to_owned(),
        kind: kind(record.kind),
        status: status(record.status.kind),
        fullness,
        title_ja: title(record, Language::Ja),
        title_en: title(record, Language::En),
        products: products(record),
        severity: top.and_then(noroshi_model::Score::band).map(band),
        score: top.and_then(noroshi_model::Score::value),
        scores: scores(record),
        exploited: record.status.kind != StatusKind::Closed
            && record.exploitation.iter().any(|e| e.state == "active"),
        fix: !record.remedies.is_empty()
            || record
                .references
                .iter()
                .any(|r| r.tags.iter().any(|t| t == "Patch")),
        #[expect(clippy::cast_possible_truncation, reason = "five digits are published")]
        epss: likelihood.map(|l| l.probability as f32),
        #[expect(clippy::cast_possible_truncation, reason = "five digits are published")]
        percentile: likelihood.and_then(|l| l.percentile).map(|p| p as f32),
        made_public: instant(&record.dates.made_public),
        first_published: instant(&record.dates.first_published),
        changed: instant(&record.dates.last_changed),
        ..RecordRow::default()
    };
    let claims = claims(record);
    // A likelihood has nothing to search for, and there are 300,000 of them.
    let text = if record.kind == Kind::Likelihood {
        String::new()
    } else {
        index_text(record)
    };
    Summary { row, claims, text }
}

/// The claims, one per identifier: what is named is not merely related as well.
fn claims(record: &Record) -> Vec<ClaimRow> {
    let mut claims: BTreeMap<&str, (u8, &str)> = BTreeMap::new();
    for claim in &record.claims {
        let new = (relation(claim.relation), claim.by.as_str());
        claims
            .entry(claim.id.as_str())
            .and_modify(|c| *c = new.min(*c))
            .or_insert(new);
    }
    let row = |(identifier, (relation, by)): (&str, (u8, &str))| ClaimRow {
        record: 0,
        identifier: identifier.to_owned(),
        relation,
        by: by.to_owned(),
    };
    claims.into_iter().map(row).collect()
}

/// The number of a kind in the store.
pub(crate) fn kind(kind: Kind) -> u8 {
    match kind {
        Kind::Description => 0,
        Kind::Exploitation => 1,
        Kind::Likelihood => 2,
        Kind::Alert => 3,
    }
}

/// The kind of a number in the store.
pub(crate) fn kind_of(number: u8) -> Kind {
    let kinds = [
        Kind::Description,
        Kind::Exploitation,
        Kind::Likelihood,
        Kind::Alert,
    ];
    let known = kinds.into_iter().find(|k| kind(*k) == number);
    known.unwrap_or(Kind::Description)
}

/// The status of a number in the store.
pub(crate) fn status_of(number: u8) -> StatusKind {
    let states = [
        StatusKind::Published,
        StatusKind::Unanalysed,
        StatusKind::Reserved,
        StatusKind::Disputed,
        StatusKind::Unsupported,
        StatusKind::Rejected,
        StatusKind::Closed,
    ];
    let known = states.into_iter().find(|s| status(*s) == number);
    known.unwrap_or(StatusKind::Published)
}

/// The number of a status in the store.
pub(crate) fn status(status: StatusKind) -> u8 {
    match status {
        StatusKind::Published => 0,
        StatusKind::Unanalysed => 1,
        StatusKind::Reserved => 2,
        StatusKind::Disputed => 3,
        StatusKind::Unsupported => 4,
        StatusKind::Rejected => 5,
        StatusKind::Closed => 6,
    }
}

/// The number of a relation in the store.
pub(crate) fn relation(relation: Relation) -> u8 {
    match relation {
        Relation::Names => 0,
        Relation::Covers => 1,
        Relation::Related => 2,
    }
}

/// The number of a severity band in the store: 0 to 4.
pub(crate) fn band(severity: Severity) -> u8 {
    severity as u8
}

/// The band of a number in the store.
pub(crate) fn severity(band: u8) -> Option<Severity> {
    Severity::ALL.get(usize::from(band)).copied()
}

/// A title, else the beginning of the summary, in that language only.
fn title(record: &Record, language: Language) -> Option<String> {
    let text = record
        .titles
        .iter()
        .find(|t| t.is(language))
        .or_else(|| record.summaries.iter().find(|t| t.is(language)))?;
    let line: String = text.value.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(cut(&line, TITLE).to_owned())
}

/// Cuts at a character, at most `bytes` bytes.
fn cut(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The products in a few words: the first, and how many more.
fn products(record: &Record) -> String {
    let mut names = BTreeSet::new();
    let mut first = None;
    for a in record
        .affected
        .iter()
        .filter(|a| a.role == Role::Vulnerable)
    {
        let name = match (&a.vendor, &a.product, &a.package) {
            (Some(v), Some(p), _) if p.to_lowercase().starts_with(&v.to_lowercase()) => p.clone(),
            (Some(v), Some(p), _) => format!("{v} {p}"),
            (None, Some(p), _) | (None, None, Some(p)) | (Some(p), None, _) => p.clone(),
            (None, None, None) => continue,
        };
        let name = cut(&name, 120).to_owned();
        first.get_or_insert_with(|| name.clone());
        names.insert(name.to_lowercase());
    }
    match (first, names.len()) {
        (Some(first), 0 | 1) => first,
        (Some(first), n) => format!("{first} +{}", n - 1),
        (None, _) => String::new(),
    }
}

/// The distinct scores as `major version:score×10`: enough to see whether speakers differ.
fn scores(record: &Record) -> String {
    let set: BTreeSet<String> = record
        .scores
        .iter()
        .filter_map(|s| {
            let major = s.system.chars().next().filter(char::is_ascii_digit)?;
            Some(format!("{major}:{:.0}", s.value()? * 10.0))
        })
        .collect();
    set.into_iter().collect::<Vec<_>>().join(",")
}

fn index_text(record: &Record) -> String {
    let mut out = String::with_capacity(1024);
    let mut budget = INDEXED;
    for text in record.titles.iter().chain(&record.summaries) {
        plain(&mut out, &text.value, &mut budget);
    }
    let mut seen = BTreeSet::new();
    for a in &record.affected {
        for (field, value) in [
            (Field::Vendor, &a.vendor),
            (Field::Product, &a.product),
            (Field::Package, &a.package),
            (Field::Package, &a.purl),
        ] {
            let Some(value) = value else { continue };
            if seen.insert((field.mark(), value.as_str())) {
                marked(&mut out, field, value, &mut budget);
                plain(&mut out, value, &mut budget);
            }
        }
        for cpe in &a.cpes {
            let name = cpe_stem(cpe);
            if seen.insert((Field::Cpe.mark(), name)) {
                marked(&mut out, Field::Cpe, name, &mut budget);
            }
        }
    }
    for w in &record.weaknesses {
        if seen.insert((Field::Weakness.mark(), w.id.as_str())) {
            marked(&mut out, Field::Weakness, &w.id, &mut budget);
            if let Some(Text { value, .. }) = &w.name {
                plain(&mut out, value, &mut budget);
            }
        }
    }
    for said in record
        .impacts
        .iter()
        .map(|s| &s.text)
        .chain(record.remedies.iter().map(|r| &r.text))
    {
        // English advice is mostly "see the advisory"; Japanese impact and remedy texts are ours to find.
        if said.is(Language::Ja) {
            plain(&mut out, &said.value, &mut budget);
        }
    }
    out
}

/// Part, vendor and product of a CPE name of either version, without the binding's prefix.
pub(crate) fn cpe_stem(cpe: &str) -> &str {
    let rest = cpe
        .strip_prefix("cpe:2.3:")
        .or_else(|| cpe.strip_prefix("cpe:/"))
        .unwrap_or(cpe);
    let mut end = rest.len();
    let mut colons = 0;
    let bytes = rest.as_bytes();
    for (i, b) in bytes.iter().enumerate() {
        if *b == b':' && (i == 0 || bytes[i - 1] != b'\\') {
            colons += 1;
            if colons == 3 {
                end = i;
                break;
            }
        }
    }
    &rest[..end]
}

fn plain(out: &mut String, text: &str, budget: &mut usize) {
    let text = cut(text, *budget);
    *budget -= text.len();
    tokens::index(text, |token| {
        out.push_str(token);
        out.push(' ');
    });
}

fn marked(out: &mut String, field: Field, text: &str, budget: &mut usize) {
    let text = cut(text, *budget);
    *budget -= text.len();
    tokens::index(text, |token| {
        out.push(field.mark());
        out.push_str(token);
        out.push(' ');
    });
}

#[cfg(test)]
mod tests {
    use super::cpe_stem;

    #[test]
    fn both_bindings_have_the_same_stem() {
        assert_eq!(
            cpe_stem("cpe:2.3:a:apache:log4j:2.0:*:*:*:*:*:*:*"),
            "a:apache:log4j"
        );
        assert_eq!(cpe_stem("cpe:/a:apache:log4j"), "a:apache:log4j");
        assert_eq!(cpe_stem("cpe:2.3:a:x\\:y:z:1"), "a:x\\:y:z");
    }
}
