//! The first thread: takes files, recognises their format, cuts them into documents.

use std::{
    collections::HashSet,
    io::{self, BufRead, Cursor, Read},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crossbeam_channel::{self as channel, Sender};
use noroshi_formats::{
    Envelope, Format, Frame,
    framing::{self, Limits, Piece},
};
use noroshi_sources::{File, Receiver, Refusal, Stopped, Taken};
use noroshi_store::Digest;
use sha2::{Digest as _, Sha256};

use super::ended;

/// A batch ends at this many bytes of documents ...
pub(crate) const BATCH_BYTES: usize = 2 << 20;
/// ... or this many items.
const BATCH_ITEMS: usize = 512;
/// How much of a file is looked at to recognise its format.
const HEAD: u64 = 64 << 10;

/// Items in the order they were read.
pub(crate) struct Batch {
    pub(crate) number: u64,
    pub(crate) items: Vec<Item>,
}

/// What the reader hands on.
pub(crate) enum Item {
    /// A file begins.
    Begin(Arc<Context>),
    /// A document of it.
    Document {
        /// Its file.
        context: Arc<Context>,
        /// Its offset there.
        offset: u64,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// An entry of it that could not be cut out.
    Refused { offset: u64, reason: String },
    /// It ends.
    End(End),
    /// A file that could not be opened or is of no known format.
    NotTaken {
        /// Where it is.
        address: String,
        /// Why.
        reason: String,
        /// Whether nobody asked for it by name.
        passed_over: bool,
    },
    /// A source has come to this cursor with everything before it.
    Reached(String),
}

/// What is known of a file once its first document is reached.
pub(crate) struct Context {
    pub(crate) address: String,
    pub(crate) source: String,
    pub(crate) format: &'static dyn Format,
    pub(crate) envelope: Envelope,
}

/// What is known of a file at its end.
pub(crate) struct End {
    /// Digest of the whole file; `None` where it broke off.
    pub(crate) digest: Option<Digest>,
    pub(crate) size: u64,
    /// How many entries it announced.
    pub(crate) announced: Option<u64>,
    /// Why it broke off.
    pub(crate) broken: Option<String>,
    /// The source's cursor that holds once it is stored.
    pub(crate) cursor: Option<String>,
    /// Whether it holds only what changed lately.
    pub(crate) window: bool,
}

/// The receiver that cuts.
pub(crate) struct Reader<'a> {
    to_workers: Sender<Batch>,
    /// A place for each batch; see [`super::order`].
    places: channel::Receiver<()>,
    source: Option<String>,
    /// The addresses that were asked for by name; `None` where all were.
    named: Option<&'a HashSet<String>>,
    stop: &'a AtomicBool,
    number: u64,
    items: Vec<Item>,
    bytes: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        to_workers: Sender<Batch>,
        places: channel::Receiver<()>,
        source: Option<String>,
        named: Option<&'a HashSet<String>>,
        stop: &'a AtomicBool,
    ) -> Self {
        Self {
            to_workers,
            places,
            source,
            named,
            stop,
            number: 0,
            items: Vec::new(),
            bytes: 0,
        }
    }

    /// Sends what is left.
    pub(crate) fn finish(mut self) {
        // Where nobody listens any more, the writer has failed and says why.
        self.send().ok();
    }

    fn push(&mut self, item: Item) -> Result<(), Stopped> {
        if let Item::Document { bytes, .. } = &item {
            self.bytes += bytes.len();
        }
        self.items.push(item);
        if self.bytes >= BATCH_BYTES || self.items.len() >= BATCH_ITEMS {
            self.send()
        } else {
            Ok(())
        }
    }

    fn send(&mut self) -> Result<(), Stopped> {
        if self.items.is_empty() {
            return Ok(());
        }
        self.places.recv().map_err(ended)?;
        let batch = Batch {
            number: self.number,
            items: std::mem::take(&mut self.items),
        };
        self.number += 1;
        self.bytes = 0;
        self.to_workers.send(batch).map_err(ended)
    }

    fn cut(
        &mut self,
        file: &mut File<'_>,
        format: &'static dyn Format,
        head: Vec<u8>,
    ) -> Result<(), Stopped> {
        let mut stream = Hashing {
            inner: Cursor::new(head).chain(&mut *file.stream),
            hash: Sha256::new(),
            size: 0,
        };
        let mut context: Option<Arc<Context>> = None;
        let mut end = End {
            digest: None,
            size: 0,
            announced: None,
            broken: None,
            cursor: file.cursor.take(),
            window: file.window,
        };
        let mut stopped = false;
        let cut = framing::cut(
            format.frame(),
            &mut stream,
            Limits::default(),
            &mut |piece| {
                let sent = match piece {
                    Piece::Header(header) => {
                        let mut envelope = format.envelope(&header);
                        end.announced = envelope.announced;
                        if envelope.made.is_none() {
                            // Better the server's word for the file's age than none.
                            envelope.made = file.modified.map(noroshi_model::Moment::from_millis);
                        }
                        let source = self
                            .source
                            .clone()
                            .unwrap_or_else(|| format.source().to_owned());
                        let begun = Arc::new(Context {
                            address: file.address.clone(),
                            source,
                            format,
                            envelope,
                        });
                        context = Some(Arc::clone(&begun));
                        self.push(Item::Begin(begun))
                    }
                    Piece::Document { offset, bytes } => match &context {
                        Some(context) => {
                            let context = Arc::clone(context);
                            self.push(Item::Document {
                                context,
                                offset,
                                bytes,
                            })
                        }
                        None => Ok(()),
                    },
                    Piece::Refused { offset, reason } => {
                        self.push(Item::Refused { offset, reason })
                    }
                    Piece::Trailer(trailer) => {
                        end.announced = format.announced_after(&trailer).or(end.announced);
                        Ok(())
                    }
                    Piece::Broken { offset, reason } => {
                        end.broken = Some(format!("{reason} (at byte {offset})"));
                        Ok(())
                    }
                };
                stopped = sent.is_err() || self.stop.load(Ordering::Relaxed);
                !stopped
            },
        );
        if let Err(error) = cut {
            end.broken = Some(format!("it cannot be read to its end: {error}"));
        }
        if stopped {
            end.broken
                .get_or_insert_with(|| "stopped before its end".to_owned());
        }
        if end.broken.is_some() {
            end.cursor = None;
        }
        let (digest, size) = stream.done();
        end.size = size;
        end.digest = end.broken.is_none().then_some(digest);
        if context.is_none() {
            let reason = end.broken.unwrap_or_else(|| "it is empty".to_owned());
            return self.push(Item::NotTaken {
                address: file.address.clone(),
                reason,
                passed_over: false,
            });
        }
        self.push(Item::End(end))
    }
}

