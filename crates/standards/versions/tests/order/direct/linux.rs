//! Debian, RPM, Arch, Alpine, Gentoo.

use std::cmp::Ordering;

use super::{cut, digits, is_number, numbers};

pub(crate) fn deb(a: &str, b: &str) -> Ordering {
    fn parts(text: &str) -> (&str, &str, &str) {
        let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
        let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, "0"));
        (epoch, upstream, revision)
    }
    fn rank(byte: Option<&u8>) -> i32 {
        match byte {
            Some(b'~') => -1,
            None => 0,
            Some(b) if b.is_ascii_digit() => 0,
            Some(b) if b.is_ascii_alphabetic() => i32::from(*b),
            Some(b) => i32::from(*b) + 256,
        }
    }
    fn halves(mut a: &str, mut b: &str) -> Ordering {
        while !a.is_empty() || !b.is_empty() {
            let ((wa, ra), (wb, rb)) = (
                cut(a, |c| !c.is_ascii_digit()),
                cut(b, |c| !c.is_ascii_digit()),
            );
            for at in 0..wa.len().max(wb.len()) {
                let order = rank(wa.as_bytes().get(at)).cmp(&rank(wb.as_bytes().get(at)));
                if order.is_ne() {
                    return order;
                }
            }
            let ((na, ra), (nb, rb)) = (digits(ra), digits(rb));
            let order = numbers(na, nb);
            if order.is_ne() {
                return order;
            }
            (a, b) = (ra, rb);
        }
        Ordering::Equal
    }
    let (a, b) = (parts(a), parts(b));
    numbers(a.0, b.0)
        .then(halves(a.1, b.1))
        .then(halves(a.2, b.2))
}

fn evr(text: &str) -> (&str, &str, Option<&str>) {
    let (epoch, rest) = match text.split_once(':') {
        Some((epoch, rest)) if epoch.is_empty() || is_number(epoch) => (epoch, rest),
        _ => ("0", text),
    };
    match rest.rsplit_once('-') {
        None => (epoch, rest, None),
        Some((version, release)) => (epoch, version, Some(release)),
    }
}

pub(crate) fn rpm(a: &str, b: &str) -> Ordering {
    fn vercmp(mut a: &str, mut b: &str) -> Ordering {
        let separator = |c: char| !c.is_ascii_alphanumeric() && c != '~' && c != '^';
        loop {
            (a, b) = (cut(a, separator).1, cut(b, separator).1);
            match (a.starts_with('~'), b.starts_with('~')) {
                (true, true) => {
                    (a, b) = (&a[1..], &b[1..]);
                    continue;
                }
                (true, false) => return Ordering::Less,
                (false, true) => return Ordering::Greater,
                _ => {}
            }
            match (a.starts_with('^'), b.starts_with('^')) {
                (true, true) => {
                    (a, b) = (&a[1..], &b[1..]);
                    continue;
                }
                (true, false) => {
                    return if b.is_empty() {
                        Ordering::Greater
                    } else {
                        Ordering::Less
                    };
                }
                (false, true) => {
                    return if a.is_empty() {
                        Ordering::Less
                    } else {
                        Ordering::Greater
                    };
                }
                _ => {}
            }
            if a.is_empty() || b.is_empty() {
                return a.len().min(1).cmp(&b.len().min(1));
            }
            let numeric = a.starts_with(|c: char| c.is_ascii_digit());
            let belongs = |c: char| {
                if numeric {
                    c.is_ascii_digit()
                } else {
                    c.is_ascii_alphabetic()
                }
            };
            let ((sa, ra), (sb, rb)) = (cut(a, belongs), cut(b, belongs));
            if sb.is_empty() {
                return if numeric {
                    Ordering::Greater
                } else {
                    Ordering::Less
                };
            }
            let order = if numeric { numbers(sa, sb) } else { sa.cmp(sb) };
            if order.is_ne() {
                return order;
            }
            (a, b) = (ra, rb);
        }
    }
    let (a, b) = (evr(a), evr(b));
    numbers(a.0, b.0)
        .then_with(|| vercmp(a.1, b.1))
        .then_with(|| match (a.2, b.2) {
            (Some(a), Some(b)) => vercmp(a, b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        })
}

pub(crate) fn alpm(a: &str, b: &str) -> Ordering {
    fn vercmp(mut a: &str, mut b: &str) -> Ordering {
        let separator = |c: char| !c.is_ascii_alphanumeric();
        loop {
            let ((pa, ra), (pb, rb)) = (cut(a, separator), cut(b, separator));
            let kind = |text: &str| match text.chars().next() {
                None => 1,
                Some(c) if c.is_ascii_digit() => 2,
                Some(_) => 0,
            };
            // "1.0a" < "1.0" < "1.0.a": an end beats a word that follows at once and yields to a separator.
            let end_and_separator = pa.len().cmp(&pb.len()).then(kind(ra).cmp(&kind(rb)));
            if end_and_separator.is_ne() || ra.is_empty() {
                return end_and_separator;
            }
            let numeric = kind(ra) == 2;
            let belongs = |c: char| {
                if numeric {
                    c.is_ascii_digit()
                } else {
                    c.is_ascii_alphabetic()
                }
            };
            let ((sa, ra), (sb, rb)) = (cut(ra, belongs), cut(rb, belongs));
            let order = if numeric { numbers(sa, sb) } else { sa.cmp(sb) };
            if order.is_ne() {
                return order;
            }
            (a, b) = (ra, rb);
        }
    }
    let (a, b) = (evr(a), evr(b));
    numbers(a.0, b.0)
        .then_with(|| vercmp(a.1, b.1))
        .then_with(|| match (a.2, b.2) {
            (Some(a), Some(b)) => vercmp(a, b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        })
}

/// The parts of an Alpine or Gentoo version.
struct Parts<'a> {
    numbers: Vec<&'a str>,
    letter: &'a str,
    suffixes: Vec<(&'a str, &'a str)>,
    commit: &'a str,
    revision: Option<&'a str>,
}

fn parts(text: &str) -> Parts<'_> {
    let (text, revision) = match text.rsplit_once("-r") {
        None => (text, None),
        Some((text, revision)) => (text, Some(revision)),
    };
    let (text, commit) = text.split_once('~').unwrap_or((text, ""));
    let mut pieces = text.split('_');
    let core = pieces.next().unwrap();
    let (core, letter) = core.split_at(
        core.trim_end_matches(|c: char| c.is_ascii_lowercase())
            .len(),
    );
    Parts {
        numbers: core.split('.').collect(),
        letter,
        suffixes: pieces
            .map(|piece| cut(piece, |c| c.is_ascii_lowercase()))
            .collect(),
        commit,
        revision,
    }
}

