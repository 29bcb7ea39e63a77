//! NVD's other services: CPE names, match criteria and sources, from the pages of them that arrived.
//!
//! Each page stands in the ledger as it came. The roll keeps where each entry stands in it; an entry that came several
//! times is handed out as it was changed last.

use std::collections::HashMap;

use noroshi_cpe::Name;
use noroshi_model::{AssumedZone, Moment};
use noroshi_store::{Digest, KeyName};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    document,
    entry::{NO_DATE, SOURCE},
    given::{Given, Kind, NO_WINDOW, PAGING, Parameter, Part, Period, Refused, Table, listed},
    keyword::Keywords,
    product,
    question::ids,
};
use crate::{
    clock,
    currents::Current,
    house::{House, UseError},
    roll::{Entry, Roll},
};

/// The services whose entries come as pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// The dictionary of CPE names.
    Cpes,
    /// The match criteria.
    CpeMatch,
    /// The organisations that give NVD data.
    Source,
}

impl Service {
    /// The word in `format`, and the list's name in the page.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Cpes => ("NVD_CPE", "products"),
            Self::CpeMatch => ("NVD_CPEMatchString", "matchStrings"),
            Self::Source => ("NVD_SOURCE", "sources"),
        }
    }

    fn of(namespace: &str) -> Option<Self> {
        match namespace {
            "NVD_CPE" => Some(Self::Cpes),
            "NVD_CPEMatchString" | "NVD_CPEMatch" => Some(Self::CpeMatch),
            "NVD_SOURCE" => Some(Self::Source),
            _ => None,
        }
    }

    fn most(self) -> usize {
        match self {
            Self::Cpes => 10_000,
            Self::CpeMatch => 500,
            Self::Source => 1_000,
        }
    }

    fn parameters(self) -> Table {
        match self {
            Self::Cpes => &[
                ("cpeMatchString", Kind::Value),
                ("cpeNameId", Kind::Value),
                ("keywordExactMatch", Kind::Flag),
                ("keywordSearch", Kind::Value),
                ("matchCriteriaId", Kind::Value),
            ],
            Self::CpeMatch => &[
                ("cveId", Kind::Value),
                ("matchCriteriaId", Kind::Value),
                ("matchStringSearch", Kind::Value),
            ],
            Self::Source => &[("sourceIdentifier", Kind::Value)],
        }
    }
}

const DATES: Table = &[
    ("lastModStartDate", Kind::Value),
    ("lastModEndDate", Kind::Value),
    (NO_WINDOW, Kind::Flag),
];

