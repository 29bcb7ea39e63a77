//! From records that speak of a component to rows: one vulnerability, what every speaker says, and who is silent.

use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use noroshi_matching::{
    Basis, Fleet, Strength,
    index::{Place, Search},
    of_speakers, overall,
};
use noroshi_model::{Affected, AffectedStatus, Identifier, Kind};
use noroshi_store::{Member, Reader};

use super::index::{Built, Bytes, damaged};
use crate::{
    house::UseError,
    search, summary,
    values::{Judged, MatchRow, Missing, Row, SilentRecord},
};

/// Joins findings over one state of the store; what several components have in common is looked up once.
pub(super) struct Join<'a> {
    reader: &'a dyn Reader,
    index: &'a Built,
    fleet: &'a Fleet,
    search: Search<'a, Bytes>,
    with_all: bool,
    sources: Vec<String>,
    of_place: HashMap<Place, Vec<u32>>,
    vulnerabilities: HashMap<u32, Option<Rc<Known>>>,
}

/// A vulnerability with its records.
struct Known {
    row: Row,
    members: Vec<Member>,
}

/// A row and the number of its vulnerability.
pub(super) type Found = (u32, MatchRow);

impl<'a> Join<'a> {
    pub(super) fn new(
        reader: &'a dyn Reader,
        index: &'a Built,
        fleet: &'a Fleet,
        with_all: bool,
    ) -> Result<Self, UseError> {
        let mut sources = Vec::new();
        for source in reader.sources()? {
            let at = usize::from(source.id);
            sources.resize(sources.len().max(at + 1), String::new());
            sources[at] = source.name;
        }
        Ok(Self {
            reader,
            index,
            fleet,
            search: Search::new(index, fleet),
            with_all,
            sources,
            of_place: HashMap::new(),
            vulnerabilities: HashMap::new(),
        })
    }

    /// The rows of a component.
    pub(super) fn component(&mut self, at: usize) -> Result<Vec<Found>, UseError> {
        let mut numbers = BTreeSet::new();
        if self.with_all {
            if let Some(installed) = self.fleet.get(at) {
                for place in self.index.mentioning(installed).map_err(damaged)? {
                    numbers.extend(self.vulnerabilities_of(place)?);
                }
            }
        } else {
            for hit in self.search.hits(at).map_err(damaged)? {
                numbers.extend(self.vulnerabilities_of(hit.place)?);
            }
        }
        let mut rows = Vec::new();
        for number in numbers {
            rows.extend(self.row(at, number)?.map(|row| (number, row)));
        }
        Ok(rows)
    }

    /// The vulnerability of an identifier, as a row without anything said yet.
    pub(super) fn bare(&mut self, at: usize, id: &str) -> Result<Found, UseError> {
        let known = self.reader.vulnerability(id)?.filter(|v| v.members > 0);
        if let Some(v) = known
            && let Some(known) = self.known(v.id)?
        {
            let silent = known.members.iter().filter_map(silent).collect();
            return Ok((v.id, empty(at, known.row.clone(), silent)));
        }
        let row = Row {
            id: id.to_owned(),
            ..Row::default()
        };
        Ok((u32::MAX, empty(at, row, Vec::new())))
    }

    /// Every name under which a vulnerability is known here.
    pub(super) fn names(&mut self, number: u32) -> Result<Vec<String>, UseError> {
        let Some(known) = self.known(number)? else {
            return Ok(Vec::new());
        };
        let records = known.members.iter().filter(|m| m.relation == 0);
        let mut names: Vec<String> = records.map(|m| m.record.name.clone()).collect();
        names.push(known.row.id.clone());
        Ok(names)
    }

