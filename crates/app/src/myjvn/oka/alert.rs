//! getAlertList.

use noroshi_jvn::oka as shape;
use noroshi_model::Language;
use serde_json::Value;

use super::{
    super::{
        alerts,
        catalogue::Catalogue,
        dates::{day_of, written},
        fault::Why,
        names::CpeKey,
    },
    Ask,
    filter::{Periods, Wanted},
};

pub(super) fn answer(ask: &Ask<'_>) -> Result<Value, Why> {
    let Ask {
        house, asked, now, ..
    } = *ask;
    let page = asked.page(ask.method.most())?;
    let board = house.board()?;
    let catalogue = house.catalogue(&board, Language::Ja)?;
    let wanted = Wanted::read(asked, false)?;
    let periods = Periods::read(asked, day_of(now))?;
    let keyword = asked.get("keyword").map(str::to_lowercase);
    let mut found = alerts::all(house)?;
    found.retain(|alert| {
        let day = |text| alerts::instant(text).map(day_of);
        periods.let_through(day(alert.updated()), day(alert.published()), None)
            && keyword
                .as_ref()
                .is_none_or(|keyword| words(alert).contains(keyword))
            && wanted
                .as_ref()
                .is_none_or(|wanted| is_about(alert, wanted, &catalogue))
    });
    let part = page.of(&found);
    let named = |cpe: &str| catalogue.called(cpe);
    let entries: Vec<Value> = part
        .iter()
        .map(|alert| shape::alert(&alert.alert(), &named))
        .collect();
    let newest = found
        .iter()
        .filter_map(|alert| alerts::instant(alert.updated()))
        .max();
    let status = ask.status(None, &page, found.len(), entries.len());
    let updated = written(newest.unwrap_or(now));
    Ok(ask.feed("IPA注意警戒サービスAPI", &updated, "ja", entries, status))
}

fn words(alert: &alerts::Known) -> String {
    let alert = alert.alert();
    let texts = [&alert.title, &alert.summary];
    let texts = texts
        .into_iter()
        .flatten()
        .map(|text| text.value.to_lowercase());
    texts.collect::<Vec<_>>().join("\n")
}

fn is_about(alert: &alerts::Known, wanted: &Wanted, catalogue: &Catalogue) -> bool {
    match wanted {
        Wanted::Pattern(pattern) => alert.names(std::slice::from_ref(pattern)),
        _ => {
            let alert = alert.alert();
            let items = alert.items.iter().flat_map(|items| &items.items);
            let mut keys = items
                .flat_map(|item| &item.cpe)
                .map(|cpe| CpeKey::of(cpe.value.trim()));
            keys.any(|key| {
                let mut products = catalogue.products.iter().filter(|p| p.key == key);
                products.any(|p| wanted.has_product(p, catalogue.vendor(p.vid)))
            })
        }
    }
}
