//! Findings: what is known of one vulnerability in the components of a list, as it is handed to the writers.

use std::collections::HashMap;

use noroshi_model::{AffectedStatus, Moment, Reference, Score};

use crate::{Action, ActionKind, Inventory, Product, Statement, Status};

/// One vulnerability, and what is said of it in components of a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Finding {
    /// The identifier of the vulnerability.
    pub vulnerability: String,
    /// Other identifiers for it.
    pub aliases: Vec<String>,
    /// What it is, in words.
    pub description: Option<String>,
    /// How bad it is, each with who says so.
    pub scores: Vec<Score>,
    /// Where more is written.
    pub references: Vec<Reference>,
    /// What is said of it, one entry for each component and speaker.
    pub answers: Vec<Answer>,
}

/// What one speaker's word on a vulnerability comes to for one component.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The component, by its index in the list.
    pub component: usize,
    /// The answer.
    pub answer: AffectedStatus,
    /// Who says so.
    pub by: String,
    /// Why the answer is this one, in words: the range, the condition, what is missing.
    pub why: String,
    /// A version that holds a remedy, where one is known.
    pub fixed: Option<String>,
    /// When it was said.
    pub when: Option<Moment>,
}

impl Finding {
    /// The statements that the answers come to. One who is silent states nothing; one whose answer is unknown states
    /// that it is under investigation, the nearest that VEX has.
    ///
    /// A statement is a claim of whoever hands it on: this is for those who have looked at the findings and stand by
    /// them.
    pub fn statements(&self, list: &Inventory) -> Vec<Statement> {
        let mut found: Vec<Statement> = Vec::new();
        // Those who say the same of several components say it once.
        let mut known = HashMap::new();
        for answer in &self.answers {
            let Some((status, product)) = status(answer.answer)
                .and_then(|status| Some((status, product(answer.component, list)?)))
            else {
                continue;
            };
            let when = answer.when.as_ref().map(|when| when.original.as_str());
            let key = (
                status,
                &*answer.by,
                &*answer.why,
                answer.fixed.as_deref(),
                when,
            );
            let place = *known.entry(key).or_insert_with(|| {
                found.push(self.statement(answer, status));
                found.len() - 1
            });
            found[place].products.push(product);
        }
        found
    }

    fn statement(&self, answer: &Answer, status: Status) -> Statement {
        let fix = |version: &String| Action {
            kind: Some(ActionKind::Fix),
            text: format!("Update to {version}."),
        };
        let actions = answer.fixed.iter().filter(|_| status == Status::Affected);
        Statement {
            vulnerability: self.vulnerability.clone(),
            aliases: self.aliases.clone(),
            products: Vec::new(),
            status,
            justification: None,
            said: vec![status.word().to_owned()],
            words: (!answer.why.is_empty()).then(|| answer.why.clone()),
            actions: actions.map(fix).collect(),
            description: self.description.clone(),
            scores: self.scores.clone(),
            references: self.references.clone(),
            author: (!answer.by.is_empty()).then(|| answer.by.clone()),
            when: answer.when.clone(),
            place: String::new(),
        }
    }
}

fn status(answer: AffectedStatus) -> Option<Status> {
    match answer {
        AffectedStatus::Affected => Some(Status::Affected),
        AffectedStatus::NotAffected => Some(Status::NotAffected),
        AffectedStatus::Unknown => Some(Status::UnderInvestigation),
        AffectedStatus::Silent => None,
    }
}

/// The product that a component is, under every name it has.
fn product(at: usize, list: &Inventory) -> Option<Product> {
    let component = list.components.get(at)?;
    let purls = component.purls.iter().chain(&component.made_purl);
    let mut names: Vec<String> = purls.map(ToString::to_string).collect();
    names.extend(component.cpes.iter().cloned());
    let id = match names.is_empty() {
        false => names.remove(0),
        true => component
            .reference
            .clone()
            .unwrap_or_else(|| component.name.clone()),
    };
    Some(Product {
        id,
        names,
        component: Some(at),
        ..Product::default()
    })
}