/// An entry of one of the services, as far as it is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Item {
    cpe_name: String,
    cpe_name_id: String,
    titles: Vec<Title>,
    refs: Vec<Linked>,
    match_criteria_id: String,
    criteria: String,
    version_start_including: Option<String>,
    version_start_excluding: Option<String>,
    version_end_including: Option<String>,
    version_end_excluding: Option<String>,
    matches: Vec<Named>,
    name: String,
    source_identifiers: Vec<String>,
    last_modified: String,
    created: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Title {
    title: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Linked {
    #[serde(rename = "ref")]
    address: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Named {
    cpe_name_id: String,
}

impl Item {
    /// What tells it from others of its service.
    fn id(&self, service: Service) -> &str {
        match service {
            Service::Cpes => &self.cpe_name_id,
            Service::CpeMatch => &self.match_criteria_id,
            Service::Source => self.source_identifiers.first().unwrap_or(&self.name),
        }
    }
}

/// A page that arrived.
#[derive(Debug)]
pub(crate) struct PageEntry {
    service: Service,
    digest: Digest,
    made: i64,
    items: Box<[Place]>,
}

/// An entry's place in a page, and what it is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    id: Box<str>,
    modified: i64,
    created: i64,
    from: u32,
    to: u32,
}

impl Entry for PageEntry {
    type Beside = ();

    fn is_on(key: &KeyName) -> bool {
        key.source == SOURCE && Service::of(&key.namespace).is_some()
    }

    fn of(document: &Current<'_>) -> Option<Self> {
        let service = Service::of(&document.name.namespace)?;
        let digest = document.revision.digest?;
        let text = std::str::from_utf8(document.bytes).ok()?;
        let items = items(service, text)?.into_iter().filter_map(|raw| {
            let item = item(service, raw)?;
            // An element borrows from the text, so its place in it is that of its first byte.
            let from = raw.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
            Some(Place {
                id: item.id(service).into(),
                modified: date(&item.last_modified),
                created: date(&item.created),
                from: u32::try_from(from).ok()?,
                to: u32::try_from(from + raw.len()).ok()?,
            })
        });
        Some(Self {
            service,
            digest,
            made: document.revision.changed.unwrap_or(NO_DATE),
            items: items.collect(),
        })
    }
}

fn date(text: &str) -> i64 {
    Moment::parse(text, AssumedZone::Utc)
        .instant
        .unwrap_or(NO_DATE)
}

/// The elements of a page's list, each as it stands there.
fn items(service: Service, text: &str) -> Option<Vec<&str>> {
    let page: HashMap<String, &RawValue> = serde_json::from_str(text).ok()?;
    let list = page.get(service.words().1)?;
    let items: Vec<&RawValue> = serde_json::from_str(list.get()).ok()?;
    Some(items.into_iter().map(RawValue::get).collect())
}

/// Reads an element.
fn item(service: Service, raw: &str) -> Option<Item> {
    let name = match service {
        Service::Cpes => "cpe",
        Service::CpeMatch => "matchString",
        Service::Source => return serde_json::from_str(raw).ok(),
    };
    let element: HashMap<String, &RawValue> = serde_json::from_str(raw).ok()?;
    serde_json::from_str(element.get(name)?.get()).ok()
}

/// A question to one of these services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageQuestion {
    service: Service,
    part: Part,
    modified: Option<Period>,
    /// These identifiers only.
    id: Option<String>,
    /// CPE names that this criterion matches.
    matched_by: Option<String>,
    cves: Option<Vec<String>>,
    name: Option<Name>,
    keywords: Option<Keywords>,
    source: Option<String>,
}

impl PageQuestion {
    /// The parameters of a service, and whether each is there or not rather than having a value.
    pub fn parameters(service: Service) -> Vec<(&'static str, bool)> {
        listed(&[service.parameters(), DATES, PAGING])
    }

    /// Reads a request to a service.
    ///
    /// # Errors
    ///
    /// What is wrong with it, as the header `message` says it.
    pub fn read(service: Service, parameters: &[Parameter]) -> Result<Self, Refused> {
        let given = Given::of(&[service.parameters(), DATES, PAGING], parameters)?;
        let uuid = |name| given.read(name, "a UUID", uuid);
        let wants = "a CPE 2.3 match string";
        let by_match = given.read("cpeMatchString", wants, product::name)?;
        let criterion = uuid("matchCriteriaId")?;
        let (id, matched_by) = match service {
            Service::Cpes => (uuid("cpeNameId")?, criterion),
            _ => (criterion, None),
        };
        Ok(Self {
            service,
            part: given.part(service.most())?,
            modified: given.period("lastModStartDate", "lastModEndDate")?,
            id,
            matched_by,
            cves: ids(&given)?,
            name: by_match.or(given.read("matchStringSearch", wants, product::name)?),
            keywords: Keywords::read(&given)?,
            source: given.value("sourceIdentifier").map(str::to_owned),
        })
    }

    /// A name of the question, equal for equal questions.
    pub fn name(&self) -> String {
        format!("{self:?}")
    }

    /// The question for one entry.
    fn of_id(service: Service, id: &str) -> Self {
        Self {
            service,
            part: Part { start: 0, size: 1 },
            modified: None,
            id: Some(id.to_owned()),
            matched_by: None,
            cves: None,
            name: None,
            keywords: None,
            source: None,
        }
    }

