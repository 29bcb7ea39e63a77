//! The configuration: `noroshi.toml`, one small struct per concern. The shipped file is the default.

mod display;
mod fetch;
mod oidc;
mod serve;
mod source;
mod store;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use noroshi_app::{
    Settings,
    identity::{Admission, Roles},
};
use noroshi_model::{Language, Tlp};
use noroshi_words::say_with;
use serde::{Deserialize, Serialize};

pub(crate) use display::Display;
pub(crate) use fetch::Fetch;
pub(crate) use oidc::Oidc;
pub(crate) use serve::{Access, Log, Serve};
pub(crate) use source::Source;
pub(crate) use store::Store;

use crate::{cli::Globals, nearest::nearest};

/// Everything that can be configured.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    pub(crate) store: Store,
    pub(crate) serve: Serve,
    pub(crate) fetch: Fetch,
    pub(crate) display: Display,
    pub(crate) oidc: Oidc,
    /// By the role's name: those that take another's place, or stand beside it.
    pub(crate) role: Roles,
    /// How far what a source says may be passed on, by its name.
    pub(crate) tlp: BTreeMap<String, Label>,
    /// By the source's name.
    pub(crate) source: BTreeMap<String, Source>,
    /// The file it was read from.
    #[serde(skip)]
    pub(crate) file: Option<PathBuf>,
}

/// A label of the Traffic Light Protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Label(Tlp);

impl TryFrom<String> for Label {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Tlp::read(&text).map(Self).ok_or_else(|| {
            format!("{text:?} is no label: clear, green, amber, amber+strict or red")
        })
    }
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.0.word().to_owned()
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error("{} cannot be read", file.display())]
    Unreadable {
        file: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("{} is not TOML as expected", file.display())]
    Malformed {
        file: PathBuf,
        #[source]
        cause: Box<toml::de::Error>,
    },
    #[error("{} has no setting {key}", file.display())]
    UnknownKey {
        file: PathBuf,
        key: String,
        nearest: Option<String>,
    },
}

impl ConfigError {
    /// The file.
    pub(crate) fn file(&self) -> &Path {
        match self {
            Self::Unreadable { file, .. }
            | Self::Malformed { file, .. }
            | Self::UnknownKey { file, .. } => file,
        }
    }

    /// Why, in words.
    pub(crate) fn why(&self, language: Language) -> String {
        match self {
            Self::Unreadable { cause, .. } => cause.to_string(),
            Self::Malformed { cause, .. } => cause.to_string().trim_end().to_owned(),
            Self::UnknownKey { key, .. } => say_with(
                language,
                "config-unknown-key",
                &[("key", key.as_str().into())],
            ),
        }
    }

    /// The setting that was probably meant.
    pub(crate) fn nearest(&self) -> Option<&str> {
        match self {
            Self::UnknownKey { nearest, .. } => nearest.as_deref(),
            _ => None,
        }
    }
}

impl Config {
    /// Reads the configuration: the file named, else the first of the usual places that has one.
    pub(crate) fn read(globals: &Globals) -> Result<Self, ConfigError> {
        let named = globals.config.clone();
        let file = named.or_else(|| usual_places().into_iter().find(|f| f.is_file()));
        let Some(file) = file else {
            return Ok(Self::default());
        };
        match std::fs::read_to_string(&file) {
            Ok(text) => Ok(Self {
                file: Some(file.clone()),
                ..Self::parse(&text, &file)?
            }),
            Err(cause) => Err(ConfigError::Unreadable { file, cause }),
        }
    }

    /// The defaults with every source spelt out: all the settings there are.
    fn complete() -> Self {
        let names = noroshi_app::source_names();
        Self {
            source: names
                .map(|name| (name.to_owned(), Source::default()))
                .collect(),
            ..Self::default()
        }
    }

    /// How those who ask are told apart, and what the roles are.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Unreadable`] where who vouches for users cannot be asked as it is set.
    pub(crate) fn admission(&self) -> Result<Admission, ConfigError> {
        let provider = self
            .oidc
            .provider()
            .map_err(|cause| ConfigError::Unreadable {
                file: self.oidc.secret_file.clone(),
                cause,
            })?;
        Ok(Admission {
            provider,
            access: self.serve.access(),
            roles: self.role.clone(),
            labels: self
                .tlp
                .iter()
                .map(|(source, label)| (source.clone(), label.0))
                .collect(),
        })
    }

