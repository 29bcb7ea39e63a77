//! Search: from a query line to a page of rows, facets and charts.

mod answer;
mod facets;
mod rows;

use std::{cmp::Reverse, collections::BinaryHeap};

use noroshi_store::Reader;
use roaring::RoaringBitmap;

pub(crate) use rows::{row, titles};

use crate::{
    clock,
    columns::{Column, Columns},
    house::{House, Question, UseError},
    query::{self, Condition, Node},
    values::{Part, SearchPage, Sort},
};

/// More rows than this are not given at once.
const MOST: usize = 1_000;

impl House {
    /// Answers a query.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer; a query itself never fails.
    pub fn search(&self, question: &Question) -> Result<SearchPage, UseError> {
        let now = clock::now();
        let query = query::parse(&question.query, now);
        self.read(|reader, columns| {
            if let Some(page) = self.answers.get(question, columns, now) {
                return Ok(page);
            }
            let answer = answer::of(&query.root, reader, columns)?;
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
            for id in in_order(&answer, columns, question.sort, question.start, limit) {
                page.rows.extend(rows::row(reader, columns, id)?);
            }
            if question.with_facets {
                let counted = facets::count(&answer, columns, &query.root);
                page.facets = counted.facets;
                page.years = counted.years;
                page.bands = counted.bands;
            }
            if answer.is_empty() {
                page.parts = parts(&query.root, reader, columns)?;
                page.nearest = nearest(&query.root, reader)?;
            }
            self.answers.put(question, columns, now, &page);
            Ok(page)
        })
    }
}

/// The wanted slice of an answer in its order. Only as much is sorted as is shown.
fn in_order(
    answer: &RoaringBitmap,
    columns: &Columns,
    sort: Sort,
    start: usize,
    limit: usize,
) -> Vec<u32> {
    let key = |id: u32| -> (i64, u64) {
        let c: &Column = columns.get(id);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "scores and probabilities are small"
        )]
        let first = match sort {
            Sort::Changed => c.changed,
            Sort::Public => c.made_public,
            Sort::Seen => c.first_seen,
            Sort::Score => (c.score * 10.0).round() as i64,
            Sort::Epss => (f64::from(c.epss) * 1e6) as i64,
            Sort::Id => 0,
        };
        (first, c.id_order)
    };
    // The best so far, the worst of them on top: an answer of 300,000 costs no list of 300,000.
    let wanted = start
        .saturating_add(limit)
        .min(usize::try_from(answer.len()).unwrap_or(usize::MAX));
    let mut best: BinaryHeap<Reverse<((i64, u64), u32)>> = BinaryHeap::with_capacity(wanted + 1);
    for id in answer {
        let keyed = Reverse((key(id), id));
        if best.len() < wanted {
            best.push(keyed);
        } else if best.peek().is_some_and(|worst| keyed < *worst) {
            best.pop();
            best.push(keyed);
        }
    }
    // Ascending order of the reversed is descending order of the keys.
    let ordered = best.into_sorted_vec();
    ordered
        .into_iter()
        .skip(start)
        .map(|Reverse((_, id))| id)
        .collect()
}

/// What each part of an empty answer alone would give.
fn parts(root: &Node, reader: &dyn Reader, columns: &Columns) -> Result<Vec<Part>, UseError> {
    if root.parts().len() < 2 {
        return Ok(Vec::new());
    }
    let part = |node: &Node| {
        let count = answer::of(node, reader, columns)?.len();
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
