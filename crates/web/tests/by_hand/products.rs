//! Products made by hand, and what hits them.

use std::collections::BTreeMap;
use std::sync::Arc;

use noroshi_app::UseError;
use noroshi_app::values::{
    Alike, Component, EntryCounts, Finding, Inventory, Judged, MatchCounts, MatchPage, MatchRow,
    Missing, ProductPage, ProductState, ProductsPage, Proposal, Row, SilentRecord, Standing,
    Standings, Strength, YourHit, YourProducts,
};
use noroshi_matching::{Basis, Key};
use noroshi_model::{
    AffectedStatus, AssumedZone, GivenNames, ListOrigin, Moment, Note, Product, StatusKind,
};

use super::records::{NOW, day};
use super::{HOSTILE, rows};

fn product(name: &str) -> Product {
    Product {
        name: name.to_owned(),
        group: Some("web".to_owned()),
        given: GivenNames::default(),
        note: None,
        added: NOW - 86_400_000,
        list: Some(ListOrigin {
            kind: "cyclonedx-json".to_owned(),
            file: format!("sboms/{name}.cdx.json"),
            digest: "b".repeat(64),
            size: 84_112,
            made: Some(Moment::parse("2026-07-01", AssumedZone::Utc)),
            imported: NOW,
            components: 4,
            noted: 1,
            refused: 1,
        }),
    }
}

fn by_hand() -> Product {
    Product {
        name: "router".to_owned(),
        given: GivenNames {
            version: Some("9.1".to_owned()),
            vendor: Some("サンプル株式会社".to_owned()),
            product: Some("Router-OS".to_owned()),
            ..GivenNames::default()
        },
        group: Some("office".to_owned()),
        note: Some("the one in the cellar".to_owned()),
        list: None,
        ..product("router")
    }
}

fn hostile() -> Product {
    let mut product = product(HOSTILE);
    product.group = Some(HOSTILE.to_owned());
    product.note = Some(HOSTILE.repeat(40));
    product.given.version = Some(HOSTILE.to_owned());
    product.given.cpes = vec![HOSTILE.to_owned()];
    product
}

fn named(name: &str) -> Option<Product> {
    match name {
        "shop" => Some(product("shop")),
        "router" => Some(by_hand()),
        "hostile" => Some(hostile()),
        _ => None,
    }
}

fn no_such(name: &str) -> UseError {
    UseError::NoSuchProduct {
        name: name.to_owned(),
        nearest: Some("shop".to_owned()),
    }
}

pub(super) fn products(group: Option<&str>, empty: bool) -> ProductsPage {
    if empty {
        return ProductsPage::default();
    }
    let mut broken = product("broken");
    broken.group = None;
    let mut products = vec![
        broken,
        by_hand(),
        product("shop"),
        product("unjudged"),
        hostile(),
    ];
    products.retain(|p| group.is_none() || p.group.as_deref() == group);
    ProductsPage {
        products,
        groups: vec![("office".to_owned(), 1), ("web".to_owned(), 2)],
        total: 5,
        changes: 7,
        sample: false,
    }
}

pub(super) fn standings(empty: bool, building: bool) -> Standings {
    if empty {
        return Standings::default();
    }
    if building {
        return Standings {
            products: 5,
            waiting: 5,
            building: Some((20_000, 310_000)),
            ..Standings::default()
        };
    }
    let broken = Standing {
        unreadable: Some("it is cut off at byte 812".to_owned()),
        ..Standing::default()
    };
    let mut of = BTreeMap::new();
    of.insert("broken".to_owned(), Arc::new(broken));
    for name in ["router", "shop"] {
        let standing = Standing::from(&page(name));
        of.insert(name.to_owned(), Arc::new(standing));
    }
    of.insert(
        HOSTILE.to_owned(),
        Arc::new(Standing::from(&page("hostile"))),
    );
    Standings {
        of,
        products: 5,
        waiting: 1,
        building: None,
    }
}

pub(super) fn one(name: &str) -> Result<ProductPage, UseError> {
    let product = named(name).ok_or_else(|| no_such(name))?;
    let before = Product {
        list: None,
        ..product.clone()
    };
    Ok(ProductPage {
        inventory: inventory(name),
        unreadable: None,
        states: vec![
            ProductState {
                product: before,
                began: NOW - 86_400_000,
                ended: Some(NOW),
            },
            ProductState {
                product: product.clone(),
                began: NOW,
                ended: None,
            },
        ],
        changes: 7,
        sample: false,
        product,
    })
}

pub(super) fn matched(name: &str, building: bool) -> Result<Arc<MatchPage>, UseError> {
    named(name).ok_or_else(|| no_such(name))?;
    match building {
        true => Err(not_ready()),
        false => Ok(Arc::new(page(name))),
    }
}

fn not_ready() -> UseError {
    UseError::NotReady {
        done: 20_000,
        all: 310_000,
    }
}

/// Answers to anything that begins as a list does.
pub(super) fn pasted(name: &str, document: &[u8], building: bool) -> Result<MatchPage, UseError> {
    if !document.starts_with(b"{\"bomFormat\"") {
        return Err(UseError::NotAList {
            file: name.to_owned(),
            reason: "it looks like <b>nothing</b> known here".to_owned(),
        });
    }
    match building {
        true => Err(not_ready()),
        false => Ok(MatchPage {
            name: name.to_owned(),
            is_product: false,
            ..page("shop")
        }),
    }
}

