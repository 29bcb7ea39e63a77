//! How one source is asked.

use std::{path::PathBuf, time::Duration};

use noroshi_app::SourceSettings;
use serde::{Deserialize, Serialize};

use super::fetch::Seconds;

/// How one source is asked: the table `[source.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Source {
    /// Whether it is asked at all.
    pub(crate) on: bool,
    /// A file that holds the key alone, for sources that know keys. Empty: none.
    pub(crate) key_file: PathBuf,
    /// A mirror with the same paths, asked instead of the source's own hosts. Empty: none.
    pub(crate) mirror: String,
    /// A folder or file on this machine, read instead of the network. Empty: none.
    pub(crate) folder: PathBuf,
    /// How often it is asked, in minutes. 0: the source's own schedule.
    pub(crate) every_minutes: u32,
    /// The first year to fetch where there is a file per year. 0: all.
    pub(crate) first_year: i16,
    /// Seconds between two requests to the mirror. 0: the source's own distance, which its own hosts are always given.
    pub(crate) interval: Seconds,
    /// For another Noroshi: the public key that what comes must be signed with. Empty: any, or none.
    pub(crate) trust: String,
}

impl Default for Source {
    fn default() -> Self {
        Self {
            on: true,
            key_file: PathBuf::new(),
            mirror: String::new(),
            folder: PathBuf::new(),
            every_minutes: 0,
            first_year: 0,
            interval: Seconds(Duration::ZERO),
            trust: String::new(),
        }
    }
}

impl Source {
    /// The same for the house. A key that cannot be read is no key: the source then says that it is
    /// missing, or goes without.
    pub(crate) fn settings(&self) -> std::io::Result<SourceSettings> {
        let given = |path: &PathBuf| !path.as_os_str().is_empty();
        let api_key = match given(&self.key_file) {
            true => Some(std::fs::read_to_string(&self.key_file)?.trim().to_owned()),
            false => None,
        };
        Ok(SourceSettings {
            off: !self.on,
            api_key,
            base_url: Some(self.mirror.clone()).filter(|m| !m.is_empty()),
            folder: Some(self.folder.clone()).filter(given),
            every_minutes: Some(self.every_minutes).filter(|n| *n > 0),
            first_year: Some(self.first_year).filter(|y| *y > 0),
            interval: Some(self.interval.0).filter(|time| !time.is_zero()),
            trust: Some(self.trust.clone()).filter(|key| !key.is_empty()),
        })
    }
}
