//! getVendorList and getProductList.

use noroshi_jvn::{
    Body,
    results::{Product, ResultDocument, Vendor, VendorInfo},
};
use noroshi_model::Language;

use super::{
    Numbers,
    asked::{Asked, Method},
    catalogue,
    catalogue::Catalogue,
    fault::{FaultKind, Why},
    names::CpePattern,
    status,
};
use crate::house::House;

pub(super) fn vendors(house: &House, asked: &Asked) -> Result<Body, Why> {
    let language = asked.language()?;
    let method = Method::VendorList;
    let page = asked.page(method.most())?;
    let patterns = CpePattern::all(asked, "cpeName")?;
    if !patterns.iter().all(CpePattern::is_of_vendors) {
        return Err(asked.fault(FaultKind::Value, "cpeName").into());
    }
    let keyword = asked.get("keyword").map(str::to_lowercase);
    let board = house.board()?;
    let catalogue = house.catalogue(&board, language)?;
    let lets = |vendor: &&catalogue::Vendor| {
        let named = |keyword: &String| vendor.name.to_lowercase().contains(keyword);
        (patterns.is_empty() || patterns.iter().any(|p| p.holds_vendor(&vendor.key)))
            && keyword.as_ref().is_none_or(named)
    };
    let found: Vec<&catalogue::Vendor> = catalogue.vendors.iter().filter(lets).collect();
    let part = page.of(&found);
    let numbers = Numbers {
        matching: found.len(),
        returned: part.len(),
        first: page.start,
    };
    let vendors = part.iter().map(|vendor| vendor_of(vendor)).collect();
    Ok(result(asked, method, language, vendors, numbers))
}

pub(super) fn products(house: &House, asked: &Asked) -> Result<Body, Why> {
    let language = asked.language()?;
    let method = Method::ProductList;
    let page = asked.page(method.most())?;
    asked.at_most_one(&["cpeName", "vendorId", "productId"])?;
    let patterns = CpePattern::all(asked, "cpeName")?;
    let vids = asked.numbers("vendorId")?;
    let pids = asked.numbers("productId")?;
    let keyword = asked.get("keyword").map(str::to_lowercase);
    let board = house.board()?;
    let catalogue = house.catalogue(&board, language)?;
    let vendors: std::collections::HashMap<u64, &catalogue::Vendor> = catalogue
        .vendors
        .iter()
        .map(|vendor| (vendor.vid, vendor))
        .collect();
    let lets = |product: &&catalogue::Product| {
        let named = |keyword: &String| product.name.to_lowercase().contains(keyword);
        let vendor = vendors.get(&product.vid);
        let by = vendor.map_or("", |v| &v.name);
        (patterns.is_empty() || patterns.iter().any(|p| p.holds(&product.key)))
            && (vids.is_empty() || vids.iter().any(|vid| vendor.is_some_and(|v| v.has(*vid))))
            && (pids.is_empty() || pids.iter().any(|pid| product.has(*pid, by)))
            && keyword.as_ref().is_none_or(named)
    };
    let found: Vec<&catalogue::Product> = catalogue.products.iter().filter(lets).collect();
    let part = page.of(&found);
    let numbers = Numbers {
        matching: found.len(),
        returned: part.len(),
        first: page.start,
    };
    let vendors = by_vendor(&catalogue, part.iter().copied());
    Ok(result(asked, method, language, vendors, numbers))
}

/// Products under their vendors, which stand in the order in which their products do.
pub(super) fn by_vendor<'a>(
    catalogue: &Catalogue,
    products: impl Iterator<Item = &'a catalogue::Product>,
) -> Vec<Vendor> {
    let mut vendors: Vec<Vendor> = Vec::new();
    let mut last = None;
    for product in products {
        if last.replace(product.vid) != Some(product.vid)
            && let Some(vendor) = catalogue.vendor(product.vid)
        {
            vendors.push(vendor_of(vendor));
        }
        if let Some(vendor) = vendors.last_mut() {
            vendor.products.push(Product {
                name: Some(product.name.clone()),
                cpe: Some(product.cpe.clone()),
                pid: Some(product.pid.to_string()),
                update: product.update.clone(),
                ..Product::default()
            });
        }
    }
    vendors
}

pub(super) fn vendor_of(vendor: &catalogue::Vendor) -> Vendor {
    Vendor {
        name: Some(vendor.name.clone()),
        cpe: Some(vendor.cpe.clone()),
        vid: Some(vendor.vid.to_string()),
        ..Vendor::default()
    }
}

/// An answer with vendors; with a Status alone where there are none.
fn result(
    asked: &Asked,
    method: Method,
    language: Language,
    vendors: Vec<Vendor>,
    numbers: Numbers,
) -> Body {
    let info = VendorInfo {
        lang: Some(language.tag().to_owned()),
        vendors,
        ..VendorInfo::default()
    };
    Body::Result(Box::new(ResultDocument {
        version: Some("3.3".to_owned()),
        vendor_info: Some(info).filter(|info| !info.vendors.is_empty()),
        status: Some(status(asked, method, Some(language), numbers)),
        ..ResultDocument::default()
    }))
}
