//! One polite client: it waits its turn, backs off, verifies, and says whose fault a failure is.

mod body;
mod fault;
mod guard;
mod pace;
mod sniff;
mod speed;

use std::{
    collections::HashMap,
    io::{self, Read, Write},
    net::IpAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use reqwest::{
    Url,
    blocking::{Client, Response},
    header,
};
use sha2::{Digest as _, Sha256};

use crate::{Failure, FailureKind, Party, failure::End, files, scratch};
use fault::{Trouble, chain, no_answer, refused};
use guard::{Area, Guard, may_lead_to};
use speed::Speed;

pub use body::{Body, Content};
pub use pace::{Pace, RealPace};

pub(crate) use body::same_digest;
pub(crate) use fault::transport;

/// Redirects followed for one request.
const MOST_REDIRECTS: u32 = 5;

/// How the client behaves.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// What the client calls itself.
    pub user_agent: String,
    /// How long to wait for a connection.
    pub connect_timeout: Duration,
    /// How long to wait for the answer to begin, and between its parts.
    pub timeout: Duration,
    /// How long one answer may take altogether. Asked for again at once, it would take as long again, so that is left to
    /// whoever plans the next fetch.
    pub deadline: Duration,
    /// Bytes per second that an answer must bring, on average of [`Self::timeout`]; 0 for no such limit. A server that
    /// sends a byte now and then would otherwise hold up everything until the deadline.
    pub slowest: u64,
    /// The longest answer, in bytes as served.
    pub longest_body: u64,
    /// The least time between two requests to a host, instead of what each source asks for.
    pub interval: Option<Duration>,
    /// How often one thing is asked for before it counts as failed.
    pub attempts: u32,
    /// The pause after the first failed attempt; it doubles with each.
    pub first_pause: Duration,
    /// The longest of these pauses.
    pub longest_pause: Duration,
    /// The longest `Retry-After` that is waited for here. A longer one ends the fetch and is left
    /// to whoever plans the next.
    pub longest_wait: Duration,
    /// Whether the proxy that the environment names is used.
    pub proxy: bool,
    /// Where anonymous temporary files are made; the system's folder for them otherwise.
    pub scratch: Option<PathBuf>,
    /// Limits for what answers unpack to.
    pub limits: files::Limits,
    /// Rises by every byte received. For progress.
    pub received: Option<Arc<AtomicU64>>,
    /// Fixes the jitter, for tests.
    pub seed: Option<u64>,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            user_agent: concat!("noroshi/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(20),
            timeout: Duration::from_secs(90),
            deadline: Duration::from_secs(3600),
            slowest: 256,
            longest_body: 4 << 30,
            interval: None,
            attempts: 4,
            first_pause: Duration::from_secs(2),
            longest_pause: Duration::from_secs(60),
            longest_wait: Duration::from_secs(120),
            proxy: true,
            scratch: None,
            limits: files::Limits::default(),
            received: None,
            seed: None,
        }
    }
}

/// The client. Keep one per fetch, or one for several sources after one another: it remembers when
/// each host was last asked.
pub struct Http {
    options: HttpOptions,
    client: Option<Client>,
    guard: Guard,
    hosts: HashMap<String, Duration>,
    pace: Box<dyn Pace>,
    rng: fastrand::Rng,
}

impl std::fmt::Debug for Http {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Http")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// What to ask for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request<'a> {
    pub(crate) url: String,
    /// A header that holds a secret: never shown, never sent to another place after a redirect.
    pub(crate) secret: Option<(&'static str, &'a str)>,
    /// Answer only if it is no longer this one.
    pub(crate) etag: Option<&'a str>,
    pub(crate) last_modified: Option<&'a str>,
    /// The least time between two requests to the host.
    pub(crate) interval: Duration,
    /// Fewer attempts than the options say, where no answer comes; being throttled is not counted.
    pub(crate) attempts: Option<u32>,
}

impl Request<'_> {
    pub(crate) fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            interval: Duration::from_millis(500),
            ..Self::default()
        }
    }
}

impl Http {
    /// A client that ends its waits and downloads once `stop` is true.
    pub fn new(options: HttpOptions, stop: Arc<AtomicBool>) -> Self {
        Self::with_pace(options, Box::new(RealPace::new(stop)))
    }

