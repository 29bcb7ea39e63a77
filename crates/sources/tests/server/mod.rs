//! A web server on loopback that answers by script, a clock that does not wait, and a receiver that
//! writes down what it is given.

#![allow(dead_code, reason = "each test file uses its part")]

use std::{
    collections::{HashMap, VecDeque},
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use noroshi_sources::{
    Context, Ending, Failure, File, Outcome, Receiver, Refusal, Stopped, Taken, by_name,
    http::{Http, HttpOptions, Pace},
};

/// One scripted answer.
#[derive(Clone)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// Announce this many bytes more than come.
    missing: usize,
}

pub(crate) fn ok(body: impl AsRef<[u8]>) -> Answer {
    status(200, body)
}

pub(crate) fn status(status: u16, body: impl AsRef<[u8]>) -> Answer {
    Answer {
        status,
        headers: Vec::new(),
        body: body.as_ref().to_vec(),
        missing: 0,
    }
}

impl Answer {
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn cut_by(mut self, missing: usize) -> Self {
        self.missing = missing;
        self
    }
}

/// One question as it came: the target, and the headers in lower case.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) target: String,
    pub(crate) headers: HashMap<String, String>,
}

type Script = Box<dyn FnMut(&Question) -> Answer + Send>;

/// The server.
pub(crate) struct Server {
    pub(crate) base: String,
    questions: Arc<Mutex<Vec<Question>>>,
}

impl Server {
    /// Answers by a function.
    pub(crate) fn new(mut script: impl FnMut(&Question) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let questions = Arc::new(Mutex::new(Vec::new()));
        let asked = Arc::clone(&questions);
        let mut script: Script = Box::new(move |q| script(q));
        // Ends with the test's process.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = serve(&stream, &mut script, &asked);
            }
        });
        Self { base, questions }
    }

    /// Answers each target from a list of its own; the last answer is repeated, others are 404.
    pub(crate) fn of(script: &[(&str, &[Answer])]) -> Self {
        let mut script: HashMap<String, VecDeque<Answer>> = script
            .iter()
            .map(|(target, answers)| ((*target).to_owned(), answers.iter().cloned().collect()))
            .collect();
        Self::new(move |question| match script.get_mut(&question.target) {
            Some(answers) if answers.len() > 1 => answers.pop_front().unwrap(),
            Some(answers) => answers[0].clone(),
            None => status(404, ""),
        })
    }

    pub(crate) fn questions(&self) -> Vec<Question> {
        self.questions.lock().unwrap().clone()
    }

    pub(crate) fn targets(&self) -> Vec<String> {
        self.questions().into_iter().map(|q| q.target).collect()
    }
}

fn serve(
    mut stream: &TcpStream,
    script: &mut Script,
    asked: &Mutex<Vec<Question>>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let question = Question { target, headers };
    let answer = script(&question);
    asked.lock().unwrap().push(question);
    let mut head = format!(
        "HTTP/1.1 {} x\r\nconnection: close\r\ncontent-length: {}\r\n",
        answer.status,
        answer.body.len() + answer.missing
    );
    for (name, value) in &answer.headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all(head.as_bytes())?;
    stream.write_all(b"\r\n")?;
    stream.write_all(&answer.body)
}

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
            source,
        }
    }

    /// Fetches once; the lines are those of this fetch alone.
    pub(crate) fn fetch(&mut self) -> Result<Outcome, Failure> {
        self.book.lines.clear();
        self.context.cursor = self.book.cursor.clone();
        let mut http = Http::with_pace(self.options.clone(), Box::new(self.clock.clone()));
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
