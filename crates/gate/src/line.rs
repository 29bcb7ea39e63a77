//! What is told of a request.

use std::{fmt, net::IpAddr, time::Duration};

use axum::http::{Method, StatusCode};
use noroshi_model::Moment;
use serde::Serialize;

/// Longest path that is told.
const LONGEST: usize = 500;

/// A request that was answered. What somebody searched for is not told, nor any header.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// When it came (milliseconds since 1970).
    pub when: i64,
    /// Who asked.
    pub client: IpAddr,
    /// How.
    pub method: Method,
    /// Which address, without what follows the question mark.
    pub path: String,
    /// The answer's status.
    pub status: StatusCode,
    /// How long it took until the answer began.
    pub took: Duration,
}

impl Line {
    pub(crate) fn path(path: &str) -> String {
        path.chars().take(LONGEST).collect()
    }

    /// As one line of JSON.
    pub fn json(&self) -> String {
        #[derive(Serialize)]
        struct Wire<'a> {
            time: String,
            client: IpAddr,
            method: &'a str,
            path: &'a str,
            status: u16,
            ms: f64,
        }
        let wire = Wire {
            time: self.time(),
            client: self.client,
            method: self.method.as_str(),
            path: &self.path,
            status: self.status.as_u16(),
            ms: self.ms(),
        };
        serde_json::to_string(&wire).unwrap_or_default()
    }

    fn time(&self) -> String {
        Moment::from_millis(self.when).original
    }

    fn ms(&self) -> f64 {
        (self.took.as_secs_f64() * 1e4).round() / 10.0
    }
}

impl fmt::Display for Line {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (time, status) = (self.time(), self.status.as_u16());
        let Self {
            client,
            method,
            path,
            ..
        } = self;
        write!(
            out,
            "{time} {client} {method} {path} {status} {} ms",
            self.ms()
        )
    }
}
