//! Values made by hand, as a house would answer them. Identifiers and sentences are invented.

mod products;
mod records;

use std::sync::Arc;
use std::time::Duration;

use noroshi_app::values::{
    Agreement, Bar, Facet, FacetValue, Health, HistoryEntry, HistoryPage, Hold, Inventory, Mark,
    MarkKind, MatchPage, Mistake, MistakeKind, Node, Part, Party, ProductPage, ProductsPage,
    Progress, Proposal, Row, SearchPage, SourcePage, SourcesPage, Standings, VulnerabilityPage,
    YourProducts,
};
use noroshi_app::{At, Found, Question, UseError};
use noroshi_model::{AssumedZone, Change, Item, Language, Moment, Severity, Text};
use noroshi_web::Answers;

use records::{NOW, day, items, provenance, shown};

/// A small house made by hand.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ByHand {
    /// Nothing stored yet, a source being fetched.
    pub(crate) empty: bool,
    /// Says that it is the sample.
    pub(crate) sample: bool,
    /// The match index is being built for the first time.
    pub(crate) building: bool,
}

/// A title that tries everything.
pub(crate) const HOSTILE: &str =
    "<script>alert('x')</script> \u{202E}gnp.exe\u{202C} \" onmouseover=\"alert(1) \u{0}\u{2066}";

impl Answers for ByHand {
    fn search(&self, question: &Question) -> Result<SearchPage, UseError> {
        if self.empty {
            return Ok(SearchPage::default());
        }
        let mut page = SearchPage {
            query: question.query.clone(),
            understood: question.query.clone(),
            limit: question.limit,
            start: question.start,
            sort: question.sort,
            known: 94_735,
            sequence: 130_201,
            ..SearchPage::default()
        };
        if question.query.contains("nothing") {
            page.parts = ["product:nothing", "score>=9"]
                .map(|query| Part {
                    query: query.to_owned(),
                    count: if query.starts_with('s') { 812 } else { 0 },
                })
                .into();
            page.nearest = vec!["CVE-2099-0001".to_owned(), "JVN#99000012".to_owned()];
            return Ok(page);
        }
        if question.query.contains("scor:") {
            page.mistakes.push(Mistake {
                word: "scor".to_owned(),
                kind: MistakeKind::Field,
                nearest: Some("score".to_owned()),
            });
        }
        page.rows = rows();
        page.total = 128;
        page.facets = facets();
        page.years = (2004_i32..=2026)
            .map(|year| Bar {
                label: year.to_string(),
                count: usize::try_from((year - 2003).pow(2) * 12 + (year % 3) * 90).unwrap_or(0),
            })
            .collect();
        page.bands = [
            ("critical", 9_120),
            ("high", 31_004),
            ("medium", 38_220),
            ("low", 4_101),
            ("none", 12),
            ("unknown", 12_278),
        ]
        .map(|(label, count)| Bar {
            label: label.to_owned(),
            count,
        })
        .into();
        Ok(page)
    }

    fn vulnerability(&self, id: &str, at: Option<At>) -> Result<Found, UseError> {
        Ok(match id {
            "CVE-2099-0001" => Found::One(Box::new(vulnerability(at))),
            "CVE-2099-0007" => Found::One(Box::new(many())),
            "CVE-2099-0666" => Found::One(Box::new(hostile())),
            "JVNDB-2099-000900" => Found::Several {
                id: id.to_owned(),
                covers: rows().into_iter().take(3).collect(),
            },
            _ => Found::Nothing {
                nearest: vec!["CVE-2099-0001".to_owned(), "CVE-2099-0034".to_owned()],
            },
        })
    }

    fn history(&self, id: &str, material_only: bool) -> Result<Option<HistoryPage>, UseError> {
        Ok((id == "CVE-2099-0001").then(|| history(material_only)))
    }

    fn original(&self, digest: &str) -> Result<Option<Vec<u8>>, UseError> {
        Ok((digest == "a".repeat(64)).then(|| b"<html><script>alert(1)</script>\0".to_vec()))
    }

