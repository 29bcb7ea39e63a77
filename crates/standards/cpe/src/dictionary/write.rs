//! The dictionary in XML, written item by item.

use crate::{
    WriteError,
    dictionary::{Deprecation, Generator, Item},
    xml_write::Elements,
};

/// What stands before the items of a dictionary (NISTIR 7697, 5.2): the root, and who made it.
///
/// # Errors
///
/// [`WriteError`] where a text has a character that XML does not have.
pub fn head(generator: Option<&Generator>) -> Result<String, WriteError> {
    let mut xml = Elements::new();
    xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.start(
        "cpe-list",
        &[
            ("xmlns", Some("http://cpe.mitre.org/dictionary/2.0")),
            (
                "xmlns:cpe-23",
                Some("http://scap.nist.gov/schema/cpe-extension/2.3"),
            ),
        ],
    );
    if let Some(generator) = generator {
        xml.start("generator", &[]);
        for (name, text) in [
            ("product_name", &generator.product_name),
            ("product_version", &generator.product_version),
            ("schema_version", &generator.schema_version),
            ("timestamp", &generator.timestamp),
        ] {
            if let Some(text) = text {
                xml.leaf(name, &[], text);
            }
        }
        xml.end();
    }
    xml.finish()
}

/// What stands after the items.
pub const TAIL: &str = "</cpe-list>\n";

impl Item {
    /// Writes the item as an element `cpe-item` with the name of CPE 2.2 and, in it, that of 2.3 (NISTIR 7697, 5.3 and
    /// 5.4), in the order of the schema. [`Item::not_in_xml`] says what it leaves out.
    ///
    /// # Errors
    ///
    /// [`WriteError`] where a text has a character that XML does not have.
    pub fn to_xml(&self) -> Result<String, WriteError> {
        let mut xml = Elements::new();
        let uri = self.uri.clone().unwrap_or_else(|| self.name.to_uri());
        let (before, after) = self.told_by_22();
        let before = before.map(|name| name.to_uri());
        xml.start(
            "cpe-item",
            &[
                ("name", Some(&uri)),
                ("deprecated", self.deprecated.then_some("true")),
                ("deprecated_by", before.as_deref()),
                ("deprecation_date", self.deprecated_since.as_deref()),
            ],
        );
        for (language, title) in &self.titles {
            xml.leaf("title", &[("xml:lang", language.as_deref())], title);
        }
        for notes in self.remarks.chunk_by(|(a, _), (b, _)| a == b) {
            xml.start("notes", &[("xml:lang", notes[0].0.as_deref())]);
            for (_, note) in notes {
                xml.leaf("note", &[], note);
            }
            xml.end();
        }
        if !self.references.is_empty() {
            xml.start("references", &[]);
            for reference in &self.references {
                xml.leaf(
                    "reference",
                    &[("href", Some(&reference.href))],
                    &reference.text,
                );
            }
            xml.end();
        }
        for check in &self.checks {
            let href = Some(check.href.as_str()).filter(|href| !href.is_empty());
            let system = Some(check.system.as_str());
            xml.leaf("check", &[("system", system), ("href", href)], &check.id);
        }
        let name = self.name.to_formatted_string();
        let name = [("name", Some(name.as_str()))];
        if after.is_empty() {
            xml.empty("cpe-23:cpe23-item", &name);
        } else {
            xml.start("cpe-23:cpe23-item", &name);
            after.iter().for_each(|d| deprecation(d, &mut xml));
            xml.end();
        }
        xml.end();
        xml.finish()
    }

    /// What [`Item::to_xml`] has no place for: elements that were passed over when it was read, and members that only
    /// NVD's JSON has.
    pub fn not_in_xml(&self) -> Vec<&str> {
        let id = self.id.as_ref().map(|_| "cpeNameId");
        let extra = self.extra.keys().map(String::as_str);
        let foreign = self.foreign.iter().map(String::as_str);
        id.into_iter().chain(extra).chain(foreign).collect()
    }

    /// The successor that the attributes of CPE 2.2 say, and the deprecations that 2.3 says.
    fn told_by_22(&self) -> (Option<&crate::Name>, &[Deprecation]) {
        if let Some((first, rest)) = self.deprecations.split_first()
            && first.date == self.deprecated_since
            && let [successor] = &first.by[..]
            && successor.kind.is_none()
            && successor.name.is_some()
        {
            return (successor.name.as_ref(), rest);
        }
        (None, &self.deprecations)
    }
}

fn deprecation(deprecation: &Deprecation, xml: &mut Elements) {
    xml.start(
        "cpe-23:deprecation",
        &[("date", deprecation.date.as_deref())],
    );
    for successor in &deprecation.by {
        let name = successor
            .name
            .as_ref()
            .map(crate::Name::to_formatted_string);
        let kind = successor.kind.as_ref().map(super::Kind::word);
        let said = [("name", name.as_deref()), ("type", kind)];
        xml.empty("cpe-23:deprecated-by", &said);
    }
    xml.end();
}
