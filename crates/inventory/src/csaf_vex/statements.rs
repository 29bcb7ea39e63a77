//! What CSAF says about a vulnerability in products (section 3.2.3), as statements.

use std::collections::{BTreeMap, HashMap, HashSet};

use noroshi_model::{Note, Path, Reference, Score, Severity};

use super::{UNSAID_ACTION, UNSAID_DESCRIPTION, products::Products};
use crate::{
    Action, ActionKind, Justification, MAX_COMPONENTS, NotRead, Product, Statement, Status,
    VersionSaid,
    draft::{Draft, unknown},
    json::At,
    text::shown,
};

/// The states of CSAF. `recommended` stands last: a version may be recommended whatever else it is, and without another
/// word it is one with a remedy.
const STATES: &[(&str, Status)] = &[
    ("known_affected", Status::Affected),
    ("first_affected", Status::Affected),
    ("last_affected", Status::Affected),
    ("known_not_affected", Status::NotAffected),
    ("first_fixed", Status::Fixed),
    ("fixed", Status::Fixed),
    ("under_investigation", Status::UnderInvestigation),
    ("unknown", Status::UnderInvestigation),
    ("recommended", Status::Fixed),
];

/// The most bytes of names and texts that the statements of one document come to: a name that is written once may be
/// meant a million times.
const MOST_BYTES: usize = 512 << 20;

/// How far the statements of one document have swollen.
#[derive(Debug, Default)]
pub(super) struct Budget {
    bytes: usize,
    products: usize,
}

impl Budget {
    fn spent(&self) -> bool {
        self.bytes > MOST_BYTES || self.products > MAX_COMPONENTS
    }

    /// Fails where the limit was passed; what came after was not kept.
    pub(super) fn kept_within(&self, kind: &'static str) -> Result<(), NotRead> {
        match self.spent() {
            false => Ok(()),
            true => Err(NotRead::Bad {
                kind,
                reason: "its statements name more than 2000000 products or 512 MiB of names"
                    .to_owned(),
            }),
        }
    }
}

/// What is said of a product besides its state: the places of flags, impacts, remedies and scores in their lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Said {
    flags: Vec<usize>,
    impacts: Vec<usize>,
    actions: Vec<usize>,
    scores: Vec<usize>,
}

/// Everything that is said of one vulnerability besides states.
#[derive(Default)]
struct Remarks {
    flags: Vec<String>,
    impacts: Vec<String>,
    actions: Vec<Action>,
    scores: Vec<Score>,
    /// Of all products of the vulnerability.
    of_all: Said,
    of_one: HashMap<String, Said>,
}

/// Reads one vulnerability: one statement for each state and set of remarks, however many products share them.
pub(super) fn of(
    at: At<'_, '_>,
    known: &Products,
    budget: &mut Budget,
    draft: &mut Draft,
    notes: &mut Vec<Note>,
) {
    let mut ids: Vec<String> = at.owned("cve", notes).into_iter().collect();
    at.each("ids", notes, |at, notes| {
        ids.extend(at.owned("text", notes))
    });
    let title = at.owned("title", notes);
    if ids.is_empty() {
        ids.extend(title.clone());
    }
    if ids.is_empty() {
        draft.note(at.place(), "a vulnerability without an identifier");
        return;
    }
    let vulnerability = ids.remove(0);
    let remarks = remarks(at, known, budget, draft, notes);
    // A table keeps the statements in the order of the states and of first mention.
    let mut order: Vec<((usize, Said), Vec<Product>)> = Vec::new();
    let mut places: HashMap<(usize, Said), usize> = HashMap::new();
    let mut stated: HashSet<String> = HashSet::new();
    let mut recommended_too = 0;
    at.member("product_status", notes, |at, notes| {
        for (state, (word, status)) in STATES.iter().enumerate() {
            at.texts(word, notes, |id, path, _| {
                let is_new = stated.insert(id.to_owned());
                if *word == "recommended" && !is_new {
                    recommended_too += 1;
                    return;
                }
                let mut said = remarks.of_all.clone();
                said.join(remarks.of_one.get(id));
                let product = product(id, *status, known, draft, path);
                budget.products += 1;
                budget.bytes += size(&product);
                if budget.spent() {
                    return;
                }
                let key = (state, said);
                let place = *places.entry(key.clone()).or_insert_with(|| {
                    order.push((key, Vec::new()));
                    order.len() - 1
                });
                order[place].1.push(product);
            });
        }
    });
    if recommended_too > 0 {
        let what =
            format!("{recommended_too} products that have another state are recommended, too");
        draft.note(at.place_of("product_status"), what);
    }
    if order.is_empty() {
        let what = format!(
            "{} is listed without an answer to whether it affects",
            shown(&vulnerability)
        );
        draft.note(at.place(), what);
        return;
    }
    let description = description(at, notes).or(title);
    let references = references(at, draft, notes);
    for ((state, said), products) in order {
        let statement = statement(state, &said, &remarks);
        budget.bytes += statement.words.as_ref().map_or(0, String::len)
            + statement
                .actions
                .iter()
                .map(|a| a.text.len())
                .sum::<usize>()
            + description.as_ref().map_or(0, String::len)
            + references.len() * 64;
        if budget.spent() {
            return;
        }
        draft.inventory.statements.push(Statement {
            vulnerability: vulnerability.clone(),
            aliases: ids.clone(),
            products,
            description: description.clone(),
            references: references.clone(),
            author: draft.inventory.by.first().cloned(),
            when: draft.inventory.made.clone(),
            place: at.place(),
            ..statement
        });
    }
}

