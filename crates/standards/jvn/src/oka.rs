//! The JSON of MyJVN 4.0.0 (`feed=oka`), made from the documents of the version before it.
//!
//! Only what those say is carried; what the schemas demand beyond that is empty.

use serde_json::{Map, Value, json};

use crate::{
    alert::Alert,
    jvnrss::Item,
    sec::SecCpe,
    vuldef::{AffectedItem, Cvss, RelatedItem, VersionNumber, Vulinfo},
};

/// The version that answers carry.
pub const VERSION: &str = "4.0.0";
const SCHEMAS: &str = "https://jvndb.jvn.jp/schema/";

/// The address of a schema, as answers give it.
pub fn schema(file: &str) -> String {
    format!("{SCHEMAS}{file}?20250419")
}

/// A CPE 2.3 name for a CPE 2.2 name, in JVN's manner: percent signs stay, and what is not said is `*`.
pub fn cpe23(name: &str) -> String {
    let mut pieces: Vec<&str> = name
        .strip_prefix("cpe:/")
        .unwrap_or_default()
        .split(':')
        .collect();
    pieces.resize(11, "*");
    let piece = |text: &&str| {
        if text.is_empty() {
            "*".to_owned()
        } else {
            (*text).to_owned()
        }
    };
    let pieces: Vec<String> = pieces.iter().map(piece).collect();
    format!("cpe:2.3:{}", pieces.join(":"))
}

/// The short CPE 2.3 name of a vendor.
pub fn vendor_cpe23(name: &str) -> String {
    format!("cpe:2.3::{}", component(name, 1))
}

/// The jvnpid of a vendor.
pub fn vendor_jvnpid(name: &str) -> String {
    format!("jvnpid:1.0::{}", component(name, 1))
}

/// The jvnpid of a product.
pub fn product_jvnpid(name: &str) -> String {
    format!("jvnpid:1.0::{}:{}", component(name, 1), component(name, 2))
}

fn component(name: &str, at: usize) -> &str {
    let mut pieces = name.strip_prefix("cpe:/").unwrap_or_default().split(':');
    pieces.nth(at).unwrap_or_default()
}

/// Who made an answer and when (a dateTime). The schemas allow this name alone.
pub fn generator(made: &str) -> Value {
    json!({ "date": made, "engine": { "version": VERSION, "name": "MyJVN API" } })
}

/// How an answer may be handed on.
pub fn distribution() -> Value {
    json!({ "tlp": { "label": "CLEAR", "url": "https://www.first.org/tlp/" } })
}