    fn sources(&self) -> Result<SourcesPage, UseError> {
        Ok(SourcesPage {
            sources: sources(self.empty),
            sample: self.sample,
            now: NOW,
            sequence: 130_201,
            unwritable: None,
            nodes: nodes(self.empty),
            holds: holds(self.empty),
        })
    }

    fn is_sample(&self) -> bool {
        self.sample
    }

    fn products(&self, group: Option<&str>) -> Result<ProductsPage, UseError> {
        Ok(products::products(group, self.empty))
    }

    fn product(&self, name: &str) -> Result<ProductPage, UseError> {
        products::one(name)
    }

    fn product_original(&self, name: &str) -> Result<Option<Vec<u8>>, UseError> {
        Ok((name == "shop").then(|| b"<html><script>alert(1)</script>\0".to_vec()))
    }

    fn standings(&self, _: Duration) -> Result<Standings, UseError> {
        Ok(products::standings(self.empty, self.building))
    }

    fn your_products(
        &self,
        page: &VulnerabilityPage,
        _: Duration,
    ) -> Result<YourProducts, UseError> {
        Ok(products::yours(&page.id, self.building))
    }

    fn match_product(&self, name: &str, _: bool) -> Result<Arc<MatchPage>, UseError> {
        products::matched(name, self.building)
    }

    fn proposals(&self, _: &Inventory) -> Result<Vec<Proposal>, UseError> {
        Ok(products::proposals())
    }

    fn match_pasted(&self, name: &str, document: &[u8]) -> Result<MatchPage, UseError> {
        products::pasted(name, document, self.building)
    }
}

fn text(lang: &str, value: &str) -> Text {
    Text::new(lang, value)
}

fn rows() -> Vec<Row> {
    let names = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    vec![
        Row {
            id: "CVE-2099-0001".to_owned(),
            titles: vec![
                text(
                    "ja",
                    "Example TLS の証明書検証処理におけるバッファオーバーフローの脆弱性",
                ),
                text("en", "Buffer overflow in certificate check of Example TLS"),
            ],
            products: "Example TLS 3.x +2".to_owned(),
            severity: Some(Severity::Critical),
            score: Some(9.8),
            scored_by: "nvd".to_owned(),
            differs: true,
            exploited: true,
            fix: true,
            epss: Some(0.712),
            sources: names(&["nvd", "cve", "jvndb", "kev", "epss"]),
            made_public: day("2026-06-28"),
            first_seen: day("2026-06-28"),
            last_changed: day("2026-07-03"),
            ..Row::default()
        },
        Row {
            id: "CVE-2099-0034".to_owned(),
            titles: vec![text(
                "en",
                "Denial of service by long records in mod_example",
            )],
            products: "mod_example 2.1".to_owned(),
            severity: Some(Severity::High),
            score: Some(7.5),
            scored_by: "cve".to_owned(),
            fix: true,
            epss: Some(0.014),
            sources: names(&["cve", "nvd"]),
            made_public: day("2026-06-30"),
            first_seen: day("2026-07-01"),
            last_changed: day("2026-07-02"),
            ..Row::default()
        },
        Row {
            id: "JVN#99000012".to_owned(),
            titles: vec![text("ja", "サンプル製ルータにおける認証不備の脆弱性")],
            products: "サンプル株式会社 Router-OS 9".to_owned(),
            severity: Some(Severity::Medium),
            score: Some(5.3),
            scored_by: "jvndb".to_owned(),
            differs: true,
            sources: names(&["jvndb"]),
            made_public: day("2026-07-01"),
            first_seen: day("2026-07-01"),
            last_changed: day("2026-07-01"),
            ..Row::default()
        },
        Row {
            id: "CVE-2099-0050".to_owned(),
            sources: names(&["cve"]),
            first_seen: day("2026-07-01"),
            ..Row::default()
        },
        Row {
            id: "CVE-2099-0051".to_owned(),
            titles: vec![text(
                "en",
                "Information exposure through log files in libfoo",
            )],
            products: "libfoo".to_owned(),
            severity: Some(Severity::Low),
            score: Some(3.1),
            scored_by: "nvd".to_owned(),
            rejected: true,
            sources: names(&["nvd", "cve"]),
            made_public: day("2026-05-01"),
            first_seen: day("2026-05-02"),
            last_changed: day("2026-06-30"),
            ..Row::default()
        },
        Row {
            id: "CVE-2099-0666".to_owned(),
            titles: vec![text("en", &format!("{HOSTILE} {}", "long ".repeat(20_000)))],
            products: "\u{202E}tcudorp".to_owned(),
            severity: Some(Severity::None),
            score: Some(0.0),
            scored_by: "cve".to_owned(),
            sources: names(&["cve"]),
            made_public: day("2026-06-01"),
            first_seen: day("2026-06-01"),
            last_changed: day("2026-06-01"),
            ..Row::default()
        },
    ]
}

