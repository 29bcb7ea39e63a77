//! What the formats of JVN have in common: languages, dates, identifiers, the Status node.

use noroshi_jvn::{Element, Scope};
use noroshi_model::{
    AssumedZone, Identifier, Moment, Note, Record, Relation, Scheme, Score, Severity, Status,
    StatusKind, Text,
};
use quick_xml::{Reader, events::Event};

use crate::Envelope;

/// How much of a header is kept with every revision.
const HEADER: usize = 64 << 10;

/// The envelope of an XML file: its language, and when it was made, out of the first element among
/// `made` that stands directly under the root or under the channel.
pub(crate) fn envelope(header: &[u8], made: &[&str]) -> Envelope {
    let scope = Scope::of_header(header, "");
    let kept = header.len().min(HEADER);
    let said = first_texts(&header[..kept]);
    let find = |name: &str| {
        let found = said.iter().find(|(n, v)| n == name && !v.trim().is_empty());
        found.map(|(_, value)| value.trim())
    };
    let lang = scope.lang().or_else(|| find("dc:language"));
    let lang = lang.map(str::to_ascii_lowercase).or_else(|| {
        // The channel's own address tells the English feeds from the Japanese ones.
        let about = find("rdf:about")?;
        about.contains("/en/").then(|| "en".to_owned())
    });
    Envelope {
        header: header[..kept].to_vec(),
        made: made
            .iter()
            .find_map(|name| find(name))
            .map(|text| Moment::parse(text, AssumedZone::Japan)),
        lang,
        // Where there is no entry at all, the Status node stands in what comes before the first.
        announced: announced(header),
    }
}

/// The texts of the elements near the beginning of a file, by their written names, and the channel's
/// `rdf:about`.
fn first_texts(header: &[u8]) -> Vec<(String, String)> {
    let text = match std::str::from_utf8(header) {
        Ok(text) => text,
        Err(e) => std::str::from_utf8(&header[..e.valid_up_to()]).unwrap_or_default(),
    };
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut found = Vec::new();
    let mut name = String::new();
    // A channel has some twenty children; what comes after is a table of contents.
    for _ in 0..200 {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                name = tag.name().0.to_owned();
                if name == "items" {
                    break;
                }
                if name == "channel"
                    && let Ok(Some(about)) = tag.try_get_attribute("rdf:about")
                {
                    found.push(("rdf:about".to_owned(), about.value.into_owned()));
                }
            }
            Ok(Event::Text(t)) if !name.is_empty() => {
                found.push((name.clone(), t.to_string()));
            }
            Ok(Event::End(_)) => name.clear(),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    found
}

/// The number of entries that a Status node announces (`totalResRet`), found without parsing: the
/// node is malformed in some files, and what stands around it is cut off.
pub(crate) fn announced(bytes: &[u8]) -> Option<u64> {
    let key = b"totalResRet";
    let status = bytes
        .windows(7)
        .rposition(|w| w == b"Status ".as_slice() || w == b"Status\n")?;
    let bytes = &bytes[status..];
    let at = bytes.windows(key.len()).position(|w| w == key)?;
    let rest = bytes[at + key.len()..]
        .trim_ascii_start()
        .strip_prefix(b"=")?;
    let rest = rest.trim_ascii_start();
    let rest = rest
        .strip_prefix(b"\"")
        .or(rest.strip_prefix(b"'"))
        .unwrap_or(rest);
    let end = rest
        .iter()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(rest.len());
    std::str::from_utf8(&rest[..end]).ok()?.parse().ok()
}

/// A date; an empty one is none. What cannot be read, or has no zone, is noted.
pub(crate) fn moment(text: Option<&String>, place: &str, notes: &mut Vec<Note>) -> Option<Moment> {
    let text = text.map(|t| t.trim()).filter(|t| !t.is_empty())?;
    let moment = Moment::parse(text, AssumedZone::Japan);
    if moment.instant.is_none() {
        notes.push(Note::new(
            place,
            format!("a date that cannot be read: {text}"),
        ));
    } else if moment.zone_assumed {
        let what = format!("a date without zone, read as Japan time: {text}");
        notes.push(Note::new(place, what));
    }
    Some(moment)
}

/// The speaker of a record, by the series its identifier belongs to.
pub(crate) fn speaker(id: &Identifier) -> &'static str {
    match id.scheme() {
        Scheme::Jvndb => "JVNDB",
        Scheme::Jvn | Scheme::JvnVu | Scheme::JvnTa => "JVN",
        _ => "",
    }
}

/// The markers with which JVN iPedia begins the overview of an entry that is not simply valid, those
/// that weigh most first.
const MARKERS: &[(&str, StatusKind)] = &[
    ("**削除**", StatusKind::Rejected),
    ("**reject**", StatusKind::Rejected),
    ("**rejected**", StatusKind::Rejected),
    ("**未確定**", StatusKind::Disputed),
    ("**disputed**", StatusKind::Disputed),
    ("**サポート外**", StatusKind::Unsupported),
    ("**unsupportedwhenassigned**", StatusKind::Unsupported),
];

/// The state that the beginning of an overview declares. Rejection weighs more than dispute, dispute
/// more than lack of support, whichever comes first.
pub(crate) fn status(overview: &str) -> Option<Status> {
    let mut rest = overview;
    let mut found: Option<(usize, &str)> = None;
    while let Some((marker, after)) = marker(rest.trim_start()) {
        let folded: String = marker
            .chars()
            .map(|c| if c == '＊' { '*' } else { c })
            .filter(|c| !c.is_whitespace())
            .flat_map(char::to_lowercase)
            .collect();
        let Some(rank) = MARKERS.iter().position(|(text, _)| *text == folded) else {
            break;
        };
        if found.is_none_or(|(known, _)| rank < known) {
            found = Some((rank, marker));
        }
        rest = after;
    }
    found.map(|(rank, marker)| Status {
        kind: MARKERS[rank].1,
        original: marker.to_owned(),
    })
}