/// What stands around the entries of a list.
pub fn frame(title: &str, made: &str, updated: &str, lang: &str) -> Map<String, Value> {
    let members = [
        ("generator", generator(made)),
        ("title", title.into()),
        ("link", "https://jvndb.jvn.jp/apis/myjvn/".into()),
        ("updated", updated.into()),
        ("lang", lang.into()),
        (
            "author",
            json!({ "name": "IPA", "uri": "https://www.ipa.go.jp/" }),
        ),
        ("distribution", distribution()),
    ];
    members
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

/// An entry in short. The date of disclosure is not part of an item.
pub fn overview(item: &Item, public: Option<&str>) -> Value {
    let text = |value: &Option<String>| value.as_deref().unwrap_or_default().trim().to_owned();
    let modified = if item.modified.is_some() {
        &item.modified
    } else {
        &item.date
    };
    let mut entry = Map::new();
    let mut put = |name: &str, value: Value| entry.insert(name.to_owned(), value);
    put("title", text(&item.title).into());
    put("id", text(&item.identifier).into());
    put("summary", text(&item.description).into());
    put("link", text(&item.link).into());
    put("modified", text(modified).into());
    put("created", text(&item.issued).into());
    if let Some(public) = public {
        put("public", public.trim().into());
    }
    let is_weakness = |id: &str| id.starts_with("CWE-");
    let (cwes, references): (Vec<_>, Vec<_>) = item.references.iter().partition(|r| {
        r.source.is_none() && r.id.as_deref().is_some_and(|id| is_weakness(id.trim()))
    });
    let references = references
        .iter()
        .map(|r| json!({ "url": r.url.trim(), "summary": text(&r.id), "source": text(&r.source) }));
    put("references", references.collect());
    put("products", item.cpe.iter().map(product).collect());
    let mut content = Map::new();
    for score in &item.cvss {
        let read = metric(
            &text(&score.version),
            &text(&score.vector),
            &text(&score.score),
            &text(&score.severity),
        );
        content.extend(read);
    }
    if !content.is_empty() {
        put("metrics", json!([{ "content": content }]));
    }
    let cwes = cwes
        .iter()
        .map(|r| json!({ "id": text(&r.id), "name": text(&r.title), "url": r.url.trim() }));
    put("cwes", cwes.collect());
    Value::Object(entry)
}

/// A product as lists name it.
pub fn product(cpe: &SecCpe) -> Value {
    let text = |value: &Option<String>| value.as_deref().unwrap_or_default().trim().to_owned();
    let name = cpe.value.trim();
    json!({
        "vname": text(&cpe.vendor),
        "product_id": product_jvnpid(name),
        "pname": text(&cpe.product),
        "product_ids": { "cpe": cpe23(name) },
    })
}

/// A score under the member of its version.
fn metric(version: &str, vector: &str, score: &str, severity: &str) -> Option<(String, Value)> {
    let (member, version) = match version.split('.').next()? {
        "2" => ("cvss_v2", "2.0"),
        "3" if vector.starts_with("CVSS:3.1") => ("cvss_v3", "3.1"),
        "3" => ("cvss_v3", "3.0"),
        "4" => ("cvss_v4", "4.0"),
        _ => return None,
    };
    let score: f64 = score.parse().ok()?;
    let value = json!({
        "version": version,
        "vectorString": vector.trim_start_matches('(').trim_end_matches(')'),
        "baseScore": score,
        "baseSeverity": severity.to_ascii_uppercase(),
    });
    Some((member.to_owned(), value))
}

/// A metric: its short name, its long one, the words for its values.
type Metric = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// The words for a metric's values, as CVSS's own JSON schemas have them.
const WORDS: &[Metric] = &[
    (
        "AV",
        "attackVector",
        &[
            ("N", "NETWORK"),
            ("A", "ADJACENT_NETWORK"),
            ("L", "LOCAL"),
            ("P", "PHYSICAL"),
        ],
    ),
    ("AC", "attackComplexity", &[("L", "LOW"), ("H", "HIGH")]),
    (
        "PR",
        "privilegesRequired",
        &[("N", "NONE"), ("L", "LOW"), ("H", "HIGH")],
    ),
    ("UI", "userInteraction", &[("N", "NONE"), ("R", "REQUIRED")]),
    ("S", "scope", &[("U", "UNCHANGED"), ("C", "CHANGED")]),
    (
        "C",
        "confidentialityImpact",
        &[("N", "NONE"), ("L", "LOW"), ("H", "HIGH")],
    ),
    (
        "I",
        "integrityImpact",
        &[("N", "NONE"), ("L", "LOW"), ("H", "HIGH")],
    ),
    (
        "A",
        "availabilityImpact",
        &[("N", "NONE"), ("L", "LOW"), ("H", "HIGH")],
    ),
];
const WORDS_OF_2: &[Metric] = &[
    (
        "AV",
        "accessVector",
        &[("L", "LOCAL"), ("A", "ADJACENT_NETWORK"), ("N", "NETWORK")],
    ),
    (
        "AC",
        "accessComplexity",
        &[("H", "HIGH"), ("M", "MEDIUM"), ("L", "LOW")],
    ),
    (
        "Au",
        "authentication",
        &[("M", "MULTIPLE"), ("S", "SINGLE"), ("N", "NONE")],
    ),
    (
        "C",
        "confidentialityImpact",
        &[("N", "NONE"), ("P", "PARTIAL"), ("C", "COMPLETE")],
    ),
    (
        "I",
        "integrityImpact",
        &[("N", "NONE"), ("P", "PARTIAL"), ("C", "COMPLETE")],
    ),
    (
        "A",
        "availabilityImpact",
        &[("N", "NONE"), ("P", "PARTIAL"), ("C", "COMPLETE")],
    ),
];

/// An entry in full, in the shape of `jvncsaf`: that of CSAF 2.1 with members of its own. `made` is when.
///
/// VULDEF states impact, remedies and scores for an entry and not for each of several CVEs: they stand with the first
/// vulnerability, which then has no CVE, as the operator's own answers have it for weaknesses.
pub fn csaf(vulinfo: &Vulinfo, lang: &str, made: &str) -> Map<String, Value> {
    let text = |value: Option<&String>| value.map(|v| v.trim().to_owned()).unwrap_or_default();
    let id = text(vulinfo.id.as_ref());
    let empty = Default::default();
    let data = vulinfo.data.as_ref().unwrap_or(&empty);
    let history = data.history.iter().flat_map(|h| &h.items).enumerate();
    let history: Vec<Value> = history
        .map(|(at, item)| {
            let words = item.descriptions.join(" ").replace("\\n", " ");
            json!({
                "date": text(item.date_time.as_ref().or(item.updated.as_ref()).or(item.published.as_ref())),
                "number": (at + 1).to_string(),
                "summary": words.split_whitespace().collect::<Vec<_>>().join(" "),
            })
        })
        .collect();
    let mut tracking = Map::new();
    tracking.insert("generator".to_owned(), generator(made));
    tracking.insert("id".to_owned(), id.as_str().into());
    for (name, date) in [
        ("current_release_date", &data.date_last_updated),
        ("initial_release_date", &data.date_first_published),
        ("public_date", &data.date_public),
    ] {
        let date = date.as_ref().filter(|date| !date.trim().is_empty());
        tracking.extend(date.map(|date| (name.to_owned(), date.trim().into())));
    }
    tracking.insert("status".to_owned(), "final".into());
    tracking.insert(
        "version".to_owned(),
        history.len().max(1).to_string().into(),
    );
    tracking.insert("revision_history".to_owned(), history.into());
    let related: Vec<&RelatedItem> = data.related.iter().flat_map(|r| &r.items).collect();
    let references = related
        .iter()
        .filter(|r| r.kind.as_deref() != Some("cwe"))
        .map(|r| {
            json!({
                "category": "external",
                "summary": text(r.id.as_ref().or(r.title.as_ref())),
                "url": text(r.url.as_ref()),
                "type": text(r.kind.as_ref()),
                "source": text(r.name.as_ref()),
            })
        });
    let overview = data.description.as_ref().and_then(|d| d.overview.as_ref());
    let notes = overview.map(|words| json!({ "category": "description", "text": words.trim() }));
    let mut document = Map::new();
    let mut put = |name: &str, value: Value| document.insert(name.to_owned(), value);
    put("category", "myjvn_security_advisory".into());
    put("csaf_version", "2.1".into());
    put("distribution", distribution());
    put("title", text(data.title.as_ref()).into());
    put("lang", lang.into());
    if let Some(note) = notes {
        put("notes", json!([note]));
    }
    put("tracking", tracking.into());
    put(
        "publisher",
        json!({ "category": "coordinator", "name": "IPA", "namespace": "https://www.ipa.go.jp" }),
    );
    let references: Vec<Value> = references.collect();
    if !references.is_empty() {
        put("references", references.into());
    }
    let affected: Vec<&AffectedItem> = data.affected.iter().flat_map(|a| &a.items).collect();
    let mut whole = Map::new();
    whole.insert("document".to_owned(), document.into());
    let branches = branches(&affected);
    if !branches.is_empty() {
        whole.insert("product_tree".to_owned(), json!({ "branches": branches }));
    }
    whole.insert(
        "vulnerabilities".to_owned(),
        vulnerabilities(vulinfo, &affected, &related).into(),
    );
    let mut extension = frame(
        "JVNDB 脆弱性対策詳細情報",
        made,
        &text(data.date_last_updated.as_ref()),
        lang,
    );
    extension.insert("link".to_owned(), "https://jvndb.jvn.jp/apis/".into());
    extension.insert("vulnid".to_owned(), id.into());
    let versions: Vec<Value> = affected.iter().filter_map(|item| versions(item)).collect();
    if !versions.is_empty() {
        extension.insert("affected".to_owned(), versions.into());
    }
    whole.insert("jvn_extension".to_owned(), extension.into());
    whole
}

fn names(item: &AffectedItem) -> impl Iterator<Item = &str> {
    item.cpe
        .iter()
        .map(|cpe| cpe.value.trim())
        .filter(|name| !name.is_empty())
}

/// Vendors and their products, each vendor once.
fn branches(affected: &[&AffectedItem]) -> Vec<Value> {
    let mut vendors: Vec<(String, Vec<Value>)> = Vec::new();
    for item in affected {
        let vendor = item.name.as_deref().unwrap_or_default().trim();
        let product = item.product_name.as_deref().unwrap_or_default().trim();
        for name in names(item) {
            let branch = json!({
                "category": "product_name",
                "name": product,
                "product": {
                    "product_id": product_jvnpid(name),
                    "name": product,
                    "product_identification_helper": { "cpe": cpe23(name) },
                },
            });
            match vendors.iter_mut().find(|(known, _)| known == vendor) {
                Some((_, branches)) => branches.push(branch),
                None => vendors.push((vendor.to_owned(), vec![branch])),
            }
        }
    }
    let branch =
        |(name, branches)| json!({ "category": "vendor", "name": name, "branches": branches });
    vendors.into_iter().map(branch).collect()
}

fn vulnerabilities(
    vulinfo: &Vulinfo,
    affected: &[&AffectedItem],
    related: &[&RelatedItem],
) -> Vec<Value> {
    let data = vulinfo.data.as_ref();
    let mut status: Map<String, Value> = Map::new();
    let mut known: Vec<String> = Vec::new();
    for item in affected {
        let member = match item.affected_status.as_deref().map(str::trim) {
            None | Some("" | "vulnerable" | "vulnerable_investigating") => "known_affected",
            Some("notvulnerable") => "known_not_affected",
            Some(_) => "under_investigation",
        };
        for name in names(item) {
            let id = product_jvnpid(name);
            let list = status.entry(member).or_insert_with(|| json!([]));
            if let Value::Array(list) = list
                && !list.contains(&id.as_str().into())
            {
                list.push(id.as_str().into());
            }
            if member == "known_affected" && !known.contains(&id) {
                known.push(id);
            }
        }
    }
    let text = |value: &Option<String>| value.as_deref().unwrap_or_default().trim().to_owned();
    let mut first = Map::new();
    let cwes = related.iter().filter(|r| r.kind.as_deref() == Some("cwe"));
    let cwes: Vec<Value> = cwes
        .map(|r| json!({ "id": text(&r.id), "name": text(&r.title), "url": text(&r.url), "version": "", "source": text(&r.name) }))
        .collect();
    let mut put = |name: &str, value: Vec<Value>| {
        if !value.is_empty() {
            first.insert(name.to_owned(), value.into());
        }
    };
    put("cwes", cwes);
    let impacts = data.iter().flat_map(|d| &d.impact).flat_map(|i| &i.items);
    let words = impacts
        .flat_map(|i| &i.descriptions)
        .map(|w| w.trim())
        .filter(|w| !w.is_empty());
    put(
        "threats",
        words
            .map(|w| json!({ "category": "impact", "details": w }))
            .collect(),
    );
    let remedies = data.iter().flat_map(|d| &d.solution).flat_map(|s| &s.items);
    let words = remedies
        .flat_map(|s| &s.descriptions)
        .map(|w| w.trim())
        .filter(|w| !w.is_empty());
    let remedy = |w: &str| {
        let mut remedy = json!({ "category": "vendor_fix", "details": w });
        if !known.is_empty() {
            remedy["product_ids"] = json!(known);
        }
        remedy
    };
    put("remediations", words.map(remedy).collect());
    let mut content = Map::new();
    for cvss in data.iter().flat_map(|d| &d.impact).flat_map(|i| &i.cvss) {
        content.extend(whole_metric(cvss));
    }
    if !content.is_empty() {
        put(
            "metrics",
            vec![json!({ "content": content, "products": known })],
        );
    }
    if !status.is_empty() {
        first.insert("product_status".to_owned(), status.clone().into());
    }
    let mut cves: Vec<String> = Vec::new();
    for id in related
        .iter()
        .filter(|r| r.kind.as_deref() == Some("advisory"))
        .filter_map(|r| r.id.as_deref())
    {
        let id = id.trim();
        let digits = id
            .strip_prefix("CVE-")
            .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'-'));
        if digits && !cves.iter().any(|known| known == id) {
            cves.push(id.to_owned());
        }
    }
    if let [only] = cves.as_slice() {
        first.insert("cve".to_owned(), only.as_str().into());
        return vec![first.into()];
    }
    first.insert("cve".to_owned(), "".into());
    let mut all = vec![Value::Object(first)];
    all.extend(cves.into_iter().map(|cve| {
        let mut one = Map::new();
        one.insert("cve".to_owned(), cve.into());
        if !status.is_empty() {
            one.insert("product_status".to_owned(), status.clone().into());
        }
        Value::Object(one)
    }));
    all
}

