//! Opening a database: where it is, who we are, and the schema's version.

use std::{fs, path::PathBuf, str::FromStr, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use tokio_postgres::{Config, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{failed, wire::Wire};
use crate::StoreError;

/// The newest schema this release knows. Migrations only go forward.
pub(super) const VERSION: u32 = 2;
/// The oldest release's version whose code still works on the schema of this one. A migration that only adds leaves it
/// as it is, so that nodes can be renewed one by one; what is only used by older code is removed a version later.
const WORKS_FROM: u32 = 1;
/// What each version added, in order. Words are added, none is changed.
const MIGRATIONS: [&str; 2] = [include_str!("schema.sql"), include_str!("accounts.sql")];

/// A transaction of a node that stopped in the middle of it ends after this, by the server's own word: as long as a
/// lease lasts.
const IDLE: &str = "15s";
/// How long a statement waits for somebody else's lock.
const LOCK: &str = "20s";

/// Where a database is and how to get in.
#[derive(Debug, Clone, Default)]
pub struct Database {
    /// Its address, `postgresql://user@host:port/name`, with the usual parameters.
    pub address: String,
    /// A file that holds the password; better than to write it into the address.
    pub password_file: Option<PathBuf>,
    /// A file with the certificates of the authorities that are trusted, in place of the system's.
    pub ca_file: Option<PathBuf>,
}

impl Database {
    /// The address without its password, and without parameters.
    pub(crate) fn shown(&self) -> String {
        let Some((scheme, rest)) = self.address.split_once("://") else {
            return "the database".to_owned();
        };
        let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
        let shown = match rest.rsplit_once('@') {
            Some((who, place)) => {
                let user = who.split_once(':').map_or(who, |(user, _)| user);
                format!("{user}@{place}")
            }
            None => rest.to_owned(),
        };
        format!("{scheme}://{shown}")
    }
}

/// What opens connections.
pub(super) struct Connector {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    /// The address as it may be shown: without a password.
    pub(super) shown: String,
}

impl Connector {
    pub(super) fn new(database: &Database) -> Result<Self, StoreError> {
        let shown = database.shown();
        let unusable = |reason: String| StoreError::Unusable {
            path: shown.clone(),
            reason,
        };
        let mut config = Config::from_str(&checked_always(&database.address))
            .map_err(|e| unusable(e.to_string()))?;
        if let Some(file) = &database.password_file {
            let password = fs::read_to_string(file)
                .map_err(|e| unusable(format!("{}: {e}", file.display())))?;
            config.password(password.trim_end_matches(['\r', '\n']));
        }
        if config.get_application_name().is_none() {
            config.application_name("noroshi");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(std::time::Duration::from_secs(10));
        }
        // A link that is cut shows as one, and not as a server that takes long.
        config.tcp_user_timeout(std::time::Duration::from_secs(15));
        config.keepalives_idle(std::time::Duration::from_secs(10));
        let tls = match config.get_ssl_mode() {
            SslMode::Disable => None,
            _ => Some(MakeRustlsConnect::new(
                trust(database).map_err(|e| unusable(e.to_string()))?,
            )),
        };
        Ok(Self { config, tls, shown })
    }

    pub(super) fn connect(&self) -> Result<Wire, StoreError> {
        let connected = Wire::connect(&self.config, self.tls.as_ref());
        let mut wire = connected.map_err(|e| match e.downcast() {
            Ok(said) => match failed("connecting", *said) {
                StoreError::Engine { cause, .. } => self.unreachable(&*cause),
                StoreError::Unreachable { reason, .. } => StoreError::Unreachable {
                    place: self.shown.clone(),
                    reason,
                },
                StoreError::Unusable { reason, .. } => StoreError::Unusable {
                    path: self.shown.clone(),
                    reason,
                },
                other => other,
            },
            Err(other) => self.unreachable(&*other),
        })?;
        let settled = wire.batch(&format!(
            "SET idle_in_transaction_session_timeout = '{IDLE}'; SET lock_timeout = '{LOCK}';
             SET client_min_messages = warning; SET standard_conforming_strings = on; SET jit = off"
        ));
        settled.map_err(|e| failed("preparing a connection", e))?;
        Ok(wire)
    }

    fn unreachable(&self, error: &(dyn std::error::Error + 'static)) -> StoreError {
        StoreError::Unreachable {
            place: self.shown.clone(),
            reason: reason(error),
        }
    }
}

/// An error with what caused it: the outer words alone say little.
pub(super) fn reason(error: &(dyn std::error::Error + 'static)) -> String {
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let words = inner.to_string();
        if !reason.contains(&words) {
            reason = format!("{reason}: {words}");
        }
        cause = inner.source();
    }
    reason
}

/// Other clients know degrees of checking a server's certificate. Here it is checked whenever there is one.
fn checked_always(address: &str) -> String {
    address
        .replace("sslmode=verify-full", "sslmode=require")
        .replace("sslmode=verify-ca", "sslmode=require")
}

fn trust(database: &Database) -> Result<ClientConfig, Box<dyn std::error::Error>> {
    let mut roots = RootCertStore::empty();
    match &database.ca_file {
        Some(file) => {
            for certificate in CertificateDer::pem_file_iter(file)? {
                roots.add(certificate?)?;
            }
        }
        None => {
            let found = rustls_native_certs::load_native_certs();
            roots.add_parsable_certificates(found.certs);
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// Brings the schema to this release's version.
pub(super) fn migrate(wire: &mut Wire, shown: &str) -> Result<(), StoreError> {
    let failed = |e| failed("preparing the schema", e);
    // Several nodes may open it at once; whoever comes second finds it done.
    for _ in 0..8 {
        let (found, works_from) = versions(wire)?;
        if found >= VERSION {
            return if works_from <= VERSION {
                Ok(())
            } else {
                Err(StoreError::Newer {
                    found,
                    known: VERSION,
                })
            };
        }
        let parts = MIGRATIONS[found as usize..].concat();
        let done = wire.batch(&format!(
            "BEGIN; {parts}
             CREATE TABLE IF NOT EXISTS versions (schema BIGINT PRIMARY KEY, works_from BIGINT NOT NULL);
             INSERT INTO versions (schema, works_from) VALUES ({VERSION}, {WORKS_FROM}); COMMIT"
        ));
        match done {
            Ok(()) => return Ok(()),
            Err(error) => {
                wire.batch("ROLLBACK").ok();
                // Anything but a race is told at once.
                let error = failed(error);
                if versions(wire)?.0 == found && !matches!(error, StoreError::Busy) {
                    return Err(match error {
                        StoreError::Engine { cause, .. } => StoreError::Unusable {
                            path: shown.to_owned(),
                            reason: reason(&*cause),
                        },
                        other => other,
                    });
                }
            }
        }
    }
    Err(StoreError::Busy)
}

/// The schema's version, and the oldest whose code works on it; zeros for an empty database.
fn versions(wire: &mut Wire) -> Result<(u32, u32), StoreError> {
    let failed = |e| failed("reading the schema's version", e);
    let there = "SELECT count(*) FROM information_schema.tables
                 WHERE table_schema = current_schema() AND table_name = 'versions'";
    let there = wire.query(there, &[]).map_err(failed)?;
    if there.first().is_none_or(|row| row.get::<_, i64>(0) == 0) {
        return Ok((0, 0));
    }
    let newest = "SELECT schema, works_from FROM versions ORDER BY schema DESC LIMIT 1";
    let rows = wire.query(newest, &[]).map_err(failed)?;
    Ok(rows.first().map_or((0, 0), |row| {
        let number = |at| u32::try_from(row.get::<_, i64>(at)).unwrap_or(u32::MAX);
        (number(0), number(1))
    }))
}
