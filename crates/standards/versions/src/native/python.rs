//! PyPI: the version specifiers of PEP 440.

use std::ops::Bound;

use super::shape;
use crate::{
    NotARange, NotAVersion, Scheme, Set, Version, error::short, key::successor,
    schemes::pypi::Pep440,
};

/// `~=1.4.2, !=1.4.5, <2.0`: all must hold. `||` between alternatives, which databases write, is read too.
///
/// `===` compares text, not versions; here it is `==`.
pub(crate) fn pypi(scheme: &dyn Scheme, range: &str) -> Result<Set<Version>, NotARange> {
    let mut whole: Option<Set<Version>> = None;
    for alternative in range.split("||") {
        let mut all: Option<Set<Version>> = None;
        for specifier in alternative
            .split(',')
            .map(str::trim)
            .filter(|s| !s.is_empty())
        {
            let set = match specifier {
                "*" => Set::all(),
                _ => one(scheme, range, specifier)?,
            };
            all = Some(all.map_or(set.clone(), |all| all.intersection(&set)));
        }
        let Some(all) = all else { continue };
        whole = Some(whole.map_or(all.clone(), |whole| whole.union(&all)));
    }
    whole.ok_or_else(|| shape(scheme.name(), range, "it is empty"))
}

fn one(scheme: &dyn Scheme, range: &str, specifier: &str) -> Result<Set<Version>, NotARange> {
    let wrong = |reason| shape(scheme.name(), range, reason);
    let end = specifier
        .find(|c| !matches!(c, '~' | '=' | '!' | '<' | '>'))
        .unwrap_or(specifier.len());
    let (operator, text) = (&specifier[..end], specifier[end..].trim());
    if let Some(prefix) = text.strip_suffix(".*") {
        let prefix = read(scheme, prefix)?;
        if prefix.pre.is_some()
            || prefix.post.is_some()
            || prefix.dev.is_some()
            || prefix.local.is_some()
        {
            return Err(wrong("a prefix is made of numbers only"));
        }
        let set = prefixed(&prefix);
        return match operator {
            "==" => Ok(set),
            "!=" => Ok(set.complement()),
            _ => Err(wrong("a prefix goes with == and != only")),
        };
    }
    let parts = read(scheme, text)?;
    if parts.local.is_some() && !matches!(operator, "==" | "!=" | "===") {
        return Err(wrong("a local version goes with == and != only"));
    }
    let at = |key: Vec<u8>| Version {
        text: text.to_owned(),
        key,
    };
    let itself = at(parts.key());
    let equal = match parts.local {
        Some(_) => Set::one(itself.clone()),
        None => Set::between(
            Bound::Included(itself.clone()),
            Bound::Included(at(parts.after_locals())),
        ),
    };
    Ok(match operator {
        "==" | "===" => equal,
        "!=" => equal.complement(),
        ">=" => Set::from(itself),
        "<=" => Set::up_to(at(parts.after_locals())),
        // A post-release of the version does not count as above it, nor a pre-release as below (PEP 440).
        ">" if parts.post.is_some() || parts.dev.is_some() => Set::above(at(parts.after_locals())),
        ">" => Set::above(at(parts.after_posts())),
        "<" if parts.pre.is_some() || parts.dev.is_some() => Set::below(itself),
        "<" => Set::below(at(parts.before_development())),
        "~=" => {
            let mut prefix = Pep440 {
                epoch: parts.epoch.clone(),
                release: parts.release.clone(),
                ..Pep440::default()
            };
            prefix.release.pop();
            if prefix.release.is_empty() {
                return Err(wrong("~= wants two numbers or more"));
            }
            Set::from(itself).intersection(&prefixed(&prefix))
        }
        _ => return Err(wrong("specifiers are ~= == != <= >= < > ===")),
    })
}

fn read(scheme: &dyn Scheme, text: &str) -> Result<Pep440, NotARange> {
    // The scheme's own checks of length and emptiness come first.
    scheme.key(text)?;
    Ok(Pep440::read(text).map_err(|reason| NotAVersion {
        scheme: scheme.name(),
        version: short(text),
        reason,
    })?)
}

/// Everything whose numbers begin with these.
fn prefixed(prefix: &Pep440) -> Set<Version> {
    let mut next = prefix.clone();
    if let Some(last) = next.release.last_mut() {
        *last = successor(last);
    }
    let written = |parts: &Pep440| {
        let epoch = if parts.epoch == "0" {
            String::new()
        } else {
            format!("{}!", parts.epoch)
        };
        Version {
            text: format!("{epoch}{}.dev0", parts.release.join(".")),
            key: parts.before_release(),
        }
    };
    Set::between(
        Bound::Included(written(prefix)),
        Bound::Excluded(written(&next)),
    )
}