/// A score with its metrics in words.
fn whole_metric(cvss: &Cvss) -> Option<(String, Value)> {
    let text = |value: Option<&String>| value.map(|v| v.trim().to_owned()).unwrap_or_default();
    let severity = cvss
        .severity
        .as_ref()
        .map(|s| s.value.trim().to_owned())
        .unwrap_or_default();
    let vector = text(cvss.vector.as_ref());
    let (member, mut value) = metric(
        &text(cvss.version.as_ref()),
        &vector,
        &text(cvss.base_score()),
        &severity,
    )?;
    let words = if member == "cvss_v2" {
        WORDS_OF_2
    } else {
        WORDS
    };
    let vector = vector.trim_start_matches('(').trim_end_matches(')');
    for metric in vector.split('/').filter(|_| member != "cvss_v4") {
        let Some((name, letter)) = metric.split_once(':') else {
            continue;
        };
        let known = words.iter().find(|(short, ..)| *short == name);
        let word = known.and_then(|(_, long, letters)| {
            let word = letters.iter().find(|(l, _)| *l == letter)?.1;
            Some((*long, word))
        });
        if let Some((long, word)) = word {
            value[long] = word.into();
        }
    }
    Some((member, value))
}

/// What is said of a product's versions. Words that are more than a number are handed on as words; the member `version`,
/// which the schema wants, then says that there is none.
fn versions(item: &AffectedItem) -> Option<Value> {
    let vendor = item.name.as_deref()?.trim();
    let product = item.product_name.as_deref()?.trim();
    let status = match item.affected_status.as_deref().map(str::trim) {
        None | Some("" | "vulnerable" | "vulnerable_investigating") => "affected",
        Some("notvulnerable") => "unaffected",
        Some(_) => "unknown",
    };
    let said: Vec<Value> = item
        .version_numbers
        .iter()
        .filter_map(|version| {
            let words = words(version);
            if words.is_empty() {
                return None;
            }
            let plain = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
            let is_number =
                words.starts_with(|c: char| c.is_ascii_digit()) && words.bytes().all(plain);
            Some(match is_number {
                true => json!({ "version": words, "status": status, "description": words }),
                false => json!({
                    "version": "unspecified",
                    "status": status,
                    "description": words,
                    "versionType": "custom",
                }),
            })
        })
        .collect();
    let is_whole = !said.is_empty() && !vendor.is_empty() && !product.is_empty();
    is_whole.then(|| json!({ "vendor": vendor, "product": product, "versions": said }))
}

