//! Semantic versions and their relatives, Ruby, Python, Maven, OpenSSL, and the general types of vers.

use std::cmp::Ordering;

use super::{cut, digits, is_number, numbers};

fn pre_releases(a: Option<&str>, b: Option<&str>) -> Ordering {
    let (Some(a), Some(b)) = (a, b) else {
        return b.is_some().cmp(&a.is_some());
    };
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let order = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (Some(x), Some(y)) => match (is_number(x), is_number(y)) {
                (true, true) => numbers(x, y),
                (false, false) => x.cmp(y),
                (x, y) => y.cmp(&x),
            },
            (x, y) => x.is_some().cmp(&y.is_some()),
        };
        if order.is_ne() {
            return order;
        }
    }
}

fn cores(a: &str, b: &str) -> Ordering {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split('.').collect(), b.split('.').collect());
    (0..4)
        .map(|at| numbers(a.get(at).unwrap_or(&"0"), b.get(at).unwrap_or(&"0")))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

pub(crate) fn semver(a: &str, b: &str) -> Ordering {
    fn halves(text: &str) -> (&str, Option<&str>) {
        let text = text.split('+').next().unwrap();
        text.split_once('-')
            .map_or((text, None), |(core, pre)| (core, Some(pre)))
    }
    let (a, b) = (halves(a), halves(b));
    cores(a.0, b.0).then(pre_releases(a.1, b.1))
}

pub(crate) fn npm(a: &str, b: &str) -> Ordering {
    semver(
        a.trim().trim_start_matches('v'),
        b.trim().trim_start_matches('v'),
    )
}

pub(crate) fn golang(a: &str, b: &str) -> Ordering {
    semver(a.trim_start_matches('v'), b.trim_start_matches('v'))
}

pub(crate) fn nuget(a: &str, b: &str) -> Ordering {
    semver(&a.to_ascii_uppercase(), &b.to_ascii_uppercase())
}

