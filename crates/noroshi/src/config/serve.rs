//! Where the server listens, how its gate is kept, and what it does beside answering.

use std::{path::PathBuf, time::Duration};

use clap::ValueEnum;
use noroshi_app::identity;
use noroshi_gate::{Metrics, Network, Settings};
use serde::{Deserialize, Serialize};

/// Where the server listens, how its gate is kept, and what it does beside answering.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Serve {
    /// Address and port. Loopback, unless somebody decides otherwise and says in `access` who is let in.
    pub(crate) listen: String,
    /// Who is let in.
    pub(crate) access: Access,
    /// Where users sign in: the role of whoever has not; empty for none.
    pub(crate) guest: String,
    /// Names by which this machine is called, where only who sits at it is let in.
    pub(crate) names: Vec<String>,
    /// Whether sources are fetched in the background.
    pub(crate) sync: bool,
    /// Requests per second that one client of another machine may ask in the long run; 0 for no limit.
    pub(crate) rate: u32,
    /// Requests it may ask at once after a pause.
    pub(crate) burst: u32,
    /// Connections at most.
    pub(crate) connections: usize,
    /// Seconds until an answer must have begun.
    pub(crate) seconds: u64,
    /// Proxies whose word on who asks is believed: addresses and networks.
    pub(crate) proxies: Vec<Proxy>,
    /// Who may see `/metrics`.
    pub(crate) metrics: Shown,
    /// The file of the key that signs what another Noroshi fetches here. Empty: not signed.
    pub(crate) bundle_key: PathBuf,
    /// What is written of each request.
    pub(crate) log: Log,
}

/// Who is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Access {
    /// Whoever sits at this machine, who may do everything.
    Local,
    /// Everybody, to read.
    Public,
    /// Users who sign in.
    Users,
}

/// An address or a network, as written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Proxy(String, Network);

/// Who may see `/metrics`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Shown {
    Off,
    Loopback,
    All,
}

/// What is written of each request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Log {
    Off,
    Text,
    Json,
}

impl Default for Serve {
    fn default() -> Self {
        let gate = Settings::default();
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            access: Access::Local,
            guest: String::new(),
            names: Vec::new(),
            sync: true,
            rate: gate.rate,
            burst: gate.burst,
            connections: gate.connections,
            seconds: gate.time.as_secs(),
            proxies: Vec::new(),
            metrics: Shown::Loopback,
            bundle_key: PathBuf::new(),
            log: Log::Off,
        }
    }
}

impl Serve {
    /// How those who ask are told apart.
    pub(crate) fn access(&self) -> identity::Access {
        match self.access {
            Access::Local => identity::Access::Local,
            Access::Public => identity::Access::Public,
            Access::Users => identity::Access::Users {
                guest: Some(self.guest.clone()).filter(|guest| !guest.is_empty()),
            },
        }
    }

    /// How the gate is kept.
    pub(crate) fn gate(&self) -> Settings {
        Settings {
            rate: self.rate,
            burst: self.burst,
            connections: self.connections,
            time: Duration::from_secs(self.seconds.max(1)),
            names: self.names.clone(),
            proxies: self.proxies.iter().map(|proxy| proxy.1).collect(),
            metrics: match self.metrics {
                Shown::Off => Metrics::Off,
                Shown::Loopback => Metrics::Loopback,
                Shown::All => Metrics::All,
            },
        }
    }
}

impl TryFrom<String> for Proxy {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.parse() {
            Ok(network) => Ok(Self(text, network)),
            Err(noroshi_gate::NotANetwork(text)) => Err(format!(
                "{text:?} is no address and no network such as 10.0.0.0/8"
            )),
        }
    }
}

impl From<Proxy> for String {
    fn from(proxy: Proxy) -> Self {
        proxy.0
    }
}
