//! getVulnOverviewList: entries in short, filtered and newest first.

use noroshi_jvn::{
    Body,
    jvnrss::{Channel, Item, Jvnrss},
};
use noroshi_model::Language;

use super::{
    Numbers,
    asked::{Asked, Method},
    board::{Board, Joined},
    catalogue::Catalogue,
    dates::{Days, FIRST_PUBLISHED, PUBLIC, PUBLISHED, day_of, written},
    facts::{Band, Vector},
    fault::{FaultKind, Why},
    status, stored,
};
use crate::{
    house::{House, UseError},
    upkeep::Files,
};

/// The title of the list.
fn title(language: Language) -> &'static str {
    match language {
        Language::Ja => "JVNDB　脆弱性対策情報",
        Language::En => "JVNDB Vulnerability Countermeasure Information",
    }
}

pub(super) fn answer(house: &House, asked: &Asked, now: i64) -> Result<Body, Why> {
    let language = asked.language()?;
    let method = Method::VulnOverviewList;
    let page = asked.page(method.most())?;
    let board = house.board()?;
    let catalogue = house.catalogue(&board, language)?;
    let filter = Filter::read(asked, &catalogue, now)?;
    let found = filter.apply(house, &board, language)?;
    let mut items = items(house, page.of(&found), language)?;
    let numbers = Numbers {
        matching: found.len(),
        returned: items.len(),
        first: page.start,
    };
    let status = status(asked, method, Some(language), numbers);
    if items.is_empty() {
        items.push(Item::nothing_found());
    }
    let channel = Channel::of_api(title(language), &written(now), items.iter());
    Ok(Body::Jvnrss(Box::new(Jvnrss {
        lang: Some(language.tag().to_owned()),
        channel: Some(channel),
        items,
        status: Some(status),
        ..Jvnrss::default()
    })))
}

/// The items of entries, read from their documents.
pub(super) fn items(
    house: &House,
    entries: &[&Joined],
    language: Language,
) -> Result<Vec<Item>, UseError> {
    let places: Vec<_> = entries.iter().map(|entry| entry.overview).collect();
    house.look(|reader| {
        let read = stored::read(reader, &mut Files::default(), &places)?;
        Ok(read
            .iter()
            .map(|(_, stored)| stored.item(language))
            .collect())
    })
}

/// What a request lets through.
struct Filter {
    products: Option<std::collections::HashSet<u32>>,
    keyword: Option<String>,
    severity: Option<Band>,
    vector: Option<Vector>,
    public: Option<Days>,
    updated: Option<Days>,
    first: Option<Days>,
}

impl Filter {
    fn read(asked: &Asked, catalogue: &Catalogue, now: i64) -> Result<Self, Why> {
        let today = day_of(now);
        let vector = match asked.get("vector") {
            None => None,
            Some(text) => {
                let vector = Vector::of(text).filter(Vector::can_be_asked);
                Some(vector.ok_or_else(|| asked.fault(FaultKind::Value, "vector"))?)
            }
        };
        Ok(Self {
            products: catalogue.asked(asked, "productId")?,
            keyword: asked.get("keyword").map(str::to_lowercase),
            severity: asked.word("severity", &Band::LETTERS)?,
            vector,
            public: PUBLIC.days(asked, today)?,
            updated: PUBLISHED.days(asked, today)?,
            first: FIRST_PUBLISHED.days(asked, today)?,
        })
    }

    fn lets(&self, entry: &Joined) -> bool {
        let facts = &entry.facts;
        let among = |days: &Option<Days>, day| days.is_none_or(|days| days.hold(day));
        let vector = |asked: &Vector| facts.vector.is_some_and(|v| asked.holds(&v));
        let products = |asked: &std::collections::HashSet<u32>| {
            facts
                .products
                .iter()
                .any(|named| asked.contains(&named.number))
        };
        among(&self.updated, entry.updated_on())
            && among(&self.first, entry.first_on())
            && among(&self.public, entry.public)
            && self
                .severity
                .is_none_or(|band| facts.severity == Some(band))
            && self.vector.as_ref().is_none_or(vector)
            && self.products.as_ref().is_none_or(products)
    }

    fn apply<'a>(
        &self,
        house: &House,
        board: &'a Board,
        language: Language,
    ) -> Result<Vec<&'a Joined>, UseError> {
        let entries = &board.of_language(language).newest_first;
        let found = entries.iter().filter(|entry| self.lets(entry)).collect();
        match &self.keyword {
            Some(keyword) => house.with_keyword(board, language, keyword, found),
            None => Ok(found),
        }
    }
}
