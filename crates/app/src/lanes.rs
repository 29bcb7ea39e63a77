//! How many questions are answered at once, so that nobody waits behind what is slow.
//!
//! More at once than there are cores makes all of them slower and none of them done. A page by identifier
//! never waits for a search, and of the searches that may take a second only one is under way.

use std::{sync::Arc, thread};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    house::Question,
    query::{self, Condition, Node},
};

/// How a question is queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// What costs about the same for everybody: a page by identifier, the sources.
    Page,
    /// A search.
    Search,
    /// A search that few ask and that may take a second: hundreds of words, or all that begins with a
    /// letter.
    Hard,
}

/// The queues; each serves first who came first.
#[derive(Debug)]
pub struct Lanes {
    pages: Arc<Semaphore>,
    searches: Arc<Semaphore>,
    hard: Arc<Semaphore>,
}

/// The right to be answered now; it ends when this is dropped.
#[must_use]
#[derive(Debug)]
pub struct Turn {
    /// In the order they were waited for.
    _permits: Vec<OwnedSemaphorePermit>,
}

/// Where the store is another machine's, whoever is answered waits for it most of the time.
const WHILE_IT_IS_FAR: usize = 3;

impl Default for Lanes {
    fn default() -> Self {
        Self::new(false)
    }
}

impl Lanes {
    /// Lanes for questions to a store that is near or far.
    pub(crate) fn new(is_far: bool) -> Self {
        // Two at least: one may wait for the disk.
        let cores = thread::available_parallelism().map_or(2, |n| n.get().max(2));
        let at_once = cores * if is_far { WHILE_IT_IS_FAR } else { 1 };
        Self {
            pages: Arc::new(Semaphore::new(at_once)),
            searches: Arc::new(Semaphore::new(at_once)),
            hard: Arc::new(Semaphore::new(1)),
        }
    }

    /// Waits for a turn. It is to be moved to where the work is done: a client that goes away ends its
    /// request, not the work.
    pub async fn turn(&self, lane: Lane) -> Turn {
        let lanes: &[&Arc<Semaphore>] = match lane {
            Lane::Page => &[&self.pages],
            Lane::Search => &[&self.searches],
            // Waiting for the first holds none of the second, which others need.
            Lane::Hard => &[&self.hard, &self.searches],
        };
        let mut permits = Vec::with_capacity(lanes.len());
        for lane in lanes {
            // Nobody closes them; if somebody did, all could go ahead.
            permits.extend(Arc::clone(lane).acquire_owned().await);
        }
        Turn { _permits: permits }
    }
}

/// More words than this are many.
const MANY: usize = 16;
/// A beginning shorter than this begins much, in Latin letters and digits.
const SHORT: usize = 3;

impl Question {
    /// The lane it belongs in, by its words alone.
    pub fn lane(&self) -> Lane {
        let mut words = 0;
        let mut short = 0;
        weigh(&query::parse(&self.query, 0).root, &mut words, &mut short);
        if words > MANY || short > 0 {
            Lane::Hard
        } else {
            Lane::Search
        }
    }
}

/// Counts the words of a question and its short beginnings.
fn weigh(node: &Node, words: &mut usize, short: &mut usize) {
    match node {
        Node::All(nodes) | Node::Any(nodes) => {
            for node in nodes {
                weigh(node, words, short);
            }
        }
        Node::Not(node) => weigh(node, words, short),
        Node::Is(Condition::Words(text) | Condition::Named(_, text)) => {
            let tokens = noroshi_model::tokens::question(text);
            *words += tokens.len();
            let last = tokens.last().map_or(0, |token| token.as_str().len());
            // A single Japanese character takes three bytes, and begins less than a letter does.
            *short += usize::from(text.ends_with('*') && last < SHORT);
        }
        Node::Is(Condition::IdBegins(begin)) => *short += usize::from(begin.len() < "CVE-20".len()),
        Node::Is(_) => *words += 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{Lane, Lanes};
    use crate::house::Question;

    #[track_caller]
    fn check(query: &str, expected: Lane) {
        let question = Question {
            query: query.to_owned(),
            ..Question::default()
        };
        assert_eq!(question.lane(), expected);
    }

    #[test]
    fn what_people_ask_is_not_hard() {
        check("", Lane::Search);
        check("buffer overflow severity>=high public:2024", Lane::Search);
        check("クロスサイトスクリプティングの脆", Lane::Search);
        check("wordp* id:CVE-2024-1*", Lane::Search);
    }

    #[test]
    fn what_may_take_a_second_is_hard() {
        check("a*", Lane::Hard);
        check("vendor:ab*", Lane::Hard);
        check("id:C*", Lane::Hard);
        check(&format!("\"{}\"", "the of ".repeat(200)), Lane::Hard);
        check(&"a OR ".repeat(60), Lane::Hard);
    }

    #[test]
    fn pages_pass_while_searches_wait_and_one_hard_question_leaves_room_for_others() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            let lanes = Lanes::default();
            let hard = lanes.turn(Lane::Hard).await;
            let mut others = Vec::new();
            while lanes.searches.available_permits() > 0 {
                others.push(lanes.turn(Lane::Search).await);
            }
            assert!(!others.is_empty(), "one hard question leaves room");
            let page = lanes.turn(Lane::Page).await;
            drop((page, others));
            let free = lanes.searches.available_permits();
            tokio::select! {
                biased;
                _ = lanes.turn(Lane::Hard) => panic!("two hard questions at once"),
                () = std::future::ready(()) => {}
            }
            assert_eq!(lanes.searches.available_permits(), free);
            drop(hard);
            let _next = lanes.turn(Lane::Hard).await;
        });
    }
}
