//! Matches as documents that other programs read: SARIF, CycloneDX with vulnerabilities, OpenVEX, CSAF.

use std::collections::HashMap;

use noroshi_inventory::{
    Answer, BomEdition, CsafEdition, CsafPublisher, Finding, NotWritten, Statement, write_csaf_vex,
    write_cyclonedx, write_openvex,
};
use noroshi_model::{AffectedStatus, Language, Moment, Note, Score, Text};
use noroshi_outlets::sarif;
use sha2::{Digest, Sha256};

use crate::{
    clock,
    digits::uuid,
    values::{MatchPage, MatchRow},
};

/// The program's name, and its version.
const TOOL: (&str, &str) = ("noroshi", env!("CARGO_PKG_VERSION"));

/// Who hands a document on, and where their documents are named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Publisher {
    /// The name.
    pub name: String,
    /// An address that is theirs; CSAF wants one.
    pub namespace: Option<String>,
}

/// A document, and what of the matches its form cannot carry.
type Written = Result<(String, Vec<Note>), NotWritten>;

impl MatchPage {
    /// As SARIF 2.1.0. `pages` is the address of the pages that describe vulnerabilities.
    pub fn sarif(&self, language: Language, pages: &str) -> String {
        let mut rules: Vec<sarif::Rule> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        let mut results = Vec::new();
        for row in &self.rows {
            let v = &row.vulnerability;
            let rule = *known.entry(v.id.as_str()).or_insert_with(|| {
                rules.push(sarif::Rule {
                    id: v.id.clone(),
                    title: row.title(language).to_owned(),
                    help: Some(format!("{pages}/{}", v.id)),
                    score: v.score.map(|score| (score, v.scored_by.clone())),
                    ..sarif::Rule::default()
                });
                rules.len() - 1
            });
            let Some(component) = self.inventory.components.get(row.component) else {
                continue;
            };
            results.push(sarif::Finding {
                rule,
                component: self.called(row.component),
                known_as: component.purl().map(ToString::to_string),
                place: sarif::Place {
                    file: self.name.clone(),
                    line: None,
                    within: Some(component.place.clone()),
                },
                outcome: match row.answer {
                    AffectedStatus::Affected => sarif::Outcome::Hit(sarif::Level::of(v.severity)),
                    AffectedStatus::Unknown => sarif::Outcome::Open,
                    AffectedStatus::NotAffected | AffectedStatus::Silent => sarif::Outcome::Clear,
                },
                message: row.why(language),
            });
        }
        let log = sarif::Log {
            tool: TOOL.0.to_owned(),
            version: TOOL.1.to_owned(),
            about: None,
            language,
            rules,
            results,
        };
        log.to_json()
    }

    /// As CycloneDX 1.6: the list with its vulnerabilities.
    ///
    /// # Errors
    ///
    /// [`NotWritten`] where the form cannot hold it.
    pub fn cyclonedx(&self, language: Language) -> Written {
        let edition = BomEdition {
            serial: Some(self.number()),
            revision: 1,
            made: Moment::from_millis(clock::now()),
            tool: Some((TOOL.0.to_owned(), TOOL.1.to_owned())),
        };
        let own = &self.inventory.statements;
        write_cyclonedx(&self.inventory, &self.findings(language), own, &edition)
    }

    /// As OpenVEX: one statement for each answer.
    ///
    /// # Errors
    ///
    /// [`NotWritten`] where the form cannot hold it.
    pub fn openvex(&self, language: Language, by: &Publisher) -> Written {
        let now = Moment::from_millis(clock::now());
        write_openvex(&self.number(), &by.name, &now, &self.statements(language))
    }

    /// As CSAF 2.0 of the profile VEX.
    ///
    /// # Errors
    ///
    /// [`NotWritten`] where the form cannot hold it, or the publisher gives no address.
    pub fn csaf_vex(&self, language: Language, by: &Publisher) -> Written {
        let now = Moment::from_millis(clock::now());
        let number = self.number();
        let edition = CsafEdition {
            id: number.trim_start_matches("urn:uuid:").to_owned(),
            title: format!("VEX: {}", self.name),
            language: Some(language.tag().to_owned()),
            publisher: CsafPublisher {
                name: by.name.clone(),
                namespace: by.namespace.clone().unwrap_or_default(),
                category: "user".to_owned(),
            },
            history: vec![(now, "1".to_owned())],
            tool: Some((TOOL.0.to_owned(), TOOL.1.to_owned())),
        };
        write_csaf_vex(&self.inventory, &self.statements(language), &edition)
    }

    /// What each speaker's word comes to, by vulnerability.
    fn findings(&self, language: Language) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        for row in &self.rows {
            let id = row.vulnerability.id.as_str();
            let at = *known.entry(id).or_insert_with(|| {
                findings.push(finding(row, language));
                findings.len() - 1
            });
            let answers = row.said.iter().map(|judged| Answer {
                component: row.component,
                answer: judged.finding.answer,
                by: judged.speaker(),
                why: judged.why(language),
                fixed: judged.fixed_in.clone(),
                when: judged.when.map(Moment::from_millis),
            });
            findings[at].answers.extend(answers);
        }
        findings
    }

    /// One statement for each vulnerability and component: the answer of all speakers together.
    fn statements(&self, language: Language) -> Vec<Statement> {
        let mut findings: Vec<Finding> = Vec::new();
        for row in &self.rows {
            let mut finding = finding(row, language);
            finding.answers.push(Answer {
                component: row.component,
                answer: row.answer,
                by: TOOL.0.to_owned(),
                why: row.why(language),
                fixed: row.fixed.first().map(|(version, _)| version.clone()),
                when: None,
            });
            findings.push(finding);
        }
        let all = findings.iter().flat_map(|f| f.statements(&self.inventory));
        all.collect()
    }

    /// A number of this answer: the same list against the same state of the ledger has the same.
    fn number(&self) -> String {
        let mut digest = Sha256::new();
        digest.update(self.name.as_bytes());
        digest.update(self.sequence.to_be_bytes());
        for row in &self.rows {
            digest.update(row.component.to_be_bytes());
            digest.update(row.vulnerability.id.as_bytes());
            digest.update([row.answer as u8]);
        }
        format!("urn:uuid:{}", uuid(&digest.finalize().into(), 8))
    }
}

fn finding(row: &MatchRow, language: Language) -> Finding {
    let v = &row.vulnerability;
    let score = v.score.map(|score| Score {
        by: v.scored_by.clone(),
        system: String::new(),
        vector: None,
        stated: Some(score),
        computed: None,
        severity: v.severity,
        primary: false,
    });
    Finding {
        vulnerability: v.id.clone(),
        description: Text::choose(&v.titles, language).map(|title| title.value.clone()),
        scores: score.into_iter().collect(),
        ..Finding::default()
    }
}