    /// What each component comes to.
    pub(super) fn components(&self, rows: &[Found]) -> Result<Vec<AffectedStatus>, UseError> {
        let mut answers = vec![None; self.fleet.len()];
        for (_, row) in rows {
            // They are in this order: affected, not affected, unknown, silent.
            let heavier = |known: AffectedStatus| match (known, row.answer) {
                (AffectedStatus::Affected, _) | (_, AffectedStatus::Silent) => known,
                (AffectedStatus::Unknown, AffectedStatus::NotAffected) => known,
                (_, answer) => answer,
            };
            if let Some(answer) = answers.get_mut(row.component) {
                *answer = Some(answer.map_or(row.answer, heavier));
            }
        }
        let mut all = Vec::with_capacity(answers.len());
        for (at, answer) in answers.into_iter().enumerate() {
            let named = || match self.fleet.get(at) {
                Some(installed) => self.index.mentions(installed).map_err(damaged),
                None => Ok(false),
            };
            all.push(match answer {
                Some(answer) => answer,
                None if named()? => AffectedStatus::NotAffected,
                None => AffectedStatus::Silent,
            });
        }
        Ok(all)
    }

    fn row(&mut self, at: usize, number: u32) -> Result<Option<MatchRow>, UseError> {
        let Some(known) = self.known(number)? else {
            return Ok(None);
        };
        // What every source has taken back does not match, whatever was said before.
        if known.row.rejected {
            return Ok(None);
        }
        let about = Identifier::parse(&known.row.id);
        let mut said = Vec::new();
        let mut silent_ones = Vec::new();
        for member in &known.members {
            let findings = self.findings(member, at, about.as_ref(), &mut said)?;
            if findings == 0 {
                silent_ones.extend(silent(member));
            }
        }
        if said.is_empty() {
            return Ok(None);
        }
        let mut row = empty(at, known.row.clone(), silent_ones);
        row.said = said;
        settle(&mut row);
        Ok(Some(row))
    }

    /// Adds what a record says of a component; gives how many speakers there are in it.
    fn findings(
        &mut self,
        member: &Member,
        at: usize,
        about: Option<&Identifier>,
        said: &mut Vec<Judged>,
    ) -> Result<usize, UseError> {
        let record = &member.record;
        let mut found = 0;
        for place in self.index.records_of(record.key) {
            if self.index.name(place).map_err(damaged)? != record.name {
                continue;
            }
            let findings = self.search.judge(place, at, about).map_err(damaged)?;
            for finding in of_speakers(findings) {
                found += 1;
                let statement = |at| self.index.statement(place, at).map_err(damaged);
                let decides = statement(finding.statement)?;
                let mut wanted = Vec::new();
                for missing in &finding.missing {
                    if let Missing::Product(at) = missing
                        && wanted.len() < WANTED
                    {
                        wanted.push(called(&statement(*at)?));
                    }
                }
                said.push(Judged {
                    source: record.source.clone(),
                    record: record.name.clone(),
                    when: Some(record.changed.unwrap_or(record.first_seen)),
                    versions: versions(&decides, finding.basis),
                    fixed_in: fixed_in(&decides, finding.basis),
                    wanted,
                    words: None,
                    finding,
                });
            }
        }
        Ok(found)
    }

    /// The vulnerabilities that a record of the index belongs to.
    fn vulnerabilities_of(&mut self, place: Place) -> Result<Vec<u32>, UseError> {
        if let Some(numbers) = self.of_place.get(&place) {
            return Ok(numbers.clone());
        }
        let key = self.index.key(place).map_err(damaged)?;
        let name = self.index.name(place).map_err(damaged)?;
        let mut numbers = Vec::new();
        for record in self.reader.records_of(key)? {
            if record.name == name {
                numbers.extend(self.reader.memberships(record.id)?);
            }
        }
        self.of_place.insert(place, numbers.clone());
        Ok(numbers)
    }

    fn known(&mut self, number: u32) -> Result<Option<Rc<Known>>, UseError> {
        if let Some(known) = self.vulnerabilities.get(&number) {
            return Ok(known.clone());
        }
        let known = match search::row(self.reader, &self.sources, number)? {
            Some(row) => Some(Rc::new(Known {
                row,
                members: self.reader.members(number)?,
            })),
            None => None,
        };
        self.vulnerabilities.insert(number, known.clone());
        Ok(known)
    }
}

