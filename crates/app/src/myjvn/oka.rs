//! Version 4.0.0 of the API (`feed=oka`): the six methods in JSON.

mod filter;

use std::collections::HashMap;

use noroshi_jvn::oka as shape;
use noroshi_model::Language;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{
    Numbers, Reply, alerts,
    asked::{Asked, Method, Page},
    board::Joined,
    catalogue::{Catalogue, Vendor},
    dates::{date_of, day_of, written},
    detail,
    facts::{Band, weakness},
    fault::{FaultKind, Why},
    stored,
};
use crate::{house::House, upkeep::Files};
use filter::{Periods, Score, Scored, Wanted};

/// The parameters that an answer repeats; those that are numbers are numbers.
pub(super) const ECHOED: &[&str] = &[
    "startItem",
    "maxCountItem",
    "keyword",
    "nameType",
    "vendorName",
    "productName",
    "modifiedRangeDate",
    "modifiedStartDate",
    "modifiedEndDate",
    "createdStartDate",
    "createdEndDate",
    "publicStartDate",
    "publicEndDate",
    "cvssV2Metrics",
    "cvssV3Metrics",
    "cvssV4Metrics",
    "cvssV2Severity",
    "cvssV3Severity",
    "cvssV4Severity",
    "vulnId",
    "ft",
    "pubStartDate",
    "pubEndDate",
    "cweId",
    "metricType",
];

pub(super) fn answer(house: &House, asked: &Asked, method: Method, now: i64) -> Result<Reply, Why> {
    let body = match method {
        Method::VendorList => vendors(house, asked, now),
        Method::ProductList => products(house, asked, now),
        Method::VulnOverviewList => overviews(house, asked, now),
        Method::VulnDetailInfo => details(house, asked, now),
        Method::AlertList => alert_list(house, asked, now),
        Method::Statistics => statistics(house, asked, now),
        _ => return Err(asked.fault(FaultKind::UnknownMethod, "method").into()),
    }?;
    Ok(Reply::Json(Box::new(body)))
}

fn status(
    asked: &Asked,
    method: Method,
    lang: Option<Language>,
    most: usize,
    numbers: Numbers,
) -> Value {
    let mut status = json!({
        "version": shape::VERSION,
        "method": method.name(),
        "feed": "oka",
        "retCd": 0,
        "retMax": most,
        "errCd": "",
        "errMsg": "",
        "totalRes": numbers.matching,
        "totalResRet": numbers.returned,
        "firstRes": numbers.first,
    });
    if let Some(language) = lang {
        status["lang"] = language.tag().into();
    }
    for name in ECHOED {
        if let Some(value) = asked.get(name) {
            let number =
                matches!(*name, "startItem" | "maxCountItem").then(|| value.parse::<u64>().ok());
            status[*name] = match number.flatten() {
                Some(number) => number.into(),
                None if *name == "vulnId" => value
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join("+")
                    .into(),
                None => value.into(),
            };
        }
    }
    status
}

fn numbers(page: &Page, matching: usize, returned: usize) -> Numbers {
    Numbers {
        matching,
        returned,
        first: page.start,
    }
}

/// A list of vendors, with products or without, and what stands around it.
fn dictionary(
    title: &str,
    now: i64,
    updated: &str,
    language: Language,
    vendors: Vec<Value>,
    status: Value,
) -> Value {
    let mut list = shape::frame(title, &written(now), updated, language.tag());
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

/// When anything last changed; where nothing is held, the time of the answer.
fn updated<'a>(entries: impl Iterator<Item = &'a Joined>, now: i64) -> String {
    written(
        entries
            .filter_map(|entry| entry.facts.updated)
            .max()
            .unwrap_or(now),
    )
}

fn vendors(house: &House, asked: &Asked, now: i64) -> Result<Value, Why> {
    let (language, method) = (asked.language()?, Method::VendorList);
    let page = asked.page(method.most())?;
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
    let status = status(
        asked,
        method,
        Some(language),
        method.most(),
        numbers(&page, found.len(), part.len()),
    );
    let vendors = part.iter().map(|v| vendor_of(v)).collect();
    let updated = updated(board.of_language(language).newest_first.iter(), now);
    Ok(dictionary(
        "JVNDB ベンダ一覧",
        now,
        &updated,
        language,
        vendors,
        status,
    ))
}

fn products(house: &House, asked: &Asked, now: i64) -> Result<Value, Why> {
    let (language, method) = (asked.language()?, Method::ProductList);
    let page = asked.page(method.most())?;
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
    let status = status(
        asked,
        method,
        Some(language),
        method.most(),
        numbers(&page, found.len(), part.len()),
    );
    let updated = updated(board.of_language(language).newest_first.iter(), now);
    Ok(dictionary(
        "JVNDB 製品一覧",
        now,
        &updated,
        language,
        list.collect(),
        status,
    ))
}