fn facets() -> Vec<Facet> {
    let facet = |field: &'static str, values: &[(&str, usize, bool)]| Facet {
        field,
        values: values
            .iter()
            .map(|(value, count, chosen)| FacetValue {
                value: (*value).to_owned(),
                count: *count,
                chosen: *chosen,
                query: format!("example {field}:{value}"),
            })
            .collect(),
    };
    vec![
        facet(
            "source",
            &[
                ("nvd", 120, true),
                ("cve", 118, false),
                ("jvndb", 87, false),
                ("kev", 6, false),
            ],
        ),
        facet(
            "severity",
            &[
                ("critical", 9, false),
                ("high", 41, false),
                ("medium", 60, false),
                ("low", 4, false),
                ("unknown", 14, false),
            ],
        ),
        facet("exploited", &[("yes", 6, false)]),
        facet("fix", &[("yes", 98, false), ("no", 30, false)]),
        facet(
            "differs",
            &[("severity", 31, false), ("affected", 12, false)],
        ),
        facet("lang", &[("ja", 87, false), ("en", 120, false)]),
        facet("status", &[("unanalysed", 3, false)]),
        facet("public", &[("2026", 40, false), ("2025", 88, false)]),
    ]
}

fn vulnerability(at: Option<At>) -> VulnerabilityPage {
    let records = vec![
        shown("nvd", records::nvd()),
        shown("cve", records::cve()),
        shown("jvndb", records::jvndb()),
        shown("kev", records::kev()),
        shown("epss", records::epss()),
    ];
    let mark = |when: &str, kind, source: &str| Mark {
        when: day(when).unwrap_or_default(),
        stated: Some(Moment::parse(when, AssumedZone::Utc)),
        kind,
        source: source.to_owned(),
    };
    VulnerabilityPage {
        products_changed: 0,
        id: "CVE-2099-0001".to_owned(),
        names: [
            "CVE-2099-0001",
            "JVNDB-2099-001234",
            "JVNVU#99001234",
            "GHSA-xxxx-yyyy-zzzz",
        ]
        .map(str::to_owned)
        .into(),
        titles: rows().swap_remove(0).titles,
        items: items(&records),
        records,
        marks: vec![
            mark("2026-06-28", MarkKind::MadePublic, "cve"),
            mark("2026-06-28", MarkKind::FirstPublished, "cve"),
            mark("2026-06-29", MarkKind::FirstSeen, ""),
            mark("2026-07-01", MarkKind::FirstPublished, "jvndb"),
            mark("2026-07-03", MarkKind::Exploited, "kev"),
            mark("2026-07-24", MarkKind::Due, "kev"),
        ],
        related: vec!["CVE-2099-0034".to_owned()],
        silent: vec!["jvn".to_owned()],
        at: at.map(|at| match at {
            At::Instant(_) => "2026-07-01".to_owned(),
            At::Sequence(n) => n.to_string(),
        }),
        sequence: 130_201,
    }
}