/// A statement of a state and remarks, still without what all of the vulnerability share.
fn statement(state: usize, said: &Said, remarks: &Remarks) -> Statement {
    let (word, status) = STATES[state];
    let labels = said.flags.iter().map(|at| remarks.flags[*at].clone());
    let mut words: Vec<String> = vec![word.to_owned()];
    words.extend(labels);
    let texts: Vec<&str> = said
        .impacts
        .iter()
        .map(|at| remarks.impacts[*at].as_str())
        .collect();
    let justification = words[1..]
        .iter()
        .find_map(|word| Justification::from_word(word));
    Statement {
        vulnerability: String::new(),
        aliases: Vec::new(),
        products: Vec::new(),
        status,
        justification: justification.filter(|_| status == Status::NotAffected),
        said: words,
        words: (!texts.is_empty()).then(|| texts.join("\n")),
        actions: said
            .actions
            .iter()
            .map(|at| remarks.actions[*at].clone())
            .collect(),
        description: None,
        scores: said
            .scores
            .iter()
            .map(|at| remarks.scores[*at].clone())
            .collect(),
        references: Vec::new(),
        author: None,
        when: None,
        place: String::new(),
    }
}

fn product(
    id: &str,
    status: Status,
    known: &Products,
    draft: &mut Draft,
    path: &Path<'_>,
) -> Product {
    let Some(naming) = known.get(id) else {
        draft.note(path.to_string(), unknown(id));
        return Product {
            id: id.to_owned(),
            ..Product::default()
        };
    };
    let affected = match status {
        Status::Affected => Some(true),
        Status::NotAffected | Status::Fixed => Some(false),
        Status::UnderInvestigation => None,
    };
    // Of a product by itself the component has the version; of one with a part it is that of the whole.
    let single = naming.version.clone().filter(|_| !naming.parts.is_empty());
    let range = naming.range.clone().map(|range| (range, true));
    let versions = range.or(single.map(|version| (version, false)));
    Product {
        id: id.to_owned(),
        names: naming.names.clone(),
        component: draft.named(id),
        versions: versions
            .into_iter()
            .map(|(version, is_range)| VersionSaid {
                version,
                is_range,
                affected,
            })
            .collect(),
        parts: naming.parts.clone(),
    }
}

/// Reads flags, threats, remediations and scores, and which products each is about.
fn remarks(
    at: At<'_, '_>,
    known: &Products,
    budget: &mut Budget,
    draft: &mut Draft,
    notes: &mut Vec<Note>,
) -> Remarks {
    let by = draft.inventory.by.first().cloned().unwrap_or_default();
    let mut remarks = Remarks::default();
    at.each("flags", notes, |at, notes| {
        let Some(label) = at.owned("label", notes) else {
            return;
        };
        if Justification::from_word(&label).is_none() {
            let what = format!("unknown justification {}", shown(&label));
            draft.note(at.place_of("label"), what);
        }
        remarks.flags.push(label);
        let place = remarks.flags.len() - 1;
        remarks.about(at, known, budget, notes, |said| said.flags.push(place));
    });
    at.each("threats", notes, |at, notes| {
        if at.text("category", notes).as_deref() != Some("impact") {
            return;
        }
        if let Some(details) = at.owned("details", notes) {
            remarks.impacts.push(details);
            let place = remarks.impacts.len() - 1;
            remarks.about(at, known, budget, notes, |said| said.impacts.push(place));
        }
    });
    at.each("remediations", notes, |at, notes| {
        let word = at.owned("category", notes);
        let kind = word.as_deref().and_then(ActionKind::from_word);
        if let (Some(word), None) = (&word, kind) {
            let what = format!("unknown remediation {}", shown(word));
            draft.note(at.place_of("category"), what);
        }
        let mut text = at.owned("details", notes).unwrap_or_default();
        if text == UNSAID_ACTION {
            return;
        }
        if let Some(url) = at.owned("url", notes).filter(|url| !text.contains(url)) {
            text = if text.is_empty() {
                url
            } else {
                format!("{text}\n{url}")
            };
        }
        remarks.actions.push(Action { kind, text });
        let place = remarks.actions.len() - 1;
        remarks.about(at, known, budget, notes, |said| said.actions.push(place));
    });
    // 2.0 writes scores; 2.1 metrics, which may name who gave them.
    at.each("scores", notes, |at, notes| {
        let first = remarks.scores.len();
        remarks.scores.extend(cvss(at, &by, notes));
        let places = first..remarks.scores.len();
        remarks.about(at, known, budget, notes, |said| {
            said.scores.extend(places.clone())
        });
    });
    at.each("metrics", notes, |at, notes| {
        let by = at.owned("source", notes).unwrap_or_else(|| by.clone());
        let first = remarks.scores.len();
        let found = at.member("content", notes, |at, notes| cvss(at, &by, notes));
        remarks.scores.extend(found.unwrap_or_default());
        let places = first..remarks.scores.len();
        remarks.about(at, known, budget, notes, |said| {
            said.scores.extend(places.clone())
        });
    });
    remarks
}