pub(super) fn yours(id: &str, building: bool) -> YourProducts {
    if building {
        return YourProducts {
            products: 5,
            waiting: 5,
            building: Some((20_000, 310_000)),
            ..YourProducts::default()
        };
    }
    let mut hits = Vec::new();
    for name in ["shop", "hostile"] {
        let page = page(name);
        for row in page.rows.iter().filter(|row| row.vulnerability.id == id) {
            hits.push(YourHit {
                product: named(name).map(|p| p.name).unwrap_or_default(),
                component: page.called(row.component),
                row: row.clone(),
            });
        }
    }
    YourProducts {
        hits,
        products: 5,
        waiting: 1,
        building: None,
    }
}

pub(super) fn proposals() -> Vec<Proposal> {
    let proposal = |theirs: &str, alike| Proposal {
        component: 1,
        ours: "words:mod example".to_owned(),
        theirs: theirs.to_owned(),
        alike,
    };
    vec![
        proposal("cpe:a:example:mod_example", Alike::Maker),
        proposal(HOSTILE, Alike::Word),
    ]
}

fn inventory(name: &str) -> Inventory {
    let component = |name: &str, version: Option<&str>, place: &str| Component {
        version: version.map(str::to_owned),
        ..Component::new(name, place)
    };
    let mut components = vec![
        component("example-tls", Some("3.0.11"), "/components/0"),
        component("mod_example", Some("2.1"), "/components/1"),
        component("libfoo", None, "/components/2"),
        component("quiet", Some("1.0"), "/components/3"),
    ];
    components[0].cpes = vec!["cpe:2.3:a:example:tls:3.0.11:*:*:*:*:*:*:*".to_owned()];
    if name == "hostile" {
        for component in &mut components {
            component.name = HOSTILE.to_owned();
            component.version = Some(HOSTILE.to_owned());
            component.place = HOSTILE.to_owned();
        }
    }
    Inventory {
        kind: "cyclonedx-json",
        version: Some("1.6".to_owned()),
        made: Some(Moment::parse("2026-07-01", AssumedZone::Utc)),
        tools: vec!["lister 2.3".to_owned()],
        counts: EntryCounts {
            entries: 6,
            components: 4,
            noted: 1,
            refused: 1,
        },
        notes: vec![Note::new("/components/4", "an entry without a name")],
        refusals: vec![Note::new("/components/5", "not an object")],
        components,
        ..Inventory::default()
    }
}

fn judged(by: &str, source: &str, answer: AffectedStatus, basis: Basis) -> Judged {
    Judged {
        source: source.to_owned(),
        record: "CVE-2099-0001".to_owned(),
        when: day("2026-07-02"),
        finding: Finding {
            by: by.to_owned(),
            answer,
            strength: Strength::Range,
            statement: 0,
            name: Key::kept("cpe:a:example:tls"),
            basis,
            condition: None,
            missing: Vec::new(),
        },
        versions: Some(">= 3.0.0, < 3.0.14".to_owned()),
        fixed_in: Some("3.0.14".to_owned()),
        wanted: Vec::new(),
        words: None,
    }
}

fn row(
    component: usize,
    vulnerability: &Row,
    answer: AffectedStatus,
    said: Vec<Judged>,
) -> MatchRow {
    MatchRow {
        component,
        vulnerability: Row {
            scored_at: day("2026-07-02"),
            ..vulnerability.clone()
        },
        answer,
        strength: Strength::Range,
        differs: false,
        said,
        silent: vec![SilentRecord {
            source: "cve".to_owned(),
            record: vulnerability.id.clone(),
            status: StatusKind::Unanalysed,
        }],
        fixed: Vec::new(),
    }
}

fn page(name: &str) -> MatchPage {
    use AffectedStatus::{Affected, NotAffected, Silent, Unknown};
    let listed = rows();
    let of_tls = vec![
        judged("nvd@nist.gov", "nvd", Affected, Basis::Versions(0)),
        judged("Example TLS project", "cve", NotAffected, Basis::Outside),
    ];
    let mut unsure = judged("nvd@nist.gov", "nvd", Unknown, Basis::Name);
    unsure.finding.missing = vec![Missing::Version];
    let mut rows = vec![
        MatchRow {
            differs: true,
            fixed: vec![("3.0.14".to_owned(), "nvd@nist.gov".to_owned())],
            ..row(0, &listed[0], Affected, of_tls)
        },
        row(
            0,
            &listed[2],
            Affected,
            vec![judged("JVNDB", "jvndb", Affected, Basis::Name)],
        ),
        row(2, &listed[4], Unknown, vec![unsure]),
    ];
    if name == "hostile" {
        rows = vec![row(
            0,
            &listed[5],
            Affected,
            vec![judged(HOSTILE, HOSTILE, Affected, Basis::Name)],
        )];
        rows[0].fixed = vec![(HOSTILE.to_owned(), HOSTILE.to_owned())];
    }
    MatchPage {
        name: name.to_owned(),
        inventory: inventory(name),
        is_product: true,
        rows,
        components: vec![Affected, NotAffected, Unknown, Silent],
        counts: MatchCounts {
            components: 4,
            without_version: 1,
            affected: 1,
            unknown: 1,
            not_affected: 1,
            silent: 1,
            matches: 2,
            open: 1,
            ..MatchCounts::default()
        },
        meeting: None,
        mistakes: Vec::new(),
        sequence: 130_201,
        sample: false,
    }
}