fn feed(
    title: &str,
    now: i64,
    updated: &str,
    lang: &str,
    entries: Vec<Value>,
    status: Value,
) -> Value {
    let mut feed = shape::frame(title, &written(now), updated, lang);
    feed.insert("entry".to_owned(), entries.into());
    json!({ "$schema": shape::schema("myjvn_feed_1.0.json"), "feed": feed, "status": status })
}

fn overviews(house: &House, asked: &Asked, now: i64) -> Result<Value, Why> {
    let (language, method) = (asked.language()?, Method::VulnOverviewList);
    let page = asked.page(method.most())?;
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
    let status = status(
        asked,
        method,
        Some(language),
        method.most(),
        numbers(&page, found.len(), entries.len()),
    );
    let updated = updated(found.iter().copied(), now);
    Ok(feed(
        "JVNDB 脆弱性対策情報",
        now,
        &updated,
        language.tag(),
        entries,
        status,
    ))
}

fn details(house: &House, asked: &Asked, now: i64) -> Result<Value, Why> {
    let (language, method) = (asked.language()?, Method::VulnDetailInfo);
    let page = asked.page(method.most())?;
    let stated = asked.word("ft", &[("jvncsaf", false), ("jvnstix", true)])?;
    let paged = asked
        .get("startItem")
        .or(asked.get("maxCountItem"))
        .is_some();
    let several = asked.list("vulnId")?.len() > 1;
    let is_stix = stated.unwrap_or(paged || several);
    let board = house.board()?;
    let found = detail::entries(&board, asked, language)?;
    if !is_stix && several {
        return Err(asked.fault(FaultKind::Value, "vulnId").into());
    }
    let most = if is_stix { method.most() } else { 1 };
    let page = if is_stix {
        page
    } else {
        Page { start: 1, count: 1 }
    };
    let part = page.of(&found);
    let made = written(now);
    let vulinfos = detail::vulinfos(house, part)?;
    let documents: Vec<Map<String, Value>> = vulinfos
        .iter()
        .map(|v| shape::csaf(v, language.tag(), &made))
        .collect();
    let mut status = status(
        asked,
        method,
        Some(language),
        most,
        numbers(&page, found.len(), documents.len()),
    );
    status["ft"] = if is_stix { "jvnstix" } else { "jvncsaf" }.into();
    if documents.is_empty() {
        return Ok(json!({ "status": status }));
    }
    if is_stix {
        let ids: Vec<&str> = part.iter().map(|entry| entry.id()).collect();
        return Ok(bundle(&ids, documents, now, status));
    }
    let mut whole = documents.into_iter().next().unwrap_or_default();
    whole.insert(
        "$schema".to_owned(),
        shape::schema("myjvn_vuldef_1.0.csaf.json").into(),
    );
    whole.insert("status".to_owned(), status);
    Ok(whole.into())
}

const EXTENSION: &str = "extension-definition--b2440624-45a6-11ec-81d3-0242ac130003";
const IDENTITY: &str = "identity--298980da-697f-431b-ae10-505b3542c427";

/// A STIX bundle with the documents in one object of JVN's own. Its number is derived from what is in it.
fn bundle(ids: &[&str], documents: Vec<Map<String, Value>>, now: i64, status: Value) -> Value {
    let digest = Sha256::digest(ids.join("+"));
    let hex: String = digest.iter().take(16).map(|b| format!("{b:02x}")).collect();
    // Version 5 and the usual variant stand in their places.
    let uuid = format!(
        "{}-{}-5{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..32]
    );
    let instant = jiff::Timestamp::from_millisecond(now).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let made = instant.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string();
    let fixed = "2021-11-11T11:11:11.000Z";
    let mut object = json!({
        "type": "jvn-jp-sdo",
        "id": format!("jvn-jp-sdo--{uuid}"),
        "spec_version": "2.1",
        "created": made,
        "modified": made,
        "name": "MyJVN API VULDEF-Document embedded in STIX",
        "VULDEF-Document": documents,
    });
    object["extensions"] = json!({ EXTENSION: { "extension_type": "new-sdo" } });
    json!({
        "$schema": shape::schema("myjvn_vuldef_1.0.stix.json"),
        "type": "bundle",
        "id": format!("bundle--{uuid}"),
        "objects": [
            {
                "type": "extension-definition",
                "id": EXTENSION,
                "spec_version": "2.1",
                "created": fixed,
                "modified": fixed,
                "name": "VULDEF-Document embedded in STIX",
                "created_by_ref": IDENTITY,
                "schema": "http://jvndb.jvn.jp/schema/jvn-jp-sdo.json",
                "version": "1.0",
                "extension_types": ["new-sdo"],
            },
            {
                "type": "identity",
                "id": IDENTITY,
                "spec_version": "2.1",
                "created": fixed,
                "modified": fixed,
                "name": "MyJVN API",
                "identity_class": "system",
            },
            object,
        ],
        "status": status,
    })
}

