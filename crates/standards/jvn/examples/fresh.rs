//! Writes one small document of every kind, made from nothing, into a folder: `fresh FOLDER`.

use std::{env, fs, path::Path, process::ExitCode};

use noroshi_jvn::{
    Body, Document, Status,
    alert::{Alert, AlertList, AtomAuthor, AtomText, Category},
    jvnrss::{Channel, Contents, Item, Jvnrss, Sequence, SequenceEntry},
    results::{ResultDocument, Vendor, VendorInfo},
    sec::{Handling, Reference, SecCpe, SecCvss, SecItem, SecItems, SecLink},
    vuldef::{
        Affected, AffectedItem, Bound, Cpe, Cvss, Impact, ImpactItem, Severity, VersionNumber,
        VuldefDocument, Vulinfo, VulinfoData, VulinfoDescription,
    },
};

fn main() -> ExitCode {
    let Some(folder) = env::args().nth(1) else {
        return ExitCode::from(64);
    };
    let kinds = [
        ("vuldef", Body::Vuldef(Box::new(vuldef()))),
        ("vuldef-3.1", Body::Vuldef(Box::new(vuldef_3_1()))),
        ("jvnrss", Body::Jvnrss(Box::new(jvnrss()))),
        ("alert", Body::Alerts(Box::new(alerts()))),
        ("result", Body::Result(Box::new(vendors()))),
        ("failure", Body::Result(Box::new(failure()))),
    ];
    for (name, body) in kinds {
        let path = Path::new(&folder).join(format!("fresh-{name}.xml"));
        if fs::write(path, Document::new(body).write()).is_err() {
            return ExitCode::from(74);
        }
    }
    ExitCode::SUCCESS
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn vuldef() -> VuldefDocument {
    let range = VersionNumber {
        begin: vec![Bound {
            value: "1.0".to_owned(),
            operator: some("ge"),
            ..Bound::default()
        }],
        end: vec![Bound {
            value: "2.0".to_owned(),
            operator: some("lt"),
            ..Bound::default()
        }],
        ..VersionNumber::default()
    };
    let item = AffectedItem {
        name: some("例の会社"),
        product_name: some("例の製品"),
        cpe: vec![Cpe {
            value: "cpe:/a:example:product".to_owned(),
            version: some("2.2"),
            ..Cpe::default()
        }],
        version_numbers: vec![range],
        ..AffectedItem::default()
    };
    let cvss = Cvss {
        version: some("3.0"),
        severity: Some(Severity {
            value: "Medium".to_owned(),
            kind: some("Base"),
            ..Severity::default()
        }),
        base: some("6.1"),
        vector: some("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N"),
        ..Cvss::default()
    };
    let data = VulinfoData {
        title: some("例の製品の脆弱性"),
        description: Some(VulinfoDescription {
            overview: some("一行目。\r\n二行目 <b>。"),
            ..VulinfoDescription::default()
        }),
        affected: Some(Affected {
            items: vec![item],
            ..Affected::default()
        }),
        impact: Some(Impact {
            cvss: vec![cvss],
            items: vec![ImpactItem {
                descriptions: vec!["何かが起きる。".to_owned()],
                ..ImpactItem::default()
            }],
            ..Impact::default()
        }),
        date_first_published: some("2099-01-01T00:00:00+09:00"),
        date_last_updated: some("2099-01-02T00:00:00+09:00"),
        date_public: some("2099-01-01T00:00:00+09:00"),
        ..VulinfoData::default()
    };
    let mut status = Status::success("getVulnDetailInfo", 1, 1, 1, 10);
    status.echo("vulnId", "JVNDB-2099-000001");
    VuldefDocument {
        version: some("3.2"),
        lang: some("ja"),
        vulinfo: vec![Vulinfo {
            id: some("JVNDB-2099-000001"),
            data: Some(data),
            ..Vulinfo::default()
        }],
        handling: Some(Handling::white()),
        status: Some(status),
        ..VuldefDocument::default()
    }
}

/// The same entry in the words of the version before.
fn vuldef_3_1() -> VuldefDocument {
    let mut document = vuldef();
    document.version = some("3.1");
    document.handling = None;
    document.status = None;
    for data in document.vulinfo.iter_mut().filter_map(|v| v.data.as_mut()) {
        for item in data.affected.iter_mut().flat_map(|a| &mut a.items) {
            item.cpe.clear();
        }
        for cvss in data.impact.iter_mut().flat_map(|i| &mut i.cvss) {
            cvss.version = some("2.0");
            // This version wants the parentheses.
            cvss.vector = some("(AV:N/AC:M/Au:N/C:N/I:P/A:N)");
            cvss.score = cvss.base.take();
            if let Some(severity) = &mut cvss.severity {
                severity.kind = None;
            }
        }
    }
    document
}

fn jvnrss() -> Jvnrss {
    let address = "https://jvndb.example.org/JVNDB-2099-000001.html";
    let item = Item {
        about: some(address),
        title: some("例の製品の脆弱性"),
        link: some(address),
        description: some("概要。"),
        identifier: some("JVNDB-2099-000001"),
        references: vec![Reference {
            url: "https://cve.example.org/CVE-2099-0001".to_owned(),
            source: some("CVE"),
            id: some("CVE-2099-0001"),
            ..Reference::default()
        }],
        cpe: vec![SecCpe {
            value: "cpe:/a:example:product".to_owned(),
            version: some("2.2"),
            vendor: some("例の会社"),
            product: some("例の製品"),
            ..SecCpe::default()
        }],
        cvss: vec![SecCvss {
            version: some("3.0"),
            score: some("6.1"),
            kind: some("Base"),
            severity: some("Medium"),
            ..SecCvss::default()
        }],
        issued: some("2099-01-01T00:00:00+09:00"),
        modified: some("2099-01-02T00:00:00+09:00"),
        ..Item::default()
    };
    let contents = Contents {
        sequences: vec![Sequence {
            entries: vec![SequenceEntry {
                resource: some(address),
                ..SequenceEntry::default()
            }],
            ..Sequence::default()
        }],
        ..Contents::default()
    };
    Jvnrss {
        lang: some("ja"),
        channel: Some(Channel {
            about: some("https://jvndb.example.org/"),
            title: some("例"),
            link: some("https://jvndb.example.org/"),
            description: some("例"),
            handling: Some(Handling::white()),
            items: Some(contents),
            ..Channel::default()
        }),
        items: vec![item],
        status: Some(Status::success("getVulnOverviewList", 1, 1, 1, 50)),
        ..Jvnrss::default()
    }
}

fn alerts() -> AlertList {
    let text = |value: &str| {
        Some(AtomText {
            value: value.to_owned(),
            ..AtomText::default()
        })
    };
    let notice = SecItem {
        title: vec!["更新".to_owned()],
        identifier: vec!["MYJVN-ALT-2099-0001-0001".to_owned()],
        link: vec![SecLink {
            href: some("https://vendor.example.org/"),
            ..SecLink::default()
        }],
        published: vec!["2099-01-01T00:00:00+09:00".to_owned()],
        updated: vec!["2099-01-01T00:00:00+09:00".to_owned()],
        ..SecItem::default()
    };
    AlertList {
        lang: some("ja"),
        title: text("例の注意"),
        updated: some("2099-01-01T00:00:00+09:00"),
        id: some("urn:example:alerts"),
        authors: vec![AtomAuthor {
            name: some("例"),
            ..AtomAuthor::default()
        }],
        handling: Some(Handling::white()),
        entries: vec![Alert {
            title: text("例の製品の更新"),
            id: some("MYJVN-ALT-2099-0001"),
            published: some("2099-01-01T00:00:00+09:00"),
            updated: some("2099-01-01T00:00:00+09:00"),
            categories: vec![Category {
                term: some("Info"),
                label: some("INFO"),
                ..Category::default()
            }],
            items: Some(SecItems {
                items: vec![notice],
                ..SecItems::default()
            }),
            ..Alert::default()
        }],
        status: Some(Status::success("getAlertList", 1, 1, 1, 50)),
        ..AlertList::default()
    }
}

fn vendors() -> ResultDocument {
    ResultDocument {
        version: some("3.3"),
        vendor_info: Some(VendorInfo {
            lang: some("ja"),
            vendors: vec![Vendor {
                name: some("例の会社"),
                cpe: some("cpe:/:example"),
                vid: some("1"),
                ..Vendor::default()
            }],
            ..VendorInfo::default()
        }),
        status: Some(Status::success("getVendorList", 1, 1, 1, 10_000)),
        ..ResultDocument::default()
    }
}

fn failure() -> ResultDocument {
    ResultDocument {
        version: some("3.3"),
        status: Some(Status::failure("getVendorList", "X1", "no such feed")),
        ..ResultDocument::default()
    }
}
