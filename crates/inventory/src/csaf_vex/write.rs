//! Statements written as a CSAF 2.0 document of the VEX profile (sections 4.1 and 4.5).

use std::collections::{BTreeMap, HashMap};

use noroshi_model::Note;
use serde_json::{Map, Value, json};

use super::{
    UNSAID_ACTION, UNSAID_DESCRIPTION,
    edition::{CsafEdition, about_document},
    scores::{Scored, scores},
    tree::Tree,
};
use crate::{
    Action, ActionKind, Inventory, Justification, NotWritten, Product, Statement, Status,
    VersionSaid, text::shown, vex::namer,
};

/// Writes statements as a CSAF 2.0 document of the category `csaf_vex`, and what of them it cannot carry.
///
/// `list` is what the `component` of products counts in; statements of other documents come as
/// [`Statement::detached`], and their products are written by their names. The form
/// holds one answer for each vulnerability and product: of two that contradict, the later stays. It asks that
/// *not affected* be explained, so what is not is left out with a note; an affected product without advice gets a
/// sentence that there is none.
///
/// # Errors
///
/// [`NotWritten`] where identifier, title, publisher, history or every statement is missing.
pub fn write(
    list: &Inventory,
    statements: &[Statement],
    edition: &CsafEdition,
) -> Result<(String, Vec<Note>), NotWritten> {
    let about = about_document(edition)?;
    let mut notes = Vec::new();
    let mut tree = Tree::new(list);
    let mut order: Vec<Vulnerability<'_>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (n, statement) in statements.iter().enumerate() {
        let place = format!("/statements/{n}");
        if let Some(by) = statement
            .author
            .as_deref()
            .filter(|by| *by != edition.publisher.name)
        {
            let what = format!(
                "said by {}; the form knows one publisher per document",
                shown(by)
            );
            notes.push(Note::new(place.clone(), what));
        }
        let id = cve(statement).unwrap_or(&statement.vulnerability);
        let at = *places.entry(id).or_insert_with(|| {
            order.push(Vulnerability::new(id));
            order.len() - 1
        });
        order[at].take(statement, &mut tree, &place, &mut notes);
    }
    let publisher = &edition.publisher.name;
    let written = order.iter().filter(|v| !v.answers.is_empty());
    let vulnerabilities: Vec<Value> = written.map(|v| v.written(publisher)).collect();
    if vulnerabilities.is_empty() {
        return Err(NotWritten::Missing("a statement"));
    }
    let document = json!({
        "document": about,
        "product_tree": tree.written(),
        "vulnerabilities": vulnerabilities,
    });
    Ok((format!("{document:#}\n"), notes))
}

/// The CVE identifier that a statement gives, as its own or as another.
fn cve(statement: &Statement) -> Option<&str> {
    let is_cve = |id: &&String| {
        let digits = id
            .strip_prefix("CVE-")
            .and_then(|rest| rest.split_once('-'));
        digits.is_some_and(|(year, number)| {
            let all = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
            year.len() == 4 && number.len() >= 4 && all(year) && all(number)
        })
    };
    let ids = std::iter::once(&statement.vulnerability).chain(&statement.aliases);
    ids.into_iter().find(is_cve).map(String::as_str)
}

/// States that say more than that of the profile, and stand beside it.
const NARROWER: &[(&str, Status)] = &[
    ("first_affected", Status::Affected),
    ("last_affected", Status::Affected),
    ("first_fixed", Status::Fixed),
    ("recommended", Status::Fixed),
];

/// What is said of one product.
struct Answer<'s> {
    status: Status,
    /// The author's own narrower word for it, of those of CSAF.
    narrower: Option<&'s str>,
    justification: Option<Justification>,
    words: Vec<String>,
    actions: Vec<&'s Action>,
    when: Option<i64>,
}

/// One vulnerability and what is said of it in each product.
struct Vulnerability<'s> {
    id: &'s str,
    others: Vec<&'s str>,
    description: Option<&'s str>,
    references: BTreeMap<&'s str, Option<&'s str>>,
    answers: BTreeMap<String, Answer<'s>>,
    scored: Scored<'s>,
}

impl<'s> Vulnerability<'s> {
    fn new(id: &'s str) -> Self {
        Self {
            id,
            others: Vec::new(),
            description: None,
            references: BTreeMap::new(),
            answers: BTreeMap::new(),
            scored: Scored::default(),
        }
    }