fn alert_list(house: &House, asked: &Asked, now: i64) -> Result<Value, Why> {
    let method = Method::AlertList;
    let page = asked.page(method.most())?;
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
    let status = status(
        asked,
        method,
        None,
        method.most(),
        numbers(&page, found.len(), entries.len()),
    );
    let updated = written(newest.unwrap_or(now));
    Ok(feed(
        "IPA注意警戒サービスAPI",
        now,
        &updated,
        "ja",
        entries,
        status,
    ))
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
                .map(|cpe| super::names::CpeKey::of(cpe.value.trim()));
            keys.any(|key| {
                let mut products = catalogue.products.iter().filter(|p| p.key == key);
                products.any(|p| wanted.has_product(p, catalogue.vendor(p.vid)))
            })
        }
    }
}

/// Entries by year and month of their registration.
fn statistics(house: &House, asked: &Asked, now: i64) -> Result<Value, Why> {
    let (language, method) = (asked.language()?, Method::Statistics);
    let today = date_of(day_of(now));
    let this_year = u64::try_from(today.year()).unwrap_or(1998);
    let start = asked
        .number("pubStartDate", 1998..10_000)?
        .unwrap_or(this_year);
    let end = asked
        .number("pubEndDate", 1998..10_000)?
        .unwrap_or(this_year);
    if start > end {
        return Err(asked.fault(FaultKind::Value, "pubEndDate").into());
    }
    if end - start > 800 {
        return Err(asked.fault(FaultKind::TooMuch, "pubEndDate").into());
    }
    let scored = [
        ("cvssV2", Scored::V2),
        ("cvssV3", Scored::V3),
        ("cvssV4", Scored::V4),
    ];
    let scored = asked.word("metricType", &scored)?.unwrap_or(Scored::V3);
    let cwe = match asked.get("cweId") {
        None => None,
        Some(text) => Some(weakness(text).ok_or_else(|| asked.fault(FaultKind::Value, "cweId"))?),
    };
    let board = house.board()?;
    let catalogue = house.catalogue(&board, language)?;
    let products = Wanted::read(asked, false)?.map(|wanted| wanted.among(&catalogue));
    let entries = &board.of_language(language).newest_first;
    let mut counts: HashMap<(u64, i8), [u64; 6]> = HashMap::new();
    for entry in entries.iter().filter(|entry| {
        cwe.is_none_or(|cwe| entry.facts.weaknesses.contains(&cwe))
            && products
                .as_ref()
                .is_none_or(|n| entry.facts.products.iter().any(|p| n.contains(&p.number)))
    }) {
        let Some(date) = entry.first_on().map(date_of) else {
            continue;
        };
        let year = u64::try_from(date.year()).unwrap_or(0);
        let counted = counts.entry((year, date.month())).or_default();
        counted[0] += 1;
        let bands = [
            Band::Critical,
            Band::High,
            Band::Medium,
            Band::Low,
            Band::None,
        ];
        if let Some(at) = bands
            .iter()
            .position(|band| Some(*band) == scored.of(entry))
        {
            counted[at + 1] += 1;
        }
    }
    let names = [
        "vulninfo",
        "severity_critical",
        "severity_high",
        "severity_medium",
        "severity_low",
        "severity_none",
    ];
    let mut rows = 0;
    let data: Vec<Value> = (start..=end)
        .map(|year| {
            // The present year goes as far as it has come.
            let last = if year == this_year { today.month() } else { 12 };
            rows += last as usize;
            let mut row = json!({ "year": year });
            for (at, name) in names.iter().enumerate() {
                let month = |month: i8| counts.get(&(year, month)).map_or(0, |counted| counted[at]);
                let months: Map<String, Value> = (1..=last)
                    .map(|m| (m.to_string(), month(m).into()))
                    .collect();
                row[format!("total_{name}")] = (1..=last).map(month).sum::<u64>().into();
                row[*name] = months.into();
            }
            row
        })
        .collect();
    let text = |name: &str| asked.get(name).unwrap_or_default().to_owned();
    let page = Page {
        start: 1,
        count: rows,
    };
    let status = status(
        asked,
        method,
        Some(language),
        method.most(),
        numbers(&page, rows, rows),
    );
    let updated = updated(entries.iter(), now);
    let mut whole = shape::frame(
        "JVNDB 脆弱性対策統計データ",
        &written(now),
        &updated,
        language.tag(),
    );
    whole.insert(
        "$schema".to_owned(),
        shape::schema("myjvn_statistics_1.0.json").into(),
    );
    let total = json!({
        "vulninfo": entries.len(),
        "vendor": catalogue.vendors.len(),
        "product": catalogue.products.len(),
    });
    whole.insert("dataTotal".to_owned(), total);
    let metric = asked.get("metricType").unwrap_or("cvssV3");
    let filter = json!({
        "nameType": text("nameType"),
        "productName": text("productName"),
        "cweId": text("cweId"),
        "metricType": metric,
        "pubStartDate": start.to_string(),
        "pubEndDate": end.to_string(),
    });
    whole.insert("dataFilter".to_owned(), filter);
    whole.insert("data".to_owned(), data.into());
    whole.insert("status".to_owned(), status);
    Ok(whole.into())
}