    /// How the sources are asked.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Unreadable`] where a key's file cannot be read.
    pub(crate) fn sources(&self, offline: bool) -> Result<Settings, ConfigError> {
        let mut settings = Settings {
            offline,
            http: self.fetch.options(),
            ..Settings::default()
        };
        for (name, source) in &self.source {
            let own = source.settings().map_err(|cause| ConfigError::Unreadable {
                file: source.key_file.clone(),
                cause,
            })?;
            settings.sources.insert(name.clone(), own);
        }
        Ok(settings)
    }

    fn parse(text: &str, file: &Path) -> Result<Self, ConfigError> {
        let malformed = |cause| ConfigError::Malformed {
            file: file.to_owned(),
            cause: Box::new(cause),
        };
        let table: toml::Table = text.parse().map_err(malformed)?;
        let known = toml::Table::try_from(Self::complete()).unwrap_or_default();
        // A role and a labelled source may have any name; what stands there is looked at when it is read.
        let mut named = table;
        named.remove("role");
        named.remove("tlp");
        if let Some((key, nearest)) = unknown(&named, &known, "") {
            return Err(ConfigError::UnknownKey {
                file: file.to_owned(),
                key,
                nearest,
            });
        }
        toml::from_str(text).map_err(malformed)
    }
}

/// The first key that the defaults do not have, with the nearest that they have.
fn unknown(
    table: &toml::Table,
    known: &toml::Table,
    above: &str,
) -> Option<(String, Option<String>)> {
    table.iter().find_map(|(key, value)| {
        let path = format!("{above}{key}");
        match (known.get(key), value) {
            (None, _) => {
                let near = nearest(key, known.keys().map(String::as_str));
                Some((path, near.map(|n| format!("{above}{n}"))))
            }
            (Some(toml::Value::Table(known)), toml::Value::Table(table)) => {
                unknown(table, known, &format!("{path}."))
            }
            _ => None,
        }
    })
}

fn usual_places() -> Vec<PathBuf> {
    let mut places = Vec::new();
    if let Some(folder) = folder_of("XDG_CONFIG_HOME", ".config") {
        places.push(folder.join("noroshi").join("noroshi.toml"));
    }
    places.push(PathBuf::from("/etc/noroshi.toml"));
    places
}

/// A base folder of the XDG specification: the variable where it is absolute, else below the home.
pub(crate) fn folder_of(variable: &str, below_home: &str) -> Option<PathBuf> {
    let absolute = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|p| p.is_absolute())
    };
    absolute(variable).or_else(|| absolute("HOME").map(|home| home.join(below_home)))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Config, ConfigError};

    const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/noroshi.toml");

    #[test]
    fn the_shipped_file_is_the_default() {
        let text = std::fs::read_to_string(SHIPPED).unwrap();
        let shipped = Config::parse(&text, Path::new("noroshi.toml")).unwrap();
        assert_eq!(shipped, Config::default());
        let written: toml::Table = text.parse().unwrap();
        let complete = toml::Table::try_from(Config::default()).unwrap();
        assert_eq!(written, complete, "every setting stands in the file");
    }

    #[track_caller]
    fn check(text: &str, key: &str, near: Option<&str>) {
        match Config::parse(text, Path::new("noroshi.toml")) {
            Err(ConfigError::UnknownKey {
                key: k, nearest, ..
            }) => {
                assert_eq!((k.as_str(), nearest.as_deref()), (key, near));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_misspelt_setting_names_the_nearest_right_one() {
        check("[serve]\nlisen = 'x'", "serve.lisen", Some("serve.listen"));
        check("[sevre]\nlisten = 'x'", "sevre", Some("serve"));
        check("[serve]\nthreads = 4", "serve.threads", None);
        check(
            "[source.nvd]\nkey_fiel = 'k'",
            "source.nvd.key_fiel",
            Some("source.nvd.key_file"),
        );
        check("[source.ndv]\non = false", "source.ndv", Some("source.nvd"));
    }
}