/// So many records that the table scrolls in a frame of its own.
fn many() -> VulnerabilityPage {
    let mut page = vulnerability(None);
    let again: Vec<_> = page.records.iter().take(3).cloned().collect();
    page.records.extend(again.clone());
    page.records.extend(again);
    page.items = items(&page.records);
    page.id = "CVE-2099-0007".to_owned();
    page
}

fn hostile() -> VulnerabilityPage {
    let records = vec![shown("cve", records::hostile(HOSTILE))];
    VulnerabilityPage {
        products_changed: 0,
        id: "CVE-2099-0666".to_owned(),
        names: vec!["CVE-2099-0666".to_owned(), HOSTILE.to_owned()],
        titles: vec![text("en", HOSTILE), text("\"><b", &"あ".repeat(30_000))],
        items: items(&records),
        records,
        marks: vec![
            Mark {
                when: i64::MIN,
                stated: None,
                kind: MarkKind::MadePublic,
                source: HOSTILE.to_owned(),
            },
            Mark {
                when: i64::MAX,
                stated: None,
                kind: MarkKind::LastChanged,
                source: String::new(),
            },
        ],
        related: vec![HOSTILE.to_owned()],
        silent: vec![HOSTILE.to_owned()],
        at: None,
        sequence: 1,
    }
}

fn history(material_only: bool) -> HistoryPage {
    let change = |item, before: &[&str], after: &[&str], material| Change {
        item,
        before: before.iter().map(|s| (*s).to_owned()).collect(),
        after: after.iter().map(|s| (*s).to_owned()).collect(),
        material,
    };
    let mut entries = vec![
        HistoryEntry {
            source: "nvd".to_owned(),
            record: "CVE-2099-0001".to_owned(),
            provenance: provenance("nvd", "2026-07-03T01:12:00Z", 130_100),
            first: false,
            current: true,
            changes: vec![
                change(
                    Item::Severity,
                    &["9.1 CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N (nvd@nist.gov)"],
                    &["9.8 CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H (nvd@nist.gov)"],
                    false,
                ),
                change(
                    Item::Affected,
                    &["example tls >= 3.0.0, < 3.0.13 [Affected]"],
                    &["example tls >= 3.0.0, < 3.0.14 [Affected]"],
                    true,
                ),
            ],
            material: true,
        },
        HistoryEntry {
            source: "nvd".to_owned(),
            record: "CVE-2099-0001".to_owned(),
            provenance: provenance("nvd", "2026-07-01T05:40:00Z", 129_000),
            first: false,
            current: false,
            changes: vec![change(
                Item::References,
                &[],
                &["https://example.org/advisory/7"],
                false,
            )],
            material: false,
        },
        HistoryEntry {
            source: "jvndb".to_owned(),
            record: "JVNDB-2099-001234".to_owned(),
            provenance: provenance("vuldef", "2026-07-01T02:00:00Z", 128_000),
            first: true,
            current: true,
            changes: Vec::new(),
            material: true,
        },
    ];
    let all = entries.len();
    entries.retain(|e| e.material || !material_only);
    HistoryPage {
        id: "CVE-2099-0001".to_owned(),
        entries,
        material_only,
        all,
    }
}