fn words(version: &VersionNumber) -> String {
    let mut words = vec![version.text.trim().to_owned()];
    for bound in version.begin.iter().chain(&version.end) {
        let operator = bound.operator.as_deref().unwrap_or_default();
        words.push(
            format!("{operator} {}", bound.value.trim())
                .trim()
                .to_owned(),
        );
    }
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

/// An alert. Names of its products are looked up by `named`: vendor and product.
pub fn alert(alert: &Alert, named: &dyn Fn(&str) -> (String, String)) -> Value {
    let text = |value: Option<&String>| value.map(|v| v.trim().to_owned()).unwrap_or_default();
    let category = alert.categories.first().map(|c| {
        let label = text(c.label.as_ref());
        let label = if label == "INFO" {
            "お知らせ".to_owned()
        } else {
            label
        };
        json!({ "term": text(c.term.as_ref()), "label": label })
    });
    let items = alert
        .items
        .iter()
        .flat_map(|items| &items.items)
        .map(|item| {
            let products = item.cpe.iter().map(|cpe| {
                let (vendor, product_name) = named(cpe.value.trim());
                product(&SecCpe {
                    value: cpe.value.clone(),
                    vendor: cpe.vendor.clone().or(Some(vendor)),
                    product: cpe.product.clone().or(Some(product_name)),
                    ..SecCpe::default()
                })
            });
            let mut notice = json!({
                "title": text(item.title.first()),
                "id": text(item.identifier.first()),
                "link": item.link.first().and_then(|l| l.href.clone()).unwrap_or_default(),
                "modified": text(item.updated.first()),
                "created": text(item.published.first()),
                "author": item.author.first().map(|a| a.name.trim().to_owned()).unwrap_or_default(),
                "products": products.collect::<Vec<_>>(),
            });
            if let Some(summary) = item.summary.first() {
                notice["summary"] = summary.trim().into();
            }
            notice
        });
    let mut entry = json!({
        "title": text(alert.title.as_ref().map(|t| &t.value)),
        "id": text(alert.id.as_ref()),
        "summary": text(alert.summary.as_ref().map(|t| &t.value)),
        "link": alert.links.first().and_then(|l| l.href.clone()).unwrap_or_default(),
        "modified": text(alert.updated.as_ref()),
        "created": text(alert.published.as_ref()),
        "items": items.collect::<Vec<_>>(),
    });
    if let Some(category) = category {
        entry["category"] = category;
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::{cpe23, product_jvnpid, vendor_cpe23, vendor_jvnpid};

    #[test]
    fn names_are_spelt_as_in_the_operators_examples() {
        assert_eq!(cpe23("cpe:/h:pcu:pcu"), "cpe:2.3:h:pcu:pcu:*:*:*:*:*:*:*:*");
        assert_eq!(vendor_cpe23("cpe:/:j-lis"), "cpe:2.3::j-lis");
        assert_eq!(vendor_jvnpid("cpe:/:j-lis"), "jvnpid:1.0::j-lis");
        assert_eq!(
            product_jvnpid("cpe:/a:hitachi:jp1"),
            "jvnpid:1.0::hitachi:jp1"
        );
    }
}
