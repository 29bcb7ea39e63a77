//! EPSS score files of FIRST: one document, one record per score.

use noroshi_epss::csv;
use noroshi_model::{AssumedZone, Identifier, Kind, Likelihood, Moment, Note, Record};

use crate::{
    DocumentKey, Envelope, Format, Frame, NotThisFormat, Reading,
    json::{self, Json, shown},
};

const FIRST: &str = "FIRST";
const NOT_A_CVE: &str = "not a CVE number";

/// The daily CSV.
pub(crate) struct Epss;

impl Format for Epss {
    fn name(&self) -> &'static str {
        "epss"
    }

    fn source(&self) -> &'static str {
        "epss"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        head.split(|b| *b == b'\n')
            .find(|line| !line.starts_with(b"#") && !line.trim_ascii().is_empty())
            .is_some_and(|line| line.starts_with(b"cve,epss"))
    }

    fn frame(&self) -> Frame {
        Frame::Whole
    }

    fn envelope(&self, header: &[u8]) -> Envelope {
        whole(header)
    }

    fn read(&self, document: &[u8], envelope: &Envelope) -> Result<Reading, NotThisFormat> {
        gathered(self, document, envelope)
    }

    fn read_each(
        &self,
        document: &[u8],
        _: &Envelope,
        each: &mut dyn FnMut(Record),
    ) -> Result<Reading, NotThisFormat> {
        let refuse = |reason| NotThisFormat {
            format: "epss",
            reason,
        };
        let text = std::str::from_utf8(document)
            .map_err(|e| refuse(format!("not UTF-8 at byte {}", e.valid_up_to())))?;
        let scores = csv::read(text).map_err(|e| refuse(e.to_string()))?;
        let date = scores
            .score_date
            .map(|d| Moment::parse(d, AssumedZone::Utc));
        let mut reading = start(date);
        for problem in scores.problems {
            let place = format!("line {}", problem.line);
            reading.notes.push(Note::new(place, problem.what));
        }
        for row in scores.rows {
            let score = Likelihood {
                probability: row.epss,
                percentile: row.percentile,
                model: scores.model_version.map(str::to_owned),
                date: reading.changed.clone(),
            };
            match record(row.cve, score) {
                Some(record) => each(record),
                None => {
                    let place = format!("the row of {}", shown(row.cve));
                    reading.notes.push(Note::new(place, NOT_A_CVE));
                }
            }
        }
        Ok(reading)
    }
}

/// The older JSON form.
pub(crate) struct EpssJson;

impl Format for EpssJson {
    fn name(&self) -> &'static str {
        "epss-json"
    }

    fn source(&self) -> &'static str {
        "epss"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        let members = json::top_members(head);
        let has = |name: &str| members.iter().any(|(n, _)| n == name);
        has("score_date") && has("data")
    }

    fn frame(&self) -> Frame {
        Frame::Whole
    }

    fn envelope(&self, header: &[u8]) -> Envelope {
        whole(header)
    }

    fn read(&self, document: &[u8], envelope: &Envelope) -> Result<Reading, NotThisFormat> {
        gathered(self, document, envelope)
    }

    fn read_each(
        &self,
        document: &[u8],
        _: &Envelope,
        each: &mut dyn FnMut(Record),
    ) -> Result<Reading, NotThisFormat> {
        let tree = Json::parse(document, self.name())?;
        let file = json::object(&tree, self.name())?;
        let mut notes = Vec::new();
        let mut reading = start(file.moment("score_date", &mut notes));
        let model = file.owned("model_version", &mut notes);
        file.each("data", &mut notes, |row, notes| {
            let probability = |name, notes: &mut Vec<Note>| {
                let value = row.number(name, notes)?;
                let valid = (0.0..=1.0).contains(&value);
                if !valid {
                    row.note(name, "not between 0 and 1", notes);
                }
                valid.then_some(value)
            };
            let id = row.text("id", notes).or_else(|| row.text("cve", notes));
            match (id, probability("epss", notes)) {
                (Some(id), Some(epss)) => {
                    let score = Likelihood {
                        probability: epss,
                        percentile: probability("percentile", notes),
                        model: model.clone(),
                        date: reading.changed.clone(),
                    };
                    match record(&id, score) {
                        Some(record) => each(record),
                        None => notes.push(Note::new(row.path.to_string(), NOT_A_CVE)),
                    }
                }
                _ => row.note_here("no CVE number with a score", notes),
            }
        });
        reading.notes.extend(notes);
        Ok(reading)
    }
}

fn whole(header: &[u8]) -> Envelope {
    Envelope {
        header: header.to_vec(),
        announced: Some(1),
        ..Envelope::default()
    }
}

/// The reading of a whole file: always the same key, ordered by the day of the scores.
fn start(date: Option<Moment>) -> Reading {
    Reading {
        key: DocumentKey::new("first", "epss"),
        changed: date,
        ..Reading::default()
    }
}

/// The record of one score; `None` where its name is not a CVE number.
fn record(id: &str, score: Likelihood) -> Option<Record> {
    let id = Identifier::parse(id).filter(Identifier::is_cve)?;
    let mut record = Record::new(id, Kind::Likelihood);
    FIRST.clone_into(&mut record.claims[0].by);
    record.likelihood = Some(score);
    Some(record)
}

/// Reads a file and keeps its records.
fn gathered(
    format: &dyn Format,
    document: &[u8],
    envelope: &Envelope,
) -> Result<Reading, NotThisFormat> {
    let mut records = Vec::new();
    let reading = format.read_each(document, envelope, &mut |record| records.push(record))?;
    Ok(Reading { records, ..reading })
}