    /// A client with its own way of waiting.
    pub fn with_pace(options: HttpOptions, pace: Box<dyn Pace>) -> Self {
        let rng = options
            .seed
            .map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed);
        Self {
            options,
            client: None,
            guard: Guard::default(),
            hosts: HashMap::new(),
            pace,
            rng,
        }
    }

    /// Asks until there is an answer, as patiently as the options say. `None` where the request's
    /// condition holds: the file is still the one that was seen.
    pub(crate) fn get(&mut self, request: &Request<'_>) -> Result<Option<Body>, End> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let (failure, again) = match self.ask(request) {
                Ok(reply) => return Ok(reply),
                Err(Trouble::Stopped) => return Err(End::Stopped),
                Err(Trouble::Final(failure)) => (failure, false),
                Err(Trouble::Passing(failure)) => (failure, true),
            };
            let (most, asked) = match failure.kind {
                FailureKind::Throttled { retry_after } => (self.options.attempts, retry_after),
                _ => (request.attempts.unwrap_or(self.options.attempts), None),
            };
            let too_long = asked.is_some_and(|wait| wait > self.options.longest_wait);
            if !again || attempt >= most || too_long {
                return Err(failure.into());
            }
            let (first, longest) = (self.options.first_pause, self.options.longest_pause);
            let pause = pace::pause(attempt, first, longest, &mut self.rng);
            if !self.pace.wait(pause.max(asked.unwrap_or_default())) {
                return Err(End::Stopped);
            }
        }
    }

    /// Asks for something that is not asked for under a condition.
    pub(crate) fn body(&mut self, request: &Request<'_>) -> Result<Body, End> {
        match self.get(request)? {
            Some(body) => Ok(body),
            None => {
                let message = "answered \"not modified\" to a question without a condition";
                Err(transport(message, &request.url).into())
            }
        }
    }

    /// Asks once, following redirects.
    fn ask(&mut self, request: &Request<'_>) -> Result<Option<Body>, Trouble> {
        let start = Url::parse(&request.url).map_err(|error| {
            let message = format!("not an address: {error}");
            let kind = FailureKind::Configuration;
            Trouble::Final(Failure::new(Party::You, kind, message, &request.url))
        })?;
        if !start.username().is_empty() || start.password().is_some() {
            // It would be shown wherever the address is shown.
            let message = "the address holds a name or a password, which is not used";
            let shown = start.host_str().unwrap_or_default();
            let kind = FailureKind::Configuration;
            return Err(Failure::new(Party::You, kind, message, shown).into());
        }
        if let Some(host) = start.host_str() {
            self.guard.trust(host);
        }
        let mut url = start.clone();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.ask_here(request, &start, &url)?;
            let Some(target) = redirect(&response) else {
                return self.answer(request, response);
            };
            let next = url.join(&target).map_err(|_| {
                transport("redirects to something that is no address", url.as_str())
            })?;
            self.may_follow(&start, &url, &next)?;
            url = next;
        }
        let status = Some(302);
        Err(Trouble::Final(Failure {
            status,
            ..transport("redirects in circles", &request.url)
        }))
    }

    /// Sends one request, when it is the host's turn.
    fn ask_here(
        &mut self,
        request: &Request<'_>,
        start: &Url,
        url: &Url,
    ) -> Result<Response, Trouble> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let now = self.pace.now();
        let turn = self.hosts.get(&host).copied().unwrap_or_default();
        if turn > now && !self.pace.wait(turn - now) {
            return Err(Trouble::Stopped);
        }
        if !self.pace.go_on() {
            return Err(Trouble::Stopped);
        }
        let mut asked = self.client()?.get(url.clone());
        if let Some(etag) = request.etag {
            asked = asked.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(date) = request.last_modified {
            asked = asked.header(header::IF_MODIFIED_SINCE, date);
        }
        if let Some((name, value)) = request.secret
            && url.origin() == start.origin()
        {
            asked = asked.header(name, value);
        }
        let sent = asked.send();
        let interval = self.options.interval.unwrap_or(request.interval);
        self.hosts.insert(host, self.pace.now() + interval);
        sent.map_err(|error| no_answer(&error, &request.url))
    }

    fn may_follow(&self, start: &Url, from: &Url, to: &Url) -> Result<(), Failure> {
        let refuse = |why: &str| {
            // Without path and query, which may hold anything.
            let host = to.host_str().unwrap_or_default();
            let port = to.port().map(|port| format!(":{port}")).unwrap_or_default();
            let message = format!(
                "redirects {why}, to {}://{host}{port}; not followed",
                to.scheme()
            );
            // Neither a smaller page nor another attempt makes it better.
            let status = Some(302);
            Err(Failure {
                status,
                ..transport(message, from.as_str())
            })
        };
        match (from.scheme(), to.scheme()) {
            ("https", "http") => return refuse("from https to http"),
            (_, "http" | "https") => {}
            _ => return refuse("to something that is not the web"),
        }
        let Some(host) = to.host_str() else {
            return refuse("to nowhere");
        };
        // Another port of a machine that is trusted is another program of it, except where it only turns to TLS.
        let same_port = to.port_or_known_default() == start.port_or_known_default();
        if Some(host) == start.host_str() {
            let is_now_secure = to.scheme() == "https" && to.port().is_none();
            return match same_port || is_now_secure {
                true => Ok(()),
                false => refuse("to another port of its machine"),
            };
        }
        let on_loopback = start.host_str().and_then(literal) == Some(Area::Loopback) && same_port;
        match literal(host) {
            Some(area) if may_lead_to(area, on_loopback) => Ok(()),
            Some(Area::Loopback) => refuse("to this machine itself"),
            Some(_) => refuse("into a private network"),
            None => {
                self.guard.watch(host, on_loopback);
                Ok(())
            }
        }
    }

    /// Takes an answer that is not a redirect.
    fn answer(&self, request: &Request<'_>, response: Response) -> Result<Option<Body>, Trouble> {
        let status = response.status().as_u16();
        let conditional = request.etag.is_some() || request.last_modified.is_some();
        match status {
            200 | 203 => self.keep(request, response).map(Some),
            304 if conditional => Ok(None),
            _ => Err(refused(&request.url, status, response.headers())),
        }
    }

    /// Keeps the answer in a temporary file.
    fn keep(&self, request: &Request<'_>, mut response: Response) -> Result<Body, Trouble> {
        let mut file = scratch::spool(self.options.scratch.as_deref());
        let mut digest = Sha256::new();
        let mut head = Vec::new();
        let mut length = 0;
        let mut piece = vec![0; 64 << 10];
        let begin = self.pace.now();
        let mut speed = Speed::new(&self.options, begin);
        loop {
            let count = match response.read(&mut piece) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    let message = format!("the answer breaks off: {}", chain(&error));
                    return Err(Trouble::Passing(transport(message, &request.url)));
                }
            };
            let piece = &piece[..count];
            length += count as u64;
            if length > self.options.longest_body {
                let most = self.options.longest_body;
                let message = format!("the answer is longer than {most} bytes");
                return Err(transport(message, &request.url).into());
            }
            if let Some(received) = &self.options.received {
                received.fetch_add(count as u64, Ordering::Relaxed);
            }
            if !self.pace.go_on() {
                return Err(Trouble::Stopped);
            }
            let now = self.pace.now();
            if now.saturating_sub(begin) > self.options.deadline {
                let message = "the answer takes too long";
                return Err(transport(message, &request.url).into());
            }
            if !speed.is_enough(length, now) {
                let message = "the answer comes too slowly";
                return Err(Trouble::Passing(transport(message, &request.url)));
            }
            if head.len() < 1024 {
                head.extend_from_slice(&piece[..count.min(1024)]);
            }
            digest.update(piece);
            file.write_all(piece)
                .map_err(|e| Failure::local(&e, &request.url))?;
        }
        if let Some(found) = sniff::no_data(&head) {
            let message = format!("the answer is {found} instead of data");
            let mut failure = transport(message, &request.url);
            failure.status = Some(response.status().as_u16());
            return Err(Trouble::Passing(failure));
        }
        let text = |name| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
        let last_modified: Option<String> = text(header::LAST_MODIFIED);
        Ok(Body {
            address: request.url.clone(),
            file,
            length,
            sha256: body::hex(&digest.finalize()),
            etag: text(header::ETAG),
            modified: last_modified.as_deref().and_then(pace::http_date),
            last_modified,
            window: false,
            files: files::Options {
                limits: self.options.limits,
                scratch: self.options.scratch.clone(),
                ..files::Options::default()
            },
        })
    }

    /// The client proper, made when it is first needed: most runs of the program never need it.
    fn client(&mut self) -> Result<&Client, Failure> {
        if self.client.is_none() {
            // Fails only where somebody has chosen one already, which is as well.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let mut builder = Client::builder()
                .user_agent(&self.options.user_agent)
                .connect_timeout(self.options.connect_timeout)
                .timeout(self.options.timeout)
                .redirect(reqwest::redirect::Policy::none())
                .referer(false)
                .dns_resolver(Arc::new(self.guard.clone()));
            if !self.options.proxy {
                builder = builder.no_proxy();
            }
            let built = builder.build().map_err(|error| {
                let message = format!("cannot prepare connections: {}", chain(&error));
                Failure::new(Party::Us, FailureKind::Configuration, message, "")
            })?;
            self.client = Some(built);
        }
        self.client.as_ref().ok_or_else(|| {
            let message = "cannot prepare connections";
            Failure::new(Party::Us, FailureKind::Configuration, message, "")
        })
    }
}

fn redirect(response: &Response) -> Option<String> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let target = response.headers().get(header::LOCATION)?;
    Some(target.to_str().ok()?.to_owned())
}

/// Where a host lies that is written as an address, or is this machine's name.
fn literal(host: &str) -> Option<Area> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Some(Area::of(address));
    }
    (host == "localhost" || host.ends_with(".localhost")).then_some(Area::Loopback)
}
