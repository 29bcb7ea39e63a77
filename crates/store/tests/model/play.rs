//! Playing operations on a writer, within what its methods ask of their callers.

use std::collections::BTreeMap;

use noroshi_model::{ListOrigin, NameVerdict, Product};
use noroshi_store::{
    ClaimRow, Digest, FileRow, KeyName, NewDocument, NewList, NewRevision, Reader, RecordId,
    RecordRow, SourceRow, StoreError, VulnerabilityRow, Writer,
    body::{Encoder, Squeezer},
};

use crate::{
    domain::{self, at, word},
    operations::{Listed, Operation, Which},
    questions,
    transcript::{Answer, Transcript},
};

/// Plays the operations of one transaction and writes down what they gave, up to the first error.
pub(crate) fn play(
    operations: &[Operation],
    writer: &mut dyn Writer,
    transcript: &mut Transcript,
) -> Result<(), StoreError> {
    let mut hand = Hand {
        writer,
        numbers: Vec::new(),
        bare: Vec::new(),
    };
    for operation in operations {
        match operation {
            Operation::Look => questions::look(&*hand.writer, transcript),
            _ => {
                let answer = hand.perform(operation)?;
                transcript.write(format!("{operation:?}"), answer);
            }
        }
    }
    hand.finish()
}

/// What a transaction has begun and has to bring to an end.
struct Hand<'a> {
    writer: &'a mut dyn Writer,
    /// Numbers taken for files that are not put yet.
    numbers: Vec<u64>,
    /// Keys that were made and have no revision yet.
    bare: Vec<usize>,
}

/// What an operation gave; nothing where there was nothing that it could be done to.
type Done = Result<Box<dyn Answer>, StoreError>;

fn done<T: Answer>(answer: T) -> Done {
    Ok(Box::new(answer))
}

/// More numbers of files than a transaction takes.
const AHEAD: u64 = 100;

/// Where an operation finds nothing that it could be done to.
const NOTHING: &str = "nothing to do";

