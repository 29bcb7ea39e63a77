//! getVulnOverviewList.

use noroshi_jvn::oka as shape;
use serde_json::Value;

use super::{
    super::{board::Joined, dates::day_of, fault::Why, stored},
    Ask,
    filter::{Periods, Score, Wanted},
    updated,
};
use crate::upkeep::Files;

pub(super) fn answer(ask: &Ask<'_>) -> Result<Value, Why> {
    let Ask {
        house, asked, now, ..
    } = *ask;
    let language = ask.language()?;
    let page = asked.page(ask.method.most())?;
    let board = house.board()?;
    let catalogue = house.catalogue(&board, language)?;
    let products = Wanted::read(asked, false)?.map(|wanted| wanted.among(&catalogue));
    let periods = Periods::read(asked, day_of(now))?;
    let score = Score::read(asked)?;
    let mut found: Vec<&Joined> = board
        .of_language(language)
        .newest_first
        .iter()
        .filter(|e| periods.let_through(e.updated_on(), e.first_on(), e.public))
        .filter(|e| score.as_ref().is_none_or(|s| s.lets(e)))
        .filter(|e| {
            products
                .as_ref()
                .is_none_or(|n| e.facts.products.iter().any(|p| n.contains(&p.number)))
        })
        .collect();
    if let Some(keyword) = asked.get("keyword") {
        found = house.with_keyword(&board, language, &keyword.to_lowercase(), found)?;
    }
    let part = page.of(&found);
    let entries = house.look(|reader| {
        let mut files = Files::default();
        let mut entries = Vec::new();
        for entry in part {
            // Title, products and dates are those of the overview; the day of disclosure is VULDEF's.
            let places: Vec<_> = [Some(entry.overview), entry.vuldef]
                .into_iter()
                .flatten()
                .collect();
            let read = stored::read(reader, &mut files, &places)?;
            let public = read.iter().find_map(|(_, stored)| match stored {
                stored::Stored::Vuldef(vulinfo) => vulinfo.data.as_ref()?.date_public.clone(),
                stored::Stored::Jvnrss(_) => None,
            });
            let item = read.first().map(|(_, stored)| stored.item(language));
            entries.extend(item.map(|item| shape::overview(&item, public.as_deref())));
        }
        Ok(entries)
    })?;
    let status = ask.status(Some(language), &page, found.len(), entries.len());
    let updated = updated(found.iter().copied(), now);
    Ok(ask.feed(
        "JVNDB 脆弱性対策情報",
        &updated,
        language.tag(),
        entries,
        status,
    ))
}