    fn take(
        &mut self,
        statement: &'s Statement,
        tree: &mut Tree<'_>,
        place: &str,
        notes: &mut Vec<Note>,
    ) {
        let ids = std::iter::once(&statement.vulnerability).chain(&statement.aliases);
        for id in ids.map(String::as_str) {
            if id != self.id && !id.is_empty() && !self.others.contains(&id) {
                self.others.push(id);
            }
        }
        self.description = self.description.or(statement.description.as_deref());
        for reference in statement.references.iter().filter(|r| r.url.contains(':')) {
            let title = reference.title.as_deref().filter(|title| !title.is_empty());
            self.references.entry(&reference.url).or_insert(title);
        }
        for product in &statement.products {
            // Each version told apart is a product of its own.
            let versions: Vec<Option<&VersionSaid>> = match product.versions.as_slice() {
                [] => vec![None],
                versions => versions.iter().map(Some).collect(),
            };
            for version in versions {
                self.answer(statement, product, version, tree, place, notes);
            }
        }
    }

    fn answer(
        &mut self,
        statement: &'s Statement,
        product: &Product,
        version: Option<&VersionSaid>,
        tree: &mut Tree<'_>,
        place: &str,
        notes: &mut Vec<Note>,
    ) {
        let Some(answer) = one(statement, version) else {
            let what =
                "left out: neither a justification nor an explanation why it is not affected";
            notes.push(Note::new(place, what));
            return;
        };
        if answer.status == Status::Affected && answer.actions.is_empty() {
            notes.push(Note::new(
                place,
                "an affected product without advice; the form asks for it",
            ));
        }
        for id in tree.products(product, version) {
            self.scored.take(&statement.scores, &id);
            let mut answer = Answer {
                words: answer.words.clone(),
                actions: answer.actions.clone(),
                ..answer
            };
            let Some(known) = self.answers.get_mut(&id) else {
                self.answers.insert(id, answer);
                continue;
            };
            if known.status != answer.status || known.justification != answer.justification {
                let what = format!(
                    "contradicts another statement on {}; the later one stays",
                    shown(&id)
                );
                notes.push(Note::new(place, what));
                if known.when <= answer.when {
                    *known = answer;
                }
                continue;
            }
            answer.words.retain(|words| !known.words.contains(words));
            answer
                .actions
                .retain(|action| !known.actions.contains(action));
            known.narrower = known.narrower.or(answer.narrower);
            known.words.append(&mut answer.words);
            known.actions.append(&mut answer.actions);
        }
    }

    fn written(&self, publisher: &str) -> Value {
        let mut out = Map::new();
        let mut put = |name: &str, value: Value| drop(out.insert(name.to_owned(), value));
        let system = |id: &str| json!({"system_name": namer(id), "text": id});
        let mut ids: Vec<Value> = self.others.iter().map(|id| system(id)).collect();
        match self.id.starts_with("CVE-") {
            true => put("cve", json!(self.id)),
            false => ids.insert(0, system(self.id)),
        }
        if !ids.is_empty() {
            put("ids", Value::Array(ids));
        }
        let (scores, told) = scores(&self.scored, publisher);
        let description = self.description.filter(|text| !text.is_empty());
        let description = description.unwrap_or(UNSAID_DESCRIPTION);
        let mut texts = vec![json!({"category": "description", "text": description})];
        if !told.is_empty() {
            texts.push(json!({"category": "other", "title": "Scores", "text": told.join("\n")}));
        }
        put("notes", Value::Array(texts));
        put("product_status", self.states());
        let mut flags: Grouped<&str> = Grouped::default();
        let mut impacts: Grouped<&str> = Grouped::default();
        let mut remedies: Grouped<(&str, String)> = Grouped::default();
        for (id, answer) in &self.answers {
            if let Some(justification) = answer.justification {
                flags.add(justification.word(), id);
            }
            for words in &answer.words {
                impacts.add(words.as_str(), id);
            }
            for action in &answer.actions {
                remedies.add((category(action.kind), action.in_words()), id);
            }
            if answer.status == Status::Affected && answer.actions.is_empty() {
                remedies.add(("mitigation", UNSAID_ACTION.to_owned()), id);
            }
        }
        let one = |(category, details): &(&str, String)| json!({"category": category, "details": details});
        let grouped = [
            ("flags", flags.written(|label| json!({"label": label}))),
            (
                "threats",
                impacts.written(|words| json!({"category": "impact", "details": words})),
            ),
            ("remediations", remedies.written(one)),
        ];
        for (name, list) in grouped {
            if let Some(list) = list {
                put(name, list);
            }
        }
        if !scores.is_empty() {
            put("scores", Value::Array(scores));
        }
        let references = self.references.iter();
        let references: Vec<Value> = references
            .map(|(url, title)| json!({"category": "external", "summary": title.unwrap_or(url), "url": url}))
            .collect();
        if !references.is_empty() {
            put("references", Value::Array(references));
        }
        Value::Object(out)
    }

