//! What was fetched ahead within one state: where the engine is far away, one question for many things.

use std::collections::HashMap;

use super::{Ask, Row, Value, rows, values};
use crate::{
    Digest, FileRow, KeyId, KeyName, Member, Revision, State, StoreError, VulnerabilityRow,
};

/// So many values are asked for in one question, which is the same one each time and kept ready.
pub(crate) const AT_ONCE: usize = 32;

/// What is near.
#[derive(Default)]
pub(crate) struct Near {
    pub(crate) state: Option<State>,
    pub(crate) vulnerability: Option<(String, Option<VulnerabilityRow>)>,
    pub(crate) members: HashMap<u32, Vec<Member>>,
    pub(crate) revisions: HashMap<KeyId, Vec<Revision>>,
    pub(crate) names: HashMap<KeyId, KeyName>,
    pub(crate) files: HashMap<u64, FileRow>,
    /// Dictionary, size and compressed bytes.
    pub(crate) bodies: HashMap<Digest, (u32, usize, Vec<u8>)>,
}

impl Near {
    /// Fetches the state, a vulnerability and its members; see [`crate::Ahead::Named`].
    pub(crate) fn named(&mut self, ask: &dyn Ask, name: &str) -> Result<(), StoreError> {
        let (mut found, mut members) = (None, Vec::new());
        let row = rows::vulnerabilities("name = $1 AND members > 0");
        let of =
            "m.vulnerability = (SELECT id FROM vulnerabilities WHERE name = $1 AND members > 0)";
        let of = rows::members(of);
        let how_far = rows::how_far();
        let questions: [(&str, &[Value<'_>]); 3] =
            [(&how_far, &[]), (&row, values![name]), (&of, values![name])];
        ask.together(&questions, &mut |at, r| {
            match at {
                0 => self.state = Some(rows::state(r)?),
                1 => found = Some(rows::vulnerability(r)?),
                _ => members.push(rows::member(r)?),
            }
            Ok(())
        })?;
        if let Some(row) = &found {
            self.members.insert(row.id, members);
        }
        self.vulnerability = Some((name.to_owned(), found));
        Ok(())
    }

    /// Fetches keys with one of their revisions each; see [`crate::Ahead::Shown`].
    pub(crate) fn shown(&mut self, ask: &dyn Ask, of: &[(KeyId, u64)]) -> Result<(), StoreError> {
        let places = places(1, AT_ONCE);
        for some in of.chunks(AT_ONCE) {
            let columns = rows::REVISION;
            let of_keys = format!(
                "SELECT {columns}, r.key, k.source, k.namespace, k.name FROM revisions r JOIN keys k ON k.id = r.key
                 LEFT JOIN documents d ON d.id = r.document WHERE r.key IN ({places}) ORDER BY r.sequence"
            );
            let keys = padded(some.iter().map(|(key, _)| Value::from(*key)));
            let opened = format!(
                "SELECT {}, d.digest, d.dictionary, d.size, d.body FROM revisions r JOIN files f ON f.id = r.file
                 LEFT JOIN documents d ON d.id = r.document WHERE r.sequence IN ({places})",
                rows::FILE_OF
            );
            let sequences = padded(some.iter().map(|(_, sequence)| Value::from(*sequence)));
            let questions: [(&str, &[Value<'_>]); 2] = [(&of_keys, &keys), (&opened, &sequences)];
            ask.together(&questions, &mut |at, r| match at {
                0 => self.revision(r),
                _ => self.document(r),
            })?;
        }
        Ok(())
    }

    fn revision(&mut self, r: &dyn Row) -> Result<(), StoreError> {
        let key = r.get(10)?;
        let name = KeyName {
            source: r.get(11)?,
            namespace: r.get(12)?,
            name: r.get(13)?,
        };
        self.names.insert(key, name);
        let revisions = self.revisions.entry(key).or_default();
        revisions.push(rows::revision(r)?);
        Ok(())
    }

    fn document(&mut self, r: &dyn Row) -> Result<(), StoreError> {
        let file = rows::file(r)?;
        if let Some(digest) = rows::digest(r.get(15)?) {
            let body = (r.get(16)?, r.get(17)?, r.get(18)?);
            self.bodies.insert(digest, body);
        }
        self.files.insert(file.id, file);
        Ok(())
    }
}

/// The places of so many parameters, from the one with this number on.
pub(crate) fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|at| format!("${at}")).collect();
    places.join(", ")
}

/// As many values as a question has places; the last one stands in those that are left over. With nothing in them a
/// planner would expect fewer answers than the question kept ready is planned for, and plan it anew each time.
pub(crate) fn padded<'a>(values: impl Iterator<Item = Value<'a>>) -> Vec<Value<'a>> {
    let mut values: Vec<_> = values.take(AT_ONCE).collect();
    let last = values.last().cloned().unwrap_or(Value::Null);
    values.resize(AT_ONCE, last);
    values
}
