//! Comparisons of two versions side by side, as the specifications tell them. They take versions of the scheme only.

mod linux;
mod registries;

use std::cmp::Ordering;

pub(crate) type Compare = fn(&str, &str) -> Ordering;

pub(crate) const ALL: &[(&str, Compare)] = &[
    ("alpm", linux::alpm),
    ("apk", linux::apk),
    ("cargo", registries::semver),
    ("composer", registries::composer),
    ("datetime", registries::datetime),
    ("deb", linux::deb),
    ("gem", registries::gem),
    ("gentoo", linux::gentoo),
    ("golang", registries::golang),
    ("intdot", registries::intdot),
    ("lexicographic", registries::lexicographic),
    ("maven", registries::maven),
    ("npm", registries::npm),
    ("nuget", registries::nuget),
    ("openssl", registries::openssl),
    ("pypi", registries::pypi),
    ("rpm", linux::rpm),
    ("semver", registries::semver),
];

/// Whole numbers of any length.
fn numbers(a: &str, b: &str) -> Ordering {
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    a.len().cmp(&b.len()).then(a.cmp(b))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn cut(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

fn digits(text: &str) -> (&str, &str) {
    cut(text, |c| c.is_ascii_digit())
}
