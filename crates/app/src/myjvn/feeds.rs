//! The static feeds of JVN iPedia: the same entries as files, and the list of these files with their digests.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use noroshi_jvn::{
    Body, Document, Name, Scope, Status,
    checksum::FeedFile,
    jvnrss::{Channel, Contents, Item, Jvnrss},
    names, page_of,
    results::{ResultDocument, VendorInfo},
    sec::Handling,
    vuldef::VuldefDocument,
    write_element,
};
use noroshi_model::Language;
use sha2::{Digest, Sha256};

use super::{
    asked::Method,
    board::{Entries, Joined},
    dates::{date_of, day_of, written},
    lists, stored,
    stored::Place,
};
use crate::{
    digits::hex,
    house::{House, UseError},
    upkeep::Files,
};

/// The new entries, and the new and updated ones, are those of so many days up to the newest of them.
const DAYS: i32 = 7;
/// Entries that are read in one go.
const AT_ONCE: usize = 50;

/// A file of the static feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum File {
    New,
    NewAndUpdated,
    Overviews(i16),
    Details(i16),
    Vendors(i32),
    Products(i32),
}

/// A file as it is handed out: what stands before the entries, the entries, what stands behind them.
#[derive(Debug, Clone)]
pub struct FeedBody {
    language: Language,
    head: String,
    tail: String,
    places: Arc<[Place]>,
    is_of_details: bool,
    /// When what it holds last changed, milliseconds since 1970.
    changed: i64,
}

/// The digests of files, by what they are made of.
#[derive(Debug, Default)]
pub(super) struct Digests(Mutex<HashMap<[u8; 32], (String, u64)>>);

/// Digests that are kept.
const KEPT: usize = 1_000;

impl Digests {
    pub(super) fn forget(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

impl File {
    /// The file of a path below its language, for example `rss/years/jvndb_2024.rdf`.
    fn of(path: &str) -> Option<Self> {
        let number = |before: &str, digits: usize| -> Option<i32> {
            let text = path.strip_prefix(before)?.strip_suffix(".rdf")?;
            let is_number = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
            text.parse().ok().filter(|_| is_number)
        };
        let year = |before| number(before, 4).and_then(|year| i16::try_from(year).ok());
        match path {
            "rss/jvndb_new.rdf" => Some(Self::New),
            "rss/jvndb.rdf" => Some(Self::NewAndUpdated),
            _ => None,
        }
        .or_else(|| year("rss/years/jvndb_").map(Self::Overviews))
        .or_else(|| year("feed/detail/jvndb_detail_").map(Self::Details))
        .or_else(|| number("feed/vendor/myjvn_vendor_", 6).map(Self::Vendors))
        .or_else(|| number("feed/product/myjvn_product_", 6).map(Self::Products))
    }

    fn path(self) -> String {
        match self {
            Self::New => "rss/jvndb_new.rdf".to_owned(),
            Self::NewAndUpdated => "rss/jvndb.rdf".to_owned(),
            Self::Overviews(year) => format!("rss/years/jvndb_{year:04}.rdf"),
            Self::Details(year) => format!("feed/detail/jvndb_detail_{year:04}.rdf"),
            Self::Vendors(month) => format!("feed/vendor/myjvn_vendor_{month:06}.rdf"),
            Self::Products(month) => format!("feed/product/myjvn_product_{month:06}.rdf"),
        }
    }

    /// Title and description as the operator writes them.
    fn words(self) -> (String, String) {
        match self {
            Self::New => (
                "JVNDB RSS Feed - New Entry".to_owned(),
                "JVN iPedia 新着情報".to_owned(),
            ),
            Self::NewAndUpdated => (
                "JVNDB RSS Feed - New and Updated Entry".to_owned(),
                "JVN iPedia 新着・更新情報".to_owned(),
            ),
            Self::Overviews(year) => (
                format!("JVNDB RSS Feed - {year} Years Entry"),
                format!("JVN iPedia {year}年の情報"),
            ),
            _ => (String::new(), String::new()),
        }
    }
}

/// The year in an identifier.
fn year(id: &str) -> Option<i16> {
    id.split('-').nth(1)?.parse().ok()
}

/// The month of an instant in Japan, as `YYYYMM`.
fn month(instant: i64) -> i32 {
    let date = date_of(day_of(instant));
    i32::from(date.year()) * 100 + i32::from(date.month())
}

/// When anything last changed.
fn newest<'a>(entries: impl Iterator<Item = &'a Joined>) -> i64 {
    entries
        .filter_map(|entry| entry.facts.updated)
        .max()
        .unwrap_or(0)
}

impl FeedBody {
    /// A digest of what the file is made of: the same as long as its bytes are, and known before they are read.
    pub fn made_of(&self) -> [u8; 32] {
        let mut made_of = Sha256::new();
        made_of.update(&self.head);
        for place in self.places.iter() {
            made_of.update(place.key.to_le_bytes());
            made_of.update(place.sequence.to_le_bytes());
        }
        made_of.finalize().into()
    }
}

impl House {
    /// A file of the static feeds by its path below its language, for example `rss/jvndb.rdf`; none where there is no
    /// such file.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn jvn_feed(&self, language: Language, path: &str) -> Result<Option<FeedBody>, UseError> {
        let Some(file) = File::of(path) else {
            return Ok(None);
        };
        let board = self.board()?;
        let entries = board.of_language(language);
        let all = &entries.newest_first;
        Ok(match file {
            File::New => Some(overviews(file, language, &last_days(all, |e| e.first_on()))),
            File::NewAndUpdated => Some(overviews(
                file,
                language,
                &last_days(all, |e| e.updated_on()),
            )),
            File::Overviews(of) => {
                let found: Vec<_> = all.iter().filter(|e| year(e.id()) == Some(of)).collect();
                (!found.is_empty()).then(|| overviews(file, language, &found))
            }
            File::Details(of) => {
                let found = all
                    .iter()
                    .filter(|e| year(e.id()) == Some(of) && e.vuldef.is_some());
                let found: Vec<_> = found.collect();
                (!found.is_empty()).then(|| details(language, &found))
            }
            File::Vendors(of) | File::Products(of) => {
                let changed = newest(all.iter());
                if of != month(changed) || all.is_empty() {
                    return Ok(None);
                }
                let catalogue = self.catalogue(&board, language)?;
                let (method, count, vendors) = if matches!(file, File::Vendors(_)) {
                    let vendors: Vec<_> = catalogue.vendors.iter().map(lists::vendor_of).collect();
                    (Method::VendorList, vendors.len(), vendors)
                } else {
                    let mut products: Vec<_> = catalogue.products.iter().collect();
                    products.sort_by_key(|p| (p.vid, p.pid));
                    let vendors = lists::by_vendor(&catalogue, products.iter().copied());
                    (Method::ProductList, products.len(), vendors)
                };
                let info = VendorInfo {
                    lang: Some(language.tag().to_owned()),
                    vendors,
                    ..VendorInfo::default()
                };
                let result = ResultDocument {
                    version: Some("3.3".to_owned()),
                    vendor_info: Some(info),
                    status: Some(status(method, language, count)),
                    ..ResultDocument::default()
                };
                Some(FeedBody {
                    language,
                    head: Document::new(Body::Result(Box::new(result))).write(),
                    tail: String::new(),
                    places: Arc::new([]),
                    is_of_details: false,
                    changed,
                })
            }
        })
    }

