//! Search: from a query line to a page of rows, facets and charts.

mod answer;
mod facets;
mod order;
#[cfg(test)]
mod plainly;
mod rows;
mod terms;

use noroshi_store::Reader;
use roaring::RoaringBitmap;

pub(crate) use rows::{row, titles};
pub(crate) use terms::Terms;

use self::answer::Ground;
use crate::{
    clock,
    house::{House, Question, UseError},
    query::{self, Condition, Node},
    values::{Mistake, Part, SearchPage},
};

/// More rows than this are not given at once.
const MOST: usize = 1_000;

/// The place of a row in the order of an answer: what the order goes by, its identifier's place, its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(pub i64, pub u64, pub u32);

impl House {
    /// Answers a query.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer; a query itself never fails.
    pub fn search(&self, question: &Question) -> Result<SearchPage, UseError> {
        self.search_behind(question, None)
    }

    /// Answers a query from the row on that comes behind a place in the order, whatever has come or gone before it since;
    /// `start` then only says how many rows there were before.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn search_behind(
        &self,
        question: &Question,
        after: Option<Place>,
    ) -> Result<SearchPage, UseError> {
        let now = clock::now();
        let query = query::parse(&question.query, now);
        self.read_exactly(|reader, columns, exact| {
            let known = || self.answers.get(question, columns, now);
            if let Some(page) = after.is_none().then(known).flatten() {
                return Ok(page);
            }
            let ground = Ground {
                reader,
                columns,
                terms: exact.then_some(&self.terms),
            };
            let answer = answer::of(&query.root, ground)?;
            let limit = question.limit.clamp(1, MOST);
            let mut page = SearchPage {
                query: question.query.clone(),
                understood: query.root.to_string(),
                mistakes: query.mistakes.clone(),
                total: usize::try_from(answer.len()).unwrap_or(usize::MAX),
                start: question.start,
                limit,
                sort: question.sort,
                known: usize::try_from(columns.all.len()).unwrap_or(usize::MAX),
                sequence: columns.sequence,
                ..SearchPage::default()
            };
            let from = (question.start, after);
            for id in order::slice(&answer, columns, question.sort, from, limit) {
                page.last = Some(order::place(columns, question.sort, id));
                page.rows.extend(rows::row(reader, &columns.sources, id)?);
            }
            if question.with_facets {
                let counted = facets::count(&answer, columns, &query.root);
                page.facets = counted.facets;
                page.years = counted.years;
                page.bands = counted.bands;
            }
            if answer.is_empty() {
                page.parts = parts(&query.root, ground)?;
                page.nearest = nearest(&query.root, reader)?;
            }
            if exact && after.is_none() {
                self.answers.put(question, columns, now, &page);
            }
            Ok(page)
        })
    }
}

impl House {
    /// The numbers of the vulnerabilities that a query line holds for, and what of it was not understood.
    pub(crate) fn holding(&self, line: &str) -> Result<(RoaringBitmap, Vec<Mistake>), UseError> {
        let query = query::parse(line, clock::now());
        let set = self.read(|reader, columns| {
            let terms = None;
            let ground = Ground {
                reader,
                columns,
                terms,
            };
            Ok(RoaringBitmap::clone(&*answer::of(&query.root, ground)?))
        })?;
        Ok((set, query.mistakes))
    }
}

/// Gives each vulnerability of a set, in the order of their numbers.
fn each(set: &RoaringBitmap, mut take: impl FnMut(usize)) {
    // By the thousand: one at a time takes three times as long.
    let mut numbers = [0; 1_024];
    let mut left = set.iter();
    loop {
        let some = left.next_many(&mut numbers);
        if some.is_empty() {
            break;
        }
        for id in some {
            take(*id as usize);
        }
    }
}

/// What each part of an empty answer alone would give.
fn parts(root: &Node, ground: Ground<'_>) -> Result<Vec<Part>, UseError> {
    if root.parts().len() < 2 {
        return Ok(Vec::new());
    }
    let part = |node: &Node| {
        let count = answer::of(node, ground)?.len();
        Ok(Part {
            query: node.to_string(),
            count: usize::try_from(count).unwrap_or(usize::MAX),
        })
    };
    root.parts().iter().take(8).map(part).collect()
}

/// Identifiers that begin like one that was asked for.
fn nearest(root: &Node, reader: &dyn Reader) -> Result<Vec<String>, UseError> {
    let mut found = Vec::new();
    for part in root.parts() {
        let begin = match part {
            Node::Is(Condition::Id(id)) => id.as_str().to_owned(),
            Node::Is(Condition::IdBegins(begin) | Condition::Words(begin)) => begin.to_uppercase(),
            _ => continue,
        };
        found.extend(near_identifiers(reader, &begin)?);
    }
    Ok(found)
}

/// Identifiers here that begin as a text does, or as it does with its last characters left out.
pub(crate) fn near_identifiers(reader: &dyn Reader, text: &str) -> Result<Vec<String>, UseError> {
    let mut begin: &str = text;
    // Shorter than `CVE-2021-` everything would be near.
    while begin.len() > 9 && begin.is_ascii() {
        let found = reader.names_beginning(begin, 5)?;
        if !found.is_empty() {
            return Ok(found);
        }
        begin = &begin[..begin.len() - 1];
    }
    Ok(Vec::new())
}
