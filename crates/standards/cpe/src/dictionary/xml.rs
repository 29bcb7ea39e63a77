//! The dictionary in XML, one item after another.

use std::io::BufRead;

use crate::{
    Error, Name,
    dictionary::{Check, Deprecation, Generator, Item, Kind, Reference, Successor},
    xml::{Pull, Tag, XmlError},
};

/// Why an item could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ItemError {
    /// The document is not XML, or not a dictionary. Nothing follows.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// A name in the item is none. The next item follows.
    #[error("item {number}: {written}: {error}")]
    Name {
        /// The number of the item, from 1.
        number: usize,
        /// What stands there.
        written: String,
        /// What is wrong with it.
        error: Error,
    },
}

/// The items of a dictionary in XML (NISTIR 7697, 5; the schemas of CPE 2.2 and 2.3), read from a stream in memory
/// that does not grow with it.
pub struct Items<R> {
    pull: Pull<R>,
    number: usize,
    /// Whether the root has been read.
    rooted: bool,
    ended: bool,
    generator: Option<Generator>,
}

impl<R: BufRead> Items<R> {
    /// Begins to read a dictionary.
    pub fn new(stream: R) -> Self {
        Self {
            pull: Pull::new(stream),
            number: 0,
            rooted: false,
            ended: false,
            generator: None,
        }
    }

    /// Who made the dictionary, once its first item has been read; it stands before the items.
    pub fn generator(&self) -> Option<&Generator> {
        self.generator.as_ref()
    }

    fn read(&mut self) -> Result<Option<Item>, ItemError> {
        if !self.rooted {
            self.pull.root("cpe-list")?;
            self.rooted = true;
        }
        while let Some(tag) = self.pull.child()? {
            if tag.name == "cpe-item" {
                self.number += 1;
                return self.item(tag).map(Some);
            }
            if tag.name == "generator" && self.generator.is_none() {
                self.generator = Some(self.made()?);
                continue;
            }
            // What is not of the dictionary.
            self.pull.skip()?;
        }
        Ok(None)
    }

    fn made(&mut self) -> Result<Generator, XmlError> {
        let mut generator = Generator::default();
        while let Some(tag) = self.pull.child()? {
            let said = match tag.name.as_str() {
                "product_name" => &mut generator.product_name,
                "product_version" => &mut generator.product_version,
                "schema_version" => &mut generator.schema_version,
                "timestamp" => &mut generator.timestamp,
                _ => {
                    self.pull.skip()?;
                    continue;
                }
            };
            *said = Some(self.pull.text()?);
        }
        Ok(generator)
    }

    fn item(&mut self, mut tag: Tag) -> Result<Item, ItemError> {
        let mut item = Item::new(Name::any());
        let uri = tag.take("name");
        let mut written = uri.clone().unwrap_or_default();
        item.uri = uri;
        item.deprecated = tag.take("deprecated").as_deref().is_some_and(is_true);
        item.deprecated_since = tag.take("deprecation_date");
        // Names are read after the element has ended, so that a bad one costs its item and no other.
        let mut successors: Vec<Written> = Vec::new();
        if let Some(by) = tag.take("deprecated_by") {
            successors.push((item.deprecated_since.clone(), vec![(Some(by), None)]));
        }
        while let Some(mut tag) = self.pull.child()? {
            match tag.name.as_str() {
                "title" => item.titles.push((tag.take("lang"), self.pull.text()?)),
                "notes" => {
                    let lang = tag.take("lang");
                    while self.pull.child()?.is_some() {
                        item.remarks.push((lang.clone(), self.pull.text()?));
                    }
                }
                "references" => {
                    while let Some(mut tag) = self.pull.child()? {
                        item.references.push(Reference {
                            href: tag.take("href").unwrap_or_default(),
                            text: self.pull.text()?,
                        });
                    }
                }
                "check" => item.checks.push(Check {
                    system: tag.take("system").unwrap_or_default(),
                    href: tag.take("href").unwrap_or_default(),
                    id: self.pull.text()?,
                }),
                "cpe23-item" => {
                    written = tag.take("name").unwrap_or(written);
                    while let Some(mut tag) = self.pull.child()? {
                        if tag.name != "deprecation" {
                            item.foreign.push(tag.name);
                            self.pull.skip()?;
                            continue;
                        }
                        let (date, mut by) = (tag.take("date"), Vec::new());
                        while let Some(mut tag) = self.pull.child()? {
                            let kind = tag.take("type").as_deref().map(Kind::named);
                            by.push((tag.take("name"), kind));
                            self.pull.skip()?;
                        }
                        successors.push((date, by));
                    }
                }
                _ => {
                    item.foreign.push(tag.name);
                    self.pull.skip()?;
                }
            }
        }
        (item.name, item.notes) = self.name(&written)?;
        for (date, names) in successors {
            let mut by = Vec::new();
            for (written, kind) in names {
                let name = written.map(|written| self.name(&written)).transpose()?;
                let name = name.map(|(name, _)| name);
                by.push(Successor { name, kind });
            }
            item.deprecations.push(Deprecation { date, by });
        }
        // A 2.3 deprecation says it too.
        item.deprecated |= !item.deprecations.is_empty();
        Ok(item)
    }

    fn name(&self, written: &str) -> Result<(Name, Vec<crate::Note>), ItemError> {
        Name::parse_tolerant(written).map_err(|error| ItemError::Name {
            number: self.number,
            written: written.chars().take(200).collect(),
            error,
        })
    }
}

impl<R: BufRead> Iterator for Items<R> {
    type Item = Result<Item, ItemError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let item = self.read().transpose();
        self.ended = matches!(item, None | Some(Err(ItemError::Xml(_))));
        item
    }
}

/// A deprecation with the names as they were written.
type Written = (Option<String>, Vec<(Option<String>, Option<Kind>)>);

fn is_true(text: &str) -> bool {
    matches!(text.trim(), "true" | "1")
}
