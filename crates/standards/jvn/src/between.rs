//! The two forms of an entry, one out of the other: what both can hold is carried, nothing is added.

use crate::{
    alert::{Alert, Category},
    alert_json::{JsonAlert, JsonCategory, JsonItem, JsonNotice, JsonValue},
    jvnrss::{CREATOR, Item},
    sec::{Reference, SecCpe, SecCvss, SecItem},
    vuldef::{
        Affected, AffectedItem, Cpe, Cvss, Impact, ImpactItem, Related, RelatedItem, Severity,
        VersionNumber, Vulinfo, VulinfoData, VulinfoDescription,
    },
};

/// The words for a publisher in an item's `source`, and in a related item's `Name`.
const PUBLISHERS: &[(&str, &str)] = &[
    ("CVE", "Common Vulnerabilities and Exposures (CVE)"),
    ("NVD", "National Vulnerability Database (NVD)"),
    ("JPCERT-AT", "JPCERT 緊急報告"),
    ("CERT-VN", "US-CERT Vulnerability Note"),
];

/// The page of an entry of JVN iPedia, `JVNDB-YYYY-NNNNNN`, in a language.
pub fn page_of(id: &str, lang: &str) -> String {
    let year = id.split('-').nth(1).unwrap_or_default();
    format!("https://jvndb.jvn.jp/{lang}/contents/{year}/{id}.html")
}

impl Item {
    /// The entry as an item of JVNRSS, in the words of one language (`ja`, `en`).
    ///
    /// Impact, solution, history, the versions of products, vendors' documents and the date of disclosure have no place
    /// there and stay behind.
    pub fn of_vulinfo(vulinfo: &Vulinfo, lang: &str) -> Self {
        let id = text(vulinfo.id.as_ref());
        let page = id.as_deref().map(|id| page_of(id, lang));
        let mut item = Self {
            about: page.clone(),
            link: page,
            creator: Some(CREATOR.to_owned()),
            identifier: id,
            ..Self::default()
        };
        let Some(data) = &vulinfo.data else {
            return item;
        };
        item.title = data.title.clone();
        item.description = data.description.as_ref().and_then(|d| d.overview.clone());
        let related = data.related.iter().flat_map(|r| &r.items);
        item.references = related.filter_map(reference).collect();
        let affected = data.affected.iter().flat_map(|a| &a.items);
        item.cpe = affected.flat_map(products).collect();
        let scores = data.impact.iter().flat_map(|i| &i.cvss);
        item.cvss = scores.filter_map(score).collect();
        // The newest version of CVSS comes first here, and last in VULDEF.
        item.cvss.sort_by(|a, b| b.version.cmp(&a.version));
        item.date.clone_from(&data.date_last_updated);
        item.issued.clone_from(&data.date_first_published);
        item.modified.clone_from(&data.date_last_updated);
        item
    }
}

fn reference(related: &RelatedItem) -> Option<Reference> {
    let id = text(related.id.as_ref());
    let url = text(related.url.as_ref()).unwrap_or_default();
    match related.kind.as_deref() {
        Some("cwe") => Some(Reference {
            url,
            title: related.title.as_ref().map(|title| match &id {
                Some(id) => format!("{}({id})", title.trim()),
                None => title.trim().to_owned(),
            }),
            id,
            ..Reference::default()
        }),
        Some("advisory") => {
            let name = text(related.name.as_ref());
            let short = name.as_deref().and_then(|name| {
                let known = PUBLISHERS.iter().find(|(_, long)| *long == name);
                known.map(|(short, _)| (*short).to_owned())
            });
            Some(Reference {
                url,
                source: short.or(name),
                id,
                ..Reference::default()
            })
        }
        _ => None,
    }
}

fn products(item: &AffectedItem) -> impl Iterator<Item = SecCpe> {
    let names = item.cpe.iter().filter(|cpe| !cpe.value.trim().is_empty());
    names.map(|cpe| SecCpe {
        value: cpe.value.trim().to_owned(),
        version: cpe.version.clone(),
        vendor: item.name.clone(),
        product: item.product_name.clone(),
        ..SecCpe::default()
    })
}

