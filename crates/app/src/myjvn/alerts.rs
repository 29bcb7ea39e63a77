//! getAlertList: the alerts of IPA, as Atom and as JSON.

use std::collections::BTreeMap;

use noroshi_formats::Envelope;
use noroshi_jvn::{
    Body, Document, Scope,
    alert::{Alert, AlertList, AtomAuthor, AtomLink, AtomText},
    alert_json::{self, AlertFile, JsonAlert},
    names, read_slice,
    sec::Handling,
};
use noroshi_model::{AssumedZone, Moment};
use noroshi_store::KeyName;
use serde_json::{Map, Value, json};

use super::{
    Numbers, Reply,
    asked::{Asked, Method},
    dates::{date_of, day_of},
    fault::{FaultKind, Why},
    names::{CpeKey, CpePattern},
    status,
};
use crate::{currents::Current, house::House, roll};

const TITLE: &str = "IPA注意警戒サービスAPI";
const ID: &str = "swid:ipa.go.jp+myjvn_alert+1.0.0";
const PAGE: &str = "https://jvndb.jvn.jp/apis/myjvn/";
const AUTHOR: (&str, &str) = ("IPA", "https://www.ipa.go.jp/");

/// The alerts of a document.
#[derive(Debug)]
pub(crate) struct AlertsOnRoll(Vec<Known>);

/// An alert as it came, in one form or the other.
#[derive(Debug, Clone)]
pub(super) enum Known {
    Atom(Box<Alert>),
    Json(Box<JsonAlert>),
}

impl roll::Entry for AlertsOnRoll {
    type Beside = ();

    fn is_on(key: &KeyName) -> bool {
        key.source == "jvn-alert"
    }

    fn of(document: &Current<'_>) -> Option<Self> {
        Some(Self(match document.format.name() {
            "myjvn-alert" => vec![atom(document.bytes, document.envelope)?],
            "myjvn-alert-json" => {
                let (file, _) = alert_json::read_leniently(document.bytes).ok()?;
                let known = file
                    .feed
                    .entry
                    .into_iter()
                    .map(|a| Known::Json(Box::new(a)));
                known.collect()
            }
            _ => return None,
        }))
    }
}

fn atom(bytes: &[u8], envelope: &Envelope) -> Option<Known> {
    let scope = Scope::of_header(&envelope.header, names::ATOM);
    let element = read_slice(bytes, &scope).ok()?;
    Some(Known::Atom(Box::new(Alert::from_element(&element))))
}

impl Known {
    fn id(&self) -> Option<&str> {
        match self {
            Self::Atom(alert) => alert.id.as_deref(),
            Self::Json(alert) => alert.id.as_deref(),
        }
    }

    pub(super) fn published(&self) -> Option<&String> {
        match self {
            Self::Atom(alert) => alert.published.as_ref(),
            Self::Json(alert) => alert.published.as_ref(),
        }
    }

    pub(super) fn updated(&self) -> Option<&String> {
        match self {
            Self::Atom(alert) => alert.updated.as_ref(),
            Self::Json(alert) => alert.updated.as_ref().or(alert.update.as_ref()),
        }
    }

    pub(super) fn alert(&self) -> Alert {
        match self {
            Self::Atom(alert) => Alert::clone(alert),
            Self::Json(alert) => alert.to_alert(),
        }
    }

    fn json(&self) -> JsonAlert {
        match self {
            Self::Atom(alert) => JsonAlert::of(alert),
            Self::Json(alert) => {
                let mut alert = JsonAlert::clone(alert);
                // Real answers spell it one way, the schema the other.
                let updated = self.updated().cloned();
                alert.update.clone_from(&updated);
                alert.updated = updated;
                alert
            }
        }
    }

    pub(super) fn names(&self, patterns: &[CpePattern]) -> bool {
        let alert = self.alert();
        let items = alert.items.iter().flat_map(|items| &items.items);
        let mut keys = items
            .flat_map(|item| &item.cpe)
            .map(|cpe| CpeKey::of(cpe.value.trim()));
        keys.any(|key| patterns.iter().any(|p| p.holds(&key)))
    }
}

pub(super) fn instant(text: Option<&String>) -> Option<i64> {
    Moment::parse(text?, AssumedZone::Japan).instant
}

/// The year in Japan.
fn year(text: Option<&String>) -> Option<u64> {
    let date = date_of(day_of(instant(text)?));
    u64::try_from(date.year()).ok()
}

/// All alerts, last updated first. Of one that came in several documents, what was updated last; the Atom form says more
/// than the other.
pub(super) fn all(house: &House) -> Result<Vec<Known>, crate::house::UseError> {
    house.myjvn.alerts.look(house, |documents, _| {
        let mut newest: BTreeMap<String, Known> = BTreeMap::new();
        let known = documents.values().flat_map(|document| &document.0);
        for alert in known.filter(|alert| alert.id().is_some()) {
            let id = alert.id().unwrap_or_default().trim().to_owned();
            let weight = |a: &Known| (instant(a.updated()), matches!(a, Known::Atom(_)));
            match newest.get(&id) {
                Some(known) if weight(known) >= weight(alert) => {}
                _ => drop(newest.insert(id, alert.clone())),
            }
        }
        let mut all: Vec<Known> = newest.into_values().collect();
        all.sort_by(|a, b| (instant(b.updated()), b.id()).cmp(&(instant(a.updated()), a.id())));
        all
    })
}