pub(crate) fn gem(a: &str, b: &str) -> Ordering {
    fn segments(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        for part in text.trim().replace('-', ".pre.").split('.') {
            let mut rest = part;
            while !rest.is_empty() {
                let numeric = rest.starts_with(|c: char| c.is_ascii_digit());
                let (segment, after) = cut(rest, |c| c.is_ascii_digit() == numeric);
                all.push(segment.to_owned());
                rest = after;
            }
        }
        // Zeros right before the first word are dropped.
        let mut word = all.iter().position(|segment| !is_number(segment));
        while let Some(at) = word.filter(|at| *at > 0 && all[at - 1].bytes().all(|b| b == b'0')) {
            all.remove(at - 1);
            word = Some(at - 1);
        }
        all
    }
    let (a, b) = (segments(a), segments(b));
    for at in 0..a.len().max(b.len()) {
        let part = |list: &[String]| list.get(at).cloned().unwrap_or_else(|| "0".to_owned());
        let (x, y) = (part(&a), part(&b));
        let order = match (is_number(&x), is_number(&y)) {
            (true, true) => numbers(&x, &y),
            (false, false) => x.cmp(&y),
            (x, y) => x.cmp(&y),
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

pub(crate) fn pypi(a: &str, b: &str) -> Ordering {
    /// Epoch, release, then what PEP 440 sorts by, with infinities as ranks.
    #[derive(Debug)]
    struct Parts {
        epoch: String,
        release: Vec<String>,
        pre: (u8, String),
        post: Option<String>,
        dev: Option<String>,
        local: Option<String>,
    }
    fn parts(text: &str) -> Parts {
        let text = text.trim().to_lowercase();
        let text = text.trim_start_matches('v');
        let (text, local) = text
            .split_once('+')
            .map_or((text, None), |(t, l)| (t, Some(l.to_owned())));
        let (epoch, text) = text.split_once('!').unwrap_or(("0", text));
        let (release, mut rest) = cut(text, |c| c.is_ascii_digit() || c == '.');
        let mut release: Vec<String> = release
            .split('.')
            .filter(|n| !n.is_empty())
            .map(str::to_owned)
            .collect();
        while release.last().is_some_and(|n| n.bytes().all(|b| b == b'0')) {
            release.pop();
        }
        let (mut pre, mut post, mut dev) = (None, None, None);
        let mut between = false;
        while !rest.is_empty() {
            let (separators, after) = cut(rest, |c| "._-".contains(c));
            let tags = [
                "alpha", "beta", "preview", "post", "rev", "dev", "pre", "rc", "a", "b", "c", "r",
            ];
            let tag = tags.into_iter().find(|tag| after.starts_with(tag));
            let (word, after) = after.split_at(tag.map_or(0, str::len));
            let number = match cut(after, |c| "._-".contains(c)) {
                (_, number) if !word.is_empty() && digits(number).0.is_empty() => ("0", after),
                _ => {
                    let (_, number) = cut(after, |c| "._-".contains(c));
                    digits(number)
                }
            };
            match word {
                "a" | "alpha" => pre = Some((1, number.0.to_owned())),
                "b" | "beta" => pre = Some((2, number.0.to_owned())),
                "c" | "rc" | "pre" | "preview" => pre = Some((3, number.0.to_owned())),
                "post" | "rev" | "r" => post = Some(number.0.to_owned()),
                "dev" => dev = Some(number.0.to_owned()),
                "" if is_number(number.0) && separators.ends_with('-') => {
                    post = Some(number.0.to_owned())
                }
                "" => break,
                _ => panic!("{text:?}"),
            }
            assert!(!between || !separators.is_empty() || !word.is_empty());
            between = true;
            rest = number.1;
        }
        let pre = pre.unwrap_or_else(|| {
            (
                if post.is_none() && dev.is_some() {
                    0
                } else {
                    9
                },
                "0".to_owned(),
            )
        });
        Parts {
            epoch: epoch.to_owned(),
            release,
            pre,
            post,
            dev,
            local,
        }
    }
    fn locals(a: Option<&str>, b: Option<&str>) -> Ordering {
        let (Some(a), Some(b)) = (a, b) else {
            return a.is_some().cmp(&b.is_some());
        };
        let split = |text: &str| -> Vec<String> {
            text.split(['.', '-', '_']).map(str::to_owned).collect()
        };
        let (a, b) = (split(a), split(b));
        for (x, y) in a.iter().zip(&b) {
            let order = match (is_number(x), is_number(y)) {
                (true, true) => numbers(x, y),
                (false, false) => x.cmp(y),
                (x, y) => x.cmp(&y),
            };
            if order.is_ne() {
                return order;
            }
        }
        a.len().cmp(&b.len())
    }
    let (a, b) = (parts(a), parts(b));
    let mut order = numbers(&a.epoch, &b.epoch);
    for at in 0..a.release.len().max(b.release.len()) {
        let part = |list: &[String]| list.get(at).cloned().unwrap_or_else(|| "0".to_owned());
        order = order.then(numbers(&part(&a.release), &part(&b.release)));
    }
    let optional = |a: &Option<String>, b: &Option<String>, none: Ordering| match (a, b) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => none,
        (Some(_), None) => none.reverse(),
        (Some(a), Some(b)) => numbers(a, b),
    };
    order
        .then(a.pre.0.cmp(&b.pre.0))
        .then(numbers(&a.pre.1, &b.pre.1))
        .then(optional(&a.post, &b.post, Ordering::Less))
        .then(optional(&a.dev, &b.dev, Ordering::Greater))
        .then(locals(a.local.as_deref(), b.local.as_deref()))
}

pub(crate) fn maven(a: &str, b: &str) -> Ordering {
    /// Prefix (`-` or `.`) and token.
    fn tokens(text: &str) -> Vec<(char, String)> {
        let text = text.to_lowercase();
        let mut tokens = vec![('.', String::new())];
        let mut last: Option<char> = None;
        for c in text.chars() {
            if c == '.' || c == '-' {
                tokens.push((c, String::new()));
            } else {
                if last.is_some_and(|last| {
                    last != '.' && last != '-' && last.is_ascii_digit() != c.is_ascii_digit()
                }) {
                    let token = &mut tokens.last_mut().unwrap().1;
                    if c.is_ascii_digit() {
                        match token.as_str() {
                            "a" => *token = "alpha".to_owned(),
                            "b" => *token = "beta".to_owned(),
                            "m" => *token = "milestone".to_owned(),
                            _ => {}
                        }
                    }
                    tokens.push(('-', String::new()));
                }
                tokens.last_mut().unwrap().1.push(c);
            }
            last = Some(c);
        }
        for (_, token) in &mut tokens {
            if token.is_empty() {
                *token = "0".to_owned();
            }
        }
        let nothing = |token: &str| {
            token.bytes().all(|b| b == b'0') || matches!(token, "ga" | "final" | "release")
        };
        let mut at = tokens.len();
        loop {
            while at > 0 && nothing(&tokens[at - 1].1) {
                tokens.remove(at - 1);
                at -= 1;
            }
            match (0..at.min(tokens.len()))
                .rev()
                .find(|i| tokens[*i].0 == '-')
            {
                None => return tokens,
                Some(hyphen) => at = hyphen,
            }
        }
    }
    fn rank(token: Option<&(char, String)>) -> (u8, String) {
        const WORDS: [&str; 6] = ["alpha", "beta", "milestone", "rc", "snapshot", ""];
        let Some((prefix, token)) = token else {
            return (5, String::new());
        };
        let word = match token.as_str() {
            "cr" => "rc",
            "ga" | "final" | "release" => return (6, String::new()),
            other => other,
        };
        if is_number(word) {
            let digits = word.trim_start_matches('0');
            return (
                if *prefix == '-' { 9 } else { 10 },
                format!("{:09}{digits}", digits.len()),
            );
        }
        match WORDS.iter().position(|known| *known == word) {
            Some(at) => (u8::try_from(at).unwrap(), String::new()),
            None if word == "sp" => (7, String::new()),
            None => (8, word.to_owned()),
        }
    }
    let (a, b) = (tokens(a), tokens(b));
    for at in 0..a.len().max(b.len()) {
        // Zeros after dots count as the end where the end or an early word follows them, else as numbers.
        let rank = |list: &[(char, String)]| {
            let is_zero =
                |token: &(char, String)| token.0 == '.' && token.1.bytes().all(|b| b == b'0');
            let next = list.iter().skip(at).find(|token| !is_zero(token));
            match list.get(at) {
                Some(token) if is_zero(token) && rank(next).0 <= 5 => rank(None),
                token => rank(token),
            }
        };
        let (x, y) = (rank(&a), rank(&b));
        let order = x.cmp(&y);
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

/// PHP's `version_compare` over what Composer makes of a version.
pub(crate) fn composer(a: &str, b: &str) -> Ordering {
    fn parts(text: &str) -> Vec<String> {
        let text = text.trim().to_lowercase();
        let text = text.split('@').next().unwrap();
        let text = text.split('+').next().unwrap().trim_start_matches('v');
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            rest = cut(rest, |c| "._-:".contains(c)).1;
            let numeric = rest.starts_with(|c: char| c.is_ascii_digit());
            let (part, after) = cut(rest, |c| {
                c.is_ascii_alphabetic() != numeric && !"._-:".contains(c)
            });
            parts.push(part.to_owned());
            rest = after;
        }
        parts.retain(|part| !part.is_empty());
        // `rcdev` and `xdev`: a word and `dev` without a separator.
        let glued = parts
            .iter()
            .position(|part| part.len() > 3 && part.ends_with("dev"));
        if let Some(at) = glued {
            parts[at] = parts[at].trim_end_matches("dev").to_owned();
            parts.insert(at + 1, "dev".to_owned());
        }
        let is_date = digits(text).0.len() > 5;
        let any = parts.iter().any(|part| part == "x");
        parts.retain(|part| part != "x");
        let at = parts
            .iter()
            .position(|part| !is_number(part))
            .unwrap_or(parts.len());
        for place in at..if is_date { 0 } else { 4 } {
            parts.insert(place, if any { "9999999" } else { "0" }.to_owned());
        }
        if let Some(at) = parts.iter().position(|part| part == "stable") {
            parts.truncate(at);
        }
        parts
    }
    fn rank(part: Option<&String>) -> u8 {
        match part.map(String::as_str) {
            Some("dev") => 0,
            Some("alpha" | "a") => 1,
            Some("beta" | "b") => 2,
            Some("rc") => 3,
            None => 4,
            Some(number) if is_number(number) => 5,
            Some(_) => 6,
        }
    }
    let (a, b) = (parts(a), parts(b));
    for at in 0..a.len().max(b.len()) {
        let (x, y) = (a.get(at), b.get(at));
        let order = match (x, y) {
            (Some(x), Some(y)) if is_number(x) && is_number(y) => numbers(x, y),
            _ => rank(x).cmp(&rank(y)),
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

pub(crate) fn openssl(a: &str, b: &str) -> Ordering {
    fn parts(text: &str) -> (&str, &str, Option<String>) {
        let text = text.split('+').next().unwrap();
        let (core, pre) = text
            .split_once('-')
            .map_or((text, ""), |(core, pre)| (core, pre));
        let (numbers, letters) = cut(core, |c| c.is_ascii_digit() || c == '.');
        let pre = if pre == "fips" { "" } else { pre };
        let pre = pre.strip_prefix("fips-").unwrap_or(pre);
        let (word, number) = pre.split_at(pre.trim_end_matches(|c: char| c.is_ascii_digit()).len());
        let joint = if word.is_empty() || number.is_empty() || word.ends_with('.') {
            ""
        } else {
            "."
        };
        (
            numbers,
            letters,
            Some(format!("{word}{joint}{number}")).filter(|pre| !pre.is_empty()),
        )
    }
    let (a, b) = (parts(a), parts(b));
    cores(a.0, b.0)
        .then(a.1.cmp(b.1))
        .then(pre_releases(a.2.as_deref(), b.2.as_deref()))
}

pub(crate) fn intdot(a: &str, b: &str) -> Ordering {
    fn parts(text: &str) -> Vec<&str> {
        let (numbers, _) = cut(text, |c| c.is_ascii_digit() || c == '.');
        numbers.split('.').take_while(|n| !n.is_empty()).collect()
    }
    let (a, b) = (parts(a), parts(b));
    (0..a.len().max(b.len()))
        .map(|at| numbers(a.get(at).unwrap_or(&"0"), b.get(at).unwrap_or(&"0")))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

pub(crate) fn lexicographic(a: &str, b: &str) -> Ordering {
    a.as_bytes().cmp(b.as_bytes())
}

/// By a day number of its own kind: the civil-calendar formula over eras of 400 years.
pub(crate) fn datetime(a: &str, b: &str) -> Ordering {
    fn instant(text: &str) -> (i64, i64, String) {
        let number = |from: usize, to: usize| text[from..to].parse::<i64>().unwrap();
        let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
        let shifted = if month > 2 { year } else { year - 1 };
        let (era, of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        let (fraction, zone) = match text[19..].strip_prefix('.') {
            Some(rest) => digits(rest),
            None => ("", &text[19..]),
        };
        let offset = match zone {
            "Z" => 0,
            zone => {
                let minutes =
                    zone[1..3].parse::<i64>().unwrap() * 60 + zone[4..6].parse::<i64>().unwrap();
                if zone.starts_with('-') {
                    -minutes
                } else {
                    minutes
                }
            }
        };
        let minutes = days * 1440 + number(11, 13) * 60 + number(14, 16) - offset;
        (
            minutes,
            number(17, 19),
            fraction.trim_end_matches('0').to_owned(),
        )
    }
    instant(a).cmp(&instant(b))
}
