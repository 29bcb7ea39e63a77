//! A web server on loopback, a clock that does not wait, and a receiver that writes down what it is given.

#![allow(dead_code, reason = "each test file uses its part")]

mod web;

use std::{
    io::Write,
    sync::{Arc, Mutex},
    time::Duration,
};

use noroshi_sources::{
    Context, Ending, Failure, File, Outcome, Receiver, Refusal, Stopped, Taken, by_name,
    http::{Http, HttpOptions, Pace, RealPace},
};

#[allow(unused_imports, reason = "each test file uses its part")]
pub(crate) use web::{Answer, Question, Server, ok, status};

/// A clock that jumps instead of waiting.
#[derive(Clone, Default)]
pub(crate) struct Jumping(Arc<Mutex<(Duration, Vec<Duration>)>>);

impl Jumping {
    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.0.lock().unwrap().1.clone()
    }
}

impl Pace for Jumping {
    fn now(&self) -> Duration {
        self.0.lock().unwrap().0
    }

    fn wait(&mut self, time: Duration) -> bool {
        let mut clock = self.0.lock().unwrap();
        clock.0 += time;
        clock.1.push(time);
        true
    }
}

/// Writes down files (`path = content`, long ones as their length; `~` where they hold only what
/// changed lately) and refusals, and keeps the
/// cursor as a store would: with the file, or when a stretch is whole.
#[derive(Default)]
pub(crate) struct Book {
    pub(crate) lines: Vec<String>,
    pub(crate) cursor: Option<String>,
    pub(crate) expected: Vec<(Option<u64>, Option<u64>)>,
    /// Answers stop after so many files.
    pub(crate) stop_after: Option<usize>,
    base: String,
}

impl Receiver for Book {
    fn file(&mut self, file: File<'_>) -> Result<Taken, Stopped> {
        let mut content = Vec::new();
        file.stream.read_to_end(&mut content).unwrap();
        let address = file.address.replace(&self.base, "");
        let content = match content.len() {
            0..80 => String::from_utf8_lossy(&content).into_owned(),
            length => format!("{length} bytes"),
        };
        let sign = if file.window { '~' } else { '=' };
        self.lines.push(format!("{address} {sign} {content}"));
        self.cursor = file.cursor.or(self.cursor.take());
        Ok(match self.stop_after {
            Some(most) if self.lines.len() >= most => Taken::Stop,
            _ => Taken::Continue,
        })
    }

    fn refused(&mut self, refusal: Refusal) -> Result<Taken, Stopped> {
        let address = refusal.address.replace(&self.base, "");
        self.lines.push(format!("{address} - {}", refusal.reason));
        Ok(Taken::Continue)
    }

    fn reached(&mut self, cursor: String) -> Result<(), Stopped> {
        self.cursor = Some(cursor);
        Ok(())
    }

    fn expect(&mut self, files: Option<u64>, bytes: Option<u64>) {
        self.expected.push((files, bytes));
    }
}

/// One source, one server, one store, over several fetches.
pub(crate) struct Trial {
    pub(crate) server: Server,
    pub(crate) book: Book,
    pub(crate) clock: Jumping,
    pub(crate) context: Context,
    pub(crate) options: HttpOptions,
    /// Whether it waits as long as it says, instead of by its clock.
    pub(crate) real: bool,
    source: &'static str,
}

impl Trial {
    pub(crate) fn new(source: &'static str, now: &str, server: Server) -> Self {
        let now: jiff::Timestamp = now.parse().unwrap();
        Self {
            context: Context {
                base_url: Some(server.base.clone()),
                now_ms: now.as_millisecond(),
                ..Context::default()
            },
            book: Book {
                base: server.base.clone(),
                ..Book::default()
            },
            clock: Jumping::default(),
            options: HttpOptions {
                proxy: false,
                seed: Some(1),
                timeout: Duration::from_secs(5),
                ..HttpOptions::default()
            },
            server,
            real: false,
            source,
        }
    }

    /// Fetches once; the lines are those of this fetch alone.
    pub(crate) fn fetch(&mut self) -> Result<Outcome, Failure> {
        self.book.lines.clear();
        self.context.cursor = self.book.cursor.clone();
        let pace: Box<dyn Pace> = match self.real {
            true => Box::new(RealPace::new(Arc::default())),
            false => Box::new(self.clock.clone()),
        };
        let mut http = Http::with_pace(self.options.clone(), pace);
        let source = by_name(self.source).unwrap();
        let done = source.fetch(&self.context, &mut http, &mut self.book);
        if let Ok(outcome) = &done
            && outcome.ending == Ending::Complete
        {
            self.book.cursor = outcome.cursor.clone();
        }
        done
    }

    /// Fetches, and compares what came.
    #[track_caller]
    pub(crate) fn gives(&mut self, expected: &[&str]) {
        let outcome = self.fetch().unwrap();
        assert_eq!(outcome.ending, Ending::Complete);
        assert_eq!(self.book.lines, expected);
    }

    /// Fetches, and gives the failure.
    #[track_caller]
    pub(crate) fn fails(&mut self) -> Failure {
        self.fetch().unwrap_err()
    }
}

pub(crate) fn gz(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content.as_ref()).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn sha256(content: impl AsRef<[u8]>) -> String {
    use sha2::Digest;
    let digest = sha2::Sha256::digest(content.as_ref());
    digest.iter().map(|b| format!("{b:02x}")).collect()
}
