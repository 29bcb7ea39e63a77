//! A web server on loopback that answers by a function, well or badly, and writes down what it was asked.
//!
//! Other crates' tests use it too, by its path.

#![allow(dead_code, reason = "each test file uses its part")]

use std::{
    collections::{HashMap, VecDeque},
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// One answer.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Announce this many bytes more than come.
    missing: usize,
    /// Send so many bytes at a time, with a pause before each.
    drip: Option<(usize, Duration)>,
    /// Send the body again and again, without an end.
    endless: bool,
    /// Close the connection without a word.
    silent: bool,
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
        drip: None,
        endless: false,
        silent: false,
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

    /// Comes in pieces of so many bytes, each after a pause.
    pub(crate) fn dripping(mut self, bytes: usize, pause: Duration) -> Self {
        self.drip = Some((bytes, pause));
        self
    }

    /// Never ends.
    pub(crate) fn endless(mut self) -> Self {
        self.endless = true;
        self
    }

    /// Nothing comes at all.
    pub(crate) fn silent(mut self) -> Self {
        self.silent = true;
        self
    }

    fn send(&self, mut stream: &TcpStream) -> std::io::Result<()> {
        if self.silent {
            return Ok(());
        }
        let mut head = format!("HTTP/1.1 {} x\r\nconnection: close\r\n", self.status);
        if !self.endless {
            let length = self.body.len() + self.missing;
            head += &format!("content-length: {length}\r\n");
        }
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        stream.write_all(head.as_bytes())?;
        stream.write_all(b"\r\n")?;
        loop {
            match self.drip {
                None => stream.write_all(&self.body)?,
                Some((bytes, pause)) => {
                    for piece in self.body.chunks(bytes) {
                        thread::sleep(pause);
                        stream.write_all(piece)?;
                    }
                }
            }
            if !self.endless {
                return Ok(());
            }
        }
    }
}

/// One question as it came: the target, and the headers by their names in lower case.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) target: String,
    pub(crate) headers: HashMap<String, String>,
}

impl Question {
    fn read(stream: &TcpStream) -> std::io::Result<Self> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut headers = HashMap::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                return Ok(Self { target, headers });
            };
            headers.insert(name.to_ascii_lowercase(), value.to_owned());
        }
    }
}

type Script = Box<dyn FnMut(&Question) -> Answer + Send>;

/// The server. What it answers can be changed at any time.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) base: String,
    script: Arc<Mutex<Script>>,
    asked: Arc<Mutex<Vec<Question>>>,
}

impl Server {
    /// Answers by a function.
    pub(crate) fn new(script: impl FnMut(&Question) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            base: format!("http://{}", listener.local_addr().unwrap()),
            script: Arc::new(Mutex::new(Box::new(script))),
            asked: Arc::default(),
        };
        let its = server.clone();
        // Ends with the test's process.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let its = its.clone();
                // A client that went away is no concern of it; and one that is served slowly holds up no other.
                thread::spawn(move || its.serve(&stream).ok());
            }
        });
        server
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

    /// Answers differently from now on.
    pub(crate) fn now(&self, script: impl FnMut(&Question) -> Answer + Send + 'static) {
        *self.script.lock().unwrap() = Box::new(script);
    }

    /// Everything that was asked.
    pub(crate) fn questions(&self) -> Vec<Question> {
        self.asked.lock().unwrap().clone()
    }

    /// The targets of everything that was asked.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.questions().into_iter().map(|q| q.target).collect()
    }

    /// What was asked since the last time this was asked.
    pub(crate) fn asked(&self) -> Vec<Question> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    fn serve(&self, stream: &TcpStream) -> std::io::Result<()> {
        let question = Question::read(stream)?;
        self.asked.lock().unwrap().push(question.clone());
        let answer = (self.script.lock().unwrap())(&question);
        answer.send(stream)
    }
}
