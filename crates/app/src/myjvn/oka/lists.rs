//! getVendorList and getProductList.

use std::collections::HashMap;

use noroshi_jvn::oka as shape;
use noroshi_model::Language;
use serde_json::{Value, json};

use super::{
    super::{catalogue::Vendor, dates::written, fault::Why},
    Ask,
    filter::Wanted,
    updated,
};

pub(super) fn vendors(ask: &Ask<'_>) -> Result<Value, Why> {
    let Ask {
        house, asked, now, ..
    } = *ask;
    let language = ask.language()?;
    let page = asked.page(ask.method.most())?;
    let wanted = Wanted::read(asked, true)?;
    let keyword = asked.get("keyword").map(str::to_lowercase);
    let board = house.board()?;
    let catalogue = house.catalogue(&board, language)?;
    let found: Vec<&Vendor> = catalogue
        .vendors
        .iter()
        .filter(|v| wanted.as_ref().is_none_or(|w| w.has_vendor(v)))
        .filter(|v| {
            keyword
                .as_ref()
                .is_none_or(|k| v.name.to_lowercase().contains(k))
        })
        .collect();
    let part = page.of(&found);
    let status = ask.status(Some(language), &page, found.len(), part.len());
    let vendors = part.iter().map(|v| vendor_of(v)).collect();
    let updated = updated(board.of_language(language).newest_first.iter(), now);
    Ok(dictionary(
        ask,
        "JVNDB ベンダ一覧",
        &updated,
        language,
        vendors,
        status,
    ))
}

pub(super) fn products(ask: &Ask<'_>) -> Result<Value, Why> {
    let Ask {
        house, asked, now, ..
    } = *ask;
    let language = ask.language()?;
    let page = asked.page(ask.method.most())?;
    let wanted = Wanted::read(asked, false)?;
    let keyword = asked.get("keyword").map(str::to_lowercase);
    let board = house.board()?;
    let catalogue = house.catalogue(&board, language)?;
    let vendors: HashMap<u64, &Vendor> = catalogue.vendors.iter().map(|v| (v.vid, v)).collect();
    let found: Vec<_> = catalogue
        .products
        .iter()
        .filter(|p| {
            wanted
                .as_ref()
                .is_none_or(|w| w.has_product(p, vendors.get(&p.vid).copied()))
        })
        .filter(|p| {
            keyword
                .as_ref()
                .is_none_or(|k| p.name.to_lowercase().contains(k))
        })
        .collect();
    let part = page.of(&found);
    let mut list: Vec<(u64, Value, Vec<Value>)> = Vec::new();
    for product in part {
        if list.last().is_none_or(|(vid, ..)| *vid != product.vid)
            && let Some(vendor) = vendors.get(&product.vid)
        {
            list.push((product.vid, vendor_of(vendor), Vec::new()));
        }
        if let Some((.., products)) = list.last_mut() {
            products.push(json!({
                "product_id": shape::product_jvnpid(&product.cpe),
                "pid": product.pid,
                "pname": product.name,
                "product_ids": [{ "cpe": shape::cpe23(&product.cpe) }],
            }));
        }
    }
    let list = list.into_iter().map(|(_, mut vendor, products)| {
        vendor["products"] = products.into();
        vendor
    });
    let status = ask.status(Some(language), &page, found.len(), part.len());
    let updated = updated(board.of_language(language).newest_first.iter(), now);
    Ok(dictionary(
        ask,
        "JVNDB 製品一覧",
        &updated,
        language,
        list.collect(),
        status,
    ))
}

/// A list of vendors, with products or without, and what stands around it.
fn dictionary(
    ask: &Ask<'_>,
    title: &str,
    updated: &str,
    language: Language,
    vendors: Vec<Value>,
    status: Value,
) -> Value {
    let mut list = shape::frame(title, &written(ask.now), updated, language.tag());
    list.insert("vendors".to_owned(), vendors.into());
    json!({ "$schema": shape::schema("jvnpid_1.0.json"), "jvn-product-dictionary": list, "status": status })
}

fn vendor_of(vendor: &Vendor) -> Value {
    json!({
        "vendor_id": shape::vendor_jvnpid(&vendor.cpe),
        "vid": vendor.vid,
        "vname": vendor.name,
        "cpe": shape::vendor_cpe23(&vendor.cpe),
    })
}