fn score(cvss: &Cvss) -> Option<SecCvss> {
    let severity = cvss.severity.as_ref();
    Some(SecCvss {
        version: cvss.version.clone(),
        score: Some(cvss.base_score()?.clone()),
        kind: severity
            .and_then(|s| s.kind.clone())
            .or_else(|| Some("Base".to_owned())),
        severity: Some(severity?.value.trim().to_owned()),
        vector: cvss.vector.clone(),
        ..SecCvss::default()
    })
}

impl Vulinfo {
    /// The entry in VULDEF, as far as an item of JVNRSS knows it.
    ///
    /// The date of disclosure, impact, solution and history are not known from there and are left out. Where there is a
    /// score, VULDEF demands an impact in words beside it: it stays empty. Times without seconds get `:00`, which
    /// VULDEF demands as well.
    pub fn of_item(item: &Item) -> Self {
        let affected = item.cpe.iter().map(|cpe| AffectedItem {
            name: cpe.vendor.clone(),
            product_name: cpe.product.clone(),
            cpe: vec![Cpe {
                value: cpe.value.trim().to_owned(),
                version: cpe.version.clone(),
                ..Cpe::default()
            }],
            version_numbers: Vec::<VersionNumber>::new(),
            ..AffectedItem::default()
        });
        let affected: Vec<_> = affected.collect();
        let mut cvss: Vec<Cvss> = item
            .cvss
            .iter()
            .map(|score| Cvss {
                version: score.version.clone(),
                severity: score.severity.as_ref().map(|word| Severity {
                    value: word.clone(),
                    kind: score.kind.clone(),
                    ..Severity::default()
                }),
                base: score.score.clone(),
                vector: score.vector.clone(),
                ..Cvss::default()
            })
            .collect();
        cvss.sort_by(|a, b| a.version.cmp(&b.version));
        let impact = (!cvss.is_empty()).then(|| Impact {
            cvss,
            items: vec![ImpactItem {
                descriptions: vec![String::new()],
                ..ImpactItem::default()
            }],
            ..Impact::default()
        });
        let related: Vec<_> = item.references.iter().map(related).collect();
        let data = VulinfoData {
            title: item.title.clone(),
            description: item
                .description
                .as_ref()
                .map(|overview| VulinfoDescription {
                    overview: Some(overview.clone()),
                    ..VulinfoDescription::default()
                }),
            affected: (!affected.is_empty()).then(|| Affected {
                items: affected,
                ..Affected::default()
            }),
            impact,
            related: (!related.is_empty()).then(|| Related {
                items: related,
                ..Related::default()
            }),
            date_first_published: item.issued.as_deref().and_then(date_time),
            date_last_updated: item
                .modified
                .as_deref()
                .or(item.date.as_deref())
                .and_then(date_time),
            ..VulinfoData::default()
        };
        Self {
            id: item.identifier.as_ref().map(|id| id.trim().to_owned()),
            data: Some(data),
            ..Self::default()
        }
    }
}

fn related(reference: &Reference) -> RelatedItem {
    let id = text(reference.id.as_ref());
    let source = text(reference.source.as_ref());
    let url = Some(reference.url.trim().to_owned()).filter(|url| !url.is_empty());
    let is_weakness = source.is_none() && id.as_deref().is_some_and(|id| id.starts_with("CWE-"));
    if is_weakness {
        let end = format!("({})", id.as_deref().unwrap_or_default());
        let title = reference.title.as_deref();
        return RelatedItem {
            kind: Some("cwe".to_owned()),
            name: Some("JVNDB".to_owned()),
            id,
            title: title.map(|t| t.strip_suffix(&end).unwrap_or(t).to_owned()),
            url,
            ..RelatedItem::default()
        };
    }
    let long = source.as_deref().and_then(|source| {
        let known = PUBLISHERS.iter().find(|(short, _)| *short == source);
        known.map(|(_, long)| (*long).to_owned())
    });
    RelatedItem {
        kind: Some("advisory".to_owned()),
        name: long.or(source),
        id,
        title: reference.title.clone(),
        url,
        ..RelatedItem::default()
    }
}