    fn means(&self, item: &Item) -> bool {
        let name = self.name.as_ref().is_none_or(|asked| match self.service {
            Service::CpeMatch => self.criterion(asked, item),
            _ => Name::parse_tolerant(&item.cpe_name).is_ok_and(|(name, _)| asked.matches(&name)),
        });
        name && self.keywords.as_ref().is_none_or(|keywords| {
            let titles = item.titles.iter().map(|t| t.title.as_str());
            keywords.are_in(titles.chain(item.refs.iter().map(|r| r.address.as_str())))
        }) && (self.source.as_ref()).is_none_or(|source| item.source_identifiers.contains(source))
    }

    /// Whether a criterion is a part of a match string, as `virtualMatchString` means it.
    fn criterion(&self, asked: &Name, item: &Item) -> bool {
        let text = |text: &Option<String>| text.clone().map(|t| document::Text(t.into()));
        let criterion = document::Match {
            criteria: document::Text(item.criteria.as_str().into()),
            version_start_including: text(&item.version_start_including),
            version_start_excluding: text(&item.version_start_excluding),
            version_end_including: text(&item.version_end_including),
            version_end_excluding: text(&item.version_end_excluding),
            ..document::Match::default()
        };
        product::read(&criterion)
            .is_some_and(|criterion| product::meets(asked, &Default::default(), &criterion))
    }
}

/// A page of one of these services, whole: its entries are small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServicePage {
    /// How many results there are on all pages.
    pub total: usize,
    /// The index of the first on this page.
    pub start: usize,
    /// How many are on this page.
    pub count: usize,
    /// The elements, separated by commas, each as it came.
    pub elements: Vec<u8>,
    /// The ledger's row that the page stands on.
    pub sequence: u64,
    /// When it was asked for, as NVD writes it.
    pub made: String,
}

/// What the services keep in memory.
#[derive(Debug, Default)]
pub(crate) struct Pages(Roll<PageEntry>);

impl Pages {
    pub(crate) fn forget(&self) {
        self.0.forget();
    }
}