    /// Part of a file's bytes: its beginning with part 0, and so on until there is none.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn jvn_feed_part(&self, feed: &FeedBody, part: usize) -> Result<Option<Vec<u8>>, UseError> {
        let from = part.saturating_mul(AT_ONCE);
        if from >= feed.places.len().max(1) {
            return Ok(None);
        }
        let to = (from + AT_ONCE).min(feed.places.len());
        let mut text = String::new();
        if part == 0 {
            text.push_str(&feed.head);
        }
        let scope = Scope::of_header(feed.head.as_bytes(), "");
        let read = self
            .look(|reader| stored::read(reader, &mut Files::default(), &feed.places[from..to]))?;
        for (_, stored) in read {
            let element = if feed.is_of_details {
                stored.vulinfo().to_element()
            } else {
                let mut element = stored.item(feed.language).to_element();
                element.rename_namespace(names::SEC, names::SEC_OLD);
                element
            };
            text.push_str(&write_element(&element, &scope));
            text.push('\n');
        }
        if to == feed.places.len() {
            text.push_str(&feed.tail);
        }
        Ok(Some(text.into_bytes()))
    }

    /// The list of the static feeds of a language, with addresses that begin with `base`.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn jvn_feeds(&self, language: Language, base: &str) -> Result<Vec<FeedFile>, UseError> {
        let board = self.board()?;
        let mut list = Vec::new();
        for file in files(board.of_language(language)) {
            let path = file.path();
            let Some(feed) = self.jvn_feed(language, &path)? else {
                continue;
            };
            let (sha256, size) = self.digest(&feed)?;
            let made = written(feed.changed);
            list.push(FeedFile {
                url: format!("{base}/{}/{path}", language.tag()),
                filename: path.rsplit('/').next().unwrap_or_default().to_owned(),
                sha256,
                size,
                last_modified: made
                    .get(..19)
                    .unwrap_or_default()
                    .replace('-', "/")
                    .replace('T', " "),
                rest: serde_json::Map::new(),
            });
        }
        Ok(list)
    }

    /// The digest and the size of a file. It is read once for each state of it.
    fn digest(&self, feed: &FeedBody) -> Result<(String, u64), UseError> {
        let made_of = feed.made_of();
        let known = &self.myjvn.digests.0;
        if let Some(known) = known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&made_of)
        {
            return Ok(known.clone());
        }
        let (mut digest, mut size, mut part) = (Sha256::new(), 0, 0);
        while let Some(bytes) = self.jvn_feed_part(feed, part)? {
            digest.update(&bytes);
            size += bytes.len() as u64;
            part += 1;
        }
        let hex = hex(&digest.finalize());
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(made_of, (hex.clone(), size));
        Ok((hex, size))
    }
}

