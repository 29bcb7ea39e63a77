//! What was fetched ahead within one state: where the engine is far away, one question for many things.

use std::collections::HashMap;

use super::{Ask, Value, rows};
use crate::{Digest, FileRow, KeyId, KeyName, Revision, StoreError};

/// So many values are asked for in one question, which is the same one each time and kept ready.
pub(crate) const AT_ONCE: usize = 32;

/// What is near.
#[derive(Default)]
pub(crate) struct Near {
    pub(crate) revisions: HashMap<KeyId, Vec<Revision>>,
    pub(crate) names: HashMap<KeyId, KeyName>,
    pub(crate) files: HashMap<u64, FileRow>,
    /// Dictionary, size and compressed bytes.
    pub(crate) bodies: HashMap<Digest, (u32, usize, Vec<u8>)>,
}

impl Near {
    /// Fetches keys with one of their revisions each; see [`crate::Ahead::Shown`].
    pub(crate) fn shown(&mut self, ask: &dyn Ask, of: &[(KeyId, u64)]) -> Result<(), StoreError> {
        let places = places(1, AT_ONCE);
        for some in of.chunks(AT_ONCE) {
            let columns = rows::REVISION;
            let sql = format!(
                "SELECT {columns}, r.key, k.source, k.namespace, k.name FROM revisions r JOIN keys k ON k.id = r.key
                 LEFT JOIN documents d ON d.id = r.document WHERE r.key IN ({places}) ORDER BY r.sequence"
            );
            let keys: Vec<Value<'_>> =
                padded(some.iter().map(|(key, _)| Value::from(*key))).collect();
            ask.few(&sql, &keys, &mut |r| {
                let key = r.get(10)?;
                let name = KeyName {
                    source: r.get(11)?,
                    namespace: r.get(12)?,
                    name: r.get(13)?,
                };
                self.names.insert(key, name);
                self.revisions
                    .entry(key)
                    .or_default()
                    .push(rows::revision(r)?);
                Ok(())
            })?;
            let sql = format!(
                "SELECT {}, d.digest, d.dictionary, d.size, d.body FROM revisions r JOIN files f ON f.id = r.file
                 LEFT JOIN documents d ON d.id = r.document WHERE r.sequence IN ({places})",
                rows::FILE_OF
            );
            let sequences: Vec<Value<'_>> =
                padded(some.iter().map(|(_, sequence)| Value::from(*sequence))).collect();
            ask.few(&sql, &sequences, &mut |r| {
                let file = rows::file(r)?;
                if let Some(digest) = rows::digest(r.get(15)?) {
                    self.bodies
                        .insert(digest, (r.get(16)?, r.get(17)?, r.get(18)?));
                }
                self.files.insert(file.id, file);
                Ok(())
            })?;
        }
        Ok(())
    }
}

/// The places of so many parameters, from the one with this number on.
pub(crate) fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|at| format!("${at}")).collect();
    places.join(", ")
}

/// As many values as a question has places: nothing is equal to those that are missing.
pub(crate) fn padded<'a>(
    values: impl Iterator<Item = Value<'a>>,
) -> impl Iterator<Item = Value<'a>> {
    values.chain(std::iter::repeat(Value::Null)).take(AT_ONCE)
}