impl Hand<'_> {
    fn perform(&mut self, operation: &Operation) -> Done {
        let writer = &mut *self.writer;
        match operation {
            Operation::Look => done(()),
            Operation::Set { name, value } => {
                // Not by names that an engine keeps its own counts under.
                done(writer.set(&format!("our {}", word(*name)), &word(*value))?)
            }
            Operation::PutDictionary { format, bytes } => {
                let bytes = at(&domain::DICTIONARIES, *bytes);
                done(writer.put_dictionary(&word(*format), bytes)?)
            }
            Operation::FileNumber => {
                let number = writer.file_number()?;
                self.numbers.push(number);
                done(number)
            }
            Operation::PutFile {
                which,
                source,
                address,
                made,
                complete,
                snapshot,
                values,
            } => {
                let id = match which {
                    Which::New => 0,
                    Which::Numbered if self.numbers.is_empty() => 0,
                    Which::Numbered => self.numbers.remove(0),
                    Which::Ahead => {
                        let files = writer.files_after(0, usize::from(u16::MAX))?;
                        files.last().map_or(0, |last| last.id) + AHEAD
                    }
                    Which::Kept(nth) => nth_file(writer, *nth)?.unwrap_or(0),
                };
                done(writer.put_file(&FileRow {
                    id,
                    source: (*at(domain::SOURCES, *source)).to_owned(),
                    address: at(&*domain::ADDRESSES, *address).clone(),
                    made: *at(domain::DATES, *made),
                    complete: *complete,
                    snapshot: *snapshot,
                    ..domain::file(*values)
                })?)
            }
            Operation::KeyOrNew { key } => {
                let made = writer.key_or_new(at(&domain::KEYS, *key))?;
                if made.1 {
                    self.bare.push(*key);
                }
                done(made)
            }
            Operation::Append {
                key,
                document,
                dictionary,
                changed,
                made,
                later,
            } => {
                let changed = changed.map(|date| *at(domain::DATES, date));
                let dates = (changed, *at(domain::DATES, *made));
                done(self.append(*key, *document, *dictionary, dates, *later)?)
            }
            Operation::Confirm { revision, made } => {
                let rows = writer.ledger(0, usize::from(u16::MAX))?;
                let Some(row) = nth(&rows, *revision) else {
                    return done(NOTHING);
                };
                done(writer.confirm(row.revision.sequence, *at(domain::DATES, *made))?)
            }
            Operation::PutRecord { .. } => self.put_record(operation),
            Operation::DeleteRecord { key, record } => match nth_record(writer, *key, *record)? {
                None => done(NOTHING),
                Some(id) => done(writer.delete_record(id)?),
            },
            Operation::Mention { key, identifiers } => {
                let Some(key) = writer.key(at(&domain::KEYS, *key))? else {
                    return done(NOTHING);
                };
                let identifiers = identifiers.iter().map(|i| at(&domain::IDENTIFIERS, *i));
                let identifiers: Vec<String> = identifiers.cloned().collect();
                done(writer.mention(key, &identifiers)?)
            }
            Operation::PutMemberships { key, record, of } => {
                let Some(id) = nth_record(writer, *key, *record)? else {
                    return done(NOTHING);
                };
                let mut memberships = BTreeMap::new();
                for (name, relation) in of {
                    let id = writer.vulnerability_or_new(vulnerability_name(*name))?;
                    memberships.insert(id, *relation);
                }
                let memberships: Vec<_> = memberships.into_iter().collect();
                let mut before = writer.put_memberships(id, &memberships)?;
                before.sort_unstable();
                done((id, before))
            }
            Operation::VulnerabilityOrNew { name } => {
                done(writer.vulnerability_or_new(vulnerability_name(*name))?)
            }
            Operation::PutVulnerability { name, values } => {
                let id = writer.vulnerability_or_new(vulnerability_name(*name))?;
                let members = writer.members(id)?.len();
                writer.put_vulnerability(&VulnerabilityRow {
                    id,
                    members: u32::try_from(members).unwrap(),
                    ..domain::vulnerability(*values)
                })?;
                done((id, members))
            }
            Operation::PutSource { source, values } => done(writer.put_source(&SourceRow {
                name: (*at(domain::SOURCES, *source)).to_owned(),
                ..domain::source(*values)
            })?),
            Operation::Projected { sequence } => {
                let last = writer.state()?.sequence;
                done(writer.projected(last.min(*sequence as u64))?)
            }
            Operation::PutList { list } => done(self.put_list(*list)?),
            Operation::PutProduct {
                name,
                values,
                list,
                now,
            } => {
                let product = Product {
                    name: (*at(domain::NAMES, *name)).to_owned(),
                    list: self.origin(list, *values)?,
                    ..domain::product(*values)
                };
                done(
                    self.writer
                        .put_product(&product, *at(domain::DATES, *now))?,
                )
            }
            Operation::RemoveProduct { name, now } => {
                let now = *at(domain::DATES, *now);
                let name: &&str = at(domain::NAMES, *name);
                done(writer.remove_product(name, now)?)
            }
            Operation::PutVerdict {
                ours,
                theirs,
                values,
            } => done(writer.put_verdict(&NameVerdict {
                ours: (*at(domain::NAMES, *ours)).to_owned(),
                theirs: (*at(domain::NAMES, *theirs)).to_owned(),
                ..domain::verdict(*values)
            })?),
            Operation::PutAccount { kind, name, value } => {
                let value = (*value > 0).then(|| format!("value {value} \0 狼煙"));
                let name: &&str = at(domain::NAMES, *name);
                let kind: &&str = at(domain::ACCOUNTS, *kind);
                done(writer.put_account(kind, name, value.as_deref())?)
            }
            Operation::AppendTrail { name } => {
                done(writer.append_trail(["{}", "", "狼煙"][name % 3])?)
            }
            Operation::ClearProjections => done(writer.clear_projections()?),
            Operation::Fail => Err(StoreError::Full),
        }
    }

    /// Puts the files whose numbers were taken, and gives each new key its first revision.
    fn finish(mut self) -> Result<(), StoreError> {
        for key in std::mem::take(&mut self.bare) {
            let id = self.writer.key(at(&domain::KEYS, key))?;
            if id.is_none_or(|id| self.writer.revisions(id).is_ok_and(|r| r.is_empty())) {
                self.append(key, Some(0), 0, (None, 0), 0)?;
            }
        }
        for id in self.numbers {
            let source = domain::SOURCES[0].to_owned();
            self.writer.put_file(&FileRow {
                id,
                source,
                ..FileRow::default()
            })?;
        }
        Ok(())
    }

    fn append(
        &mut self,
        key: usize,
        document: Option<usize>,
        dictionary: usize,
        (changed, made): (Option<i64>, i64),
        later: usize,
    ) -> Result<u64, StoreError> {
        let name: &KeyName = at(&domain::KEYS, key);
        let file = match nth_file(self.writer, key)? {
            Some(kept) => kept,
            None => {
                let number = self.writer.file_number()?;
                self.numbers.push(number);
                number
            }
        };
        let last = self.writer.state()?.sequence.saturating_sub(1);
        let last = self.writer.ledger(last, 1)?.pop();
        // Arrival never goes back.
        let seen = last.map_or(i64::MIN, |row| row.revision.seen);
        let (id, _) = self.writer.key_or_new(name)?;
        let dictionaries = self.writer.dictionaries()?;
        let dictionary = match dictionary {
            0 => None,
            some => nth(&dictionaries, some),
        };
        let bytes = document.map(|document| at(&domain::DOCUMENTS, document));
        let body = pressed(
            bytes.map_or(&[], Vec::as_slice),
            dictionary.map(|d| d.2.as_slice()),
        );
        self.writer.append(&NewRevision {
            key: id,
            name,
            document: bytes.map(|bytes| NewDocument {
                digest: Digest::of(bytes),
                body: &body,
                dictionary: dictionary.map_or(0, |d| d.0),
                size: bytes.len() as u64,
                records: *at(&[0, 1, u32::MAX], later),
                notes: *at(&[2, 0, 1, u32::MAX], later),
            }),
            format: &word(later),
            file,
            offset: *at(&[0, 3, i64::MAX.cast_unsigned()], later),
            seen: seen.saturating_add(*at(domain::LATER, later)),
            changed,
            made,
        })
    }

    fn put_record(&mut self, operation: &Operation) -> Done {
        let Operation::PutRecord {
            key,
            record,
            name,
            kind,
            changed,
            values,
            claims,
            text,
        } = operation
        else {
            return done(NOTHING);
        };
        let key_name = at(&domain::KEYS, *key);
        let id = match record {
            None => 0,
            Some(place) => nth_record(self.writer, *key, *place)?.unwrap_or(0),
        };
        let Some(key) = self.writer.key(key_name)? else {
            return done(NOTHING);
        };
        let Some(revision) = self.writer.revisions(key)?.pop() else {
            return done(NOTHING);
        };
        let row = RecordRow {
            id,
            key,
            sequence: revision.sequence,
            source: key_name.source.clone(),
            name: word(*name),
            kind: *kind,
            changed: changed.map(|date| *at(domain::DATES, date)),
            ..domain::record(*values)
        };
        let claims = claims.as_ref().map(|claims| {
            let all = claims.iter();
            let claim = |(identifier, relation): (&str, u8)| ClaimRow {
                record: 0,
                identifier: identifier.to_owned(),
                relation,
                by: word(*values),
            };
            // One for each identifier.
            let all: BTreeMap<&str, u8> = all
                .map(|(i, relation)| (at(&domain::IDENTIFIERS, *i).as_str(), *relation))
                .collect();
            all.into_iter().map(claim).collect::<Vec<_>>()
        });
        let tokens = text.iter().map(|token| at(&domain::TOKENS, *token));
        let text: String = tokens.map(|token| format!("{token} ")).collect();
        done(self.writer.put_record(&row, claims.as_deref(), &text)?)
    }

    fn put_list(&mut self, list: usize) -> Result<bool, StoreError> {
        let bytes = at(&domain::DOCUMENTS, list);
        self.writer.put_list(&NewList {
            digest: Digest::of(bytes),
            body: &pressed(bytes, None),
            size: bytes.len() as u64,
        })
    }

    fn origin(&mut self, list: &Listed, values: usize) -> Result<Option<ListOrigin>, StoreError> {
        let bytes = match list {
            Listed::ByHand => return Ok(None),
            Listed::Missing => b"never kept",
            Listed::Kept(list) => {
                self.put_list(*list)?;
                at(&domain::DOCUMENTS, *list).as_slice()
            }
        };
        Ok(Some(ListOrigin {
            kind: word(values),
            file: word(values + 1),
            digest: Digest::of(bytes).to_string(),
            size: bytes.len() as u64,
            made: domain::moment(values),
            imported: *at(domain::DATES, values),
            components: *at(&[0, 3, i64::MAX.cast_unsigned()], values),
            noted: *at(&[1, 0], values),
            refused: *at(&[0, 2], values),
        }))
    }
}

fn pressed(bytes: &[u8], dictionary: Option<&[u8]>) -> Vec<u8> {
    let encoder = dictionary.map(Encoder::new);
    let mut squeezer = Squeezer::new(encoder.as_ref()).unwrap();
    squeezer.squeeze(bytes).unwrap()
}

fn vulnerability_name(place: usize) -> &'static String {
    at(&domain::VULNERABILITIES, place)
}

/// One of those there are, if there are any.
fn nth<T>(all: &[T], place: usize) -> Option<&T> {
    all.get(place % all.len().max(1))
}

fn nth_record(
    reader: &dyn Reader,
    key: usize,
    place: usize,
) -> Result<Option<RecordId>, StoreError> {
    let Some(key) = reader.key(at(&domain::KEYS, key))? else {
        return Ok(None);
    };
    Ok(nth(&reader.names_of(key)?, place).map(|record| record.0))
}

/// One of the files there are.
fn nth_file(reader: &dyn Reader, place: usize) -> Result<Option<u64>, StoreError> {
    let files = reader.files_after(0, usize::from(u16::MAX))?;
    Ok(nth(&files, place).map(|file| file.id))
}
