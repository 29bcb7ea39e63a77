//! The MyJVN door: what the operator's API is asked, answered from JVN's own documents in the ledger.
//!
//! Lists are filtered by what is kept in memory of each entry; what is handed out is read from its document, as the
//! standard's own types.

mod alerts;
mod asked;
mod board;
mod catalogue;
mod dates;
mod detail;
mod facts;
mod fault;
mod feeds;
mod keyword;
mod lists;
mod names;
mod oka;
mod overview;
mod scap;
mod statistics;
mod stored;
mod visit;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use noroshi_jvn::{Document, Status, alert_json::AlertFile};
use noroshi_model::Language;
use noroshi_store::KeyId;

pub use asked::{Asked, Feed, Method};
pub use fault::{Fault, FaultKind};
pub use feeds::FeedBody;
pub use visit::Visit;

use crate::{
    clock,
    house::{House, UseError},
    lanes::Lane,
    roll::Roll,
};
use board::Board;
use catalogue::{Catalogue, Lists};
use fault::Why;

/// The names of the parameters that the methods have, of both forms.
pub fn parameters() -> impl Iterator<Item = &'static str> {
    let all: BTreeSet<_> = asked::ECHOED.iter().chain(oka::ECHOED).copied().collect();
    ["method", "feed", "lang", "versionType"]
        .into_iter()
        .chain(all)
}

/// What the door is answered from, in memory.
#[derive(Debug, Default)]
pub(crate) struct Held {
    entries: Roll<facts::OnRoll>,
    lists: Roll<catalogue::ListOnRoll>,
    alerts: Roll<alerts::AlertsOnRoll>,
    board: Mutex<Option<Arc<Board>>>,
    catalogues: Mutex<Catalogues>,
    keywords: keyword::Answers,
    digests: feeds::Digests,
}

/// The catalogues made, and the lists that they were made of.
#[derive(Debug, Default)]
struct Catalogues {
    /// With the row since which no list has changed.
    lists: Option<(u64, Arc<Lists>)>,
    made: Vec<Kept>,
}

/// A catalogue and what it is of: the rows since which neither entries nor lists have changed, the language.
type Kept = (u64, u64, Language, Arc<Catalogue>);

impl Held {
    /// Forgets everything.
    pub(crate) fn forget(&self) {
        self.entries.forget();
        self.lists.forget();
        self.alerts.forget();
        *self.board.lock().unwrap_or_else(PoisonError::into_inner) = None;
        *self
            .catalogues
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Catalogues::default();
        self.keywords.forget();
        self.digests.forget();
    }
}

/// An answer, in the types of the standard.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// A document of JVN.
    Xml(Box<Document>),
    /// The alert list in JSON.
    Alerts(Box<AlertFile>),
    /// An answer of version 4.0.0.
    Json(Box<serde_json::Value>),
}

impl Asked {
    /// The queue in which to wait for an answer.
    pub fn lane(&self) -> Lane {
        match self.method() {
            Some(Method::VulnDetailInfo) => Lane::Page,
            _ if self.get("keyword").is_some() => Lane::Hard,
            _ => Lane::Search,
        }
    }
}

impl House {
    /// Answers a request to MyJVN, or says what is wrong with it.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn myjvn(&self, asked: &Asked) -> Result<Result<Reply, Fault>, UseError> {
        self.myjvn_at(asked, clock::now())
    }

    /// As [`House::myjvn`], at an instant (milliseconds since 1970) that decides which week is the past one.
    ///
    /// # Errors
    ///
    /// As [`House::myjvn`].
    pub fn myjvn_at(&self, asked: &Asked, now: i64) -> Result<Result<Reply, Fault>, UseError> {
        match self.answer(asked, now) {
            Ok(reply) => Ok(Ok(reply)),
            Err(Why::Fault(fault)) => Ok(Err(*fault)),
            Err(Why::Use(error)) => Err(error),
        }
    }

    fn answer(&self, asked: &Asked, now: i64) -> Result<Reply, Why> {
        let (feed, method) = asked::read(asked)?;
        if feed == Feed::Oka {
            return oka::answer(self, asked, method, now);
        }
        let body = match method {
            Method::VulnOverviewList => overview::answer(self, asked, now),
            Method::VulnDetailInfo => detail::answer(self, asked),
            Method::VendorList => lists::vendors(self, asked),
            Method::ProductList => lists::products(self, asked),
            Method::AlertList => return alerts::answer(self, asked),
            Method::Statistics => statistics::answer(self, asked, now),
            _ => scap::answer(asked, method),
        }?;
        Ok(Reply::Xml(Box::new(Document::new(body))))
    }

    /// The entries as they are now.
    fn board(&self) -> Result<Arc<Board>, UseError> {
        self.myjvn.entries.look_since(self, |entries, touched| {
            let mut held = self
                .myjvn
                .board
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if let Some(board) = held.as_ref().filter(|board| board.touched == touched) {
                return Arc::clone(board);
            }
            let board = Arc::new(Board::of(entries, touched));
            *held = Some(Arc::clone(&board));
            board
        })
    }

    /// The vendors and products of a language as they are now.
    fn catalogue(&self, board: &Board, language: Language) -> Result<Arc<Catalogue>, UseError> {
        let (keys, listed) = self.myjvn.lists.look_since(self, |lists, touched| {
            let keys: Vec<KeyId> = lists.keys().copied().collect();
            (keys, touched)
        })?;
        let held = &self.myjvn.catalogues;
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        let lists = match &held.lists {
            Some((touched, lists)) if *touched == listed => Arc::clone(lists),
            _ => {
                let lists = self.look(|reader| Ok(Lists::read(reader, keys.iter().copied())?))?;
                let lists = Arc::new(lists);
                held.lists = Some((listed, Arc::clone(&lists)));
                lists
            }
        };
        let is_of = |(entries, lists, of, _): &&Kept| {
            (*entries, *lists, *of) == (board.touched, listed, language)
        };
        if let Some((.., known)) = held.made.iter().find(is_of) {
            return Ok(Arc::clone(known));
        }
        let made = Catalogue::of(&lists, board.of_language(language), language);
        let made = Arc::new(made);
        held.made.retain(|(.., of, _)| *of != language);
        held.made
            .push((board.touched, listed, language, Arc::clone(&made)));
        Ok(made)
    }
}

/// How a list answers: how many there are, how many stand here, where they begin, and what was asked.
fn status(asked: &Asked, method: Method, lang: Option<Language>, numbers: Numbers) -> Status {
    let Numbers {
        matching,
        returned,
        first,
    } = numbers;
    let most = method.most() as u64;
    let mut status = Status::success(
        method.name(),
        matching as u64,
        returned as u64,
        first as u64,
        most,
    );
    status.lang = lang.map(|l| l.tag().to_owned());
    for (name, value) in asked.echoes() {
        status.echo(name, value);
    }
    status
}

/// The numbers of an answer.
#[derive(Debug, Clone, Copy)]
struct Numbers {
    matching: usize,
    returned: usize,
    first: usize,
}