/// A dateTime; one without seconds gets them. None where there is nothing.
fn date_time(stated: &str) -> Option<String> {
    let stated = stated.trim();
    let (day, rest) = match stated.split_once('T') {
        Some(parts) => parts,
        None => return (!stated.is_empty()).then(|| stated.to_owned()),
    };
    let end = rest.find(['+', '-', 'Z']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(end);
    let seconds = if clock.len() == 5 { ":00" } else { "" };
    Some(format!("{day}T{clock}{seconds}{zone}"))
}

fn text(value: Option<&String>) -> Option<String> {
    let value = value?.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

impl JsonAlert {
    /// The alert in its JSON form. Its last update stands under both spellings, that of the schema and that of real
    /// answers. What JSON has no place for (references and scores of notices) stays behind.
    pub fn of(alert: &Alert) -> Self {
        let updated = alert.updated.clone();
        Self {
            id: alert.id.clone(),
            title: alert.title.as_ref().map(|t| t.value.clone()),
            summary: Some(
                alert
                    .summary
                    .as_ref()
                    .map(|t| t.value.clone())
                    .unwrap_or_default(),
            ),
            link: Some(
                alert
                    .links
                    .first()
                    .and_then(|l| l.href.clone())
                    .unwrap_or_default(),
            ),
            category: alert.categories.first().map(category),
            update: updated.clone(),
            updated,
            published: alert.published.clone(),
            items: alert.items.as_ref().map(|items| {
                let items = items.items.iter().map(|item| JsonItem {
                    item: notice(item),
                    ..JsonItem::default()
                });
                items.collect()
            }),
            ..Self::default()
        }
    }
}

fn category(category: &Category) -> JsonCategory {
    JsonCategory {
        term: category.term.clone(),
        label: category.label.clone(),
        ..JsonCategory::default()
    }
}

fn notice(item: &SecItem) -> JsonNotice {
    let value = |text: &str| JsonValue {
        value: Some(text.to_owned()),
        ..JsonValue::default()
    };
    let cpe: Vec<_> = item.cpe.iter().map(|cpe| value(cpe.value.trim())).collect();
    JsonNotice {
        title: item.title.first().cloned(),
        identifier: item.identifier.first().cloned(),
        summary: item.summary.first().cloned(),
        link: item.link.first().and_then(|link| link.href.clone()),
        published: item.published.first().cloned(),
        updated: item.updated.first().cloned(),
        author: item.author.first().map(|author| value(author.name.trim())),
        cpe: (!cpe.is_empty()).then_some(cpe),
        ..JsonNotice::default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Item, Vulinfo, date_time};

    #[test]
    fn times_without_seconds_get_them_and_others_stay() {
        for (stated, expected) in [
            ("2023-06-01T11:12+09:00", Some("2023-06-01T11:12:00+09:00")),
            (
                "2023-06-01T11:12:13+09:00",
                Some("2023-06-01T11:12:13+09:00"),
            ),
            ("2023-06-01T11:12Z", Some("2023-06-01T11:12:00Z")),
            ("2023-06-01", Some("2023-06-01")),
            (" ", None),
        ] {
            assert_eq!(date_time(stated).as_deref(), expected, "{stated}");
        }
    }

    #[test]
    fn what_both_forms_hold_comes_back_from_the_way_there_and_back() {
        let item = Item {
            identifier: Some("JVNDB-2099-000001".to_owned()),
            ..Item::default()
        };
        let back = Item::of_vulinfo(&Vulinfo::of_item(&item), "ja");
        assert_eq!(back.identifier, item.identifier);
        let page = "https://jvndb.jvn.jp/ja/contents/2099/JVNDB-2099-000001.html";
        assert_eq!(back.about.as_deref(), Some(page));
    }
}