/// Splits a text that begins with `** words **`, full width or not, after these words.
fn marker(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix("**").or(text.strip_prefix("＊＊"))?;
    let ends = ["**", "＊＊"].map(|end| inner.find(end).map(|at| at + end.len()));
    let end = ends.into_iter().flatten().min()?;
    Some(text.split_at(text.len() - inner.len() + end))
}

/// The identifiers an entry mentions, gathered first because the number of CVEs decides what each
/// of them means.
#[derive(Default)]
pub(crate) struct Mentions {
    /// Each with whether the body that gives such identifiers is named beside it.
    ids: Vec<(Identifier, bool)>,
}

impl Mentions {
    /// Takes what stands as an identifier in a reference to `publisher`.
    ///
    /// Related documents carry titles, file names and other people's numbers in the same place, so
    /// only the publisher of a series vouches for a number of it.
    pub(crate) fn take(&mut self, text: &str, publisher: &str, place: &str, notes: &mut Vec<Note>) {
        let cve = publisher.contains("(CVE)")
            || publisher.contains("(NVD)")
            || ["CVE", "NVD"].contains(&publisher);
        let jvn = publisher.starts_with("JVN");
        let Some(id) = Identifier::parse(text) else {
            if cve {
                let shown: String = text.chars().take(60).collect();
                notes.push(Note::new(place, format!("not a CVE identifier: {shown:?}")));
            }
            return;
        };
        if id.is_cve() && id.as_str() != text {
            notes.push(Note::new(
                place,
                format!("a CVE identifier written as {text:?}"),
            ));
        }
        let vouched = if id.is_cve() { cve } else { jvn };
        match self.ids.iter_mut().find(|(known, _)| *known == id) {
            Some((_, known)) => *known |= vouched,
            None => self.ids.push((id, vouched)),
        }
    }

    /// Makes the claims: one CVE is what the entry is about; several are each covered by it. JVN's
    /// own number is the same publication; several of them cannot be, so they are mentions.
    pub(crate) fn claim(self, record: &mut Record, by: &str) {
        let is_note = |id: &Identifier| matches!(id.scheme(), Scheme::Jvn | Scheme::JvnVu);
        let vouched = || self.ids.iter().filter(|(_, vouched)| *vouched);
        let cves = vouched().filter(|(id, _)| id.is_cve()).count();
        let jvns = vouched().filter(|(id, _)| is_note(id)).count();
        for (id, vouched) in self.ids {
            let relation = match id.scheme() {
                _ if !vouched => Relation::Related,
                Scheme::Cve if cves == 1 => Relation::Names,
                Scheme::Cve => Relation::Covers,
                Scheme::Jvn | Scheme::JvnVu if jvns == 1 => Relation::Names,
                _ => Relation::Related,
            };
            record.claim(relation, id, by);
        }
    }
}

/// A score as VULDEF and JVNRSS state it.
pub(crate) fn score(
    by: &str,
    version: Option<&str>,
    vector: Option<&String>,
    number: Option<&String>,
    word: Option<&str>,
    place: &str,
    notes: &mut Vec<Note>,
) -> Score {
    let vector = vector.map(|v| v.trim()).filter(|v| !v.is_empty());
    // JVN iPedia files 3.1 under 3.0; the vector itself knows better.
    let system = match vector {
        Some(v) if v.starts_with("CVSS:3.1") => "3.1",
        Some(v) if v.starts_with("CVSS:4.0") => "4.0",
        _ => version.unwrap_or_default(),
    };
    let number = number.map(|n| n.trim()).filter(|n| !n.is_empty());
    let stated = number.and_then(|n| {
        let read = n.parse::<f32>().ok().filter(|s| (0.0..=10.0).contains(s));
        if read.is_none() {
            notes.push(Note::new(place, format!("not a score: {n}")));
        }
        read
    });
    let word = word.map(str::trim).filter(|w| !w.is_empty());
    let severity = word.and_then(|w| {
        let read = Severity::from_word(w);
        if read.is_none() {
            notes.push(Note::new(place, format!("unknown severity {w}")));
        }
        read
    });
    let computed = vector.and_then(|v| {
        let computed = noroshi_cvss::base_score(v);
        if computed.is_none() {
            notes.push(Note::new(
                place,
                format!("a CVSS vector that cannot be read: {v}"),
            ));
        }
        computed
    });
    Score {
        by: by.to_owned(),
        system: system.to_owned(),
        vector: vector.map(str::to_owned),
        stated,
        computed,
        severity,
        primary: false,
    }
}

/// Notes an element that a standard does not know. It is kept in the original.
pub(crate) fn unknown(place: &str, element: &Element, notes: &mut Vec<Note>) {
    let name = element.name.written();
    notes.push(Note::new(
        place,
        format!("<{name}> is not known here; the original keeps it"),
    ));
}

/// Notes a character that XML does not allow.
pub(crate) fn control_characters(document: &[u8], notes: &mut Vec<Note>) {
    let raw = document.contains(&0);
    if raw || document.windows(4).any(|w| w == b"&#0;") {
        notes.push(Note::new(
            "",
            "holds the character U+0000, which XML does not allow",
        ));
    }
}

/// A text, where it says anything.
pub(crate) fn text(lang: &str, value: Option<&String>) -> Option<Text> {
    let value = value.filter(|v| !v.trim().is_empty())?;
    Some(Text::new(lang, value.clone()))
}

/// A text that says anything, or none.
pub(crate) fn filled(value: Option<&String>) -> Option<String> {
    value.filter(|v| !v.trim().is_empty()).cloned()
}
