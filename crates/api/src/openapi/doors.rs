//! The parameters of the doors, by the tables that the doors read them with.

use noroshi_app::{
    myjvn,
    nvd::{CveQuestion, HistoryQuestion, PageQuestion, Service},
};
use serde_json::json;
use utoipa::{
    IntoParams,
    openapi::path::{Parameter, ParameterIn},
};

use super::parameters::{one_of, part, query, shaped, text};

macro_rules! doors {
    ($($(#[$about:meta])* $name:ident => $parameters:expr;)*) => {$(
        $(#[$about])*
        pub(crate) struct $name;

        impl IntoParams for $name {
            fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
                $parameters
            }
        }
    )*};
}

doors! {
    /// Of NVD's CVEs.
    Cves => nvd(CveQuestion::parameters(), &[("cveId", "CVE-2021-44228")]);
    /// Of NVD's change history.
    CveHistory => nvd(HistoryQuestion::parameters(), &[]);
    /// Of NVD's names.
    Cpes => nvd(PageQuestion::parameters(Service::Cpes), &[]);
    /// Of NVD's criteria.
    CpeMatch => nvd(PageQuestion::parameters(Service::CpeMatch), &[]);
    /// Of NVD's sources.
    NvdSource => nvd(PageQuestion::parameters(Service::Source), &[]);
    /// Of MyJVN, all methods'.
    MyJvn => myjvn::parameters().map(|name| query(name, text(), method(name))).collect();
    /// Of the way from a CVE to its entry.
    CveSearch => vec![query("cveId", text(), Some(json!("CVE-2021-44228"))), query("lang", text(), None)];
    /// A feed of NVD.
    NvdFeed => vec![part(
        "file",
        shaped("^nvdcve-2\\.0-([0-9]{4}|modified|recent)\\.(json\\.gz|meta)$"),
        "nvdcve-2.0-modified.meta",
    )];
    /// A file below `rss`.
    RssFile => vec![part("path", shaped("^(jvndb|jvndb_new|years/jvndb_[0-9]{4})\\.rdf$"), "jvndb.rdf")];
    /// A file below `feed`.
    FeedFile => vec![part(
        "path",
        shaped("^(checksum\\.txt|(detail|vendor|product)/[a-z_]+_([0-9]{4}|[0-9]{6})\\.rdf)$"),
        "checksum.txt",
    )];
    /// A datum of the VRDA feed.
    Datum => vec![
        part("language", one_of(&["ja", "en"]), "ja"),
        part("file", shaped("^[!-.0-~]+\\.(html|xml)$"), DATUM),
    ];
}

/// A datum of the sample.
const DATUM: &str = "JVNiPedia_JVNDB-2025-002884_AD_1.xml";

/// The operator's own methods are told by the parameter `method`.
fn method(name: &str) -> Option<serde_json::Value> {
    match name {
        "method" => Some(json!("getVendorList")),
        "feed" => Some(json!("hnd")),
        _ => None,
    }
}

fn nvd(parameters: Vec<(&'static str, bool)>, examples: &[(&str, &str)]) -> Vec<Parameter> {
    let parameters = parameters.into_iter();
    parameters
        .map(|(name, is_flag)| {
            let schema = match (name, is_flag) {
                ("otherSpeakers", _) => one_of(&["also", "only"]),
                (_, true) => one_of(&["", "true"]),
                (_, false) => text(),
            };
            let example = examples.iter().find(|(known, _)| *known == name);
            query(name, schema, example.map(|(_, value)| json!(value)))
        })
        .collect()
}
