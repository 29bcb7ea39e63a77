//! How the sources are asked, as the person who runs the house has set it.

use std::{collections::BTreeMap, fmt, path::PathBuf, time::Duration};

use noroshi_sources::{About, http::HttpOptions};

/// How the sources are asked. The default asks every source of the table at its own address and on
/// its own schedule.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What is set for a source, by its name.
    pub sources: BTreeMap<String, SourceSettings>,
    /// Whether the network is off limits. Sources that are read from a folder are read all the same.
    pub offline: bool,
    /// How the client behaves towards all of them.
    pub http: HttpOptions,
}

/// What is set for one source.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SourceSettings {
    /// Whether it is switched off: never asked, not even by name.
    pub off: bool,
    /// The key, where one is set. Never shown.
    pub api_key: Option<String>,
    /// Asked here instead of at the source's own hosts: a mirror with the same paths.
    pub base_url: Option<String>,
    /// A folder or file on this machine that is read instead of the network.
    pub folder: Option<PathBuf>,
    /// How often it is asked, in minutes, instead of the source's own schedule.
    pub every_minutes: Option<u32>,
    /// The first year to fetch, for the sources that have one file per year.
    pub first_year: Option<i16>,
    /// The time between two requests to `base_url`, instead of the source's own distance. Its own hosts are always given
    /// theirs.
    pub interval: Option<Duration>,
    /// The public key (hexadecimal) that what comes must be signed with, for a source that is another Noroshi.
    pub trust: Option<String>,
}

impl fmt::Debug for SourceSettings {
    /// Shows everything but the key, which must not end in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceSettings")
            .field("off", &self.off)
            .field("api_key", &self.api_key.as_ref().map(|_| "set"))
            .field("base_url", &self.base_url)
            .field("folder", &self.folder)
            .field("every_minutes", &self.every_minutes)
            .field("first_year", &self.first_year)
            .field("interval", &self.interval)
            .field("trust", &self.trust)
            .finish()
    }
}

impl Settings {
    /// What is set for a source.
    pub(crate) fn of(&self, name: &str) -> SourceSettings {
        self.sources.get(name).cloned().unwrap_or_default()
    }
}

impl SourceSettings {
    /// How often the source is asked, in minutes; at least 1.
    pub(crate) fn every(&self, about: &About) -> u32 {
        self.every_minutes.unwrap_or(about.every_minutes).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::SourceSettings;

    #[test]
    fn a_key_is_never_shown() {
        let settings = SourceSettings {
            api_key: Some("3f9c".to_owned()),
            ..SourceSettings::default()
        };
        let shown = format!("{settings:?}");
        assert!(shown.contains("set") && !shown.contains("3f9c"), "{shown}");
    }
}
