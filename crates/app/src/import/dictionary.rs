//! A compression dictionary per format, trained on the first documents that come.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use noroshi_store::{Store, StoreError, body::Encoder};

use super::Pipeline;

/// zstd asks for about a hundred times the dictionary's size.
const ENOUGH: usize = 10 << 20;
/// Longer documents teach little about what documents have in common.
const LONGEST: usize = 32 << 10;

/// The dictionaries known, and the samples being gathered for those that are not.
pub(crate) struct Dictionaries(Mutex<HashMap<String, Format>>);

#[derive(Default)]
struct Format {
    /// The newest dictionary and its number.
    ready: Option<(u32, Arc<Encoder>)>,
    /// Samples so far; `None` once training has begun or has failed.
    samples: Option<Vec<Vec<u8>>>,
    bytes: usize,
}

impl Dictionaries {
    pub(crate) fn load(store: &dyn Store) -> Result<Self, StoreError> {
        let mut formats: HashMap<String, Format> = HashMap::new();
        store.read(&mut |reader| {
            for (id, format, bytes) in reader.dictionaries()? {
                formats.insert(
                    format,
                    Format {
                        ready: Some((id, Arc::new(Encoder::new(&bytes)))),
                        ..Format::default()
                    },
                );
            }
            Ok(())
        })?;
        Ok(Self(Mutex::new(formats)))
    }

    /// The dictionary to compress a format with, if there is one yet.
    pub(crate) fn of(&self, format: &str) -> Option<(u32, Arc<Encoder>)> {
        self.lock().get(format).and_then(|f| f.ready.clone())
    }

    /// Offers a document as a sample. Where that makes enough, this thread trains the dictionary;
    /// the others go on without meanwhile.
    pub(super) fn offer(&self, pipeline: &Pipeline<'_>, format: &str, bytes: &[u8]) {
        if bytes.len() > LONGEST {
            return;
        }
        let samples = {
            let mut formats = self.lock();
            let entry = formats.entry(format.to_owned()).or_insert_with(|| Format {
                samples: Some(Vec::new()),
                ..Format::default()
            });
            let Some(samples) = &mut entry.samples else {
                return;
            };
            samples.push(bytes.to_vec());
            entry.bytes += bytes.len();
            if entry.bytes < ENOUGH {
                return;
            }
            entry.samples.take().unwrap_or_default()
        };
        // Without a dictionary documents are only larger: nothing is lost where training fails.
        let Ok(bytes) = noroshi_store::body::train(&samples) else {
            return;
        };
        let mut id = 0;
        let kept = pipeline.write(&mut |writer| {
            id = writer.put_dictionary(format, &bytes)?;
            Ok(())
        });
        if kept.is_ok()
            && let Some(entry) = self.lock().get_mut(format)
        {
            entry.ready = Some((id, Arc::new(Encoder::new(&bytes))));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Format>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