fn sources(empty: bool) -> Vec<SourcePage> {
    let source = |name: &str, ja: &str, en: &str| SourcePage {
        name: name.to_owned(),
        titles: [(Language::Ja, ja.to_owned()), (Language::En, en.to_owned())],
        home: format!("https://{name}.example/"),
        attribution: String::new(),
        terms: "public domain (<https://example.org/terms>)".to_owned(),
        formats: vec![format!("{name}-json")],
        health: Health::Fresh,
        act: Party::Nobody,
        reason: String::new(),
        since: None,
        last_success: Some(NOW - 12 * 60_000),
        last_attempt: Some(NOW - 12 * 60_000),
        next: Some(NOW + 48 * 60_000),
        every_minutes: 60,
        documents: 94_735,
        revisions: 130_100,
        records: 94_735,
        new_today: 212,
        changed_today: 1_840,
        notes: 3,
        refusals: 0,
        newest: Some(NOW - 40 * 60_000),
        progress: None,
        asked_by: None,
    };
    let mut nvd = source("nvd", "NVD", "NVD");
    nvd.attribution =
        "This product uses the NVD API but is not endorsed or certified by the NVD.".to_owned();
    let mut kev = source("kev", "KEV カタログ", "KEV catalogue");
    kev.health = Health::Late;
    kev.act = Party::Them;
    kev.reason = "transport: HTTP 503 (https://kev.example/list.json)".to_owned();
    kev.last_success = Some(NOW - 26 * 3_600_000);
    kev.records = 1_340;
    let mut epss = source("epss", "EPSS", "EPSS");
    epss.health = Health::Failing;
    epss.act = Party::You;
    epss.reason = "store: the disk is full".to_owned();
    epss.since = Some(NOW - 3 * 86_400_000);
    epss.last_success = Some(NOW - 3 * 86_400_000);
    let mut jvn = source("jvn", "JVN", "JVN");
    jvn.health = Health::Skipped;
    jvn.act = Party::You;
    jvn.reason = "off".to_owned();
    jvn.last_success = None;
    jvn.last_attempt = None;
    jvn.next = None;
    if empty {
        nvd.health = Health::Skipped;
        nvd.last_success = None;
        nvd.progress = Some(Progress {
            began: NOW - 30_000,
            files: 3,
            files_expected: Some(26),
            entries: 41_200,
            revisions: 41_200,
            now: "nvdcve-2.0-2004.json.gz".to_owned(),
        });
    }
    vec![
        nvd,
        source("cve", "CVE リスト", "CVE list"),
        source("jvndb", "JVN iPedia", "JVN iPedia"),
        jvn,
        kev,
        epss,
    ]
}

fn nodes(empty: bool) -> Vec<Node> {
    let node = |name: &str, heard: i64| Node {
        name: name.to_owned(),
        release: "0.1.0".to_owned(),
        started: NOW - 5 * 86_400_000,
        heard,
        is_silent: NOW - heard > 30_000,
        sequence: 130_201,
        matched: 130_201,
        ..Node::default()
    };
    if empty {
        return Vec::new();
    }
    vec![
        Node {
            is_here: true,
            asks: vec!["nvd".to_owned(), "kev".to_owned()],
            ..node("alpha:8080", NOW - 4_000)
        },
        Node {
            sequence: 128_201,
            behind: 2_000,
            matched: 0,
            matches_behind: 130_201,
            ..node("<b>beta</b>", NOW - 3 * 3_600_000)
        },
    ]
}

fn holds(empty: bool) -> Vec<Hold> {
    let hold = |source: &str| Hold {
        work: format!("source:{source}"),
        source: Some(source.to_owned()),
        holder: "alpha:8080".to_owned(),
        left_ms: 43_210,
    };
    match empty {
        true => Vec::new(),
        false => vec![hold("kev"), hold("nvd")],
    }
}

/// Named here so that a page of records can judge an item by hand.
fn judged(item: Item) -> (Agreement, Vec<String>) {
    match item {
        Item::Severity => (Agreement::Differs, vec!["AC".to_owned()]),
        Item::Weaknesses | Item::Affected => (Agreement::Differs, Vec::new()),
        Item::Title | Item::Summary | Item::Impact | Item::Remedies => {
            (Agreement::NotCompared, Vec::new())
        }
        Item::Exploitation | Item::Likelihood => (Agreement::OnlyHere, Vec::new()),
        Item::Credits => (Agreement::Silent, Vec::new()),
        _ => (Agreement::Agrees, Vec::new()),
    }
}