/// The files there are. Those of what is new are always there, so that a list never is empty.
fn files(entries: &Entries) -> Vec<File> {
    let all = &entries.newest_first;
    let years: BTreeSet<i16> = all.iter().filter_map(|e| year(e.id())).collect();
    let with_details: BTreeSet<i16> = all
        .iter()
        .filter(|e| e.vuldef.is_some())
        .filter_map(|e| year(e.id()))
        .collect();
    let mut files = vec![File::New, File::NewAndUpdated];
    files.extend(years.into_iter().rev().map(File::Overviews));
    files.extend(with_details.into_iter().rev().map(File::Details));
    if !all.is_empty() {
        let month = month(newest(all.iter()));
        files.extend([File::Vendors(month), File::Products(month)]);
    }
    files
}

/// The entries of the last days up to the newest of them.
fn last_days(all: &[Joined], day: impl Fn(&Joined) -> Option<i32>) -> Vec<&Joined> {
    let newest = all.iter().filter_map(&day).max();
    let among = |entry: &&Joined| match (day(entry), newest) {
        (Some(day), Some(newest)) => day > newest - DAYS,
        _ => false,
    };
    all.iter().filter(among).collect()
}

const OVERVIEWS_END: &str = "</rdf:RDF>\n";
const DETAILS_BEGIN: &str = "<sec:handling>";

/// A file of overviews, in the form that the static feeds had in 2023: mod_sec 2.0 and no Status.
fn overviews(file: File, language: Language, entries: &[&Joined]) -> FeedBody {
    let changed = newest(entries.iter().copied());
    let made = written(changed);
    let (title, description) = file.words();
    let addresses: Vec<Item> = entries
        .iter()
        .map(|entry| Item {
            about: Some(page_of(entry.id(), language.tag())),
            ..Item::default()
        })
        .collect();
    let channel = Channel {
        about: Some(format!(
            "https://jvndb.jvn.jp/{}/{}",
            language.tag(),
            file.path()
        )),
        title: Some(title),
        link: Some("https://jvndb.jvn.jp/".to_owned()),
        description: Some(description),
        creator: Some(String::new()),
        date: Some(made.clone()),
        modified: Some(made),
        items: Some(Contents::of(addresses.iter())),
        ..Channel::default()
    };
    let mut feed = Jvnrss {
        channel: Some(channel),
        ..Jvnrss::default()
    };
    let declared = |local: &str| Name {
        prefix: if local == "xmlns" { "" } else { "xmlns" }.to_owned(),
        local: local.to_owned(),
        namespace: names::XMLNS.into(),
    };
    for (prefix, namespace) in [
        ("xsi", names::XSI),
        ("rdf", names::RDF),
        ("xmlns", names::RSS),
        ("dc", names::DC),
        ("dcterms", names::DCTERMS),
        ("sec", names::SEC_OLD),
    ] {
        feed.rest.set_attribute(declared(prefix), namespace);
    }
    let schema = "http://purl.org/rss/1.0/ https://jvndb.jvn.jp/schema/jvnrss_2.0.xsd";
    feed.rest
        .set_attribute(Name::new(names::XSI, "schemaLocation"), schema);
    feed.lang = Some(language.tag().to_owned());
    let mut head = Document::new(Body::Jvnrss(Box::new(feed))).write();
    head.truncate(head.len() - OVERVIEWS_END.len());
    FeedBody {
        language,
        head,
        tail: OVERVIEWS_END.to_owned(),
        places: entries.iter().map(|entry| entry.overview).collect(),
        is_of_details: false,
        changed,
    }
}

/// A file of details: what is held in VULDEF, as it came.
fn details(language: Language, entries: &[&Joined]) -> FeedBody {
    let document = VuldefDocument {
        version: Some("3.2".to_owned()),
        lang: Some(language.tag().to_owned()),
        handling: Some(Handling::white()),
        status: Some(status(Method::VulnDetailInfo, language, entries.len())),
        ..VuldefDocument::default()
    };
    let mut head = Document::new(Body::Vuldef(Box::new(document))).write();
    // The entries stand before handling and Status.
    let tail = head
        .find(DETAILS_BEGIN)
        .map(|at| head.split_off(at))
        .unwrap_or_default();
    FeedBody {
        language,
        head,
        tail,
        places: entries.iter().map(|entry| entry.detail()).collect(),
        is_of_details: true,
        changed: newest(entries.iter().copied()),
    }
}

/// The Status of a file: everything is in it, and it has no page.
fn status(method: Method, language: Language, count: usize) -> Status {
    let mut status = Status::success(method.name(), count as u64, count as u64, 0, 0);
    status.lang = Some(language.tag().to_owned());
    status.ret_max = Some(String::new());
    status.first_res = Some(String::new());
    status.echo("lt", "1");
    status
}
