//! `pkg`: the package URL, as in the Ecma standard and its type definitions.

mod rules;

use std::{collections::BTreeMap, fmt, str::FromStr};

use crate::{NotAPurl, Scheme, of_purl_type, vers::decode};

/// A package URL, in its canonical form: what a type normalises is normalised.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Purl {
    kind: String,
    namespace: Option<String>,
    name: String,
    version: Option<String>,
    qualifiers: BTreeMap<String, String>,
    subpath: Option<String>,
}

impl Purl {
    /// Makes a package URL of a type and a name.
    ///
    /// # Errors
    ///
    /// As [`Purl::build`].
    pub fn new(kind: &str, name: &str) -> Result<Self, NotAPurl> {
        Self::build(kind, None, name, None, [], None)
    }

    /// Makes a package URL of its components, none of them encoded.
    ///
    /// # Errors
    ///
    /// [`NotAPurl`] names the rule that is broken: of the standard, or of the type where it is known.
    pub fn build<'a>(
        kind: &str,
        namespace: Option<&str>,
        name: &str,
        version: Option<&str>,
        qualifiers: impl IntoIterator<Item = (&'a str, &'a str)>,
        subpath: Option<&str>,
    ) -> Result<Self, NotAPurl> {
        let kind = kind.to_ascii_lowercase();
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
        if !kind.starts_with(|c: char| c.is_ascii_alphabetic()) || !kind.chars().all(allowed) {
            return Err(NotAPurl(
                "the type is letters, digits, dots and hyphens, a letter first",
            ));
        }
        let mut pairs = BTreeMap::new();
        for (key, value) in qualifiers {
            let key = key.to_ascii_lowercase();
            let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
            if !key.starts_with(|c: char| c.is_ascii_alphabetic()) || !key.chars().all(allowed) {
                return Err(NotAPurl(
                    "a qualifier's name is letters, digits, . - and _, a letter first",
                ));
            }
            // A qualifier without a value is as good as none.
            if !value.is_empty() && pairs.insert(key, value.to_owned()).is_some() {
                return Err(NotAPurl("a qualifier stands twice"));
            }
        }
        let path = |text: &str, empty: &[&str]| {
            let segments: Vec<&str> = text
                .split('/')
                .filter(|segment| !empty.contains(segment))
                .collect();
            Some(segments.join("/")).filter(|joined| !joined.is_empty())
        };
        let namespace = namespace.and_then(|text| path(text, &[""]));
        let subpath = subpath.and_then(|text| path(text, &["", ".", ".."]));
        let mut this = Self {
            kind,
            namespace,
            name: name.trim_matches('/').to_owned(),
            version: version
                .filter(|version| !version.is_empty())
                .map(str::to_owned),
            qualifiers: pairs,
            subpath,
        };
        if this.name.is_empty() {
            return Err(NotAPurl("there is no name"));
        }
        rules::apply(&mut this)?;
        Ok(this)
    }

    /// The type, in small letters.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The namespace, with slashes between its segments.
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The qualifiers, in order of their names.
    pub fn qualifiers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.qualifiers
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// One qualifier.
    pub fn qualifier(&self, name: &str) -> Option<&str> {
        self.qualifiers.get(name).map(String::as_str)
    }

    /// The path inside the package.
    pub fn subpath(&self) -> Option<&str> {
        self.subpath.as_deref()
    }

    /// The same package in another version, or in none.
    #[must_use]
    pub fn at(&self, version: Option<&str>) -> Self {
        Self {
            version: version
                .filter(|version| !version.is_empty())
                .map(str::to_owned),
            ..self.clone()
        }
    }

    /// The scheme that its versions follow, where one is known.
    pub fn scheme(&self) -> Option<&'static dyn Scheme> {
        of_purl_type(&self.kind)
    }
}

impl FromStr for Purl {
    type Err = NotAPurl;

    /// Parses from the right as the standard's "how to parse" says.
    fn from_str(text: &str) -> Result<Self, NotAPurl> {
        let encoding = || NotAPurl("a percent sign begins no encoded character");
        let (scheme, rest) = text
            .split_once(':')
            .ok_or(NotAPurl("it begins with pkg:"))?;
        if !scheme.eq_ignore_ascii_case("pkg") {
            return Err(NotAPurl("it begins with pkg:"));
        }
        let rest = rest.trim_start_matches('/');
        let (rest, subpath) = match rest.rsplit_once('#') {
            None => (rest, None),
            Some((rest, subpath)) => (rest, Some(subpath)),
        };
        let (rest, query) = match rest.rsplit_once('?') {
            None => (rest, ""),
            Some((rest, query)) => (rest, query),
        };
        let (kind, path) = rest
            .split_once('/')
            .ok_or(NotAPurl("a slash stands between type and name"))?;
        let path = path.trim_matches('/');
        // An npm scope may begin with an @ of its own: then a slash follows, which a version holds encoded only.
        let (path, version) = match path.rfind('@').filter(|at| !path[*at..].contains('/')) {
            None => (path, None),
            Some(at) => (
                &path[..at],
                Some(decode(&path[at + 1..]).ok_or_else(encoding)?),
            ),
        };
        let parts = match kind {
            // A host, and whatever the host calls a repository.
            "git" => path.split_once('/'),
            _ => path.rsplit_once('/'),
        };
        let (namespace, name) =
            parts.map_or((None, path), |(namespace, name)| (Some(namespace), name));
        let decoded = |text: &str| -> Result<String, NotAPurl> {
            let segments: Option<Vec<String>> = text.split('/').map(decode).collect();
            Ok(segments.ok_or_else(encoding)?.join("/"))
        };
        let namespace = namespace.map(&decoded).transpose()?;
        let name = decode(name).ok_or_else(encoding)?;
        let subpath = subpath.map(&decoded).transpose()?;
        let mut qualifiers = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair
                .split_once('=')
                .ok_or(NotAPurl("a qualifier is a name, = and a value"))?;
            qualifiers.push((key, decode(value).ok_or_else(encoding)?));
        }
        let pairs = qualifiers.iter().map(|(key, value)| (*key, value.as_str()));
        Self::build(
            kind,
            namespace.as_deref(),
            &name,
            version.as_deref(),
            pairs,
            subpath.as_deref(),
        )
    }
}

impl fmt::Display for Purl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = |text: &str| text.split('/').map(encode).collect::<Vec<_>>().join("/");
        write!(f, "pkg:{}/", self.kind)?;
        if let Some(namespace) = &self.namespace {
            write!(f, "{}/", path(namespace))?;
        }
        f.write_str(&if self.kind == "git" {
            path(&self.name)
        } else {
            encode(&self.name)
        })?;
        if let Some(version) = &self.version {
            write!(f, "@{}", encode(version))?;
        }
        for (at, (key, value)) in self.qualifiers.iter().enumerate() {
            let mark = if at == 0 { '?' } else { '&' };
            write!(f, "{mark}{key}={}", encode(value))?;
        }
        if let Some(subpath) = &self.subpath {
            write!(f, "#{}", path(subpath))?;
        }
        Ok(())
    }
}

/// Encodes all but letters, digits and `. - _ ~ :`.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_~:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