impl Receiver for Reader<'_> {
    fn file(&mut self, mut file: File<'_>) -> Result<Taken, Stopped> {
        if self.stop.load(Ordering::Relaxed) {
            return Ok(Taken::Stop);
        }
        let mut head = Vec::new();
        if let Err(error) = (&mut *file.stream).take(HEAD).read_to_end(&mut head) {
            // What came before the fault may still hold whole documents, so go on if it is known.
            if head.is_empty() {
                let reason = format!("it cannot be read: {error}");
                self.push(Item::NotTaken {
                    address: file.address,
                    reason,
                    passed_over: false,
                })?;
                return Ok(Taken::Continue);
            }
        }
        let format = match file.format {
            Some(name) => noroshi_formats::by_name(name),
            None => noroshi_formats::detect(&head),
        };
        match format {
            Some(format) => self.cut(&mut file, format, head)?,
            None => {
                let reason = what_it_looks_like(&head);
                // Only what was asked for by name, or what a source hands out at an address of its
                // own, had to be a document; archives hold other files too.
                let passed_over = match self.named {
                    Some(named) => !named.contains(&file.address),
                    None => file.address.contains('#'),
                };
                self.push(Item::NotTaken {
                    address: file.address,
                    reason,
                    passed_over,
                })?;
            }
        }
        Ok(if self.stop.load(Ordering::Relaxed) {
            Taken::Stop
        } else {
            Taken::Continue
        })
    }

    fn refused(&mut self, refusal: Refusal) -> Result<Taken, Stopped> {
        self.push(Item::NotTaken {
            address: refusal.address,
            reason: refusal.reason,
            passed_over: false,
        })?;
        Ok(Taken::Continue)
    }

    fn reached(&mut self, cursor: String) -> Result<(), Stopped> {
        if self.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.push(Item::Reached(cursor))
    }
}

/// Says in words why nothing recognised a file.
fn what_it_looks_like(head: &[u8]) -> String {
    let text = String::from_utf8_lossy(&head[..head.len().min(512)])
        .trim_start_matches('\u{FEFF}')
        .trim_start()
        .to_lowercase();
    if head.is_empty() {
        "it is empty".to_owned()
    } else if text.starts_with("<!doctype html") || text.starts_with("<html") {
        "it is a web page, not data".to_owned()
    } else {
        "no format recognises it".to_owned()
    }
}

/// A stream that is hashed and measured while it is read.
struct Hashing<R> {
    inner: R,
    hash: Sha256,
    size: u64,
}

impl<R> Hashing<R> {
    fn done(self) -> (Digest, u64) {
        (Digest(self.hash.finalize().into()), self.size)
    }
}

impl<R: BufRead> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        self.size += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Hashing<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(buffer) = self.inner.fill_buf() {
            self.hash.update(&buffer[..amount]);
        }
        self.size += amount as u64;
        self.inner.consume(amount);
    }
}

/// Whether a file of this format may stand for many small ones in a report.
pub(crate) fn is_single(format: &dyn Format) -> bool {
    format.frame() == Frame::Whole
}