pub(super) fn answer(house: &House, asked: &Asked) -> Result<Reply, Why> {
    let method = Method::AlertList;
    let page = asked.page(method.most())?;
    let is_json = asked
        .word("ft", &[("xml", false), ("json", true)])?
        .unwrap_or(false);
    let patterns = CpePattern::all(asked, "cpeName")?;
    let year_of = |name| -> Result<Option<u64>, Why> {
        let year = asked.number(name, 1..10_000)?;
        match asked.get(name) {
            Some(text) if text.len() != 4 => Err(asked.fault(FaultKind::Value, name).into()),
            _ => Ok(year),
        }
    };
    let (updated, first) = (year_of("datePublished")?, year_of("dateFirstPublished")?);
    let mut found = all(house)?;
    found.retain(|alert| {
        (patterns.is_empty() || alert.names(&patterns))
            && updated.is_none_or(|y| year(alert.updated()) == Some(y))
            && first.is_none_or(|y| year(alert.published()) == Some(y))
    });
    let part = page.of(&found);
    let numbers = Numbers {
        matching: found.len(),
        returned: part.len(),
        first: page.start,
    };
    let status = status(asked, method, None, numbers);
    let newest = found
        .iter()
        .filter_map(|alert| alert.updated())
        .max_by_key(|text| instant(Some(*text)));
    let newest = newest
        .map_or("1970-01-01T09:00:00+09:00", |text| text.trim())
        .to_owned();
    if is_json {
        let mut entry: Vec<JsonAlert> = part.iter().map(Known::json).collect();
        if entry.is_empty() {
            entry.push(JsonAlert::of(&nothing(&newest)));
        }
        return Ok(Reply::Alerts(Box::new(in_json(entry, newest, &status))));
    }
    let mut entries: Vec<Alert> = part.iter().map(Known::alert).collect();
    if entries.is_empty() {
        entries.push(nothing(&newest));
    }
    let list = AlertList {
        lang: Some("ja".to_owned()),
        title: Some(AtomText {
            value: TITLE.to_owned(),
            kind: Some("text".to_owned()),
            ..AtomText::default()
        }),
        updated: Some(newest),
        id: Some(ID.to_owned()),
        links: vec![AtomLink {
            rel: Some("alternate".to_owned()),
            media_type: Some("text/html".to_owned()),
            hreflang: Some("ja".to_owned()),
            href: Some(PAGE.to_owned()),
            ..AtomLink::default()
        }],
        authors: vec![AtomAuthor {
            name: Some(AUTHOR.0.to_owned()),
            uri: Some(AUTHOR.1.to_owned()),
            ..AtomAuthor::default()
        }],
        handling: Some(Handling::white()),
        entries,
        status: Some(status),
        ..AlertList::default()
    };
    Ok(Reply::Xml(Box::new(Document::new(Body::Alerts(Box::new(
        list,
    ))))))
}

/// The entry that says that there is nothing.
fn nothing(updated: &str) -> Alert {
    Alert {
        title: Some(AtomText {
            value: noroshi_jvn::alert::NOTHING_FOUND.to_owned(),
            ..AtomText::default()
        }),
        id: Some(ID.to_owned()),
        published: Some(updated.to_owned()),
        updated: Some(updated.to_owned()),
        ..Alert::default()
    }
}

fn in_json(entry: Vec<JsonAlert>, updated: String, status: &noroshi_jvn::Status) -> AlertFile {
    let mut file = AlertFile::default();
    let schema = "https://jvndb.jvn.jp/schema/getalert1.json";
    file.rest.insert("$schema".to_owned(), schema.into());
    file.feed.title = Some(TITLE.to_owned());
    file.feed.updated = Some(updated);
    file.feed.entry = entry;
    let marking = json!({ "marking:Marking": { "marking:Marking_Structure": {
        "xsi:type": "tlpMarking:TLPMarkingStructureType",
        "marking_model_name": "TLP",
        "marking_model_ref": "http://www.us-cert.gov/tlp/",
        "color": "WHITE",
    } } });
    let rest = &mut file.feed.rest;
    rest.insert("id".to_owned(), ID.into());
    rest.insert(
        "author".to_owned(),
        json!({ "name": AUTHOR.0, "uri": AUTHOR.1 }),
    );
    rest.insert("link".to_owned(), PAGE.into());
    rest.insert("sec:handling".to_owned(), marking);
    file.feed.status = Some(status_in_json(status));
    file
}

/// A Status in JSON: `retCd` is a number, everything else text.
fn status_in_json(status: &noroshi_jvn::Status) -> Map<String, Value> {
    let element = status.to_element();
    let attributes = element.attributes.iter();
    let member = |name: &str, value: &str| match name {
        "retCd" => value
            .parse::<u64>()
            .map_or_else(|_| value.into(), Value::from),
        _ => value.into(),
    };
    let members = attributes.map(|a| (a.name.local.clone(), member(&a.name.local, &a.value)));
    members.collect()
}