impl Remarks {
    /// Adds a remark to each product that it names, by itself or in a group; to all where it names none.
    fn about(
        &mut self,
        at: At<'_, '_>,
        known: &Products,
        budget: &mut Budget,
        notes: &mut Vec<Note>,
        add: impl Fn(&mut Said),
    ) {
        let mut named: BTreeMap<&str, ()> = BTreeMap::new();
        let mut names_some = false;
        for member in ["product_ids", "products"] {
            at.texts(member, notes, |id, _, _| {
                names_some = true;
                named.insert(id, ());
            });
        }
        at.texts("group_ids", notes, |id, path, notes| {
            names_some = true;
            match known.group(id) {
                Some(members) => {
                    budget.bytes += members.len() * 32;
                    if !budget.spent() {
                        named.extend(members.iter().map(|id| (id.as_str(), ())));
                    }
                }
                None => notes.push(Note::new(path.to_string(), unknown(id))),
            }
        });
        if !names_some {
            add(&mut self.of_all);
        }
        for id in named.into_keys() {
            budget.bytes += 8;
            match self.of_one.get_mut(id) {
                Some(said) => add(said),
                None => add(self.of_one.entry(id.to_owned()).or_default()),
            }
        }
    }
}

impl Said {
    fn join(&mut self, other: Option<&Self>) {
        let Some(other) = other else { return };
        for (own, more) in [
            (&mut self.flags, &other.flags),
            (&mut self.impacts, &other.impacts),
            (&mut self.actions, &other.actions),
            (&mut self.scores, &other.scores),
        ] {
            own.extend(more);
            own.sort_unstable();
            own.dedup();
        }
    }
}

fn cvss(at: At<'_, '_>, by: &str, notes: &mut Vec<Note>) -> Vec<Score> {
    let mut found = Vec::new();
    for (member, assumed) in [("cvss_v2", "2.0"), ("cvss_v3", "3.1"), ("cvss_v4", "4.0")] {
        at.member(member, notes, |at, notes| {
            let vector = at.owned("vectorString", notes);
            let word = at.owned("baseSeverity", notes);
            let system = at.owned("version", notes);
            found.push(Score {
                by: by.to_owned(),
                system: system.unwrap_or_else(|| assumed.to_owned()),
                computed: vector.as_deref().and_then(noroshi_cvss::base_score),
                vector,
                stated: at.score("baseScore", notes),
                severity: word.as_deref().and_then(Severity::from_word),
                primary: false,
            });
        });
    }
    if let Some(word) = at.owned("qualitative_severity_rating", notes) {
        found.push(Score {
            by: by.to_owned(),
            system: String::new(),
            vector: None,
            stated: None,
            computed: None,
            severity: Severity::from_word(&word),
            primary: false,
        });
    }
    found
}

/// The first note that describes the vulnerability, else one that sums it up.
fn description(at: At<'_, '_>, notes: &mut Vec<Note>) -> Option<String> {
    let mut found: [Option<String>; 3] = [None, None, None];
    at.each("notes", notes, |at, notes| {
        let category = at.text("category", notes).unwrap_or_default();
        let rank = ["description", "summary", "details"]
            .iter()
            .position(|c| *c == category);
        if let Some(place) = rank
            && found[place].is_none()
        {
            found[place] = at.owned("text", notes);
        }
    });
    let stated = found.into_iter().flatten();
    stated.into_iter().find(|text| text != UNSAID_DESCRIPTION)
}

fn references(at: At<'_, '_>, draft: &Draft, notes: &mut Vec<Note>) -> Vec<Reference> {
    let by = draft.inventory.by.first().cloned().unwrap_or_default();
    let mut found = Vec::new();
    at.each("references", notes, |at, notes| {
        if let Some(url) = at.owned("url", notes) {
            found.push(Reference {
                by: by.clone(),
                url,
                title: at.owned("summary", notes),
                tags: Vec::new(),
            });
        }
    });
    found
}

fn size(product: &Product) -> usize {
    let names = product.names.iter().chain(&product.parts);
    200 + product.id.len() + names.map(|name| name.len() + 24).sum::<usize>()
}
