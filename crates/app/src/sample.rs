//! The built-in sample: real identifiers and facts, our own sentences, read through the same code as
//! everything else.

use std::sync::atomic::AtomicBool;

use noroshi_sources::{Receiver, Taken, files};

use crate::{
    clock,
    house::{House, UseError},
    import::{ImportReport, Pipeline},
    products::{Described, ListOptions},
};

/// The files of a day, and those that came after it: two records are updated.
const FIRST: &[(&str, &[u8])] = &[
    ("nvd.json", include_bytes!("../sample/nvd.json")),
    ("vuldef-ja.xml", include_bytes!("../sample/vuldef-ja.xml")),
    ("kev.json", include_bytes!("../sample/kev.json")),
    ("epss.csv", include_bytes!("../sample/epss.csv")),
    (
        "cve/CVE-2007-0851.json",
        include_bytes!("../sample/cve/CVE-2007-0851.json"),
    ),
    (
        "cve/CVE-2011-0346.json",
        include_bytes!("../sample/cve/CVE-2011-0346.json"),
    ),
    (
        "cve/CVE-2013-3893.json",
        include_bytes!("../sample/cve/CVE-2013-3893.json"),
    ),
    (
        "cve/CVE-2014-0094.json",
        include_bytes!("../sample/cve/CVE-2014-0094.json"),
    ),
    (
        "cve/CVE-2014-0160.json",
        include_bytes!("../sample/cve/CVE-2014-0160.json"),
    ),
    (
        "cve/CVE-2014-0808.json",
        include_bytes!("../sample/cve/CVE-2014-0808.json"),
    ),
    (
        "cve/CVE-2014-6271.json",
        include_bytes!("../sample/cve/CVE-2014-6271.json"),
    ),
    (
        "cve/CVE-2015-7791.json",
        include_bytes!("../sample/cve/CVE-2015-7791.json"),
    ),
    (
        "cve/CVE-2017-10852.json",
        include_bytes!("../sample/cve/CVE-2017-10852.json"),
    ),
    (
        "cve/CVE-2017-10853.json",
        include_bytes!("../sample/cve/CVE-2017-10853.json"),
    ),
    (
        "cve/CVE-2017-10854.json",
        include_bytes!("../sample/cve/CVE-2017-10854.json"),
    ),
    (
        "cve/CVE-2017-14937.json",
        include_bytes!("../sample/cve/CVE-2017-14937.json"),
    ),
    (
        "cve/CVE-2017-7895.json",
        include_bytes!("../sample/cve/CVE-2017-7895.json"),
    ),
    (
        "cve/CVE-2019-19781.json",
        include_bytes!("../sample/cve/CVE-2019-19781.json"),
    ),
    (
        "cve/CVE-2020-5595.json",
        include_bytes!("../sample/cve/CVE-2020-5595.json"),
    ),
    (
        "cve/CVE-2020-5610.json",
        include_bytes!("../sample/cve/CVE-2020-5610.json"),
    ),
    (
        "cve/CVE-2021-20877.json",
        include_bytes!("../sample/cve/CVE-2021-20877.json"),
    ),
    (
        "cve/CVE-2021-36745.json",
        include_bytes!("../sample/cve/CVE-2021-36745.json"),
    ),
    (
        "cve/CVE-2021-44228.json",
        include_bytes!("../sample/cve/CVE-2021-44228.json"),
    ),
    (
        "cve/CVE-2022-0184.json",
        include_bytes!("../sample/cve/CVE-2022-0184.json"),
    ),
    (
        "cve/CVE-2022-22965.json",
        include_bytes!("../sample/cve/CVE-2022-22965.json"),
    ),
    (
        "cve/CVE-2022-25762.json",
        include_bytes!("../sample/cve/CVE-2022-25762.json"),
    ),
    (
        "cve/CVE-2023-0078.json",
        include_bytes!("../sample/cve/CVE-2023-0078.json"),
    ),
    (
        "cve/CVE-2023-23001.json",
        include_bytes!("../sample/cve/CVE-2023-23001.json"),
    ),
    (
        "cve/CVE-2025-23120.json",
        include_bytes!("../sample/cve/CVE-2025-23120.json"),
    ),
];
const THEN: &[(&str, &[u8])] = &[(
    "nvd-modified.json",
    include_bytes!("../sample/nvd-modified.json"),
)];

/// The list of a product that is hit by some of them.
const SHOP: &[u8] = include_bytes!("../sample/shop.cdx.json");

/// Fills a store with the sample and marks it, so that every page says what it is.
///
/// # Errors
///
/// What the store says.
pub fn fill(house: &House) -> Result<ImportReport, UseError> {
    let mut whole = ImportReport::default();
    for files in [FIRST, THEN] {
        let report = take(house, files)?;
        whole.files.extend(report.files);
        whole.sequence = report.sequence;
    }
    products(house)?;
    house.mark_as_sample()?;
    Ok(whole)
}

fn take(house: &House, files: &'static [(&str, &[u8])]) -> Result<ImportReport, UseError> {
    let never = AtomicBool::new(false);
    let pipeline = Pipeline {
        store: &*house.store,
        source: None,
        named: None,
        now: clock::now(),
        lease: None,
        stop: &never,
        progress: &|_| (),
    };
    let (_, report) = pipeline.run(|receiver: &mut dyn Receiver| {
        for (name, bytes) in files {
            let taken = files::bytes(&format!("sample:{name}"), bytes, None, receiver);
            if taken != Ok(Taken::Continue) {
                break;
            }
        }
    })?;
    Ok(report)
}

/// Two products: one with a list, one known by its names alone.
fn products(house: &House) -> Result<(), UseError> {
    let web = ListOptions {
        name: Some("shop".to_owned()),
        group: Some("web".to_owned()),
    };
    house.import_list(SHOP, "sample:shop.cdx.json", &web)?;
    house.add_product(&Described {
        name: "router".to_owned(),
        group: Some("office".to_owned()),
        version: Some("2.20".to_owned()),
        vendor: Some("Corega".to_owned()),
        product: Some("CG-WGR1200".to_owned()),
        cpes: vec!["cpe:2.3:o:corega:cg-wgr_1200_firmware:2.20:*:*:*:*:*:*:*".to_owned()],
        ..Described::default()
    })?;
    Ok(())
}