pub(crate) fn apk(a: &str, b: &str) -> Ordering {
    const SUFFIXES: [&str; 10] = [
        "alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p",
    ];
    #[derive(PartialEq)]
    enum Token<'a> {
        Number(&'a str),
        Letter(&'a str),
        Suffix(&'a str),
        SuffixNumber(&'a str),
        Commit(&'a str),
        Revision(&'a str),
    }
    impl Token<'_> {
        fn kind(token: Option<&Self>) -> u8 {
            match token {
                Some(Token::Number(_)) => 0,
                Some(Token::Letter(_)) => 1,
                Some(Token::Suffix(_)) => 2,
                Some(Token::SuffixNumber(_)) => 3,
                Some(Token::Commit(_)) => 4,
                Some(Token::Revision(_)) => 5,
                None => 6,
            }
        }
    }
    fn tokens(text: &str) -> Vec<Token<'_>> {
        let parts = parts(text);
        let mut tokens: Vec<_> = parts.numbers.into_iter().map(Token::Number).collect();
        if !parts.letter.is_empty() {
            tokens.push(Token::Letter(parts.letter));
        }
        for (suffix, number) in parts.suffixes {
            tokens.push(Token::Suffix(suffix));
            if !number.is_empty() {
                tokens.push(Token::SuffixNumber(number));
            }
        }
        if !parts.commit.is_empty() {
            tokens.push(Token::Commit(parts.commit));
        }
        tokens.extend(parts.revision.map(Token::Revision));
        tokens
    }
    let place = |suffix: &str| SUFFIXES.iter().position(|name| *name == suffix).unwrap();
    let early = |token: Option<&Token<'_>>| matches!(token, Some(Token::Suffix(suffix)) if place(suffix) < 4);
    let (a, b) = (tokens(a), tokens(b));
    for at in 0..=a.len().max(b.len()) {
        let (x, y) = (a.get(at), b.get(at));
        let order = match (x, y) {
            (Some(Token::Number(x)), Some(Token::Number(y)))
                if at > 0 && (x.starts_with('0') || y.starts_with('0')) =>
            {
                x.cmp(y)
            }
            (Some(Token::Number(x)), Some(Token::Number(y)))
            | (Some(Token::SuffixNumber(x)), Some(Token::SuffixNumber(y)))
            | (Some(Token::Revision(x)), Some(Token::Revision(y))) => numbers(x, y),
            (Some(Token::Letter(x)), Some(Token::Letter(y)))
            | (Some(Token::Commit(x)), Some(Token::Commit(y))) => x.cmp(y),
            (Some(Token::Suffix(x)), Some(Token::Suffix(y))) => place(x).cmp(&place(y)),
            _ if early(x) => Ordering::Less,
            _ if early(y) => Ordering::Greater,
            // The longer one is the later one, and the kinds are listed from late to early.
            _ => Token::kind(y).cmp(&Token::kind(x)),
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

pub(crate) fn gentoo(a: &str, b: &str) -> Ordering {
    const SUFFIXES: [&str; 5] = ["alpha", "beta", "pre", "rc", "p"];
    let (a, b) = (parts(a), parts(b));
    let mut order = numbers(a.numbers[0], b.numbers[0]);
    for (x, y) in a.numbers.iter().zip(&b.numbers).skip(1) {
        order = order.then_with(|| {
            if x.starts_with('0') || y.starts_with('0') {
                x.trim_end_matches('0').cmp(y.trim_end_matches('0'))
            } else {
                numbers(x, y)
            }
        });
    }
    order = order
        .then(a.numbers.len().cmp(&b.numbers.len()))
        .then(a.letter.cmp(b.letter));
    for (x, y) in a.suffixes.iter().zip(&b.suffixes) {
        let place = |suffix: &str| SUFFIXES.iter().position(|name| *name == suffix).unwrap();
        order = order
            .then(place(x.0).cmp(&place(y.0)))
            .then(numbers(x.1, y.1));
    }
    let after = |longer: &Parts<'_>, at: usize| {
        if longer.suffixes[at].0 == "p" {
            Ordering::Greater
        } else {
            Ordering::Less
        }
    };
    order
        .then_with(|| match a.suffixes.len().cmp(&b.suffixes.len()) {
            Ordering::Greater => after(&a, b.suffixes.len()),
            Ordering::Less => after(&b, a.suffixes.len()).reverse(),
            Ordering::Equal => Ordering::Equal,
        })
        .then(numbers(
            a.revision.unwrap_or("0"),
            b.revision.unwrap_or("0"),
        ))
}
