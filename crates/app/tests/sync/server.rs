//! A web server on loopback that answers by a function, and writes down what it was asked.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// One answer.
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

pub(crate) fn ok(body: impl AsRef<[u8]>) -> Answer {
    status(200, body)
}

pub(crate) fn status(status: u16, body: impl AsRef<[u8]>) -> Answer {
    Answer {
        status,
        headers: Vec::new(),
        body: body.as_ref().to_vec(),
    }
}

impl Answer {
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// One question: its target, and its headers by their names in lower case.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) target: String,
    pub(crate) headers: HashMap<String, String>,
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
    pub(crate) fn new(script: impl FnMut(&Question) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            base: format!("http://{}", listener.local_addr().unwrap()),
            script: Arc::new(Mutex::new(Box::new(script))),
            asked: Arc::default(),
        };
        let its = server.clone();
        // Ends with the test's process. A client that went away is no concern of it.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                its.serve(&stream).ok();
            }
        });
        server
    }

    /// Answers differently from now on.
    pub(crate) fn now(&self, script: impl FnMut(&Question) -> Answer + Send + 'static) {
        *self.script.lock().unwrap() = Box::new(script);
    }

    /// What was asked since the last time this was asked.
    pub(crate) fn asked(&self) -> Vec<Question> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    fn serve(&self, mut stream: &TcpStream) -> std::io::Result<()> {
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
        self.asked.lock().unwrap().push(question.clone());
        let answer = (self.script.lock().unwrap())(&question);
        let mut head = format!(
            "HTTP/1.1 {} x\r\nconnection: close\r\ncontent-length: {}\r\n",
            answer.status,
            answer.body.len()
        );
        for (name, value) in &answer.headers {
            head += &format!("{name}: {value}\r\n");
        }
        stream.write_all(head.as_bytes())?;
        stream.write_all(b"\r\n")?;
        stream.write_all(&answer.body)
    }
}