    fn states(&self) -> Value {
        let mut states: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (id, answer) in &self.answers {
            let word = match answer.status {
                Status::Affected => "known_affected",
                Status::NotAffected => "known_not_affected",
                Status::Fixed => "fixed",
                Status::UnderInvestigation => "under_investigation",
            };
            states.entry(word).or_default().push(id);
            if let Some(narrower) = answer.narrower {
                states.entry(narrower).or_default().push(id);
            }
        }
        json!(states)
    }
}

/// What a statement comes to for one version. `None` where the form asks for an explanation that is not given.
fn one<'s>(statement: &'s Statement, version: Option<&VersionSaid>) -> Option<Answer<'s>> {
    let own = statement.said.first().map(String::as_str);
    let mut answer = Answer {
        status: statement.status,
        narrower: own.filter(|word| NARROWER.contains(&(*word, statement.status))),
        justification: statement
            .justification
            .filter(|_| statement.status == Status::NotAffected),
        words: statement
            .words
            .iter()
            .filter(|words| !words.is_empty())
            .cloned()
            .collect(),
        actions: statement
            .actions
            .iter()
            .filter(|action| !action.in_words().is_empty())
            .collect(),
        when: statement.when.as_ref().and_then(|when| when.instant),
    };
    match (version.map(|said| said.affected), statement.status) {
        (Some(Some(false)), Status::Affected) => {
            answer.status = Status::NotAffected;
            answer.narrower = None;
            answer.words = vec!["This version is stated as unaffected.".to_owned()];
            answer.actions.clear();
        }
        (Some(None), Status::Affected | Status::NotAffected | Status::Fixed) => {
            answer.status = Status::UnderInvestigation;
            answer.narrower = None;
            answer.justification = None;
        }
        _ => {}
    }
    if answer.status == Status::NotAffected
        && answer.justification.is_none()
        && answer.words.is_empty()
    {
        // Words that are no justification of VEX still say why.
        let said = statement.said.get(1..).unwrap_or_default();
        answer
            .words
            .extend((!said.is_empty()).then(|| said.join(", ")));
        if answer.words.is_empty() {
            return None;
        }
    }
    Some(answer)
}

/// The category of CSAF 2.0 for advice; the two that 2.1 adds become the nearest.
fn category(kind: Option<ActionKind>) -> &'static str {
    match kind {
        None => "mitigation",
        Some(ActionKind::FixPlanned) => "none_available",
        Some(ActionKind::OptionalPatch) => "vendor_fix",
        Some(kind) => kind.csaf_word(),
    }
}

/// What is said, in the order of first mention, each with the products it is said of.
struct Grouped<K> {
    order: Vec<K>,
    products: HashMap<K, Vec<String>>,
}

impl<K> Default for Grouped<K> {
    fn default() -> Self {
        Self {
            order: Vec::new(),
            products: HashMap::new(),
        }
    }
}

impl<K: std::hash::Hash + Eq + Clone> Grouped<K> {
    fn add(&mut self, key: K, product: &str) {
        let known = self.products.entry(key.clone()).or_default();
        if known.is_empty() {
            self.order.push(key);
        }
        known.push(product.to_owned());
    }

    fn written(&self, one: impl Fn(&K) -> Value) -> Option<Value> {
        let items = self.order.iter().map(|key| {
            let mut item = one(key);
            item["product_ids"] = json!(self.products.get(key));
            item
        });
        (!self.order.is_empty()).then(|| Value::Array(items.collect()))
    }
}
