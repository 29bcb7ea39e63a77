//! Whether the installed version is among those a statement names.

use noroshi_cpe::{Attribute, Name, Truth, Value};
use noroshi_model::{AffectedStatus, Limit, VersionRange};
use noroshi_versions::Scheme;

use crate::{Missing, Package};

/// The word for ranges between commits.
pub(crate) const COMMITS: &str = "git";

/// The installed version with the way in which it is compared.
pub(crate) struct Own<'a> {
    pub(crate) version: &'a str,
    /// How its package counts versions, where it is one.
    pub(crate) scheme: Option<&'static dyn Scheme>,
}

impl Own<'_> {
    /// Whether the version lies in a range, and what holds there. Nothing is compared that has no common order.
    pub(crate) fn within(
        &self,
        range: &VersionRange,
        status: AffectedStatus,
    ) -> (Truth, AffectedStatus, Option<Missing>) {
        let compared = self.place(range);
        match compared {
            Ok(false) => (Truth::False, status, None),
            Err(limit) => (Truth::Unknown, status, Some(Missing::Order(limit))),
            Ok(true) => match self.changed(range, status) {
                Ok(status) => (Truth::True, status, None),
                Err(limit) => (Truth::Unknown, status, Some(Missing::Order(limit))),
            },
        }
    }

    /// Whether the version lies between the limits, or the limit that cannot be compared with it.
    fn place(&self, range: &VersionRange) -> Result<bool, String> {
        let compare = |limit: &Limit| self.compare(&limit.version, range.scheme.as_deref());
        if let Some(low) = &range.low {
            let order = compare(low).ok_or_else(|| low.version.clone())?;
            if order.is_lt() || order.is_eq() && !low.included {
                return Ok(false);
            }
        }
        if let Some(high) = &range.high {
            let order = compare(high).ok_or_else(|| high.version.clone())?;
            if order.is_gt() || order.is_eq() && !high.included {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The status within the range after the last change at or before the version.
    fn changed(
        &self,
        range: &VersionRange,
        start: AffectedStatus,
    ) -> Result<AffectedStatus, String> {
        let mut last: Option<(&str, AffectedStatus)> = None;
        for (from, status) in &range.changes {
            let scheme = range.scheme.as_deref();
            let order = self.compare(from, scheme).ok_or_else(|| from.clone())?;
            if order.is_lt() {
                continue;
            }
            // The changes need not be in order.
            let later = match last {
                Some((at, _)) => {
                    let own = Own {
                        version: from,
                        scheme: self.scheme,
                    };
                    own.compare(at, scheme).ok_or_else(|| from.clone())?.is_gt()
                }
                None => true,
            };
            if later {
                last = Some((from, *status));
            }
        }
        Ok(last.map_or(start, |(_, status)| status))
    }

    /// The order of the installed version to another; `None` where there is none in common.
    fn compare(&self, other: &str, word: Option<&str>) -> Option<std::cmp::Ordering> {
        if word == Some(COMMITS) {
            // Commits have a history, not an order; the same one is the same.
            return (self.version == other).then_some(std::cmp::Ordering::Equal);
        }
        let by = |scheme: &'static dyn Scheme| scheme.compare(self.version, other).ok();
        // The package's own scheme first: it is what the version was made by. But publishers write `2.0` of packages whose
        // versions have three parts, and say `semver` of `1.1.1n`; then both are taken as makers write them.
        let stated = self.scheme.and_then(by).or_else(|| by(stated_scheme(word)));
        stated.or_else(|| by(stated_scheme(None)))
    }

    /// Whether the version and update in a CPE name are the installed ones.
    pub(crate) fn named(&self, cpe: &Name, own: &[Name]) -> (Truth, Option<Missing>) {
        let Value::Text(text) = cpe.get(Attribute::Version) else {
            // NVD writes `-` where nobody said which version.
            return match cpe.get(Attribute::Version) {
                Value::Any => (Truth::True, None),
                _ => (Truth::Unknown, Some(Missing::Range("-".to_owned()))),
            };
        };
        if text.has_wildcards() {
            let relation = own
                .iter()
                .map(|o| cpe.compare_attribute(o, Attribute::Version));
            let truth = relation.map(|r| r.truth()).fold(Truth::False, Truth::or);
            return (truth, None);
        }
        let plain = text.plain();
        let update = match cpe.get(Attribute::Update) {
            Value::Text(update) => Some(update.plain().into_owned()),
            Value::Any | Value::Na => None,
        };
        let whole = update.map(|update| format!("{plain} {update}"));
        let same = |version: &str| self.compare(version, None).map(std::cmp::Ordering::is_eq);
        let truth = match (same(&plain), whole.as_deref().map(same)) {
            (_, Some(Some(true))) => Truth::True,
            (Some(true), None) => Truth::True,
            // The version is the same; whether the update is installed may stand in a CPE name of its own.
            (Some(true), Some(_)) => own
                .iter()
                .map(|o| cpe.compare_attribute(o, Attribute::Update).truth())
                .fold(Truth::False, Truth::or),
            (Some(false), _) => Truth::False,
            (None, _) if plain.eq_ignore_ascii_case(self.version) => Truth::True,
            (None, _) => return (Truth::Unknown, Some(Missing::Order(plain.into_owned()))),
        };
        let missing = (truth == Truth::Unknown).then_some(Missing::Attribute(Attribute::Update));
        (truth, missing)
    }
}

/// The scheme that a statement names in its own word: a scheme's name, an ecosystem, a tool; without one, or with one
/// that is not known, versions are ordered as makers of products write them.
pub(crate) fn stated_scheme(word: Option<&str>) -> &'static dyn Scheme {
    let named = word.and_then(|word| {
        let of_ecosystem = || {
            let package = Package::in_words(word, "")?;
            noroshi_versions::of_purl_type(&package.kind)
        };
        noroshi_versions::scheme(word).or_else(of_ecosystem)
    });
    named
        .or_else(|| noroshi_versions::scheme("product"))
        .unwrap_or(noroshi_versions::ALL[0])
}