/// Answers for all speakers together, the weightiest first.
pub(super) fn settle(row: &mut MatchRow) {
    let own_word = row.said.iter().filter(|j| j.finding.basis == Basis::Word);
    // Who speaks of this very product knows it better than who speaks of versions; the latest word counts.
    let word = own_word.max_by_key(|j| j.when).map(|j| j.finding.answer);
    row.answer = word.unwrap_or_else(|| overall(row.said.iter().map(|j| &j.finding)));
    let answer = row.answer;
    row.said.sort_by_key(|j| {
        let decides = j.finding.answer == answer;
        let is_word = j.finding.basis == Basis::Word;
        (
            !decides,
            !is_word,
            std::cmp::Reverse(j.finding.strength),
            j.source.clone(),
        )
    });
    let deciding = row.said.iter().filter(|j| j.finding.answer == answer);
    row.strength = deciding
        .map(|j| j.finding.strength)
        .max()
        .unwrap_or(Strength::Name);
    let says = |status| {
        let mut all = row.said.iter();
        all.any(|j| j.finding.answer == status)
    };
    row.differs = says(AffectedStatus::Affected) && says(AffectedStatus::NotAffected);
    row.fixed = fixed(&row.said);
}

/// From which versions on it is fixed, and by whose word: where a range that affects ends before a version.
fn fixed(said: &[Judged]) -> Vec<(String, String)> {
    let mut fixed: Vec<(String, String)> = Vec::new();
    for judged in said {
        if judged.finding.answer != AffectedStatus::Affected {
            continue;
        }
        if let Some(version) = &judged.fixed_in
            && !fixed.iter().any(|(known, _)| known == version)
        {
            fixed.push((version.clone(), judged.finding.by.clone()));
        }
    }
    fixed
}

/// What the deciding statement says of versions, as it was written.
fn versions(statement: &Affected, basis: Basis) -> Option<String> {
    match basis {
        Basis::Versions(at) => Some(statement.versions.get(at)?.text.clone()),
        Basis::Product | Basis::Word => None,
        Basis::Name | Basis::Default | Basis::Outside | Basis::Commits => {
            let texts = statement.versions.iter().map(|v| v.text.as_str());
            let mut texts: Vec<&str> = texts.filter(|text| !text.is_empty()).take(5).collect();
            if statement.versions.len() > texts.len() {
                texts.push("…");
            }
            (!texts.is_empty()).then(|| texts.join("; "))
        }
    }
}

/// The version before which the range ends that decided, or at which it is no longer affected.
fn fixed_in(statement: &Affected, basis: Basis) -> Option<String> {
    let Basis::Versions(at) = basis else {
        return None;
    };
    let range = statement.versions.get(at)?.range.as_ref()?;
    let mut changes = range.changes.iter();
    let change = changes.find(|(_, status)| *status == AffectedStatus::NotAffected);
    let end = range.high.as_ref().filter(|high| !high.included);
    let version = change.map(|(version, _)| version);
    version.or(end.map(|end| &end.version)).cloned()
}

/// How many products are named whose presence is not known.
const WANTED: usize = 5;

/// A product in words, or by its CPE name.
fn called(statement: &Affected) -> String {
    let words = [&statement.vendor, &statement.product];
    let words: Vec<&str> = words.into_iter().flatten().map(String::as_str).collect();
    match (words.is_empty(), statement.cpes.first()) {
        (true, Some(cpe)) => cpe.clone(),
        _ => words.join(" "),
    }
}

/// A record that describes the vulnerability and says nothing of the component.
fn silent(member: &Member) -> Option<SilentRecord> {
    let record = &member.record;
    let describes = summary::kind_of(record.kind) == Kind::Description;
    describes.then(|| SilentRecord {
        source: record.source.clone(),
        record: record.name.clone(),
        status: summary::status_of(record.status),
    })
}

fn empty(component: usize, vulnerability: Row, silent: Vec<SilentRecord>) -> MatchRow {
    MatchRow {
        component,
        vulnerability,
        answer: AffectedStatus::Silent,
        strength: Strength::Name,
        differs: false,
        said: Vec::new(),
        silent,
        fixed: Vec::new(),
    }
}