impl House {
    /// The entries that a question to one of these services means, in the order of their creation, those of one instant
    /// by identifier.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn nvd_page(&self, question: &PageQuestion) -> Result<ServicePage, UseError> {
        let wanted = self.wanted_ids(question)?;
        let (mut places, sequence) = self.nvd_pages.0.look(self, |entries, sequence| {
            let mut best: HashMap<&str, (i64, i64, Digest, &Place)> = HashMap::new();
            for page in entries
                .values()
                .filter(|page| page.service == question.service)
            {
                for place in &page.items {
                    let own = (place.modified, page.made, page.digest, place);
                    let known = best.entry(&place.id).or_insert(own);
                    if (known.0, known.1, known.2.0) < (own.0, own.1, own.2.0) {
                        *known = own;
                    }
                }
            }
            let meant = best.into_values().filter(|(modified, _, _, place)| {
                let is_wanted = |wanted: &Vec<String>| {
                    wanted.binary_search(&place.id.to_ascii_uppercase()).is_ok()
                };
                wanted.as_ref().is_none_or(is_wanted)
                    && question
                        .modified
                        .is_none_or(|p| *modified != NO_DATE && p.holds(*modified))
            });
            let meant: Vec<_> = meant
                .map(|(_, _, digest, place)| (digest, place.clone()))
                .collect();
            (meant, sequence)
        })?;
        let looks =
            question.name.is_some() || question.keywords.is_some() || question.source.is_some();
        if looks {
            // Each page is opened once.
            places.sort_unstable_by_key(|(digest, place)| (digest.0, place.from));
            let mut meant = Vec::new();
            self.each_place(&places, |at, raw| {
                if item(question.service, raw).is_some_and(|item| question.means(&item)) {
                    meant.push(places[at].clone());
                }
            })?;
            places = meant;
        }
        places.sort_unstable_by(|(_, a), (_, b)| (a.created, &a.id).cmp(&(b.created, &b.id)));
        let part = question.part.of(&places);
        let mut elements = Vec::new();
        self.each_place(part, |at, raw| {
            if at > 0 {
                elements.push(b',');
            }
            elements.extend_from_slice(raw.as_bytes());
        })?;
        Ok(ServicePage {
            total: places.len(),
            start: question.part.start,
            count: part.len(),
            elements,
            sequence,
            made: super::timestamp(clock::now()),
        })
    }

    /// The identifiers that a question asks for, in capitals and in order; `None` for all.
    fn wanted_ids(&self, question: &PageQuestion) -> Result<Option<Vec<String>>, UseError> {
        let mut wanted: Option<Vec<String>> = question.id.clone().map(|id| vec![id]);
        let mut only = |ids: Vec<String>| {
            let ids: Vec<String> = match wanted.take() {
                None => ids,
                Some(known) => known.into_iter().filter(|id| ids.contains(id)).collect(),
            };
            wanted = Some(ids);
        };
        if let Some(criterion) = &question.matched_by {
            let of_criterion = PageQuestion::of_id(Service::CpeMatch, criterion);
            let page = self.nvd_page(&of_criterion)?;
            let found = std::str::from_utf8(&page.elements).ok();
            let found = found.and_then(|raw| item(Service::CpeMatch, raw));
            let names = found.into_iter().flat_map(|item| item.matches);
            only(
                names
                    .map(|name| name.cpe_name_id.to_ascii_uppercase())
                    .collect(),
            );
        }
        if let Some(cves) = &question.cves {
            let sorted = self.nvd.sorted(self)?;
            let mut ids = Vec::new();
            for place in cves.iter().filter_map(|cve| sorted.of_id(cve)) {
                let digest = sorted.at(place).digest;
                let document = self.look(|reader| Ok(reader.document(&digest)?))?;
                let found = document.and_then(|document| {
                    document::read(&document.bytes, |cve, _| {
                        let ids = cve.criteria().filter_map(|c| c.match_criteria_id.as_ref());
                        ids.map(|id| id.as_str().to_ascii_uppercase())
                            .collect::<Vec<_>>()
                    })
                });
                ids.extend(found.into_iter().flatten());
            }
            only(ids);
        }
        if let Some(wanted) = &mut wanted {
            wanted.sort_unstable();
            wanted.dedup();
        }
        Ok(wanted)
    }

    /// Hands on each element as it stands in its page. A page that several in a row are from is opened once.
    fn each_place(
        &self,
        places: &[(Digest, Place)],
        mut take: impl FnMut(usize, &str),
    ) -> Result<(), UseError> {
        let mut open: Option<(Digest, Vec<u8>)> = None;
        for (at, (digest, place)) in places.iter().enumerate() {
            if open.as_ref().is_none_or(|(known, _)| known != digest) {
                let document = self.look(|reader| Ok(reader.document(digest)?))?;
                open = document.map(|document| (*digest, document.bytes));
            }
            let bytes = open
                .as_ref()
                .and_then(|(_, bytes)| bytes.get(place.from as usize..place.to as usize));
            let Some(raw) = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()) else {
                let what = format!("document {digest}");
                return Err(noroshi_store::StoreError::Damaged { what }.into());
            };
            take(at, raw);
        }
        Ok(())
    }
}

/// A UUID in capitals.
fn uuid(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.splitn(6, '-').collect();
    let lengths = [8, 4, 4, 4, 12];
    let fits = groups.len() == 5
        && groups.iter().zip(lengths).all(|(group, length)| {
            group.len() == length && group.bytes().all(|b| b.is_ascii_hexdigit())
        });
    fits.then(|| text.to_ascii_uppercase())
}
